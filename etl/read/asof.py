"""Up to which day figures count, where they are of a year that was not over: 截至9月30日, 1—9月, 统计时间：9月30日.

Belongs here: reading such words, with those of ``asof.toml``; marking rows of such figures. Does not belong here: where
the texts stand (``context``, ``forms``).
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from etl.read.amounts import fold, in_digits
from etl.read.numerals import number
from etl.read.rows import REVIEW, FlatRow

#: Raised on every row of figures of a part of a year.
FLAG = "year_to_date"
_YEAR, _MONTH, _DAY = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
_TO = r"(?:[-—–－~～至]+|到)"
_IN_WORDS = rf"(?:{_YEAR}年度?)?(?<!\d){_MONTH}月(?:份?{_DAY}[日号]?|[份底末]*)"
#: Ways to write a day, or the month it ends: 2024年8月31日, 2024-08-31, 8.31, 2024.8, 20240831.
_DATES = (
    _IN_WORDS,
    rf"(?:{_YEAR}[-./])?(?<!\d){_MONTH}[-./]{_DAY}(?![-./\d])",
    rf"{_YEAR}[-./]{_MONTH}(?![-./\d])",
    r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?(?!\d)",
)
#: From the first of January: 1—9月, 2024年1月1日至2024年7月31日, 2024.1-2024.7.
_SPANS = (
    rf"(?:(?P<o>(?:19|20)\d\d)年度?)?(?<!\d)0?1月?(?:0?1日)?{_TO}(?:{_YEAR}年)?{_MONTH}月(?:份?{_DAY}[日号])?",
    rf"(?P<o>(?:19|20)\d\d)[-./]0?1(?:[-./]0?1)?{_TO}{_YEAR}[-./]{_MONTH}(?:[-./]{_DAY})?(?![-./\d])",
)
#: A quarter, or other months of a year: 7—9月.
_MONTHS = rf"(?:{_YEAR}年)?(?<!\d)(?:1[0-2]|[2-9])月?{_TO}{_MONTH}月"
_SPENT = r"(?:[止的日累计实际已]*)(?:执行|支出|支付|使用)"
_MONTHS_ALONE = re.compile(rf"\(?(?:{_YEAR}年度?)?{_MONTH}(?:月?{_TO}\d{{1,2}})?月[份底末]*\)?")
_MONTH_WORD = re.compile(rf"([元一二三四五六七八九十]{{1,2}})(?=月|{_TO}[一二三四五六七八九十]{{1,2}}月)")
#: A unit in a title (（单位：万元）) is no label whose value the title is.
_UNIT = re.compile(r"\(?[,，;；]?(?:金额|计量|货币)?单位:[万亿千百]{0,2}元\)?")
#: Titles and names of sheets are no longer than this; sentences are.
_LONGEST = 40
#: A day in the first months may be that on which the year before was looked at.
_SOON = 3


class _End(NamedTuple):
    """Year, month and day as far as they are said."""

    year: int | None
    month: int
    day: int | None


def saying(texts: Iterable[str]) -> str:
    """The first of the texts that says up to when its figures count, be it the end of the year; empty without any."""
    return next((text for text in texts if _end(text) is not None), "")


def names_day(text: str) -> bool:
    """True for 截至9月30日 and 统计时间：2024年9月30日: other words (1—6月) may also say how long a project takes."""
    bare = _bare(text)
    return any(pattern.search(bare) for pattern in _labelled())


def is_of_table(text: str, *, is_judged: bool) -> bool:
    """Whether a text over a table, a sheet's or a file's name can say the period of its figures: no value of another
    label, no sentence; a day alone only where the table judges no year that is over.

    >>> is_of_table("（2024年1月至7月）", is_judged=True), is_of_table("项目周期：2024年1月至7月", is_judged=False)
    (True, False)
    >>> is_of_table("2024年8月31日", is_judged=False), is_of_table("2024年8月31日", is_judged=True)
    (True, False)
    >>> is_of_table("2024年上半年项目支出情况表（单位：万元）", is_judged=False)
    True
    """
    bare = _UNIT.sub("", _bare(text))
    if names_day(text):
        return True
    if len(bare) > _LONGEST or _words("other").search(bare) or ":" in bare:
        return False
    return not (is_judged and (_dated_alone(bare) or _month(bare) is not None) and _span(bare) is None)


def is_note(text: str) -> bool:
    """Whether a text below a table says up to when its data count."""
    return _words("note").search(_bare(text)) is not None and names_day(text)


def judges(texts: Iterable[str]) -> bool:
    """Whether any of the titles is of a table that judges a year that is over."""
    return any(_words("judged").search(_bare(text)) for text in texts)


def is_label(text: str) -> bool:
    """True for 截止日期： alone, whose day stands in the next cell."""
    return re.fullmatch(_words("label").pattern, _bare(text)) is not None


def year_of(text: str) -> int | None:
    """The year that such a text names; None where its day is so early that it may be of the year before.

    >>> year_of("2024年6月项目支出进度表"), year_of("截至2024年10月底"), year_of("截至2024年1月10日")
    (2024, 2024, None)
    """
    end = _end(text)
    return None if end is None or (names_day(text) and end.month <= _SOON) else end.year


def spent_in(heading: str) -> str:
    """What a heading says behind the period, counted from January, that it begins with; empty without one, and where
    the money of all years may be meant.

    >>> spent_in("2023年1-12月支出"), spent_in("截至2023年9月30日执行数"), spent_in("年初至8月累计支出（万元）")
    ('支出', '执行数', '累计支出(万元)')
    >>> spent_in("7-12月支出"), spent_in("截至2023年12月31日累计支出"), spent_in("支出数")
    ('', '', '')
    """
    bare = _bare(heading)
    spans, days = _begun()
    if found := next(filter(None, (pattern.match(bare) for pattern in spans)), None):
        return bare[found.end() :]
    found = next(filter(None, (pattern.match(bare) for pattern in days)), None)
    rest = bare[found.end() :] if found else ""
    return "" if rest.startswith(("累计", "总")) else rest


def until(text: str, year: int | None) -> str:
    """The day (ISO) up to which figures of ``year`` count by this text; empty where it is the end of the year or later.

    >>> until("执行情况表（截至9月30日）", 2023), until("1—7月执行数", 2023), until("截至2023年12月31日", 2023)
    ('2023-09-30', '2023-07-31', '')
    """
    end = _end(text)
    if end is None or year is None:
        return ""
    own, month, day = end
    if own not in (None, year) and not names_day(text):
        return ""
    day = min(day or 31, calendar.monthrange(own or year, month)[1])
    last = date(own or year, month, day)
    return last.isoformat() if last < date(year, 12, 31) else ""


def mark(rows: Iterable[FlatRow]) -> None:
    """Figures of a part of a year are for a person, who sees it by the flag."""
    for row in rows:
        if row.as_of:
            row.flag(FLAG)
            row.status = REVIEW


def _end(text: str) -> _End | None:
    """The end of the period that a text says, the surest way of saying it first."""
    bare = _bare(text)
    return next((end for end in _ends(bare) if end is not None), None)


def _ends(bare: str) -> Iterator[_End | None]:
    yield from (_found(pattern, bare) for pattern in _labelled())
    yield _span(bare)
    yield from (_End(_year_before(bare), month, None) for month, words in _named() if words.search(bare))
    yield from (_found(pattern, bare) for pattern in _spent_by())
    yield _month(bare)
    if _dated_alone(bare):
        yield from (_found(re.compile(pattern), bare.strip("()")) for pattern in _DATES)


def _span(bare: str) -> _End | None:
    found = next((end for pattern in _SPANS if (end := _found(re.compile(pattern), bare)) is not None), None)
    is_short = len(bare) <= _LONGEST and not _words("other").search(bare)
    return found or (_found(re.compile(_MONTHS), bare) if is_short and _tells_progress(bare) else None)


def _month(bare: str) -> _End | None:
    """2024年6月项目支出进度表, 9月 as a sheet's name; not where a year that is over is judged."""
    if len(bare) > _LONGEST or _words("judged").search(bare) or not _tells_progress(bare):
        return None
    return _found(re.compile(rf"(?:{_YEAR}年度?)?(?<![\d.]){_MONTH}月(?!\d)"), bare)


