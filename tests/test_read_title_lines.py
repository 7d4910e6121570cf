"""Titles and lines of the unit above a list are no headings of it, and what a draft names its reader finds."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from etl.read import profile, suggest
from etl.read.books import read_book
from etl.read.headings import find
from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

TITLE = "海东新区2022年重大政府投资项目资金安排及使用情况"
HEADS = ["建设单位", "项目名称", "年度计划投资", "完成支付", "支付率"]
LINES: list[list[object]] = [
    ["海东新区教育局", "海东实验学校", 2.06, 1.03, "50%"],
    ["海东新区水务局", "第三水厂", 1.236, 1.236, "100%"],
]


def _money(row: FlatRow) -> tuple[object, ...]:
    return row.budget_full_year_yuan, row.executed_yuan


@pytest.mark.parametrize(
    ("above", "merges"),
    [
        ([["附表1"], [TITLE], ["", "", "", "单位：亿元"]], ["A1:E1", "A2:E2", "D3:E3"]),
        ([["附表1"], [TITLE], ["", "", "", "", "单位：亿元"]], []),
        ([[TITLE], ["", "", "", "", "（金额单位：人民币亿元）"]], ["A1:E1"]),
        ([["", TITLE], ["", "", "", "", "单位:亿元"]], ["B1:E1"]),
        ([[TITLE], ["单位：亿元"]], []),
        ([[TITLE, "", "", "", "单位：亿元"]], ["A1:D1"]),
    ],
)
def test_a_title_over_the_line_of_the_unit_is_no_heading(
    above: list[list[object]], merges: list[str], tmp_path: Path
) -> None:
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*above, HEADS, *LINES], merges)).rows[0]
    assert (row.year, *_money(row)) == (2022, 206_000_000, 103_000_000)
    assert row.status == "publish"


@pytest.mark.parametrize(
    ("heads", "merges"),
    [
        (
            [["建设单位", "项目名称", "2022年资金（亿元）"], ["", "", "预算数", "支出数", "支出率"]],
            ["A1:A2", "B1:B2", "C1:E1"],
        ),
        (
            [["建设单位", "项目名称", "资金"], ["", "", "单位：亿元"], ["", "", "预算数", "支出数", "支出率"]],
            ["A1:A3", "B1:B3", "C1:E1", "C2:E2"],
        ),
    ],
)
def test_a_group_of_columns_keeps_its_headings_and_its_unit(
    heads: list[list[object]], merges: list[str], tmp_path: Path
) -> None:
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*heads, *LINES], merges)).rows[0]
    assert _money(row) == (206_000_000, 103_000_000)


@pytest.mark.parametrize(
    ("heads", "merges"),
    [
        (
            [["建设单位", "项目名称", "资金"], ["", "", "单位：亿元"], ["", "", "预算数", "支出数", "支出率"]],
            ["A1:A3", "B1:B3"],
        ),
        ([["主管局", "单位（项目）名称", "批下来的（亿元）", "花掉的（亿元）", "花钱进度"]], []),
        ([["主管局", "项目名称", "2022年"], ["", "", "批下来的", "花掉的", "花钱进度"]], ["A1:A2", "B1:B2", "C1:E1"]),
    ],
)
def test_what_a_draft_names_is_found_with_it(heads: list[list[object]], merges: list[str], tmp_path: Path) -> None:
    (grid,), _ = read_book(sheets.xlsx(tmp_path / "表.xlsx", [*heads, *LINES], merges))
    found = suggest.headings_of(grid)
    assert found is not None
    text = suggest.to_toml([(suggest.draft(grid, found, "草稿"), [])], "")
    again = find(grid, profile.parse(tomllib.loads(text), "草稿"))
    assert again is not None
    assert {(c.index, c.field) for c in again.columns} == {(c.index, c.field) for c in found.columns}
