"""Two lists side by side on one sheet (2022年度 on the left, 2023年度 on the right), each as a sheet of its own.

Belongs here: where the second begins, what is whose. Does not belong here: forms side by side (``side``), tables below
each other (``blocks``), the same projects named twice in one list (``doubtful.beside``).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from etl.read import amounts
from etl.read.columns import Column, Headings
from etl.read.grid import Grid, Range, Value, unbroken
from etl.read.profile import MONEY_FIELDS, UNQUALIFIED, Profile, heading_key

_FIGURES = (*MONEY_FIELDS, UNQUALIFIED, "rate_stated_pct", "score", "grade_stated")


def lists(grid: Grid, headings: Headings, profile: Profile) -> list[Grid]:
    """The sheet cut where the heading of its subject stands once more, other subjects below it and figures right of it;
    the sheet itself where it is one list. What stands left of the first list is of each line as a whole."""
    column = headings.of("indicator") or headings.of("project") or headings.of("department")
    if column is None:
        return [grid]
    keys = {c: key for c in range(grid.width) if (key := _key(grid, headings, c))}
    subjects = [column.index, *(c for c in keys if c > column.index and keys[c] == keys.get(column.index))]
    if len(subjects) < 2 or not any(_has_others(grid, headings, column, other) for other in subjects[1:]):
        return [grid]
    before = _before(keys, subjects)
    edges = [*(subject - before for subject in subjects), grid.width]
    halves = list(pairwise(edges))
    if not all(any(_is_figure(profile, keys.get(c, "")) for c in range(*half)) for half in halves):
        return [grid]
    return [_between(grid, headings.last, edges[0], half) for half in halves]


def _key(grid: Grid, headings: Headings, column: int) -> str:
    """The lowest heading of a column; none right of the first cell of a merged one."""
    for row in range(headings.last, headings.first - 1, -1):
        place = grid.anchor(row, column)
        if text := grid.text(*place):
            return heading_key(text) if place[1] == column else ""
    return ""


def _has_others(grid: Grid, headings: Headings, column: Column, other: int) -> bool:
    """Whether a line names another subject below the second heading than below the first."""
    for line in range(headings.last + 1, len(grid.rows)):
        names = [unbroken(grid.value(line, at)) for at in (column.index, other)]
        is_heading = heading_key(names[1]) == heading_key(column.words[-1])
        if names[0] != names[1] and not amounts.is_missing(names[1]) and not is_heading:
            return True
    return False


def _before(keys: dict[int, str], subjects: list[int]) -> int:
    """How many columns left of each subject (序号, 预算单位) are headed alike and so of its list."""
    room = min([subjects[0], *(b - a - 1 for a, b in pairwise(subjects))])
    count = 0
    while count < room and len({keys.get(s - count - 1, "") for s in subjects} | {""}) == 2:
        count += 1
    return count


def _is_figure(profile: Profile, key: str) -> bool:
    found = profile.fields_of(key) if key else None
    return found is not None and found[0] in _FIGURES


def _between(grid: Grid, last: int, shared: int, half: tuple[int, int]) -> Grid:
    """One list with the captions over it, those over all and the columns left of all."""

    def is_own(row: int, column: int) -> bool:
        is_over_all = row < last and not any(half[0] <= c < half[1] for c, _ in grid.cells(row))
        return column < shared or half[0] <= column < half[1] or is_over_all

    rows: list[list[Value]] = [
        [value if is_own(r, c) else None for c, value in enumerate(line)] for r, line in enumerate(grid.rows)
    ]
    merges: list[Range] = [merge for merge in grid.merges if is_own(merge[0], merge[1])]
    return replace(grid, rows=rows, merges=merges)
