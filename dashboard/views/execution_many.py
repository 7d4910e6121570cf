"""执行率 with many departments: groups ranked in the latest year, projects by rate, the money, the peers.

Belongs here: this shape of the page. Does not belong here: a dozen department-years or fewer (``execution_few``).
"""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.kpi import kpi_row
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import execution, projects
from dashboard.stories.grouping import Grouping, GroupKey
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row
from dashboard.views.common import finding, show, sources_of
from dashboard.views.execution_beside import beside
from dashboard.views.execution_money import budget_to_executed, few_hold_most
from dashboard.views.execution_parts import histogram, on_initial, open_bin, rate_sources
from dashboard.views.grouping import grouping_control

#: Rows of the ranking; more no longer fit one screen.
_RANKED = 40
#: A ranking of up to so many rows leaves room for the dumbbells below it.
_SHORT_LIST = 15
_KEYS: tuple[GroupKey, ...] = ("department_id", "function", "district_code")


def crumb(context: Context, by_year: pl.DataFrame) -> str:
    """Where one is: place, number of departments, the year ranked."""
    w, address = context.w, context.address
    places = dict(context.choices.districts_in(address.province, address.city))
    districts = address.districts or tuple(places)
    place = places[districts[0]] if len(districts) == 1 else w("execution.places", n=len(districts))
    year = max(by_year.get_column("year"))
    n = by_year.row(by_predicate=pl.col("year") == year, named=True)["departments"]
    return w("execution.crumb_many", place=place, n=n, year=year)


def draw(context: Context, by_year: pl.DataFrame) -> None:
    """The page below its title row; ``by_year`` holds the sums of each year."""
    year, target = max(by_year.get_column("year")), target_of(context)
    grouping = Grouping(context, "execution_by", _KEYS)
    chosen, ask = context.main_filter, context.warehouse.ask
    of_year = chosen.years(year)
    now = by_year.row(by_predicate=pl.col("year") == year, named=True)
    # The year before is asked for even when the reader chose one year only: change needs it.
    two_years = chosen.with_(year_from=year - 1, year_to=year)
    sums = by_year if by_year.height > 1 else ask(execution.execution_by, two_years, "year")
    before = next(iter(sums.filter(pl.col("year") == year - 1).to_dicts()), None)
    both = ask(execution.execution_by, two_years, grouping.key, "year")
    groups = both.filter(pl.col("year") == year).sort("rate", grouping.key, nulls_last=True)
    last = dict(both.filter(pl.col("year") == year - 1).select(grouping.key, "rate").iter_rows())
    bins = dict(ask(projects.rate_histogram, of_year).select("bin", "projects").iter_rows())
    initial = on_initial(context, of_year)
    finding(_headline(grouping, now, groups, target))
    kpi_row(_kpis(grouping, now, before, groups, bins, initial, target))
    sources = rate_sources(context, of_year)
    departments = ask(execution.execution_by, of_year, "department_id")

    def draw_money() -> None:
        budget_to_executed(
            context, departments, lambda r: grouping.short(r["department_id"], "department_id"), target, sources=sources
        )

    # A long ranking faces three figures, a short one shares its column: both columns end at about one height.
    is_short_list = groups.height <= _SHORT_LIST
    left, right = st.columns(2, gap="large")
    with left:
        show(
            context,
            _ranking(context, grouping, groups, last, year, target),
            sources=sources,
            on_click=lambda code: _open_group(grouping, code, year),
            remark=partial(grouping_control, grouping),
        )
        if is_short_list:
            draw_money()
    with right:
        show(
            context,
            histogram(context, bins, target, initial),
            sources=sources_of(context, "project_year", ("budget_full_year", "executed"), chosen=of_year),
            on_click=lambda bin_id: open_bin(bin_id, year),
        )
        if not is_short_list:
            draw_money()
        few_hold_most(context, of_year)
    beside(context, grouping, year, sorted(by_year.get_column("year")), target)


def _headline(grouping: Grouping, now: Row, groups: pl.DataFrame, target: float) -> str:
    w = grouping.context.w
    if now["rate"] is None:
        return w("execution.headline_none", year=now["year"], n=f.count(now["rows_total"]))
    low, known = _low(groups, target), _known(groups)
    lowest = groups.row(0, named=True)
    said = {
        "year": now["year"],
        "rate": f.rate(now["rate"], target),
        "target": f.share(target),
        "gap": f.gap(target, now["rate"], target).lstrip("+"),
        "n": known,
        "low": low.height,
        "what": grouping.whats(known),
        "name": grouping.short(lowest[grouping.key]),
        "lowest": f.rate(lowest["rate"], target),
    }
    first = w("execution.headline_short" if f.is_below(now["rate"], target) else "execution.headline_met", **said)
    if known == 1:
        return first
    key = "headline_none_low" if not low.height else "headline_all_low" if low.height == known else "headline_low"
    return w("common.semicolon").join((first, w(f"execution.{key}", **said)))


