"""Which figures can be of a row at all, and how sure a part of a sum is.

Belongs here: scoring rules, brackets, money of one source, what stands behind 其中. Does not belong here: owners
(``subject``), walking the report (``facts``).
"""

from __future__ import annotations

import re

from etl.read.prose import beside, names
from etl.read.prose.subject import FAIR, FUND, WEAK, Place, Subject, strip
from etl.read.prose.tokens import Figure

COLUMNS = {
    "budget_initial": "budget_initial_yuan", "budget_full_year": "budget_full_year_yuan", "budget": "budget",
    "carried": "carried", "received": "received_yuan", "executed": "executed_yuan",
    "unspecified": "amount_unspecified_yuan", "rate": "rate_stated_pct", "rate_maybe": "rate_maybe",
    "score": "score", "balance": "balance",
}  # fmt: skip
RUBRIC = re.compile(
    r"分(?:\(?含\)?)?(?:及)?以[上下]|[≥≤＜＞<>]|\(含\)|\(不含\)|\d+分?[-至到]\d+分|设置|满分|分值|标准为|等级分为|评定标准"
)
#: 其余两个项目执行率均为100%: of each of several, not of their owner.
_EACH = re.compile(
    r"(?:其余|其他|上述|以上|各|全部|所有|(?:[两三四五六七八九十]|\d+)(?:个|项))[^，。;]{0,16}(?:(?<!平)均|都|皆)[^，。;]{0,4}$"
)
_SLOTS = ("budget_initial", "budget_full_year")
#: 三个项目得分98.9、94.1、100: one of several that nobody deals out.
_ONE_OF_MORE = re.compile(r"、\d")
FUND_NAME = re.compile(r"(?:中央|省级|市级|区级|县级|州级)(?:资金|配套|补助)(?:资金)?$")
#: A label that names the level of its money is of a part.
LEVEL = re.compile(r"中央|省级|市级|区级|县级|州级|镇级|上级|国债|自筹")


def is_wanted(figure: Figure, own: list[Figure], text: str, place: Place) -> bool:
    """Whether a figure can be of a row at all."""
    if figure.role not in COLUMNS or (
        figure.is_bracketed and figure.role != "score" and not _is_other_budget(figure, own, text)
    ):
        return False
    if figure.is_foreign and place.item is None:
        return False
    if is_of_each(figure, text) or (_ONE_OF_MORE.match(text, figure.end) and not figure.rule.endswith("依次对应")):
        return False
    if figure.kind == "score" and RUBRIC.search(beside.clause_of(text, figure)):
        return False
    has_money = any(f.kind == "money" and f.role in COLUMNS for f in own)
    # 完成率：99.19% on a line of an item's own.
    is_field = place.item is not None and figure.at == figure.sentence[0] and figure.end == figure.sentence[1]
    return not beside.is_weak_rate(figure, has_money or is_field)


def _is_other_budget(figure: Figure, own: list[Figure], text: str) -> bool:
    """全年预算10127.9万元(年初预算9315.4万元): the other budget of the one the bracket stands behind."""
    if figure.role not in _SLOTS or figure.prefix:
        return False
    opened = text.rfind("(", 0, figure.start)
    return any(f.end == opened and f.role in _SLOTS and f.role != figure.role for f in own)


def is_of_each(figure: Figure, text: str) -> bool:
    """Whether a figure is said of each of several: 其余两个项目执行率均为100%."""
    return bool(_EACH.search(text[figure.clause_start : figure.start]))


def is_items_own(figure: Figure, text: str, name: str) -> bool:
    """河道清淤60万元。 — an amount right behind the name that opens its list item; its role is not said."""
    return figure.kind == "money" and not figure.role and names.clean(text[figure.half[0] : figure.start]) == name


def names_others(before: str, count: int) -> bool:
    """Whether the words before dealt figures enumerate something that is not known, or count otherwise."""
    counted = re.findall(r"([两二三四五六七八九十]|\d{1,2})(?:个|项)", before)
    return "、" in re.split("[，;:]", before)[0] or any(names.number(n) != count for n in counted)


def is_lone_fund(figure: Figure, own: list[Figure], text: str) -> bool:
    """中央补助下达210万元: money of one source is the whole where no other amount of its kind stands beside."""
    if figure.kind != "money" or figure.is_part or not FUND.match(strip(figure.prefix)):
        return False
    if len(_SOURCE.findall(text[slice(*figure.sentence)])) > 1 or re.search("自筹|配套", figure.prefix + figure.label):
        return False
    kind = _KINDS.get(figure.role, figure.role)
    return sum(_KINDS.get(f.role, f.role) == kind for f in own) == 1


_SOURCE = re.compile(
    r"(?:中央|国债|省级?|市级?|州级?|县级?|区级?|镇级?|上级)(?:财政|资金|补助|配套|自筹|专项|转移)|自筹|配套"
)
#: Roles that are of one kind.
_KINDS = {"budget_initial": "budget", "budget_full_year": "budget", "unspecified": "budget", "carried": "budget"}


def is_doubtful(figure: Figure, subject: Subject) -> bool:
    """Whether a figure is left out though it has an owner."""
    if subject.project is None and figure.value == 0 and not figure.text[0].isdigit():
        # 三个项目没有花钱 says nothing of the department.
        return True
    if subject.strength == WEAK and figure.role in ("rate", "rate_maybe", "score", "unspecified", "received"):
        return True
    return bool(LEVEL.search(figure.label)) and figure.role in ("received", "rate")


def is_family_total(figure: Figure, text: str) -> bool:
    """项目资金109万元，其中国债补助资金…: of all sources together."""
    is_whole = figure.role == "unspecified" and "配套" not in figure.label and not figure.is_part
    return is_whole and "其中" in text[figure.end : figure.sentence[1]]


def part_strength(figure: Figure, place: Place, subject: Subject, *, is_fund_item: bool, is_closed: bool) -> int:
    """The owner's strength; behind 其中 that of a named project at most, and 0 for what is only a part."""
    if not figure.is_part:
        return subject.strength
    if is_fund_item and figure.role == "unspecified" and not figure.prefix:
        return subject.strength
    is_named = subject.evidence.startswith("句首") and subject.project not in (None, place.item)
    is_whole = not figure.prefix and figure.role in ("executed", "rate", "budget_full_year") and is_closed
    if is_named and subject.project is not None and subject.project.basis in ("list", "table", "run"):
        return subject.strength
    return min(subject.strength, FAIR) if is_named or is_whole else 0
