"""One build, from input files to a published snapshot: extract → validate → stage → model → check → publish.

Belongs here: the order of the steps and what is reported. Does not belong here: any step's own work.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl import checks, contracts, inputs, publish, validate
from etl.engines.base import Engine, Progress
from etl.engines.duck import DuckDB
from etl.problems import Problem
from etl.relations import Relations
from etl.stage import stage

#: A build without any of their rows is none.
_FACTS = ("department_year", "project_year")
#: How published tables are sorted: by the filters readers use most.
_ORDER = ("department_id", "year", "row_id", "statement_id")


@dataclass
class Report:
    """What a build did. ``build_id`` is None when nothing was published."""

    dataset: str
    build_id: str | None = None
    files: int = 0
    rows_read: int = 0
    rows_published: int = 0
    rows_quarantined: int = 0
    problems: list[Problem] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)


class NothingGoodError(Exception):
    """No fact row was good: the last good snapshot stays in service. Carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"数据集“{report.dataset}”没有一行可发布的数据，仍使用上一个快照。")
        self.report = report


def build(
    data: Path, warehouse: Path, dataset: str, now: datetime, progress: Progress, engine: Engine | None = None
) -> Report:
    """Build and publish one dataset, on DuckDB unless told otherwise. ``now`` is UTC and becomes part of the build id.

    Raises InputError (no input), NothingGoodError (no good row), BusyError, SnapshotError; the snapshot in
    service is left alone by all of them.
    """
    folder = warehouse / inputs.checked_name(dataset)
    engine = engine or DuckDB(data, dataset)
    with publish.exclusive(folder):
        found = engine.find()
        report = Report(dataset, problems=list(found.problems))
        build_id = f"{now:%Y%m%dT%H%M%SZ}-{found.fingerprint[:8]}"
        with publish.begun(folder, found.fingerprint) as (con, partial):
            if done := publish.made(con):
                progress(f"接着上次没有做完的构建，已有{len(done)}张表", 0.0)
            checked = engine.checked(con, partial, progress)
            publish.allow(con, checked.read.total())
            staged = _stage(checked, report)
            progress("校验", 0.25)
            kept = staged.kept()
            if not any(kept[f.path] for f in staged.files if f.table.name in _FACTS):
                raise NothingGoodError(report)
            _model(engine, con, report, progress)
            left = [_Left.read(path, data, digest) for path, digest in found.refused.items()]
            report.rows_read += sum(len(one.problems) for one in left)
            report.rows_quarantined += sum(len(one.problems) for one in left)
            _conserve(staged, kept)
            _record(con, staged, left, report, build_id, now)
            manifest = _manifest(staged, left, report, build_id, found.fingerprint, now)
            progress("发布", 0.95)
            engine.deliver(con, partial)
            publish.finish(con, partial, manifest)
        report.build_id = build_id
        progress("完成", 1.0)
    return report


def _stage(staged: Relations, report: Report) -> Relations:
    stage(staged)
    report.files = len(staged.files)
    report.problems += staged.problems
    report.rows_read = staged.read.total()
    report.rows_quarantined = sum(p.row is not None for p in staged.problems)
    report.rows_published = report.rows_read - report.rows_quarantined
    return staged


def _model(engine: Engine, con: duckdb.DuckDBPyConnection, report: Report, progress: Progress) -> None:
    for number, table in enumerate(contracts.MODEL_TABLES):
        progress(f"建模 {table.name}", 0.35 + 0.3 * number / len(contracts.MODEL_TABLES))
        order = [name for name in _ORDER if name in table.names] or list(table.key)
        report.rows[table.name] = engine.publish(con, table, tuple(order))
    progress("核对", 0.7)
    for table in (contracts.PASSED_CHECK, contracts.FINDING):
        publish.create_table(con, table)
        report.rows[table.name] = 0
    checks.begin(con)
    engine.compare(con)
    for table, rows in checks.run(con):
        _insert(con, table, rows, report)
        if table is contracts.FINDING:
            report.findings.update(rows.get_column("code").to_list())


