"""Columns that mean the same below different groups: the one of the whole is read, or none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

FORM = [["项目支出绩效自评表"], ["（2021年度）"], ["项目名称", "", "平安校园"], ["主管部门", "", "徐汇区教育局"]]
FUNDS = "项目资金（万元）"
LIST = [["徐汇区2021年项目绩效自评汇总表（万元）"]]
LINE = ["徐汇区商务委", "消费促进"]


def _row(path: Path, rows: list[list[object]]) -> FlatRow:
    return next(r for r in read_one(sheets.xlsx(path / "t.xlsx", rows)).rows if r.kind != "indicator")


def _wan(row: FlatRow) -> tuple[Decimal | None, Decimal | None]:
    """Budget and executed in 万元."""
    budget, executed = row.budget_full_year_yuan, row.executed_yuan
    return (None if budget is None else budget / 10_000, None if executed is None else executed / 10_000)


@pytest.mark.parametrize(
    ("above", "heads", "figures", "expected"),
    [
        (["2020年", "", "2021年", ""], ["预算数", "执行数"] * 2, [100, 90, 200, 190], (200, 190)),
        (["上年度", "", "本年度", ""], ["预算数", "执行数"] * 2, [100, 90, 200, 190], (200, 190)),
        (["其中：财政拨款", "", "合计", ""], ["预算数", "执行数"] * 2, [100, 90, 200, 190], (200, 190)),
        (["合计", "", "其中：财政拨款", ""], ["预算数", "执行数"] * 2, [200, 190, 100, 90], (200, 190)),
        (["财政资金", "", "社会资金", ""], ["预算数", "执行数"] * 2, [100, 90, 200, 190], (None, None)),
        (
            ["全年预算数", "", "", "全年执行数", "", ""],
            ["财政拨款", "其他资金", "小计"] * 2,
            [200, 100, 300, 180, 90, 270],
            (300, 270),
        ),
        (
            ["全年预算数", "", "", "全年执行数", "", ""],
            ["中央", "省级", "区级"] * 2,
            [200, 100, 30, 180, 90, 27],
            (None, None),
        ),
    ],
)
def test_a_form_takes_the_group_of_the_whole(
    above: list[str], heads: list[str], figures: list[int], expected: tuple[int | None, int | None], tmp_path: Path
) -> None:
    rows = [*FORM, [FUNDS, "", "", *above], ["", "", "", *heads], ["", "年度资金总额", "", *figures]]
    row = _row(tmp_path, rows)
    assert (row.year, _wan(row)) == (2021, expected)
    assert (row.flags, row.status) == (([], "publish") if expected[0] is not None else (["ambiguous"], "review"))


def test_a_form_of_two_years_that_names_none_is_for_a_person(tmp_path: Path) -> None:
    rows = [FORM[0], *FORM[2:], [FUNDS, "", "", "2020年", "", "2021年", ""], ["", "", "", *["预算数", "执行数"] * 2]]
    row = _row(tmp_path, [*rows, ["", "年度资金总额", "", 100, 90, 200, 190]])
    assert (_wan(row), row.status) == ((None, None), "review")


@pytest.mark.parametrize("total", ["金额合计", "资金金额合计", "合计金额", "总计"])
def test_a_list_of_tasks_ends_with_its_total(total: str, tmp_path: Path) -> None:
    title = [["部门整体支出绩效自评表"], ["（2023年度）"], ["部门名称", "", "徐汇区民政局"]]
    heads = [
        ["年度主要任务完成情况", "任务名称", "完成情况", "预算数（万元）", "", "", "执行数（万元）", "", ""],
        ["", "", "", *["总额", "财政拨款", "其他资金"] * 2],
    ]
    tasks = [["", "低保", "发放", 800, 800, 0, 780, 780, 0], ["", "养老", "服务", 200, 150, 50, 190, 150, 40]]
    ends = [
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        ["", "产出指标", "数量指标", "低保人数", "1000人", "1001人", 50, 50, ""],
    ]
    row = _row(tmp_path, [*title, *heads, *tasks, ["", total, "", 1000, 950, 50, 970, 930, 40], *ends])
    assert (_wan(row), row.flags) == ((1000, 970), [])
    lost = _row(tmp_path, [*title, *heads, *tasks, ["", "任务一览", "", 1000, 950, 50, 970, 930, 40], *ends])
    assert (_wan(lost), lost.flags, lost.status) == ((None, None), ["ambiguous"], "review")


@pytest.mark.parametrize(
    ("groups", "heads", "figures", "expected"),
    [
        (["上年度", "", "本年度", ""], ["预算数", "执行数"] * 2, [10, 9, 20, 18], (20, 18)),
        (["财政资金", "", "自有资金", "", "合计", ""], ["预算数", "执行数"] * 3, [10, 9, 20, 18, 30, 27], (30, 27)),
        (["合计", "", "财政资金", ""], ["预算数", "执行数"] * 2, [30, 27, 10, 9], (30, 27)),
        (["项目总投资", "", "2021年度", ""], ["预算数", "支出数"] * 2, [3000, 2700, 1000, 900], (1000, 900)),
        (["上年", "", "本年", ""], ["全年预算数", "全年执行数"] * 2, [10, 9, 20, 19], (20, 19)),
        (["财政资金", "", "自有资金", ""], ["预算数", "执行数"] * 2, [10, 9, 20, 18], (None, None)),
        (["部门预算", "", "专项转移支付", ""], ["预算数", "执行数"] * 2, [10, 9, 20, 18], (None, None)),
    ],
)
def test_a_list_takes_the_group_of_the_whole(
    groups: list[str], heads: list[str], figures: list[int], expected: tuple[int | None, int | None], tmp_path: Path
) -> None:
    rows = [*LIST, ["部门", "项目名称", *groups], ["", "", *heads], [*LINE, *figures]]
    row = _row(tmp_path, rows)
    assert (row.year, _wan(row)) == (2021, expected)
    assert (row.flags, row.status) == (([], "publish") if expected[0] is not None else (["ambiguous"], "review"))


def test_a_score_is_that_of_the_self_evaluation(tmp_path: Path) -> None:
    heads = ["部门", "项目名称", "全年预算数", "全年执行数", "财政复评", "", "单位自评", ""]
    rows = [*LIST, heads, ["", "", "", "", *["得分", "等级"] * 2], [*LINE, 1000, 900, 80, "良", 95, "优"]]
    row = _row(tmp_path, rows)
    assert (_wan(row), row.score, row.grade_stated) == ((1000, 900), 95, "优")


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(
    "heads", [("部门预算", "执行数"), ("部门整体支出预算", "部门整体支出决算"), ("预算数", "全年执行数")]
)
def test_a_list_of_departments_by_basic_and_project_money(
    heads: tuple[str, str], is_merged: bool, tmp_path: Path
) -> None:
    lines: list[list[object]] = [
        ["2023年青石区部门预算执行情况表"],
        [None, None, None, None, None, None, "单位：万元"],
        ["部门", heads[0], None, None, heads[1], None, None],
        [None, *["基本支出", "项目支出", "合计"] * 2],
        ["青石区教育局", 100, 200, 300, 90, 150, 240],
        ["青石区水利局", 50, 80, 130, 50, 70, 120],
    ]
    merges = ["A3:A4", "B3:D3", "E3:G3"] if is_merged else []
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines, merges)).rows
    assert [(r.department, r.budget_full_year_yuan, r.executed_yuan) for r in rows] == [
        ("青石区教育局", 3_000_000, 2_400_000),
        ("青石区水利局", 1_300_000, 1_200_000),
    ]


def test_a_heading_over_parts_without_their_sum_gives_no_amount(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["2023年项目支出情况表（单位：万元）"],
        ["项目名称", "预算数", "执行数", None],
        [None, None, "中央", "省级"],
        ["河道清淤", 100, 60, 30],
    ]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines, ["A2:A3", "B2:B3", "C2:D2"])).rows
    assert (row.budget_full_year_yuan, row.executed_yuan) == (1_000_000, None)


def test_a_heading_over_parts_alone_gives_no_amount_of_one_of_them(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["2023年项目支出情况表（单位：万元）"],
        ["项目名称", "执行数", None],
        [None, "中央", "省级"],
        ["河道清淤", 60, 30],
    ]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines, ["A2:A3", "B2:C2"]))
    assert [r.executed_yuan for r in reading.rows if r.executed_yuan is not None] == []
    assert reading.refused or any("看不出哪一列" in told for told in reading.recognised)


@pytest.mark.parametrize("head", ["调整预算数（+、-）", "调整预算数", "预算增减额"])
def test_what_was_added_to_a_budget_is_no_budget(head: str, tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["2023年度项目支出绩效自评汇总表（万元）"],
        ["单位名称", "项目名称", "年初预算安排数", head, "年末预算数", "实际支出数", "支出实现率"],
        ["东湖区科技局", "科技创新", 500, -50, 450, 430, "95.56%"],
        ["东湖区科技局", "人才引进", 200, 0, 200, 100, "50.00%"],
    ]
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines)).rows
    assert [(r.budget_initial_yuan, r.budget_full_year_yuan, r.rate_stated_pct) for r in rows] == [
        (5_000_000, 4_500_000, Decimal("95.56")),
        (2_000_000, 2_000_000, Decimal(50)),
    ]
    assert [r.flags for r in rows] == [[], []]


@pytest.mark.parametrize(
    ("heads", "figures"),
    [
        (["年初预算数", "调整预算数", "调整后预算数", "全年执行数"], [100, 20, 120, 110]),
        (["年初预算数", "调整预算数（+/-）", "调整后预算数", "全年执行数"], [100, 20, 120, 110]),
    ],
)
def test_a_form_takes_the_adjusted_budget_not_the_adjustment(
    heads: list[str], figures: list[int], tmp_path: Path
) -> None:
    rows: list[list[object]] = [*FORM, [FUNDS, "", *heads], ["", "年度资金总额", *figures]]
    row = _row(tmp_path, rows)
    assert row.budget_initial_yuan == 1_000_000
    assert _wan(row) == (Decimal(120), Decimal(110))


def test_a_form_of_two_levels_of_projects_is_the_lower_ones(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2023年项目支出绩效自评表"],
        ["一级项目名称", "乡村振兴"],
        ["二级项目名称", "农村厕改"],
        ["主管部门", "东湖区农业农村局（123001）"],
        [FUNDS, "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", 100, 100, 60],
    ]
    row = _row(tmp_path, rows)
    assert (row.project, row.year, row.department, row.status) == ("农村厕改", 2023, "东湖区农业农村局", "publish")
