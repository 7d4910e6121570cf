"""The brief as a document in the layout of GB/T 9704, with native charts and tables, to be edited and signed.

Belongs here: page, type, paragraphs, charts in a document. Does not belong here: sentences (``stories.brief``), charts
themselves (``native_chart``).

The fonts of official documents are named; a machine without them takes the ones named beside them in the font table.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from lxml import etree

from dashboard.charts.office import office_chart
from dashboard.charts.office.model import OfficeChart
from dashboard.charts.plotly.canvas import text_width
from dashboard.exports.frame import Frame
from dashboard.exports.native_chart import Look, chart_part
from dashboard.stories.brief import Block, Brief, Figure, Grid
from dashboard.stories.section import Table

TITLE, BODY, HEAD, SUB, TABLE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
#: Font → the fonts taken where it is missing.
FALLBACKS = {TITLE: "华文中宋", BODY: "仿宋", SUB: "楷体", HEAD: "微软雅黑", TABLE: "SimSun"}
# Twentieths of a point: 28 磅 between lines; half points: 三号 is 16 pt, 二号 22 pt.
_LINE, _SIZE, _TITLE_SIZE = 560, 32, 44
_ENGLISH_LINE, _ENGLISH_SIZE = 400, 25
_EMU = 360_000
_TEXT_WIDTH = 15.6
_CHART_HEIGHT = 6.0
_FIGURE_ROW = 0.62
_XML = {code: None for code in range(32) if code not in (9, 10)} | str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\ufffe": None, "\uffff": None}
)
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_RELATION = f"{_R}/chart"
_PACKAGE_RELATION = f"{_R}/package"


def brief_docx(written: Brief, frame: Frame, report: Callable[[float], None] = lambda _: None) -> bytes:
    """The .docx. The same brief gives the same text."""
    document: Any = Document()
    maker = _Maker(document, frame)
    maker.page(frame.w("export.brief_title", who=written.who))
    maker.opening(frame.w("export.brief_title", who=written.who))
    numerals = frame.w("brief.numerals").split()
    for place, chapter in enumerate(written.chapters):
        maker.heading(frame.w("brief.chapter", numeral=numerals[place], title=chapter.title))
        for block in chapter.blocks:
            maker.block(block)
        report((place + 1) / len(written.chapters))
    maker.closing()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


class _Maker:
    def __init__(self, document: Any, frame: Frame) -> None:
        self.document, self.frame, self.w = document, frame, frame.w
        self._end = document.element.body.sectPr
        # English says the same in half as many lines again: smaller type keeps it within four pages.
        is_chinese = frame.language == "zh"
        self._size, self._line = (_SIZE, _LINE) if is_chinese else (_ENGLISH_SIZE, _ENGLISH_LINE)
        self._figures = self._tables = 0

    def page(self, title: str) -> None:
        """A4 with the margins of the standard, fonts, page number, marking and source."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        section.header_distance, section.footer_distance = Cm(1.6), Cm(2.2)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", self.frame.scope
        self._fonts()
        if self.frame.mark:
            for header in (section.header, section.even_page_header):
                _replace(header, _paragraph([_run(self.frame.mark, HEAD, 28)], "left", is_root=True))
        number = f'<w:fldSimple w:instr="PAGE">{_run("1", TABLE, 28)}</w:fldSimple>'
        before, after = self.w("brief.page", page="\0").split("\0")
        source = _paragraph([_run(f"{self.frame.scope}　{self.frame.origin()}", TABLE, 15)], "left", is_root=True)
        # The standard: odd numbers at the right, even ones at the left, a character from the edge.
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            page = _paragraph([_run(before, TABLE, 28), number, _run(after, TABLE, 28)], side, right=280, is_root=True)
            _replace(footer, page, source)

    def _fonts(self) -> None:
        """The document's own font, and in the font table what stands in for each."""
        normal = self.document.styles["Normal"].element.get_or_add_rPr()
        for old in list(normal):
            normal.remove(old)
        normal.append(parse_xml(f"<w:rFonts {nsdecls('w')} {_names(BODY)}/>"))
        normal.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="{self._size}"/>'))
        table = next(p for p in self.document.part.package.iter_parts() if p.partname.endswith("/fontTable.xml"))
        tree = etree.fromstring(table.blob)
        space = tree.nsmap["w"]
        for name, other in FALLBACKS.items():
            font = etree.SubElement(tree, f"{{{space}}}font", {f"{{{space}}}name": name})
            etree.SubElement(font, f"{{{space}}}altName", {f"{{{space}}}val": other})
            etree.SubElement(font, f"{{{space}}}charset", {f"{{{space}}}val": "86"})
        table._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _add(self, xml: str) -> None:
        self._end.addprevious(parse_xml(xml))

    def _words(self, text: str, font: str, side: str, **options: Any) -> None:
        """A paragraph in the size of the text."""
        self._add(_paragraph([_run(text, font, self._size)], side, line=self._line, is_root=True, **options))

    def opening(self, title: str) -> None:
        """Title, what the figures are where they are invented, addressee."""
        self._add(_paragraph([_run(title, TITLE, _TITLE_SIZE)], "center", line=640, after=300, is_root=True))
        if self.frame.is_invented:
            mark = self.w("export.invented")
            self._add(_paragraph([_run(mark, SUB, 28, colour="A84710")], "center", after=160, is_root=True))
        self._add(
            _paragraph([_run(self.w("brief.recipient"), BODY, self._size)], "left", line=self._line, is_root=True)
        )

    def heading(self, text: str) -> None:
        """一、…: 黑体 三号."""
        self._add(
            _paragraph(
                [_run(text, HEAD, self._size)], "both", line=self._line, indent=640, keep=True, level=0, is_root=True
            )
        )

    def block(self, block: Block) -> None:
        """A paragraph, a figure or a table."""
        if isinstance(block, str):
            if block:
                self._add(
                    _paragraph([_run(block, BODY, self._size)], "both", line=self._line, indent=640, is_root=True)
                )
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._grid(block)

    def _figure(self, figure: Figure) -> None:
        office = office_chart(figure.spec, self.w)
        if office is None:
            return
        self._figures += 1
        self._add(self._chart(office, figure.title))
        caption = self.w("brief.figure", n=self._figures, title=figure.title)
        self._add(_paragraph([_run(caption, SUB, 24)], "center", line=400, after=160, is_root=True))

    def _chart(self, office: OfficeChart, alt: str) -> str:
        package = self.document.part.package
        number = self._figures
        made = chart_part(office, Look(9))
        tree = etree.fromstring(made.xml)
        chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, b"", package)
        book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _SHEET_TYPE, made.workbook, package)
        link = etree.SubElement(
            tree, f"{{{_C}}}externalData", {f"{{{_R}}}id": chart.relate_to(book, _PACKAGE_RELATION)}
        )
        etree.SubElement(link, f"{{{_C}}}autoUpdate", val="0")
        chart._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        relation = self.document.part.relate_to(chart, _CHART_RELATION)
        width, height = round(_TEXT_WIDTH * _EMU), round(self._height(office) * _EMU)
        inline = (
            f'<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{100 + number}" name="chart{number}" descr="{_escaped(alt)}"/>'
            '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/></a:graphicData>'
            "</a:graphic></wp:inline>"
        )
        return _paragraph([f"<w:r><w:drawing>{inline}</w:drawing></w:r>"], "center", line=0, keep=True, is_root=True)

    @staticmethod
    def _height(office: OfficeChart) -> float:
        if office.kind != "bar":
            return _CHART_HEIGHT
        each = _FIGURE_ROW * (1.6 if any("\n" in c for c in office.categories) else 1)
        return min(max(len(office.categories) * each + 0.6, 2.6), _CHART_HEIGHT + 1)

    def _grid(self, grid: Grid) -> None:
        self._tables += 1
        caption = self.w("brief.table", n=self._tables, title=grid.title)
        self._add(_paragraph([_run(caption, SUB, 24)], "center", line=400, before=80, keep=True, is_root=True))
        self._add(_table(grid.table))
        self._add(_paragraph([], "left", line=200, is_root=True))

    def closing(self) -> None:
        """Signature and date at the right."""
        for text in (self.w("brief.signature"), self.frame.day):
            self._words(text, BODY, "right", right=640)


