"""One amount bar: a project's or department's budget, executed and unspent money.

Belongs here: its Plotly form. Does not belong here: the amount cells and sentences of the page.
"""

from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import AXIS, HEAD, HOVER, Canvas, Style, bold, escape, text_width, trace, undimmed
from dashboard.charts.specs.money import AmountBar

# The server does not know the width: a text goes inside a part only when it fits at these widths.
NOMINAL, NOMINAL_NARROW = 620, 330
BAR, EDGE, TEXT = 44, 26, 14.0


def amount_bar(spec: AmountBar, s: Style) -> go.Figure:
    """One 44 px bar: executed, unspent, budget outline, target mark; what does not fit inside stands below."""
    p, w = s.palette, s.w
    budget, executed = float(spec.budget or 0), max(float(spec.executed or 0), 0.0)
    full = max(budget, executed, *(float(m.value) for m in spec.marks)) or 1.0
    c = Canvas(s, height=BAR + 2 * EDGE, left=2, right=2, top=EDGE, bottom=EDGE, x=(0, full), y=(0, 1))
    below: list[str] = []
    if spec.executed is not None:
        is_pale = spec.budget is None
        c.rect(0, 0.1, executed, 0.9, fill=p.executed_pale if is_pale else p.executed)
        text = w("charts.bar_executed", value=formats.money(spec.executed, spec.money_unit))
        _inside(c, text, 0, executed / full, below, colour=p.on_executed_pale if is_pale else p.on_executed)
    if spec.unspent is not None and spec.unspent > 0:
        if spec.is_short:
            c.rect(executed, 0.1, budget, 0.9, fill=p.shortfall)
        text = w("charts.bar_unspent", value=formats.money(spec.unspent, spec.money_unit))
        _inside(c, text, executed / full, budget / full, below, colour=p.on_shortfall if spec.is_short else p.ink)
    if spec.budget is None:
        c.rect(0, 0, 1, 1, edge=p.ink3, dash="dot", xref="paper")
        below.append(w("charts.budget_unknown"))
    else:
        if executed > budget:
            c.line(budget, 0, budget, 1, p.paper, width=3, layer="above")
        c.rect(0, 0, budget, 1, edge=p.ink2, layer="above")
        below.insert(0, w("charts.bar_budget", value=formats.money_with_unit(spec.budget, spec.money_unit, w)))
        _target(c, spec, spec.budget, full)
        if spec.executed is None:
            c.text(w("charts.executed_unknown"), 0.5, 0.5, xref="paper", anchor="center", colour=p.ink2)
    _marks(c, spec, full, below)
    _foot(c, spec, executed / full, below)
    c.traces.append(
        trace(
            "bar",
            x=[full],
            y=[0.5],
            orientation="h",
            width=1,
            marker={"color": "rgba(0,0,0,0)"},
            customdata=[spec.id],
            hovertext=[
                w(
                    "charts.hover_budget",
                    name=bold(w("charts.amounts")),
                    budget=escape(formats.money_with_unit(spec.budget, spec.money_unit, w)),
                    executed=escape(formats.money_with_unit(spec.executed, spec.money_unit, w)),
                    rate=escape(_rate_text(spec)),
                    unspent=escape(formats.money_with_unit(spec.unspent, spec.money_unit, w)),
                )
            ],
            hovertemplate=HOVER,
            name="amounts",
            **undimmed(),
        )
    )
    return c.figure()


def _width(c: Canvas) -> float:
    return NOMINAL_NARROW if c.style.is_narrow else NOMINAL


def _inside(c: Canvas, text: str, start: float, end: float, below: list[str], *, colour: str) -> None:
    """Write ``text`` inside the part from ``start`` to ``end`` (paper fractions), or hand it down to the foot."""
    if (end - start) * _width(c) > text_width(text, TEXT) + 28:
        c.text(text, start, 0.5, xref="paper", dx=16, size=TEXT, colour=colour, is_bold=True)
    else:
        below.append(text)


def _rate_text(spec: AmountBar) -> str:
    return spec.rate_text or formats.rate(spec.rate, spec.target)


def _target(c: Canvas, spec: AmountBar, budget: Decimal, full: float) -> None:
    if budget <= 0:
        return
    p, w = c.style.palette, c.style.w
    value = budget * Decimal(str(spec.target))
    at = float(value)
    c.line(at, -0.05, at, 1.05, p.ink, width=1.4, layer="above")
    text = w("charts.bar_target", target=formats.share(spec.target), value=formats.money(value, spec.money_unit))
    # Centred on its line unless half of it would leave the figure.
    room = (1 - at / full) * _width(c)
    is_close = room < text_width(text, AXIS) / 2
    c.text(
        text,
        1 if is_close else at / full,
        1,
        xref="paper",
        yref="paper",
        anchor="right" if is_close else "center",
        dy=13,
        size=AXIS,
    )


def _marks(c: Canvas, spec: AmountBar, full: float, below: list[str]) -> None:
    """Further amounts as dotted lines, named above them where there is room left of the target, else at the foot."""
    p, width = c.style.palette, _width(c)
    taken = (spec.target * float(spec.budget) / full * width - 90) if spec.budget else width
    start = 0.0
    for mark in sorted(spec.marks, key=lambda one: one.value):
        at = float(mark.value)
        c.line(at, -0.05, at, 1.05, p.ink2, width=1.4, dash="dot", layer="above")
        text = f"{mark.label} {formats.money(mark.value, spec.money_unit)}"
        left = at / full * width - text_width(text, AXIS) / 2
        if start <= left and left + text_width(text, AXIS) <= taken:
            c.text(text, at / full, 1, xref="paper", yref="paper", anchor="center", dy=13, size=AXIS, colour=p.ink2)
            start = left + text_width(text, AXIS) + 12
        else:
            below.append(text)


def _foot(c: Canvas, spec: AmountBar, end: float, below: list[str]) -> None:
    """0 at the left, the rate under the end of the executed part, budget and overflow at the right."""
    p, w = c.style.palette, c.style.w
    rate = _rate_text(spec)
    has_rate = spec.rate is not None or spec.rate_text is not None
    right = w("charts.list_comma").join(below)
    width = _width(c)
    starts, ends = end * width - text_width(rate, HEAD) / 2, end * width + text_width(rate, HEAD) / 2
    fits = starts > 24 and ends < width - text_width(right, HEAD) - 16
    if has_rate and not fits:
        right = w("charts.list_comma").join([w("charts.bar_rate", value=rate), *below])
    c.text("0", 0, 0, xref="paper", yref="paper", dy=-13, size=HEAD, colour=p.ink2, dx=1)
    if has_rate and fits:
        c.text(rate, end, 0, xref="paper", yref="paper", anchor="center", dy=-13, size=HEAD, colour=p.ink2)
    c.text(right, 1, 0, xref="paper", yref="paper", anchor="right", dy=-13, size=HEAD, colour=p.ink2)
