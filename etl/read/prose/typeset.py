"""The characters of a PDF's page where they stand: its lines, and the cells of its grids.

Belongs here: the library's text, what a line or cell reads. Does not belong here: ruling lines (``rulings``), their
grids (``grids``), pages together (``pdf``).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdfium2 import raw

from etl.read.prose.grids import Grid
from etl.read.prose.model import TablePart

#: Points. Characters on one line; what two cells' margins and a digit take of a cell's width.
_ONE_LINE, _MARGINS = 3.0, 18.0
#: Marks that are drawn from another font may come behind or before what they stand in.
_STRAYING = re.compile(r"[“”‘’…—·×]")
#: A row of a table that nothing rules: no sentence, its columns so many points apart.
_LONGEST_ROW, _GAP = 80, 10.0
_OF_SENTENCE = re.compile("[。；，：]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_FIGURE = re.compile(r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d*)?[%％]?")
_OF_FIGURE = re.compile(r"[\d.,，]")
#: A grid that has fewer such rows, or cells with text in each, is a drawing or a frame.
_LEAST = 2


@dataclass
class Table:
    """What stands in a grid: as a table with its columns' edges, and as lines where it is a frame around some."""

    part: TablePart
    xs: tuple[float, ...]
    y: float
    lines: list[str] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it has rows and columns with text in them."""
        return sum(sum(map(bool, row)) >= _LEAST for row in self.part.rows) >= _LEAST


@dataclass(frozen=True)
class _Character:
    text: str
    x: float
    y: float
    number: int
    is_apart: bool


class _Filled:
    """A grid and the characters in each of its cells, those of merged ones in the first."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cells: dict[tuple[int, int], list[_Character]] = {}
        self.tops = {
            (row, column): (top, left)
            for top, left, bottom, right in grid.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }


class _Text:
    """The text of a page, a number for every character."""

    def __init__(self, page: Any) -> None:
        self._handle = page.raw
        count = page.count_chars()
        text: str = page.get_text_range()
        # The library leaves out some characters; then each is asked for.
        self.text = text if len(text) == count else "".join(self._one(k) for k in range(count))
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = [ctypes.c_double() for _ in range(4)]

    def _one(self, number: int) -> str:
        code = raw.FPDFText_GetUnicode(self._handle, number)
        return chr(code) if code in (10, 13) or 31 < code < 0xFFFE else " "

    def origin(self, number: int) -> tuple[float, float]:
        """Where a character begins on its line."""
        raw.FPDFText_GetCharOrigin(self._handle, number, self._x, self._y)
        return self._x.value, self._y.value

    def right(self, number: int) -> float:
        """Where a character's ink ends."""
        raw.FPDFText_GetCharBox(self._handle, number, *self._box)
        return self._box[1].value


def read(page: Any, grids: list[Grid]) -> list[str | Table]:
    """The lines and tables of a page from its text page, from the top."""
    plain: str = page.get_text_bounded()
    text = _Text(page)
    if not grids and text.text != plain:
        return [line.rstrip() for line in re.split(r"[\r\n]+", plain) if line.strip()]
    homes = _homes(text, grids)
    found: list[tuple[float, str | Table]] = []
    tables: dict[int, Table] = {}
    for numbers in _lines(text.text, homes):
        said = _line(text, numbers).rstrip()
        home = homes.get(numbers[0])
        if home is None:
            found.append((text.origin(numbers[0])[1], said))
            continue
        if id(home) not in tables:
            tables[id(home)] = Table(_part(text, home), home.grid.xs, home.grid.ys[0])
            found.append((home.grid.ys[0], tables[id(home)]))
        tables[id(home)].lines.append(said)
    return [one for _, one in _from_top(found)]


def _lines(text: str, homes: dict[int, _Filled]) -> Iterator[list[int]]:
    """The characters of each line by number, from its first that is no blank; what is in a grid apart."""
    line: list[int] = []
    for number, character in enumerate(text):
        is_end = character in "\r\n"
        if line and (is_end or (not character.isspace() and homes.get(number) is not homes.get(line[0]))):
            yield line
            line = []
        if line or not character.isspace():
            line.append(number)
    if line:
        yield line


