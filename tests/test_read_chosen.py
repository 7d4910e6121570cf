"""Lines that a profile leaves out are counted and told; a filter whose column is not there takes and drops nothing."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.load.annotate import annotated
from etl.load.keep import load
from etl.load.plan import Plan, make_plan
from etl.printed import console, print_plan
from etl.read.one import read_one
from etl.read.profile import load as load_profile
from tests import sheets
from tests.conftest import NOW, ROOT, quiet

Home = tuple[Path, Path]
HEAD = ["年度", "主管部门", "项目名称", "全年预算数（万元）", "全年执行数（万元）", "类别"]
LINES = [
    [2023, "徐水区水利局", "河道清淤", 80, 70, "项目"],
    [2023, "徐水区水利局", "行政运行", 50, 50, "基本"],
]
PROFILE = """
[match]
all = ["project", "executed_yuan"]
[columns.project]
headers = ["项目名称"]
[columns.department]
headers = ["主管部门"]
[columns.year]
headers = ["年度"]
[columns.budget_full_year_yuan]
headers = ["全年预算数"]
[columns.executed_yuan]
headers = ["全年执行数"]
[rows]
skip = ["其中"]
[[filters]]
header = "类别"
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    return tmp_path / "data", tmp_path / "warehouse"


def _profile(folder: Path, rule: str) -> Path:
    path = folder / "我的.toml"
    path.write_text(PROFILE + rule, encoding="utf-8")
    return path


def _plan(path: Path, home: Home, profile: Path) -> Plan:
    return make_plan([path], *home, "own", NOW, quiet, [profile])


@pytest.mark.parametrize("rule", ['matches = "^项目$"', 'not = "^基本$"'])
def test_lines_left_out_by_a_profile_are_counted_told_and_kept(rule: str, tmp_path: Path, home: Home) -> None:
    lines = [LINES[0], LINES[1], [None, "其中：绿化", "绿化", 10, 8, "项目"]]
    path, profile = sheets.xlsx(tmp_path / "甲.xlsx", [HEAD, *lines]), _profile(tmp_path, rule)
    plan = _plan(path, home, profile)
    assert (plan.new, len(plan.refused), plan.quarantined) == (1, 2, 0)
    with console.capture() as said:
        print_plan(plan)
    assert "2行按配置的条件略去" in said.get()
    assert "没有读入2行" in said.get()
    assert "按配置的行条件略去" in said.get()
    load([path], *home, "own", NOW, quiet, [profile])
    kept = DuckDBEngine(in_service(home[1], "own")).run_sql("SELECT raw FROM quarantine")["raw"].to_list()
    assert [sum(name in line for line in kept) for name in ("行政运行", "其中：绿化")] == [1, 1]


@pytest.mark.parametrize("rule", ['matches = "^项目$"', 'not = "^基本$"'])
def test_a_filter_whose_column_is_not_there_takes_and_drops_nothing(rule: str, tmp_path: Path, home: Home) -> None:
    other = [[*HEAD[:-1], "类型"], [2022, *LINES[0][1:]], [2022, *LINES[1][1:]]]
    path = sheets.book(tmp_path / "甲.xlsx", {"2023": [HEAD, LINES[0], LINES[1]], "2022": other})
    profile = _profile(tmp_path, rule)
    plan = _plan(path, home, profile)
    assert (plan.new, [(r.locator, r.reason) for _, r in plan.refused]) == (
        1,
        [
            ("2023!A3", "按配置的行条件略去"),
            ("2022!A2", "配置按“类别”一列挑选行，这张表没有这一列，要不要这一行无法确定"),
            ("2022!A3", "配置按“类别”一列挑选行，这张表没有这一列，要不要这一行无法确定"),
        ],
    )
    assert any("没有配置里挑选行用的“类别”一列" in said for said in plan.readings[0].recognised)
    assert any("2022" in str(mark) and "“类别”" in str(mark) for mark in plan.marks)


def test_the_column_that_a_filter_lacks_is_filled_in_in_the_annotated_workbook(tmp_path: Path, home: Home) -> None:
    path = sheets.xlsx(tmp_path / "甲.xlsx", [HEAD[:-1], LINES[0][:-1], LINES[1][:-1]])
    profile = _profile(tmp_path, 'matches = "^项目$"')
    book = openpyxl.load_workbook(io.BytesIO(annotated(_plan(path, home, profile), [profile])))
    sheet = book["表"]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "类别")
    sheet.cell(2, column).value, sheet.cell(3, column).value = "项目", "基本"
    book.save(tmp_path / "改.xlsx")
    plan = _plan(tmp_path / "改.xlsx", home, profile)
    assert (plan.new, [r.reason for _, r in plan.refused]) == (1, ["按配置的行条件略去"])


def test_a_total_over_lines_left_out_is_no_contradiction(tmp_path: Path) -> None:
    lines = [HEAD, LINES[0], LINES[1], [None, "合计", None, 130, 120, None]]
    reading = read_one(
        sheets.xlsx(tmp_path / "甲.xlsx", lines), (load_profile(_profile(tmp_path, 'matches = "^项目$"')),)
    )
    (total,) = (row for row in reading.rows if row.is_total)
    assert total.flags == ["sum_incomplete"]


@pytest.mark.parametrize(("stated", "is_told"), [(120, False), (60, True)])
def test_a_subtotal_over_lines_left_out_contradicts_only_where_it_is_less(
    stated: int, is_told: bool, tmp_path: Path
) -> None:
    lines = [HEAD, LINES[0], LINES[1], [2023, "小计", None, "", stated, None], [2023, "徐水区民政局", *LINES[0][2:]]]
    profile = load_profile(_profile(tmp_path, 'matches = "^项目$"'))
    reading = read_one(sheets.xlsx(tmp_path / "甲.xlsx", lines), (profile,))
    assert any("小计行的" in told for told in reading.recognised) == is_told
    assert any("1行按配置的条件略去" in told for told in reading.recognised)
