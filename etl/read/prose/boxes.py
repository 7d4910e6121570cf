"""A box of labels and values side by side, 项目名称 | 甲 over 预算数 | 60 | 支出数 | 54, as a table of one line; and a
table that says one thing a line, 年初预算数 | 60 over 支出数 | 54.

Belongs here: recognising such a box and turning it. Does not belong here: headings (``listing_heads``), cells
(``listing``), official forms (``etl.read.forms``).
"""

from __future__ import annotations

import re

from etl.read.prose import listing_heads, table_words
from etl.read.prose.model import TableBlock, TablePart
from etl.read.prose.normal import normal

_NAME = re.compile(r"(?:子)?(?:项目|专项)(?:名称|全称)?[:：]?$")
_FIGURE = re.compile(r"^[\d,，.]+\s*(?:%|％|分|万?元)?$")
#: A wider or longer table is no box.
_MOST_ROWS = 12
_LEAST_MONEY = 2


def turned(block: TableBlock) -> TableBlock:
    """The box as a line of values below one of labels, both standing where the box stands; any other table as it is."""
    pairs = _pairs(block.part.rows) if not is_upright(block) else []
    if len({label for label, _ in pairs}) < len(pairs) or not pairs or not _NAME.match(pairs[0][0]):
        return block
    fields = [listing_heads.field_of(label) for label, _ in pairs]
    if sum(one in listing_heads.MONEY for one in fields) < _LEAST_MONEY:
        return block
    whole = block.lines[0][0], block.lines[-1][1]
    part = TablePart([[label for label, _ in pairs], [value for _, value in pairs]])
    return TableBlock(part, [whole, whole], block.after)


def is_upright(block: TableBlock) -> bool:
    """Whether a table of two columns says one thing a line: 年初预算数 | 60 over 支出数 | 54 below 项目 | 金额."""
    rows = block.part.rows
    if not 2 < len(rows) <= _MOST_ROWS or any(len(row) != 2 or not all(map(str.strip, row)) for row in rows):
        return False
    label, value = (normal(cell).text for cell in rows[0])
    is_headed = table_words.match("upright", "labels", label) and table_words.match("upright", "values", value)
    stated = [one for row in rows[1:] if (one := listing_heads.field_of(row[0])) not in ("", "skip")]
    is_of_money = sum(one in listing_heads.MONEY for one in stated) >= _LEAST_MONEY
    return bool(is_headed) and is_of_money and len(set(stated)) == len(stated)


def stood(block: TableBlock, owner: tuple[str, str]) -> TableBlock:
    """An upright table as a line of values, called by what ``owner`` heads and names."""
    rows = [[re.sub(r"\s+", "", cell) for cell in row] for row in block.part.rows]
    whole = block.lines[0][0], block.lines[-1][1]
    unit = re.search(r"[（(].*[)）]", rows[0][1])
    labels = [f"{label}{unit[0] if unit else ''}" for label, _ in rows[1:]]
    part = TablePart([[owner[0], *labels], [owner[1], *(value for _, value in rows[1:])]])
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
