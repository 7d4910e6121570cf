"""Single lines and cells of lists: nothing vanishes, and nothing is taken for what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import Reading
from tests import sheets

Lines = list[list[object]]
TITLE = ["2023年度项目绩效自评汇总表（单位：万元）"]


def _read(folder: Path, rows: Lines, merges: tuple[str, ...] = ()) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))


def test_a_line_without_a_figure_of_several_years_is_kept_and_told(tmp_path: Path) -> None:
    heads = ["部门", "项目", "2022年支出数（万元）", "2023年预算数（万元）", "2023年支出数（万元）"]
    lines: Lines = [["教育局", "A", 88, 90, 89], ["城管局", "C", "未支出", "待下达", "待支付"]]
    found = _read(tmp_path, [heads, *lines])
    assert [(r.project, r.year, r.status) for r in found.rows] == [
        ("A", 2022, "publish"), ("A", 2023, "publish"), ("C", 2023, "review"),
    ]  # fmt: skip
    assert {cell.text for cell in found.rows[-1].unread} == {"待下达", "待支付"}
    without_unit = [[str(head).replace("（万元）", "") for head in heads], *lines[:1]]
    assert [(r.project, r.flags, r.status) for r in _read(tmp_path, without_unit).rows] == [
        ("A", ["ambiguous"], "review")
    ]


def test_a_list_of_two_levels_of_offices_is_of_the_lower(tmp_path: Path) -> None:
    heads = ["序号", "一级预算单位", "二级预算单位", "年初预算数（万元）", "决算数（万元）"]
    lines: Lines = [[1, "区教育局", "区教育局本级", 30, 29], [2, "", "区第一中学", 15, 14]]
    rows = _read(tmp_path, [["2023年部门决算表"], heads, *lines]).rows
    assert [(r.department, r.executed_yuan) for r in rows] == [("区教育局本级", 290_000), ("区第一中学", 140_000)]


@pytest.mark.parametrize("heading", ["自评结果", "自评得分及等级", "自评得分", "自评等级"])
@pytest.mark.parametrize("cell", ["95分/优", "优（95分）", "95（优）"])
def test_points_and_grade_in_one_cell(heading: str, cell: str, tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数", heading]
    (row,) = _read(tmp_path, [TITLE, heads, ["区教育局", "A", 100, 90, cell]]).rows
    assert (row.score, row.grade_stated) == (95, "优")


def test_points_of_execution_are_no_score(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数", "执行率", "分值", "得分"]
    found = _read(tmp_path, [TITLE, heads, ["区教育局", "A", 520, 480, "92.3%", 10, 9.2]])
    assert found.rows[0].score is None
    assert "表：“得分”的满分是10分，不是总分，不取" in found.recognised
    full = _read(tmp_path, [TITLE, heads, ["区教育局", "A", 520, 480, "92.3%", 100, 97]])
    assert full.rows[0].score == 97


def test_two_amounts_in_one_cell_are_named(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "预算数/执行数", "得分"]
    found = _read(tmp_path, [TITLE, heads, ["区教育局", "A", "100/95", 95]])
    assert "表：没有用到的数字列：“预算数/执行数”" in found.recognised


def test_a_heading_merged_over_two_rows_is_no_department(tmp_path: Path) -> None:
    rows: Lines = [
        ["2023年部门预算表（万元）"], ["部门", "年初预算数", "", "决算数", ""],
        ["", "基本支出", "项目支出", "基本支出", "项目支出"], ["教育局", 1, 2, 3, 4],
    ]  # fmt: skip
    assert [r.department for r in _read(tmp_path, rows, ("A2:A3",)).rows] == ["教育局"]


def test_a_project_merged_over_its_years(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "年度", "全年预算数（万元）", "全年执行数（万元）"]
    lines: Lines = [["区教育局", "A", 2021, 1, 1], ["区教育局", "", 2022, 2, 2]]
    rows = _read(tmp_path, [["项目执行情况表"], heads, *lines], ("B3:B4",)).rows
    assert [(r.project, r.year, r.executed_yuan) for r in rows] == [("A", 2021, 10_000), ("A", 2022, 20_000)]


def test_the_total_of_one_office_is_not_that_of_the_list(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    lines: Lines = [
        ["区教育局", "A", 17, 16],
        ["区教育局", "合计", 17, 16],
        ["区民政局", "B", 4, 4],
        ["合计", "", 21, 20],
    ]
    found = _read(tmp_path, [TITLE, heads, *lines])
    assert [(r.project, r.flags) for r in found.rows] == [("A", []), ("B", []), ("", [])]


def test_a_measure_that_says_nothing_is_none(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数", "改进措施"]
    rows = _read(tmp_path, [TITLE, heads, ["区教育局", "A", 1, 1, "/"], ["区教育局", "B", 1, 1, "加快支付"]]).rows
    assert [r.measure_text for r in rows] == ["", "加快支付"]


@pytest.mark.parametrize(
    "title", ["青云谱区2022年1—9月预算执行情况", "2022年上半年项目支出绩效监控汇总", "2022年三季度支出进度"]
)
def test_part_of_a_year_in_a_title_of_any_words(title: str, tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数（万元）", "全年执行数（万元）"]
    (row,) = _read(tmp_path, [[title], heads, ["区教育局", "A", 6, 5]]).rows
    assert row.as_of == ("2022-06-30" if "上半年" in title else "2022-09-30")


@pytest.mark.parametrize("odd", [["3000000", "2800000"], ["0.05", "0.048"]])
def test_a_line_in_another_unit_than_its_list_is_suspect(odd: list[str], tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    lines: Lines = [["区教育局", f"项目{n}", 300 + n, 280 + n] for n in range(4)]
    rows = _read(tmp_path, [TITLE, heads, *lines, ["区教育局", "异常", *odd], ["区教育局", "大桥", 90_000, 0]]).rows
    assert [(r.project, r.status) for r in rows if "unit_suspect" in r.flags] == [("异常", "review")]


@pytest.mark.parametrize(
    ("amount", "others", "is_suspect"),
    [
        (48_000, [12.5, 34.8, 86.4, 32, 56, 21], True),
        (4.8, [125_000, 348_000, 864_000, 320_000, 560_000, 210_000], True),
        # Between what an office costs and the pensions it pays lies no slip: two of them are large.
        (48_000, [12.5, 34.8, 86.4, 32, 56, 39_000], False),
        (4_800, [12.5, 34.8, 86.4, 32, 56, 21], False),
    ],
)
def test_a_line_far_apart_from_all_others_is_suspect(
    amount: float, others: list[float], is_suspect: bool, tmp_path: Path
) -> None:
    lines: Lines = [["区残联", f"项目{n}", one, one] for n, one in enumerate(others)]
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    title = TITLE if amount > 100 else [str(TITLE[0]).replace("万元", "元")]
    rows = _read(tmp_path, [title, heads, ["区残联", "春节慰问", amount, amount], *lines]).rows
    assert [r.project for r in rows if "unit_suspect" in r.flags] == ["春节慰问"] * is_suspect


def test_ditto_marks_repeat_the_office_above(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    lines: Lines = [["教育局", "A", 1, 1], ["〃", "B", 2, 2], ["同上", "C", 3, 3]]
    assert {r.department for r in _read(tmp_path, [TITLE, heads, *lines]).rows} == {"教育局"}


def test_an_office_as_a_whole_among_its_projects_is_no_project(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    rows = _read(tmp_path, [TITLE, heads, ["文旅局", "部门整体支出", 2100, 2050], ["文旅局", "A", 10, 9]]).rows
    assert [(r.kind, r.department, r.project) for r in rows] == [
        ("department_year", "文旅局", ""), ("project_year", "文旅局", "A"),
    ]  # fmt: skip


def test_one_kind_of_an_offices_money_is_not_all_of_it(tmp_path: Path) -> None:
    rows: Lines = [["2022年度“三公”经费执行情况表（万元）"], ["部门", "预算数", "决算数"], ["交通局", 50, 45]]
    found = _read(tmp_path, rows)
    assert (found.rows, [r.is_data for r in found.refused]) == ([], [True])


def test_who_signed_is_no_line_though_a_number_stands_beside(tmp_path: Path) -> None:
    heads = ["主管部门", "项目名称", "全年预算数", "全年执行数"]
    found = _read(tmp_path, [TITLE, heads, ["文旅局", "A", 10, 9], ["填表人：李某", "", "联系电话：", 8888888]])
    assert [(r.project, r.flags, r.status) for r in found.rows] == [("A", [], "publish")]
