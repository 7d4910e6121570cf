"""Departments of the same function as dots on one rate axis.

Belongs here: the Plotly form of both shapes (many functions, one function). Does not belong here: who is a peer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    HEAD,
    HOVER,
    LABEL,
    ROW_COMPACT,
    Canvas,
    Style,
    bold,
    escape,
    shorten,
    text_width,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.plotly.ranking import rate_axis
from dashboard.charts.specs.peer_groups import PeerDot, PeerDots, PeerRanks, PeerRow

LABEL_CAP = 190
HEAD_HEIGHT = 24
TICK = 0.3  # half height of the median's tick, in rows
#: Rates above and below are drawn at the edge: one department at 400 % would press all others into a corner.
LOWEST, HIGHEST = 0.0, 1.5

_Column = tuple[str, list[str], list[bool]]


def peer_dots(spec: PeerDots, s: Style) -> go.Figure:
    """One row a function; dots of its departments, the median as a tick, the lowest named, number and spread."""
    w = s.w
    lowest = [
        w("charts.peer_lowest", place=r.lowest.place, rate=formats.rate(r.lowest.rate, spec.target)) for r in spec.rows
    ]
    columns: list[_Column] = [
        (w("charts.head_peers"), [formats.count(len(r.rates)) for r in spec.rows], [False] * len(spec.rows)),
        (
            w("charts.head_spread"),
            [formats.points_change(r.spread).lstrip("+") if len(r.rates) > 1 else formats.NULL for r in spec.rows],
            [False] * len(spec.rows),
        ),
        (w("charts.head_lowest"), lowest, [formats.is_below(r.lowest.rate, spec.target) for r in spec.rows]),
    ]
    c = _rows(
        [r.label for r in spec.rows], columns, [x for r in spec.rows for x in (r.rates[0], r.highest)], spec.target, s
    )
    if spec.is_dense:
        _spans(c, [(r.lowest.rate, r.highest) for r in spec.rows], "range", s.palette.executed_pale, 1.6, s)
        _spans(c, [r.middle_half[::2] for r in spec.rows], "middle half", s.palette.executed_pale, 9, s)
    marks = [(i, r.median) for i, r in enumerate(spec.rows) if len(r.rates) > 1]
    c.traces.append(
        trace(
            "scatter",
            x=[v for _, x in marks for v in (_inside(x), _inside(x), None)],
            y=[v for i, _ in marks for v in (i - TICK, i + TICK, None)],
            mode="lines",
            line={"color": s.palette.ink2, "width": 1.6 * s.scale},
            hoverinfo="skip",
            name="median",
        )
    )
    _points(c, [(i, d, r) for i, r in enumerate(spec.rows) for d in r.dots], spec.target, s)
    _key(c, [d for r in spec.rows for d in r.dots], s, has_median=bool(marks), is_dense=spec.is_dense)
    return c.figure()


def peer_ranks(spec: PeerRanks, s: Style) -> go.Figure:
    """One row a department, the lowest first; the median of all as a line, rate and distance to it as columns."""
    w, group, ranked = s.w, spec.group, spec.ranked
    if group is None:
        raise ValueError(f"{spec.key}: nobody to compare")
    short = [formats.is_below(d.rate, spec.target) for d in ranked]
    columns: list[_Column] = [
        (w("charts.head_rate"), [formats.rate(d.rate, spec.target) for d in ranked], short),
        (
            w("charts.head_to_median"),
            [formats.points_change(d.rate - group.median) for d in ranked],
            [False] * len(ranked),
        ),
    ]
    c = _rows(
        [d.label for d in ranked], columns, [d.rate for d in ranked], spec.target, s, [d.is_chosen for d in ranked]
    )
    middle = _inside(group.median)
    c.line(middle, 0, middle, 1, s.palette.ink2, width=1.6, yref="paper", dash="dash")
    c.traces.append(
        trace(
            "scatter",
            x=[v for d in ranked for v in (middle, _inside(d.rate), None)],
            y=[v for i in range(len(ranked)) for v in (i, i, None)],
            mode="lines",
            line={"color": s.palette.executed_pale, "width": 1.6 * s.scale},
            hoverinfo="skip",
            name="distance",
        )
    )
    _points(c, [(i, d, group) for i, d in enumerate(ranked)], spec.target, s)
    _key(c, ranked, s, has_median=len(ranked) > 1)
    return c.figure()


def _spans(c: Canvas, spans: Sequence[tuple[float, float]], name: str, colour: str, width: float, s: Style) -> None:
    """One horizontal line a row, from and to."""
    c.traces.append(
        trace(
            "scatter",
            x=[v for low, high in spans for v in (_inside(low), _inside(high), None)],
            y=[v for i in range(len(spans)) for v in (i, i, None)],
            mode="lines",
            line={"color": colour, "width": width * s.scale},
            hoverinfo="skip",
            name=name,
        )
    )


def _rows(
    labels: Sequence[str],
    columns: Sequence[_Column],
    rates: Sequence[float],
    target: float,
    s: Style,
    is_bold: Sequence[bool] = (),
) -> Canvas:
    """The sheet: row labels, grid, target line, columns of text and the axis."""
    p, n = s.palette, len(labels)
    cap = LABEL_CAP if not s.is_narrow else 110
    left = min(cap, widest(labels, LABEL)) + 14
    edges = np.cumsum([max(widest(texts, LABEL) * 1.02, text_width(head, HEAD)) + 18 for head, texts, _ in columns])
    low, high, ticks = rate_axis([_inside(rate) for rate in rates], target)
    span = high - low
    c = Canvas(
        s,
        height=HEAD_HEIGHT + n * ROW_COMPACT + 26,
        left=left,
        right=float(edges[-1]) + 4,
        top=HEAD_HEIGHT,
        bottom=26,
        x=(low - span * 0.02, high + span * 0.02),
        y=(n - 0.5, -0.5),
    )
    for i, label in enumerate(labels):
        c.line(0, i, 1, i, p.grid, xref="paper")
        # Where all are chosen, bold would say nothing.
        strong = bool(is_bold) and is_bold[i] and not all(is_bold)
        c.text(shorten(label, cap, LABEL), 0, i, xref="paper", anchor="right", dx=-10, is_bold=strong)
    c.line(target, 0, target, 1, p.ink, width=1.3, yref="paper")
    for edge, (head, texts, short) in zip(edges, columns, strict=True):
        at = float(edge)
        c.text(head, 1, 1, xref="paper", yref="paper", anchor="right", dx=at, dy=12, size=HEAD, colour=p.ink2)
        for i, text in enumerate(texts):
            colour = p.shortfall_text if short[i] else p.ink2
            c.text(text, 1, i, xref="paper", anchor="right", dx=at, colour=colour, is_bold=short[i])
    c.ticks(ticks, [f"{t * 100:.0f}" for t in ticks], y_px=-12)
    return c


def _points(c: Canvas, placed: Sequence[tuple[int, PeerDot, PeerRow]], target: float, s: Style) -> None:
    """The dots; those outside the filter pale and below the others, orange where the target is missed."""
    p = s.palette
    for is_chosen in (False, True):
        drawn = [(i, d, r) for i, d, r in placed if d.is_chosen is is_chosen]
        met, missed = (p.executed, p.shortfall) if is_chosen else (p.executed_pale, p.shortfall_pale)
        c.traces.append(
            trace(
                "scatter",
                x=np.array([_inside(d.rate) for _, d, _ in drawn]),
                y=np.array([i for i, _, _ in drawn]),
                mode="markers",
                marker={
                    "size": (9.5 if is_chosen else 8.0) * s.scale,
                    "color": [missed if formats.is_below(d.rate, target) else met for _, d, _ in drawn],
                    # A paper edge keeps two dots on one spot apart.
                    "line": {"width": 0.8 * s.scale, "color": p.paper},
                    "opacity": 1,
                },
                customdata=[d.id for _, d, _ in drawn],
                hovertext=[
                    s.w(
                        "charts.hover_peer",
                        name=bold(d.label),
                        rate=escape(formats.rate(d.rate, target)),
                        apart=formats.points_change(d.rate - r.median),
                        n=len(r.rates),
                    )
                    for _, d, r in drawn
                ],
                hovertemplate=HOVER,
                cliponaxis=False,
                name="chosen" if is_chosen else "others",
                **undimmed(),
            )
        )


def _key(c: Canvas, dots: Sequence[PeerDot], s: Style, *, has_median: bool, is_dense: bool = False) -> None:
    """What a tick, a band and a pale dot mean; the last only where there are both kinds of dots."""
    p, w = s.palette, s.w
    items = [("│", p.ink2, w("charts.key_median"))] if has_median else []
    if is_dense:
        items += [("▬", p.executed_pale, w("charts.key_middle_half")), ("─", p.executed_pale, w("charts.key_range"))]
    if len({d.is_chosen for d in dots}) > 1:
        items += [("●", p.executed, w("charts.key_chosen")), ("●", p.executed_pale, w("charts.key_others"))]
    c.legend(items, y_px=12, left_px=4 - c.left)


def _inside(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
