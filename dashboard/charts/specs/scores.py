"""Charts of scores: histogram over the grades, strips, score against execution rate.

Belongs here: data and encodings of these kinds. Does not belong here: quartiles and means (metrics give them).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.formats import TARGET, is_below
from dashboard.formats import score as score_text
from dashboard.strings import Words

QUARTILE_MINIMUM = 5


@dataclass(frozen=True)
class ScoreBin:
    """[lower, lower + 1) points; the bin at 99 includes 100."""

    lower: int
    count: int

    @property
    def id(self) -> str:
        """What a click returns: the lower limit."""
        return str(self.lower)


def score_bins(scores: Iterable[tuple[Decimal | float, int]]) -> tuple[ScoreBin, ...]:
    """1-point bins from (score, how many) pairs, e.g. counts per 0.1 point; only bins that hold something."""
    counts: dict[int, int] = {}
    for value, n in scores:
        if n:
            lower = 99 if value == 100 else math.floor(value)
            counts[lower] = counts.get(lower, 0) + n
    return tuple(ScoreBin(lower, counts[lower]) for lower in sorted(counts))


@dataclass(frozen=True)
class GradeCount:
    """One grade of the scheme: its name, lower limit (points, included) and how many scores fall in it."""

    grade: str
    lower: float
    count: int


@dataclass(frozen=True, kw_only=True)
class ScoreHistogram(Chart):
    """1-point bins with dotted lines at the scheme's grades and the count of each grade above.

    ``grades`` best first, () when the scheme is unknown. ``axis`` = lower end of the axis (points) unless a
    score lies below it; give ``Strips`` the same.
    """

    bins: tuple[ScoreBin, ...]
    grades: tuple[GradeCount, ...] = ()
    axis: float = 55.0

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(b.id for b in self.bins)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_score_from", pl.Int64, [b.lower for b in self.bins]),
                ("col_score_to", pl.Int64, [b.lower + 1 for b in self.bins]),
                ("col_count", pl.Int64, [b.count for b in self.bins]),
            ],
        )


@dataclass(frozen=True)
class StripPoint:
    """One scored project."""

    id: str
    label: str
    score: Decimal | float


@dataclass(frozen=True)
class Band:
    """A stated band without single scores: lower and upper in points (None = open), number of projects."""

    lower: float | None
    upper: float | None
    count: int


@dataclass(frozen=True)
class StripRow:
    """One department: single scores, or only bands. Quartiles are exact, from the metric.

    ``n`` is the number of scores; larger than ``len(points)`` when the view passes a sample. A row with bands
    and no points is drawn as boxes; bands are never turned into dots. ``id`` is what a click on a band returns.
    """

    id: str
    label: str
    points: tuple[StripPoint, ...] = ()
    n: int = 0
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Strips(Chart):
    """Dots with jitter, quartile band (n ≥ 5), median tick; median and n at the right. One row per department.

    ``grade_limits`` are the lower limits of the grades (points), drawn dotted.
    """

    rows: tuple[StripRow, ...]
    grade_limits: tuple[float, ...] = ()
    axis: float = 55.0

    def __post_init__(self) -> None:
        check_unique(tuple(r.id for r in self.rows), self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(p.id for r in self.rows for p in r.points) + tuple(r.id for r in self.rows if r.bands)

    @property
    def is_empty(self) -> bool:
        return not self.rows

    def table(self, w: Words) -> pl.DataFrame:
        singles = [(r.label, p.label, float(p.score), None, None, 1) for r in self.rows for p in r.points]
        bands = [(r.label, None, None, b.lower, b.upper, b.count) for r in self.rows for b in r.bands]
        rows = [*singles, *bands]
        return frame(
            w,
            [
                ("col_name", pl.String, [r[0] for r in rows]),
                ("col_project", pl.String, [r[1] for r in rows]),
                ("col_score", pl.Float64, [r[2] for r in rows]),
                ("col_score_from", pl.Float64, [r[3] for r in rows]),
                ("col_score_to", pl.Float64, [r[4] for r in rows]),
                ("col_count", pl.Int64, [r[5] for r in rows]),
            ],
        )


@dataclass(frozen=True)
class CredibilityPoint:
    """One department or project with both figures: ``short`` is drawn beside it when it stands in the zone."""

    id: str
    label: str
    short: str
    rate: float
    score: Decimal | float


@dataclass(frozen=True, kw_only=True)
class Credibility(Chart):
    """Score against execution rate; the zone of high scores over low rates tinted, its points named.

    ``ceiling_weight`` = points the scheme gives for execution: the dashed line 100 − w + w·rate is the most one
    can have having lost points for execution only; None when the scheme is unknown or schemes are mixed.
    """

    points: tuple[CredibilityPoint, ...]
    zone_score: float = 90.0
    zone_rate: float = 0.80
    target: float = TARGET
    ceiling_weight: float | None = 10.0
    grade_label: str = ""

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    def is_in_zone(self, point: CredibilityPoint) -> bool:
        return float(point.score) >= self.zone_score and is_below(point.rate, self.zone_rate)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(p.id for p in self.points)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_name", pl.String, [p.label for p in self.points]),
                ("col_rate", pl.Float64, [p.rate for p in self.points]),
                ("col_score", pl.Float64, [float(score_text(p.score)) for p in self.points]),
                ("col_in_zone", pl.Boolean, [self.is_in_zone(p) for p in self.points]),
            ],
        )
