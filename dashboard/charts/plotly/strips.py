"""Score strips: dots with jitter, quartiles, median; bands as boxes.

Belongs here: their Plotly form. Does not belong here: histogram and scatter (``scores``).
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    HEAD,
    HOVER,
    LABEL,
    Canvas,
    Style,
    bold,
    escape,
    shorten,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.plotly.scores import AXIS_LEFT, AXIS_RIGHT, score_axis, score_ticks
from dashboard.charts.specs.scores import QUARTILE_MINIMUM, StripRow, Strips

ROW = 27
DOT_CAP = 400  # dots a row: beyond, every k-th; quartiles, median and n are of all
LABEL_CAP = 150
GOLDEN = 0.6180339887


def strips(spec: Strips, s: Style) -> go.Figure:
    """One strip a row on the score axis of the histogram."""
    p = s.palette
    rows, n = spec.rows, len(spec.rows)
    scores = [float(pt.score) for r in rows for pt in r.points]
    lows = [*scores, *(b.lower for r in rows for b in r.bands if b.lower)]
    x = score_axis(lows, spec.axis, scores)
    cap = LABEL_CAP if not s.is_narrow else 92
    left = max(min(cap, widest([r.label for r in rows], LABEL)) + 16, 0 if s.is_narrow else AXIS_LEFT)
    notes = [_note(r, s) for r in rows]
    right = max(widest([v + "　" + t for v, t in notes], HEAD) + 20, 0 if s.is_narrow else AXIS_RIGHT)
    c = Canvas(s, height=n * ROW + 26, left=left, right=right, bottom=24, top=2, x=x, y=(n - 0.5, -0.5))
    for limit in spec.grade_limits:
        if limit > x[0]:
            c.line(limit, 0, limit, 1, p.ink3, dash="dot", yref="paper")
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, xref="paper", anchor="right", dx=-12, is_bold=bool(r.bands))
        value, tail = notes[i]
        start = 12.0
        if value:
            c.text(value, 1, i, xref="paper", dx=start, size=LABEL)
            start += widest([v for v, _ in notes], LABEL) + 8
        c.text(tail, 1, i, xref="paper", dx=start, size=HEAD, colour=p.ink2)
        _quartiles(c, r, i)
    _dots(c, rows)
    _medians(c, rows)
    _bands(c, rows, x[0])
    ticks = score_ticks(*x)
    c.ticks(ticks, [f"{t:.0f}" for t in ticks], y_px=-12)
    return c.figure()


def _note(r: StripRow, s: Style) -> tuple[str, str]:
    """Median and what follows it: ("97.3", "n=18"), or ("", "分段，25个")."""
    if r.points or r.n:
        return formats.score(r.median, 1 if r.n > 1 else None), s.w("charts.n", n=formats.count(r.n))
    if r.bands:
        return "", s.w("charts.bands", n=formats.count(sum(b.count for b in r.bands)))
    return "", s.w("formats.not_stated")


def _quartiles(c: Canvas, r: StripRow, i: int) -> None:
    if r.n >= QUARTILE_MINIMUM and r.q1 is not None and r.q3 is not None:
        c.rect(r.q1, i - 0.3, r.q3, i + 0.3, fill=c.style.palette.line, opacity=0.55)


def _dots(c: Canvas, rows: tuple[StripRow, ...]) -> None:
    s, p = c.style, c.style.palette
    shown = [
        (i, j, r, pt) for i, r in enumerate(rows) for j, pt in enumerate(r.points[:: -(-len(r.points) // DOT_CAP) or 1])
    ]
    if not shown:
        return
    # Golden-ratio steps spread neighbours evenly and give the same picture every time.
    jitter = np.array([((j + 1) * GOLDEN % 1 - 0.5) * 0.46 if len(r.points) > 1 else 0.0 for _, j, r, _ in shown])
    c.traces.append(
        trace(
            "scatter",
            x=np.array([float(pt.score) for *_, pt in shown]),
            y=np.array([i for i, *_ in shown]) + jitter,
            mode="markers",
            marker={"size": 5.2 * s.scale, "color": p.executed_text, "opacity": 0.6, "line": {"width": 0}},
            customdata=[pt.id for *_, pt in shown],
            hovertext=[
                s.w(
                    "charts.hover_score",
                    name=bold(pt.label),
                    department=escape(r.label),
                    score=formats.score(pt.score),
                )
                for _, _, r, pt in shown
            ],
            hovertemplate=HOVER,
            cliponaxis=False,
            name="scores",
            **undimmed(0.6),
        )
    )


def _medians(c: Canvas, rows: tuple[StripRow, ...]) -> None:
    ticks = [(r.median, i) for i, r in enumerate(rows) if r.median is not None and r.n > 1]
    c.traces.append(
        trace(
            "scatter",
            x=[v for x, _ in ticks for v in (x, x, None)],
            y=[v for _, y in ticks for v in (y - 0.36, y + 0.36, None)],
            mode="lines",
            line={"color": c.style.palette.ink, "width": 1.8 * c.style.scale},
            hoverinfo="skip",
            cliponaxis=False,
            name="median",
        )
    )


def _bands(c: Canvas, rows: tuple[StripRow, ...], low: float) -> None:
    """Boxes as wide as the band; the highest band blue, the lowest orange when it holds something, empty dotted."""
    s, p = c.style, c.style.palette
    boxes: list[tuple[float, float, int, str, str]] = []
    for i, r in enumerate(rows):
        lowest = min((b.lower or 0 for b in r.bands), default=0)
        highest = max((b.lower or 0 for b in r.bands), default=0)
        for b in r.bands:
            start, end = max(b.lower or 0, low), min(b.upper if b.upper is not None else 100, 100)
            if end <= start:
                start, end = low, low + 3
            is_lowest = (b.lower or 0) == lowest and lowest != highest
            fill = p.executed_pale if not is_lowest else p.shortfall_pale
            ink = p.on_executed_pale if not is_lowest else p.on_shortfall_pale
            if b.count:
                c.rect(start, i - 0.33, end, i + 0.33, fill=fill, edge=p.ink2)
            else:
                c.rect(start, i - 0.33, end, i + 0.33, edge=p.ink3, dash="dot")
            text_colour = ink if b.count else p.ink
            c.text(formats.count(b.count), (start + end) / 2, i, anchor="center", colour=text_colour, is_bold=True)
            hover = s.w(
                "charts.hover_band",
                name=bold(r.label),
                lower=formats.score(b.lower if b.lower is not None else 0),
                upper=formats.score(b.upper if b.upper is not None else 100),
                count=formats.count(b.count),
            )
            boxes.append((start, end, i, hover, r.id))
    if boxes:
        c.traces.append(
            trace(
                "bar",
                x=np.array([end - start for start, end, *_ in boxes]),
                base=np.array([start for start, *_ in boxes]),
                y=np.array([i for _, _, i, *_ in boxes]),
                orientation="h",
                width=0.66,
                marker={"color": "rgba(0,0,0,0)"},
                customdata=[row_id for *_, row_id in boxes],
                hovertext=[hover for *_, hover, _ in boxes],
                hovertemplate=HOVER,
                name="bands",
                **undimmed(),
            )
        )
