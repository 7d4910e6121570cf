"""The words of ``labels.toml`` as patterns, and which of them stands beside a figure.

Belongs here: compiling, longest match, what may stand between. Does not belong here: the words, clauses.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MONEY_ROLES = ("budget_initial", "budget_full_year", "budget", "received", "executed", "unspecified", "balance",
               "added", "cut", "given", "carried", "negative")  # fmt: skip
RATE_ROLES = ("rate", "rate_maybe", "rate_other")
SCORE_ROLES = ("score", "score_other")
#: Longer stretches of a clause hold no label.
_REACH = 60


@dataclass(frozen=True)
class Label:
    """A role, where its word begins in the text before the figure, the word, and whether the amount is about that."""

    role: str
    start: int
    text: str
    is_approximate: bool = False


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    found = tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))
    parts = found.pop("parts")
    return {
        role: {
            kind: [_filled(p, parts) for p in patterns] for kind, patterns in words.items()
        } for role, words in found.items()
    }  # fmt: skip


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, text in parts.items():
        pattern = pattern.replace("{" + name + "}", text)
    return pattern


@cache
def _ending(role: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_words()[role]["patterns"]) + ")$")


@cache
def _fillers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _words()["filler"]
    both = "|".join((*words["patterns"], *words["approximate"]))
    return re.compile(f"(?:{both})+$"), re.compile("|".join(words["approximate"]))


@cache
def said(kind: str) -> re.Pattern[str]:
    """An amount said in words: ``patterns`` (zero), ``all_spent``, ``all_received``, ``unchanged``, ``short``."""
    return re.compile("|".join(_words()["zero"][kind]))


@cache
def foreign() -> re.Pattern[str]:
    """Words that turn a clause of a department to something besides its budget."""
    return re.compile("|".join(_words()["foreign"]["patterns"]))


def before(left: str, roles: tuple[str, ...]) -> Label | None:
    """The label that ends where a figure begins, ``left`` being what stands before it in its clause.

    >>> before("2023年局机关项目预算共计", MONEY_ROLES).role, before("政府采购预算数", MONEY_ROLES).role
    ('budget', 'negative')
    """
    cut = max(0, len(left) - _REACH)
    near = left[cut:]
    fillers, approximate = _fillers()
    filler = fillers.search(near)
    stems = [(near, False)]
    if filler is not None:
        stems.append((near[: filler.start()], bool(approximate.search(filler[0]))))
    best: Label | None = None
    for stem, is_approximate in stems:
        for role in roles:
            found = _ending(role).search(stem)
            if found is None or not found[0]:
                continue
            start = cut + found.start()
            is_negative = role in ("negative", "rate_other", "score_other")
            if best is None or start < best.start or (start == best.start and is_negative):
                best = Label(role, start, found[0], is_approximate)
    return best
