"""The workbook: a sheet a table, native charts on one sheet, definitions and findings.

Belongs here: sheets, cells, formats. Does not belong here: which tables and columns (``stories.tables``), charts
(``native_chart``).
"""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from functools import cached_property
from typing import Any

import polars as pl
import xlsxwriter

from dashboard import formats as f
from dashboard.charts.office import office_chart
from dashboard.charts.office.model import COLOURS, FONT
from dashboard.exports.frame import Frame
from dashboard.exports.native_chart import WORKBOOK_OPTIONS, Look, draw
from dashboard.stories.section import Meeting, Section
from dashboard.stories.tables import Column, SheetTable
from etl.safe_cells import neutralise

#: Rows above the heads: finding, what the rows are, filters, source.
HEAD_ROW = 5
_CHART_WIDTH, _CHART_HEIGHT, _CHART_ROWS = 620, 340, 21
_MOST_ROWS = 1_048_000
_MAX_TEXT = 32_000


def workbook(
    told: Meeting,
    tables: Sequence[Callable[[], SheetTable]],
    frame: Frame,
    report: Callable[[float], None] = lambda _: None,
) -> bytes:
    """The .xlsx. ``tables`` are made one after the other; ``report`` hears the part done (0 to 1)."""
    with _without_collection():
        return _workbook(told, tables, frame, report)


@contextmanager
def _without_collection() -> Iterator[None]:
    """XlsxWriter keeps an object for each cell until the end: looking for garbage among them takes a third of the time
    and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _workbook(
    told: Meeting, tables: Sequence[Callable[[], SheetTable]], frame: Frame, report: Callable[[float], None]
) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    book.set_properties({"title": frame.w("export.deck_title"), "created": datetime.combine(frame.built_on, time())})
    writer = _Writer(book, frame)
    cover = book.add_worksheet(frame.w("tables.sheet_cover"))
    writer.charts([s for s in told.sections if s.figure is not None])
    made = []
    for place, table in enumerate(tables, start=1):
        made.append(table())
        writer.table(made[-1])
        report(0.7 * place / len(tables))
    definitions = told.get("appendix")
    if definitions is not None:
        writer.definitions(definitions)
    writer.cover(cover, told.summary, made)
    book.close()
    report(1.0)
    return target.getvalue()


def figure_sheet(section: Section, rows: pl.DataFrame, frame: Frame) -> bytes:
    """The data of one figure (amounts in yuan) with its native chart where there is one."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    writer = _Writer(book, frame)
    sheet = book.add_worksheet(frame.w("tables.sheet_data"))
    writer.head(sheet, section.title, section.subtitle)
    for column, name in enumerate(rows.columns):
        sheet.write_string(HEAD_ROW, column, neutralise(name), writer.formats["head"])
        kind = _kind(rows.schema[name], name, frame)
        sheet.set_column(column, column, 30 if kind == "text" and column == 0 else 16)
        for place, value in enumerate(rows[name].to_list(), start=1):
            writer.cell(sheet, HEAD_ROW + place, column, value, kind)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    if rows.height:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + rows.height, max(len(rows.columns) - 1, 0))
    writer.charts([section])
    book.close()
    return target.getvalue()


def _kind(dtype: Any, name: str, frame: Frame) -> str:
    if isinstance(dtype, pl.Decimal):
        return "yuan"
    if dtype.is_float():
        return "score" if name in {frame.w(f"charts.col_{k}") for k in ("score", "score_from", "score_to")} else "rate"
    return "text" if dtype == pl.String else "count"


