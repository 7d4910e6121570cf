"""Charts of money: budget bars, one amount bar, reasons by money and by count.

Belongs here: data and encodings of these kinds. Does not belong here: rates without amounts (``rates``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

import polars as pl

from dashboard.charts.specs.base import MONEY, Chart, check_unique, frame, is_short, rate_of
from dashboard.formats import TARGET, Unit
from dashboard.strings import Words

Controllable = Literal["yes", "partly", "no", "unknown"]
ReasonOrder = Literal["amount", "controllable", "given"]
ReasonColumn = Literal["share", "cumulative", "none"]
CONTROL_ORDER: tuple[Controllable, ...] = ("yes", "partly", "no", "unknown")


@dataclass(frozen=True)
class BudgetRow:
    """One department (or group, or project): amounts in yuan, either may be unknown; ``under`` is a second line."""

    id: str
    label: str
    budget: Decimal | None
    executed: Decimal | None
    under: str = ""

    @property
    def rate(self) -> float | None:
        return rate_of(self.budget, self.executed)

    @property
    def unspent(self) -> Decimal | None:
        return None if self.budget is None or self.executed is None else self.budget - self.executed


@dataclass(frozen=True, kw_only=True)
class BudgetBars(Chart):
    """Budget outlined, executed solid, shortfall orange where the target is missed; rate and unspent at the right.

    Rows are drawn in the given order, top down. One row per department. ``label_room``: pixels for names where the
    usual room cuts them; the figure must then be wide.
    """

    rows: tuple[BudgetRow, ...]
    money_unit: Unit
    target: float = TARGET
    label_room: int | None = None

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

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
class ReasonRow:
    """One reason code: unspent money attributed to it (yuan) and whether departments control it.

    ``unknown`` marks the two codes that give no reason (未说明原因, 仅描述现象): hatched, set in bold.
    """

    id: str
    label: str
    amount: Decimal
    controllable: Controllable


@dataclass(frozen=True, kw_only=True)
class ReasonBars(Chart):
    """Money by reason, coloured by controllability, with a share or cumulative column.

    ``order``: ``amount`` (largest first), ``controllable`` (yes, partly, no, unknown; inside each by amount) or
    ``given``. The cut is a rule after the first reason at which the cumulative share reaches ``cut``; drawn
    only in the order ``amount`` with the cumulative column. ``total`` (yuan) is the base of the shares; the
    sum of the rows by default — give it when rows were left out.
    """

    rows: tuple[ReasonRow, ...]
    money_unit: Unit
    column: ReasonColumn = "share"
    order: ReasonOrder = "amount"
    cut: float | None = 0.8
    total: Decimal | None = None
    is_compact: bool = True

    def __post_init__(self) -> None:
        check_unique(tuple(r.id for r in self.rows), self.key)
        if self.total is not None and self.total < sum((r.amount for r in self.rows), Decimal(0)):
            raise ValueError(f"{self.key}: the total is smaller than the sum of its rows")

    @cached_property
    def ordered(self) -> tuple[ReasonRow, ...]:
        """Rows in drawing order, top down; ties by id."""
        if self.order == "given":
            return self.rows
        by_amount = sorted(self.rows, key=lambda r: (-r.amount, r.id))
        if self.order == "amount":
            return tuple(by_amount)
        return tuple(sorted(by_amount, key=lambda r: CONTROL_ORDER.index(r.controllable)))

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.ordered)

    @cached_property
    def base(self) -> Decimal:
        """The amount that is 100 % (yuan)."""
        return sum((r.amount for r in self.rows), Decimal(0)) if self.total is None else self.total

    @property
    def shares(self) -> tuple[Decimal | None, ...]:
        """Share of each row (fraction), in drawing order; None when the base is 0."""
        return tuple(r.amount / self.base if self.base else None for r in self.ordered)

    @cached_property
    def cumulative(self) -> tuple[Decimal | None, ...]:
        """Running share (fraction), in drawing order, computed from running amounts so that the last is exact."""
        out: list[Decimal | None] = []
        running = Decimal(0)
        for row in self.ordered:
            running += row.amount
            out.append(running / self.base if self.base else None)
        return tuple(out)

    @cached_property
    def cut_after(self) -> int | None:
        """Number of rows above the cut; None without a cut, or when the cut is not before the last row."""
        if self.cut is None or self.column != "cumulative" or self.order != "amount":
            return None
        limit = Decimal(str(self.cut))
        for i, value in enumerate(self.cumulative, start=1):
            if value is not None and value >= limit:
                return i if i < len(self.rows) else None
        return None

    def table(self, w: Words) -> pl.DataFrame:
        rows = self.ordered
        return frame(
            w,
            [
                ("col_code", pl.String, [r.id for r in rows]),
                ("col_reason", pl.String, [r.label for r in rows]),
                ("col_controllable", pl.String, [w(f"charts.control_{r.controllable}") for r in rows]),
                ("col_unspent", MONEY, [r.amount for r in rows]),
                ("col_share", pl.Float64, [None if v is None else float(v) for v in self.shares]),
                ("col_cumulative", pl.Float64, [None if v is None else float(v) for v in self.cumulative]),
            ],
        )


@dataclass(frozen=True)
class CountRow:
    """One reason code and how many projects mention it; ``is_unknown`` = gives no reason (hatched)."""

    id: str
    label: str
    count: int
    is_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class CountBars(Chart):
    """Counts as pale blue bars in the given order.

    Beside ``ReasonBars`` pass the same order, ``is_beside``, its ``is_compact`` and its ``cut_after`` so that rows and
    rule line up across both panels. Labels stay: on paper and in a narrow window one stands below the other.
    """

    rows: tuple[CountRow, ...]
    is_beside: bool = False
    cut_after: int | None = None
    is_compact: bool = True

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_code", pl.String, [r.id for r in self.rows]),
                ("col_name", pl.String, [r.label for r in self.rows]),
                ("col_count", pl.Int64, [r.count for r in self.rows]),
            ],
        )


@dataclass(frozen=True)
class AmountMark:
    """One more amount on the same scale: money received, the year-start budget. ``label`` is plain text."""

    label: str
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class AmountBar(Chart):
    """One project's (or department's) money on one bar: budget outline, executed, unspent, target mark.

    ``rate_text`` is the rate as the page prints it (stated, as printed); by default the computed one.
    Any amount may be unknown; unknown is drawn as an outline with words, never as 0. ``id`` is what a click
    on the bar returns. ``marks``: further amounts stated, each a dotted line across the bar.
    """

    id: str
    budget: Decimal | None
    executed: Decimal | None
    money_unit: Unit
    rate_text: str | None = None
    target: float = TARGET
    marks: tuple[AmountMark, ...] = ()

    @property
    def row_ids(self) -> tuple[str, ...]:
        return () if self.budget is None and self.executed is None else (self.id,)

    @property
    def rate(self) -> float | None:
        return rate_of(self.budget, self.executed)

    @property
    def unspent(self) -> Decimal | None:
        return None if self.budget is None or self.executed is None else self.budget - self.executed

    @property
    def is_short(self) -> bool:
        return is_short(self.budget, self.executed, self.target)

    def table(self, w: Words) -> pl.DataFrame:
        rows = () if self.is_empty else (self,)
        return frame(
            w,
            [
                ("col_budget", MONEY, [r.budget for r in rows]),
                ("col_executed", MONEY, [r.executed for r in rows]),
                ("col_unspent", MONEY, [r.unspent for r in rows]),
                ("col_rate", pl.Float64, [r.rate for r in rows]),
            ],
        ).with_columns(*(pl.lit(m.value, dtype=MONEY).alias(m.label) for m in self.marks))
