"""The meeting pack unzipped: native charts with their workbooks, figures against an own count of the inputs, fonts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.charts import specs
from dashboard.charts.office import _FORMS, office_chart
from dashboard.charts.plotly import _RENDERERS
from dashboard.exports.deck import figures_deck
from dashboard.exports.frame import clean_marking, frame_of
from dashboard.exports.pack import Kind, pack_file
from dashboard.exports.workbook import HEAD_ROW, figure_sheet, workbook
from dashboard.formats import Unit
from dashboard.stories.facts import Facts
from dashboard.stories.meeting import meeting
from dashboard.stories.section import Section
from dashboard.stories.tables import Column, SheetTable
from dashboard.strings import words
from tests.conftest import DATA
from tests.office import Book, Package
from tests.oracle import CITY
from tests.pack import context
from tests.test_charts import KINDS, make

MARKING = "内部资料"
LEAST: dict[tuple[str, Kind], int] = {
    ("demo", "deck"): 5, ("demo", "workbook"): 5, ("demo", "brief"): 2,
    ("real", "deck"): 3, ("real", "workbook"): 3, ("real", "brief"): 2,
}  # fmt: skip
CENT = Decimal("0.005")


@pytest.fixture(scope="module")
def packs(warehouse: Path) -> dict[tuple[str, Kind], bytes]:
    """All six files."""
    homes = {"demo": DATA / "warehouse", "real": warehouse}
    contexts = {name: context(home, name) for name, home in homes.items()}
    return {key: pack_file(key[1], contexts[key[0]], MARKING) for key in LEAST}


def yuan(value: float | None, unit: Unit = Unit.WAN) -> Decimal:
    assert value is not None
    return Decimal(repr(value)) * unit.factor


@pytest.mark.parametrize("key", LEAST)
def test_there_are_native_charts_with_values(packs: dict[tuple[str, Kind], bytes], key: tuple[str, Kind]) -> None:
    package = Package(packs[key])
    assert len(package.charts) >= LEAST[key]
    for chart in package.charts:
        drawn = package.series(chart)
        assert drawn
        assert any(v is not None for s in drawn for v in s.values), chart


@pytest.mark.parametrize("key", [k for k in LEAST if k[1] != "workbook"])
def test_every_chart_carries_the_cells_it_shows(packs: dict[tuple[str, Kind], bytes], key: tuple[str, Kind]) -> None:
    package = Package(packs[key])
    for chart in package.charts:
        cells = package.book_of(chart).rows()
        columns = {str(c[0]): [None if v == "" else v for v in c[1:]] for c in zip(*cells, strict=True)}
        for series in package.series(chart):
            own = columns[series.name][: len(series.values)]
            assert [v if v is None else float(v) for v in own] == pytest.approx(series.values, nan_ok=True), chart


@pytest.mark.parametrize("key", LEAST)
def test_chinese_has_a_chinese_font_and_nothing_leads_outside(
    packs: dict[tuple[str, Kind], bytes], key: tuple[str, Kind]
) -> None:
    package = Package(packs[key])
    assert package.runs_without_a_chinese_font() == []
    assert package.fonts_without_a_chinese_twin() == []
    assert package.outside_links() == []


def test_the_bars_of_the_reports_are_the_printed_amounts(packs: dict[tuple[str, Kind], bytes]) -> None:
    """370MHz: 79.00 given, 41.73 spent; 应急管理专项工作经费: 48 and 40.9094 (万元, as the reports state them)."""
    package = Package(packs["real", "deck"])
    found = {}
    for chart in package.charts:
        for line in package.book_of(chart).rows():
            found[str(line[0]).split("\n")[0]] = line[1:4]
    assert found["370MHz应急指挥窄带无线通信网和图传指挥设备项目"] == [79.0, 41.73, 37.27]
    assert found["应急管理专项工作经费"] == [48.0, 40.9094, 7.0906]


def _lines() -> pl.DataFrame:
    """The city's self-evaluated project-years as its files hold them; amounts as exact decimals."""
    return pl.read_parquet(CITY / "project_year.parquet").filter(pl.col("evaluation_kind") == "self")


def _by_function() -> dict[str, tuple[Decimal, Decimal]]:
    """Σ budget and Σ executed of the latest year by function, over lines with both amounts on the full-year budget."""
    functions = pl.read_parquet(CITY / "department.parquet").select("department_id", "function")
    used = _lines().filter(pl.col("as_of").is_null()).drop_nulls(["budget_full_year", "executed"])
    used = used.filter(pl.col("year").cast(pl.Int64) == 2025).join(functions, on="department_id")
    summed = used.group_by("function").agg(pl.col("budget_full_year", "executed").sum())
    return {name: (budget, executed) for name, budget, executed in summed.iter_rows()}


def test_the_bars_of_the_city_are_the_sums_of_its_lines_to_the_cent(packs: dict[tuple[str, Kind], bytes]) -> None:
    package = Package(packs["demo", "deck"])
    expected = _by_function()
    (line, *others) = package.book_of(package.charts[0]).rows()[1:]
    assert len(others) == 9
    for name, budget, executed, *_ in (line, *others):
        assert abs(yuan(budget, Unit.YI) - expected[str(name)][0]) < CENT, name  # type: ignore[arg-type]
        assert abs(yuan(executed, Unit.YI) - expected[str(name)][1]) < CENT, name  # type: ignore[arg-type]


