"""A part of a sheet that holds one form: its labels, the values beside them, its title.

Belongs here: label → the value right of it, units in captions, which texts are captions. Does not belong here: fund
and indicator tables, the year of a text (``years``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from etl.read import amounts, asof, measures, years
from etl.read.grid import Grid, Range, unbroken
from etl.read.labels import Roles, clean, roles
from etl.read.ticked import BOXES

#: Values of these labels say nothing about the year of the form: 项目名称 | 2021年老旧小区改造.
_OTHER_YEARS = {"project", "score", "grade", "reason", "measure", "problem", "remark"}
#: Values of these labels may stand in the rows below, one text a row.
_TOLD_BELOW = ("reason", "measure", "problem", "remark")
#: A title has its row to itself, but for the unit beside it.
_ALONE = 2
_ITEM = re.compile(r"\s*(?:\d{1,2}\s*[.．、)）]|[（(]\s*\d{1,2}\s*[)）]|[①-⑳])")
#: Labels only where a value follows in the cell: 部门 alone heads a column.
_OF_OFFICE = {"部门": "unit", "公开部门": "unit", "编报单位": "unit", "编报部门": "unit"}
_WITH_VALUE = re.compile(r"^([^:：]{2,24})[:：]\s*(\S.*)$")
_NEXT_LABEL = re.compile(r"\s{2,}|\s+(?=[^\s:：]{2,10}[:：])")


@dataclass(frozen=True)
class Section:
    """Rows ``first`` to ``last`` (inclusive) of a grid; ``over`` are the captions over all forms of the sheet."""

    grid: Grid
    first: int
    last: int
    over: tuple[str, ...] = ()

    @property
    def rows(self) -> range:
        return range(self.first, self.last + 1)

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every non-empty cell, in reading order."""
        for row in self.rows:
            for column, text in self.grid.cells(row):
                yield row, column, text

    def columns_of(self, row: int, group: Roles) -> dict[str, Range]:
        """Role → the (merged) header cell it stands in; the first column of a role wins."""
        found: dict[str, Range] = {}
        for column, text in self.grid.cells(row):
            role = group.of(text) or group.of(years.undated(text)[1])
            is_quantity = group is roles("fund_column") and measures.says_measure(text)
            if role is not None and not is_quantity:
                found.setdefault(role, self.grid.range_at(row, column))
        return found

    def under(self, row: int, header: Range) -> tuple[int, int] | None:
        """The non-empty cell of ``row`` below a header cell, merged cells followed; None where there is none."""
        for column in range(header[1], header[3] + 1):
            place = self.grid.anchor(row, column)
            if place[0] > header[2] and self.grid.text(*place):
                return place
        return None

    def named(self) -> list[tuple[str, int, int, str]]:
        """Role, row, column and value of every identity label, in reading order."""
        return self._named

    @cached_property
    def _named(self) -> list[tuple[str, int, int, str]]:
        return list(self._find_named())

    def _find_named(self) -> Iterator[tuple[str, int, int, str]]:
        identity = roles("identity")
        for row, column, text in self.cells():
            for part in _NEXT_LABEL.split(text):
                found = _WITH_VALUE.match(part)
                role = (identity.of(found[1]) or _OF_OFFICE.get(clean(found[1]))) if found else None
                if found and role not in (None, "other") and not _is_unit(found[2]):
                    yield str(role), row, column, found[2].strip()
            role = identity.of(text)
            if role not in (None, "other"):
                value = self.beside(row, column)
                if value is not None and not _is_unit(self.grid.text(row, value)):
                    is_name = role not in _TOLD_BELOW
                    told = unbroken(self.grid.value(row, value)) if is_name else self.grid.text(row, value)
                    yield str(role), row, value, told
                elif value is None and role in _TOLD_BELOW:
                    yield from ((role, *place) for place in self._told_below(row))

    def _told_below(self, row: int) -> Iterator[tuple[int, int, str]]:
        """The text below a label that has its row to itself, and the numbered ones that go on with it."""
        for below in range(row, self.last + 1):
            cells = list(self.grid.cells(below))
            if len(cells) != 1 or (below > row and self._is_label(cells[0][1])):
                return
            if below > row + 1 and not _ITEM.match(cells[0][1]):
                return
            if below > row:
                yield below, *cells[0]

    def beside(self, row: int, column: int) -> int | None:
        """Column of the value right of a label: the next non-empty cell, unless that is a label itself."""
        beyond = self.grid.range_at(row, column)[3]
        for next_column, text in self.grid.cells(row):
            if next_column > beyond:
                return None if self._is_label(text) else next_column
        return None

    @staticmethod
    def _is_label(text: str) -> bool:
        if text.rstrip().endswith((":", "：")):
            return True
        return any(roles(group).of(text) for group in ("identity", "fund_column", "section", "indicator_column"))

    def title(self, before: int) -> str:
        """The captions above ``before``, joined."""
        return " ".join(self.grid.quote(row) for row in range(self.first, before))

    def headlines(self, before: int) -> list[str]:
        """The texts above ``before`` that stand alone in their row and name no value."""
        alone = (t for row in range(self.first, before) if len(t := [text for _, text in self.grid.cells(row)]) == 1)
        return [texts[0] for texts in alone if not re.search(r"[:：]\s*\S", texts[0])]

    def year(self, before: int) -> int | None:
        """The year the form is for: of the captions above ``before``, dates of filling in and names left aside."""
        told = next((value for role, _, _, value in self.named() if role == "year" and re.search(r"\d", value)), None)
        if told is not None:
            return amounts.year(told)
        names = {(row, column) for role, row, column, _ in self.named() if role in _OTHER_YEARS}
        above = (cell for cell in self.cells() if cell[0] < before)
        captions = (text for row, column, text in above if (row, column) not in names)
        own = [text for text in captions if not re.search(r"日期|时间", text)]
        return years.agreed(own if any(map(years.names_one, own)) else self.over)


