"""Projects that stand in a row inside sentences: enumerations, and one label repeated over several names.

Belongs here: finding such names. Does not belong here: lists with enumerators (``register``), figures dealt out by
分别为 (``lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.read import places
from etl.read.prose import breakdown, dealing, labels, names, owners, sections, siblings
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.prose.register import MONEY, Register
from etl.read.prose.stretches import strip
from etl.read.prose.subject import FUND
from etl.read.prose.title import Title
from etl.read.prose.tokens import Figure

_PAIR, _FULL_MARKS = 2, 100
_GIVEN = frozenset(("budget", "budget_initial", "budget_full_year", "received"))
_NUMBER = r"(?:\d{1,2}|[两二三四五六七八九十])"
_KIND = r"(?:子|预算|市级|区级|县级|自评|重点|主要|部门|财政)*(?:项目|专项|资金|经费)"
_AFTER = re.compile(
    rf"{_NUMBER}(?:个|项)(?:{_KIND})?(?:[^，。;:]{{0,6}}?)[，:(]?(?:它们)?(?:分别)?(?:是|为|有|包括|即|:)+(?P<list>[^。;]+)|(?:分别)(?:是|为):?(?P<list2>[^。;\d][^。;]+)"
)
_BEFORE = re.compile(
    rf"(?:有|为|是|包括|安排|即|实施|开展|:|，|^)(?P<list>[^，。;:]{{4,30}}(?:、[^，。;:、]{{3,30}})+(?:和|及|以及)?[^，。;:]{{0,30}}?)(?:等|共|这)*{_NUMBER}(?:个|项){_KIND}"
)
#: 我局2023年安排甲、乙
_VERB = re.compile(
    r"^.*(?:安排|实施|开展|包括|共有|设立|涉及|组织|承担|申报|管理)(?:了|有)?"
    r"(?:(?:我|本)(?:局|院|校|委|厅|单位|部门|中心|镇|街道|馆|站|办|会|所))?(?=[^，。;:]{3,})"
)
#: 我局|甲、乙和丙
_OURS = re.compile(r"^(?:我|本)(?:局|院|校|委|厅|单位|部门|中心|镇|乡|街道|馆|站|办|会|所|县|区|市)(?=.{3,})")
_COUNT = re.compile(rf"({_NUMBER})(?:个|项|笔)")
_COUNTED = re.compile(rf"({_NUMBER})(?:个|项|笔)(?:{_KIND})")
#: 一个是甲，一个是乙，还有一个是丙
_ONE_BY_ONE = re.compile(
    r"(?:一|另一|另外一|还有一|再一|第[一二三四五六七八九])(?:个|项|笔)(?:项目|专项)?(?:就)?(?:是|为|叫)([^，。;:]{3,36})"
)
_PLACE = re.compile(
    r"(?:镇|乡|村|区|县|市|街道|社区|片区|校区|院区|科|股|处|室|局|委|厅|标段|分校|(?<!分)类|部分|方面|期|批|年度?|月)$"
)
#: Kinds of spending are no projects.
_SPENDING = re.compile(
    r"^(?:人员|公用|日常公用|基本|项目|工资福利|商品和?服务|对个人和?家庭|资本性|办公|差旅|会议|培训|三公|\"三公\"|公务接待|公车|公务用车|设备|土建|安装|监理|设计|勘察|劳务|材料|印刷|宣传|租赁|水电|其他|其它|交通|伙食|师资|教材|场地|专家)[^，]{0,4}(?:经费|支出|费用?|购置|运行维护费)$|支出$|收入$|投资$|(?:罚|奖|税|捐)款$"
)


def collect(root: Node, title: Title, register: Register) -> None:
    """Add the names of every run to the register, in reading order."""
    if len(title.projects) == 1 and _is_umbrella(root, register):
        title.projects.clear()
        register.projects = [p for p in register.projects if p.basis != "title"]
    whole = "。".join(segment.text for _, segment in ordered(root))
    for node, segment in ordered(root):
        if sections.is_silent(node) or sections.SCORING in sections.kinds(node):
            continue
        is_inside = any(id(n) in register.items for n in node.path()) or len(title.projects) == 1
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            if is_inside:
                if not any(id(n) in register.items for n in node.path()):
                    named = _repeated(sentence, register, title.unit, least=2)
                    register.add_run([n for n in named if not owners.is_part(n, is_of_one=register.is_of_one)])
                continue
            if name := _short_head(stretch):
                register.add(name, "sentence")
            register.add_run(_enumerated(stretch))
            register.add_run(_dealt(sentence))
            register.add_run(_broken_down(sentence, register, whole))
            register.add_run(list(_repeated(sentence, register, title.unit)))


def _is_umbrella(root: Node, register: Register) -> bool:
    """Whether the title's one project is a name over several: a sentence deals out what each was given and spent."""
    for node, segment in ordered(root):
        if sections.is_silent(node) or any(id(n) in register.items for n in node.path()):
            continue
        for sentence in sentences(segment.text):
            shared = [f for f in figures(sentence) if f.deal is not None or dealing.is_shared(f)]
            roles = {f.role for f in shared}
            is_by_name = any(dealing.is_shared(f) for f in shared) and any(_repeated(sentence, register, ""))
            if roles & _GIVEN and "executed" in roles and (is_by_name or _dealt(sentence)):
                return True
    return False


