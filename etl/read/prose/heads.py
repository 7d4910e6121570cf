"""Projects that no list, title or heading names: noun phrases standing where an owner of figures stands.

Belongs here: collecting such phrases over the whole report and weighing what speaks for each. Does not belong here:
lists (``register``), enumerations (``runs``), whose a figure is (``subject``). One mention proves nothing: a phrase
becomes a project where two independent signs say so, and is sure where three do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from etl.read import places
from etl.read.prose import beside, breakdown, names, objects, offices, owners, sections, together, topics
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.prose.register import MONEY, Register
from etl.read.prose.stretches import strip
from etl.read.prose.subject import FAIR, FUND, LABELLED, SURE, WEAK, is_same
from etl.read.prose.title import Title
from etl.read.prose.tokens import Figure

#: What speaks for a phrase, and how much.
QUOTED, TOPIC, LABEL, HEAD, OBJECT = "名称有引号", "先行介绍", "紧接标签", "句首", "资金的用途"
SUFFIX, AGAIN, CLOSES = "以项目的名称收尾", "另处再提", "所述执行率相符"
PARALLEL, SEVERAL = "别处有同样的句式", "同句多项数字"
_WEIGHT = {QUOTED: 2, TOPIC: 1, LABEL: 1, HEAD: 1, OBJECT: 1, SUFFIX: 1, AGAIN: 1, CLOSES: 1, PARALLEL: 1, SEVERAL: 1}
_ENOUGH, _PLENTY = 2, 3
#: So many phrases beside one label are each other's siblings.
_SIBLINGS = 3
_GIVEN = frozenset(("budget", "budget_initial", "budget_full_year", "received"))
_USED = frozenset(("executed", "rate", "score"))
#: Verbs before a quoted name.
_INTRODUCED = re.compile(
    r'^[^"，。;:]{0,12}?(?:局|委|办|厅|中心|院|校|站|所|镇|街道|有|是|即|为|叫|名为|开展|实施|安排|用于|对|的|以及|和)(?=")'
)
_OF_PROJECTS = re.compile(r"(?:项目|专项)(?:支出|资金|经费)?$")
_QUOTE = re.compile(r'"([^"]{2,40})"')


@dataclass
class _Candidate:
    """A phrase, its other spellings, and the signs that speak for it."""

    name: str
    signs: set[str] = field(default_factory=set)
    #: The labels it stands beside.
    shapes: set[str] = field(default_factory=set)
    #: Roles of the figures that follow it in its sentences.
    roles: set[str] = field(default_factory=set)
    order: int = 0

    @property
    def weight(self) -> int:
        odd = not names.may_be(self.name, is_repeated=True)
        return sum(_WEIGHT[s] for s in self.signs) - odd


def collect(root: Node, title: Title, register: Register) -> None:
    """Add to the register every phrase that enough signs make a project; ``Project.trust`` says how sure it is."""
    is_single = len(title.projects) == 1 and all(p.basis == "title" for p in register.projects)
    found: list[_Candidate] = []
    texts: list[str] = []
    for node, segment in ordered(root):
        if sections.SCORING in sections.kinds(node):
            continue
        texts.append(segment.text)
        if sections.is_silent(node) or any(id(n) in register.items or id(n) in register.parts for n in node.path()):
            continue
        _collect_segment(found, segment.text, title, register)
    if not is_single or _is_umbrella(found, texts, register):
        _admit(found, "。".join(texts), register)


def _collect_segment(found: list[_Candidate], text: str, title: Title, register: Register) -> None:
    every = sentences(text)
    is_headed = bool(every) and topics.is_alone(text, every[0])
    for sentence, following in zip_longest(every, every[1:]):
        for name in topics.of(text, sentence):
            behind = {f.role for f in figures(following)} if following is not None else set()
            signs = {TOPIC, SEVERAL} if behind & _GIVEN and behind & _USED else {TOPIC}
            _note(found, name, signs, TOPIC, title, register)
        stated = figures(sentence, unit=title.unit)
        roles = {f.role for f in stated if not f.is_part and not f.is_bracketed}
        for name, signs, shape in _stated(sentence, stated):
            if is_headed and OBJECT in signs:
                # 甲。预算30万元，用于采购乙: the money is of what heads the paragraph.
                continue
            known = _note(found, name, signs, shape, title, register)
            if known is not None:
                known.roles |= roles
                if roles & _GIVEN and roles & _USED:
                    known.shapes.add("预算和使用")


def _admit(found: list[_Candidate], whole: str, register: Register) -> None:
    """Those with signs enough go into the register; ``whole``: all the text they were looked for in."""
    shapes = Counter(s for one in found for s in one.shapes)
    for one in found:
        if whole.count(names.core(one.name)) > 1:
            one.signs.add(AGAIN)
        if any(shapes[s] >= _SIBLINGS for s in one.shapes):
            one.signs.add(PARALLEL)
        if names.is_certain(one.name):
            one.signs.add(SUFFIX)
        if one.weight >= _ENOUGH:
            project = register.add(one.name, "named")
            if project.basis == "named":
                # 教育中心项目: of a project, or all of an office's.
                is_office = places.is_department(_OF_PROJECTS.sub("", one.name))
                project.trust = WEAK if is_office else SURE if one.weight >= _PLENTY else FAIR
                project.signs = "、".join(s for s in _WEIGHT if s in one.signs)


def _is_umbrella(found: list[_Candidate], texts: Sequence[str], register: Register) -> bool:
    """Whether several that have budgets and spending stand under the title's project: two where the report says nothing
    of that itself. It is none then, unless a budget of its own is stated."""
    own = [c for c in found if c.roles & _GIVEN and c.roles & _USED]
    core = names.core(register.projects[0].name)
    is_told = any(core in text for text in texts)
    if len(own) < (_SIBLINGS if is_told else _ENOUGH):
        return False
    if not any(_has_budget(text, core) for text in texts if core in text):
        register.projects.clear()
    return True


def _has_budget(text: str, core: str) -> bool:
    """Whether a sentence that names a project states its budget before any other's."""
    told = (s for s in sentences(text) if core in text[s.start : s.end])
    return any((first := next(iter(figures(s)), None)) is not None and first.role in _GIVEN for s in told)


