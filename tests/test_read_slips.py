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


YUAN = [[8797100, 8797100, 7000000], [1250000, 1250000, 1250000], [50000, 50000, 48000.5]]


def test_a_whole_list_of_yuan_below_wan_is_doubted(tmp_path: Path) -> None:
    rows = _list(tmp_path, WAN, _heads(), *YUAN)
    assert [r.executed_yuan for r in rows] == [Decimal(70_000_000_000), Decimal(12_500_000_000), Decimal(480_005_000)]
    assert {(*r.flags, r.status) for r in rows} == {("unit_suspect", "review")}
    reading = read_one(tmp_path / "表.xlsx")
    assert any("整张表的金额大得不像一个项目的，可能是元写成了万元" in said for said in reading.recognised)


@pytest.mark.parametrize(
    ("title", "lines", "doubted"),
    [
        (WAN, [YUAN[0], [50, 50, 48], [30, 30, 30], [20, 20, 20]], [True, False, False, False]),
        # Larger projects beside the one that slipped are as they should be.
        (
            WAN,
            [[1_260_000, 126, 126], [482, 482, 482], [2_135, 2_135, 1_814], [98, 98, 88]],
            [True, False, False, False],
        ),
        (WAN, [[990_000, 990_000, 900_000]], [False]),
        (WAN.replace("万元", "元"), [[v * 10_000 for v in YUAN[0]]], [False]),
        (WAN, [["880亿元"] * 3], [False]),
        (WAN.replace("北林区", "江西省"), YUAN, [False] * 3),
        (WAN.replace("北林区", "南昌市"), YUAN, [False] * 3),
        (WAN.replace("北林区", "南昌市"), [[19_000_000] * 3], [True]),
        (WAN.replace("北林区", "区"), YUAN[:1], [True]),
        (WAN.replace("北林区水利局", "教育部"), YUAN, [False] * 3),
    ],
)
def test_only_what_is_beyond_any_size_of_its_owner_is_doubted(
    title: str, lines: list[list[object]], doubted: list[bool], tmp_path: Path
) -> None:
    assert ["unit_suspect" in row.flags for row in _list(tmp_path, title, _heads(), *lines)] == doubted


@pytest.mark.parametrize(("office", "is_doubted"), [("北林区水利局", True), ("江西省水利厅", False)])
def test_a_form_of_yuan_below_wan_is_doubted(office: str, is_doubted: bool, tmp_path: Path) -> None:
    who = [["2023年度项目支出绩效自评表"], ["项目名称", "移民"], ["主管部门", office]]
    funds = [["项目资金（万元）", "", *_heads(), "执行率"], ["", "年度资金总额", *YUAN[0][:2], 8797100, "100%"]]
    lines = [sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 50, 50, ""]]
    reading = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*who, *funds, *lines]))
    assert reading.rows[0].executed_yuan == Decimal(87_971_000_000)
    assert ("unit_suspect" in reading.rows[0].flags, reading.rows[0].status == "review") == (is_doubted, is_doubted)
    assert any("移民：金额大得不像一个项目的" in said for said in reading.recognised) == is_doubted
