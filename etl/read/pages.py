"""Tables of web pages: what business systems export as ``.xls`` is mostly HTML.

Belongs here: HTML → grids, with merged cells and the lines above a table. Does not belong here: encodings (``texts``),
meaning. The standard parser follows no link, loads nothing and knows no entities of a document's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from etl.inputs import InputError
from etl.read import guard
from etl.read.grid import Grid, Range, Value, trimmed

_SILENT = frozenset(("script", "style", "head", "title", "xml", "noscript", "template"))
_BREAKS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "caption", "center", "li"))
#: A table of so few rows above another holds its title and unit.
_CAPTION_ROWS = 2
_ELSEWHERE = "网页里没有表格（也许内容在另外的文件里），请用表格软件打开后另存为 xlsx 再读。"


def is_page(text: str) -> bool:
    """Whether a text file is a web page."""
    start = text.lstrip("\ufeff \t\r\n")[:4096].lower()
    return start.startswith("<") and ("<html" in start or "<table" in start or start.startswith("<!doctype html"))


def read_page(text: str) -> list[Grid]:
    """One grid a table, with the texts and small tables above it. Raises InputError where the page holds none."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    found = [table for table in parser.done if table.rows]
    if not found:
        raise InputError(_ELSEWHERE)
    grids: list[Grid] = []
    above: list[list[Value]] = []
    for number, table in enumerate(found):
        is_last = number == len(found) - 1
        rows = trimmed(table.rows)
        if len(rows) <= _CAPTION_ROWS and not is_last:
            above += [*_lines(table.before), *rows]
            continue
        before = [*above, *_lines(table.before)]
        merges = [(a + len(before), b, c + len(before), d) for a, b, c, d in table.merges]
        # A merged range cannot reach below the table.
        merges = [(a, b, min(c, len(before) + len(rows) - 1), d) for a, b, c, d in merges]
        grids.append(Grid("", [*before, *rows], merges))
        above = []
    for number, grid in enumerate(grids, 1):
        grid.sheet = f"表{number}" if len(grids) > 1 else ""
    return [grid for grid in grids if any(grid.rows)]


def _lines(texts: list[str]) -> list[list[Value]]:
    return [[line] for text in texts if (line := " ".join(text.split()))]


@dataclass
class _Table:
    before: list[str]
    rows: list[list[Value]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)


class _Parser(HTMLParser):
    """Collects tables in the order they end; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Table] = []
        self._open: list[_Table] = []
        self._outside: list[str] = [""]
        self._silent = 0
        self._area = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open.append(_Table(self._outside))
            self._outside = [""]
        elif not self._open:
            self._outside += [""] if tag in _BREAKS else []
        elif tag == "tr":
            self._end_cell()
            self._open[-1].rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            table = self._open[-1]
            if not table.rows:
                table.rows.append([])
            said = dict(attrs)
            table.cell, table.span = [], (_span(said.get("rowspan")), _span(said.get("colspan")))
        elif tag in ("br", "p", "div"):
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr") and self._open:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in _BREAKS and not self._open:
            self._outside.append("")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not self._open:
            self._outside[-1] += data
        elif self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_table()

    def _end_table(self) -> None:
        self._end_cell()
        self.done.append(self._open.pop())

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        text = "".join(table.cell).replace("\xa0", " ").strip()
        table.cell, (height, width), row = None, table.span, len(table.rows) - 1
        line = table.rows[row]
        column = len(line)
        while (row, column) in table.taken:
            column += 1
        guard.check_extent(len(table.rows), column + width)
        line += [None] * (column - len(line)) + [text or None] + [None] * (width - 1)
        if height > 1 or width > 1:
            self._area += height * width
            guard.check_merged(self._area)
            table.merges.append((row, column, row + height - 1, column + width - 1))
            table.taken |= {(r, c) for r in range(row + 1, row + height) for c in range(column, column + width)}


def _span(text: str | None) -> int:
    found = re.match(r"\s*(\d{1,7})", text or "")
    return max(1, int(found[1])) if found else 1
