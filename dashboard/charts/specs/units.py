"""The unit chart: one square a project.

Belongs here: its data and states. Does not belong here: counts without single projects (``scores``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.formats import TARGET
from dashboard.strings import Words

UnitState = Literal["met", "missed", "no_spend", "share_only", "unknown"]
UNIT_STATES: tuple[UnitState, ...] = ("met", "missed", "no_spend", "share_only", "unknown")
SQUARE_LIMIT = 200


@dataclass(frozen=True)
class UnitSquare:
    """One project: met / missed the target, no spend in the year, only a share stated (30 %), cannot be computed."""

    id: str
    label: str
    state: UnitState
    rate: float | None = None


@dataclass(frozen=True)
class UnitRow:
    """One department's projects in drawing order; ``remark`` stands behind the squares (52.82%, 没有列出项目)."""

    id: str
    label: str
    squares: tuple[UnitSquare, ...]
    remark: str = ""
    is_alert: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitChart(Chart):
    """One square a project, one row a department; at most ``SQUARE_LIMIT`` squares (ValueError above: use bars)."""

    rows: tuple[UnitRow, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)
        if len(self.row_ids) > SQUARE_LIMIT:
            raise ValueError(f"{self.key}: {len(self.row_ids)} squares; a unit chart holds {SQUARE_LIMIT}")

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(s.id for r in self.rows for s in r.squares)

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def states(self) -> tuple[UnitState, ...]:
        """States that occur, in legend order."""
        present = {s.state for r in self.rows for s in r.squares}
        return tuple(s for s in UNIT_STATES if s in present)

    def table(self, w: Words) -> pl.DataFrame:
        pairs = [(r, s) for r in self.rows for s in r.squares]
        return frame(
            w,
            [
                ("col_name", pl.String, [r.label for r, _ in pairs]),
                ("col_project", pl.String, [s.label for _, s in pairs]),
                ("col_state", pl.String, [w(f"charts.unit_{s.state}", target=f"{self.target:.0%}") for _, s in pairs]),
                ("col_rate", pl.Float64, [s.rate for _, s in pairs]),
            ],
        )
