"""The headings of a form's fund table: which cell stands over which amounts.

Belongs here: headings of one or two rows, groups of columns. Does not belong here: the lines below (``funds``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from etl.read import amounts, fund_groups, groups, heading_rows, measures, years
from etl.read.fund_model import AMOUNTS, BUDGETS
from etl.read.grid import Range
from etl.read.labels import roles
from etl.read.section import Section

#: Lines below a heading among which a figure of its column must stand.
_LINES = 6
_FIGURE = re.compile(r"[:：]\s*[\d,.]+\s*[万亿]?元?$")
_SPLITS = (("budget_initial", r"年初.{0,4}"), ("budget_full_year", r"(调整后|全年|年末).{0,4}"))


def columns(section: Section, header: int, money: Collection[str]) -> tuple[dict[str, Range], int, bool]:
    """Role → heading; the first column of ``money``; whether some role is left out because nobody can say which of
    its columns is that of the whole (中央 | 省级).

    A heading written over two rows (年初 above 预算数) is read as one, groups of columns are chosen from
    (``fund_groups``), and so is what stands below a heading (全年预算数 over 财政拨款 | 小计).
    """
    above = fund_groups.over(section, header)
    places = _places(section, header, above)
    money_places = (_likeliest_first(section, found) for role, found in places.items() if role in money)
    left = min((place[1] for found in money_places for place in found), default=section.grid.width)
    own, doubtful = fund_groups.of_one_group(above, places, section.year(above.top))
    chosen: dict[str, Range] = {}
    for role, found in own.items():
        place = _of_whole(section, above, _likeliest_first(section, found))
        if place is not None and role in money:
            place = _below(section, place)
        doubtful |= place is None
        if place is not None:
            chosen[role] = place
    _split_budget(section, chosen)
    return chosen, left, doubtful


def year_of(section: Section, columns: Mapping[str, Range]) -> int | None:
    """The one year that all headings of amounts name: 2023年预算数 | 2023年执行数."""
    places = [columns[role] for role in AMOUNTS if role in columns]
    named = {years.undated(section.grid.text(place[0], place[1]))[0] for place in places}
    return named.pop() if len(named) == 1 else None


def are_in_two_rows(section: Section, row: int) -> set[str]:
    """What the headings of a row are together with the groups over them: 年初 below 预算数, 合计 below 执行情况."""
    is_of_words = heading_rows.is_lower_heading(section.grid, row)
    above = fund_groups.over(section, row) if is_of_words else None
    return set() if above is None or above.top == row else set(_places(section, row, above))


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


def _places(section: Section, header: int, above: fund_groups.Over) -> dict[str, list[Range]]:
    grid = section.grid
    found: dict[str, list[Range]] = {}
    named = {own for _, text in grid.cells(header) if (own := years.undated(text)[0]) is not None}
    said = section.year(above.top)
    year = next(iter(named)) if said is None and len(named) == 1 else said
    headings = [(text, grid.range_at(header, column)) for column, text in grid.cells(header)]
    for text, place in [*headings, *above.hanging()]:
        own = years.undated(text)[0]
        if (own is not None and own != year) or measures.says_measure(text):
            continue
        role = _role(section, place, text, above)
        if role is not None and not groups.is_change(text, figures_below(section, place)):
            found.setdefault(role, []).append(place)
    _drop_side_label(section, header, found)
    return found


def _role(section: Section, place: Range, text: str, above: fund_groups.Over) -> str | None:
    """What a heading is: with what stands directly above it (年初 over 预算数), by itself, with its group."""
    group, grid = roles("fund_column"), section.grid
    is_below = place[0] == above.header > section.first
    upper = grid.text(*grid.anchor(place[0] - 1, place[1])) if is_below else ""
    # 财政 below 年初预算 is a part of it, and no heading together with it.
    is_begun = bool(upper) and (group.of(upper) is None or group.of(text) is not None)
    named = (group.of(upper + text) if is_begun else None) or group.of(text) or group.of(years.undated(text)[1])
    over = next(reversed(above.words(place)), "")
    if named is not None or not over:
        return named
    if groups.role(text) == "total":
        return group.of(over) or roles("over").of(over)
    is_split = any(re.fullmatch(words, text.strip()) for _, words in _SPLITS)
    return group.of(text + over) if is_split else None


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
    """Of several headings of one role those with figures below them; the surer label first (预算数 before 批复数), what
    may be a change (调整预算数) or of all years (累计支出) last."""
    filled = [place for place in places if figures_below(section, place)] or places
    texts = {place: section.grid.text(place[0], place[1]) for place in filled}
    group = roles("fund_column")
    ranks = {p: group.rank(text) if group.of(text) in AMOUNTS else 0 for p, text in texts.items()}
    doubts = {p: groups.may_be_change(text) or groups.is_of_all_years(text) for p, text in texts.items()}
    return sorted(filled, key=lambda p: (doubts[p], ranks[p]))


def figures_below(section: Section, place: Range) -> list[Decimal]:
    """The amounts below a heading: 年度预算 left of 年初预算数 | 全年预算数 has none and only names the block."""
    below = range(place[2] + 1, min(place[2] + 1 + _LINES, section.last + 1))
    cells = (section.grid.value(row, column) for row in below for column in range(place[1], place[3] + 1))
    return [money.value for cell in cells if (money := amounts.money(cell, amounts.YUAN)) is not None]


def _of_whole(section: Section, above: fund_groups.Over, found: Sequence[Range]) -> Range | None:
    """Of several columns of one role that of the whole, by the groups above them; the first where there are none."""
    words = ["".join(above.words(place)) for place in found]
    chosen = 0 if len(set(words)) == 1 else groups.meant(words, section.year(above.top))
    return None if chosen is None else found[chosen]


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
