"""Samples of a template are told and never loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

HEADS: list[list[object]] = [
    ["石桥区城管局2022年度项目支出绩效自评汇总表"],
    ["单位：万元"],
    ["序号", "主管部门", "项目名称", "年初预算数", "全年执行数"],
]
OWN: list[object] = [1, "石桥区城管局", "绿化养护", 10, 9]


def _form(project: str, office: str) -> list[list[object]]:
    return [
        ["项目支出绩效自评表"],
        ["（2022年度）"],
        ["项目名称", "", project],
        ["主管部门", "", office],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "年度资金总额", 120, 110, 105],
    ]


def _projects(reading: Reading) -> list[str]:
    return [row.project for row in reading.rows if not row.is_total]


def _samples(reading: Reading) -> list[str]:
    assert any("填报示例" in text for text in reading.recognised) == any("示例" in r.reason for r in reading.refused)
    return [r.locator for r in reading.refused if "示例" in r.reason and r.is_data]


@pytest.mark.parametrize("sheet", ["样表", "填报示例", "附件2（样表）", "填写范例", "自评表样例"])
@pytest.mark.parametrize("rows", [_form("农村公路养护", "石桥区城管局"), [*HEADS, OWN]])
def test_a_sheet_called_a_sample_is_none_of_the_files(sheet: str, rows: list[list[object]], tmp_path: Path) -> None:
    path = sheets.book(tmp_path / "t.xlsx", {sheet: rows, "表": _form("水库移民", "石桥区水利局")})
    reading = read_one(path)
    assert _projects(reading) == ["水库移民"]
    assert [locator.partition("!")[0].strip("'") for locator in _samples(reading)] == [sheet]


@pytest.mark.parametrize(
    ("project", "office"),
    [("××项目", "××局"), ("XX项目", "石桥区城管局"), ("示例：农村公路", "石桥区城管局"), ("公路养护", "××县交通局")],
)
def test_a_form_of_a_name_nobody_has_is_a_sample(project: str, office: str, tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", _form(project, office)))
    assert (_projects(reading), len(_samples(reading))) == ([], 1)


@pytest.mark.parametrize(
    "line",
    [
        ["例", "石桥区城管局", "农村公路", 100, 95],
        ["示例：", "石桥区城管局", "农村公路", 100, 95],
        ["（例）", "石桥区城管局", "农村公路", 100, 95],
        [0, "石桥区城管局", "例：农村公路", 100, 95],
        [0, "石桥区城管局", "**项目", 100, 95],
        [0, "石桥区城管局", "某某工程", 100, 95],
        [0, "XX部门", "农村公路", 100, 95],
    ],
)
def test_a_line_of_a_sample_is_told_and_not_in_the_total(line: list[object], tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", [*HEADS, line, OWN, ["合计", "", "", 10, 9]]))
    assert (_projects(reading), len(_samples(reading))) == (["绿化养护"], 1)
    assert reading.rows[-1].is_total
    assert reading.rows[-1].flags == []


@pytest.mark.parametrize(
    "name",
    ["1+X证书补贴", "X光机采购", "二〇〇〇年公益林", "MAXX平台", "XXI世纪论坛", "样板工程", "案例库建设", "例会经费", "示范县创建",
     "某部队慰问", "惯例补助", "例行检查", "示例村建设"],
)  # fmt: skip
def test_names_that_look_a_little_like_it_are_projects(name: str, tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", [*HEADS, [1, "石桥区城管局", name, 10, 9], OWN]))
    assert _projects(reading) == [name, "绿化养护"]
    assert _samples(reading) == []


@pytest.mark.parametrize(
    ("office", "project", "cell"),
    [("某某局", "绿化养护", "表!B5"), ("石桥区城管局", "××项目", "表!C5"), ("××局", "××项目", "表!C5")],
)
def test_a_sample_is_marked_at_the_name_that_is_to_blame(office: str, project: str, cell: str, tmp_path: Path) -> None:
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", [*HEADS, OWN, [2, office, project, 10, 9]]))
    assert [r.cell for r in found.refused if "示例" in r.reason] == [cell]


@pytest.mark.parametrize(("office", "project", "cell"), [("××局", "公路养护", "表!B4"), ("城管局", "××项目", "表!B3")])
def test_a_sample_form_is_marked_at_the_name_that_is_to_blame(
    office: str, project: str, cell: str, tmp_path: Path
) -> None:
    lines = [[cell for cell in line if cell] for line in _form(project, office)]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines))
    assert [r.cell for r in found.refused if "示例" in r.reason] == [cell]
