"""Headings that no profile knows word for word: last year's, income, contracts are no budget; guesses are for a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.read import profile
from etl.read.one import read_one, suggest_profile
from etl.read.rows import REVIEW, FlatRow
from tests import sheets
from tests.conftest import ROOT

TITLE = ["2023年度项目支出绩效自评汇总表（单位：万元）"]
LINE = ["青石区教育局", "校舍维修"]


def _read(folder: Path, heads: list[str], figures: list[object]) -> tuple[FlatRow, list[str]]:
    rows = [TITLE, ["主管部门", "项目名称", *heads], [*LINE, *figures]]
    found = read_one(sheets.xlsx(folder / "表.xlsx", rows))
    (row,) = found.rows
    return row, found.recognised


def _wan(row: FlatRow) -> list[object]:
    """Full-year budget, executed and unspecified amount in 万元, rate and score."""
    amounts = (row.budget_full_year_yuan, row.executed_yuan, row.amount_unspecified_yuan)
    return [*(None if v is None else v / 10_000 for v in amounts), row.rate_stated_pct, row.score]


@pytest.mark.parametrize(
    ("heads", "figures", "expected", "unused"),
    [
        (["上年预算数", "全年执行数"], [80, 90], [None, 90, None, None, None], ["上年预算数"]),
        (["全年预算数", "上年决算数"], [80, 90], [80, None, None, None, None], ["上年决算数"]),
        (["全年预算数", "全年执行数", "上年得分"], [80, 70, 95], [80, 70, None, None, None], ["上年得分"]),
        (["全年预算数", "全年执行数", "上年执行率"], [80, 70, "95%"], [80, 70, None, None, None], ["上年执行率"]),
        (["预算数", "执行数", "去年预算", "去年支出"], [80, 70, 60, 50], [80, 70, None, None, None], ["去年预算", "去年支出"]),
        (["预算收入", "实际收入", "全年支出"], [80, 90, 70], [None, 70, None, None, None], ["预算收入", "实际收入"]),
        (["三年预算", "年均预算", "合同预算金额", "中标金额", "全年支出"], [200, 80, 70, 60, 50], [None, 50, None, None, None],
         ["三年预算", "年均预算", "合同预算金额", "中标金额"]),
        (["申请金额", "采购金额", "全年支出"], [200, 80, 50], [None, 50, None, None, None], ["申请金额", "采购金额"]),
        (["申报金额", "批复金额", "全年支出"], [200, 80, 50], [80, 50, None, None, None], ["申报金额"]),
        (["上报预算数", "下达资金", "全年支出"], [200, 80, 50], [80, 50, None, None, None], ["上报预算数"]),
        (["总预算", "本年度预算数", "全年支出"], [200, 80, 50], [80, 50, None, None, None], ["总预算"]),
    ],
)  # fmt: skip
def test_other_years_and_other_money_are_named_and_not_taken(
    heads: list[str], figures: list[object], expected: list[object], unused: list[str], tmp_path: Path
) -> None:
    row, told = _read(tmp_path, heads, figures)
    assert (_wan(row), row.status) == (expected, "publish")
    assert told[-1] == f"表：没有用到的数字列：{'、'.join(f'“{text}”' for text in unused)}"


@pytest.mark.parametrize(
    "heads", [["全年预算数", "花费金额"], ["本级财力安排的预算额度", "全年执行数"], ["核定资金", "全年执行数"]]
)
def test_a_guessed_amount_is_for_a_person(heads: list[str], tmp_path: Path) -> None:
    row, _ = _read(tmp_path, heads, [80, 70])
    assert (_wan(row), row.status) == ([80, 70, None, None, None], REVIEW)


def test_words_that_a_profile_asks_for_are_taken_even_so(tmp_path: Path) -> None:
    row, _ = _read(tmp_path, ["全年预算数", "累计支出"], [80, 70])
    assert (_wan(row), row.status) == ([80, 70, None, None, None], "publish")


@pytest.mark.parametrize(("total", "expected"), [(100, [100, 90]), (99, [80, 90])])
def test_the_sum_with_what_was_carried_over_is_the_budget_where_it_adds_up(
    total: int, expected: list[object], tmp_path: Path
) -> None:
    row, _ = _read(tmp_path, ["上年结转", "本年预算", "合计", "执行数"], [20, 80, total, 90])
    assert _wan(row)[:2] == expected


def test_departments_with_last_years_and_this_years_accounts(tmp_path: Path) -> None:
    heads = ["部门名称", "上年支出决算数", "本年支出预算数", "本年支出决算数"]
    rows = [["2023年青石区部门整体支出情况（万元）"], heads, ["青石区教育局", 80, 70, 60]]
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows
    assert (_wan(row)[:2], row.status) == ([70, 60], "publish")


@pytest.mark.parametrize(
    "heads",
    [
        ["重点项目", "主管处室", "2022年计划", "已付"],
        ["项目名称", "主管处室", "2022年计划", "已付"],
        ["Project", "Dept", "Budget", "Spent"],
    ],
)
def test_a_draft_for_headings_that_no_profile_knows(heads: list[str], tmp_path: Path) -> None:
    lines: list[list[object]] = [["甲", "民政局", 100, 90], ["乙", "民政局", 50, 40]]
    path = sheets.text(tmp_path / "表2022.csv", [heads, *lines])
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path).replace("[year]", '[units]\ndefault = "万元"\n\n[year]'), encoding="utf-8")
    rows = read_one(path, profile.load_all(draft)).rows
    assert [(r.project, r.department, r.year, *_wan(r)[:2]) for r in rows] == [
        ("甲", "民政局", 2022, 100, 90), ("乙", "民政局", 2022, 50, 40),
    ]  # fmt: skip


@pytest.mark.parametrize("total", [[], [["合计", "", 150, 130]]])
def test_a_column_of_names_beside_offices_is_asked_about(total: list[list[object]], tmp_path: Path) -> None:
    """Read as departments, the money of one of its projects would be that of an office's year."""
    lines: list[list[object]] = [["民政局", "老人食堂", 100, 90], ["教育局", "校舍修缮", 50, 40]]
    path = sheets.text(tmp_path / "表2022.csv", [["承办部门", "为民办好的事", "2022年计划", "已付"], *lines, *total])
    assert "“为民办好的事”每行都不同，认不出是不是项目名称" in suggest_profile(path)


