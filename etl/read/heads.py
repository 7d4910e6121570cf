"""The headings of a form's fund table: which cell stands over which amounts.

Belongs here: headings of one or two rows, groups of columns. Does not belong here: the lines below (``funds``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from etl.read import amounts, groups, measures, years
from etl.read.fund_model import AMOUNTS, BUDGETS
from etl.read.grid import Range
from etl.read.labels import clean, roles
from etl.read.section import Section

#: Lines below a heading among which a figure of its column must stand.
_LINES = 6
_FIGURE = re.compile(r"[:：]\s*[\d,.]+\s*[万亿]?元?$")
_PERHAPS_CHANGES = ("调整预算数", "调整预算")
_SPLITS = (("budget_initial", r"年初.{0,4}"), ("budget_full_year", r"(调整后|全年|年末).{0,4}"))


def columns(section: Section, header: int, money: Collection[str]) -> tuple[dict[str, Range], int, bool]:
    """Role → heading; the first column of ``money``; whether some role is left out because nobody can say which of
    its columns is that of the whole (中央 | 省级).

    A heading written over two rows (年初 above 预算数) is read as one, groups of columns are chosen from
    (``groups.meant``), and so is what stands below a heading (全年预算数 over 财政拨款 | 小计).
    """
    places = _places(section, header)
    left = min(place[1] for role, found in places.items() if role in money for place in found)
    chosen: dict[str, Range] = {}
    doubtful = False
    for role, found in places.items():
        place = _of_whole(section, header, found)
        if place is not None and role in money:
            place = _below(section, place)
        doubtful |= place is None
        if place is not None:
            chosen[role] = place
    _split_budget(section, chosen)
    return chosen, left, doubtful


def ends(section: Section, row: int) -> bool:
    """True where a row begins what follows the money: goals, indicators."""
    ends, indicators = roles("section"), roles("indicator_column")
    texts = [text for _, text in section.grid.cells(row)]
    return any(ends.of(t) for t in texts) or sum(indicators.of(t) in ("level1", "level2", "level3") for t in texts) >= 2


def is_of_pairs(section: Section, row: int, columns: Mapping[str, Range]) -> bool:
    """True where a name of money stands below one of its headings: 其中：公共预算 | 1620 | 其中：基本支出 | 900. The
    figures belong to the names beside them, not to the headings."""
    found = (section.under(row, columns[role]) for role in AMOUNTS if role in columns)
    names = (section.grid.text(*place) for place in found if place is not None and place[0] == row)
    return any(roles("fund_row").of(name_of(text)) is not None for text in names)


def name_of(text: str) -> str:
    """A name without the figure that may stand behind it in its cell.

    >>> name_of("其中：基本支出：900"), name_of("项目支出")
    ('其中：基本支出', '项目支出')
    """
    return _FIGURE.sub("", text).rstrip(":：")


def _places(section: Section, header: int) -> dict[str, list[Range]]:
    group, grid = roles("fund_column"), section.grid
    found: dict[str, list[Range]] = {}
    named = {own for _, text in grid.cells(header) if (own := years.undated(text)[0]) is not None}
    said = section.year(header)
    year = next(iter(named)) if said is None and len(named) == 1 else said
    for column, text in grid.cells(header):
        place = grid.range_at(header, column)
        above = grid.text(*grid.anchor(header - 1, column)) if header > section.first and place[0] == header else ""
        own, bare = years.undated(text)
        if (own is not None and own != year) or measures.says_measure(text):
            continue
        role = (group.of(above + text) if above and group.of(text) else None) or group.of(text) or group.of(bare)
        if role is not None and not groups.is_change(text, figures_below(section, place)):
            found.setdefault(role, []).append(place)
    _drop_side_label(section, header, found)
    return {role: _likeliest_first(section, places) for role, places in found.items()}


def _drop_side_label(section: Section, header: int, found: dict[str, list[Range]]) -> None:
    """年度预算 left of the whole table, over no figures or merged down beside them, is no heading of a column."""
    first = next(column for column, _ in section.grid.cells(header))
    budgets = [(role, place) for role, places in found.items() if role in BUDGETS for place in places]
    others = [place for _, place in budgets if place[1] > first and figures_below(section, place)]
    for role, place in budgets:
        is_beside = bool(others) and (place[2] > max(p[2] for p in others) or not figures_below(section, place))
        if place[1] == first and is_beside:
            found[role].remove(place)
            if not found[role]:
                del found[role]


def _likeliest_first(section: Section, places: list[Range]) -> list[Range]:
    """Of several headings of one role those with figures below them; what may be a change (调整预算数) or of all years
    (累计支出) last."""
    filled = [place for place in places if figures_below(section, place)] or places
    texts = {place: section.grid.text(place[0], place[1]) for place in filled}
    return sorted(filled, key=lambda p: clean(texts[p]) in _PERHAPS_CHANGES or groups.is_of_all_years(texts[p]))


def figures_below(section: Section, place: Range) -> list[Decimal]:
    """The amounts below a heading: 年度预算 left of 年初预算数 | 全年预算数 has none and only names the block."""
    below = range(place[2] + 1, min(place[2] + 1 + _LINES, section.last + 1))
    cells = (section.grid.value(row, column) for row in below for column in range(place[1], place[3] + 1))
    return [money.value for cell in cells if (money := amounts.money(cell, amounts.YUAN)) is not None]


def _of_whole(section: Section, header: int, found: Sequence[Range]) -> Range | None:
    """Of several columns of one role that of the whole, by the groups above them; the first where there are none."""
    if len(found) == 1 or header == section.first:
        return found[0]
    words = [above(section, header - 1, place[1]) for place in found]
    if len(set(words)) == 1 or any(roles("identity").of(text) for _, text in section.grid.cells(header - 1)):
        return found[0]
    chosen = groups.meant(words, section.year(header - 1))
    return None if chosen is None else found[chosen]


def above(section: Section, row: int, column: int) -> str:
    """The group over a column: a cell that was merged, or the nearest one to the left."""
    texts = [text for at, text in section.grid.cells(row) if at <= column]
    return section.grid.text(*section.grid.anchor(row, column)) or (texts[-1] if texts else "")


def _below(section: Section, place: Range) -> Range | None:
    """Of the words below a heading that of the whole, where the heading stands over several columns."""
    beside = (at for at, _ in section.grid.cells(place[0]) if at > place[3])
    end, row = next(beside, None), place[2] + 1
    under = [(at, text) for at, text in section.grid.cells(row) if at >= place[1] and (end is None or at < end)]
    words = [text for _, text in under]
    if len(words) < 2 or any(re.search(r"\d|年初|调整|全年|年末", word) for word in words):
        return place
    if any(roles("fund_column").of(word) or not (roles("fund_row").of(word) or groups.role(word)) for word in words):
        return place
    chosen = groups.meant(words, section.year(place[0]))
    return None if chosen is None else section.grid.range_at(row, under[chosen][0])


def _split_budget(section: Section, found: dict[str, Range]) -> None:
    """A 预算数 merged over 年初 and 调整后 in the row below it is those two columns."""
    whole = found.get("budget_unqualified")
    if whole is None or whole[1] == whole[3]:
        return
    below = {text: c for c, text in section.grid.cells(whole[2] + 1) if whole[1] <= c <= whole[3]}
    for role, words in _SPLITS:
        for text, column in below.items():
            if role not in found and re.fullmatch(words, text.strip()):
                found[role] = section.grid.range_at(whole[2] + 1, column)
                found.pop("budget_unqualified", None)
