"""Grades: 优, 良, 中, 差 as a report gives them.

Belongs here: the grade of a stretch, lists of grades. Does not belong here: whose it is (``facts``), whether it fits
the score (``checks``).
"""

from __future__ import annotations

import re

from etl.read.prose import conditions

_STATED = re.compile(
    r"(?:等级|等次|级别|档次|评定|结果|结论|自评|评价|评为|定为|判定|评级|属于|总体)(?:结果|结论|等级|等次|级别|档次|情况)*(?:评定|评价|认定|确定|综合)?(?:为|是|:|属|达到|均为|列为)*"
    r"\"?(优秀|良好|中等|较差|优|良|中|差)\"?(?:等次|等级|级|档|等)?(?=[，。;)、！]|$|的(?!\d))"
)
_LOOSE_STATED = re.compile(
    r"(?:为|是|评|属|:|，|、|\()\"?(优秀|良好|优|良|中|差)\"?(?:等次|等级|级|档|等)?(?=[，。;)、！]|$)"
)


def grade_in(text: str, start: int, end: int, after: int | None = None) -> tuple[str, int, int] | None:
    """The grade word stated in a stretch, and its place; with ``after``, one that follows a score at once. What
    follows from a grade in general states none."""
    end = conditions.begin(text, start, end)
    found = _STATED.search(text, start, end)
    if found is None and after is not None:
        loose = _LOOSE_STATED.search(text, after, min(end, after + 14))
        found = loose
    return (found[1], found.start(1), found.end(1)) if found else None


_GRADES = re.compile(
    r"(?:等级|等次|级别|评价|评定|结果)[^，。;优良中差]{0,6}(?:分别|依次|对应)?(?:为|是)?:?\"?(优秀|良好|优|良|中|差)\"?(?:(?:[、，和及]|(?<=\")(?=\"))\"?(?:优秀|良好|优|良|中|差)\"?)+(?=[，。;)等]|$)"
)
_WORD = re.compile(r"优秀|良好|优|良|中|差")


def grades(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The grades of a list of grades in a stretch, each with its place."""
    end = conditions.begin(text, start, end)
    found = _GRADES.search(text, start, end)
    if found is None:
        return []
    return [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, found.start(1), found.end())]


def banded(text: str) -> str:
    """得分90分以上: a score said in words."""
    found = re.search(r"得分(?:为|在|达)?(\d{2,3}分(?:及)?以上)", text)
    return found[1] if found else ""
