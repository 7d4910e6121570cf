"""Totals against their lines and parts, raised while reading; every figure is written and added up by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets
from tests.test_read_flat import _table


def _total(folder: Path, executed: list[object], stated: object, *more: list[object]) -> list[str]:
    """Flags of a totals row over lines with these executed amounts, budgets of 10 each."""
    lines = [[n, "青石区水利局", f"项目{n}", 10, 10, value] for n, value in enumerate(executed, 1)]
    total = ["合计", None, None, 10 * len(executed), 10 * len(executed), stated]
    return read_one(sheets.xlsx(folder / "t.xlsx", _table(*lines, *more, total))).rows[-1].flags


@pytest.mark.parametrize(
    ("executed", "stated", "flags"),
    [
        ([4, 5.5, 6], 15.5, []),
        ([4, 5.5, 6], 16.5, ["sum_mismatch"]),  # one too many
        ([4, "—", 6], 15.5, ["sum_incomplete"]),  # 5.5 may be the one not stated
        ([4, "—", 6], 10, []),  # the lines that state it account for all of it
        ([4, "—", 6], 9, ["sum_mismatch"]),  # 10 of two lines exceed 9 already
        (["—", "—", "—"], 9, []),  # nothing to compare
        ([4, 5.5, 6], 0, ["sum_mismatch"]),  # a total of 0 over non-zero lines
        ([4, 5.55, 6], 15.5, []),  # 15.55, printed as 15.5: one unit of the last digit
    ],
)
def test_a_total_against_its_lines(executed: list[object], stated: object, flags: list[str], tmp_path: Path) -> None:
    assert _total(tmp_path, executed, stated) == flags


def test_the_total_of_a_list_of_departments(tmp_path: Path) -> None:
    """120 + 90 = 210 of budget, but 100 + 80 = 180 spent, not 190."""
    rows = [["2023年部门预算执行情况（单位：万元）"], ["部门名称", "年初预算数", "全年预算数", "全年执行数"],
            ["青石区教育局", 100, 120, 100], ["青石区民政局", 80, 90, 80], ["合计", 180, 210, 190]]  # fmt: skip
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [r.flags for r in reading.rows if r.is_total] == [["sum_mismatch"]]
    assert any("A5 合计行的全年执行数是1,900,000.00元，各行之和是1,800,000.00元" in s for s in reading.recognised)
    rows[-1][-1] = 180
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [r.flags for r in reading.rows if r.is_total] == [[]]


def test_a_line_that_was_refused_may_be_what_is_lacking(tmp_path: Path) -> None:
    """A line without a project is refused, its 5.5 is in the total: that is no wrong sum."""
    assert _total(tmp_path, [4, 6], 15.5, [3, "青石区水利局", None, 10, 10, 5.5]) == ["sum_incomplete"]


def _form(*funds: list[object]) -> list[list[object]]:
    return [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", "河堤加固", None, None, "项目编码", "4105"],
        ["主管部门", "云梯县水利局", None, None, "实施单位", "云梯县水利局"],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *([None, *line] for line in funds),
        ["年度总体目标", "预期目标", None, None, "实际完成情况"],
        [None, "加固河堤", None, None, "已加固"],
        sheets.FORM_INDICATORS,
        [None, "产出指标", "数量指标", "加固长度", "≥1公里", "1公里", 90, 90],
        ["总分", None, None, None, None, None, 100, 100],
    ]


def _project(folder: Path, *funds: list[object]) -> FlatRow:
    return read_one(sheets.xlsx(folder / "t.xlsx", _form(*funds))).rows[0]


WHOLE = ["年度资金总额", 100, 120, 120, 10, "100%", 10]


@pytest.mark.parametrize(
    ("parts", "is_flagged"),
    [
        # 80 + 15 + 5 = 100, 95 + 20 + 5 = 120
        ([["其中：当年财政拨款", 80, 95, 95], ["上年结转资金", 15, 20, 20], ["其他资金", 5, 5, 5]], False),
        # 80 + 15 + 15 = 110, not 100
        ([["其中：当年财政拨款", 80, 95, 95], ["上年结转资金", 15, 20, 20], ["其他资金", 15, 5, 5]], True),
        # 95 + 20 = 115, the third source states nothing: it may be the 5
        ([["其中：当年财政拨款", 80, 95, 95], ["上年结转资金", 15, 20, 20], ["其他资金", 5, None, None]], False),
        # 130 alone exceeds 120
        ([["其中：当年财政拨款", 100, 130, 120], ["上年结转资金", None, None, None]], True),
        # one source alone is a part, not a breakdown
        ([["其中：当年财政拨款", 80, 95, 95]], False),
        # 中央 60 + 省级 40 lie inside the 100: nothing is added twice
        (
            [
                ["其中：财政拨款", 100, 120, 120],
                ["中央资金", 60, 70, 70],
                ["省级资金", 40, 50, 50],
                ["其他资金", 0, 0, 0],
            ],
            False,
        ),
        # without a line for all of it the levels are the breakdown: 60 + 50 = 110
        ([["中央资金", 60, 70, 70], ["省级资金", 50, 50, 50]], True),
        # by source 100 and by use 70 + 30: two breakdowns of one total
        (
            [
                ["其中：财政拨款", 100, 120, 120],
                ["其他资金", 0, 0, 0],
                ["基本支出", 70, 80, 80],
                ["项目支出", 30, 40, 40],
            ],
            False,
        ),
        # 70 + 20 by use is not 100
        (
            [
                ["其中：基本支出", 70, 80, 80],
                ["人员经费", 50, 60, 60],
                ["公用经费", 20, 20, 20],
                ["项目支出", 20, 40, 40],
            ],
            True,
        ),
    ],
)
def test_fund_lines_against_their_total(parts: list[list[object]], is_flagged: bool, tmp_path: Path) -> None:
    row = _project(tmp_path, WHOLE, *parts)
    assert row.flags == (["components_mismatch"] if is_flagged else [])
    assert (row.budget_initial_yuan, row.executed_yuan) == (1_000_000, 1_200_000), "the stated total stays as it is"
    assert len(row.funds) == len(parts)


def test_a_total_of_nothing_is_a_wrong_sum_and_no_wrong_component(tmp_path: Path) -> None:
    row = _project(
        tmp_path, ["年度资金总额", 0, 0, 0, 10, "100%", 10], ["其中：当年财政拨款", 80, 95, 95], ["其他资金", 5, 5, 5]
    )
    assert row.flags == ["sum_mismatch"]


def test_a_line_inside_another_is_a_subtotal_of_the_contract(tmp_path: Path) -> None:
    row = _project(
        tmp_path, WHOLE, ["其中：财政拨款", 100, 120, 120], ["中央资金", 60, 70, 70], ["省级资金", 40, 50, 50]
    )
    assert [f.is_inside for f in row.funds] == [False, True, True]


@pytest.mark.parametrize(
    ("lines", "projects"),
    [
        (
            [("1", "校舍", 100), ("1.1", "中心小学", 60), ("1.2", "实验小学", 40), ("2", "设备", 50)],
            ["中心小学", "实验小学", "设备"],
        ),
        ([("1", "校舍", 100), ("1.1", "中心小学", 60), ("2", "设备", 50)], ["校舍", "设备"]),
        ([("1.1", "中心小学", 60), ("1.2", "设备", 50)], ["中心小学", "设备"]),
    ],
)
def test_numbered_parts_and_their_whole_are_counted_once(
    lines: list[tuple[str, str, int]], projects: list[str], tmp_path: Path
) -> None:
    """1 over 1.1 and 1.2: the lower where 1 is their sum, else the upper."""
    head = [["2023年项目汇总表（万元）"], ["序号", "主管部门", "项目名称", "全年预算数", "全年执行数"]]
    rows = [[number, "青石区教育局", name, money, money] for number, name, money in lines]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*head, *rows]))
    assert [r.project for r in found.rows] == projects


HEADS = ["部门", "项目名称", "全年预算数", "全年执行数"]
SCHOOL, HEALTH = [["区教育局", "校舍", 100, 90], ["区教育局", "校车", 50, 50]], [["区民政局", "低保", 80, 80]]


def _listed(folder: Path, lines: list[list[object]]) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", [["2023年度项目自评汇总表（万元）"], HEADS, *lines]))


@pytest.mark.parametrize(
    ("after", "end", "is_told"),
    [
        (["区教育局 小计", "", 150, 140], [], False),
        (["区教育局 小计", "", 150, 145], [], True),
        (["小计", "", 150, 145], [], True),
        (["小计", "", 150, ""], [], False),
        (["部门平均", "", 75, 70], [], False),
        (["小计", "", 150, 140], ["小计", "", 80, 80], False),
        (["小计", "", 150, 140], ["小计", "", 230, 220], False),
        (["小计", "", 150, 140], ["小计", "", 240, 220], True),
    ],
)
def test_a_subtotal_is_named_and_compared_with_its_lines(
    after: list[object], end: list[object], is_told: bool, tmp_path: Path
) -> None:
    found = _listed(tmp_path, [*SCHOOL, after, *HEALTH, *([end] if end else [])])
    assert len(found.rows) == 3
    assert f"不另作一行：表!A5“{after[0]}”" in " ".join(found.recognised)
    assert any("小计行的" in told for told in found.recognised) == is_told


def test_a_section_with_its_sum_is_named(tmp_path: Path) -> None:
    rows = [["区教育局2023年度项目自评汇总表（万元）"], ["序号", "项目名称", "全年预算数", "全年执行数"]]
    rows += [["一", "经常性项目", 150, 140], [1, "校舍", 100, 90], [2, "校车", 50, 50]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows))
    assert [row.project for row in found.rows] == ["校舍", "校车"]
    assert "表：小计、平均、分组行1行不另作一行：表!A3“一 | 经常性项目”" in found.recognised


@pytest.mark.parametrize("name", ["全局总计", "全系统合计", "全校总计"])
def test_the_total_of_a_whole_office_is_a_total(name: str, tmp_path: Path) -> None:
    found = _listed(tmp_path, [*SCHOOL, [name, "", 150, 145]])
    assert [(row.department, row.is_total, row.flags) for row in found.rows[2:]] == [(name, True, ["sum_mismatch"])]


@pytest.mark.parametrize(
    ("last", "totals"),
    [
        (["合计：2个项目", "", "", 25, 22], ["合计：2个项目"]),
        (["合计2个", "", "", 25, 22], ["合计2个"]),
        (["", "", "", 25, 22], [""]),
        (["", "", "", 25, 21], []),
        (["合计拨付补助", "甲局", "补助", 25, 22], []),
    ],
)
def test_a_total_is_one_by_its_label_or_by_its_sums(last: list[object], totals: list[str], tmp_path: Path) -> None:
    head = [["青石区2023年度项目自评汇总表（万元）"], ["备注", "部门", "项目名称", "全年预算数", "全年执行数"]]
    lines = [["", "青石区水利局", "清淤", 10, 9], ["", "青石区水利局", "除险", 15, 13], last, ["注：含结转。"]]
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", [*head, *lines])).rows
    assert [row.department for row in rows if row.is_total] == totals
    assert [row.flags for row in rows[:2]] == [[], ["ambiguous"] if last == ["", "", "", 25, 21] else []]