class _Writer:
    def __init__(self, book: Any, frame: Frame) -> None:
        self.book, self.frame, self.w = book, frame, frame.w

    @cached_property
    def formats(self) -> dict[str, Any]:
        """Formats by kind of cell."""
        money = "#,##0.0000" if self.frame.unit is f.Unit.YI else "#,##0.00"
        base = {"font_name": FONT, "font_size": 10, "valign": "top"}
        # Plain texts and years have no format of their own: a third of a large file's time goes into looking them up.
        kinds: dict[str, dict[str, Any]] = {
            "title": {"font_size": 14, "bold": True, "font_color": COLOURS.ink},
            "note": {"font_color": COLOURS.ink2, "font_size": 9},
            "note_wrap": {"font_color": COLOURS.ink2, "font_size": 9, "text_wrap": True},
            "mark": {"font_color": COLOURS.shortfall_text if self.frame.is_invented else COLOURS.ink2, "bold": True},
            "head": {"bold": True, "text_wrap": True, "bg_color": "#ECEFF1", "valign": "vcenter", "bottom": 1,
                     "bottom_color": COLOURS.ink3},
            "wrap": {"text_wrap": True},
            "label_line": {"bold": True, "font_size": 11, "font_color": COLOURS.ink},
            "label": {"bold": True, "font_color": COLOURS.executed, "text_wrap": True},
            "link": {"font_color": COLOURS.executed, "underline": 1},
            "money": {"num_format": money},
            "yuan": {"num_format": "#,##0.00"},
            "rate": {"num_format": "0.0%"},
            "rate_close": {"num_format": "0.0000%"},
            "score": {"num_format": "0.00"},
            "count": {"num_format": "#,##0"},
        }  # fmt: skip
        return {name: self.book.add_format({**base, **options}) for name, options in kinds.items()}

    def head(self, sheet: Any, title: str, note: str) -> None:
        """The rows above a table."""
        made = self.formats
        sheet.write_string(0, 0, neutralise(title), made["title"])
        sheet.write_string(1, 0, neutralise(note), made["note"])
        sheet.write_string(2, 0, neutralise(self.frame.scope), made["note"])
        sheet.write_string(3, 0, neutralise(f"{self.frame.origin()}　{self.frame.day}"), made["note"])
        if self.frame.mark:
            sheet.write_string(4, 0, neutralise(self.frame.mark), made["mark"])
        sheet.set_row(0, 22)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&9{self.frame.dataset_label}&R&9&P / &N")

    def table(self, table: SheetTable) -> None:
        """One sheet with real numbers, frozen heads and filters."""
        sheet = self.book.add_worksheet(table.name)
        self.head(sheet, table.title, table.note)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEAD_ROW, place, neutralise(column.head), self.formats["head"])
        sheet.set_row(HEAD_ROW, 30)
        sheet.repeat_rows(HEAD_ROW)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        shown = table.rows.head(_MOST_ROWS)
        for place, column in enumerate(table.columns):
            self._column(sheet, place, column, shown.to_series(place))
        last = HEAD_ROW + max(shown.height, 1)
        sheet.autofilter(HEAD_ROW, 0, last, len(table.columns) - 1)

    def _column(self, sheet: Any, place: int, column: Column, values: pl.Series) -> None:
        """A whole column at once: the kind is decided once, not for every cell."""
        look, first = self.formats.get(column.kind), HEAD_ROW + 1
        if column.kind in ("text", "wide"):
            write = sheet.write_string
            for row, text in enumerate(_harmless(values.cast(pl.String)).to_list(), start=first):
                if text:
                    write(row, place, text, look)
            return
        write, close = sheet.write_number, self.formats["rate_close"]
        is_rate = column.kind == "rate"
        numbers = values.cast(pl.Float64).to_list()
        for row, number in enumerate(numbers, start=first):
            if number is not None:
                write(row, place, number, close if is_rate and _is_close(number) else look)

    def cell(self, sheet: Any, row: int, column: int, value: Any, kind: str) -> None:
        """One cell; nothing for None."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, str):
            sheet.write_string(row, column, neutralise(value))
        else:
            sheet.write_number(row, column, float(value), self.formats[kind])

    def charts(self, sections: Sequence[Section]) -> None:
        """All native charts two abreast, each under its finding; their cells on a sheet of their own."""
        drawn = [(s, office) for s in sections if s.figure is not None and (office := office_chart(s.figure, self.w))]
        if not drawn:
            return
        sheet = self.book.add_worksheet(self.w("tables.sheet_charts"))
        data = self.book.add_worksheet(self.w("tables.sheet_data") + ("2" if self._has_data_sheet() else ""))
        self.head(sheet, self.w("tables.sheet_charts"), "")
        sheet.set_column(0, 15, 11)
        breaks = range(HEAD_ROW + 2 * _CHART_ROWS, HEAD_ROW + len(drawn) * _CHART_ROWS, 2 * _CHART_ROWS)
        sheet.set_h_pagebreaks(list(breaks))
        row = 0
        for place, (section, office) in enumerate(drawn):
            top, left = HEAD_ROW + (place // 2) * _CHART_ROWS, (place % 2) * 8
            sheet.write_string(top, left, neutralise(section.title), self.formats["label_line"])
            sheet.merge_range(top + 1, left, top + 1, left + 6, neutralise(section.subtitle), self.formats["note_wrap"])
            sheet.set_row(top + 1, 26)
            chart = draw(self.book, data, office, Look(9), row, 0)
            chart.set_size({"width": _CHART_WIDTH, "height": _CHART_HEIGHT})
            sheet.insert_chart(top + 2, left, chart, {"description": section.title, "object_position": 2})
            row += max((len(s.values) for s in office.series), default=0) + 3
        data.set_column(0, 30, 16)
        data.set_landscape()
        data.set_paper(9)
        data.fit_to_pages(1, 0)

    def _has_data_sheet(self) -> bool:
        return self.w("tables.sheet_data") in {s.get_name() for s in self.book.worksheets()}

    def definitions(self, section: Section) -> None:
        """The definitions."""
        sheet = self.book.add_worksheet(self.w("tables.sheet_definitions"))
        self.head(sheet, section.title, section.subtitle)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        row = HEAD_ROW
        for line in section.lines:
            sheet.write_string(row, 0, neutralise(line.label), self.formats["label"])
            sheet.write_string(row, 1, neutralise(line.text), self.formats["wrap"])
            row += 1

    def cover(self, sheet: Any, summary: Section, tables: Sequence[SheetTable]) -> None:
        """What the workbook says, and what is on which sheet."""
        self.head(sheet, summary.title, summary.subtitle)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        row = HEAD_ROW
        if self.frame.is_invented:
            sheet.write_string(row, 0, self.w("export.invented"), self.formats["mark"])
            row += 1
        for kpi in summary.kpis:
            sheet.write_string(row, 0, neutralise(kpi.label), self.formats["label"])
            sheet.write_string(row, 1, neutralise(f"{kpi.value}　{kpi.note}"), self.formats["wrap"])
            row += 1
        for line in summary.lines:
            sheet.write_string(row, 0, neutralise(line.label), self.formats["label"])
            sheet.write_string(row, 1, neutralise(line.text), self.formats["wrap"])
            row += 1
        row += 1
        sheet.write_string(row, 0, self.w("tables.contents"), self.formats["head"])
        sheet.write_string(row, 1, "", self.formats["head"])
        for table in tables:
            row += 1
            sheet.write_url(row, 0, f"internal:'{table.name}'!A1", self.formats["link"], table.name)
            text = f"{self.w('tables.rows_n', n=f.count(table.rows.height))}　{table.note}"
            sheet.write_string(row, 1, neutralise(text), self.formats["wrap"])


def _harmless(texts: pl.Series) -> pl.Series:
    """The texts of a column neutralised and cut to what a cell holds; each distinct text is looked at once."""
    known = texts.unique().drop_nulls()
    safe = {text: neutralise(text)[:_MAX_TEXT] for text in known.to_list()}
    changed = {text: other for text, other in safe.items() if text != other}
    return texts.replace(changed) if changed else texts


def _is_close(rate: float) -> bool:
    """Whether a rate would be rounded up to a target it misses: it is shown with four decimals."""
    return any(rate < limit <= round(rate, 3) for limit in (0.8, 0.9, 0.95, 1.0))
