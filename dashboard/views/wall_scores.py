"""The wall's slide 得分: how scores spread, what they are worth against execution, or what each report says.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.metrics import score_spread
from dashboard.stories.facts import Facts
from dashboard.stories.grouping import Grouping
from dashboard.stories.quotes import Line
from dashboard.stories.scores import (
    credibility_chart,
    few_scores_headline,
    scheme_of,
    score_histogram,
    score_strips,
    scored_groups,
    scores_headline,
    stated_lines,
    stated_totals,
)
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    HALF,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)

#: Histogram and strips share their type, so that their axes line up.
_TYPE = 1.5
#: Unscaled pixels of a strip, and of what is round the strips.
_ROW, _AROUND = 27, 26
_LEAST_PANEL = 260
#: Share of the height for the totals, above what the reports say.
_UPPER = 0.56


def scores_slide(facts: Facts) -> None:
    """Draw the slide."""
    if facts.is_empty:
        nothing(facts)
        return
    scored = scored_groups(facts)
    if scored.is_empty() or facts.is_few:
        _few(facts, scored)
        return
    group = scored.row(0, named=True)
    scheme = scheme_of(facts, group)
    points = facts.ask(score_spread.credible, facts.chosen, group["scope"], group["scheme_id"])
    histogram = score_histogram(facts, points, group, scheme, scored.height - 1)
    height = start(scores_headline(facts, group, histogram))
    grouping = Grouping(facts.context, "score_by", ("district_code", "function", "department_id"))
    credibility = credibility_chart(facts.context, grouping, points, scheme, group)
    strips = score_strips(
        facts, grouping, group["scheme_id"], histogram, rows_that_fit(height * 0.6, _ROW, _AROUND, _TYPE)
    )
    if strips is None and not credibility.points:
        draw_chart(facts, histogram, FULL, height)
        return
    left, right = st.columns(2, gap="large")
    with left:
        if strips is None:
            draw_chart(facts, histogram, HALF, height)
        else:
            lower = max(min(reach(facts, strips, HALF, _TYPE), round(height * 0.6)), _LEAST_PANEL)
            draw_chart(facts, histogram, HALF, height - GAP - lower, most=_TYPE)
            draw_chart(facts, strips, HALF, lower, most=_TYPE)
    with right:
        if credibility.points:
            draw_chart(facts, credibility, HALF, height, most=1.7)
        else:
            _lines(facts, stated_lines(facts), HALF, height)


def _few(facts: Facts, scored: pl.DataFrame) -> None:
    """Each report's own words, and its totals and bands on one axis. Schemes differ, so nothing is ranked."""
    height = start(few_scores_headline(facts, scored))
    stated, spec = stated_lines(facts), stated_totals(facts, rows_that_fit(height * _UPPER, _ROW, _AROUND))
    upper = min(reach(facts, spec, FULL), round(height * _UPPER)) if not spec.is_empty else 0
    if upper:
        draw_chart(facts, spec, FULL, upper)
    _lines(facts, stated, FULL, height - upper - (GAP if upper else 0))


def _lines(facts: Facts, lines: list[Line], width: int, height: int) -> None:
    shown = lines_that_fit(lines, width, height)
    caption = facts.w("wall.scores_few_caption", n=len(shown), total=len(lines))
    draw_lines(shown, facts.w("wall.scores_few_title"), caption, width, height)
