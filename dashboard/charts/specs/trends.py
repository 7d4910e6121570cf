"""Charts across years: small multiples, comparison of departments, year frames of one project.

Belongs here: data and encodings of these kinds. Does not belong here: deciding whether two years are the same
project (the model does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import polars as pl

from dashboard.charts.specs.base import MONEY, Chart, check_unique, frame
from dashboard.formats import TARGET, Unit
from dashboard.strings import Words

Measure = Literal["rate", "score", "money"]
FrameState = Literal["rate", "no_rate", "missing"]


@dataclass(frozen=True)
class YearValue:
    """One year's value; None = not stated, and a gap in the line."""

    year: int
    value: Decimal | float | None


@dataclass(frozen=True)
class Series:
    """One entity across years, years ascending and distinct (ValueError otherwise)."""

    id: str
    label: str
    points: tuple[YearValue, ...]

    def __post_init__(self) -> None:
        years = [p.year for p in self.points]
        if any(a >= b for a, b in pairwise(years)):
            raise ValueError(f"{self.id}: years must ascend and be distinct")

    @property
    def known(self) -> tuple[YearValue, ...]:
        return tuple(p for p in self.points if p.value is not None)

    def point_id(self, year: int) -> str:
        """What a click on one year returns: ``id|year`` (see ``rates.cell_key``)."""
        return f"{self.id}|{year}"


def years_of(series: Sequence[Series]) -> tuple[int, ...]:
    """All years from the first to the last known one, without holes; () when nothing is known."""
    known = [p.year for s in series for p in s.known]
    return tuple(range(min(known), max(known) + 1)) if known else ()


def _ids(series: Sequence[Series]) -> tuple[str, ...]:
    return tuple(s.point_id(p.year) for s in series for p in s.known)


@dataclass(frozen=True, kw_only=True)
class TrendLines(Chart):
    """Small multiples of rates: one panel an entity, same scales, target line, last value labelled.

    An entity with one year is a labelled dot, never a line. ``per_row`` panels stand side by side. A click on a dot
    returns ``id|year``, one elsewhere in a panel its ``id``.
    """

    panels: tuple[Series, ...]
    target: float = TARGET
    per_row: int = 5

    def __post_init__(self) -> None:
        check_unique(tuple(p.id for p in self.panels), self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return _ids(self.panels)

    def table(self, w: Words) -> pl.DataFrame:
        pairs = [(s, p) for s in self.panels for p in s.points]
        return frame(
            w,
            [
                ("col_name", pl.String, [s.label for s, _ in pairs]),
                ("col_year", pl.Int64, [p.year for _, p in pairs]),
                ("col_rate", pl.Float64, [p.value for _, p in pairs]),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class CompareLines(Chart):
    """Departments over the years on one scale, fixed colours by id, labelled at the end of each line.

    ``everyone``: the ids of all departments of the dataset in a fixed order, from which each takes its colour.
    ``measure`` says what the values are: ``rate`` (fractions), ``score`` (points) or ``money`` (yuan, shown in
    ``money_unit``). More than six series: grey, and ``chosen`` (an id) in colour. ``domain`` fixes the scale
    (in the values' own unit) so that neighbouring figures can be compared; ``years`` likewise the year axis.
    """

    series: tuple[Series, ...]
    measure: Measure
    money_unit: Unit = Unit.WAN
    target: float | None = TARGET
    chosen: str | None = None
    everyone: tuple[str, ...] = ()
    domain: tuple[float, float] | None = None
    years: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_unique(tuple(s.id for s in self.series), self.key)

    @property
    def row_ids(self) -> tuple[str, ...]:
        return _ids(self.series)

    @property
    def axis_years(self) -> tuple[int, ...]:
        """Years on the axis."""
        return self.years or years_of(self.series)

    def table(self, w: Words) -> pl.DataFrame:
        pairs = [(s, p) for s in self.series for p in s.points]
        return frame(
            w,
            [
                ("col_name", pl.String, [s.label for s, _ in pairs]),
                ("col_year", pl.Int64, [p.year for _, p in pairs]),
                (f"measure_{self.measure}", MONEY if self.measure == "money" else pl.Float64, _plain(pairs, self)),
            ],
        )


def _plain(pairs: list[tuple[Series, YearValue]], chart: CompareLines) -> list[Decimal | float | None]:
    values = [p.value for _, p in pairs]
    return list(values) if chart.measure == "money" else [None if v is None else float(v) for v in values]


@dataclass(frozen=True)
class YearFrame:
    """One year of one project. ``rate`` ``no_rate`` = recorded but not computable, ``missing`` = not recorded."""

    id: str
    year: int
    state: FrameState
    rate: float | None = None
    rate_text: str | None = None
    is_current: bool = False

    def __post_init__(self) -> None:
        if (self.state == "rate") != (self.rate is not None):
            raise ValueError(f"{self.id}: state {self.state!r} does not fit rate {self.rate!r}")


@dataclass(frozen=True, kw_only=True)
class YearFrames(Chart):
    """One frame a year, filled to the rate; dotted for years not recorded; a line only from three rates on."""

    frames: tuple[YearFrame, ...]
    target: float = TARGET

    def __post_init__(self) -> None:
        check_unique(self.row_ids, self.key)

    @property
    def has_line(self) -> bool:
        return sum(f.rate is not None for f in self.frames) >= 3

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(f.id for f in self.frames if f.state != "missing")

    @property
    def is_empty(self) -> bool:
        return not self.frames

    def table(self, w: Words) -> pl.DataFrame:
        return frame(
            w,
            [
                ("col_year", pl.Int64, [f.year for f in self.frames]),
                ("col_rate", pl.Float64, [f.rate for f in self.frames]),
                ("col_state", pl.String, [w(f"charts.frame_{f.state}") for f in self.frames]),
            ],
        )
