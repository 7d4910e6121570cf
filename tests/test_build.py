"""The build from input files to a served snapshot, good and bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import NoSnapshotError, in_service
from etl import contracts, publish
from etl.build import NothingGoodError, Report, build
from etl.engines import duck
from etl.inputs import InputError
from tests.conftest import DATA, NOW, ROOT, quiet

PROJECTS = "real/five_reports/project_year.csv"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the inputs that a test may spoil."""
    folder = tmp_path / "data"
    for part in ("real", "reference"):
        shutil.copytree(DATA / part, folder / part)
    shutil.copy(DATA / "datapackage.json", folder)
    return folder


def run(data: Path, tmp_path: Path) -> tuple[Report, DuckDBEngine]:
    report = build(data, tmp_path / "w", "real", NOW, quiet)
    return report, DuckDBEngine(in_service(tmp_path / "w", "real"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_every_row_read_is_published_or_quarantined(data: Path, tmp_path: Path) -> None:
    report, engine = run(data, tmp_path)
    runs = engine.run_sql("SELECT * FROM load_run")
    assert report.rows_read == report.rows_published + report.rows_quarantined
    assert report.rows_read == runs["rows_read"].sum()
    assert report.rows_quarantined == 0
    for row in runs.to_dicts():
        with (data / row["file"]).open(encoding="utf-8-sig", newline="") as file:
            import csv

            assert row["rows_read"] == sum(1 for _ in csv.reader(file)) - 1, row["file"]


def test_a_broken_number_names_file_row_and_column_and_only_that_row_is_refused(data: Path, tmp_path: Path) -> None:
    edit(data / PROJECTS, "417300.00", "41万7")
    report, engine = run(data, tmp_path)
    [problem] = [p for p in report.problems if p.column == "executed"]
    assert str(problem).startswith(f"{PROJECTS} 第")
    assert "“executed”列" in str(problem)
    assert "41万7" in str(problem)
    line = lines_of(data / PROJECTS)[problem.row - 1]  # type: ignore[operator]
    assert "41万7" in line
    projects = engine.run_sql("SELECT count(*) AS n FROM project_year")["n"][0]
    assert projects == 37 + 24 - 1
    kept = engine.run_sql("SELECT * FROM quarantine WHERE file = 'real/five_reports/project_year.csv'")
    assert kept.height == 1
    assert "41万7" in json.loads(kept["raw"][0])["executed"]
    # What pointed at the refused row is refused with it, and said.
    assert any(p.code == "unknown_reference" and "evidence" in p.file for p in report.problems)
    assert report.rows_read == report.rows_published + report.rows_quarantined


def test_an_unknown_column_refuses_the_file_and_suggests_the_right_name(data: Path, tmp_path: Path) -> None:
    edit(data / PROJECTS, "budget_initial", "budget_inital")
    report, engine = run(data, tmp_path)
    [problem] = {str(p).split("：")[1] for p in report.problems if p.code == "unknown_column" and p.file == PROJECTS}
    assert "budget_initial" in problem
    assert engine.run_sql("SELECT count(*) AS n FROM project_year WHERE source_group = '五份报告'")["n"][0] == 0
    assert report.rows_read == report.rows_published + report.rows_quarantined


def test_a_missing_required_column_is_named(data: Path, tmp_path: Path) -> None:
    frame = pl.read_csv(data / PROJECTS, infer_schema=False).drop("department_id")
    frame.write_csv(data / PROJECTS)
    report, _ = run(data, tmp_path)
    assert any(p.code == "missing_column" and p.column == "department_id" and p.row for p in report.problems)


def test_a_missing_file_is_named_and_the_rest_published(data: Path, tmp_path: Path) -> None:
    (data / "real/five_reports/measure.csv").unlink()
    report, engine = run(data, tmp_path)
    assert "real/five_reports/measure.csv：文件不存在" in str(report.problems[0])
    assert engine.run_sql("SELECT count(*) AS n FROM measure")["n"][0] == 0


def test_an_exact_copy_is_refused_once(data: Path, tmp_path: Path) -> None:
    lines = lines_of(data / PROJECTS)
    (data / PROJECTS).write_text("".join([*lines, lines[3]]), encoding="utf-8")
    report, engine = run(data, tmp_path)
    [problem] = report.problems
    assert problem.code == "duplicate_row"
    assert problem.row == len(lines) + 1
    assert "第4行" in problem.sentence
    assert engine.run_sql("SELECT count(*) AS n FROM project_year")["n"][0] == 37 + 24


def test_a_repeated_key_with_another_figure_is_kept_as_a_second_statement(data: Path, tmp_path: Path) -> None:
    line = next(x for x in lines_of(data / PROJECTS) if "417300.00" in x)
    with (data / PROJECTS).open("a", encoding="utf-8") as file:
        file.write(line.replace("417300.00", "427300.00"))
    report, engine = run(data, tmp_path)
    assert report.rows_quarantined == 0
    shown = engine.run_sql("SELECT executed FROM project_year WHERE project LIKE '370MHz%'")
    assert [str(v) for v in shown["executed"]] == ["417300.00"]
    found = engine.run_sql(
        "SELECT stated, computed FROM finding WHERE code = 'contradictory_values' AND column_name = 'executed'"
    )
    assert found.rows() == [("41.73万元", "427300.00")]
    run_row = engine.run_sql("SELECT rows_as_statement FROM load_run WHERE file = 'real/five_reports/project_year.csv'")
    assert run_row["rows_as_statement"][0] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"\xff\xfe\x00\x01\x81", "编码"),
        (b"project_id,project_id\n1,2\n", "出现了两次"),
        (b'project_id,year\n"a,2022\n', "引号不成对"),
    ],
)
def test_an_unreadable_file_gets_one_sentence(data: Path, tmp_path: Path, content: bytes, sentence: str) -> None:
    (data / PROJECTS).write_bytes(content)
    report, _ = run(data, tmp_path)
    assert [p.file for p in report.problems if sentence in p.sentence] == [PROJECTS]


