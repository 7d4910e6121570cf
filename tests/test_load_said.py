"""What loading says: rows that would be withdrawn, what is asked of a first file, what was killed or is broken."""

from __future__ import annotations

import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dashboard import importing
from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.__main__ import app
from etl.build import utc_now
from etl.load import annotate, keep, plan, told
from etl.load.keep import load
from etl.read.run import read_files
from tests import sheets
from tests.conftest import ROOT, long, quiet

HEAD = "部门,年度,项目名称,预算数（万元）,执行数（万元）\n"
LOW, SCHOOL = "徐水区民政局,2023,低保,100,90\n", "徐水区教育局,2023,校舍,50,40\n"


class Killed(BaseException):
    """The end of a process."""


class Desk:
    """Runs the commands on a dataset of its own."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "data" / "reference", folder / "data" / "reference")
        self.folder, self.minutes = folder, 0
        self.data, self.warehouse = folder / "data", folder / "warehouse"

    def file(self, name: str, lines: str) -> Path:
        (self.folder / name).write_text(HEAD + lines, encoding="utf-8")
        return self.folder / name

    def load(self, path: Path) -> None:
        # Builds of one second would have one name.
        self.minutes += 1
        load([path], self.data, self.warehouse, "own", utc_now() - timedelta(minutes=60 - self.minutes), quiet)

    def run(self, command: str, *arguments: object, code: int = 0) -> str:
        where = ["--data", str(self.data), "--warehouse", str(self.warehouse), "--dataset", "own"]
        done = CliRunner().invoke(app, [command, *where, *map(str, arguments)])
        assert done.exit_code == code, done.output
        return done.output

    def projects(self) -> set[str]:
        return set(
            DuckDBEngine(in_service(self.warehouse, "own")).run_sql("SELECT project FROM project_year")["project"]
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(("place", "code"), [("西湖区", "330106"), ("", "360103")])
def test_a_first_file_that_nobody_can_place_is_a_question(place: str, code: str, desk: Desk, tmp_path: Path) -> None:
    path, told, bad = (
        desk.file("汇总.csv", f"{place}教育局,2022,校舍,100,90\n"),
        tmp_path / "p.json",
        tmp_path / "r.xlsx",
    )
    said = desk.run("plan", path, "--json", told, "--refused", bad)
    assert f"“{place}教育局”的区划不止一个或不在名单里；请在“数据导入”里回答，或在 data/identity/own.csv" in said
    plan = json.loads(told.read_text(encoding="utf-8"))
    assert (plan["is_empty"], plan["quarantined"], [d["kind"] for d in plan["doubts"]]) == (True, 1, ["place"])
    assert "汇总" in openpyxl.load_workbook(bad).sheetnames
    listed = tmp_path / "data" / "identity" / "own.csv"
    listed.unlink()
    assert "没有一行可发布的数据，没有装载" in desk.run("load", path, "--yes", code=1)
    (head, line) = listed.read_text(encoding="utf-8").splitlines()
    listed.write_text(f"{head}\n{line}{code}\n", encoding="utf-8")
    assert "已发布快照" in desk.run("load", path, "--yes")
    assert desk.projects() == {"校舍"}


def test_rows_that_would_be_withdrawn_are_named(desk: Desk, tmp_path: Path) -> None:
    desk.load(desk.file("汇总.csv", LOW + SCHOOL))
    said = desk.run("plan", desk.file("汇总.csv", LOW), "--json", tmp_path / "p.json")
    assert "撤下：徐水区教育局 校舍 2023" in said
    plan = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert (plan["gone"], plan["withdrawn"]) == (1, ["徐水区教育局 校舍 2023"])


def test_what_was_previewed_before_another_load_is_not_published(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither from the page nor where the question is answered late."""
    monkeypatch.setattr(importing, "DATA", desk.data)
    path = desk.file("甲.csv", LOW)
    shown = importing.preview([path], "own", desk.warehouse, tmp_path)
    assert shown.plan["compared_with"] == ""
    desk.load(desk.file("乙.csv", SCHOOL))
    done = importing.publish([path], "own", desk.warehouse, shown.plan["compared_with"])
    assert (done.is_done, "预演之后发布或撤回过别的内容，没有发布" in done.sentence) == (False, True)

    def answered() -> str:
        desk.load(desk.file("丙.csv", "徐水区司法局,2023,普法,5,4\n"))
        return "是"

    monkeypatch.setattr("builtins.input", answered)
    assert "请再看一次预演" in desk.run("load", path, code=1)
    assert desk.projects() == {"校舍", "普法"}
    shown = importing.preview([path], "own", desk.warehouse, tmp_path)
    assert importing.publish([path], "own", desk.warehouse, shown.plan["compared_with"]).is_done
    assert desk.projects() == {"校舍", "普法", "低保"}


def test_undoing_is_promised_where_there_is_something_before(desk: Desk) -> None:
    said = desk.run("load", desk.file("甲.csv", LOW), "--yes")
    assert ("没有更早的可以退回" in said, "rollback" in said) == (True, False)
    said = desk.run("load", desk.file("乙.csv", SCHOOL), "--yes")
    assert ("没有更早的可以退回" in said, "撤回：python -m etl rollback --dataset own" in said) == (False, True)


