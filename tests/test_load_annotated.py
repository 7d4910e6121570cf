"""What could not be loaded comes back as a workbook; corrected there it is loaded, uncorrected it changes nothing."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl.inputs import InputError
from etl.load import marks
from etl.load.annotate import annotated
from etl.load.keep import load, undo
from etl.load.plan import Plan, make_plan
from etl.read.rows import Reading, record
from etl.read.run import read_files
from tests import sheets
from tests.conftest import NOW, ROOT, quiet

Home = tuple[Path, Path]
HEAD = ["年度", "主管部门", "项目名称", "全年预算数（万元）", "全年执行数（万元）", "偏差原因"]
GOOD = [["2023", "徐水区民政局", "低保", "100", "90", None], ["2023", "徐水区教育局", "校舍", "50.5", "40", "进度慢"]]
INDICATORS = ["项目名称", "一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分", "偏差原因分析"]
FORM = [
    ["项目支出绩效自评表"],
    ["（2022年度）"],
    ["项目名称", "救助", None, None, "项目编码", "4105"],
    ["主管部门", "徐水区民政局", None, None, "实施单位", "徐水区救助站"],
    ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", 100, 120.5, 90.25, 10, "74.9%", 7.49],
    [None, "其中：当年财政拨款", 100, 120.5, 90.25],
    sheets.FORM_INDICATORS,
    [None, "产出指标", "数量指标", "救助人数", "≥100人", "98人", 90, 88, None],
    ["总分", None, None, None, None, None, 100, 95.49, None],
]


def _with(rows: list[list[object]], *changes: tuple[int, int, object]) -> list[list[object]]:
    made = [list(row) for row in rows]
    for row, column, value in changes:
        made[row][column] = value
    return made


@dataclass(frozen=True)
class Case:
    """A file with something that cannot be loaded, what the marked cells must say instead, and what is new then."""

    write: Callable[[Path], Path]
    right: object
    refused: int
    new: int
    reason: str


def _list(*lines: list[object], top: list[list[object]] | None = None) -> list[list[object]]:
    return [*(top or []), HEAD, *GOOD, *lines]


CASES = {
    "no year in a list": Case(
        lambda p: sheets.text(p / "甲.csv", _list(["没写", "徐水区民政局", "养老", None, "3", None]), "gb18030"),
        "2023", 1, 1, "没有年度"),
    "no project, in UTF-16 with tabs": Case(
        lambda p: sheets.text(p / "甲.tsv", _list(["2023", "徐水区民政局", None, "4", "3", None]), "utf-16", "\t"),
        "养老", 1, 1, "没有项目名称"),
    "no department, title and unit above, merged": Case(
        lambda p: sheets.xlsx(
            p / "甲.xlsx",
            _list([2023, "徐水区教育局", "操场", 1, 1, None], [2023, None, "养老", 4.5, 3, None],
                  ["合计", None, None, 156, 134, None],
                  top=[["徐水区2023年项目汇总表"], [None, None, None, None, "单位：万元"], []]),
            ["A1:F1"], sheet="汇总"),
        "徐水区民政局", 1, 1, "没有部门"),
    "a table without a year anywhere": Case(
        lambda p: sheets.xlsx(p / "甲.xlsx", [row[1:] for row in _list()]), 2023, 2, 2, "没有年度"),
    "a copy of a line": Case(
        lambda p: sheets.xlsx(p / "甲.xlsx", _list(list(GOOD[0]))), "低保（二批）", 1, 1, "与前一行完全相同"),
    "a year before the republic": Case(
        lambda p: sheets.xlsx(p / "甲.xlsx", _list([1912, "徐水区民政局", "养老", "4", "3", None])),
        2023, 1, 1, "1949"),
    "a district nobody can place": Case(
        lambda p: sheets.xlsx(p / "甲.xlsx", _list(["2023", "西湖区民政局", "养老", "4", "3", None])),
        "杭州市西湖区民政局", 1, 1, "的区划不止一个"),
    "a form without a year": Case(
        lambda p: sheets.book(p / "甲.xlsx", {"救助": _with(FORM, (1, 0, None)), "低保": _with(FORM, (2, 1, "低保"))},
                              {"救助": ["A1:H1", "C3:D3", "A5:A7"]}),
        "2022年度项目支出绩效自评表", 2, 2, "没有年度"),
    "a form without a department": Case(
        lambda p: sheets.book(p / "甲.xlsx", {
            "低保": _with(FORM, (2, 1, "低保")), "救助": _with(FORM, (3, 1, None), (3, 4, None), (3, 5, None)),
        }),
        "徐水区民政局", 2, 2, "没有部门"),
    "a list of indicators": Case(
        lambda p: sheets.book(p / "甲.xlsx", {"汇总": _list(), "指标": [
            ["徐水区民政局2023年绩效指标表"], INDICATORS,
            ["低保", "产出指标", "数量指标", "人数", "≥100人", "98人", 20, 18, None],
            [None, "效益指标", "社会效益", None, "≥90%", "0.95", 10, 9, None],
        ]}),
        "满意度", 1, 1, "没有指标名称"),
    "a list of departments": Case(
        lambda p: sheets.xlsx(p / "甲.xlsx", [
            ["2023年部门整体支出汇总表"],
            ["部门名称", "年度", "年初预算数（万元）", "全年预算数（万元）", "全年执行数（万元）"],
            ["徐水区民政局", "2023", 100, 110, 90], ["徐水区教育局", "本年", 10, 11, 9],
        ]),
        "2023", 1, 1, "没有年度"),
}  # fmt: skip


class Office:
    """Plans and loads files, one minute after the other."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "data" / "reference", folder / "data" / "reference")
        self.home, self.minute = (folder / "data", folder / "warehouse"), 0

    def plan(self, *files: Path) -> Plan:
        return make_plan(files, *self.home, "own", NOW, quiet)

    def load(self, *files: Path) -> Plan:
        self.minute += 1
        return load(files, *self.home, "own", NOW + timedelta(minutes=self.minute), quiet)[0]

    def ask(self, sql: str) -> pl.DataFrame:
        return DuckDBEngine(in_service(self.home[1], "own")).run_sql(sql)

    def served(self) -> list[dict[str, object]]:
        """Every fact in service with the place it was read from, and what is in quarantine."""
        facts = (
            f"SELECT '{table}' AS t, row_id, {column}::VARCHAR AS v FROM {table}"
            for table, column in (("project_year", "executed"), ("department_year", "executed"),
                                  ("indicator_year", "score"))
        )  # fmt: skip
        places = "SELECT 'evidence', row_id || column_name, locator || value_text FROM evidence"
        left = "SELECT 'quarantine', raw, code FROM quarantine"
        return self.ask(f"{' UNION ALL '.join([*facts, places, left])} ORDER BY ALL").to_dicts()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def corrected(content: bytes, path: Path, right: object) -> Path:
    """The workbook with every marked cell changed, as a person would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    cell.value = right
    book.save(path)
    return path


def marked(content: bytes) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment is not None
    }  # fmt: skip


def back(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_corrected_in_the_workbook_and_loaded_again(case: Case, office: Office, tmp_path: Path) -> None:
    path, before = case.write(tmp_path), []
    try:
        made = office.load(path)
        before = office.served()
    except InputError:
        # Not one line could be used.
        made = office.plan(path)
        assert made.is_empty
    assert len(made.marks) == case.refused
    assert all(case.reason in mark.reason for mark in made.marks)
    content = annotated(made)
    assert all(case.reason in text for text in marked(content).values())
    if before:
        same = office.load(back(content, tmp_path / "uncorrected.xlsx"))
        assert same.changes_nothing
        assert [m.reason for m in same.marks] == [m.reason for m in made.marks]
        assert office.served() == before
    after = office.load(corrected(content, tmp_path / "批注.xlsx", case.right))
    assert (after.name, after.new, after.changed, after.gone) == ("甲", case.new, 0, 0)
    assert after.marks == []
    assert office.ask("SELECT * FROM quarantine").is_empty()
    assert office.ask("SELECT origin, left(note, 6) FROM source WHERE source_group = '导入'").rows() == [
        (path.name, "按批注改正过")
    ]
    kept = {tuple(row.values()) for row in before if row["t"] != "quarantine"}
    assert kept <= {tuple(row.values()) for row in office.served()}, "nothing else is replaced"


def test_a_newer_version_of_the_file_is_not_taken_back(office: Office, tmp_path: Path) -> None:
    path = sheets.text(tmp_path / "甲.csv", _list(["没写", "徐水区民政局", "养老", "4", "3", None]))
    workbook = corrected(annotated(office.load(path)), tmp_path / "w.xlsx", "2023")
    newer = [["2023", "徐水区民政局", "低保", "100", "95", None], ["2023", "徐水区民政局", "养老", "4", "2", None]]
    office.load(sheets.text(path, [HEAD, *newer]))
    with pytest.raises(InputError, match="之后又装过另一版"):
        office.load(workbook)
    assert office.ask("SELECT executed::DOUBLE AS e FROM project_year ORDER BY e")["e"].to_list() == [20_000, 950_000]


def test_the_original_corrected_as_well_takes_the_place_of_the_workbook(office: Office, tmp_path: Path) -> None:
    """Its row is there once, with what the file says; the file as it was before is warned of."""
    rows = _list(["没写", "徐水区民政局", "养老", "4", "3", None], ["也没", "徐水区民政局", "高龄", "4", "3", None])
    path = sheets.text(tmp_path / "甲.csv", rows)
    first = office.load(path)
    assert office.load(corrected(annotated(first), tmp_path / "w.xlsx", "2023")).new == 2
    assert office.plan(path).gone == 2
    assert any("按批注改正过" in remark for remark in office.plan(path).remarks)
    sheets.text(path, [*rows[:-2], ["2023", "徐水区民政局", "养老", "4", "3.5", None], rows[-1]])
    made = office.load(path)
    assert (made.new, made.changed, made.gone) == (0, 1, 1)
    sql = "SELECT executed::DOUBLE AS e FROM project_year WHERE project = '养老'"
    assert office.ask(sql)["e"].to_list() == [35_000]
    assert office.ask("SELECT code FROM finding WHERE code = 'contradictory_values'").is_empty()
    undo(*office.home, "own")
    assert office.ask(sql)["e"].to_list() == [30_000]


def test_a_workbook_of_several_files_goes_back_to_each(office: Office, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
    one = sheets.xlsx(tmp_path / "甲" / "汇总.xlsx", _list(["无", "徐水区民政局", "养老", "4", "3", None]))
    other = sheets.xlsx(tmp_path / "乙" / "名单.xlsx", [HEAD, ["2023", "徐水区司法局", "普法", "4", "3", None],
                                                        ["无", "徐水区司法局", "调解", "4", "3", None]])  # fmt: skip
    made = office.load(one, other)
    content = annotated(made)
    assert set(marked(content)) == {"表!A4", "表（2）!A3"}
    after = office.load(corrected(content, tmp_path / "w.xlsx", "2023"))
    assert (after.new, after.changed, after.gone, after.marks) == (2, 0, 0, [])
    assert office.ask("SELECT DISTINCT origin FROM source ORDER BY 1")["origin"].to_list() == ["名单.xlsx", "汇总.xlsx"]
    assert office.ask("SELECT locator FROM evidence WHERE quote LIKE '%调解%'")["locator"][0].startswith("表!")


def test_what_could_run_as_a_formula_is_text_and_comes_back_as_it_was(tmp_path: Path) -> None:
    names = ["=1+1", "＝HYPERLINK(1)", "@sum", "'=1", "-项目", "+3", "'单引号"]
    path = sheets.text(tmp_path / "甲.csv", _list(*(["没写", "徐水区民政局", n, "-5.00", "—", None] for n in names)))
    made = _plan(path)
    book = openpyxl.load_workbook(io.BytesIO(annotated(made)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert not [c for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "＝", "@", "-项"))]
    assert any(c.value == "-5.00" for c in cells), "an amount stays one"
    assert _told(read_files([back(annotated(made), tmp_path / "w.xlsx")])) == _told(made.readings)


def test_a_figure_that_was_not_read_is_marked_and_loaded_once_corrected(office: Office, tmp_path: Path) -> None:
    path = sheets.text(tmp_path / "甲.csv", _list(["2023", "徐水区民政局", "养老", "四十左右", "3", None]))
    made = office.load(path)
    assert (made.marks, made.new) == ([], 3)
    content = annotated(made)
    assert set(marked(content)) == {"甲!D4"}
    after = office.load(corrected(content, tmp_path / "w.xlsx", "4.5"))
    assert (after.new, after.changed, after.gone) == (0, 1, 0)
    sql = "SELECT budget_full_year::DOUBLE AS b FROM project_year WHERE project = '养老'"
    assert office.ask(sql)["b"].to_list() == [45_000]


def test_a_sheet_taken_out_of_the_workbook_is_refused(tmp_path: Path) -> None:
    made = _plan(sheets.text(tmp_path / "甲.csv", _list(["没写", "徐水区民政局", "养老", "4", "3", None])))
    book = openpyxl.load_workbook(io.BytesIO(annotated(made)))
    rows = [[cell.value for cell in row] for row in book["甲"].iter_rows()]
    for path in (sheets.text(tmp_path / "w.csv", rows), sheets.xlsx(tmp_path / "w.xlsx", rows)):
        (again,) = read_files([path])
        assert again.sentence.startswith("是从批注工作簿里另存出来的一张表")


def test_a_sheet_added_to_the_workbook_is_named_and_not_read(tmp_path: Path) -> None:
    made = _plan(sheets.text(tmp_path / "甲.csv", _list(["没写", "徐水区民政局", "养老", "4", "3", None])))
    book = openpyxl.load_workbook(io.BytesIO(annotated(made)))
    book.create_sheet("草稿")
    book.create_sheet("补充").append(["项目名称", "预算数", "执行数"])
    book.save(tmp_path / "w.xlsx")
    (again,) = read_files([tmp_path / "w.xlsx"])
    assert _told([again]) == _told(made.readings)
    assert again.recognised[:-1] == ["批注里添的工作表“补充”不属于任何一份原文件，没有读；要装载请另存成单独的文件"]


def test_the_name_in_the_workbook_is_never_a_path(tmp_path: Path) -> None:
    made = _plan(sheets.text(tmp_path / "甲.csv", _list(["没写", "徐水区民政局", "养老", "4", "3", None])))
    book = openpyxl.load_workbook(io.BytesIO(annotated(made)))
    book["装载信息"]["B3"] = "..\\../乙.csv"
    book.save(tmp_path / "w.xlsx")
    assert [r.file for r in read_files([tmp_path / "w.xlsx"])] == ["乙.csv"]


def test_only_listed_where_there_are_no_cells(tmp_path: Path) -> None:
    """Of a report in prose the workbook is a list; loaded, it says so."""
    reading = Reading("报告.txt", [], path=str(ROOT / "tests" / "devset" / "prose" / "01_chenghu_yjj_2023.txt"))
    made = Plan("报告", "own", [reading], marks=[marks.Mark(0, "报告.txt", "12-40", "没有人确认", "原文")])
    (again,) = read_files([back(annotated(made), tmp_path / "w.xlsx")])
    assert again.sentence.endswith("。")
    assert not again.rows


def _plan(path: Path) -> Plan:
    """A plan without a build; without a refusal its first row is marked, so that its sheets are written."""
    made = Plan("x", "own", read_files([path]))
    made.marks, made.refused = marks.of_reading(made.readings)
    first = (*made.readings[0].rows, *made.readings[0].refused)[0]
    made.marks = made.marks or [marks.Mark(0, made.readings[0].file, first.locator, "试", "")]
    return made


def _told(readings: list[Reading]) -> list[object]:
    """All of readings; a row without a year or a department is what is refused of it."""
    return [
        (
            reading.file, reading.digest, marks.of_reading([reading])[0],
            [(r.locator, r.reason, r.raw) for r in reading.refused if not r.is_data],
            [(record(r), r.statements, r.funds, r.reason_text, r.measure_text, r.levels, r.target_text, r.actual_text,
              r.weight,
              reading.cell(r, "year"), reading.cell(r, "department")) for r in reading.rows if r.year and r.department],
        )
        for reading in readings
    ]  # fmt: skip


FILES = {
    **{path.name: path for path in sorted((ROOT / "tests" / "devset").glob("f*/*.*"))},
    **{path.name: path for path in sorted((ROOT.parent / "shared" / "open_data").glob("*/*.csv"))},
}


@pytest.mark.parametrize("path", FILES.values(), ids=list(FILES))
def test_every_kind_of_file_is_read_the_same_out_of_the_workbook(path: Path, tmp_path: Path) -> None:
    made = _plan(path)
    assert _told(read_files([back(annotated(made), tmp_path / "w.xlsx")])) == _told(made.readings)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_every_case_is_read_the_same_out_of_the_workbook(case: Case, tmp_path: Path) -> None:
    made = _plan(case.write(tmp_path))
    assert _told(read_files([back(annotated(made), tmp_path / "w.xlsx")])) == _told(made.readings)


def test_two_copies_of_one_workbook_do_not_take_each_others_corrections_back(office: Office, tmp_path: Path) -> None:
    """The second was made before the first was loaded; loaded again, the first changes nothing, saved anew or not."""
    rows = _list(["没写", "徐水区民政局", "养老", "4", "3", None], ["也没", "徐水区民政局", "高龄", "4", "3", None])
    content = annotated(office.load(sheets.xlsx(tmp_path / "甲.xlsx", rows)))
    one, other = (_changed(content, tmp_path / f"{cell}.xlsx", cell, 2023) for cell in ("A4", "A5"))
    assert office.load(one).new == 1
    with pytest.raises(InputError, match="之后又装过另一版"):
        office.load(other)
    assert office.load(one).changes_nothing
    assert office.load(_changed(one.read_bytes(), tmp_path / "saved.xlsx", "A4", 2023)).changes_nothing
    made = office.plan(one)
    assert office.load(_changed(annotated(made), tmp_path / "next.xlsx", "A5", 2023)).new == 1
    assert office.ask("SELECT count(*) FROM project_year").row(0) == (4,)


def _changed(content: bytes, path: Path, cell: str, value: object) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["表"][cell] = value
    book.save(path)
    return path


@pytest.mark.parametrize("is_renamed", [True, False])
def test_a_sheet_renamed_or_deleted_in_the_workbook_withdraws_no_rows(
    is_renamed: bool, office: Office, tmp_path: Path
) -> None:
    bad = _list(["没写", "徐水区民政局", "养老", "4", "3", None])
    path = sheets.book(tmp_path / "甲.xlsx", {"教育": [HEAD, *GOOD[1:]], "民政": [HEAD, bad[1], bad[3]], "空": []})
    content, before = annotated(office.load(path)), office.served()
    book = openpyxl.load_workbook(io.BytesIO(content))
    if is_renamed:
        book["教育"].title = "教育改"
    else:
        del book["教育"]
    book.save(tmp_path / "w.xlsx")
    with pytest.raises(InputError, match="少了工作表“教育”"):
        office.load(tmp_path / "w.xlsx")
    assert office.served() == before
    assert office.load(back(content, tmp_path / "same.xlsx")).changes_nothing
