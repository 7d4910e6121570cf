"""Charts of two years set side by side: who rose and fell most, and the slope from a first to a last year.

Belongs here: data and encodings of these kinds. Does not belong here: lines over all years (``trends``), one year
(``rates``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dashboard.charts.specs.base import MONEY, Chart, check_unique, frame
from dashboard.formats import TARGET, Unit
from dashboard.strings import Words


@dataclass(frozen=True)
class RateChange:
    """Rates of one entity in two years (fractions), and the money of the later one (yuan, may be unknown)."""

    id: str
    label: str
    before: float
    after: float
    budget: Decimal | None = None
    unspent: Decimal | None = None

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class RateChanges(Chart):
    """Biggest movers: pale dot of the year before, dot of the year, both joined; the fallers above the risers.

    ``fallen`` and ``risen`` are drawn in the given order under a head each; an empty one is left out.
    """

    fallen: tuple[RateChange, ...]
    risen: tuple[RateChange, ...]
    year: int
    money_unit: Unit
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def rows(self) -> tuple[RateChange, ...]:
        """All rows in drawing order."""
        return (*self.fallen, *self.risen)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_name", pl.String, [r.label for r in self.rows]),
                ("col_rate_previous", pl.Float64, [r.before for r in self.rows]),
                ("col_rate", pl.Float64, [r.after for r in self.rows]),
                ("col_rate_change", pl.Float64, [r.change for r in self.rows]),
                ("col_budget", MONEY, [r.budget for r in self.rows]),
                ("col_unspent", MONEY, [r.unspent for r in self.rows]),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class Slope(Chart):
    """One line an entity from the first to the last year, named at both ends; orange where the last year is short."""

    rows: tuple[RateChange, ...]
    years: tuple[int, int]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)
        if self.years[0] >= self.years[1]:
            raise ValueError(f"{self.key}: a slope needs a first and a later year, not {self.years}")

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_name", pl.String, [r.label for r in self.rows]),
                ("col_rate_first", pl.Float64, [r.before for r in self.rows]),
                ("col_rate_last", pl.Float64, [r.after for r in self.rows]),
                ("col_rate_change_span", pl.Float64, [r.change for r in self.rows]),
            ],
        )