def test_rows_with_too_many_cells_are_refused_with_their_line(data: Path, tmp_path: Path) -> None:
    with (data / PROJECTS).open("a", encoding="utf-8") as file:
        file.write("a,b,c\n")
    report, _ = run(data, tmp_path)
    [problem] = report.problems
    assert problem.code == "wrong_cell_count"
    assert problem.row == len(lines_of(data / PROJECTS))


def test_gb18030_reads_like_utf8(data: Path, tmp_path: Path) -> None:
    text = (data / PROJECTS).read_text(encoding="utf-8")
    (data / PROJECTS).write_bytes(text.encode("gb18030"))
    _, engine = run(data, tmp_path)
    assert engine.run_sql("SELECT count(*) AS n FROM project_year WHERE project LIKE '370MHz应急%'")["n"][0] == 1


def test_nothing_good_leaves_the_last_good_snapshot_in_service(data: Path, tmp_path: Path) -> None:
    first, _ = run(data, tmp_path)
    for bundle in ("five_reports", "public_cases"):
        for table in ("project_year", "department_year"):
            path = data / "real" / bundle / f"{table}.csv"
            edit(path, "year", "jahr")
    with pytest.raises(NothingGoodError):
        build(data, tmp_path / "w", "real", NOW + timedelta(seconds=1), quiet)
    assert in_service(tmp_path / "w", "real").build_id == first.build_id
    assert not list((tmp_path / "w" / "real").glob("*.partial"))


def test_no_input_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有找到"):
        build(tmp_path, tmp_path / "w", "real", NOW, quiet)


def test_a_served_file_is_never_written_again(data: Path, tmp_path: Path) -> None:
    _, engine = run(data, tmp_path)
    served = engine.snapshot.database
    before = (served.stat().st_ino, served.stat().st_mtime_ns, served.read_bytes())
    edit(data / PROJECTS, "417300.00", "417300.01")
    build(data, tmp_path / "w", "real", NOW + timedelta(seconds=1), quiet)
    assert (served.stat().st_ino, served.stat().st_mtime_ns, served.read_bytes()) == before
    assert in_service(tmp_path / "w", "real").database != served


def test_a_killed_build_leaves_nothing_behind_for_the_next(data: Path, tmp_path: Path) -> None:
    left = tmp_path / "w" / "real" / "20260101T000000Z-dead.partial"
    left.mkdir(parents=True)
    (left / "warehouse.duckdb").write_bytes(b"half")
    stray = left.with_name("download.partial")
    stray.write_bytes(b"half")
    run(data, tmp_path)
    assert not left.exists()
    assert not stray.exists()


