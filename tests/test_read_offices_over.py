"""An office named once, on the line of its sums over its projects; units that are no offices."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

TOP: list[list[object]] = [
    ["石桥区2022年度项目支出绩效自评汇总表"],
    ["单位：万元"],
    ["单位", "项目名称", "全年预算数", "全年执行数"],
]
Lines = list[list[object]]


def _read(path: Path, lines: Lines) -> Reading:
    return read_one(sheets.xlsx(path / "t.xlsx", [*TOP, *lines]))


def _owners(reading: Reading) -> list[tuple[str, str]]:
    return [(row.department, row.project) for row in reading.rows if not row.is_total]


@pytest.mark.parametrize(("office", "budget"), [("", 170), ("", 180), ("石桥区城管局", 170)])
def test_an_office_on_the_line_of_its_sums_is_that_of_the_projects_below(
    office: str, budget: int, tmp_path: Path
) -> None:
    lines: Lines = [
        ["石桥区城管局", "", budget, 165],
        [office, "绿化养护", 110, 105],
        [office, "路灯电费", 60, 60],
        ["石桥区水利局", "", 30, 24],
        ["", "河道清淤", 30, 24],
        ["总计", "", budget + 30, 189],
    ]
    reading = _read(tmp_path, lines)
    expected = [("石桥区城管局", "绿化养护"), ("石桥区城管局", "路灯电费"), ("石桥区水利局", "河道清淤")]
    assert _owners(reading) == expected
    # What is no sum of its lines may be a project without a name: it is refused, never passed over.
    is_sum = budget == 170
    assert any(f"分组行{1 + is_sum}行不另作一行" in text for text in reading.recognised)
    lost = [one.cell.partition("!")[2] for one in reading.refused if one.is_data]
    assert len(lost) == 1 - is_sum
    assert all(cell.startswith("B") for cell in lost)


def test_a_line_of_another_office_ends_the_group(tmp_path: Path) -> None:
    lines: Lines = [
        ["石桥区城管局", "", 110, 105],
        ["", "绿化养护", 110, 105],
        ["石桥区水利局", "河道清淤", 30, 24],
        ["", "水库除险", 30, 24],
    ]
    reading = _read(tmp_path, lines)
    assert _owners(reading)[1:] == [("石桥区水利局", "河道清淤"), ("", "水库除险")]


def test_an_office_without_a_project_above_another_office_is_no_head(tmp_path: Path) -> None:
    reading = _read(tmp_path, [["石桥区水利局", "", 30, 24], ["石桥区民政局", "低保", 30, 24]])
    assert _owners(reading) == [("石桥区民政局", "低保")]
    assert [one.reason for one in reading.refused] == ["没有项目名称"]


@pytest.mark.parametrize("said", ["单位：□元 □万元", "单位：户", "单位：万元"])
def test_a_unit_above_a_list_is_no_office(said: str, tmp_path: Path) -> None:
    rows = [["石桥区城管局2022年度项目支出绩效自评汇总表"], [said], ["项目名称", "预算数", "执行数"], ["绿化", 10, 9]]
    assert read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0].department == "石桥区城管局"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (["填报单位：霍山县茶业局"], "霍山县茶业局"),
        (["填报单位（盖章）：霍山县茶业局", "", "填表人：张某"], "霍山县茶业局"),
        (["填报单位：霍山县财政局"], ""),
        (["填表人：霍山县茶业局张某"], ""),
    ],
)
def test_who_signs_below_a_list_is_its_office(last: list[object], expected: str, tmp_path: Path) -> None:
    heads = ["项目名称", "全年预算数", "全年执行数"]
    rows: list[list[object]] = [["2023年项目情况（万元）"], heads, ["茶园改造", 200, 171], ["茶旅融合", 60, 55], last]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert [row.department for row in found] == [expected] * 2
