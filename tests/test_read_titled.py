"""Forms that leave a cell blank which their title or their file's name fills: taken, said, and for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets


def _read(folder: Path, title: str, project: str = "", year: str = "（2023年度）", file: str = "表") -> Reading:
    rows = [
        [title], [year], ["项目名称", project], ["主管部门", "北林区水利局"],
        ["项目资金（万元）", "", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", 50, 50, 10, "100%", 10],
        sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 90, 90, ""],
    ]  # fmt: skip
    return read_one(sheets.xlsx(folder / f"{file}.xlsx", rows))


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("水库移民后期扶持项目支出绩效自评表", "水库移民后期扶持"),
        ("水库移民后期扶持项目项目支出绩效自评表", "水库移民后期扶持项目"),
        ("北林区水利局2023年度水库移民补助绩效自评表", "水库移民补助"),
        ("项目支出绩效自评表", ""),
        ("北林区水利局2023年度区级部门预算项目支出绩效自评表", ""),
        ("附件2 省级财政专项资金绩效自评表", ""),
    ],
)
def test_a_project_named_in_the_title_only_is_for_a_person(title: str, project: str, tmp_path: Path) -> None:
    found = _read(tmp_path, title)
    assert [row.project for row in found.rows] == [project, f"{project}#户数"]
    assert {row.status for row in found.rows} == {"review"}
    assert any("项目名称没有填，标题里写的是" in said for said in found.recognised) == bool(project)


def test_the_name_in_its_cell_goes_before_the_title(tmp_path: Path) -> None:
    row = _read(tmp_path, "水库移民后期扶持项目支出绩效自评表", "河道清淤").rows[0]
    assert (row.project, row.status) == ("河道清淤", "publish")


@pytest.mark.parametrize(
    ("file", "year", "expected"),
    [
        ("北林区2023年度绩效自评表", "填报日期：2024年3月1日", (2023, "review")),
        ("2024年报送2023年度自评表", "", (2023, "review")),
        ("自评表20240315", "", (None, "review")),
        ("2022年度自评表", "（2023年度）", (2023, "publish")),
    ],
)
def test_a_year_in_the_name_of_the_file_only_is_for_a_person(
    file: str, year: str, expected: tuple[int | None, str], tmp_path: Path
) -> None:
    found = _read(tmp_path, "项目支出绩效自评表", "河道清淤", year, file)
    assert {(row.year, row.status) for row in found.rows} >= {expected}
    is_guessed = expected == (2023, "review")
    assert any("年度只写在文件名里（2023年）" in said for said in found.recognised) == is_guessed
    assert not is_guessed or {row.status for row in found.rows} == {"review"}
