"""The second pass: every figure with a role gets its owner and year.

Belongs here: walking the report in reading order, what shuts a figure out. Does not belong here: evidence for owners
(``subject``), rows (``attach``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.read.prose import admit, beside, breakdown, concluded, judges, names, objects, sections, siblings, topics
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.figures import figures, take_spending_back
from etl.read.prose.grades import banded, grade_in, grades
from etl.read.prose.lists import SAME_SENTENCE, Dealer, office
from etl.read.prose.one_fact import Fact, fact_of, year_of
from etl.read.prose.outline import Node, Segment
from etl.read.prose.register import Register
from etl.read.prose.stretches import strip
from etl.read.prose.subject import FAIR, PRESENTED, SURE, WEAK, Place, Resolver, Subject
from etl.read.prose.title import DEPARTMENT, Title
from etl.read.prose.tokens import Figure

_LOOSE = frozenset(("unspecified", "budget", "received"))
_MEASURE_ONLY = frozenset((sections.MEASURES, sections.RESULTS))
_YEAR_OPENS = re.compile(r"[^，。;:\d]{0,4}(20\d\d)年度?")
#: So many statements back a budget is still spoken of.
_RECENT = 24
_COUNTED_EACH = re.compile(r"([两三四五六七八九十]|\d{1,2})(?:个|项)[^，。;]{0,14}(?:均|都|皆)[^，。;]{0,4}$")
_LISTED_YEAR = re.compile(r"(20\d\d)年")
_SPAN = re.compile(r"(20\d\d)年?度?(?:至|到|-)(20\d\d)年")
#: Behind parts: what all of them are together.
_ALL_OF_IT = re.compile(
    r"(?:以上|上述|综上)?(?:各项|几项)?(?:资金|经费|预算|支出)?(?:合计|共计|总计)|(?:该|本|此)?项目"
)
_ALL_YEARS = re.compile(r"([两二三四五])(?:个)?年度?[^，。;年]{0,12}$")


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


def walk(root: Node, title: Title, register: Register, others: Sequence[tuple[int, int]] = ()) -> Walk:
    """All facts of the report in reading order; ``others``: stretches in which points are of indicators."""
    walker = _Walker(title, register, others, judges.Judges(root, title))
    for node, segment in ordered(root):
        walker.segment(node, segment)
    for order, fact in enumerate(walker.result.facts):
        fact.order = order
    return walker.result


class _Walker:
    """Carries what the text spoke of last from one sentence to the next."""

    def __init__(
        self, title: Title, register: Register, others: Sequence[tuple[int, int]], judged: judges.Judges
    ) -> None:
        self.title, self.register, self.others, self.judged = title, register, others, judged
        self.result = Walk()
        self.resolver = Resolver(register, title)
        self.dealer = Dealer(register)
        self._known = register.pattern()
        self._of_nobody = {id(n) for n, name in register.unread() if siblings.is_of_nobody(name)}
        self._seen: set[int] = set()
        self._paragraph_year: int | None = None

    def segment(self, node: Node, segment: Segment) -> None:
        self.resolver.enter(node, segment.line)
        self.resolver.named_here = {id(p) for _, _, p in self.register.mentioned(segment.text)}
        item, department = self.register.item_of(node), self.register.department_of(node)
        is_first = item is None or id(node) not in self._seen
        self._seen.add(id(node))
        is_part = id(node) in self.register.parts and segment is node.segments[0]
        for number, sentence in enumerate(sentences(segment.text)):
            stretch = segment.text[sentence.start : sentence.end]
            if number == 0:
                self._paragraph_year = None
            if opened := _YEAR_OPENS.match(stretch):
                self._paragraph_year = int(opened[1])
            if item is None and self.resolver.speaks_of_itself(stretch):
                self.resolver.last = Subject(None, "", "句首部门用语", FAIR)
            is_recipient = any(id(n) in self.register.recipients for n in node.path())
            is_part = is_part and not _ALL_OF_IT.match(stretch)
            place = Place(node, item, department, is_first and number == 0, is_recipient, is_part)
            is_of_nobody = any(id(n) in self._of_nobody for n in node.path())
            if not is_of_nobody and (not sections.is_silent(node) or item is not None):
                self._sentence(place, segment, sentence)
            told = topics.of(segment.text, sentence)
            presented = [p for name in told if (p := self.register.find(name, least=0.8))]
            if told and not presented and item is None:
                # Something nobody knows: what follows is not of the one before.
                self.resolver.last = None
            if len({id(p) for p in presented}) == 1 and item in (None, presented[0]):
                self.resolver.last = Subject(presented[0], "", f"{PRESENTED}的“{presented[0].name}”", FAIR)
            self.dealer.see(stretch)

    def _sentence(self, place: Place, segment: Segment, sentence: Sentence) -> None:
        node = place.node
        heading = node.head if segment in node.segments[1:2] and len(node.head) <= 12 else ""
        found = figures(sentence, heading, self.title.unit, self._known)
        if self.title.scope == DEPARTMENT or not self.title.projects:
            take_spending_back(sentence, found, is_of_whole=self.title.scope == DEPARTMENT)
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
        beside.rescue(own, text, self._last_budgets())
        self.judged.settle(own)
        beside.name_scores(own, text, self.register, is_item=place.item is not None)
        taken = self._broken_down(place, segment, own)
        previous: tuple[Figure, Subject] | None = None
        for figure in own:
            if id(figure) in taken:
                continue
            if place.item is not None and admit.is_items_own(figure, text, place.item.name):
                figure.role, figure.rule = "unspecified", "紧接名称的金额"
            if figure.kind != "money" and admit.is_of_each(figure, text):
                self._each(place, segment, figure)
                continue
            if not admit.is_wanted(figure, own, text, place) or (is_promise and figure.kind != "score"):
                continue
            if figure.kind == "score" and self._is_anothers(segment, figure):
                continue
            start = max(before, self._taken_up_to(text, own, figure, previous[0]) if previous is not None else 0)
            start = max(start, admit.name_begins(figure, own))
            lead = text[start : figure.at] + figure.inner
            is_lone = admit.is_lone_fund(figure, own, text)
            if is_lone:
                lead, figure.prefix = text[start : figure.clause_start], ""
            if previous is not None and not strip(re.sub(r"\([^()]*\)", "", lead)) and previous[1].strength > WEAK:
                subject: Subject | None = previous[1]  # 年初预算…，支出…: one owner until another is named.
            else:
                self.resolver.is_opening = previous is None
                subject = (
                    self._of_object(text, figure)
                    or self.resolver.resolve(place, lead, figure.inner or figure.prefix, figure.label)
                    or self._concluded(place, text, lead, figure)
                )
            if subject is None:
                continue
            if subject.is_carried and self._contradicts(subject, figure):
                # Another amount of the same kind: the text has gone on to something nobody named.
                self.resolver.last = None
                continue
            if is_lone and subject.strength > FAIR:
                subject = replace(subject, evidence=f"{subject.evidence}，只此一笔", strength=FAIR)
            previous = (figure, subject)
            self._take(place, segment, own, figure, subject)

    def _taken_up_to(self, text: str, own: list[Figure], figure: Figure, previous: Figure) -> int:
        """Where the stretch before a figure begins: behind the figure taken last (and a label behind it), and behind
        others that nobody owns where no project is named up to them."""
        passed = [f.end for f in own if previous.end <= f.start and f.end <= figure.at]
        if passed and not self.register.mentioned(text[previous.end : passed[-1]]):
            return passed[-1]
        is_behind = bool(previous.label) and text.startswith(previous.label, previous.end)
        return previous.end + len(previous.label) * is_behind

    def _broken_down(self, place: Place, segment: Segment, own: list[Figure]) -> set[int]:
        """Takes the parts of a total that are projects' amounts, and the total as the department's; which they are."""
        taken: set[int] = set()
        if place.item is not None or (len(self.title.projects) == 1 and len(self.register.projects) == 1):
            return taken
        for one in breakdown.of(segment.text, own):
            owners = [self.register.find(name, least=0.85) for name, _ in one.parts]
            if not all(owners) or len({id(p) for p in owners}) < len(owners):
                continue
            are_listed = all(p is not None and p.basis in ("list", "table", "run") for p in owners)
            strength = SURE if one.is_closed or are_listed else FAIR
            evidence = "其中各项之和即总额" if one.is_closed else "其中各项"
            for (name, figure), project in zip(one.parts, owners, strict=True):
                figure.role, figure.rule = one.whole.role, f"“{one.whole.label}”其中“{name}”"
                figure.is_part = False
                self._take(place, segment, own, figure, Subject(project, "", evidence, strength))
            subject = breakdown.owner(segment.text, one.whole, self.resolver.titled())
            self._take(place, segment, own, one.whole, subject)
            taken |= {id(one.whole), *(id(f) for _, f in one.parts)}
        return taken

    def _each(self, place: Place, segment: Segment, figure: Figure) -> None:
        """除甲执行率为90%外，其余两个项目均为100%: of the others, where their number is right."""
        stretch = segment.text[figure.half[0] : figure.start]
        counted = _COUNTED_EACH.search(stretch)
        column = admit.COLUMNS.get(figure.role)
        if counted is None or column is None or len(self.title.years) > 1:
            return
        if sections.is_of_other_year(place.node, self.title.years):
            return
        named = {id(p) for _, _, p in self.register.mentioned(stretch)}
        rest = [p for p in self.register.projects if p.basis in ("list", "table", "run") and id(p) not in named]
        if len(rest) != names.number(counted[1]):
            return
        for project in rest:
            subject = Subject(project, "", f"其余{counted[1]}个之一", FAIR)
            self.result.facts.append(fact_of(segment, place, figure, subject, self.title.year, column, FAIR))

    def _last_budgets(self) -> list[Decimal]:
        """Budgets of the owner the text spoke of last."""
        last = next((f for f in reversed(self.result.facts[-_RECENT:]) if f.column.startswith("budget")), None)
        if last is None:
            return []
        return [
            f.value
            for f in self.result.facts[-_RECENT:]
            if f.subject.key == last.subject.key
            and f.column.startswith("budget")
            and isinstance(f.value, Decimal)
            and f.value
        ]

    def _is_anothers(self, segment: Segment, figure: Figure) -> bool:
        place = segment.norm.at[figure.start]
        return any(start <= place < end for start, end in self.others)

    def _contradicts(self, subject: Subject, figure: Figure) -> bool:
        column = admit.COLUMNS[figure.role]
        said = {
            f.value for f in self.result.facts if f.subject.key == subject.key and f.column == column and not f.is_part
        }
        return bool(said) and figure.value not in said and len(self.title.years) < 2

    def _of_object(self, text: str, figure: Figure) -> Subject | None:
        """The project the money is said to be for."""
        name = objects.of(text, figure)
        known = self.register.find(name, least=0.85) if name else None
        if known is None:
            return None
        found = Subject(known, "", f"资金用于“{name}”", min(SURE, known.trust))
        self.resolver.last = found
        return found

    def _concluded(self, place: Place, text: str, lead: str, figure: Figure) -> Subject | None:
        if figure.kind != "score":
            return breakdown.of_office(place, text, lead, figure, self.title)
        told = [f.subject.project for f in self.result.facts if f.subject.project is not None]
        return concluded.owner(place, lead, self.title, told)

    def _take(self, place: Place, segment: Segment, own: list[Figure], figure: Figure, subject: Subject) -> None:
        text = segment.text
        is_of_class = subject.project is None and sections.is_of_class(place.node)
        if admit.is_doubtful(figure, subject) or is_of_class:
            return
        is_fund_item = bool(subject.project and admit.FUND_NAME.search(subject.project.name))
        if is_fund_item and admit.is_family_total(figure, text):
            total = fact_of(segment, place, figure, subject, self.title.year, "total", subject.strength)
            self.result.totals.append(total)
            return
        beside_it = [f for f in own if f.role != figure.role or f is figure]
        wholes = [f for f in beside_it if f is figure or not f.is_part]
        # 支出90万元，其中上年结转12万元，执行率90%: of the whole, whatever its parts are called.
        is_closed = figure.is_part and any(beside.closes(some, self._last_budgets()) for some in (beside_it, wholes))
        strength = admit.part_strength(figure, place, subject, is_fund_item=is_fund_item, is_closed=is_closed)
        year = self._year(place, subject, figure)
        if not strength or year == 0:
            return
        is_vague = (
            figure.is_approximate
            or admit.is_as_of(figure, text)
            or (figure.role == "executed" and bool(admit.LEVEL.search(figure.label)))
        )
        is_blamed = sections.REASONS in sections.own_kinds(place.node) and figure.role in _LOOSE
        if is_vague or is_blamed:
            strength = WEAK
        self.result.facts.append(fact_of(segment, place, figure, subject, year, admit.COLUMNS[figure.role], strength))

    def _year(self, place: Place, subject: Subject, figure: Figure) -> int | None:
        """The figure's year; among several years of a report the paragraph's where the sentence names none."""
        if len(self.title.years) > 1 and figure.year is None and figure.lead_year is None:
            figure.lead_year = self._paragraph_year
        return year_of(self.title, place, subject, figure)

    def _dealt(self, place: Place, segment: Segment, sentence: Sentence, dealt: list[Figure]) -> None:
        """Figures of 分别为 lists, each to the project in its place."""
        for figure in dealt:
            column = admit.COLUMNS.get(figure.role)
            assert figure.deal is not None  # noqa: S101 - the caller's choice
            rank, count = figure.deal
            first = dealt[dealt.index(figure) - rank]
            before = segment.text[sentence.start : first.start]
            found = self.dealer.owners(before, count)
            if found is not None and found[1] != SAME_SENTENCE and admit.names_others(before, count):
                found = None
            if column is None or count < 2:
                continue
            listed = self._listed_years(before)
            if len(self.title.years) > 1 and len(listed) != 1:
                self._dealt_year(place, segment, figure, listed)
                continue
            named = office(before, rank, count) if found is None and self.title.has_many_departments else ""
            if found is None and not named:
                continue
            subject = Subject(found[0][rank], "", found[1], SURE) if found else Subject(None, named, "依次列名", SURE)
            year = self._year(place, subject, figure)
            if year != 0:
                self.result.facts.append(fact_of(segment, place, figure, subject, year, column, SURE))

    def _listed_years(self, before: str) -> list[int]:
        """The years named before dealt figures, a span as all of its years; 三年 is all the report's."""
        spans = _SPAN.sub(lambda m: "、".join(f"{y}年" for y in range(int(m[1]), int(m[2]) + 1)), before)
        of_all = _ALL_YEARS.search(before)
        if of_all is not None and names.number(of_all[1]) == len(self.title.years):
            return self.title.years
        return [int(y) for y in _LISTED_YEAR.findall(spans)]

    def _dealt_year(self, place: Place, segment: Segment, figure: Figure, years: list[int]) -> None:
        """2021年、2022年分别安排60万元、70万元: each to the year in its place."""
        assert figure.deal is not None  # noqa: S101 - the caller's choice
        rank, count = figure.deal
        if len(years) != count or years[rank] not in self.title.years:
            return
        subject = self.resolver.resolve(place, "", "", figure.label)
        if subject is not None:
            column = admit.COLUMNS[figure.role]
            self.result.facts.append(fact_of(segment, place, figure, subject, years[rank], column, subject.strength))

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
        if not re.search(r"[优良中差]", stretch) or re.search(
            r"(?:均|都)(?:被|评|获|列|达|为|是|属)|依次|分别", stretch
        ):
            return
        score = next((f for f in own if f.role == "score"), None)
        found = grade_in(text, *half, after=score.end if score else None)
        if found is None or admit.RUBRIC.search(re.split("[，;]", text[half[0] : found[2]])[-1]):
            return
        grade, start, end = found
        if judges.is_left_out(own, start):
            return
        owner = self._owner_of_grade(place, segment, half, score, start)
        if owner is None:
            return
        subject, year = owner
        rule = f"等级“{grade}”；{subject.evidence}"
        self.result.facts.append(
            Fact(
                subject, year, "grade_stated", grade, grade, "", *segment.norm.span(start, end),
                segment.norm.span(half[0], end), segment.norm.span(*half), sections.name(place.node), subject.strength,
                rule, label=banded(text[half[0] : start]),
            ),
        )  # fmt: skip

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
        year = self._year(place, subject, figure) if subject else None
        return None if subject is None or year == 0 else (subject, year)
