"""The sheet of the wall: how much room there is on it, and figures and lists made to fill their part of it.

Belongs here: sizes, and what fits. Does not belong here: what stands on a slide (the other ``wall_*`` views),
showing the sheet at the size of the screen (``components.wall_stage``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.charts import specs
from dashboard.charts.plotly import config, figure
from dashboard.charts.plotly.canvas import text_width
from dashboard.components.kpi import kpi_row
from dashboard.components.text import escape_markdown
from dashboard.kpi import Kpi
from dashboard.stories.facts import Facts
from dashboard.stories.names import caption_of
from dashboard.stories.quotes import Line
from dashboard.views.common import colours, finding

#: Widths on the sheet of 1920 pixels: figures there cannot measure themselves, the sheet is shown at another size.
FULL, HALF, WIDE, NARROW = 1776, 856, 1061, 770
GAP = 15
_BODY, _KPIS = 892, 127
_HEADLINE, _TITLE, _CAPTION, _UNDER = (36, 47), (22, 30), (18, 27), (20, 29)
#: Type of a figure against that of a page: what is read from five metres, and what still looks like a chart.
LEAST, MOST = 1.5, 2.2
#: How much higher than its type asks for a figure of rows may be; one of columns fills any height.
_LOOSE = 1.7
_COLUMNS = (specs.ScoreHistogram, specs.RateHistogram, specs.Credibility)
_LARGEST_SQUARE = 64
#: Type of a list in pixels, largest first; wall.css has a rule for each.
_SIZES = (34, 30, 26, 24, 22)
_LEADING, _BETWEEN = 1.45, 14


def _room(headline: str, *, has_kpis: bool) -> int:
    """Pixels below a headline, and below a row of key figures."""
    further = _lines(headline, *_HEADLINE, FULL) - _HEADLINE[1]
    return _BODY - math.ceil(further) - (_KPIS + GAP if has_kpis else 0)


def start(headline: str, kpis: Sequence[Kpi] = ()) -> int:
    """Draw the headline and the key figures; returns the room below them."""
    finding(headline)
    if kpis:
        kpi_row(kpis)
    return _room(headline, has_kpis=bool(kpis))


def nothing(facts: Facts) -> None:
    """The slide where the filters let nothing through: that, and what there would be."""
    w, choices = facts.w, facts.context.choices
    finding(w("common.nothing_title"))
    with st.container(key="wall-nothing"):
        st.markdown(escape_markdown(w("common.nothing_nearest", first=choices.years[0], last=choices.years[-1],
                                      departments=len(choices.departments))))  # fmt: skip


def _lines(text: str, size: float, height: float, width: float) -> float:
    return math.ceil(text_width(text, size) / width) * height


def _head_height(facts: Facts, spec: specs.Chart, width: float) -> float:
    return 8 + _lines(spec.title, *_TITLE, width) + _lines(caption_of(facts.context, spec), *_CAPTION, width)


def reach(facts: Facts, spec: specs.Chart, width: int, most: float = MOST) -> int:
    """The height a figure with its title can fill without looking stretched."""
    if isinstance(spec, _COLUMNS):
        return 10_000
    drawn = _drawn(facts, spec, most)
    height = _height(_squared(drawn, width)) if isinstance(spec, specs.UnitChart) else _height(drawn) * _LOOSE
    return math.floor(_head_height(facts, spec, width) + height)


def needs(facts: Facts, spec: specs.Chart, width: int, scale: float) -> int:
    """The height of a figure with its title at one size of type."""
    return math.ceil(_head_height(facts, spec, width) + _height(_drawn(facts, spec, scale)))


def rows_that_fit(height: float, row: float, around: float, scale: float = LEAST) -> int:
    """How many rows of a figure fit below title and caption; ``row``, ``around``: unscaled pixels."""
    head = 8 + _TITLE[1] + _CAPTION[1]
    return max(1, math.floor(((height - head) / scale - around) / row))


def draw_chart(
    facts: Facts, spec: specs.Chart, width: int, height: int, *, most: float = MOST, least: float = LEAST
) -> None:
    """Title, caption and figure in a part of the sheet; no tools. The type grows with the room up to ``most``, then the
    rows part."""
    free = height - _head_height(facts, spec, width)
    drawn = _drawn(facts, spec, max(least, min(most, free / _height(_drawn(facts, spec, 1)))))
    if isinstance(spec, specs.UnitChart):
        drawn = _squared(drawn, width, free)
    else:
        loosest = free if isinstance(spec, _COLUMNS) else max(_height(drawn), min(free, _height(drawn) * _LOOSE))
        drawn.to_dict()["layout"]["height"] = loosest
    with st.container(key=f"wall-panel-{spec.key.replace('_', '-')}", gap=None):
        st.markdown(f"##### {escape_markdown(spec.title)}")
        st.markdown(f":gray[{escape_markdown(caption_of(facts.context, spec))}]")
        st.plotly_chart(
            drawn,
            theme=None,
            width=width,
            key=f"wall-chart-{spec.key}",
            config={**config(facts.context.language), "staticPlot": True},
            alt=spec.alt or spec.title,
        )


def _drawn(facts: Facts, spec: specs.Chart, scale: float) -> Any:
    return figure(spec, colours(), w=facts.w, scale=scale)


def _height(drawn: Any) -> float:
    return float(drawn.to_dict()["layout"]["height"])


def _squared(drawn: Any, width: int, free: float = math.inf) -> Any:
    """A figure of squares as high as its squares are: these follow the width."""
    layout = drawn.to_dict()["layout"]
    margin, across, down = layout["margin"], layout["xaxis"]["range"][1], layout["yaxis"]["range"][0]
    beside, around = margin["l"] + margin["r"], margin["t"] + margin["b"]
    side = min((width - beside) / across, (free - around) / down, _LARGEST_SQUARE)
    layout["height"] = around + side * down
    return drawn


def _needed(lines: Sequence[Line], size: int, width: float) -> float:
    """Height of a list in type of ``size``."""
    each = (
        _lines(f"{line.label}　{line.text}", size, size * _LEADING, width)
        + (_lines(line.under, *_UNDER, width) if line.under else 0)
        for line in lines
    )
    return sum(each) + _BETWEEN * max(len(lines) - 1, 0)


def _free_for_lines(height: float) -> float:
    return height - 8 - _TITLE[1] - _CAPTION[1] - 12


def lines_that_fit(lines: Sequence[Line], width: int, height: int) -> Sequence[Line]:
    """As many of the first lines as have room in the smallest type, at least one."""
    shown = len(lines)
    while shown > 1 and _needed(lines[:shown], _SIZES[-1], width) > _free_for_lines(height):
        shown -= 1
    return lines[:shown]


def draw_lines(lines: Sequence[Line], title: str, caption: str, width: int, height: int) -> None:
    """A list in the largest type that fits its part of the sheet, spread over it."""
    free = _free_for_lines(height)
    size = next((s for s in _SIZES if _needed(lines, s, width) <= free), _SIZES[-1])
    with st.container(key="wall-list", gap=None):
        st.markdown(f"##### {escape_markdown(title)}")
        st.markdown(f":gray[{escape_markdown(caption)}]")
        spread = math.floor(max(min(free, _needed(lines, size, width) * _LOOSE), 1))
        with st.container(
            key=f"wall-lines-{size}", height=spread, border=False, vertical_alignment="distribute", gap=None
        ):
            for line in lines:
                under = f"  \n:gray[:small[{escape_markdown(line.under)}]]" if line.under else ""
                st.markdown(f"**{escape_markdown(line.label)}**　{escape_markdown(line.text)}{under}")
