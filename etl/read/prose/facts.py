"""The second pass: every figure with a role gets its owner and year.

Belongs here: walking the report in reading order, what shuts a figure out. Does not belong here: evidence for owners
(``subject``), rows (``attach``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read.prose import names, sections
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
_OTHER_YEAR = re.compile(r"上年|去年|上一?年度|同期|往年|前年|历年|以前年度")


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
    """What the walk over a report gives: facts, and the text of each item for reasons."""

    facts: list[Fact] = field(default_factory=list)
    totals: list[Fact] = field(default_factory=list)
    known: re.Pattern[str] | None = None
    mentions: list[tuple[Subject, Node, Segment, tuple[int, int]]] = field(default_factory=list)


def ordered(root: Node) -> Iterator[tuple[Node, Segment]]:
    """Segments in reading order with their nodes."""
    found = [(s.norm.at[0], node, s) for node in root.walk() for s in node.segments if s.norm.at]
    for _, node, segment in sorted(found, key=lambda f: f[0]):
        yield node, segment


def walk(root: Node, title: Title, register: Register) -> Walk:
    """All facts of the report in reading order."""
    result = Walk(known=register.pattern())
    resolver = Resolver(register, title)
    dealer = Dealer(register)
    seen_items: set[int] = set()
    for node, segment in ordered(root):
        resolver.enter(node, segment.line)
        item, department = _item_of(node, register), _department_of(node, register)
        is_first = item is None or id(node) not in seen_items
        seen_items.add(id(node))
        for number, sentence in enumerate(sentences(segment.text)):
            if item is None and resolver.speaks_of_itself(segment.text[sentence.start : sentence.end]):
                resolver.last = Subject(None, "", "句首部门用语", FAIR)
            place = Place(node, item, department, is_first and number == 0)
            _sentence(result, resolver, dealer, title, place, segment, sentence, register)
            introduced = _INTRODUCED.search(segment.text[sentence.start : sentence.end])
            if introduced and (known := register.find(introduced[1], least=0.8)):
                resolver.last = Subject(known, "", f"“{introduced[1]}基本情况”", FAIR)
            dealer.see(segment.text[sentence.start : sentence.end])
    for order, fact in enumerate(result.facts):
        fact.order = order
    return result


def _item_of(node: Node, register: Register) -> Project | None:
    return next((register.items[id(n)] for n in reversed(node.path()) if id(n) in register.items), None)


def _department_of(node: Node, register: Register) -> str:
    return next((register.departments[id(n)] for n in reversed(node.path()) if id(n) in register.departments), "")


def _sentence(
    result: Walk,
    resolver: Resolver,
    dealer: Dealer,
    title: Title,
    place: Place,
    segment: Segment,
    sentence: Sentence,
    register: Register,
) -> None:
    kinds = sections.own_kinds(place.node)
    if sections.is_silent(place.node) and place.item is None:
        return
    heading = place.node.head if segment in place.node.segments[1:2] and len(place.node.head) <= 12 else ""
    found = figures(sentence, heading, title.unit, result.known)
    before = sentence.start
    for half in sentence.halves:
        before = half[0]
        own = [f for f in found if f.half == half]
        dealt = [f for f in own if f.deal]
        if dealt:
            _dealt(result, dealer, title, place, segment, sentence, dealt)
            own = [f for f in own if not f.deal]
        _dealt_grades(result, dealer, title, place, segment, sentence, half)
        _half(result, resolver, title, place, segment, own, before, kinds, register)
        _grade(result, resolver, title, place, segment, half, own)


def _half(
    result: Walk, resolver: Resolver, title: Title, place: Place, segment: Segment, own: list[Figure], before: int,
    kinds: set[str], register: Register,
) -> None:  # fmt: skip
    text = segment.text
    has_money = any(
        f.role in ("executed", "budget", "budget_initial", "budget_full_year", "received", "carried", "unspecified")
        for f in own
    )
    is_promise = bool(kinds & _MEASURE_ONLY) and sections.REASONS not in kinds and place.item is None
    previous: tuple[Figure, Subject] | None = None
    _rescue(own, text)
    _name_scores(own, text, register)
    for figure in own:
        column = COLUMNS.get(figure.role)
        if column is None or (figure.is_bracketed and figure.role != "score"):
            if figure.role not in ("added", "cut", "", "negative", "rate_other", "score_other"):
                continue
            continue
        if (
            is_promise
            or _is_weak_rate(figure, has_money)
            or (figure.kind == "score" and _RUBRIC.search(_clause(text, figure)))
        ):
            continue
        lead_from = max([before, *(f.end for f in own if f.end <= figure.at and f.role)])
        lead = text[lead_from : figure.at]
        if figure.inner:
            lead, prefix = lead + figure.inner, figure.inner
        else:
            prefix = figure.prefix
        same = previous is not None and not strip(lead) and figure.half == (previous[0].half if previous else None)
        if same and previous is not None and previous[1].strength > WEAK and not figure.inner:
            subject: Subject | None = previous[1]
        else:
            subject = resolver.resolve(place, lead, prefix, figure.label)
        if subject is None:
            continue
        previous = (figure, subject)
        if subject.project is None and figure.value == 0 and not figure.text[0].isdigit():
            # 三个项目没有花钱 says nothing of the department.
            continue
        if subject.strength == WEAK and figure.role in ("rate", "rate_maybe", "score", "unspecified", "received"):
            continue
        if _LEVEL.search(figure.label) and figure.role in ("received", "rate"):
            continue
        fund_item = bool(subject.project and _FUND_NAME.search(subject.project.name))
        strength = subject.strength
        if figure.is_part:
            explicit = (
                subject.evidence.startswith("句首")
                and subject.project is not None
                and subject.project is not place.item
            )
            if fund_item and figure.role == "unspecified" and not figure.prefix:
                pass
            elif explicit or (
                not figure.prefix and figure.role in ("executed", "rate", "budget_full_year") and _closes(own)
            ):
                strength = min(strength, FAIR)
            else:
                continue
        elif (
            fund_item
            and figure.role == "unspecified"
            and "其中" in text[figure.end : figure.sentence[1]]
            and "配套" not in figure.label
        ):
            result.totals.append(_fact(segment, place, figure, subject, title.year, "total", strength))
            continue
        year = _year(title, place, subject, figure)
        if year == 0:
            continue
        if figure.is_approximate or (figure.role == "executed" and _LEVEL.search(figure.label)):
            strength = min(strength, WEAK)
        if sections.REASONS in kinds and figure.role in ("unspecified", "budget", "received"):
            strength = min(strength, WEAK)
        if subject.is_new and strength > WEAK:
            project = register.add(subject.project.name, "sentence") if subject.project else None
            subject = Subject(project, "", subject.evidence, subject.strength)
            resolver.last = subject
            previous = (figure, subject)
        result.facts.append(_fact(segment, place, figure, subject, year, column, strength))


def _dealt(
    result: Walk, dealer: Dealer, title: Title, place: Place, segment: Segment, sentence: Sentence, dealt: list[Figure]
) -> None:
    """Figures of 分别为 lists, each to the project in its place."""
    for figure in dealt:
        column = COLUMNS.get(figure.role)
        assert figure.deal is not None  # noqa: S101 - the caller's choice
        rank, count = figure.deal
        first = dealt[dealt.index(figure) - rank]
        found = dealer.owners(segment.text[sentence.start : first.start], count)
        if column is None or found is None or count < 2:
            continue
        owners, how = found
        subject = Subject(owners[rank], "", how, SURE)
        year = _year(title, place, subject, figure)
        if year != 0 and len(title.years) <= 1:
            result.facts.append(_fact(segment, place, figure, subject, year, column, SURE))


def _dealt_grades(
    result: Walk,
    dealer: Dealer,
    title: Title,
    place: Place,
    segment: Segment,
    sentence: Sentence,
    half: tuple[int, int],
) -> None:
    listed = grades(segment.text, *half)
    found = dealer.owners(segment.text[sentence.start : half[0]], len(listed)) if len(listed) >= 2 else None
    if found is None:
        found = dealer.owners(segment.text[sentence.start : listed[0][1]], len(listed)) if len(listed) >= 2 else None
    if found is None or len(title.years) > 1:
        return
    for (grade, start, end), project in zip(listed, found[0], strict=True):
        span = segment.norm.span(start, end)
        subject = Subject(project, "", found[1], SURE)
        result.facts.append(
            Fact(subject, title.year, "grade_stated", grade, grade, "", *span, span, span, sections.name(place.node), SURE,
                 f"等级“{grade}”依次对应；{found[1]}")
        )  # fmt: skip


def _clause(text: str, figure: Figure) -> str:
    return re.split("[，;。]", text[figure.clause_start : figure.half[1]])[0]


def _name_scores(own: list[Figure], text: str, register: Register) -> None:
    """甲98.8分；乙76.5分: points right behind a known name."""
    for k, figure in enumerate(own):
        if figure.kind != "score" or figure.role or figure.is_bracketed:
            continue
        before = max([figure.half[0], *(f.end for f in own[:k])])
        lead = strip(text[before : figure.start])
        opened = register.opening(lead)
        rest = lead[opened[1] :] if opened else lead
        if opened is not None and re.fullmatch(r"(?:项目|专项|资金|经费)?(?:自评)?(?:得|为|:)*", rest):
            figure.role, figure.at, figure.prefix, figure.rule = "score", figure.start, lead, "名称之后的分数"


def _rescue(own: list[Figure], text: str) -> None:
    """支付进度款432万元，执行率78%: an amount paid, whatever it is called, is the executed one where the stated rate says so."""
    if any(f.role == "executed" for f in own):
        return
    rates = [f for f in own if f.role == "rate" and f.value is not None and f.value < 100]
    bases = [f.value for f in own if f.role in ("budget", "budget_initial", "budget_full_year") and f.value]
    for figure in own:
        if figure.kind != "money" or figure.role not in ("negative", "") or not figure.value or figure.is_bracketed:
            continue
        if not re.search(r"支付|支出|付|使用|花", text[figure.clause_start : figure.start]):
            continue
        if any(
            r.start > figure.end and abs(figure.value / b * 100 - (r.value or 0)) <= Decimal("0.5")
            for r in rates
            for b in bases
        ):
            figure.role, figure.rule = "executed", f"{figure.rule}，与所述执行率相符"
            figure.prefix = ""
            return


def _closes(own: list[Figure]) -> bool:
    rate = next((f.value for f in own if f.role == "rate"), None)
    executed = [f.value for f in own if f.role == "executed" and f.value is not None]
    bases = [f.value for f in own if f.role in ("budget", "budget_initial", "budget_full_year") and f.value]
    return rate is not None and any(abs(e / b * 100 - rate) <= 1 for e in executed for b in bases if b)


def _fact(
    segment: Segment, place: Place, figure: Figure, subject: Subject, year: int | None, column: str, strength: int
) -> Fact:
    start, end = segment.norm.span(figure.start, figure.end)
    clause = segment.norm.span(min(figure.at, figure.start), figure.end)
    return Fact(
        subject, year, column, figure.value if figure.value is not None else "", figure.text, figure.unit, start, end, clause,
        segment.norm.span(*figure.sentence), sections.name(place.node), strength, f"{figure.rule}；{subject.evidence}",
        is_part=figure.is_part, is_average="平均" in figure.label, label=figure.label,
    )  # fmt: skip


def _is_weak_rate(figure: Figure, has_money: bool) -> bool:
    """完成率 and 使用率 are of anything unless money stands beside them."""
    if figure.role != "rate" or re.search(r"执行|支付|支出|预算|资金|经费", figure.label):
        return False
    return not has_money or bool(figure.prefix)


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


def _grade(
    result: Walk,
    resolver: Resolver,
    title: Title,
    place: Place,
    segment: Segment,
    half: tuple[int, int],
    own: list[Figure],
) -> None:
    text = segment.text
    stretch = text[slice(*half)]
    if not re.search(r"[优良中差]", stretch) or re.search(r"均(?:为|被)|都(?:为|是)|依次|分别", stretch):
        return
    score = next((f for f in own if f.role == "score"), None)
    found = grade_in(text, *half, after=score.end if score else None)
    if found is None:
        return
    grade, start, end = found
    if _RUBRIC.search(re.split("[，;]", text[half[0] : end])[-1]):
        return
    if (
        score is not None
        and result.facts
        and result.facts[-1].column == "score"
        and result.facts[-1].start == segment.norm.span(score.start, score.end)[0]
    ):
        subject: Subject | None = result.facts[-1].subject
        year = result.facts[-1].year
    else:
        lead = text[half[0] : start]
        lead = re.sub(r"(?:综合)?(?:自评|评价|评定|等级|等次|结果|结论|总体|绩效|得分|为|是|:|\"|的)+$", "", lead)
        figure = Figure("grade", "grade", None, grade, "", start, end, half, half)
        subject = resolver.resolve(place, lead, re.split("[，;]", lead)[-1])
        year = _year(title, place, subject, figure) if subject else None
    if subject is None or year == 0 or subject.is_new:
        return
    span = segment.norm.span(start, end)
    result.facts.append(
        Fact(
            subject,
            year,
            "grade_stated",
            grade,
            grade,
            "",
            *span,
            segment.norm.span(half[0], end),
            segment.norm.span(*half),
            sections.name(place.node),
            min(subject.strength, SURE),
            f"等级“{grade}”；{subject.evidence}",
            label=_banded(text[half[0] : start]),
        )  # fmt: skip
    )


def _banded(text: str) -> str:
    """得分90分以上: a score said in words."""
    found = re.search(r"得分(?:为|在|达)?(\d{2,3}分(?:及)?以上)", text)
    return found[1] if found else ""


def is_named_for(project: Project, year: int) -> bool:
    """Whether a project's own name says the year of its money."""
    return bool(re.match(rf"{year}年", names.clean(project.name)))
