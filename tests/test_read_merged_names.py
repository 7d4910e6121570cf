"""A project's name merged down over lines: of its offices each is a row, of its fund sources none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

TITLE = ["北林市2023年度专项资金自评汇总表（单位：万元）"]
HEADS = ["资金名称", "项目单位", "全年预算数", "全年执行数", "得分"]
FIRST = ["水利资金", "甲县水利局", 100, 90, 95]
SECOND = ["", "乙县水利局", 200, 150, 90]
SUM = ["小计", 300, 240, ""]


def _read(folder: Path, lines: list[list[object]], *merges: str, heads: list[str] = HEADS) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", [TITLE, heads, *lines], merges))


def _told(row: FlatRow) -> tuple[str, str, object, object]:
    return row.project, row.department, row.budget and row.budget / 10_000, row.score


def test_every_office_below_one_project_is_a_row(tmp_path: Path) -> None:
    found = _read(tmp_path, [FIRST, SECOND, ["林业资金", "甲县林业局", 10, 9, 91]], "A3:A4")
    assert [_told(row) for row in found.rows] == [
        ("水利资金", "甲县水利局", 100, 95), ("水利资金", "乙县水利局", 200, 90), ("林业资金", "甲县林业局", 10, 91),
    ]  # fmt: skip
    assert found.refused == []
    assert all(row.status == "publish" for row in found.rows)


def test_so_is_every_county(tmp_path: Path) -> None:
    heads = ["资金名称", "县区", "全年预算数", "全年执行数"]
    rows = _read(tmp_path, [["水利资金", "甲县", 100, 90], ["", "乙县", 200, 150]], "A3:A4", heads=heads).rows
    assert [(row.project, row.district, row.budget) for row in rows] == [
        ("水利资金", "甲县", 1_000_000), ("水利资金", "乙县", 2_000_000),
    ]  # fmt: skip


@pytest.mark.parametrize("is_first", [True, False])
def test_their_sum_is_no_office(is_first: bool, tmp_path: Path) -> None:
    lines = [["水利资金", *SUM], ["", *FIRST[1:]], SECOND] if is_first else [FIRST, SECOND, ["", *SUM]]
    found = _read(tmp_path, lines, "A3:A5")
    assert [_told(row)[:3] for row in found.rows] == [("水利资金", "甲县水利局", 100), ("水利资金", "乙县水利局", 200)]
    assert [refusal.reason for refusal in found.refused] == ["小计行或平均行"]


@pytest.mark.parametrize(("merge", "name"), [("C3:C4", "budget"), ("E3:E4", "score")])
def test_a_figure_merged_over_the_offices_is_of_none(merge: str, name: str, tmp_path: Path) -> None:
    rows = _read(tmp_path, [FIRST, SECOND], "A3:A4", merge).rows
    assert [(getattr(row, name), row.flags, row.status) for row in rows] == [(None, ["ambiguous"], "review")] * 2


@pytest.mark.parametrize("second", [["", "甲县水利局", 200, 150, 90], ["", "", 200, 150, 90]])
def test_lines_that_name_no_other_office_are_no_rows(second: list[object], tmp_path: Path) -> None:
    found = _read(tmp_path, [FIRST, second], "A3:A4")
    assert [(row.budget, row.status) for row in found.rows] == [(None, "review")]
    assert [refusal.reason for refusal in found.refused] == ["没有项目名称"]
