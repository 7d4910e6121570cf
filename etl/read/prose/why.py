"""Stated reasons, bound to the project they explain.

Belongs here: which sentences give a reason, of whom. Does not belong here: phrases and codes (``etl.read.reasons``),
whether a reason was due (``checks``). Boilerplate about thrift or epidemics stands in sentences without a shortfall.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.contracts import SYMPTOM_ONLY
from etl.read import reasons as phrases
from etl.read.prose import labels, names, sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import clauses, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node, Segment, head_of
from etl.read.prose.register import Project, Register
from etl.read.prose.subject import strip
from etl.read.prose.title import Title
from etl.read.rows import Reason

_CUE = re.compile(
    r"由于|因(?!此|素|地|材|公|病|而异|子|果)|受[^，。;]{1,24}(?:影响|制约|限制)|原因|所致|导致|造成|致使|主要(?:是|系)|系(?:跨|因|由于|结转|按|合同|年|追加)|为跨|属(?:于)?(?:跨|结转)|"
    r"未(?:支出|支付|执行|使用|完成|能)(?:的)?(?:部分|资金|原因)?(?:主要)?(?:是|为|系)|(?:余|剩余|结余)[^，。;]{0,12}(?:是|为|系|待|须|需|将)"
)
_SHORT = re.compile(
    r"执行率[^，。;]{0,6}(?:低|不高|不足|未达)|支付率[^，。;]{0,4}低|(?:支出|支付|执行)?进度[^，。;]{0,6}(?:慢|低|滞后|落后)|未(?:支付|支出|使用|执行|完成|验收|结算|到位|审定|办结)|尚未|没有(?:支付|支出|花完|用完|完成)|未能|待[^，。;]{0,12}(?:支付|付|结算|验收)|结转|结余|"
    r"推迟|延期|延迟|滞后|停工|取消|终止|质保金|尾款|进度款|首付款|减少|下降|少于|低于|不再|节约|成交|中标|跨年|跨到|空缺|离职|调减|压减|收回"
)
_MONEY_TALK = re.compile(r"执行率|支付|支出|资金|预算|进度|拨付|结转|采购|经费|结算")
_PROMISE = re.compile(
    r"^(?:下一步|今后|建议|将|要|力争|确保|计划|拟)|(?:加强|加快|进一步|完善|强化|提高|健全|督促|力争|确保|争取)[^，。;]{2,}"
)
_RAISED = re.compile(r"追加|调增|增加|超支|超出|差异")
_NO_CAUSE = re.compile(r"落实|履行|坚持|贯彻|常态化|要求|响应|原则")


@dataclass
class Found:
    """A reason and where it stands; ``project`` None is the department's."""

    project: Project | None
    department: str
    year: int | None
    reason: Reason
    start: int
    end: int


@dataclass(frozen=True)
class Spent:
    """How a project's money went in a year, as its row states it."""

    year: int | None
    rate: Decimal | None
    executed: Decimal | None
    base: Decimal | None

    @property
    def state(self) -> str:
        """``full``, ``short``, ``over``, or nothing."""
        if self.executed is not None and self.base:
            return "over" if self.executed > self.base else "full" if self.executed == self.base else "short"
        if self.rate is not None:
            return "over" if self.rate > 100 else "full" if self.rate == 100 else "short"
        return "short" if self.executed == 0 else ""


By = dict[int, list[Spent]]


@dataclass(frozen=True)
class _Who:
    """The owner of a half-sentence: its list item, the project it names, or the report's only one; whether the section
    asks for reasons."""

    owner: Project | None
    is_named: bool
    is_item: bool
    is_asked: bool


def find(document: Document, root: Node, title: Title, register: Register, by_project: By) -> list[Found]:
    """All stated reasons in reading order, each code once for one owner."""
    found: list[Found] = []
    seen: set[tuple[int, int | None, str]] = set()
    single = _single(register, title)
    for node, segment in ordered(root):
        if sections.is_silent(node) and _item(node, register) is None:
            continue
        for one in _of_segment(document, node, segment, title, register, by_project, single):
            key = (id(one.project) if one.project else 0, one.year, one.reason.code)
            if key not in seen:
                seen.add(key)
                found.append(one)
    return _certain(found)


def _certain(found: list[Found]) -> list[Found]:
    """A symptom counts only where its owner has no cause."""
    owners = {(id(f.project) if f.project else 0, f.year) for f in found if f.reason.code != SYMPTOM_ONLY}
    return [
        f for f in found if f.reason.code != SYMPTOM_ONLY or f.project is None or (id(f.project), f.year) not in owners
    ]


def _item(node: Node, register: Register) -> Project | None:
    return next((register.items[id(n)] for n in reversed(node.path()) if id(n) in register.items), None)


