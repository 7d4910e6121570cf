"""The work list as a document: a section a department, each on its own page, to be signed.

Belongs here: paragraphs, the table, page set-up. Does not belong here: content (``worklist``).

Rows are written as XML text and parsed once a table: python-docx's own cells take minutes for thousands of rows.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from dashboard import formats as f
from dashboard.exports.worklist import COLUMNS, Line, Section, Worklist
from dashboard.exports.worklist_xlsx import numbered
from dashboard.strings import Words

FONT = "宋体"
_TITLE_FONT = "黑体"
# Twentieths of a point, together the width between the margins of A4 landscape.
_WIDTHS = (500, 2290, 640, 1150, 1150, 1150, 860, 2700, 3050, 820, 830)
_RIGHT = frozenset(("year", "budget", "executed", "unspent", "rate"))
_MARGIN = Cm(1.5)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFC7CD"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
# What XML cannot hold (control characters) goes, what it reserves is written out.
_XML = {code: None for code in range(32) if code not in (9, 10)} | str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\ufffe": None, "\uffff": None}
)


def worklist_docx(content: Worklist, w: Words) -> bytes:
    """The file; without a line one page that says so."""
    document: Doc = Document()
    _page(document, content, w)
    body_end = document.element.body.sectPr
    for place, section in enumerate(content.sections):
        if place:
            document.add_section(WD_SECTION.NEW_PAGE)
            body_end = document.element.body.sectPr
        for block in _section(section, content, w):
            body_end.addprevious(parse_xml(block))
    if not content.sections:
        for text, style in ((w("worklist.name"), "title"), (w("worklist.empty"), "text")):
            body_end.addprevious(parse_xml(_paragraph(text, style, is_root=True)))
        for text in content.frame.lines(w):
            body_end.addprevious(parse_xml(_paragraph(text, "note", is_root=True)))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document: Doc, content: Worklist, w: Words) -> None:
    """A4 landscape, fonts of the document, dataset and page number at the foot."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Cm(0.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = content.title(w), "", ""
    scope, source = content.frame.lines(w)
    _replace(section.header, _paragraph(content.frame.dataset_label, "mark", is_root=True))
    page, pages = (_field(name) for name in ("PAGE", "NUMPAGES"))
    before, between, after = w("worklist.page", page="\0", pages="\0").split("\0")
    number = _run(before, "note") + page + _run(between, "note") + pages + _run(after, "note")
    _replace(
        section.footer,
        f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr>{_run(scope, "note")}</w:p>',
        f'<w:p {nsdecls("w")}><w:pPr><w:tabs><w:tab w:val="right" w:pos="{sum(_WIDTHS)}"/></w:tabs>'
        f'<w:spacing w:before="0" w:after="0"/></w:pPr>{_run(source, "note")}<w:r><w:tab/></w:r>{number}</w:p>',
    )


def _replace(part: Any, *paragraphs: str) -> None:
    part.is_linked_to_previous = False
    for old in list(part.paragraphs):
        old._element.getparent().remove(old._element)
    for text in paragraphs:
        part._element.append(parse_xml(text))


def _section(section: Section, content: Worklist, w: Words) -> tuple[str, str, str, str]:
    title = w("worklist.title", department=section.department)
    return (
        _paragraph(title, "title", is_root=True),
        _paragraph(content.summary(section, w), "text", is_root=True),
        _table(section, content, w),
        _paragraph(w("worklist.signature"), "sign", is_root=True),
    )


def _table(section: Section, content: Worklist, w: Words) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    # The unit on a line of its own: the columns of figures are narrow.
    names = [re.sub(r" ?(?=[(（])", "\n", text) for text in content.heads(w)]
    heads = "".join(_cell(text, width, "head") for text, width in zip(names, _WIDTHS, strict=True))
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cells(place, line, content, w))}</w:tr>"
        for place, line in enumerate(section.lines, start=1)
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
    )


def _cells(place: int, line: Line, content: Worklist, w: Words) -> list[str]:
    frame = content.frame

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else f.money(amount, frame.unit)

    # The nearer limit first: a rate just below the threshold must not be rounded up to it either.
    limit = frame.threshold if line.rate is not None and line.rate < frame.threshold else frame.target
    texts = (
        str(place), line.project, str(line.year), money(line.budget), money(line.executed), money(line.unspent),
        "" if line.rate is None else f.rate(line.rate, limit, 2), line.reason, numbered(line.matters, w), "", "",
    )  # fmt: skip
    return [
        _cell(text, width, "right" if name in _RIGHT else "cell")
        for text, width, name in zip(texts, _WIDTHS, COLUMNS, strict=True)
    ]


def _cell(text: str, width: int, style: str) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="ECEFF1"/>' if style == "head" else ""
    paragraphs = "".join(_paragraph(part, style) for part in text.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraphs}</w:tc>'


#: Style → half points, font, bold, space before and after (twentieths of a point), alignment.
_STYLES: dict[str, tuple[int, str, bool, int, int, str]] = {
    "title": (32, _TITLE_FONT, False, 0, 80, "left"),
    "text": (21, FONT, False, 0, 120, "left"),
    "note": (16, FONT, False, 0, 40, "left"),
    "mark": (18, FONT, False, 0, 0, "right"),
    "sign": (21, FONT, False, 480, 0, "left"),
    "head": (18, FONT, True, 20, 20, "left"),
    "cell": (18, FONT, False, 10, 10, "left"),
    "right": (18, FONT, False, 10, 10, "right"),
}


def _paragraph(text: str, style: str, *, is_root: bool = False) -> str:
    _, _, _, before, after, side = _STYLES[style]
    spaces = nsdecls("w") if is_root else ""
    outline = '<w:outlineLvl w:val="0"/>' if style == "title" else ""
    runs = _run(text, style) if text else ""
    return (
        f'<w:p {spaces}><w:pPr><w:spacing w:before="{before}" w:after="{after}"/>'
        f'<w:jc w:val="{side}"/>{outline}</w:pPr>{runs}</w:p>'
    )


def _run(text: str, style: str) -> str:
    return f'<w:r>{_look(style)}<w:t xml:space="preserve">{text.translate(_XML)}</w:t></w:r>' if text else ""


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r>{_look("note")}<w:t>1</w:t></w:r></w:fldSimple>'


def _look(style: str) -> str:
    size, font, is_bold, *_ = _STYLES[style]
    bold = "<w:b/>" if is_bold else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>{bold}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
