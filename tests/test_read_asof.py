"""Figures of a year that was not over: read with their day, never taken for the whole year's."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import asof
from etl.read.one import read_one
from tests import sheets

TITLE = "徐水区2023年部门项目预算执行情况表"
HEAD = ["部门", "项目名称", "全年预算数", "执行数", "执行率"]
LINE = ["徐水区教育局", "校舍维修", 100, 60, "60%"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至9月30日", "2023-09-30"),
        ("截止到2023年6月底", "2023-06-30"),
        ("截至２月末", "2023-02-28"),
        ("截至2023年09月05日", "2023-09-05"),
        ("01—09月执行数", "2023-09-30"),
        ("1—9月执行数", "2023-09-30"),
        ("2023年1至7月支出", "2023-07-31"),
        ("上半年执行率", "2023-06-30"),
        ("前三季度执行数", "2023-09-30"),
        ("截至12月31日", ""),
        ("1-12月执行数", ""),
        ("截至2024年3月31日", ""),
        ("全年执行数", ""),
        ("11月执行数", ""),
        ("2021-3月", ""),
    ],
)
def test_words_for_a_day(text: str, day: str) -> None:
    assert asof.until(text, 2023) == day


@pytest.mark.parametrize(
    "rows",
    [
        [[f"{TITLE}（截至9月30日）"], ["单位：万元"], HEAD, LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "1-9月执行数", "1-9月执行率"], LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "截至2023年9月30日执行数", "执行率"], LINE],
        [[TITLE], ["单位：万元"], HEAD, LINE, ["注：本表数据截至9月30日。"]],
        [["2023年1—9月部门项目预算执行情况表"], ["单位：万元"], HEAD, LINE],
    ],
    ids=["title", "heading", "heading with a day", "note", "title with months"],
)
def test_a_list_says_up_to_which_day_its_figures_count(rows: list[list[object]], tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    (row,) = reading.rows
    assert (row.year, row.executed_yuan, row.as_of) == (2023, 600_000, "2023-09-30")
    assert "reason_missing" not in row.flags
    assert any("年中累计数" in said for said in reading.recognised)


@pytest.mark.parametrize(
    "rows",
    [
        [[f"{TITLE}（截至12月31日）"], ["单位：万元"], HEAD, LINE],
        [[TITLE], ["单位：万元"], HEAD, LINE, ["注：校舍维修截至6月30日尚未完工。"]],
        [[TITLE], ["项目周期：2023年1月至6月", "", "单位：万元"], HEAD, LINE],
    ],
    ids=["end of the year", "a remark about works", "how long the project takes"],
)
def test_other_days_are_none_of_the_figures(rows: list[list[object]], tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.executed_yuan, row.as_of) == (600_000, "")