def _headed(node: Node, register: Register) -> Project | None:
    """The project a section's heading names."""
    for one in reversed(node.path()):
        head = head_of(one)
        known = register.find(head, least=0.85) if names.may_be(head) else register.hinted(one.head[:40])
        if known is not None:
            return known
    return None


def _single(register: Register, title: Title) -> Project | None:
    known = [p for p in register.projects if p.basis != "sentence"] or register.projects
    return known[0] if len(known) == 1 and len(title.projects) <= 1 and len(register.projects) == 1 else None


def _of_segment(
    document: Document, node: Node, segment: Segment, title: Title, register: Register, by_project: By,
    single: Project | None,
) -> list[Found]:  # fmt: skip
    found: list[Found] = []
    item = _item(node, register) or _headed(node, register)
    kinds = sections.own_kinds(node)
    if sections.MEASURES in kinds and sections.REASONS not in kinds and item is None:
        return found
    text = segment.text
    has_cue_before = bool(re.search(r"原因", node.head[:20])) or bool(sections.REASONS in kinds)
    for sentence in sentences(text):
        whole = text[sentence.start : sentence.end]
        subject: Project | None = None
        has_cue = bool(_CUE.search(whole))
        for start, end in sentence.halves:
            half = text[start:end]
            named = _named(half, register)
            if named is not None:
                subject = named
            owner = subject or item or single
            if named is None and _strange(half):
                subject = None
                if item is None and single is None:
                    continue
            if not (has_cue or _SHORT.search(half) or item is not None or _is_why(node)):
                continue
            who = _Who(owner, subject is not None, item is not None, has_cue_before)
            found += _judge(document, node, segment, (start, end), who, has_cue, by_project, title)
    return found


def _named(half: str, register: Register) -> Project | None:
    """The project a half-sentence is about: the one it opens with, or the only one named before the cause."""
    opened = strip(half)
    for text in (opened, re.sub(r"^(?:一|二|三|四|五|六)是", "", opened)):
        known = register.opening(text)
        if known is not None:
            return known[0]
    first = re.match(r"[^，:]{4,40}", opened)
    if first:
        head = re.split(r"因|由于|系|受|没有|未|执行率|支付率|支出|预算|尚", first[0])[0]
        if len(head) >= 4 and names.may_be(head):
            alias = register.find(head, least=0.8)
            if alias is not None:
                return alias
    cue = re.search(r"因|由于|受|原因|主要", half)
    inside = register.mentioned(half[: cue.start()] if cue else half[:30])
    return inside[0][2] if len({id(p) for _, _, p in inside}) == 1 else None


#: What a phrase of these says, it says without a word of cause beside it.
_PLAIN = frozenset(("R02", "R03", "R04", "R06", "R07", "R08", "R09", "R12", "R13", "R14", "R16"))


def _strange(half: str) -> bool:
    """Whether a half-sentence opens with the name of something unknown: another project's reason, or nobody's."""
    head = re.match(r"(?:[一二三四五六]是)?([^，。;:]{4,24}?)(?:执行率|支付率|没有|未|因|由于)", strip(half))
    return head is not None and names.is_certain(head[1]) and names.may_be(head[1])


def _judge(
    document: Document, node: Node, segment: Segment, half: tuple[int, int], who: _Who, has_cue: bool, by_project: By,
    title: Title,
) -> list[Found]:  # fmt: skip
    text = segment.text
    piece = text[slice(*half)]
    state = _state(who.owner, by_project, text, half)
    nearby = text[max(0, half[0] - 80) : half[1]]
    if not _may_explain(piece, nearby, who, node, state, has_cue):
        return []
    codes = phrases.codes(piece)
    spans = _places(text, half, codes)
    found: list[Found] = []
    for code in codes:
        a, b = spans.get(code, half)
        explains = _explains(code, piece, state, who.owner)
        if not _stands(
            code, codes, text[a:b], piece, who, state, has_cue=has_cue, is_why=_is_why(node), is_later=a > half[0]
        ):
            continue
        if code == "R17" and (explains == "under_execution" or state == "short"):
            continue
        a += _lead(text[a:b])
        begin, stop = segment.norm.span(a, b)
        year = _year_of(who.owner, by_project, title, text[: half[1]], node)
        reason = Reason(code, document.text[begin:stop], locator(sections.name(node), begin, stop), explains)
        found.append(Found(who.owner, "", year, reason, begin, stop))
    return found


def _may_explain(  # noqa: PLR0911 - one condition a line
    piece: str, nearby: str, who: _Who, node: Node, state: str, has_cue: bool
) -> bool:
    """Whether a half-sentence can be a reason of its owner at all."""
    if _PROMISE.search(piece) and not _CUE.search(piece) and not re.search("尚未|未到|质保金|尾款", piece):
        return False
    is_money = bool(_MONEY_TALK.search(piece))
    is_short = bool(_SHORT.search(piece))
    is_beside_money = is_money or bool(_MONEY_TALK.search(nearby))
    if who.owner is None:
        if _raised(piece):
            return True
        if phrases.codes(piece) == [SYMPTOM_ONLY]:
            return is_money and _is_why(node)
        return is_money and is_short and (who.is_asked or has_cue)
    if state == "full":
        return False
    if not who.is_item and not who.is_named and not who.is_asked and not (is_beside_money and is_short):
        return False
    return state != "unknown" or (has_cue and is_money)


