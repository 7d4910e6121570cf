"""甲专项资金600万元，支出554.4万元，执行率92.4%: an amount right behind a name is a budget where that bears it out,
and the noun before it is the name's.

Belongs here: finding such heads, what bears them out. Does not belong here: labels (``labels``), whether the name is a
project's (``runs``, ``heads``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.read.amounts import decimals
from etl.read.prose import labels, names
from etl.read.prose.clauses import Sentence
from etl.read.prose.tokens import Figure

_BUDGETS = ("budget", "budget_initial", "budget_full_year")
_UNSAID = ("", "unspecified", "negative")
#: What stands before the first of several: 其中:, 主要项目有:
_INTRO = re.compile(r"^.*:|^(?:.*?(?:其中|分别是|分别为|包括)|一是|二是|三是|四是|五是)[:，]?")
_LEAST = 2


def give(sentence: Sentence, found: Sequence[Figure]) -> None:
    """Give such amounts their role: each that its own rate bears out, else all where they add up to a budget before."""
    text = sentence.text
    heads = [(name, head, own) for half in sentence.halves for name, head, own in _heads(text, half, found)]
    total = sum((head.value or Decimal(0) for _, head, _ in heads), Decimal(0))
    first = heads[0][1].start if heads else 0
    is_whole = len(heads) >= _LEAST and any(f.role in _BUDGETS and f.end <= first and f.value == total for f in found)
    for name, head, own in heads:
        if is_whole or _is_borne_out(head, own):
            head.role, head.label, head.prefix, head.at = "budget", "", name, head.start
            head.rule = f"紧接名称“{name}”的金额，与所述支出相符"


def open_halves(text: str, half: tuple[int, int], own: Sequence[Figure]) -> None:
    """校舍维修项目120万元，全部支付完毕: the amount a half-sentence opens with behind a name, where what follows
    says that it was spent, is an amount of that name; which is not said."""
    head = own[0] if own else None
    if head is None or head.kind != "money" or head.is_bracketed or head.is_part or head.deal:
        return
    lead = text[half[0] : head.start].lstrip("，")
    name = names.clean(lead)
    if not _is_unsaid(head, name) or not labels.told_spent().match(text, head.end, half[1]):
        return
    if names.may_be(name, is_proven=True) and not labels.beside_name("earlier").search(lead) and "，" not in lead:
        head.role, head.label, head.prefix, head.at = "unspecified", "", lead, head.start
        head.rule = f"紧接名称“{name}”的金额"


def _heads(text: str, half: tuple[int, int], found: Sequence[Figure]) -> Iterator[tuple[str, Figure, list[Figure]]]:
    """The name and the amount a half-sentence opens with, or that follow an introduction, and the figures behind it."""
    own = [f for f in found if f.half == half and not f.is_bracketed]
    budgets = [f.start for f in own if f.role in _BUDGETS]
    for k, head in enumerate(own):
        lead = _INTRO.sub("", text[own[k - 1].end if k else half[0] : head.start]).lstrip("，。")
        name = names.clean(lead)
        behind = own[k + 1 :]
        if labels.beside_name("earlier").search(lead):
            continue
        is_spent = bool(behind) and behind[0].role == "executed" and not behind[0].prefix
        is_opening = head.is_part or not any(f.role == "executed" for f in own[:k])
        is_first = is_opening and all(start < head.start for start in budgets)
        if head.kind == "money" and is_spent and is_first and _is_unsaid(head, name) and names.may_be(name):
            yield name, head, behind
            return


def _is_unsaid(head: Figure, name: str) -> bool:
    """Whether the words before an amount say no role: none, or a noun that a name ends with."""
    if head.role == "negative":
        return bool(labels.beside_name("ends").search(head.label)) and len(name) > len(head.label)
    return head.role in _UNSAID and (not head.label or len(name) > len(head.label) + 1)


def _is_borne_out(head: Figure, behind: Sequence[Figure]) -> bool:
    """Whether the rate stated behind is the amount spent ÷ the head's, at its printed precision."""
    rate = next((f.value for f in behind if f.role in ("rate", "rate_maybe")), None)
    spent = behind[0].value
    if rate is None or spent is None or not head.value or spent > head.value:
        return False
    return abs(spent / head.value * 100 - rate) <= Decimal(1).scaleb(-decimals(rate))
