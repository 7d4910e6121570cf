"""Inputs as they should not be: one sentence each, nothing lost, the snapshot in service untouched."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from etl import publish
from etl.build import build
from etl.pointer import current, is_whole
from tests.conftest import NOW, long, quiet
from tests.test_build import PROJECTS, cli, data, edit, lines_of, run

__all__ = ["data"]  # the fixture


def add(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line)


def test_two_facts_under_one_number_are_refused_not_merged(data: Path, tmp_path: Path) -> None:
    measures = data / "real/five_reports/measure.csv"
    line = lines_of(measures)[1]
    add(measures, line.replace(line.split(",")[-4], "另一条措施"))
    report, engine = run(data, tmp_path)
    [problem] = report.problems
    assert problem.code == "repeated_key"
    assert report.rows_quarantined == 1
    assert engine.run_sql("SELECT count(*) AS n FROM measure")["n"][0] == len(lines_of(measures)) - 2


def test_a_second_grade_word_is_a_contradiction(data: Path, tmp_path: Path) -> None:
    years = data / "real/five_reports/department_year.csv"
    line = next(x for x in lines_of(years) if x.startswith("360103-yjj"))
    add(years, line.replace("优", "良"))
    _, engine = run(data, tmp_path)
    found = engine.run_sql("SELECT stated, computed FROM finding WHERE column_name = 'grade_stated'").rows()
    assert ("优", "良") in found


def test_an_open_quotation_mark_keeps_the_rows_before_it(data: Path, tmp_path: Path) -> None:
    lines = lines_of(data / PROJECTS)
    lines[19] = '"' + lines[19]
    (data / PROJECTS).write_text("".join(lines), encoding="utf-8")
    report, engine = run(data, tmp_path)
    refused = [p for p in report.problems if p.code == "unbalanced_quote"]
    assert refused[0].row == 20
    assert len(refused) == len(lines) - 19
    assert engine.run_sql("SELECT count(*) AS n FROM project_year WHERE source_group = '五份报告'")["n"][0] == 18
    assert report.rows_read == report.rows_published + report.rows_quarantined


@pytest.mark.parametrize("content", [b"PAR1 nonsense", b""])
def test_a_broken_parquet_file_is_named_and_the_rest_published(data: Path, tmp_path: Path, content: bytes) -> None:
    (data / "real/more").mkdir()
    (data / "real/more/project_year.parquet").write_bytes(content)
    report, engine = run(data, tmp_path)
    assert "real/more/project_year.parquet：不是可读的 Parquet 文件。" in [str(p) for p in report.problems]
    assert engine.run_sql("SELECT count(*) AS n FROM project_year")["n"][0] == 61


@pytest.mark.parametrize(
    ("column", "value"), [("execution_rate_stated", float("nan")), ("executed", 1.23999), ("year", 2019.7)]
)
def test_typed_files_are_not_rounded(data: Path, tmp_path: Path, column: str, value: float) -> None:
    frame = pl.read_csv(data / PROJECTS, infer_schema=False)
    frame = frame.with_columns(pl.col(column).cast(pl.Float64))
    frame = frame.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(value).otherwise(column).alias(column))
    (data / PROJECTS).unlink()
    frame.write_parquet((data / PROJECTS).with_suffix(".parquet"))
    report, _ = run(data, tmp_path)
    assert [p.row for p in report.problems if p.code == "bad_value" and p.column == column] == [1]


@pytest.mark.parametrize("name", ["../data/real", ".", "", "reference", "a b", "x" * 65])
def test_a_dataset_is_a_name_and_never_a_path(data: Path, tmp_path: Path, name: str) -> None:
    before = sorted(p.relative_to(data) for p in data.rglob("*"))
    result = cli("build", "--data", str(data), "--warehouse", str(tmp_path / "w"), "--dataset", name)
    assert result.returncode == 1
    assert "不能作数据集名" in result.stdout
    assert sorted(p.relative_to(data) for p in data.rglob("*")) == before


def test_files_that_are_no_tables_are_said(data: Path, tmp_path: Path) -> None:
    (data / "real/说明.xlsx").write_bytes(b"x")
    (data / "real/PROJECT_YEAR.CSV").write_text("a", encoding="utf-8")
    (data / "real/measure.csv").mkdir()
    report, _ = run(data, tmp_path)
    assert {p.file for p in report.problems} == {"real/说明.xlsx", "real/PROJECT_YEAR.CSV", "real/measure.csv"}


def test_a_broken_data_package_is_said_and_nothing_else(data: Path, tmp_path: Path) -> None:
    (data / "datapackage.json").write_text("{", encoding="utf-8")
    report, _ = run(data, tmp_path)
    assert [p.code for p in report.problems] == ["unreadable_file"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"path": "../x", "build_id": 1}', *long(b"[1]", b"{}", b"null")])
def test_a_broken_pointer_or_manifest_heals_at_the_next_build(data: Path, tmp_path: Path, content: bytes) -> None:
    run(data, tmp_path)
    folder = tmp_path / "w" / "real"
    for second, name in enumerate(("current.json", "manifest.json"), start=1):
        manifest = current(folder)
        assert manifest is not None
        broken = folder / name if name == "current.json" else folder / manifest["build_id"] / name
        broken.write_bytes(content)
        assert not is_whole(folder)
        build(data, tmp_path / "w", "real", NOW + timedelta(seconds=second), quiet)
        assert is_whole(folder)


def test_the_build_in_service_is_never_retired(data: Path, tmp_path: Path) -> None:
    for second in range(publish.KEPT_BUILDS + 1):
        later = tmp_path / "w" / "real" / f"2099010{second}T000000Z-ffffffff"
        later.mkdir(parents=True)
        (later / "manifest.json").write_text("{}", encoding="utf-8")
    report, engine = run(data, tmp_path)
    assert engine.snapshot.build_id == report.build_id


def test_a_warehouse_that_cannot_be_written_gets_one_sentence(data: Path, tmp_path: Path) -> None:
    (tmp_path / "w").write_text("a file", encoding="utf-8")
    result = cli("build", "--data", str(data), "--warehouse", str(tmp_path / "w"))
    assert result.returncode == 1
    assert "读写不了" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_many_rows_of_one_kind_are_one_sentence(data: Path, tmp_path: Path) -> None:
    edit(data / PROJECTS, "budget_initial", "budget_inital")
    result = cli("build", "--data", str(data), "--warehouse", str(tmp_path / "w"))
    assert result.stdout.count("budget_inital") == 1
    assert "同样的还有36行" in result.stdout


def test_an_own_dataset_of_four_tables_is_published(data: Path, tmp_path: Path) -> None:
    own = data / "自己的"
    own.mkdir()
    for table in ("source", "department", "project", "scheme"):
        shutil.copy(data / f"real/five_reports/{table}.csv", own)
    header, *rows = lines_of(data / PROJECTS)
    (own / "project_year.csv").write_text(header + "".join(rows[:11]), encoding="utf-8")
    report = build(data, tmp_path / "w", "自己的", NOW, quiet)
    assert report.rows["project_year"] == 11
    (own / "project.csv").unlink()
    (own / "project_year.csv").rename(own / "x.csv")
    result = cli("build", "--data", str(data), "--warehouse", str(tmp_path / "w"), "--dataset", "自己的")
    assert result.returncode == 1
    assert "没有一行可发布" in result.stdout


def test_a_project_merged_into_itself_is_refused(data: Path, tmp_path: Path) -> None:
    folder = data / "real/five_reports"
    known = pl.read_csv(folder / "project.csv", infer_schema=False)["project_id"][0]
    pl.DataFrame({"old_project_id": [known, "merged-long-ago"], "project_id": [known, known]}).write_csv(
        folder / "project_redirect.csv"
    )
    report, engine = run(data, tmp_path)
    [problem] = [p for p in report.problems if p.code == "self_reference"]
    assert (problem.row, problem.column) == (2, "project_id")
    assert f"“{known}”并入的是它自己" in problem.sentence
    assert engine.run_sql("SELECT old_project_id FROM project_redirect").rows() == [("merged-long-ago",)]
    assert report.rows_read == report.rows_published + report.rows_quarantined


def test_a_project_year_of_another_department_than_its_projects_is_refused(data: Path, tmp_path: Path) -> None:
    line = next(x for x in lines_of(data / PROJECTS) if "417300.00" in x)
    department = "360103-yjj"
    edit(data / PROJECTS, line, line.replace(f",{department},", ",360113-yjj,", 1))
    report, engine = run(data, tmp_path)
    [problem] = [p for p in report.problems if p.code == "other_department"]
    assert problem.column == "department_id"
    assert "属于“360103-yjj”，这一行却写“360113-yjj”" in problem.sentence
    assert engine.run_sql("SELECT count(*) AS n FROM project_year WHERE project LIKE '370MHz%'")["n"][0] == 0
    kept = engine.run_sql("SELECT raw FROM quarantine WHERE file = 'real/five_reports/project_year.csv'")
    assert "417300" in kept["raw"][0]
    assert report.rows_read == report.rows_published + report.rows_quarantined
