"""Loading files: previewed without touching anything, published, the same twice, corrected, taken back; who is who."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.__main__ import app
from etl.build import Report, build
from etl.inputs import InputError
from etl.load import keep
from etl.load import plan as plans
from etl.load.annotate import annotated
from etl.load.decisions import list_doubts
from etl.load.identity import Known, match_department, match_project
from etl.load.keep import _write_note, load, recover, undo
from etl.load.plan import Plan, make_plan
from etl.load.told import told
from tests.conftest import NOW, ROOT, long, quiet
from tests.office import Book

HEAD = "部门,年度,项目名称,预算数（万元）,执行数（万元）,执行率,未完成原因\n"
FIRST = HEAD + (
    "西湖区应急管理局,2023,安全生产监管专项经费,120.00,90.00,75.00%,财政资金未及时拨付\n"
    "西湖区应急管理局,2023,无人机巡查系统建设,80.00,80.00,100.00%,\n"
)


def written(folder: Path, text: str, name: str = "2023汇总.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def projects(warehouse: Path) -> pl.DataFrame:
    sql = "SELECT * FROM project_year WHERE year = 2023 AND department_id = '360103-yjj' ORDER BY project"
    return DuckDBEngine(in_service(warehouse, "real")).run_sql(sql)


def state(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_a_preview_changes_nothing(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    before = state(data), state(warehouse)
    made = make_plan([written(tmp_path, FIRST)], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert (state(data), state(warehouse)) == before
    assert (made.new, made.changed, made.gone) == (2, 0, 0)
    assert not made.doubts
    # 西湖区 without a city is the dataset's: said with the city, and to be answered on the page.
    assert (made.joins[0].name, made.joins[0].match.name) == ("西湖区应急管理局", "南昌市西湖区应急管理局")
    assert "认作江西省南昌市西湖区" in made.remarks[0]
    assert [(one["kind"], one["existing_id"]) for one in told(made)["doubts"]] == [("place", "330106|360103")]
    # Below 90 % with a reason; nothing else is raised by two rows that agree with themselves.
    assert made.findings_new.total() == 0


def test_loaded_corrected_and_taken_back(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    path = written(tmp_path, FIRST)
    _, report = load([path], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert report is not None
    rows = projects(warehouse)
    assert rows["project_id"].to_list()[0] == "360103-yjj-anquan-shengchan-jianguan"
    assert rows["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]
    assert in_service(warehouse, "real").build_id == report.build_id

    again, nothing = load([path], data, warehouse, "real", NOW + timedelta(minutes=2), quiet)
    assert nothing is None
    assert again.changes_nothing
    assert again.unchanged == 2
    assert in_service(warehouse, "real").build_id == report.build_id

    written(tmp_path, FIRST.replace("90.00,75.00%", "96.00,80.00%"))
    corrected, second = load([path], data, warehouse, "real", NOW + timedelta(minutes=3), quiet)
    assert second is not None
    assert (corrected.new, corrected.changed, corrected.unchanged, corrected.gone) == (0, 1, 1, 0)
    assert {(d.column, d.before, d.after) for d in corrected.differences} >= {("executed", "900000.00", "960000.00")}
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [960_000.0, 800_000.0]

    manifest, undone = undo(data, warehouse, "real")
    assert manifest["build_id"] == report.build_id
    assert undone == ["2023汇总"]
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]
    # The inputs went back too: building them again gives what serves.
    built = build(data, warehouse, "real", NOW + timedelta(minutes=4), quiet)
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]
    undo(data, warehouse, "real", str(min(p.name for p in (warehouse / "real").glob("2*"))))
    assert projects(warehouse).is_empty()
    assert not list((data / "real" / "loads").glob("*"))
    assert built.build_id


def test_every_row_of_the_file_is_accounted_for(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    bad = (
        FIRST
        + "西湖区应急管理局,二〇二三?,无年度项目,1.00,1.00,,\n,2023,无部门项目,1.00,1.00,,\n合计,,,200.00,170.00,,\n"
    )
    made = make_plan([written(tmp_path, bad)], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    told = sum(len(r.rows) + len(r.refused) for r in made.readings)
    assert told >= 5
    assert made.new >= 2


def test_nothing_usable_is_one_sentence_and_leaves_all_as_it_was(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    before = state(data), state(warehouse)
    with pytest.raises(InputError, match="没有认出"):
        load([written(tmp_path, "甲,乙\n1,2\n")], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert state(warehouse) == before[1]
    assert {k for k in state(data) if ".undo" not in k} == set(before[0])


def test_what_was_previewed_is_what_is_published(
    home: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trial build itself is put in service; an input changed under it by hand means a build of what is there."""
    data, warehouse = home
    builds: list[Path] = []

    def counted(*asked: object) -> Report:
        builds.append(Path(str(asked[1])))
        return build(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(plans, "build", counted)
    monkeypatch.setattr(keep, "build", counted)
    load([written(tmp_path, FIRST)], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert len(builds) == 1
    assert builds[0] != warehouse
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]
    assert not list((data / ".undo" / "real").glob("*/built"))

    def changing(*asked: object, **options: object) -> Plan:
        made = make_plan(*asked, **options)  # type: ignore[arg-type]
        measures = data / "real" / "five_reports" / "measure.csv"
        measures.write_text(measures.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return made

    monkeypatch.setattr(keep, "make_plan", changing)
    changed = written(tmp_path, FIRST.replace("90.00,75.00%", "96.00,80.00%"))
    _, report = load([changed], data, warehouse, "real", NOW + timedelta(minutes=3), quiet)
    assert report is not None
    assert builds[-1] == warehouse
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [960_000.0, 800_000.0]


@pytest.mark.parametrize("moment", ["swapped_half", "built", *long("staged", "noted", "swapped")])
def test_a_load_killed_at_any_step_is_taken_back_or_finished(
    home: tuple[Path, Path], tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first version is loaded, then its correction is killed at one step; inputs and snapshot agree afterwards."""
    data, warehouse = home
    path = written(tmp_path, FIRST)
    _, first = load([path], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert first is not None
    written(tmp_path, FIRST.replace("90.00,75.00%", "96.00,80.00%"))
    when = NOW + timedelta(minutes=3)
    stage = data / ".undo" / "real" / f"{when:%Y%m%dT%H%M%SZ}"
    make_plan([path], data, warehouse, "real", when, quiet, keep=stage / "new")
    target = data / "real" / "loads" / "2023汇总"
    if moment != "staged":
        _write_note(stage, {"name": "2023汇总", "names": ["2023汇总"], "build_id": None})
    if moment in ("swapped_half", "swapped", "built"):
        (stage / "old").mkdir()
        target.rename(stage / "old" / "2023汇总")
    if moment in ("swapped", "built"):
        (stage / "new" / "2023汇总").rename(target)
    if moment == "built":
        (stage / "new").rmdir()
    if moment == "built":
        build(data, warehouse, "real", when, quiet)
    taken = recover(data, warehouse, "real")
    assert taken == ([] if moment in ("staged", "built") else ["2023汇总"])
    build(data, warehouse, "real", NOW + timedelta(minutes=5), quiet)
    expected = 960_000.0 if moment == "built" else 900_000.0
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [expected, 800_000.0]
    if moment == "built":
        undo(data, warehouse, "real", first.build_id)
        assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]


@pytest.mark.long
def test_loads_killed_at_random_moments_leave_a_good_snapshot(home: tuple[Path, Path], tmp_path: Path) -> None:
    """100 loads killed with -9: what serves can always be read, and the next load does its work."""
    data, warehouse = home
    chance = random.Random(20261128)
    where = ["--data", str(data), "--warehouse", str(warehouse), "--yes"]
    for number in range(100):
        path = written(tmp_path, FIRST.replace("90.00,75.00%", f"{90 + number / 100:.2f},75.00%"))
        command = [sys.executable, "-m", "etl", "load", str(path), *where]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.3, 9.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        served = in_service(warehouse, "real")
        assert not served.is_fallback
        assert DuckDBEngine(served).run_sql("SELECT count(*) AS n FROM project_year")["n"][0] >= 61
    path = written(tmp_path, FIRST)
    command = [sys.executable, "-m", "etl", "load", str(path), *where]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    assert projects(warehouse)["executed"].cast(pl.Float64).to_list() == [900_000.0, 800_000.0]


def test_doubtful_names_are_listed_and_decided_by_a_person(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    text = HEAD + "西湖区应急管理局,2023,安全生产监督管理专项,10.00,10.00,100%,\n"
    path = written(tmp_path, text)
    made = make_plan([path], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    (doubt,) = made.doubts
    assert doubt.match.name == "安全生产监管专项"
    listed = list_doubts(made.doubts, data, "real")
    assert list_doubts(made.doubts, data, "real") == listed
    lines = list(csv.DictReader(listed.open(encoding="utf-8")))
    assert len(lines) == 1
    listed.write_text(listed.read_text(encoding="utf-8").rstrip("\n") + "same\n", encoding="utf-8")
    decided = make_plan([path], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert not decided.doubts
    load([path], data, warehouse, "real", NOW + timedelta(minutes=2), quiet)
    assert projects(warehouse)["project_id"].to_list() == ["360103-yjj-anquan-shengchan-jianguan"]


def test_refused_rows_come_back_as_a_workbook_to_correct(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    text = FIRST + "西湖区应急管理局,没写,坏行项目,abc,1.00,,＝1+1\n"
    made = make_plan([written(tmp_path, text)], data, warehouse, "real", NOW + timedelta(minutes=1), quiet)
    assert made.refused or made.problems
    book = Book(annotated(made))
    assert book.names[:2] == ["没有装载的行", "2023汇总"]
    for name in book.names[:2]:
        assert any("坏行项目" in str(c) for row in book.rows(name) for c in row)
    assert any(c == "'＝1+1" for row in book.rows("2023汇总") for c in row), "what could run as a formula is only text"
    assert book.package.names(r"xl/comments\d+\.xml")


def test_the_commands(home: tuple[Path, Path], tmp_path: Path) -> None:
    data, warehouse = home
    path = written(tmp_path, FIRST)
    where = ["--data", str(data), "--warehouse", str(warehouse)]
    run = CliRunner()
    done = run.invoke(app, ["plan", str(path), *where, "--refused", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 0, done.output
    assert "新增2行，变化0行" in done.output
    assert (tmp_path / "x.xlsx").is_file()
    done = run.invoke(app, ["plan", str(path), *where, "--refused", str(tmp_path / "none" / "x.xlsx")])
    assert done.exit_code == 1
    assert "新增2行，变化0行" in done.output
    assert isinstance(done.exception, SystemExit), done.exception
    for answer in ("否\n", "n\n", ""):
        done = run.invoke(app, ["load", str(path), *where], input=answer)
        assert done.exit_code == 1
        assert "没有发布，什么也没有改动" in done.output
        assert "Abort" not in done.output
    assert projects(warehouse).is_empty()
    done = run.invoke(app, ["load", str(path), *where, "--yes"])
    assert "已发布快照" in done.output
    assert "什么也没有改动" in run.invoke(app, ["load", str(path), *where, "--yes"]).output
    done = run.invoke(app, ["rollback", *where])
    assert "撤回装载：2023汇总" in done.output
    assert projects(warehouse).is_empty()
    done = run.invoke(app, ["plan", str(tmp_path / "none.csv"), *where])
    assert done.exit_code == 1
    assert "没有这个文件" in done.output


def test_a_file_changed_after_its_preview_is_not_published(
    home: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, warehouse = home
    path = written(tmp_path, FIRST)
    where = ["--data", str(data), "--warehouse", str(warehouse)]

    def answer() -> str:
        path.write_text(FIRST.replace("100.00", "900.00"), encoding="utf-8")
        return "是"

    monkeypatch.setattr("builtins.input", answer)
    done = CliRunner().invoke(app, ["load", str(path), *where])
    assert (done.exit_code, "文件在预演之后变了" in done.output) == (1, True)
    assert projects(warehouse).is_empty()
    monkeypatch.setattr("builtins.input", lambda: "是")
    assert "已发布快照" in CliRunner().invoke(app, ["load", str(path), *where]).output


def test_identity_rules_join_no_strangers_and_most_friends() -> None:
    """Over pairs written by hand: what is joined is right (precision 1), and most of what belongs together is joined
    (recall); what is neither joined nor near stays apart. ``year``: both are of that year."""
    pairs = list(csv.DictReader((ROOT / "tests" / "identity_pairs.csv").open(encoding="utf-8")))
    joined = right = true = 0
    for pair in pairs:
        used = {int(pair["year"]): [pair["existing"]]} if pair["year"] else {}
        known = [Known("x", (pair["existing"],), "360103", used)]
        match = (
            match_project(pair["name"], known, {}, used)
            if pair["kind"] == "project"
            else match_department(pair["name"], "360103", known, {})
        )
        is_same = pair["is_same"] == "1"
        true += is_same
        if match.verdict == "same":
            joined += 1
            right += is_same
            assert is_same, pair
        elif is_same:
            assert match.verdict in ("doubtful", "new"), pair
    assert right / joined == 1.0
    assert right / true >= 0.9


def test_a_name_in_another_district_is_another_department() -> None:
    known = [Known("hz", ("西湖区应急管理局",), "330106"), Known("nc", ("西湖区应急管理局",), "360103")]
    assert match_department("西湖区应急管理局", "360103", known, {}).id == "nc"
    assert match_department("西湖区应急管理局", "", known, {}).verdict == "doubtful"


@pytest.mark.parametrize(
    ("name", "other"),
    [("污水管网一期第二批", "污水管网一期第三批"), ("老旧小区改造第一批二期", "老旧小区改造第一批三期"),
     ("3.15宣传活动", "5.15宣传活动")],
)  # fmt: skip
def test_what_differs_in_its_second_number_is_another_project(name: str, other: str) -> None:
    known = [Known("p1", (other,), "d")]
    assert match_project(name, known, {}).verdict != "same"
    assert match_project(f"1.2024年{other}", known, {}).verdict == "same"


@pytest.mark.parametrize(
    ("name", "year", "other", "used", "is_same"),
    [("2035规划编制", 2022, "2025规划编制", 2021, False), ("2021年度-2022年度考核", 2022, "2022年度考核", 2021, False),
     ("2000吨水厂", 2023, "2010吨水厂", 2022, False), ("2035规划编制", 2022, "2035年规划编制", 2021, True),
     ("2022年度考核", 2022, "2021年度考核", 2021, True), ("2022年度考核", 2023, "考核", 2019, True),
     ("2021-2022年度考核", 2022, "2020-2021年度考核", 2021, True)],
)  # fmt: skip
def test_a_year_that_says_what_a_project_is_does_not_join_surely(
    name: str, year: int, other: str, used: int, *, is_same: bool
) -> None:
    known = [Known("p1", (other,), "d", {used: [other]})]
    assert match_project(name, known, {}, [year]).verdict == ("same" if is_same else "doubtful")