def test_the_example_of_the_documentation_reads_a_table(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    draft = tmp_path / "my_table.toml"
    draft.write_text(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    rows = [
        ["重点项目", "主管处室", "类别", "2023年计划", "已付"], ["校舍", "教育局", "项目", 100, "保密"],
        ["工资", "教育局", "人员", 50, 50], ["其中：一小", "教育局", "项目", 10, 9], ["全市汇总", "", "", 100, 90],
    ]  # fmt: skip
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows), profile.load_all(draft))
    first = found.rows[0]
    assert (first.project, first.district, first.year, *_wan(first)[:2]) == ("校舍", "徐水区", 2023, 100, None)
    assert [r.is_total for r in found.rows] == [False, True]


@pytest.mark.parametrize(
    ("head", "cell"),
    [("立项年度", 2021), ("完工年度", 2021), ("评价开展年度", 2024), ("第三方机构", "湘中会计师事务所"), ("施工单位", "湘中建工"),
     ("归口财政科室", "行财科"), ("监督部门", "审计局"), ("项目所在地", "白沙镇"), ("受益区域", "白沙镇")],
)  # fmt: skip
def test_other_years_offices_and_places_are_not_those_of_the_line(head: str, cell: object, tmp_path: Path) -> None:
    title = ["青石区教育局2023年度项目支出绩效自评汇总表（单位：万元）"]
    rows = [title, ["项目名称", head, "预算数", "执行数"], ["校舍维修", cell, 100, 90]]
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows
    assert (row.department, row.district, row.year, row.status) == ("青石区教育局", "青石区", 2023, "publish")


@pytest.mark.parametrize(("head", "other"), [("第三方机构", "被评价部门"), ("施工单位", "建设单位")])
def test_whose_a_line_is_does_not_depend_on_the_order_of_columns(head: str, other: str, tmp_path: Path) -> None:
    rows = [TITLE, ["项目名称", head, other, "预算数"], ["校舍维修", "湘中建工", "青石区民政局", 100]]
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows
    assert (row.department, row.status) == ("青石区民政局", "publish")


def test_an_office_that_only_a_guess_names_is_for_a_person(tmp_path: Path) -> None:
    rows = [TITLE, ["项目名称", "对口部门", "预算数", "执行数"], ["校舍维修", "青石区民政局", 100, 90]]
    (row,) = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows
    assert (row.department, row.status) == ("青石区民政局", REVIEW)


