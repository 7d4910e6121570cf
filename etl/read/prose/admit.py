"""Which figures can be of a row at all, and how sure a part of a sum is.

Belongs here: scoring rules, brackets, money of one source, what stands behind 其中. Does not belong here: owners
(``subject``), walking the report (``facts``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.read.prose import beside, conditions, labels, names
from etl.read.prose.stretches import strip
from etl.read.prose.subject import FAIR, FUND, WEAK, Place, Subject
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
#: How far into a sentence what is no budget stands at its head.
_OPENING = 8
_GAINED = re.compile(r'^(?:"|另|发行|争取|新增)+')
_FULL_MARKS = re.compile(r"\((?:满分|总分)[^()]*\)")
_RULES = re.compile(
    r"(?:评分|评价|计分|扣分)(?:标准|办法|规则|细则):|每(?:降低?|低|高|少|减少|增加|超|差)[^，。;]{0,14}扣|扣完为止|得满分"
    r"|\d%?(?:\(含\))?(?:至|-|到)\d+(?:\.\d+)?%[^，。;]{0,6}得\d"
)
_EXAMPLE = re.compile(
    r"(?:^|[，。;(\[])(?:填写?示例|示例|样例|范例|填[写表报]说明|举例)\]?(?:$|:|，)?|\[填[写表报]说明\]|(?:例如|比如|如)[:，]?[^，。;]{0,6}(?:预算|执行|支出)数?$"
    r"|[=×][^，。;]{0,12}(?:，|;)?[^。]*(?:例如|比如|如)[^。]*$"
)
_TIMES = re.compile(
    r"(?P<part>[上下]半年|[一二三四]季度|前三季度|第[一二三四]季度)|全年|年底|年末|当年|累计|12月|十二月|年度"
)
_AS_OF = re.compile(r"截[至止](?:到|20\d\d年)*(?P<month>(?:[1-9]|1[01])月)|全年|年底|年末|当年|12月")
_INSTALMENT = re.compile(r"第[一二三四五](?:笔|期)款?|首(?:笔|期)款")
#: 三个项目得分98.9、94.1、100: one of several that nobody deals out.
_ONE_OF_MORE = re.compile(r"、\d")
FUND_NAME = re.compile(r"(?:中央|省级|市级|区级|县级|州级)(?:资金|配套|补助)(?:资金)?$")
#: A label that names the level of its money is of a part.
LEVEL = re.compile(r"中央|省级|市级|区级|县级|州级|镇级|上级|国债|自筹")


def is_wanted(figure: Figure, own: list[Figure], text: str, place: Place) -> bool:
    """Whether a figure can be of a row at all."""
    is_told = _is_other_budget(figure, own, text) or _is_rest(figure, own, text)
    if figure.role not in COLUMNS or (figure.is_bracketed and figure.role != "score" and not is_told):
        return False
    if figure.is_foreign and (place.item is None or _is_of_foreign(figure, own, text, place.item.name)):
        return False
    if _is_hypothetical(figure, text) or _is_of_a_part(figure, own, text):
        return False
    if is_of_each(figure, text) or (_ONE_OF_MORE.match(text, figure.end) and not figure.rule.endswith("依次对应")):
        return False
    if figure.kind == "score" and _is_of_a_scale(figure, text):
        return False
    has_money = any(f.kind == "money" and f.role in COLUMNS for f in own)
    # 完成率：99.19% on a line of an item's own.
    is_field = place.item is not None and figure.at == figure.sentence[0] and figure.end == figure.sentence[1]
    return not beside.is_weak_rate(figure, has_money or is_field)


def _is_of_a_scale(figure: Figure, text: str) -> bool:
    """Points of the scale, or of what follows from them: 90分以上为优, 得分低于60分的，收回资金."""
    is_rubric = bool(RUBRIC.search(_FULL_MARKS.sub("", beside.clause_of(text, figure))))
    return is_rubric or figure.start >= conditions.begin(text, *figure.half)


def _is_of_foreign(figure: Figure, own: list[Figure], text: str, item: str) -> bool:
    """In an item: 发行债券5000万元，已支出3200万元 opens with what is no budget, or follows it with none beside."""
    foreign = labels.foreign()
    opening = _GAINED.sub("", text[figure.sentence[0] : figure.sentence[0] + _OPENING])
    opened = foreign.match(opening)
    has_budget = any(f.role in ("budget", "budget_initial", "budget_full_year") for f in own)
    before = [f for f in own if f.role == "negative" and f.end <= figure.start and foreign.search(f.prefix + f.label)]
    is_own = any(word in item for word in foreign.findall(text[slice(*figure.sentence)]))
    return not is_own and (opened is not None or (bool(before) and not has_budget))


def _is_hypothetical(figure: Figure, text: str) -> bool:
    """Rules for points, examples of a form, headlines: what nobody was given, spent or reached."""
    start, end = figure.sentence
    is_title = text.rfind("《", start, figure.start) > text.rfind("》", start, figure.start)
    return is_title or bool(_RULES.search(text, start, end)) or bool(_EXAMPLE.search(text[start : figure.start]))


def _is_of_a_part(figure: Figure, own: list[Figure], text: str) -> bool:
    """上半年支出48万元, 第一笔款已支付36万元: of a part of the year or of the money."""
    if figure.role not in ("executed", "rate", "rate_maybe"):
        return False
    said = text[figure.half[0] : figure.start]
    times = list(_TIMES.finditer(said))
    return bool(times and times[-1]["part"]) or (bool(_INSTALMENT.search(said)) and not beside.closes(own))


def _is_other_budget(figure: Figure, own: list[Figure], text: str) -> bool:
    """全年预算10127.9万元(年初预算9315.4万元): the other budget of the one the bracket stands behind."""
    if figure.role not in _SLOTS or figure.prefix.removeprefix("其中"):
        return False
    opened = text.rfind("(", 0, figure.start)
    return any(f.end == opened and f.role in _SLOTS and f.role != figure.role for f in own)


def _is_rest(figure: Figure, own: list[Figure], text: str) -> bool:
    """预算60万元(支出57万元，执行率95%): what the bracket behind an amount tells of it, where the rate closes."""
    behind = text.rfind("(", 0, figure.start)
    is_behind = any(f.end == behind and f.role in COLUMNS and not f.is_part for f in own)
    is_only = sum(f.role == figure.role for f in own) == 1
    return is_behind and is_only and figure.role in ("executed", "rate") and not figure.prefix and beside.closes(own)


def is_of_each(figure: Figure, text: str) -> bool:
    """Whether a figure is said of each of several: 其余两个项目执行率均为100%."""
    return bool(_EACH.search(text[figure.clause_start : figure.start]))


def is_items_own(figure: Figure, text: str, name: str) -> bool:
    """河道清淤60万元。 — an amount right behind the name that opens its list item; its role is not said."""
    is_unsaid = figure.kind == "money" and figure.role in ("", "negative")
    return is_unsaid and names.clean(text[figure.half[0] : figure.start]) == name


def names_others(before: str, count: int) -> bool:
    """Whether the words before dealt figures enumerate something that is not known, or count otherwise."""
    counted = re.findall(r"([两二三四五六七八九十]|\d{1,2})(?:个|项)", before)
    return "、" in re.split("[，;:]", before)[0] or any(names.number(n) != count for n in counted)


def name_begins(figure: Figure, own: Sequence[Figure]) -> int:
    """Where the name before a noun begins: 河道监管150万元、河长制工作经费160万元 is two projects'."""
    is_noun = figure.role == "unspecified" and bool(figure.prefix)
    return max((f.end for f in own if f.end <= figure.at), default=0) if is_noun else 0


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
    is_share = figure.role == "unspecified" and bool(re.search("本级|配套|自筹", figure.prefix + figure.label))
    is_fund = subject.project is not None and bool(FUND_NAME.search(subject.project.name))
    return (is_share and not is_fund) or (bool(LEVEL.search(figure.label)) and figure.role in ("received", "rate"))


def is_as_of(figure: Figure, text: str) -> bool:
    """Whether a figure is as of a month before the year's end: 截至6月底，执行数40万元."""
    times = list(_AS_OF.finditer(text[figure.half[0] : figure.start]))
    return figure.role in ("executed", "rate", "rate_maybe") and bool(times and times[-1]["month"])


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
