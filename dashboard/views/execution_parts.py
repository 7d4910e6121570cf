"""What several pages say of rates the same way: projects by rate, and rates as the reports print them.

Belongs here: that figure, where a click on it leads, printed rates, what rates rest on. Does not belong here: rows of
groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.panel import Sources
from dashboard.context import Context
from dashboard.metrics import execution, projects
from dashboard.metrics.evidence import printed_department_rates, printed_rates
from dashboard.metrics.filters import Filter
from dashboard.views.common import sources_of

_OF_LINES = ("budget_full_year", "executed")
_OF_STATED = ("budget_full_year", "budget_initial", "executed", "execution_rate_stated")


def both(*lookups: Callable[[], Sources]) -> Callable[[], Sources]:
    """Several look-ups of statements as one, in their order; ``total`` counts all."""

    def look_up() -> Sources:
        found = [lookup() for lookup in lookups]
        return Sources([said for part in found for said in part.rows], sum(part.total for part in found))

    return look_up


def rate_sources(context: Context, chosen: Filter) -> Callable[[], Sources]:
    """The statements behind the execution sums of ``chosen``: of the project lines where lines are summed, of the
    department's own row where that is taken as stated."""

    def look_up() -> Sources:
        ask = context.warehouse.ask
        sums = ask(execution.execution_by, chosen, "department_id", "year")
        keys = {is_stated: set(sums.filter(pl.col("is_stated") == is_stated).select("department_id", "year").rows())
                for is_stated in (False, True)}  # fmt: skip
        if not keys[True]:
            return sources_of(context, "project_year", _OF_LINES, chosen=chosen)()

        def ids(rows: pl.DataFrame, wanted: set[tuple[str, int]]) -> tuple[str, ...]:
            return tuple(r["row_id"] for r in rows.to_dicts() if (r["department_id"], r["year"]) in wanted)

        stated = ids(ask(execution.stated_years, chosen), keys[True])
        lines = ids(ask(projects.project_rows, chosen), keys[False])
        lookups = [sources_of(context, "project_year", _OF_LINES, row_ids=lines, chosen=chosen)] if lines else []
        lookups += [sources_of(context, "department_year", _OF_STATED, row_ids=stated, chosen=chosen)] if stated else []
        return both(*lookups)()

    return look_up


def on_initial(context: Context, chosen: Filter) -> int:
    """Projects whose two amounts are there, but the budget is the year-start one: not compared, not without figures."""
    return int(context.warehouse.ask(execution.execution_by, chosen, level="project")["initial_n"][0] or 0)


def histogram(context: Context, bins: Mapping[str, int], target: float, initial: int) -> specs.RateHistogram:
    """Projects by computed rate; the title counts those that miss the target. ``initial``: of the bin without a rate,
    the projects on the year-start budget."""
    w = context.w
    listed = sum(bins.values())
    without, over = bins.get("none", 0), bins.get("over", 0)
    none = without - initial
    spec = specs.RateHistogram(
        key="execution_histogram",
        title="",
        caption=w("execution.histogram_caption", total=f.count(listed), target=f.share(target)),
        unit_label=w("execution.histogram_unit"),
        notes=(w("execution.histogram_none"),) if without else (),
        counts=bins,
        target=target,
    )
    short = sum(n for bin_id, n in bins.items() if spec.is_short(bin_id))
    n = listed - without
    said = {"n": n, "short": short, "target": f.share(target), "over": over, "none": none, "initial": initial}
    texts = {name: f.count(value) if isinstance(value, int) else value for name, value in said.items()}
    rest = [w("execution.histogram_initial", **texts)] if initial else []
    if not n and not initial:
        title = w("execution.histogram_title_none" if none > 1 else "execution.histogram_title_none_one", **texts)
    else:
        rest += [w("execution.histogram_rest", **texts)] if none else []
        key = "" if 0 < short < n else "_met" if not short else "_short"
        one = "_one" if n == 1 else ""
        parts = [w(f"execution.histogram_title{key}{one}" if n else "execution.histogram_title_zero", **texts)]
        parts += [w("execution.histogram_over", **texts)] if over else []
        title = w("common.comma").join(parts)
        title = w("common.semicolon").join((title, w("common.comma").join(rest))) if rest else title
    return specs.RateHistogram(
        key=spec.key, title=title, caption=spec.caption, unit_label=spec.unit_label, notes=spec.notes, counts=bins,
        target=target,
    )  # fmt: skip


def open_bin(bin_id: str, year: int | None) -> None:
    """The projects of the bin, listed."""
    years = {"year_from": year, "year_to": year} if year is not None else {}
    go("low", low_bin=bin_id, low_order="rate", **years)


def year_and_city(context: Context, department_id: str, year: int) -> str:
    """2022年，南昌市: the second line under a department's name; names of districts repeat. The year alone where the
    dataset has one city."""
    w, choices = context.w, context.choices
    text = w("execution.only_year", year=year)
    names = dict(choices.cities_in(None))
    option = choices.department.get(department_id)
    district = option.district_code if option else ""
    city = next((names[code] for code in names if district in dict(choices.districts_in(None, code))), "")
    return w("common.comma").join((text, city)) if city and len(names) > 1 else text


def printed_texts(context: Context) -> dict[tuple[str, int, str], list[str]]:
    """Execution rates as the reports print them, per department, year and scope, in document order; the rate of a
    single project counts as the department's project spending where it reports only one. Two texts contradict."""
    ask = context.warehouse.ask
    found: dict[tuple[str, int, str], list[str]] = {}
    said = ask(printed_department_rates, context.filter)
    for r in said.to_dicts():
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
