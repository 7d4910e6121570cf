"""Horizontal bars of ranges: from low to high, parted at the median.

Belongs here: these Office forms. Does not belong here: bars from zero (``bars``).
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office.bars import MOST, RATE, difference, one_series
from dashboard.charts.office.model import COLOURS, Axis, Beside, OfficeChart, Series, Value, ceiling, computed
from dashboard.strings import Words


def peer_dots(spec: specs.PeerDots, w: Words) -> OfficeChart:
    """From the lowest to the highest rate of each function, parted at the median."""
    low = [r.lowest.rate for r in spec.rows]
    high = [r.highest for r in spec.rows]
    middle = [r.median for r in spec.rows]
    drawn = _ranges(w, [r.label for r in spec.rows], low, middle, high, RATE, 0.0)
    beside = (
        Beside(w("office.lowest"), tuple(f"{r.lowest.place} {f.rate(r.lowest.rate, spec.target)}" for r in spec.rows)),
        Beside(w("charts.col_count"), tuple(str(len(r.rates)) for r in spec.rows)),
    )
    return OfficeChart(**{**drawn.__dict__, "beside": beside})


def strips(spec: specs.Strips, w: Words) -> OfficeChart:
    """From the lower to the upper quartile of each group, parted at the median; single scores as bars. Groups that
    state only bands have no single score to draw: their counts stand beside."""
    rows = spec.rows[:MOST]
    singles = [r for r in rows if r.points]
    bands = tuple(" / ".join(str(b.count) for b in r.bands) if r.bands else "" for r in rows)
    beside = (Beside(w("office.bands"), bands),) if any(bands) else ()
    if all(r.n <= 1 for r in singles):
        values = tuple(float(r.points[0].score) if r.points else None for r in rows)
        own = Series(w("charts.col_score"), values, colour=COLOURS.executed, number="0.##", has_labels=True)
        drawn = one_series(
            w("charts.col_name"), tuple(r.label for r in rows), own, Axis(bottom=0, top=108, is_shown=False)
        )
        return OfficeChart(**{**drawn.__dict__, "beside": beside})
    low = [r.q1 if r.q1 is not None else _edge(r, min) for r in rows]
    high = [r.q3 if r.q3 is not None else _edge(r, max) for r in rows]
    middle = [r.median for r in rows]
    drawn = _ranges(w, [r.label for r in rows], low, middle, high, "0.0", float(min(spec.axis, 55)))
    beside = (
        Beside(w("office.median"), tuple(f.score(r.median, 1) for r in rows)),
        Beside(w("charts.col_count"), tuple(f.count(r.n) if r.n else f.NULL for r in rows)),
        *beside,
    )
    return OfficeChart(**{**drawn.__dict__, "beside": beside})


def _edge(row: specs.StripRow, pick: object) -> Value:
    scores = [float(p.score) for p in row.points]
    return (min(scores) if pick is min else max(scores)) if scores else None


def _ranges(
    w: Words,
    labels: Sequence[str],
    low: Sequence[Value],
    middle: Sequence[Value],
    high: Sequence[Value],
    number: str,
    bottom: float,
) -> OfficeChart:
    """Stacked bars on an invisible first part: the usual way to draw ranges in Office."""
    n = len(labels)
    series = (
        Series(w("office.low"), tuple(low), "data", number=number),
        Series(w("office.median"), tuple(middle), "data", number=number),
        Series(w("office.high"), tuple(high), "data", number=number),
        Series(w("office.hidden"), tuple(v or 0.0 for v in low), number=number, formula="N({0})", is_named=False),
        Series(
            w("office.to_median"),
            computed(n, lambda i: difference(middle[i], low[i]) or 0.0),
            colour=COLOURS.executed_pale,
            number=number,
            formula='IF(ISNUMBER({1}),{1}-{0},0)',
        ),
        Series(
            w("office.above_median"),
            computed(n, lambda i: difference(high[i], middle[i]) or 0.0),
            colour=COLOURS.executed,
            number=number,
            formula='IF(ISNUMBER({1}),{2}-{1},0)',
        ),
    )  # fmt: skip
    axis_number = "0%" if number == RATE else "0"
    return OfficeChart(
        kind="bar",
        category_head=w("charts.col_name"),
        categories=tuple(labels),
        series=series,
        value=Axis(number=axis_number, bottom=bottom, top=ceiling(list(high), 1.02)),
        grouping="stacked",
        has_legend=True,
    )
