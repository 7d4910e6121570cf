"""Stated reasons, bound to the project they explain.

Belongs here: which sentences give a reason. Does not belong here: whose they are (``whose``), phrases and codes
(``etl.read.reasons``), whether a reason was due (``checks``). Boilerplate about thrift or epidemics stands in sentences
without a shortfall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from etl.contracts import SYMPTOM_ONLY
from etl.read import reasons as phrases
from etl.read.prose import labels, sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import Sentence, clauses, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node, Segment, head_of
from etl.read.prose.register import Project, Register
from etl.read.prose.title import Title
from etl.read.prose.whose import CUE, Owners, is_of_all
from etl.read.rows import Reason

_SHORT = re.compile(
    r"执行率[^，。;]{0,6}(?:低|不高|不足|未达)|支付率[^，。;]{0,4}低|(?:支出|支付|执行)?进度[^，。;]{0,6}(?:慢|低|滞后|落后)|未(?:支付|支出|使用|执行|完成|验收|结算|到位|审定|办结|动支|动用|发放|兑付|付)|尚未|没有(?:支付|支出|花|用|完成|发完|拨付|全额|发生)|未能|待[^，。;]{0,12}(?:支付|付|结算|验收)|结转|结余|"
    r"推迟|延期|延迟|滞后|停工|取消|终止|质保金|尾款|进度款|首付款|减少|下降|少于|低于|少[\d两几]|不再|节约|省下|成交|中标|跨年|跨到|空缺|离职|调减|压减|收回|得分[^，。;]{0,4}(?:低|最低)|扣分|扣\d|缺口|不足|较少|偏少|只有|仅有"
)
_MONEY_TALK = re.compile(r"执行率|支付|支出|资金|预算|进度|拨付|结转|采购|经费|结算|得分|扣分|万元|完成")
_PROMISE = re.compile(
    r"^(?:下一步|今后|建议|将|要|力争|确保|计划(?=于|在|下|20)|拟)|(?:加强|加快|进一步|完善|强化|提高|健全|督促|力争|确保|争取)[^，。;]{2,}|^(?:改进|整改)?措施"
)
_MEASURE_LABEL = re.compile(r"^(?:下一步|改进措施|整改措施|下步|措施|改进|建议|今后)")
_RAISED = re.compile(r"追加|调增|增加|超支|超出|差异")
_NO_CAUSE = re.compile(r"落实|履行|坚持|贯彻|常态化|要求|响应|原则")
_ASKS = re.compile(r"原因|偏差|偏离|扣分|未完成|未达|未支出|偏慢|偏低|差异|执行率低|为什么|为何")
_CALL = re.compile(
    r"(?:应当?|须|需|要)[^，。;]{0,6}(?:说明|填写|分析)(?:原因|理由)?|例如:|填写要求|[？]$|的(?:项目)?，?(?:须|应|需)"
)
_INDICATOR = re.compile(r"^[^，。;]{0,6}(?:数量|质量|时效|成本|效益|满意度|产出)(?:指标)?:")
_ACCIDENT = re.compile(r"事故|案件|事件|投诉|情况|问题")
_UNUSED = re.compile(r"未?(?:动用|动支|支出|使用|启用|发生支出|安排|列支)|执行率|结余|无支出|预算")
_COMPARED = re.compile(
    r"预期|预计|预估|估计|计划|测算|目标|申请|申报|申领|报名|符合|需求|往年|上年|较|(?<!同)(?<!环)比|意愿|积极|放弃|不再"
)
_REST = re.compile(r"余|剩|结余|结存|未用|未使用|沉淀")
_ONLY = re.compile(
    r"第一次|首次|首期|先付|余款|分期|分[两二三四五2-5]|只付|仅付|仅支付|只支付|跨|首付|次年|下年|下一年|继续"
)
_STAGED = re.compile(
    r"跨|进度款|分期|分年|分批|分阶段|分次|分[两二三四五2-5]|只付|仅付|仅支付|只支付|首付|首期|首次|第一次|先付|次年|下年|下一年|继续|节点|周期|合同期|20\d\d年(?:继续|支付|付款|完成|再)"
)
#: Where no money is said, a score below this one is explained as a shortfall is.
_LOW_SCORE = Decimal(90)
_UNSPENT = re.compile(
    r"(?:未|没有|无|不再)(?:动支|动用|支出|支付|使用|安排|列支|发生(?:支出|费用)|形成支出|花|支用|兑付)|(?:支出|执行|支付|使用)(?:数|率)?(?:为|是)?(?:0|零)(?!\.)|(?:预算|经费|资金)[^，。;]{0,6}(?:没有?(?:花完|用完|用足|用满)|结余|剩余)|(?:省下|剩下|余下|没有?发完)"
)
#: What a phrase of these says, it says without a word of cause beside it.
_PLAIN = frozenset(("R02", "R03", "R04", "R06", "R07", "R08", "R09", "R12", "R13", "R14", "R16"))


@dataclass
class Found:
    """A reason and where it stands; ``project`` None is the department's (``department`` where the text names it)."""

    project: Project | None
    department: str
    year: int | None
    reason: Reason
    start: int
    end: int
    is_weak: bool = False


