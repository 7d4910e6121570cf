"""Names written once for a group of lines, with blanks below (a merged cell lost in export).

Belongs here: which columns of a list are written so, which perhaps. Does not belong here: merged cells (``grid``),
heads over groups (``nesting``), reading a line (``flat``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from etl.read import amounts, groups, places
from etl.read.columns import Headings
from etl.read.grid import Grid, printed
from etl.read.rows import REVIEW, FlatRow

_OF_LISTS = ("district", "department", "year")
_HEADS = ("level1", "level2")
#: What a row of a list can lack and still be a row.
_NAMES = ("district", "department")
_TOLD = 5
#: So large a share of blank lines is no slip.
_SHARE = 3


class Filled(NamedTuple):
    """Fields whose blanks belong to the line above, and those of which nobody can say: a lone blank is perhaps a
    slip."""

    sure: frozenset[str]
    perhaps: frozenset[str]


def columns(grid: Grid, headings: Headings) -> Filled:
    subject = headings.of("indicator") or headings.of("project")
    names = (*_OF_LISTS, "project", *_HEADS) if headings.of("indicator") else _OF_LISTS
    sure, perhaps = set[str](), set[str]()
    for name in names:
        column = headings.of(name)
        if column is None or subject is None:
            continue
        lines = (r for r in range(headings.last + 1, len(grid.rows)) if grid.text(r, subject.index))
        lines = (r for r in lines if groups.role(grid.text(r, subject.index)) != "total")
        texts = [printed(grid.seen(r, column.index)) for r in lines]
        if _may_be(name, texts):
            # The heads of an indicator name nobody's money: they are what stands above.
            (sure if name in _HEADS or is_visible(texts) else perhaps).add(name)
    return Filled(frozenset(sure), frozenset(perhaps))


def _may_be(name: str, texts: list[str]) -> bool:
    stated = [t for t in texts if t]
    # An indicator always has a project and heads; a project's department may be left blank on purpose.
    is_grouped = name not in _OF_LISTS or all(a != b for a, b in pairwise(stated))
    # So may a place or a year that is printed again on the next line; not where only blanks stand between.
    is_grouped |= name != "department" and all(a != b or not a for a, b in pairwise(texts))
    return bool(texts) and bool(texts[0]) and len(stated) < len(texts) and is_grouped


def is_visible(texts: list[str]) -> bool:
    """Whether a column shows its groups: blanks below half of its names or more, or many of them.

    >>> is_visible(["甲", "", "乙"]), is_visible(["甲", "乙", "丙", "", "", ""]), is_visible(["甲", "乙", "", "丙"])
    (True, True, False)
    """
    blanks = texts.count("")
    heads = sum(bool(a) and not b for a, b in pairwise(texts))
    return heads * 2 >= len(texts) - blanks or (blanks > 1 and blanks * _SHARE >= len(texts))


def doubt(grid: Grid, headings: Headings, line: int, perhaps: frozenset[str], row: FlatRow) -> list[str]:
    """The cells that may have been left blank for the name above them, where nothing in the line says it: the row is
    for a person, and the place of the table is not that of a list of several."""
    cells = []
    for name in _NAMES:
        column = headings.of(name)
        is_blank = column is not None and amounts.is_missing(printed(grid.seen(line, column.index)))
        is_said = bool(row.department) and (name == "department" or bool(places.district(row.department)))
        if column is not None and is_blank and name in perhaps and not is_said:
            setattr(row, name, "")
            cells.append(grid.locator(line, column.index))
    if cells:
        row.flag("ambiguous")
        row.status = REVIEW
    return cells


def told(cells: list[str]) -> list[str]:
    """A sentence that names them; none where there are none."""
    named = "、".join(dict.fromkeys(cells[:_TOLD])) + "等" * (len(cells) > _TOLD)
    return [f"{named}空着，别的行都写明，不知道是漏填还是同上一行，没有填"] if cells else []
