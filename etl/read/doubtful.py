"""Cells and lines that must not be taken as they stand: what they show is not theirs, not whole, or not there.

Belongs here: telling such cells and lines of a flat table. Does not belong here: reading what a cell holds
(``amounts``), what a line is (``flat``).
"""

from __future__ import annotations

import re

from etl.read import amounts, places
from etl.read.columns import Column, Headings
from etl.read.grid import Grid, Value, printed, unbroken

#: 平均, 平均值, 部门平均, 全区平均执行率, 人均. 平均主义治理 and 人均公园绿地建设 are projects.
_AVERAGE = re.compile(r"[（(]?.{0,8}(?:平均(?:值|数|分|水平|得分|执行率)?|均值|户均|人均)[）)]?[:：]?")

_SUM = re.compile(r"小计|合计|总计|资金总额|年度资金总额|项目资金合计")


def is_average(text: str) -> bool:
    """True where a line is the mean of the others: no project and no department.

    >>> is_average("部门平均"), is_average("平 均 值"), is_average("人均公园绿地建设"), is_average("平均")
    (True, True, False, True)
    """
    return _AVERAGE.fullmatch(re.sub(r"\s+", "", text)) is not None


def is_mean(grid: Grid, line: int) -> bool:
    """True where a cell of a line says so."""
    return any(is_average(text) for _, text in grid.cells(line))


def name(grid: Grid, line: int, column: Column | None) -> str:
    """What a line calls its subject, without its number in the list; a mark that says nothing (—, 无) is no name."""
    if column is None:
        return ""
    before, text, behind = (_without_part(grid, at, column) for at in (line - 1, line, line + 1))
    return "" if amounts.is_missing(text) else places.unnumbered(text, before, behind)


def _without_part(grid: Grid, line: int, column: Column) -> str:
    text = unbroken(grid.value(line, column.index)) if 0 <= line < len(grid.rows) else ""
    return re.sub(r"^\W*其中(?!央)\W*", "", text)


def named_on(grid: Grid, headings: Headings, line: int) -> int:
    """The line that a line's project is named on: of a name merged over the lines of its years or its offices, the
    first of them."""
    column = headings.of("project")
    if column is None or (headings.of("year") is None and not _is_of_offices(grid, headings, line)):
        return line
    return grid.anchor(line, column.index)[0]


def subject(grid: Grid, headings: Headings, line: int) -> Column | None:
    """The column whose cells say what the figures of a line are of: below one project its office."""
    if _is_of_offices(grid, headings, line):
        return _office_column(grid, headings, line)
    return headings.of("project") or headings.of("department")


def _is_of_offices(grid: Grid, headings: Headings, line: int) -> bool:
    """True where a project's name is merged over several lines, each with another office or place of its own."""
    return _office_column(grid, headings, line) is not None


def _office_column(grid: Grid, headings: Headings, line: int) -> Column | None:
    project = headings.of("project")
    top, _, bottom, _ = (line, 0, line, 0) if project is None else grid.range_at(line, project.index)
    lines = range(top, min(bottom + 1, len(grid.rows)))
    for column in (headings.of("department"), headings.of("district")):
        named = [] if column is None else [grid.text(one, column.index) for one in lines]
        if len(lines) > 1 and all(named) and len({*named}) == len(lines):
            return column
    return None


def says_percent(grid: Grid, line: int, column: int) -> bool:
    """True where the cell itself says % (``0.60%``, or a number shown as one): it means what it says."""
    return "%" in grid.format(line, column) or "%" in amounts.fold(grid.text(line, column))


def is_figure_in_words(value: Value) -> bool:
    """True where a cell of money states a figure in words nobody can be sure of: 35.5万元（含税）, 20至30万."""
    text = amounts.fold(printed(value))
    return bool(re.match(r"\D{0,3}\d", text)) and amounts.year(text) is None and amounts.rate(text) is None


def is_rough(value: Value) -> bool:
    """True where the cell itself says that its figure is rounded: 约1100, 近三百万元, 200万元左右."""
    text = amounts.fold(printed(value))
    return re.match(r"(?:大约|大概|约|近)|.*(?:左右|上下)$", text) is not None


def is_shared(grid: Grid, line: int, column: int, subject: Column | None) -> bool:
    """True where a figure is merged over the lines of several subjects: it is of all of them together."""
    if subject is None or subject.index == column:
        return False
    first, _, last, _ = grid.range_at(line, column)
    top, _, bottom, _ = grid.range_at(line, subject.index)
    return (first < top or last > bottom) and any(
        grid.text(other, subject.index) for other in range(first, min(last + 1, len(grid.rows))) if other != top
    )


def place(grid: Grid, line: int, column: int, subject: Column | None) -> tuple[int, int]:
    """Where a figure of a line stands: in its own cell, or in one merged over other lines of the same subject."""
    first, left, last, _ = grid.range_at(line, column)
    top, _, bottom, _ = (line, 0, line, 0) if subject is None else grid.range_at(line, subject.index)
    return (first, column) if top <= first and last <= bottom and left == column else (line, column)


def beside(grid: Grid, line: int, headings: Headings) -> list[str]:
    """Places of other subjects on a line: the same headings once more on the right are a second table beside this."""
    column = headings.of("indicator") or headings.of("project") or headings.of("department")
    if column is None:
        return []
    own = grid.text(line, column.index)
    other = {twin: grid.text(line, twin) for twin in column.twins}
    return [grid.locator(line, twin) for twin, text in other.items() if text not in ("", own, *column.words)]


def overlong(grid: Grid, headings: Headings) -> frozenset[int]:
    """Lines of a text file cut into more cells than its headings, where most are not: a separator inside a cell was
    not quoted (1,200), and every figure behind it stands one column too far right."""
    if not grid.lengths:
        return frozenset()
    expected, lines = grid.lengths[headings.last], range(headings.last + 1, len(grid.rows))
    found = frozenset(line for line in lines if grid.lengths[line] > expected)
    return found if len(found) * 2 <= len(lines) else frozenset()


def lines_of_one(grid: Grid, headings: Headings) -> tuple[dict[int, int], frozenset[int]]:
    """Projects whose name is merged over several lines (one a fund source) with a line of their sum: each sum's line
    with the line of the name, and the other lines, which are its shares. Lines of offices are rows of their own."""
    column = headings.of("project")
    wholes: dict[int, int] = {}
    shares: set[int] = set()
    for first, left, last, right in grid.merges:
        is_name = column is not None and left <= column.index <= right
        if not is_name or first <= headings.last or last == first or _is_of_offices(grid, headings, first):
            continue
        lines = range(first, min(last + 1, len(grid.rows)))
        sums = [n for n in lines if any(_SUM.fullmatch(re.sub(r"\s+", "", text)) for _, text in grid.cells(n))]
        if len(sums) == 1:
            wholes[sums[0]] = first
            shares.update(n for n in lines if n not in sums)
    return wholes, frozenset(shares)
