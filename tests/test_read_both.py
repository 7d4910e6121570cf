"""Lists of indicators with the money of their projects beside them: both are read, whichever way they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

HEADS = [
    "主管部门",
    "项目名称",
    "年度",
    "全年预算数（万元）",
    "全年执行数（万元）",
    "自评得分",
    "三级指标",
    "指标值",
    "指标得分",
]
ROADS, POOLS = ["东源县交通局", "道路养护", 2023, 120, 90, 95], ["东源县体育局", "泳池修缮", 2023, 60, 60, 98]
LINES = [
    [*ROADS, "养护里程", "≥10公里", 50],
    [*ROADS, "合格率", "100%", 45],
    [*POOLS, "泳池数", "3个", 50],
    [*POOLS, "投诉数", "0", 48],
]
MERGES = [f"{column}{top}:{column}{top + 1}" for column in "ABCDEF" for top in (2, 4)]


def _projects(found: Reading) -> list[tuple[object, ...]]:
    rows = [row for row in found.rows if row.kind == "project_year"]
    return [(row.department, row.project, row.budget_full_year_yuan, row.executed_yuan, row.score) for row in rows]


def _indicators(found: Reading) -> list[tuple[object, ...]]:
    return [(row.project, row.target_text, row.score) for row in found.rows if row.kind == "indicator"]


@pytest.mark.parametrize("way", ["merged", "blank below", "repeated"])
def test_projects_and_their_indicators(way: str, tmp_path: Path) -> None:
    lines = [[*([None] * 6), *line[6:]] if way == "blank below" and at % 2 else line for at, line in enumerate(LINES)]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", [HEADS, *lines], MERGES if way == "merged" else []))
    assert _projects(found) == [
        ("东源县交通局", "道路养护", 1_200_000, 900_000, 95),
        ("东源县体育局", "泳池修缮", 600_000, 600_000, 98),
    ]
    assert _indicators(found) == [
        ("道路养护#养护里程", "≥10公里", 50),
        ("道路养护#合格率", "100%", 45),
        ("泳池修缮#泳池数", "3个", 50),
        ("泳池修缮#投诉数", "0", 48),
    ]
    assert {(row.year, row.status, *row.flags) for row in found.rows} == {(2023, "publish")}
    assert not [refusal for refusal in found.refused if refusal.is_data]
    assert not any("没有用到" in told for told in found.recognised)


def test_money_of_each_indicator_is_not_the_projects(tmp_path: Path) -> None:
    lines = [[*line[:3], 10 * (at + 1), 10, *line[5:]] for at, line in enumerate(LINES)]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", [HEADS, *lines]))
    assert [row.budget_full_year_yuan for row in found.rows] == [100_000, 200_000, 300_000, 400_000]


def test_a_reason_of_one_indicator_is_not_the_projects(tmp_path: Path) -> None:
    heads = [*HEADS, "偏差原因"]
    lines = [
        [*([None] * 6), *line[6:], ""] if at % 2 else [*line, "雨季停工" * (at == 0)] for at, line in enumerate(LINES)
    ]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", [heads, *lines]))
    assert [row.kind for row in found.rows if row.reason_text == "雨季停工"] == ["indicator"]
