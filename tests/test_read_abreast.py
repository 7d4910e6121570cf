"""Two lists side by side: the figures of the right one are of its own projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

HEAD = "部门|项目名称|预算数（万元）|执行数（万元）"
ROWS = [("教育局", 2022, "校舍", 300), ("民政局", 2022, "救助", 200), ("民政局", 2023, "低保", 90), ("水利局", 2023, "堤防", 80)]  # fmt: skip


def _read(folder: Path, *lines: str) -> Reading:
    rows: list[list[object]] = [[text or None for text in line.split("|")] for line in lines]
    return read_one(sheets.xlsx(folder / "list.xlsx", rows))


@pytest.mark.parametrize(
    "heads",
    [
        ["2022年度||||||2023年度", f"{HEAD}|||{HEAD}"],
        ["2022年度汇总表||||||2023年度汇总表", f"{HEAD}|||{HEAD}"],
        [
            "部门|项目名称|2022年预算数（万元）|2022年执行数（万元）|||"
            "部门|项目名称|2023年预算数（万元）|2023年执行数（万元）"
        ],
    ],
)
def test_a_list_of_the_next_year_on_the_right_is_read_too(heads: list[str], tmp_path: Path) -> None:
    lines = ["教育局|校舍|300|290|||民政局|低保|90|80", "民政局|救助|200|190|||水利局|堤防|80|70"]
    found = _read(tmp_path, *heads, *lines)
    assert [(r.department, r.year, r.project, float(r.budget_full_year_yuan or 0) / 10_000) for r in found.rows] == ROWS
    assert not [r for r in found.refused if r.is_data]
    assert "并排有2张表" in found.recognised[0]
    assert found.cell(found.rows[2], "project").endswith("!H" + found.rows[2].locator[-1])


def test_a_score_on_the_right_is_not_that_of_the_project_on_the_left(tmp_path: Path) -> None:
    found = _read(
        tmp_path, "2023年度", f"{HEAD}||部门|项目名称|自评得分", "教育局|校舍|300|290||民政局|低保|95",
        "民政局|救助|200|190||水利局|堤防|94",
    )  # fmt: skip
    assert [(r.project, r.score) for r in found.rows] == [("校舍", None), ("救助", None), ("低保", 95), ("堤防", 94)]


def test_an_office_left_of_both_lists_is_of_both(tmp_path: Path) -> None:
    found = _read(
        tmp_path, "部门|项目名称|2022年预算数（万元）|项目名称|2023年预算数（万元）", "教育局|校舍|300|操场|90",
        "民政局|救助|200|低保|80",
    )  # fmt: skip
    assert [(r.department, r.year, r.project) for r in found.rows] == [
        ("教育局", 2022, "校舍"), ("民政局", 2022, "救助"), ("教育局", 2023, "操场"), ("民政局", 2023, "低保"),
    ]  # fmt: skip
