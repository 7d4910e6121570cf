"""Lines over and inside others: whose the projects are, and each amount counted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

TITLE = ["2023年度项目支出绩效自评汇总表（单位：万元）"]
MONEY = ["全年预算数", "全年执行数"]
Lines = list[list[object]]


def _reading(folder: Path, heads: list[str], lines: Lines) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", [TITLE, [*heads, *MONEY], *lines]))


@pytest.mark.parametrize(
    ("heads", "lines", "expected"),
    [
        (
            ["项目名称"],
            [["一、青石区教育局"], ["校舍", 5, 4], ["二、上级转移支付项目"], ["补助", 9, 8]],
            ["青石区教育局", ""],
        ),
        (
            ["序号", "项目名称"],
            [
                ["一", "县教育局", 15, 13],
                ["1", "A", 10, 9],
                ["2", "B", 5, 4],
                ["二", "其他部门", 8, 7],
                ["1", "C", 8, 7],
            ],
            ["县教育局", "县教育局", ""],
        ),
        (
            ["序号", "项目名称"],
            [
                ["一", "县教育局小计", 15, 13],
                [1, "A", 10, 9],
                [2, "B", 5, 4],
                ["二", "县司法局小计", 8, 7],
                [3, "C", 8, 7],
            ],
            ["县教育局", "县教育局", "县司法局"],
        ),
        (
            ["序号", "项目名称"],
            [["一", "县教育局小计", 99, 13], [1, "A", 10, 9], ["", "县司法局小计", 10, 9], [2, "C", 10, 9]],
            ["", ""],
        ),
        (
            ["序号", "项目名称"],
            [["四、县人民医院"], ["1", "F", 9, 8], ["五、县属国有企业"], ["1", "G", 9, 8]],
            ["县人民医院", ""],
        ),
        (
            ["项目名称"],
            [["（二）青石区卫健局"], ["1.疾控", 5, 4], ["卫健局小计", 5, 4], ["预留资金", 3, 0]],
            ["青石区卫健局", ""],
        ),
        (
            ["序号", "项目名称"],
            [["区教育局"], ["1", "A", 5, 4], ["县卫健局（1个）"], ["1", "B", 5, 4]],
            ["区教育局", "县卫健局"],
        ),
        (["项目名称"], [["主管部门：区教育局"], ["A", 5, 4], ["区民政局"], ["B", 5, 4]], ["区教育局", "区民政局"]),
        (
            ["主管部门", "项目名称"],
            [
                ["县教育局", "A", 5, 4],
                ["县卫健局", "C", 9, 8],
                ["", "D", 2, 1],
                ["小计", "", 11, 9],
                ["", "预备费", 9, 0],
            ],
            ["县教育局", "县卫健局", "县卫健局", ""],
        ),
    ],
)
def test_projects_are_of_the_office_over_them_and_of_no_other(
    heads: list[str], lines: Lines, expected: list[str], tmp_path: Path
) -> None:
    rows = _reading(tmp_path, heads, lines).rows
    assert [(r.department, r.status) for r in rows] == [(d, "publish" if d else "review") for d in expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["校舍", 50, 45], ["其中：1.一小", 30, 25], ["2.二小", 20, 20], ["设备", 3, 3]], ["校舍", "设备"]),
        ([["校舍", 50, 45], ["其中：一小", 30, 25], ["二小", 20, 20], ["设备", 3, 3]], ["校舍", "设备"]),
        ([["校舍", 50, 45], ["其中：一小", 30, 25], ["设备", 30, 30]], ["校舍", "设备"]),
        ([["农业类", 17, 16], ["  农田", 5, 4], ["  种业", 12, 12], ["水利", 1, 1]], ["农田", "种业", "水利"]),
        ([["农业类", 18, 16], ["  农田", 5, 4], ["  种业", 12, 12]], ["农业类", "农田", "种业"]),
        ([["一、农业类", 17, 16], ["（一）农田", 5, 4], ["（二）种业", 12, 12]], ["农田", "种业"]),
        (
            [["一、农业类", 17, 16], ["（一）农田", 5, 4], ["1.平地", 3, 2], ["2.坡地", 2, 2], ["（二）种业", 12, 12]],
            ["平地", "坡地", "种业"],
        ),
        ([["基本支出", 9, 8], ["项目支出", 17, 16], ["其中：校舍", 5, 4], ["营养餐", 12, 12]], ["校舍", "营养餐"]),
        ([["一、校舍", 5, 4], ["二、设备", 5, 4]], ["校舍", "设备"]),
        ([["1.校舍", 5, 4], ["设备", 5, 4]], ["校舍", "设备"]),
    ],
)
def test_money_over_and_inside_other_lines_counts_once(lines: Lines, expected: list[str], tmp_path: Path) -> None:
    heads = ["项目名称", "主管部门"]
    found = _reading(tmp_path, heads, [[name, "区教育局", *money] for name, *money in lines])
    assert [r.project for r in found.rows] == expected
    named = " ".join(str(refusal.raw) for refusal in found.refused) + " ".join(r.quote for r in found.rows)
    assert all(str(line[0]).strip() in named for line in lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["一", "党群部门", 3, 2], [1, "区委办", 1, 1], [2, "组织部", 2, 1], ["二", "经济部门", 5, 4], [1, "交通局", 5, 4]],
         ["区委办", "组织部", "交通局"]),
        ([[1, "文旅局", 12, 12], ["", "局机关", 7, 7], ["", "图书馆", 5, 5], [2, "教育局", 1, 1]], ["文旅局", "教育局"]),
        ([[1, "文旅局", 13, 12], ["", "局机关", 7, 7], ["", "图书馆", 5, 5]], ["文旅局", "局机关", "图书馆"]),
    ],
)  # fmt: skip
def test_departments_over_and_inside_others_count_once(lines: Lines, expected: list[str], tmp_path: Path) -> None:
    rows = _reading(tmp_path, ["序号", "部门"], lines).rows
    assert [r.department for r in rows] == expected


@pytest.mark.parametrize("total", [[], [["", "全县合计", "", 194, 187]]])
def test_the_sums_of_an_office_above_its_projects_without_a_number(total: Lines, tmp_path: Path) -> None:
    lines: Lines = [
        *total,
        ["", "商城县民政局小计", "", 124, 122],
        [1, "商城县民政局", "殡葬改革", 88, 88],
        [2, "商城县民政局", "社工站", 36, 34],
        ["", "商城县残联小计", "", 70, 65],
        [3, "商城县残联", "托养服务", 70, 65],
    ]
    found = _reading(tmp_path, ["序号", "部门", "项目名称"], lines)
    rows = [row for row in found.rows if not row.is_total]
    assert [(row.department, row.flags, row.status) for row in rows] == [
        ("商城县民政局", [], "publish"), ("商城县民政局", [], "publish"), ("商城县残联", [], "publish")
    ]  # fmt: skip
    assert {refusal.reason for refusal in found.refused} == {"分组行，下面各行归它"}
