"""A workbook in Excel's binary format, made for tests of the readers; no library writes one.

Belongs here: the few records a sheet of texts and numbers needs ([MS-XLSB]). Does not belong here: what is asserted.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + content


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(value, int | float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _text(str(value)))


def write(path: Path, rows: Sequence[Sequence[object]], far: tuple[int, int] | None = None) -> Path:
    """An .xlsb of one sheet from A1 on, with one more cell at ``far`` (row, column)."""
    lines = b""
    for number, row in enumerate(rows):
        lines += _record(0, struct.pack("<II", number, 0) + bytes(9))
        lines += b"".join(_cell(c, v) for c, v in enumerate(row) if v is not None)
    last_row, last_column = far or (len(rows) - 1, max(map(len, rows)) - 1)
    if far is not None:
        lines += _record(0, struct.pack("<II", last_row, 0) + bytes(9)) + _cell(last_column, 1)
    reach = struct.pack("<IIII", 0, last_row, 0, last_column)
    sheet = _record(129) + _record(148, reach) + _record(145) + lines + _record(146) + _record(130)
    named = struct.pack("<II", 0, 1) + _text("rId1") + _text("表")
    book = _record(131) + _record(143) + _record(156, named) + _record(144) + _record(132)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>')
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path
