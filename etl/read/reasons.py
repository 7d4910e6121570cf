"""Stated reasons → codes, by the phrases of ``reasons.toml``.

Belongs here: whether a text is a reason, and which. Does not belong here: whether one was due (``judge``).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from etl.contracts import SYMPTOM_ONLY
from etl.read.amounts import fold, is_missing

_STATEMENT = re.compile(r"[；;。\n]+|(?<=[^\d])\d[.、）)](?=\D)")
#: An epidemic, or an event that did not come, explains the delay named beside it: the delay is no reason of its own.
_CAUSES = {"R01": {"R04", "R12", "R14", "R16"}, "R03": {"R12", "R16"}, "R09": {"R04", "R07"}, "R08": {"R04"}}
_PRINCIPLE = re.compile(r"(坚持|落实|贯彻|树立|严格|本着).{0,12}(厉行节约|过紧日子)|(原则|理念|意识)")


@cache
def _phrases() -> tuple[
    frozenset[str], tuple[re.Pattern[str], ...], dict[str, tuple[list[re.Pattern[str]], list[re.Pattern[str]]]]
]:
    found = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
    none = found.pop("none")
    codes = {
        code: ([re.compile(p) for p in words["patterns"]], [re.compile(p) for p in words.get("except", ())])
        for code, words in found.items()
    }
    return frozenset(none["exact"]), tuple(re.compile(p) for p in none["instructions"]), codes


def is_reason(text: str) -> bool:
    """False for an empty cell, a mark of nothing, a word of success and an instruction the form left there."""
    flat = re.sub(r"\s+", "", fold(text)).strip("。.;；")
    exact, instructions, _ = _phrases()
    if is_missing(flat) or flat in exact or not re.search(r"[\u4e00-\u9fff]", flat):
        return False
    return not any(p.search(flat) for p in instructions)


def codes(text: str) -> list[str]:
    """Codes of the reasons a text names, in the order named; none where no phrase is sure.

    >>> codes("中标价低于预算；质保金未到期"), codes("受疫情影响，进场施工推迟"), codes("无")
    (['R06', 'R07'], ['R01'], [])
    """
    if not is_reason(text):
        return []
    found: list[str] = []
    for statement in _STATEMENT.split(re.sub(r"[ \t\u3000]+", "", fold(text))):
        found += [code for code in _of_statement(statement) if code not in found]
    certain = [code for code in found if code != SYMPTOM_ONLY]
    return certain or found


def _of_statement(statement: str) -> list[str]:
    _, _, phrases = _phrases()
    places: dict[str, int] = {}
    for code, (patterns, exceptions) in phrases.items():
        starts = [m.start() for p in patterns if (m := p.search(statement))]
        if starts and not any(p.search(statement) for p in exceptions):
            places[code] = min(starts)
    if "R10" in places and _PRINCIPLE.search(statement):
        del places["R10"]
    explained = set().union(*(_CAUSES.get(code, set()) for code in places)) if places else set()
    return sorted((c for c in places if c not in explained), key=lambda c: (places[c], c))
