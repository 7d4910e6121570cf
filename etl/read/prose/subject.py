"""Whose a figure is: project, department or nobody, with the evidence that says so.

Belongs here: the order of evidence. Does not belong here: what the figure is (``figures``), which rows come of it
(``attach``). The order: list item > explicit sentence head > section heading > single project of the title > alias of a
known project > explicit department word > none. Never the department by default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.read import places
from etl.read.prose import names, offices, owners, stretches, together
from etl.read.prose.outline import Node, head_of
from etl.read.prose.register import Project, Register
from etl.read.prose.stretches import strip
from etl.read.prose.title import DEPARTMENT, Title, is_treasury
from etl.read.prose.together import OWN, PLURAL

SURE, FAIR, WEAK = 3, 2, 1
#: Scope of an office inside the reporting one.
UNIT = "unit"
#: Evidence of what a sentence before presented (``topics``).
PRESENTED = "先行介绍"

_SAME = re.compile(
    r"^(?:本|该|此|这个?|上述|所有|全部|两?项|以上)?(?:项目|专项|专款|资金|经费|款项|工程|任务|项|笔)?(?:的|共|总)?(?:资金|经费|支出)?$|^(?:(?:我|本)[\u4e00-\u9fff]{1,2})?(?:给|对)?(?:这个?|该|此|本)(?:项目|专项)$|^(?:业务)?(?:科室|本科|处室|单位|自评小组|评价小组|评价组|工作组|主管部门|自评|综合)$"
)
FUND = re.compile(
    r"^(?:其中)?(?:(?:中央|省级?|市级?|区级?|县级?|州级?|镇级?|上级|本级|新区|地方|村级|社会|企业|自筹|其他|单位|自有|国债|一般公共预算|一般公共|(?:福利|体育)?彩票公益金|福彩公益金|体彩公益金|公益金|本级财力|政府性基金|车购税|上年|以前年度|当年|年初)(?:财政|预算|专项|补助|配套|转移支付|拨款|结转|结余)*(?:和|及|与|、)?)+(?:的)?(?:资金|补助|拨款|配套|部分|经费|收入)?$"
)


@dataclass(frozen=True)
class Subject:
    """Owner of a figure. ``project`` None is the department; ``strength`` 3 sure, 2 fair, 1 weak."""

    project: Project | None
    department: str
    evidence: str
    strength: int
    #: Of the department's row: its projects, the whole department, or an office inside it.
    scope: str = ""
    is_carried: bool = False

    @property
    def key(self) -> tuple[int, str]:
        return (id(self.project) if self.project else 0, self.department)


@dataclass
class Place:
    """Where a figure stands, for the resolver."""

    node: Node
    item: Project | None
    item_department: str
    is_first_in_item: bool = True
    #: Whether the text is of one who got a part of the money.
    is_recipient: bool = False
    #: Whether the text is of a part of a project.
    is_part: bool = False


class Resolver:
    """Resolves figures in reading order; remembers whom the text spoke of last, and in which section."""

    def __init__(self, register: Register, title: Title) -> None:
        self.register = register
        self.title = title
        self.last: Subject | None = None
        #: The projects the paragraph names.
        self.named_here: set[int] = set()
        #: Whether no figure of the half-sentence was taken yet.
        self.is_opening = True
        self._section: Node | None = None
        self._node: Node | None = None
        self._line = -1

    def enter(self, node: Node, line: int) -> None:
        """A new line begins: what was spoken of lasts within its section, and within one list item; behind a list in a
        report of one project the text is of that again."""
        section = node.path()[0] if node.path() else None
        is_office = self.last is not None and bool(self.last.department) and line != self._line
        if (
            section is not self._section
            or is_office
            or (self.register.is_of_one and self._is_item(self._node) and not self._is_item(node))
            or (node is not self._node and self.last is not None and self.last.project is None)
        ):
            self.last = None
        self._section, self._node, self._line = section, node, line

    def _is_item(self, node: Node | None) -> bool:
        return node is not None and self.register.item_of(node) is not None

    def speaks_of_itself(self, sentence: str) -> bool:
        """Whether a sentence opens with 本部门, 我局 …, in a report that is not of one project."""
        return not self.register.projects and bool(OWN.match(sentence)) and not PLURAL.search(sentence)

    def resolve(self, place: Place, lead: str, prefix: str, label: str = "") -> Subject | None:
        """The owner of a figure before whose label ``prefix`` stands in its clause and ``lead`` in its half-sentence
        since the last figure. None: nobody, the figure is a part or another's."""
        lead, prefix = (stretches.outside(t) for t in (lead, prefix))
        if place.item is None and self.register.is_of_one and _is_of_part(lead):
            return None
        lead, prefix = _after_intro(lead), _after_intro(_TO_WHOM.sub("", prefix))
        found = self._resolve(place, lead, prefix, label)
        if found is not None and self.title.has_many_departments and not (found.project or found.department):
            # All departments' money together, or the treasury's own.
            is_own = is_treasury(self.title) and bool(OWN.match(strip(lead))) and not PLURAL.search(lead + label)
            return replace(found, department=self.title.department) if is_own else None
        if found is not None and found.strength > WEAK:
            self.last = found
        return found

    def _resolve(self, place: Place, lead: str, prefix: str, label: str) -> Subject | None:
        marked = self._marked(place)
        if marked is not None:
            return marked
        bare = strip(prefix)
        area = strip(lead) if re.search(r"\d", lead) else bare
        is_area = bool(together.AREA.match(area)) and (place.item is not None or bool(self.title.department))
        single = self._single()
        is_fund = single is not None and together.is_fund_of(area, single.name)
        is_area = is_area and self.register.opening(area) is None and not is_fund
        if FUND.match(bare) or is_area or place.is_part or owners.is_of(owners.SECTOR, _opened(lead)):
            return None
        head = self._head(lead, bare)
        if place.item is not None:
            return self._in_item(place, lead, bare, head, label)
        if head is not None and head.project is not None:
            return head
        if place.is_recipient:
            # A part of what the one office gave.
            return None
        if place.item_department:
            if (head is None or head.project is None) and not self.titled() and self._is_stranger(lead):
                return None
            if head is None or head.project is None:
                # Of the one project each office has its part.
                evidence = f"列表项“{place.item_department}”"
                scope = UNIT if self.register.is_in_unit(place.node) else ""
                return Subject(self.titled(), place.item_department, evidence, SURE, scope=scope)
            return head
        if (office := self._opening_office(lead)) and self.title.has_many_departments:
            return Subject(None, office, f"句首部门“{office}”", SURE)
        if office and self.title.scope == DEPARTMENT and not _FOR_US.search(lead):
            return Subject(None, office, f"句首单位“{office}”", FAIR, scope=UNIT)
        last = self.last
        if last is not None and last.project is not None and _THIS.match(bare):
            return Subject(last.project, "", f"“{bare}”指“{_name(last)}”", self._carried_strength(), is_carried=True)
        whole = self._whole(lead, label) or self._together(bare, lead, label)
        titled = self.titled()
        if whole is not None and (whole.strength == SURE or not self._single()):
            return self._own_total(whole, titled)
        path = place.node.path()
        if self._single() is None and not bare and path and together.TOTAL.match(head_of(path[-1])):
            return Subject(None, "", f"小标题“{head_of(path[-1])}”", SURE, scope="project")
        for node in reversed(path):
            name = head_of(node)
            known = self.register.find(name, least=0.85) if names.may_be(name) else None
            if known is not None:
                return Subject(known, "", f"小标题“{name}”", SURE)
            asked = self.register.hinted(node.head[:40])
            if asked is not None and (not bare or _SAME.match(bare)):
                return Subject(asked, "", f"小标题“{name}”里的“{asked.name}”", FAIR)
        single = self._single()
        if single is not None and not PLURAL.search(lead + label):
            likely = bool(re.search(r"(?:经费|资金|项目|专项|补助|工程)$", bare)) and 2 * sum(
                c in single.name for c in bare
            ) >= len(bare)
            is_plain = not bare or bool(_SAME.match(bare)) or bool(OWN.match(bare)) or self._is_department(bare)
            return Subject(
                single, "", f"标题所指的唯一项目“{single.name}”", SURE if is_plain else FAIR if likely else WEAK
            )
        is_of_one = self.title.scope == "department" and not self.title.has_many_departments
        if is_of_one and whole is None and not self.title.projects:
            is_plain = not bare or bool(_SAME.match(bare)) or self._is_department(bare)
            if is_plain and not self._is_stranger(lead):
                return Subject(None, "", "标题所指的部门整体", SURE)
        is_plain = (not bare or bool(_SAME.match(bare))) and not self._is_stranger(lead)
        if self.last is not None and is_plain:
            evidence = f"承前文“{_name(self.last)}”"
            return replace(self.last, evidence=evidence, strength=self._carried_strength(), is_carried=True)
        if titled is not None and whole is None and is_plain and not PLURAL.search(lead + label):
            return Subject(titled, "", f"标题所指的项目“{titled.name}”", FAIR)
        return whole

    def _is_stranger(self, lead: str) -> bool:
        """Whether a stretch opens with the name of a project nobody knows: what follows is not of the one before."""
        opened = strip(lead)
        clause = re.split("[，:]", opened)[0]
        name = names.before_predicate(LABELLED.split(clause)[0])
        if _SAME.match(name) or self._is_department(name) or together.is_of_all(name):
            return False
        if places.is_department(name) or (names.is_certain(name) and names.may_be(name)):
            return True
        is_apart = self.is_opening and len(clause) < len(opened) and len(clause) <= _LONGEST_HEAD
        return is_apart and names.may_be(clause, is_proven=True) and not _ADVERB.match(clause)

    def _carried_strength(self) -> int:
        """What is spoken of lasts surely in a paragraph that names no other project."""
        last = self.last
        if last is None or last.project is None or self.named_here != {id(last.project)}:
            return FAIR
        return last.strength

    def _in_item(self, place: Place, lead: str, bare: str, head: Subject | None, label: str) -> Subject | None:
        item = place.item
        assert item is not None  # noqa: S101 - the caller's branch
        own = Subject(item, "", f"列表项“{item.name}”", SURE)
        if head is not None and head.project is not None and head.project is not item:
            return head if head.strength == SURE else None
        if not place.is_first_in_item and together.ALL_COUNTED.match(strip(lead) + label):
            return Subject(None, "", f"部门用语“{strip(lead)}{label}”", SURE, scope="project")
        if not bare or _SAME.match(bare) or (head is not None and head.project is item) or stretches.time_only(bare):
            whole = self._whole(lead, "")
            is_sum = whole is not None and re.search(r"“(?:合计|总计|共计|总额)”$", whole.evidence)
            if whole is not None and not is_sum and not place.is_first_in_item and whole.strength == SURE and not bare:
                return whole
            if (
                not place.is_first_in_item
                and re.search("项目|以上|上述", lead + label)
                and (PLURAL.search(lead + label) or re.search(r"合计|总计", label))
            ):
                return Subject(None, "", f"部门用语“{label}”", SURE, scope="project")
            return own
        if names.alike(bare, item.name) >= 0.7 or item.name in lead or bare.lstrip("该此本") in item.name:
            return own
        if self._is_department(bare) or OWN.match(bare) or _THIS_ONE.match(bare):
            return own
        if re.search(r"^(?:全局|部门整体|以上|上述|各项目|所有项目)", strip(lead)):
            return Subject(None, "", "部门用语", FAIR)
        return Subject(item, "", f"列表项“{item.name}”，但标签前有“{bare[:12]}”", WEAK)

    def _marked(self, place: Place) -> Subject | None:
        """①得99分: the mark of a list stands for its item."""
        node = place.node
        if node.style != "circle" or not re.match(r"(?:项目)?(?:自评|综合)?得?分?(?:为)?:?\d", node.head):
            return None
        for project in self.register.projects:
            if project.node is not None and project.node.style == "circle" and project.node.number == node.number:
                return Subject(project, "", f"序号{node.number}", SURE)
        return None

    def _head(self, lead: str, bare: str) -> Subject | None:
        """A known project the half-sentence opens with, or that stands right before the label."""
        opened = strip(lead)
        # As it stands first: 2023年度甲 is not 甲.
        for text in dict.fromkeys((lead.lstrip("，:;"), bare, opened)):
            if len(text) < 3:
                continue
            known = self.register.opening(text)
            if known is not None:
                rest = text[known[1] :]
                if not _AND.match(rest[:3]):
                    return _named(known[0], f"句首“{text[: known[1]]}”", SURE)
        if 4 <= len(bare) <= names.LONGEST and not self._is_department(bare):
            alias = self.register.find(bare, least=0.8)
            if alias is not None:
                return _named(alias, f"“{bare}”为“{alias.name}”的别称", SURE if alias is self._single() else FAIR)
        first = re.match(r"[^，:;]+", opened)
        if first and len(first[0]) >= 4 and first[0] != bare:
            alias = self.register.find(first[0], least=0.85)
            if alias is not None:
                return _named(alias, f"句首“{first[0]}”为“{alias.name}”的别称", FAIR)
        return None

    def _whole(self, lead: str, label: str) -> Subject | None:
        found = together.WHOLE.search(lead) or PLURAL.search(lead + label) or together.sum_of(lead, label)
        is_budget = bool(together.OF_OFFICE.search(label)) and (
            strip(lead) in ("", "本", "我") or bool(OWN.match(strip(lead)))
        )
        if is_budget or (together.BY_UNIT.search(label) and not strip(lead) and self._single() is None):
            return Subject(None, "", f"部门用语“{label}”", SURE)
        is_topic = (
            self.last is not None
            and self.last.project is not None
            and (self.named_here == {id(self.last.project)} or self.last.evidence.startswith(PRESENTED))
        )
        if not found and self._single() is None and not is_topic:
            found = re.search(r"部门(?!经济)|整体|全局", label) or together.OUR_PROJECTS.search(label)
        if not found and self._single() is None and not strip(lead):
            found = together.SUM_LABEL.search(label)
        if found and self._single() is not None and not together.ALL.search(found[0]):
            # Of one project's money 合计 is said as well.
            found = None
        if found:
            is_of_projects = re.search(r"项目|专项|个|项", found[0]) and not re.search("部门|整体", found[0])
            scope = "project" if is_of_projects else ""
            counted = together.COUNTED.search(strip(lead[: found.end()]))
            is_all = counted is None or len(self.register.mentioned(counted.string)) == len(self.register.projects)
            return Subject(None, "", f"部门用语“{found[0]}”", SURE if is_all else WEAK, scope=scope)
        bare = strip(lead)
        if OWN.match(bare) or self._is_department(re.split("[，:]", bare)[0]):
            return Subject(None, "", f"部门用语“{bare[:8]}”", FAIR)
        return None

    def _together(self, bare: str, lead: str, label: str) -> Subject | None:
        """区残联项目, 特定目标类项目: all of the department's projects; of only some of them a person says."""
        if self._single() is not None:
            return None
        noun = re.match(r"(?:项目|专项)(?:支出|资金|经费)?", label)
        opened = re.split("[，:]", strip(lead))[0]
        for phrase in (bare + (noun[0] if noun else ""), LABELLED.split(opened)[0]):
            kind = owners.of_several(phrase, self.title.department, self.title.district)
            if kind:
                strength = FAIR if kind == owners.ALL else WEAK
                return Subject(None, "", f"部门用语“{phrase}”", strength, scope="project")
        return None

    def _own_total(self, whole: Subject, titled: Project | None) -> Subject:
        """合计 alone is of the one project in the title, whatever it lists; not 三个项目合计."""
        if titled is None or not _SUM_ALONE.search(whole.evidence):
            return whole
        return Subject(titled, "", f"标题所指的项目“{titled.name}”的合计", FAIR)

    def _opening_office(self, lead: str) -> str:
        """The office besides the reporting one that a stretch, or its last clause, opens with."""
        found = offices.opening(strip(lead)) or offices.opening(strip(lead.rpartition("，")[2]))
        own = self.title.department, self.title.district
        return found if found and not (offices.opened_by(found, *own) or self._is_department(found)) else ""

    def _is_department(self, text: str) -> bool:
        return offices.is_named(text, self.title.department, self.title.district)

    def titled(self) -> Project | None:
        """The only project of the title, whatever others the report speaks of."""
        named = self.title.projects
        found = [p for p in self.register.projects if p.name in named or set(p.aliases) & set(named)]
        return found[0] if len(named) == len(found) == 1 else None

    def _single(self) -> Project | None:
        """The project of a title that names one, where no list names more."""
        known = [p for p in self.register.projects if p.basis in ("title", "list", "table", "heading", "run")]
        titled = [
            p for p in known if p.basis == "title" or any(p.name == t or t in p.aliases for t in self.title.projects)
        ]
        return titled[0] if len(self.title.projects) == len(titled) == len(known) == 1 else None