@pytest.mark.parametrize(
    ("part", "total", "status"),
    [("本级预算", "预算合计", "publish"), ("财政拨款预算", "预算总计", "publish"), ("一般公共预算", "合计", REVIEW)],
)
def test_the_sum_of_what_is_only_guessed_to_be_the_budget_is_the_budget(
    part: str, total: str, status: str, tmp_path: Path
) -> None:
    row, told = _read(tmp_path, [part, "上级转移支付", total, "支出合计", "得分"], [30, 10, 40, 39, 95])
    assert (_wan(row), row.flags, row.status) == ([40, 39, None, None, 95], [], status)
    assert told[-1] == f"表：没有用到的数字列：“{part}”、“上级转移支付”"


@pytest.mark.parametrize(
    ("head", "status"), [("实施主体", "publish"), ("单位全称", "publish"), ("学校", REVIEW), ("医院名称", REVIEW), ("镇街", REVIEW)]
)  # fmt: skip
def test_units_that_are_called_otherwise_are_whose_the_lines_are(head: str, status: str, tmp_path: Path) -> None:
    title = ["青石区教育局2023年度项目支出绩效自评汇总表（单位：万元）"]
    rows = [title, [head, "项目名称", "预算数", "执行数"], ["一小", "校舍维修", 100, 90], ["二小", "校舍维修", 80, 70]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows)).rows
    assert [(r.department, r.project, r.status) for r in found] == [(u, "校舍维修", status) for u in ("一小", "二小")]


@pytest.mark.parametrize(
    ("heads", "cells", "expected"),
    [
        (["预算数", "执行数", "自评得分（等级）"], [100, 90, "98（优）"], (90, 98, "优")),
        (["全年支出（万元）"], [90], (90, None, "")),
    ],
)
def test_a_draft_reads_what_is_read_without_it(
    heads: list[str], cells: list[object], expected: tuple[object, ...], tmp_path: Path
) -> None:
    path = sheets.xlsx(tmp_path / "表.xlsx", [TITLE, ["项目名称", *heads], ["校舍", *cells], ["操场", *cells]])
    draft = tmp_path / "draft.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    for found in (read_one(path), read_one(path, profile.load_all(draft))):
        assert [(_wan(r)[1], r.score, r.grade_stated) for r in found.rows] == [expected] * 2


def test_the_score_of_a_project_is_not_that_of_its_office(tmp_path: Path) -> None:
    row, told = _read(tmp_path, ["预算数", "执行数", "部门得分", "项目得分"], [100, 90, 80, 95])
    assert (_wan(row), row.status) == ([100, 90, None, None, 95], "publish")
    assert told[-1] == "表：没有用到的数字列：“部门得分”"


@pytest.mark.parametrize(
    ("heads", "line", "fields"),
    [
        (["Department", "Project name", "Year", "Approved budget (£m)", "Outturn (£m)"], ["DfT", "Rail", 2022, 10.5, 9.1],
         {"department", "project", "year", "budget_unqualified", "executed_yuan"}),
        (["主办处室", "事项", "批下来的钱", "花掉的钱", "花钱进度", "打分", "没花完的缘由"],
         ["徐水区教育局", "校舍", 1000, 900, "90%", 95, "天气"],
         {"department", "project", "budget_unqualified", "executed_yuan", "rate_stated_pct", "score", "reason"}),
        (["重点项目", "牵头单位", "本年计划", "已付（万元）"], ["校舍", "徐水区教育局", 100, 90],
         {"project", "department", "budget_unqualified", "executed_yuan"}),
    ],
)  # fmt: skip
def test_english_and_colloquial_headings_are_drafted(
    heads: list[str], line: list[object], fields: set[str], tmp_path: Path
) -> None:
    path, draft = sheets.xlsx(tmp_path / "t.xlsx", [heads, line]), tmp_path / "t.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    assert {heading.field for heading in profile.load(draft).headings} == fields


def test_a_draft_of_works_names_what_it_leaves_out(tmp_path: Path) -> None:
    lines: list[list[object]] = [["水利局", 2023, "堤防", 100, 90, 95], ["水利局", 2023, "闸门", 50, 40, 91]]
    heads: list[object] = ["责任单位", "年份", "工程名称", "概算投资（万元）", "列支金额（万元）", "评分"]
    path, draft = sheets.xlsx(tmp_path / "t.xlsx", [heads, *lines]), tmp_path / "t.toml"
    draft.write_text(suggest_profile(path), encoding="utf-8")
    assert "“概算投资（万元）”；它们不会读入" in draft.read_text(encoding="utf-8")
    rows = read_one(path, (profile.load(draft),)).rows
    assert [(r.project, r.executed_yuan) for r in rows] == [("堤防", 900_000), ("闸门", 400_000)]


