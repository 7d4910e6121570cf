"""Builds inside the snapshot's own database: the default, for one machine.

Belongs here: reading files into DuckDB, running the expressions there. Does not belong here: the expressions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl import checks, contracts, extract, inputs, model, publish
from etl.contracts import Table
from etl.engines.base import Found, Progress
from etl.extract import RawFile
from etl.problems import Problem
from etl.relations import DuckDBRelations

#: Beyond so many project-years their joins and their sort are two steps: a sort takes four fifths of the memory before
#: it spills, and what projects and reasons are looked up in cannot spill at all.
_TOGETHER = 2_000_000
_UNSORTED = "unsorted"


@dataclass
class DuckDB:
    """The files of ``data/<dataset>`` and the shared reference tables, read by this machine."""

    data: Path
    dataset: str
    _digests: dict[Path, str] = field(default_factory=dict)
    _project_years: int = 0

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
            try:
                opened.append(extract.read(con, path, self.data, number, digest, scratch))
            except inputs.InputError as error:
                rows.problems.append(_unreadable(str(path.relative_to(self.data)), error))
        for raw in opened:
            try:
                rows.add(raw)
            except inputs.InputError as error:
                rows.problems.append(_unreadable(raw.path, error))
        self._project_years = sum(rows.read[raw.path] for raw in rows.files if raw.table is contracts.PROJECT_YEAR)
        return rows

    def publish(self, con: duckdb.DuckDBPyConnection, table: Table, order: tuple[str, ...]) -> int:
        publish.create_table(con, table)
        if table is contracts.PROJECT_YEAR and self._project_years > _TOGETHER:
            con.execute(f"CREATE TEMP TABLE {_UNSORTED} AS {model.sql(table, ())}")
            con.execute(f'INSERT INTO "{table.name}" FROM {_UNSORTED} ORDER BY {", ".join(order)}')
            con.execute(f"DROP TABLE {_UNSORTED}")
        else:
            con.execute(f'INSERT INTO "{table.name}" {model.sql(table, order)}')
        ((rows,),) = con.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()
        return int(rows)

    def compare(self, con: duckdb.DuckDBPyConnection) -> None:
        checks.compare(con)

    def deliver(self, con: duckdb.DuckDBPyConnection, partial: Path) -> None:
        """Everything stands in the database."""


def _unreadable(path: str, error: inputs.InputError) -> Problem:
    return Problem(path, None, None, "unreadable_file", str(error))
