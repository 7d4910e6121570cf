"""Charts of money given and spent: dumbbells from budget to executed, and how few projects hold the unspent.

Belongs here: data and encodings of these kinds. Does not belong here: bars (``money``), rates without amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dashboard.charts.specs.base import MONEY, Chart, check_unique, frame
from dashboard.charts.specs.money import BudgetRow
from dashboard.formats import TARGET, Unit
from dashboard.strings import Words


@dataclass(frozen=True, kw_only=True)
class Dumbbells(Chart):
    """Budget as a hollow mark, executed as a solid one, joined by the shortfall, on one scale of money from 0.

    Orange where the target is missed. Rows in the given order; both amounts are known in every row.
    """

    rows: tuple[BudgetRow, ...]
    money_unit: Unit
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)
        if any(r.unspent is None for r in self.rows):
            raise ValueError(f"{self.key}: a dumbbell needs both amounts")

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_name", pl.String, [r.label for r in self.rows]),
                ("col_budget", MONEY, [r.budget for r in self.rows]),
                ("col_executed", MONEY, [r.executed for r in self.rows]),
                ("col_unspent", MONEY, [r.unspent for r in self.rows]),
                ("col_rate", pl.Float64, [r.rate for r in self.rows]),
            ],
        )


@dataclass(frozen=True)
class UnspentProject:
    """One project by place: what it left, and Σ of this one and the larger ones (yuan). ``note`` tells it from
    others of the same name (district, year)."""

    id: str
    label: str
    place: int
    unspent: Decimal
    upto: Decimal
    note: str = ""

    @property
    def name(self) -> str:
        """The label with its note."""
        return f"{self.label} {self.note}".rstrip()


@dataclass(frozen=True, kw_only=True)
class CumulativeUnspent(Chart):
    """Share of the unspent money (y) held by so many projects (x), largest first, with the cut drawn.

    ``projects`` are points of the curve by ascending place, the first ``named`` of them listed below it; ``whole`` is
    Σ over all ``count`` projects (yuan). ``needed`` is the smallest number that holds ``cut``. Up to ``COLUMNS``
    projects are columns: a curve through three points would be an invention.
    """

    projects: tuple[UnspentProject, ...]
    whole: Decimal
    count: int
    needed: int
    money_unit: Unit
    named: int = 5
    cut: float = 0.8

    COLUMNS = 24

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)
        if self.projects and (self.whole <= 0 or self.projects[-1].place > self.count):
            raise ValueError(f"{self.key}: the whole does not fit its projects")

    @property
    def is_columns(self) -> bool:
        """Whether every project is drawn as a column of its own."""
        return self.count <= self.COLUMNS and len(self.projects) == self.count

    @property
    def listed(self) -> tuple[UnspentProject, ...]:
        """The largest, printed with name and amount."""
        return self.projects[: self.named]

    def share(self, project: UnspentProject) -> Decimal:
        """Share of the whole that this one and the larger ones hold (a fraction)."""
        return project.upto / self.whole

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(p.id for p in self.projects)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_place", pl.Int64, [p.place for p in self.projects]),
                ("col_project", pl.String, [p.name for p in self.projects]),
                ("col_unspent", MONEY, [p.unspent for p in self.projects]),
                ("col_cumulative", pl.Float64, [float(self.share(p)) for p in self.projects]),
            ],
        )
