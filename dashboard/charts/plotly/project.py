"""One project beside its other years and beside other projects: year frames, dot strip.

Belongs here: their Plotly form. Does not belong here: which projects are comparable (metrics).
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
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
from dashboard.charts.specs.rates import DotPoint, DotStrip
from dashboard.charts.specs.trends import YearFrame, YearFrames

FRAME = 46
STRIP, LANE = 58, 20
FARTHEST = 1.5
LONGEST = 1.2  # a fill is cut at 120 %; the printed rate says more
STACK = 11  # dots above one another before they are set closer
NOMINAL = 420


def year_frames(spec: YearFrames, s: Style) -> go.Figure:
    """Frames filled to the rate; from three rates on the tops of neighbouring years are joined between the frames."""
    p, w = s.palette, s.w
    frames = sorted(spec.frames, key=lambda f: f.year)
    n = len(frames)
    reach = max(n, 5)
    top = max([1.0, *(min(f.rate, LONGEST) for f in frames if f.rate is not None)])
    # Many frames are narrow in half a page: smaller words, wider frames.
    size, half = (HEAD, 0.36) if n <= 6 else (9.6, 0.43)
    c = Canvas(s, height=FRAME * top + 30, left=2, right=2, top=4, bottom=26, x=(-0.5, reach - 0.5), y=(0, top))
    for i, f in enumerate(frames):
        _frame(c, f, i, spec, size=size, half=half)
    if spec.has_line:
        for i, (a, b) in enumerate(pairwise(frames)):
            if a.rate is not None and b.rate is not None and b.year == a.year + 1:
                y0, y1 = min(max(a.rate, 0), LONGEST), min(max(b.rate, 0), LONGEST)
                c.line(i + half, y0, i + 1 - half, y1, p.ink2, width=1.3)
    shown = [(i, f) for i, f in enumerate(frames) if f.state != "missing"]
    c.traces.append(
        trace(
            "bar",
            x=[i for i, _ in shown],
            y=[1.0 for _ in shown],
            width=2 * half,
            marker={"color": "rgba(0,0,0,0)"},
            customdata=[f.id for _, f in shown],
            hovertext=[w("charts.hover_year", year=f.year, value=escape(_frame_text(f, spec, s))) for _, f in shown],
            hovertemplate=HOVER,
            name="years",
            **undimmed(),
        )
    )
    return c.figure()


def _frame_text(f: YearFrame, spec: YearFrames, s: Style) -> str:
    if f.rate is None:
        return s.w(f"charts.frame_{f.state}")
    return f.rate_text or formats.rate(f.rate, spec.target)


def _frame(c: Canvas, f: YearFrame, i: int, spec: YearFrames, *, size: float, half: float) -> None:
    p = c.style.palette
    x0, x1 = i - half, i + half
    text = _frame_text(f, spec, c.style)
    if f.rate is None:
        is_missing = f.state == "missing"
        c.rect(x0, 0, x1, 1, edge=p.ink3 if is_missing else p.ink2, dash="dot" if is_missing else "solid")
        c.text(text, i, 0.5, anchor="center", size=size, colour=p.ink2)
    else:
        rate = min(max(f.rate, 0.0), LONGEST)
        is_short = formats.is_below(f.rate, spec.target)
        c.rect(x0, 0, x1, rate, fill=p.executed)
        if is_short:
            c.rect(x0, rate, x1, 1, fill=p.shortfall)
        c.rect(x0, 0, x1, 1, edge=p.ink2)
        # 0.32 of the frame is the least height the text fits in.
        inside = rate >= 0.32
        ink = p.on_executed if inside else (p.on_shortfall if is_short else p.ink)
        at = min(rate, 1.0) / 2 if inside else (1 + rate) / 2
        c.text(text, i, at, anchor="center", size=size, colour=ink, is_bold=True)
    ink = p.ink if f.is_current else p.ink2
    c.text(str(f.year), i, 0, yref="paper", anchor="center", dy=-13, size=AXIS, colour=ink, is_bold=f.is_current)


def dot_strip(spec: DotStrip, s: Style) -> go.Figure:
    """Dots stacked where rates coincide; the page's project larger and named, the tallest stack counted."""
    p = s.palette
    rates = [_clip(pt.rate) for pt in spec.points]
    low = max(0.0, np.floor(min([*rates, spec.target]) * 20 - 1) / 20)
    high = max([1.0, *rates])
    span = high - low
    x = (low - span * 0.02, high + span * 0.03)
    mine = [pt for pt in spec.points if pt.is_self]
    has_lane = _is_crowded(spec, mine, x)
    top = LANE + 4 if has_lane else 4
    c = Canvas(s, height=STRIP + top + 24, left=4, right=8, top=top, bottom=24, x=x, y=(0, 1))
    bins: dict[int, list[DotPoint]] = defaultdict(list)
    width = span / (NOMINAL / 7)
    for pt, rate in zip(spec.points, rates, strict=True):
        if not pt.is_self:
            bins[round((rate - low) / width)].append(pt)
    xs: list[float] = []
    ys: list[float] = []
    others: list[DotPoint] = []
    for stack in bins.values():
        step = 1 / max(STACK, len(stack))
        base = 0.5 - step * (len(stack) - 1) / 2
        for j, pt in enumerate(sorted(stack, key=lambda q: q.id)):
            xs.append(_clip(pt.rate))
            ys.append(base + j * step)
            others.append(pt)
    if others:
        c.traces.append(_dots(others, xs, ys, s, spec, size=5.2, colour=p.executed_text, name="others"))
    c.line(spec.target, 0, spec.target, 1, p.ink, width=1.3)
    c.baseline()
    for pt in mine:
        _own(c, pt, spec, has_lane=has_lane)
    _count_of_stack(c, spec, bins, mine, x)
    step = 0.1 if span > 0.25 else 0.05 if span > 0.1 else 0.02
    ticks = [float(t) for t in np.arange(np.ceil(low / step - 1e-9) * step, high + 1e-9, step)]
    if len(ticks) > 7:
        ticks = [t for t in ticks if round(t * 100) % 20 == 0]
    c.ticks(ticks, [f"{abs(t) * 100:.0f}" for t in ticks], y_px=-12)
    return c.figure()


