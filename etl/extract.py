"""Reads input files as they are: every cell as text or typed Parquet value, with its file and row.

Belongs here: decoding, cells, row numbers. Does not belong here: types, keys, meaning.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl import contracts
from etl.inputs import InputError, sha256
from etl.problems import Problem

FILE = "_file"
ROW = "_row"
#: Tried in this order; GB18030 decodes almost any byte sequence, so it stands last.
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class RawFile:
    """One input file: ``rows`` has the file's own columns plus ``_file`` and ``_row`` (1 = header line of a CSV)."""

    path: str
    table: contracts.Table
    sha256: str
    rows: pl.DataFrame
    refused: tuple[Problem, ...] = ()

    @property
    def row_count(self) -> int:
        return self.rows.height + len(self.refused)


def read(path: Path, data: Path) -> RawFile:
    """Read one file. Rows that cannot be cut into cells are returned as ``refused``; nothing is dropped."""
    table = contracts.table(path.stem)
    name = str(path.relative_to(data))
    rows, refused = _parquet(path) if path.suffix == ".parquet" else _csv(path, name)
    return RawFile(name, table, sha256(path), rows.with_columns(pl.lit(name).alias(FILE)), tuple(refused))


def _parquet(path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    try:
        rows = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("不是可读的 Parquet 文件。") from error
    return rows.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64)), []


def _csv(path: Path, name: str) -> tuple[pl.DataFrame, list[Problem]]:
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise InputError(f"读不出来（{error.strerror}）。") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    refused: list[Problem] = []
    cells: list[list[str | None]] = []
    lines: list[int] = []
    line = 1
    try:
        header = [h.strip() for h in next(reader, [])]
        if not header:
            raise InputError("文件是空的，连表头也没有。")
        if len(set(header)) < len(header):
            twice = next(h for h in header if header.count(h) > 1)
            raise InputError(f"表头里“{twice}”出现了两次，无法判断取哪一列。")
        line = reader.line_num + 1
        for record in reader:
            if len(record) == len(header):
                cells.append([c if c != "" else None for c in record])
                lines.append(line)
            elif record:
                sentence = f"有{len(record)}个单元格，表头有{len(header)}列。"
                refused.append(Problem(name, line, None, "wrong_cell_count", sentence, raw=record))
            line = reader.line_num + 1
    except csv.Error as error:
        if line == 1:
            raise InputError("表头里的引号不成对，无法分列。") from error
        refused += _uncut(text, line, name)
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String), orient="row")
    return frame.with_columns(pl.Series(ROW, lines, dtype=pl.Int64)), refused


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
