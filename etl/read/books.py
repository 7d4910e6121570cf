"""Spreadsheets of every format as grids: xlsx, xls, et (one of these inside), ods, csv, tsv, parquet,
web pages saved as one.

Belongs here: calling the libraries, each for the format it keeps whole. Does not belong here: limits (``guard``),
meaning.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from etl.inputs import InputError
from etl.read import guard, shown
from etl.read.grid import Grid, Range, Value, plain, trimmed
from etl.read.texts import read_text

#: Beyond this many bytes of sheet XML openpyxl takes minutes; python-calamine reads it without number formats.
_LARGE_SHEETS = 40 * 2**20
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})")


def read_book(path: Path, encoding: str = "") -> tuple[list[Grid], str]:
    """Every sheet with content, in order, and in one word how it was read. Raises InputError."""
    kind = guard.kind_of(path)
    if kind == guard.ZIP:
        return _zipped(path)
    if kind == guard.OLE:
        guard.check_compound(path)
        return _xls(path), "xls"
    if kind == guard.PARQUET:
        return [_parquet(path)], "parquet"
    return read_text(path, encoding)


def _zipped(path: Path) -> tuple[list[Grid], str]:
    names = guard.check_archive(path)
    if "xl/workbook.xml" in names:
        with zipfile.ZipFile(path) as archive:
            sheets = sum(i.file_size for i in archive.infolist() if "worksheets/" in i.filename)
        return (_large_xlsx(path) if sheets > _LARGE_SHEETS else _xlsx(path)), "xlsx"
    if "content.xml" in names:
        from etl.read.ods import read_ods

        return read_ods(path), "ods"
    if "xl/workbook.bin" in names:
        return _large_xlsx(path), "xlsb"
    raise InputError("压缩包里没有电子表格，未读取。")


def _xlsx(path: Path) -> list[Grid]:
    import openpyxl

    # Read from memory: openpyxl refuses a file by its suffix (.et), not by its content. Read-only, because the other
    # mode draws the borders of every merged cell, which takes ten times as long as all the rest; it keeps no merges,
    # so they are taken from the sheet's own XML.
    content = io.BytesIO(path.read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(content, data_only=True, keep_links=False, read_only=True)
        with zipfile.ZipFile(content) as archive:
            if not book.worksheets:
                # Strict Open XML has other namespaces, which openpyxl passes over.
                return _large_xlsx(path)
            grids = [_openpyxl_grid(sheet, _layout(archive, sheet._worksheet_path)) for sheet in book.worksheets]
    return [grid for grid in grids if grid.rows]


def _openpyxl_grid(sheet: Any, layout: _Layout) -> Grid:
    # The dimension a file declares may be a lie and would be padded to.
    sheet.reset_dimensions()
    rows: list[list[Value]] = []
    formats: dict[tuple[int, int], str] = {}
    for cells in sheet.iter_rows():
        row: list[Value] = []
        for column, cell in enumerate(cells):
            value = plain(cell.value)
            pattern = cell.number_format or ""
            if isinstance(value, int | float) and shown.matters(pattern):
                formats[len(rows), column] = pattern
                value = shown.as_shown(value, pattern)
            row.append(value)
        rows.append(row)
    rows = trimmed(rows)
    width = max(map(len, rows), default=0)
    guard.check_extent(len(rows), width)
    merges = _sane(layout.merges, len(rows), width)
    is_hidden = sheet.sheet_state != "visible"
    return Grid(sheet.title, rows, merges, formats, uncomputed=frozenset(layout.uncomputed), is_hidden=is_hidden)


@dataclass
class _Layout:
    """What a sheet's XML says that openpyxl's fast mode leaves out."""

    merges: list[Range]
    uncomputed: list[tuple[int, int]]


def _layout(archive: zipfile.ZipFile, part: str) -> _Layout:
    """Merged ranges of a sheet and formulas without a result, from its XML. Raises InputError where lines or cells
    are not in order: openpyxl would leave out those that come too late."""
    found = _Layout([], [])
    line = 0
    with archive.open(part.lstrip("/")) as file:
        # Declared entities were refused by guard.
        for _, element in ElementTree.iterparse(file):  # noqa: S314
            kind = element.tag.rpartition("}")[2]
            if kind == "mergeCell" and (named := _REFERENCE.fullmatch(element.get("ref", ""))):
                left, top, right, bottom = named.groups()
                first, last = guard.column_number(left), guard.column_number(right)
                found.merges.append((int(top) - 1, first - 1, int(bottom) - 1, last - 1))
            elif kind == "row":
                number = element.get("r", "")
                now = int(number) if number.isdecimal() else line + 1
                if now <= line or not _are_in_order(element):
                    raise InputError("工作表里行或格的次序是乱的（可能已损坏），请用表格软件打开后另存再读。")
                line = now
                element.clear()
            elif kind == "c" and _lacks_result(element) and (at := _ADDRESS.fullmatch(element.get("r", ""))):
                found.uncomputed.append((int(at[2]) - 1, guard.column_number(at[1]) - 1))
    return found


def _lacks_result(cell: ElementTree.Element) -> bool:
    texts = {child.tag.rpartition("}")[2]: child.text for child in cell}
    return "f" in texts and not texts.get("v")


def _are_in_order(row: ElementTree.Element) -> bool:
    columns = [name for cell in row if (name := cell.get("r", "").rstrip("0123456789").upper())]
    return all((len(a), a) < (len(b), b) for a, b in pairwise(columns))


def _sane(merges: list[Range], height: int, width: int) -> list[Range]:
    """Merged ranges cut to the filled part: a range over a whole column is one cell of a reader's attention."""
    return [(a, b, min(c, height - 1), min(d, width + guard.MOST_COLUMNS)) for a, b, c, d in merges if a < height]