def _tells_progress(bare: str) -> bool:
    return _MONTHS_ALONE.fullmatch(bare) is not None or _words("progress").search(bare) is not None


def _dated_alone(bare: str) -> bool:
    return any(re.fullmatch(pattern, bare.strip("()")) for pattern in _DATES)


def _found(pattern: re.Pattern[str], bare: str) -> _End | None:
    found = pattern.search(bare)
    if found is None:
        return None
    said = {"o": None, "d": None, **found.groupdict()}
    year, day = said["y"] or said["o"], said["d"]
    return _End(int(year) if year else None, int(found["m"]), int(day) if day else None)


def _year_before(bare: str) -> int | None:
    """The one year named beside 上半年 and 三季度."""
    years = {int(year) for year in re.findall(r"((?:19|20)\d\d)年", bare)}
    return years.pop() if len(years) == 1 else None


def _bare(text: str) -> str:
    """A text without blanks, in half width, with its months in digits."""
    flat = re.sub(r"\s", "", in_digits(fold(text))).replace("：", ":").replace("（", "(").replace("）", ")")
    return _MONTH_WORD.sub(lambda found: "1" if found[1] == "元" else str(number(found[1]) or found[1]), flat)


@cache
def _labelled() -> tuple[re.Pattern[str], ...]:
    """A day or a span behind a word that says it is the period."""
    return tuple(re.compile(f"(?:{_words('label').pattern}){one}") for one in (*_SPANS, *_DATES))


@cache
def _spent_by() -> tuple[re.Pattern[str], ...]:
    """8月底, and 2024年8月31日 before what was spent by then."""
    ended = rf"(?:{_YEAR}年)?(?<!\d){_MONTH}月份?[底末](?!之?前|以前)"
    days = (rf"(?:{_YEAR}年)?(?<!\d){_MONTH}月{_DAY}日", *_DATES[1:])
    return (re.compile(ended), *(re.compile(f"{day}{_SPENT}") for day in days))


@cache
def _begun() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """Periods that a heading begins with: spans of months, and days behind 截至 or at a month's end."""
    label, end = f"(?:{_words('label').pattern})", r"(?:份|[底末止前]|为止)*的?"
    spans = (*(rf"{label}?{one}" for one in _SPANS), rf"年初[至到]{_IN_WORDS}")
    days = (*(label + one for one in _DATES), rf"(?:{_YEAR}年度?)?{_MONTH}月份?(?:{_DAY}日|[底末])")
    compiled = [tuple(re.compile(one + end) for one in ways) for ways in (spans, days)]
    return compiled[0], compiled[1]


@cache
def _words(group: str) -> re.Pattern[str]:
    return re.compile("|".join(_file()[group]["patterns"]))


@cache
def _named() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((int(month), re.compile("|".join(words["patterns"]))) for month, words in _file()["named"].items())


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "asof.toml").read_text(encoding="utf-8"))
