"""Chart specifications drawn with Plotly, for the screen.

Belongs here: choosing the renderer, the browser configuration. Does not belong here: data
(``dashboard.charts.specs``), titles and captions (the page prints them), Streamlit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from dashboard.charts import specs
from dashboard.charts.palette import Palette
from dashboard.charts.plotly import (
    amount,
    bars,
    changes,
    heat,
    ledger,
    outcomes,
    peer_groups,
    peers,
    project,
    ranking,
    scores,
    strips,
    trends,
    units,
    unspent,
)
from dashboard.charts.plotly.canvas import Style, empty
from dashboard.strings import Language, Words

_LOCALE = Path(__file__).parent.parent / "locale_zh.json"

_RENDERERS: dict[type[specs.Chart], Callable[[Any, Style], go.Figure]] = {
    specs.AmountBar: amount.amount_bar,
    specs.BudgetBars: bars.budget_bars,
    specs.CompareLines: trends.compare_lines,
    specs.CountBars: bars.count_bars,
    specs.Credibility: scores.credibility,
    specs.CumulativeUnspent: unspent.cumulative_unspent,
    specs.DotStrip: project.dot_strip,
    specs.Dumbbells: unspent.dumbbells,
    specs.HeatMap: heat.heat_map,
    specs.Ledger: ledger.ledger,
    specs.OutcomeBars: outcomes.outcome_bars,
    specs.PeerDots: peer_groups.peer_dots,
    specs.PeerRanks: peer_groups.peer_ranks,
    specs.PeerRates: peers.peer_rates,
    specs.RateChanges: changes.rate_changes,
    specs.RateDots: ranking.rate_dots,
    specs.RateHistogram: scores.rate_histogram,
    specs.ReasonBars: bars.reason_bars,
    specs.ScoreHistogram: scores.score_histogram,
    specs.Slope: changes.slope,
    specs.Strips: strips.strips,
    specs.TrendLines: trends.trend_lines,
    specs.UnitChart: units.unit_chart,
    specs.YearFrames: project.year_frames,
}


def figure(spec: specs.Chart, palette: Palette, *, w: Words, scale: float = 1.0, is_narrow: bool = False) -> go.Figure:
    """Draw ``spec``. Width follows the container, height is fixed from the rows.

    ``scale`` enlarges type and heights (1.5 on the wall). ``is_narrow`` chooses the layouts for places under
    about 500 px (heat map turned, ledger text above the bars); other kinds ignore it. A chart without rows
    gives a low figure saying so. Show it with ``theme=None``, ``width="stretch"``, ``config=config(language)``
    and ``selection_mode="points"``. TypeError for a specification without a renderer.
    """
    style = Style(palette, w, scale, is_narrow)
    if type(spec) not in _RENDERERS:
        raise TypeError(f"no renderer for {type(spec).__name__}")
    return empty(style) if spec.is_empty else _RENDERERS[type(spec)](spec, style)


@cache
def config(language: Language) -> dict[str, Any]:
    """The ``config`` for ``st.plotly_chart``: no mode bar, and Plotly's own words in Chinese.

    FileNotFoundError when the locale file shipped beside the specifications is missing.
    """
    plain: dict[str, Any] = {"displayModeBar": False, "showTips": False, "responsive": True}
    if language == "en":
        return plain
    locale = json.loads(_LOCALE.read_text(encoding="utf-8"))
    return {**plain, "locale": "zh-CN", "locales": {"zh-CN": locale}}
