"""Columns: histograms, the Pareto of reasons, outcomes by year.

Belongs here: these Office forms. Does not belong here: horizontal bars (``bars``).
"""

from __future__ import annotations

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office.model import (
    COLOURS,
    Axis,
    OfficeChart,
    Series,
    broken,
    ceiling,
    in_unit,
    money_format,
    plain,
)
from dashboard.charts.specs.money import CONTROL_ORDER
from dashboard.charts.specs.outcomes import OUTCOMES
from dashboard.strings import Words

_CONTROL = {
    "yes": COLOURS.shortfall,
    "partly": COLOURS.shortfall_pale,
    "no": COLOURS.neutral,
    "unknown": COLOURS.shortfall_pale,
}
_GRADES = (COLOURS.executed, COLOURS.executed_pale, COLOURS.shortfall_pale, COLOURS.shortfall)
_OUTCOME = (COLOURS.executed, COLOURS.executed_pale, COLOURS.shortfall, COLOURS.neutral, None)


def rate_histogram(spec: specs.RateHistogram, w: Words) -> OfficeChart:
    """Projects by rate: below the target orange, what cannot be computed as an outline."""
    bins = spec.bins
    short = [spec.is_short(b) for b in bins]

    def of(test: str) -> tuple[float | None, ...]:
        kinds = ["none" if b == "none" else "short" if s else "met" for b, s in zip(bins, short, strict=True)]
        return tuple(float(spec.counts.get(b, 0)) if k == test else None for b, k in zip(bins, kinds, strict=True))

    target = f.share(spec.target)
    series = (
        Series(w("office.below_target", target=target), of("short"), colour=COLOURS.shortfall, has_labels=True),
        Series(w("office.met_target"), of("met"), colour=COLOURS.executed, has_labels=True),
        Series(w("charts.bin_none"), of("none"), outline=COLOURS.ink2, has_labels=True),
    )
    return OfficeChart(
        kind="column",
        category_head=w("charts.col_bin"),
        categories=tuple(specs.bin_label(b, w) for b in bins),
        series=series,
        value=Axis(bottom=0, is_shown=False),
        across=Axis(title=w("office.rate_axis")),
        grouping="overlay",
        gap=18,
        has_legend=True,
    )


def score_histogram(spec: specs.ScoreHistogram, w: Words) -> OfficeChart:
    """One column a point without holes; a colour for each grade of the scheme."""
    counts = {b.lower: b.count for b in spec.bins}
    points = range(min(counts), max(counts) + 1)
    grades = [(g.grade, g.lower) for g in spec.grades] or [(spec.unit_label, float("-inf"))]
    series = []
    upper = float("inf")
    for (grade, lower), colour in zip(grades, _GRADES, strict=False):
        # A point belongs to the grade its lower limit lies in.
        values = tuple(float(counts.get(p, 0)) if lower <= p < upper else None for p in points)
        series.append(Series(grade, values, colour=colour, has_labels=len(points) <= 24))
        upper = lower
    return OfficeChart(
        kind="column",
        category_head=w("charts.col_score"),
        categories=tuple(str(p) for p in points),
        series=tuple(series),
        value=Axis(title=spec.unit_label, bottom=0),
        across=Axis(title=w("office.score_axis")),
        grouping="overlay",
        gap=12,
        has_legend=len(series) > 1,
    )