@pytest.mark.parametrize("command", ["plan", *long("load", "rollback")])
def test_a_killed_load_is_named_by_whoever_takes_it_back(
    command: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    desk.load(desk.file("甲.csv", LOW))
    desk.load(desk.file("乙.csv", SCHOOL))
    path = desk.file("丙.csv", "徐水区司法局,2023,普法,5,4\n")
    with monkeypatch.context() as patched:
        patched.setattr(keep, "_published", killed)
        patched.setattr(keep, "_put_back", killed)
        with pytest.raises(Killed):
            desk.load(path)
    arguments = {"plan": [path], "load": [path, "--yes"], "rollback": []}[command]
    said = desk.run(command, *arguments)
    assert said.count("上次装载或撤回“丙”没有做完，已撤下") == 1
    if command != "rollback":
        assert "新增1行，变化0行" in said
    assert "没有做完" not in desk.run("plan", path)


_EACH = [("plan", True), ("load", False), ("build", True), ("rollback", False)]
_OTHERS = [(command, not is_pointer) for command, is_pointer in _EACH]


@pytest.mark.parametrize(
    ("command", "is_pointer"), [*_EACH, *(pytest.param(*other, marks=pytest.mark.long) for other in _OTHERS)]
)
def test_a_broken_pointer_or_snapshot_is_said_once(command: str, is_pointer: bool, desk: Desk) -> None:
    path = desk.file("甲.csv", LOW)
    desk.load(path)
    desk.load(desk.file("乙.csv", SCHOOL))
    assert "坏了" not in desk.run("plan", path)
    serving = desk.warehouse / "own" / in_service(desk.warehouse, "own").build_id
    broken = desk.warehouse / "own" / "current.json" if is_pointer else serving / "warehouse.duckdb"
    broken.write_bytes(b"{" * 5000)
    arguments = {"plan": [path], "load": [path, "--yes"]}.get(command, [])
    said = desk.run(command, *arguments)
    assert said.count("或它所指的快照坏了，暂用快照 ") == 1
    if command != "plan":
        assert "坏了" not in desk.run("plan", path)


def test_every_line_of_a_file_is_in_one_count(desk: Desk, tmp_path: Path) -> None:
    """A new row, it again with another figure, a copy, a line without a year, a row of another file, the total."""
    desk.load(desk.file("1.csv", LOW))
    lines = SCHOOL + SCHOOL.replace("40", "41") + SCHOOL + SCHOOL.replace("2023", "") + LOW + "合计,,,300,251\n"
    said = desk.run("plan", desk.file("2.csv", lines), "--json", tmp_path / "p.json")
    plan = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert plan["lines"] == {"kept": 1, "stated": 2, "refused": 2, "totals": 1, "read": 6}
    assert "这些文件共6行：1行成为表里的行，2行记作另一处陈述，2行没有装载，1行是合计、小计。" in said
    assert "读，4行，另有合计1行" in said


def test_money_without_a_project_at_the_head_of_a_group_is_counted_and_marked(desk: Desk, tmp_path: Path) -> None:
    told, bad = tmp_path / "p.json", tmp_path / "r.xlsx"
    path = desk.file("表.csv", LOW + "徐水区教育局,2023,,110,60\n,2023,校舍,50,40\n,2023,食堂,5,4\n")
    said = desk.run("plan", path, "--json", told, "--refused", bad)
    assert "这些文件共4行：3行成为表里的行，0行记作另一处陈述，1行没有装载，0行是合计、小计。" in said
    assert "表.csv C3：没有项目名称，金额也不是下面各行之和" in said
    sheet = openpyxl.load_workbook(bad)["表"]
    assert "金额也不是下面各行之和" in sheet["C3"].comment.text
    summed = desk.file("对.csv", LOW + "徐水区教育局,2023,,55,44\n,2023,校舍,50,40\n,2023,食堂,5,4\n")
    said = desk.run("plan", summed)
    assert "这些文件共4行：3行成为表里的行，0行记作另一处陈述，0行没有装载，1行是合计、小计。" in said
    desk.load(path)
    engine = DuckDBEngine(in_service(desk.warehouse, "own"))
    assert "110" in engine.run_sql("SELECT raw FROM quarantine")["raw"].item()
    sql = "SELECT department FROM project_year JOIN department USING (department_id) WHERE project = '食堂'"
    assert engine.run_sql(sql)["department"].item() == "徐水区教育局"


def test_figures_that_no_year_has_are_marked_in_the_workbook_though_their_rows_are_loaded(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["部门", "年度", "项目名称", "全年预算数（万元）", "全年执行数（万元）", "得分"],
        ["徐水区司法局", 2024, "普法", -34, 31, 195], ["徐水区司法局", 2024, "调解", 20, 19, 96],
        ["徐水区司法局", 2024, "援助", 20, 19, -1], ["合计", None, None, 6, 69, 290],
    ]  # fmt: skip
    path = sheets.xlsx(tmp_path / "司法局.xlsx", rows)
    made = plan.Plan("x", "own", read_files([path]))
    book = openpyxl.load_workbook(io.BytesIO(annotate.annotated(made)))
    noted = {cell.coordinate: cell.comment.text for line in book["表"] for cell in line if cell.comment}
    score = "得分超过满分或小于0，照原样装载，请与原表核对。"
    assert noted == {"D2": "预算数小于0，照原样装载，请与原表核对。", "F2": score, "F4": score}
    assert told.told(made)["marked"] == len(noted), "the page offers the workbook"
