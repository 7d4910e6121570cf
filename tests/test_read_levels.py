"""The sum over levels that gave the money, and headings of rates and sums in other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

TITLE = ["青石区2023年度项目支出绩效自评汇总表（单位：万元）"]


def _rows(folder: Path, heads: list[str], *lines: list[object]) -> list[FlatRow]:
    table = [TITLE, ["部门", "项目名称", *heads], *([f"青石区{name}局", f"{name}项目", *line] for name, *line in lines)]
    return read_one(sheets.xlsx(folder / "表.xlsx", table)).rows


@pytest.mark.parametrize("heads", [["中央", "省级", "市级", "合计"], ["上级补助", "区级资金", "其他资金", "资金合计"]])
def test_the_sum_over_levels_is_a_budget_for_a_person(heads: list[str], tmp_path: Path) -> None:
    first, _ = _rows(tmp_path, [*heads, "支出数"], ["教育", 50, 30, 40, 120, 114], ["民政", 200, 50, "", 250, 250])
    assert (first.budget_full_year_yuan, first.executed_yuan, first.status) == (1_200_000, 1_140_000, "review")
    assert heads[-1] in first.doubts[0]


@pytest.mark.parametrize(
    ("heads", "total"),
    [
        (["中央", "省级", "市级", "合计", "支出数"], 121),
        (["全年预算数", "省级", "市级", "合计", "支出数"], 70),
        (["中央", "省级", "市级", "得分合计", "支出数"], 120),
        (["项目数", "批次", "户数", "合计", "支出数"], 120),
    ],
)
def test_other_sums_are_no_budget(heads: list[str], total: int, tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, heads, ["教育", 50, 30, 40, total, 114])
    assert row.budget_full_year_yuan == (500_000 if heads[0] == "全年预算数" else None)


@pytest.mark.parametrize("heading", ["完成预算%", "完成预算（%）", "完成全年预算的比例", "支出完成预算%"])
def test_how_much_of_the_budget_was_spent_is_the_rate(heading: str, tmp_path: Path) -> None:
    heads = ["全年预算数", "决算数", heading]
    first, _ = _rows(tmp_path, heads, ["教育", 200, 170, 85], ["民政", 100, 100, 99])
    assert (first.rate_stated_pct, first.status) == (85, "publish")


def test_an_amount_called_so_is_no_rate(tmp_path: Path) -> None:
    row, _ = _rows(tmp_path, ["全年预算数", "决算数", "完成预算"], ["教育", 200, 170, 160], ["民政", 100, 100, 100.5])
    assert row.rate_stated_pct is None


@pytest.mark.parametrize("heading", ["支付合计", "实际支出总计", "执行合计数"])
def test_the_sum_of_what_was_paid_is_what_was_spent(heading: str, tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, ["全年预算数", heading], ["教育", 200, 170])
    assert (row.executed_yuan, row.status) == (1_700_000, "publish")
