"""Which of several columns of one meaning is meant, by the words over or under them: 上年度 | 本年度, 财政 | 合计.

Belongs here: choosing by such words (``labels.toml``, group). Does not belong here: where they stand (``headings``,
``funds``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.read.amounts import fold
from etl.read.labels import roles

_PART = re.compile(r"\W*其中")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?(?:\D.{0,4})?")


def role(word: str) -> str | None:
    """``foreign`` (not of the line's own year or judgement: 上年度, 财政复评), ``total``, ``this``, or None."""
    return roles("group").of(word)


def meant(words: Sequence[str], year: int | None) -> int | None:
    """Which of the groups is that of the whole; None where nobody can say.

    >>> meant(["财政资金", "自有资金", "合计"], 2021), meant(["2020年", "2021年"], 2021), meant(["中央", "省级"], 2021)
    (2, 1, None)
    """
    own = [i for i, word in enumerate(words) if not _is_of_others(word, year)]
    for wanted in ("total", "this"):
        hits = [i for i in own if role(words[i]) == wanted]
        if len(hits) == 1:
            return hits[0]
    return own[0] if len(own) == 1 else None


def _is_of_others(word: str, year: int | None) -> bool:
    named = _YEAR.fullmatch(fold(word).strip())
    is_other_year = named is not None and year is not None and int(named[1]) != year
    return is_other_year or role(word) == "foreign" or _PART.match(word) is not None
