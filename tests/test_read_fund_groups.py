"""Forms whose headings of money stand below groups, on the line of 资金来源: only the form's own figures are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

OWN = ["年初预算数", "全年预算数", "全年执行数", "执行率"]
OWN_FIGURES = [100, 120, 90, "75.00%"]
INDICATORS = ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def _read(folder: Path, groups: list[str], heads: list[str], figures: list[object], merges: list[str]) -> Reading:
    rows = [
        ["项目支出绩效自评表"],
        ["（2023年度）"],
        ["项目名称", "校舍维修改造工程"],
        ["主管部门", "东源县教育局"],
        ["项目资金（万元）", "资金来源", *groups],
        ["", "", *heads],
        ["", "年度资金总额", *figures],
        INDICATORS,
        ["", "产出指标", "数量指标", "维修面积", "≥100", "120", 90, 88],
    ]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))


def _said(row: FlatRow) -> list[object]:
    """年初, 全年, 执行 in 万元, the rate."""
    amounts = (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan)
    return [*(None if v is None else v / 10_000 for v in amounts), row.rate_stated_pct]


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(
    ("other", "own", "heads"),
    [
        ("上年度", "本年度", ["预算数", "执行数"]),
        ("上年度", "本年度", ["全年预算数", "全年执行数"]),
        ("2022年度", "2023年度", ["预算数", "执行数"]),
        ("中央资金", "合计", ["全年预算数", "全年执行数"]),
        ("本级", "全县合计", ["年初预算数", "全年执行数"]),
        ("其中：财政资金", "资金总额", ["预算数", "执行数"]),
    ],
)
def test_the_first_group_is_not_the_projects(
    other: str, own: str, heads: list[str], is_merged: bool, tmp_path: Path
) -> None:
    merges = ["A5:A7", "B5:B6", "C5:D5", "E5:H5"] if is_merged else []
    found = _read(tmp_path, [other, "", own, "", "", ""], [*heads, *OWN], [321, 300, *OWN_FIGURES], merges)
    row = found.rows[0]
    assert (_said(row), row.year, row.flags, row.status) == ([100, 120, 90, 75], 2023, [], "publish")
    assert f"“{other} {heads[0]}”、“{other} {heads[1]}”" in found.recognised[-1]


def test_what_this_year_leaves_blank_is_not_taken_from_last_year(tmp_path: Path) -> None:
    heads, figures = ["全年预算数", "全年执行数"] * 2, [321, 300, 120, None]
    row = _read(tmp_path, ["上年度", "", "本年度", ""], heads, figures, ["C5:D5", "E5:F5"]).rows[0]
    assert _said(row) == [None, 120, None, None]


def test_the_rate_of_last_year_right_of_this_years(tmp_path: Path) -> None:
    heads, figures = OWN[1:] * 2, [120, 90, "75.00%", 321, 300, "93.46%"]
    row = _read(tmp_path, ["本年数", "", "", "上年数", "", ""], heads, figures, ["C5:E5", "F5:H5"]).rows[0]
    assert (_said(row), row.status) == ([None, 120, 90, 75], "publish")


def test_years_over_their_parts_and_sums(tmp_path: Path) -> None:
    rows = [
        *(["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "校舍维修"], ["主管部门", "东源县教育局"]),
        ["项目资金（万元）", "资金来源", "上年度", "", "", "", "本年度"],
        ["", "", "财政资金", "", "合计", "", "财政资金", "", "合计"],
        ["", "", *["全年预算数", "全年执行数"] * 4],
        ["", "年度资金总额", 50, 40, 321, 300, 100, 80, 120, 90],
    ]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows[0]
    assert (_said(row), row.status) == ([None, 120, 90, None], "publish")


def test_shares_of_each_amount_are_none_of_them(tmp_path: Path) -> None:
    groups, heads = ["年初预算", "", "调整后预算", "", "支出", ""], ["财政", "合计"] * 3
    row = _read(tmp_path, groups, heads, [90, 100, 110, 120, 80, 90], []).rows[0]
    assert _said(row) == [100, 120, 90, None]


@pytest.mark.parametrize("other", ["上年", "实施期"])
def test_a_group_ends_where_its_cell_ends(other: str, tmp_path: Path) -> None:
    heads, figures = ["预算数", "执行数", "年初预算数", "全年执行数"], [500, 400, 100, 90]
    row = _read(tmp_path, [other], heads, figures, ["C5:D5"]).rows[0]
    assert (_said(row), row.status) == ([100, None, 90, None], "publish")


def test_money_of_other_years_only_is_for_a_person(tmp_path: Path) -> None:
    row = _read(tmp_path, ["2021年", "", "2022年"], ["预算数", "执行数"] * 2, [500, 400, 120, 90], []).rows[0]
    assert (_said(row), row.status) == ([None] * 4, "review")


def test_a_label_above_the_table_is_no_group(tmp_path: Path) -> None:
    rows = [
        *(["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "校舍维修"], ["主管部门", "东源县教育局"]),
        ["资金类别", "", "上年结转"],
        ["项目资金（万元）", "", *OWN],
        ["", "年度资金总额", *OWN_FIGURES],
    ]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows[0]
    assert (_said(row), row.status) == ([100, 120, 90, 75], "publish")


def test_two_groups_of_which_nobody_says_which_is_the_whole(tmp_path: Path) -> None:
    row = _read(tmp_path, ["中央资金", "", "地方资金"], ["预算数", "执行数"] * 2, [60, 50, 40, 30], []).rows[0]
    assert (_said(row), row.flags, row.status) == ([None] * 4, ["ambiguous"], "review")


@pytest.mark.parametrize(
    ("groups", "heads", "figures"),
    [
        (
            ["预算数", "", "执行情况"],
            ["年初", "调整后", "财政拨款", "其他", "合计", "执行率"],
            [100, 120, 80, 10, 90, "75%"],
        ),
        (["预算安排", "", "资金使用", "执行率"], ["年初预算数", "全年预算数", "执行数"], [100, 120, 90, "75%"]),
        (["年初预算数", "全年预算数", "支出情况"], ["", "", "财政拨款", "合计", "执行率"], [100, 120, 80, 90, "75%"]),
        (["年初预算数", "全年预算数", "执行率", "支出情况"], ["", "", "", "财政", "合计"], [100, 120, "75%", 80, 90]),
    ],
)
def test_headings_that_say_it_with_their_groups_only(
    groups: list[str], heads: list[str], figures: list[object], tmp_path: Path
) -> None:
    row = _read(tmp_path, groups, heads, figures, []).rows[0]
    assert (_said(row), row.flags, row.status) == ([100, 120, 90, 75], [], "publish")


def test_figures_below_headings_nobody_knows_are_no_budget(tmp_path: Path) -> None:
    """年度资金总额 | 100 | 120 is a line of a table: its first figure is not the one beside a label."""
    row = _read(tmp_path, ["预算数", "", "情况", ""], ["甲", "乙", "丙", "执行率"], [100, 120, 90, "75%"], []).rows[0]
    assert (_said(row)[:3], row.status) == ([None] * 3, "review")


def test_of_two_labels_of_one_meaning_the_surer(tmp_path: Path) -> None:
    heads = ["批复数", "调整数", "预算数", "支付数", "支出数", "执行率"]
    row = _read(tmp_path, [], heads, [100, 20, 120, 95, 90, "75%"], []).rows[0]
    assert (_said(row), row.flags) == ([None, 120, 90, 75], [])


def test_a_figure_without_a_heading_of_its_own_is_named(tmp_path: Path) -> None:
    groups, heads = ["预算数", "", "", "执行数"], ["年初预算", "调整数", "调整后预算", "财政资金", "合计"]
    found = _read(tmp_path, groups, heads, [100, 20, 120, 80, 90, "75%"], ["C5:E5", "F5:H5"])
    assert _said(found.rows[0]) == [100, 120, 90, None]
    assert "“执行数 75%”" in found.recognised[-1]
