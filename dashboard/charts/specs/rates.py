"""Charts of execution rates at one time: ledger, heat map, ranking dots, dot strip, rate histogram.

Belongs here: data and encodings of these kinds. Does not belong here: change across years (``trends``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import polars as pl

from dashboard.charts.specs.base import MONEY, Chart, check_unique, frame, is_short, rate_of
from dashboard.formats import TARGET, Unit, is_below
from dashboard.strings import Words

LedgerState = Literal["rate", "contradicting", "no_executed", "no_budget", "no_amounts", "no_rate"]


@dataclass(frozen=True)
class StatedRate:
    """A rate as a report prints it: fraction and printed decimals."""

    value: float
    decimals: int


@dataclass(frozen=True)
class LedgerRow:
    """One department as its own report states it; nothing added, nothing ranked.

    ``budget_prefix`` / ``executed_prefix`` qualify an amount in words (年初, 决算). ``is_comparable`` is False
    where the two amounts do not belong together (year-start budget, final accounts with additions): then no
    rate is computed from them. ``stated`` holds the report's own rates; two different ones are drawn as a
    contradiction, one is used when none can be computed. ``score_text`` and ``grade_text`` are printed as they
    are (只有分段, “优秀”, 22 / 0 / 3); ``has_grade_issue`` sets the grade in the warning colour.
    """

    id: str
    label: str
    sub_label: str
    budget: Decimal | None
    executed: Decimal | None
    stated: tuple[StatedRate, ...] = ()
    budget_prefix: str = ""
    executed_prefix: str = ""
    is_comparable: bool = True
    score_text: str | None = None
    grade_text: str | None = None
    has_grade_issue: bool = False

    @property
    def contradicting(self) -> tuple[StatedRate, ...]:
        """The stated rates in document order when at least two differ, else ()."""
        return self.stated if len({r.value for r in self.stated}) > 1 else ()

    @property
    def rate(self) -> float | None:
        """The rate drawn: computed where the amounts allow it, else the one stated; None when contradicting."""
        if self.contradicting:
            return None
        computed = rate_of(self.budget, self.executed) if self.is_comparable else None
        if computed is None and self.stated:
            return self.stated[0].value
        return computed

    @property
    def state(self) -> LedgerState:
        if self.contradicting:
            return "contradicting"
        if self.rate is not None:
            return "rate"
        if self.budget is None:
            return "no_amounts" if self.executed is None else "no_budget"
        return "no_executed" if self.executed is None else "no_rate"

    def is_short(self, target: float) -> bool:
        """Whether the drawn rate misses the target; exact where it is computed from amounts."""
        if self.rate is None:
            return False
        if self.is_comparable and rate_of(self.budget, self.executed) is not None:
            return is_short(self.budget, self.executed, target)
        return is_below(self.rate, target)


@dataclass(frozen=True, kw_only=True)
class Ledger(Chart):
    """Bars on a rate scale (budget = 100) beside a text table. One row per department."""

    rows: tuple[LedgerRow, ...]
    money_unit: Unit
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.rows)

    def table(self, w: Words) -> pl.DataFrame:
        stated = [" / ".join(f"{s.value * 100:.{s.decimals}f}%" for s in r.stated) or None for r in self.rows]
        return frame(
            w,
            [
                ("col_name", pl.String, [r.label for r in self.rows]),
                ("col_scope", pl.String, [r.sub_label for r in self.rows]),
                ("col_budget", MONEY, [r.budget for r in self.rows]),
                ("col_budget_note", pl.String, [r.budget_prefix or None for r in self.rows]),
                ("col_executed", MONEY, [r.executed for r in self.rows]),
                ("col_executed_note", pl.String, [r.executed_prefix or None for r in self.rows]),
                ("col_rate", pl.Float64, [r.rate for r in self.rows]),
                ("col_rate_stated", pl.String, stated),
                ("col_score", pl.String, [r.score_text for r in self.rows]),
                ("col_grade", pl.String, [r.grade_text for r in self.rows]),
            ],
        )


@dataclass(frozen=True)
class HeatColumn:
    """One entity: ``label`` of about two characters over the column, ``name`` in full for hover and table."""

    id: str
    label: str
    name: str


@dataclass(frozen=True)
class HeatCell:
    """Rate of one entity in one year; a missing cell and a rate of None are both drawn as —."""

    entity_id: str
    year: int
    rate: float | None

    @property
    def id(self) -> str:
        """What a click returns: ``entity_id|year`` (see ``cell_key``)."""
        return f"{self.entity_id}|{self.year}"


def cell_key(cell_id: str) -> tuple[str, int]:
    """Entity id and year of a ``HeatCell.id`` or a trend point id; ValueError when it is not one."""
    entity, _, year = cell_id.rpartition("|")
    if not entity:
        raise ValueError(f"not a cell id: {cell_id!r}")
    return entity, int(year)


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """Columns = entities in the given order, rows = years ascending; five classes, latest year bold.

    ``steps`` are the four class limits (fractions, ascending); the last is the target.
    """

    columns: tuple[HeatColumn, ...]
    years: tuple[int, ...]
    cells: tuple[HeatCell, ...]
    steps: tuple[float, float, float, float] = (0.80, 0.85, 0.90, 0.95)

    def __post_init__(self) -> None:
        check_unique([c.id for c in self.columns], self.key)
        check_unique(self.row_ids, self.key)

    @property
    def target(self) -> float:
        return self.steps[-1]

    def heat_class(self, rate: float) -> int:
        """0 (lowest) … 4 (meets the target)."""
        return sum(not is_below(rate, step) for step in self.steps)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.cells)

    def table(self, w: Words) -> pl.DataFrame:
        names = {c.id: c.name for c in self.columns}
        return frame(
            w,
            [
                ("col_name", pl.String, [names[c.entity_id] for c in self.cells]),
                ("col_year", pl.Int64, [c.year for c in self.cells]),
                ("col_rate", pl.Float64, [c.rate for c in self.cells]),
            ],
        )


@dataclass(frozen=True)
class RateDot:
    """Rate of one department and the year before's (fractions, either may be None)."""

    id: str
    label: str
    rate: float | None
    previous: float | None = None

    @property
    def change(self) -> float | None:
        return None if self.rate is None or self.previous is None else self.rate - self.previous


