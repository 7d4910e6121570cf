"""Headings that took the wrong figure or none: payments of a year, rates of equipment, sums of points, ticked units."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

TITLE = "石桥区城管局2022年度项目支出绩效自评汇总表"


def _list(path: Path, heads: list[str], *lines: list[object], unit: str = "单位：万元") -> Reading:
    return read_one(sheets.xlsx(path / "t.xlsx", [[TITLE], [unit], heads, *lines]))


def _form(path: Path, *extra: list[object], unit: str = "万元", score: object = 97) -> Reading:
    rows: list[list[object]] = [
        ["项目支出绩效自评表"],
        [f"（2022年度）    金额单位：{unit}"],
        ["项目名称", "绿化养护", "主管部门", "石桥区城管局"],
        *extra,
        ["项目资金", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", 120, 110, 105],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "养护面积", "300", "310", 100, score],
    ]
    return read_one(sheets.xlsx(path / "t.xlsx", rows))


@pytest.mark.parametrize(
    "heading", ["2022年支付", "2022年度支付", "年支付", "支付", "本年支付", "年度支付", "2022年支付数", "2022年支出"]
)
def test_what_was_paid_in_the_year_was_executed(heading: str, tmp_path: Path) -> None:
    reading = _list(tmp_path, ["项目名称", "年初预算数", heading], ["绿化", 110, 105])
    assert reading.rows[0].executed_yuan == 1_050_000


def test_paid_in_the_year_stands_beside_what_was_paid_in_all_years(tmp_path: Path) -> None:
    heads = ["项目名称", "总投资", "累计支付", "2022年安排资金", "2022年支付"]
    row = _list(tmp_path, heads, ["污水厂二期", 5000, 2800, 1000, 900]).rows[0]
    assert (row.budget_full_year_yuan, row.executed_yuan) == (10_000_000, 9_000_000)


@pytest.mark.parametrize(
    ("heading", "rates", "expected"),
    [
        ("使用率", ["75%", "85%"], [None, None]),
        ("设备使用率", ["75%", "85%"], [None, None]),
        ("使用率", ["95.45%", "50%"], ["95.45", "50"]),
        ("完成率", ["95.45%", "50%"], ["95.45", "50"]),
        ("完成率", ["95.45%", "100%"], [None, None]),
        ("使用率", [0.9545, 0.5], ["95.45", "50"]),
        ("使用率", ["75%", "50%"], ["75", "50"]),
        ("资金使用率", ["75%", "85%"], ["75", "85"]),
    ],
)
def test_a_rate_of_equipment_is_none_of_money(
    heading: str, rates: list[object], expected: list[str | None], tmp_path: Path
) -> None:
    heads = ["项目名称", "年初预算数", "全年执行数", heading]
    reading = _list(tmp_path, heads, ["检测设备", 110, 105, rates[0]], ["车辆租赁", 60, 30, rates[1]])
    stated = [row.rate_stated_pct for row in reading.rows]
    assert stated == [None if one is None else Decimal(one) for one in expected]
    assert any("没有用到的数字列" in text for text in reading.recognised) == (expected[0] is None)


@pytest.mark.parametrize(
    ("heads", "figures", "expected"),
    [
        (["产出得分", "效益得分", "满意度得分", "合计"], [48, 29, 9, 86], 86),
        (["决策分", "过程分", "产出分", "总计"], [18, 19, 50, 87], 87),
        (["产出得分", "效益得分", "合计"], [48, 29, 90], None),
        (["产出得分", "效益得分", "合计", "自评得分"], [48, 29, 77, 95], 95),
        (["财政", "自筹", "合计"], [7, 3, 10], None),
    ],
)
def test_the_sum_of_points_is_the_score(
    heads: list[str], figures: list[object], expected: int | None, tmp_path: Path
) -> None:
    row = _list(tmp_path, ["项目名称", "全年预算数", *heads], ["绿化", 10, *figures]).rows[0]
    assert row.score == expected


def _main(reading: Reading) -> FlatRow:
    return next(row for row in reading.rows if row.kind != "indicator")


@pytest.mark.parametrize("label", ["项目总得分", "项目支出总得分", "部门整体自评总得分", "项目综合得分"])
def test_a_form_may_say_whose_score_it_is(label: str, tmp_path: Path) -> None:
    assert _main(_form(tmp_path, [label, 97.55])).score == Decimal("97.55")


def test_points_beyond_the_full_mark_of_a_form_are_for_a_person(tmp_path: Path) -> None:
    reading = _form(tmp_path, ["自评得分", 955], score=195)
    assert {row.status for row in reading.rows} == {"review"}
    assert any("2行的得分超过满分" in text for text in reading.recognised)


@pytest.mark.parametrize(
    ("unit", "size"), [("□元 ☑万元", 10_000), ("元□ 万元√", 10_000), ("☑元 □万元", 1), ("□元 □万元", None)]
)
def test_the_ticked_unit_is_that_of_the_amounts(unit: str, size: int | None, tmp_path: Path) -> None:
    listed = _list(tmp_path, ["项目名称", "全年预算数", "全年执行数"], ["绿化", 110, 105], unit=f"单位：{unit}").rows[0]
    for row in (listed, _main(_form(tmp_path, unit=unit))):
        assert row.executed_yuan == (None if size is None else 105 * size)
