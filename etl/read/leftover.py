"""Figures of a form that none of its tables took: a second table of money, columns nobody knows.

Belongs here: naming them, so that nobody takes them for loaded. Does not belong here: reading tables (``funds``,
``indicators``), the same for lists (``headings.unused``).
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.read import amounts, fund_groups, groups, heads, inline
from etl.read.fund_model import Funds
from etl.read.grid import Range
from etl.read.headings import NUMBERING
from etl.read.indicators import Indicators
from etl.read.labels import roles
from etl.read.section import Section

_MONEY = ("budget_initial", "budget_full_year", "budget_unqualified", "received", "executed")


def unused(section: Section, funds: Funds | None, table: Indicators) -> list[str]:
    """Headings of figures that were not taken, each once, in reading order."""
    texts: list[str] = []
    if funds is not None and funds.columns:
        texts += [*_beside(section, funds), *_without_heading(section, funds), *_of_pairs(section, funds)]
    taken = range(0) if funds is None else range(funds.top, funds.last + 1)
    texts += [text for row in section.rows if row not in taken for text in _of_other_table(section, row)]
    end = section.last + 1 if table.header is None else table.header
    texts += _labelled(section, funds, end)
    texts += _in_cells(section, funds, end)
    if table.header is not None:
        texts += _unknown(section, table.header, table.columns)
    return list(dict.fromkeys(texts))


def _beside(section: Section, funds: Funds) -> Iterator[str]:
    """Of the fund table: money columns that were not chosen, and those nobody knows."""
    group = roles("fund_column")
    above = fund_groups.over(section, funds.header)
    label = next(column for column, _ in section.grid.cells(funds.header if funds.row is None else funds.row))
    headings = (
        (text, section.grid.range_at(funds.header, column)) for column, text in section.grid.cells(funds.header)
    )
    for text, place in [*headings, *above.hanging()]:
        is_chosen = any(a[1] <= place[3] and place[1] <= a[3] for a in funds.columns.values())
        is_points = group.of(text) in ("weight", "score", "reason", "remark")
        if place[1] > label and not is_chosen and not is_points and heads.figures_below(section, place):
            over = above.words(place)[-1:]
            yield " ".join([*(word for word in over if word not in ("", text) and group.of(word) is None), text])


def _without_heading(section: Section, funds: Funds) -> Iterator[str]:
    """Figures of the total below a heading that tells only its other columns apart: 执行数 over 财政资金 | 合计."""
    grid = section.grid
    if funds.row is None or funds.row <= funds.header + 1:
        return
    for column, text in grid.cells(funds.row):
        place = grid.range_at(funds.header, column)
        told = [at for at, _ in grid.cells(funds.header + 1) if place[1] <= at <= place[3]]
        is_figure = amounts.money(text, amounts.YUAN) is not None or amounts.rate(text) is not None
        if is_figure and told and column > max(told) and place[1] < place[3]:
            yield f"{grid.text(place[0], place[1])} {text}"


def _of_other_table(section: Section, row: int) -> Iterator[str]:
    """Budget beside execution as headings of another table: that of 年度主要任务."""
    found = section.columns_of(row, roles("fund_column"))
    if "executed" in found and any(role in found for role in _MONEY[:3]):
        for role, place in found.items():
            if role in _MONEY and place[0] == row and heads.figures_below(section, place):
                first = next(text for _, text in section.grid.cells(row))
                yield f"{first} {section.grid.text(place[0], place[1])}"


def _labelled(section: Section, funds: Funds | None, end: int) -> Iterator[str]:
    """Amounts right of labels of money above the indicators: 基本支出总额 | 2156; of a form without money below too."""
    used = set() if funds is None else {cell.locator for cell in (*funds.statements, *funds.unread)}
    taken = range(funds.header, funds.last + 1) if funds is not None and funds.columns else range(0)
    for row, column, text in section.cells():
        place = section.beside(row, column)
        is_below = row >= end and (funds is not None or roles("fund_column").of(text) not in _MONEY)
        if place is None or is_below or row in taken or not _names_money(text):
            continue
        money = amounts.money(section.grid.value(row, place), amounts.YUAN)
        if money is not None and money.value and section.grid.locator(row, place) not in used:
            yield text


def _names_money(label: str) -> bool:
    return (
        roles("fund_row").of(label) is not None
        or roles("fund_column").of(label) in _MONEY
        or roles("fund_beside").of(label) == "income"
        or (not amounts.is_unit(label) and (groups.is_of_all_years(label) or amounts.unit_in(label) is not None))
    )


def _of_pairs(section: Section, funds: Funds) -> Iterator[str]:
    """Of the fund table: names with figures beside them or behind them, below headings that are not theirs."""
    for row in range(funds.header + 1, funds.last + 1):
        for column, text in section.grid.cells(row) if heads.is_of_pairs(section, row, funds.columns) else ():
            beside = section.grid.value(row, section.grid.range_at(row, column)[3] + 1)
            money = amounts.money(beside, amounts.YUAN)
            has_figure = heads.name_of(text) != text.rstrip(":：") or (money is not None and money.value)
            if has_figure and roles("fund_row").of(heads.name_of(text)) is not None:
                yield heads.name_of(text)


def _in_cells(section: Section, funds: Funds | None, end: int) -> Iterator[str]:
    """The same written in one cell with its label: 全年执行数：80万元（含上年结转）; what is read is not said again."""
    used = {cell.locator for cell in funds.statements} if funds is not None else set()
    read = set(funds.total.values()) if funds is not None else set()
    for row, column, text in section.cells():
        label, mark, rest = amounts.fold(text).replace("：", ":").partition(":")
        is_labelled = groups.is_of_all_years(label) and amounts.money(rest, amounts.YUAN) is not None
        is_money = row < end and mark and (roles("fund_column").of(label) in _MONEY or is_labelled)
        if not is_money or not any(c.isdigit() for c in rest) or section.grid.locator(row, column) in used:
            continue
        told = inline.figures(text)
        if not told or any((money := amounts.money(f, amounts.YUAN)) and money.value not in read for _, f in told):
            yield label


def _unknown(section: Section, header: int, columns: dict[str, Range]) -> Iterator[str]:
    """Columns of points or money beside the indicators under a heading nobody knows."""
    left, last = min(place[1] for place in columns.values()), max(place[2] for place in columns.values())
    for row in range(header, last + 1):
        for column, text in section.grid.cells(row):
            place = section.grid.range_at(row, column)
            is_taken = any(a[1] <= place[3] and place[1] <= a[3] for a in columns.values())
            is_known = is_taken or roles("indicator_column").of(text) is not None or NUMBERING.search(text)
            below = (section.grid.value(line, column) for line in range(last + 1, section.last + 1))
            if column > left and not is_known and any(amounts.score(value) is not None for value in below):
                yield text
