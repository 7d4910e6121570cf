"""Parts of a slide: text, tables, native charts, speaker notes, on the project's own 16:9 template.

Belongs here: making these with Chinese set in a Chinese font. Does not belong here: what stands where (``deck``).

Text is written as XML: python-pptx sets a font for Latin letters only, and WPS and PowerPoint would take a fallback for
Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.util import Emu, Inches

from dashboard.charts.office.model import COLOURS, FONT, OfficeChart
from dashboard.charts.plotly.canvas import text_width
from dashboard.exports.native_chart import Look, chart_part

WIDTH, HEIGHT = 13.333, 7.5
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# What XML cannot hold goes, what it reserves is written out.
_XML = {code: None for code in range(32) if code not in (9, 10)} | str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\ufffe": None, "\uffff": None}
)
_SCHEME = {
    "dk1": COLOURS.ink, "lt1": COLOURS.paper, "dk2": COLOURS.executed, "lt2": COLOURS.surface,
    "accent1": COLOURS.executed, "accent2": COLOURS.shortfall, "accent3": COLOURS.executed_pale,
    "accent4": COLOURS.shortfall_pale, "accent5": COLOURS.neutral, "accent6": COLOURS.ink2,
    "hlink": COLOURS.executed, "folHlink": COLOURS.ink2,
}  # fmt: skip
_KEPT_LAYOUT = "Title Only"
#: Programs set Chinese beside digits a little wider than the font says.
_SPARE = 1.09


@dataclass(frozen=True)
class Run:
    """Text in one look; ``size`` in points."""

    text: str
    size: float = 12
    colour: str = COLOURS.ink
    is_bold: bool = False


@dataclass(frozen=True)
class Box:
    """A place on the slide, in inches."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Cell:
    """One cell of a table: lines of runs, alignment and ground."""

    lines: tuple[tuple[Run, ...], ...]
    is_right: bool = False
    is_centred: bool = False
    is_upright: bool = False
    fill: str | None = None


#: Where the footer and the number of a slide stand; both are placeholders of the layout.
FOOTER, NUMBER = Box(0.7, 6.98, 10.3, 0.36), Box(11.1, 6.98, 1.53, 0.3)


def _as_placeholder(shape: Any, kind: str, place: int) -> None:
    """Make a text box the slide's footer or number, so that 页眉和页脚 finds it."""
    holder = shape._element.nvSpPr.nvPr
    holder.append(parse_xml(f'<p:ph {_NS} type="{kind}" sz="quarter" idx="{place}"/>'))


def footer(slide: Any, words: str, size: float, colour: str) -> None:
    """The footer of a slide."""
    _as_placeholder(text(slide, FOOTER, [(Run(words, size, colour),)], name="footer"), "ftr", 11)


def new_deck() -> Any:
    """An empty presentation on the project's template: 16:9, its colours and fonts, one layout with a title."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name != _KEPT_LAYOUT:
            deck.slide_layouts.remove(layout)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode("utf-8")).encode("utf-8")
    for holder in (master, deck.slide_layouts[0]):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type is not None and shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (0.7, 0.42, 11.93, 0.8))
            elif holder is master and shape.placeholder_format.idx == 1:
                shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (0.7, 1.7, 11.93, 5.0))
            elif shape.placeholder_format.idx in (11, 12) or (
                holder is master and shape.placeholder_format.idx in (3, 4)
            ):
                is_footer = shape.placeholder_format.idx in (3, 11)
                box = FOOTER if is_footer else NUMBER
                shape.left, shape.top, shape.width, shape.height = (
                    Inches(v) for v in (box.x, box.y, box.width, box.height)
                )
            else:
                shape._element.getparent().remove(shape._element)
    rule(deck.slide_layouts[0], 0.7, 6.92, 11.93, 0.01)
    return deck


def _theme(xml: str) -> str:
    """The default theme with the project's colours and fonts."""
    for name, colour in _SCHEME.items():
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{colour[1:]}"/>\2', xml, flags=re.DOTALL)
    xml = re.sub(r'<a:latin typeface="[^"]*"\s*/>', f'<a:latin typeface="{FONT}"/>', xml)
    xml = re.sub(r'<a:ea typeface="[^"]*"\s*/>', f'<a:ea typeface="{FONT}"/>', xml)
    return re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\1jixiao", xml)


