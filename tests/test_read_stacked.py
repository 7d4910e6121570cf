"""Lists as offices keep them: several tables on a sheet, lines inside lines, units said in many ways."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from etl.read import judge, profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import FlatRow, Reading, from_json, to_json
from tests import sheets

HEAD = ["项目名称", "全年预算数", "全年执行数"]
OVER = [
    ["青石区2023年度项目支出绩效自评汇总表"],
    ["填报单位：青石区财政局", None, None, None, None, "金额单位：万元"],
    ["序号", "主管部门", "项目名称", "年初预算数", "全年预算数", "全年执行数"],
]


def _read(path: Path) -> Reading:
    reading = read_one(path)
    judge.mark_copies(reading.rows)
    return reading


def _money(rows: list[FlatRow]) -> dict[tuple[str, str, int | None], Decimal | None]:
    return {(r.department, r.project, r.year): r.budget_full_year_yuan for r in rows if not r.is_total}


def test_a_second_table_below_has_its_own_unit_and_year(tmp_path: Path) -> None:
    first = [["2022年青石区民政局项目支出情况表（单位：万元）"], HEAD, ["低保金", 1000, 990], ["合计", 1000, 990]]
    second = [["2023年青石区民政局项目支出情况表（单位：元）"], HEAD, ["低保金", 11000000, 9900000]]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", [*first, [], *second]))
    office = "青石区民政局"
    assert _money(reading.rows) == {(office, "低保金", 2022): 10_000_000, (office, "低保金", 2023): 11_000_000}


def test_a_second_table_below_has_its_own_columns(tmp_path: Path) -> None:
    path = sheets.xlsx(
        tmp_path / "t.xlsx",
        [
            ["青石区2023年度部门及项目支出绩效情况"], ["单位：万元"], ["一、部门整体支出"],
            ["部门名称", "年初预算数", "全年预算数", "全年执行数"], ["青石区民政局", 5000, 5100, 5000], [],
            ["二、项目支出"],
            ["序号", "主管部门", "项目名称", "全年执行数", "全年预算数", "年初预算数"],
            [1, "青石区民政局", "低保金", 990, 1000, 980],
        ],
    )  # fmt: skip
    whole, project = _read(path).rows
    assert (whole.kind, whole.executed_yuan, whole.locator) == ("department_year", 50_000_000, "表!A5")
    assert (project.project, project.executed_yuan, project.year) == ("低保金", 9_900_000, 2023)
    assert (project.budget_initial_yuan, project.locator) == (9_800_000, "表!C9")


def test_a_table_for_each_office(tmp_path: Path) -> None:
    rows = [["2023年青石区项目情况"], ["单位名称：青石区民政局", None, "单位：万元"], HEAD, ["低保金", 10, 9],
            ["单位名称：青石区教育局", None, "单位：万元"], HEAD, ["校舍", 30, 20]]  # fmt: skip
    found = _money(_read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows)
    assert found == {("青石区民政局", "低保金", 2023): 100_000, ("青石区教育局", "校舍", 2023): 300_000}


def test_headings_of_two_rows_begin_a_second_table(tmp_path: Path) -> None:
    rows = [["2023年青石区民政局项目表（万元）"], HEAD, ["低保金", 10, 9], [],
            ["2023年青石区民政局基金项目表（元）"], ["项目名称", "资金", None, "得分"], [None, "执行数", "预算数"],
            ["彩票公益金", 50000, 60000, 91]]  # fmt: skip
    found = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, ["B6:C6", "A6:A7", "D6:D7"])).rows
    assert [(r.project, r.budget_full_year_yuan, r.executed_yuan) for r in found] == [
        ("低保金", 100_000, 90_000),
        ("彩票公益金", 60_000, 50_000),
    ]


def test_the_same_headings_on_every_page_are_one_table(tmp_path: Path) -> None:
    page = [["2023年青石区民政局项目表"], ["单位：万元"], HEAD]
    rows = [*page, ["低保金", 1000, 990], *page, ["临时救助", 30, 20], ["合计", 1030, 1010]]
    *found, total = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert [r.project for r in found] == ["低保金", "临时救助"]
    assert total.is_total
    assert "sum_mismatch" not in total.flags


def test_a_unit_of_money_is_no_office(tmp_path: Path) -> None:
    path = sheets.xlsx(
        tmp_path / "t.xlsx", [["2023年度青石区财政局项目绩效自评汇总表"], ["单位：元"], HEAD, ["运维", 5, 4]]
    )
    assert [(r.department, r.executed_yuan) for r in _read(path).rows] == [("青石区财政局", 4)]


@pytest.mark.parametrize("caption", ["金额：万元", "单位：万", "（以万元为单位）", "人民币：万元", "单位：RMB万元"])
def test_units_above_a_table_in_other_words(caption: str, tmp_path: Path) -> None:
    rows = [["2023年青石区民政局项目支出情况表"], [caption], HEAD, ["低保金", 356200, 2]]
    assert _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0].budget_full_year_yuan == 3_562_000_000


@pytest.mark.parametrize("note", ["注：本表金额单位为万元。", "注：本表金额单位均为万元。", "备注：以上金额均以万元计"])
def test_a_unit_in_a_note_below_the_table(note: str, tmp_path: Path) -> None:
    rows = [["2023年青石区民政局项目支出情况表"], HEAD, ["低保金", 3, 2], [note]]
    assert _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0].budget_full_year_yuan == 30_000


def test_lines_that_are_a_part_of_the_line_above_are_not_counted_beside_it(tmp_path: Path) -> None:
    rows = [["2023年度青石区城管局项目表", None, "单位：万元"], HEAD, ["环卫保洁", 900, 880],
            ["其中：机械化清扫", 400, 390], ["其中：人工清扫", 500, 490], ["垃圾处理", 300, 310], ["合计", 1200, 1190]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [r.project for r in reading.rows if not r.is_total] == ["环卫保洁", "垃圾处理"]
    assert "sum_mismatch" not in reading.rows[-1].flags
    assert [r.locator for r in reading.refused if r.is_data] == ["表!A4", "表!A5"]


def test_a_total_column_over_its_parts(tmp_path: Path) -> None:
    rows = [["2023年青石区住建局项目绩效自评表（万元）"],
            ["项目名称", "全年预算数", None, None, "全年执行数", None, None],
            [None, "合计", "其中：财政拨款", "其他资金", "合计", "其中：财政拨款", "其他资金"],
            ["棚改", 1000, 800, 200, 900, 750, 150]]  # fmt: skip
    for merges in ([], ["B2:D2", "E2:G2"]):
        (row,) = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, merges)).rows
        assert (row.budget_full_year_yuan, row.executed_yuan) == (10_000_000, 9_000_000)


def test_a_project_over_several_lines_keeps_no_figure_of_its_first_line(tmp_path: Path) -> None:
    rows = [["2023年青石区农业局项目资金表（万元）"], ["项目名称", "资金来源", "全年预算数", "全年执行数"],
            ["高标准农田", "中央", 500, 450], [None, "省级", 300, 300], ["农机补贴", "区级", 50, 50]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, ["A3:A4"]))
    field, machines = reading.rows
    assert (field.budget_full_year_yuan, field.executed_yuan, field.flags) == (None, None, ["ambiguous"])
    assert machines.budget_full_year_yuan == 500_000
    assert [r.locator for r in reading.refused if r.is_data] == ["表!A4"]


def test_a_figure_that_nobody_can_be_sure_of_is_said(tmp_path: Path) -> None:
    rows = [["2023年青石区水利局项目情况表（万元）"], HEAD, ["河道", "35.5万元（含税）", "待定"], ["堤防", 5, "$4"]]
    river, dyke = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (river.budget_full_year_yuan, river.flags, river.status) == (None, ["ambiguous"], "review")
    assert (dyke.executed_yuan, dyke.flags) == (None, ["unit_suspect"])


def test_lines_without_a_unit_are_copies_only_where_they_read_the_same(tmp_path: Path) -> None:
    rows = [
        ["部门", "年度", "项目", "预算数", "执行数"],
        *([["水利局", 2023, "渠道", 100000, n] for n in (900, 900, 950)]),
    ]
    found = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert ["duplicate_row" in r.flags for r in found] == [False, True, False]


def test_words_in_the_cell_of_a_figure_are_told_and_the_cell_stays_empty(tmp_path: Path) -> None:
    head = ["年度", "预算单位", *HEAD, "自评得分", "等级"]
    lines = [[2023, "青石区民政局", f"项目{n}", 100, "约三百", "九十", "优"] for n in range(4)]
    blank = [2023, "青石区民政局", "别的", 100, "—", "", "优"]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", [head, *lines, blank]))
    assert [(r.executed_yuan, r.score, len(r.unread)) for r in reading.rows] == [(None, None, 2)] * 4 + [
        (None, None, 0)
    ]
    assert len(reading.unread) == 6
    assert reading.unread[0].startswith("t.xlsx 表!E2：“约三百”没有读成数字")
    assert reading.unread[-1] == "t.xlsx 另有3格没有读成数字。"
    assert from_json(json.loads(json.dumps(to_json(reading), default=str))).unread == reading.unread


@pytest.mark.parametrize(
    ("line", "is_data"),
    [
        (["甲", 1, 1], True),
        (["甲", 2, 1], True),
        (["甲", 5, 6], True),
        (["甲", 1, 2], False),
        (["栏次", 1, "2=1*1"], False),
    ],
)
def test_a_project_called_a_is_no_row_of_column_numbers(line: list[object], is_data: bool, tmp_path: Path) -> None:
    rows = [["青石区水利局2023年项目"], ["项目名称", "全年预算数（元）", "全年执行数（元）"], line, ["乙", 3, 3]]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [r.project for r in reading.rows] == (["甲", "乙"] if is_data else ["乙"])


def test_a_line_without_an_office_is_not_given_to_the_one_that_put_the_list_together(tmp_path: Path) -> None:
    """水利局 stands in two lines that follow each other: blanks are no groups, and 财政局 only made the list."""
    lines = [[1, "青石区水利局", "甲", 1, 1, 1], [2, None, "乙", 1, 1, 1], [3, "青石区水利局", "丙", 1, 1, 1],
             [4, "青石区水利局", "丁", 1, 1, 1]]  # fmt: skip
    assert [r.department for r in _read(sheets.xlsx(tmp_path / "t.xlsx", [*OVER, *lines])).rows] == [
        "青石区水利局", "", "青石区水利局", "青石区水利局",
    ]  # fmt: skip
    for line in lines:
        line[1] = None
    of_one = [OVER[0], ["填报单位：青石区民政局", None, None, None, None, "金额单位：万元"], OVER[2]]
    rows = _read(sheets.xlsx(tmp_path / "t.xlsx", [*of_one, *lines])).rows
    assert {r.department for r in rows} == {"青石区民政局"}, "where no line names one, the office over the table does"


def _grouped(*lines: list[object]) -> list[list[object]]:
    return [
        ["2023年项目绩效自评汇总表"], ["编制单位：青石区财政局", None, None, None, "单位：万元"],
        ["序号", "项目名称", "年初预算数", "全年预算数", "全年执行数"], *lines,
    ]  # fmt: skip


def test_an_office_numbered_in_a_cell_of_its_own_is_the_head_of_its_projects(tmp_path: Path) -> None:
    lines = [["一", "青石区教育局", 30, 30, 27], [1, "校舍维修", 10, 10, 9], [2, "教师培训", 20, 20, 18],
             ["（二）", "民政局", 5, 5, 5], [1, "低保金", 5, 5, 5], [None, "合计", 35, 35, 32]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _grouped(*lines)))
    assert _money(reading.rows) == {
        ("青石区教育局", "校舍维修", 2023): 100_000, ("青石区教育局", "教师培训", 2023): 200_000,
        ("民政局", "低保金", 2023): 50_000,
    }  # fmt: skip
    assert [r.flags for r in reading.rows if r.is_total] == [[]]


def test_projects_all_numbered_in_words_are_no_heads(tmp_path: Path) -> None:
    lines = [["一", "修缮中心小学", 30, 30, 27], ["二", "新建卫生服务中心", 10, 10, 9], ["合计", None, 40, 40, 36]]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _grouped(*lines)))
    assert [r.project for r in reading.rows if not r.is_total] == ["修缮中心小学", "新建卫生服务中心"]


def test_an_office_without_a_number_over_numbered_projects_is_their_head(tmp_path: Path) -> None:
    lines = [[None, "青石区教育局", 30, 30, 27], [1, "校舍维修", 10, 10, 9], [2, "教师培训", 20, 20, 18],
             [None, "青石区民政局", 5, 5, 5], [3, "低保金", 5, 5, 5], [None, "合计", 35, 35, 32]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _grouped(*lines)))
    assert [(r.department, r.project) for r in reading.rows if not r.is_total] == [
        ("青石区教育局", "校舍维修"), ("青石区教育局", "教师培训"), ("青石区民政局", "低保金"),
    ]  # fmt: skip


def test_a_title_alone_in_its_row_is_no_heading_and_says_the_year(tmp_path: Path) -> None:
    rows = [
        ["2023年项目绩效自评汇总表（万元）"], ["主管部门", "项目名称", "年初预算数", None, None, "全年执行数"],
        [None, None, "小计", "其中：中央", "其中：省级"], ["青石区教育局", "校舍维修", 10, 6, 4, 9],
    ]  # fmt: skip
    merges = ["C2:E2", "A2:A3", "B2:B3", "F2:F3"]
    (row,) = _read(sheets.xlsx(tmp_path / "t.xlsx", rows, merges)).rows
    assert (row.year, row.budget_initial_yuan, row.executed_yuan, row.status) == (2023, 100_000, 90_000, "publish")


def test_a_kind_of_projects_that_states_their_sum_is_no_project(tmp_path: Path) -> None:
    lines = [["一", "基本运转类", 30, 30, 27], [1, "校舍维修", 10, 10, 9], [2, "教师培训", 20, 20, 18],
             ["二", "特定目标类", 5, 5, 5], [1, "低保金", 5, 5, 5], [None, "合计", 35, 35, 32]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _grouped(*lines)))
    assert [r.project for r in reading.rows if not r.is_total] == ["校舍维修", "教师培训", "低保金"]
    lines[0] = ["一", "基本运转类", 31, 30, 27]
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", _grouped(*lines)))
    assert "基本运转类" in [r.project for r in reading.rows], "it states no sum: nobody can tell"


@pytest.mark.parametrize("heading", ["单位（项目）名称", "部门/项目", "单位及项目名称"])
def test_a_column_of_offices_and_their_projects_holds_projects(heading: str, tmp_path: Path) -> None:
    rows = _grouped(["一", "青石区教育局", 30, 30, 27], [1, "校舍维修", 30, 30, 27], [None, "合计", 30, 30, 27])
    rows[2][1] = heading
    (row, _) = _read(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.kind, row.department, row.project) == ("project_year", "青石区教育局", "校舍维修")


def test_lines_set_in_below_a_part_are_parts_too(tmp_path: Path) -> None:
    rows = [["青石区教育局2023年项目汇总表（万元）"], HEAD, ["校舍维修", 30, 27], ["  其中：一中", 10, 9], ["  二中", 20, 18],
            ["教师培训", 5, 5], ["  研修", 5, 5]]  # fmt: skip
    reading = _read(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert [r.project for r in reading.rows] == ["校舍维修", "教师培训", "研修"]
    assert sum("“其中”行" in r.reason for r in reading.refused) == 2


@pytest.mark.parametrize(
    "group", ["项目资金（单位：万元）", "预算执行情况（金额单位：万元）", "（单位:万元）", "项目资金 单位：万元"]
)
def test_a_group_that_names_its_unit_is_no_caption(group: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["东源县2023年度项目绩效自评汇总表"],
        ["主管部门", "项目名称", group, "", "得分"],
        ["", "", "全年预算数", "全年执行数", ""],
        ["东源县教育局", "校舍维修", 120, 90, 95],
    ]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows, ["A2:A3", "B2:B3", "C2:D2", "E2:E3"])).rows
    assert (row.budget_full_year_yuan, row.executed_yuan, row.score) == (1_200_000, 900_000, 95)


def test_a_draft_knows_every_table_of_a_sheet(tmp_path: Path) -> None:
    """Departments above projects: by the first table's draft alone the projects would be departments."""
    above = [
        ["表一 青石区部门整体支出（万元）"],
        ["部门", "年初预算数", "全年预算数", "全年执行数"],
        ["法院", 10, 12, 11],
    ]
    heads = ["项目名称", "部门", "全年预算数", "全年执行数"]
    below = [["表二 青石区2023年项目支出（万元）"], heads, ["审判楼", "法院", 8, 7], ["天网", "检察院", 5, 4]]
    path = sheets.xlsx(tmp_path / "2023.xlsx", [*above, [], *below])
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    rows = read_one(path, profile.load_all(draft)).rows
    expected = [("department_year", "法院", ""), ("project_year", "法院", "审判楼"), ("project_year", "检察院", "天网")]
    assert [(r.kind, r.department, r.project) for r in rows] == expected
