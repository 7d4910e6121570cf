"""Stated totals against what they are the total of: lines of a list, parts of a fund table.

Belongs here: comparisons inside one sheet, to one unit of the last printed digit. Does not belong here: finding totals
and parts (``flat``, ``funds``), checks against the model (``etl.checks``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from etl import contracts
from etl.read import amounts
from etl.read.labels import clean
from etl.read.rows import AMOUNTS, REVIEW, FlatRow, Fund, Statement, column_of

#: A line of one level of government, inside the line of all 财政拨款 above it; likewise the kinds of budget.
_LEVEL = re.compile(r"中央|省|市级|区级|县级|区县|市县|地方|上级|本级|一般公共预算|政府性基金|国有资本")
_ALL_LEVELS = re.compile(r"财政(?:拨款|资金|补助|安排)")
#: What the money is for, beside where it comes from: a breakdown of its own.
_USE = re.compile(r"基本支出|项目支出|人员经费|公用经费")
_WITHIN = re.compile(r"\W*其中")
_ABSURD, _MYRIAD = 1_000, 10_000
_INSIDE_BASIC = re.compile(r"人员经费|公用经费")


def check(totals: list[FlatRow], rows: list[FlatRow], *, has_years: bool, lost: int = 0) -> list[str]:
    """A stated total against its lines, column by column: a sum of all lines must agree, one of some must not exceed
    it, and where only some state the figure the total cannot be checked. ``lost`` lines of the sheet were refused.
    Returns one sentence a total that differs."""
    told: list[str] = []
    for total in totals:
        districts = {r.district for r in rows}
        if not total.district and len(districts) == 1:
            total.district = districts.pop()
        years = {r.year for r in rows}
        if total.year is None and len(years) == 1:
            total.year = years.pop()
        of_year = [r for r in rows if total.year is None or r.year == total.year or not has_years]
        total.status = REVIEW
        for name in AMOUNTS:
            stated = getattr(total, name)
            lines = [v for r in of_year if (v := getattr(r, name)) is not None]
            if stated is None or not lines:
                continue
            added = sum(lines, Decimal(0))
            gap, step = added - stated, _step(total.statements, name)
            is_complete = len(lines) == len(of_year) and not lost
            if gap > step or (is_complete and -gap > step):
                total.flag("sum_mismatch")
                word = contracts.DEPARTMENT_YEAR.column(column_of(name)).zh
                told.append(f"{total.locator} 合计行的{word}是{stated:,.2f}元，各行之和是{added:,.2f}元")
            elif -gap > step:
                total.flag("sum_incomplete")
    return told


@dataclass
class Totals:
    """The totals of a list, each of the year that it stands below, where a line above it says one."""

    found: list[FlatRow] = field(default_factory=list)
    _year: int | None = None
    _counts: list[int] = field(default_factory=list)

    def begin(self, year: int | None) -> None:
        """A line that says the year of those below it."""
        self._year = year
        self._counts.append(len(self.found))

    def take(self, stated: list[FlatRow]) -> None:
        """A totals line, one row a year."""
        for row in stated:
            row.year = row.year if self._year is None else self._year
        self.found += stated

    def check(self, rows: list[FlatRow], *, has_years: bool, lost: int) -> list[str]:
        """Like ``check``. A total below the last of several years that have none of their own is of all of them."""
        counts = [*self._counts, len(self.found)]
        if self._counts and len({*counts}) < len(counts):
            for row in self.found:
                row.year = None
        return check(self.found, rows, has_years=has_years or bool(self._counts), lost=lost)


@dataclass
class Subtotals:
    """Subtotals of a list, each with the stretch of its rows: from the head or subtotal before it."""

    _found: list[tuple[FlatRow, int, int]] = field(default_factory=list)
    _start: int = 0

    def begin(self, count: int) -> None:
        """A head: what stands below it begins after ``count`` rows."""
        self._start = count

    def take(self, stated: list[FlatRow], count: int) -> None:
        """A subtotal, one row a year, after ``count`` rows of the list."""
        self._found += [(row, self._start, count) for row in stated]
        self._start = count

    def told(self, rows: Sequence[FlatRow], *, is_whole: bool) -> list[str]:
        """A sentence for each that is the sum neither of its own lines, nor of its office's, nor of all before it; of
        a list that is not read whole, only for each that is less than them."""
        of_lines = [found for found in self._found if found[1] < found[2]]
        return [one for row, *part in of_lines for one in _told_subtotal(row, rows, *part, is_whole=is_whole)]


def _told_subtotal(total: FlatRow, rows: Sequence[FlatRow], start: int, end: int, *, is_whole: bool) -> list[str]:
    own = rows[start:end]
    office = [row for row in rows[:end] if row.department == own[-1].department]
    told = []
    for name in AMOUNTS:
        stated, step = getattr(total, name), _step(total.statements, name)
        stretches = [[getattr(row, name) for row in of if row.year == total.year] for of in (own, office, rows[:end])]
        if stated is None or not stretches[0] or any(None in lines for lines in stretches[:1]):
            continue
        added = [sum((value for value in lines if value is not None), Decimal(0)) for lines in stretches]
        if all(one - stated > step or (is_whole and stated - one > step) for one in added):
            word = contracts.DEPARTMENT_YEAR.column(column_of(name)).zh
            told.append(f"{total.locator} 小计行的{word}是{stated:,.2f}元，各行之和是{added[0]:,.2f}元")
    return told


def nest(parts: Sequence[Fund]) -> None:
    """Mark the lines of a fund table that lie inside another or break the total down once more."""
    labels = [clean(part.label) for part in parts]
    sources = [label for label in labels if not _USE.search(label)]
    for number, (part, label) in enumerate(zip(parts, labels, strict=True)):
        # A second 其中 is inside the line above it, the first inside the total.
        part.is_inside = number > 0 and _WITHIN.match(part.label) is not None
        if _USE.search(label):
            is_basic = any("基本支出" in other for other in labels)
            part.is_inside = part.is_inside or bool(sources) or (is_basic and bool(_INSIDE_BASIC.search(label)))
        elif _LEVEL.search(label):
            above = labels[:number]
            part.is_inside = part.is_inside or any(
                _ALL_LEVELS.search(other) and not _LEVEL.search(other) for other in above
            )


def do_parts_differ(total: dict[str, Decimal | None], said: Sequence[Statement], parts: Sequence[Fund]) -> bool:
    """Whether the lines of a fund table are not its total: two or more that all state the figure and do not add up to
    it, or any that exceed it. A total of 0 is another matter."""
    uses = [p for p in parts if _USE.search(clean(p.label)) and not _INSIDE_BASIC.search(clean(p.label))]
    sources = [p for p in parts if not p.is_inside and not _USE.search(clean(p.label))]
    for column, stated in total.items():
        for group in (sources, uses):
            lines = [v for p in group if (v := p.amounts.get(column)) is not None]
            if not stated or not lines:
                continue
            gap, step = sum(lines, Decimal(0)) - stated, _step(said, column)
            if gap > step or (len(lines) == len(group) >= 2 and -gap > step):
                return True
    return False


def are_uses_short(total: dict[str, Decimal | None], parts: Sequence[Fund]) -> bool:
    """Whether 基本支出 and 项目支出 below a line without a name are not what it is made of: it may be one of them."""
    uses = [p for p in parts if _USE.search(clean(p.label)) and not _INSIDE_BASIC.search(clean(p.label))]
    sums = ((stated, [v for p in uses if (v := p.amounts.get(column)) is not None]) for column, stated in total.items())
    return any(stated is not None and lines and sum(lines, Decimal(0)) != stated for stated, lines in sums)


def are_parts_sized_otherwise(total: dict[str, Decimal | None], parts: Sequence[Fund]) -> bool:
    """Whether parts and total of a fund table are written in two units: a part a thousand times its total, or parts
    that add up to it only when read ten thousand times larger."""
    for column, stated in total.items():
        lines = [abs(v) for p in parts if not p.is_inside and (v := p.amounts.get(column))]
        if stated and lines:
            share = sum(lines, Decimal(0)) / abs(stated)
            if max(lines) > _ABSURD * abs(stated) or abs(share * _MYRIAD - 1) < Decimal("0.01"):
                return True
    return False


def _step(said: Sequence[Statement], column: str) -> Decimal:
    """One unit of the last digit the total is printed with; a total without decimals is exact to a hundredth of it."""
    for statement in said:
        if statement.column == column:
            digits = re.search(r"\.(\d+)", amounts.fold(statement.text))
            return amounts.size(statement.unit).scaleb(-len(digits[1]) if digits else -2)
    return Decimal(1)
