"""万元 below headings that say 元, in a whole list or form: the literal value stays, in doubt; small tables are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

HEAD = ["部门", "项目名称", "全年预算数", "全年执行数", "未执行原因"]
SLIPPED = [(244.09, 244.09), (1126.36, 788.45), (565.5, 0), (88.7, 60)]


def _list(
    folder: Path, amounts: list[tuple[float, float]], office: str = "松原县教育局", why: str = "按进度支付"
) -> Reading:
    lines = [[office, f"项目{'甲乙丙丁'[n]}", *pair, why] for n, pair in enumerate(amounts)]
    return read_one(sheets.xlsx(folder / "t.xlsx", [["2023年度项目支出情况汇总表"], ["单位：元"], HEAD, *lines]))


def _form(folder: Path, amounts: tuple[float, float], unit: str = "元") -> Reading:
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "困难群众救助补助"], ["主管部门", "松原县民政局"],
        [f"项目资金（{unit}）", "", "全年预算数", "全年执行数"], ["", "年度资金总额", *amounts],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
        ["", "产出指标", "数量指标", "救助人数", "≥767", "775"],
    ]  # fmt: skip
    return read_one(sheets.xlsx(folder / "t.xlsx", rows))


@pytest.mark.parametrize(
    "amounts",
    [SLIPPED, [(480, 480), (80, 75), (1200, 900)], [(626.28, 310)], [(2244.09, 2000), (1126.36, 788), (4200, 4000)]],
    ids=["fen", "half below 500", "one line", "some fen in budgets"],
)
def test_a_list_whose_amounts_nobody_has_is_doubted(amounts: list[tuple[float, float]], tmp_path: Path) -> None:
    reading = _list(tmp_path, amounts)
    assert [(row.flags, row.status) for row in reading.rows] == [(["unit_suspect"], "review")] * len(amounts)
    assert reading.rows[0].budget == Decimal(str(amounts[0][0]))
    assert any("整张表的金额小得不像一个项目的" in told for told in reading.recognised)


@pytest.mark.parametrize(
    "amounts",
    [
        [(3000, 2875.5), (800, 800), (12000, 11830.25)],
        [(626.28, 310), (3_500_000, 3_200_000), (90_000, 90_000), (45_000, 40_000)],
        [(1200, 1000), (2400, 2400), (5000.5, 4000)],
    ],
    ids=["small in whole yuan", "one small line", "one with fen"],
)
def test_a_list_of_small_amounts_is_not(amounts: list[tuple[float, float]], tmp_path: Path) -> None:
    assert not any("小得不像" in told for told in _list(tmp_path, amounts).recognised)


def test_a_village_may_have_a_few_hundred_yuan(tmp_path: Path) -> None:
    rows = _list(tmp_path, [(480, 480), (300, 260)], "新桥镇东河村").rows
    assert [row.flags for row in rows] == [[], []]


@pytest.mark.parametrize(("why", "flags"), [("结余800万元未支付", ["unit_suspect"]), ("结余800元未支付", [])])
def test_what_a_line_says_in_myriads_tells_the_unit(why: str, flags: list[str], tmp_path: Path) -> None:
    rows = _list(tmp_path, [(6000, 5200), (70000, 70000)], why=why).rows
    assert [[flag for flag in row.flags if flag == "unit_suspect"] for row in rows] == [flags, flags]


@pytest.mark.parametrize(
    ("amounts", "unit", "is_suspect"),
    [
        ((695.87, 310.01), "元", True), ((150, 150), "元", True), ((2695.87, 2310), "元", True),
        ((2600, 2310.5), "元", False), ((695.87, 310.01), "万元", False), ((6_958_700, 3_100_100), "元", False),
    ],
)  # fmt: skip
def test_a_form_whose_amounts_nobody_has_is_doubted(
    amounts: tuple[float, float], unit: str, is_suspect: bool, tmp_path: Path
) -> None:
    row = _form(tmp_path, amounts, unit).rows[0]
    assert (row.kind, "unit_suspect" in row.flags, row.status == "review") == ("project_year", is_suspect, is_suspect)
    assert row.executed_yuan == Decimal(str(amounts[1])) * (10_000 if unit == "万元" else 1)
