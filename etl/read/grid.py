"""One neutral grid for every spreadsheet: values, texts as printed, merged ranges, addresses.

Belongs here: what a cell holds and where it stands. Does not belong here: file formats (``books``, ``texts``), meaning.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | int | float | Decimal | None
#: First row, first column, last row, last column; all from 0 and inclusive.
Range = tuple[int, int, int, int]
#: A carriage return as XML of a spreadsheet spells it; exports copy it into text files as well.
_RETURN = "_x000D_"
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff（）])[ \t]*[\r\n]+[ \t]*(?=[\u4e00-\u9fff（）])")
#: What a cell whose formula has no stored result is called.
UNCOMPUTED = "公式（没有存下结果）"


@dataclass
class Grid:
    """A sheet. ``formats`` holds the number formats that change a figure's meaning, by (row, column); ``lengths`` the
    number of cells each line of a text file was cut into; ``uncomputed`` the cells of formulas whose result the file
    does not hold; ``is_hidden`` tells a sheet that whoever opens the file does not see; from the row ``turned_from`` on
    the rows are the sheet's columns."""

    sheet: str
    rows: list[list[Value]]
    merges: list[Range] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    first_line: int = 1
    lengths: list[int] = field(default_factory=list)
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    is_hidden: bool = False
    turned_from: int | None = None

    def __post_init__(self) -> None:
        self._anchor = {
            (r, c): merge
            for merge in self.merges
            for r in range(merge[0], min(merge[2], len(self.rows)) + 1)
            for c in range(merge[1], merge[3] + 1)
        }
        # A merged range shows its first cell; what lies under the others is seen by nobody.
        for (r, c), (first_row, first_column, _, _) in self._anchor.items():
            if (r, c) != (first_row, first_column) and c < len(self.rows[r]):
                self.rows[r][c] = None

    @property
    def is_turned(self) -> bool:
        return self.turned_from is not None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> Value:
        """The cell's own value; None outside the grid and inside a merged range but for its first cell."""
        line = self.rows[row] if 0 <= row < len(self.rows) else []
        return line[column] if 0 <= column < len(line) else None

    def text(self, row: int, column: int) -> str:
        """The cell's own value as text, stripped."""
        return printed(self.value(row, column))

    def range_at(self, row: int, column: int) -> Range:
        """The merged range the cell lies in, or the cell itself."""
        return self._anchor.get((row, column), (row, column, row, column))

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds what is seen at this place."""
        first_row, first_column, _, _ = self.range_at(row, column)
        return first_row, first_column

    def seen(self, row: int, column: int) -> Value:
        """What a reader of the sheet sees at this place: the value of the merged range."""
        return self.value(*self.anchor(row, column))

    def format(self, row: int, column: int) -> str:
        return self.formats.get((row, column), "")

    def cells(self, row: int) -> Iterator[tuple[int, str]]:
        """Columns and texts of the row's own non-empty cells."""
        for column, value in enumerate(self.rows[row]):
            if text := printed(value):
                yield column, text

    def quote(self, row: int) -> str:
        """The row as it stands: its non-empty cells joined by `` | ``."""
        return " | ".join(text for _, text in self.cells(row))

    def locator(self, row: int, column: int) -> str:
        """``工作表!C7``; a file without sheets gives the cell alone."""
        if self.turned_from is not None and row >= self.turned_from:
            row, column = self.turned_from + column, row - self.turned_from
        address = f"{letters(column)}{row + self.first_line}"
        return f"{self.sheet}!{address}" if self.sheet else address


def printed(value: Value) -> str:
    """A value as text: 15 digits at most (what a spreadsheet keeps), no trailing ``.0``, line breaks as blanks.

    >>> printed(26.55), printed(100.0), printed(0.1 + 0.2), printed("甲_x000D_乙")
    ('26.55', '100', '0.3', '甲 乙')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        if _RETURN in value:
            value = value.replace(_RETURN, "\n")
        return " ".join(value.split()) if ("\n" in value or "\r" in value or "\t" in value) else value.strip()
    if isinstance(value, float):
        # An integer beyond 15 digits would be printed with an exponent.
        return str(int(value)) if value == int(value) and abs(value) < 10**16 else format(value, ".15g")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def unbroken(value: Value) -> str:
    """A name as text: between two ideographs a line break is only the width of the cell.

    >>> unbroken("石桥区\\n城管局"), unbroken("石桥区 城管局"), unbroken("Road\\nworks")
    ('石桥区城管局', '石桥区 城管局', 'Road works')
    """
    text = value.replace(_RETURN, "\n") if isinstance(value, str) else value
    return printed(_WRAPPED.sub("", text) if isinstance(text, str) else text)


def plain(value: object) -> Value:
    """Any library's cell value as one of ours; dates as ISO text, truth values as text, nothing as None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        # NaN is nothing; infinity was a figure once (a division, an overflow): its word stays, to be said as unread.
        return value if math.isfinite(value) else None if math.isnan(value) else str(value)
    if isinstance(value, str | int | Decimal):
        return value
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def letters(column: int) -> str:
    """Letters of a column counted from 0.

    >>> letters(0), letters(26), letters(16383)
    ('A', 'AA', 'XFD')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def trimmed(rows: Iterable[list[Value]]) -> list[list[Value]]:
    """The rows without empty cells at their ends and without empty rows at the end."""
    kept: list[list[Value]] = []
    for row in rows:
        width = len(row)
        while width and (row[width - 1] is None or row[width - 1] == ""):
            width -= 1
        kept.append(row[:width])
    while kept and not kept[-1]:
        kept.pop()
    return kept
