"""Blank cells of names: written once for a group, or forgotten in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

HEAD = "区县|部门|年度|项目名称|预算数（万元）|执行数（万元）"


def _read(folder: Path, *lines: str, merges: tuple[str, ...] = ()) -> Reading:
    rows: list[list[object]] = [[text or None for text in line.split("|")] for line in lines]
    return read_one(sheets.xlsx(folder / "list.xlsx", rows, merges))


def _lines(forgotten: str) -> list[str]:
    names = [("云溪县", "民政局", "2021"), ("河阳县", "水利局", "2022"), ("桐山县", "教育局", "2023")] * 2
    lines = ["|".join([*cells, f"项目{n}", "100", "90"]) for n, cells in enumerate(names)]
    return [line.replace(forgotten, "", 1) if n == 4 else line for n, line in enumerate(lines)]


def test_a_lone_blank_office_is_not_filled_from_the_line_above(tmp_path: Path) -> None:
    found = _read(tmp_path, HEAD, *_lines("水利局"))
    assert [(r.department, r.status) for r in found.rows][3:] == [
        ("民政局", "publish"), ("", "review"), ("教育局", "publish"),
    ]  # fmt: skip
    assert "!B6空着" in "".join(found.recognised)


def test_a_lone_blank_place_is_not_filled_from_the_line_above(tmp_path: Path) -> None:
    found = _read(tmp_path, HEAD, *_lines("河阳县"))
    assert [(r.district, r.flags, r.status) for r in found.rows][4] == ("", ["ambiguous"], "review")


def test_a_lone_blank_year_is_not_filled_from_the_line_above(tmp_path: Path) -> None:
    found = _read(tmp_path, HEAD, *_lines("2022"))
    assert [r.project for r in found.rows] == ["项目0", "项目1", "项目2", "项目3", "项目5"]
    assert [(r.reason, r.cell.partition("!")[2]) for r in found.refused] == [("没有年度", "C6")]


def test_a_blank_project_is_not_that_of_another_office(tmp_path: Path) -> None:
    lines = ["民政局|甲|甲率|9", "|||8", "水利局||乙率|8", "|丙|丙率|7", "||丁率|7"]
    found = _read(tmp_path, "部门|项目名称|三级指标|得分", *lines)
    assert [r.project for r in found.rows] == ["甲#甲率", "丙#丙率", "丙#丁率"]


def test_groups_that_the_column_shows_are_filled(tmp_path: Path) -> None:
    lines = ["民政局|甲|1|1", "|乙|1|1", "|丙|1|1", "水利局|丁|1|1", "教育局|戊|1|1", "|己|1|1"]
    found = _read(tmp_path, "2023年度汇总表（万元）", "部门|项目名称|预算数|执行数", *lines)
    assert [r.department for r in found.rows] == ["民政局"] * 3 + ["水利局"] + ["教育局"] * 2
    assert {r.status for r in found.rows} == {"publish"}


NAMED = "部门|年度|项目名称|预算数（万元）|执行数（万元）"
FOREST = ("林业局|2021|造林甲|10|5", "|2021|造林乙|9|5")


@pytest.mark.parametrize("year", ["2021", ""])
@pytest.mark.parametrize("merges", [(), ("A2:A3", "A4:A6")])
def test_lines_below_an_office_without_a_project_are_its_own(
    year: str, merges: tuple[str, ...], tmp_path: Path
) -> None:
    lines = [*FOREST, f"水利局|{year}||21|12", "|2021|水渠|12|7", "|2021|水库|9|5", "民政局|2021|低保|8|8"]
    found = _read(tmp_path, NAMED, *lines, merges=merges)
    assert [r.department for r in found.rows] == ["林业局"] * 2 + ["水利局"] * 2 + ["民政局"]
    # The sum of its lines is no line that is lost; it is counted and named.
    assert [(r.is_data, r.is_sum, r.locator.partition("!")[2]) for r in found.refused] == [(False, True, "A4")]
    assert "A4“水利局”" in "".join(found.recognised)


def test_the_money_of_an_office_that_is_no_sum_of_its_lines_is_refused(tmp_path: Path) -> None:
    found = _read(tmp_path, NAMED, *FOREST, "水利局|2021||110|60", "|2021|水渠|12|7", "民政局|2021|低保|12|7")
    assert [r.department for r in found.rows] == ["林业局"] * 2 + ["水利局", "民政局"]
    (refusal,) = found.refused
    assert (refusal.is_data, refusal.is_sum, refusal.cell.partition("!")[2]) == (True, False, "C4")
    assert "金额也不是下面各行之和" in refusal.reason
    assert "小计" not in "".join(found.recognised)


def test_the_office_of_a_line_that_is_no_project_is_that_of_the_lines_below_it(tmp_path: Path) -> None:
    found = _read(tmp_path, NAMED, *FOREST, "水利局|2021|项目支出|21|12", "|2021|水渠|12|7", "|2021|水库|9|5")
    assert [r.department for r in found.rows] == ["林业局"] * 2 + ["水利局"] * 2
