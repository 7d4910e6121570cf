"""What could not be loaded as a workbook to correct and load again: the sheets as they came, each bad cell marked.

Belongs here: this workbook. Does not belong here: finding out what is bad (``marks``), reading it back
(``etl.read.returned``).

The sheets are whole, at their own addresses: totals, groups and copies are judged among the lines they stand in. Good
lines of a list are folded away. What a report says in prose has no cells and is only listed.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from etl.inputs import InputError
from etl.load.marks import Mark, of_loaded
from etl.load.plan import Plan
from etl.read import guard, returned, versions
from etl.read.grid import Grid, Value, letters
from etl.read.returned import Part
from etl.read.rows import Reading
from etl.read.run import sheets_of

_HEADS = ("文件", "位置", "原因", "原文")
_HOW = "改正标色的单元格，存盘，再把这份文件整个装载；没有问题的行折叠在表里，请勿删除，也不必再装原文件。"
_NO_CELLS = "这一行在报告里或表格太大，只列出来；请在原文件里改正后再装。"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_UNFIT_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME, _LONGEST_TEXT, _MOST_DIGITS = 31, 32_767, 15
_MOST_CELLS = 3_000_000
_Place = tuple[int, int]


@dataclass
class _Sheet:
    """A sheet as it came, with what is written into it: the reasons by cell, headings added, lines folded away."""

    grid: Grid
    name: str = ""
    reasons: dict[_Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    added: dict[_Place, str] = field(default_factory=dict)
    folded: set[int] = field(default_factory=set)

    def place(self, locator: str) -> _Place | None:
        """Row and column of ``工作表!C7`` where it is a cell of this sheet."""
        sheet, _, address = locator.rpartition("!")
        found = _ADDRESS.fullmatch(address)
        if found is None or sheet != self.grid.sheet:
            return None
        return int(found[2]) - self.grid.first_line, guard.column_number(found[1]) - 1


def annotated(plan: Plan, profiles: Sequence[Path] = ()) -> bytes:
    """The .xlsx: a list of what was not loaded (rows, and figures of rows that were), then the sheets it stands on, in
    the order of the files."""
    target = io.BytesIO()
    book = _Book(target)
    of_reading: dict[int, list[Mark]] = defaultdict(list)
    every = [*plan.marks, *of_loaded(plan.readings)]
    for mark in every:
        of_reading[mark.reading].append(mark)
    parts: list[tuple[Part, list[_Sheet]]] = []
    links: dict[Mark, tuple[str, _Place]] = {}
    for number, marks in of_reading.items():
        reading = plan.readings[number]
        part = _part(reading, plan.seen.get(reading.file, ""), profiles)
        if part is None:
            continue
        sheets = [_Sheet(grid, book.free_name(grid.sheet or Path(reading.file).stem)) for grid in part.grids]
        links |= _put(marks, sheets)
        _put_beside(reading, sheets)
        parts.append((part, sheets))
    book.list(every, links)
    for _, sheets in parts:
        for sheet in sheets:
            book.table(sheet)
    book.hidden(returned.listed([part for part, _ in parts], [[s.name for s in sheets] for _, sheets in parts]))
    book.close()
    return target.getvalue()


def _part(reading: Reading, seen: str, profiles: Sequence[Path]) -> Part | None:
    """The sheets of a file, as the reading saw them; none where it has no cells, or too many."""
    try:
        part = sheets_of(Path(reading.path), profiles)[reading.part]
    except InputError:
        return None
    if sum(len(row) for grid in part.grids for row in grid.rows) > _MOST_CELLS:
        return None
    if any(isinstance(v, str) and len(v) >= _LONGEST_TEXT for g in part.grids for row in g.rows for v in row):
        # Cut short it would be read as another text.
        return None
    return Part(reading.file, versions.version(reading), seen, part.grids)


def _put(marks: Iterable[Mark], sheets: list[_Sheet]) -> dict[Mark, tuple[str, _Place]]:
    """Write the reasons to their cells; returns where each mark stands."""
    links: dict[Mark, tuple[str, _Place]] = {}
    for mark in marks:
        for sheet in sheets:
            place = sheet.place(mark.cell)
            if place is not None:
                # Of a merged range only the first cell is seen.
                place = sheet.grid.anchor(*place)
                sheet.reasons[place].append(mark.reason)
                links[mark] = sheet.name, place
                break
    return links


def _put_beside(reading: Reading, sheets: list[_Sheet]) -> None:
    """Headings the tables lack; good lines of lists fold away where any other line stands out."""
    for sheet in sheets:
        for one in reading.added:
            if (place := sheet.place(one.locator)) is not None:
                sheet.added[place] = one.text
        marked = {row for row, _ in sheet.reasons}
        for row in reading.rows if marked else ():
            place = sheet.place(row.locator) if row.is_listed and not row.is_total else None
            if place is not None and place[0] not in marked:
                sheet.folded.add(place[0])


class _Book:
    """The workbook being written."""

    def __init__(self, target: io.BytesIO) -> None:
        self._book = xlsxwriter.Workbook(
            target,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._looks: dict[tuple[str, str], Any] = {}
        self._names: set[str] = {returned.OVERVIEW, returned.LIST}
        self._first = self._book.add_worksheet(returned.OVERVIEW)

    def close(self) -> None:
        self._book.close()

    def free_name(self, name: str) -> str:
        """A name for a sheet that none has yet, as Excel allows it; the true one stands in the hidden list."""
        bare = _UNFIT_NAME.sub("_", name).strip("' ")[:_LONGEST_NAME] or "表"
        number, tried = 1, bare
        while tried.lower() in {n.lower() for n in self._names} or tried.lower() == "history":
            number += 1
            mark = f"（{number}）"
            tried = bare[: _LONGEST_NAME - len(mark)] + mark
        self._names.add(tried)
        return tried

    def list(self, marks: Sequence[Mark], links: dict[Mark, tuple[str, _Place]]) -> None:
        """What was not loaded, line by line, each with a link to its cell."""
        sheet = self._first
        sheet.write_string(0, 0, _HOW if links else _NO_CELLS)
        for column, text in enumerate(_HEADS):
            sheet.write_string(2, column, text, self._look("head"))
        for column, width in enumerate((26, 18, 52, 60)):
            sheet.set_column(column, column, width)
        for line, mark in enumerate(marks, 3):
            reason = mark.reason if mark in links else f"{mark.reason}（{_NO_CELLS}）"
            for column, text in enumerate((mark.file, mark.cell, reason, mark.raw)):
                sheet.write_string(line, column, str(returned.kept(text))[:_LONGEST_TEXT])
            if mark in links:
                name, (row, column) = links[mark]
                address = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!{letters(column)}{row + 1}"
                sheet.write_url(line, 1, address, string=mark.cell.rpartition("!")[2])
        sheet.freeze_panes(3, 0)

    def table(self, one: _Sheet) -> None:
        """A sheet as it came, its bad cells filled and noted, the reasons once more right of the table."""
        sheet, grid = self._book.add_worksheet(one.name), one.grid
        for row, values in enumerate(grid.rows):
            for column, value in enumerate(values):
                if value is not None:
                    self._write(sheet, (row, column), value, grid.format(row, column))
        self._merge(sheet, grid)
        for (row, column), text in one.added.items():
            sheet.write_string(row, column, text, self._look("head"))
        for (row, column), reasons in one.reasons.items():
            self._write(sheet, (row, column), grid.value(row, column), grid.format(row, column), "bad")
            sheet.write_comment(row, column, "\n".join(dict.fromkeys(reasons)), {"x_scale": 2})
        if one.reasons:
            self._tell(sheet, one)
        else:
            sheet.hide()
        for row in one.folded:
            sheet.set_row(row, None, None, {"hidden": True})

    def _tell(self, sheet: Any, one: _Sheet) -> None:
        beyond = max(one.grid.width, *(c + 1 for _, c in (*one.reasons, *one.added)))
        by_row: dict[int, list[str]] = defaultdict(list)
        for (row, _), reasons in sorted(one.reasons.items()):
            by_row[row] += reasons
        # Above the first reason; where that is the first line, the heading takes the next column.
        top = min(by_row)
        sheet.write_string(max(top - 1, 0), beyond, returned.HINT, self._look("head"))
        for row, reasons in by_row.items():
            sheet.write_string(row, beyond + (top == 0), "；".join(dict.fromkeys(reasons)), self._look("note"))
        sheet.set_column(beyond, beyond, 44)

    def _merge(self, sheet: Any, grid: Grid) -> None:
        for top, left, bottom, last in grid.merges:
            right = min(last, grid.width - 1)
            if (top, left) == (bottom, right) or left > right or top > bottom:
                continue
            value = grid.value(top, left)
            try:
                sheet.merge_range(top, left, bottom, right, "")
            except OverlappingRange:
                # A file may say so; Excel opens none that does.
                continue
            if value is not None:
                self._write(sheet, (top, left), value, grid.format(top, left))

    def _write(self, sheet: Any, place: _Place, value: Value, pattern: str, look: str = "") -> None:
        style = self._look(look, pattern) if look or pattern else None
        if value is None:
            sheet.write_blank(*place, None, style)
        elif isinstance(value, str | Decimal) or len(str(abs(int(value)))) > _MOST_DIGITS:
            # A spreadsheet keeps 15 digits of a number; a decimal is printed with its own zeros.
            sheet.write_string(*place, str(returned.kept(value)), style)
        else:
            sheet.write_number(*place, value, style)

    def hidden(self, lines: Sequence[Sequence[str]]) -> None:
        """The list of sheets, for reading it back."""
        sheet = self._book.add_worksheet(returned.LIST)
        for row, cells in enumerate(lines):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        sheet.very_hidden()

    def _look(self, look: str, pattern: str = "") -> Any:
        if (look, pattern) not in self._looks:
            made = self._book.add_format({"num_format": pattern} if pattern else {})
            if look == "head":
                made.set_bold()
                made.set_bg_color("#ECEFF1")
            elif look == "bad":
                made.set_bg_color("#F6C9B0")
                made.set_border(1)
                made.set_border_color("#A84710")
            elif look == "note":
                made.set_font_color("#A84710")
            self._looks[look, pattern] = made
        return self._looks[look, pattern]
