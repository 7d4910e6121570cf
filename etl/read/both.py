"""A list of indicators with the money of their projects beside them, merged or repeated over the lines of a project:
two lists, one of projects and one of indicators.

Belongs here: which columns are of the projects, the two lists as grids at their own addresses. Does not belong here:
reading them (``flat``), forms.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from etl.read import groups
from etl.read.columns import Headings
from etl.read.grid import Grid
from etl.read.headings import find
from etl.read.labels import roles
from etl.read.profile import MONEY_FIELDS, shipped
from etl.read.rows import INDICATOR, PROJECT_YEAR

#: Headings of indicators stand within this many rows; a long list is not searched to its end.
_LAST_HEADING = 40
_NAMES = ("district", "department", "year", "project")
_OF_INDICATORS = ("level1", "level2", "indicator", "target", "actual", "weight")
#: Mostly blank: on the first line alone they may be of its indicator.
_TEXTS = ("reason", "measure")


def lists(grid: Grid) -> list[Grid]:
    """The list of projects and that of their indicators, where the sheet holds both; else the sheet itself."""
    found = _headings(grid, INDICATOR) if _names_indicators(grid) else None
    if found is None:
        return [grid]
    runs = _runs(grid, found)
    columns = range(grid.width)
    names = {column.index for name in _NAMES if (column := found.of(name)) is not None}
    facts = {column.index for name in _OF_INDICATORS if (column := found.of(name)) is not None}
    texts = {column.index for name in _TEXTS if (column := found.of(name)) is not None}
    own = {c for c in columns if c not in names | facts and _is_of_projects(grid, c, runs, c in texts)}
    told = _headings(grid, PROJECT_YEAR)
    money = set() if told is None else {c.index for c in told.columns if c.field in MONEY_FIELDS}
    if not money or not money <= own:
        # Money of each indicator is nobody's to add up.
        return [grid]
    others = {c for c in columns if c not in own | names}
    return [_without(grid, found, others, {run[0] for run in runs}), _without(grid, found, own, None)]


def _names_indicators(grid: Grid) -> bool:
    rows = range(min(_LAST_HEADING, len(grid.rows)))
    return any(roles("indicator_column").of(text) == "level3" for row in rows for _, text in grid.cells(row))


def _headings(grid: Grid, kind: str) -> Headings | None:
    found = (find(grid, profile) for profile in shipped() if profile.kind == kind)
    return max((one for one in found if one is not None), key=lambda one: len(one.fields), default=None)


def _runs(grid: Grid, found: Headings) -> list[range]:
    """The lines of each project: its name stands on the first of them, or on each. A line of a total is one of its
    own."""
    names = [column.index for name in _NAMES if (column := found.of(name)) is not None]
    starts: list[int] = []
    said: dict[int, str] = {}
    for line in range(found.last + 1, len(grid.rows)):
        texts = {index: text for index in names if (text := grid.text(line, index))}
        first = next((text for _, text in grid.cells(line)), "")
        if not starts or groups.role(first) == "total" or any(said.get(i) != text for i, text in texts.items()):
            starts.append(line)
            said = texts
    return [range(a, b) for a, b in pairwise([*starts, len(grid.rows)])]


def _is_of_projects(grid: Grid, column: int, runs: list[range], is_text: bool) -> bool:
    """Whether a column says one thing a project: on its first line alone or on each; a text surely so."""
    is_sure = False
    for run in runs:
        said = [grid.text(line, column) for line in run]
        is_repeated = len(run) > 1 and len({*said}) == 1 and bool(said[0])
        if not is_repeated and any(said[1:]):
            return False
        is_sure |= is_repeated or (len(run) > 1 and bool(said[0]) and grid.range_at(run[0], column)[2] > run[0])
    return any(len(run) > 1 for run in runs) and (is_sure or not is_text)


def _without(grid: Grid, found: Headings, columns: set[int], lines: set[int] | None) -> Grid:
    """The grid without the headings of these columns, and with these of its lines only."""
    rows = [list(row) for row in grid.rows]
    for row in range(found.first, found.last + 1):
        for column, _ in grid.cells(row):
            place = grid.range_at(row, column)
            if columns.issuperset(range(place[1], place[3] + 1)):
                rows[row][column] = None
    if lines is None:
        return replace(grid, rows=rows)
    kept = [row if at <= found.last or at in lines else [] for at, row in enumerate(rows)]
    return replace(grid, rows=kept, merges=[merge for merge in grid.merges if merge[0] <= found.last])
