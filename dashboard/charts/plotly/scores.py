"""Histograms of scores and rates, and score against execution rate.

Belongs here: their Plotly form. Does not belong here: strips (``strips``), grade limits (the scheme).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
    CELL,
    HEAD,
    HOVER,
    LABEL,
    Canvas,
    Style,
    Trace,
    bold,
    escape,
    text_width,
    trace,
    undimmed,
)
from dashboard.charts.specs.rates import RateHistogram, bin_label
from dashboard.charts.specs.scores import Credibility, CredibilityPoint, ScoreHistogram

POINT_CAP = 3000
NAMED = 12
NOMINAL, NOMINAL_NARROW = (430, 372), (300, 372)  # px of the plot assumed when placing labels
AXIS_LEFT, AXIS_RIGHT = 66, 98  # px: margins of histogram and strips, so that their axes line up


def score_axis(lowest: Sequence[float], start: float, highest: Sequence[float] = ()) -> tuple[float, float]:
    """The score axis shared by histogram and strips: from ``start`` or lower to 100 (or a bonus above it)."""
    low = min([start, *(np.floor(v / 5) * 5 for v in lowest)])
    return float(low), float(max([100.6, *(v + 0.6 for v in highest)]))


def score_ticks(low: float, high: float) -> list[float]:
    """Tens, or twenties on a long axis."""
    step = 10 if high - low <= 60 else 20
    return [float(t) for t in range(int(np.ceil(low / step) * step), int(high) + 1, step)]


def score_histogram(spec: ScoreHistogram, s: Style) -> go.Figure:
    """1-point columns; the best grade dark, the others pale; the count of each grade above its stretch."""
    p, w = s.palette, s.w
    x = score_axis([b.lower for b in spec.bins], spec.axis, [b.lower + 1 for b in spec.bins])
    most = max((b.count for b in spec.bins), default=1)
    left, right = (8, 8) if s.is_narrow else (AXIS_LEFT, AXIS_RIGHT)
    c = Canvas(s, height=176, left=left, right=right, top=24, bottom=24, x=x, y=(0, most * 1.16))
    best = max((g.lower for g in spec.grades), default=float("-inf"))
    c.traces.append(
        trace(
            "bar",
            x=np.array([b.lower + 0.5 for b in spec.bins]),
            y=np.array([b.count for b in spec.bins]),
            width=0.86,
            marker={
                "color": [p.executed if b.lower >= best else p.executed_pale for b in spec.bins],
                "line": {"width": 0},
            },
            customdata=[b.id for b in spec.bins],
            hovertext=[
                w("charts.hover_bin", lower=b.lower, upper=b.lower + 1, count=formats.count(b.count)) for b in spec.bins
            ],
            hovertemplate=HOVER,
            name="scores",
            **undimmed(),
        )
    )
    upper = 100.0
    for g in sorted(spec.grades, key=lambda g: -g.lower):
        start = max(g.lower, x[0])
        if g.lower > x[0]:
            c.line(g.lower, 0, g.lower, 1, p.ink3, dash="dot", yref="paper")
        if upper > start:
            text = f"{bold(g.grade)} <b>{formats.count(g.count)}</b>"
            c.text(text, (start + upper) / 2, 1, yref="paper", anchor="center", dy=11, size=LABEL, is_markup=True)
        upper = start
    # Few columns are all counted; of many only the tallest, the others on hover.
    for b in spec.bins if len(spec.bins) <= 8 else [max(spec.bins, key=lambda b: b.count)]:
        c.text(formats.count(b.count), b.lower + 0.5, b.count, anchor="center", dy=8, size=CELL, colour=p.ink2)
    c.baseline()
    ticks = score_ticks(*x)
    c.ticks(ticks, [f"{t:.0f}" for t in ticks], y_px=-12)
    return c.figure()


def rate_histogram(spec: RateHistogram, s: Style) -> go.Figure:
    """One column a bin with its count above; missed orange, met blue, not computable as a dotted outline."""
    p, w = s.palette, s.w
    bins = spec.bins
    counts = [spec.counts.get(b, 0) for b in bins]
    # A space before 100, >100 and the not computable: they are not a continuation of the scale.
    at = [i + {"full": 0.3, "over": 0.6, "none": 1.2}.get(b, 0.0) for i, b in enumerate(bins)]
    most = max(counts, default=1)
    c = Canvas(s, height=190, left=4, right=4, top=20, bottom=26, x=(-0.75, at[-1] + 0.65), y=(0, most * 1.02))
    short = [spec.is_short(b) for b in bins]
    fills = [
        p.shortfall if m else "rgba(0,0,0,0)" if b == "none" else p.executed for b, m in zip(bins, short, strict=True)
    ]
    total = sum(counts)
    c.traces.append(
        trace(
            "bar",
            x=np.array(at),
            y=np.array(counts),
            width=0.78,
            marker={"color": fills, "line": {"width": 0}},
            customdata=list(bins),
            hovertext=[
                w(
                    "charts.hover_rate_bin",
                    bin=escape(bin_label(b, w)),
                    count=formats.count(n),
                    share=escape(formats.share(n / total)),
                )
                for b, n in zip(bins, counts, strict=True)
            ],
            hovertemplate=HOVER,
            name="projects",
            **undimmed(),
        )
    )
    for b, pos, n in zip(bins, at, counts, strict=True):
        if b == "none" and n:
            c.rect(pos - 0.39, 0, pos + 0.39, n, edge=p.ink3, dash="dot", width=1.2)
        if n:
            ink = p.shortfall_text if spec.is_short(b) else p.ink
            c.text(formats.count(n), pos, n, anchor="center", dy=9, size=CELL, colour=ink)
        # Limits stand under the edges: "95–100" under every column would not fit a tablet's half page.
        edge = -0.5 if "-" in b else 0.0
        text = b.split("-", maxsplit=1)[0] if "-" in b else bin_label(b, w)
        c.text(text, pos + edge, 0, yref="paper", anchor="center", dy=-12, size=HEAD, colour=p.ink2)
    c.baseline()
    return c.figure()


def credibility(spec: Credibility, s: Style) -> go.Figure:
    """Scatter with the tinted zone, its points orange and named, target line, dashed ceiling."""
    p, w = s.palette, s.w
    inside = [pt for pt in spec.points if spec.is_in_zone(pt)]
    outside = [pt for pt in spec.points if not spec.is_in_zone(pt)]
    drawn, named = _thinned(outside), _thinned(inside)
    scores = [float(pt.score) for pt in spec.points]
    rates = [pt.rate for pt in spec.points]
    x0 = max(0.0, min([spec.zone_rate - 0.14, *(np.floor(r * 20) / 20 - 0.02 for r in rates)]))
    x1 = min(1.5, max([1.025, *(r + 0.02 for r in rates)]))
    y0 = max(0.0, min([spec.zone_score - 4.5, *(np.floor(v / 2) * 2 - 0.5 for v in scores)]))
    y1 = max([100.6, *(v + 0.6 for v in scores)])
    c = Canvas(s, height=430, left=34, right=8, top=6, bottom=44, x=(x0, x1), y=(y0, y1))
    if spec.zone_rate > x0:
        c.rect(x0, spec.zone_score, spec.zone_rate, y1, fill=p.shortfall, opacity=0.07)
        # Under the zone: in it stand the ceiling's label and the names of its points.
        c.text(w("charts.zone"), x0, spec.zone_score, dx=8, dy=-11, colour=p.shortfall_text, is_bold=True)
    c.line(x0, spec.zone_score, x1, spec.zone_score, p.ink3, dash="dot")
    if spec.grade_label:
        c.text(spec.grade_label, x1, spec.zone_score, anchor="right", dx=-4, dy=10, size=AXIS, colour=p.ink2)
    c.line(spec.target, y0, spec.target, y1, p.ink, width=1.3)
    c.text(
        w("charts.target", target=formats.share(spec.target)),
        spec.target,
        y0,
        anchor="right",
        dx=-5,
        dy=12,
        size=HEAD,
        colour=p.ink2,
    )
    if spec.ceiling_weight is not None:
        _ceiling(c, spec.ceiling_weight, x0)
    for points, colour, opacity, size, name in (
        (drawn, p.executed_text, 0.45 if len(drawn) > 60 else 0.75, 7.0, "others"),
        (named, p.shortfall, 1.0, 9.5, "zone"),
    ):
        if points:
            c.traces.append(_points(points, s, spec, colour=colour, opacity=opacity, size=size, name=name))
    _names(c, named)
    if len(drawn) + len(named) < len(spec.points):
        text = w("charts.thinned", n=formats.count(len(drawn) + len(named)), total=formats.count(len(spec.points)))
        c.text(text, x1, 0, yref="paper", anchor="right", dy=-32, size=HEAD, colour=p.ink2)
    c.baseline()
    step = 0.05 if x1 - x0 <= 0.45 else 0.1 if x1 - x0 <= 0.8 else 0.2
    xticks = [float(t) for t in np.arange(np.ceil(x0 / step) * step, x1, step)]
    c.ticks(xticks, [f"{t * 100:.0f}" for t in xticks], y_px=-12)
    c.text(w("charts.axis_rate"), 0.5, 0, xref="paper", yref="paper", anchor="center", dy=-32, size=AXIS, colour=p.ink2)
    ystep = 2 if y1 - y0 <= 24 else 5 if y1 - y0 <= 50 else 10
    for t in np.arange(np.ceil(y0 / ystep) * ystep, 100.5, ystep):
        c.text(f"{t:.0f}", 0, float(t), xref="paper", anchor="right", dx=-6, size=AXIS, colour=p.ink2)
    return c.figure()


def _thinned(points: list[CredibilityPoint]) -> list[CredibilityPoint]:
    """At most ``POINT_CAP`` points, every k-th; the figure says how many of how many it shows."""
    return points[:: max(1, -(-len(points) // POINT_CAP))]


def _ceiling(c: Canvas, weight: float, x0: float) -> None:
    p, s = c.style.palette, c.style
    start = 100 - weight + weight * x0
    c.line(x0, start, 1, 100, p.ink2, dash="dash")
    # The slope on screen depends on the width; the text is short, so that a few degrees do not matter.
    width, height = _nominal(s)
    run = (1 - x0) / (c.x[1] - c.x[0]) * width
    rise = (100 - start) / (c.y[1] - c.y[0]) * height
    angle = math.degrees(math.atan2(rise, run))
    text = s.w("charts.ceiling")
    half = text_width(text, HEAD) / 2
    along = half + 8
    c.text(
        text,
        x0,
        start,
        anchor="center",
        dx=along,
        dy=along * rise / run + 11,
        size=HEAD,
        colour=p.ink2,
        angle=-angle,
    )


def _nominal(s: Style) -> tuple[int, int]:
    return NOMINAL_NARROW if s.is_narrow else NOMINAL


def _points(
    points: list[CredibilityPoint], s: Style, spec: Credibility, *, colour: str, opacity: float, size: float, name: str
) -> Trace:
    return trace(
        "scatter",
        x=np.array([pt.rate for pt in points]),
        y=np.array([float(pt.score) for pt in points]),
        mode="markers",
        marker={"size": size * s.scale, "color": colour, "opacity": opacity, "line": {"width": 0}},
        customdata=[pt.id for pt in points],
        hovertext=[
            s.w(
                "charts.hover_credibility",
                name=bold(pt.label),
                score=formats.score(pt.score),
                rate=escape(formats.rate(pt.rate, spec.target)),
            )
            for pt in points
        ],
        hovertemplate=HOVER,
        name=name,
        **undimmed(opacity),
    )


def _names(c: Canvas, points: list[CredibilityPoint]) -> None:
    """Name the zone's points, highest score first: right, left, else shifted up or down, else only on hover."""
    p = c.style.palette
    width_px, height_px = _nominal(c.style)
    fx = width_px / (c.x[1] - c.x[0])
    fy = height_px / (c.y[1] - c.y[0])
    taken = [(pt.rate * fx - 6, float(pt.score) * fy - 6, pt.rate * fx + 6, float(pt.score) * fy + 6) for pt in points]
    for pt in sorted(points, key=lambda q: (-float(q.score), q.rate))[:NAMED]:
        text = f"{escape(pt.short)} <b>{formats.score(pt.score)}</b>"
        width = text_width(f"{pt.short} {formats.score(pt.score)}", LABEL)
        px, py = pt.rate * fx, float(pt.score) * fy
        for side, dy in (("left", 0), ("right", 0), ("left", 13), ("left", -13), ("right", 13), ("right", -13)):
            x = px + 10 if side == "left" else px - 10 - width
            box = (x, py + dy - 7, x + width, py + dy + 7)
            # A left-hand label reaches further, in data units, the narrower the figure is.
            reach = (10 + width) / NOMINAL_NARROW[0] * (c.x[1] - c.x[0])
            is_off = (side == "right" and pt.rate - reach < c.x[0]) or box[2] > c.x[1] * fx or box[3] > c.y[1] * fy
            if is_off or any(_overlap(box, other) for other in taken if other[:2] != (px - 6, py - 6)):
                continue
            taken.append(box)
            dx = 10 if side == "left" else -10
            c.text(text, pt.rate, float(pt.score), anchor=side, dx=dx, dy=dy, colour=p.ink, is_markup=True)
            break


Box = tuple[float, float, float, float]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
