"""The second pass: every figure with a role gets its owner and year.

Belongs here: walking the report in reading order, what shuts a figure out. Does not belong here: evidence for owners
(``subject``), rows (``attach``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read.prose import beside, sections
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.figures import Figure, figures, grade_in
from etl.read.prose.lists import Dealer, grades
from etl.read.prose.outline import Node, Segment
from etl.read.prose.register import Project, Register
from etl.read.prose.subject import FAIR, SURE, WEAK, Place, Resolver, Subject, strip
from etl.read.prose.title import Title

COLUMNS = {
    "budget_initial": "budget_initial_yuan", "budget_full_year": "budget_full_year_yuan", "budget": "budget",
    "carried": "carried", "received": "received_yuan", "executed": "executed_yuan",
    "unspecified": "amount_unspecified_yuan", "rate": "rate_stated_pct", "rate_maybe": "rate_maybe",
    "score": "score", "balance": "balance",
}  # fmt: skip
_LOOSE = frozenset(("unspecified", "budget", "received"))
_MEASURE_ONLY = frozenset((sections.MEASURES, sections.RESULTS))
_RUBRIC = re.compile(
    r"分(?:\(?含\)?)?(?:及)?以[上下]|[≥≤＜＞<>]|\(含\)|\(不含\)|\d+分?-\d+分|设置|满分|分值|标准为|等级分为|评定标准"
)
_FUND_NAME = re.compile(r"(?:中央|省级|市级|区级|县级|州级)(?:资金|配套|补助)(?:资金)?$")
_YEAR_HEAD = re.compile(r"^[\[\"(]?(20\d\d)(?:年度?)?[\])\"]?(?:年度|年)?[:]?$")
#: A project presented in the middle of a paragraph; what follows is of it.
_INTRODUCED = re.compile(r"(?:^|[，。;、:])([^，。;、:]{4,40}?)(?:的)?基本情况(?:是|为|如下)?")
#: A label that names the level of its money is of a part.
_LEVEL = re.compile(r"中央|省级|市级|区级|县级|州级|镇级|上级|国债|自筹")


@dataclass
class Fact:
    """One statement: column, value, owner, year, the stretch it stands in and why it is believed."""

    subject: Subject
    year: int | None
    column: str
    value: Decimal | str
    text: str
    unit: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]
    section: str
    strength: int
    rule: str
    order: int = 0
    is_part: bool = False
    is_average: bool = False
    label: str = ""


@dataclass
class Walk:
    """What the walk over a report gives: facts, and totals of families of projects."""

    facts: list[Fact] = field(default_factory=list)
    totals: list[Fact] = field(default_factory=list)


def ordered(root: Node) -> Iterator[tuple[Node, Segment]]:
    """Segments in reading order with their nodes."""
    found = [(s.norm.at[0], node, s) for node in root.walk() for s in node.segments if s.norm.at]
    for _, node, segment in sorted(found, key=lambda f: f[0]):
        yield node, segment


def walk(root: Node, title: Title, register: Register) -> Walk:
    """All facts of the report in reading order."""
    walker = _Walker(title, register)
    for node, segment in ordered(root):
        walker.segment(node, segment)
    for order, fact in enumerate(walker.result.facts):
        fact.order = order
    return walker.result


class _Walker:
    """Carries what the text spoke of last from one sentence to the next."""

    def __init__(self, title: Title, register: Register) -> None:
        self.title, self.register = title, register
        self.result = Walk()
        self.resolver = Resolver(register, title)
        self.dealer = Dealer(register)
        self._known = register.pattern()
        self._seen: set[int] = set()

    def segment(self, node: Node, segment: Segment) -> None:
        self.resolver.enter(node, segment.line)
        item, department = _item_of(node, self.register), _department_of(node, self.register)
        is_first = item is None or id(node) not in self._seen
        self._seen.add(id(node))
        for number, sentence in enumerate(sentences(segment.text)):
            stretch = segment.text[sentence.start : sentence.end]
            if item is None and self.resolver.speaks_of_itself(stretch):
                self.resolver.last = Subject(None, "", "句首部门用语", FAIR)
            place = Place(node, item, department, is_first and number == 0)
            if not sections.is_silent(node) or item is not None:
                self._sentence(place, segment, sentence)
            introduced = _INTRODUCED.search(stretch)
            if introduced and (known := self.register.find(introduced[1], least=0.8)):
                self.resolver.last = Subject(known, "", f"“{introduced[1]}基本情况”", FAIR)
            self.dealer.see(stretch)

    def _sentence(self, place: Place, segment: Segment, sentence: Sentence) -> None:
        node = place.node
        heading = node.head if segment in node.segments[1:2] and len(node.head) <= 12 else ""
        found = figures(sentence, heading, self.title.unit, self._known)
        for half in sentence.halves:
            own = [f for f in found if f.half == half]
            self._dealt(place, segment, sentence, [f for f in own if f.deal])
            own = [f for f in own if not f.deal]
            self._dealt_grades(place, segment, sentence, half)
            self._half(place, segment, own, half[0])
            self._grade(place, segment, half, own)

    def _half(self, place: Place, segment: Segment, own: list[Figure], before: int) -> None:
        text = segment.text
        kinds = sections.own_kinds(place.node)
        # What is promised was not spent; points are given in any section.
        is_promise = bool(kinds & _MEASURE_ONLY) and sections.REASONS not in kinds and place.item is None
        beside.rescue(own, text)
        beside.name_scores(own, text, self.register)
        previous: tuple[Figure, Subject] | None = None
        for figure in own:
            if not _is_wanted(figure, own, text, place) or (is_promise and figure.kind != "score"):
                continue
            start = max(before, previous[0].end if previous is not None else 0)
            lead = text[start : figure.at] + figure.inner
            if previous is not None and not strip(re.sub(r"\([^()]*\)", "", lead)) and previous[1].strength > WEAK:
                # 年初预算…，支出…: one owner until another is named.
                subject: Subject | None = previous[1]
            else:
                subject = self.resolver.resolve(place, lead, figure.inner or figure.prefix, figure.label)
            if subject is None:
                continue
            subject = self._registered(subject)
            previous = (figure, subject)
            self._take(place, segment, own, figure, subject)

    def _registered(self, subject: Subject) -> Subject:
        """A project nobody had named enters the register."""
        if not subject.is_new or subject.strength == WEAK or subject.project is None:
            return subject
        project = self.register.add(subject.project.name, "sentence")
        known = Subject(project, "", subject.evidence, subject.strength)
        self.resolver.last = known
        return known

    def _take(self, place: Place, segment: Segment, own: list[Figure], figure: Figure, subject: Subject) -> None:
        text = segment.text
        if _is_doubtful(figure, subject):
            return
        is_fund_item = bool(subject.project and _FUND_NAME.search(subject.project.name))
        if is_fund_item and _is_family_total(figure, text):
            total = _fact(segment, place, figure, subject, self.title.year, "total", subject.strength)
            self.result.totals.append(total)
            return
        strength = _part_strength(figure, own, place, subject, is_fund_item=is_fund_item)
        year = _year(self.title, place, subject, figure)
        if not strength or year == 0:
            return
        is_vague = figure.is_approximate or (figure.role == "executed" and bool(_LEVEL.search(figure.label)))
        is_blamed = sections.REASONS in sections.own_kinds(place.node) and figure.role in _LOOSE
        if is_vague or is_blamed:
            strength = WEAK
        self.result.facts.append(_fact(segment, place, figure, subject, year, COLUMNS[figure.role], strength))

    def _dealt(self, place: Place, segment: Segment, sentence: Sentence, dealt: list[Figure]) -> None:
        """Figures of 分别为 lists, each to the project in its place."""
        for figure in dealt:
            column = COLUMNS.get(figure.role)
            assert figure.deal is not None  # noqa: S101 - the caller's choice
            rank, count = figure.deal
            first = dealt[dealt.index(figure) - rank]
            found = self.dealer.owners(segment.text[sentence.start : first.start], count)
            if column is None or found is None or count < 2 or len(self.title.years) > 1:
                continue
            subject = Subject(found[0][rank], "", found[1], SURE)
            year = _year(self.title, place, subject, figure)
            if year != 0:
                self.result.facts.append(_fact(segment, place, figure, subject, year, column, SURE))

    def _dealt_grades(self, place: Place, segment: Segment, sentence: Sentence, half: tuple[int, int]) -> None:
        listed = grades(segment.text, *half)
        if len(listed) < 2 or len(self.title.years) > 1:
            return
        before = segment.text[sentence.start : half[0]], segment.text[sentence.start : listed[0][1]]
        found = self.dealer.owners(before[0], len(listed)) or self.dealer.owners(before[1], len(listed))
        if found is None:
            return
        for (grade, start, end), project in zip(listed, found[0], strict=True):
            span = segment.norm.span(start, end)
            subject = Subject(project, "", found[1], SURE)
            rule = f"等级“{grade}”依次对应；{found[1]}"
            section = sections.name(place.node)
            self.result.facts.append(
                Fact(subject, self.title.year, "grade_stated", grade, grade, "", *span, span, span, section, SURE, rule)
            )

    def _grade(self, place: Place, segment: Segment, half: tuple[int, int], own: list[Figure]) -> None:
        text = segment.text
        stretch = text[slice(*half)]
        if not re.search(r"[优良中差]", stretch) or re.search(r"均(?:为|被)|都(?:为|是)|依次|分别", stretch):
            return
        score = next((f for f in own if f.role == "score"), None)
        found = grade_in(text, *half, after=score.end if score else None)
        if found is None or _RUBRIC.search(re.split("[，;]", text[half[0] : found[2]])[-1]):
            return
        grade, start, end = found
        owner = self._owner_of_grade(place, segment, half, score, start)
        if owner is None:
            return
        subject, year = owner
        rule = f"等级“{grade}”；{subject.evidence}"
        self.result.facts.append(
            Fact(
                subject,
                year,
                "grade_stated",
                grade,
                grade,
                "",
                *segment.norm.span(start, end),
                segment.norm.span(half[0], end),
                segment.norm.span(*half),
                sections.name(place.node),
                subject.strength,
                rule,
                label=_banded(text[half[0] : start]),
            ),
        )

    def _owner_of_grade(
        self, place: Place, segment: Segment, half: tuple[int, int], score: Figure | None, start: int
    ) -> tuple[Subject, int | None] | None:
        """The score's owner where one stands before the grade, else whose the half-sentence is."""
        last = self.result.facts[-1] if self.result.facts else None
        place_of_score = segment.norm.span(score.start, score.end)[0] if score is not None else None
        if last is not None and last.column == "score" and last.start == place_of_score:
            return last.subject, last.year
        lead = re.sub(
            r"(?:综合)?(?:自评|评价|评定|等级|等次|结果|结论|总体|绩效|得分|为|是|:|\"|的)+$",
            "",
            segment.text[half[0] : start],
        )
        figure = Figure("grade", "grade", None, "", "", start, start, half, half)
        subject = self.resolver.resolve(place, lead, re.split("[，;]", lead)[-1])
        year = _year(self.title, place, subject, figure) if subject else None
        return None if subject is None or year == 0 or subject.is_new else (subject, year)