def test_target_marks_follow_the_cells(packs: dict[tuple[str, Kind], bytes]) -> None:
    package = Package(packs["demo", "deck"])
    formulas = package.book_of(package.charts[0]).formulas()
    assert any("B2*$K$2" in f and "C2" in f for f in formulas)
    assert package.book_of(package.charts[0]).rows()[1][10] == 0.95
    assert len(formulas) == 10 * 7


def test_the_workbook_holds_every_line_as_numbers(packs: dict[tuple[str, Kind], bytes]) -> None:
    book = Book(packs["demo", "workbook"])
    own = _lines()
    cells = book.rows("项目明细")[HEAD_ROW:]
    heads = {str(h): i for i, h in enumerate(cells[0])}
    assert len(cells) - 1 == own.height
    given = [r[heads["预算（万元）"]] for r in cells[1:]]
    told = sum((yuan(v) for v in given if v is not None), Decimal(0))  # type: ignore[arg-type]
    assert abs(told - own.select(pl.coalesce("budget_full_year", "budget_initial").sum()).item()) < CENT * 100
    rated = [r for r in cells[1:] if r[heads["执行率"]] is not None]
    assert len(rated) >= own.drop_nulls(["budget_full_year", "executed"]).height - 50
    assert all(isinstance(r[heads["执行率"]], float) for r in rated)


@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_tables_have_frozen_heads_filters_and_links(packs: dict[tuple[str, Kind], bytes], dataset: str) -> None:
    book = Book(packs[dataset, "workbook"])
    assert book.names[:3] == ["说明", "图表", "图表数据"]
    assert book.names[-1] == "口径"
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    for name in ("部门执行", "年度", "低执行项目", "原因", "得分", "项目明细", "核对发现", "来源"):
        sheet = book.xml(name)
        assert next(sheet.iter(f"{space}pane")).get("ySplit") == str(HEAD_ROW + 1)
        assert next(sheet.iter(f"{space}autoFilter")) is not None


def test_text_that_would_run_is_neutralised(warehouse: Path) -> None:
    chosen = context(warehouse, "real")
    evil = SheetTable(
        "x", "表", "=1+1", "@x", (Column("=cmd", "wide", 20),), pl.DataFrame({"c0": ["=2+2", "-3", "好"]})
    )
    content = workbook(meeting(Facts(chosen)), [lambda: evil], frame_of(chosen, "=9"))
    texts = [str(c) for row in Book(content).rows("表") for c in row if c is not None]
    assert "'=2+2" in texts
    assert "好" in texts
    assert not [t for t in texts if t.startswith(("=", "@", "-"))]
    assert Book(content).formulas("表") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 1, 3, 40])
def test_every_kind_of_chart_becomes_a_slide_and_a_sheet(warehouse: Path, kind: str, n: int) -> None:
    spec = make(kind, n)
    chosen = context(warehouse, "real")
    frame = frame_of(chosen, MARKING)
    section = Section("figure", spec.title, spec.caption, figure=spec, unit=spec.unit_label)
    slide = Package(figures_deck([(section, frame)], frame))
    has_chart = office_chart(spec, words("zh")) is not None
    assert len(slide.charts) == int(has_chart)
    assert has_chart == (n > 0 and not isinstance(spec, specs.HeatMap)), kind
    assert slide.runs_without_a_chinese_font() == []
    table = spec.table(words("zh"))
    book = Book(figure_sheet(section, table, frame))
    assert len(book.rows("图表数据")) == HEAD_ROW + 1 + table.height


def test_every_specification_has_an_office_form() -> None:
    assert set(_FORMS) | {specs.HeatMap} == set(_RENDERERS)


