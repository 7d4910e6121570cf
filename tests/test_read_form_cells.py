"""Cells of forms: the score, rates, reasons and money wherever they stand, and what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading, unread_sentence
from tests import sheets

Lines = list[list[object]]
HEAD = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
MONEY: Lines = [HEAD, ["", "年度资金总额", 100, 100, 60, 10, "60%", 6]]
INDICATORS: Lines = [sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "面积", "1", "1", 90, 86, ""]]
TOTAL: Lines = [["总分", "", "", "", "", "", 100, 92]]


def _reading(folder: Path, rows: Lines, title: str = "项目支出绩效自评表") -> Reading:
    name = "部门名称" if "整体" in title else "项目名称"
    above: Lines = [[title], ["（2023年度）"], [name, "", "县教育局"], ["主管部门", "", "县教育局"]]
    return read_one(sheets.xlsx(folder / "表.xlsx", [*above, *rows]))


def _row(folder: Path, rows: Lines, title: str = "项目支出绩效自评表") -> FlatRow:
    return _reading(folder, rows, title).rows[0]


@pytest.mark.parametrize(
    ("totals", "score", "grade"),
    [
        ([["合计", "", "", "", "", "", 90, 86], ["加分", *[""] * 5, 5, 2], ["总得分", *[""] * 5, 100, 97.5]], 97.5, ""),
        ([["合计", "", "", "", "", "", 90, 86], ["总分（含执行率）", *[""] * 5, 100, 92]], 92, ""),
        ([["总分", "", "", "", "", "", 100, "97.5分（优）"]], 97.5, "优"),
        ([["总分", "", "", "", "", "", 100, "优（97.5）"]], 97.5, "优"),
        ([["总分：97.5分    等级：优"]], 97.5, "优"),
        ([["自评得分：88分，评价等级为：良好"]], 88, "良好"),
        ([["总分：99分（优）"]], 99, "优"),
        ([["总分：99 优秀"]], 99, "优秀"),
        ([["总得分99分，评定为优。"]], 99, "优"),
        ([["总分（100分）：98.5"]], 98.5, ""),
        ([["总分（满分100分）：98.5分（优）"]], 98.5, "优"),
        ([["自评得分：98.5/100"]], 98.5, ""),
        ([["得分合计：98.5分（满分100分）"]], 98.5, ""),
        ([["合计（90分）：86"], ["总分（100分）：95.5"]], 95.5, ""),
        ([["自评结论", "总分98.5分，等级为优"]], 98.5, "优"),
        ([["自评结论", "总分100分，得分98.5分，等级为优"]], 0, ""),
        ([["总分100分，得分98.5分，等级为优"]], 98.5, "优"),
        ([["自评结论", "经自评，本项目综合得分98.5分，项目实施总体较好。"]], 98.5, ""),
        ([["", "", "小计", "", "", "", 90, 86], ["总分", *[""] * 5, 100, 92]], 92, ""),
    ],
)
def test_the_score_is_that_of_all_points(totals: Lines, score: float, grade: str, tmp_path: Path) -> None:
    found = _reading(tmp_path, [*MONEY, *INDICATORS, *totals])
    assert (float(found.rows[0].score or 0), found.rows[0].grade_stated) == (score, grade)
    assert [r.project for r in found.rows[1:]] == ["县教育局#面积"]


def test_indicators_called_after_goals_and_without_a_name(tmp_path: Path) -> None:
    names = ["绩效目标合理性", "绩效指标明确性", "工作目标完成率", "指标4："]
    lines: Lines = [["", "决策", "目标管理", name, "合理", "合理", 5, 5] for name in names]
    found = _reading(tmp_path, [*MONEY, sheets.FORM_INDICATORS, *lines, *TOTAL])
    assert [r.project.partition("#")[2] for r in found.rows[1:]] == [*names[:3], "指标4"]


def test_the_weight_of_an_indicator_stands_right_of_it(tmp_path: Path) -> None:
    heads = ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "指标值", "实际完成值", "得分"]
    lines: Lines = [["产出", 50, "数量", 30, "甲", 10, "1", "1", 9], ["", "", "", "", "乙", 20, "1", "1", 19]]
    found = _reading(tmp_path, [*MONEY, heads, *lines])
    assert [(r.weight, r.score) for r in found.rows[1:]] == [(10, 9), (20, 19)]


@pytest.mark.parametrize(
    "label",
    [
        "执行率未达100%原因", "预算执行率未达到100%的原因", "执行率低于90%原因说明", "资金结余原因", "预算执行差异原因",
        "执行偏差说明", "存在问题及原因", "未使用完资金原因",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_below", [False, True])
def test_a_reason_by_any_label_is_no_missing_reason(label: str, is_below: bool, tmp_path: Path) -> None:
    reason: Lines = [[label, "", "受疫情影响施工停滞，合同款未支付"]]
    rows = [*MONEY, *INDICATORS, *TOTAL, *reason] if is_below else [*MONEY, *reason, *INDICATORS, *TOTAL]
    row = _row(tmp_path, rows)
    assert row.flags == []
    assert row.reason_text == reason[0][2]


@pytest.mark.parametrize(
    ("money", "budget"),
    [
        ([["执行率", "60%"], HEAD[:5], ["", "年度资金总额", 100, 100, 60]], 100),
        ([HEAD[:5], ["", "年度资金总额", 100, 100, 60], ["", "预算执行率", "60%", "", "预算执行得分", 6]], 100),
        (
            [
                ["资金情况（万元）", "预算安排情况", "", "资金执行情况", "", "预算执行进度/"],
                ["", "预算数：", "100", "执行数：", "60", "60%"],
            ],
            100,
        ),
    ],
)
def test_the_rate_beside_the_table_of_money(money: Lines, budget: int, tmp_path: Path) -> None:
    row = _row(tmp_path, [*money, *INDICATORS, *TOTAL])
    assert (row.budget_full_year_yuan, row.executed_yuan, row.rate_stated_pct) == (budget * 10_000, 600_000, 60)
    assert ("components_mismatch" in row.flags, row.funds) == (False, [])


def test_money_applied_for_by_income_and_by_expenditure(tmp_path: Path) -> None:
    rows: Lines = [
        ["年度预算申请（万元）", "按收入性质分", "", "", "按支出性质分"],
        ["", "其中：一般公共预算", 3600, "", "其中：基本支出", 2000], ["", "政府性基金", 0, "", "项目支出", 1600],
        ["", "年度资金总额", 3600, "", "年度资金总额", 3600], ["全年执行数（万元）", 3400, "执行率", "94.44%"],
        *INDICATORS, *TOTAL,
    ]  # fmt: skip
    found = _reading(tmp_path, rows, "部门整体支出绩效自评表")
    row = found.rows[0]
    assert (row.budget_full_year_yuan, row.executed_yuan, row.is_budget_unqualified) == (36_000_000, 34_000_000, True)
    assert all(word in found.recognised[-1] for word in ("一般公共预算", "基本支出", "项目支出"))
    rows[3][5] = 3500
    doubtful = _row(tmp_path, rows, "部门整体支出绩效自评表")
    assert (doubtful.budget, doubtful.flags, doubtful.status) == (None, ["ambiguous"], "review")


def test_sources_below_a_dividing_line_are_parts(tmp_path: Path) -> None:
    rows = [
        *MONEY,
        ["", "按收入性质分：", "", "按支出性质分："],
        ["", "其中：财政拨款", 100, 100, 60],
        *INDICATORS,
        *TOTAL,
    ]
    assert [part.label for part in _row(tmp_path, rows, "部门整体支出绩效自评表").funds] == ["其中：财政拨款"]


def test_headings_that_name_their_year(tmp_path: Path) -> None:
    heads = [*HEAD[:2], "2022年预算数", "2022年执行数", "2023年预算数", "2023年执行数"]
    found = _reading(tmp_path, [heads, ["", "年度资金总额", 110, 100, 90, 80], *INDICATORS, *TOTAL])
    row = found.rows[0]
    assert (row.budget_full_year_yuan, row.executed_yuan, row.status) == (900_000, 800_000, "publish")
    assert found.recognised[-1] == "表：没有用到的数字列：“2022年预算数”、“2022年执行数”"


def test_points_and_rates_in_words_are_told(tmp_path: Path) -> None:
    money: Lines = [HEAD, ["", "年度资金总额", 100, 100, 60, 10, "九成", 6]]
    lines: Lines = [sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "面积", "1", "1", 90, "约14", ""]]
    found = _reading(tmp_path, [*money, *lines, ["总分", "", "", "", "", "", 100, "九十七分左右"]])
    told = {unread_sentence(cell) for row in found.rows for cell in row.unread}
    assert told == {f"“{text}”没有读成数字，这一格留空，其余照常读入。" for text in ("九成", "约14", "九十七分左右")}


def test_a_second_within_is_inside_the_line_above(tmp_path: Path) -> None:
    parts: Lines = [["", "其中：财政拨款", 80, 80, 50], ["", "其他资金", 20, 20, 10], ["", "其中：上年结转", 5, 5, 5]]
    row = _row(tmp_path, [*MONEY, *parts, *INDICATORS, *TOTAL])
    assert [(part.label, part.is_inside) for part in row.funds] == [
        ("其中：财政拨款", False), ("其他资金", False), ("其中：上年结转", True),
    ]  # fmt: skip
    assert "components_mismatch" not in row.flags


def test_money_of_a_department_in_the_cells_of_its_labels(tmp_path: Path) -> None:
    money: Lines = [["年度预算执行情况（万元）", "按收入性质分"], ["预算总额：72.88", ""], ["执行总额：71.42", ""]]
    row = _row(tmp_path, [*money, *INDICATORS, *TOTAL], "部门整体支出绩效自评表")
    assert (row.kind, row.budget, row.executed_yuan) == ("department_year", 728_800, 714_200)
