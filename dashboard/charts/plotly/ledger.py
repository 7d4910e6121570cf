"""The ledger: bars on a rate scale beside a text table.

Belongs here: its Plotly form, wide and narrow. Does not belong here: which rate is drawn (the specification).
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.plotly.canvas import (
    AXIS,
    HEAD,
    HOVER,
    LABEL,
    ROW_LEDGER,
    Canvas,
    Style,
    bold,
    escape,
    shorten,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.specs.rates import Ledger, LedgerRow

LONGEST = 1.5  # a bar beyond 150 % is cut with an arrow: one 600 % row must not flatten the others
LABEL_CAP = 222
NARROW_ROW = 70
HALF, HALF_NARROW = 0.24, 0.14


@dataclass(frozen=True)
class _Cell:
    """One printed cell: ``text`` and a second line ``under`` it; the tone chooses the colour.

    ``joined`` is the whole on one line, for the hover box and narrow places.
    """

    text: str
    tone: str = "plain"
    under: str = ""
    is_under_small: bool = False
    joined: str = ""

    @property
    def line(self) -> str:
        return self.joined or self.text


def ledger(spec: Ledger, s: Style) -> go.Figure:
    """Two-line labels, bar, five text columns; narrow: the texts stand above a bar of full width."""
    n = len(spec.rows)
    table = [_cells(r, spec, s) for r in spec.rows]
    c, baseline = (_narrow if s.is_narrow else _wide)(spec, table, s)
    for i, r in enumerate(spec.rows):
        _bar(c, r, i + baseline, spec, s)
    for i in range(1, n):
        c.rule(i - 0.5, s.palette.grid)
    c.traces.append(
        trace(
            "bar",
            x=[min(max(1.0, r.rate or 0), LONGEST) for r in spec.rows],
            y=[i + baseline for i in range(n)],
            orientation="h",
            width=2 * _half(s),
            marker={"color": "rgba(0,0,0,0)"},
            customdata=[r.id for r in spec.rows],
            hovertext=[_hover(r, cells, spec, s) for r, cells in zip(spec.rows, table, strict=True)],
            hovertemplate=HOVER,
            name="rows",
            **undimmed(),
        )
    )
    return c.figure()


def _upper(spec: Ledger) -> float:
    return min(max([1.0, *(r.rate for r in spec.rows if r.rate is not None)]), LONGEST)


def _wide(spec: Ledger, table: list[tuple[_Cell, ...]], s: Style) -> tuple[Canvas, float]:
    p, w = s.palette, s.w
    unit = formats.unit_name(spec.money_unit, w)
    heads = (
        w("charts.head_budget_unit", unit=unit),
        w("charts.head_executed_unit", unit=unit),
        w("charts.head_rate"),
        w("charts.head_score"),
        w("charts.head_grade"),
    )
    n = len(spec.rows)
    labels = [r.label for r in spec.rows]
    subs = [r.sub_label for r in spec.rows]
    left = min(LABEL_CAP, max(widest(labels, 13) * 1.04, widest(subs, HEAD))) + 14
    widths = []
    for j, head in enumerate(heads):
        texts = [text for row in table for text in (row[j].text, row[j].under)]
        widths.append(max(widest(texts, LABEL) * 1.02, widest(head.split("\n"), HEAD)) + 15)
    top = 38 if any("\n" in head for head in heads) else 26
    c = Canvas(
        s,
        height=top + n * ROW_LEDGER + 4,
        left=left,
        right=sum(widths) + 8,
        top=top,
        bottom=4,
        x=(0, _upper(spec)),
        y=(n - 0.5, -0.5),
    )
    at = 0.0
    for j, head in enumerate(heads):
        at += widths[j]
        c.text(
            escape(head).replace("\n", "<br>"),
            1,
            1,
            xref="paper",
            yref="paper",
            anchor="right",
            dx=at,
            dy=top / 2 - 1,
            size=HEAD,
            colour=p.ink2,
            is_markup=True,
        )
        for i, row in enumerate(table):
            _write(c, row[j], i, at)
    for i, (label, sub) in enumerate(zip(labels, subs, strict=True)):
        c.text(shorten(label, left - 14, 13), 0, i, dx=2 - left, dy=8, size=12.8, is_bold=True)
        c.text(shorten(sub, left - 12, HEAD), 0, i, dx=2 - left, dy=-9.5, size=HEAD, colour=p.ink2)
    return c, 0.0


def _narrow(spec: Ledger, table: list[tuple[_Cell, ...]], s: Style) -> tuple[Canvas, float]:
    p = s.palette
    n = len(spec.rows)
    c = Canvas(s, height=n * NARROW_ROW + 4, left=2, right=2, bottom=4, x=(0, _upper(spec)), y=(n - 0.5, -0.5))
    for i, (r, row) in enumerate(zip(spec.rows, table, strict=True)):
        c.text(shorten(r.label, 210, 13), 0, i, dy=22, size=12.8, is_bold=True)
        c.text(shorten(r.sub_label, 230, HEAD), 0, i, dy=6, size=HEAD, colour=p.ink2)
        tone = row[2].tone
        is_bold = tone in ("strong", "alert")
        c.text(row[2].line, 1, i, xref="paper", anchor="right", dy=22, colour=_ink(s, tone), is_bold=is_bold)
        score = " · ".join(cell.line for cell in row[3:])
        c.text(score, 1, i, xref="paper", anchor="right", dy=6, size=HEAD, colour=p.ink2)
    return c, 0.27


def _write(c: Canvas, cell: _Cell, i: int, at: float) -> None:
    """A cell of the wide table, right-aligned ``at`` pixels into the margin."""
    p = c.style.palette
    is_bold = cell.tone in ("strong", "alert")
    colour = _ink(c.style, cell.tone)
    dy = 8 if cell.under else 0
    c.text(cell.text, 1, i, xref="paper", anchor="right", dx=at, dy=dy, colour=colour, is_bold=is_bold)
    if cell.under and cell.is_under_small:
        c.text(cell.under, 1, i, xref="paper", anchor="right", dx=at, dy=-9.5, size=HEAD, colour=p.ink2)
    elif cell.under:
        c.text(cell.under, 1, i, xref="paper", anchor="right", dx=at, dy=-9, colour=colour, is_bold=is_bold)


def _ink(s: Style, tone: str) -> str:
    p = s.palette
    return {"quiet": p.ink2, "alert": p.shortfall_text, "issue": p.shortfall_text}.get(tone, p.ink)


def _cells(r: LedgerRow, spec: Ledger, s: Style) -> tuple[_Cell, ...]:
    """Budget, executed, rate, score, grade as printed."""
    w, unit = s.w, spec.money_unit
    unknown = _Cell(w("formats.not_stated"), "quiet")

    def amount(value: object, prefix: str, text: str) -> _Cell:
        if value is None:
            return unknown
        return _Cell(text, under=prefix, is_under_small=True, joined=f"{prefix} {text}" if prefix else text)

    if r.contradicting:
        printed = [formats.rate_as_printed(x.value, x.decimals) for x in r.contradicting]
        joiner = w("charts.rates_or")
        # Of three or more statements the column shows the extremes, the hover box all.
        ends = r.contradicting if len(printed) == 2 else sorted(r.contradicting, key=lambda x: x.value)
        first, last = (formats.rate_as_printed(x.value, x.decimals) for x in (ends[0], ends[-1]))
        under = (joiner.lstrip() if len(printed) == 2 else "…") + last
        rate = _Cell(first, "alert", under=under, joined=joiner.join(printed))
    elif r.rate is None:
        rate = _Cell(w("formats.not_computable"), "quiet")
    else:
        rate = _Cell(formats.rate(r.rate, spec.target), "alert" if r.is_short(spec.target) else "strong")
    grade = unknown if r.grade_text is None else _Cell(r.grade_text, "issue" if r.has_grade_issue else "plain")
    return (
        amount(r.budget, r.budget_prefix, formats.money(r.budget, unit)),
        amount(r.executed, r.executed_prefix, formats.money(r.executed, unit)),
        rate,
        unknown if r.score_text is None else _Cell(r.score_text),
        grade,
    )


def _half(s: Style) -> float:
    return HALF_NARROW if s.is_narrow else HALF


def _bar(c: Canvas, r: LedgerRow, y: float, spec: Ledger, s: Style) -> None:
    p, w = s.palette, s.w
    half = _half(s)
    top, foot = y - half, y + half
    state = r.state
    if state == "contradicting":
        low, high = min(x.value for x in r.contradicting), max(x.value for x in r.contradicting)
        c.rect(0, top, low, foot, fill=p.executed_pale)
        c.rect(low, top, min(high, LONGEST), foot, fill=p.ink2)
        text = w("charts.contradicting")  # both figures stand in the rate column
        is_inside = low > 0.6
        colour = p.on_executed_pale if is_inside else p.ink
        at, anchor, dx = (low, "right", -8) if is_inside else (high, "left", 8)
        c.text(text, at, y, anchor=anchor, dx=dx, size=HEAD, colour=colour)
    elif state == "rate":
        rate = r.rate or 0.0
        c.rect(0, top, min(max(rate, 0), LONGEST), foot, fill=p.executed)
        if r.is_short(spec.target):
            c.rect(max(rate, 0), top, 1, foot, fill=p.shortfall)
        if rate > 1:
            c.line(1, top, 1, foot, p.paper, width=3)
        if rate > LONGEST:
            c.text("▸", LONGEST, y, anchor="right", dx=-4, colour=p.on_executed, size=AXIS)
    else:
        words = {
            "no_executed": "executed_unknown",
            "no_budget": "budget_unknown",
            "no_amounts": "amounts_unknown",
            "no_rate": "rate_unknown",
        }
        text = w(f"charts.{words[state]}")
        c.text(text, 0.5, y, anchor="center", size=HEAD, colour=p.ink2)
    is_dotted = state in ("no_budget", "no_amounts")
    c.rect(0, top, 1, foot, edge=p.ink3 if is_dotted else p.ink2, dash="dot" if is_dotted else "solid")
    if state in ("rate", "contradicting"):
        c.line(spec.target, top - 0.4 * half, spec.target, foot + 0.4 * half, p.ink, width=1.3)


def _hover(r: LedgerRow, cells: tuple[_Cell, ...], spec: Ledger, s: Style) -> str:
    return s.w(
        "charts.hover_ledger",
        name=bold(r.label),
        scope=escape(r.sub_label),
        budget=escape(cells[0].line),
        executed=escape(cells[1].line),
        unit=formats.unit_name(spec.money_unit, s.w),
        rate=escape(cells[2].line),
        score=escape(cells[3].line),
        grade=escape(cells[4].line),
    )