def run_xml(run: Run) -> str:
    """One run with its font for Latin and for Chinese text."""
    weight = ' b="1"' if run.is_bold else ""
    return (
        f'<a:r><a:rPr lang="zh-CN" altLang="en-US" sz="{round(run.size * 100)}"{weight} dirty="0">'
        f'<a:solidFill><a:srgbClr val="{run.colour[1:]}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/></a:rPr>'
        f"<a:t>{run.text.translate(_XML)}</a:t></a:r>"
    )


def _paragraph(runs: Sequence[Run], side: str = "l", before: float = 0, leading: float = 1.0) -> str:
    spacing = f'<a:lnSpc><a:spcPct val="{round(leading * 100_000)}"/></a:lnSpc>'
    gap = f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>'
    end = f'<a:endParaRPr lang="zh-CN" sz="{round((runs[0].size if runs else 10) * 100)}"/>'
    return f'<a:p><a:pPr algn="{side}">{spacing}{gap}</a:pPr>{"".join(map(run_xml, runs))}{end}</a:p>'


def _fill(holder: Any, paragraphs: str, anchor: str) -> None:
    body = holder.text_frame._txBody
    for old in body.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        body.remove(old)
    frame = holder.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    body.bodyPr.set("anchor", anchor)
    for node in parse_xml(f"<a:root {_NS}>{paragraphs}</a:root>"):
        body.append(node)


def text(
    slide: Any, box: Box, lines: Sequence[Sequence[Run]], *, side: str = "l", anchor: str = "t", before: float = 0,
    leading: float = 1.0, name: str = "",
) -> Any:  # fmt: skip
    """A text box; ``before``: points between paragraphs."""
    shape = slide.shapes.add_textbox(*(Inches(v) for v in (box.x, box.y, box.width, box.height)))
    if name:
        shape.name = name
    parts = "".join(_paragraph(line, side, before if place else 0, leading) for place, line in enumerate(lines))
    _fill(shape, parts, anchor)
    return shape


def title(slide: Any, words: str, largest: float = 25) -> None:
    """The slide's title in its placeholder: one line where it fits, two smaller ones where it does not."""
    width = 11.93 * 72
    sizes = (largest, 25, 23, 21, 20) if largest > 25 else (25, 23, 21, 20)
    size = next((s for s in sizes if text_width(words, s) * _SPARE <= width), 18)
    if size == 18 and text_width(words, 18) * _SPARE > 2 * width:
        size = 15
    _fill(slide.shapes.title, _paragraph((Run(words, size, is_bold=True),), leading=0.95), "ctr")


def slide_number(slide: Any, before: str, size: float, colour: str) -> None:
    """Text and the number of the slide, as a field."""
    shape = slide.shapes.add_textbox(*(Inches(v) for v in (NUMBER.x, NUMBER.y, NUMBER.width, NUMBER.height)))
    look = (
        f'<a:rPr lang="zh-CN" sz="{round(size * 100)}"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/></a:rPr>'
    )
    field = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{look}<a:t>‹#›</a:t></a:fld>'
    _fill(shape, f'<a:p><a:pPr algn="r"/>{run_xml(Run(before, size, colour))}{field}</a:p>', "t")
    _as_placeholder(shape, "sldNum", 12)


def rule(holder: Any, x: float, y: float, width: float, height: float, colour: str = COLOURS.line) -> None:
    """A thin filled rectangle on a slide or a layout: a connector would carry the theme's shadow."""
    tree = holder.shapes._spTree
    left, top, across, down = (Emu(Inches(v)) for v in (x, y, max(width, 0.01), max(height, 0.01)))
    number = max((int(n) for n in tree.xpath(".//p:cNvPr/@id")), default=1) + 1
    tree.append(
        parse_xml(
            f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number}" name="rule {number}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
            f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        )
    )