def _large_xlsx(path: Path) -> list[Grid]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    grids = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        guard.check_extent(sheet.total_height, sheet.total_width)
        rows = trimmed([[plain(v) for v in row] for row in sheet.to_python(skip_empty_area=False)])
        merges = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or []]
        width = max(map(len, rows), default=0)
        grids.append(Grid(name, rows, _sane(merges, len(rows), width)))
    return [grid for grid in grids if grid.rows]


def _xls(path: Path) -> list[Grid]:
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=path.read_bytes(), formatting_info=True, logfile=io.StringIO(), ragged_rows=True
        )
    except xlrd.XLRDError as error:
        is_locked = "encrypt" in str(error).lower() or b"E\0n\0c\0r\0y\0p\0t" in path.read_bytes()[: 2**20]
        sentence = "文件加了密码，请去掉密码后再读。" if is_locked else "不是可读的 xls 表格（可能是文档或已损坏）。"
        raise InputError(sentence) from error
    return [grid for sheet in book.sheets() if (grid := _xlrd_grid(book, sheet)).rows]


def _xlrd_grid(book: Any, sheet: Any) -> Grid:
    import xlrd

    guard.check_extent(sheet.nrows, sheet.ncols)
    rows: list[list[Value]] = []
    formats: dict[tuple[int, int], str] = {}
    for r in range(sheet.nrows):
        row: list[Value] = []
        for c, cell in enumerate(sheet.row(r)):
            value = _xlrd_value(xlrd, book, cell)
            if cell.ctype == xlrd.XL_CELL_NUMBER and isinstance(value, int | float):
                pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                if shown.matters(pattern):
                    formats[r, c] = pattern
                    value = shown.as_shown(value, pattern)
            row.append(value)
        rows.append(row)
    merges = [(a, c, b - 1, d - 1) for a, b, c, d in sheet.merged_cells]
    rows = trimmed(rows)
    return Grid(sheet.name, rows, _sane(merges, len(rows), sheet.ncols), formats)


def _xlrd_value(xlrd: Any, book: Any, cell: Any) -> Value:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return plain(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return plain(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    return None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else plain(cell.value)


def _parquet(path: Path) -> Grid:
    import polars as pl

    try:
        # A column of one value is some bytes for a billion rows: count before reading.
        lazy = pl.scan_parquet(path)
        width, height = len(lazy.collect_schema()), lazy.select(pl.len()).collect().item()
        guard.check_extent(height, width)
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("不是可读的 Parquet 文件。") from error
    rows: list[list[Value]] = [list(frame.columns)]
    rows += [[plain(v) for v in row] for row in frame.iter_rows()]
    return Grid("", rows, first_line=0)
