"""Headings in two rows of a list, unmerged: each word of the lower row is of the head over it, or left of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

TITLE = ["青石区2023年度项目情况表（单位：元）"]


def _read(folder: Path, upper: list[object], lower: list[object], figures: list[object]) -> Reading:
    heads: list[list[object]] = [["主管部门", "项目名称", *upper], ["", "", *lower]]
    return read_one(sheets.text(folder / "表.csv", [TITLE, *heads, ["青石区水利局", "河道清淤", *figures]]))


@pytest.mark.parametrize(
    ("upper", "lower", "figures", "expected"),
    [
        (["预算数", "预算数", "执行数"], ["年初", "全年", ""], [100000, 120000, 60000], (100000, 120000, 60000)),
        (["预算数", "预算数", "执行数"], ["年初", "调整后", "全年"], [100000, 120000, 60000], (100000, 120000, 60000)),
        (["执行数", "预算安排", ""], ["全年", "年初", "调整后"], [60000, 100000, 120000], (100000, 120000, 60000)),
        (["预算数", "执行数"], ["年初", "金额"], [100000, 60000], (100000, None, 60000)),
        (["预算数", "全年执行数"], ["全年", ""], [120000, 60000], (None, 120000, 60000)),
        (["预算数", "执行数", ""], ["年初", "", "其中：财政"], [100000, 60000, 6000], (100000, None, 60000)),
        (
            ["预算数", "", "", "执行数"],
            ["财政资金", "其他资金", "合计", "全年"],
            [1000, 2000, 3000, 2000],
            (None, 3000, 2000),
        ),
    ],
)
def test_a_word_below_a_head_says_which_of_its_amounts_it_is(
    upper: list[object], lower: list[object], figures: list[object], expected: tuple[int | None, ...], tmp_path: Path
) -> None:
    (row,) = _read(tmp_path, upper, lower, figures).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == expected
    assert (row.is_budget_unqualified, row.status) == ("财政资金" in lower, "publish")


def test_of_shares_below_a_guessed_head_the_sum_is_taken(tmp_path: Path) -> None:
    upper, lower = ["预算数", "", "执行情况", ""], ["财政资金", "合计", "金额", "执行率"]
    (row,) = _read(tmp_path, list(upper), list(lower), [1, 3, 2, "66.67%"]).rows
    assert (row.budget, row.executed_yuan, row.status) == (3, 2, "review")


def test_a_lone_score_below_its_head_is_read(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, ["预算数", "执行数", "自评情况"], ["", "", "自评得分"], [3, 2, 91]).rows
    assert (row.score, row.budget, row.is_budget_unqualified) == (91, 3, True)