@dataclass
class Told:
    """The reasons of a report, and the projects something was said of in explanation, coded or not."""

    reasons: list[Found] = field(default_factory=list)
    explained: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Spent:
    """How a project's money went in a year, as its row states it."""

    year: int | None
    rate: Decimal | None
    executed: Decimal | None
    base: Decimal | None
    score: Decimal | None = None

    @property
    def state(self) -> str:
        """``full``, ``short``, ``over``, or nothing."""
        if self.executed is not None and self.base:
            return "over" if self.executed > self.base else "full" if self.executed == self.base else "short"
        if self.rate is not None:
            return "over" if self.rate > 100 else "full" if self.rate == 100 else "short"
        is_low = self.base is None and self.score is not None and self.score < _LOW_SCORE
        return "short" if self.executed == 0 or is_low else ""


#: The owner of what no project is named for.
_NOBODY: list[Project | None] = [None]

By = dict[int, list[Spent]]


@dataclass(frozen=True)
class _Who:
    """The owner of a half-sentence: its list item, the project it names, or the report's only one; whether the place
    asks for reasons."""

    owner: Project | None
    department: str
    is_named: bool
    is_item: bool
    is_asked: bool


def find(document: Document, root: Node, title: Title, register: Register, by_project: By) -> Told:
    """All stated reasons in reading order, each code once for one owner."""
    reader = _Reader(document, title, register, by_project)
    for node, segment in ordered(root):
        reader.segment(node, segment)
    return Told(_certain(reader.found), reader.explained)


def _certain(found: list[Found]) -> list[Found]:
    """Each code once; a symptom, or what may be an outcome, only where its owner has no surer cause."""
    kept: list[Found] = []
    seen: set[tuple[object, ...]] = set()
    for one in found:
        owner = (id(one.project) if one.project else 0, one.department, one.year)
        is_loose = one.is_weak or one.reason.code == SYMPTOM_ONLY
        is_outdone = one.project is not None and any(
            f.project is one.project and f.year == one.year and not f.is_weak and f.reason.code != SYMPTOM_ONLY
            for f in found
        )
        if (*owner, one.reason.code) not in seen and not (is_loose and is_outdone):
            seen.add((*owner, one.reason.code))
            kept.append(one)
    return kept


