"""Departments of the same function set against each other in one year.

Belongs here: data and encodings of these kinds. Does not belong here: which departments are peers (the metrics' keys),
one department over the years (``peers``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

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
    """One function and its departments with a rate, in any order; ValueError without any.

    ``others``: the rates of departments that are no dots, where there are too many; the lowest is always a dot.
    """

    id: str
    label: str
    dots: tuple[PeerDot, ...]
    others: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.dots:
            raise ValueError(f"{self.id}: a row of peers needs a department with a rate")

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """The rates of all departments, ascending."""
        return tuple(sorted([*(d.rate for d in self.dots), *self.others]))

    @cached_property
    def lowest(self) -> PeerDot:
        """The lowest; ties by id."""
        return min(self.dots, key=lambda d: (d.rate, d.id))

    @property
    def highest(self) -> float:
        """The highest rate."""
        return self.rates[-1]

    @property
    def median(self) -> float:
        """The median of all the row's rates."""
        return self.middle_half[1]

    @cached_property
    def middle_half(self) -> tuple[float, float, float]:
        """Lower quartile, median and upper quartile, interpolated; of a single rate that rate three times."""
        if len(self.rates) == 1:
            return self.rates * 3
        lower, middle, upper = quantiles(self.rates, method="inclusive")
        return lower, middle, upper

    @property
    def spread(self) -> float:
        """Highest less lowest (a fraction)."""
        return self.highest - self.rates[0]


@dataclass(frozen=True, kw_only=True)
class PeerDots(Chart):
    """One row a function, one dot a department, a tick at the median; the lowest named, n and spread at the right.

    Where departments are no dots, each row is its range with its middle half, and dots are the lowest and the chosen.
    """

    rows: tuple[PeerRow, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def is_dense(self) -> bool:
        """Whether there are departments without a dot."""
        return any(r.others for r in self.rows)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(d.id for r in self.rows for d in r.dots)

    def table(self, w: Words) -> pl.DataFrame:
        """A row a department; of ranges a row a function."""
        if self.is_dense:
            return self._ranges(w)
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

    def _ranges(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_function", pl.String, [r.label for r in self.rows]),
                ("col_count", pl.Int64, [len(r.rates) for r in self.rows]),
                ("col_name", pl.String, [r.lowest.label for r in self.rows]),
                ("col_lowest", pl.Float64, [r.lowest.rate for r in self.rows]),
                ("col_lower_quartile", pl.Float64, [r.middle_half[0] for r in self.rows]),
                ("col_median", pl.Float64, [r.median for r in self.rows]),
                ("col_upper_quartile", pl.Float64, [r.middle_half[2] for r in self.rows]),
                ("col_highest", pl.Float64, [r.highest for r in self.rows]),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class PeerRanks(Chart):
    """The departments of one function, lowest first: one row each, the median as a line, the distance to it in points.

    ``group`` is None when there is nobody to compare. The median is that of all, also of those without a row.
    """

    group: PeerRow | None
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @cached_property
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
