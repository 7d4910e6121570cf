"""Opens input files as they are: every cell as text or typed Parquet value, with its record number.

Belongs here: decoding, cells, the line a record stands on. Does not belong here: types, keys, meaning. A CSV up to
``BULK_BYTES`` is cut by Python's strict reader, a larger one by DuckDB (``etl.bulk``); both give the same cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from etl import contracts
from etl.bulk import LONGEST_RECORD, BulkCsv, in_utf8
from etl.inputs import InputError
from etl.problems import Problem, why

#: Number of the record inside its file, from 0.
RECORD = "_record"
_RECORD_IN_PARQUET = "file_row_number"
#: Tried in this order; GB18030 decodes almost any byte sequence, so it stands last.
ENCODINGS = ("utf-8-sig", "gb18030")
#: From here on a file is cut by DuckDB: 40 MB as Python cells take half a gigabyte.
BULK_BYTES = 40_000_000
#: What no cell begins or ends with.
BLANKS = " \t\r\n\v\f\u00a0\u3000"


Lines = Callable[[Iterable[int]], list[int]]
_Opened = tuple[dict[str, str], Lines, Callable[[], list[Problem]]]


@dataclass(frozen=True)
class RawFile:
    """One input file, readable as the relation ``name`` of the build's connection.

    ``columns``: the file's own, with their DuckDB types. ``lines``: record numbers → the lines they stand on
    (1 = header of a CSV).
    """

    number: int
    path: str
    table: contracts.Table
    sha256: str
    columns: dict[str, str]
    lines: Lines
    #: Rows that could not be cut into cells; complete once the relation was read to its end.
    refusals: Callable[[], list[Problem]]
    #: The column that numbers the records; none in a large CSV, which is read in order.
    record: str
    is_stripped: bool
    #: Whether typed cells are kept. Parquet is typed already: every step reads its columns anew.
    is_kept: bool = True
    bulk: BulkCsv | None = None

    @property
    def name(self) -> str:
        """Its relation in the build's connection."""
        return f"raw_{self.number}"


def read(con: duckdb.DuckDBPyConnection, path: Path, data: Path, number: int, digest: str, scratch: Path) -> RawFile:
    """Open one file as the relation ``raw_<number>``; nothing is dropped.

    ``digest``: of its content. ``scratch``: a folder for a copy in another encoding. Raises InputError where the file
    as a whole cannot be read.
    """
    about = (number, str(path.relative_to(data)), contracts.table(path.stem), digest)
    if path.suffix == ".parquet":
        return RawFile(*about, *_parquet(con, f"raw_{number}", path), _RECORD_IN_PARQUET, False, is_kept=False)
    if path.stat().st_size > BULK_BYTES:
        return _bulk(con, about, path, scratch)
    return RawFile(*about, *_csv(con, f"raw_{number}", path, about[1]), RECORD, True)


def counted(records: Iterable[int]) -> list[int]:
    """Lines of a file without a header: the first record is line 1."""
    return [record + 1 for record in records]


def _parquet(con: duckdb.DuckDBPyConnection, name: str, path: Path) -> _Opened:
    try:
        source = con.read_parquet(str(path), file_row_number=True)
    except duckdb.Error as error:
        raise InputError("不是可读的 Parquet 文件。") from error
    types = {c: str(t) for c, t in zip(source.columns, source.types, strict=True) if c != _RECORD_IN_PARQUET}
    source.create_view(name)
    return types, counted, list


def _csv(con: duckdb.DuckDBPyConnection, name: str, path: Path, label: str) -> _Opened:
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"读不出来（{why(error)}）。") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    refused: list[Problem] = []
    cells: list[list[str | None]] = []
    lines: list[int] = []
    line = 1
    try:
        header = _checked_header(next(reader, []))
        line = reader.line_num + 1
        for cells_of_line in reader:
            record = cells_of_line
            if not any(record[len(header) :]):
                # Empty cells behind the last column, as spreadsheets export them, hold nothing; the engine drops them.
                record = record[: len(header)]
            if len(record) == len(header):
                cells.append([c.strip(BLANKS) or None for c in record])
                lines.append(line)
            elif record:
                sentence = f"有{len(record)}个单元格，表头有{len(header)}列。"
                refused.append(Problem(label, line, None, "wrong_cell_count", sentence, raw=record))
            line = reader.line_num + 1
    except csv.Error as error:
        if line == 1:
            raise InputError("表头里的引号不成对，无法分列。") from error
        refused += _uncut(text, line, label)
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String), orient="row")
    con.register(name, frame.with_row_index(RECORD).with_columns(pl.col(RECORD).cast(pl.Int64)))
    return dict.fromkeys(header, "VARCHAR"), lambda records: [lines[r] for r in records], lambda: refused


def _bulk(
    con: duckdb.DuckDBPyConnection, about: tuple[int, str, contracts.Table, str], path: Path, scratch: Path
) -> RawFile:
    with path.open("rb") as file:
        first = file.readline(LONGEST_RECORD)
    if b"\r" in first.rstrip(b"\r\n"):
        raise InputError("行与行之间是老式的换行（只有回车），请另存为普通的CSV再装。")
    try:
        header = _checked_header(next(csv.reader([_decode(first)]), []))
    except csv.Error as error:
        raise InputError("表头无法分列。") from error
    if "" in header:
        raise InputError(f"表头第{header.index('') + 1}列是空的，无法判断是哪一列。")
    folded = [name.casefold() for name in header]
    if len(set(folded)) < len(folded):
        # The engine does not tell them apart.
        twice = next(name for name in header if folded.count(name.casefold()) > 1)
        raise InputError(f"表头里“{twice}”出现了两次（只有大小写不同），无法判断取哪一列。")
    name = f"raw_{about[0]}"
    opened = BulkCsv(con, name, in_utf8(path, scratch / f"{name}.csv"), header, about[1])
    opened.open()
    return RawFile(*about, dict.fromkeys(header, "VARCHAR"), opened.lines, opened.refusals, "", False, True, opened)


def _checked_header(cells: list[str]) -> list[str]:
    header = [h.strip() for h in cells]
    if not header:
        raise InputError("文件是空的，连表头也没有。")
    if RECORD in header:
        raise InputError(f"“{RECORD}”不能作列名。")
    if len(set(header)) < len(header):
        twice = next(h for h in header if header.count(h) > 1)
        raise InputError(f"表头里“{twice}”出现了两次，无法判断取哪一列。")
    return header


def _uncut(text: str, line: int, name: str) -> list[Problem]:
    """The lines from one whose quotation mark is never closed: nothing after it can be cut into cells."""
    sentence = f"从第{line}行起引号不成对，无法分列。"
    rest = text.splitlines()[line - 1 :]
    return [Problem(name, line + i, None, "unbalanced_quote", sentence, [raw]) for i, raw in enumerate(rest) if raw]


def _decode(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("既不是 UTF-8 也不是 GB18030 编码的文本。")