def _is_unit(value: str) -> bool:
    """True where a value is a unit, or several to be ticked: 单位：万元 and 单位：□元 □万元 name no office."""
    words = re.split(rf"[\s{BOXES}]+", value.strip())
    return (
        measures.is_measure(value)
        or amounts.unit_in(f"单位:{value}") is not None
        or all(amounts.is_unit(word) for word in words if word)
    )


def first_year(section: Section, before: int) -> int | None:
    """Like ``Section.year``; a sheet's name is asked last."""
    year = section.year(before)
    return year if year is not None else years.year_in(section.grid.sheet) or amounts.year(section.grid.sheet)


def unit_of(texts: Iterator[str]) -> str | None:
    """The first unit that one of the captions names."""
    return next((unit for text in texts if (unit := amounts.unit_in(text))), None)


def is_caption(text: str) -> bool:
    """True where a text is the title of a form or table rather than a cell of it."""
    return bool(re.search(r"(自评|评价|绩效|目标).{0,12}表", clean(text)) or clean(text).endswith("表"))


def period_texts(captions: Section | None, file: str, sheet: str, notes: Iterable[str] = ()) -> Iterator[str]:
    """Texts that can say up to when the figures below captions count: these, notes on the data, the sheet's name and
    the file's."""
    rows = () if captions is None else (list(captions.grid.cells(row)) for row in captions.rows)
    above = [(text, len(cells)) for cells in rows for text in _with_values(cells)]
    is_judged = asof.judges((*(text for text, _ in above if is_caption(text)), sheet, Path(file).stem))
    for text, count in above:
        is_title = count <= _ALONE or is_caption(text) or years.names_one(text)
        if asof.names_day(text) or (is_title and asof.is_of_table(text, is_judged=is_judged)):
            yield text
    yield from filter(asof.is_note, notes)
    yield from (name for name in (sheet, Path(file).stem) if asof.is_of_table(name, is_judged=is_judged))


def _with_values(cells: list[tuple[int, str]]) -> Iterator[str]:
    """The texts of a row without the values of its labels; one of a period with the day in the next cell."""
    texts = ["", *(text for _, text in cells)]
    for before, text in pairwise(texts):
        if asof.is_label(before):
            yield f"{before}{text}"
        elif roles("identity").of(before) is None:
            yield text
