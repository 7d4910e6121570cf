"""Change across years: small multiples of rates, departments on one scale.

Belongs here: their Plotly form. Does not belong here: which years belong together (the model).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts.palette import series_colours
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
    shorten,
    trace,
    undimmed,
    widest,
)
from dashboard.charts.specs.trends import CompareLines, Series, TrendLines, YearValue, years_of

PANEL, PANEL_HEAD, PANEL_FOOT = 84, 30, 30  # px
HEIGHT = 300
NOMINAL, NOMINAL_NARROW = 460, 340  # px of the figure assumed when choosing how many years are named
LABEL_GAP = 18  # px between the labels at the ends of lines


@dataclass(frozen=True)
class _Mark:
    x: float
    y: float
    id: str
    hover: str
    colour: str
    is_last: bool


@dataclass(frozen=True)
class _Panels:
    """Where things stand: panel i is column i mod per_row, row i div per_row; y runs down in pixels."""

    years: tuple[int, ...]
    per_row: int
    low: float
    high: float

    @property
    def step(self) -> int:
        return PANEL + PANEL_HEAD + PANEL_FOOT

    def left(self, i: int) -> float:
        return i % self.per_row + 0.02

    def x(self, i: int, year: int) -> float:
        offset = (year - self.years[0]) / (len(self.years) - 1) if len(self.years) > 1 else 0.4
        # The right quarter of a panel is kept for the printed last value.
        return self.left(i) + 0.03 + offset * 0.66

    def y(self, i: int, value: float) -> float:
        return self.foot(i) - PANEL * (value - self.low) / (self.high - self.low)

    def foot(self, i: int) -> float:
        return i // self.per_row * self.step + PANEL_HEAD + PANEL


def trend_lines(spec: TrendLines, s: Style) -> go.Figure:
    """Panels on one pair of axes (thirty real axes are slow): positions are laid out, values stand in the hover."""
    p = s.palette
    panels = spec.panels
    values = [float(pt.value) for series in panels for pt in series.known if pt.value is not None]
    # The width is shared among at least three, so that one district does not get a banner.
    per_row = 2 if s.is_narrow else min(spec.per_row, max(len(panels), 3))
    low = max(0.0, math.floor(min([*values, spec.target]) * 20 - 0.5) / 20)
    place = _Panels(years_of(panels), per_row, low, max([1.0, *values]))
    lines = -(-len(panels) // per_row)
    c = Canvas(s, height=lines * place.step + 4, left=2, right=2, x=(0, per_row), y=(lines * place.step, 0))
    xs: list[float | None] = []
    ys: list[float | None] = []
    marks: list[_Mark] = []
    for i, series in enumerate(panels):
        _panel(c, series, i, place, spec)
        for pt in series.points:
            value = None if pt.value is None else float(pt.value)
            xs.append(None if value is None else place.x(i, pt.year))
            ys.append(None if value is None else place.y(i, value))
            if value is not None:
                is_short = formats.is_below(value, spec.target)
                rate = formats.rate(value, spec.target)
                hover = s.w("charts.hover_heat", name=bold(series.label), year=pt.year, rate=escape(rate))
                colour = p.shortfall if is_short else p.executed_text
                is_last = pt is series.known[-1]
                x, y = place.x(i, pt.year), place.y(i, value)
                marks.append(_Mark(x, y, series.point_id(pt.year), hover, colour, is_last))
                if is_last:
                    ink = p.shortfall_text if is_short else p.ink
                    c.text(rate, x, y, dx=7, size=AXIS, colour=ink, is_bold=True)
        xs.append(None)
        ys.append(None)
    c.traces.append(_frames(panels, place, s))
    c.traces.append(_line(xs, ys, p.executed_text, 1.6 * s.scale, "lines"))
    c.traces.append(_markers(marks, s, last=7.5, other=4.5))
    return c.figure()


def _frames(panels: Sequence[Series], place: _Panels, s: Style) -> Trace:
    """An unseen bar over each panel, so that a click anywhere in it is one on its entity."""
    height = PANEL + PANEL_HEAD + 14
    return trace(
        "bar",
        x=np.array([place.left(i) + 0.45 for i in range(len(panels))]),
        y=np.full(len(panels), float(-height)),
        base=np.array([place.foot(i) + 14.0 for i in range(len(panels))]),
        width=0.9,
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        customdata=[x.id for x in panels],
        hovertext=[s.w("charts.hover_panel", name=bold(x.label)) for x in panels],
        hovertemplate=HOVER,
        name="panels",
        **undimmed(),
    )


def _panel(c: Canvas, series: Series, i: int, place: _Panels, spec: TrendLines) -> None:
    """Head, base line, target line and the first and last year of one panel."""
    p, left, foot = c.style.palette, place.left(i), place.foot(i)
    c.line(left, foot, left + 0.9, foot, p.line)
    goal = place.y(i, spec.target)
    c.line(left, goal, left + 0.9, goal, p.ink3, dash="dot")
    c.text(shorten(series.label, 150, LABEL), left, foot - PANEL - 16, is_bold=True)
    if not series.known:
        c.text(c.style.w("formats.not_computable"), left, foot - 12, dx=2, size=HEAD, colour=p.ink2)
    for year in sorted({place.years[0], place.years[-1]}) if place.years else ():
        anchor = "left" if len(place.years) > 1 and year == place.years[0] else "center"
        dx = -3 if anchor == "left" else 0
        c.text(str(year), place.x(i, year), foot + 11, anchor=anchor, dx=dx, size=10.5, colour=p.ink2)
    if i == 0:
        text = c.style.w("charts.target", target=formats.share(spec.target))
        last = series.known[-1].value if series.known else None
        # On the side of the line where the printed last value is not.
        dy = -8 if last is not None and not formats.is_below(float(last), spec.target) else 8
        c.text(text, left + 0.9, goal, anchor="right", dy=dy, size=10, colour=p.ink2)


def compare_lines(spec: CompareLines, s: Style) -> go.Figure:
    """One line a department, gaps left open, a single year as a dot; name and last value at the line's end."""
    p, w = s.palette, s.w
    years = spec.axis_years
    low, high = _domain(spec)
    colours = series_colours([x.id for x in spec.series], p, spec.chosen, spec.everyone)
    names = {x.id: shorten(x.label, 90 if s.is_narrow else 150, LABEL) for x in spec.series}
    ends = {x.id: _value_text(x.known[-1], spec) for x in spec.series if x.known}
    right = widest([f"{names[i]} {text}" for i, text in ends.items()], LABEL) * 1.03 + 34
    ticks = _ticks(low, high)
    goal = ""
    if spec.target is not None and spec.measure == "rate" and low < spec.target < high:
        goal, near = w("charts.target", target=formats.share(spec.target)), (high - low) * 0.05
        ticks = [t for t in ticks if abs(t - spec.target) > near]
    tick_texts = [_tick_text(t, spec) for t in ticks]
    # A single year stands in the middle third, not on the edge.
    pad = 0.6 if len(years) == 1 else (len(years) - 1) * 0.03 + 0.05
    c = Canvas(
        s,
        height=HEIGHT,
        left=max(widest(tick_texts, AXIS), widest([goal], HEAD)) + 10,
        right=right,
        top=12,
        bottom=26,
        x=(years[0] - pad, years[-1] + pad),
        y=(low, high),
    )
    for t, text in zip(ticks, tick_texts, strict=True):
        c.text(text, 0, t, xref="paper", anchor="right", dx=-6, size=AXIS, colour=p.ink2)
    if goal and spec.target is not None:
        c.line(0, spec.target, 1, spec.target, p.ink, width=1.1, xref="paper")
        # In the margin, in place of the tick: inside, a line would cross it.
        c.text(goal, 0, spec.target, xref="paper", anchor="right", dx=-6, size=HEAD, colour=p.ink)
    c.baseline()
    room = (NOMINAL_NARROW if s.is_narrow else NOMINAL) - c.left - c.right
    step = max(1, math.ceil(len(years) * 38 / max(room, 76)))
    shown = years[::-1][::step][::-1]
    c.ticks(shown, [str(y) for y in shown], y_px=-13)
    # The chosen department is drawn last, above the grey ones.
    for x in sorted(spec.series, key=lambda x: x.id == spec.chosen):
        values = {pt.year: pt.value for pt in x.points}
        line = [None if values.get(y) is None else float(values[y] or 0) for y in years]
        c.traces.append(_line(list(years), line, colours[x.id], 2.2 * s.scale, x.id))
        marks = [
            _Mark(
                pt.year, float(pt.value or 0), x.point_id(pt.year), _compare_hover(x, pt, spec, s), colours[x.id], False
            )
            for pt in x.known
            if pt.year in years
        ]
        size = 6.5 if len(marks) > 1 else 9.0
        c.traces.append(_markers(marks, s, last=size, other=size))
    _end_labels(c, spec, names, ends, colours)
    return c.figure()


