"""Horizontal bars: budget bars, reasons by money, reasons by count.

Belongs here: their Plotly form. Does not belong here: order, shares, the cut (the specification has them).
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    HEAD,
    HOVER,
    LABEL,
    ROW_COMPACT,
    ROW_LEDGER,
    ROW_READING,
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
from dashboard.charts.specs.money import BudgetBars, BudgetRow, CountBars, ReasonBars, ReasonRow

LABEL_CAP = 190
HEAD_HEIGHT = 24


def budget_bars(spec: BudgetBars, s: Style) -> go.Figure:
    """Three overlaid horizontal bars a row, the target as a mark taller than the bar, two columns at the right."""
    p, w, unit = s.palette, s.w, spec.money_unit
    rows, n = spec.rows, len(spec.rows)
    cap = (spec.label_room or LABEL_CAP) if not s.is_narrow else 110
    left = min(cap, max(widest([r.label for r in rows], LABEL), widest([r.under for r in rows], HEAD))) + 14
    has_two_lines = any(r.under for r in rows)
    rates = [w("charts.not_computable") if r.rate is None else formats.rate(r.rate, spec.target) for r in rows]
    unspent = [formats.money(r.unspent, unit) for r in rows]
    heads = (w("charts.head_rate"), w("charts.head_unspent"))
    last = max(widest(unspent, LABEL), text_width(heads[1], HEAD)) + 16
    first = max(widest(rates, LABEL), text_width(heads[0], HEAD)) + 18
    if any(r.budget is None or r.executed is None for r in rows):
        words = [w("charts.budget_unknown"), w("charts.executed_unknown")]
        first = max(first, widest(words, HEAD) + 12 - last)
    largest = max((float(v) for r in rows for v in (r.budget, r.executed) if v is not None), default=0.0)
    c = Canvas(
        s,
        height=HEAD_HEIGHT + n * (ROW_LEDGER if has_two_lines else ROW_COMPACT) + 4,
        left=left,
        right=first + last + 6,
        top=HEAD_HEIGHT,
        bottom=4,
        x=(0, largest * 1.005 or 1),
        y=(n - 0.5, -0.5),
    )
    ys = np.arange(n)
    ids = [r.id for r in rows]
    hover = [_budget_hover(r, spec, s) for r in rows]
    short = [is_short(r.budget, r.executed, spec.target) for r in rows]
    executed = np.array([max(float(r.executed or 0), 0.0) for r in rows])
    gap = np.array([max(float(r.unspent or 0), 0.0) if m else 0.0 for r, m in zip(rows, short, strict=True)])
    budget = np.array([np.nan if r.budget is None else float(r.budget) for r in rows])
    fills = [p.executed if r.budget is not None else p.executed_pale for r in rows]
    common = {"orientation": "h", "y": ys, "customdata": ids, "hovertext": hover, "hovertemplate": HOVER, **undimmed()}
    c.traces += [
        trace("bar", x=executed, width=0.5, marker={"color": fills, "line": {"width": 0}}, name="executed", **common),
        trace("bar", x=gap, base=executed, width=0.5, marker={"color": p.shortfall}, name="shortfall", **common),
        trace(
            "bar",
            x=budget,
            width=0.68,
            marker={"color": "rgba(0,0,0,0)", "line": {"width": 1 * s.scale, "color": p.ink2}},
            name="budget",
            **common,
        ),
    ]
    for i, r in enumerate(rows):
        if r.budget is not None and r.executed is not None and r.executed > r.budget > 0:
            # The outline's right edge would vanish inside the fill.
            c.line(float(r.budget), i - 0.25, float(r.budget), i + 0.25, p.paper, width=2.5, layer="above")
    marks = [(float(r.budget) * spec.target, i) for i, r in enumerate(rows) if r.budget and r.executed is not None]
    c.traces.append(
        trace(
            "scatter",
            x=[v for x, _ in marks for v in (x, x, None)],
            y=[v for _, y in marks for v in (y - 0.42, y + 0.42, None)],
            mode="lines",
            line={"color": p.ink, "width": 1.3 * s.scale},
            hoverinfo="skip",
            name="target",
        )
    )
    c.text(heads[0], 1, 1, xref="paper", yref="paper", anchor="right", dx=first, dy=12, size=HEAD, colour=p.ink2)
    c.text(heads[1], 1, 1, xref="paper", yref="paper", anchor="right", dx=first + last, dy=12, size=HEAD, colour=p.ink2)
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, anchor="right", dx=-10, dy=8 if r.under else 0)
        if r.under:
            c.text(shorten(r.under, cap, HEAD), 0, i, anchor="right", dx=-10, dy=-8, size=HEAD, colour=p.ink2)
        if r.budget is None or r.executed is None:
            # In place of both figures: behind a short bar the words would run into the columns.
            missing = "budget_unknown" if r.budget is None else "executed_unknown"
            c.text(
                w(f"charts.{missing}"), 1, i, xref="paper", anchor="right", dx=first + last, size=HEAD, colour=p.ink2
            )
            continue
        ink = p.ink2 if r.rate is None else p.ink
        c.text(rates[i], 1, i, xref="paper", anchor="right", dx=first, colour=ink)
        strong = p.shortfall_text if short[i] else p.ink
        c.text(unspent[i], 1, i, xref="paper", anchor="right", dx=first + last, colour=strong, is_bold=short[i])
    return c.figure()


def _budget_hover(r: BudgetRow, spec: BudgetBars, s: Style) -> str:
    unit, w = spec.money_unit, s.w
    return w(
        "charts.hover_budget",
        name=bold(r.label),
        budget=escape(formats.money_with_unit(r.budget, unit, w)),
        executed=escape(formats.money_with_unit(r.executed, unit, w)),
        rate=escape(formats.rate(r.rate, spec.target)),
        unspent=escape(formats.money_with_unit(r.unspent, unit, w)),
    )


def _fill(r: ReasonRow, s: Style) -> str:
    p = s.palette
    return {"yes": p.shortfall, "partly": p.shortfall_pale, "no": p.neutral, "unknown": p.shortfall}[r.controllable]


def _pattern(hatched: list[bool], s: Style) -> dict[str, object]:
    """Stripes in the accent on the paper for the rows that give no reason; the others stay as they are."""
    p = s.palette
    return {
        "shape": ["/" if h else "" for h in hatched],
        "fgcolor": p.shortfall,
        "bgcolor": p.paper,
        "fillmode": "replace",
        "size": 6 * s.scale,
        "solidity": 0.55,
    }


def _rules(c: Canvas, n: int, cut_after: int | None, *, is_compact: bool) -> None:
    """Thin rules between reading rows over the whole figure, and the cut as a stronger one."""
    p = c.style.palette
    for i in range(1, n if not is_compact else 0):
        if i != cut_after:
            c.rule(i - 0.5, p.line)
    if cut_after is not None:
        c.rule(cut_after - 0.5, p.ink2, width=1.6)


def reason_bars(spec: ReasonBars, s: Style) -> go.Figure:
    """Money bars with the value at the end, hatched where no reason is given, and a share column."""
    p, w, unit = s.palette, s.w, spec.money_unit
    rows, n = spec.ordered, len(spec.rows)
    row = ROW_COMPACT if spec.is_compact else ROW_READING
    cap = LABEL_CAP if not s.is_narrow else 120
    left = min(cap, widest([r.label for r in rows], LABEL)) + 14
    values = [formats.money(r.amount, unit) for r in rows]
    column = {"share": spec.shares, "cumulative": spec.cumulative, "none": (None,) * n}[spec.column]
    right = 8.0 if spec.column == "none" else max(52.0, text_width(w(f"charts.head_{spec.column}"), HEAD) + 12)
    largest = max((float(r.amount) for r in rows), default=0.0)
    c = Canvas(
        s,
        height=HEAD_HEIGHT + n * row + 4,
        left=left,
        right=right + widest(values, LABEL) + 10,
        top=HEAD_HEIGHT,
        bottom=4,
        x=(0, largest or 1),
        y=(n - 0.5, -0.5),
    )
    _rules(c, n, spec.cut_after, is_compact=spec.is_compact)
    hatched = [r.controllable == "unknown" for r in rows]
    c.traces.append(
        trace(
            "bar",
            x=np.array([float(r.amount) for r in rows]),
            y=np.arange(n),
            orientation="h",
            width=0.5 if spec.is_compact else 0.57,
            marker={"color": [_fill(r, s) for r in rows], "line": {"width": 0}, "pattern": _pattern(hatched, s)},
            customdata=[r.id for r in rows],
            hovertext=[
                w(
                    "charts.hover_reason",
                    name=bold(r.label),
                    control=w(f"charts.control_{r.controllable}"),
                    amount=escape(formats.money_with_unit(r.amount, unit, w)),
                    share=escape(formats.share(part)),
                )
                for r, part in zip(rows, spec.shares, strict=True)
            ],
            hovertemplate=HOVER,
            name="amount",
            **undimmed(),
        )
    )
    edge = right + widest(values, LABEL) + 6
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, anchor="right", dx=-10, is_bold=hatched[i])
        c.text(values[i], float(r.amount), i, dx=7, is_bold=True)
        if spec.column != "none":
            is_top = spec.cut_after is not None and i < spec.cut_after
            c.text(
                formats.share(column[i]),
                1,
                i,
                xref="paper",
                anchor="right",
                dx=edge,
                colour=p.ink if is_top else p.ink2,
                is_bold=spec.cut_after is not None and i == spec.cut_after - 1,
            )
    if spec.column != "none":
        head = w(f"charts.head_{spec.column}")
        c.text(head, 1, 1, xref="paper", yref="paper", anchor="right", dx=edge, dy=12, size=HEAD, colour=p.ink2)
    present = {r.controllable for r in rows}
    colours = {"yes": p.shortfall, "partly": p.shortfall_pale, "no": p.neutral, "unknown": p.shortfall}
    glyphs = {"yes": "■", "partly": "■", "no": "■", "unknown": "▨"}
    items = [
        (glyphs[k], colours[k], w(f"charts.control_{k}")) for k in ("yes", "partly", "no", "unknown") if k in present
    ]
    c.legend(items, y_px=12, left_px=4 - left)
    return c.figure()


def count_bars(spec: CountBars, s: Style) -> go.Figure:
    """Pale blue counts; hatched where no reason is given."""
    p, w = s.palette, s.w
    rows, n = spec.rows, len(spec.rows)
    row = ROW_COMPACT if spec.is_compact else ROW_READING
    cap = LABEL_CAP if not s.is_narrow else 120
    left = min(cap, widest([r.label for r in rows], LABEL)) + 14
    values = [formats.count(r.count) for r in rows]
    right = widest(values, LABEL) + 14
    top = 4 if spec.is_compact and not spec.is_beside else HEAD_HEIGHT
    c = Canvas(
        s,
        height=top + n * row + 4,
        left=left,
        right=right,
        top=top,
        bottom=4,
        x=(0, max((r.count for r in rows), default=0) or 1),
        y=(n - 0.5, -0.5),
    )
    _rules(c, n, spec.cut_after, is_compact=spec.is_compact)
    hatched = [r.is_unknown for r in rows]
    c.traces.append(
        trace(
            "bar",
            x=np.array([r.count for r in rows]),
            y=np.arange(n),
            orientation="h",
            width=0.5 if spec.is_compact else 0.57,
            marker={"color": p.executed_pale, "line": {"width": 0}, "pattern": _pattern(hatched, s)},
            customdata=[r.id for r in rows],
            hovertext=[w("charts.hover_count", name=bold(r.label), count=v) for r, v in zip(rows, values, strict=True)],
            hovertemplate=HOVER,
            name="count",
            **undimmed(),
        )
    )
    for i, r in enumerate(rows):
        c.text(shorten(r.label, cap, LABEL), 0, i, anchor="right", dx=-10, is_bold=hatched[i])
        c.text(values[i], r.count, i, dx=7, is_bold=hatched[i])
    return c.figure()
