"""An Office chart as data: categories, series, axes. Written into workbooks, slides and documents alike.

Belongs here: what all Office charts have in common. Does not belong here: which specification takes which form, XML.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dashboard import formats as f
from dashboard.charts.palette import LIGHT
from dashboard.formats import Unit

#: Files are read on paper and by a projector: always the light colours.
COLOURS = LIGHT
#: The font of every Chinese text in a chart and on a slide.
FONT = "微软雅黑"

Form = Literal["bar", "line", "dots", "data"]
Grouping = Literal["overlay", "stacked", "clustered"]
Kind = Literal["bar", "column", "line", "scatter"]
Value = float | None


@dataclass(frozen=True)
class Series:
    """One series, a column of the chart's sheet.

    ``form`` ``data`` stands in the sheet only. ``formula`` (Excel) makes the column follow its neighbours when someone
    edits them, ``values`` are its results: ``{0}``, ``{1}`` … stand for the cells of the series of that place in the
    same row, ``{target}`` for the cell of the target, ``{row}``, ``{first}``, ``{last}`` for row numbers, ``{cols[0]}``
    … for column letters. ``colour`` None: no fill. ``is_second``: on the axis at the right. ``xs``: abscissae of a
    scatter chart.
    """

    name: str
    values: tuple[Value, ...]
    form: Form = "bar"
    colour: str | None = None
    outline: str | None = None
    is_hatched: bool = False
    is_dashed: bool = False
    is_dotted: bool = False
    number: str = "#,##0"
    formula: str | None = None
    has_labels: bool = False
    is_second: bool = False
    is_named: bool = True
    xs: tuple[Value, ...] = ()
    point_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Axis:
    """One value axis; ``top`` and ``bottom`` None: chosen by the program."""

    title: str = ""
    number: str = "#,##0"
    bottom: float | None = None
    top: float | None = None
    step: float | None = None
    is_shown: bool = True


@dataclass(frozen=True)
class Beside:
    """A column of figures to be set beside horizontal bars, a cell a bar."""

    head: str
    cells: tuple[str, ...]
    is_strong: tuple[bool, ...] = ()


@dataclass(frozen=True)
class OfficeChart:
    """One chart. ``categories`` from the top down for bars, from left to right otherwise; empty for a scatter chart."""

    kind: Kind
    category_head: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    value: Axis
    second: Axis | None = None
    across: Axis | None = None
    grouping: Grouping = "clustered"
    gap: int = 45
    beside: tuple[Beside, ...] = ()
    has_legend: bool = False
    #: A fraction in a cell of its own, for formulas.
    target: float | None = None
    target_name: str = ""


def plain(value: Decimal | float | None) -> Value:
    """A figure as a cell holds it."""
    return None if value is None else float(value)


def in_unit(value: Decimal | None, unit: Unit) -> Value:
    """Yuan in the chart's unit, every cent kept: 3.1123456789 亿元."""
    return None if value is None else float(f.scaled(value, unit))


def money_format(unit: Unit) -> str:
    """Excel format of amounts in this unit."""
    return "#,##0.0000" if unit is Unit.YI else "#,##0.00"


def ceiling(values: Sequence[Value], spare: float = 1.03) -> float | None:
    """The end of an axis that holds all values; None without any above 0."""
    largest = max((v for v in values if v is not None), default=0.0)
    return largest * spare if largest > 0 else None


def broken(label: str, letters: int = 5) -> str:
    """A name for the foot of a column: Chinese in lines of so many characters, words at their blanks."""
    if label.isascii():
        return "\n".join(textwrap.wrap(label, 2 * letters + 2, break_long_words=False)) or label
    return "\n".join(label[i : i + letters] for i in range(0, len(label), letters))


def computed(n: int, rule: Callable[[int], Value]) -> tuple[Value, ...]:
    """The results of a formula, row by row."""
    return tuple(rule(i) for i in range(n))
