"""A list on its side: headings below each other, an office or a project in each column."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import profile
from etl.read.grid import Grid
from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow
from etl.read.turned import upright
from tests import sheets

TITLE = ["嵩明县2023年预算执行情况（万元）"]
FIGURES: list[list[object]] = [
    ["年初预算数", 1260.5, 45620],
    ["全年预算数", 1300, 46985.5],
    ["全年执行数", 1287, 46515.65],
    ["执行率", "99%", "99%"],
    ["自评得分", 98, 97],
]


def _told(row: FlatRow) -> tuple[object, ...]:
    amounts = (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan)
    return (row.kind, row.district, row.department, row.project, row.year, *amounts, row.score, row.locator, row.status)


@pytest.mark.parametrize("corner", ["指标", "", "项目"])
@pytest.mark.parametrize("captions", [[TITLE], [TITLE, [], ["填报单位：嵩明县财政局"]]])
def test_offices_across_are_read_at_their_own_addresses(
    corner: str, captions: list[list[object]], tmp_path: Path
) -> None:
    lines: list[list[object]] = [*captions, [corner, "嵩明县财政局", "嵩明县教育体育局"], *FIGURES]
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines, ("A1:C1",))).rows
    line = len(captions) + 1
    assert [_told(row) for row in rows] == [
        ("department_year", "嵩明县", "嵩明县财政局", "", 2023, 12_605_000, 13_000_000, 12_870_000, 98, f"表!B{line}", "publish"),
        ("department_year", "嵩明县", "嵩明县教育体育局", "", 2023, 456_200_000, 469_855_000, 465_156_500, 97, f"表!C{line}", "publish"),
    ]  # fmt: skip
    said = [s.locator for s in rows[0].statements if s.column == "executed_yuan"]
    assert said == [f"表!B{line + 3}"]


def test_projects_across_and_the_profile_drafted_for_them(tmp_path: Path) -> None:
    rows = [["岚皋县林业局2023年项目（万元）"], ["内容", "国土绿化", "古树名木保护"], *FIGURES]
    path = sheets.xlsx(tmp_path / "t.xlsx", rows)
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    for own in ((), profile.load_all(draft)):
        found = read_one(path, own).rows
        assert [(r.kind, r.department, r.project, r.executed_yuan) for r in found] == [
            ("project_year", "岚皋县林业局", "国土绿化", 12_870_000),
            ("project_year", "岚皋县林业局", "古树名木保护", 465_156_500),
        ]


def test_a_list_without_a_year_names_the_free_cell_below(tmp_path: Path) -> None:
    rows = [["预算执行情况（万元）"], ["指标", "嵩明县财政局", "嵩明县教育体育局"], *FIGURES]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [(one.locator, one.text) for one in reading.added] == [("表!A8", "年度")]
    assert {row.status for row in reading.rows} == {"review"}


@pytest.mark.parametrize(
    "lines",
    [
        [["项目名称", "数据中台"], *[line[:2] for line in FIGURES]],
        [["项目名称", "年初预算数", "全年执行数"], ["年初预算数", 1, 2], ["甲", 3, 4], ["乙", 5, 6]],
        [["指标", "2022年", "2023年"], *FIGURES],
        [["指标", "上年数", "本年数"], *FIGURES],
        [["指标", "嵩明县财政局", "嵩明县教育体育局"], *FIGURES[:2]],
    ],
)
def test_what_stands_upright_or_names_no_subjects_is_not_turned(lines: list[list[object]]) -> None:
    width = max(map(len, lines))
    assert upright(Grid("表", [[*line, *[None] * (width - len(line))] for line in lines])) is None
