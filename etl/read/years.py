"""Which year captions name: 2022年度, （2022年）, of 2024年度对2023年度 the one that is judged.

Belongs here: the year of a text, and of several texts that must agree. Does not belong here: which cells are captions
(``section``), the year a cell of a column states (``amounts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.read.amounts import fold, in_digits

_ONE = r"((?:19|20)\d{2})"
#: 2021-2023年度, 2021年至2023年: figures of several years together are of none.
_SPAN = re.compile(rf"{_ONE}\s*年?度?\s*(?:[-–—－~～至到]+|以来)\s*(?:(?:(?:19|20)\d{{2}}|\d{{2}})\s*年度?)?(?!\d)")
_SHEET = re.compile(rf"\W*{_ONE}\s*年?度?(?:项目|部门|整体|预算|支出|执行|绩效|自评|评价|汇总|情况)*表?\W*")
_DOCUMENT = re.compile(r"[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*第?\s*\d+\s*号")
#: The surer ways to name a year first: in a sentence with both, 2024年 is when it was done and 2023年度 what of.
_WAYS = (
    re.compile(rf"{_ONE}\s*(?:年度|会计年度|财政年度)|[(]\s*{_ONE}\s*年?\s*[)]"),
    re.compile(rf"{_ONE}\s*年(?!\s*\d{{1,2}}\s*月)"),
)
_JUDGED = re.compile(rf"(?:对|开展|组织|关于|做好|报送|填报|公开)\s*{_ONE}\s*年")
#: 关于2024年度开展2023年: the year before the verb is when it was done, whatever words follow it.
_DONE_IN = re.compile(rf"(?:19|20)\d{{2}}\s*年度?\s*(?:对|开展|组织)\s*{_ONE}\s*年(?!\s*\d{{1,2}}\s*月)")


def year_in(text: str) -> int | None:
    """The year a caption names; None where it names none, or several and nobody can say which is judged.

    >>> year_in("（2022年度）"), year_in("2022年度绩效自评表"), year_in("填报于2023年4月18日"), year_in("2022 年项目")
    (2022, 2022, None, 2022)
    >>> year_in("二〇二三年度项目支出绩效自评表"), year_in("〔2024〕5号 2023年度自评"), year_in("2021—2023年度")
    (2023, 2023, None)
    >>> year_in("2024年开展2023年度绩效自评"), year_in("2024年度对2023年度自评"), year_in("2022年度和2023年度")
    (2023, 2023, None)
    >>> year_in("财政局关于2024年度开展2023年项目支出绩效自评情况表")
    2023
    """
    years = _named(text)[1]
    return years[0] if len(years) == 1 else None


def agreed(texts: Iterable[str]) -> int | None:
    """The one year that captions name, the surest way of naming it first; None where two of them differ.

    >>> agreed(["2024年项目支出绩效自评表", "（2023年度）"]), agreed(["2024年度自评表", "（2023年度）"])
    (2023, None)
    """
    named = [found for text in texts if (found := _named(text))[1]]
    surest = min((way for way, _ in named), default=0)
    years = {tuple(years) for way, years in named if way == surest}
    return years.pop()[0] if len(years) == 1 and len(next(iter(years))) == 1 else None


def undated(text: str) -> tuple[int | None, str]:
    """A heading's own year, and the heading without it.

    >>> undated("2023年年初预算数"), undated("2022年度执行数"), undated("预算数")
    ((2023, '年初预算数'), (2022, '执行数'), (None, '预算数'))
    """
    found = re.match(rf"{_ONE}\s*年度?\s*(?=\S)", _flat(text).strip())
    return (int(found[1]), text.strip()[found.end() :]) if found else (None, text)


def against_sheet(sheet: str, year: int | None) -> str:
    """A sentence where a sheet is named by a year and nothing of another meaning, and what is on it says another: a
    copy of last year's book, in which one of the two was left.

    >>> against_sheet("2022年", 2023), against_sheet("2022年度自评表", 2022), against_sheet("2022年结转项目", 2023)
    ('工作表名是“2022年”，表里写的是2023年，请核对', '', '')
    """
    found = _SHEET.fullmatch(in_digits(fold(sheet)))
    if found is None or year is None or int(found[1]) == year:
        return ""
    return f"工作表名是“{sheet}”，表里写的是{year}年，请核对"


def names_one(text: str) -> bool:
    """Whether a text names any year or span of years."""
    return bool(_named(text)[1]) or _SPAN.search(_flat(text)) is not None


def _named(text: str) -> tuple[int, list[int]]:
    """How surely a text names years, and which: one where it says which one is judged."""
    flat = _SPAN.sub(" ", _flat(text))
    if found := _DONE_IN.search(flat):
        return 0, [int(found[1])]
    for way, pattern in enumerate(_WAYS):
        years = list(dict.fromkeys(int(year) for found in pattern.finditer(flat) for year in found.groups() if year))
        if years:
            judged = {int(year) for year in _JUDGED.findall(flat)} & {*years}
            return way, [*judged] if len(years) > 1 and len(judged) == 1 else years
    return len(_WAYS), []


def _flat(text: str) -> str:
    return _DOCUMENT.sub(" ", in_digits(fold(text)).replace("（", "(").replace("）", ")"))