def reason_bars(spec: specs.ReasonBars, w: Words) -> OfficeChart:
    """Pareto: money by reason coloured by who controls it, the running share as a line at the right."""
    rows, unit = spec.ordered, spec.money_unit
    amounts = tuple(in_unit(r.amount, unit) for r in rows)
    number = money_format(unit)
    series = [
        Series(
            w(f"charts.control_{control}"),
            tuple(a if r.controllable == control else None for r, a in zip(rows, amounts, strict=True)),
            colour=_CONTROL[control],
            is_hatched=control == "unknown",
            number=number,
            has_labels=True,
        )
        for control in CONTROL_ORDER
        if any(r.controllable == control for r in rows)
    ]
    # One reason has no running share to draw.
    has_line, name = len(rows) > 1, w("charts.col_cumulative")
    if has_line:
        share = tuple(plain(v) for v in spec.cumulative)
        last = f"{{cols[{len(series) - 1}]}}"
        running = f"SUM({{cols[0]}}${{first}}:{last}{{row}})/{in_unit(spec.base, unit):.10g}"
        series.append(Series(name, share, "line", colour=COLOURS.ink, number="0%", is_second=True, formula=running))
    return OfficeChart(
        kind="column",
        category_head=w("charts.col_reason"),
        categories=tuple(broken(r.label) for r in rows),
        series=tuple(series),
        value=Axis(title=spec.unit_label, number="#,##0.##", bottom=0, top=ceiling(amounts, 1.12)),
        second=Axis(title=name, number="0%", bottom=0, top=1.0, step=0.2) if has_line else None,
        grouping="overlay",
        gap=40,
        has_legend=True,
    )


def cumulative_unspent(spec: specs.CumulativeUnspent, w: Words) -> OfficeChart:
    """What each project left and the running share; of many projects the running share alone."""
    projects, unit = spec.projects, spec.money_unit
    share = tuple(plain(spec.share(p)) for p in projects)
    left = tuple(in_unit(p.unspent, unit) for p in projects)
    line = Series(w("charts.col_cumulative"), share, "line", colour=COLOURS.ink, number="0%", is_second=spec.is_columns)
    if not spec.is_columns:
        places = tuple(float(p.place) for p in projects)
        curve = Series(w("charts.col_cumulative"), share, "line", colour=COLOURS.executed, number="0.0%", xs=places)
        cut = Series(w("office.cut", cut=f.share(spec.cut)), (spec.cut, spec.cut), "line", colour=COLOURS.ink2,
                     is_dashed=True, number="0%", xs=(0.0, places[-1]))  # fmt: skip
        return OfficeChart(
            kind="scatter",
            category_head=w("charts.col_place"),
            categories=(),
            series=(curve, cut),
            value=Axis(title=w("charts.col_cumulative"), number="0%", bottom=0, top=1.0, step=0.2),
            across=Axis(title=w("charts.col_place"), bottom=0, top=places[-1]),
            has_legend=True,
        )
    columns = Series(
        w("tables.with_unit", head=w("tables.unspent"), unit=spec.unit_label),
        left,
        colour=COLOURS.shortfall,
        number=money_format(unit),
        has_labels=True,
    )
    return OfficeChart(
        kind="column",
        category_head=w("charts.col_project"),
        categories=tuple(broken(p.name, 6) for p in projects),
        series=(columns, line),
        value=Axis(title=spec.unit_label, number="#,##0.##", bottom=0, top=ceiling(left, 1.12)),
        second=Axis(title=w("charts.col_cumulative"), number="0%", bottom=0, top=1.0, step=0.2),
        has_legend=True,
    )


def outcome_bars(spec: specs.OutcomeBars, w: Words) -> OfficeChart:
    """Promises by due year and outcome, stacked."""
    series = tuple(
        Series(
            w(f"charts.outcome_{name}"),
            tuple(float(r.counts[i]) if r.counts[i] else None for r in spec.rows),
            colour=_OUTCOME[i],
            outline=COLOURS.ink3 if _OUTCOME[i] is None else None,
            has_labels=True,
        )
        for i, name in enumerate(OUTCOMES)
        if any(r.counts[i] for r in spec.rows)
    )
    return OfficeChart(
        kind="column",
        category_head=w("charts.col_due"),
        categories=tuple(r.label for r in spec.rows),
        series=series,
        value=Axis(bottom=0, is_shown=False),
        grouping="stacked",
        has_legend=True,
    )
