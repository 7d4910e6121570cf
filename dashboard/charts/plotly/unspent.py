"""Money given and not spent: dumbbells from budget to executed, and how few projects hold the unspent.

Belongs here: their Plotly form. Does not belong here: order, shares, the cut (the specification has them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
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
from dashboard.charts.specs.base import is_short
from dashboard.charts.specs.unspent import CumulativeUnspent, Dumbbells, UnspentProject

LABEL_CAP = 190
HEAD_HEIGHT = 24
CURVE = 146  # px
LIST_HEAD = 60  # px from the foot of the curve to the first listed project
LIST_ROW = 24
#: Width that names are cut for: half a page of a tablet, less the two columns of figures.
NAME_CAP = 195


def dumbbells(spec: Dumbbells, s: Style) -> go.Figure:
    """Hollow mark at the budget, solid one at what was executed, the line between them orange below the target."""
    p, w, unit = s.palette, s.w, spec.money_unit
    rows, n = spec.rows, len(spec.rows)
    cap = LABEL_CAP if not s.is_narrow else 110
    left = min(cap, widest([r.label for r in rows], LABEL)) + 14
    short = [is_short(r.budget, r.executed, spec.target) for r in rows]
    columns = (
        (w("charts.head_budget"), [formats.money(r.budget, unit) for r in rows]),
        (w("charts.head_unspent"), [formats.money(r.unspent, unit) for r in rows]),
    )
    edges = np.cumsum([max(widest(texts, LABEL), text_width(head, HEAD)) + 14 for head, texts in columns])
    budget = [float(r.budget or 0) for r in rows]
    executed = [float(r.executed or 0) for r in rows]
    largest = max([*budget, *executed], default=0.0) or 1.0
    c = Canvas(
        s,
        height=HEAD_HEIGHT + n * ROW_COMPACT + 4,
        left=left,
        right=float(edges[-1]) + 6,
        top=HEAD_HEIGHT,
        bottom=4,
        x=(min(0.0, *executed, *budget) - largest * 0.015, largest * 1.02),
        y=(n - 0.5, -0.5),
    )
    c.line(0, 0, 0, 1, p.line, yref="paper")
    for is_missed in (False, True):
        kept = [i for i in range(n) if short[i] is is_missed]
        c.traces.append(
            trace(
                "scatter",
                x=[v for i in kept for v in (executed[i], budget[i], None)],
                y=[v for i in kept for v in (i, i, None)],
                mode="lines",
                line={"color": p.shortfall if is_missed else p.executed_pale, "width": 4 * s.scale},
                hoverinfo="skip",
                name="shortfall" if is_missed else "rest",
            )
        )
    ids = [r.id for r in rows]
    hover = [
        w(
            "charts.hover_budget",
            name=bold(r.label),
            budget=escape(formats.money_with_unit(r.budget, unit, w)),
            executed=escape(formats.money_with_unit(r.executed, unit, w)),
            rate=escape(formats.rate(r.rate, spec.target)),
            unspent=escape(formats.money_with_unit(r.unspent, unit, w)),
        )
        for r in rows
    ]
    # The ring is larger than the dot: where hardly anything is left it stands around it and both stay visible.
    marks = (("budget", budget, 13.0, p.paper, 1.5), ("executed", executed, 8.5, p.executed, 0.0))
    for name, values, size, fill, edge_width in marks:
        c.traces.append(
            trace(
                "scatter",
                x=np.array(values),
                y=np.arange(n),
                mode="markers",
                marker={
                    "size": size * s.scale,
                    "color": fill,
                    "line": {"width": edge_width * s.scale, "color": p.ink2},
                    "opacity": 1,
                },
                customdata=ids,
                hovertext=hover,
                hovertemplate=HOVER,
                cliponaxis=False,
                name=name,
                **undimmed(),
            )
        )
    for edge, (head, texts) in zip(edges, columns, strict=True):
        at, is_last = float(edge), edge == edges[-1]
        c.text(head, 1, 1, xref="paper", yref="paper", anchor="right", dx=at, dy=12, size=HEAD, colour=p.ink2)
        for i, text in enumerate(texts):
            strong = is_last and short[i]
            colour = p.shortfall_text if strong else p.ink if is_last else p.ink2
            c.text(text, 1, i, xref="paper", anchor="right", dx=at, colour=colour, is_bold=strong)
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, xref="paper", anchor="right", dx=-10)
    c.legend(
        [("○", p.ink2, w("charts.head_budget")), ("●", p.executed, w("charts.head_executed"))],
        y_px=12,
        left_px=4 - left,
    )
    return c.figure()


@dataclass(frozen=True)
class _Sheet:
    """Pixel places on one pair of axes: y runs down, the curve above, the list below; x is the place of a project."""

    spec: CumulativeUnspent

    @property
    def first(self) -> float:
        """Left end of the x axis: columns stand around their place, a curve starts at no project."""
        return 0.5 if self.spec.is_columns else 0.0

    @property
    def last(self) -> float:
        return self.spec.count + (0.5 if self.spec.is_columns else 0.0)

    def y(self, share: float) -> float:
        return CURVE * (1 - share)


def cumulative_unspent(spec: CumulativeUnspent, s: Style) -> go.Figure:
    """The share held by so many projects as a curve (few: columns), the cut drawn, the largest listed below."""
    p = s.palette
    place = _Sheet(spec)
    listed = spec.listed
    bottom = LIST_HEAD + len(listed) * LIST_ROW
    c = Canvas(
        s,
        height=14 + CURVE + bottom,
        left=42,
        right=12,
        top=14,
        bottom=4,
        x=(place.first, place.last),
        y=(CURVE + bottom - 4, 0),
    )
    for share in (0.0, 0.5, 1.0):
        y = place.y(share)
        c.line(0, y, 1, y, p.grid if share else p.line, xref="paper")
        c.text(formats.share(share), 0, y, xref="paper", anchor="right", dx=-6, size=AXIS, colour=p.ink2)
    hover = [_hover(one, spec, s) for one in spec.projects]
    if spec.is_columns:
        _columns(c, spec, place, hover)
    else:
        _curve(c, spec, place, hover)
    _cut(c, spec, place)
    _list(c, spec, hover[: len(listed)])
    return c.figure()


def _hover(one: UnspentProject, spec: CumulativeUnspent, s: Style) -> str:
    return s.w(
        "charts.hover_unspent_place",
        name=bold(one.name),
        place=formats.count(one.place),
        unspent=escape(formats.money_with_unit(one.unspent, spec.money_unit, s.w)),
        share=escape(formats.share(spec.share(one))),
    )


def _columns(c: Canvas, spec: CumulativeUnspent, place: _Sheet, hover: list[str]) -> None:
    """A column a project up to its cumulative share; those that reach the cut orange, the others grey."""
    p = c.style.palette
    shares = [float(spec.share(one)) for one in spec.projects]
    c.traces.append(
        trace(
            "bar",
            x=np.array([one.place for one in spec.projects]),
            y=np.array([-CURVE * share for share in shares]),
            base=CURVE,
            width=min(0.6, 0.06 * spec.count + 0.1),
            marker={"color": [p.shortfall if one.place <= spec.needed else p.neutral for one in spec.projects]},
            customdata=[one.id for one in spec.projects],
            hovertext=hover,
            hovertemplate=HOVER,
            name="share",
            **undimmed(),
        )
    )
    if spec.count <= 8:
        for one, share in zip(spec.projects, shares, strict=True):
            c.text(formats.share(share), one.place, place.y(share), anchor="center", dy=9, size=AXIS, is_bold=True)


def _curve(c: Canvas, spec: CumulativeUnspent, place: _Sheet, hover: list[str]) -> None:
    """The curve from no project to all of them; the area up to the cut filled, the largest as dots."""
    p, k = c.style.palette, c.style.scale
    xs = [0.0, *(float(one.place) for one in spec.projects)]
    ys = [place.y(0.0), *(place.y(float(spec.share(one))) for one in spec.projects)]
    upto = sum(one.place <= spec.needed for one in spec.projects) + 1
    # Closed by hand: "tozeroy" would fill to the top, where 0 is.
    c.traces += [
        trace(
            "scatter",
            x=[*xs[:upto], xs[upto - 1], 0.0],
            y=[*ys[:upto], place.y(0.0), place.y(0.0)],
            mode="lines",
            fill="toself",
            fillcolor=p.shortfall_pale,
            line={"width": 0},
            hoverinfo="skip",
            name="cut",
        ),
        trace(
            "scatter",
            x=xs,
            y=ys,
            mode="lines",
            line={"color": p.executed_text, "width": 1.8 * k},
            hoverinfo="skip",
            name="share",
        ),
        trace(
            "scatter",
            x=np.array(xs[1:]),
            y=np.array(ys[1:]),
            mode="markers",
            marker={
                "size": [7.0 * k if i < spec.named else 5.0 * k for i in range(len(spec.projects))],
                # The points between are there for hover and click only.
                "color": [p.shortfall if i < spec.named else "rgba(0,0,0,0)" for i in range(len(spec.projects))],
                "opacity": 1,
                "line": {"width": 0},
            },
            customdata=[one.id for one in spec.projects],
            hovertext=hover,
            hovertemplate=HOVER,
            cliponaxis=False,
            name="projects",
            **undimmed(),
        ),
    ]


def _cut(c: Canvas, spec: CumulativeUnspent, place: _Sheet) -> None:
    """The cut across and down, and the number of projects it stands at."""
    p, w = c.style.palette, c.style.w
    y = place.y(spec.cut)
    x = spec.needed + (0.5 if spec.is_columns else 0.0)
    c.line(0, y, 1, y, p.ink, width=1.1, dash="dot", xref="paper")
    c.text(formats.share(spec.cut), 0, y, xref="paper", anchor="right", dx=-6, size=AXIS, is_bold=True)
    if spec.needed < spec.count:
        c.line(x, CURVE, x, 0, p.ink, width=1.1, dash="dot")
    if spec.is_columns:
        for one in spec.projects:
            c.text(str(one.place), one.place, CURVE, anchor="center", dy=-12, size=AXIS, colour=p.ink2)
        return
    is_right = (x - place.first) / (place.last - place.first) > 0.6
    held = next((spec.share(one) for one in spec.projects if one.place == spec.needed), spec.cut)
    text = w("charts.cut_projects", n=formats.count(spec.needed), share=formats.share(held))
    c.text(text, x, y, anchor="right" if is_right else "left", dx=-6 if is_right else 7, dy=-12, is_bold=True)
    for value, anchor, shown in ((place.first, "left", "0"), (place.last, "right", formats.count(spec.count))):
        c.text(shown, value, CURVE, anchor=anchor, dy=-12, size=AXIS, colour=p.ink2)
    c.text(w("charts.axis_projects"), 0.5, CURVE, xref="paper", anchor="center", dy=-12, size=AXIS, colour=p.ink2)


def _list(c: Canvas, spec: CumulativeUnspent, hover: list[str]) -> None:
    """The largest by name, what each left and the running share; the whole row can be clicked."""
    p, w, listed = c.style.palette, c.style.w, spec.listed
    amounts = [formats.money(one.unspent, spec.money_unit) for one in listed]
    heads = (w("charts.head_unspent"), w("charts.head_cumulative"))
    last = max(text_width("100%", LABEL), text_width(heads[1], HEAD)) + 14
    top = CURVE + LIST_HEAD - 22
    for head, dx in ((heads[0], -last), (heads[1], 0.0)):
        c.text(head, 1, top, xref="paper", anchor="right", dx=dx, size=HEAD, colour=p.ink2)
    ys = [CURVE + LIST_HEAD + i * LIST_ROW for i in range(len(listed))]
    for one, amount, y in zip(listed, amounts, ys, strict=True):
        c.text(f"{one.place}", 0, y, xref="paper", anchor="right", dx=-22, size=AXIS, colour=p.ink2)
        c.text("●", 0, y, xref="paper", anchor="right", dx=-6, size=10, colour=p.shortfall)
        note = text_width(one.note, HEAD) + 6 if one.note else 0.0
        label = shorten(one.label, NAME_CAP - note, LABEL)
        c.text(label, 0, y, xref="paper")
        c.text(one.note, 0, y, xref="paper", dx=text_width(label, LABEL) + 6, size=HEAD, colour=p.ink2)
        c.text(amount, 1, y, xref="paper", anchor="right", dx=-last, colour=p.shortfall_text, is_bold=True)
        c.text(formats.share(spec.share(one)), 1, y, xref="paper", anchor="right", colour=p.ink2)
    middle = (c.x[0] + c.x[1]) / 2
    c.traces.append(
        trace(
            "bar",
            x=np.full(len(listed), middle),
            y=np.full(len(listed), float(LIST_ROW - 2)),
            base=np.array([y - LIST_ROW / 2 + 1 for y in ys]),
            width=c.x[1] - c.x[0],
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
            customdata=[one.id for one in listed],
            hovertext=hover,
            hovertemplate=HOVER,
            name="rows",
            **undimmed(),
        )
    )
