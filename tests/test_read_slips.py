"""A cell that names a smaller unit than every other sign: its literal value stays, in doubt; a true small amount is none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow
from tests import sheets

WAN = "北林区水利局2023年度项目支出绩效自评汇总表（单位：万元）"
SLIP = ["4.8元"] * 3


def _list(folder: Path, title: str, heads: list[str], *lines: list[object]) -> list[FlatRow]:
    rows = [[title], ["项目名称", *heads], *([f"渠道{n}", *line] for n, line in enumerate(lines))]
    return read_one(sheets.xlsx(folder / "表.xlsx", rows)).rows


def _heads(unit: str = "") -> list[str]:
    return [f"年初预算数{unit}", f"全年预算数{unit}", f"全年执行数{unit}"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_slip_is_doubted_in_a_list_of_any_length(count: int, tmp_path: Path) -> None:
    *others, slip = _list(tmp_path, WAN, _heads(), *([50, 50, 50] for _ in range(count)), SLIP)
    assert (slip.executed_yuan, slip.flags, slip.status) == (Decimal("4.80"), ["unit_suspect"], "review")
    assert all(row.flags == [] and row.status == "publish" for row in others)


@pytest.mark.parametrize(
    ("title", "unit", "line", "is_slip"),
    [
        (WAN, "", [4.8, 4.8, "4.8元"], True),
        (WAN, "", [50, 50, "-4.8元"], True),
        (WAN[:-8], "（万元）", SLIP, True),
        (WAN.replace("万元", "千元"), "", SLIP, True),
        (WAN.replace("万元", "亿元"), "", ["12.8万元"] * 3, True),
        (WAN, "", [0.05, 0.05, "500元"], False),
        (WAN, "", ["3500元"] * 3, False),
        (WAN, "", ["0元"] * 3, False),
        (WAN.replace("万元", "亿元"), "", ["3000万元"] * 3, False),
        (WAN.replace("万元", "元"), "", ["4.8万元"] * 3, False),
        (WAN.replace("万元", "元"), "", SLIP, False),
        (WAN, "（元）", SLIP, False),
        (WAN[:-8], "", SLIP, False),
    ],
)
def test_only_what_is_too_little_for_the_named_unit_is_a_slip(
    title: str, unit: str, line: list[object], is_slip: bool, tmp_path: Path
) -> None:
    (row,) = _list(tmp_path, title, _heads(unit), line)
    assert ("unit_suspect" in row.flags, row.status) == ((True, "review") if is_slip else (False, "publish"))


@pytest.mark.parametrize(
    ("figures", "is_slip"),
    [(SLIP, True), (["65000元"] * 3, False), ([0.05, 0.05, "500元"], False), ([4.8, 4.8, 4.8], False)],
)
def test_a_slip_in_a_form_is_doubted(figures: list[object], is_slip: bool, tmp_path: Path) -> None:
    who = [["2023年度项目支出绩效自评表"], ["项目名称", "移民"], ["主管部门", "北林区水利局"]]
    funds = [["项目资金（万元）", "", *_heads(), "执行率"], ["", "年度资金总额", *figures, "100%"]]
    lines = [sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 50, 50, ""]]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*who, *funds, *lines])).rows[0]
    assert ("unit_suspect" in row.flags, row.status) == ((True, "review") if is_slip else (False, "publish"))


def test_a_slip_in_pairs_is_doubted(tmp_path: Path) -> None:
    who = [["2023年度项目支出绩效自评表"], ["项目名称", "移民"], ["主管部门", "北林区水利局"], ["金额单位：万元"]]
    lines = [sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 50, 50, ""]]
    rows = [*who, ["预算数：", "4.8元", "执行数：", "4.8元"], *lines]
    row = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows[0]
    assert (row.executed_yuan, row.flags, row.status) == (Decimal("4.80"), ["unit_suspect"], "review")
