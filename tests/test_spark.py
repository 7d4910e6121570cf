"""A build on a real Spark cluster is the build on DuckDB: every mart, every question, through Spark Connect.

Run by ``make test-spark`` in .venv-spark. The truth here is the DuckDB build of the same files, whose figures are held
against ``tests/oracle.py`` and the files themselves elsewhere (``test_country``, ``test_metrics``).
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import Snapshot, in_service
from etl import contracts
from etl.__main__ import app
from etl.demo.country import generate
from etl.pointer import is_whole
from tests.bench.questions import OWN as QUESTIONS
from tests.conftest import DATA, ROOT
from tests.spark_server import LARGE, SMALL, STORE, serving, submitted, workers

pytest.importorskip("pyspark")
pytestmark = pytest.mark.spark
_INDICATORS = 2
_PATIENCE = 3_600
#: What names a build itself: its number, its time, how it tells files apart.
_OF_THE_BUILD = ("build_id", "loaded_at", "sha256")


@dataclass(frozen=True)
class Cluster:
    """A running Spark Connect server; ``log``: what it wrote, ``stored``: the folder it knows as ``STORE``."""

    address: str
    log: Path
    stored: Path


@dataclass(frozen=True)
class Both:
    """The same files built twice: by DuckDB and by Spark, each a warehouse of its own."""

    data: Path
    duckdb: Snapshot
    spark: Snapshot


@pytest.fixture(scope="module", params=[100_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def project_years(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(scope="module")
def cluster(project_years: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    log, stored = tmp_path_factory.mktemp("spark") / "server.log", tmp_path_factory.mktemp("stored")
    with serving(log, SMALL if project_years <= 100_000 else LARGE, stored) as address:
        yield Cluster(address, log, stored)


@pytest.fixture(scope="module")
def both(project_years: int, cluster: Cluster) -> Both:
    """The country of so many project-years, and a file of wrong rows. The build on Spark is killed once half-way."""
    data = cluster.stored
    shutil.copytree(DATA / "reference", data / "reference")
    generate(data / "country", project_years, _INDICATORS, seed=7)
    _plant(data / "country")
    before = _killed(data, cluster)
    assert before
    both = _built_twice(data, "country", cluster)
    marts = (both.spark.database.parent / "parquet" / "project_year").rglob("*.parquet")
    assert {path.name: path.stat().st_mtime_ns for path in marts} == before
    return both


def _plant(folder: Path) -> None:
    """An exact copy, a project that nobody named, a year before all years, another amount for a known row."""
    (some, *_) = sorted(folder.rglob("project_year.parquet"))
    first = pl.read_parquet(some).head(1)
    wrong = [
        first,
        first.with_columns(project_id=pl.lit("nobody")),
        first.with_columns(year=pl.lit(1066, dtype=first.schema["year"])),
        first.with_columns(executed=pl.lit("12.50").cast(first.schema["executed"])),
    ]
    (folder / "planted").mkdir()
    pl.concat(wrong).write_parquet(folder / "planted" / "project_year.parquet")


def _killed(data: Path, cluster: Cluster) -> dict[str, int]:
    """Kill a build behind its mart of project-years; the files of that mart and when each was written."""
    folder = data / "spark" / "country"
    with _commanded(data, "country", *_on(cluster)) as begun:
        _until(lambda: list(folder.glob("*.marts/parquet/project_year")), begun)
        os.killpg(begun.pid, signal.SIGKILL)
    assert not (folder / "current.json").exists()
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.marts/parquet/project_year/*/*.parquet")}


def _built_twice(data: Path, dataset: str, cluster: Cluster) -> Both:
    on_duckdb, on_spark = data / "duckdb", data / "spark"
    _run("--data", data, "--warehouse", on_duckdb, "--dataset", dataset)
    _run("--data", data, "--warehouse", on_spark, "--dataset", dataset, *_on(cluster))
    return Both(data, in_service(on_duckdb, dataset), in_service(on_spark, dataset))


def _on(cluster: Cluster) -> tuple[str, ...]:
    return ("--engine", "spark", "--spark-remote", cluster.address)


def _run(*options: object) -> str:
    done = CliRunner().invoke(app, ["build", *map(str, options)])
    assert done.exit_code == 0, done.output
    return done.output


def _refused(*options: object) -> str:
    done = CliRunner().invoke(app, ["build", *map(str, options)])
    assert done.exit_code == 1, done.output
    return done.output


def _table(snapshot: Snapshot, table: contracts.Table) -> pl.DataFrame:
    order = ("row_id",) if table.has_row_id else table.key
    with duckdb.connect(
        str(snapshot.database), read_only=True, config={"file_search_path": str(snapshot.database.parent)}
    ) as con:
        rows: pl.DataFrame = con.table(table.name).order(", ".join(f'"{name}"' for name in order)).pl()
    return rows


def _assert_same(one: pl.DataFrame, other: pl.DataFrame, *, is_listed: bool = False) -> None:
    """Equal rows, figures to 1e-9 of their size, and in the same order or in that of all columns."""
    assert one.columns == other.columns
    assert one.height == other.height
    one, other = (frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64)) for frame in (one, other))
    if not is_listed:
        keys = [name for name, kind in one.schema.items() if kind != pl.Float64] or one.columns
        one, other = one.sort(keys, nulls_last=True), other.sort(keys, nulls_last=True)
    for name in one.columns:
        left, right = one[name], other[name]
        if left.dtype.is_float():
            assert left.is_null().equals(right.is_null()), name
            gaps = (left - right).abs() > 1e-9 * (left.abs() + 1)
            assert not gaps.fill_null(False).any(), name
        else:
            assert left.cast(right.dtype).equals(right, null_equal=True), name


def _assert_marts_equal(both: Both) -> None:
    for table in contracts.TABLES:
        ours, theirs = (_table(snapshot, table) for snapshot in (both.spark, both.duckdb))
        assert ours.schema == theirs.schema, table.name
        own = [name for name in _OF_THE_BUILD if name in table.names and table is contracts.LOAD_RUN]
        _assert_same(theirs.drop(own), ours.drop(own))


def test_every_mart_is_the_one_duckdb_makes(both: Both, cluster: Cluster) -> None:
    assert workers(cluster.log) >= {"0", "1"}
    _assert_marts_equal(both)
    codes = set(_table(both.spark, contracts.QUARANTINE)["code"])
    assert codes == {"duplicate_row", "bad_value", "unknown_reference"}
    assert "contradictory_values" in set(_table(both.spark, contracts.FINDING)["code"])
    manifests = [one.manifest() for one in (both.duckdb, both.spark)]
    assert len({(one["rows_read"], one["rows_published"], one["rows_quarantined"]) for one in manifests}) == 1


@pytest.fixture(scope="module")
def spark(both: Both, cluster: Cluster) -> Iterator[Any]:
    """The product's own engine on the marts, in a session of its own."""
    from dashboard.data.spark import SparkEngine
    from etl.engines import session

    with session.opened(cluster.address) as opened:
        yield SparkEngine(both.spark, opened)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_one_answer_on_every_engine(question: str, both: Both, spark: Any) -> None:
    expression = QUESTIONS[question]()
    truth = DuckDBEngine(both.duckdb).run(expression)
    assert not truth.is_empty()
    for engine in (DuckDBEngine(both.spark), spark):
        _assert_same(truth, engine.run(expression), is_listed=question in ("lowest projects", "search"))


