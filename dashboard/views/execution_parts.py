"""What several pages say of rates the same way: projects by rate, and rates as the reports print them.

Belongs here: that figure, where a click on it leads, printed rates. Does not belong here: anything about groups.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.context import Context
from dashboard.metrics import projects
from dashboard.metrics.evidence import evidence_of, printed_rates
from dashboard.views.low_choice import THRESHOLDS


def histogram(context: Context, bins: Mapping[str, int], target: float) -> specs.RateHistogram:
    """Projects by computed rate; the title counts those that reach the target."""
    w = context.w
    listed = sum(bins.values())
    none, over = bins.get("none", 0), bins.get("over", 0)
    spec = specs.RateHistogram(
        key="execution_histogram",
        title="",
        caption=w("execution.histogram_caption", total=f.count(listed), target=f.share(target)),
        unit_label=w("execution.histogram_unit"),
        notes=(w("execution.histogram_none"),) if none else (),
        counts=bins,
        target=target,
    )
    short = sum(n for bin_id, n in bins.items() if spec.is_short(bin_id))
    said = {"n": listed - none, "short": short, "target": f.share(target), "over": over, "none": none}
    texts = {name: f.count(value) if isinstance(value, int) else value for name, value in said.items()}
    if listed == none:
        title = w("execution.histogram_title_none", **texts)
    else:
        parts = [w("execution.histogram_title" if short else "execution.histogram_title_met", **texts)]
        parts += [w("execution.histogram_over", **texts)] if over else []
        title = w("common.comma").join(parts)
        title = w("common.semicolon").join((title, w("execution.histogram_rest", **texts))) if none else title
    return specs.RateHistogram(
        key=spec.key, title=title, caption=spec.caption, unit_label=spec.unit_label, notes=spec.notes, counts=bins,
        target=target,
    )  # fmt: skip


def open_bin(bin_id: str, year: int | None) -> None:
    """The low list at the next threshold above the bin; over 100 % the findings; the other bins have no list."""
    years = {"year_from": year, "year_to": year} if year is not None else {}
    if "-" in bin_id:
        upper = int(bin_id.split("-")[1])
        reached = [t for t in THRESHOLDS if int(t) >= upper]
        if reached:
            go("low", low_threshold=reached[0], low_order="rate", **years)
    if bin_id == "over":
        go("findings", **years)


def year_and_city(context: Context, department_id: str, year: int) -> str:
    """2022年，南昌市: the second line under a department's name; names of districts repeat. The year alone where the
    dataset has one city."""
    w, choices = context.w, context.choices
    text = w("execution.only_year", year=year)
    names = dict(choices.cities_in(None))
    district = next((d.district_code for d in choices.departments if d.department_id == department_id), "")
    city = next((names[code] for code in names if district in dict(choices.districts_in(None, code))), "")
    return w("common.comma").join((text, city)) if city and len(names) > 1 else text


def printed_texts(context: Context) -> dict[tuple[str, int, str], list[str]]:
    """Execution rates as the reports print them, per department, year and scope, in document order; the rate of a
    single project counts as the department's project spending where it reports only one. Two texts contradict."""
    ask = context.warehouse.ask
    found: dict[tuple[str, int, str], list[str]] = {}
    said = ask(evidence_of, context.filter, "department_year", ("execution_rate_stated",), limit=200)
    for r in said.sort("row_id", "ordinal").to_dicts():
        department, year, scope = r["row_id"].split("|")[:3]
        text = f.rate_as_printed(float(r["value"]), r["decimals"] or 0)
        texts = found.setdefault((department, int(year), scope), [])
        if text not in texts:
            texts.append(text)
    lines = ask(projects.project_rows, context.filter)
    single = lines.filter(pl.len().over("department_id", "year") == 1)
    owners = {r["row_id"]: (r["department_id"], r["year"], "project") for r in single.to_dicts()}
    if owners:
        for r in ask(printed_rates, context.filter, tuple(owners)).to_dicts():
            if r["rate_text"]:
                found.setdefault(owners[r["row_id"]], [r["rate_text"]])
    return found
