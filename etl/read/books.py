"""Spreadsheets of every format as grids: xlsx, xls, et (one of these inside), ods, csv, tsv, parquet.

Belongs here: calling the libraries, each for the format it keeps whole. Does not belong here: limits (``guard``),
meaning.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read import guard
from etl.read.grid import Grid, Range, Value, plain, trimmed
from etl.read.texts import read_text

#: Beyond this many bytes of sheet XML openpyxl takes minutes; python-calamine reads it without number formats.
_LARGE_SHEETS = 40 * 2**20


def read_book(path: Path, encoding: str = "") -> tuple[list[Grid], str]:
    """Every sheet with content, in order, and in one word how it was read. Raises InputError."""
    kind = guard.kind_of(path)
    if kind == guard.ZIP:
        return _zipped(path)
    if kind == guard.OLE:
        return _xls(path), "xls"
    if kind == guard.PARQUET:
        return [_parquet(path)], "parquet"
    grid, found = read_text(path, encoding)
    return [grid], found


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

    # Read from memory: openpyxl refuses a file by its suffix (.et), not by its content.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True, keep_links=False)
    return [grid for sheet in book.worksheets if (grid := _openpyxl_grid(sheet)).rows]


def _openpyxl_grid(sheet: Any) -> Grid:
    # The cells kept, not the rectangle around them: an empty styled cell at XFD1048576 would span 17 billion.
    filled = [cell for cell in sheet._cells.values() if cell.value is not None]
    height = max((c.row for c in filled), default=0)
    width = max((c.column for c in filled), default=0)
    guard.check_extent(height, width)
    rows: list[list[Value]] = [[None] * width for _ in range(height)]
    formats: dict[tuple[int, int], str] = {}
    for cell in filled:
        rows[cell.row - 1][cell.column - 1] = plain(cell.value)
        if "%" in cell.number_format:
            formats[cell.row - 1, cell.column - 1] = cell.number_format
    merges = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    return Grid(sheet.title, trimmed(rows), _sane(merges, height, width), formats)


def _sane(merges: list[Range], height: int, width: int) -> list[Range]:
    """Merged ranges cut to the filled part: a range over a whole column is one cell of a reader's attention."""
    return [(a, b, min(c, height - 1), min(d, width + guard.MOST_COLUMNS)) for a, b, c, d in merges if a < height]


def _large_xlsx(path: Path) -> list[Grid]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    grids = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
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
            row.append(_xlrd_value(xlrd, book, cell))
            if cell.ctype == xlrd.XL_CELL_NUMBER:
                pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                if "%" in pattern:
                    formats[r, c] = pattern
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
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("不是可读的 Parquet 文件。") from error
    guard.check_extent(frame.height, frame.width)
    rows: list[list[Value]] = [list(frame.columns)]
    rows += [[plain(v) for v in row] for row in frame.iter_rows()]
    return Grid("", rows, first_line=0)
