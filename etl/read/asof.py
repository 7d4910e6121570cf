"""Up to which day figures count, where they are of a year that was not over: 截至9月30日, 1—9月, 上半年.

Belongs here: reading such words. Does not belong here: where they stand (``context``, ``forms``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from etl.read.amounts import fold

_DAY = re.compile(r"截[至止]到?(?:((?:19|20)\d\d)年)?(1[0-2]|0?[1-9])月(?:(3[01]|[12]\d|0?[1-9])[日号]|[底末份]*)")
_SPAN = re.compile(r"(?:((?:19|20)\d\d)年)?(?<!\d)0?1月?(?:[-—–－~～至]|到)(1[0-2]|0?[2-9])月")
_NAMED = (
    ("前三季度", 9),
    ("前三个季度", 9),
    ("三季度", 9),
    ("上半年", 6),
    ("二季度", 6),
    ("第一季度", 3),
    ("一季度", 3),
)


def saying(texts: Iterable[str]) -> str:
    """The first of the texts that says up to when its figures count, be it the end of the year; empty without any."""
    return next((text for text in texts if _end(text) is not None), "")


def names_day(text: str) -> bool:
    """True for 截至9月30日: other words (1—6月) may also say how long a project takes."""
    return _DAY.search(re.sub(r"\s", "", fold(text))) is not None


def until(text: str, year: int | None) -> str:
    """The day (ISO) up to which figures of ``year`` count by this text; empty where it is the end of the year or later.

    >>> until("执行情况表（截至9月30日）", 2023), until("1—7月执行数", 2023), until("截至2023年12月31日", 2023)
    ('2023-09-30', '2023-07-31', '')
    """
    end = _end(text)
    if end is None or year is None:
        return ""
    own, month, day = end
    day = min(day or 31, calendar.monthrange(own or year, month)[1])
    last = date(own or year, month, day)
    return last.isoformat() if last < date(year, 12, 31) else ""


def _end(text: str) -> tuple[int | None, int, int | None] | None:
    """Year, month and day as far as they are said."""
    bare = re.sub(r"\s", "", fold(text))
    if found := _DAY.search(bare):
        return _number(found[1]), int(found[2]), _number(found[3])
    if found := _SPAN.search(bare):
        return _number(found[1]), int(found[2]), None
    return next(((None, month, None) for word, month in _NAMED if word in bare), None)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
