"""A list that lies on its side: headings below each other in one column, an office or a project in each column right of
it.

Belongs here: seeing that, the sheet as if it stood upright, each cell at its own address. Does not belong here: reading
it (``flat``).
"""

from __future__ import annotations

from etl.read import amounts, groups, places, years
from etl.read.grid import Grid, Range, Value
from etl.read.profile import MONEY_FIELDS, heading_key, known_headings

_FIGURES = {*MONEY_FIELDS, "rate_stated_pct", "score"}
_NAMES = ("部门名称", "项目名称")
#: Of headings, lines of figures, offices or projects.
_LEAST, _FIGURE_LINES, _COLUMNS = 3, 2, 2


def upright(grid: Grid) -> Grid | None:
    """The sheet with its captions as they are and the list below them turned; None where no list lies on its side.

    The cell over the headings (指标) gets the heading of the names beside it: of offices, or else of projects.
    """
    headed = [row for row in range(len(grid.rows)) if _field(grid, row) in _FIGURES]
    if len(headed) < _LEAST or sum(_has_figure(grid, row) for row in headed) < _FIGURE_LINES:
        return None
    first = headed[0] - 1
    names = [grid.text(first, column) for column in range(1, grid.width)] if first >= 0 else []
    if len(names) < _COLUMNS or not all(map(_is_name, names)):
        return None
    block = [[grid.value(row, column) for row in range(first, len(grid.rows))] for column in range(grid.width)]
    block[0][0] = _NAMES[not all(map(places.is_department, names))]
    above: list[list[Value]] = [list(row) for row in grid.rows[:first]]
    merges: list[Range] = [merge for merge in grid.merges if merge[2] < first]
    formats = {_turned(place, first): text for place, text in grid.formats.items()}
    uncomputed = frozenset(_turned(place, first) for place in grid.uncomputed)
    return Grid(grid.sheet, [*above, *block], merges, formats, grid.first_line, [], uncomputed, grid.is_hidden, first)


def _is_name(text: str) -> bool:
    """Whether a text can name an office or a project: no figure, no year, no word for one of several columns."""
    is_word = bool(text) and amounts.money(text, amounts.YUAN) is None and not years.names_one(text)
    return is_word and heading_key(text) not in known_headings() and groups.role(text) in (None, "total")


def _turned(place: tuple[int, int], first: int) -> tuple[int, int]:
    row, column = place
    return place if row < first else (first + column, row - first)


def _field(grid: Grid, row: int) -> str | None:
    return known_headings().get(heading_key(grid.text(row, 0)))


def _has_figure(grid: Grid, row: int) -> bool:
    return any(amounts.money(grid.value(row, column), amounts.YUAN) is not None for column in range(1, grid.width))
