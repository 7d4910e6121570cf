"""Stated reasons, bound to the project they explain.

Belongs here: which sentences give a reason. Does not belong here: whose they are (``whose``), phrases and codes
(``etl.read.reasons``), whether a reason was due (``checks``). Boilerplate about thrift or epidemics stands in sentences
without a shortfall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.contracts import SYMPTOM_ONLY
from etl.read import reasons as phrases
from etl.read.prose import conditions, labels, offices, sections, siblings
from etl.read.prose.attach import locator
from etl.read.prose.clauses import Sentence, clauses, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.grounds import Who, explains, is_told, is_why, may_explain, stands
from etl.read.prose.model import Document
from etl.read.prose.openings import asks_why_left
from etl.read.prose.outline import Node, Segment, head_of
from etl.read.prose.register import Project, Register, tells
from etl.read.prose.stretches import strip
from etl.read.prose.title import Title
from etl.read.prose.whose import CUE, Owners, is_of_all
from etl.read.rows import Reason

_MEASURE_LABEL = re.compile(r"^(?:下一步|改进措施|整改措施|下步|措施|改进|建议|今后)")
_ASKS = re.compile(r"原因|偏差|偏离|扣分|未完成|未达|未支出|偏慢|偏低|差异|执行率低|为什么|为何")
_CALL = re.compile(
    r"(?:应当?|须|需|要)[^，。;]{0,6}(?:说明|填写|分析)(?:原因|理由)?|例如:|填写要求|[？]$|的(?:项目)?，?(?:须|应|需)"
)
#: 原因(低于90%的须说明原因，没有的填"无"): what a form asks for, in front of what was answered.
_IN_HEADING = re.compile(r"\([^()]*(?:说明|填写|填报|填列|列明|分析|填\"?无)[^()]*\)")
#: A paragraph that goes on about whom the one before spoke of.
_GOES_ON = re.compile(r"^(?:该|此|其|本项|这|主要|原因|由于|因|执行率|支付率|未|没有|剩余|余下|结余|偏差|造成)")
_CAUSES = re.compile(r"[^，。;:]{0,12}原因[^，。;:]{0,6}:")
_POINT = re.compile(r"[二三四五六七八九2-9](?:是|来)|其[二三四五]|\(?[2-9二三四五]\)|[2-9][.、]|另外|此外|同时|还有")
#: Where no money is said, a score below this one is explained as a shortfall is.
_LOW_SCORE = Decimal(90)
_UNSPENT = re.compile(
    r"(?:未|没有|无|不再)(?:动支|动用|支出|支付|使用|安排|列支|发生(?:支出|费用)|形成支出|花|支用|兑付)|(?:支出|执行|支付|使用)(?:数|率)?(?:为|是)?(?:0|零)(?!\.)|(?:预算|经费|资金)[^，。;]{0,6}(?:没有?(?:花完|用完|用足|用满)|结余|剩余)|(?:省下|剩下|余下|没有?发完)"
)


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
    #: Numbers of projects, names of departments.
    explained: set[int | str] = field(default_factory=set)


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

#: How money went: by the number of its project, by the name of its department.
By = dict[int | str, list[Spent]]
#: The key of the money of the report's own department.
DEPARTMENT = 0


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
    sure = {_key(f) for f in found if not _is_loose(f)}
    for one in found:
        owner = _key(one)
        is_outdone = one.project is not None and _is_loose(one) and owner in sure
        if (*owner, one.reason.code) not in seen and not is_outdone:
            seen.add((*owner, one.reason.code))
            kept.append(one)
            if _is_loose(one):
                sure.add(owner)
    return kept


def _key(one: Found) -> tuple[object, ...]:
    return (id(one.project) if one.project else 0, one.department, one.year)


def _is_loose(one: Found) -> bool:
    return one.is_weak or one.reason.code == SYMPTOM_ONLY


class _Reader:
    """Goes through the report; remembers of whom the paragraph spoke last."""

    def __init__(self, document: Document, title: Title, register: Register, by_project: By) -> None:
        self.document, self.title, self.by_project = document, title, by_project
        self.owners = Owners(register, title)
        self.register = register
        self.found: list[Found] = []
        self.explained: set[int | str] = set()
        self._spoken: list[Project] = []
        self._headed_year: int | None = None
        self._node: Node | None = None
        self._of_nobody = {id(n) for n, name in register.unread() if siblings.is_of_nobody(name)}

    def segment(self, node: Node, segment: Segment) -> None:
        if any(id(one) in self._of_nobody for one in node.path()):
            # Of something nobody knows, and of none of its neighbours.
            return
        item = self.owners.of_node(node)
        department = self.owners.department_of(node)
        kinds = sections.own_kinds(node)
        if (sections.is_silent(node) and item is None) or sections.is_of_other_year(node, self.title.years):
            return
        if kinds & {sections.MEASURES, sections.RESULTS} and sections.REASONS not in kinds and item is None:
            return
        headed = re.match(r"[^，。;]{0,4}(20\d\d)年(?:度)?", segment.text)
        if headed and int(headed[1]) in self.title.years:
            self._headed_year = int(headed[1])
        if node is not self._node or not _GOES_ON.match(segment.text):
            self._spoken = []
        self._node = node
        is_asked, is_headed = _is_asked(node), False
        is_left_headed = any(asks_why_left(head_of(one)) for one in node.path())
        is_why_left = False
        for sentence in sentences(segment.text):
            whole = segment.text[sentence.start : sentence.end]
            # 偏差原因：一是…；二是…。三是…: every point of it.
            goes_on = bool(_POINT.match(whole))
            is_headed = bool(_CAUSES.match(whole)) or (is_headed and goes_on)
            is_why_left = is_left_headed or asks_why_left(whole) or (is_why_left and goes_on)
            opened = offices.opening(strip(whole)) if item is None else ""
            if self.title.has_many_departments or opened in self.by_project:
                department = opened or department
            said = _IN_HEADING.sub("", whole) + "？" * _is_question(segment.text, sentence)
            if _MEASURE_LABEL.match(whole) or _CALL.search(said):
                continue
            asked = (is_asked or is_headed or is_why_left, is_why_left)
            self._sentence(node, segment, sentence, item, department, asked)

    def _sentence(
        self, node: Node, segment: Segment, sentence: Sentence, item: Project | None, department: str,
        asked: tuple[bool, bool],
    ) -> None:  # fmt: skip
        text = segment.text
        # 2022年度：全年预算…，执行率41%。…: a paragraph that tells of a year's money explains it.
        is_own = len(self.title.years) > 1 and tells(text)
        has_cue = bool(CUE.search(text[sentence.start : sentence.end]))
        subject: list[Project] = []
        for start, end in self._pieces(segment, sentence):
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
            # What follows from a grade or a breach in general is nobody's reason.
            stop = conditions.begin(text, start, end)
            for owner in owners or _NOBODY:
                who = Who(
                    owner,
                    department,
                    owner is not None and (owner in subject or owner in self._spoken),
                    (owner is item and item is not None)
                    or (is_own and owner is not None and owner is self.owners.single),
                    asked[0] or bool(re.match(r"[^，。;]{0,10}原因", half)),
                    asked[1],
                )
                self._judge(node, segment, (start, stop), who, has_cue)

    def _pieces(self, segment: Segment, sentence: Sentence) -> list[tuple[int, int]]:
        return [
            (start + a, start + b)
            for start, end in sentence.halves
            for a, b in self.owners.pieces(segment.text[start:end])
        ]

    def _is_of_other_year(self, half: str, owners: list[Project]) -> bool:
        """2022年因疫情…, in a report on 2023: last year's reason."""
        year = re.match(r"(20\d\d)年(?!.{0,8}结转)", half) or re.match(
            r"[^，。;\d]{0,24}(20\d\d)年(?=因|由于|受)", half
        )
        if year is None or not self.title.years or int(year[1]) in self.title.years:
            return False
        return int(year[1]) < self.title.years[0] and not any(year[1] in p.name for p in owners)

    def _judge(self, node: Node, segment: Segment, half: tuple[int, int], who: Who, has_cue: bool) -> None:
        text = segment.text
        piece = text[slice(*half)]
        state = self._state(who.owner, who.department, text, half)
        nearby = text[max(0, half[0] - 80) : half[1]]
        named = phrases.named(piece)
        if (who.owner is not None or who.department) and state != "full" and is_told(piece, who):
            self.explained.add(id(who.owner) if who.owner is not None else who.department)
            is_sure = state == "short" and (bool(CUE.search(piece)) or is_why(node))
            if not named and is_sure and (guess := phrases.likeliest(piece)) is not None:
                named = [replace(guess, is_weak=True)]
        if not may_explain(piece, nearby, who, node, state, has_cue, named):
            return
        for one in named:
            a, b = _clause(text, half, one)
            if not stands(
                one.code, text[a:b], piece, who, state, [n.code for n in named], has_cue=has_cue, asks_only=is_why(node)
            ):
                continue
            what = explains(one.code, piece, state, who.owner)
            if one.code == "R17" and (what == "under_execution" or state == "short"):
                continue
            if state == "over" and what == "over_execution" and one.code not in ("R17", "R15", "R02", "R16"):
                continue
            a += _lead(text[a:b])
            begin, stop = segment.norm.span(a, b)
            year = self._year_of(who.owner, text[: half[1]])
            reason = Reason(one.code, self.document.text[begin:stop], locator(sections.name(node), begin, stop), what)
            self.found.append(Found(who.owner, who.department, year, reason, begin, stop, one.is_weak))

    def _year_of(self, owner: Project | None, before: str) -> int | None:
        """The report's year; of several the one named last, in the paragraph or over it."""
        if len(self.title.years) <= 1:
            own = [one.year for one in self.by_project.get(id(owner), [])] if owner else []
            return own[0] if own else self.title.year
        near = [int(y) for y in re.findall(r"(20\d\d)年", before) if int(y) in self.title.years]
        return near[-1] if near else self._headed_year or self.title.year

    def _state(self, owner: Project | None, department: str, text: str, half: tuple[int, int]) -> str:
        """``full``, ``short``, ``over`` or ``unknown``: how the owner's money went, as stated."""
        groups = self.by_project.get(id(owner) if owner is not None else department or DEPARTMENT, [])
        if len(groups) > 1:
            groups = [g for g in groups if g.year == self._year_of(owner, text[: half[1]])] or groups
        states = {one.state for one in groups}
        for state in ("short", "over", "full"):
            if state in states:
                return state
        piece = text[slice(*half)]
        return "short" if labels.said("short").search(piece) or _UNSPENT.search(piece) else "unknown"


def _is_question(text: str, sentence: Sentence) -> bool:
    return text[sentence.end : sentence.end + 1] == "？"


def _clause(text: str, half: tuple[int, int], one: phrases.Named) -> tuple[int, int]:
    """The clauses of a phrase."""
    start, end = half[0] + one.start, half[0] + one.end
    touched = [(a, b) for a, b in clauses(text, *half) if a < end and b > start]
    return (touched[0][0], touched[-1][1]) if touched else half


def _is_asked(node: Node) -> bool:
    """Whether a heading over the node asks why; a section on problems in general does not."""
    heads = [head_of(one) for one in node.path()]
    return any(len(head) <= 30 and _ASKS.search(head) for head in heads)


def _lead(text: str) -> int:
    """How much of a clause stands before the reason: a conjunction, 主要原因：."""
    found = re.match(r"(?:但|而|且|其中|主要|一是|二是|三是|其)(?=因|由|受|是|系)|[^:]{2,24}原因(?:是|为)?:", text)
    return found.end() if found and found.end() < len(text) else 0
