"""Courses over the years as lines; one year alone is a column, never a trend.

Belongs here: these Office forms. Does not belong here: two dates set beside each other as bars (``bars``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office.model import COLOURS, Axis, OfficeChart, Series, Value, in_unit, money_format, plain
from dashboard.charts.palette import series_colours
from dashboard.charts.specs.trends import years_of
from dashboard.strings import Words

RATE = "0.0%"
_MONEY, _SCORE = "money", "score"


def trend_lines(spec: specs.TrendLines, w: Words) -> OfficeChart:
    """One line an entity; more than six in grey with the lowest of the last year in colour."""
    years = years_of(spec.panels)
    known = [p for p in spec.panels if p.known]
    lowest = min(known, key=lambda p: (p.known[-1].year != years[-1], float(p.known[-1].value or 0)), default=None)
    colours = series_colours([p.id for p in spec.panels], COLOURS, lowest.id if lowest else None)
    if lowest and len(spec.panels) > len(COLOURS.series):
        # Each line can be told from the others: the colours once more, dashed, where they do not suffice.
        others = [p.id for p in spec.panels if p.id != lowest.id]
        colours = {one: COLOURS.series[place % len(COLOURS.series)] for place, one in enumerate(others)}
        colours[lowest.id] = COLOURS.shortfall
    return _lines(w, spec.panels, years, RATE, colours, spec.target)


def compare_lines(spec: specs.CompareLines, w: Words) -> OfficeChart:
    """The departments in their own colours."""
    colours = series_colours([s.id for s in spec.series], COLOURS, spec.chosen, spec.everyone)
    number = money_format(spec.money_unit) if spec.measure == _MONEY else "0.0" if spec.measure == _SCORE else RATE
    scaled = spec.series
    if spec.measure == _MONEY:
        scaled = tuple(
            specs.Series(s.id, s.label, tuple(
                specs.YearValue(p.year, in_unit(p.value, spec.money_unit) if p.value is not None else None)  # type: ignore[arg-type]
                for p in s.points))
            for s in spec.series
        )  # fmt: skip
    return _lines(w, scaled, spec.axis_years, number, colours, spec.target if spec.measure == "rate" else None)


def _lines(
    w: Words,
    entities: Sequence[specs.Series],
    years: Sequence[int],
    number: str,
    colours: dict[str, str],
    target: float | None,
) -> OfficeChart:
    values = {e.id: {p.year: plain(p.value) for p in e.points} for e in entities}
    if len(years) < 2:
        own = tuple(values[e.id].get(years[0]) for e in entities) if years else ()
        only = Series(str(years[0]) if years else "", own, colour=COLOURS.executed, number=number, has_labels=True)
        return OfficeChart("column", w("charts.col_name"), tuple(e.label for e in entities), (only,),
                           Axis(number=_axis(number), bottom=0, is_shown=False))  # fmt: skip
    series = [
        Series(e.label, tuple(values[e.id].get(y) for y in years), "line", colour=colours[e.id], number=number,
               is_dotted=list(colours.values())[: list(colours).index(e.id)].count(colours[e.id]) > 0)
        for e in entities
    ]  # fmt: skip
    known = [v for s in series for v in s.values if v is not None]
    bottom = None
    if target is not None:
        series.append(_target(w, target, len(years)))
        # Rates far from zero: the axis begins at the ten below the lowest.
        bottom = max(0.0, (int(min(known, default=0.0) * 10) - 1) / 10)
    return OfficeChart(
        kind="line",
        category_head=w("charts.col_year"),
        categories=tuple(str(y) for y in years),
        series=tuple(series),
        value=Axis(number=_axis(number), bottom=bottom),
        has_legend=True,
        target=target,
        target_name=w("office.target_cell"),
    )


def _axis(number: str) -> str:
    return "0%" if number == RATE else "#,##0.##"


def _target(w: Words, target: float, n: int) -> Series:
    name = w("office.target", target=f.share(target))
    return Series(name, (target,) * n, "line", colour=COLOURS.ink2, is_dashed=True, number="0%", formula="{target}")


def slope(spec: specs.Slope, w: Words) -> OfficeChart:
    """From the first to the last year, orange where the last one is short."""
    entities = [
        specs.Series(r.id, r.label, (specs.YearValue(spec.years[0], r.before), specs.YearValue(spec.years[1], r.after)))
        for r in spec.rows
    ]
    colours = {
        r.id: COLOURS.shortfall if f.is_below(r.after, spec.target) else COLOURS.executed for r in spec.rows
    }  # fmt: skip
    return _lines(w, entities, spec.years, RATE, colours, spec.target)


def peer_rates(spec: specs.PeerRates, w: Words) -> OfficeChart:
    """The department's own rates against lowest, median and highest of its peers."""
    years = spec.years
    if len(years) < 2:
        return _one_year(w, [(str(y.year), y.rate) for y in years])
    peers = (("low", "charts.col_peer_low"), ("median", "charts.col_peer_median"), ("high", "charts.col_peer_high"))
    series = [
        Series(w("charts.col_rate"), tuple(y.rate for y in years), "line", colour=COLOURS.executed, number=RATE,
               has_labels=True),
        *(
            Series(w(head), tuple(getattr(y, name) for y in years), "line", number=RATE,
                   colour=COLOURS.executed_pale if name == "median" else COLOURS.neutral)
            for name, head in peers
            if any(getattr(y, name) is not None for y in years)
        ),
        _target(w, spec.target, len(years)),
    ]  # fmt: skip
    return OfficeChart(
        kind="line",
        category_head=w("charts.col_year"),
        categories=tuple(str(y.year) for y in years),
        series=tuple(series),
        value=Axis(number="0%"),
        has_legend=True,
        target=spec.target,
        target_name=w("office.target_cell"),
    )


def year_frames(spec: specs.YearFrames, w: Words) -> OfficeChart:
    """One column a year; years without a rate stay empty."""
    return _one_year(w, [(str(frame.year), frame.rate) for frame in spec.frames])


def _one_year(w: Words, rates: Sequence[tuple[str, Value]]) -> OfficeChart:
    own = Series(w("charts.col_rate"), tuple(rate for _, rate in rates), colour=COLOURS.executed, number=RATE,
                 has_labels=True)  # fmt: skip
    return OfficeChart("column", w("charts.col_year"), tuple(year for year, _ in rates), (own,),
                       Axis(number="0%", bottom=0, is_shown=False), gap=80)  # fmt: skip
