"""Rows that may be headings of a table, by what stands in them: words, years alone, a title.

Belongs here: one row's own look. Does not belong here: which rows are a table's headings (``headings``).
"""

from __future__ import annotations

import re

from etl.read import amounts
from etl.read.grid import Grid
from etl.read.section import is_caption

_YEAR_ALONE = re.compile(r"((?:19|20)\d{2})年?度?")
_NAMED = re.compile(r"^(?!其中).{2,}[:：]\s*\S")
#: 项目资金（单位：万元） names no value: a unit in brackets, or behind the words it is of.
_OF_UNIT = re.compile(
    r"[（(【\[][^（）()]*[)）】\]]|(?<=[\u4e00-\u9fff]{2})(?<![额币量])[，,\s]*单位\s*[:：]\s*\S{1,3}$"
)

_UNIT_ALONE = re.compile(
    r"[(\[【\s]*(?:金额|货币|计量)?\s*[单単]\s*位\s*[:为]?\s*\(?\s*(?:人民币)?\s*\S{1,4}\s*[)\]】\s]*"
)


def are_stacked(grid: Grid, first: int, last: int) -> bool:
    """Whether rows may be headings of one table: words only, no line of a table before them and no title among them,
    the first naming no value (编制单位：财政局)."""
    has_title = any(_is_title(grid, row) for row in range(first, last))
    is_of_words = all(has_words_only(grid, row) for row in range(first, last + 1))
    names_value = any(_NAMED.search(_OF_UNIT.sub("", text)) for _, text in grid.cells(first))
    return is_of_words and not has_title and not names_value and not _is_above(grid, first)


def _is_title(grid: Grid, row: int) -> bool:
    """True where a row is the table's title alone, by its words or because it begins where the names below it do: such
    a row stands above the headings, not among them."""
    cells = list(grid.cells(row))
    return len(cells) == 1 and (is_caption(cells[0][1]) or (cells[0][0] == 0 and bool(grid.text(row + 1, 0))))


def _is_above(grid: Grid, row: int) -> bool:
    """True where a row is the line of the unit (单位：亿元) or a lone text over it: both stand above the headings."""
    return _is_of_unit(grid, row) or (len(list(grid.cells(row))) == 1 and _is_of_unit(grid, row + 1))


def _is_of_unit(grid: Grid, row: int) -> bool:
    texts = [amounts.fold(text) for _, text in grid.cells(row)] if row < len(grid.rows) else []
    return len(texts) == 1 and _UNIT_ALONE.fullmatch(texts[0]) is not None and amounts.unit_in(texts[0]) is not None


def is_lower_heading(grid: Grid, row: int) -> bool:
    """True where a row holds only words, more than one: headings have no figures."""
    return len(list(grid.cells(row))) > 1 and has_words_only(grid, row)


def has_words_only(grid: Grid, row: int) -> bool:
    """True where a row holds no figures but years alone."""
    texts = [text for _, text in grid.cells(row)]
    has_figures = any(amounts.money(t, "元") or amounts.rate(t) is not None for t in texts)
    return bool(texts) and (not has_figures or are_years(grid, row))


def are_years(grid: Grid, row: int) -> bool:
    """Whether a row holds years alone, several of them: headings of columns, written as words or as numbers."""
    texts = [text for _, text in grid.cells(row)]
    return len(texts) > 1 and all(_YEAR_ALONE.fullmatch(text) for text in texts)