@dataclass(frozen=True, kw_only=True)
class RateDots(Chart):
    """Ranking: one dot a department, last year's pale, both joined; rate and change as columns. Given order."""

    rows: tuple[RateDot, ...]
    year: int | None = None
    target: float = TARGET

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
                ("col_rate", pl.Float64, [r.rate for r in self.rows]),
                ("col_rate_previous", pl.Float64, [r.previous for r in self.rows]),
                ("col_rate_change", pl.Float64, [r.change for r in self.rows]),
            ],
        )


@dataclass(frozen=True)
class DotPoint:
    """One project among others; exactly the project of the page has ``is_self``."""

    id: str
    label: str
    rate: float
    is_self: bool = False


@dataclass(frozen=True, kw_only=True)
class DotStrip(Chart):
    """This project against the others on one rate axis. One point per project with a rate.

    ``self_text`` overrides the printed rate of the page's project (as stated in its report).
    """

    points: tuple[DotPoint, ...]
    target: float = TARGET
    self_text: str | None = None

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(p.id for p in self.points)

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_name", pl.String, [p.label for p in self.points]),
                ("col_rate", pl.Float64, [p.rate for p in self.points]),
                ("col_is_self", pl.Boolean, [p.is_self for p in self.points]),
            ],
        )


# Lower limits of the bins in between; full, over and none are bins of their own. Ten-point bins would hide the target.
_LIMITS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
RATE_BINS: tuple[str, ...] = (
    "negative",
    *(f"{lower * 100:.0f}-{upper * 100:.0f}" for lower, upper in pairwise(_LIMITS)),
    "full",
    "over",
    "none",
)


def rate_bin(rate: float | None) -> str:
    """The bin of ``RATE_BINS`` a rate falls in: lower limit included, upper not; exactly 100 % is ``full``."""
    if rate is None:
        return "none"
    if rate < 0:
        return "negative"
    if not is_below(rate, 1.0):
        return "over" if is_below(1.0, rate) else "full"
    index = sum(not is_below(rate, limit) for limit in _LIMITS[1:])
    return RATE_BINS[1 + index]


@dataclass(frozen=True, kw_only=True)
class RateHistogram(Chart):
    """Projects by execution rate; 100, over 100 and not computable as bins of their own.

    ``counts`` maps bin ids (``RATE_BINS``, see ``rate_bin``) to numbers of projects, missing = 0; the id is what
    a click returns. ``negative`` is drawn only when it holds something.
    """

    counts: Mapping[str, int]
    target: float = TARGET

    def __post_init__(self) -> None:
        unknown = set(self.counts) - set(RATE_BINS)
        if unknown:
            raise ValueError(f"{self.key}: no such bins: {sorted(unknown)}")

    @property
    def bins(self) -> tuple[str, ...]:
        """Bin ids drawn, left to right; () when all are empty."""
        if not any(self.counts.values()):
            return ()
        return tuple(b for b in RATE_BINS if b != "negative" or self.counts.get(b))

    def is_short(self, bin_id: str) -> bool:
        """Whether the whole bin lies below the target."""
        if bin_id == "negative":
            return True
        if "-" not in bin_id:
            return False
        return float(bin_id.split("-")[1]) / 100 <= self.target

    @property
    def row_ids(self) -> tuple[str, ...]:
        return self.bins

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_bin", pl.String, [bin_label(b, w) for b in self.bins]),
                ("col_count", pl.Int64, [self.counts.get(b, 0) for b in self.bins]),
            ],
        )


def bin_label(bin_id: str, w: Words) -> str:
    """0–10 … 95–100, 100, >100, 不能算."""
    return bin_id.replace("-", "–") if "-" in bin_id else w(f"charts.bin_{bin_id}")
