"""Several tables below each other on one sheet: where each begins.

Belongs here: finding headings further down that bring another unit, year or other columns, small tables below a list
that have no lines (等级 | 个数). Does not belong here: what a heading means (``profile``), reading a
table (``flat``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from etl.read import amounts
from etl.read.columns import Headings
from etl.read.grid import Grid, Range, Value
from etl.read.labels import clean, roles
from etl.read.places import department_in
from etl.read.profile import MONEY_FIELDS, Profile, heading_key, known_headings
from etl.read.section import Section, is_caption
from etl.read.years import names_one, year_in

_LEAST_HEADINGS = 3
_LONGEST_HEADING = 24
_MOST_CAPTION_CELLS = 3
_NUMBER = re.compile(r"[\d.,%\s-]+")
_NAMES = {"project", "department"}
_FIGURES = {*MONEY_FIELDS, "rate_stated_pct", "score"}
_Said = tuple[str | None, int | None, str | None]


def tables(grid: Grid, headings: Headings, profile: Profile) -> list[Grid]:
    """The sheet cut where another table begins, each part with its captions; the sheet itself where it is one table.

    Headings printed again on every page, under the same unit and year, are no other table.
    """
    own = {key: h.field for h in profile.headings for key in h.headers}
    starts = [0]
    # Of the table read so far: what its captions say, its headings by column, where it ends at the earliest.
    said: _Said = (None, None, None)
    words: set[tuple[int, str]] = set()
    last = -1
    for row, lowest in _heading_rows(grid, own):
        if row <= last:
            continue
        top = _top(grid, row, last)
        now = _said(grid, range(top, row))
        end = headings.last if headings.first <= row <= headings.last else lowest
        keys = {(column, heading_key(text)) for r in range(row, end + 1) for column, text in grid.cells(r)}
        is_other = not keys <= words or any(a is not None and a != b for a, b in zip(now, said, strict=True))
        if is_other and any(_has_figure(grid, r) for r in range(last + 1, top)):
            starts.append(top)
        if is_other:
            # Rows of headings above this one are its own.
            upper = range(top, row) if words else range(headings.first, row)
            words = keys | {(column, heading_key(text)) for r in upper for column, text in grid.cells(r)}
            said = (now[0] or said[0], now[1] or said[1], now[2] or said[2])
        last = end
    return [cut(grid, a, b) for a, b in zip(starts, [*starts[1:], len(grid.rows)], strict=True)]


def of_others(grid: Grid, headings: Headings) -> frozenset[int]:
    """Lines below the list that are of another table: from headings that name no project and no office (资金来源 |
    预算数, 优 | 良 | 中) to the next that name one."""
    found: set[int] = set()
    is_other = False
    for row in range(headings.last + 1, len(grid.rows)):
        cells = list(grid.cells(row))
        if len(cells) > 1 and all(_is_short(text) for _, text in cells):
            fields = {known_headings().get(heading_key(text)) for _, text in cells}
            is_own = bool(_NAMES & fields and _FIGURES & fields)
            is_other = not is_own and (is_other or _heads_another(cells, headings))
        if is_other and len(cells) > 1 and not re.search("[:：]", cells[0][1]):
            found.add(row)
    return frozenset(found)


def _heads_another(cells: list[tuple[int, str]], headings: Headings) -> bool:
    """Whether words are mostly headings of figures, two or more of them not those of their columns."""
    own = {(column, heading_key(word)) for column, text in headings.texts.items() for word in (text, *text.split(" "))}
    keys = {(column, heading_key(text)) for column, text in cells}
    known = {
        one
        for one in keys
        if known_headings().get(one[1]) in (*_FIGURES, "grade_stated") or roles("summary").of(one[1])
    }
    return len(known - own) > 1 and len(known) * 2 > len(keys)


def _has_figure(grid: Grid, row: int) -> bool:
    """True where a row looks like a line of a table: a word and an amount."""
    values = [v for v in grid.rows[row] if v is not None and v != ""]
    is_line = len(values) > 1 and not _names_values([text for _, text in grid.cells(row)])
    return is_line and any(amounts.money(v, amounts.YUAN) is not None for v in values)


def _names_values(texts: list[str]) -> bool:
    """True where a row of captions is cut into cells: 部门名称： | 教育局 | 年度： | 2023."""
    return len(texts) > 1 and roles("identity").of(texts[0]) is not None


def _heading_rows(grid: Grid, own: dict[str, str]) -> Iterator[tuple[int, int]]:
    """First and last row of what holds only words, most of them headings: a name and money among them."""
    known = {**own, **known_headings()}
    for row in range(len(grid.rows)):
        upper = _found(grid, row, known)
        if not _NAMES & set(upper):
            continue
        if _FIGURES & set(upper) and len(upper) >= _LEAST_HEADINGS:
            yield row, row
        elif _FIGURES & set(lower := _found(grid, row + 1, known)) and not _NAMES & set(lower):
            yield row, row + 1


def _found(grid: Grid, row: int, known: dict[str, str]) -> list[str]:
    """The fields a row's words are headings of; none where it holds anything but words."""
    values = [v for v in grid.rows[row] if v is not None and v != ""] if row < len(grid.rows) else []
    if len(values) < _LEAST_HEADINGS - 1 or not all(_is_short(v) for v in values):
        return []
    hits = [known.get(heading_key(str(v))) for v in values]
    return [h for h in hits if h] if hits.count(None) * 2 <= len(hits) else []


