"""总览 with many departments: the latest year summed, who and why, and the map of all years.

Belongs here: the first screen of this shape of the overview. Does not belong here: what stands below it
(``overview_change``), the ledger of a few reports (``overview_few``).
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.choices import DepartmentOption
from dashboard.components.address import go
from dashboard.components.kpi import kpi_row
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import execution, reasons
from dashboard.metrics.filters import Filter
from dashboard.stories.limits import target_of, total
from dashboard.stories.names import Row, function_name, reason_name, short_function
from dashboard.strings import Words
from dashboard.views.common import finding, show, sources_of
from dashboard.views.execution_parts import rate_sources
from dashboard.views.overview_change import biggest_movers, trends
from etl.contracts import NO_REASON

_SHOWN = 8
#: More departments than this are shown together by function.
_MAX_DEPARTMENTS = 40
#: Departments of several functions and districts need both in their name, which only so many columns have room for.
_MAX_MIXED = 16


def crumb(context: Context, by_year: pl.DataFrame) -> str:
    """Where one is: place, number of departments, the year summed."""
    w, address, choices = context.w, context.address, context.choices
    reach = choices.districts_in(address.province, address.city)
    names = dict(reach)
    districts = address.districts or tuple(names)
    place = names[districts[0]] if len(districts) == 1 else w("overview.places", n=len(districts))
    departments = address.departments or choices.departments_in(frozenset(districts), frozenset(address.functions))
    return w("overview.crumb_many", place=place, departments=len(departments), year=_latest(by_year))


def draw(context: Context, by_year: pl.DataFrame) -> None:
    """The page below its title row; ``by_year`` holds the sums of each year."""
    year, target = _latest(by_year), target_of(context)
    group, chosen = Group(context), context.main_filter
    years = sorted(by_year.get_column("year"))
    # The year before is asked for even when the reader chose one year only: change needs it.
    reach = chosen if len(years) > 1 else chosen.with_(year_from=year - 1)
    asked = context.warehouse.ask(execution.execution_by, reach, group.key, "year")
    all_years = asked.filter(pl.col("year").is_in(years))
    of_latest = asked.filter(pl.col("year") == year)
    groups = of_latest.sort("unspent", group.key, descending=[True, False], nulls_last=True)
    sums = by_year if reach is chosen else context.warehouse.ask(execution.execution_by, reach, "year")
    now = by_year.row(by_predicate=pl.col("year") == year, named=True)
    before = next(iter(sums.filter(pl.col("year") == year - 1).to_dicts()), None)
    unit = _wide_unit(context, now)
    finding(_headline(group, now, groups, target))
    kpi_row(money_kpis(group, now, before, groups, asked, target, unit))
    of_year = chosen.years(year)
    who, why = st.columns(2, gap="large")
    with who:
        show(
            context,
            _who(group, groups, target, unit),
            sources=rate_sources(context, of_year),
            on_click=lambda row_id: go("low", **group.narrowed(row_id), year_from=year, year_to=year),
        )
    with why:
        show(
            context,
            _why(context, of_year, year, unit),
            sources=sources_of(context, "project_year", ("executed",), chosen=of_year),
            on_click=lambda code: go("reasons", code=code, year_from=year, year_to=year),
        )
    show(
        context,
        _map(group, all_years, year, target),
        sources=rate_sources(context, chosen),
        on_click=lambda cell: _open_cell(group, cell),
    )
    key: execution.Key = "district_code" if group.is_several_places else group.key
    courses = all_years if key == group.key else context.warehouse.ask(execution.execution_by, chosen, key, "year")
    trends(context, courses, key, years, group.place if group.is_several_places else group.name, target)
    biggest_movers(context, year, target)


class Group:
    """What stands for one bar and one column: a department, or a function where there are too many departments."""

    def __init__(self, context: Context) -> None:
        self.context = context
        address, choices = context.address, context.choices
        reach = frozenset(address.districts or dict(choices.districts_in(address.province, address.city)))
        options = choices.departments_in(reach, frozenset(address.functions))
        chosen = [d for d in options if not address.departments or d.department_id in address.departments]
        self._places = dict(choices.districts_in(None, None))
        self.is_several_places = len({d.district_code for d in chosen}) > 1
        self._is_mixed = self.is_several_places and len({d.function for d in chosen}) > 1
        self.is_department = len(chosen) <= (_MAX_MIXED if self._is_mixed else _MAX_DEPARTMENTS)
        self.key: execution.Key = "department_id" if self.is_department else "function"
        self._word = "department" if self.is_department else "function"
        self.what = context.w(f"overview.what_{self._word}")

    def _short_name(self, option: DepartmentOption) -> str:
        place, function = self._places[option.district_code], short_function(self.context, option.function or "")
        if self._is_mixed:
            return self.context.w("grouping.place_function", place=place, function=function)
        return place if self.is_several_places else function

    def place(self, district_code: str) -> str:
        """Name of a district."""
        return self._places.get(district_code, district_code)

    def whats(self, n: int) -> str:
        """The word for ``n`` groups: English has a singular."""
        return self.context.w(f"overview.one_{self._word}") if n == 1 else self.what

    def name(self, code: str) -> str:
        """Full name of a group."""
        if not self.is_department:
            return function_name(self.context, code)
        return self.context.choices.department_labels.get(code, code)

    def short(self, code: str) -> str:
        """A name of about two characters."""
        if not self.is_department:
            return short_function(self.context, code)
        return self._short_name(self.context.choices.department[code])

    def narrowed(self, code: str) -> dict[str, tuple[str, ...]]:
        """The address change that shows only this group."""
        return {"departments" if self.is_department else "functions": (code,)}


def _latest(by_year: pl.DataFrame) -> int:
    """The latest year that the filter lets through."""
    latest: int = max(by_year.get_column("year").to_list())
    return latest


def _headline(group: Group, now: Row, groups: pl.DataFrame, target: float) -> str:
    w = group.context.w
    if now["rate"] is None:
        return w("overview.headline_many_none", year=now["year"])
    top = groups.head(3)
    names = w("common.pause").join(group.short(code) for code in top.get_column(group.key))
    share = f.share(total(top, "unspent") / total(groups, "unspent")) if total(groups, "unspent") > 0 else f.NULL
    values = {"year": now["year"], "rate": f.rate(now["rate"], target), "target": f.share(target), "names": names}
    if not f.is_below(now["rate"], target):
        return w("overview.headline_many_met", **values, share=share)
    gap = f.gap(target, now["rate"], target).lstrip("+")
    return w("overview.headline_many", **values, share=share, gap=gap)


def money_kpis(
    group: Group,
    now: Row,
    before: Row | None,
    groups: pl.DataFrame,
    all_years: pl.DataFrame,
    target: float,
    unit: f.Unit,
) -> list[Kpi]:
    """Budget, executed, rate, unspent and the groups below the target, each against the year before."""
    w = group.context.w
    name = f.unit_name(unit, w)
    low = _below(groups, target)
    last = all_years.filter(pl.col("year") == now["year"] - 1)

    def changed(column: str) -> str:
        if before is None or before[column] is None:
            return w("overview.no_last_year")
        return w("overview.change", change=f.percent_change(now[column], before[column]))

    if before is None or before["rate"] is None or now["rate"] is None:
        points, money = w("overview.no_last_year"), w("overview.no_last_year")
    else:
        points = w("overview.change_points", change=f.points_change(now["rate"] - before["rate"]))
        money = w("overview.change", change=f.money_change(now["unspent"] - before["unspent"], unit))
    known = _known(groups)
    below = [w("overview.below_note" if _known(last) else "overview.below_note_first", n=known,
               before=_below(last, target))]  # fmt: skip
    if groups.height > known:
        below.append(w("overview.groups_without", n=groups.height - known))
    return [
        Kpi(w("overview.kpi_budget", unit=name), f.money(now["budget"], unit), changed("budget")),
        Kpi(w("overview.kpi_executed", unit=name), f.money(now["executed"], unit), changed("executed")),
        Kpi(
            w("overview.kpi_rate"),
            f.rate(now["rate"], target),
            points,
            is_missed=now["rate"] is not None and f.is_below(now["rate"], target),
            explanation=coverage(w, now),
        ),
        Kpi(
            w("overview.kpi_unspent", unit=name),
            f.money(now["unspent"], unit),
            money,
            is_missed=(now["unspent"] or 0) > 0,
        ),
        Kpi(
            w("overview.kpi_below", target=f.share(target), what=group.what),
            f.count(low),
            w("common.semicolon").join(below),
            is_missed=low > 0,
        ),
    ]


def coverage(w: Words, now: Row) -> str:
    """How many of the projects are in the sum, and what is kept apart."""
    parts = [w("overview.coverage", n=f.count(now["n"]), total=f.count(now["rows_total"]))]
    if now["initial_n"]:
        parts.append(w("overview.coverage_initial", n=f.count(now["initial_n"])))
    if now["to_date_n"]:
        parts.append(w("overview.coverage_to_date", n=f.count(now["to_date_n"])))
    return w("common.semicolon").join(parts)


def _wide_unit(context: Context, now: Row) -> f.Unit:
    """The money unit of the whole page: 亿元 from 100 of them on, where single groups and reasons still have two
    decimals that say something; a unit the reader chose is kept."""
    budget = now["budget"] or Decimal(0)
    return f.Unit.YI if context.unit is f.Unit.WAN and budget >= f.Unit.YI.factor * 100 else context.unit


def _known(groups: pl.DataFrame) -> int:
    """Groups that have a rate: the others are neither above nor below."""
    return groups.height - groups.get_column("rate").null_count()


def _below(groups: pl.DataFrame, target: float) -> int:
    return sum(1 for rate in groups.get_column("rate") if rate is not None and f.is_below(rate, target))


def _who(group: Group, groups: pl.DataFrame, target: float, unit: f.Unit) -> specs.BudgetBars:
    w = group.context.w
    shown = groups.filter(pl.col("unspent") > 0).head(_SHOWN)
    low = groups.filter(pl.Series([r is not None and f.is_below(r, target) for r in groups["rate"]], dtype=pl.Boolean))
    held = total(low, "unspent") / total(groups, "unspent") if total(groups, "unspent") > 0 else None
    known = _known(groups)
    if low.height:
        key, n = ("who_title" if held is not None else "who_title_short"), low.height
    else:
        key, n = ("who_title_met" if known > 1 else "who_title_met_one" if known else "who_title_none"), known
    share = f.share(held) if held is not None else f.NULL
    title = w(f"overview.{key}", low=low.height, n=known, what=group.whats(n), target=f.share(target), share=share)
    return specs.BudgetBars(
        key="overview_who",
        title=title,
        caption=w("overview.who_caption", target=f.share(target), unit=f.unit_name(unit, w), n=shown.height),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.BudgetRow(r[group.key], group.name(r[group.key]), r["budget"], r["executed"])
            for r in shown.to_dicts()
        ),
        money_unit=unit,
        target=target,
    )


def _why(context: Context, chosen: Filter, year: int, unit: f.Unit) -> specs.ReasonBars:
    w = context.w
    rows = context.warehouse.ask(reasons.reason_money, chosen).filter(pl.col("unspent") > 0)
    rows = rows.sort("unspent", "code", descending=[True, False])
    base = total(rows, "unspent")
    controllable = total(rows.filter(pl.col("controllable").is_in(["yes", "partly"])), "unspent")
    silent = total(rows.filter(pl.col("code") == NO_REASON), "unspent")
    # Only projects whose money is in the sum: the others have a reason, but no amount here.
    projects = int(rows.get_column("with_amount").sum())
    explained = int(rows.filter(~pl.col("code").is_in(reasons.UNEXPLAINED)).get_column("with_amount").sum())
    title = (
        w("overview.why_title", controllable=f.share(controllable / base), silent=f.share(silent / base))
        if base
        else w("overview.why_title_none", year=year)
    )
    return specs.ReasonBars(
        key="overview_why",
        title=title,
        caption=w(
            "overview.why_caption", unit=f.unit_name(unit, w), explained=f.count(explained), total=f.count(projects)
        ),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], reason_name(context, r), r["unspent"], r["controllable"])
            for r in rows.head(_SHOWN).to_dicts()
        ),
        money_unit=unit,
        column="share",
        total=base,
    )


def _map(group: Group, all_years: pl.DataFrame, year: int, target: float) -> specs.HeatMap:
    w = group.context.w
    years = tuple(sorted(all_years.get_column("year").unique()))
    latest = all_years.filter(pl.col("year") == year).sort("rate", group.key, nulls_last=True)
    codes = latest.get_column(group.key).to_list()
    codes += sorted(set(all_years.get_column(group.key)) - set(codes))
    missed = {
        code: rows.height == len(years)
        and all(rate is not None and f.is_below(rate, target) for rate in rows.get_column("rate"))
        for (code,), rows in all_years.group_by(group.key)
    }
    always = sum(missed.values()) if len(years) > 1 else 0
    low, known = _below(latest, target), _known(latest)
    said = {"year": year, "low": low, "n": known, "what": group.whats(known), "target": f.share(target)}
    key = "map_title" if 0 < low < known else "map_title_met" if known and not low else "map_title_short"
    parts = [w(f"overview.{key}{'_one' if known == 1 else ''}" if known else "overview.map_title_none", **said)]
    parts += [w("overview.groups_without", n=latest.height - known)] if known and latest.height > known else []
    if always and known > 1:
        parts.append(w("overview.map_always", always=always, years=len(years)))
    return specs.HeatMap(
        key="overview_map",
        title=w("common.semicolon").join(parts),
        caption=w("overview.map_caption", what=group.what, year=year, target=f.share(target)),
        unit_label="%",
        columns=tuple(specs.HeatColumn(code, group.short(code), group.name(code)) for code in codes),
        years=years,
        cells=tuple(specs.HeatCell(r[group.key], r["year"], r["rate"]) for r in all_years.to_dicts()),
    )


def _open_cell(group: Group, cell: str) -> None:
    code, year = specs.cell_key(cell)
    go("execution", **group.narrowed(code), year_from=year, year_to=year)
