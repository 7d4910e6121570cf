"""Departments of the same function set against each other in one year.

Belongs here: data and encodings of these kinds. Does not belong here: which departments are peers (the metrics' keys),
one department over the years (``peers``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median, quantiles

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.formats import TARGET
from dashboard.strings import Words

#: More dots than this are a smear in a row and a burden for the browser: ranges take their place.
MOST_DOTS = 2_000
#: Rows of a ranking; more no longer fit two screens.
MOST_RANKED = 60


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

    @cached_property
    def lowest(self) -> PeerDot:
        """The lowest; ties by id."""
        return min(self.dots, key=lambda d: (d.rate, d.id))

    @cached_property
    def highest(self) -> float:
        """The highest rate."""
        return max(d.rate for d in self.dots)

    @cached_property
    def median(self) -> float:
        """The median of all the row's rates."""
        return median(d.rate for d in self.dots)

    @cached_property
    def middle_half(self) -> tuple[float, float]:
        """Lower and upper quartile, interpolated; of a single rate that rate twice."""
        rates = [d.rate for d in self.dots]
        if len(rates) == 1:
            return rates[0], rates[0]
        lower, _, upper = quantiles(rates, method="inclusive")
        return lower, upper

    @property
    def spread(self) -> float:
        """Highest less lowest (a fraction)."""
        return self.highest - self.lowest.rate


@dataclass(frozen=True, kw_only=True)
class PeerDots(Chart):
    """One row a function, one dot a department, a tick at the median; the lowest named, n and spread at the right.

    Beyond ``MOST_DOTS`` departments a row is its range with its middle half, and dots are the lowest and the chosen.
    """

    rows: tuple[PeerRow, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @cached_property
    def is_dense(self) -> bool:
        """Whether there are too many departments for a dot each."""
        return sum(len(r.dots) for r in self.rows) > MOST_DOTS

    def drawn(self, row: PeerRow) -> tuple[PeerDot, ...]:
        """The row's departments that are dots."""
        if not self.is_dense:
            return row.dots
        return tuple(d for d in row.dots if d is row.lowest or (d.is_chosen and self._has_few_chosen))

    @cached_property
    def _has_few_chosen(self) -> bool:
        return sum(d.is_chosen for r in self.rows for d in r.dots) <= MOST_DOTS

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(d.id for r in self.rows for d in self.drawn(r))

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
                ("col_count", pl.Int64, [len(r.dots) for r in self.rows]),
                ("col_name", pl.String, [r.lowest.label for r in self.rows]),
                ("col_lowest", pl.Float64, [r.lowest.rate for r in self.rows]),
                ("col_lower_quartile", pl.Float64, [r.middle_half[0] for r in self.rows]),
                ("col_median", pl.Float64, [r.median for r in self.rows]),
                ("col_upper_quartile", pl.Float64, [r.middle_half[1] for r in self.rows]),
                ("col_highest", pl.Float64, [r.highest for r in self.rows]),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class PeerRanks(Chart):
    """The departments of one function, lowest first: one row each, the median as a line, the distance to it in points.

    ``group`` is None when there is nobody to compare. Of more than ``MOST_RANKED`` so many are shown: the chosen ones
    before the others, of each the lowest; the median is that of all.
    """

    group: PeerRow | None
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @cached_property
    def ranked(self) -> tuple[PeerDot, ...]:
        """The dots in drawing order, lowest first; ties by id."""
        dots = self.group.dots if self.group else ()
        shown = sorted(dots, key=lambda d: (not d.is_chosen, d.rate, d.id))[:MOST_RANKED]
        return tuple(sorted(shown, key=lambda d: (d.rate, d.id)))

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
