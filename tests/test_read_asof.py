"""Figures of a year that was not over: read with their day, never taken for the whole year's."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import asof
from etl.read.one import read_one
from tests import sheets

TITLE = "徐水区2023年部门项目预算执行情况表"
HEAD = ["部门", "项目名称", "全年预算数", "执行数", "执行率"]
LINE = ["徐水区教育局", "校舍维修", 100, 60, "60%"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至9月30日", "2023-09-30"),
        ("截止到2023年6月底", "2023-06-30"),
        ("截至２月末", "2023-02-28"),
        ("截至2023年09月05日", "2023-09-05"),
        ("01—09月执行数", "2023-09-30"),
        ("1—9月执行数", "2023-09-30"),
        ("2023年1至7月支出", "2023-07-31"),
        ("上半年执行率", "2023-06-30"),
        ("前三季度执行数", "2023-09-30"),
        ("截至12月31日", ""),
        ("1-12月执行数", ""),
        ("截至2024年3月31日", ""),
        ("全年执行数", ""),
        ("11月执行数", ""),
        ("2021-3月", ""),
        ("截止日期：2023年8月31日", "2023-08-31"),
        ("截止时间：2023-08-31", "2023-08-31"),
        ("统计时间:2023.9.30", "2023-09-30"),
        ("数据截止20230930", "2023-09-30"),
        ("统计期间：2023年1月1日—2023年7月31日", "2023-07-31"),
        ("（2023年1月1日至2023年7月31日）", "2023-07-31"),
        ("2023.1-2023.7", "2023-07-31"),
        ("一至九月支出情况表", "2023-09-30"),
        ("元月至八月执行情况", "2023-08-31"),
        ("年初至8月支出数", "2023-08-31"),
        ("8月底累计支出", "2023-08-31"),
        ("2023年8月31日执行数", "2023-08-31"),
        ("2023年6月项目支出进度表", "2023-06-30"),
        ("2023年七月份预算执行通报", "2023-07-31"),
        ("2023年7-9月项目支出情况表", "2023-09-30"),
        ("2023年第2季度支出进度", "2023-06-30"),
        ("9月", "2023-09-30"),
        ("2023年12月末项目支出进度表", ""),
        ("截止日期：2023年12月31日", ""),
        ("2022年6月项目支出进度表", ""),
        ("下半年执行数", ""),
    ],
)
def test_words_for_a_day(text: str, day: str) -> None:
    assert asof.until(text, 2023) == day


@pytest.mark.parametrize(
    "rows",
    [
        [[f"{TITLE}（截至9月30日）"], ["单位：万元"], HEAD, LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "1-9月执行数", "1-9月执行率"], LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "截至2023年9月30日执行数", "执行率"], LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "2023年1-9月支出", "执行率"], LINE],
        [[TITLE], ["单位：万元"], [*HEAD[:3], "截至9月底支出", "执行率"], LINE],
        [[TITLE], ["单位：万元"], HEAD, LINE, ["注：本表数据截至9月30日。"]],
        [["2023年1—9月部门项目预算执行情况表"], ["单位：万元"], HEAD, LINE],
    ],
    ids=[
        "title",
        "heading",
        "heading with a day",
        "heading with months",
        "heading with a month's end",
        "note",
        "title with months",
    ],
)
def test_a_list_says_up_to_which_day_its_figures_count(rows: list[list[object]], tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    (row,) = reading.rows
    assert (row.year, row.executed_yuan, row.as_of) == (2023, 600_000, "2023-09-30")
    assert "reason_missing" not in row.flags
    assert any("年中累计数" in said for said in reading.recognised)
    assert (row.flags, row.status) == ([asof.FLAG], "review")


@pytest.mark.parametrize(
    ("above", "sheet", "name"),
    [
        ([["截止日期：2023年9月30日", "", "", "", "单位：万元"]], "表", "t"),
        ([["截止日期：", "2023-09-30", "", "", "单位：万元"]], "表", "t"),
        ([["统计口径：截至2023年9月", "", "", "", "单位：万元"]], "表", "t"),
        ([["（2023年1月1日至2023年9月30日）", "", "", "", "单位：万元"]], "表", "t"),
        ([["2023年9月30日", "", "", "", "单位：万元"]], "表", "t"),
        ([["单位：万元"]], "9月", "t"),
        ([["单位：万元"]], "三季度", "t"),
        ([["单位：万元"]], "2023.9.30", "t"),
        ([["单位：万元"]], "表", "2023年三季度进度"),
        ([["单位：万元"]], "表", "项目支出情况表（9月）"),
    ],
)
def test_the_day_may_stand_beside_the_unit_or_name_the_sheet_or_the_file(
    above: list[list[object]], sheet: str, name: str, tmp_path: Path
) -> None:
    path = sheets.xlsx(tmp_path / f"{name}.xlsx", [[TITLE], *above, HEAD, LINE], sheet=sheet)
    (row,) = read_one(path).rows
    assert (row.year, row.executed_yuan, row.as_of, row.status) == (2023, 600_000, "2023-09-30", "review")


@pytest.mark.parametrize(
    ("title", "year", "as_of"),
    [
        ("徐水区2023年6月项目支出进度表", 2023, "2023-06-30"),
        ("徐水区截至2023年10月底项目支出进度通报", 2023, "2023-10-31"),
        ("徐水区2023年12月末项目支出进度表", 2023, ""),
    ],
)
def test_a_title_that_names_a_month_names_its_year(title: str, year: int, as_of: str, tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", [[title], ["单位：万元"], HEAD, LINE])).rows
    assert (row.year, row.as_of, row.status) == (year, as_of, "review" if as_of else "publish")


@pytest.mark.parametrize(
    ("change", "as_of"),
    [
        ({}, ""),
        ({"title": "2023年1—8月项目支出绩效自评表"}, "2023-08-31"),
        ({"date": "统计时间：2023年8月31日"}, "2023-08-31"),
        ({"date": "填报日期：2023年8月31日"}, ""),
        ({"date": "2023年12月20日"}, ""),
        ({"date": "项目起止时间：2023年1月至6月"}, ""),
        ({"spent": "执行数（截至8月底）"}, "2023-08-31"),
        ({"note": "注：表中执行数截至2023年8月31日。"}, "2023-08-31"),
        ({"note": "注：工程截至2023年8月31日完工。"}, ""),
        ({"project": "上半年文艺演出"}, ""),
        ({"sheet": "1-8月"}, "2023-08-31"),
        ({"sheet": "8月修改"}, ""),
    ],
)
def test_a_form_says_up_to_which_day_its_figures_count(change: dict[str, str], as_of: str, tmp_path: Path) -> None:
    rows = [
        [change.get("title", "项目支出绩效自评表")],
        ["（2023年度）"],
        [change.get("date", "")],
        ["项目名称", change.get("project", "购买服务")],
        ["主管部门", "清河区交通局"],
        ["项目资金（万元）", "", "全年预算数", change.get("spent", "全年执行数")],
        ["", "年度资金总额", 110, 100],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
        ["", "产出指标", "数量指标", "维修面积", "≥767", "775"],
        [change.get("note", "")],
    ]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows, sheet=change.get("sheet", "表")))
    row = next(one for one in reading.rows if one.kind == "project_year")
    assert (row.executed_yuan, row.as_of, asof.FLAG in row.flags) == (1_000_000, as_of, bool(as_of))
    assert any("年中累计数" in said for said in reading.recognised) == bool(as_of)


@pytest.mark.parametrize(
    "rows",
    [
        [[f"{TITLE}（截至12月31日）"], ["单位：万元"], HEAD, LINE],
        [[TITLE], ["单位：万元"], HEAD, LINE, ["注：校舍维修截至6月30日尚未完工。"]],
        [[TITLE], ["项目周期：2023年1月至6月", "", "单位：万元"], HEAD, LINE],
        [[TITLE], ["填表日期：2023年9月20日", "", "单位：万元"], HEAD, LINE],
        [[TITLE], ["请于2023年9月30日前报送", "", "单位：万元"], HEAD, LINE],
        [[f"{TITLE}（截止2023年12月31日）"], ["单位：万元"], HEAD, LINE],
        [["徐水区2023年项目支出绩效自评汇总表"], ["2023年12月20日", "", "单位：万元"], HEAD, LINE],
    ],
    ids=["end of the year", "remark about works", "project's time", "filled in", "sent", "year's end", "judged"],
)
def test_other_days_are_none_of_the_figures(rows: list[list[object]], tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.executed_yuan, row.as_of) == (600_000, "")


@pytest.mark.parametrize(
    "heading",
    [
        "2023年1-12月支出", "2023年度1—12月支出（万元）", "1月至12月累计支出", "截至2023年12月31日支出", "截止2023年12月底实际支出",
        "2023年1月1日至12月31日支出", "年初至12月末支付", "12月底支出",
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", [TITLE, "徐水区部门项目预算执行情况表"])
def test_what_was_spent_by_the_end_of_the_year_is_the_years(heading: str, title: str, tmp_path: Path) -> None:
    rows = [[title], ["单位：万元"], [*HEAD[:2], "2023年预算", heading, "支出进度"], LINE]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert (row.year, row.executed_yuan, row.as_of, row.status) == (2023, 600_000, "", "publish")


@pytest.mark.parametrize("heading", ["7-12月支出", "截至2023年12月31日累计支出", "1-12月计划数", "12月支出"])
def test_other_periods_of_a_heading_are_not_the_years_spending(heading: str, tmp_path: Path) -> None:
    rows = [[TITLE], ["单位：万元"], [*HEAD[:3], heading, "执行率"], LINE]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows
    assert row.executed_yuan is None or row.status == "review"


def test_a_form_whose_heading_says_the_months_of_the_year(tmp_path: Path) -> None:
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "购买服务"], ["主管部门", "清河区交通局"],
        ["项目资金（万元）", "", "全年预算数", "2023年1-12月支出"], ["", "年度资金总额", 110, 100],
    ]  # fmt: skip
    row = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0]
    assert (row.budget_full_year_yuan, row.executed_yuan, row.as_of) == (1_100_000, 1_000_000, "")


@pytest.mark.parametrize("is_first", [False, True])
def test_of_several_days_in_one_list_the_last_counts(is_first: bool, tmp_path: Path) -> None:
    heads, figures = ["截至6月底支出（万元）", "截至12月底支出（万元）"], [54, 171]
    if is_first:
        heads, figures = heads[::-1], figures[::-1]
    rows = [["托克逊县2023年项目支出进度通报表"], ["项目", "全年预算（万元）", *heads], ["厕所革命", 180, *figures]]
    found = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows))
    assert (found.rows[0].executed_yuan, found.rows[0].as_of) == (1_710_000, "")
    assert any("截至6月底支出" in told and "更早" in told for told in found.recognised)
