"""A meeting as data: sections with finding, figure, table and quotes.

Belongs here: these. Does not belong here: what is told (``meeting``), files (``dashboard.exports``).
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.charts import specs
from dashboard.kpi import Kpi
from dashboard.stories.quotes import Line


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, and whether it holds figures."""

    head: str
    width: float
    is_figure: bool = False


@dataclass(frozen=True)
class Table:
    """A table of texts. ``strong``: (row, column) of the cells set in the colour of what is missing.
    ``title`` where the table has one of its own."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[tuple[int, int]] = frozenset()
    title: str = ""


@dataclass(frozen=True)
class Quote:
    """A sentence of a source: what it is about, the words, where they stand."""

    subject: str
    text: str
    place: str


@dataclass(frozen=True)
class Section:
    """One subject. ``title`` is the finding, ``subtitle`` what is drawn, in
    which ``unit``; ``quotes`` the evidence behind it."""

    key: str
    title: str
    subtitle: str = ""
    figure: specs.Chart | None = None
    kpis: tuple[Kpi, ...] = ()
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    quotes: tuple[Quote, ...] = ()
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing besides the title."""
        return not (self.lines or self.kpis or self.table) and (self.figure is None or self.figure.is_empty)


@dataclass(frozen=True)
class Meeting:
    """All sections of one choice, in the order they are told; ``summary`` is the first."""

    sections: tuple[Section, ...]

    @property
    def summary(self) -> Section:
        """The page of sentences."""
        return self.sections[0]

    def get(self, key: str) -> Section | None:
        """A section by its key; None where there is nothing to tell of it."""
        return next((s for s in self.sections if s.key == key), None)

    def all(self, key: str) -> tuple[Section, ...]:
        """Sections of one subject."""
        return tuple(s for s in self.sections if s.key == key)
