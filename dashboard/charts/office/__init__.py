"""Chart specifications as native, editable Office charts.

Belongs here: choosing the Office form of a specification. Does not belong here: data (``dashboard.charts.specs``), the
page or slide around a chart, the files (``dashboard.exports``). No specification is without an editable form: where
Office has no such chart, its data are drawn as the nearest one it has, or set as a coloured table (``heat``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.charts import specs
from dashboard.charts.office import bars, columns, lines, points, ranges
from dashboard.charts.office.model import OfficeChart
from dashboard.strings import Words

_FORMS: dict[type[specs.Chart], Callable[[Any, Words], OfficeChart]] = {
    specs.AmountBar: bars.amount_bar,
    specs.BudgetBars: bars.budget_bars,
    specs.CompareLines: lines.compare_lines,
    specs.CountBars: bars.count_bars,
    specs.Credibility: points.credibility,
    specs.CumulativeUnspent: columns.cumulative_unspent,
    specs.DotStrip: bars.dot_strip,
    specs.Dumbbells: bars.budget_bars,
    specs.Ledger: bars.ledger,
    specs.OutcomeBars: columns.outcome_bars,
    specs.PeerDots: ranges.peer_dots,
    specs.PeerRanks: bars.peer_ranks,
    specs.PeerRates: lines.peer_rates,
    specs.RateChanges: bars.rate_changes,
    specs.RateDots: bars.rate_dots,
    specs.RateHistogram: columns.rate_histogram,
    specs.ReasonBars: columns.reason_bars,
    specs.ScoreHistogram: columns.score_histogram,
    specs.Slope: lines.slope,
    specs.Strips: ranges.strips,
    specs.TrendLines: lines.trend_lines,
    specs.UnitChart: bars.unit_chart,
    specs.YearFrames: lines.year_frames,
}


def office_chart(spec: specs.Chart, w: Words) -> OfficeChart | None:
    """The Office form of a specification; None for one that is set as a table (``HeatMap``) or has nothing to draw."""
    if isinstance(spec, specs.HeatMap) or spec.is_empty:
        return None
    drawn = _FORMS[type(spec)](spec, w)
    return drawn if drawn.categories or any(s.xs for s in drawn.series) else None
