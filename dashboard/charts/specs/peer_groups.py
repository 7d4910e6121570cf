"""Departments of the same function set against each other in one year.

Belongs here: data and encodings of these kinds. Does not belong here: which departments are peers (the metrics' keys),
one department over the years (``peers``).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.formats import TARGET
from dashboard.strings import Words


@dataclass(frozen=True)
class PeerDot:
    """One department: ``label`` in full, ``place`` its short name (the district); ``is_chosen`` is False for one that
    stands outside the filter and is drawn for comparison only."""

    id: str
    label: str
    place: str
    rate: float
    is_chosen: bool = True


@dataclass(frozen=True)
class PeerRow:
    """One function and its departments with a rate, in any order; ValueError without any."""

    id: str
    label: str
    dots: tuple[PeerDot, ...]

    def __post_init__(self) -> None:
        if not self.dots:
            raise ValueError(f"{self.id}: a row of peers needs a department with a rate")

    @property
    def lowest(self) -> PeerDot:
        """The lowest; ties by id."""
        return min(self.dots, key=lambda d: (d.rate, d.id))

    @property
    def median(self) -> float:
        """The median of all the row's rates."""
        return median(d.rate for d in self.dots)

    @property
    def spread(self) -> float:
        """Highest less lowest (a fraction)."""
        return max(d.rate for d in self.dots) - self.lowest.rate


@dataclass(frozen=True, kw_only=True)
class PeerDots(Chart):
    """One row a function, one dot a department, a tick at the median; the lowest named, n and spread at the right."""

    rows: tuple[PeerRow, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(d.id for r in self.rows for d in r.dots)

    def table(self, w: Words) -> pl.DataFrame:
        pairs = [(r, d) for r in self.rows for d in sorted(r.dots, key=lambda d: (d.rate, d.id))]
        return frame(
            w,
            [
                ("col_function", pl.String, [r.label for r, _ in pairs]),
                ("col_name", pl.String, [d.label for _, d in pairs]),
                ("col_rate", pl.Float64, [d.rate for _, d in pairs]),
                ("col_to_median", pl.Float64, [d.rate - r.median for r, d in pairs]),
                ("col_is_chosen", pl.Boolean, [d.is_chosen for _, d in pairs]),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class PeerRanks(Chart):
    """The departments of one function, lowest first: one row each, the median as a line, the distance to it in points.

    ``group`` is None when there is nobody to compare.
    """

    group: PeerRow | None
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def ranked(self) -> tuple[PeerDot, ...]:
        """The dots in drawing order, lowest first; ties by id."""
        return tuple(sorted(self.group.dots, key=lambda d: (d.rate, d.id))) if self.group else ()

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(d.id for d in self.ranked)

    def table(self, w: Words) -> pl.DataFrame:
        middle = self.group.median if self.group else 0.0
        return frame(
            w,
            [
                ("col_name", pl.String, [d.label for d in self.ranked]),
                ("col_rate", pl.Float64, [d.rate for d in self.ranked]),
                ("col_to_median", pl.Float64, [d.rate - middle for d in self.ranked]),
                ("col_is_chosen", pl.Boolean, [d.is_chosen for d in self.ranked]),
            ],
        )
