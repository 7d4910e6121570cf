"""Columns that read like the score or the year's money and are another: told by their neighbours, never by position."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

TITLE = ["北林区水利局2023年度项目支出绩效自评汇总表（单位：万元）"]
HEADS = ["项目名称", "全年预算数", "全年执行数"]
BLANK = ["", "", ""]
LINE = ["水库移民", 100, 98]


def _read(folder: Path, heads: list[list[str]], figures: list[object], merges: tuple[str, ...] = ()) -> Reading:
    first, *rest = heads
    rows: list[list[object]] = [TITLE, [*HEADS, *first], *([*BLANK, *more] for more in rest), [*LINE, *figures]]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))


def _row(reading: Reading) -> FlatRow:
    (row,) = reading.rows
    return row


@pytest.mark.parametrize(
    ("heads", "figures", "expected"),
    [
        (["执行率", "得分", "综合得分"], ["98%", 9.8, 97.8], 97.8),
        (["执行率", "得分", "绩效综合评分"], ["98%", 9.8, 97.8], 97.8),
        (["分值", "执行率", "得分", "总得分"], [10, "98%", 9.8, 97.8], 97.8),
        (["分值", "得分", "绩效自评得分"], [10, 9.8, 97.8], 97.8),
        (["执行率得分", "绩效得分", "综合得分"], [9.8, 88, 97.8], 97.8),
        (["预算执行得分", "绩效指标得分"], [9.8, 88], None),
        (["执行率", "得分"], ["98%", 9.8], None),
        (["执行率", "得分"], ["98%", 97.8], 97.8),
        (["绩效得分"], [97.8], 97.8),
        (["总分", "自评得分"], [100, 97.8], 97.8),
        (["自评得分", "总分"], [97.8, 100], 100),
        (["自评得分", "评价得分"], [97.8, 90], 97.8),
    ],
)
def test_the_points_of_a_part_are_no_total_score(
    heads: list[str], figures: list[object], expected: float | None, tmp_path: Path
) -> None:
    found = _read(tmp_path, [heads], figures)
    assert (_row(found).score, _row(found).status) == (
        None if expected is None else Decimal(str(expected)), "publish",
    )  # fmt: skip
    untaken = [head for head in heads if "得分" in head or "分值" in head]
    assert expected is not None or all(f"“{head}”" in found.recognised[-1] for head in untaken)


@pytest.mark.parametrize(
    ("heads", "figures", "expected", "untaken"),
    [
        (
            ["自评得分", "折算得分（40%）", "财政评价得分", "折算得分（60%）", "综合得分"],
            [96, 38.4, 83.5, 50.1, 88.5],
            96,
            "综合得分",
        ),
        (["综合得分", "自评得分"], [88.5, 96], 96, "综合得分"),
        (["自评得分", "财政评价得分", "总得分"], [96, 80, 88], 96, "总得分"),
        (["自评得分", "综合得分"], [96, 96], 96, ""),
        (["绩效自评得分", "执行率得分", "综合得分"], [88, 9.8, 97.8], 97.8, "绩效自评得分"),
    ],
)
def test_the_own_score_stands_beside_one_with_anothers_judgement(
    heads: list[str], figures: list[object], expected: float, untaken: str, tmp_path: Path
) -> None:
    found = _read(tmp_path, [heads], figures)
    assert (_row(found).score, _row(found).status) == (Decimal(str(expected)), "publish")
    assert any(f"“{untaken}”不取，1行两者不同" in said for said in found.recognised) == bool(untaken)


@pytest.mark.parametrize(
    ("groups", "heads", "figures", "expected"),
    [
        (["预算执行率（10分）", "", "绩效自评得分"], ["执行率", "得分", ""], ["98%", 9.8, 97.8], 97.8),
        (["预算执行情况", "", "评价得分"], ["执行率", "得分", ""], ["98%", 19.6, 97.8], 97.8),
        (["预算执行率", "", "绩效指标", "", "综合得分"], ["执行率", "得分", "分值", "得分", ""], ["98%", 9.8, 90, 88, 97.8], 97.8),
        (["预算执行率（20分）", "绩效指标（80分）", "结果"], ["得分", "得分", "等级"], [19.6, 76, "优"], None),
        (["绩效自评", "", "备注"], ["得分", "等级", ""], [97.8, "优", ""], 97.8),
        (["绩效目标完成情况", "", "备注"], ["得分", "等级", ""], [97.8, "优", ""], 97.8),
        (["预算执行情况", "", "备注"], ["执行率", "得分", ""], ["98%", 97.8, ""], 97.8),
    ],
)  # fmt: skip
def test_a_group_that_is_a_part_of_the_score_has_no_total_below_it(
    groups: list[str], heads: list[str], figures: list[object], expected: float | None, tmp_path: Path
) -> None:
    row = _row(_read(tmp_path, [groups, heads], figures))
    assert (row.score, row.flags, row.status) == (None if expected is None else Decimal(str(expected)), [], "publish")


def test_a_list_of_departments_takes_the_total_too(tmp_path: Path) -> None:
    heads = ["部门名称", "年初预算数", "全年执行数", "执行率", "得分", "综合得分"]
    rows = [["2023年度部门整体支出绩效自评汇总表（万元）"], heads, ["水利局", 100, 98, "98%", 9.8, 97.8]]
    assert _row(read_one(sheets.xlsx(tmp_path / "表.xlsx", rows))).score == Decimal("97.8")


@pytest.mark.parametrize(
    ("heads", "figures", "executed", "unused"),
    [
        (["累计支付", "本年支付"], [190, 98], 98, "累计支付"),
        (["本年支付", "累计支付"], [98, 190], 98, "累计支付"),
        (["累计支付", "当年支付"], [190, 98], 98, "累计支付"),
        (["累计支付", "本年度支付"], [190, 98], 98, "累计支付"),
        (["累计支付", "其中：本年支付"], [190, 98], 98, "累计支付"),
        (["截至本年末累计支出", "本年支出"], [190, 98], 98, "截至本年末累计支出"),
        (["累计支付", "以前年度支付", "当年支付"], [190, 92, 98], 98, "累计支付"),
        (["累计支付", "12月支付"], [98, 8], 98, "12月支付"),
        (["本年累计支出", "本月支出"], [98, 8], 98, "本月支出"),
        (["累计支出"], [98], 98, ""),
    ],
)
def test_money_of_all_years_gives_way_to_that_of_the_year(
    heads: list[str], figures: list[object], executed: int, unused: str, tmp_path: Path
) -> None:
    rows: list[list[object]] = [TITLE, ["项目名称", "全年预算数", *heads], ["水库移民", 100, *figures]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows))
    assert (_row(found).executed_yuan, _row(found).flags, _row(found).status) == (executed * 10_000, [], "publish")
    assert f"“{unused}”" in found.recognised[-1] or not unused


def test_all_years_over_a_part_of_the_year_is_not_the_year(tmp_path: Path) -> None:
    heads = [["项目名称", "全年预算数", "累计支付", ""], ["", "", "合计", "其中：本年支付"]]
    rows: list[list[object]] = [TITLE, *heads, ["水库移民", 100, 190, 98]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, ("C2:D2",)))
    assert _row(found).executed_yuan is None
    assert "累计支付 合计" in found.recognised[-1]


def test_received_and_rate_of_all_years_give_way_too(tmp_path: Path) -> None:
    heads = ["累计到位资金", "本年到位资金", "累计支付", "本年支付", "累计支付率", "支付率"]
    row = _row(_read_without_execution(tmp_path, heads, [190, 100, 180, 98, "95%", "98%"]))
    assert (row.received_yuan, row.executed_yuan, row.rate_stated_pct) == (1_000_000, 980_000, 98)


def test_below_years_of_their_own_money_so_far_is_of_each(tmp_path: Path) -> None:
    heads = [["2022年", "", "2023年", ""], ["累计支出", "执行率", "累计支出", "执行率"]]
    rows = [TITLE, ["项目名称", "全年预算数", *heads[0]], ["", "", *heads[1]], ["移民", 100, 70, "70%", 98, "98%"]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, ("C2:D2", "E2:F2"))).rows
    assert [(row.year, row.executed_yuan) for row in found] == [(2022, 700_000), (2023, 980_000)]


def _read_without_execution(folder: Path, heads: list[str], figures: list[object]) -> Reading:
    rows: list[list[object]] = [TITLE, ["项目名称", "全年预算数", *heads], ["水库移民", 100, *figures]]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows))


@pytest.mark.parametrize(
    ("heads", "initial"),
    [
        (["预算安排数", "调整预算数"], 100),
        (["预算批复", "调整后预算"], 100),
        (["预算数", "全年预算数"], None),
        (["预算数", "年初预算数", "调整后预算数"], 50),
    ],
)
def test_beside_a_budget_as_adjusted_stands_the_one_before(
    heads: list[str], initial: int | None, tmp_path: Path
) -> None:
    amounts = dict(zip(heads, [100, 120] if len(heads) == 2 else [100, 50, 120], strict=True))
    rows = [["甲县教育局2023年项目（单位：元）"], ["项目名称", *amounts, "全年执行数"], ["校舍", *amounts.values(), 90]]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (initial, 120, 90)