def test_row_level_tables_stay_in_files_by_year_and_the_snapshot_may_move(both: Both, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(both.spark.database.parents[1], moved / "country")
    engine = DuckDBEngine(in_service(moved, "country"))
    views = engine.run_sql("SELECT view_name FROM duckdb_views() WHERE NOT internal")["view_name"].to_list()
    assert {"project_year", "indicator_year", "reason", "project", "search_pair"} <= set(views)
    assert not {"department", "department_execution", "finding"} & set(views)
    asked = "SELECT count(*) AS n, count(DISTINCT district_code) AS d FROM project_year WHERE year = 2023"
    assert engine.run_sql(asked).equals(DuckDBEngine(both.duckdb).run_sql(asked))
    plan = str(engine.run_sql("EXPLAIN ANALYZE SELECT sum(executed) FROM project_year WHERE year = 2023").row(0))
    assert "File Filters: year = 2023" in plan.replace("(", "").replace(")", "")
    with pytest.raises(duckdb.PermissionException):
        engine.run_sql(f"SELECT * FROM read_parquet('{both.data}/country/**/*.parquet')")


def test_unchanged_inputs_publish_nothing_and_a_damaged_file_is_noticed(
    both: Both, cluster: Cluster, tmp_path: Path
) -> None:
    warehouse = both.spark.database.parents[2]
    options = ("--data", both.data, "--warehouse", warehouse, "--dataset", "country", *_on(cluster))
    assert "没有变化" in _run(*options)
    manifest = both.spark.manifest()
    assert all((both.spark.database.parent / "parquet" / name).is_file() for name in manifest["parquet"])
    assert not list((warehouse / "country").glob("*.marts"))
    shutil.copytree(warehouse / "country", tmp_path / "country")
    assert is_whole(tmp_path / "country")
    (part, *_) = sorted((tmp_path / "country" / both.spark.build_id / "parquet").rglob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1])
    assert not is_whole(tmp_path / "country")


