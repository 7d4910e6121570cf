"""OpenDocument sheets as grids, read from their one XML part.

Belongs here: repeated rows and cells, spans, stored values. Does not belong here: limits of the archive (``guard``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from etl.inputs import InputError
from etl.read.grid import Grid, Range, Value, trimmed
from etl.read.guard import MOST_COLUMNS, beyond, check_extent

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: A run of equal rows longer than this is the empty rest of a sheet or its formatting.
_LONGEST_RUN = 10_000


def read_ods(path: Path) -> list[Grid]:
    """Every sheet with content, in order. Raises InputError."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as part:
        try:
            # Declared entities were refused by guard.
            tree = ElementTree.parse(part)  # noqa: S314
        except ElementTree.ParseError as error:
            raise InputError("文件已损坏，打不开。") from error
    return [grid for table in tree.iter(f"{_TABLE}table") if (grid := _grid(table)).rows]


def _grid(table: ElementTree.Element) -> Grid:
    rows: list[list[Value]] = []
    merges: list[Range] = []
    formats: dict[tuple[int, int], str] = {}
    for line in _rows(table):
        cells: list[Value] = []
        for cell in line:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            _merge(cell, len(rows), len(cells), merges)
            value = _value(cell)
            if cell.get(f"{_OFFICE}value-type") == "percentage":
                formats[len(rows), len(cells)] = "0%"
            times = _times(cell, "columns")
            cells += [value] * (times if value is not None else min(times, MOST_COLUMNS))
            if len(cells) > MOST_COLUMNS:
                cells = trimmed([cells])[0] if any(c is not None for c in cells) else []
                check_extent(len(rows), len(cells))
                break
        times = _times(line, "rows")
        filled = any(c is not None for c in cells)
        if filled and times > _LONGEST_RUN:
            raise beyond(f"第{len(rows) + times:,}行")
        rows += [list(cells) for _ in range(times if filled else min(times, _LONGEST_RUN))]
        check_extent(len(rows), len(cells))
    rows = trimmed(rows)
    kept = [(a, b, min(c, len(rows) - 1), d) for a, b, c, d in merges if a < len(rows)]
    return Grid(table.get(f"{_TABLE}name", ""), rows, kept, formats)


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group", f"{_TABLE}table-rows"):
            yield from _rows(child)


def _times(element: ElementTree.Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return max(1, int(text)) if text.isdigit() else 1


def _merge(cell: ElementTree.Element, row: int, column: int, merges: list[Range]) -> None:
    down, right = (cell.get(f"{_TABLE}number-{w}-spanned", "1") for w in ("rows", "columns"))
    if (down, right) != ("1", "1") and down.isdigit() and right.isdigit():
        # More than a sheet could show is cut: a span costs memory for each cell it covers.
        merges.append((row, column, row + min(int(down), _LONGEST_RUN) - 1, column + min(int(right), MOST_COLUMNS) - 1))


def _value(cell: ElementTree.Element) -> Value:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        try:
            return float(cell.get(f"{_OFFICE}value", ""))
        except ValueError:
            return None
    if kind == "date" and (day := cell.get(f"{_OFFICE}date-value")):
        # What is shown may be 12/31/23.
        return day.removesuffix("T00:00:00")
    return "\n".join(map(_text, _paragraphs(cell))).strip() or None


def _paragraphs(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Those of a cell; a comment lies inside it, with paragraphs of its own."""
    for child in element:
        if child.tag == f"{_TEXT}p":
            yield child
        elif child.tag != f"{_OFFICE}annotation":
            yield from _paragraphs(child)


def _text(element: ElementTree.Element) -> str:
    """The words of a paragraph: runs of spaces and breaks are elements, a comment on a word is none of its words."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            parts.append(" ")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
