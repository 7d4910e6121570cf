"""Which of several columns of one meaning is meant, by the words over or under them: 上年度 | 本年度, 财政 | 合计.

Belongs here: choosing by such words (``labels.toml``, group). Does not belong here: where they stand (``headings``,
``funds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from etl.read.amounts import fold
from etl.read.labels import clean, roles

_PART = re.compile(r"\W*其中")
_CHANGE = re.compile(r"\([+±][、,/\s]*-?\)|\(?(?:增减|增加?[、,/+]?减少?)(?:额|数)?\)?")
_PERHAPS_CHANGES = ("调整预算数", "调整预算")
_OF_THE_YEAR = re.compile(r"(?<![至止到])(?:[本当今全]年|年内)")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?(?:\D.{0,4})?")


def role(word: str) -> str | None:
    """``foreign`` (another year's or somebody else's judgement: 上年度, 财政复评), ``life`` (实施期), ``total``,
    ``this``, or None."""
    return roles("group").of(word)


def is_of_others(word: str) -> bool:
    """Whether columns below a word are not of the line's own year or judgement."""
    return role(word) in ("foreign", "life")


def is_of_all_years(label: str) -> bool:
    """Whether a label names money of all years so far: 截至年底累计支出, beside 当年支出 never that of the year.

    >>> is_of_all_years("截至本年末累计支出"), is_of_all_years("本年累计支出"), is_of_all_years("项目总投资")
    (True, False, True)
    """
    return re.search("累计|项目总|总投资", label) is not None and _OF_THE_YEAR.search(label) is None


def says_when(word: str) -> bool:
    """Whether a word below a heading says only of what time its figures are, not what they are: 全年."""
    return roles("below").of(word) == "when"


def is_of_spending(heading: str) -> bool:
    """Whether the figures below a heading were spent: 执行数, not 预算执行情况, which stands over the budget, too."""
    return roles("below").of(heading) == "spending"


def is_change(heading: str, figures: Iterable[Decimal]) -> bool:
    """Whether a column is what was added to a budget or taken from it, and so no budget: its heading says so, or one
    of its figures is below 0.

    >>> is_change("调整预算数（+、-）", []), is_change("调整后预算数（3=1+2）", [])
    (True, False)
    >>> is_change("调整预算数", [Decimal(-5), Decimal(0)]), is_change("调整预算数", [Decimal(400)])
    (True, False)
    """
    says_so = _CHANGE.search(fold(heading)) is not None
    return says_so or ("调整" in heading and any(figure < 0 for figure in figures))


def is_adjusted(heading: str) -> bool:
    """Whether a heading names a budget as it became, so that one beside it without such a word is what it was before.

    >>> is_adjusted("调整后预算数"), is_adjusted("调整预算数"), is_adjusted("全年预算数")
    (True, True, False)
    """
    return "调整" in clean(heading)


def may_be_change(heading: str) -> bool:
    """Whether a heading may name what was added to a budget as well as what it became: 调整预算数."""
    return clean(heading) in _PERHAPS_CHANGES


def meant(words: Sequence[str], year: int | None) -> int | None:
    """Which of the groups is that of the whole; None where nobody can say.

    >>> meant(["财政资金", "自有资金", "合计"], 2021), meant(["2020年", "2021年"], 2021), meant(["中央", "省级"], 2021)
    (2, 1, None)
    """
    own = [i for i, word in enumerate(words) if not is_of_another(word, year)]
    for wanted in ("total", "this"):
        hits = [i for i in own if role(words[i]) == wanted]
        if len(hits) == 1:
            return hits[0]
    return own[0] if len(own) == 1 else None


def is_of_another(word: str, year: int | None) -> bool:
    """Whether columns below a word are of another year than ``year``, another's judgement, or a part (其中)."""
    named = _YEAR.fullmatch(fold(word).strip())
    is_other_year = named is not None and year is not None and int(named[1]) != year
    return is_other_year or is_of_others(word) or _PART.match(word) is not None
