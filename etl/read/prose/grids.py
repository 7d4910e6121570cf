"""Ruling lines → the grids of tables, and which cell a point of the page is in.

Belongs here: lines that touch, edges of columns and rows, cells without a line between them. Does not belong here: the
lines of a file (``rulings``), characters (``cells``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from etl.read.grid import Range
from etl.read.prose.rulings import Rulings

#: Points. Lines nearer than this are one; a gap smaller than this is none.
_NEAR = 2.5
#: An end of a line that stands out further than this is an edge of its own: a table open at its sides.
_OUT = 8.0
#: A page has a hundred lines of tables and a thousand cells.
_MOST_LINES, _MOST_CELLS = 1_000, 20_000

Line = tuple[float, float, float]


@dataclass(frozen=True)
class Grid:
    """Edges of columns from the left, of rows from the top; ``merges`` as in a spreadsheet."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    merges: tuple[Range, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point; None outside."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] < y <= self.ys[0]):
            return None
        return bisect_right([-edge for edge in self.ys], -y) - 1, bisect_right(self.xs, x) - 1


def find(rulings: Rulings) -> list[Grid]:
    """The grids of a page from the top, each of two columns at least; a row of one may be a table's rest."""
    level, upright = _whole(rulings.level), _whole(rulings.upright)
    if len(level) + len(upright) > _MOST_LINES:
        return []
    grids = [grid for lines in _touching(level, upright) if (grid := _grid(*lines)) is not None]
    return sorted(grids, key=lambda grid: -grid.ys[0])


def _whole(lines: Iterable[Line]) -> list[Line]:
    """Lines at one place that touch, as one line."""
    found: list[list[float]] = []
    for place, begin, end in _placed(lines):
        last = found[-1] if found else None
        if last is not None and last[0] == place and begin <= last[2] + _NEAR:
            last[2] = max(last[2], end)
        else:
            found.append([place, begin, end])
    return [(place, begin, end) for place, begin, end in found]


def _placed(lines: Iterable[Line]) -> list[Line]:
    """Lines whose places are near each other, all at the first's place."""
    found: list[Line] = []
    place = float("-inf")
    for at, begin, end in sorted(lines):
        place = at if at - place > _NEAR else place
        found.append((place, begin, end))
    return sorted(found)


def _touching(level: list[Line], upright: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that touch each other, directly or by others between them."""
    parent = list(range(len(level) + len(upright)))
    root = _roots(parent)
    for n, (y, left, right) in enumerate(level):
        for k, (x, bottom, top) in enumerate(upright, len(level)):
            if left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR:
                parent[root(n)] = root(k)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for n, line in enumerate([*level, *upright]):
        groups.setdefault(root(n), ([], []))[n >= len(level)].append(line)
    return list(groups.values())


def _roots(parent: list[int]) -> Callable[[int], int]:
    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    return root


def _grid(level: list[Line], upright: list[Line]) -> Grid | None:
    if not level or not upright:
        return None
    xs, ys = _edges(upright, level), _edges(level, upright)[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MOST_CELLS:
        return None
    beside = {(r, xs.index(x) - 1) for x, bottom, top in upright for r in _between(ys, bottom, top)}
    below = {(ys.index(y) - 1, c) for y, left, right in level for c in _between(xs, left, right)}
    parent = list(range(rows * columns))
    root = _roots(parent)
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and (r, c) not in beside:
                parent[root(r * columns + c + 1)] = root(r * columns + c)
            if r + 1 < rows and (r, c) not in below:
                parent[root((r + 1) * columns + c)] = root(r * columns + c)
    groups: dict[int, list[tuple[int, int]]] = {}
    for n in range(rows * columns):
        groups.setdefault(root(n), []).append(divmod(n, columns))
    if len(groups) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(m for cells in groups.values() if (m := _merged(cells)) is not None))


def _edges(lines: list[Line], across: list[Line]) -> list[float]:
    """Where lines stand, and the outermost ends of those across them where a table is open at its sides."""
    places = sorted({place for place, _, _ in lines})
    first, last = min(begin for _, begin, _ in across), max(end for _, _, end in across)
    if not places or first < places[0] - _OUT:
        places.insert(0, first)
    if last > places[-1] + _OUT:
        places.append(last)
    return places


def _between(edges: list[float], begin: float, end: float) -> list[int]:
    """The stretches between edges whose middle lies between ``begin`` and ``end``."""
    return [n for n, (a, b) in enumerate(pairwise(edges)) if begin <= (a + b) / 2 <= end]


def _merged(cells: list[tuple[int, int]]) -> Range | None:
    """Cells with no line between them as a range; None of one cell, and of a shape that is no rectangle."""
    rows, columns = [r for r, _ in cells], [c for _, c in cells]
    top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
    is_whole = (bottom - top + 1) * (right - left + 1) == len(cells)
    return (top, left, bottom, right) if len(cells) > 1 and is_whole else None
