"""Quantities in lists: people, households, kilometres, numbers of indicators are no money, their units no offices.

Belongs here: telling such columns by their headings, by a column of units and by what stands beside them. Does not
belong here: units of money (``amounts``), what else a heading means (``headings``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from etl.read import amounts
from etl.read.grid import Grid
from etl.read.labels import clean, roles

#: Column → its headings from the top down.
Paths = Mapping[int, Sequence[str]]
_SAMPLE = 1_000
_SIZE = re.compile(r"[十百千万亿]+(?=.)")
_BETWEEN = re.compile(r"[/、,或和及·()]+")
_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]+)[)\]】〕]")
_SAYS_UNIT = re.compile(r"(?:计量)?单位[:为]?")
_OF_UNITS = re.compile(r"(?:计量|计算|数量)?单位")
_HEADS_UNITS = re.compile(r"(?:金额|计量|货币)?单位")
#: Lines below the headings among which one of units may stand.
_FIRST = 2
#: A form or a project has no more indicators than that.
_MOST_INDICATORS = Decimal(100)


def is_measure(text: str) -> bool:
    """Whether a text is the name of a unit that is no money.

    >>> is_measure("公顷"), is_measure("万平方米"), is_measure("台/套"), is_measure("元/人"), is_measure("人、户")
    (True, True, True, True, True)
    >>> is_measure("万元"), is_measure("一中"), is_measure("财政所"), is_measure("%"), is_measure("")
    (False, False, False, False, False)
    """
    return "unit" in _kinds(text)


def are_units(grid: Grid, index: int, last: int) -> bool:
    """Whether a column below its headings holds units of measure (个, 公里, %), so that 单位 over it is no office."""
    texts = _texts(grid, index, last)
    found = [_kinds(text) for text in texts]
    return any("unit" in kinds or "beside" in kinds for kinds in found) and sum(map(bool, found)) * 2 > len(texts)


def are_percentages(grid: Grid, index: int, last: int) -> bool:
    """Whether most figures of a column below its headings are per cents, written so or shown so."""
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    stated = [line for line in lines if amounts.rate(grid.value(line, index)) is not None]
    percents = [line for line in stated if "%" in amounts.fold(grid.text(line, index)) + grid.format(line, index)]
    return len(percents) * 2 > len(stated)


def columns(grid: Grid, paths: Paths, last: int) -> frozenset[int]:
    """The columns of quantities of a table. ``last`` is the lowest row of its headings."""
    said = {index: _said(path) for index, path in paths.items()}
    named = {index for index, kind in said.items() if kind == "measure"}
    silent = {index: path[-1] for index, path in paths.items() if not said[index]}
    below = {index for index, unit in line_of_units(grid, last).items() if is_measure(unit)}
    return frozenset(
        named | below | _of_unit_column(grid, paths, last, silent, named) | _counted(grid, paths, last, silent)
    )


def says_measure(heading: str) -> bool:
    """Whether a heading names a unit that is no money.

    >>> says_measure("计划数（户）"), says_measure("到位数/人"), says_measure("预算数（万元）")
    (True, True, False)
    """
    return any(is_measure(unit) for unit in _units(heading))


def line_of_units(grid: Grid, last: int) -> dict[int, str]:
    """Column → unit, of a line of nothing but units that stands below the headings or the numbers of the columns:
    户 | 万元 | 万元 | %."""
    for line in range(last + 1, min(last + 1 + _FIRST, len(grid.rows))):
        cells = dict(grid.cells(line))
        if any(map(_kinds, cells.values())) and all(_is_of_line(text) for text in cells.values()):
            return cells
    return {}


def _is_of_line(text: str) -> bool:
    return bool(_kinds(text)) or amounts.is_missing(text) or _HEADS_UNITS.fullmatch(clean(text)) is not None


def _kinds(text: str) -> frozenset[str]:
    """What the parts of a unit are: ``unit`` (of measure), ``beside`` (%), ``money``; nothing where one is none."""
    flat = re.sub(r"\s+", "", amounts.fold(text))
    parts = [part for part in _BETWEEN.split(flat) if part]
    found = [_kind(part) for part in parts]
    return frozenset() if None in found else frozenset(str(kind) for kind in found)


def _kind(part: str) -> str | None:
    group = roles("measure")
    if amounts.is_unit(part):
        return "money"
    return group.of(part) or group.of(_SIZE.sub("", part))


def _texts(grid: Grid, index: int, last: int) -> list[str]:
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    return [text for line in lines if not amounts.is_missing(text := grid.text(line, index))]


def _said(path: Sequence[str]) -> str:
    """``measure`` or ``money`` by the lowest heading that says either, or nothing."""
    for text in reversed(path):
        if says_measure(text):
            return "measure"
        kind = roles("quantity").of(text)
        if amounts.unit_in(text) is not None or kind == "money":
            return "money"
        if kind == "named":
            return "measure"
    return ""


def _units(heading: str) -> Iterator[str]:
    """Where a heading may name its unit: in brackets, behind a stroke, or as the whole heading."""
    flat = re.sub(r"\s+", "", amounts.fold(heading)).replace("：", ":")
    inside = [*_BRACKETS.findall(flat), flat, *re.findall(r".[/:]([^/:]+)$", flat)]
    yield from (_SAYS_UNIT.sub("", text, count=1) for text in inside)


def _of_unit_column(grid: Grid, paths: Paths, last: int, silent: Mapping[int, str], named: set[int]) -> set[int]:
    """What a column 计量单位 is of: 计划数, 下达数; not where the table names another quantity, 工程量."""
    group = roles("quantity")
    units = [i for i, path in paths.items() if _OF_UNITS.fullmatch(path[-1]) and are_units(grid, i, last)]
    if not units or named:
        return set()
    found = {index for index, text in silent.items() if group.of(text) in ("plan", "done", "plain")}
    has_outlay = any(group.of(path[-1]) == "outlay" for path in paths.values())
    return found | {index for index, text in silent.items() if has_outlay and group.of(text) == "spent"}


def _counted(grid: Grid, paths: Paths, last: int, silent: Mapping[int, str]) -> set[int]:
    """计划数 beside 完成数 in a table that states its money elsewhere; 指标数 that counts indicators."""
    group, flow = roles("quantity"), roles("flow")
    plans = {index for index, text in silent.items() if group.of(text) == "plan"}
    is_done = any(group.of(path[-1]) == "done" for path in paths.values())
    others = [i for i, path in paths.items() if i not in plans and flow.of(path[-1]) and _amounts(grid, i, last)]
    if is_done and others:
        return plans
    spent = [i for i in others if flow.of(paths[i][-1]) == "out"]
    return {i for i in plans if "指标" in silent[i] and any(_are_few(grid, i, other, last) for other in spent)}


def _are_few(grid: Grid, index: int, spent: int, last: int) -> bool:
    """Whether figures are small whole numbers, each below half of what was spent: no budget is."""
    few, money = _amounts(grid, index, last), _amounts(grid, spent, last)
    both = [(few[line], money[line]) for line in few.keys() & money.keys()]
    are_small = all(count == int(count) and count <= _MOST_INDICATORS for count in few.values())
    return bool(both) and are_small and all(count * 2 < spent for count, spent in both)


def _amounts(grid: Grid, index: int, last: int) -> dict[int, Decimal]:
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    stated = ((line, amounts.money(grid.value(line, index), amounts.YUAN)) for line in lines)
    return {line: money.value for line, money in stated if money is not None}