def _known(groups: pl.DataFrame) -> int:
    """Groups that have a rate: the others are neither above nor below."""
    return groups.height - groups.get_column("rate").null_count()


def _low(groups: pl.DataFrame, target: float) -> pl.DataFrame:
    is_low = [rate is not None and f.is_below(rate, target) for rate in groups.get_column("rate")]
    return groups.filter(pl.Series(is_low, dtype=pl.Boolean))


def _kpis(
    grouping: Grouping,
    now: Row,
    before: Row | None,
    groups: pl.DataFrame,
    bins: dict[str, int],
    initial: int,
    target: float,
) -> list[Kpi]:
    w = grouping.context.w
    if before is None or before["rate"] is None or now["rate"] is None:
        change = w("execution.no_last_year")
    else:
        change = w("execution.change_points", change=f.points_change(now["rate"] - before["rate"]))
    listed = sum(bins.values())
    low, known = _low(groups, target).height, _known(groups)
    without = groups.height - known
    none = bins.get("none", 0) - initial
    none_note = "execution.kpi_none_note_initial" if initial else "execution.kpi_none_note"
    is_apart = now["rate"] is not None and now["mean_rate"] is not None
    apart = f.points_change(now["mean_rate"] - now["rate"]) if is_apart else f.NULL
    return [
        Kpi(
            w("execution.kpi_rate"),
            f.rate(now["rate"], target),
            change,
            is_missed=now["rate"] is not None and f.is_below(now["rate"], target),
            explanation=w("execution.kpi_rate_note", n=f.count(now["n"]), total=f.count(now["rows_total"])),
        ),
        Kpi(
            w("execution.kpi_mean"),
            f.rate(now["mean_rate"], target),
            w("execution.kpi_mean_note", n=f.count(now["mean_n"]), apart=apart),
            explanation=w("execution.kpi_mean_explained"),
        ),
        Kpi(
            w("execution.kpi_low", what=grouping.what, target=f.share(target)),
            f.count(low),
            w("execution.kpi_low_note_rest" if without else "execution.kpi_low_note", n=f.count(known), rest=without),
            is_missed=low > 0,
        ),
        Kpi(
            w("execution.kpi_over"),
            f.count(bins.get("over", 0)),
            w("execution.kpi_over_note", n=f.count(listed - bins.get("none", 0))),
        ),
        Kpi(w("execution.kpi_none"), f.count(none), w(none_note, n=f.count(listed), initial=f.count(initial))),
    ]


def _ranking(
    context: Context, grouping: Grouping, groups: pl.DataFrame, last: dict[str, float | None], year: int, target: float
) -> specs.RateDots:
    w = context.w
    rows = tuple(
        specs.RateDot(r[grouping.key], grouping.name(r[grouping.key]), r["rate"], last.get(r[grouping.key]))
        for r in groups.head(_RANKED).to_dicts()
    )
    moved = sorted((r.change, grouping.short(r.id)) for r in rows if r.change is not None)
    known, low = _known(groups), _low(groups, target).height
    said = {"n": known, "what": grouping.whats(known), "low": low, "target": f.share(target)}
    key = "ranking_title" if 0 < low < known else "ranking_title_met" if known and not low else "ranking_title_short"
    title = w(f"execution.{key}{'_one' if known == 1 else ''}" if known else "execution.ranking_title_zero", **said)
    if moved and moved[0][0] < 0:
        fall = {"name": moved[0][1], "change": f.points_change(moved[0][0])}
        title = w("common.comma").join((title, w("execution.ranking_fall", **fall)))
    elif moved:
        title = w("common.comma").join((title, w("execution.ranking_rise")))
    if known and groups.height > known:
        title = w("common.semicolon").join((title, w("execution.groups_without", n=groups.height - known)))
    notes = [w("execution.ranking_rest", n=_RANKED, total=groups.height)] if groups.height > _RANKED else []
    if not last:
        notes.append(w("execution.ranking_first", year=year - 1))
    return specs.RateDots(
        key="execution_ranking",
        title=title,
        caption=w("execution.ranking_caption", year=year, what=grouping.what),
        unit_label="%",
        notes=tuple(notes),
        rows=rows,
        year=year,
        target=target,
    )


def _open_group(grouping: Grouping, code: str, year: int) -> None:
    """A function or district opens into its departments, a department into its low projects."""
    page = "low" if grouping.key == "department_id" else "execution"
    go(page, **grouping.narrowed(code), **({"year_from": year, "year_to": year} if page == "low" else {}))