def _enumerated(stretch: str) -> list[str]:
    told = [names.clean(n) for n in _ONE_BY_ONE.findall(stretch)]
    if len(told) > 1 and all(_is_name(n, is_repeated=True) for n in told):
        return told
    if not re.search(r"、|和", stretch):
        return []
    for pattern in (_AFTER, _BEFORE):
        for found in pattern.finditer(stretch):
            text = next(g for g in found.groups() if g)
            parts = split(re.split(r"[，:(]", text)[0])
            counted = _COUNT.search(found[0].replace(text, ""))
            is_counted = counted is not None and names.number(counted[1]) == len(parts)
            if len(parts) < 2 or not all(_is_name(p, is_proven=is_counted) for p in parts):
                continue
            if is_counted or any(names.is_certain(p) for p in parts):
                return parts
    return []


def _dealt(sentence: Sentence) -> list[str]:
    """甲、乙和丙的预算分别为1万元、2万元和3万元: as many names as figures."""
    for figure in figures(sentence):
        if figure.deal is None or figure.deal[0] != 0:
            continue
        clauses = re.split("[，;:]", sentence.text[figure.half[0] : figure.at])
        # 甲和乙两个项目，全年预算分别为 …: or in the clause before.
        for lead in reversed(clauses[-2:]):
            bare = re.sub(r"(?:的|分别|依次|这?(?:\d|[两二三四五六七八九十])(?:个|项)项目)+$", "", lead)
            parts = split(bare, count=figure.deal[1])
            # 电商进村等三个项目: no place where they are counted as projects.
            counted = _COUNTED.search(lead)
            is_counted = counted is not None and names.number(counted[1]) == len(parts)
            is_name = [_is_name(p, is_proven=True, is_counted=is_counted) for p in parts]
            if len(parts) == figure.deal[1] and all(is_name):
                return parts
    return []


def _broken_down(sentence: Sentence, register: Register, whole: str) -> list[str]:
    """The parts of a total, where they add up or are known, and the report speaks of most of them again."""
    every = figures(sentence)
    for half in sentence.halves:
        for one in breakdown.of(sentence.text, [f for f in every if f.half == half]):
            found = [name for name, _ in one.parts]
            known = [n for n in found if register.find(n, least=0.85)]
            again = [n for n in found if whole.count(names.core(n)) > 1]
            counted = _COUNTED.search(sentence.text, sentence.start, one.whole.end)
            is_counted = counted is not None and names.number(counted[1]) == len(found)
            is_again = 2 * len(again) > len(found) or is_counted
            if len(known) == len(found) or (one.is_closed and is_again) or len(again) == len(found):
                return found
    return []


