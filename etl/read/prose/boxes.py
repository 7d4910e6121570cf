"""A box of labels and values side by side, 项目名称 | 甲 over 预算数 | 60 | 支出数 | 54, as a table of one line.

Belongs here: recognising such a box and turning it. Does not belong here: headings (``listing_heads``), cells
(``listing``), official forms (``etl.read.forms``).
"""

from __future__ import annotations

import re

from etl.read.prose import listing_heads
from etl.read.prose.model import TableBlock, TablePart

_NAME = re.compile(r"(?:子)?(?:项目|专项)(?:名称|全称)?[:：]?$")
_FIGURE = re.compile(r"^[\d,，.]+\s*(?:%|％|分|万?元)?$")
#: A wider or longer table is no box.
_MOST_ROWS = 12
_LEAST_MONEY = 2


def turned(block: TableBlock) -> TableBlock:
    """The box as a line of values below one of labels, both standing where the box stands; any other table as it is."""
    pairs = _pairs(block.part.rows)
    if len({label for label, _ in pairs}) < len(pairs) or not pairs or not _NAME.match(pairs[0][0]):
        return block
    fields = [listing_heads.field_of(label) for label, _ in pairs]
    if sum(one in listing_heads.MONEY for one in fields) < _LEAST_MONEY:
        return block
    whole = block.lines[0][0], block.lines[-1][1]
    part = TablePart([[label for label, _ in pairs], [value for _, value in pairs]])
    return TableBlock(part, [whole, whole], block.after)


def _pairs(rows: list[list[str]]) -> list[tuple[str, str]]:
    """Label and value by turns in every line; nothing where a figure stands in a label's place."""
    found: list[tuple[str, str]] = []
    for row in rows if 1 < len(rows) <= _MOST_ROWS else ():
        cells = [re.sub(r"\s+", "", cell) for cell in row]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            if _FIGURE.match(label) or (value and not label):
                return []
            if label:
                found.append((label, value))
    return found
