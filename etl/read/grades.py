"""Grades of scores: what they are called, and from how many points on each is given.

Belongs here: the scale a document states (90分以上为优), the usual one where it states none. Does not belong here:
findings (``judge``, ``prose.checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

#: From how many points on 优, 良 and 中 are given where a document does not say.
USUAL: Mapping[str, Decimal] = MappingProxyType({"优": Decimal(90), "良": Decimal(80), "中": Decimal(60)})
_LOWEST = "差"
_SHORT = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
_LOWER = (
    re.compile(r"(\d{2,3})分?(?:\(含\)|含)?(?:\(含\))?(?:及)?以上(?:的)?(?:为|是|:|评为|定为|，)?\"?(优|良|中|合格)"),
    re.compile(
        r"(\d{2,3})分?(?:\(含\)|含)?分?[-—–至到~～]\d{2,3}分?(?:\([^()]*\))?(?:的)?(?:为|是|:|评为|定为)?\"?(优|良|中)"
    ),
)
_NAMED = (
    re.compile(r"(优|良|中)(?:秀|好|等)?[:(]+(?:得分)?[≥>]?(\d{2,3})分?"),
    re.compile(r"[≥>=]+(\d{2,3})分?(优|良|中)"),
)


def scale(text: str) -> Mapping[str, Decimal]:
    """Lower bounds of 优, 良 and 中 as a text in half width states them, the usual ones where it does not.

    >>> [int(v) for v in scale("90分(含)以上为优,75分(含)—90分为良,60分(含)—75分为中,60分以下为差。").values()]
    [90, 75, 60]
    >>> scale("优、良、中、差") == USUAL
    True
    """
    found: dict[str, Decimal] = {}
    for pattern in _LOWER:
        for m in pattern.finditer(text):
            found.setdefault(m[2], Decimal(m[1]))
    for m in _NAMED[0].finditer(text):
        found.setdefault(m[1], Decimal(m[2]))
    for m in _NAMED[1].finditer(text):
        found.setdefault(m[2], Decimal(m[1]))
    if "优" in found and "良" in found and found["优"] > found["良"]:
        return {**USUAL, **{k: v for k, v in found.items() if k in USUAL}}
    return USUAL


def short(stated: str) -> str:
    """A grade in one word.

    >>> short("良好"), short("合格")
    ('良', '合格')
    """
    return _SHORT.get(stated, stated)


def contradicts(score: Decimal, stated: str, bounds: Mapping[str, Decimal]) -> bool:
    """Whether the grade stated is one of the four and another than the score's.

    >>> contradicts(Decimal(78), "良好", USUAL), contradicts(Decimal(78), "合格", USUAL)
    (True, False)
    """
    said = short(stated)
    fits = next((grade for grade in USUAL if score >= bounds[grade]), _LOWEST)
    return said in (*USUAL, _LOWEST) and said != fits
