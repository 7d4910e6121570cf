"""The wall's slide 数据核对: how many findings of which kind, and the gravest.

Belongs here: this slide and its sentences. Does not belong here: what several slides share (``wall_facts``).
"""

from __future__ import annotations

import streamlit as st

from dashboard import formats as f
from dashboard.stories.facts import Facts
from dashboard.stories.findings import MOST, Checks, finding_line, passed_bars
from dashboard.views.wall_sheet import (
    FULL,
    GAP,
    NARROW,
    draw_chart,
    draw_lines,
    lines_that_fit,
    nothing,
    reach,
    rows_that_fit,
    start,
)

_BESIDE = 942
#: Unscaled pixels of a bar and of what is round the bars; the type where every rule has a bar.
_ROW, _AROUND, _DENSE = 25, 8, 1.35
_LEAST_PANEL = 260


def findings_slide(facts: Facts) -> None:
    """Draw the slide."""
    w = facts.w
    told = Checks(facts)
    if not told.whole and not told.passed:
        nothing(facts)
        return
    height = start(told.headline, told.kpis)
    if not told.whole:
        draw_chart(facts, passed_bars(facts, rows_that_fit(height, _ROW, _AROUND)), FULL, height)
        return
    left, right = st.columns([0.45, 0.55], gap="large")
    with left:
        spec = told.bars
        upper = min(height, reach(facts, spec, NARROW))
        lower = height - upper - GAP
        is_full = lower < _LEAST_PANEL or not told.passed
        draw_chart(facts, spec, NARROW, height if is_full else upper, least=_DENSE)
        if not is_full:
            draw_chart(facts, passed_bars(facts, rows_that_fit(lower, _ROW, _AROUND)), NARROW, lower)
    with right:
        lines = lines_that_fit([finding_line(facts.context, r) for r in told.gravest(MOST)], _BESIDE, height)
        said = w("wall.gravest_title", n=len(lines), total=f.count(told.whole))
        draw_lines(lines, said, w("wall.gravest_caption"), _BESIDE, height)