def _compare_hover(x: Series, point: YearValue, spec: CompareLines, s: Style) -> str:
    text = _value_text(point, spec)
    if spec.measure == "money":
        text += formats.unit_name(spec.money_unit, s.w)
    label = s.w(f"charts.measure_{spec.measure}")
    return s.w("charts.hover_value", name=bold(x.label), year=point.year, measure=label, value=escape(text))


def _value_text(point: YearValue, spec: CompareLines) -> str:
    """A known value as printed; money from its Decimal, never from a float."""
    value = point.value
    if isinstance(value, Decimal) and spec.measure == "money":
        return formats.money(value, spec.money_unit)
    if value is not None and spec.measure == "rate":
        return formats.rate(float(value), spec.target)
    return formats.score(value, 1)


def _tick_text(value: float, spec: CompareLines) -> str:
    if spec.measure == "rate":
        return f"{value * 100:.0f}"
    if spec.measure == "score":
        return f"{value:.0f}"
    return f"{formats.scaled(Decimal(repr(value)), spec.money_unit).normalize():,f}"


def _end_labels(
    c: Canvas, spec: CompareLines, names: dict[str, str], ends: dict[str, str], colours: dict[str, str]
) -> None:
    """Name and last value at the right, moved apart until they no longer touch; a coloured dot ties them to it."""
    p, k = c.style.palette, (HEIGHT - c.top - c.bottom) / (c.y[1] - c.y[0])
    wanted = sorted((float(x.known[-1].value or 0), x.id) for x in spec.series if x.known)
    at: list[float] = []
    for value, _ in wanted:
        y = (value - c.y[0]) * k
        at.append(max(y, at[-1] + LABEL_GAP) if at else max(y, 4.0))
    # Pushed out at the top: walk down again from the top edge.
    limit = HEIGHT - c.top - c.bottom + 4.0
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], limit)
        limit = at[i] - LABEL_GAP
    for (_, series_id), y in zip(wanted, at, strict=True):
        c.text("●", 1, 0, xref="paper", yref="paper", dx=8, dy=y, size=11, colour=colours[series_id])
        text = f"{escape(names[series_id])} <b>{escape(ends[series_id])}</b>"
        c.text(text, 1, 0, xref="paper", yref="paper", dx=22, dy=y, colour=p.ink, is_markup=True)


