"""Forms whose headings stand in two rows, whose score stands beside its grade, whose money stands below tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import REVIEW, FlatRow, Reading
from tests import sheets

Lines = list[list[object]]
HEAD: list[object] = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
MONEY: Lines = [HEAD, ["", "年度资金总额", 100, 100, 60, 10, "60%", 6]]
NAMES = ["一级指标", "二级指标", "三级指标"]
FACTS = ["年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
LINES: Lines = [
    ["产出指标", "数量指标", "摄像头数量", "100个", "100个", 60, 60],
    ["效益指标", "社会效益", "案件处置率", "95%", "96%", 30, 29],
]
WANTED = [("摄像头数量", 60, 60), ("案件处置率", 30, 29)]


def _read(folder: Path, rows: Lines, merges: tuple[str, ...] = (), title: str = "项目支出绩效自评表") -> Reading:
    name = "部门名称" if "整体" in title else "项目名称"
    above: Lines = [[title], ["（2023年度）"], [name, "县教育局"], ["主管部门", "县教育局"]]
    return read_one(sheets.xlsx(folder / "表.xlsx", [*above, *rows], merges))


def _lines(found: Reading) -> list[tuple[str, object, object]]:
    return [(r.project.partition("#")[2], r.weight, r.score) for r in found.rows if r.kind == "indicator"]


def _wan(row: FlatRow) -> list[object]:
    amounts = (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan)
    return [None if v is None else v / 10_000 for v in amounts]


@pytest.mark.parametrize("has_indicators", [True, False])
@pytest.mark.parametrize(
    ("line", "score", "grade"),
    [
        (["自评得分", 99, "自评等级", "优"], 99, "优"),
        (["总分", 99, "等级", "优", "", "", ""], 99, "优"),
        (["评价结论", "优秀", "综合得分", 99], 99, "优秀"),
        (["总得分", 99, "自评结论", "项目完成良好，达到预期。"], 99, ""),
        (["自评结果", "□优☑良□中□差", "自评分", 88], 88, "良"),
        (["总分", 99, "评价人数", 12], 99, ""),
        (["总分", 100, 99], 99, ""),
    ],
)
def test_score_and_grade_on_one_line(
    has_indicators: bool, line: list[object], score: int, grade: str, tmp_path: Path
) -> None:
    table: Lines = [[*NAMES, *FACTS], *LINES] if has_indicators else []
    found = _read(tmp_path, [*MONEY, *table, line])
    row = found.rows[0]
    assert (row.score, row.grade_stated, row.status) == (score, grade, "publish")
    assert (_wan(row), row.funds) == ([100, 100, 60], [])
    assert _lines(found) == (WANTED if has_indicators else [])


@pytest.mark.parametrize(
    ("totals", "score", "flags"),
    [
        ([["合计", "", "", "", "", 90, 89], ["自评得分（含预算执行率得分）", 98.85]], 98.85, []),
        ([["合计", "", "", "", "", 90, 89], ["自评总分：95"]], 95, []),
        ([["合计", "", "", "", "", "", 89], ["自评得分", "", "", "", "", "", 95]], 95, []),
        ([["合计", "", "", "", "", 90, 89]], 89, ["ambiguous"]),
        ([["总分", "", "", "", "", 100, 95], ["自评得分", 97]], 95, ["ambiguous"]),
        ([["总分", "", "", "", "", 100, 95], ["满意度调查得分88分"], ["合计", 12]], 95, []),
    ],
)
def test_a_sum_of_the_indicators_is_not_the_score(
    totals: Lines, score: float, flags: list[str], tmp_path: Path
) -> None:
    row = _read(tmp_path, [*MONEY, [*NAMES, *FACTS], *LINES, *totals]).rows[0]
    assert (float(row.score or 0), [f for f in row.flags if f == "ambiguous"]) == (score, flags)
    assert (row.status == REVIEW) == bool(flags)


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ([], [["合计", "", "", "", "", 100, 95], ["总得分", 98]], "“合计”95分、“总得分”98分"),
        ([["总得分", 100, 98, "自评等级", "优"]], [["合计", "", "", "", "", 100, 95]], "“合计”95分、“总得分”98分"),
        ([], [["合计", "", "", "", "", 100, 95], ["经自评，本项目自评得分98分。"]], "“合计”95分、“自评得分”98分"),
        ([["总得分", 95]], [["合计", "", "", "", "", 100, 94.8], ["经自评，本项目自评得分95分。"]], ""),
    ],
)
def test_scores_that_differ_are_both_named(above: Lines, below: Lines, told: str, tmp_path: Path) -> None:
    found = _read(tmp_path, [*above, *MONEY, [*NAMES, *FACTS], *LINES, *below])
    row, name = found.rows[0], "县教育局"
    assert found.recognised[1:] == ([f"表：{name}：总分写得不一样：{told}，请核对"] if told else [])
    assert (row.status == REVIEW, "ambiguous" in row.flags) == (bool(told), bool(told))


@pytest.mark.parametrize("merges", [(), ("A7:C7", *(f"{c}7:{c}8" for c in "DEFGH"))])
def test_the_facts_stand_in_the_row_above_the_levels(merges: tuple[str, ...], tmp_path: Path) -> None:
    table: Lines = [["绩效指标", "", "", *FACTS], NAMES, *LINES, ["总分", "", "", "", "", 100, 95]]
    found = _read(tmp_path, [*MONEY, *table], merges)
    row, first = found.rows[:2]
    assert (row.score, _lines(found)) == (95, WANTED)
    assert (first.levels[0], first.target_text, first.actual_text) == ("产出指标", "100个", "100个")


def test_indicators_are_named_after_their_third_level(tmp_path: Path) -> None:
    table: Lines = [
        ["评价指标", "", "", "", "分值", "自评得分", "指标完成情况", "复核分"], [*NAMES, "评分标准"],
        ["履职效能", "整体效能", "任务完成", "按比例", 95, 91, "已完成", 80],
        ["", "信息公开", "预决算公开", "按时", 5, 5, "已公开", 4],
        ["总分", "", "", "", 100, 96],
    ]  # fmt: skip
    found = _read(tmp_path, [*MONEY, *table], ("A7:D7", "A9:A10"))
    assert (found.rows[0].score, _lines(found)) == (96, [("任务完成", 95, 91), ("预决算公开", 5, 5)])
    assert found.recognised[-1] == "表：没有用到的数字列：“复核分”"


def test_indicators_of_many_projects_below_two_rows_of_headings_are_no_form(tmp_path: Path) -> None:
    table: Lines = [["项目名称", "绩效指标", "", "", *FACTS], ["", *NAMES], ["甲", *LINES[0]], ["乙", *LINES[1]]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", [["2023年度县教育局指标表"], *table]))
    assert not any(row.kind != "indicator" for row in found.rows)


def test_a_first_level_called_indicator(tmp_path: Path) -> None:
    head = ["绩效目标", "指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"]
    found = _read(tmp_path, [*MONEY, head, *(["", *line] for line in LINES)])
    assert _lines(found) == WANTED
    assert found.rows[1].levels[:2] == ["产出指标", "数量指标"]


def test_points_below_a_heading_of_their_own(tmp_path: Path) -> None:
    table: Lines = [[*NAMES, *FACTS[:2], "绩效评价"], ["", "", "", "", "", "分值", "得分"], *LINES]
    found = _read(tmp_path, [*MONEY, *table], ("F7:G7", *(f"{c}7:{c}8" for c in "ABCDE")))
    assert _lines(found) == WANTED
    assert not any("没有用到" in said for said in found.recognised)


@pytest.mark.parametrize(
    ("words", "score"),
    [(["权重", "自评", "复评"], 85), (["分值", "复评得分", "自评得分"], 80), (["分值", "甲方", "乙方"], None)],
)
def test_of_scores_below_one_heading_that_of_the_form(words: list[str], score: int | None, tmp_path: Path) -> None:
    table: Lines = [[*NAMES, *FACTS[:2], "评分"], ["", "", "", "", "", *words], [*LINES[0][:5], 90, 85, 80]]
    found = _read(tmp_path, [*MONEY, *table], ("F7:H7",))
    assert _lines(found) == [("摄像头数量", 90, score)]
    assert words[2] in found.recognised[-1] or score == 80


TASKS = ["年度主要任务", "任务名称", "主要内容", "预算数（万元）", "执行数（万元）", "执行率"]
WHOLE: Lines = [
    ["部门预算情况（万元）", "资金来源", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", 1200, 1300, 1280, 10, "98.46%", 9.85],
    ["", "其中：财政拨款", 1200, 1300, 1280],
]


@pytest.mark.parametrize(
    "tasks",
    [
        [TASKS, ["", "经济责任审计", "审计10人", 150, 145, "96.67%"], ["", "工程审计", "审计20个", 250, 245, "98%"]],
        [[*TASKS, "完成情况"], ["", "工程审计", "审计20个", 250, 245, "98%", "已完成"]],
        [
            [*TASKS[:3], "预算数（万元）", "", "", "执行数（万元）", "", ""],
            ["", "", "", *["总额", "财政拨款", "其他资金"] * 2],
            ["", "工程审计", "审计20个", 400, 400, 0, 390, 390, 0], ["", "金额合计", "", 400, 400, 0, 390, 390, 0],
        ],
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_above", [True, False])
def test_the_money_of_tasks_is_not_the_departments(is_above: bool, tasks: Lines, tmp_path: Path) -> None:
    money = [*tasks, *WHOLE] if is_above else [*WHOLE, *tasks]
    found = _read(tmp_path, [*money, [*NAMES, *FACTS], *LINES], title="部门整体支出绩效自评表")
    row = found.rows[0]
    assert (_wan(row), float(row.rate_stated_pct or 0)) == ([1200, 1300, 1280], 98.46)
    assert [part.label for part in row.funds] == ["其中：财政拨款"]
    assert "“年度主要任务 预算数（万元）”、“年度主要任务 执行数（万元）”" in found.recognised[-1]


@pytest.mark.parametrize("merges", [(), ("A5:A7",)])
def test_a_label_of_the_table_is_no_column_of_it(merges: tuple[str, ...], tmp_path: Path) -> None:
    money: Lines = [
        ["年度预算（万元）", "资金类别", "预算数", "全年执行数"],
        ["", "年度资金总额", 130, 120], ["", "财政拨款", 130, 120],
    ]  # fmt: skip
    row = _read(tmp_path, [*money, [*NAMES, *FACTS], *LINES], merges, "部门整体支出绩效自评表").rows[0]
    assert (_wan(row), row.is_budget_unqualified) == ([None, 130, 120], True)


@pytest.mark.parametrize("label", ["总量", "年度总金额", "年度资金总量"])
def test_a_total_by_other_names(label: str, tmp_path: Path) -> None:
    money: Lines = [
        HEAD,
        ["", label, 100, 100, 60, 10, "60%", 6],
        ["", "财政拨款", 80, 80, 50],
        ["", "其他资金", 20, 20, 10],
    ]
    row = _read(tmp_path, money).rows[0]
    assert (_wan(row), len(row.funds)) == ([100, 100, 60], 2)


@pytest.mark.parametrize(
    ("money", "wanted", "unused"),
    [
        (
            [
                ["项目总投资（万元）", 5000, "当年预算（万元）", 1200],
                ["截至年底累计支出（万元）", 3100, "当年支出（万元）", 1100], ["当年预算执行率", "91.67%"],
            ],
            [None, 1200, 1100],
            "“项目总投资（万元）”、“截至年底累计支出（万元）”",
        ),
        (
            [["当年预算（万元）", 1200, "当年支出（万元）", 1100], ["预算执行率", "91.67%", "累计支出（万元）", 3100]],
            [None, 1200, 1100],
            "“累计支出（万元）”",
        ),
        (
            [["当年预算（万元）", 1200, "预算执行率", "91.67%"], ["当年支出（万元）", 1100, "合同金额（万元）", 900]],
            [None, 1200, 1100],
            "“合同金额（万元）”",
        ),
        (
            [["预算数（万元）", 1200, "截至年底累计支出（万元）", 1100], ["预算执行率", "91.67%", "项目总投资", 5000]],
            [None, 1200, 1100],
            "“项目总投资”",
        ),
    ],
)  # fmt: skip
def test_pairs_of_the_year_beside_those_of_all_years(
    money: Lines, wanted: list[object], unused: str, tmp_path: Path
) -> None:
    found = _read(tmp_path, [*money, [*NAMES, *FACTS], *LINES])
    row = found.rows[0]
    assert (_wan(row), float(row.rate_stated_pct or 0)) == (wanted, 91.67)
    assert found.recognised[-1] == f"表：没有用到的数字列：{unused}"


def test_two_rows_of_headings_of_money_are_one_table(tmp_path: Path) -> None:
    money: Lines = [
        ["资金（万元）", "", "预算数", "", "执行数", "执行率"], ["", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", 100, 110, 60, "54.55%"],
    ]  # fmt: skip
    found = _read(tmp_path, [*money, [*NAMES, *FACTS], *LINES], ("C5:D5",))
    assert _wan(found.rows[0]) == [100, 110, 60]
    assert not any("没有用到" in said for said in found.recognised)


def test_a_column_of_the_year_beside_one_of_all_years(tmp_path: Path) -> None:
    money: Lines = [
        ["资金（万元）", "", "当年预算", "截至年底累计支出", "当年支出"],
        ["", "年度资金总额", 1200, 3100, 1100],
    ]
    found = _read(tmp_path, [*money, [*NAMES, *FACTS], *LINES])
    assert _wan(found.rows[0]) == [None, 1200, 1100]
    assert found.recognised[-1] == "表：没有用到的数字列：“截至年底累计支出”"
