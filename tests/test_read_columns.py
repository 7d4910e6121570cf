"""Which column is meant where several could be, and which heading names no office, district or project."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

Lines = list[list[object]]
TITLE = ["2022年度项目支出绩效自评汇总表（单位：万元）"]


def _read(folder: Path, rows: Lines, merges: tuple[str, ...] = ()) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))


@pytest.mark.parametrize(
    ("heads", "figures", "expected", "unused"),
    [
        (["预算数", "执行数", "得分", "产出指标", "总分"], [210, 205, 9.8, 49, 98.8], (210, 205, 98.8), ["得分", "产出指标"]),
        (["全年预算数", "支出合计", "其中：本年支出"], [120, 110, 90], (120, 110, None), ["其中：本年支出"]),
        (["预算总额", "其中：本年预算", "支出总额"], [120, 90, 110], (120, 110, None), ["其中：本年预算"]),
        (["总预算", "2022年预算", "累计支出", "2022年支出"], [5000, 1200, 3100, 1100], (1200, 1100, None), ["总预算", "累计支出"]),
        (["2022年预算", "累计支出", "2022年支出"], [1200, 3100, 1100], (1200, 1100, None), ["累计支出"]),
        (["预算数", "中央", "省", "市", "区县", "执行数"], [10, 1, 2, 3, 4, 9], (10, 9, None), ["中央", "省", "市", "区县"]),
    ],
)  # fmt: skip
def test_the_whole_of_the_year_is_taken_and_the_rest_named(
    heads: list[str], figures: list[object], expected: tuple[object, ...], unused: list[str], tmp_path: Path
) -> None:
    found = _read(tmp_path, [TITLE, ["主管部门", "项目名称", *heads], ["区交通局", "大桥", *figures]])
    (row,) = found.rows
    money = [None if v is None else v / 10_000 for v in (row.budget, row.executed_yuan)]
    score = None if row.score is None else float(row.score)
    assert ((*money, score), row.district, row.status) == (expected, "", "publish")
    assert all(f"“{name}”" in found.recognised[-1] for name in unused)


def test_shares_below_a_group_name_no_district_and_no_office(tmp_path: Path) -> None:
    heads: Lines = [
        ["项目名称", "主管部门", "预算安排", "", "", "", "执行数"],
        ["", "", "合计", "中央", "单位", "区", ""],
    ]
    found = _read(tmp_path, [TITLE, *heads, ["农田", "农业农村局", 1000, 500, 300, 200, 900]], ("C2:F2",))
    (row,) = found.rows
    assert (row.department, row.district, row.budget, row.executed_yuan) == ("农业农村局", "", 10_000_000, 9_000_000)


def test_projects_below_a_group_of_money_make_no_list_of_projects(tmp_path: Path) -> None:
    heads: Lines = [["部门名称", "预算数", "", "", "执行数", "", ""], ["", *["基本", "项目", "合计"] * 2]]
    (row,) = _read(tmp_path, [TITLE, *heads, ["文旅局", 500, 700, 1200, 500, 600, 1100]]).rows
    assert (row.kind, row.department, row.budget, row.executed_yuan) == (
        "department_year", "文旅局", 12_000_000, 11_000_000,
    )  # fmt: skip


def test_a_bare_number_below_a_grade_is_the_score(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "预算金额", "实际支出", "自评结果"]
    rows = _read(tmp_path, [TITLE, heads, ["教育局", "甲", 1, 1, 95], ["教育局", "乙", 1, 1, "优（98.5分）"]]).rows
    assert [(float(r.score or 0), r.grade_stated) for r in rows] == [(95, ""), (98.5, "优")]


@pytest.mark.parametrize(
    "captions",
    [
        [["青石区司法局2022年度项目支出绩效自评情况"], ["单位：万元"]],
        [["2022年度项目支出绩效自评情况"], ["部门：青石区司法局", "", "单位：万元"]],
        [["2022年度项目支出决算表"], ["公开部门：青石区司法局（盖章）"], ["单位：万元"]],
    ],
)
def test_the_office_of_a_caption(captions: Lines, tmp_path: Path) -> None:
    (row,) = _read(tmp_path, [*captions, ["项目名称", "预算数", "执行数"], ["普法", 10, 9]]).rows
    assert (row.department, row.status) == ("青石区司法局", "publish")


def test_a_share_of_the_budget_is_no_budget(tmp_path: Path) -> None:
    lines: Lines = [
        ["2022年度青石区文化馆项目支出决算明细表（单位：元）"],
        ["项目名称", "年初预算数", "决算数", "决算数为预算数的%", "差异原因"],
        ["非遗保护", 500_000, 450_000, 90, "部分活动取消"],
    ]
    (row,) = _read(tmp_path, lines).rows
    assert row.amounts[:4] == (500_000, None, None, 450_000)
    assert (row.rate_stated_pct, row.flags) == (90, [])


@pytest.mark.parametrize(("said", "size"), [("（单位：万元）", 10_000), ("单位：元", 1), ("金额单位:万元", 10_000)])
def test_a_unit_right_of_the_headings_is_that_of_the_table(said: str, size: int, tmp_path: Path) -> None:
    heads = ["年度", "部门", "项目名称", "全年预算数", "全年执行数", said]
    (row,) = _read(tmp_path, [heads, [2022, "区交通局", "大桥", 2100, 2050]]).rows
    assert (row.department, row.budget, row.executed_yuan, row.status) == (
        "区交通局",
        2100 * size,
        2050 * size,
        "publish",
    )
