"""One department among its peers over the years.

Belongs here: its Plotly form. Does not belong here: who is a peer (metrics); the peers of one year (``peer_groups``).
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
    HEAD,
    HOVER,
    Canvas,
    Style,
    Trace,
    escape,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.plotly.ranking import rate_axis
from dashboard.charts.specs.peers import PeerRates, PeerYear

HEIGHT = 216
HALF_BAR, HALF_MEDIAN = 0.11, 0.17  # in years
FEWEST_PLACES = 5
LOWEST, HIGHEST = 0.0, 1.3


def peer_rates(spec: PeerRates, s: Style) -> go.Figure:
    """Pale bars from the lowest to the highest peer with a tick at the median; the own rate as a named dot."""
    p, w, years = s.palette, s.w, spec.years
    known = [_inside(v) for y in years for v in (y.rate, y.low, y.high) if v is not None]
    low, high, ticks = rate_axis(known, spec.target)
    span = high - low
    goal = w("charts.target", target=formats.share(spec.target))
    c = Canvas(
        s,
        height=HEIGHT,
        left=widest([goal], HEAD) + 14,
        right=14,
        # The legend, then the row of own rates.
        top=46,
        bottom=26,
        x=(-0.5, max(len(years), FEWEST_PLACES) - 0.5),
        y=(low - span * 0.06, high + span * 0.06),
    )
    # The target's name takes the place of its tick in the margin, where no mark can cross it.
    for tick in (t for t in ticks if abs(t - spec.target) > span * 0.12):
        c.text(f"{tick * 100:.0f}", 0, tick, xref="paper", anchor="right", dx=-8, size=AXIS, colour=p.ink2)
    c.line(0, spec.target, 1, spec.target, p.ink, width=1.1, xref="paper")
    c.text(goal, 0, spec.target, xref="paper", anchor="right", dx=-8, size=HEAD, colour=p.ink)
    c.baseline()
    c.ticks(list(range(len(years))), [str(y.year) for y in years], y_px=-13)
    for i, y in enumerate(years):
        _range(c, i, y)
    if spec.has_line:
        c.traces.append(_course(spec, s))
    c.traces.append(_dots(spec, s))
    for i, y in enumerate(years):
        _own_rate(c, i, y, spec)
    items = [("●", p.executed_text, w("charts.key_self"))]
    if any(y.peers for y in years):
        items += [("■", p.neutral, w("charts.key_peers")), ("━", p.ink2, w("charts.key_median"))]
    c.legend(items, y_px=35, left_px=4 - c.left)
    return c.figure()


def _range(c: Canvas, i: int, y: PeerYear) -> None:
    p = c.style.palette
    if y.low is None or y.median is None or y.high is None:
        return
    if y.peers > 1:
        c.rect(i - HALF_BAR, _inside(y.low), i + HALF_BAR, _inside(y.high), fill=p.neutral)
    c.line(i - HALF_MEDIAN, _inside(y.median), i + HALF_MEDIAN, _inside(y.median), p.ink2, width=2)


def _own_rate(c: Canvas, i: int, y: PeerYear, spec: PeerRates) -> None:
    """The own rate in a row above the marks, which would run through them; words where there is none.

    Without the sign that the caption already has: eight years stand side by side on a tablet."""
    p = c.style.palette
    if y.rate is None:
        text = c.style.w("formats.not_computable")
        c.text(text, i, 0, yref="paper", anchor="center", dy=9, size=HEAD, colour=p.ink2)
        return
    is_short = formats.is_below(y.rate, spec.target)
    colour = p.shortfall_text if is_short else p.executed_text
    text = formats.rate_number(y.rate, spec.target)
    c.text(text, i, 1, yref="paper", anchor="center", dy=11, size=HEAD, colour=colour, is_bold=True)


def _course(spec: PeerRates, s: Style) -> Trace:
    return trace(
        "scatter",
        x=list(range(len(spec.years))),
        y=[None if y.rate is None else _inside(y.rate) for y in spec.years],
        mode="lines",
        connectgaps=False,
        line={"color": s.palette.executed_text, "width": 1.8 * s.scale},
        hoverinfo="skip",
        cliponaxis=False,
        name="course",
    )


def _dots(spec: PeerRates, s: Style) -> Trace:
    p = s.palette
    own = [(i, y, y.rate) for i, y in enumerate(spec.years) if y.rate is not None]
    return trace(
        "scatter",
        x=np.array([i for i, *_ in own]),
        y=np.array([_inside(rate) for *_, rate in own]),
        mode="markers",
        marker={
            "size": 10 * s.scale,
            "color": [p.shortfall if formats.is_below(rate, spec.target) else p.executed_text for *_, rate in own],
            "opacity": 1,
            "line": {"width": 1.5 * s.scale, "color": p.paper},
        },
        customdata=[y.id for _, y, _ in own],
        hovertext=[_hover(y, rate, spec, s) for _, y, rate in own],
        hovertemplate=HOVER,
        cliponaxis=False,
        name="years",
        **undimmed(),
    )


def _hover(y: PeerYear, rate: float, spec: PeerRates, s: Style) -> str:
    said = {"year": y.year, "rate": escape(formats.rate(rate, spec.target))}
    if y.median is None:
        return s.w("charts.hover_alone", **said)
    low, median, high = (escape(formats.rate(v, spec.target)) for v in (y.low, y.median, y.high))
    return s.w("charts.hover_peers", **said, n=y.peers, low=low, median=median, high=high)


def _inside(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
