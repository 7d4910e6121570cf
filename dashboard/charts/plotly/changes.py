"""Two years side by side: biggest movers as dumbbells of rates, and slopes from a first to a last year.

Belongs here: their Plotly form. Does not belong here: who is shown and in which order (the specification has it).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.palette import Palette
from dashboard.charts.plotly.canvas import (
    AXIS,
    HEAD,
    HOVER,
    LABEL,
    ROW_COMPACT,
    Canvas,
    Style,
    Trace,
    bold,
    escape,
    shorten,
    text_width,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.plotly.ranking import rate_axis
from dashboard.charts.specs.changes import RateChange, RateChanges, Slope

LABEL_CAP = 230
HEAD_HEIGHT = 24
GAP = 17  # px between two labels of a slope
SLOPE_CAP = 150
LEADER = 0.035  # of the width between both years: from the end of a line to its label


def rate_changes(spec: RateChanges, s: Style) -> go.Figure:
    """Fallers and risers under a head each; both rates joined, then change, budget and unspent as columns."""
    p, w, unit = s.palette, s.w, spec.money_unit
    sections = [(head, rows) for head, rows in (("fell", spec.fallen), ("rose", spec.risen)) if rows]
    at: list[tuple[int, RateChange]] = []
    heads: list[tuple[int, str]] = []
    line = 0
    for head, rows in sections:
        heads.append((line, w(f"charts.head_{head}")))
        at += list(enumerate(rows, start=line + 1))
        line += len(rows) + 1
    cap = LABEL_CAP if not s.is_narrow else 120
    left = min(cap, widest([r.label for r in spec.rows], LABEL)) + 16
    columns = (
        (w("charts.head_rate"), [formats.rate(r.after, spec.target) for _, r in at]),
        (w("charts.head_change"), [formats.points_change(r.change) for _, r in at]),
        (w("charts.head_budget"), [formats.money(r.budget, unit) for _, r in at]),
        (w("charts.head_unspent"), [formats.money(r.unspent, unit) for _, r in at]),
    )
    edges = np.cumsum([max(widest(texts, LABEL), text_width(head, HEAD)) + 20 for head, texts in columns])
    low, high, ticks = rate_axis([v for r in spec.rows for v in (r.before, r.after)], spec.target)
    span = high - low
    c = Canvas(
        s,
        height=HEAD_HEIGHT + line * ROW_COMPACT + 26,
        left=left,
        right=float(edges[-1]) + 4,
        top=HEAD_HEIGHT,
        bottom=26,
        x=(low - span * 0.02, high + span * 0.03),
        y=(line - 0.5, -0.5),
    )
    for i, _ in at:
        c.line(0, i, 1, i, p.grid, xref="paper")
    c.line(spec.target, 0, spec.target, 1, p.ink, width=1.3, yref="paper")
    for i, text in heads:
        c.text(text, 0, i, xref="paper", dx=4 - left, size=HEAD, colour=p.ink2, is_bold=True)
        if i:
            c.rule(i - 0.5, p.line)
    c.traces.append(
        trace(
            "scatter",
            x=[v for _, r in at for v in (r.before, r.after, None)],
            y=[v for i, _ in at for v in (i, i, None)],
            mode="lines",
            line={"color": p.executed_pale, "width": 1.8 * s.scale},
            hoverinfo="skip",
            name="change",
        )
    )
    hover = [_hover(r, (spec.year - 1, spec.year), spec.target, s) for _, r in at]
    ids, rows_at = [r.id for _, r in at], [i for i, _ in at]
    colours = [_colour(r, spec.target, p) for _, r in at]
    c.traces += [
        _dots([r.before for _, r in at], rows_at, 7.5, p.executed_pale, ids, hover, s, "previous"),
        _dots([r.after for _, r in at], rows_at, 10.5, colours, ids, hover, s, "rate"),
    ]
    for edge, (head, texts) in zip(edges, columns, strict=True):
        c.text(head, 1, 1, xref="paper", yref="paper", anchor="right", dx=float(edge), dy=12, size=HEAD, colour=p.ink2)
        for (i, r), text in zip(at, texts, strict=True):
            is_short = formats.is_below(r.after, spec.target)
            is_rate, is_change = head == columns[0][0], head == columns[1][0]
            colour = p.shortfall_text if is_rate and is_short else p.ink if is_rate or is_change else p.ink2
            c.text(text, 1, i, xref="paper", anchor="right", dx=float(edge), colour=colour, is_bold=is_change)
    for i, r in at:
        c.text(shorten(r.label, cap, LABEL), 0, i, xref="paper", anchor="right", dx=-12)
    c.ticks(ticks, [f"{t * 100:.0f}" for t in ticks], y_px=-12)
    c.legend([("●", p.executed, str(spec.year)), ("●", p.executed_pale, str(spec.year - 1))], y_px=12)
    return c.figure()


def slope(spec: Slope, s: Style) -> go.Figure:
    """One line an entity; name and rate at either end, moved apart until they no longer touch."""
    p, w = s.palette, s.w
    rows = spec.rows
    cap = SLOPE_CAP if not s.is_narrow else 80
    names = {r.id: shorten(r.label, cap, LABEL) for r in rows}
    side = widest([f"{name} 100.0%" for name in names.values()], LABEL) * 1.03 + 20
    values = [v for r in rows for v in (r.before, r.after)]
    low, high = min([*values, spec.target]) - 0.005, max([*values, spec.target]) + 0.005
    # Half as much again as the labels of one side need: they stay near their ends.
    plot = max(150.0, min(len(rows) * GAP * 1.5, 660.0))
    c = Canvas(
        s, height=plot + 34, left=side, right=side, top=26, bottom=8, x=(-LEADER, 1 + LEADER), y=(low, high)
    )  # fmt: skip
    for x, year in enumerate(spec.years):
        c.line(x, 0, x, 1, p.line, yref="paper")
        anchor = "right" if x == 0 else "left"
        c.text(str(year), x, 1, yref="paper", anchor=anchor, dy=13, size=AXIS, colour=p.ink2, is_bold=True)
    c.line(0, spec.target, 1, spec.target, p.ink, width=1.1, dash="dot")
    target = w("charts.target", target=formats.share(spec.target))
    c.text(target, 0.5, spec.target, anchor="center", dy=8, size=HEAD, colour=p.ink2)
    hover = {r.id: _hover(r, spec.years, spec.target, s) for r in rows}
    # Met lines first: the orange ones lie above them.
    for is_short in (False, True):
        drawn = [r for r in rows if formats.is_below(r.after, spec.target) is is_short]
        colour = p.shortfall if is_short else p.executed_text
        c.traces.append(
            trace(
                "scatter",
                x=[v for _ in drawn for v in (0, 1, None)],
                y=[v for r in drawn for v in (r.before, r.after, None)],
                mode="lines",
                line={"color": colour, "width": (1.8 if is_short else 1.3) * s.scale},
                opacity=1 if is_short else 0.75,
                hoverinfo="skip",
                name="short" if is_short else "met",
            )
        )
    for x, name in ((0, "first"), (1, "last")):
        ends = [r.before if x == 0 else r.after for r in rows]
        fills = [_colour(r, spec.target, p) for r in rows]
        places = apart(ends, (low, high), plot)
        edge = -LEADER if x == 0 else 1 + LEADER
        c.traces.append(
            trace(
                "scatter",
                x=[v for _ in rows for v in (x, edge, None)],
                y=[v for end, y in zip(ends, places, strict=True) for v in (end, low + y / plot * (high - low), None)],
                mode="lines",
                line={"color": p.line, "width": 1 * s.scale},
                hoverinfo="skip",
                cliponaxis=False,
                name=f"{name}-leaders",
            )
        )
        ids = [r.id for r in rows]
        c.traces.append(_dots([x] * len(ids), ends, 6.5, fills, ids, [hover[i] for i in ids], s, name))
        for r, end, y in zip(rows, ends, places, strict=True):
            rate = f"<b>{escape(formats.rate(end, spec.target))}</b>"
            label = escape(names[r.id])
            c.text(
                f"{label} {rate}" if x == 0 else f"{rate} {label}",
                0 if x == 0 else 1,
                0,
                xref="paper",
                yref="paper",
                anchor="right" if x == 0 else "left",
                dx=-4 if x == 0 else 4,
                dy=y,
                colour=p.shortfall_text if formats.is_below(end, spec.target) else p.ink,
                is_markup=True,
            )
    return c.figure()


def apart(values: Sequence[float], domain: tuple[float, float], height: float, gap: float = GAP) -> list[float]:
    """Heights in pixels above the foot for one label a value, in the order given: near its value, never touching."""
    low, high = domain
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    step = min(gap, height / max(len(values) - 1, 1))
    # Labels that touch stand as one block around the mean of their values; blocks that touch merge.
    blocks: list[tuple[float, int]] = []
    for i in order:
        block = _inside((values[i] - low) / (high - low) * height, 1, step, height), 1
        while blocks and block[0] - blocks[-1][0] < (block[1] + blocks[-1][1]) * step / 2:
            centre, n = blocks.pop()
            both = n + block[1]
            block = _inside((block[0] * block[1] + centre * n) / both, both, step, height), both
        blocks.append(block)
    at = [centre + (k - (n - 1) / 2) * step for centre, n in blocks for k in range(n)]
    placed = [0.0] * len(values)
    for k, i in enumerate(order):
        placed[i] = at[k]
    return placed


def _inside(centre: float, n: int, step: float, height: float) -> float:
    """The centre of a block of ``n`` labels moved so that the block does not leave the plot."""
    half = (n - 1) * step / 2
    return min(max(centre, half), height - half)


def _colour(r: RateChange, target: float, p: Palette) -> str:
    return p.shortfall if formats.is_below(r.after, target) else p.executed_text


def _hover(r: RateChange, years: tuple[int, int], target: float, s: Style) -> str:
    return s.w(
        "charts.hover_span",
        name=bold(r.label),
        first=years[0],
        before=escape(formats.rate(r.before, target)),
        last=years[1],
        after=escape(formats.rate(r.after, target)),
        change=formats.points_change(r.change),
    )


def _dots(
    xs: Sequence[float],
    ys: Sequence[float],
    size: float,
    colour: str | list[str],
    ids: list[str],
    hover: list[str],
    s: Style,
    name: str,
) -> Trace:
    return trace(
        "scatter",
        x=np.array(xs),
        y=np.array(ys),
        mode="markers",
        marker={"size": size * s.scale, "color": colour, "opacity": 1, "line": {"width": 0}},
        customdata=ids,
        hovertext=hover,
        hovertemplate=HOVER,
        cliponaxis=False,
        name=name,
        **undimmed(),
    )