#: 市水利局安排我局120万元: of who got it.
_FOR_US = re.compile(r"[我本](?:局|院|校|委|厅|单位|部门|中心|镇|乡|街道|馆|站|办|会|所)|财政|给予?|下达|拨付|批复")
#: What 合计 said of which nothing else is said.
_SUM_ALONE = re.compile(r"“(?:全年|年初|财政)?(?:支出|预算|资金)?(?:合计|总计|共计|总额)”$")
#: 甲和乙, 甲等; not 甲惠及.
_AND = re.compile(r"[\u4e00-\u9fff]*(?:等|和|、|(?<![惠涉普])及)")
#: 该项目, 我局给这个项目: the one spoken of.
_THIS = re.compile(
    r"^(?:(?:我|本)[\u4e00-\u9fff]{1,2})?(?:给|对)?(?:这个?|这[项笔]|该|此|本|上述)(?:项目|专项|工程|资金|经费|活动|任务|补贴|补助|奖补|试点|计划|行动|服务|平台|系统|政策)"
)
#: 该车, 该平台: the thing an item tells of.
_THIS_ONE = re.compile(r"^[该此这][\u4e00-\u9fff]{1,6}$")
#: A clause that stands apart before a label, and what is no name there.
_LONGEST_HEAD = 22
_LEAST_NAME = 2
_ADVERB = re.compile(r"[经从按到在共已均其同并后当对以依据把将受该因]|\d")
#: Where the words of a label begin inside a clause.
LABELLED = re.compile(
    r"(?<=.{3})(?:调整后|上年|去年|今年|年初(?!预算项目)|全年|年中|未安排|没有安排|(?<!年初)预算(?!项目[两二三四五六七八九十\d共])|支出|实际|由于|因(?!子|素))"
)