def test_inputs_are_read_from_an_address_that_is_no_folder(both: Both, cluster: Cluster, tmp_path: Path) -> None:
    """Listed and read by the cluster alone: this machine knows no such place."""
    from etl.engines import session
    from etl.engines.spark import Spark

    source = f"{STORE}/country"
    options = ("--data", both.data, "--warehouse", both.spark.database.parents[2], "--dataset", "country")
    assert "没有变化" in _run(*options, *_on(cluster), "--parquet", source)
    with session.opened(cluster.address) as opened, duckdb.connect() as con:
        engine = Spark(opened, source, both.data, tmp_path)
        engine.find()
        read = engine.checked(con, tmp_path, lambda *_: None).read
    manifest = both.spark.manifest()
    assert sum(read.values()) == manifest["rows_read"]
    assert {path for path in read if path.startswith("country/")} == {
        path.relative_to(both.data).as_posix() for path in (both.data / "country").rglob("*.parquet")
    }


def _planted(data: Path) -> None:
    """The committed real inputs as Parquet of plain text, with rows that are wrong in several ways."""
    shutil.copytree(DATA / "reference", data / "reference")
    for path in sorted((DATA / "real").rglob("*.csv")):
        if path.stem not in {table.name for table in contracts.INPUT_TABLES}:
            continue
        rows = pl.read_csv(path, infer_schema=False)
        if path.stem == "project_year":
            first = rows.head(1)
            wrong = [
                first,
                first.with_columns(executed=pl.lit("一百")),
                first.with_columns(project_id=pl.lit("nobody")),
                first.with_columns(year=pl.lit("1066")),
                first.with_columns(executed=pl.lit("12.50")),
            ]
            rows = pl.concat([rows, *wrong])
        target = data / "own" / path.relative_to(DATA / "real").with_suffix(".parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(target)


@pytest.mark.long
def test_rows_of_plain_text_are_refused_alike_in_a_session_of_sparks_own(tmp_path: Path) -> None:
    """No server: Spark in the process of the command line."""
    _planted(tmp_path)
    _run("--data", tmp_path, "--warehouse", tmp_path / "duckdb", "--dataset", "own")
    with _commanded(tmp_path, "own") as begun:
        assert begun.wait(_PATIENCE) == 0, (tmp_path / "said.txt").read_text()
    both = Both(tmp_path, in_service(tmp_path / "duckdb", "own"), in_service(tmp_path / "spark", "own"))
    _assert_marts_equal(both)
    codes = set(_table(both.spark, contracts.QUARANTINE)["code"])
    assert {"duplicate_row", "bad_value", "unknown_reference"} <= codes


def test_what_is_missing_is_one_sentence_and_nothing_is_published(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "wrong").mkdir()
    pl.DataFrame({"reason_code": ["R01"], "quotes": ["x"]}).write_parquet(tmp_path / "wrong" / "reason.parquet")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "reason.parquet").write_bytes(b"no parquet")
    on = ("--warehouse", tmp_path / "warehouse", "--dataset", "own", "--engine", "spark")
    for name, word in (("empty", "没有找到"), ("absent", "读不了"), ("wrong", "quotes"), ("broken", "读不了")):
        said = _refused(*on, "--spark-remote", cluster.address, "--parquet", tmp_path / name)
        assert word in said
        assert said.strip().count("\n") == 0, said
    assert "连不上" in _refused(*on, "--spark-remote", "sc://127.0.0.1:9")
    assert "sc://" in _refused(*on, "--spark-remote", "http://somewhere")
    assert not (tmp_path / "warehouse" / "own" / "current.json").exists()


@contextmanager
def _commanded(data: Path, dataset: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A build on Spark by the command line, into ``spark`` below the data."""
    command = [sys.executable, "-m", "etl", "build", "--engine", "spark", "--dataset", dataset]
    command += ["--data", str(data), "--warehouse", str(data / "spark"), *options]
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": shlex.join([*submitted(SMALL), "pyspark-shell"])}
    with (data / "said.txt").open("ab") as said:
        run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            yield run
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            run.wait()


def _until(is_there: Callable[[], Any], run: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while not is_there():
        assert run.poll() is None, "the build ended by itself"
        assert time.monotonic() < until
        time.sleep(0.05)
