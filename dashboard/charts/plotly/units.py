"""The unit chart: one square a project.

Belongs here: its Plotly form. Does not belong here: deciding a project's state.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
    HEAD,
    HOVER,
    LABEL,
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
from dashboard.charts.specs.units import UnitChart, UnitRow, UnitSquare

PITCH = 20  # px from square to square, and the height of one line of squares
ROW_GAP = 8
PER_LINE = 21
SHRUNK = 13  # px a square shrinks to in half a tablet page: remarks need so many more squares of room
LEGEND = 26
LABEL_CAP = 150


def unit_chart(spec: UnitChart, s: Style) -> go.Figure:
    """Squares on a square grid, lines of 21; the grid shrinks evenly in a narrow place."""
    p, w = s.palette, s.w
    counts = [formats.count(len(r.squares)) for r in spec.rows]
    cap = LABEL_CAP if not s.is_narrow else 96
    label_width = min(cap, widest([r.label for r in spec.rows], LABEL))
    count_width = widest(counts, LABEL) + 10
    left = label_width + count_width + 14
    tops: list[float] = []
    height = 0.0
    reach = 0.0
    for r in spec.rows:
        tops.append(height)
        lines = max(1, -(-len(r.squares) // PER_LINE))
        height += lines + ROW_GAP / PITCH
        room = (text_width(r.remark, AXIS) + 12) / SHRUNK if r.remark else 0.0
        reach = max(reach, min(len(r.squares), PER_LINE), _on_last_line(r) + room)
    reach = max(reach, 6.0)
    has_legend = bool(spec.states)
    c = Canvas(
        s,
        height=height * PITCH + (LEGEND if has_legend else 0) + 4,
        left=left,
        right=6,
        top=2,
        bottom=(LEGEND if has_legend else 0) + 2,
        x=(0, reach),
        y=(height, 0),
        layout={
            "xaxis": {"constrain": "domain", "constraintoward": "left"},
            "yaxis": {"scaleanchor": "x", "scaleratio": 1, "constrain": "domain", "constraintoward": "top"},
        },
    )
    at: list[tuple[float, float, UnitSquare, str]] = []
    for r, top, count in zip(spec.rows, tops, counts, strict=True):
        middle = top + 0.5
        c.text(shorten(r.label, cap, LABEL), 0, middle, anchor="right", dx=-count_width - 10)
        c.text(count, 0, middle, anchor="right", dx=-10, colour=p.ink2)
        for i, square in enumerate(r.squares):
            at.append((i % PER_LINE + 0.5, top + i // PER_LINE + 0.5, square, r.label))
        if r.remark:
            foot = middle + max(0, -(-len(r.squares) // PER_LINE) - 1)
            colour = p.shortfall_text if r.is_alert else p.ink2
            c.text(r.remark, _on_last_line(r), foot, dx=7, size=AXIS, colour=colour, is_bold=r.is_alert)
    for x, y, square, _ in at:
        _square(c, x, y, square.state)
    if at:
        c.traces.append(
            trace(
                "scatter",
                x=[a[0] for a in at],
                y=[a[1] for a in at],
                mode="markers",
                marker={"symbol": "square", "size": 17 * s.scale, "color": p.paper, "opacity": 0},
                customdata=[a[2].id for a in at],
                hovertext=[
                    w(
                        "charts.hover_unit",
                        name=bold(a[2].label),
                        department=escape(a[3]),
                        state=w(f"charts.unit_{a[2].state}", target=_target(spec)),
                        rate=escape(formats.rate(a[2].rate, spec.target)),
                    )
                    for a in at
                ],
                hovertemplate=HOVER,
                name="projects",
                **undimmed(0),
            )
        )
    if has_legend:
        glyph = {
            "met": ("■", p.executed),
            "missed": ("■", p.shortfall),
            "no_spend": ("□", p.shortfall),
            "share_only": ("■", p.shortfall_pale),
            "unknown": ("□", p.ink3),
        }
        items = [(*glyph[state], w(f"charts.unit_{state}", target=_target(spec))) for state in spec.states]
        at_px = 4.0 - left
        for g, colour, text in items:
            c.text(g, 0, 0, xref="paper", yref="paper", dx=at_px, dy=-14, size=14, colour=colour)
            c.text(text, 0, 0, xref="paper", yref="paper", dx=at_px + 15, dy=-14, size=HEAD, colour=p.ink2)
            at_px += 15 + text_width(text, HEAD) + 12
    return c.figure()


def _on_last_line(r: UnitRow) -> int:
    return (len(r.squares) - 1) % PER_LINE + 1 if r.squares else 0


def _target(spec: UnitChart) -> str:
    return formats.share(spec.target)


def _square(c: Canvas, x: float, y: float, state: str) -> None:
    p, h = c.style.palette, 0.42
    fills = {"met": p.executed, "missed": p.shortfall, "share_only": p.shortfall_pale}
    edges = {"no_spend": p.shortfall, "share_only": p.shortfall, "unknown": p.ink3}
    c.rect(
        x - h,
        y - h,
        x + h,
        y + h,
        fill=fills.get(state),
        edge=edges.get(state),
        width=1.3,
        dash="dot" if state == "unknown" else "solid",
    )
