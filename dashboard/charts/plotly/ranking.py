"""Ranking of rates as dots.

Belongs here: its Plotly form. Does not belong here: the order (the specification has it).
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
from dashboard.charts.specs.rates import RateDots

LABEL_CAP = 190
HEAD_HEIGHT = 24
LOWEST, HIGHEST = 0.0, 1.5


def rate_dots(spec: RateDots, s: Style) -> go.Figure:
    """Dot of the year, pale dot of the year before, joined; rate and change at the right, target as a line."""
    p, w = s.palette, s.w
    rows, n = spec.rows, len(spec.rows)
    cap = LABEL_CAP if not s.is_narrow else 110
    left = min(cap, widest([r.label for r in rows], LABEL)) + 14
    rates = [w("formats.not_computable") if r.rate is None else formats.rate(r.rate, spec.target) for r in rows]
    has_change = any(r.previous is not None for r in rows)
    changes = [formats.points_change(r.change) for r in rows]
    heads = (w("charts.head_rate"), w("charts.head_change"))
    first = max(widest(rates, LABEL), text_width(heads[0], HEAD)) + 16
    second = max(widest(changes, LABEL), text_width(heads[1], HEAD)) + 12 if has_change else 0.0
    known = [min(max(v, LOWEST), HIGHEST) for r in rows for v in (r.rate, r.previous) if v is not None]
    low, high, ticks = rate_axis(known, spec.target)
    span = high - low
    c = Canvas(
        s,
        height=HEAD_HEIGHT + n * ROW_COMPACT + 26,
        left=left,
        right=first + second + 4,
        top=HEAD_HEIGHT,
        bottom=26,
        x=(low - span * 0.02, high + span * 0.03),
        y=(n - 0.5, -0.5),
    )
    for i in range(n):
        c.line(0, i, 1, i, p.grid, xref="paper")
    c.line(spec.target, 0, spec.target, 1, p.ink, width=1.3, yref="paper")
    joined = [(r.previous, r.rate, i) for i, r in enumerate(rows) if r.previous is not None and r.rate is not None]
    c.traces.append(
        trace(
            "scatter",
            x=[v for a, b, _ in joined for v in (_inside(a), _inside(b), None)],
            y=[v for *_, i in joined for v in (i, i, None)],
            mode="lines",
            line={"color": p.executed_pale, "width": 1.6 * s.scale},
            hoverinfo="skip",
            name="change",
        )
    )
    before = [(i, r) for i, r in enumerate(rows) if r.previous is not None]
    now = [(i, r) for i, r in enumerate(rows) if r.rate is not None]
    for kept, size, name in ((before, 7.0, "previous"), (now, 10.0, "rate")):
        values = [r.previous if name == "previous" else r.rate for _, r in kept]
        missed = [v is not None and formats.is_below(v, spec.target) for v in values]
        pale = [p.executed_pale] * len(kept)
        c.traces.append(
            trace(
                "scatter",
                x=np.array([_inside(v or 0) for v in values]),
                y=np.array([i for i, _ in kept]),
                mode="markers",
                marker={
                    "size": size * s.scale,
                    "color": pale if name == "previous" else [p.shortfall if m else p.executed for m in missed],
                    "opacity": 1,
                    "line": {"width": 0},
                },
                customdata=[r.id for _, r in kept],
                hovertext=[
                    w(
                        "charts.hover_change",
                        name=bold(r.label),
                        rate=escape(formats.rate(r.rate, spec.target)),
                        previous=escape(formats.rate(r.previous, spec.target)),
                        change=formats.points_change(r.change),
                    )
                    for _, r in kept
                ],
                hovertemplate=HOVER,
                cliponaxis=False,
                name=name,
                **undimmed(),
            )
        )
    c.text(heads[0], 1, 1, xref="paper", yref="paper", anchor="right", dx=first, dy=12, size=HEAD, colour=p.ink2)
    if has_change:
        c.text(
            heads[1],
            1,
            1,
            xref="paper",
            yref="paper",
            anchor="right",
            dx=first + second,
            dy=12,
            size=HEAD,
            colour=p.ink2,
        )
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, xref="paper", anchor="right", dx=-10)
        is_short = r.rate is not None and formats.is_below(r.rate, spec.target)
        colour = p.shortfall_text if is_short else p.ink2 if r.rate is None else p.ink
        c.text(rates[i], 1, i, xref="paper", anchor="right", dx=first, colour=colour, is_bold=is_short)
        if has_change:
            c.text(changes[i], 1, i, xref="paper", anchor="right", dx=first + second, colour=p.ink2)
    c.ticks(ticks, [f"{t * 100:.0f}" for t in ticks], y_px=-12)
    if spec.year is not None and has_change:
        c.legend(
            [("●", p.executed, str(spec.year)), ("●", p.executed_pale, str(spec.year - 1))], y_px=12, left_px=4 - left
        )
    return c.figure()


def rate_axis(values: Sequence[float], target: float) -> tuple[float, float, list[float]]:
    """Lower and upper end of an axis that holds these rates, 100 % and the target, and its round ticks."""
    low = max(LOWEST, float(np.floor(min([*values, target]) * 20 - 0.4) / 20))
    high = max([1.0, *values])
    span = high - low
    step = 0.05 if span <= 0.3 else 0.1 if span <= 0.6 else 0.2
    return low, high, [float(t) for t in np.arange(np.ceil(low / step - 1e-9) * step, high + 1e-9, step)]


def _inside(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
