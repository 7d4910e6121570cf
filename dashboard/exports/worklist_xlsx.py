"""The work list as a workbook: an index, then one sheet a department.

Belongs here: cells, formats, print set-up. Does not belong here: content (``worklist``).
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import formats as f
from dashboard.exports.worklist import COLUMNS, Line, Section, Worklist
from dashboard.strings import Words
from etl.safe_cells import neutralise

FONT = "宋体"
#: Rows above the column heads: title, summary, dataset and filters, source.
HEAD_ROW = 4
# Digits of the default font; together they fill A4 landscape at its own size.
_WIDTHS = (5, 24, 6, 12, 12, 12, 9, 28, 33, 11, 11)
# Points: programs other than Excel do not fit a row to its wrapped text when they open a file.
_LINE_HEIGHT = 13.5
_ROW_MARGIN = 4
_MAX_HEIGHT = 409
_HEAD_HEIGHT = 30
_INDEX_WIDTHS = (6, 44, 10, 12, 16, 20)
_MAX_NAME = 31
_MAX_FOOTER = 255
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_RATE_DECIMALS = range(2, 7)


def worklist_xlsx(content: Worklist, w: Words) -> bytes:
    """The file. The same content gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": content.title(w), "created": datetime.combine(content.frame.since, time())})
    writer = _Writer(book, content, w)
    writer.write()
    book.close()
    return target.getvalue()


