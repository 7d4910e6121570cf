"""Phrases that stand where a project's name stands and are none, by the words of ``owners.toml``.

Belongs here: kinds of such phrases. Does not belong here: the words, what may be a name by its shape (``names``), whose
a figure is (``subject``).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from etl.read.prose import offices

SOURCE, SECTOR, LIVING, WORK, FEE = "source", "sector", "living", "work", "fee"
TOGETHER, ALL, SOME, INSIDE, REMARK = "together", "all", "some", "inside", "remark"


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "owners.toml").read_text(encoding="utf-8"))


@cache
def _whole(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(_words()[kind]["patterns"]))


def is_of(kind: str, phrase: str) -> bool:
    """Whether a phrase is nothing but words of a kind.

    >>> is_of(WORK, "设备购置费"), is_of(WORK, "教学设备更新工程"), is_of(LIVING, "人员经费")
    (True, False, True)
    """
    return bool(_whole(kind).fullmatch(phrase))


def is_part(phrase: str, *, is_of_one: bool) -> bool:
    """Whether a phrase is of a part of a project: a source of money in any report, a kind of spending in one of one."""
    kinds = (SOURCE, LIVING, WORK) if is_of_one else (SOURCE,)
    return any(is_of(kind, phrase) for kind in kinds)


def of_several(phrase: str, office: str, district: str) -> str:
    """``ALL`` or ``SOME`` where a phrase speaks of projects together: of the reporting office's, or of a class of them.

    >>> of_several("区残联项目", "西塘区残疾人联合会", "西塘区"), of_several("特定目标类项目", "", "")
    ('all', 'some')
    >>> of_several("水利项目", "西塘区水利局", "西塘区"), of_several("重点防洪项目", "", "")
    ('', '')
    """
    own = offices.opened_by(phrase, office, district)
    rest = phrase[own:]
    if rest and not is_of(TOGETHER, rest):
        return ""
    if is_of(ALL, rest):
        return ALL
    return SOME if is_of(SOME, rest) else ALL * bool(own and rest)
