"""The deck: the sections of a meeting as slides with native charts, tables, footer and speaker notes.

Belongs here: what stands where on a slide. Does not belong here: what is told (``stories.meeting``), parts of slides
(``slide``), charts (``native_chart``).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pptx.util import Inches

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.charts.office import office_chart
from dashboard.charts.office.model import COLOURS, OfficeChart
from dashboard.charts.plotly.canvas import text_width
from dashboard.exports import slide as s
from dashboard.exports.frame import Frame
from dashboard.exports.native_chart import Look
from dashboard.exports.slide import Box, Cell, Run
from dashboard.kpi import Kpi
from dashboard.stories.quotes import Line
from dashboard.stories.section import Meeting, Section, Table

_LEFT, _RIGHT, _TOP, _FOOT = 0.7, 12.63, 1.78, 6.86
_ASIDE = 10.1
_SMALL, _BODY, _HEAD = 10.5, 12.0, 11.0
_MOST_NOTES = 20
_ROW = 0.62
#: So many names are set in the usual type; more of them in a smaller one.
_ROOMY = 16
#: Points below which a name is no longer read.
_LEAST = 7.5


def deck(told: Meeting, frame: Frame, report: Callable[[float], None] = lambda _: None) -> bytes:
    """The .pptx of a meeting. The same meeting gives the same slides."""
    made = s.new_deck()
    properties = made.core_properties
    properties.title, properties.author, properties.comments = frame.w("export.deck_title"), "", frame.scope
    _cover(made, told, frame)
    for place, section in enumerate(told.sections, start=1):
        _draw(made, section, frame)
        report(place / len(told.sections))
    return _bytes(made)


def figures_deck(sections: Sequence[tuple[Section, Frame]], frame: Frame, heading: str = "") -> bytes:
    """A deck of single figures, each with the filters it was chosen under; with a cover where there is a heading."""
    made = s.new_deck()
    properties = made.core_properties
    properties.title, properties.author, properties.comments = heading or sections[0][0].title, "", frame.scope
    if heading:
        _cover_page(made, heading, "", replace(frame, filters=frame.w("export.picked", n=len(sections))))
    for section, own in sections:
        _draw(made, section, own)
    return _bytes(made)


def _bytes(made: Any) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _draw(made: Any, section: Section, frame: Frame) -> None:
    if section.key == "summary":
        _summary(made, section, frame)
    elif section.key == "appendix":
        _appendix(made, section, frame)
    elif isinstance(section.figure, specs.HeatMap) and not section.figure.is_empty:
        _heat(made, section, section.figure, frame)
    elif section.figure is not None and not (section.figure.is_empty and (section.table or section.lines)):
        _figure(made, section, section.figure, frame)
    elif section.table is not None:
        _tables(made, section, section.table, frame)
    else:
        _lines(_page(made, section, frame), section.lines, Box(_LEFT, _TOP, _RIGHT - _LEFT, _FOOT - _TOP - 0.1))


def _page(made: Any, section: Section, frame: Frame, title: str | None = None) -> Any:
    """A slide with title, subtitle, marking, footer and notes."""
    page = made.slides.add_slide(made.slide_layouts[0])
    s.title(page, title or section.title)
    if section.subtitle:
        is_long = text_width(section.subtitle, 12.5) > (_RIGHT - _LEFT) * 72 * 0.94
        run = Run(section.subtitle, _SMALL if is_long else 12.5, COLOURS.ink2)
        s.text(page, Box(_LEFT, 1.22, _RIGHT - _LEFT, 0.46), [(run,)], name="subtitle")
    _frame(page, frame, section.unit)
    said = [frame.w("export.notes_quote", subject=q.subject, text=q.text, place=q.place)
            for q in section.quotes[:_MOST_NOTES]]  # fmt: skip
    drawn = [frame.w("export.notes_drawn", subtitle=section.subtitle)] if section.subtitle else []
    s.notes(page, [*(said or [frame.w("export.notes_none")]), *drawn])
    return page


def _frame(page: Any, frame: Frame, unit: str) -> None:
    """Marking at the head; filters, source, unit, build, date and number at the foot."""
    if frame.mark:
        colour = COLOURS.shortfall_text if frame.is_invented else COLOURS.ink2
        s.text(page, Box(8.4, 0.2, _RIGHT - 8.4, 0.26), [(Run(frame.mark, 10, colour),)], side="r", name="marking")
    whole = f"{frame.scope}　{frame.origin(unit)}"
    room = 10.3 * 72 * 0.93
    size = next((size for size in (9, 8.5, 8, 7.5) if text_width(whole, size) <= room), 7)
    s.footer(page, whole, size, COLOURS.ink2)
    s.slide_number(page, f"{frame.day}　", 9, COLOURS.ink2)


def _cover(made: Any, told: Meeting, frame: Frame) -> None:
    _cover_page(made, frame.w("export.deck_title"), told.summary.title, frame)


def _cover_page(made: Any, heading: str, finding: str, frame: Frame) -> None:
    page = made.slides.add_slide(made.slide_layouts[0])
    s.rule(page, 0, 0, 0.28, s.HEIGHT, COLOURS.executed)
    s.rule(page, 0.28, 0, 0.07, s.HEIGHT, COLOURS.shortfall)
    shape = page.shapes.title
    shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (1.2, 2.0, 11.2, 1.0))
    s.title(page, heading, 34)
    lines = [(Run(finding, 18, COLOURS.executed),)] if finding else []
    lines += [(Run(frame.filters, 14, COLOURS.ink2),), (Run(frame.day, 14, COLOURS.ink2),)]
    if frame.is_invented:
        lines.append((Run(frame.w("export.invented"), 14, COLOURS.shortfall_text, is_bold=True),))
    s.text(page, Box(1.2, 3.1, 11.0, 2.8), lines, before=10, leading=1.1)
    if frame.mark:
        colour = COLOURS.shortfall_text if frame.is_invented else COLOURS.ink2
        s.text(page, Box(8.4, 0.3, _RIGHT - 8.4, 0.3), [(Run(frame.mark, 12, colour),)], side="r", name="marking")
    s.text(page, Box(1.2, 6.9, 11.4, 0.4), [(Run(frame.origin(), 9.5, COLOURS.ink2),)], name="footer")
    s.notes(page, [frame.scope, frame.origin()])


def _summary(made: Any, section: Section, frame: Frame) -> None:
    page = _page(made, section, frame)
    top = _TOP
    if section.kpis:
        width = (_RIGHT - _LEFT) / len(section.kpis)
        for place, kpi in enumerate(section.kpis):
            _kpi(page, kpi, Box(_LEFT + place * width, _TOP, width - 0.15, 1.25), 26)
        top = _TOP + 1.42
    _lines(page, section.lines, Box(_LEFT, top, _RIGHT - _LEFT, _FOOT - top - 0.1))


def _kpi(page: Any, kpi: Kpi, box: Box, size: float) -> None:
    # Bold figures are a fifth wider than the type they are measured in.
    size = min(size, box.width * 72 / max(text_width(kpi.value, 1) * 1.22, 1))
    colour = COLOURS.shortfall_text if kpi.is_missed else COLOURS.ink
    lines = [
        (Run(kpi.label, _HEAD, COLOURS.ink2),),
        (Run(kpi.value, size, colour, is_bold=True),),
        *([(Run(kpi.note, _SMALL, COLOURS.ink2),)] if kpi.note else []),
    ]
    s.text(page, box, lines, before=1)


def _lines(page: Any, lines: Sequence[Line], box: Box) -> None:
    """Labels in bold at the left, sentences at the right, in the largest type that fits."""
    if not lines:
        return
    label = 1.75
    width = box.width - label
    for size in (15, 14, 13, 12, 11, 10):
        heights = [
            (max(s.lines_needed(line.text + (f"\n{line.under}" if line.under else ""), size, width - 0.2),
                 s.lines_needed(line.label, size, label - 0.25)) * size * 1.26 + 9) / 72
            for line in lines
        ]  # fmt: skip
        if sum(heights) <= box.height:
            break
    loose = min(1.35, box.height / sum(heights)) if sum(heights) < box.height else 1
    rows = []
    for line in lines:
        under = ((Run(line.under, size - 2, COLOURS.ink2),),) if line.under else ()
        rows.append(
            (
                Cell(((Run(line.label, size, COLOURS.executed, is_bold=True),),)),
                Cell(((Run(line.text, size),), *under)),
            )
        )
    s.table(page, box, (label, width), [h * loose for h in heights], rows, has_head=False)


def _figure(made: Any, section: Section, spec: specs.Chart, frame: Frame) -> None:
    office = office_chart(spec, frame.w)
    page = _page(made, section, frame)
    has_aside = bool(section.kpis or section.lines)
    right = _ASIDE - 0.35 if has_aside else _RIGHT
    if office is None:
        s.text(page, Box(_LEFT, _TOP, right - _LEFT, 0.5), [(Run(frame.w("export.no_chart"), _BODY, COLOURS.ink2),)])
    else:
        alt = spec.alt or spec.title
        box = Box(_LEFT, _TOP, right - _LEFT, _FOOT - _TOP - 0.12)
        if office.beside:
            _bars_with_columns(page, office, box, alt)
        else:
            s.chart(page, _roomy(office, box), office, Look(11 if len(office.categories) <= _ROOMY else 9), alt)
    if has_aside:
        s.rule(page, _ASIDE - 0.18, _TOP, 0.01, _FOOT - _TOP - 0.25)
        aside = Box(_ASIDE, _TOP, _RIGHT - _ASIDE, _FOOT - _TOP - 0.2)
        if section.kpis:
            _aside_kpis(page, section.kpis, aside)
        else:
            _aside_lines(page, section.lines, aside)


def _roomy(office: OfficeChart, box: Box) -> Box:
    """A few horizontal bars take the room of a few bars."""
    if office.kind != "bar":
        return box
    return replace(box, height=min(box.height, len(office.categories) * _ROW * 1.3 + 0.8))


def _aside_kpis(page: Any, kpis: Sequence[Kpi], box: Box) -> None:
    each = min(box.height / max(len(kpis), 3), 1.65)
    for place, kpi in enumerate(kpis):
        _kpi(page, kpi, Box(box.x, box.y + place * each, box.width, each - 0.1), 28)


def _aside_lines(page: Any, lines: Sequence[Line], box: Box) -> None:
    """As many of the first entries as fit."""
    shown: list[tuple[Run, ...]] = []
    used = 0.0
    for line in lines:
        parts = [(Run(line.label, _HEAD, COLOURS.executed, is_bold=True),), (Run(line.text, _SMALL),)]
        parts += [(Run(line.under, 9, COLOURS.ink2),)] if line.under else []
        height = sum(s.lines_needed(p[0].text, p[0].size, box.width) * p[0].size * 1.25 + 3 for p in parts) / 72
        if used + height > box.height:
            break
        used += height + 0.08
        shown += [*parts]
    s.text(page, box, shown, before=3)


def _bars_with_columns(page: Any, office: OfficeChart, box: Box, alt: str) -> None:
    """Horizontal bars with their figures as a native table, a row a bar."""
    n = len(office.categories)
    head = 0.34
    legend = 0.3 if office.has_legend else 0.0
    height = min(box.height - head - legend, n * _ROW)
    widths = [
        max(0.72, *(text_width(c, _HEAD) * 1.22 / 72 + 0.22 for c in (column.head, *column.cells)))
        for column in office.beside
    ]
    widths = [min(w, 2.0) for w in widths]
    labels = min(max(text_width(part, 11) for c in office.categories for part in c.split("\n")) * 1.12 / 72 + 0.15,
                 0.34 * box.width)  # fmt: skip
    chart_width = box.width - sum(widths) - 0.1
    top = legend / (height + legend)
    plot = (labels / chart_width, top, 1 - labels / chart_width - 0.005, 1 - top)
    size = 11 if height / n > 0.3 else 9.5
    s.chart(page, Box(box.x, box.y + head - legend, chart_width, height + legend), office, Look(size, plot), alt)
    rows = [tuple(Cell(((Run(c.head, _SMALL, COLOURS.ink2),),), is_right=True) for c in office.beside)]
    for i in range(n):
        rows.append(tuple(_figure_cell(c.cells[i], bool(c.is_strong) and c.is_strong[i], size) for c in office.beside))
    s.table(page, Box(box.x + chart_width + 0.1, box.y, sum(widths), 0), widths, [head, *([height / n] * n)], rows,
            rule_colour=COLOURS.grid)  # fmt: skip


def _figure_cell(words: str, is_strong: bool, size: float) -> Cell:
    colour = COLOURS.shortfall_text if is_strong else COLOURS.ink
    return Cell(((Run(words, size, colour, is_bold=is_strong),),), is_right=True)


def _heat(made: Any, section: Section, spec: specs.HeatMap, frame: Frame) -> None:
    """The map as a table with coloured cells: every figure can be read and edited."""
    page = _page(made, section, frame)
    first = 0.62
    n = len(spec.columns)
    each = min((_RIGHT - _LEFT - first) / n, 1.1)
    size = 8.5 if each < 0.42 else 10 if each < 0.6 else 11.5
    rates = {(c.entity_id, c.year): c.rate for c in spec.cells}
    # Names too wide for their column stand upright.
    is_upright = any(_fits(c.label, each, size) < _LEAST for c in spec.columns)
    heads = (
        Cell(((Run(c.label, size if is_upright else min(size, _fits(c.label, each, size)), COLOURS.ink2),),),
             is_centred=not is_upright, is_upright=is_upright)
        for c in spec.columns
    )  # fmt: skip
    rows = [(Cell(((Run("", size),),)), *heads)]
    for year in spec.years:
        is_last = year == spec.years[-1]
        cells = []
        for column in spec.columns:
            rate = rates.get((column.id, year))
            place = None if rate is None else spec.heat_class(rate)
            fill = None if place is None else COLOURS.heat[place]
            ink = COLOURS.ink2 if place is None else COLOURS.heat_ink[place]
            shown = f.rate_number(rate, spec.target) if rate is not None else f.NULL
            cells.append(Cell(((Run(shown, size, ink, is_bold=is_last),),), is_centred=True, fill=fill))
        rows.append((Cell(((Run(str(year), 10.5, COLOURS.ink, is_bold=is_last),),)), *cells))
    head = 0.95 if is_upright else 0.4
    height = min(0.5, (_FOOT - _TOP - head - 0.1) / (len(spec.years) + 1))
    s.table(page, Box(_LEFT, _TOP, 0, 0), [first, *([each] * n)], [head, *([height] * len(spec.years))], rows,
            margin=0.01, rule_colour=COLOURS.paper)  # fmt: skip


def _fits(words: str, inches: float, size: float) -> float:
    return size * min(1.0, inches * 72 / max(text_width(words, size) * 1.08, 1))


def _tables(made: Any, section: Section, table: Table, frame: Frame) -> None:
    """A table over as many slides as it needs; a row is never parted."""
    scale = (_RIGHT - _LEFT) / sum(c.width for c in table.columns)
    widths = [c.width * scale for c in table.columns]
    room = _FOOT - _TOP - 0.42
    pages: list[list[int]] = [[]]
    heights: list[float] = []
    used = 0.0
    for place, row in enumerate(table.rows):
        cut = [_cut(words, width) for words, width in zip(row, widths, strict=True)]
        lines = max(s.lines_needed(words, _SMALL, width - 0.16) for words, width in zip(cut, widths, strict=True))
        height = (lines * _SMALL * 1.26 + 6) / 72
        heights.append(height)
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(place)
        used += height
    for number, places in enumerate(pages):
        title = section.title if number == 0 else frame.w("export.continued", title=section.title)
        page = _page(made, section, frame, title)
        rows = [tuple(Cell(((Run(c.head, _SMALL, COLOURS.ink2, is_bold=True),),), is_right=c.is_figure)
                      for c in table.columns)]  # fmt: skip
        for place in places:
            rows.append(tuple(_table_cell(table, place, k, widths[k]) for k in range(len(widths))))
        s.table(page, Box(_LEFT, _TOP, 0, 0), widths, [0.36, *(heights[p] for p in places)], rows)


#: Lines of a cell; a quote that needs more stands whole in the notes and the workbook.
_MOST_LINES = 4


def _cut(words: str, inches: float) -> str:
    if s.lines_needed(words, _SMALL, inches - 0.16) <= _MOST_LINES:
        return words
    while s.lines_needed(words + "……", _SMALL, inches - 0.16) > _MOST_LINES:
        words = words[:-4]
    return words + "……"


def _table_cell(table: Table, place: int, column: int, width: float) -> Cell:
    is_strong = (place, column) in table.strong
    colour = COLOURS.shortfall_text if is_strong else COLOURS.ink
    first, *rest = _cut(table.rows[place][column], width).split("\n")
    lines = [(Run(first, _SMALL, colour, is_bold=is_strong),), *((Run(line, 9, COLOURS.ink2),) for line in rest)]
    return Cell(tuple(lines), is_right=table.columns[column].is_figure)


def _appendix(made: Any, section: Section, frame: Frame) -> None:
    page = _page(made, section, frame)
    _lines(page, section.lines, Box(_LEFT, _TOP - 0.08, _RIGHT - _LEFT, _FOOT - _TOP - 0.1))
    if section.table is not None and section.table.rows:
        _tables(made, replace(section, title=section.table.title, lines=(), subtitle=""), section.table, frame)
