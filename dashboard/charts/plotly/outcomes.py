"""What became of promises, by the year they fall due.

Belongs here: its Plotly form. Does not belong here: counting (``metrics.answers``).
"""

from __future__ import annotations

from typing import Any

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
    Trace,
    bold,
    escape,
    text_width,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.specs.outcomes import OUTCOMES, OutcomeBars, OutcomeRow

HEAD_HEIGHT = 46
#: A count is written into its part of the bar where the part has this share of the longest bar.
_ROOM = 0.075


def outcome_bars(spec: OutcomeBars, s: Style) -> go.Figure:
    """Solid for what can be judged, outlines for what cannot; the share that rose as a column at the right."""
    p, w, rows = s.palette, s.w, spec.rows
    shares = [formats.share(r.share) for r in rows]
    totals = [formats.count(r.total) for r in rows]
    heads = (w("charts.head_promised"), w("charts.head_share_rose"))
    first = max(widest(totals, LABEL), text_width(heads[0], HEAD)) + 14
    last = max(widest(shares, LABEL), text_width(heads[1], HEAD)) + 14
    left = widest([r.label for r in rows], LABEL) + 14
    longest = max((r.total for r in rows), default=0) or 1
    c = Canvas(
        s,
        height=HEAD_HEIGHT + len(rows) * ROW_COMPACT + 4,
        left=left,
        right=first + last + 6,
        top=HEAD_HEIGHT,
        bottom=4,
        x=(0, longest * 1.005),
        y=(len(rows) - 0.5, -0.5),
    )
    looks = {
        "rose": ({"color": p.executed, "line": {"width": 0}}, p.on_executed),
        "flat": ({"color": p.executed_pale, "line": {"width": 0}}, p.on_executed_pale),
        "fell": ({"color": p.shortfall, "line": {"width": 0}}, p.on_shortfall),
        "no_base": ({"color": p.neutral, "line": {"width": 0}}, p.ink),
        "unknown": ({"color": "rgba(0,0,0,0)", "line": {"width": 1, "color": p.ink3}}, p.ink2),
    }
    base = np.zeros(len(rows))
    for place, name in enumerate(OUTCOMES):
        counts = np.array([r.counts[place] for r in rows])
        marker, ink = looks[name]
        c.traces.append(_part(rows, counts, base.copy(), marker, name, s))
        for i, n in enumerate(counts):
            if n and n / longest >= _ROOM:
                c.text(formats.count(int(n)), base[i] + n / 2, i, anchor="center", size=HEAD, colour=ink)
        base += counts
    present = [name for place, name in enumerate(OUTCOMES) if any(r.counts[place] for r in rows)]
    glyphs = {name: ("□" if name == "unknown" else "■") for name in OUTCOMES}
    inks = {"rose": p.executed, "flat": p.executed_pale, "fell": p.shortfall, "no_base": p.neutral, "unknown": p.ink3}
    c.legend([(glyphs[n], inks[n], w(f"charts.outcome_{n}")) for n in present], y_px=34, left_px=0)
    for head, dx in zip(heads, (first, first + last), strict=True):
        c.text(head, 1, 1, xref="paper", yref="paper", anchor="right", dx=dx, dy=11, size=HEAD, colour=p.ink2)
    for i, (row, total, share) in enumerate(zip(rows, totals, shares, strict=True)):
        c.text(row.label, 0, i, anchor="right", dx=-10)
        c.text(total, 1, i, xref="paper", anchor="right", dx=first)
        c.text(share, 1, i, xref="paper", anchor="right", dx=first + last, is_bold=row.share is not None)
    return c.figure()


def _part(rows: tuple[OutcomeRow, ...], counts: Any, base: Any, marker: dict[str, Any], name: str, s: Style) -> Trace:
    label = s.w(f"charts.outcome_{name}")
    hover = [
        f"{bold(r.label)}<br>{escape(label)} {formats.count(int(n))} / {formats.count(r.total)}"
        for r, n in zip(rows, counts, strict=True)
    ]
    return trace("bar",
        x=counts, y=np.arange(len(rows)), base=base, orientation="h", width=0.62, marker=marker, name=name,
        customdata=[r.id for r in rows], hovertext=hover, hovertemplate=HOVER, **undimmed(),
    )  # fmt: skip
