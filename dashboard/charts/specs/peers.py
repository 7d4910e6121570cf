"""One department among its peers over the years.

Belongs here: data and encodings of these figures. Does not belong here: who is a peer (the metrics).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.formats import TARGET
from dashboard.strings import Words


@dataclass(frozen=True)
class PeerYear:
    """One year: the department's own rate (None: cannot be computed) and lowest, median and highest of ``peers``
    others (None without any)."""

    id: str
    year: int
    rate: float | None
    low: float | None = None
    median: float | None = None
    high: float | None = None
    peers: int = 0

    def __post_init__(self) -> None:
        if (self.peers == 0) != (self.median is None):
            raise ValueError(f"{self.id}: {self.peers} peers do not fit a median of {self.median!r}")


@dataclass(frozen=True, kw_only=True)
class PeerRates(Chart):
    """The department's rate a year as a labelled dot over the range and median of its peers, and the target.

    Years ascend. The dots are joined only from three years on: one or two are no course.
    """

    years: tuple[PeerYear, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(tuple(y.id for y in self.years), self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(y.id for y in self.years if y.rate is not None)

    @property
    def is_empty(self) -> bool:
        return not any(y.rate is not None or y.peers for y in self.years)

    @property
    def has_line(self) -> bool:
        """Whether a course may be drawn."""
        return len(self.row_ids) >= 3

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_year", pl.Int64, [y.year for y in self.years]),
                ("col_rate", pl.Float64, [y.rate for y in self.years]),
                ("col_peers", pl.Int64, [y.peers for y in self.years]),
                ("col_peer_low", pl.Float64, [y.low for y in self.years]),
                ("col_peer_median", pl.Float64, [y.median for y in self.years]),
                ("col_peer_high", pl.Float64, [y.high for y in self.years]),
            ],
        )
