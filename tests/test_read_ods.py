"""OpenDocument cells: what is written in them, not what is remarked about them or how a date is shown."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

from etl.read.one import read_one

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = ("部门", "年度", "项目名称", "预算数（万元）", "执行数（万元）")
_NOTE = "<office:annotation><text:p>批注</text:p></office:annotation>"


def _text(*inside: str) -> str:
    return f'<table:table-cell office:value-type="string">{"".join(inside)}</table:table-cell>'


def _number(value: str, note: str = "") -> str:
    inside = f"{note}<text:p>{value}</text:p>"
    return f'<table:table-cell office:value-type="float" office:value="{value}">{inside}</table:table-cell>'


def _book(path: Path, *rows: list[str]) -> Path:
    lines = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0" '
            f'xmlns:text="{_NAMES}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{lines}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_comments_are_no_words_of_a_cell_and_dates_are_not_their_display(tmp_path: Path) -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2023-12-31{}"><text:p>12/31/23</text:p></table:table-cell>'
    path = _book(
        tmp_path / "t.ods",
        [_text(f"<text:p>{name}</text:p>") for name in _HEAD],
        [
            _text(_NOTE, "<text:p>南昌市西湖区教育局</text:p>"),
            day.format(""),
            _text(f'<text:p>甲<text:s text:c="2"/>乙{_NOTE}<text:span>丙</text:span></text:p>'),
            _number("100", _NOTE),
            _text(_NOTE, "<text:p>60.5</text:p>"),
        ],
        [
            _text("<text:p>南昌市西湖区教育局</text:p>"),
            day.format("T00:00:00"),
            _text("<text:p>丁<text:line-break/>戊</text:p>"),
            _number("80"),
            _number("80"),
        ],
    )
    first, second = read_one(path).rows
    assert (first.department, first.district, first.year) == ("南昌市西湖区教育局", "西湖区", 2023)
    assert first.project == "甲 乙丙"
    assert (first.budget_full_year_yuan, first.executed_yuan) == (Decimal(1_000_000), Decimal(605_000))
    assert second.year == 2023
    assert "2023-12-31" in second.quote
    assert "批注" not in first.quote
