"""Spreadsheets made for tests of the readers: rows in, a file of any format out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

Rows = Sequence[Sequence[object]]
#: Headings of an official form's table of indicators.
FORM_INDICATORS = [
    "绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
    "偏差原因分析及改进措施",
]  # fmt: skip


def xlsx(
    path: Path, rows: Rows, merges: Sequence[str] = (), formats: Mapping[str, str] | None = None, sheet: str = "表"
) -> Path:
    """An .xlsx of one sheet."""
    return book(path, {sheet: rows}, {sheet: merges}, {sheet: formats or {}})


def book(
    path: Path,
    sheets: Mapping[str, Rows],
    merges: Mapping[str, Sequence[str]] | None = None,
    formats: Mapping[str, Mapping[str, str]] | None = None,
) -> Path:
    """An .xlsx of several sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell, pattern in (formats or {}).get(name, {}).items():
            sheet[cell].number_format = pattern
        for merge in (merges or {}).get(name, ()):
            sheet.merge_cells(merge)
    made.save(path)
    return path


def text(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A .csv or .tsv in any encoding."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(["" if c is None else c for c in row] for row in rows)
    return path