class _Killed(BaseException):
    """A build that stops without a word, as far as one process can."""


def _stopped_at(table: str, tables: list[str]) -> type[duck.DuckDB]:
    """An engine that is stopped in the middle of ``table`` and notes which tables it fills."""

    class Stopped(duck.DuckDB):
        def _fill(self, con: duckdb.DuckDBPyConnection, made: contracts.Table, order: tuple[str, ...]) -> None:
            tables.append(made.name)
            super()._fill(con, made, order)
            if made.name == table:
                raise _Killed

    return Stopped


def test_a_stopped_build_is_gone_on_with_behind_its_last_whole_table(data: Path, tmp_path: Path) -> None:
    whole, whole_engine = run(data, tmp_path)
    stopped: list[str] = []
    with pytest.raises(_Killed):
        build(data, tmp_path / "s", "real", NOW, quiet, _stopped_at("search_pair", stopped)(data, "real"))
    [left] = (tmp_path / "s" / "real").glob("*.partial")
    again: list[str] = []
    said: list[str] = []
    engine = _stopped_at("", again)(data, "real")
    report = build(data, tmp_path / "s", "real", NOW, lambda text, _: said.append(text), engine)
    assert again == ["search_pair", *[t.name for t in contracts.MODEL_TABLES if t.name not in stopped]]
    assert said[0] == f"接着上次没有做完的构建，已有{len(stopped) - 1}张表"
    assert not left.exists()
    assert report.rows == whole.rows
    resumed = DuckDBEngine(in_service(tmp_path / "s", "real"))
    for table in report.rows:
        question = f'SELECT * FROM "{table}" ORDER BY ALL'
        assert resumed.run_sql(question).equals(whole_engine.run_sql(question)), table


def test_a_stopped_build_of_other_inputs_is_not_gone_on_with(data: Path, tmp_path: Path) -> None:
    stopped: list[str] = []
    with pytest.raises(_Killed):
        build(data, tmp_path / "w", "real", NOW, quiet, _stopped_at("search_pair", stopped)(data, "real"))
    edit(data / PROJECTS, "417300.00", "417300.01")
    _, engine = run(data, tmp_path)
    assert engine.run_sql("SELECT count(*) AS n FROM project_year WHERE executed = 417300.01")["n"][0] == 1
    assert not list((tmp_path / "w" / "real").glob("*.partial"))


def test_what_a_stopped_build_left_unreadable_is_made_anew(data: Path, tmp_path: Path) -> None:
    with pytest.raises(_Killed):
        build(data, tmp_path / "w", "real", NOW, quiet, _stopped_at("search_pair", [])(data, "real"))
    [left] = (tmp_path / "w" / "real").glob("*.partial")
    (left / "warehouse.duckdb").write_bytes(b"half" * 5_000)
    report, _ = run(data, tmp_path)
    assert report.rows["project_year"] > 0


def test_a_build_put_in_service_as_it_is_does_not_land_in_what_was_left_of_its_name(data: Path, tmp_path: Path) -> None:
    report, _ = run(data, tmp_path)
    built = tmp_path / "w" / "real" / str(report.build_id)
    left = tmp_path / "served" / "real" / f"{report.build_id}.partial"
    left.mkdir(parents=True)
    (left / "warehouse.duckdb").write_bytes(b"half")
    publish.adopt(tmp_path / "served" / "real", built)
    assert in_service(tmp_path / "served", "real").build_id == report.build_id
    assert not left.exists()


def test_old_builds_are_kept_for_rollback_and_then_retired(data: Path, tmp_path: Path) -> None:
    for second in range(publish.KEPT_BUILDS + 2):
        edit(data / PROJECTS, f"417300.{second:02d}" if second else "417300.00", f"417300.{second + 1:02d}")
        build(data, tmp_path / "w", "real", NOW + timedelta(seconds=second), quiet)
    builds = [p for p in (tmp_path / "w" / "real").iterdir() if p.is_dir()]
    assert len(builds) == publish.KEPT_BUILDS


def test_two_builds_at_once_one_is_told(data: Path, tmp_path: Path) -> None:
    with publish.exclusive(tmp_path / "w" / "real"), pytest.raises(publish.BusyError, match="正在进行"):
        build(data, tmp_path / "w", "real", NOW, quiet)


