"""The wall's slide 总览: what was budgeted and spent, by whom, why not, and the years before.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``), the room
on the sheet (``wall_sheet``).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.kpi import Kpi
from dashboard.metrics import execution
from dashboard.views.common import reason_name, short_function, total
from dashboard.views.overview_ledger import ledger
from dashboard.views.wall_facts import Facts, rate_spread, reason_rows, said_of
from dashboard.views.wall_quotes import quote_lines
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    HALF,
    LEAST,
    draw_chart,
    draw_lines,
    lines_that_fit,
    needs,
    nothing,
    reach,
    start,
)

#: Bars of one chart; more cannot be read across a room.
_ROWS = 8
#: The smallest type where three figures share the slide, and what gives way before it gets smaller.
_DENSE = 1.25
_LEAST_ROWS, _LEAST_YEARS = 4, 4
#: Below this height a second row of panels is not worth drawing.
_LEAST_PANEL = 260


def overview_slide(facts: Facts) -> None:
    if facts.is_empty:
        nothing(facts)
    elif facts.is_few:
        _overview_few(facts)
    else:
        _overview_many(facts)


def _overview_many(facts: Facts) -> None:
    w, now, groups, grouping = facts.w, facts.now, facts.groups, facts.grouping
    below, known = facts.low(groups), groups.height - groups.get_column("rate").null_count()
    unspent = total(groups.filter(pl.col("unspent") > 0), "unspent")
    top = groups.filter(pl.col("unspent") > 0).head(3)
    said = {
        "year": facts.year,
        "rate": f.rate(now["rate"], facts.target),
        "target": f.share(facts.target),
        "gap": f.gap(facts.target, now["rate"], facts.target).lstrip("+"),
        "names": w("common.pause").join(grouping.short(code) for code in top.get_column(grouping.key)),
        "share": f.share(total(top, "unspent") / unspent) if unspent else f.NULL,
    }
    key = "none" if now["rate"] is None else "short" if f.is_below(now["rate"], facts.target) else "met"
    before = next(iter(facts.by_year.filter(pl.col("year") == facts.year - 1).to_dicts()), None)
    points = w("wall.no_last_year")
    if before is not None and before["rate"] is not None and now["rate"] is not None:
        points = w("wall.change_points", change=f.points_change(now["rate"] - before["rate"]))

    def change(column: str) -> str:
        if before is None or before[column] is None or now[column] is None:
            return w("wall.no_last_year")
        return w("wall.change", change=f.percent_change(now[column], before[column]))

    height = start(
        w(f"wall.overview_{key}", **said),
        [
            Kpi(w("wall.kpi_budget", unit=facts.unit_name), f.money(now["budget"], facts.unit), change("budget")),
            Kpi(w("wall.kpi_executed", unit=facts.unit_name), f.money(now["executed"], facts.unit), change("executed")),
            Kpi(w("wall.kpi_rate"), f.rate(now["rate"], facts.target), points, is_missed=key == "short"),
            Kpi(w("wall.kpi_unspent", unit=facts.unit_name), f.money(now["unspent"], facts.unit), change("unspent"),
                is_missed=(now["unspent"] or 0) > 0),
            Kpi(w("wall.kpi_below", target=said["target"], what=grouping.what), f.count(below.height),
                w("wall.of", n=f.count(known)), is_missed=below.height > 0),
        ],
    )  # fmt: skip
    heat = _heat(facts, height)
    lower = min(needs(facts, heat, FULL, LEAST), height // 2) if heat else 0
    upper = height - lower - (GAP if heat else 0)
    bars: tuple[specs.Chart, specs.Chart] = _who(facts, known, _ROWS), _why(facts, _ROWS)
    # Titles may take two lines: the rows give way.
    for most in range(_ROWS - 1, _LEAST_ROWS - 1, -1):
        if max(needs(facts, spec, HALF, _DENSE) for spec in bars) > upper:
            bars = _who(facts, known, most), _why(facts, most)
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(facts, bars[0], HALF, upper, least=_DENSE)
    with right:
        draw_chart(facts, bars[1], HALF, upper, least=_DENSE)
    if heat:
        draw_chart(facts, heat, FULL, lower, least=_DENSE)


def _who(facts: Facts, known: int, most: int) -> specs.BudgetBars:
    w, groups, grouping = facts.w, facts.groups, facts.grouping
    shown = groups.filter(pl.col("unspent") > 0).head(most)
    below = facts.low(groups)
    whole = total(groups, "unspent")
    said = {"low": below.height, "n": known, "what": grouping.whats(known), "target": f.share(facts.target)}
    said["share"] = f.share(total(below, "unspent") / whole) if whole > 0 else f.NULL
    return specs.BudgetBars(
        key="wall_who",
        title=w("wall.who_short" if below.height and whole > 0 else "wall.who_met", **said),
        caption=w("wall.who_caption", target=f.share(facts.target), unit=facts.unit_name, n=shown.height),
        unit_label=facts.unit_name,
        rows=tuple(
            specs.BudgetRow(r[grouping.key], grouping.name(r[grouping.key]), r["budget"], r["executed"])
            for r in shown.to_dicts()
        ),
        money_unit=facts.unit,
        target=facts.target,
    )


def _why(facts: Facts, most: int) -> specs.ReasonBars:
    """The unspent money by reason."""
    w, rows, unit = facts.w, reason_rows(facts), facts.unit
    return specs.ReasonBars(
        key="wall_why",
        title=w("wall.why_title", said=said_of(facts, rows)) if rows.height else w("wall.why_none"),
        caption=w("wall.why_caption", unit=f.unit_name(unit, w), n=f.count(int(rows["with_amount"].sum() or 0))),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], reason_name(facts.context, r), r["unspent"], r["controllable"])
            for r in rows.head(most).to_dicts()
        ),
        money_unit=unit,
        column="share",
        total=total(rows, "unspent"),
        is_compact=True,
    )


def _heat(facts: Facts, height: int) -> specs.HeatMap | None:
    """The rates of as many of the last years as fit half the height; none where there is one year or one group."""
    w, grouping = facts.w, facts.grouping
    rows = facts.ask(execution.execution_by, facts.context.main_filter, grouping.key, "year")
    years = tuple(sorted(rows.get_column("year").unique()))[-_ROWS:]
    latest = facts.groups.sort("rate", grouping.key, nulls_last=True)
    codes = latest.get_column(grouping.key).to_list()
    if len(years) < 2 or len(codes) < 2:
        return None
    by_year = {y: facts.low(rows.filter(pl.col("year") == y)).height for y in years}
    worst = max(years, key=lambda y: (by_year[y], y))
    is_one_place = len(grouping.districts) == 1
    names = {d.department_id: d for d in grouping.departments}

    def short(code: str) -> str:
        if grouping.key == "department_id" and is_one_place:
            return short_function(facts.context, names[code].function or "")
        return grouping.short(code)

    spec = specs.HeatMap(
        key="wall_heat",
        title=w("wall.heat_title", year=worst, low=by_year[worst], what=grouping.whats(by_year[worst]),
                now=by_year[facts.year], last=facts.year, target=f.share(facts.target)),
        caption=w("wall.heat_caption", what=grouping.what, target=f.share(facts.target)),
        unit_label="%",
        columns=tuple(specs.HeatColumn(code, short(code), grouping.name(code)) for code in codes),
        years=years,
        cells=tuple(
            specs.HeatCell(r[grouping.key], r["year"], r["rate"])
            for r in rows.to_dicts() if r["year"] in years and r[grouping.key] in set(codes)
        ),
    )  # fmt: skip
    while len(spec.years) > _LEAST_YEARS and needs(facts, spec, FULL, _DENSE) > height // 2:
        kept = spec.years[1:]
        spec = replace(spec, years=kept, cells=tuple(c for c in spec.cells if c.year in kept))
    return spec


def _overview_few(facts: Facts) -> None:
    w, context = facts.w, facts.context
    told = facts.summary
    key = "none" if not told["computable"] else "short" if told["missed"] else "met"
    said = {"n": told["computable"], "total": told["projects"], "low": told["missed"], "target": f.share(facts.target),
            "unspent": f.money_with_unit(told["missed_unspent"], context.unit, w)}  # fmt: skip
    height = start(
        w(f"wall.few_{key}", **said),
        [
            Kpi(w("wall.kpi_projects"), f.count(told["projects"]),
                w("wall.kpi_projects_note", n=told["department_years"])),
            Kpi(w("wall.kpi_computable"), f"{told['computable']} / {told['projects']}",
                w("wall.kpi_computable_note", n=told["without_budget"])),
            Kpi(w("wall.kpi_missed", unit=f.unit_name(context.unit, w)), f.money(told["missed_unspent"], context.unit),
                w("wall.kpi_missed_note", n=told["missed"]), is_missed=bool(told["missed_unspent"])),
            Kpi(w("wall.kpi_explained"), f"{told['explained']} / {told['to_explain']}", w("wall.kpi_explained_note"),
                is_missed=told["explained"] < told["to_explain"]),
        ],
    )  # fmt: skip
    spec = ledger(context, facts.chosen, facts.by_report, facts.target)
    upper = min(height, reach(facts, spec, FULL))
    lower = height - upper - GAP
    if lower < _LEAST_PANEL:
        draw_chart(facts, spec, FULL, height)
        return
    draw_chart(facts, spec, FULL, upper)
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(facts, rate_spread(facts), HALF, lower)
    with right:
        quotes = quote_lines(facts)
        lines = lines_that_fit(quotes.lines, HALF, lower)
        draw_lines(lines, quotes.title(len(lines)), w("wall.quotes_caption"), HALF, lower)