def split(text: str, count: int = 0) -> list[str]:
    """``甲、乙和丙`` → three names; 和 parts the last two only where what it parts are names, or where it makes them as
    many as are counted."""
    parts = [p for p in text.strip("，:()。").split("、") if p]
    if parts:
        last = re.split(r"(?:以及|和|及|与)(?=[^、]{3,}$)", parts[-1])
        if (
            len(last) == 2
            and all(names.may_be(p) for p in last)
            and (len(parts) > 1 or count == _PAIR or all(names.is_certain(p) for p in last))
        ):
            parts[-1:] = last
    if parts:
        parts[0] = _OURS.sub("", _VERB.sub("", parts[0]) or parts[0])
    return [names.clean(re.sub(r"(?:等|共)?(?:\d+|[两二三四五六七八九十])?(?:个|项)?$", "", p)) for p in parts]


def _is_name(text: str, *, is_repeated: bool = False, is_proven: bool = False, is_counted: bool = False) -> bool:
    return (
        names.may_be(text, is_repeated=is_repeated, is_proven=is_proven)
        and not FUND.match(text)
        and not _SPENDING.search(text)
        and (is_counted or not _PLACE.search(text))
        and not places.is_department(text)
    )


def _short_head(stretch: str) -> str:
    """甲经费，因…，当年无支出: what a sentence opens with that tells of money not spent."""
    if not (labels.said("short").search(stretch) or labels.said("patterns").search(stretch)):
        return ""
    head = re.match(
        r"(?:如|其中|例如|比如)?(?P<name>[^，。;:]{4,30}?)(?:项目)?(?:，|因(?!此)|由于|系(?!统)|受(?!灾))", stretch
    )
    name = names.clean(head["name"]) if head else ""
    if head is not None and stretch[: head.end()].rstrip("，因由于系受").endswith("项目"):
        name = names.clean(head["name"] + "项目")
    return name if name and _is_name(name) and names.is_certain(name) else ""


def _repeated(sentence: Sentence, register: Register, unit: str, least: int = 1) -> Iterator[str]:
    """Names with one kind of label each: 甲执行率100%，乙执行率92%; 甲，全年预算…，执行…；乙，全年预算…."""
    found = figures(sentence, unit=unit)
    named = [f for f in found if f.deal is None]
    if len(named) < 2 or (len(named) < len(found) and not all(dealing.is_shared(f) for f in named)):
        return
    found = named
    listed = [names.clean(f.prefix) for f in named if dealing.is_shared(f)]
    if least == 1 and len(listed) == len(named) and 2 * sum(map(_is_name, listed)) > len(listed):
        # 预算分别为甲60万元、项目管理费5万元: among projects anything but a part.
        yield from listed if all(map(siblings.may_be_among, listed)) else ()
        return
    by_role: dict[str, list[tuple[str, Figure]]] = {}
    per_name: dict[str, int] = {}
    current = ""
    for k, figure in enumerate(found):
        if figure.is_bracketed:
            continue
        before = max([figure.half[0], *(f.end for f in found[:k] if f.end <= figure.at)])
        lead = sentence.text[before : figure.at]
        is_bare_score = figure.kind == "score" and not figure.role
        if figure.role not in MONEY and figure.role not in ("rate", "score") and not is_bare_score:
            continue
        parts = [names.clean(strip(p)) for p in re.split("[，:]", strip(lead.lstrip("，、;")))]
        name = next((p for p in reversed(parts) if p and _is_name(p, is_repeated=True)), parts[0])
        if name and (_is_name(name, is_repeated=True) or register.find(name, least=0.9)):
            current = name
            by_role.setdefault(figure.role or "score", []).append((name, figure))
        if current:
            per_name[current] = per_name.get(current, 0) + 1
    for role, pairs in by_role.items():
        if role == "score" and len(pairs) > _PAIR and sum(f.value or 0 for _, f in pairs) == _FULL_MARKS:
            # Weights.
            continue
        distinct = list(dict.fromkeys(n for n, _ in pairs))
        if len(distinct) < 2 or len(distinct) < len(pairs):
            continue
        is_part = any(f.is_part for _, f in pairs)
        if any(per_name.get(n, 0) < least for n in distinct):
            continue
        if is_part and any(per_name.get(n, 0) < 2 for n in distinct) and pairs[0][1].role != "rate":
            continue
        yield from distinct
