"""The wall's slide 总览: what was budgeted and spent, by whom, why not, and the years before.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``), the room
on the sheet (``wall_sheet``).
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.charts import specs
from dashboard.stories.facts import Facts, rate_spread
from dashboard.stories.ledger import ledger
from dashboard.stories.money import few_headline, few_kpis, headline, heat, kpis, rates_known, who, why
from dashboard.stories.quotes import quote_lines
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
    known = rates_known(facts)
    height = start(headline(facts), kpis(facts))
    map_ = _heat(facts, height)
    lower = min(needs(facts, map_, FULL, LEAST), height // 2) if map_ else 0
    upper = height - lower - (GAP if map_ else 0)
    bars: tuple[specs.Chart, specs.Chart] = who(facts, known, _ROWS), why(facts, _ROWS)
    # Titles may take two lines: the rows give way.
    for most in range(_ROWS - 1, _LEAST_ROWS - 1, -1):
        if max(needs(facts, spec, HALF, _DENSE) for spec in bars) > upper:
            bars = who(facts, known, most), why(facts, most)
    left, right = st.columns(2, gap="large")
    with left:
        draw_chart(facts, bars[0], HALF, upper, least=_DENSE)
    with right:
        draw_chart(facts, bars[1], HALF, upper, least=_DENSE)
    if map_:
        draw_chart(facts, map_, FULL, lower, least=_DENSE)


def _heat(facts: Facts, height: int) -> specs.HeatMap | None:
    """The map of the last years; as many of them as fit half the height."""
    spec = heat(facts, _ROWS)
    while spec and len(spec.years) > _LEAST_YEARS and needs(facts, spec, FULL, _DENSE) > height // 2:
        kept = spec.years[1:]
        spec = replace(spec, years=kept, cells=tuple(c for c in spec.cells if c.year in kept))
    return spec


def _overview_few(facts: Facts) -> None:
    w, context = facts.w, facts.context
    height = start(few_headline(facts), few_kpis(facts))
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
