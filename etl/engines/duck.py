"""Builds inside the snapshot's own database: the default, for one machine.

Belongs here: reading files into DuckDB, running the expressions there. Does not belong here: the expressions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl import checks, extract, inputs, model, publish
from etl.contracts import Table
from etl.engines.base import Found, Progress
from etl.extract import RECORD, RawFile
from etl.problems import Problem
from etl.relations import DuckDBRelations
from etl.rules import KEPT_PREFIX, N

#: Beyond so many rows of a table its joins and its sort are two steps: a sort takes four fifths of the memory before it
#: spills, and what projects and reasons are looked up in cannot spill at all.
SORTED_AT_ONCE = 2_000_000
_UNSORTED = "unsorted"
#: Rows that DuckDB stores, and skips, together.
_GROUP = 122_880
#: Groups of rows a reader of one department may have to look into: a file a year for ten years, and two that meet.
_FEW = 12


@dataclass
class DuckDB:
    """The files of ``data/<dataset>`` and the shared reference tables, read by this machine."""

    data: Path
    dataset: str
    _digests: dict[Path, str] = field(default_factory=dict)
    _rows: Counter[str] = field(default_factory=Counter)

    def find(self) -> Found:
        self._digests = inputs.digests(self.data, self.dataset)
        return Found(
            inputs.fingerprint(self.data, self._digests),
            inputs.absent_files(self.data, self.dataset) + inputs.unknown_files(self.data, self.dataset),
            {path: digest for path, digest in self._digests.items() if path.name == inputs.REFUSED},
        )

    def checked(self, con: duckdb.DuckDBPyConnection, scratch: Path, progress: Progress) -> DuckDBRelations:
        rows = DuckDBRelations(con=con)
        opened: list[RawFile] = []
        for number, (path, digest) in enumerate(self._digests.items()):
            if path.name == inputs.REFUSED:
                continue
            progress(f"读取 {path.name}", 0.2 * number / len(self._digests))
            rows.orders[number] = inputs.order_of(path.parent)
            rows.turns |= inputs.turns_of(path.parent)
            try:
                opened.append(extract.read(con, path, self.data, number, digest, scratch))
            except inputs.InputError as error:
                rows.problems.append(_unreadable(str(path.relative_to(self.data)), error))
        for raw in opened:
            try:
                rows.add(raw)
            except inputs.InputError as error:
                rows.problems.append(_unreadable(raw.path, error))
        for raw in rows.files:
            self._rows[raw.table.name] += rows.read[raw.path]
        return rows

    def publish(self, con: duckdb.DuckDBPyConnection, table: Table, order: tuple[str, ...]) -> int:
        if table.name not in publish.made(con):
            with publish.whole(con):
                publish.create_table(con, table)
                self._fill(con, table, order)
        ((rows,),) = con.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()
        return int(rows)

    def _fill(self, con: duckdb.DuckDBPyConnection, table: Table, order: tuple[str, ...]) -> None:
        if self._rows[table.name] <= SORTED_AT_ONCE:
            con.execute(f'INSERT INTO "{table.name}" {model.sql(table, order)}')
        elif _stand_together(con, table, order[0]):
            con.execute(f'INSERT INTO "{table.name}" {model.sql(table, ())}')
        else:
            con.execute(f"CREATE TEMP TABLE {_UNSORTED} AS {model.sql(table, ())}")
            con.execute(f'INSERT INTO "{table.name}" FROM {_UNSORTED} ORDER BY {", ".join(order)}')
            con.execute(f"DROP TABLE {_UNSORTED}")

    def compare(self, con: duckdb.DuckDBPyConnection) -> None:
        checks.compare(con)

    def deliver(self, con: duckdb.DuckDBPyConnection, partial: Path) -> None:
        """Everything stands in the database."""


def _stand_together(con: duckdb.DuckDBPyConnection, table: Table, column: str) -> bool:
    """Whether the files have like values of ``column`` near each other, so that a reader of one value skips nearly all
    groups of rows without a sort: a value lies between the least and the greatest of a few groups only."""
    rows = f'"{KEPT_PREFIX}{table.name}"'
    query = f"""
    WITH known AS (SELECT value, row_number() OVER (ORDER BY value) AS place
        FROM (SELECT DISTINCT "{column}" AS value FROM {rows})),
    part AS (SELECT min("{column}") AS least, max("{column}") AS greatest FROM {rows}
        GROUP BY {N}, {RECORD} // {_GROUP})
    SELECT sum(last.place - first.place + 1) <= {_FEW} * (SELECT count(*) FROM known)
    FROM part JOIN known AS first ON first.value = least JOIN known AS last ON last.value = greatest
    """
    ((are_together,),) = con.execute(query).fetchall()
    return bool(are_together)


def _unreadable(path: str, error: inputs.InputError) -> Problem:
    return Problem(path, None, None, "unreadable_file", str(error))