def _escaped(text: str) -> str:
    return text.translate(_XML).replace('"', "&quot;")


def _names(font: str) -> str:
    return f'w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"'


def _run(text: str, font: str, size: int, *, colour: str = "") -> str:
    if not text:
        return ""
    ink = f'<w:color w:val="{colour}"/>' if colour else ""
    look = f'<w:rPr><w:rFonts {_names(font)}/>{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{text.translate(_XML)}</w:t></w:r>'


def _paragraph(
    runs: Sequence[str], side: str, *, line: int = _LINE, before: int = 0, after: int = 0, indent: int = 0,
    right: int = 0, keep: bool = False, level: int | None = None, is_root: bool = False,
) -> str:  # fmt: skip
    """``line``: exact distance of lines in twentieths of a point, 0 for as high as what stands in it."""
    spaces = nsdecls("w", "r") if is_root else ""
    spacing = f'w:line="{line}" w:lineRule="exact" ' if line else ""
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    first = f'<w:ind w:firstLine="{indent}"/>' if indent else f'<w:ind w:right="{right}"/>' if right else ""
    return (
        f"<w:p {spaces}><w:pPr>{'<w:keepNext/>' if keep else ''}"
        f'<w:spacing w:before="{before}" w:after="{after}" {spacing}/>{first}<w:jc w:val="{side}"/>'
        f"{outline}</w:pPr>{''.join(runs)}</w:p>"
    )