class _Reader:
    """Goes through the report; remembers of whom the paragraph spoke last."""

    def __init__(self, document: Document, title: Title, register: Register, by_project: By) -> None:
        self.document, self.title, self.by_project = document, title, by_project
        self.owners = Owners(register, title)
        self.register = register
        self.found: list[Found] = []
        self.explained: set[int] = set()
        self._spoken: list[Project] = []
        self._headed_year: int | None = None

    def segment(self, node: Node, segment: Segment) -> None:
        item = self.owners.of_node(node)
        department = self.owners.department_of(node)
        kinds = sections.own_kinds(node)
        if sections.is_silent(node) and item is None:
            return
        if sections.MEASURES in kinds and sections.REASONS not in kinds and item is None:
            return
        headed = re.match(r"[^，。;]{0,4}(20\d\d)年(?:度)?", segment.text)
        if headed and int(headed[1]) in self.title.years:
            self._headed_year = int(headed[1])
        self._spoken = []
        is_asked = _is_asked(node)
        for sentence in sentences(segment.text):
            whole = segment.text[sentence.start : sentence.end]
            if _MEASURE_LABEL.match(whole) or _CALL.search(whole + "？" * _is_question(segment.text, sentence)):
                continue
            self._sentence(node, segment, sentence, item, department, is_asked=is_asked)

    def _sentence(
        self, node: Node, segment: Segment, sentence: Sentence, item: Project | None, department: str, *,
        is_asked: bool,
    ) -> None:  # fmt: skip
        text = segment.text
        has_cue = bool(CUE.search(text[sentence.start : sentence.end]))
        subject: list[Project] = []
        for start, end in sentence.halves:
            half = text[start:end]
            named = self.owners.named(half)
            is_blocked = not named and (self.owners.is_strange(half) or is_of_all(half))
            if named:
                subject = named
                self._spoken = named
            elif is_blocked:
                subject, self._spoken = [], []
            owners = subject or ([] if is_blocked and item is None else self._spoken) or ([item] if item else [])
            if not owners and self.owners.single is not None:
                owners = [self.owners.single]
            if is_blocked and not owners and not is_of_all(half):
                continue
            if self._is_of_other_year(half, owners):
                continue
            for owner in owners or _NOBODY:
                who = _Who(
                    owner,
                    department,
                    owner is not None and (owner in subject or owner in self._spoken),
                    owner is item and item is not None,
                    is_asked or bool(re.match(r"[^，。;]{0,10}原因", half)),
                )
                self._judge(node, segment, (start, end), who, has_cue)

    def _is_of_other_year(self, half: str, owners: list[Project]) -> bool:
        """2022年因疫情…, in a report on 2023: last year's reason."""
        year = re.match(r"(20\d\d)年(?!.{0,8}结转)", half)
        if year is None or not self.title.years or int(year[1]) in self.title.years:
            return False
        return int(year[1]) < self.title.years[0] and not any(year[1] in p.name for p in owners)

    def _judge(self, node: Node, segment: Segment, half: tuple[int, int], who: _Who, has_cue: bool) -> None:
        text = segment.text
        piece = text[slice(*half)]
        state = self._state(who.owner, text, half)
        nearby = text[max(0, half[0] - 80) : half[1]]
        named = phrases.named(piece)
        if who.owner is not None and state != "full" and _is_told(piece, who):
            self.explained.add(id(who.owner))
        if not _may_explain(piece, nearby, who, node, state, has_cue, named):
            return
        for one in named:
            a, b = _clause(text, half, one)
            if not _stands(
                one.code, text[a:b], piece, who, state, [n.code for n in named], has_cue=has_cue, is_why=_is_why(node)
            ):
                continue
            explains = _explains(one.code, piece, state, who.owner)
            if one.code == "R17" and (explains == "under_execution" or state == "short"):
                continue
            if state == "over" and explains == "over_execution" and one.code not in ("R17", "R15", "R02", "R16"):
                continue
            a += _lead(text[a:b])
            begin, stop = segment.norm.span(a, b)
            year = self._year_of(who.owner, text[: half[1]])
            reason = Reason(
                one.code, self.document.text[begin:stop], locator(sections.name(node), begin, stop), explains
            )
            department = who.department if who.owner is None else ""
            self.found.append(Found(who.owner, department, year, reason, begin, stop, one.is_weak))

    def _year_of(self, owner: Project | None, before: str) -> int | None:
        """The report's year; of several the one named last, in the paragraph or over it."""
        if len(self.title.years) <= 1:
            own = [one.year for one in self.by_project.get(id(owner), [])] if owner else []
            return own[0] if own else self.title.year
        near = [int(y) for y in re.findall(r"(20\d\d)年", before) if int(y) in self.title.years]
        return near[-1] if near else self._headed_year or self.title.year

    def _state(self, owner: Project | None, text: str, half: tuple[int, int]) -> str:
        """``full``, ``short``, ``over`` or ``unknown``: how the owner's money went, as stated."""
        if owner is None:
            return "unknown"
        groups = self.by_project.get(id(owner), [])
        if len(groups) > 1:
            groups = [g for g in groups if g.year == self._year_of(owner, text[: half[1]])] or groups
        states = {one.state for one in groups}
        for state in ("short", "over", "full"):
            if state in states:
                return state
        piece = text[slice(*half)]
        return "short" if labels.said("short").search(piece) or _UNSPENT.search(piece) else "unknown"


def _is_told(piece: str, who: _Who) -> bool:
    """Whether a half-sentence explains something, in whatever words; 原因：无 does not."""
    if re.search(r"原因[^，。;]{0,4}[:：]?(?:无|没有|暂无|不存在|-+|/)?$|不存在偏差|无偏差", piece):
        return False
    return bool(CUE.search(piece)) or (who.is_asked and len(piece) > 8)


