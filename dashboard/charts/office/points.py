"""Scatter: score against execution rate.

Belongs here: this Office form. Does not belong here: curves (``columns``).
"""

from __future__ import annotations

from typing import Any

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office.model import COLOURS, Axis, OfficeChart, Series
from dashboard.strings import Words


def credibility(spec: specs.Credibility, w: Words) -> OfficeChart:
    """Points inside and outside the zone, the zone's two edges, and the most points execution leaves."""
    inside = [p for p in spec.points if spec.is_in_zone(p)]
    outside = [p for p in spec.points if not spec.is_in_zone(p)]
    low = min([0.5, *(p.rate for p in spec.points)])
    high = max([1.0, *(p.rate for p in spec.points)])
    bottom = min([60.0, *(float(p.score) for p in spec.points)])
    bottom, low, right = float(int(bottom // 5) * 5), int(low * 10) / 10, (int(high * 10 + 0.999)) / 10
    edge: dict[str, Any] = {
        "form": "line",
        "colour": COLOURS.ink3,
        "is_dashed": True,
        "number": "0.0",
        "is_named": False,
    }
    series = [
        _dots(w("office.outside_zone"), outside, COLOURS.executed_pale),
        _dots(w("office.inside_zone", score=f.score(spec.zone_score), rate=f.share(spec.zone_rate)), inside,
              COLOURS.shortfall),
        Series(w("office.zone"), (spec.zone_score, spec.zone_score, 100.0), xs=(low, spec.zone_rate, spec.zone_rate),
               **edge),
    ]  # fmt: skip
    if spec.ceiling_weight is not None:
        weight = spec.ceiling_weight
        ends = (100 - weight + weight * low, 100.0)
        line = Series(w("office.ceiling"), ends, "line", colour=COLOURS.ink2, is_dashed=True, number="0.0",
                      xs=(low, 1.0))  # fmt: skip
        series.append(line)
    return OfficeChart(
        kind="scatter",
        category_head=w("charts.col_rate"),
        categories=(),
        series=tuple(series),
        value=Axis(title=w("charts.col_score"), number="0", bottom=bottom, top=100.0),
        across=Axis(title=w("charts.col_rate"), number="0%", bottom=low, top=max(right, 1.0)),
        has_legend=True,
    )


def _dots(name: str, points: list[specs.CredibilityPoint], colour: str) -> Series:
    return Series(
        name,
        tuple(float(p.score) for p in points),
        "dots",
        colour=colour,
        number="0.##",
        xs=tuple(p.rate for p in points),
        point_names=tuple(p.label for p in points),
    )