def _stands(
    code: str, codes: Sequence[str], clause: str, piece: str, who: _Who, state: str, *, has_cue: bool, is_why: bool,
    is_later: bool,
) -> bool:  # fmt: skip
    """Whether a code's phrase is a reason in this place."""
    is_symptom = code == SYMPTOM_ONLY and is_why
    if not (has_cue or _SHORT.search(piece) or is_symptom) and (code not in _PLAIN or state != "short"):
        return False
    if who.owner is not None and _inside_name(who.owner, clause, code):
        return False
    refusals = {
        # An epidemic for which money was added held nothing up.
        "R01": "R17" in codes or bool(_NO_CAUSE.search(clause)),
        "R05": not _STAGED.search(clause) or not (has_cue or _ONLY.search(clause)),
        # 因…，尚未支付: what came of the cause.
        "R07": len(codes) > 1 and is_later and not re.search("尾款|质保金|余款|已", clause),
        "R10": "三公" in piece or bool(_NO_CAUSE.search(clause)),
        "R15": who.owner is not None and "结转" not in clause,
    }
    return not refusals.get(code, False)


def _year_of(owner: Project | None, by_project: By, title: Title, before: str, node: Node) -> int | None:
    year = next((one.year for one in by_project.get(id(owner), [])), title.year) if owner else title.year
    if len(title.years) <= 1:
        return year
    near = re.findall(r"(20\d\d)年", before) or re.findall(r"(20\d\d)", node.head)
    return int(near[-1]) if near and int(near[-1]) in title.years else year


def _is_why(node: Node) -> bool:
    """Whether the nearest heading asks for reasons, and for nothing else."""
    for one in reversed(node.path()):
        head = head_of(one)
        if len(head) <= 30 and re.search("原因|问题|未完成", head):
            return "原因" in head and not re.search("问题|未完成", head)
    return False


def _lead(text: str) -> int:
    """How much of a clause stands before the reason: a conjunction, 主要原因：."""
    found = re.match(r"(?:但|而|且|其中|主要|一是|二是|三是|其)(?=因|由|受|是|系)|[^:]{2,24}原因(?:是|为)?:", text)
    return found.end() if found and found.end() < len(text) else 0


_ONLY = re.compile(r"只付|仅付|仅支付|只支付|跨|首付|次年|下年|下一年|继续")
_STAGED = re.compile(
    r"跨|进度款|分期|分年|分批|分阶段|只付|仅付|仅支付|只支付|只付|首付|次年|下年|下一年|继续|节点|周期|20\d\d年(?:继续|支付|付款|完成|再)"
)


def _inside_name(owner: Project, clause: str, code: str) -> bool:
    """尾款 in a project's own name is no reason."""
    return owner.name in clause and code not in phrases.codes(clause.replace(owner.name, ""))


def _raised(piece: str) -> bool:
    return bool(re.search(r"差异|追加", piece) and re.search(r"原因|因|由于", piece))


def _state(owner: Project | None, by_project: By, text: str, half: tuple[int, int]) -> str:
    """``full``, ``short``, ``over`` or ``unknown``: how the owner's money went, as stated."""
    if owner is None:
        return "unknown"
    groups = by_project.get(id(owner), [])
    if len(groups) > 1:
        near = re.findall(r"(20\d\d)年", text[: half[1]])
        groups = [g for g in groups if near and g.year == int(near[-1])] or groups
    states = {one.state for one in groups}
    if "short" in states:
        return "short"
    if "over" in states:
        return "over"
    if "full" in states:
        return "full"
    return "short" if labels.said("short").search(text[slice(*half)]) else "unknown"


def _explains(code: str, piece: str, state: str, owner: Project | None) -> str:
    if state == "over" or (code == "R17" and _RAISED.search(piece)):
        return "over_execution"
    if "采购" in piece and re.search(r"采购(?:执行率|预算|金额)|已采购", piece) and owner is None:
        return "procurement"
    return "under_execution"


def _places(text: str, half: tuple[int, int], codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The clause of each code, with the clause before it where that names the cause."""
    found: dict[str, tuple[int, int]] = {}
    parts = clauses(text, *half)
    for k, (a, b) in enumerate(parts):
        for code in phrases.codes(text[a:b]):
            if code in codes and code not in found:
                found[code] = (a, b)
        if k:
            first = parts[k - 1][0]
            for code in phrases.codes(text[first:b]):
                if code in codes and code not in found:
                    found[code] = (first, b)
    return found