def _is_wanted(figure: Figure, own: list[Figure], text: str, place: Place) -> bool:
    """Whether a figure can be of a row at all."""
    if figure.role not in COLUMNS or (figure.is_bracketed and figure.role != "score"):
        return False
    if figure.is_foreign and place.item is None:
        return False
    if figure.kind == "score" and _RUBRIC.search(beside.clause_of(text, figure)):
        return False
    has_money = any(f.kind == "money" and f.role in COLUMNS for f in own)
    return not beside.is_weak_rate(figure, has_money)


def _is_doubtful(figure: Figure, subject: Subject) -> bool:
    """Whether a figure is left out though it has an owner."""
    if subject.project is None and figure.value == 0 and not figure.text[0].isdigit():
        # 三个项目没有花钱 says nothing of the department.
        return True
    if subject.strength == WEAK and figure.role in ("rate", "rate_maybe", "score", "unspecified", "received"):
        return True
    return bool(_LEVEL.search(figure.label)) and figure.role in ("received", "rate")


def _is_family_total(figure: Figure, text: str) -> bool:
    """项目资金109万元，其中国债补助资金…: of all sources together."""
    is_whole = figure.role == "unspecified" and "配套" not in figure.label and not figure.is_part
    return is_whole and "其中" in text[figure.end : figure.sentence[1]]


