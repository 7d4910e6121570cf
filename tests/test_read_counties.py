"""A list of a city under the names of its counties: whose county a line is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import judge
from etl.read.one import read_one
from tests import sheets

TITLE = ["安顺市2023年度项目绩效自评情况（单位：万元）"]
HEAD = ["序号", "单位", "项目名称", "全年预算", "全年执行"]
#: Two counties do the same for as much: only where they stand tells them apart.
SAME = [[1, "教育局", "学前教育资助", 400, 380], [2, "民政局", "临时救助", 120, 110]]


def _districts(path: Path) -> list[tuple[str, str]]:
    rows = read_one(path).rows
    judge.mark_copies(rows)
    assert not any(set(row.flags) & {"duplicate_row", "contradictory_values"} for row in rows)
    return [(row.district, row.department) for row in rows if not row.is_total]


@pytest.mark.parametrize(
    ("one", "two"),
    [(["一", "平坝区"], ["二", "普定县"]), (["平坝区"], ["普定县"]), (["", "（一）平坝区"], ["", "（二）普定县："])],
)
def test_lines_are_of_the_county_named_over_them(one: list[object], two: list[object], tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", [TITLE, HEAD, one, *SAME, two, *SAME])
    offices = ["教育局", "民政局"]
    assert _districts(path) == [(place, office) for place in ("平坝区", "普定县") for office in offices]


def test_sums_of_a_county_stand_on_its_line(tmp_path: Path) -> None:
    lines = [["一", "平坝区", None, 520, 490], *SAME, ["二", "普定县", None, 520, 490], *SAME]
    assert [place for place, _ in _districts(sheets.xlsx(tmp_path / "t.xlsx", [TITLE, HEAD, *lines]))] == [
        *["平坝区"] * 2,
        *["普定县"] * 2,
    ]


def test_the_city_itself_stands_among_its_counties(tmp_path: Path) -> None:
    lines = [["一", "市本级"], SAME[0], ["二", "平坝区"], SAME[0], ["三", "普定县"], SAME[0]]
    path = sheets.xlsx(tmp_path / "t.xlsx", [TITLE, HEAD, *lines])
    assert [place for place, _ in _districts(path)] == ["安顺市", "平坝区", "普定县"]


@pytest.mark.parametrize(
    "lines",
    [
        [["一", "平坝区"], *SAME],
        [["一", "棚户区"], SAME[0], ["二", "老旧小区"], SAME[1]],
        [["一", "重点项目"], SAME[0], ["二", "一般项目"], SAME[1]],
    ],
)
def test_one_name_or_areas_of_a_kind_are_no_counties(lines: list[list[object]], tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", [TITLE, HEAD, *lines])
    assert {place for place, _ in _districts(path)} == {"安顺市"}


def test_the_name_of_an_office_says_its_own_county(tmp_path: Path) -> None:
    lines = [["一", "平坝区"], [1, "镇宁县民政局", "临时救助", 120, 110], ["二", "普定县"], SAME[0]]
    path = sheets.xlsx(tmp_path / "t.xlsx", [TITLE, HEAD, *lines])
    assert [place for place, _ in _districts(path)] == ["镇宁县", "普定县"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("安顺市2023年度项目绩效自评情况（单位：万元）", "平坝区"),
        ("关岭县2023年度项目绩效自评情况（单位：万元）", "关岭县"),
    ],
)
def test_a_sheet_a_county(title: str, expected: str, tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", [[title], HEAD, *SAME], sheet="平坝区")
    assert {place for place, _ in _districts(path)} == {expected}
