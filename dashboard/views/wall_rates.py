"""The wall's slide 执行率: who is behind, how the projects spread round the target, who moved.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard.charts import specs
from dashboard.stories.facts import Facts, rate_spread
from dashboard.stories.rates import moved, ranking, rates_headline
from dashboard.stories.squares import squares
from dashboard.views.wall_sheet import FULL, GAP, HALF, draw_chart, nothing, reach, rows_that_fit, start

#: Unscaled pixels of a row of the ranking, and of what is round the rows.
_ROW, _AROUND = 25, 50
#: Shares of the height: the rates above the movers, the squares above the rates.
_LOW, _HIGH = 0.46, 0.58


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
    height = start(rates_headline(facts, ranked))
    lowest = ranking(facts, ranked, rows_that_fit(height, _ROW, _AROUND))
    movers = moved(facts)
    highest = min(height, reach(facts, lowest, HALF))
    # A short ranking leaves room for the movers below it, a long one takes the whole side.
    beside = height - highest - GAP >= 300
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(facts, lowest, HALF, highest if beside and movers else height)
        if beside and movers:
            draw_chart(facts, movers, HALF, height - highest - GAP, most=1.6)
    with right:
        if beside or not movers:
            draw_chart(facts, spread, HALF, height)
        else:
            draw_chart(facts, spread, HALF, round(height * _LOW))
            draw_chart(facts, movers, HALF, height - GAP - round(height * _LOW), most=1.6)


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