def _part_strength(figure: Figure, own: list[Figure], place: Place, subject: Subject, *, is_fund_item: bool) -> int:
    """The owner's strength; behind 其中 that of a named project at most, and 0 for what is only a part."""
    if not figure.is_part:
        return subject.strength
    if is_fund_item and figure.role == "unspecified" and not figure.prefix:
        return subject.strength
    is_named = subject.evidence.startswith("句首") and subject.project not in (None, place.item)
    is_whole = not figure.prefix and figure.role in ("executed", "rate", "budget_full_year") and beside.closes(own)
    if is_named and subject.project is not None and subject.project.basis in ("list", "table", "run"):
        return subject.strength
    return min(subject.strength, FAIR) if is_named or is_whole else 0


def _item_of(node: Node, register: Register) -> Project | None:
    return next((register.items[id(n)] for n in reversed(node.path()) if id(n) in register.items), None)


def _department_of(node: Node, register: Register) -> str:
    return next((register.departments[id(n)] for n in reversed(node.path()) if id(n) in register.departments), "")


def _fact(
    segment: Segment, place: Place, figure: Figure, subject: Subject, year: int | None, column: str, strength: int
) -> Fact:
    start, end = segment.norm.span(figure.start, figure.end)
    clause = segment.norm.span(min(figure.at, figure.start), figure.end)
    value = figure.value if figure.value is not None else ""
    return Fact(
        subject, year, column, value, figure.text, figure.unit, start, end, clause,
        segment.norm.span(*figure.sentence), sections.name(place.node), strength, f"{figure.rule}；{subject.evidence}",
        is_part=figure.is_part, is_average="平均" in figure.label, label=figure.label,
    )  # fmt: skip


def _year(title: Title, place: Place, subject: Subject, figure: Figure) -> int | None:
    """The figure's year; 0 where it is of a year the report is not about."""
    name = subject.project.name if subject.project else ""
    headed = next((int(m[1]) for n in reversed(place.node.path()) if (m := _YEAR_HEAD.match(n.head))), None)
    own = figure.year or headed
    if len(title.years) > 1:
        own = own or figure.lead_year
        return own if own in title.years else 0
    stated = figure.year or figure.lead_year
    if stated and title.year and stated != title.year:
        if str(stated) in name:
            return title.year
        if figure.year is None and place.item is not None:
            return title.year
        return 0
    return title.year or stated


def _banded(text: str) -> str:
    """得分90分以上: a score said in words."""
    found = re.search(r"得分(?:为|在|达)?(\d{2,3}分(?:及)?以上)", text)
    return found[1] if found else ""