def test_no_snapshot_and_broken_pointers(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError):
        in_service(tmp_path, "real")
    (tmp_path / "real").mkdir()
    for text in ("{", "[]", '{"build_id": "a", "path": "../../etc/passwd", "built_at": "2026-01-01"}', '{"path": 1}'):
        (tmp_path / "real" / "current.json").write_text(text, encoding="utf-8")
        with pytest.raises(NoSnapshotError):
            in_service(tmp_path, "real")


def cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "etl", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_command_line(data: Path, tmp_path: Path) -> None:
    where = ("--data", str(data), "--warehouse", str(tmp_path / "w"))
    first = cli("build", *where)
    assert first.returncode == 0, first.stderr
    assert "隔离0行" in first.stdout
    assert "sum_mismatch" in first.stdout
    pointer = (tmp_path / "w/real/current.json").read_text(encoding="utf-8")
    left = tmp_path / "w/real/20260101T000000Z-00000000.partial"
    left.mkdir()
    again = cli("build", *where)
    assert "没有变化" in again.stdout
    assert not left.exists(), "what a killed build left goes with the next one, also where that has nothing to do"
    assert (tmp_path / "w/real/current.json").read_text(encoding="utf-8") == pointer
    # A damaged snapshot is not "unchanged": it is built again.
    database = tmp_path / "w/real" / json.loads(pointer)["path"]
    database.chmod(0o644)
    database.write_bytes(b"")
    healed = cli("build", *where)
    assert "隔离0行" in healed.stdout
    missing = cli("build", "--data", str(tmp_path / "none"), "--warehouse", str(tmp_path / "w"), "--dataset", "abc")
    assert missing.returncode != 0
    assert "没有找到数据集“abc”" in missing.stdout
    assert "Traceback" not in missing.stdout + missing.stderr


def test_a_country_may_take_more_memory_than_a_bureau_and_never_more_than_half_the_machine() -> None:
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    with duckdb.connect() as con:
        taken = []
        for rows in (1_000, 10_000_000, 15_000_000, 10**12):
            publish.allow(con, rows)
            ((shown,),) = con.execute("SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'").fetchall()
            size, unit = shown.split()
            taken.append(float(size) * {"GiB": 2**30, "TiB": 2**40}[unit])
    wanted = [3e9, 3e9, max(3e9, min(4.5e9, most)), max(3e9, most)]
    assert taken == pytest.approx(wanted, rel=0.05)


def test_many_rows_are_joined_and_sorted_apart_and_are_the_same(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, together = run(data, tmp_path)
    monkeypatch.setattr(duck, "SORTED_AT_ONCE", 3)
    monkeypatch.setattr(duck, "_FEW", 0)
    build(data, tmp_path / "apart", "real", NOW, quiet)
    apart = DuckDBEngine(in_service(tmp_path / "apart", "real"))
    question = "SELECT * FROM project_year"
    assert apart.run_sql(question).equals(together.run_sql(question))


def test_many_rows_whose_departments_stand_together_are_left_in_the_order_of_their_files(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, together = run(data, tmp_path)
    monkeypatch.setattr(duck, "SORTED_AT_ONCE", 3)
    build(data, tmp_path / "left", "real", NOW, quiet)
    left = DuckDBEngine(in_service(tmp_path / "left", "real"))
    names = left.run_sql("SELECT project_id FROM project_year").get_column("project_id").to_list()
    files = sorted((data / "real").rglob("project_year.csv"))
    assert names == [name for file in files for name in pl.read_csv(file, infer_schema=False)["project_id"]]
    question = "SELECT * FROM project_year ORDER BY row_id"
    assert left.run_sql(question).equals(together.run_sql(question))


@pytest.mark.parametrize(
    ("order", "together"), [("n", True), ("-n", True), ("n % 10, n", True), ("n % 40, n", False), ("hash(n)", False)]
)
def test_departments_stand_together_where_each_lies_in_a_few_groups_of_rows(
    order: str, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "_GROUP", 100)
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE kept_project_year AS SELECT 0 AS _n, row_number() OVER () - 1 AS _record, "
            "lpad((n // 10)::VARCHAR, 6, '0') AS department_id "
            f"FROM (SELECT range AS n FROM range(40_000) ORDER BY {order})"
        )
        assert duck._stand_together(con, contracts.PROJECT_YEAR, "department_id") == together
