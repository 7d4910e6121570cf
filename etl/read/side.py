"""Two forms side by side on one sheet, each as a sheet of its own with its cells at their own addresses.

Belongs here: where the second begins, what is whose. Does not belong here: forms below each other (``forms``), lists
side by side (``doubtful.beside``).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from etl.read.grid import Grid, Range, Value
from etl.read.labels import roles


def parts(grid: Grid) -> list[Grid]:
    """The sheet cut where 项目名称 stands once more in its row and what was spent stands once more below; the sheet
    itself where it is one column of forms. A caption over all of them is of each."""
    named, starts = _starts(grid)
    if len(starts) < 2:
        return [grid]
    edges = [0, *starts[1:], grid.width]
    return [_between(grid, named, left, right) for left, right in pairwise(edges)]


def _starts(grid: Grid) -> tuple[int, list[int]]:
    """The row of the names and their columns, where a fund table belongs to each."""
    identity = roles("identity")
    for row in range(len(grid.rows)):
        found = [column for column, text in grid.cells(row) if identity.of(text) == "project"]
        if len(found) > 1 and _have_funds(grid, row, found):
            return row, found
    return 0, []


def _have_funds(grid: Grid, named: int, starts: list[int]) -> bool:
    funds, edges = roles("fund_column"), [*starts, grid.width]
    for row in range(named + 1, len(grid.rows)):
        spent = [column for column, text in grid.cells(row) if funds.of(text) == "executed"]
        if spent:
            return all(any(left <= column < right for column in spent) for left, right in pairwise(edges))
    return False


def _between(grid: Grid, named: int, left: int, right: int) -> Grid:
    def is_own(row: int, column: int) -> bool:
        return left <= column < right or (row < named and not any(left <= c < right for c, _ in grid.cells(row)))

    rows: list[list[Value]] = [
        [value if is_own(r, c) else None for c, value in enumerate(line)] for r, line in enumerate(grid.rows)
    ]
    merges: list[Range] = [merge for merge in grid.merges if is_own(merge[0], merge[1])]
    return replace(grid, rows=rows, merges=merges)
