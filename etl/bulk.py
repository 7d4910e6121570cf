"""Large CSV files, cut into cells by DuckDB without holding them in memory.

Belongs here: opening such a file as a relation, the rows it cannot cut, the lines its records stand on. Does not belong
here: small files (``etl.extract``), types and meaning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.inputs import InputError
from etl.problems import Problem

_SAMPLE = 1 << 20
_CHUNK = 1 << 22
#: The longest record: a quotation mark that is never closed would swallow the rest of the file.
LONGEST_RECORD = 2_000_000
_SENTENCES = {
    "CAST": "分列后内容不合格式。",
    "MISSING COLUMNS": "单元格比表头少。",
    "TOO MANY COLUMNS": "单元格比表头多。",
    "UNQUOTED VALUE": "引号不成对，无法分列。",
}


@dataclass
class BulkCsv:
    """A CSV opened as the view ``name``. What it refused is known once the view has been read to the end."""

    con: duckdb.DuckDBPyConnection
    name: str
    path: Path
    header: list[str]
    label: str
    records: int | None = None
    _refused: list[tuple[int, str, str]] | None = field(default=None)

    def open(self) -> None:
        """Create the view; every cell is text, an empty one null."""
        self.con.read_csv(
            str(self.path),
            columns=dict.fromkeys(self.header, "VARCHAR"),
            header=True,
            auto_detect=False,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            strict_mode=True,
            max_line_size=LONGEST_RECORD,
            store_rejects=True,
            rejects_table=f"rejects_{self.name}",
            rejects_scan=f"scan_{self.name}",
        ).create_view(self.name)

    def refusals(self) -> list[Problem]:
        """One problem a row that could not be cut. Raises InputError where the cut cannot be trusted from there on."""
        return [
            Problem(self.label, line, None, "wrong_cell_count", _SENTENCES[kind], [text])
            for line, kind, text in self._rejects()
        ]

    def lines(self, records: Iterable[int]) -> list[int]:
        """The lines on which the numbered records begin: counted where every record is one line, else read again."""
        wanted = list(records)
        if not wanted:
            return []
        rejected = [line for line, _, _ in self._rejects()]
        if self.records is not None and _newlines(self.path) <= self.records + len(rejected) + 1:
            return _past(rejected, wanted)
        found: dict[int, int] = {}
        needed = set(wanted)
        for record, line in enumerate(self._starts(set(rejected))):
            if record in needed:
                found[record] = line
        return [found[record] for record in wanted]

    def _starts(self, rejected: set[int]) -> Iterator[int]:
        with self.path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            reader = csv.reader(file)
            next(reader)
            start = reader.line_num + 1
            for cells in reader:
                if cells and start not in rejected:
                    yield start
                start = reader.line_num + 1

    def _rejects(self) -> list[tuple[int, str, str]]:
        if self._refused is None:
            # A byte's position is sure; the line the reader counts leaves out breaks inside cells.
            query = (
                f"SELECT DISTINCT ON (line_byte_position) line_byte_position - 1, error_type::VARCHAR, csv_line "
                f'FROM "rejects_{self.name}" ORDER BY line_byte_position'
            )
            found = [(int(at), str(kind), str(text or "")) for at, kind, text in self.con.execute(query).fetchall()]
            lines = _lines_at(self.path, [at + len(text) - len(text.lstrip("\r\n")) for at, _, text in found])
            for line, (_, kind, text) in zip(lines, found, strict=True):
                if kind == "INVALID ENCODING":
                    raise InputError(f"第{line}行起不是UTF-8编码；请整份另存为UTF-8后再装。")
                if kind not in _SENTENCES or "\n" in text.strip("\r\n"):
                    raise InputError(f"从第{line}行起引号不成对，无法分列。")
            told = zip(lines, found, strict=True)
            self._refused = [(line, kind, text.strip("\r\n")) for line, (_, kind, text) in told]
        return self._refused


def in_utf8(path: Path, scratch: Path) -> Path:
    """The file itself where its beginning is UTF-8, else a copy of it turned from GB18030. Raises InputError."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    try:
        # A character may be cut at the sample's end.
        head[: head.rfind(b"\n") + 1].decode("utf-8")
        return path
    except UnicodeDecodeError:
        scratch.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            path.open(encoding="gb18030", newline="") as read,
            scratch.open("w", encoding="utf-8", newline="") as write,
        ):
            while chunk := read.read(_CHUNK):
                write.write(chunk)
    except UnicodeDecodeError as error:
        raise InputError("既不是 UTF-8 也不是 GB18030 编码的文本。") from error
    return scratch


def _newlines(path: Path) -> int:
    """Lines of a file: its line feeds, and one more where the last line has none."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _lines_at(path: Path, positions: list[int]) -> list[int]:
    """The lines (from 1) in which these ascending byte positions stand."""
    lines: list[int] = []
    before, passed = 0, 0
    with path.open("rb") as file:
        while len(lines) < len(positions):
            chunk = file.read(_CHUNK)
            while len(lines) < len(positions) and positions[len(lines)] < passed + max(len(chunk), 1):
                lines.append(before + chunk.count(b"\n", 0, positions[len(lines)] - passed) + 1)
            before += chunk.count(b"\n")
            passed += len(chunk)
            if not chunk:
                lines += [before + 1] * (len(positions) - len(lines))
    return lines


def _past(rejected: list[int], records: list[int]) -> list[int]:
    """Lines of records that are one line each, in a file with these rejected lines and a header."""
    found: dict[int, int] = {}
    skipped = 0
    for record in sorted(set(records)):
        line = record + 2 + skipped
        while skipped < len(rejected) and rejected[skipped] <= line:
            skipped += 1
            line += 1
        found[record] = line
    return [found[record] for record in records]
