"""The rows of a build as relations of its engine: checked files, kept rows, rows set aside.

Belongs here: naming, defining and reading these relations. Does not belong here: why a row is set aside
(``etl.rules``, ``etl.stage``).

``checked_<file>`` holds a file's cells in the contract's types, ``rows_<table>`` the usable rows of a table's files
with file and record number, ``kept_<table>`` the same with their ids, ``staged_<table>`` with the contract's columns
only. Rows stay in the engine, and only those under suspicion are brought to Python. SQL is built of the contract's
names alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import polars as pl
from ibis.backends.sql.datatypes import DuckDBType

from etl import rules, validate
from etl.compiled import compiled
from etl.contracts import Table
from etl.extract import RECORD, RawFile
from etl.inputs import InputError
from etl.problems import Problem
from etl.rules import FILE, KEPT_PREFIX, ROW, ROWS_PREFIX, STAGED_PREFIX, N, Rule

#: A file whose columns are wrong is refused row by row up to this size, and in one sentence above it.
_MOST_LISTED = 100_000
_RAW, _TYPED = "raw_file", "typed_file"
_NO_PLACE = f"NULL::INTEGER AS {N}, NULL::BIGINT AS {RECORD}"


@dataclass
class Relations(ABC):
    """The relations of one build and what was refused while defining them. ``read``: rows by file."""

    files: list[RawFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    #: Rows by file that became statements of evidence instead of a row of their own.
    statements: Counter[str] = field(default_factory=Counter)
    #: Rows of the build's own beside those of files, with the place of the row each stands for, if any: table name →
    #: relation.
    added: dict[str, str] = field(default_factory=dict)
    #: File number → number of its load, and source → when its file was first loaded, where that is noted.
    orders: dict[int, int] = field(default_factory=dict)
    turns: dict[str, tuple[int, int]] = field(default_factory=dict)

    @abstractmethod
    def define(self, table: Table) -> None:
        """(Re)define the relations of a table without the rows set aside so far."""

    @abstractmethod
    def answer(self, rule: Rule, *about: Any) -> pl.DataFrame:
        """The rows of an expression over these relations."""

    @abstractmethod
    def register(self, name: str, rows: pl.DataFrame) -> None:
        """Make rows of Python a relation."""

    @abstractmethod
    def set_aside(self, rows: pl.DataFrame) -> None:
        """Take rows out of the kept relations; the next ``define`` shows it."""

    @abstractmethod
    def aside(self) -> pl.DataFrame:
        """File and record of every row set aside."""

    def is_suspect(self, table: Table) -> bool:  # noqa: ARG002
        """False where it is known that no row of the table breaks a rule between rows."""
        return True

    def count(self, table: Table) -> int:
        """How many rows of a table are kept."""
        return int(self.answer(rules.number, table).item())

    def pull(self, rule: Rule, *about: Any) -> pl.DataFrame:
        """Rows of an expression over kept relations in the order of the files, with ``_file`` and ``_row``."""
        frame = self.answer(rule, *about).sort(N, RECORD, maintain_order=True)
        by_number = {raw.number: raw for raw in self.files}
        located = []
        for (number,), part in frame.group_by(N, maintain_order=True):
            raw = by_number[int(str(number))]
            lines = pl.Series(ROW, raw.lines(part.get_column(RECORD).to_list()), dtype=pl.Int64)
            located.append(part.with_columns(pl.lit(raw.path).alias(FILE), lines))
        return (
            pl.concat(located)
            if located
            else frame.with_columns(pl.lit(None, pl.String).alias(FILE), pl.lit(None, pl.Int64).alias(ROW))
        )

    def in_turn(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Pulled rows in the order in which their files were first loaded, those of one file as they are."""
        if not self.turns or "source_id" not in rows.columns:
            return rows
        load, place = ({source: turn[n] for source, turn in self.turns.items()} for n in (0, 1))
        of_file = pl.col(N).replace_strict(self.orders, default=0, return_dtype=pl.Int64)
        source = pl.col("source_id")
        number = source.replace_strict(load, default=of_file, return_dtype=pl.Int64)
        within = source.replace_strict(place, default=0, return_dtype=pl.Int64)
        return rows.sort(number, within, maintain_order=True)

    def refuse(self, rows: pl.DataFrame, column: str | None, code: str, sentence: str) -> None:
        """Set rows aside, each with a problem; ``{_value}`` and ``{_first}`` in the sentence are the row's."""
        for row in rows.iter_rows(named=True):
            cells = {k: v for k, v in row.items() if not k.startswith("_") and v is not None}
            text = sentence.format(**{k: row.get(k) for k in ("_value", "_first")})
            self.problems.append(Problem(row[FILE], row[ROW], column, code, text, cells))
        self.set_aside(rows)

    def refuse_bad(self, raw: RawFile, found: list[tuple[int, int, str]]) -> None:
        """Note rows whose cells do not fit: record, number of the first such column, cells."""
        present = present_in(raw)
        lines = raw.lines(record for record, _, _ in found)
        self.problems += [
            validate.problem_of(raw.path, line, raw.table, present, bad, cells)
            for line, (_, bad, cells) in zip(lines, found, strict=True)
        ]

    def kept(self) -> Counter[str]:
        """Staged rows by file."""
        tables = tuple({raw.table.name: raw.table for raw in self.files}.values())
        by_number = {raw.number: raw.path for raw in self.files}
        found = self.answer(rules.rows_by_file, tables).select(N, "rows")
        return Counter({by_number[number]: rows for number, rows in found.iter_rows()})