def _replace(part: Any, *paragraphs: str) -> None:
    part.is_linked_to_previous = False
    for old in list(part.paragraphs):
        old._element.getparent().remove(old._element)
    for text in paragraphs:
        part._element.append(parse_xml(text))


def _table(table: Table) -> str:
    """Three rules, as official tables have them; the head repeats on the next page. Figures are never broken: their
    columns take what they need, in smaller type where that is too much."""
    whole = round(_TEXT_WIDTH / 2.54 * 1440)
    size = next((s for s in _TABLE_SIZES if sum(_figures(table, s)) <= whole * _MOST_FIGURES), _TABLE_SIZES[-1])
    needed = _figures(table, size)
    rest = whole - sum(needed)
    words = sum(c.width for c in table.columns if not c.is_figure)
    widths = [
        round(need if c.is_figure else rest * c.width / words) for c, need in zip(table.columns, needed, strict=True)
    ]
    rule = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="000000"/>'
    borders = rule.format("top", 12) + rule.format("bottom", 12) + rule.format("insideH", 4)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    heads = "".join(_cell(c.head, w, c.is_figure, HEAD, size) for c, w in zip(table.columns, widths, strict=True))
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(_cut(text, w, size), w, c.is_figure, TABLE, size)
            for text, c, w in zip(row, table.columns, widths, strict=True)
        )
        + "</w:tr>"
        for row in table.rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
    )


#: Half points of the type of tables, largest first; the part of the width figures may take.
_TABLE_SIZES = (20, 18, 16, 14)
_MOST_FIGURES = 0.66
_MOST_LINES = 3


def _figures(table: Table, size: int) -> list[float]:
    """Twentieths of a point that each column of figures needs; 0 for one of words."""
    return [
        max(text_width(text, size / 2) for text in (c.head, *(row[k] for row in table.rows))) * 20 * 1.14 + 160
        if c.is_figure else 0.0
        for k, c in enumerate(table.columns)
    ]  # fmt: skip


def _cut(text: str, width: int, size: int) -> str:
    """Words cut to three lines of their column: a whole quote stands in the workbook."""
    room = _MOST_LINES * (width - 160) / 20
    first, *rest = text.split("\n")
    if text_width(first, size / 2) * 1.06 > room * (2 / 3 if rest else 1):
        while first and text_width(first + "……", size / 2) * 1.06 > room * (2 / 3 if rest else 1):
            first = first[:-2]
        first += "……"
    return "\n".join((first, *rest))


def _cell(text: str, width: int, is_figure: bool, font: str, size: int) -> str:
    side = "right" if is_figure else "left"
    parts = "".join(_paragraph([_run(part, font, size)], side, line=size * 15) for part in text.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{parts}</w:tc>'
