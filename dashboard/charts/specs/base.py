"""What every chart specification has.

Belongs here: the common fields and the making of a chart's data table. Does not belong here: any chart kind,
anything that draws (Plotly for the screen, Office charts for files).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard.formats import TARGET
from dashboard.strings import Words

MONEY = pl.Decimal(38, 2)

Column = tuple[str, Any, Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """One chart: data and encodings, no drawing.

    ``key`` is the stable name (widget keys, file names); ``title`` the finding as a sentence; ``caption`` says
    what is drawn, of what coverage; ``unit_label`` the unit in words (万元, %, 分, 个); ``notes`` are footnotes
    (rules, exclusions, n of N); ``alt`` the text alternative. Title, caption and notes are not drawn inside
    the figure: the page or the slide prints them. Rates are fractions, money is yuan (``Decimal``).
    """

    key: str
    title: str
    caption: str
    unit_label: str
    notes: tuple[str, ...] = ()
    alt: str = ""

    @abstractmethod
    def table(self, w: Words) -> pl.DataFrame:
        """The chart's data with labelled columns, for CSV and XLSX: real numbers, money in yuan, rates as fractions."""

    @property
    @abstractmethod
    def row_ids(self) -> tuple[str, ...]:
        """The ids a click may return, in drawing order."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw (a renderer then says so instead)."""
        return not self.row_ids


def frame(w: Words, columns: Sequence[Column]) -> pl.DataFrame:
    """A typed frame (also with zero rows) from (word key of the head, type, values); heads must differ."""
    return pl.DataFrame([pl.Series(w(f"charts.{head}"), values, dtype=kind) for head, kind, values in columns])


def rate_of(budget: Decimal | None, executed: Decimal | None) -> float | None:
    """executed ÷ budget; ``None`` when an amount is missing or the budget is not positive."""
    if budget is None or executed is None or budget <= 0:
        return None
    return float(executed / budget)


def is_short(budget: Decimal | None, executed: Decimal | None, target: float = TARGET) -> bool:
    """Whether the target is missed, decided on the exact amounts; False when there is no rate."""
    if budget is None or executed is None or budget <= 0:
        return False
    return executed < budget * Decimal(str(target))


def check_unique(ids: Sequence[str], where: str) -> None:
    """Raise ValueError naming the first id that stands twice: a click could not tell the two apart."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"{where}: id {one!r} stands twice")
        seen.add(one)
