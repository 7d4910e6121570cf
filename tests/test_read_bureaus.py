"""Offices inside offices: units of one name below two bureaus, sections of one office."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import judge
from etl.read.one import read_one
from etl.read.rows import PUBLISH, REVIEW, Reading
from tests import sheets

MONEY = ["预算数", "执行数"]


def _read(folder: Path, title: str, heads: list[object], *lines: list[object]) -> Reading:
    rows: list[list[object]] = [[f"{title}2023年度项目支出绩效自评汇总表（单位：万元）"], [*heads, *MONEY], *lines]
    reading = read_one(sheets.xlsx(folder / "表.xlsx", rows))
    judge.mark_copies(reading.rows)
    return reading


@pytest.mark.parametrize("heads", [["主管部门", "单位名称"], ["单位名称", "主管部门"], ["部门", "单位"]])
def test_units_of_one_name_below_two_bureaus_are_two(heads: list[object], tmp_path: Path) -> None:
    names = [["青石区水利局", "办公室"], ["青石区教育局", "办公室"], ["青石区教育局", "第二中学"]]
    turned = heads[0] == "单位名称"
    lines: list[list[object]] = [[*(n[::-1] if turned else n), 10 + i, 5] for i, n in enumerate(names)]
    reading = _read(tmp_path, "青石区", heads, *lines)
    assert [r.department for r in reading.rows] == ["青石区水利局办公室", "青石区教育局办公室", "第二中学"]
    assert not any(r.flags for r in reading.rows)


def test_one_project_of_two_units_of_a_bureau_is_two_projects(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["青石区教育局", "第一中学", "设备购置", 10, 5],
        ["青石区教育局", "第二中学", "设备购置", 12, 6],
        ["青石区教育局", "第二中学", "校舍维修", 14, 7],
    ]
    reading = _read(tmp_path, "青石区", ["主管部门", "单位名称", "项目名称"], *lines)
    assert [r.department for r in reading.rows] == ["第一中学", "第二中学", "青石区教育局"]
    assert not any(r.flags for r in reading.rows)
    assert "表：“青石区教育局”下有几个单位的项目同名，各归各的单位" in reading.recognised


@pytest.mark.parametrize("head", ["科室", "责任科室", "处室（单位）", "部门", "单位名称"])
def test_sections_are_no_departments(head: str, tmp_path: Path) -> None:
    names = ["办公室", "规划财务科", "农水科"]
    lines: list[list[object]] = [[name, f"项目{n}", 10, 5] for n, name in enumerate(names)]
    reading = _read(tmp_path, "青石区水利局", [head, "项目名称"], *lines)
    assert {(r.department, r.status) for r in reading.rows} == {("青石区水利局", PUBLISH)}
    assert reading.recognised[-1] == f"表：“{head}”是内部科室，不作部门"


def test_sections_of_nobody_known_leave_the_office_empty(tmp_path: Path) -> None:
    reading = _read(tmp_path, "青石区", ["科室", "项目名称"], ["农水科", "清淤", 10, 5], ["办公室", "修缮", 9, 5])
    assert {(r.department, r.status) for r in reading.rows} == {("", REVIEW)}


def test_a_list_of_sections_gives_no_rows_of_departments(tmp_path: Path) -> None:
    reading = _read(tmp_path, "青石区水利局", ["科室", "人数"], ["农水科", 5, 10, 5], ["办公室", 4, 9, 5])
    assert (reading.rows, {r.reason for r in reading.refused}) == ([], {"是内部科室，不是部门"})
    assert all(r.is_data for r in reading.refused)
