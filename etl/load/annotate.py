"""What could not be loaded as a workbook to correct: each bad line with its place and reason, the bad cell marked.

Belongs here: this workbook. Does not belong here: finding out what is bad.
"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from etl.load.plan import Plan
from etl.safe_cells import neutralise

_HEADS = ("文件", "位置", "原因", "原文")
_PARTS = " | "


def annotated(plan: Plan) -> bytes:
    """The .xlsx: one line a refused row, its cells behind the reason; the cell the reason names is red with a note."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#ECEFF1", "bottom": 1})
    bad = book.add_format({"bg_color": "#F6C9B0", "border": 1, "border_color": "#A84710"})
    sheet = book.add_worksheet("没有装载的行")
    for column, text in enumerate(_HEADS):
        sheet.write_string(0, column, text, head)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 44)
    sheet.set_column(3, 20, 16)
    line = 0
    for file, refusal in plan.refused:
        line += 1
        _line(sheet, line, (file, refusal.locator, refusal.reason), refusal.raw.split(_PARTS), None, bad)
    for problem in plan.problems:
        line += 1
        cells = dict(problem.raw) if isinstance(problem.raw, dict) else {}
        names = list(cells)
        marked = names.index(problem.column) if problem.column in names else None
        texts = [f"{name}={value}" for name, value in cells.items()]
        where = f"第{problem.row}行" if problem.row is not None else ""
        _line(sheet, line, (problem.file, where, problem.sentence), texts, marked, bad)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(line, 1), len(_HEADS) - 1)
    book.close()
    return target.getvalue()


def _line(
    sheet: Any, line: int, about: tuple[str, str, str], cells: list[str], marked: int | None, bad: Any
) -> None:  # fmt: skip
    for column, text in enumerate(about):
        sheet.write_string(line, column, neutralise(text))
    # Without a cell of its own the whole row is in question: its first cell carries the note.
    place = marked if marked is not None else 0
    for column, text in enumerate(cells):
        is_bad = column == place
        sheet.write_string(line, len(about) + column, neutralise(text), bad if is_bad else None)
        if is_bad:
            sheet.write_comment(line, len(about) + column, about[2])
