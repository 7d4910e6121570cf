"""Figures of a form that are no figure of its project are named, and none of them is taken for the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import REVIEW, FlatRow, Reading
from tests import sheets

HEAD = ["年度资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
INDICATORS = [
    sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "面积", "1", "1", 90, 86, ""],
    ["总分", "", "", "", "", "", 100, 95, ""],
]  # fmt: skip


def _read(folder: Path, title: str, rows: list[list[object]], merges: tuple[str, ...] = ()) -> tuple[FlatRow, Reading]:
    name = "部门名称" if "整体" in title else "项目名称"
    above: list[list[object]] = [[title], ["（2023年度）"], [name, "青石区教育局"], ["主管部门", "青石区教育局"]]
    found = read_one(sheets.xlsx(folder / "表.xlsx", [*above, *rows], merges))
    return found.rows[0], found


def _wan(row: FlatRow) -> list[object]:
    amounts = (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan)
    return [None if v is None else v / 10_000 for v in amounts]


BASIC, PROJECTS = [500, 520, 510, "", "98%", ""], [300, 310, 200, "", "65%", ""]


@pytest.mark.parametrize(
    "labels",
    [
        ("基本支出", "项目支出"),
        ("其中：基本支出", "项目支出"),
        ("基本支出总额", "项目支出总额"),
        ("基本支出合计", "项目支出合计"),
        ("", "项目支出"),
    ],
)
def test_basic_and_project_money_without_their_sum_are_not_the_departments(
    labels: tuple[str, str], tmp_path: Path
) -> None:
    rows = [HEAD, ["", labels[0], *BASIC], ["", labels[1], *PROJECTS], *INDICATORS]
    row, _ = _read(tmp_path, "部门整体支出绩效自评表", rows)
    assert (row.flags, row.status) == (["ambiguous"], REVIEW)
    assert _wan(row) == ([None] * 3 if labels[0] else [500, 520, 510])


@pytest.mark.parametrize("has_total", [True, False])
def test_basic_money_over_its_parts(has_total: bool, tmp_path: Path) -> None:
    head = [HEAD[0], "", *HEAD[1:]]
    total = [["", "合计", "", 800, 830, 710, 10, "86%", 8.6]] if has_total else []
    basic = [["", "基本支出", "", *BASIC], ["", "", "人员经费", 400, 420, 410], ["", "", "公用经费", 100, 100, 100]]
    first = 6 + has_total
    rows = [head, *total, *basic, ["", "项目支出", "", *PROJECTS], *INDICATORS]
    row, _ = _read(tmp_path, "部门整体支出绩效自评表", rows, (f"B{first}:B{first + 2}",))
    assert _wan(row) == ([800, 830, 710] if has_total else [None, None, None])
    assert row.status == ("publish" if has_total else REVIEW)


def test_the_money_of_a_project_called_project_money_is_its_whole(tmp_path: Path) -> None:
    row, _ = _read(
        tmp_path, "项目支出绩效自评表", [HEAD, ["", "项目支出总额", 100, 100, 90, 10, "90%", 9], *INDICATORS]
    )
    assert (_wan(row), row.status) == ([100, 100, 90], "publish")


def test_columns_and_tables_of_money_that_were_not_taken_are_named(tmp_path: Path) -> None:
    head = [
        HEAD[0],
        "",
        "上年执行数",
        "年初预算数",
        "年中调整数",
        "全年预算数",
        "累计下达数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    ]
    indicators = [[*row[:8], extra, *row[8:]] for row, extra in zip(INDICATORS, ("财政复核得分", 80, 90), strict=True)]
    rows = [
        head, ["", "年度资金总额", 50, 100, 20, 120, 300, 90, 10, "75%", 7.5],
        ["年度主要任务", "任务名称", "主要内容", "预算数（万元）", "执行数（万元）"], ["", "校舍", "修", 60, 50], *indicators,
    ]  # fmt: skip
    row, found = _read(tmp_path, "项目支出绩效自评表", rows)
    assert _wan(row) == [100, 120, 90]
    names = [
        "上年执行数",
        "年中调整数",
        "累计下达数",
        "年度主要任务 预算数（万元）",
        "年度主要任务 执行数（万元）",
        "财政复核得分",
    ]
    assert found.recognised[-1] == f"表：没有用到的数字列：{'、'.join(f'“{name}”' for name in names)}"


def test_the_columns_of_another_year_are_named_with_their_year(tmp_path: Path) -> None:
    rows = [
        [HEAD[0], "", "2022年", "", "2023年", ""], ["", "", "预算数", "执行数", "预算数", "执行数"],
        ["", "年度资金总额", 80, 70, 100, 90], *INDICATORS,
    ]  # fmt: skip
    row, found = _read(tmp_path, "项目支出绩效自评表", rows)
    assert _wan(row) == [None, 100, 90]
    assert found.recognised[-1] == "表：没有用到的数字列：“2022年 预算数”、“2022年 执行数”"


@pytest.mark.parametrize(
    ("sentences", "score"),
    [
        (["经自评，本项目自评得分91分，等级为优。"], 91),
        (["经自评，本项目自评得分为91.5分。", "自评总分：91.5分"], 91.5),
        (["上次自评得分88分。", "本次自评得分91分。"], None),
        (["满意度得分91分。"], None),
        (["满意度得分91分"], None),
    ],
)
def test_a_score_told_in_a_sentence_of_the_form(sentences: list[str], score: float | None, tmp_path: Path) -> None:
    rows = [HEAD, ["", "年度资金总额", 100, 100, 90, 10, "90%", 9], *INDICATORS[:2], *([s] for s in sentences)]
    row, _ = _read(tmp_path, "项目支出绩效自评表", rows)
    assert row.score == score


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["项目总投资", "", "3500万元"], ["项目总投资"]),
        (
            ["项目总投资（万元）", "", 3500, "", "累计已完成投资（万元）", 1900],
            ["项目总投资（万元）", "累计已完成投资（万元）"],
        ),
        (["截至上年底累计支付：1200万元"], ["截至上年底累计支付"]),
        (["上年结转", "", "", "50万元"], ["上年结转"]),
        (["项目总投资", "", "无"], []),
        (["项目总投资", "", "项目期限", "2022-2024"], []),
    ],
)
def test_money_of_the_whole_project_is_named_however_far_its_label_stands(
    line: list[object], named: list[str], tmp_path: Path
) -> None:
    row, found = _read(tmp_path, "项目支出绩效自评表", [line, HEAD, ["", "年度资金总额", *BASIC], *INDICATORS])
    told = f"表：没有用到的数字列：{'、'.join(f'“{name}”' for name in named)}"
    assert (_wan(row), found.recognised[1:]) == ([500, 520, 510], [told] if named else [])
