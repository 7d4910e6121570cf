"""What the headings of a flat table are found to say: its columns and what each is.

Belongs here: the model alone. Does not belong here: finding them (``headings``).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass
class Column:
    """One column that means something: its field, its year where the heading names one, its unit as printed there."""

    index: int
    field: str
    header: str
    year: int | None = None
    unit: str = ""
    rank: int = 0
    words: tuple[str, ...] = ()
    twins: list[int] = dataclasses.field(default_factory=list)


@dataclass
class Headings:
    """Rows ``first`` to ``last`` of the sheet hold the headings."""

    first: int
    last: int
    columns: list[Column]
    notes: list[str] = dataclasses.field(default_factory=list)
    texts: dict[int, str] = dataclasses.field(default_factory=dict)
    #: Why a person is asked about every line below.
    doubts: list[str] = dataclasses.field(default_factory=list)

    def of(self, name: str, year: int | None = None) -> Column | None:
        """The column of a field, of a year where headings name years; any of it where no year is asked for."""
        same = [c for c in self.columns if c.field == name]
        fitting = [c for c in same if c.year == year] or [c for c in same if c.year is None or year is None]
        return fitting[0] if fitting else None

    @property
    def years(self) -> list[int]:
        """Years named by money headings: more than one makes a row of each."""
        return sorted({c.year for c in self.columns if c.year is not None})

    @property
    def fields(self) -> set[str]:
        return {c.field for c in self.columns}
