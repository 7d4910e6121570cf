"""Number formats of spreadsheets: what is seen of a stored number, not what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from tests import sheets


@pytest.mark.parametrize(
    ("pattern", "stored", "head", "expected", "flags"),
    [
        ('0!.0,"万"', 1_200_000, "万元", "1200000.00", []),
        ("0!.0,", 1_200_000, "万元", "1200000.00", []),
        ('0"."0000', 1_234_500, "万元", "1234500.00", []),
        ('#,##0.00"元"', 1_200_000, "元", "1200000.00", []),
        ('0.00"万元"', 120, "元", "1200000.00", []),
        ("0!.0,", 1_200_000, "元", "120.00", ["unit_suspect"]),
        ("#,##0.00_ ", 120, "万元", "1200000.00", []),
    ],
)
def test_yuan_shown_in_wan_by_a_number_format_is_what_is_seen(
    pattern: str, stored: float, head: str, expected: str, flags: list[str], tmp_path: Path
) -> None:
    flat = [[f"2023年项目表（{head}）"], ["主管部门", "项目名称", "全年预算数"], ["青石区民政局", "低保金", stored]]
    form = [
        ["2023年度项目支出绩效自评表"], ["项目名称", "低保金"], ["主管部门", "青石区民政局"],
        [f"项目资金（{head}）", None, "全年预算数", "全年执行数"], [None, "年度资金总额", stored, stored],
    ]  # fmt: skip
    for rows, cells in ((flat, ["C3"]), (form, ["C5", "D5"])):
        (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows, formats=dict.fromkeys(cells, pattern))).rows
        assert (str(row.budget_full_year_yuan), row.flags) == (expected, flags)
        assert row.status == ("review" if flags else "publish")


def test_a_per_cent_sign_that_is_only_a_word_of_the_format_multiplies_nothing(tmp_path: Path) -> None:
    rows = [["主管部门", "年度", "项目名称", "全年预算数（元）", "全年执行数（元）", "执行率"],
            ["青石区民政局", 2023, "低保金", 100000, 85000, 85], ["青石区民政局", 2023, "孤儿保障", 100000, 78000, 0.78]]  # fmt: skip
    path = sheets.xlsx(tmp_path / "t.xlsx", rows, formats={"F2": '0.00"%"', "F3": "0.00%"})
    assert [r.rate_stated_pct for r in read_one(path).rows] == [85, 78]