def test_a_map_is_a_table_with_the_colours_of_the_screen(warehouse: Path) -> None:
    spec = make("HeatMap", 3) if "HeatMap" in KINDS else next(make(k, 3) for k in KINDS if k.lower().startswith("heat"))
    chosen = context(warehouse, "real")
    frame = frame_of(chosen, MARKING)
    package = Package(figures_deck([(Section("figure", "图", "", figure=spec), frame)], frame))
    slide = package.xml("ppt/slides/slide1.xml")
    text = "".join(slide.itertext())
    assert text.count("90.0") == 6
    fills = [n.get("val") for n in slide.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr")]
    assert "F3D5BD" in fills


@pytest.mark.parametrize("kind", ["deck", "workbook", "brief"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_row_and_one_row_make_files_too(warehouse: Path, kind: Kind, lang: str) -> None:
    none = pack_file(kind, context(warehouse, "real", ("000000",), lang=lang), MARKING)
    assert not Package(none).runs_without_a_chinese_font()
    one = pack_file(kind, context(warehouse, "real", lang=lang, department="510402-yjj"), MARKING)
    assert Package(one).charts or kind == "brief"


def test_one_year_is_never_drawn_as_a_trend(warehouse: Path) -> None:
    package = Package(pack_file("deck", context(DATA / "warehouse", "demo", from_="2025", to="2025"), MARKING))
    lines = [s for c in package.charts for s in package.series(c) if s.kind == "lineChart"]
    # The running share of the reasons is the only line left.
    assert {len(s.categories) > 1 for s in lines} == {True}
    assert not [s for s in lines if s.categories and s.categories[0].startswith("20")]


def test_one_chosen_year_is_compared_with_the_year_before(warehouse: Path) -> None:
    one, all_years = (
        "".join(slide.itertext())
        for pack in (context(DATA / "warehouse", "demo", from_="2025", to="2025"), context(DATA / "warehouse", "demo"))
        for slide in [Package(pack_file("deck", pack, MARKING)).xml("ppt/slides/slide2.xml")]
    )
    changes = re.findall(r"较上年 [+−]?[\d.]+%", all_years)
    assert len(changes) == 3
    assert re.findall(r"较上年 [+−]?[\d.]+%", one) == changes
    assert "只选了2025年，没有走势可看" in one


def test_invented_data_are_marked_on_every_slide_page_and_sheet(packs: dict[tuple[str, Kind], bytes]) -> None:
    deck = Package(packs["demo", "deck"])
    for name in deck.names(r"ppt/slides/slide\d+\.xml"):
        assert "演示数据" in "".join(deck.xml(name).itertext()), name
        assert MARKING in "".join(deck.xml(name).itertext()), name
    brief = Package(packs["demo", "brief"])
    headers = "".join("".join(brief.xml(n).itertext()) for n in brief.names(r"word/header\d+\.xml"))
    assert f"{MARKING}　演示数据" in headers
    book = Book(packs["demo", "workbook"])
    for name in book.names:
        if name != "图表数据":
            assert any("演示数据" in str(c) for row in book.rows(name)[:HEAD_ROW] for c in row), name


def test_slides_say_filters_unit_build_and_day_and_quote_their_evidence(warehouse: Path) -> None:
    chosen = context(warehouse, "real", district="360103", from_="2022", to="2022")
    deck = Package(pack_file("deck", chosen, "秘密"))
    for name in deck.names(r"ppt/slides/slide\d+\.xml")[1:]:
        text = "".join(deck.xml(name).itertext())
        for part in ("西湖区", "2022年", "单位：", chosen.build_id, "秘密"):
            assert part in text, (name, part)
    notes = "".join("".join(deck.xml(n).itertext()) for n in deck.names(r"ppt/notesSlides/notesSlide\d+\.xml"))
    assert "「由于疫情原因，该项目进度受到影响」" in notes


def test_the_brief_follows_the_official_report(packs: dict[tuple[str, Kind], bytes]) -> None:
    brief = Package(packs["real", "brief"])
    body = brief.xml("word/document.xml")
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts = ["".join(p.itertext()) for p in body.iter(f"{space}p")]
    heads = [
        t for t in texts if t in ("一、基本情况", "二、总体结论", "三、执行情况", "四、未完成原因", "五、问题与改进")
    ]
    assert heads == ["一、基本情况", "二、总体结论", "三、执行情况", "四、未完成原因", "五、问题与改进"]
    title = next(p for p in body.iter(f"{space}p") if "预算执行与绩效自评情况的报告" in "".join(p.itertext()))
    assert next(title.iter(f"{space}rFonts")).get(f"{space}eastAsia") == "方正小标宋简体"
    prose = next(p for p in body.iter(f"{space}p") if "少执行44.36万元。" in "".join(p.itertext()))
    assert next(prose.iter(f"{space}rFonts")).get(f"{space}eastAsia") == "仿宋_GB2312"
    assert next(prose.iter(f"{space}sz")).get(f"{space}val") == "32"
    assert next(prose.iter(f"{space}spacing")).get(f"{space}line") == "560"
    fonts = brief.file.read("word/fontTable.xml").decode()
    assert 'altName w:val="仿宋"' in fonts


def test_english_files_have_no_chinese_words_of_ours(warehouse: Path) -> None:
    """Names, quotes and printed words come from the data; titles, heads and captions do not."""
    deck = Package(pack_file("deck", context(DATA / "warehouse", "demo", lang="en"), "Internal"))
    zh = words("zh")
    ours = [zh(key) for key in ("export.deck_title", "meeting.subject_low", "meeting.col_quote", "wall.quotes_caption")]
    ours += ["单位：", "来源：", "演示数据"]
    for name in deck.names(r"ppt/slides/slide\d+\.xml"):
        text = "".join(deck.xml(name).itertext())
        assert not [o for o in ours if o in text], name


def test_the_marking_line_is_one_short_printable_line() -> None:
    assert clean_marking(" 内部\n资料\x00 ") == "内部 资料"
    assert clean_marking("") == ""
    assert len(clean_marking("密" * 100)) == 30


def test_progress_rises_to_one(warehouse: Path) -> None:
    heard: list[float] = []
    pack_file("workbook", context(warehouse, "real"), MARKING, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