def _from_top(found: list[tuple[float, str | Table]]) -> list[tuple[float, str | Table]]:
    """Lines in the order of the page where the file has them in another and none stands beside another."""
    ys = [y for y, _ in found]
    ordered = sorted(ys, reverse=True)
    if ys == ordered or any(a - b <= _ONE_LINE for a, b in pairwise(ordered)):
        return found
    return sorted(found, key=lambda one: -one[0])


def _line(text: _Text, numbers: list[int]) -> str:
    """The characters of a line; where marks strayed, from left to right without the library's blanks."""
    said = "".join(text.text[k] for k in numbers)
    if not _STRAYING.search(said):
        return said if len(said) > _LONGEST_ROW or _OF_SENTENCE.search(said) else _spaced(text, numbers)
    placed = [(*text.origin(k), text.text[k]) for k in numbers if text.text[k] != " "]
    ordered = sorted(placed, key=lambda one: one[0])
    ys = [y for _, y, _ in placed]
    return said if placed == ordered or max(ys) - min(ys) > _ONE_LINE else "".join(one for _, _, one in ordered)


def _spaced(text: _Text, numbers: list[int]) -> str:
    """A line that is no sentence, with a blank in each gap as wide as one between columns."""
    said, right = "", float("inf")
    for number in numbers:
        character = text.text[number]
        if not character.isspace():
            is_apart = text.origin(number)[0] - right > _GAP and not said[-1:].isspace()
            said += " " if is_apart else ""
            right = text.right(number)
        said += character
    return said


def _homes(text: _Text, grids: list[Grid]) -> dict[int, _Filled]:
    """The table that each character inside one belongs to, the tables filled."""
    filled = [_Filled(grid) for grid in grids]
    homes: dict[int, _Filled] = {}
    last: tuple[_Filled, tuple[int, int]] | None = None
    is_apart = False
    for number, character in enumerate(text.text if grids else ""):
        if character.isspace():
            is_apart = True
            continue
        x, y = text.origin(number)
        home = next(((one, cell) for one in filled if (cell := one.grid.cell(x + 0.5, y + 0.5)) is not None), None)
        if home is not None:
            one, cell = home
            top = one.tops.get(cell, cell)
            one.cells.setdefault(top, []).append(_Character(character, x, y, number, is_apart and last == (one, top)))
            homes[number] = one
            home = one, top
        last, is_apart = home, False
    return homes


def _part(text: _Text, filled: _Filled) -> TablePart:
    """The table's rows, each cell's lines joined."""
    grid = filled.grid
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for (row, column), characters in filled.cells.items():
        right = next((m[3] for m in grid.merges if m[:2] == (row, column)), column)
        rows[row][column] = _cell(text, characters, grid.xs[right + 1] - grid.xs[column])
    return TablePart(rows, list(grid.merges))


def _cell(text: _Text, characters: list[_Character], width: float) -> str:
    """What a cell reads: its lines from the top, whole again where the cell's width broke them."""
    lines: list[list[_Character]] = []
    for one in sorted(characters, key=lambda c: -c.y):
        if lines and lines[-1][0].y - one.y <= _ONE_LINE:
            lines[-1].append(one)
        else:
            lines.append([one])
    said = ""
    slack = 0.0
    for line in lines:
        line.sort(key=lambda c: c.x)
        said = joined(said, _spelled(line), is_full=slack < _MARGINS)
        slack = width - (text.right(line[-1].number) - line[0].x)
    return said


def _spelled(line: list[_Character]) -> str:
    """A line's characters, a blank only between Latin ones."""
    said = ""
    for one in line:
        is_blank = one.is_apart and _LATIN.match(one.text) and _LATIN.match(said[-1:])
        said += f" {one.text}" if is_blank else one.text
    return said


def joined(above: str, below: str, *, is_full: bool) -> str:
    """Two lines of a cell as one; two figures below each other stay two unless the width tore them."""
    if not above:
        return below
    if _OF_FIGURE.match(above[-1]) and _OF_FIGURE.match(below):
        is_one = is_full and _FIGURE.fullmatch(re.split(r"[^\d.,，]", above)[-1] + below)
        return above + ("" if is_one else "\n") + below
    is_words = re.match("[A-Za-z]", below) and re.match("[A-Za-z]", above[-1])
    return f"{above} {below}" if is_words else above + below
