"""The wall's slide 执行率: who is behind, how the projects spread round the target, who moved.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.metrics import execution
from dashboard.metrics.movers import movers
from dashboard.views.overview_few import squares
from dashboard.views.wall_facts import Facts, rate_spread
from dashboard.views.wall_sheet import FULL, GAP, HALF, draw_chart, nothing, reach, rows_that_fit, start

#: Unscaled pixels of a row of the ranking, and of what is round the rows.
_ROW, _AROUND = 25, 50
#: Departments that fell and that rose.
_MOVERS = 3
#: Shares of the height: the rates above the movers, the squares above the rates.
_LOW, _HIGH = 0.46, 0.58
#: Less than half of the last decimal printed is no change.
_STILL = 0.0005


def execution_slide(facts: Facts) -> None:
    """Draw the slide."""
    if facts.is_empty:
        nothing(facts)
        return
    spread = rate_spread(facts)
    if facts.is_few:
        _few(facts, spread)
        return
    grouping = facts.grouping
    ranked = facts.groups.filter(pl.col("rate").is_not_null()).sort("rate", grouping.key)
    height = start(_headline(facts, ranked))
    ranking = _ranking(facts, ranked, rows_that_fit(height, _ROW, _AROUND))
    moved = _moved(facts)
    highest = min(height, reach(facts, ranking, HALF))
    # A short ranking leaves room for the movers below it, a long one takes the whole side.
    beside = height - highest - GAP >= 300
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(facts, ranking, HALF, highest if beside and moved else height)
        if beside and moved:
            draw_chart(facts, moved, HALF, height - highest - GAP, most=1.6)
    with right:
        if beside or not moved:
            draw_chart(facts, spread, HALF, height)
        else:
            draw_chart(facts, spread, HALF, round(height * _LOW))
            draw_chart(facts, moved, HALF, height - GAP - round(height * _LOW), most=1.6)


def _few(facts: Facts, spread: specs.RateHistogram) -> None:
    """Every project a square, then the same projects by rate."""
    height = start(facts.w("wall.execution_few", span=facts.span(), said=spread.title))
    if facts.summary["projects"] > specs.SQUARE_LIMIT:
        draw_chart(facts, spread, FULL, height)
        return
    units = squares(facts.context, facts.by_report, facts.summary, facts.target)
    units = replace(units, caption=facts.w("wall.units_caption"))
    upper = min(reach(facts, units, FULL), round(height * _HIGH))
    draw_chart(facts, units, FULL, upper)
    draw_chart(facts, spread, FULL, height - GAP - upper)


def _headline(facts: Facts, ranked: pl.DataFrame) -> str:
    w, grouping = facts.w, facts.grouping
    if ranked.is_empty():
        return w("wall.overview_none", year=facts.year)
    below, lowest = facts.low(ranked), ranked.row(0, named=True)
    return w(
        "wall.execution_short" if below.height else "wall.execution_met",
        year=facts.year,
        n=ranked.height,
        low=below.height,
        what=grouping.whats(ranked.height),
        target=f.share(facts.target),
        name=grouping.short(lowest[grouping.key]),
        lowest=f.rate(lowest["rate"], facts.target),
    )


def _ranking(facts: Facts, ranked: pl.DataFrame, most: int) -> specs.RateDots:
    """The lowest rates with those of the year before."""
    w, grouping = facts.w, facts.grouping
    last = facts.ask(execution.execution_by, facts.context.main_filter.years(facts.year - 1), grouping.key)
    before = dict(last.select(grouping.key, "rate").iter_rows())
    rows = tuple(
        specs.RateDot(r[grouping.key], grouping.name(r[grouping.key]), r["rate"], before.get(r[grouping.key]))
        for r in ranked.head(most).to_dicts()
    )
    risen = sum(r.change is not None and r.change > 0 for r in rows)
    known = sum(r.change is not None for r in rows)
    return specs.RateDots(
        key="wall_ranking",
        title=w("wall.ranking_title", n=len(rows), risen=risen, known=known, what=grouping.whats(len(rows))),
        caption=w("wall.ranking_caption", year=facts.year, total=ranked.height),
        unit_label="%",
        rows=rows,
        year=facts.year,
        target=facts.target,
    )


def _moved(facts: Facts) -> specs.RateChanges | None:
    """The departments whose rate changed most, among those with enough money to tell; none below two."""
    w, unit = facts.w, facts.context.unit
    rows = facts.ask(movers, facts.context.main_filter, facts.year)
    counted = rows.filter("is_counted")
    fallen = counted.filter(pl.col("change") <= -_STILL).head(_MOVERS)
    risen = counted.filter(pl.col("change") >= _STILL)
    risen = risen.sort("change", "department_id", descending=[True, False]).head(_MOVERS)
    if fallen.height + risen.height < 2:
        return None

    def short(department: str) -> str:
        return facts.grouping.short(department, "department_id")

    def changes(some: pl.DataFrame) -> tuple[specs.RateChange, ...]:
        return tuple(
            specs.RateChange(
                r["department_id"], short(r["department_id"]), r["rate_before"], r["rate"], r["budget"], r["unspent"]
            )
            for r in some.to_dicts()
        )

    said = [
        w(
            f"wall.movers_{key}",
            name=short(r["department_id"]),
            change=f.points_change(r["change"]),
        )
        for key, some in (("fell", fallen), ("rose", risen))
        for r in some.head(1).to_dicts()
    ]
    first = rows.row(0, named=True)
    return specs.RateChanges(
        key="wall_movers",
        title=w("common.comma").join(said),
        caption=w("wall.movers_caption", counted=first["counted"], total=first["departments"],
                  unit=f.unit_name(unit, w)),
        unit_label=f.unit_name(unit, w),
        fallen=changes(fallen),
        risen=changes(risen),
        year=facts.year,
        money_unit=unit,
        target=facts.target,
    )  # fmt: skip