def _clip(rate: float) -> float:
    return min(max(rate, 0.0), FARTHEST)


def _is_crowded(spec: DotStrip, mine: list[DotPoint], x: tuple[float, float]) -> bool:
    """Whether other dots or the target line stand where the name of the page's project would be written."""
    reach = 150 / NOMINAL * (x[1] - x[0])
    return any(
        _clip(me.rate) - reach / 8 < at < _clip(me.rate) + reach or _clip(me.rate) + reach > x[1]
        for me in mine
        for at in [spec.target, *(_clip(pt.rate) for pt in spec.points if not pt.is_self)]
    )


def _own(c: Canvas, pt: DotPoint, spec: DotStrip, *, has_lane: bool) -> None:
    """The page's project: a larger dot with a ring, its name beside it or, where it is crowded, above."""
    s, p = c.style, c.style.palette
    is_short = formats.is_below(pt.rate, spec.target)
    at = _clip(pt.rate)
    dots = _dots([pt], [at], [0.5], s, spec, size=13, colour=p.shortfall if is_short else p.executed_text, name="self")
    dots["marker"]["line"] = {"color": p.paper, "width": 2 * s.scale}
    c.traces.append(dots)
    text = s.w("charts.self", rate=spec.self_text or formats.rate(pt.rate, spec.target))
    ink = p.shortfall_text if is_short else p.executed_text
    if not has_lane:
        c.text(text, at, 0.5, dx=14, colour=ink, is_bold=True)
        return
    share = (at - c.x[0]) / (c.x[1] - c.x[0])
    anchor = "left" if share < 0.2 else "right" if share > 0.8 else "center"
    c.line(at, 0.62, at, 1.06, ink, width=1, layer="above")
    c.text(text, at, 1, yref="paper", anchor=anchor, dy=12, colour=ink, is_bold=True)


def _count_of_stack(
    c: Canvas, spec: DotStrip, bins: dict[int, list[DotPoint]], mine: list[DotPoint], x: tuple[float, float]
) -> None:
    """Say how many dots the tallest stack of three or more has, when there is room to its left."""
    if not bins:
        return
    stack = max(bins.values(), key=len)
    if len(stack) < 3:
        return
    s = c.style
    rates = {formats.rate(pt.rate, spec.target, 0 if pt.rate == 1 else 1) for pt in stack}
    if len(rates) != 1:
        return
    text = s.w("charts.stack", n=formats.count(len(stack)), rate=rates.pop())
    at = _clip(stack[0].rate)
    scale = NOMINAL / (x[1] - x[0])
    start = at - (text_width(text, LABEL) + 12) / scale
    # A line the text would cross moves it to its left.
    if start < spec.target < at:
        at = spec.target
        start = at - (text_width(text, LABEL) + 12) / scale
    is_free = start > x[0] and not any(start - 150 / scale < pt.rate < at + 20 / scale for pt in mine)
    is_free = is_free and not any(start < pt.rate < at for b in bins.values() if b is not stack for pt in b)
    if is_free:
        c.text(text, at, 0.5, anchor="right", dx=-10)


def _dots(
    points: list[DotPoint],
    xs: list[float],
    ys: list[float],
    s: Style,
    spec: DotStrip,
    *,
    size: float,
    colour: str,
    name: str,
) -> Trace:
    return trace(
        "scatter",
        x=np.array(xs),
        y=np.array(ys),
        mode="markers",
        marker={"size": size * s.scale, "color": colour, "opacity": 1, "line": {"width": 0}},
        customdata=[pt.id for pt in points],
        hovertext=[
            s.w("charts.hover_rate", name=bold(pt.label), rate=escape(formats.rate(pt.rate, spec.target)))
            for pt in points
        ],
        hovertemplate=HOVER,
        name=name,
        cliponaxis=False,
        **undimmed(),
    )
