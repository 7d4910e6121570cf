"""The rows of a build as views of a Spark session.

Belongs here: reading files together by table, checking them, naming the views. Does not belong here: what is checked
(``etl.validate``, ``etl.rules``), what becomes of rows that do not pass (``etl.stage``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis.backends.sql.datatypes import PySparkType

from etl import contracts, rules, validate
from etl.contracts import Table
from etl.engines import session as spark
from etl.extract import RECORD, RawFile
from etl.inputs import InputError
from etl.relations import Relations
from etl.rules import KEPT_PREFIX, ROWS_PREFIX, STAGED_PREFIX, N, Rule

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ASIDE = "aside"
_PLACE = {N: "int32", RECORD: "int64"}


@dataclass
class SparkRelations(Relations):
    """Files of one table that have the same form are one relation; ``_n`` and ``_record`` say where a row stands."""

    session: SparkSession = field(kw_only=True)
    scratch: Path = field(kw_only=True)
    _checked: dict[str, list[ir.Table]] = field(default_factory=dict)
    _aside: list[pl.DataFrame] = field(default_factory=list)
    _suspect: set[str] | None = None
    #: What each table's views leave out and add.
    _defined: dict[str, tuple[int, str | None]] = field(default_factory=dict)

    def add(self, raw: list[RawFile], cells: DataFrame) -> None:
        """Check the cells of files of one table, with their ``_n`` and ``_record``. Raises InputError where the columns
        are not the table's. Afterwards ``count_read``, once."""
        table = raw[0].table
        problem = validate.wrong_columns(raw[0].path, table, raw[0].columns)
        if problem is not None:
            raise InputError(f"{problem.file} {problem.column}：{problem.sentence}")
        name = f"{table.name}_{len(self._checked.get(table.name, []))}"
        found = {column.name: PySparkType.from_string(column.dataType.simpleString()) for column in cells.schema}
        raw_cells = _view(f"raw_{name}", cells, ibis.schema(found))
        typed = validate.typed(raw_cells, table, is_stripped=False)
        judged = validate.judged(_view(f"typed_{name}", spark.frame(self.session, typed), typed.schema()), table)
        # Kept as files: Spark would work out every cell again for each question about it.
        target = self.scratch / f"checked_{name}"
        spark.written(spark.frame(self.session, judged), judged.schema(), target, self.scratch, None)
        checked = spark.read(self.session, target, judged.schema())
        self._checked.setdefault(table.name, []).append(_view(f"checked_{name}", checked, judged.schema()))
        self.files += raw

    def has(self, table: Table) -> bool:
        """Whether there may be rows of the table: files were read of it, or statements added."""
        return table.name in self._checked or table.name in self.added

    def count_read(self) -> None:
        """Count the rows of every added file, and note those whose cells do not fit."""
        every = [one for parts in self._checked.values() for one in parts]
        places = [one.select(N, is_bad=one[validate.BAD].notnull()) for one in every]
        rows = ibis.union(*places) if len(places) > 1 else places[0]
        counted = rows.group_by(N).agg(rows=rows.count(), bad=rows.count(where=rows.is_bad))
        by_number = {raw.number: raw for raw in self.files}
        self.read.update({raw.path: 0 for raw in self.files})
        bad = set()
        for number, count, wrong in spark.rows(self.session, counted).select(N, "rows", "bad").iter_rows():
            self.read[by_number[number].path] = count
            bad |= {by_number[number].table.name} if wrong else set()
        for checked in (one for name in sorted(bad) for one in self._checked[name]):
            self._note_bad(checked, by_number)

    def _note_bad(self, checked: ir.Table, by_number: dict[int, RawFile]) -> None:
        bad = checked.filter(checked[validate.BAD].notnull()).select(N, RECORD, validate.BAD, validate.RAW)
        found = spark.rows(self.session, bad).sort(N, RECORD)
        for (number,), part in found.group_by(N, maintain_order=True):
            self.refuse_bad(by_number[int(str(number))], part.drop(N).rows())

    def is_suspect(self, table: Table) -> bool:
        if self._suspect is None:
            with_files = tuple({raw.table.name: raw.table for raw in self.files}.values())
            for one in contracts.INPUT_TABLES:
                self.define(one)
            self._suspect = set(self.answer(rules.suspects, with_files).get_column("table"))
        return table.name in self._suspect

    def define(self, table: Table) -> None:
        state = (len(self._aside), self.added.get(table.name))
        if self._defined.get(table.name) == state:
            return
        self._defined[table.name] = state
        parts = [self._usable(checked, table) for checked in self._checked.get(table.name, [])]
        if table.name in self.added:
            columns = {**_PLACE, **{c.name: c.type.ibis for c in table.inputs}}
            parts.append(_selected(ibis.table(columns, name=self.added[table.name]), table))
        rows = ibis.union(*parts) if len(parts) > 1 else parts[0] if parts else None
        if rows is None:
            cells = {c.name: validate.POLARS_TYPES[c.type] for c in table.inputs}
            self.register(ROWS_PREFIX + table.name, pl.DataFrame(schema={N: pl.Int32(), RECORD: pl.Int64(), **cells}))
        else:
            self._define(ROWS_PREFIX + table.name, rows)
        self._define(KEPT_PREFIX + table.name, rules.with_ids(table))
        self._define(STAGED_PREFIX + table.name, rules.contents(table))

    def _define(self, name: str, rows: ir.Table) -> None:
        spark.frame(self.session, rows).createOrReplaceTempView(name)

    def _usable(self, checked: ir.Table, table: Table) -> ir.Table:
        good = checked.filter(checked[validate.BAD].isnull())
        if self._aside:
            good = good.anti_join(ibis.table(_PLACE, name=_ASIDE), [N, RECORD])
        return _selected(good, table)

    def answer(self, rule: Rule, *about: Any) -> pl.DataFrame:
        return spark.rows(self.session, rule(*about))

    def register(self, name: str, rows: pl.DataFrame) -> None:
        spark.registered(self.session, name, rows)

    def set_aside(self, rows: pl.DataFrame) -> None:
        if not rows.is_empty():
            self._aside.append(rows.select(N, RECORD))
            self.register(_ASIDE, self.aside())

    def aside(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema={N: pl.Int32, RECORD: pl.Int64}), *self._aside])


def _view(name: str, frame: DataFrame, schema: ibis.Schema) -> ir.Table:
    frame.createOrReplaceTempView(name)
    return ibis.table(schema, name=name)


def _selected(rows: ir.Table, table: Table) -> ir.Table:
    """File, record and every input column of the table, null where the files have none."""
    kinds = {**_PLACE, **{c.name: c.type.ibis for c in table.inputs}}
    return rows.select(
        (rows[name] if name in rows.columns else ibis.null(kind)).cast(kind).name(name) for name, kind in kinds.items()
    )
