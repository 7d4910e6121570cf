"""督办清单: the files read back as spreadsheet and word processor read them, against an own count of the inputs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from docx import Document
from docx.oxml.ns import qn

from dashboard.data.engine import DuckDBEngine
from dashboard.exports.finding_text import AS_PRINTED, finding_sentence
from dashboard.exports.worklist import COLUMNS, Frame, Line, Section, Worklist, worklist
from dashboard.exports.worklist_docx import worklist_docx
from dashboard.exports.worklist_xlsx import HEAD_ROW, sheet_names, worklist_xlsx
from dashboard.formats import Unit
from dashboard.metrics.filters import Filter
from dashboard.metrics.worklist import worklist_low, worklist_matters, worklist_projects
from dashboard.strings import Language, words
from tests.conftest import DATA, REPORTS

_SHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MONEY = {"budget": 3, "executed": 4, "unspent": 5}
FRAME = Frame("演示数据", "水利；2025年 & 其他", "演示", "20260102T030405Z-abc", Unit.WAN, "zh", date(2026, 1, 2), 0.95)


def made(engine: DuckDBEngine, chosen: Filter, language: Language = "zh", unit: Unit = Unit.WAN) -> Worklist:
    projects = engine.run(worklist_projects(chosen, 0.9))
    matters = engine.run(worklist_matters(chosen))
    return worklist(projects, matters, replace(FRAME, language=language, unit=unit), words(language))


class Book:
    """An .xlsx read back: sheet names and the cells of each sheet by reference."""

    def __init__(self, content: bytes) -> None:
        self.file = zipfile.ZipFile(io.BytesIO(content))
        book = self._xml("xl/workbook.xml")
        self.names = [s.attrib["name"] for s in book.findall("m:sheets/m:sheet", _SHEET)]
        shared = self._xml("xl/sharedStrings.xml").findall("m:si", _SHEET)
        self.texts = ["".join(t.text or "" for t in si.iter(f"{{{_SHEET['m']}}}t")) for si in shared]

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.file.read(name))  # noqa: S314 - a file of our own

    def xml(self, place: int) -> str:
        return self.file.read(f"xl/worksheets/sheet{place + 1}.xml").decode()

    def rows(self, place: int) -> list[list[str | float | None]]:
        found = []
        for row in self._xml(f"xl/worksheets/sheet{place + 1}.xml").findall("m:sheetData/m:row", _SHEET):
            cells: list[str | float | None] = []
            for cell in row.findall("m:c", _SHEET):
                value = cell.find("m:v", _SHEET)
                assert cell.find("m:f", _SHEET) is None, "no cell is a formula"
                text = value.text if value is not None else None
                is_shared = cell.attrib.get("t") == "s"
                cells.append(None if text is None else self.texts[int(text)] if is_shared else float(text))
            found.append(cells)
        return found


def low_rows() -> list[dict[str, Any]]:
    """Rows of the demo inputs below 90 %, by hand: both amounts, not year to date, self-evaluation, year 2025."""
    rows = pl.read_parquet(DATA / "demo" / "city" / "project_year.parquet")
    rows = rows.filter((pl.col("year") == 2025) & (pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null())
    budget = pl.coalesce("budget_full_year", "budget_initial")
    return rows.filter(pl.col("executed").cast(pl.Float64) < 0.9 * budget.cast(pl.Float64)).to_dicts()


def test_every_low_project_and_every_asked_finding_is_on_the_list(demo: DuckDBEngine) -> None:
    chosen = Filter().years(2025)
    content = made(demo, chosen)
    lines = [line for s in content.sections for line in s.lines]
    stated = [line for line in lines if line.is_low and line.rate is not None and line.budget is not None]
    names = {line.project.split("（2024年资金）")[0] for line in stated}
    for row in low_rows():
        assert any(n.startswith(row["project"]) for n in names), row["project"]
    asked = demo.run_sql("SELECT sentence FROM finding WHERE year = 2025 AND severity IN ('high', 'medium')")
    said = [text for line in lines for text in line.matters]
    assert set(asked["sentence"]) <= set(said)
    silent = sum(text.startswith(("没有说明", "只描述")) for text in said)
    assert len(said) == asked.height + silent


@pytest.mark.parametrize("unit", list(Unit))
def test_every_number_of_the_workbook_is_the_metric_to_the_cent(demo: DuckDBEngine, unit: Unit) -> None:
    content = made(demo, Filter(functions=("水利",)).years(2025), unit=unit)
    book = Book(worklist_xlsx(content, words("zh")))
    assert len(book.names) == len(content.sections) + 1
    cent = Decimal("0.01")
    for place, section in enumerate(content.sections, start=1):
        rows = book.rows(place)[HEAD_ROW:]
        assert [str(r) for r in rows[0]] == list(content.heads(words("zh")))
        assert len(rows) == len(section.lines) + 1
        total = Decimal(0)
        for number, (row, line) in enumerate(zip(rows[1:], section.lines, strict=True), start=1):
            assert row[:3] == [number, line.project, line.year]
            for name, column in _MONEY.items():
                amount, shown = getattr(line, name), row[column]
                assert (amount is None) == (shown is None), (section.department, line.project, name)
                if amount is not None:
                    assert (Decimal(repr(shown)) * unit.factor).quantize(cent) == amount
            if line.is_added and line.unspent is not None:
                total += max(line.unspent, Decimal(0))
            assert row[9:] == [None, None]
        index = book.rows(0)[HEAD_ROW + place]
        assert index[1:3] == [section.department, len(section.lines)]
        if section.unspent is not None:
            assert section.unspent == total
            assert (Decimal(repr(index[5])) * unit.factor).quantize(cent) == total


def test_money_of_the_list_is_that_of_the_inputs(demo: DuckDBEngine) -> None:
    content = made(demo, Filter().years(2025))
    listed = sorted(
        (line.budget, line.executed) for s in content.sections for line in s.lines if line.is_low and line.rate
    )
    inputs = sorted(
        (r["budget_full_year"] or r["budget_initial"], r["executed"]) for r in low_rows() if r["executed"] != 0
    )
    assert [pair for pair in listed if None not in pair] == inputs


def test_sheets_can_be_printed_filtered_and_filled_in(demo: DuckDBEngine) -> None:
    content = made(demo, Filter(functions=("水利",)).years(2025))
    book = Book(worklist_xlsx(content, words("zh")))
    for place in range(len(book.names)):
        xml = book.xml(place)
        assert 'orientation="landscape"' in xml
        assert 'paperSize="9"' in xml
        assert 'state="frozen"' in xml
        assert "<autoFilter" in xml
        assert "演示数据" in xml
        assert "20260102T030405Z-abc" in xml
        assert "演示数据" in str(book.rows(place)[2][0])
        footer = re.search(r"<oddFooter>(.*?)</oddFooter>", xml)
        assert footer is not None
        assert len(footer[1].replace("&amp;", "&").replace("&quot;", '"')) <= 255
        if place:
            assert '<dataValidation type="date" operator="greaterThanOrEqual"' in xml
    defined = book.file.read("xl/workbook.xml").decode()
    assert defined.count("_xlnm.Print_Titles") == len(book.names)
    assert "宋体" in book.file.read("xl/styles.xml").decode()
    for name in book.file.namelist():
        assert "External" not in book.file.read(name).decode("utf-8", "ignore"), name


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "＝1", "＋1", "－1", "＠x", "\r=1"])
def test_text_that_could_run_stays_text(text: str) -> None:
    line = Line(text, 2024, budget=Decimal("-5.00"), reason=text, matters=(text,))
    content = Worklist(FRAME, (Section(text, (line,), Decimal(-5), 1),))
    book = Book(worklist_xlsx(content, words("zh")))
    row = book.rows(1)[HEAD_ROW + 1]
    assert [str(row[c])[0] for c in (1, 7, 8)] == ["'"] * 3
    assert row[3] == -0.0005
    document = Document(io.BytesIO(worklist_docx(content, words("zh"))))
    assert text.strip("\t\r") in document.tables[0].rows[1].cells[1].text


def test_sheet_names_are_allowed_and_unique() -> None:
    long = "某某市某某区" * 8
    names = sheet_names([long, long, "a/b:c", "A B C", "'x'", "History", "目录", "[]", ""], "目录")
    assert len({n.casefold() for n in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.strip("'") == name
        assert name.casefold() not in ("history", "目录")


def test_a_rate_just_below_a_limit_is_not_rounded_up_to_it() -> None:
    lines = tuple(Line(f"p{r}", 2024, rate=r) for r in (0.899999, 0.949999, 0.5))
    content = Worklist(FRAME, (Section("某局", lines, None, 0),))
    shown = Document(io.BytesIO(worklist_docx(content, words("zh")))).tables[0]
    assert [row.cells[6].text for row in shown.rows[1:]] == ["89.99%", "94.99%", "50.00%"]
    xml = Book(worklist_xlsx(content, words("zh"))).file.read("xl/styles.xml").decode()
    formats = set(re.findall(r'formatCode="(0\.0+%)"', xml)) | ({"0.00%"} if 'numFmtId="10"' in xml else set())
    assert {"0.00%", "0.0000%"} <= formats


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_has_a_section_a_department(demo: DuckDBEngine, language: Language) -> None:
    content = made(demo, Filter(functions=("水利",)).years(2025), language)
    w = words(language)
    document = Document(io.BytesIO(worklist_docx(content, w)))
    assert len(document.sections) == len(document.tables) == len(content.sections)
    for page in document.sections:
        assert page.page_width is not None
        assert page.page_height is not None
        assert page.page_width > page.page_height
    body = document.element.body
    for name in ("w:eastAsia",):
        for run in body.iter(qn("w:r")):
            if _HAN.search("".join(t.text or "" for t in run.iter(qn("w:t")))):
                fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
                assert fonts is not None
                assert fonts.get(qn(name))
    for table, section in zip(document.tables, content.sections, strict=True):
        assert len(table.rows) == len(section.lines) + 1
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert [c.text.replace("\n", "") for c in table.rows[0].cells] == [
            re.sub(r" (?=\()", "", head) for head in content.heads(w)
        ]
        assert len(table.columns) == len(COLUMNS)
    footer = "".join(t.text or "" for t in document.sections[0].footer._element.iter(qn("w:t")))
    assert "20260102T030405Z-abc" in footer
    assert {"PAGE", "NUMPAGES"} == {
        field.get(qn("w:instr")) for field in document.sections[0].footer._element.iter(qn("w:fldSimple"))
    }
    assert document.sections[0].header.paragraphs[0].text == "演示数据"
    signed = [p.text for p in document.paragraphs if "____" in p.text]
    assert len(signed) == len(content.sections)
    assert all(r.is_external is False for r in document.part.rels.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_to_follow_up_is_a_file_that_says_so(demo: DuckDBEngine, language: Language) -> None:
    content = made(demo, Filter(departments=("none",)), language)
    w = words(language)
    assert content.sections == ()
    book = Book(worklist_xlsx(content, w))
    assert book.names == [w("worklist.index")]
    assert book.rows(0)[0] == [w("worklist.empty")]
    document = Document(io.BytesIO(worklist_docx(content, w)))
    assert w("worklist.empty") in [p.text for p in document.paragraphs]


def test_the_five_reports(real: DuckDBEngine) -> None:
    content = made(real, Filter(source_groups=(REPORTS,)))
    by_name = {s.department: s for s in content.sections}
    xihu = by_name["西湖区应急管理局"]
    assert [(line.project[:6], line.year, line.unspent) for line in xihu.lines] == [
        ("部门总体", 2022, None),
        ("370MHz", 2022, Decimal("372700.00")),
    ]
    assert xihu.lines[0].matters == ("预算合计写968.20万元，11个项目相加为963.09万元，相差5.11万元。",)
    assert xihu.unspent == Decimal("372700.00")
    assert "由于疫情原因" in xihu.lines[1].reason
    assert content.title(words("zh")) == "督办清单：4个部门10项，未执行44.36万元"


def test_chosen_findings_only(demo: DuckDBEngine) -> None:
    chosen = Filter().years(2025)
    matters = demo.run(worklist_matters(chosen, severity="high", codes=("grade_mismatch",)))
    projects = demo.run(worklist_projects(chosen, 0.9, severity="high", codes=("grade_mismatch",)))
    count = demo.run_sql("SELECT count(*) n FROM finding WHERE code = 'grade_mismatch' AND year = 2025")["n"][0]
    assert matters.height == count
    content = worklist(projects, matters, FRAME, words("zh"))
    assert sum(len(line.matters) for s in content.sections for line in s.lines if not line.is_low) <= count
    assert all(any("写作" in text for text in line.matters) for s in content.sections for line in s.lines)


def test_the_low_list_as_a_work_list(demo: DuckDBEngine) -> None:
    chosen = Filter(functions=("水利",)).years(2025)
    rows = demo.run(worklist_low(chosen, 0.6))
    plain = demo.run_sql(
        "SELECT count(*) n FROM project_year WHERE function = '水利' AND year = 2025 AND evaluation_kind = 'self' "
        "AND as_of IS NULL AND coalesce(execution_rate_computed, execution_rate_stated) < 0.6"
    )
    assert rows.filter(pl.col("rate").is_not_null()).height == plain["n"][0]
    assert rows["is_low"].all()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_amounts_in_sentences_follow_the_unit(demo: DuckDBEngine, real: DuckDBEngine, language: Language) -> None:
    w = words(language)
    for engine in (demo, real):
        for row in engine.run_sql(
            "SELECT * FROM finding WHERE gap_unit = 'yuan' AND code <> 'reason_missing'"
        ).to_dicts():
            text = finding_sentence(row, language, Unit.YUAN, w)
            if row["code"] in AS_PRINTED:
                assert text == row["sentence" if language == "zh" else "sentence_en"]
                continue
            plain = re.sub(r"“[^”]*”", "", text)
            assert "万元" not in plain, text
            assert " yuan" not in plain, text
            stated = f"{Decimal(row['stated_value']):,.2f}".replace("-", "−")
            assert stated in plain, text


def test_sheet_names_count_rare_characters_as_excel_does() -> None:
    rare = "某某省" * 10 + "𠮷"
    for name in sheet_names([rare, rare], "目录"):
        assert len(name.encode("utf-16-le")) // 2 <= 31
