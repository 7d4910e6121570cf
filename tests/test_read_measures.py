"""Quantities in lists are no money, and their units are no offices."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

TITLE = [["石桥区城管局2022年度项目支出绩效自评汇总表"], ["单位：万元"]]
OF_MANY = [["石桥区2022年度项目支出绩效自评汇总表"], ["单位：万元"]]
Money = tuple[int | None, ...]


def _read(path: Path, *lines: list[object], top: list[list[str]] = TITLE) -> Reading:
    return read_one(sheets.xlsx(path / "t.xlsx", [*top, *lines]))


def _wan(reading: Reading) -> list[Money]:
    """Initial budget, full-year budget, received and executed of each row in 万元."""
    return [
        tuple(None if v is None else int(v / 10_000) for v in row.amounts[:4])
        for row in reading.rows
        if all(v is None or v % Decimal(10_000) == 0 for v in row.amounts)
    ]


@pytest.mark.parametrize(
    ("heads", "figures", "expected"),
    [
        (["下达数（户）", "执行数（户）", "下达资金", "实际支出"], [120, 118, 240, 236], (None, 240, None, 236)),
        (["资金到位数", "到位数（人）", "全年执行数"], [110, 50, 105], (None, None, 110, 105)),
        (["计划数(天)", "年初预算数", "全年执行数"], [365, 110, 105], (110, None, None, 105)),
        (["年初数/户", "全年预算数", "全年执行数"], [1200, 110, 105], (None, 110, None, 105)),
        (["全年预算数", "支出数（笔）", "支出数（万元）"], [110, 350, 105], (None, 110, None, 105)),
        (["计划数（单位：万平方米）", "全年预算数", "全年执行数"], [20, 110, 105], (None, 110, None, 105)),
        (["年初预算数（元/人）", "全年预算数", "全年执行数"], [500, 110, 105], (None, 110, None, 105)),
        (["年初预算数", "全年执行数", "计划数", "完成数"], [110, 105, 1200, 1180], (110, None, None, 105)),
        (["年初预算数", "全年执行数", "指标数"], [110, 105, 12], (110, None, None, 105)),
        (["预算数", "到位名额", "支出数"], [110, 50, 105], (None, 110, None, 105)),
        (["下达数", "到位数", "使用数"], [110, 108, 105], (None, 110, 108, 105)),
        (["指标数", "支出数"], [100, 105], (None, 100, None, 105)),
        (["指标数", "支付数", "支付率"], [110, 105, "95.45%"], (None, 110, None, 105)),
        (["指标数（万元）", "支付数（万元）"], [12, 11], (None, 12, None, 11)),
        (["全年预算数（A）", "全年执行数（B）"], [110, 105], (None, 110, None, 105)),
        (["全年预算数（K）", "全年执行数（L）"], [110, 105], (None, 110, None, 105)),
        (["全年预算数（万元/年）", "全年执行数（万元）"], [110, 105], (None, 110, None, 105)),
    ],
)
def test_a_heading_with_a_unit_of_measure_is_no_amount(
    heads: list[str], figures: list[object], expected: Money, tmp_path: Path
) -> None:
    reading = _read(tmp_path, ["项目名称", *heads], ["甲项目", *figures])
    assert _wan(reading) == [expected]


def test_a_quantity_is_told_as_not_used(tmp_path: Path) -> None:
    heads: list[object] = ["项目名称", "计划数（户）", "完成数（户）", "全年预算数", "全年执行数"]
    reading = _read(tmp_path, heads, ["危房改造", 1200, 1180, 110, 105])
    assert any("没有用到的数字列：“计划数（户）”、“完成数（户）”" in text for text in reading.recognised)


@pytest.mark.parametrize(
    ("above", "heads", "figures", "expected"),
    [
        (["补助人数（人）", "", "资金（万元）", ""], ["计划数", "执行数"] * 2, [1200, 1180, 110, 105], (None, 110, None, 105)),
        (["补贴面积（亩）", "", "补贴资金", ""], ["年初预算数", "全年执行数"] * 2, [9, 8, 110, 105], (110, None, None, 105)),
        (["受益人次", "", "资金", ""], ["年初", "全年", "年初预算数", "全年执行数"], [9, 8, 110, 105], (110, None, None, 105)),
        (["下达", "", "执行", ""], ["数量", "金额"] * 2, [9, 110, 8, 105], (None, 110, None, 105)),
    ],
)  # fmt: skip
def test_the_unit_of_a_group_is_that_of_the_columns_below_it(
    above: list[str], heads: list[str], figures: list[object], expected: Money, tmp_path: Path
) -> None:
    assert _wan(_read(tmp_path, ["项目名称", *above], ["", *heads], ["甲项目", *figures])) == [expected]


@pytest.mark.parametrize(
    ("heads", "figures", "expected"),
    [
        (["计量单位", "计划数", "年初预算数", "全年执行数"], ["公顷", 300, 110, 105], (110, None, None, 105)),
        (["单位", "下达数", "执行数", "下达资金", "实际支出"], ["公里", 300, 290, 110, 105], (None, 110, None, 105)),
        (["计量单位", "工程量", "下达数", "执行数"], ["公里", 300, 110, 105], (None, 110, None, 105)),
        (["计量单位", "全年预算数", "全年执行数"], ["万元", 110, 105], (None, 110, None, 105)),
    ],
)
def test_a_column_of_units_says_what_is_no_money(
    heads: list[str], figures: list[object], expected: Money, tmp_path: Path
) -> None:
    reading = _read(tmp_path, ["项目名称", *heads], ["甲项目", *figures])
    assert (_wan(reading), reading.rows[0].department) == ([expected], "石桥区城管局")


def test_a_line_of_units_below_the_headings_says_so_too(tmp_path: Path) -> None:
    lines = [["—", "户", "万元", "万元"], ["甲项目", 1200, 110, 105]]
    reading = _read(tmp_path, ["项目名称", "计划数", "全年预算数", "全年执行数"], *lines, top=TITLE[:1])
    assert (_wan(reading), reading.rows[0].status) == ([(None, 110, None, 105)], "publish")


@pytest.mark.parametrize("units", [["万平方米", "公里", "座"], ["元/人", "场次", "台套"], ["个", "项", "%"]])
def test_units_of_measure_are_no_offices(units: list[str], tmp_path: Path) -> None:
    lines: list[list[object]] = [[f"项目{unit}", unit, 100, 95] for unit in units]
    reading = _read(tmp_path, ["项目名称", "单位", "全年预算数", "全年执行数"], *lines)
    assert {row.department for row in reading.rows} == {"石桥区城管局"}
    assert any("“单位”是计量单位，不作部门" in text for text in reading.recognised)


@pytest.mark.parametrize("names", [["一中", "二院", "财政所"], ["党校", "团委", "三队"], ["办公室", "财务处", "二小"]])
def test_short_names_of_offices_stay_offices(names: list[str], tmp_path: Path) -> None:
    lines: list[list[object]] = [[f"{name}维修", name, 100, 95] for name in names]
    reading = _read(tmp_path, ["项目名称", "单位", "全年预算数", "全年执行数"], *lines, top=OF_MANY)
    assert [row.department for row in reading.rows] == names


def test_the_units_of_a_list_of_indicators_are_no_offices(tmp_path: Path) -> None:
    heads: list[object] = ["项目名称", "三级指标", "单位", "指标值", "完成值", "分值", "得分"]
    lines = [["绿化养护", "养护面积", "公顷", 300, 310, 20, 20], ["绿化养护", "成活率", "%", 95, 96, 10, 10]]
    assert {row.department for row in _read(tmp_path, heads, *lines).rows} == {"石桥区城管局"}


def test_a_quantity_in_the_fund_table_of_a_form_is_no_amount(tmp_path: Path) -> None:
    reading = read_one(
        sheets.xlsx(
            tmp_path / "t.xlsx",
            [
                ["项目支出绩效自评表"],
                ["（2022年度）"],
                ["项目名称", "危房改造", "主管部门", "石桥区城管局"],
                ["项目资金（万元）", "", "执行数（户）", "全年预算数", "全年执行数"],
                ["", "年度资金总额", 118, 110, 105],
            ],
        )
    )
    assert _wan(reading) == [(None, 110, None, 105)]


@pytest.mark.parametrize("head", ["单位", "计量单位", "金额单位"])
def test_the_unit_a_line_names_is_nearer_than_that_of_the_table(head: str, tmp_path: Path) -> None:
    lines: list[list[object]] = [["甲项目", "元", 400_000, 350_000], ["乙项目", "万元", 40, 35], ["丙项目", "", 30, 25]]
    reading = _read(tmp_path, ["项目名称", head, "全年预算数", "全年执行数"], *lines)
    assert _wan(reading) == [(None, 40, None, 35), (None, 40, None, 35), (None, 30, None, 25)]
    assert [row.flags for row in reading.rows] == [[], [], []]
    assert any("表上写单位万元，有的行写元" in text for text in reading.recognised)


def test_the_unit_of_a_columns_own_heading_is_nearer_than_that_of_the_line(tmp_path: Path) -> None:
    lines: list[list[object]] = [["甲项目", "元", 40, 350_000], ["乙项目", "元", 30, 250_000]]
    reading = _read(tmp_path, ["项目名称", "单位", "全年预算数（万元）", "全年执行数"], *lines)
    assert _wan(reading) == [(None, 40, None, 35), (None, 30, None, 25)]