def _note(
    found: list[_Candidate], name: str, signs: set[str], shape: str, title: Title, register: Register
) -> _Candidate | None:
    if not _is_phrase(name, title, is_of_one=register.is_of_one) or register.is_like_any(name):
        return None
    known = next((c for c in found if names.alike(c.name, name) >= 0.9), None)
    if known is None:
        known = _Candidate(name, order=len(found))
        found.append(known)
    elif len(signs & {LABEL, HEAD, OBJECT}) and known.signs & signs:
        known.signs.add(AGAIN)
    known.signs |= signs
    known.shapes.add(shape)
    return known


def _is_phrase(name: str, title: Title, *, is_of_one: bool) -> bool:
    # 区民政局围绕5类人群: the office and what it did.
    own = offices.opened_by(name, title.department, title.district)
    return (
        names.may_be(name, is_proven=True)
        and (not own or names.may_be(name[own:]))
        and not FUND.match(name)
        and not owners.is_part(name, is_of_one=is_of_one)
        and not offices.named(name)
        and not together.is_of_all(name)
        and not owners.of_several(name, title.department, title.district)
        and not is_same(name)
        and name not in title.department
        and "、" not in _QUOTE.sub("", name)
        and not together.COUNTED.search(name)
    )


def _stated(sentence: Sentence, every: Sequence[Figure]) -> Iterator[tuple[str, set[str], str]]:
    """The phrases a sentence's figures stand behind or before, with their signs and the label beside them."""
    text = sentence.text
    for half in sentence.halves:
        own = [f for f in every if f.half == half]
        is_closed = beside.closes(own)
        told = {f.role for f in own if _is_stated(f)}
        wholes = {id(b.whole) for b in breakdown.of(text, own)}
        end = half[0]
        for figure in own:
            lead = text[end : figure.at]
            if _is_stated(figure) and id(figure) not in wholes:
                for name, sign in _phrases(text, figure, lead, is_opening=end == half[0]):
                    signs = {sign}
                    if (_QUOTE.search(text[end : figure.half[1]]) and f'"{name}' in text) or f'{name}"' in text:
                        signs.add(QUOTED)
                    if is_closed and figure is next(f for f in own if _is_stated(f)):
                        signs.add(CLOSES)
                    elif len(told) > 1 and not is_closed:
                        signs.add(SEVERAL)
                    yield name, signs, f"{sign}{figure.label}"
                end = figure.end


def _is_stated(figure: Figure) -> bool:
    if figure.is_bracketed or figure.is_part or figure.deal:
        return False
    return figure.role in MONEY or figure.role in ("rate", "score")


def _phrases(text: str, figure: Figure, lead: str, *, is_opening: bool) -> Iterator[tuple[str, str]]:
    used = objects.of(text, figure)
    bare = strip(figure.inner or figure.prefix)
    if used and not _is_sure(_named(bare)):
        yield used, OBJECT
        return
    bare = bare.rpartition(":")[2]
    if bare and (names.may_be(_named(bare), is_proven=True) or not is_opening):
        yield _named(bare), LABEL
        return
    parts = re.split("[，:]", strip(lead.lstrip("，、;:")))
    # 托养服务方面，"阳光家园计划"上级下达42万元: the aspect is none.
    # And so is the office whose project is told of: 县水利局:堤防加固，预算60万元.
    is_behind = len(parts) > 1 and (parts[0].endswith("方面") or bool(offices.named(parts[0])))
    first = parts[is_behind] if is_opening else ""
    if first:
        yield _named(names.before_predicate(LABELLED.split(first)[0])), HEAD


def _is_sure(name: str) -> bool:
    """Whether a name before a label is one by itself: 康复救助项目安排60万元，用于儿童康复 tells what it is for."""
    return (
        names.is_certain(name)
        and names.may_be(name)
        and not (FUND.match(name) or together.is_of_all(name) or is_same(name))
    )


def _named(phrase: str) -> str:
    """The name in a phrase: what is quoted, where only a verb stands before it."""
    return names.clean(_INTRODUCED.sub("", phrase))