@dataclass
class _Writer:
    book: Any
    content: Worklist
    w: Words

    def write(self) -> None:
        names = sheet_names([s.department for s in self.content.sections], self.w("worklist.index"))
        index = self.book.add_worksheet(self.w("worklist.index"))
        self._index(index, names)
        for section, name in zip(self.content.sections, names, strict=True):
            self._department(self.book.add_worksheet(name), section)

    def _format(self, **options: Any) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "top", **options})

    @cached_property
    def _formats(self) -> dict[str, Format]:
        money = "#,##0.00" if self.content.frame.unit is not f.Unit.YI else "#,##0.0000"
        cell = {"border": 1, "border_color": "#BFC7CD"}
        made = {
            "title": self._format(font_size=14, bold=True),
            "text": self._format(),
            "note": self._format(font_color="#56636F", font_size=9),
            "link": self._format(font_color="#173F58", underline=1),
            "head": self._format(bold=True, text_wrap=True, bg_color="#ECEFF1", valign="vcenter", **cell),
            "wrap": self._format(text_wrap=True, **cell),
            "count": self._format(num_format="0", **cell),
            "money": self._format(num_format=money, **cell),
            "date": self._format(num_format="yyyy-mm-dd", **cell),
            "index_link": self._format(font_color="#173F58", underline=1, **cell),
        }
        for decimals in _RATE_DECIMALS:
            made[f"rate{decimals}"] = self._format(num_format=f"0.{'0' * decimals}%", **cell)
        return made

    def _index(self, sheet: Worksheet, names: list[str]) -> None:
        w, unit, made = self.w, f.unit_name(self.content.frame.unit, self.w), self._formats
        is_empty = not self.content.sections
        self._head(sheet, w("worklist.empty") if is_empty else self.content.title(w), w("worklist.note"))
        self._print(sheet)
        for column, width in enumerate(_INDEX_WIDTHS):
            sheet.set_column(column, column, width)
        if is_empty:
            return
        heads = [w(f"worklist.col_{name}") for name in ("number", "department", "lines", "low", "asked")]
        heads.append(w("worklist.col_unspent", unit=unit))
        for column, head in enumerate(heads):
            sheet.write_string(HEAD_ROW, column, head, made["head"])
        for place, (section, name) in enumerate(zip(self.content.sections, names, strict=True), start=1):
            row = HEAD_ROW + place
            sheet.write_number(row, 0, place, made["count"])
            target = name.replace("'", "''")
            sheet.write_url(row, 1, f"internal:'{target}'!A1", made["index_link"], neutralise(section.department))
            for column, value in enumerate((len(section.lines), section.low, section.asked), start=2):
                sheet.write_number(row, column, value, made["count"])
            self._money(sheet, row, len(heads) - 1, section.unspent)
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(names), len(heads) - 1)

    def _department(self, sheet: Worksheet, section: Section) -> None:
        w, made = self.w, self._formats
        self._head(sheet, w("worklist.title", department=section.department), self.content.summary(section, w))
        self._print(sheet)
        back = f"internal:'{w('worklist.index')}'!A1"
        sheet.write_url(0, len(COLUMNS) - 1, back, made["link"], w("worklist.back"))
        for column, (width, head) in enumerate(zip(_WIDTHS, self.content.heads(w), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(HEAD_ROW, column, head, made["head"])
        for place, line in enumerate(section.lines, start=1):
            self._line(sheet, HEAD_ROW + place, place, line)
        last = HEAD_ROW + len(section.lines)
        sheet.autofilter(HEAD_ROW, 0, last, len(COLUMNS) - 1)
        since = self.content.frame.since
        sheet.data_validation(
            HEAD_ROW + 1, COLUMNS.index("due"), last, COLUMNS.index("due"),
            {
                "validate": "date", "criteria": ">=", "value": since,
                "input_title": w("worklist.due_title"), "input_message": w("worklist.due_hint"),
                "error_title": w("worklist.due_title"), "error_message": w("worklist.due_error", since=since),
            },
        )  # fmt: skip

    def _line(self, sheet: Worksheet, row: int, place: int, line: Line) -> None:
        made = self._formats
        sheet.write_number(row, 0, place, made["count"])
        self._text(sheet, row, 1, line.project)
        sheet.write_number(row, 2, line.year, made["count"])
        for column, amount in enumerate((line.budget, line.executed, line.unspent), start=3):
            self._money(sheet, row, column, amount)
        if line.rate is None:
            sheet.write_blank(row, 6, None, made["wrap"])
        else:
            sheet.write_number(row, 6, line.rate, made[f"rate{self._decimals(line.rate)}"])
        self._text(sheet, row, 7, line.reason)
        matters = numbered(line.matters, self.w)
        self._text(sheet, row, 8, matters)
        sheet.write_blank(row, 9, None, made["wrap"])
        sheet.write_blank(row, 10, None, made["date"])
        texts = ((line.project, _WIDTHS[1]), (line.reason, _WIDTHS[7]), (matters, _WIDTHS[8]))
        lines = max(_lines(text, width) for text, width in texts)
        sheet.set_row(row, min(lines * _LINE_HEIGHT + _ROW_MARGIN, _MAX_HEIGHT))

    def _text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        if text:
            sheet.write_string(row, column, neutralise(text), self._formats["wrap"])
        else:
            sheet.write_blank(row, column, None, self._formats["wrap"])

    def _money(self, sheet: Worksheet, row: int, column: int, amount: Decimal | None) -> None:
        if amount is None:
            sheet.write_blank(row, column, None, self._formats["wrap"])
        else:
            sheet.write_number(row, column, float(f.scaled(amount, self.content.frame.unit)), self._formats["money"])

    def _decimals(self, rate: float) -> int:
        """So many decimals that a rate below target or threshold is not rounded up to it."""
        limits = [limit for limit in (self.content.frame.threshold, self.content.frame.target) if rate < limit]
        for decimals in _RATE_DECIMALS:
            if all(round(rate * 100, decimals) < round(limit * 100, decimals) for limit in limits):
                return decimals
        return _RATE_DECIMALS[-1]

    def _head(self, sheet: Worksheet, title: str, second: str) -> None:
        made = self._formats
        scope, source = self.content.frame.lines(self.w)
        for row, (text, name) in enumerate(((title, "title"), (second, "text"), (scope, "note"), (source, "note"))):
            sheet.write_string(row, 0, neutralise(text), made[name])
        sheet.set_row(0, 22)
        sheet.set_row(HEAD_ROW, _HEAD_HEIGHT)
        sheet.freeze_panes(HEAD_ROW + 1, 2)

    def _print(self, sheet: Worksheet) -> None:
        """A4 landscape, one page wide, heads on every page, origin and page number at the foot."""
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        frame = self.content.frame
        label, pages = _plain(frame.dataset_label), self.w("worklist.page", page="&P", pages="&N")
        start, end = f'&L&"{FONT},Regular"&8', f'&R&"{FONT},Regular"&8{pages}'
        origin = " · ".join(_plain(text) for text in (frame.dataset_label, frame.build_id, frame.source, frame.filters))
        sheet.set_header(f'&R&"{FONT},Regular"&9{label}')
        sheet.set_footer(f"{start}{_cut(origin, _MAX_FOOTER - len(start) - len(end))}{end}")


def sheet_names(departments: list[str], index: str) -> list[str]:
    """A sheet name for each department: at most 31 characters, none forbidden, unique whatever the case."""
    taken, names = {index.casefold(), "history"}, []
    for department in departments:
        plain = " ".join(department.translate(_FORBIDDEN).split()).strip("'") or index
        name, n = _short(plain, _MAX_NAME), 1
        while name.casefold() in taken:
            n += 1
            tail = f" {n}"
            name = _short(plain, _MAX_NAME - len(tail)) + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def _short(name: str, most: int) -> str:
    """At most ``most`` UTF-16 units, as Excel counts: a rare character (𠮷) takes two."""
    while len(name.encode("utf-16-le")) // 2 > most:
        name = name[:-1]
    return name.strip("' ")


def numbered(matters: tuple[str, ...], w: Words) -> str:
    """Several questions one a line with their number; a single one as it is."""
    if len(matters) < 2:
        return "".join(matters)
    return "\n".join(w("worklist.numbered", n=n, text=text) for n, text in enumerate(matters, start=1))


def _lines(text: str, width: int) -> int:
    """Lines a text takes in a column; a Chinese character is as wide as two digits, and a line never fills quite."""
    return sum(max(1, math.ceil(sum(1 if c.isascii() else 2 for c in part) / (width - 2))) for part in text.split("\n"))


def _plain(text: str) -> str:
    """& starts a code in headers and footers."""
    return text.replace("&", "&&")


def _cut(text: str, most: int) -> str:
    """At most so many characters, never half of a doubled &."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return (kept[:-1] if (len(kept) - len(kept.rstrip("&"))) % 2 else kept) + "…"