def test_a_draft_of_offices_with_a_text_on_each_line_asks_whether_it_is_a_project(tmp_path: Path) -> None:
    lines: list[list[object]] = [["教育局", 2023, "校舍", 100, 90], ["水利局", 2023, "堤防", 50, 40]]
    path = sheets.xlsx(tmp_path / "t.xlsx", [["单位", "年度", "建设点", "预算数（万元）", "执行数（万元）"], *lines])
    said, draft = suggest_profile(path), tmp_path / "t.toml"
    assert "“建设点”每行都不同" in said
    draft.write_text(said, encoding="utf-8")
    assert not profile.load(draft).names("建设点"), "it fits no table yet"
    filled = said.replace("[columns.project]\nheaders = []", '[columns.project]\nheaders = ["建设点"]')
    draft.write_text(filled, encoding="utf-8")
    assert [r.project for r in read_one(path, (profile.load(draft),)).rows] == ["校舍", "堤防"]


@pytest.mark.parametrize(
    ("heading", "texts", "status"),
    [("建设点", ("东坝村", "北岸小学", "南坝水闸"), "review"), ("负责人", ("王强", "李小红", "周敏"), "publish")],
)
def test_lines_that_may_be_projects_are_no_totals_of_offices(
    tmp_path: Path, heading: str, texts: tuple[str, ...], status: str
) -> None:
    offices = ("清河县水利局", "清河县教育局", "清河县民政局")
    lines: list[list[object]] = [[o, 2023, t, 100, 90] for o, t in zip(offices, texts, strict=True)]
    head = ["单位", "年度", heading, "全年预算数（万元）", "全年执行数（万元）"]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", [head, *lines]))
    assert {row.status for row in reading.rows} == {status}
    assert any("可能是项目" in told for told in reading.recognised) == (status == "review")


def test_a_table_of_which_no_heading_is_known_gets_a_draft_to_fill_in(tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", [["某某一览"], ["甲乙", "丙丁", "戊己"], ["校舍", 100, 90]])
    said = suggest_profile(path)
    assert "（“甲乙”、“丙丁”、“戊己”）" in said
    draft = tmp_path / "t.toml"
    draft.write_text(said, encoding="utf-8")
    assert {heading.headers for heading in profile.load(draft).headings} == {()}, "it fits no table yet"
    filled = said.replace("[columns.project]\nheaders = []", '[columns.project]\nheaders = ["甲乙"]')
    filled = filled.replace(
        "[columns.executed_yuan]\nheaders = []", '[columns.executed_yuan]\nheaders = ["戊己"]\nunit = "万元"'
    )
    draft.write_text(filled, encoding="utf-8")
    (row,) = read_one(path, (profile.load(draft),)).rows
    assert (row.project, row.executed_yuan) == ("校舍", 900_000)


def test_a_pivot_table_names_what_it_adds_up(tmp_path: Path) -> None:
    """Sums of rates are no rates; whose the lines are is a guess, for a person."""
    rows = [
        ["年度", "2023"], [], ["行标签", "求和项:全年预算数（元）", "求和项:全年执行数（元）", "求和项:执行率"],
        ["南坪县司法局", 3_848_700, 3_848_700, 2], ["南坪县民政局", 5_920_500, 4_144_300, 1.4], ["总计", 9_769_200, 7_993_000, 3.4],
    ]  # fmt: skip
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    lines = [(r.department, r.year, r.executed_yuan, r.rate_stated_pct, r.status) for r in found if not r.is_total]
    assert lines == [
        ("南坪县司法局", 2023, 3_848_700, None, "review"),
        ("南坪县民政局", 2023, 4_144_300, None, "review"),
    ]


@pytest.mark.parametrize("heading", ["决算数为调整预算数的%", "执行数占预算数的比例", "支出占全年预算的百分比（%）"])
def test_what_was_spent_of_the_budget_is_a_rate_in_words(heading: str, tmp_path: Path) -> None:
    heads = ["项目名称", "单位", "年初预算数", "调整预算数", "决算数", heading]
    rows = [
        ["2023年项目预算执行情况表"],
        ["金额单位：万元"],
        heads,
        ["流浪救助", "金塘区民政局", 700, 744.61, 396.21, 53.21],
    ]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (str(row.rate_stated_pct), row.flags, row.status) == ("53.21", [], "publish")
