"""One build, from input files to a published snapshot: extract → validate → stage → model → check → publish.

Belongs here: the order of the steps and what is reported. Does not belong here: any step's own work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import polars as pl

from etl import checks, contracts, extract, inputs, model, publish, validate
from etl.extract import FILE, RawFile
from etl.problems import Problem
from etl.stage import Staged, stage

Progress = Callable[[str, float], None]
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


def build(data: Path, warehouse: Path, dataset: str, now: datetime, progress: Progress) -> Report:
    """Build and publish one dataset. ``now`` is UTC and becomes part of the build id.

    Raises InputError (no input), NothingGoodError (no good row), BusyError, SnapshotError; the snapshot in
    service is left alone by all of them.
    """
    folder = warehouse / inputs.checked_name(dataset)
    with publish.exclusive(folder):
        fingerprint = inputs.fingerprint(data, dataset)
        report = Report(dataset, problems=inputs.absent_files(data, dataset) + inputs.unknown_files(data, dataset))
        raw = _read(data, dataset, report, progress)
        progress("校验", 0.25)
        staged = _stage(raw, report)
        if not any(staged.tables[name].height for name in ("department_year", "project_year")):
            raise NothingGoodError(report)
        build_id = f"{now:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"
        partial = publish.begin(folder, build_id)
        con = publish.connect(partial)
        _model(con, staged, report, progress)
        _record(con, raw, staged, report, build_id, now)
        manifest = _manifest(raw, report, build_id, fingerprint, now)
        progress("发布", 0.95)
        publish.finish(con, partial, manifest, now)
        report.build_id = build_id
        progress("完成", 1.0)
    return report


def _read(data: Path, dataset: str, report: Report, progress: Progress) -> list[RawFile]:
    raw = []
    paths = inputs.files_of(data, dataset)
    for number, path in enumerate(paths):
        progress(f"读取 {path.name}", 0.2 * number / len(paths))
        try:
            raw.append(extract.read(path, data))
        except inputs.InputError as error:
            sentence = str(error)
            report.problems.append(Problem(str(path.relative_to(data)), None, None, "unreadable_file", sentence))
    report.files = len(raw)
    return raw


def _stage(raw: list[RawFile], report: Report) -> Staged:
    good: dict[str, list[pl.DataFrame]] = {}
    problems: list[Problem] = []
    for file in raw:
        checked = validate.validate(file)
        good.setdefault(file.table.name, []).append(checked.rows)
        problems += checked.refused
    staged = stage({name: pl.concat(frames) for name, frames in good.items()})
    staged.problems = problems + staged.problems
    report.problems += staged.problems
    report.rows_read = sum(f.row_count for f in raw)
    report.rows_quarantined = sum(p.row is not None for p in staged.problems)
    report.rows_published = report.rows_read - report.rows_quarantined
    return staged


def _model(con: duckdb.DuckDBPyConnection, staged: Staged, report: Report, progress: Progress) -> None:
    for name, rows in staged.tables.items():
        # Ibis compiles a full selection to SELECT *: the columns must stand in the declared order.
        con.register(model.STAGED_PREFIX + name, rows.select(model.staged(contracts.table(name)).columns))
    for number, table in enumerate(contracts.MODEL_TABLES):
        progress(f"建模 {table.name}", 0.35 + 0.3 * number / len(contracts.MODEL_TABLES))
        publish.create_table(con, table)
        order = [name for name in _ORDER if name in table.names] or list(table.key)
        sql = ibis.to_sql(model.expression(table).order_by(order), dialect="duckdb")
        con.execute(f'INSERT INTO "{table.name}" {sql}')
        report.rows[table.name] = _count(con, table.name)
    progress("核对", 0.7)
    for table, rows in checks.run(con).items():
        _insert(con, table, rows, report)
        if table is contracts.FINDING:
            report.findings = Counter(rows.get_column("code").to_list())


def _insert(con: duckdb.DuckDBPyConnection, table: contracts.Table, rows: pl.DataFrame, report: Report) -> None:
    publish.create_table(con, table)
    con.register("incoming", rows.select(table.names))
    con.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
    con.unregister("incoming")
    report.rows[table.name] = rows.height


def _count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    ((rows,),) = con.execute(f'SELECT count(*) FROM "{contracts.table(name).name}"').fetchall()
    return int(rows)


def _record(
    con: duckdb.DuckDBPyConnection, raw: list[RawFile], staged: Staged, report: Report, build_id: str, now: datetime
) -> None:
    """Write the load runs and the quarantine; refuse to publish when a row of any file is unaccounted for."""
    refused = Counter(p.file for p in staged.problems if p.row is not None)
    _conserve(raw, staged, refused)
    runs = [
        {
            "build_id": build_id,
            "file": f.path,
            "table_name": f.table.name,
            "sha256": f.sha256,
            "loaded_at": now.replace(tzinfo=None),
            "rows_read": f.row_count,
            "rows_published": f.row_count - refused[f.path],
            "rows_as_statement": staged.statements.get(f.path, 0),
            "rows_quarantined": refused[f.path],
        }
        for f in raw
    ]
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
        for p in staged.problems
        if p.row is not None
    ]
    for table, records in ((contracts.LOAD_RUN, runs), (contracts.QUARANTINE, quarantined)):
        schema = {c.name: validate.POLARS_TYPES[c.type] for c in table.columns}
        _insert(con, table, pl.DataFrame(records, schema=schema, orient="row"), report)


def _conserve(raw: list[RawFile], staged: Staged, refused: Counter[str]) -> None:
    """Rows read = rows in the staged tables + rows kept as statements + rows refused, for every file."""
    kept: Counter[str] = Counter()
    for rows in staged.tables.values():
        kept.update(dict(rows.filter(pl.col(FILE).is_not_null()).group_by(FILE).len().iter_rows()))
    for f in raw:
        accounted = kept[f.path] + staged.statements.get(f.path, 0) + refused[f.path]
        if accounted != f.row_count:
            raise publish.SnapshotError(f"{f.path}：读入{f.row_count}行，只能交代{accounted}行，未发布。")


def _manifest(raw: list[RawFile], report: Report, build_id: str, fingerprint: str, now: datetime) -> dict[str, Any]:
    return {
        "build_id": build_id,
        "dataset": report.dataset,
        "built_at": now.isoformat(timespec="seconds"),
        "contract_version": contracts.VERSION,
        "inputs_sha256": fingerprint,
        "inputs": [{"file": f.path, "sha256": f.sha256, "rows": f.row_count} for f in raw],
        "rows": report.rows,
        "rows_read": report.rows_read,
        "rows_published": report.rows_published,
        "rows_quarantined": report.rows_quarantined,
    }


def utc_now() -> datetime:
    """The time of a build, to the second; called by the command line only."""
    return datetime.now(UTC).replace(microsecond=0)
