"""One column of offices with their projects below them: each project is its office's."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

SCHOOL: list[list[object]] = [["校车补贴", 120, 114, 97], ["校舍维修", 600, 540, 95]]
AID: list[list[object]] = [["临时救助", 280, 280, 99]]


def _rows(folder: Path, heading: str, *lines: list[object]) -> list[FlatRow]:
    title = ["青石区2023年度项目支出绩效自评汇总表（单位：万元）"]
    table = [title, [heading, "全年预算数", "全年执行数", "得分"], *lines]
    return [row for row in read_one(sheets.xlsx(folder / "表.xlsx", table)).rows if not row.is_total]


@pytest.mark.parametrize("heading", ["项目主管部门/项目名称", "单位（项目）名称", "部门及项目名称", "预算单位、项目"])
def test_an_office_that_states_the_sums_of_its_projects_is_their_head(heading: str, tmp_path: Path) -> None:
    offices: list[list[object]] = [["青石区教育局", 720, 654, ""], ["青石区民政局", 280, 280, ""]]
    rows = _rows(tmp_path, heading, offices[0], *SCHOOL, offices[1], *AID, ["合计", 1000, 934, ""])
    assert [(row.department, row.project, row.status) for row in rows] == [
        ("青石区教育局", "校车补贴", "publish"),
        ("青石区教育局", "校舍维修", "publish"),
        ("青石区民政局", "临时救助", "publish"),
    ]


@pytest.mark.parametrize(
    ("heading", "money"), [("项目主管部门/项目名称", 721), ("项目名称", 720)], ids=["no sum", "of projects"]
)
def test_what_may_be_a_project_stays_one_for_a_person(heading: str, money: int, tmp_path: Path) -> None:
    rows = _rows(tmp_path, heading, ["青石区教育局", money, 654, ""], *SCHOOL, ["青石区民政局", 280, 280, ""], *AID)
    assert {row.status for row in rows} == {"review"}
