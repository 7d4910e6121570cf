"""The wall's slides 低执行 and 原因: which projects left money, and why.

Belongs here: these slides and their sentences. Does not belong here: what several slides share (``wall_facts``), the
room on the sheet (``wall_sheet``).
"""

from __future__ import annotations

import streamlit as st

from dashboard import formats as f
from dashboard.metrics import projects
from dashboard.stories.facts import Facts, rate_spread
from dashboard.stories.low import low_bars
from dashboard.stories.quotes import low_rows, quote_lines
from dashboard.stories.reasons import asked, mention_bars, part_kpis, reason_bars, reasons_headline
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    HALF,
    WIDE,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)
from etl.contracts import DEFAULT_REASON_THRESHOLD

_BARS = 8
_BESIDE = 648
_ROW, _AROUND = 25, 28
_LEAST_PANEL = 260
#: Type of the projects: their names are long, larger type would leave no room for the bars.
_TYPE = 1.7


def low_slide(facts: Facts) -> None:
    """Draw the slide 低执行."""
    if facts.is_empty:
        nothing(facts)
        return
    w, threshold = facts.w, DEFAULT_REASON_THRESHOLD
    rows = low_rows(facts)
    told = facts.ask(projects.summary, facts.chosen, threshold, threshold).row(0, named=True)
    if rows.is_empty():
        _all_above(facts, w("wall.low_none", threshold=f.share(threshold)))
        return
    height = start(
        w("wall.low", threshold=f.share(threshold), low=f.count(told["missed"]), n=f.count(told["computable"]),
          unspent=f.money_with_unit(told["missed_unspent"], facts.unit, w)),
    )  # fmt: skip
    left, right = st.columns([0.62, 0.38], gap="large")
    with left:
        spec = low_bars(facts, rows.head(_BARS), threshold)
        upper = min(height, reach(facts, spec, WIDE, _TYPE))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL
        draw_chart(facts, spec, WIDE, height if is_full else upper, most=_TYPE)
        if not is_full:
            draw_chart(facts, rate_spread(facts), WIDE, lower)
    with right:
        quotes = quote_lines(facts)
        lines = lines_that_fit(quotes.lines, _BESIDE, height)
        draw_lines(lines, quotes.title(len(lines)), w("wall.quotes_caption"), _BESIDE, height)


def _all_above(facts: Facts, headline: str) -> None:
    """No project is low: how far above they all are."""
    draw_chart(facts, rate_spread(facts), FULL, start(headline))


def reasons_slide(facts: Facts) -> None:
    """Draw the slide 原因: the same project-years as the page."""
    if facts.is_empty:
        nothing(facts)
        return
    w, told = facts.w, asked(facts)
    if told.mentions.is_empty() and told.money.is_empty():
        _all_above(facts, w("wall.reasons_none"))
        return
    money = told.with_money
    height = start(reasons_headline(facts, told), part_kpis(facts, told))
    fitting = rows_that_fit(height, _ROW, _AROUND)
    counts = mention_bars(facts, told, fitting)
    if money.is_empty():
        draw_chart(facts, counts, FULL, height)
        return
    left, right = st.columns(2, gap="large")
    with left:
        spec = reason_bars(facts, told, fitting)
        upper = min(height, reach(facts, spec, HALF))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL or not counts.rows
        draw_chart(facts, spec, HALF, height if is_full else upper)
        if not is_full:
            _quotes(facts, HALF, lower)
    with right:
        upper = min(height, reach(facts, counts, HALF))
        lower = height - upper - GAP
        draw_chart(facts, counts, HALF, height if lower < _LEAST_PANEL else upper)
        if lower >= _LEAST_PANEL:
            draw_chart(facts, rate_spread(facts), HALF, lower)


def _quotes(facts: Facts, width: int, height: int) -> None:
    quotes = quote_lines(facts)
    lines = lines_that_fit(quotes.lines, width, height)
    draw_lines(lines, quotes.title(len(lines)), facts.w("wall.quotes_caption"), width, height)
