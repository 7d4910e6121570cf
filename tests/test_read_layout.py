"""Forms and lists on one sheet: where each begins, and that a list is no form."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.read.one import read_one
from etl.read.rows import FlatRow, Reading
from tests import sheets

Lines = list[list[object]]
HEADS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def _form(title: str, names: Lines, executed: int, score: int) -> Lines:
    return [
        [title], ["（2023年度）"], *names,
        ["预算执行情况（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["", "年度资金总额", 100, 100, executed, f"{executed}%"],
        HEADS, ["产出指标", "数量指标", "面积", "1", "1", 100, score], ["总分", "", "", "", "", 100, score],
    ]  # fmt: skip


def _whole(department: str, executed: int, score: int) -> Lines:
    return _form("部门整体支出绩效自评表", [["部门名称", department]], executed, score)


def _project(name: str, executed: int, score: int) -> Lines:
    return _form("项目支出绩效自评表", [["项目名称", name], ["主管部门", "县教育局"]], executed, score)


def _read(folder: Path, rows: Lines, merges: tuple[str, ...] = ()) -> Reading:
    return read_one(sheets.xlsx(folder / "表.xlsx", rows, merges))


def _said(row: FlatRow) -> tuple[object, ...]:
    executed = None if row.executed_yuan is None else row.executed_yuan / 10_000
    return (row.kind, row.department, row.project, row.year, executed, row.score)


def _main(reading: Reading) -> list[tuple[object, ...]]:
    return [_said(row) for row in reading.rows if row.kind != "indicator"]


DEPARTMENT = ("department_year", "县教育局", "", 2023, 90, 97)
PROJECT = ("project_year", "县教育局", "A工程", 2023, 80, 95)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (_whole("县教育局", 90, 97) + _project("A工程", 80, 95), [DEPARTMENT, PROJECT]),
        ([*_project("A工程", 80, 95), [], *_whole("县教育局", 90, 97)], [PROJECT, DEPARTMENT]),
        (
            _whole("县教育局", 90, 97) + _whole("县卫健局", 70, 88),
            [DEPARTMENT, ("department_year", "县卫健局", "", 2023, 70, 88)],
        ),
    ],
)
def test_forms_of_departments_and_projects_below_one_another(
    rows: Lines, expected: list[tuple[object, ...]], tmp_path: Path
) -> None:
    found = _read(tmp_path, rows)
    assert _main(found) == expected
    owners = [row.project.partition("#")[0] for row in found.rows if row.kind == "indicator"]
    assert owners == [str(one[2]) for one in expected]


LIST: Lines = [
    ["附：2023年项目清单（万元）"],
    ["序号", "主管部门", "项目名称", "年初预算数", "全年执行数", "得分"],
    [1, "县教育局", "B工程", 50, 40, 92],
    [2, "县卫健局", "C工程", 60, 50, 93],
]
LISTED = [("project_year", "县教育局", "B工程", 2023, 40, 92), ("project_year", "县卫健局", "C工程", 2023, 50, 93)]


@pytest.mark.parametrize("is_above", [True, False])
def test_a_list_on_the_sheet_of_a_form_is_read_too(is_above: bool, tmp_path: Path) -> None:
    form = _project("A工程", 80, 95)
    rows = [*LIST, [], *form] if is_above else [*form, [], *LIST]
    assert _main(_read(tmp_path, rows)) == ([*LISTED, PROJECT] if is_above else [PROJECT, *LISTED])


TITLE = ["2023年度项目绩效自评汇总表（单位：万元）"]


@pytest.mark.parametrize(
    "heads",
    [
        [["序号", "主管部门", "项目名称", "预算执行", "", "自评结果"], ["", "", "", "预算数", "执行数", "得分"]],
        [["序号", "主管部门", "项目名称", "资金情况", "", "绩效情况"], ["", "", "", "预算数", "执行数", "得分"]],
        [
            ["序号", "主管部门", "项目名称", "资金", "", "绩效情况"],
            ["", "", "", "2023年", "", ""],
            ["", "", "", "预算数", "执行数", "得分"],
        ],
    ],
)
def test_a_list_with_blank_headings_and_a_total_is_no_form(heads: Lines, tmp_path: Path) -> None:
    lines = [[1, "县教育局", "B工程", 50, 40, 92], [2, "县卫健局", "C工程", 60, 50, 93], ["合计", "", "", 110, 90]]
    found = _read(tmp_path, [TITLE, *heads, *lines])
    assert [_said(row) for row in found.rows if not row.is_total] == LISTED


@pytest.mark.parametrize("title", ["2023年度项目绩效自评", "2023年度绩效自评结果"])
def test_a_title_of_any_words_is_no_heading(title: str, tmp_path: Path) -> None:
    heads = ["序号", "主管部门", "项目名称", "预算金额（万元）", "支出金额（万元）", "得分", "满意度得分"]
    found = _read(tmp_path, [[title], heads, [1, "县教育局", "B工程", 50, 40, 92, 9]])
    assert _main(found) == LISTED[:1]


@pytest.mark.parametrize(
    "second",
    [
        [["部门", "年初预算", "全年执行", "得分"], ["县教育局", 500, 90, 97]],
        [["二、部门整体支出（单位：万元）"], ["部门", "年初预算", "全年执行", "得分"], ["县教育局", 500, 90, 97]],
        [["部门", "得分", "全年执行", "年初预算"], ["县教育局", 97, 90, 500]],
    ],
)
def test_a_second_table_of_fewer_or_reordered_headings(second: Lines, tmp_path: Path) -> None:
    first: Lines = [["部门", "项目名称", "年初预算", "全年执行", "得分"], ["县教育局", "B工程", 50, 40, 92]]
    assert _main(_read(tmp_path, [TITLE, *first, [], *second])) == [LISTED[0], DEPARTMENT]


def test_words_where_money_stands_make_a_line_doubtful(tmp_path: Path) -> None:
    lines: Lines = [["县教育局", "B工程", 50, 40], ["执行率90%以上", "项目数", 2, "占比"]]
    found = _read(tmp_path, [TITLE, ["部门", "项目名称", "年初预算", "全年执行"], *lines])
    assert [row.status for row in found.rows] == ["publish", "review"]


@pytest.mark.parametrize("heading", ["项目", "支出项目", "科室", "项目（按预算批复顺序）"])
def test_a_list_below_the_name_of_its_office_is_no_form(heading: str, tmp_path: Path) -> None:
    rows: Lines = [
        ["2023年度项目支出绩效自评汇总表"], ["填报单位：县教育局", "", "", "", "单位：万元"],
        [heading, "预算数", "执行数", "执行率", "得分"], ["校园安保", 45, 45, "100%", 98], ["合计", 45, 45, "100%"],
    ]  # fmt: skip
    first = _read(tmp_path, rows).rows[0]
    kind = "project_year" if "项目" in heading else "department_year"
    assert (first.kind, first.project or first.department, first.executed_yuan) == (kind, "校园安保", 450_000)


WHOSE: list[list[object]] = [["临江市财政支出项目绩效自评表"], ["年度：2023年", "", "", "", "金额单位：万元"]]


@pytest.mark.parametrize(
    "lines",
    [
        [["项目名称", "文化采购", "", "项目单位", "临江市文旅局"], ["年初预算数", "120", "", "全年预算数", 110],
         ["实际支出数", 105, "", "预算执行率", "95.45%"], ["自评得分", "96.5", "", "自评等级", "优"], ["项目概况", "演出80场"]],
        [["项目名称", "文化采购"], ["主管部门", "临江市文旅局"], ["年初预算数", 120], ["全年预算数", 110], ["全年执行数", 105],
         ["执行率", "95.45%"], ["自评得分", 96.5], ["自评等级", "优"]],
    ],
)  # fmt: skip
def test_a_form_of_labels_and_values_alone_is_read(lines: list[list[object]], tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", [*WHOSE, *lines])).rows
    assert (row.project, row.department, row.year) == ("文化采购", "临江市文旅局", 2023)
    assert [row.budget_initial_yuan, row.budget, row.executed_yuan] == [1_200_000, 1_100_000, 1_050_000]
    assert (row.rate_stated_pct, row.score, row.grade_stated, row.status) == (
        Decimal("95.45"), Decimal("96.5"), "优", "publish",
    )  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        [["项目名称", "幼儿资助", "高中助学"], ["全年预算数", 30, 40], ["全年执行数", 27, 40]],
        [["项目名称", "文化采购"], ["年初预算数", 120], ["自评得分", 96]],
        [["项目名称", "文化采购"], ["预算数", 120, "执行数", 105], ["项目名称", "体育"], ["预算数", 20, "执行数", 10]],
    ],
)
def test_labels_of_several_projects_or_of_half_the_money_are_no_form(lines: list[list[object]], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_one(sheets.xlsx(tmp_path / "表.xlsx", [*WHOSE, *lines]))