def _insert(con: duckdb.DuckDBPyConnection, table: contracts.Table, rows: pl.DataFrame, report: Report) -> None:
    con.register("incoming", rows.select(table.names))
    con.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
    con.unregister("incoming")
    report.rows[table.name] += rows.height


@dataclass(frozen=True)
class _Left:
    """Lines of loaded files that are rows of no table, each with its reason."""

    path: str
    sha256: str
    problems: list[Problem]

    @classmethod
    def read(cls, path: Path, data: Path, digest: str) -> _Left:
        name = str(path.relative_to(data))
        with path.open(encoding="utf-8", newline="") as file:
            found = [
                Problem(name, line, None, "not_loaded", f"{row['file']} {row['locator']}：{row['reason']}", row)
                for line, row in enumerate(csv.DictReader(file), 2)
            ]
        return cls(name, digest, found)


def _record(
    con: duckdb.DuckDBPyConnection, staged: Relations, left: list[_Left], report: Report, build_id: str, now: datetime
) -> None:
    """Write the load runs and the quarantine."""
    refused = Counter(p.file for p in staged.problems if p.row is not None)
    runs = [
        {
            "build_id": build_id,
            "file": f.path,
            "table_name": f.table.name,
            "sha256": f.sha256,
            "loaded_at": now.replace(tzinfo=None),
            "rows_read": staged.read[f.path],
            "rows_published": staged.read[f.path] - refused[f.path],
            "rows_as_statement": staged.statements[f.path],
            "rows_quarantined": refused[f.path],
        }
        for f in staged.files
    ]
    for one in left:
        n = len(one.problems)
        counts = {"rows_read": n, "rows_published": 0, "rows_as_statement": 0, "rows_quarantined": n}
        about = {"build_id": build_id, "file": one.path, "table_name": Path(one.path).stem, "sha256": one.sha256}
        runs.append({**about, "loaded_at": now.replace(tzinfo=None), **counts})
    quarantined = [
        {
            "file": p.file,
            "row_number": p.row,
            "column_name": p.column,
            "table_name": Path(p.file).stem,
            "code": p.code,
            "sentence": str(p),
            "raw": p.raw_json,
        }
        for p in (*staged.problems, *(p for one in left for p in one.problems))
        if p.row is not None
    ]
    for table, records in ((contracts.LOAD_RUN, runs), (contracts.QUARANTINE, quarantined)):
        schema = {c.name: validate.POLARS_TYPES[c.type] for c in table.columns}
        publish.create_table(con, table)
        report.rows[table.name] = 0
        _insert(con, table, pl.DataFrame(records, schema=schema, orient="row"), report)


def _conserve(staged: Relations, kept: Counter[str]) -> None:
    """Rows read = rows in the staged tables + rows kept as statements + rows refused, for every file; refuse to publish
    where one is unaccounted for."""
    refused = Counter(p.file for p in staged.problems if p.row is not None)
    for f in staged.files:
        accounted = kept[f.path] + staged.statements[f.path] + refused[f.path]
        if accounted != staged.read[f.path]:
            raise publish.SnapshotError(f"{f.path}：读入{staged.read[f.path]}行，只能交代{accounted}行，未发布。")


def _manifest(
    staged: Relations, left: list[_Left], report: Report, build_id: str, fingerprint: str, now: datetime
) -> dict[str, Any]:
    files = [(f.path, f.sha256, staged.read[f.path]) for f in staged.files]
    files += [(one.path, one.sha256, len(one.problems)) for one in left]
    return {
        "build_id": build_id,
        "dataset": report.dataset,
        "built_at": now.isoformat(timespec="seconds"),
        "contract_version": contracts.VERSION,
        "inputs_sha256": fingerprint,
        "inputs": [{"file": path, "sha256": digest, "rows": count} for path, digest, count in files],
        "rows": report.rows,
        "rows_read": report.rows_read,
        "rows_published": report.rows_published,
        "rows_quarantined": report.rows_quarantined,
    }


def utc_now() -> datetime:
    """The time of a build, to the second; called by the command line only."""
    return datetime.now(UTC).replace(microsecond=0)
