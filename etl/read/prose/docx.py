"""``.docx``: paragraphs and tables in their order, merged cells shown once.

Belongs here: WordprocessingML. Does not belong here: what paragraphs mean. Deleted text, field codes and the
fallback of drawings are not read; text somebody inserted under tracking is.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from etl.inputs import InputError
from etl.read import guard
from etl.read.grid import Range
from etl.read.prose.model import TablePart

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText",
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)  # fmt: skip
_BODY = "word/document.xml"


def read_docx(path: Path) -> list[str | TablePart]:
    """Paragraphs as texts, tables as grids. Raises InputError."""
    names = guard.check_archive(path)
    if _BODY not in names:
        raise InputError("压缩包里没有 Word 正文，未读取。")
    with zipfile.ZipFile(path) as archive, archive.open(_BODY) as part:
        try:
            # Declared entities were refused by guard.
            root = ElementTree.parse(part).getroot()  # noqa: S314
        except ElementTree.ParseError as error:
            raise InputError("Word 正文已损坏，未读取。") from error
    body = root.find(f"{_W}body")
    return list(_blocks(body)) if body is not None else []


def _blocks(parent: ElementTree.Element) -> Iterator[str | TablePart]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _text(child).split("\n")
        elif child.tag == f"{_W}tbl":
            yield _table(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _text(element: ElementTree.Element) -> str:
    pieces: list[str] = []
    _gather(element, pieces)
    return "".join(pieces)


def _gather(element: ElementTree.Element, pieces: list[str]) -> None:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_W}tab":
            if element.tag == f"{_W}r":
                pieces.append("\t")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            _gather(child, pieces)


def _table(element: ElementTree.Element) -> TablePart:
    rows: list[list[str]] = []
    merges: dict[tuple[int, int], Range] = {}
    open_down: dict[int, tuple[int, int]] = {}
    for line in element.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in line.findall(f"{_W}tc"):
            column, row = len(cells), len(rows)
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"))
            down = cell.find(f"{_W}tcPr/{_W}vMerge")
            text = "\n".join(_text(p) for p in cell.iter(f"{_W}p")).strip()
            if down is not None and down.get(f"{_W}val") != "restart" and column in open_down:
                text = ""
                top = open_down[column]
                first = merges.get(top, (*top, *top))
                merges[top] = (first[0], first[1], row, max(first[3], column + span - 1))
            else:
                open_down.pop(column, None)
                if down is not None:
                    open_down[column] = (row, column)
                if span > 1:
                    merges[row, column] = (row, column, row, column + span - 1)
            cells += [text] + [""] * (span - 1)
        guard.check_extent(len(rows) + 1, len(cells))
        rows.append(cells)
    return TablePart(rows, list(merges.values()))


def _number(element: ElementTree.Element | None) -> int:
    text = element.get(f"{_W}val", "1") if element is not None else "1"
    return min(int(text), 200) if text.isdigit() else 1
