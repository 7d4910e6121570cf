"""Cells and lines that must not be taken as they stand, each by a file made here; figures are written by hand."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from etl.inputs import InputError
from etl.read import bundle, judge
from etl.read.one import read_one, suggest_profile
from tests import sheets

HEAD = ["主管部门", "年度", "项目名称", "全年预算数", "全年执行数", "执行率"]
OFFICE = "青石区教育局"
LINE = f"{OFFICE},2023,"


def _table(*lines: list[object]) -> list[list[object]]:
    return [["单位：万元"], HEAD, *([OFFICE, 2023, *line] for line in lines)]


def _edited(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with bytes of its first sheet changed; the change must take place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert parts[name].count(old) == 1
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


def test_a_rate_shown_as_per_cent_among_bare_fractions_is_not_multiplied_twice(tmp_path: Path) -> None:
    table = _table(["甲", 100, 60, 0.6], ["乙", 20, 10, 0.5], ["丙", 20, 10, 0.5])
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", table, formats={"F3": "0.00%"})).rows
    assert [r.rate_stated_pct for r in rows] == [60, 50, 50]
    assert not any("rate_mismatch" in r.flags for r in rows)


def test_a_rate_that_says_per_cent_is_kept_as_printed(tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", 100, 60, "0.6%"]))).rows
    assert row.rate_stated_pct == Decimal("0.6")
    assert "rate_mismatch" in row.flags


@pytest.mark.parametrize(
    "lines",
    [
        [f'{LINE}"甲,100,60,', f"{LINE}乙,20,10,", f"{LINE}丙,30,10,"],
        [f'{LINE}"甲,100,60,', f"{LINE}乙,20,10,", f'{LINE}"丙,30,10,'],
    ],
    ids=["never closed", "closed by the next stray quote"],
)
def test_a_stray_quote_swallows_no_lines(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join([",".join(HEAD), *lines]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="引号不成对"):
        read_one(path)


def test_quotes_that_do_no_harm_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f'{LINE}"东湖"工程,100,60,', f'{LINE}"一,二,三,四,五,六\n七,八",20,10,', f'{LINE}"乙\n丙",30,10,']
    path.write_text("\n".join([",".join(HEAD), lines[0], lines[2]]), encoding="utf-8")
    assert [r.project for r in read_one(path).rows] == ["东湖工程", "乙丙"]
    path.write_text("\n".join([",".join(HEAD), *lines[1:]]), encoding="utf-8")
    assert [r.project for r in read_one(path).rows] == ["一,二,三,四,五,六七,八", "乙丙"]


def test_a_line_shifted_by_a_separator_without_quotes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"{LINE}甲,1,200,600,", f"{LINE}乙,20,10,", f"{LINE}道路,桥梁,30,10,", f"{LINE}丙,30,10"]
    path.write_text("\n".join(["单位：万元", ",".join(HEAD), *lines]), encoding="utf-8")
    reading = read_one(path)
    assert [r.project for r in reading.rows] == ["乙", "丙"]
    assert [(r.locator, r.is_data) for r in reading.refused] == [("A3", True), ("A5", True)]


def test_a_separator_behind_every_line_shifts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"{LINE}甲,100,60,,", f"{LINE}乙,20,10,,"]
    path.write_text("\n".join(["单位：万元", ",".join(HEAD), *lines]), encoding="utf-8")
    assert [r.executed_yuan for r in read_one(path).rows] == [600_000, 100_000]


def test_formulas_without_a_stored_result_are_told(tmp_path: Path) -> None:
    table = _table(["甲", "=100+20", 60, None], ["乙", 20, 10, None])
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", table))
    assert [r.budget_full_year_yuan for r in reading.rows] == [None, 200_000]
    assert [c.locator for c in reading.rows[0].unread] == ["表!D3"]
    assert any("1个公式没有存下结果（从表!D3起）" in said for said in reading.recognised)


def test_a_total_of_formulas_over_filled_parts_is_unread_and_no_wrong_sum(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2023年度项目支出绩效自评表"], ["项目名称", "", "甲"], ["主管部门", "", "县教育局"],
        ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数"],
        ["", "", "年度资金总额", "=D6+D7", "=E6+E7", "=F6+F7"],
        ["", "", "其中：当年财政拨款", 60, 60, 54], ["", "", "其他资金", 10, 10, 6],
        sheets.FORM_INDICATORS, ["", "产出", "数量", "户数", 10, 10, 90, 90, ""],
    ]  # fmt: skip
    row = read_one(sheets.xlsx(tmp_path / "t.xlsx", rows)).rows[0]
    assert (row.amounts, row.flags) == ((None,) * 5, [])
    assert [cell.locator for cell in row.unread] == ["表!D5", "表!E5", "表!F5"]


def test_an_amount_merged_over_two_projects_is_neithers(tmp_path: Path) -> None:
    table = _table(["甲", 100, 60, None], ["乙", None, None, None], ["丙", 10, 10, None])
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", table, ["D3:D4", "E3:E4"])).rows
    assert [r.budget_full_year_yuan for r in rows] == [None, None, 100_000]
    assert [r.status for r in rows] == ["review", "review", "publish"]
    assert {c.locator for r in rows[:2] for c in r.unread} == {"表!D3", "表!E3"}


def test_names_beside_others_without_figures_come_back(tmp_path: Path) -> None:
    table = [["单位：万元"], [*HEAD, None, "项目名称", "备注"], [OFFICE, 2023, "甲", 100, 60, None, None, "丙", "续建"]]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", table))
    assert [r.locator for r in reading.refused if r.is_data] == ["表!H3"]
    assert [(r.project, r.executed_yuan) for r in reading.rows] == [("甲", 600_000)]


def test_a_part_without_a_colon_is_a_part(tmp_path: Path) -> None:
    reading = read_one(
        sheets.xlsx(tmp_path / "t.xlsx", _table(["清扫", 120, 60, None], [" 其中机械化清扫", 80, 40, None]))
    )
    assert [r.project for r in reading.rows] == ["清扫"]
    assert [r.locator for r in reading.refused if r.is_data] == ["表!A4"]


def test_a_column_of_units_names_no_offices(tmp_path: Path) -> None:
    table = [
        ["填报单位：青石区教育局"], ["年度", "项目名称", "单位", "全年预算数", "全年执行数"],
        [2023, "甲", "万元", 120.5, 60], [2023, "乙", "元", 300_000, 200_000],
    ]  # fmt: skip
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", table)).rows
    assert [(r.department, r.budget_full_year_yuan, r.flags) for r in rows] == [
        (OFFICE, 1_205_000, []),
        (OFFICE, 300_000, []),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [(b'<row r="4"', b'<row r="3"'), (b'r="D4"', b'r="B4"')], ids=["a line", "a cell"]
)
def test_lines_and_cells_out_of_order_are_refused_not_dropped(old: bytes, new: bytes, tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", 100, 60, None], ["乙", 20, 10, None]))
    with pytest.raises(InputError, match="次序是乱的"):
        read_one(_edited(path, old, new))


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    path = sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", 100, 60, None]))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            changed = content
            for old, new in spaces.items():
                changed = changed.replace(old, new)
            archive.writestr(name, changed)
    (row,) = read_one(path).rows
    assert (row.project, row.executed_yuan) == ("甲", 600_000)


def test_one_name_typed_in_two_ways_is_one_name(tmp_path: Path) -> None:
    table = _table(["甲（A） 项目", 90, 50, None], ["甲(A)项目", 90, 50, None], ["甲 (A) 项目", 80, 50, None])
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", table))
    judge.mark_copies(reading.rows)
    flags = [[f for f in r.flags if f in ("duplicate_row", "contradictory_values")] for r in reading.rows]
    assert flags == [["contradictory_values"], ["duplicate_row"], ["contradictory_values"]]
    bundle.write([reading], tmp_path / "bundle")
    evidence = pl.read_csv(tmp_path / "bundle" / "evidence.csv", infer_schema=False)
    assert evidence.height == 4
    assert evidence.select("row_id", "column_name", "ordinal").is_unique().all()
    assert [one.locator for one in bundle.left_out(reading)] == ["表!C4"]


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    import openpyxl

    path = sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", 100, 60, "60%"]))
    book = openpyxl.load_workbook(path)
    copied = book.copy_worksheet(book.worksheets[0])
    copied.title, copied.sheet_state = "旧", "hidden"
    book.save(path)
    reading = read_one(path)
    assert len(reading.rows) == 2
    assert [said for said in reading.recognised if "隐藏" in said] == [
        "旧：这张表在文件里是隐藏的，照样读了；不该装的请先删去"
    ]


def test_an_amount_that_broke_is_told_and_a_rate_of_nothing_is_not(tmp_path: Path) -> None:
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", "#REF!", 60, "#DIV/0!"]))).rows
    assert [(one.column, one.text) for one in row.unread] == [("budget_full_year_yuan", "#REF!")]


def test_a_unit_in_the_sheets_name_counts_where_nothing_else_says_one(tmp_path: Path) -> None:
    for caption, wanted in (("", 1_000_000), ("单位：元", 100)):
        table = [[caption], *_table(["甲", 100, 60, "60%"])[1:]]
        (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", table, sheet="2023年(万元)")).rows
        assert row.budget_full_year_yuan == wanted


def test_a_line_over_its_projects_says_whose_they_are(tmp_path: Path) -> None:
    head = ["序号", "项目名称", "年度", "全年预算数", "全年执行数"]
    lines: list[list[object]] = [
        ["一、青石区教育局", None, None, 120, 70], [1, "甲", 2023, 100, 60], [2, "乙", 2023, 20, 10],
        ["青石区民政局", None, None, None, None], [3, "丙", 2023, 30, 20],
    ]  # fmt: skip
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", [["单位：万元"], head, *lines]))
    assert [(r.project, r.department) for r in reading.rows] == [
        ("甲", "青石区教育局"), ("乙", "青石区教育局"), ("丙", "青石区民政局"),
    ]  # fmt: skip
    assert not [r for r in reading.refused if r.is_data]


@pytest.mark.parametrize("word", ["平均", "平均值", "平 均", "部门平均", "全区平均执行率", "人均"])
def test_a_line_of_means_is_neither_a_project_nor_a_department(word: str, tmp_path: Path) -> None:
    head = ["主管部门", "年度", "全年预算数（万元）", "全年执行数（万元）"]
    lines = [
        ["青石区教育局", 2023, 100, 90],
        ["青石区民政局", 2023, 50, 40],
        [word, 2023, 75, 65],
        ["合计", 2023, 150, 130],
    ]
    rows = read_one(sheets.xlsx(tmp_path / "d.xlsx", [head, *lines])).rows
    assert [r.department for r in rows] == ["青石区教育局", "青石区民政局", "合计"]
    assert not any("sum_mismatch" in r.flags for r in rows)
    listed = [
        ["单位：万元"],
        HEAD,
        [OFFICE, 2023, "甲", 100, 90],
        [word, None, None, 100, 90],
        [None, None, word, 100, 90],
    ]
    (row,) = read_one(sheets.xlsx(tmp_path / "p.xlsx", listed)).rows
    assert (row.project, row.flags, row.status) == ("甲", [], "publish")


def test_projects_called_by_a_mean_stay_projects(tmp_path: Path) -> None:
    names = ["人均公园绿地建设", "平均主义治理", "户均补贴"]
    rows = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(*([name, 10, 9] for name in names)))).rows
    assert [r.project for r in rows] == names


@pytest.mark.parametrize("mark", ["—", "无", "/", "－"])
def test_a_mark_of_nothing_is_no_projects_name(mark: str, tmp_path: Path) -> None:
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", _table(["甲", 100, 90], [mark, 20, 10])))
    assert [r.project for r in reading.rows] == ["甲"]
    assert [r.reason for r in reading.refused if r.is_data] == ["没有项目名称"]


def test_an_infinite_amount_is_said_not_dropped(tmp_path: Path) -> None:
    table = {"主管部门": [OFFICE] * 2, "年度": [2023] * 2, "项目名称": ["甲", "乙"]}
    pl.DataFrame(
        {**table, "全年预算数（元）": [100.0, 50.0], "全年执行数（元）": [float("inf"), float("nan")]}
    ).write_parquet(tmp_path / "t.parquet")
    infinite, nothing = read_one(tmp_path / "t.parquet").rows
    assert infinite.executed_yuan is None
    assert [s.text for s in infinite.unread] == ["inf"]
    assert not nothing.unread


def test_columns_of_figures_nobody_knows_are_named(tmp_path: Path) -> None:
    table = [["序号", *HEAD, "审减数", "备注"], [1, OFFICE, 2023, "甲", 100, 90, "90%", 5, "无"]]
    path = sheets.xlsx(tmp_path / "t.xlsx", table)
    assert [s for s in read_one(path).recognised if "没有用到" in s] == ["表：没有用到的数字列：“审减数”"]
    assert "没有用到的数字列：“审减数”" in suggest_profile(path)


def test_a_score_by_another_word_is_a_score(tmp_path: Path) -> None:
    table = [["主管部门", "年度", "项目名称", "全年预算数（万元）", "评价分"], [OFFICE, 2023, "甲", 100, 88.5]]
    (row,) = read_one(sheets.xlsx(tmp_path / "t.xlsx", table)).rows
    assert row.score == Decimal("88.5")


@pytest.mark.parametrize("figure", ["约1100", "近1100万元", "1100万元左右"])
def test_a_figure_that_says_it_is_rounded_is_for_a_person(figure: str, tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["青石区2023年度项目支出绩效自评汇总表（单位：万元）"],
        ["主管部门", "项目名称", "全年预算数", "全年执行数"],
        ["青石区水利局", "河道清淤", figure, 900],
        ["青石区水利局", "近郊防洪", 100, 90],
    ]
    rough, plain = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines)).rows
    assert (rough.status, "ambiguous" in rough.flags) == ("review", True)
    assert (plain.status, plain.flags) == ("publish", [])


@pytest.mark.parametrize("at", [0, 2])
def test_a_project_over_its_funds_takes_their_sum(at: int, tmp_path: Path) -> None:
    funds: list[list[object]] = [[None, None, "中央", 60, 50], [None, None, "省级", 40, 30]]
    funds.insert(at, [None, None, "小计", 100, 80])
    funds[0][:2] = ["青石区水利局", "河道清淤"]
    lines: list[list[object]] = [
        ["青石区2023年度项目支出绩效自评汇总表（单位：万元）"],
        ["主管部门", "项目名称", "资金来源", "全年预算数", "全年执行数"],
        *funds,
        ["青石区水利局", "防汛物资", "区级", 10, 9],
        ["合计", None, None, 110, 89],
    ]
    reading = read_one(sheets.xlsx(tmp_path / "t.xlsx", lines, ["A3:A5", "B3:B5"]))
    *projects, total = reading.rows
    assert [(r.project, r.budget_full_year_yuan, r.executed_yuan, r.status, r.flags) for r in projects] == [
        ("河道清淤", 1_000_000, 800_000, "publish", []),
        ("防汛物资", 100_000, 90_000, "publish", []),
    ]
    assert (total.budget_full_year_yuan, total.flags) == (1_100_000, [])
    assert [r.reason for r in reading.refused] == ["同一项目的分行，已含在它的合计里，不另计"] * 2
    assert reading.rows[0].quote.startswith("青石区水利局 | 河道清淤 | 小计" if at == 0 else "小计 | 100")