def _is_short(value: Value) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_HEADING and not _NUMBER.fullmatch(value)


def _top(grid: Grid, row: int, before: int) -> int:
    """The first of the captions above a row of headings."""
    top = row
    while top - 1 > before:
        texts = [text for _, text in grid.cells(top - 1)]
        is_caption_row = len(texts) <= _MOST_CAPTION_CELLS and all(_is_caption(text) for text in texts)
        if not (is_caption_row or _names_values(texts) or (texts and _is_heading(texts))):
            break
        top -= 1
    return top


def _is_heading(texts: list[str]) -> bool:
    """True where a row is the upper one of two rows of headings."""
    has_name = any(known_headings().get(heading_key(t)) in ("project", "department") for t in texts)
    return has_name and len(texts) > 1 and not any(c.isdigit() or c in "—/" for t in texts for c in t)


def _is_caption(text: str) -> bool:
    return (
        is_caption(text)
        or amounts.unit_in(text) is not None
        or ((":" in text or "：" in text) and not clean(text).startswith(("注", "备注", "填表人", "制表", "审核")))
        or (names_one(text) and amounts.money(text, amounts.YUAN) is None)
    )


def _said(grid: Grid, rows: range) -> _Said:
    """Unit, year and office that captions name, the office by a label or as the one whose table it is."""
    texts = [text for row in rows for _, text in grid.cells(row)]
    units = (unit for text in texts if (unit := amounts.unit_in(text)))
    years = (year for text in texts if (year := year_in(text)))
    named = Section(grid, rows.start, rows.stop - 1).named() if rows else []
    offices = chain(
        (value for role, _, _, value in named if role in ("unit", "department")),
        filter(None, map(department_in, texts)),
    )
    return next(units, None), next(years, None), next(offices, None)


def cut(grid: Grid, first: int, end: int) -> Grid:
    """Rows ``first`` to ``end`` as a grid of their own, at the same addresses."""
    if first == 0 and end == len(grid.rows):
        return grid
    merges: list[Range] = [(a - first, b, min(c, end - 1) - first, d) for a, b, c, d in grid.merges if first <= a < end]
    formats = {(r - first, c): text for (r, c), text in grid.formats.items() if first <= r < end}
    uncomputed = frozenset((r - first, c) for r, c in grid.uncomputed if first <= r < end)
    lengths = grid.lengths[first:end]
    return Grid(grid.sheet, grid.rows[first:end], merges, formats, grid.first_line + first, lengths, uncomputed)
