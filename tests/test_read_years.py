"""Which year a table or form is of, and which year its columns are of, where more than one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.one import read_one
from etl.read.rows import REVIEW, FlatRow, Reading
from tests import sheets

TITLE = ["2023年度项目支出绩效自评汇总表（单位：万元）"]
LINE = ["青石区教育局", "校舍维修"]
HEAD = ["主管部门", "项目名称"]


def _reading(folder: Path, rows: list[list[object]], name: str = "表.xlsx") -> Reading:
    return read_one(sheets.xlsx(folder / name, rows))


def _told(rows: list[FlatRow]) -> list[tuple[object, ...]]:
    """Year, full-year budget and executed in 万元, rate, score and status of each row."""
    money = [[None if v is None else v / 10_000 for v in (r.budget_full_year_yuan, r.executed_yuan)] for r in rows]
    return [(r.year, *m, r.rate_stated_pct, r.score, r.status) for r, m in zip(rows, money, strict=True)]


def _form(title: str, under: str, name: str = "校舍维修", *more: list[object]) -> list[list[object]]:
    return [
        [title], [under], ["项目名称", name], ["主管部门", "青石区教育局"], *more,
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", 100, 100, 90, 10, "90%", 9],
        sheets.FORM_INDICATORS, ["", "产出指标", "数量指标", "面积", "1", "1", 90, 86, ""],
        ["总分", "", "", "", "", "", 100, 95, ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("captions", "year"),
    [
        (["2024年青石区开展2023年度项目绩效自评汇总表"], 2023),
        (["2024年度对2023年度项目支出绩效自评汇总表"], 2023),
        (["青石区财政局关于2024年度开展2023年项目支出绩效自评情况表"], 2023),
        (["2024年项目支出绩效自评汇总表", "（2023年度）"], 2023),
        (["青财绩〔2024〕5号", "2023年度项目支出绩效自评汇总表"], 2023),
        (["2021-2023年度项目支出绩效自评汇总表"], None),
        (["2021年至2023年项目支出绩效自评汇总表"], None),
        (["2021—2023年度项目支出绩效自评汇总表", "（2023年度）"], 2023),
        (["2024年度项目支出绩效自评汇总表", "（2023年度）"], None),
        (["2022年度和2023年度项目支出绩效自评汇总表"], None),
    ],
)
def test_the_year_that_captions_agree_on(captions: list[str], year: int | None, tmp_path: Path) -> None:
    heads = [*HEAD, "全年预算数（万元）", "全年执行数（万元）", "得分"]
    status = "publish" if year else REVIEW
    row = _reading(tmp_path, [*([c] for c in captions), heads, [*LINE, 100, 90, 95]]).rows
    assert _told(row) == [(year, 100, 90, None, 95, status)]
    form = _reading(tmp_path, _form(captions[0].replace("汇总", ""), *captions[1:] or [""])).rows[0]
    assert (form.year, form.status) == (year, status)


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        (_form("项目支出绩效自评表", "", "2021年老旧小区改造"), None),
        (_form("项目支出绩效自评表", "（2023年度）", "2021年老旧小区改造"), 2023),
        (_form("2023年度项目支出绩效自评表", "", "校舍维修", ["评价年度", "2021-2023年"]), None),
        (_form("项目支出绩效自评表", "", "校舍维修", ["评价年度", "2023年"]), 2023),
    ],
)
def test_the_year_of_a_name_or_of_several_is_not_that_of_the_form(
    rows: list[list[object]], year: int | None, tmp_path: Path
) -> None:
    row = _reading(tmp_path, rows).rows[0]
    assert (row.year, row.status) == (year, "publish" if year else REVIEW)


@pytest.mark.parametrize(
    ("heads", "figures", "expected"),
    [
        (
            ["2022年支出", "全年预算数", "全年执行数", "得分"],
            [80, 100, 90, 95],
            [(2022, None, 80, None, None, "publish"), (2023, 100, 90, None, 95, "publish")],
        ),
        (
            ["2022年执行率", "全年预算数", "全年执行数", "得分"],
            ["80%", 100, 90, 95],
            [(2022, None, None, 80, None, "publish"), (2023, 100, 90, None, 95, "publish")],
        ),
        (
            ["2022年预算数", "2022年执行数", "2023年预算数", "2023年执行数", "得分"],
            [80, 70, 100, 90, 95],
            [(2022, 80, 70, None, None, "publish"), (2023, 100, 90, None, 95, "publish")],
        ),
        (["2023年预算数", "2023年执行数", "得分"], [100, 90, 95], [(2023, 100, 90, None, 95, "publish")]),
        # Of 2022, though the list is headed 2023: the only year any amount names.
        (["2022年预算数", "2022年执行数", "得分"], [80, 70, 95], [(2022, 80, 70, None, 95, "publish")]),
        (["2022年预算数", "执行数", "得分"], [80, 70, 95], [(2022, 80, 70, None, 95, REVIEW)]),
    ],
)
def test_columns_without_a_year_are_of_the_year_of_the_list(
    heads: list[str], figures: list[object], expected: list[tuple[object, ...]], tmp_path: Path
) -> None:
    assert _told(_reading(tmp_path, [TITLE, [*HEAD, *heads], [*LINE, *figures]]).rows) == expected


def test_where_nobody_says_the_year_a_score_of_two_is_of_none(tmp_path: Path) -> None:
    heads = [*HEAD, *(f"{y}年{what}（万元）" for y in (2022, 2023) for what in ("预算数", "执行数")), "得分"]
    found = _reading(tmp_path, [heads, [*LINE, 80, 70, 100, 90, 95]])
    assert _told(found.rows) == [(2022, 80, 70, None, None, "publish"), (2023, 100, 90, None, None, "publish")]
    assert any("“得分”没有写是哪一年的，不取" in told for told in found.recognised)
    twice = [*HEAD, "2022年支出（万元）", "全年预算数（万元）", "全年执行数（万元）"]
    found = _reading(tmp_path, [twice, [*LINE, 80, 100, 90]])
    assert _told(found.rows) == [(None, 100, 90, None, None, REVIEW)]
    assert any("“2022年支出（万元）”与没有写年度的列分不清" in told for told in found.recognised)


def test_a_column_of_another_year_beside_a_column_of_years(tmp_path: Path) -> None:
    heads = [*HEAD, "年度", "2022年支出（万元）", "全年预算数（万元）", "全年执行数（万元）"]
    found = _reading(tmp_path, [heads, [*LINE, 2023, 80, 100, 90], [*LINE, 2022, 70, 80, 75]])
    assert _told(found.rows) == [(2023, 100, 90, None, None, "publish"), (2022, 80, 75, None, None, "publish")]
    assert any("“2022年支出（万元）”不是各行写的年度的" in told for told in found.recognised)


@pytest.mark.parametrize(
    "heads",
    [["2022年实际值", "年度指标值", "实际完成值"], ["2022年完成值", "2023年目标值", "2023年完成值"]],
)
def test_results_of_another_year_are_none_of_an_indicator(heads: list[str], tmp_path: Path) -> None:
    found = _reading(
        tmp_path, [TITLE, ["项目名称", "三级指标", *heads, "分值", "得分"], ["校舍", "面积", "1", "2", "3", 10, 9]]
    )
    (row,) = found.rows
    assert (row.year, row.target_text, row.actual_text, row.weight, row.score) == (2023, "2", "3", 10, 9)
    assert any(f"“{heads[0]}”是别的年度的，不取" in told for told in found.recognised)


@pytest.mark.parametrize("years", [("2022年", "2023年"), ("2022年度", "2023年度"), (2022, 2023)])
@pytest.mark.parametrize("merges", [(), ("A2:A3", "B2:C2", "D2:E2", "F2:G2")])
def test_years_below_each_figure_make_a_row_of_each(
    years: tuple[object, ...], merges: tuple[str, ...], tmp_path: Path
) -> None:
    rows = [["云溪区教育局2022-2023年度项目预算执行表（万元）"], ["项目名称", "预算数", None, "执行数", None, "自评得分"],
            [None, *years * 3], ["校舍", 300, 310, 290, 305, 90, 91]]  # fmt: skip
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, merges))
    assert _told(found.rows) == [(2022, 300, 290, None, 90, "publish"), (2023, 310, 305, None, 91, "publish")]
    rows = [rows[0], ["项目名称", "自评得分"], [None, *years], ["校舍", 90, 91]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, merges[:2]))
    assert [(r.year, r.score) for r in found.rows] == [(2022, 90), (2023, 91)]


@pytest.mark.parametrize(
    ("sheet", "is_doubted"),
    [
        ("2022年", True),
        ("2022", True),
        ("二〇二二年度", True),
        ("2022年项目自评表", True),
        ("2023年", False),
        ("2022年结转项目", False),
        ("2024年3月报送", False),
        ("表", False),
    ],
)
def test_a_sheet_named_by_another_year_is_doubted(sheet: str, is_doubted: bool, tmp_path: Path) -> None:
    listed = [TITLE, [*HEAD, "全年预算数", "全年执行数"], [*LINE, 10, 9]]
    form = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "校舍维修"], ["主管部门", "青石区教育局"],
        ["项目资金（万元）", "", "全年预算数", "全年执行数", "执行率"], ["", "年度资金总额", 10, 9, "90%"],
        sheets.FORM_INDICATORS, ["", "产出", "数量", "面积", 1, 1, 90, 90, ""],
    ]  # fmt: skip
    for rows in (listed, form):
        found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, sheet=sheet))
        assert all((row.year, row.status == REVIEW) == (2023, is_doubted) for row in found.rows)
        assert any("工作表名" in told for told in found.recognised) == is_doubted


def test_lines_that_say_their_year_need_none_of_the_sheet(tmp_path: Path) -> None:
    rows = [["项目支出绩效自评汇总表（单位：万元）"], [*HEAD, "年度", "全年执行数"], [*LINE, 2023, 9]]
    found = read_one(sheets.xlsx(tmp_path / "表.xlsx", rows, sheet="2022年"))
    assert _told(found.rows) == [(2023, None, 9, None, None, "publish")]


ALONE: list[list[object]] = [["水利局项目支出绩效自评汇总表（单位：万元）"], ["项目名称", "全年预算数", "全年执行数"]]


@pytest.mark.parametrize(
    ("first", "second"),
    [("2022年度", "2023年度"), ("一、2022年", "二、2023年"), ("（一）二〇二二年度", "（二）2023年")],
)
def test_lines_below_a_year_are_of_it(first: str, second: str, tmp_path: Path) -> None:
    rows = _reading(tmp_path, [*ALONE, [first], ["河长制", 5, 5], [second], ["河长制", 6, 6]]).rows
    assert [(row.year, row.budget, row.flags) for row in rows] == [(2022, 50_000, []), (2023, 60_000, [])]


@pytest.mark.parametrize(
    ("totals", "years"), [(([["合计", 5, 5]], [["合计", 6, 6]]), [2022, 2023]), (([], [["合计", 11, 11]]), [None])]
)
def test_a_total_is_of_its_year_or_of_all(
    totals: tuple[list[list[object]], ...], years: list[int | None], tmp_path: Path
) -> None:
    first, second = totals
    lines = [["2022年度"], ["河长制", 5, 5], *first, ["2023年度"], ["河长制", 6, 6], *second]
    rows = [row for row in _reading(tmp_path, [*ALONE, *lines]).rows if row.is_total]
    assert [(row.year, row.flags) for row in rows] == [(year, []) for year in years]


def test_a_year_alone_below_a_list_dates_nothing_above_it(tmp_path: Path) -> None:
    rows = _reading(tmp_path, [TITLE, *ALONE[1:], ["河长制", 5, 5], ["2024年"]]).rows
    assert [(row.year, row.project) for row in rows] == [(2023, "河长制")]
