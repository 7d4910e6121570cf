"""The rows of groups over a form's headings of money: 上年度 | 本年度, 中央资金 | 合计, 预算数 over 年初 | 调整后.

Belongs here: which rows these are, what stands over a column, which group's columns are those of the form. Does not
belong here: what the words of groups mean (``groups``), the headings themselves (``heads``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.read import amounts, groups, heading_rows
from etl.read.fund_model import AMOUNTS
from etl.read.grid import Range
from etl.read.labels import roles
from etl.read.section import Section, is_caption
from etl.read.years import year_in

#: Rows of groups over one row of headings, at most.
_DEEPEST = 2
#: Lines below headings among which a figure of its column must stand.
_LINES = 6
_UNIT = re.compile(r"单位\s*[:：]")
#: 预算数 is that of the full year where no other is; below two groups the two compete.
_KIND = {"budget_unqualified": "budget_full_year"}
Places = dict[str, list[Range]]


@dataclass(frozen=True)
class Over:
    """The rows of groups from ``top`` to the headings; none where ``top`` is the row of the headings itself."""

    section: Section
    header: int
    top: int
    #: The first column of the headings.
    left: int

    def words(self, place: Range) -> list[str]:
        """The groups over a heading from the top down; an empty word where a row has none over it."""
        return [self._word(row, place[1]) for row in range(self.top, min(self.header, place[0]))]

    def _word(self, row: int, column: int) -> str:
        """A cell merged over the column, or the nearest one to the left that is not merged over others only."""
        grid = self.section.grid
        at = max((at for at, _ in grid.cells(row) if self.left <= at <= column), default=column)
        _, first, _, last = grid.range_at(row, at)
        found = grid.text(*grid.anchor(row, at)) if first == last or column <= last else ""
        return "" if _UNIT.search(found) or is_caption(found) else found

    def hanging(self) -> Iterator[tuple[str, Range]]:
        """Headings in the lowest row of groups with nothing below them: 执行率 beside 预算安排 over 年初预算数."""
        grid, row = self.section.grid, self.header - 1
        below = [column for column, _ in grid.cells(self.header)]
        for column, text in grid.cells(row) if self.top < self.header else ():
            place = grid.range_at(row, column)
            if column >= self.left and not any(column <= other <= place[3] for other in below):
                yield text, place


def over(section: Section, header: int) -> Over:
    """The rows of groups over a row of headings. A row of labels with their values is none; 资金来源 over the names of
    the lines is a heading of theirs, where nothing stands below it."""
    first = next(column for column, _ in section.grid.cells(header))
    left = _left(section, header)
    top = header
    for row in range(header - 1, max(section.first, header - _DEEPEST) - 1, -1):
        words = _words(section, row, first, left)
        # Farther up only what surely is a group: 上年度 over 财政资金 | 合计.
        if not (any(map(_is_known, words)) if row < header - 1 else words):
            break
        top = row
    return Over(section, header, top, left)


def _left(section: Section, header: int) -> int:
    """The first column of headings: right of the names of the block (项目资金) and of its lines."""
    grid, below = section.grid, range(header + 1, min(header + 1 + _LINES, section.last + 1))
    rows = range(max(section.first, header - 1), header + 1)
    columns = {column for row in rows for column, _ in grid.cells(row)}
    has_figures = {c for c in columns for row in below if amounts.money(grid.value(row, c), amounts.YUAN) is not None}
    return min(has_figures or columns)


def _words(section: Section, row: int, first: int, left: int) -> list[str]:
    """The words of a row over headings that begin at ``left``, in a row that begins at ``first``."""
    cells = list(section.grid.cells(row))
    # 实施期 is a label in the head of a form, and a group over columns.
    named = ((column, roles("identity").of(text)) for column, text in cells if groups.role(text) is None)
    labels = [(column, label) for column, label in named if label is not None]
    # 资金类别 | 上年结转 above a row that names its own block is a label with its value.
    is_label = first < left and cells[0][0] < left if cells else True
    are_of_lines = all(label == "other" and column < first for column, label in labels)
    if is_label or not are_of_lines or not heading_rows.has_words_only(section.grid, row):
        return []
    return [text for column, text in cells if column >= left and not _UNIT.search(text) and not is_caption(text)]


def _is_known(word: str) -> bool:
    return groups.role(word) is not None or year_in(word) is not None


def of_one_group(above: Over, places: Places, year: int | None) -> tuple[Places, bool]:
    """The headings below the group that is the form's own, and whether some are left out because nobody can say which.

    Another year's and a part's (其中) are never its own. Groups compete where one amount stands below several of them;
    then all below the others is left, too: the 年初预算数 of a part is none of the whole.
    """
    paths = {place: above.words(place) for found in places.values() for place in found}
    others = {place for place, path in paths.items() if any(groups.is_of_another(word, year) for word in path)}
    own = [set(path) for place, path in paths.items() if place not in others]
    common = set.intersection(*own) if own else set()
    words = {place: "".join(word for word in path if word not in common) for place, path in paths.items()}
    rivals = _rivals(places, words, others)
    chosen = groups.meant(rivals, year)
    left_out = {word for at, word in enumerate(rivals) if at != chosen}
    kept = {role: [p for p in found if p not in others and words[p] not in left_out] for role, found in places.items()}
    are_all_others = not any(kept.get(role) for role in AMOUNTS)
    return {role: found for role, found in kept.items() if found}, are_all_others or (bool(rivals) and chosen is None)


def _rivals(places: Places, words: dict[Range, str], others: set[Range]) -> list[str]:
    """The groups that have an amount in common, from left to right."""
    below: dict[str, set[str]] = {}
    for role in AMOUNTS:
        below.setdefault(_KIND.get(role, role), set()).update(words[p] for p in places.get(role, ()) if p not in others)
    competing = {word for found in below.values() if len(found) > 1 for word in found}
    return [word for word in dict.fromkeys(words[p] for p in sorted(words, key=lambda p: p[1])) if word in competing]