#: 向施工、监理单位支付: who was paid owns nothing.
_TO_WHOM = re.compile(r"^(?:全年|累计|当年|实际|年内|已|共)*(?:向|给)[^，。;:]{1,24}$")


def _is_of_part(lead: str) -> bool:
    """Whether a clause of a stretch opens with a part of a project: 人员经费预算40万元，支出 …"""
    heads = (LABELLED.split(strip(clause))[0] for clause in re.split("[，:]", lead))
    return any(owners.is_part(re.split(r"\d", head)[0], is_of_one=True) for head in heads)


def _opened(lead: str) -> str:
    """What a stretch opens with, up to the words of a label: 教育系统 of 教育系统预算18亿元."""
    return LABELLED.split(re.split("[，:]", strip(lead))[0])[0]


def _after_intro(lead: str) -> str:
    """各项目执行情况:甲 — the words before a colon introduce, where a name follows, or say what it is about."""
    intro, _, rest = lead.rpartition(":")
    return rest if intro and (len(strip(rest)) > _LEAST_NAME or together.ASPECT.match(intro)) else lead


def is_same(text: str) -> bool:
    """该项目, 本经费: what was spoken of, by no name."""
    return bool(_SAME.match(text) or _THIS.match(text))


def _named(project: Project, evidence: str, strength: int) -> Subject:
    """A project the text names; one known by its place in sentences alone is as sure as its signs."""
    if project.signs:
        evidence += f"（{project.signs}）"
    return Subject(project, "", evidence, min(strength, project.trust))


def _name(subject: Subject) -> str:
    return subject.project.name if subject.project else subject.department or "部门"