def lines_needed(words: str, size: float, inches: float) -> int:
    """How many lines a text takes in a column."""
    width = max(inches * 72, 1)
    return sum(max(1, -(-round(text_width(part, size) * _SPARE) // round(width))) for part in words.split("\n"))


def table(slide: Any, box: Box, widths: Sequence[float], heights: Sequence[float], rows: Sequence[Sequence[Cell]],
          *, has_head: bool = True, rule_colour: str = COLOURS.line, margin: float = 0.09) -> None:  # fmt: skip
    """A native table; ``widths`` and ``heights`` in inches. Thin rules between rows, none between columns."""
    shape = slide.shapes.add_table(
        len(rows), len(widths), *(Inches(v) for v in (box.x, box.y, sum(widths), sum(heights)))
    )
    made = shape.table
    grid = made._tbl
    flags = grid.tblPr
    for name in ("firstRow", "bandRow"):
        flags.set(name, "0")
    style = flags.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")
    # "No style, no grid": everything shown is set here.
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    for place, width in enumerate(widths):
        made.columns[place].width = Inches(width)
    for place, (height, cells) in enumerate(zip(heights, rows, strict=True)):
        made.rows[place].height = Inches(height)
        is_head = has_head and place == 0
        for column, cell in enumerate(cells):
            _cell(made.cell(place, column)._tc, cell, margin, COLOURS.ink3 if is_head else rule_colour)


def _cell(node: Any, cell: Cell, margin: float, under: str) -> None:
    side = "r" if cell.is_right else "ctr" if cell.is_centred else "l"
    paragraphs = "".join(_paragraph(line, side) for line in cell.lines)
    inset = Emu(Inches(margin))
    ground = f'<a:solidFill><a:srgbClr val="{cell.fill[1:]}"/></a:solidFill>' if cell.fill else "<a:noFill/>"
    turn = ' vert="vert270"' if cell.is_upright else ""
    none = "".join(f'<a:{name} w="0"><a:noFill/></a:{name}>' for name in ("lnL", "lnR", "lnT"))
    below = f'<a:lnB w="6350"><a:solidFill><a:srgbClr val="{under[1:]}"/></a:solidFill></a:lnB>'
    if cell.fill:
        below = '<a:lnB w="0"><a:noFill/></a:lnB>'
    made = parse_xml(
        f'<a:tc {_NS}><a:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</a:txBody>'
        f'<a:tcPr marL="{inset}" marR="{inset}" marT="22860" marB="22860" anchor="ctr"{turn}>'
        f"{none}{below}{ground}</a:tcPr></a:tc>"
    )  # fmt: skip
    node.getparent().replace(node, made)


def chart(slide: Any, box: Box, office: OfficeChart, look: Look, alt: str) -> None:
    """A native chart with its workbook."""
    made = chart_part(office, look)
    package = slide.part.package
    part = ChartPart.load(package.next_partname("/ppt/charts/chart%d.xml"), CONTENT_TYPE.DML_CHART, package, made.xml)
    part.chart_workbook.update_from_xlsx_blob(made.workbook)
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    place = (Inches(v) for v in (box.x, box.y, box.width, box.height))
    graphic = slide.shapes._add_chart_graphicFrame(relation, *place)
    graphic.nvGraphicFramePr.cNvPr.set("descr", alt)
    graphic.nvGraphicFramePr.cNvPr.set("name", alt[:40])


def notes(slide: Any, lines: Sequence[str]) -> None:
    """Speaker notes, a paragraph a line."""
    frame = slide.notes_slide.notes_text_frame
    body = frame._txBody
    for old in body.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        body.remove(old)
    for node in parse_xml(f"<a:root {_NS}>{''.join(_paragraph((Run(line, 11),)) for line in lines)}</a:root>"):
        body.append(node)
