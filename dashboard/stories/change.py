"""Change over the years: the course of each group.

Belongs here: this specification and its sentences. Does not belong here: two years set beside each other (``rates``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.metrics import execution

_PANELS = 10


def _trend_title(context: Context, panels: Sequence[specs.Series], key: str) -> str:
    """How many groups rose and fell, of those that have a rate at both ends of the period."""
    w = context.w
    known = [p for p in panels if p.known]
    first, last = min(p.known[0].year for p in known), max(p.known[-1].year for p in known)
    spans = [p for p in known if first < last and (p.known[0].year, p.known[-1].year) == (first, last)]
    changes = [float(p.known[-1].value or 0) - float(p.known[0].value or 0) for p in spans]
    up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    what = w(f"overview.trend_{key}")
    said = {"n": len(changes), "first": first, "last": last, "up": up, "down": down, "what": what}
    if not changes:
        return w("overview.trend_title_none", **said)
    if len(changes) == 1:
        change = f.points_change(changes[0])
        return w("overview.trend_title_only", **said, name=spans[0].label, change=change)
    direction = "up" if up == len(changes) else "down" if down == len(changes) else "both"
    title = w(f"overview.trend_title_{direction}", **said)
    if direction != "both":
        return title
    lowest = min(zip(changes, (p.label for p in spans), strict=True))
    fell = {"name": lowest[1], "change": f.points_change(lowest[0])}
    return w("common.comma").join((title, w("overview.trend_fell", **fell)))


def trend(
    context: Context,
    rows: pl.DataFrame,
    key: execution.Key,
    years: Sequence[int],
    name: Callable[[str], str],
    target: float,
) -> specs.TrendLines | str:
    """A panel for each group of ``rows`` (sums by ``key`` and year), lowest last year first; a sentence where there is
    no course to show."""
    w = context.w
    if len(years) < 2:
        return w("overview.trend_one_year", year=years[0])
    latest = rows.filter(pl.col("year") == years[-1]).sort("rate", key, nulls_last=True)
    codes = latest.get_column(key).to_list()[:_PANELS]
    courses: dict[str, list[specs.YearValue]] = {}
    for code, year, rate in (
        rows.filter(pl.col("year").is_in(years)).sort("year").select(key, "year", "rate").iter_rows()
    ):
        courses.setdefault(code, []).append(specs.YearValue(year, rate))
    every = {code: specs.Series(code, name(code), tuple(course)) for code, course in courses.items()}
    panels = tuple(every[code] for code in codes)
    if not any(p.known for p in panels):
        return w("overview.trend_none")
    notes = [w("overview.trend_rest", n=len(codes), total=latest.height)] if latest.height > len(codes) else []
    return specs.TrendLines(
        key="overview_trends",
        # Of all groups: those drawn end lowest, so they fell more often than the rest.
        title=_trend_title(context, tuple(every[code] for code in sorted(every)), key),
        caption=w("overview.trend_caption", target=f.share(target)),
        unit_label="%",
        notes=tuple(notes),
        panels=panels,
        target=target,
    )