def _is_question(text: str, sentence: Sentence) -> bool:
    return text[sentence.end : sentence.end + 1] == "？"


def _clause(text: str, half: tuple[int, int], one: phrases.Named) -> tuple[int, int]:
    """The clauses of a phrase."""
    start, end = half[0] + one.start, half[0] + one.end
    touched = [(a, b) for a, b in clauses(text, *half) if a < end and b > start]
    return (touched[0][0], touched[-1][1]) if touched else half


def _may_explain(  # noqa: PLR0911 - one condition a line
    piece: str, nearby: str, who: _Who, node: Node, state: str, has_cue: bool, named: list[phrases.Named]
) -> bool:
    """Whether a half-sentence can be a reason of its owner at all."""
    if not named or (
        _PROMISE.search(piece) and not CUE.search(piece) and not re.search("尚未|未到|质保金|尾款", piece)
    ):
        return False
    if _INDICATOR.match(piece) and not CUE.search(piece):
        return False
    is_money = bool(_MONEY_TALK.search(piece))
    is_short = bool(_SHORT.search(piece))
    is_beside_money = is_money or bool(_MONEY_TALK.search(nearby))
    if who.owner is None:
        if _raised(piece):
            return True
        if [n.code for n in named] == [SYMPTOM_ONLY]:
            return is_money and _is_why(node)
        return (is_money or bool(who.department)) and is_short and (who.is_asked or has_cue)
    if state == "full":
        return False
    if not who.is_item and not who.is_named and not who.is_asked and not (is_beside_money and is_short):
        return False
    return state != "unknown" or (has_cue and (is_money or is_short)) or who.is_asked


def _stands(
    code: str, clause: str, piece: str, who: _Who, state: str, codes: list[str], *, has_cue: bool, is_why: bool
) -> bool:
    """Whether a code's phrase is a reason in this place."""
    is_symptom = code == SYMPTOM_ONLY and is_why
    is_told = has_cue or who.is_asked
    if not (is_told or _SHORT.search(piece) or is_symptom) and (code not in _PLAIN or state != "short"):
        return False
    if who.owner is not None and _inside_name(who.owner, clause, code):
        return False
    refusals = {
        # An epidemic for which money was added held nothing up.
        "R01": "R17" in codes or bool(_NO_CAUSE.search(clause)),
        "R03": bool(_ACCIDENT.search(clause)) and not is_told and not _UNUSED.search(piece),
        "R05": not _STAGED.search(clause) or not (is_told or _ONLY.search(clause)),
        "R09": "收回" in clause and bool(_REST.search(clause)),
        "R10": "三公" in piece or bool(_NO_CAUSE.search(clause)) or not (is_told or state == "short"),
        "R11": not is_told,
        "R12": not is_told and not _COMPARED.search(piece),
        "R15": "结转" not in clause or not (is_told or bool(re.search("系|属|为结转", clause))),
    }
    return not refusals.get(code, False)


def _is_why(node: Node) -> bool:
    """Whether the nearest heading asks for reasons, and for nothing else."""
    for one in reversed(node.path()):
        head = head_of(one)
        if len(head) <= 30 and re.search("原因|问题|未完成", head):
            return "原因" in head and not re.search("问题|未完成", head)
    return False


def _is_asked(node: Node) -> bool:
    """Whether a heading over the node asks why; a section on problems in general does not."""
    heads = [head_of(one) for one in node.path()]
    return any(len(head) <= 30 and _ASKS.search(head) for head in heads)


def _lead(text: str) -> int:
    """How much of a clause stands before the reason: a conjunction, 主要原因：."""
    found = re.match(r"(?:但|而|且|其中|主要|一是|二是|三是|其)(?=因|由|受|是|系)|[^:]{2,24}原因(?:是|为)?:", text)
    return found.end() if found and found.end() < len(text) else 0


def _inside_name(owner: Project, clause: str, code: str) -> bool:
    """尾款 in a project's own name is no reason."""
    return owner.name in clause and code not in phrases.codes(clause.replace(owner.name, "※"))


def _raised(piece: str) -> bool:
    return bool(re.search(r"差异|追加", piece) and re.search(r"原因|因|由于", piece))


def _explains(code: str, piece: str, state: str, owner: Project | None) -> str:
    if state == "over" or (code == "R17" and _RAISED.search(piece)):
        return "over_execution"
    if "采购" in piece and re.search(r"采购(?:执行率|预算|金额)|已采购", piece) and owner is None:
        return "procurement"
    return "under_execution"
