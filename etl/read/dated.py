"""Columns that name a year beside columns that name none: 2022年支出 | 全年预算数 | 全年执行数 in a list of 2023; what
was spent from January on: 2023年1-12月支出.

Belongs here: which year each column of figures is of, what a heading with a period is. Does not belong here: the
year of the table (``context``), words such as 上年度 over columns (``groups``).
"""

from __future__ import annotations

from etl.read import asof
from etl.read.columns import Column, Headings
from etl.read.profile import MONEY_FIELDS, Profile, heading_key
from etl.read.rows import INDICATOR

_ANY_YEAR, _YEAR_END = 2023, "end"
_RESULTS = ("target", "actual")
_SPENT = ("executed_yuan", "rate_stated_pct")
_OTHERS = ("rate_stated_pct", "score", "grade_stated", "weight", "reason", "measure")


def spent(heading: str, profile: Profile) -> tuple[str, int, int | None] | None:
    """Field, rank and year of a heading that says what was spent from January up to a day; whether the year was over
    then is asked later (``asof``)."""
    hit = profile.fields_of(heading_key(asof.spent_in(heading)))
    return (hit[0], hit[1], None) if hit is not None and hit[0] in _SPENT else None


def year_of(field: str, heading: str) -> int | None:
    """The year of the period that a heading of what was spent begins with."""
    return asof.year_of(heading) if field in _SPENT and asof.spent_in(heading) else None


def latest(columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Of columns that say how one figure stood on several days (截至6月底支出 | 截至12月底支出) the last alone, with a
    sentence on each other; the columns as they are where one of them names no day."""
    left, told = list(columns), list[str]()
    for name in _SPENT:
        same = [c for c in columns if c.field == name]
        ends = {
            c.index: asof.until(c.header, c.year or _ANY_YEAR) or _YEAR_END for c in same if asof.saying([c.header])
        }
        if len({*ends.values()}) < len(same) or len(same) < 2:
            continue
        last = max(same, key=lambda column: ends[column.index])
        left = [c for c in left if c.field != name or c is last]
        told += [f"“{c.header}”是更早的数，取“{last.header}”" for c in same if c is not last]
    return left, told


def settle(headings: Headings, kind: str, year: int | None) -> tuple[int | None, bool]:
    """Give each column of figures its year; the year of lines which name none, and whether it is in doubt. ``year`` is
    what the table's captions say. Columns of which nobody can say it, and those of other years in a list of indicators,
    are left out with a note."""
    named, main = headings.years, _RESULTS if kind == INDICATOR else MONEY_FIELDS
    if not named:
        return year, False
    bare = [c for c in headings.columns if c.year is None and c.field in (*main, *_OTHERS)]
    dated = [c for c in headings.columns if c.year is not None]
    has_bare_main = any(c.field in main for c in bare)
    if headings.of("year") is not None:
        _leave_out(headings, dated if has_bare_main else [], "不是各行写的年度的")
        return year, False
    if kind == INDICATOR:
        own = year if year is not None or has_bare_main else max(named)
        _leave_out(headings, [c for c in dated if c.year != own], "是别的年度的")
        return own, False
    if len(named) == 1 and not has_bare_main:
        # 得分 beside 2022年预算数 | 2022年执行数 is of 2022, whatever year the list was made in.
        return named[0], False
    is_twice = bool({c.field for c in bare} & {c.field for c in dated})
    if len(named) == 1 and year not in named and not is_twice and any(c.field in main for c in dated):
        # 2022年预算数 | 执行数: of one year where the title names none, else perhaps.
        return named[0], year is not None
    own = year if has_bare_main or year in named else None
    if own is not None:
        stated = {c.field for c in dated if c.year == own}
        _leave_out(headings, [c for c in bare if c.field in stated], "旁边另有写明年度的列")
        for column in bare:
            column.year = own
    elif has_bare_main:
        _leave_out(headings, dated, "与没有写年度的列分不清")
    else:
        _leave_out(headings, [c for c in bare if c.field not in ("reason", "measure")], "没有写是哪一年的")
    return own, False


def _leave_out(headings: Headings, columns: list[Column], why: str) -> None:
    headings.columns = [c for c in headings.columns if c not in columns]
    headings.notes += [f"“{column.header}”{why}，不取" for column in columns]