def present_in(raw: RawFile) -> list[str]:
    """The columns of its table that a file has."""
    return [c.name for c in raw.table.inputs if c.name in raw.columns]


@dataclass
class DuckDBRelations(Relations):
    """The relations as views and temporary tables of the build's own database."""

    con: duckdb.DuckDBPyConnection = field(kw_only=True)
    _has_rows: set[int] = field(default_factory=set)
    _has_aside: set[str] = field(default_factory=set)
    _has_bad: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.con.execute(f"CREATE TEMP TABLE aside ({N} INTEGER, {RECORD} BIGINT)")

    def add(self, raw: RawFile) -> None:
        """Check a file's cells. Raises InputError where a large CSV turns out not to be readable."""
        problem = validate.wrong_columns(raw.path, raw.table, raw.columns)
        if problem is not None:
            self._refuse_file(raw, problem)
            return
        rows = 0 if self._is_header_only(raw) else self._checked(raw)
        torn = raw.refusals()
        self.files.append(raw)
        self.problems += torn
        self.read[raw.path] = rows + len(torn)
        if rows:
            self._has_rows.add(raw.number)
            self._refuse_bad(raw)

    def _is_header_only(self, raw: RawFile) -> bool:
        """Most files of a load are: what is known to hold nothing costs no question."""
        return raw.is_kept and raw.bulk is None and not self.number(f'SELECT count(*) FROM "{raw.name}"')

    def _checked(self, raw: RawFile) -> int:
        self._check(raw)
        rows = self.number(f'SELECT count(*) FROM "checked_{raw.number}"')
        if raw.bulk is not None:
            raw.bulk.records = rows
        return rows

    def _check(self, raw: RawFile) -> None:
        if not raw.is_kept:
            self._look(raw, is_stripped=raw.is_stripped)
            return
        sql = _cells_sql(raw, is_stripped=raw.is_stripped)
        try:
            self.con.execute(f'CREATE TEMP TABLE "cells_{raw.number}" AS {sql}')
        except duckdb.InvalidInputException as error:
            raise InputError("分列时出错，不是完整的CSV。") from error
        # Rows stand in the table as in a CSV: its row numbers are the records'.
        record = f"rowid AS {RECORD}" if not raw.record else RECORD
        cells = f"* EXCLUDE ({RECORD})" if raw.record else "*"
        self.con.execute(
            f'CREATE TEMP VIEW "checked_{raw.number}" AS SELECT {cells}, {record} FROM "cells_{raw.number}"'
        )

    def _look(self, raw: RawFile, *, is_stripped: bool) -> None:
        """Have every step read the file itself."""
        sql = _cells_sql(raw, is_stripped=is_stripped)
        self.con.execute(f'CREATE OR REPLACE TEMP VIEW "checked_{raw.number}" AS {sql}')

    def _refuse_bad(self, raw: RawFile) -> None:
        query = (
            f'SELECT {RECORD}, {validate.BAD}, {validate.RAW} FROM "checked_{raw.number}" '
            f"WHERE {validate.BAD} IS NOT NULL ORDER BY {RECORD}"
        )
        found = self.con.execute(query).fetchall()
        self.refuse_bad(raw, found)
        if found:
            self._has_bad.add(raw.number)
        # What is known of all cells is not asked again by every step that reads the file.
        if not raw.is_kept and not self.number(_padded_sql(raw)):
            self._look(raw, is_stripped=True)

    def _refuse_file(self, raw: RawFile, problem: Problem) -> None:
        self.files.append(raw)
        rows = 0 if raw.bulk is not None else self.number(f'SELECT count(*) FROM "{raw.name}"')
        if not rows or rows > _MOST_LISTED:
            torn = [] if raw.bulk is not None else raw.refusals()
            self.problems += [*torn, problem]
            self.read[raw.path] = len(torn)
            return
        frame = self.con.sql(f'SELECT * FROM "{raw.name}"').pl()
        records = frame.get_column(raw.record).to_list()
        cells = frame.drop(raw.record).to_dicts()
        self.problems += raw.refusals()
        self.problems += [
            Problem(raw.path, line, problem.column, problem.code, problem.sentence,
                    {k: v for k, v in row.items() if v is not None})
            for line, row in zip(raw.lines(records), cells, strict=True)
        ]  # fmt: skip
        self.read[raw.path] = rows + len(raw.refusals())

    def is_suspect(self, table: Table) -> bool:
        """Of rows that are read anew by every question those under suspicion are counted first: to count takes the
        columns of keys, to pull all."""
        if not any(raw.number in self._has_rows for raw in self.files if raw.table is table):
            return False
        if all(raw.is_kept for raw in self.files if raw.table is table):
            return True
        return not self.answer(rules.suspects, (table,)).is_empty()

    def define(self, table: Table) -> None:
        parts = [self._part(raw, table) for raw in self.files if raw.table is table and raw.number in self._has_rows]
        if table.name in self.added:
            parts.append(f'SELECT {N}, {RECORD}, {_columns(table)} FROM "{self.added[table.name]}"')
        nothing = ", ".join(f'NULL::{c.type.value} AS "{c.name}"' for c in table.inputs)
        rows = " UNION ALL ".join(parts) or f"SELECT {_NO_PLACE}, {nothing} WHERE false"
        made = (
            (ROWS_PREFIX, rows),
            (KEPT_PREFIX, _sql(rules.with_ids, table)),
            (STAGED_PREFIX, _sql(rules.contents, table)),
        )
        for prefix, sql in made:
            self.con.execute(f'CREATE OR REPLACE TEMP VIEW "{prefix}{table.name}" AS {sql}')

    def _part(self, raw: RawFile, table: Table) -> str:
        present = present_in(raw)
        cells = ", ".join(
            f'c."{c.name}"' if c.name in present else f'NULL::{c.type.value} AS "{c.name}"' for c in table.inputs
        )
        rows = f'SELECT {raw.number}::INTEGER AS {N}, c.{RECORD}, {cells} FROM "checked_{raw.number}" c '
        rows += f"WHERE c.{validate.BAD} IS NULL" if raw.number in self._has_bad else "WHERE true"
        if raw.path in self._has_aside:
            rows += f" AND NOT EXISTS (SELECT 1 FROM aside a WHERE a.{N} = {raw.number} AND a.{RECORD} = c.{RECORD})"
        return rows

    def answer(self, rule: Rule, *about: Any) -> pl.DataFrame:
        found: pl.DataFrame = self.con.sql(_sql(rule, *about)).pl()
        return found

    def register(self, name: str, rows: pl.DataFrame) -> None:
        self.con.register(name, rows)

    def set_aside(self, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        self._has_aside.update(rows.get_column(FILE).unique().to_list())
        self.con.register("incoming_aside", rows.select(N, RECORD))
        self.con.execute("INSERT INTO aside SELECT * FROM incoming_aside")
        self.con.unregister("incoming_aside")

    def aside(self) -> pl.DataFrame:
        found: pl.DataFrame = self.con.sql("SELECT * FROM aside").pl()
        return found

    def number(self, query: str) -> int:
        """The one number a query gives."""
        ((found,),) = self.con.execute(query).fetchall()
        return int(found)


def _columns(table: Table) -> str:
    return ", ".join(f'"{c.name}"' for c in table.inputs)


@cache
def _sql(rule: Rule, *about: Any) -> str:
    """A rule for DuckDB; kept, for the rules are few and the same in every build."""
    return compiled(f"rule {rule.__name__} {_named(about)}", lambda: rule(*about))


def _named(about: Any) -> Any:
    if isinstance(about, tuple):
        return tuple(_named(one) for one in about)
    return about.name if isinstance(about, Table) else about


def _cells_sql(raw: RawFile, *, is_stripped: bool) -> str:
    """A file's cells in the contract's types with ``_bad`` and ``_raw``; two statements, that every cell is typed
    once."""
    typed, judged = _checked_sql(raw.table, tuple(raw.columns.items()), raw.record, is_stripped=is_stripped)
    return f'WITH {_RAW} AS (SELECT * FROM "{raw.name}"), {_TYPED} AS ({typed}) {judged}'


def _padded_sql(raw: RawFile) -> str:
    columns = tuple(raw.columns.items())
    sql = compiled(f"padded {raw.table.name} {columns}", lambda: validate.padded(_raw_cells(columns, ""), raw.table))
    return f'WITH {_RAW} AS (SELECT * FROM "{raw.name}") {sql}'


def _raw_cells(columns: tuple[tuple[str, str], ...], record: str) -> ir.Table:
    types = {name: DuckDBType.from_string(kind) for name, kind in columns}
    return ibis.table({**types, record: dt.int64} if record else types, name=_RAW)


@lru_cache(maxsize=500)
def _checked_sql(
    table: Table, columns: tuple[tuple[str, str], ...], record: str, *, is_stripped: bool
) -> tuple[str, str]:
    """The checks of a file's cells as SQL: over ``raw_file`` the typing, over ``typed_file`` the judging. Kept, for
    compiling takes longer than reading most files."""

    @cache
    def typed() -> ir.Table:
        raw = _raw_cells(columns, record)
        return validate.typed(raw.rename({RECORD: record}) if record else raw, table, is_stripped=is_stripped)

    def judged() -> ir.Table:
        return validate.judged(ibis.table(typed().schema(), name=_TYPED), table)

    about = f"{table.name} {columns} {record} {is_stripped}"
    return compiled(f"typed {about}", typed), compiled(f"judged {about}", judged)
