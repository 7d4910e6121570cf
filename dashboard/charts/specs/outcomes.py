"""What became of promises, by the year they fall due.

Belongs here: its data. Does not belong here: the verdicts (``metrics.answers``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.charts.specs.base import Chart, check_unique, frame
from dashboard.strings import Words

#: In drawing order: what can be judged, then what cannot.
OUTCOMES = ("rose", "flat", "fell", "no_base", "unknown")


@dataclass(frozen=True)
class OutcomeRow:
    """Promises due in one year, counted by outcome in the order of ``OUTCOMES``."""

    id: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All promises of the row."""
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Part of those that can be judged after which the rate rose; None where none can."""
        judged = sum(self.counts[:3])
        return self.counts[0] / judged if judged else None


@dataclass(frozen=True, kw_only=True)
class OutcomeBars(Chart):
    """Stacked bars, one a year: rose, unchanged, fell, then those that cannot be judged as outlines."""

    rows: tuple[OutcomeRow, ...]

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_due", pl.String, [r.label for r in self.rows]),
                ("col_count", pl.Int64, [r.total for r in self.rows]),
                *((f"outcome_{name}", pl.Int64, [r.counts[i] for r in self.rows]) for i, name in enumerate(OUTCOMES)),
                ("col_share_rose", pl.Float64, [r.share for r in self.rows]),
            ],
        )