def _domain(spec: CompareLines) -> tuple[float, float]:
    if spec.domain is not None:
        return spec.domain
    values = [float(pt.value) for x in spec.series for pt in x.known if pt.value is not None]
    if spec.measure == "money":
        return min([0.0, *values]), max([*values, 1.0]) * 1.06
    if spec.measure == "score":
        return max(0.0, math.floor(min(values) / 5 - 0.2) * 5.0), max([101.0, *(v + 1 for v in values)])
    target = [spec.target] if spec.target is not None else []
    return max(0.0, math.floor(min([*values, *target]) * 20 - 0.5) / 20), max([1.01, *(v + 0.02 for v in values)])


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round values."""
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.8)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _line(xs: list[float | None] | list[int], ys: list[float | None], colour: str, width: float, name: str) -> Trace:
    return trace(
        "scatter",
        x=xs,
        y=ys,
        mode="lines",
        connectgaps=False,
        line={"color": colour, "width": width},
        hoverinfo="skip",
        cliponaxis=False,
        name=name,
    )


def _markers(marks: list[_Mark], s: Style, *, last: float, other: float) -> Trace:
    return trace(
        "scatter",
        x=np.array([m.x for m in marks]),
        y=np.array([m.y for m in marks]),
        mode="markers",
        marker={
            "size": [(last if m.is_last else other) * s.scale for m in marks],
            "color": [m.colour for m in marks],
            "opacity": 1,
            "line": {"width": 0},
        },
        customdata=[m.id for m in marks],
        hovertext=[m.hover for m in marks],
        hovertemplate=HOVER,
        cliponaxis=False,
        name="years",
        **undimmed(),
    )
