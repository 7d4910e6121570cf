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
#: Roles by kind of figure.
ROLES = {"money": MONEY_ROLES, "rate": RATE_ROLES, "score": SCORE_ROLES}
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


def spent_on(label: str) -> str:
    """What a label of spending says the money went for, where that is more than money.

    >>> spent_on("全年共支出学前教育补助资金"), spent_on("全年共支出专项资金"), spent_on("实际支出")
    ('学前教育补助资金', '', '')
    """
    verb, generic = ("|".join(_words()["spent"][kind]) for kind in ("verb", "generic"))
    found = re.match(verb, label)
    told = label[found.end() :] if found is not None else ""
    return told if told.endswith(_FUNDS) and not re.match(generic, told) else ""


@cache
def told_spent() -> re.Pattern[str]:
    """What follows an amount that was spent, or was not: ，全部支付完毕, ，当年支付30万元, ，当年未支付."""
    words = _words()["zero"]
    return re.compile(
        f"{words['purpose'][0]}，(?:" + "|".join((*words["behind"], *words["all_spent"], *words["patterns"])) + ")"
    )


@cache
def item(kind: str) -> re.Pattern[str]:
    """What an item of a list is called, by the kinds of ``[item]``."""
    return re.compile("|".join(_words()["item"][kind]))


@cache
def judge(kind: str) -> re.Pattern[str]:
    """Who gave points, by the kinds of ``[judge]``: ``label``, ``title``, ``own``."""
    return re.compile("|".join(_words()["judge"][kind]))


@cache
def rule() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is said in general of a grade, and of a case that is put with what follows from it."""
    words = _words()["rule"]
    return re.compile("|".join(words["graded"])), re.compile("|".join(words["case"]))


@cache
def concluded(kind: str) -> re.Pattern[str]:
    """Points of all that a report lists, by the kinds of ``[concluded]``: ``head``, ``lead``."""
    return re.compile("|".join(_words()["concluded"][kind]))


@cache
def source(kind: str) -> re.Pattern[str]:
    """Money told by where it comes from: ``part``, ``named`` (a part with what it is for), ``total``."""
    return re.compile("(?:" + "|".join(_words()["source"][kind]) + ")$")


@cache
def counting() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """In a clause that counts something: a name by its last noun, and what follows another: a verb or the number."""
    words = _words()["predicate"]
    nouns, verbs, adverbs = ("|".join(words[kind]) for kind in ("nouns", "verbs", "adverbs"))
    return (
        re.compile(
            rf"[^，。;:\d、]{{2,24}}?(?:{nouns})(?!的|等|和|及|与|{nouns}|管理|支出|预算|合计|总|一共|共?[\d(\"])(?=[^，。;:]*\d)"
        ),
        re.compile(
            rf"(?:{adverbs})*(?:{verbs})(?=[^，。;:]*\d)|(?<!项目)(?<!专项)(?<!工程)(?=\d)(?!\d[\d.]*(?:万|亿)?元)"
        ),
    )


@cache
def beside_name(kind: str) -> re.Pattern[str]:
    """Words about an amount right behind a name: ``ends`` of names that would say what it is not, ``earlier`` money."""
    return re.compile("|".join(_words()["predicate"][kind]))


@cache
def foreign() -> re.Pattern[str]:
    """Words that turn a clause of a department to something besides its budget."""
    return re.compile("|".join(_words()["foreign"]["patterns"]))


#: Between a word that looks negative and a full label: the word was the end of a name.
_NAMED = re.compile(r"(?:项目|专项|工程|经费|\")$")
_FUNDS = ("资金", "经费", "专款", "补助", "补贴", "款")
_NOUN = re.compile(r"^(?:项目|专项|工程|经费)+(?=.{2})")
_NEVER_NAMED = re.compile(
    "三公|公用|人员|基本|收入|上年|去年|往年|同期|以前|人均|户均|每|债券|标准|政府采购|采购(?:预算|支出|执行)|捐|罚|比|占|用于|投资"
)
_FULL_LABEL = 4


def _is_past(negative: str, stem: str, roles: tuple[str, ...]) -> bool:
    """保险项目调整后预算: behind the name that the negative word ends, a label of its own begins."""
    if _NEVER_NAMED.search(negative):
        return False
    for role in roles:
        if role in ("negative", "unspecified", "balance", "added", "cut", "given"):
            continue
        found = _ending(role).search(stem)
        if found is not None and _FULL_LABEL - 2 <= len(found[0]) < len(negative):
            # 计划生育扶助项目年初预算: the noun is the name's.
            label = _NOUN.sub("", found[0])
            rest = negative[: len(negative) - len(label)]
            if _NAMED.search(rest) or (found[0].startswith(_STRONG) and len(found[0]) >= _FULL_LABEL):
                return True
    return False


_STRONG = ("年初", "全年", "调整后", "当年", "累计", "截至", "实际", "年度")


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
            if role == "negative" and _is_past(found[0], stem, roles):
                continue
            if best is None or start < best.start or (start == best.start and is_negative):
                best = Label(role, start, found[0], is_approximate)
    return best
