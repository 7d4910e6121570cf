"""The figures of one project: amount bar, year frames, dot strip.

Belongs here: their Plotly form. Does not belong here: the six amount cells and sentences of the page.
"""

from __future__ import annotations

from collections import defaultdict

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
    undimmed,
)
from dashboard.charts.specs.money import AmountBar
from dashboard.charts.specs.rates import DotPoint, DotStrip
from dashboard.charts.specs.trends import YearFrame, YearFrames

NOMINAL = 700  # px assumed for the bar when deciding whether a text fits inside it
NOMINAL_NARROW = 340
BAR = 44


def amount_bar(spec: AmountBar, s: Style) -> go.Figure:
    """One 44 px bar: executed, unspent, budget outline, target mark; amounts that do not fit stand below."""
    p, w, unit = s.palette, s.w, spec.money_unit
    budget, executed = spec.budget, spec.executed
    b, e = float(budget or 0), max(float(executed or 0), 0.0)
    full = max(b, e) or 1.0
    c = Canvas(s, height=26 + BAR + 26, left=1, right=1, top=26, bottom=26, x=(0, full), y=(0, 1))
    width = NOMINAL_NARROW if s.is_narrow else NOMINAL
    unit_name = formats.unit_name(unit, w)
    below: list[str] = []
    if executed is not None:
        c.rect(0, 0.1, e, 0.9, fill=p.executed if budget is not None else p.executed_pale)
        text = w("charts.bar_executed", value=formats.money(executed, unit))
        fits = e / full * width > text_width(text, 14) + 30
        ink = p.on_executed if budget is not None else p.on_executed_pale
        if fits:
            c.text(text, 0, 0.5, dx=18, size=14, colour=ink, is_bold=True)
        else:
            below.append(text)
    if spec.unspent is not None and spec.unspent > 0:
        if spec.is_short:
            c.rect(e, 0.1, b, 0.9, fill=p.shortfall)
        text = w("charts.bar_unspent", value=formats.money(spec.unspent, unit))
        if (b - e) / full * width > text_width(text, 14) + 30:
            ink = p.on_shortfall if spec.is_short else p.ink
            c.text(text, e, 0.5, dx=16, size=14, colour=ink, is_bold=True)
        else:
            below.append(text)
    if budget is not None:
        c.rect(0, 0, b, 1, edge=p.ink2)
        if executed is None:
            c.text(w("charts.executed_unknown"), 0.5, 0.5, xref="paper", anchor="center", colour=p.ink2)
    else:
        c.rect(0, 0, full, 1, edge=p.ink3, dash="dot")
        below.append(w("charts.budget_unknown"))
    if budget is not None and budget > 0:
        at = b * spec.target
        c.line(at, -0.04, at, 1.06, p.ink, width=1.4, layer="above")
        text = w("charts.bar_target", target=formats.share(spec.target), value=formats.money_number(at, unit))
        anchor, dx = ("right", (1 - at / full) * 0) if at / full > 0.6 else ("center", 0)
        c.text(text, at, 1, yref="paper", anchor=anchor, dx=dx + (6 if anchor == "right" else 0), dy=14, size=AXIS)
        _foot_texts(c, spec, below, full, width, unit_name)
    elif below:
        c.text("　".join(below), 0, 0, yref="paper", dy=-14, size=AXIS, colour=p.ink2, dx=2)
    c.traces.append(
        go.Bar(
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
                    budget=escape(formats.money_with_unit(budget, unit, w)),
                    executed=escape(formats.money_with_unit(executed, unit, w)),
                    rate=escape(spec.rate_text or formats.rate(spec.rate, spec.target)),
                    unspent=escape(formats.money_with_unit(spec.unspent, unit, w)),
                )
            ],
            hovertemplate=HOVER,
            name="amounts",
            **undimmed(),
        )
    )
    return c.figure()
