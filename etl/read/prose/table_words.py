"""The words of tables in reports, by kind, from ``tables.toml``.

Belongs here: whether a phrase is one. Does not belong here: the words, what follows from them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _pattern(table: str, kind: str) -> re.Pattern[str]:
    words = tomllib.loads((Path(__file__).parent / "tables.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(words[table][kind]))


def match(table: str, kind: str, phrase: str) -> re.Match[str] | None:
    """The match where words of a kind are all of a phrase.

    >>> bool(match("upright", "values", "金额(万元)")), bool(match("shares", "allotted", "全年预算数"))
    (True, False)
    """
    return _pattern(table, kind).fullmatch(phrase)
