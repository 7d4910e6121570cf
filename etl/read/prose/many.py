"""Reports on several offices: that a report is one, and which office each of its projects is of.

Belongs here: offices as headings, at the head of items and sentences, in brackets behind names. Does not belong here:
what the title says of it (``title``), names of offices (``offices``), whose a figure is (``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.read import places
from etl.read.prose import names, offices, together
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node, head_of
from etl.read.prose.register import MONEY, Project, Register
from etl.read.prose.stretches import strip
from etl.read.prose.title import DEPARTMENT, Title, is_treasury

_LEAST = 2
_GIVEN = MONEY - {"executed"}
#: 校舍维修(县教育局)
_BRACKET = re.compile(r"(?<=.{2})\((?:(?:实施|主管|责任|承担)(?:单位|部门):)?(?P<office>[\u4e00-\u9fff]{3,20})\)$")
#: 县教育局校舍维修: an office by its ending, not a place that is built.
_HEADED = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{0,10}?[省市区县州旗镇乡][\u4e00-\u9fff]{1,14}?(?:局|委员会|委|厅|办公室|人大办|政府办|政协办|街道办事处|联合会|残联|妇联|文联|工商联|科协|总工会|团委|(?:组织|宣传|统战)部|法院|检察院))"
    r"(?:的)?(?P<name>.{3,})$"
)


def learn(root: Node, title: Title) -> None:
    """Note that a treasury's report is of other offices, where two of them at least have figures of their own in it."""
    is_open = is_treasury(title) or not title.department
    is_of_itself = title.scope == DEPARTMENT and bool(together.ALL.search(title.text))
    if title.has_many_departments or title.projects or is_of_itself or not is_open:
        return
    found = {o for o in _offices(root, title) if title.scope != DEPARTMENT or offices.IS_OFFICE.search(o)}
    if len(found) >= _LEAST:
        title.has_many_departments = True


def _offices(root: Node, title: Title) -> Iterator[str]:
    for node in root.walk():
        office = heading(node) or of_name(head_of(node))[0]
        if office and not _is_own(office, title) and any(_is_told(s.text) for n in node.walk() for s in n.segments):
            yield office
        for segment in node.segments:
            for sentence in sentences(segment.text):
                for start, end in sentence.halves:
                    half = segment.text[start:end]
                    if _is_told(half) and (office := _opening(half, title)):
                        yield office


def _is_told(text: str) -> bool:
    """Whether a text tells of money given and of money used."""
    roles = {f.role for s in sentences(text) for f in figures(s)}
    return bool(roles & _GIVEN and roles & {"executed", "rate"})


def _opening(half: str, title: Title) -> str:
    """The office that a half-sentence, or the name it opens with, begins with."""
    found = ""
    for clause in re.split("，", half):
        found = found or offices.opening(strip(clause)) or of_name(clause.split(":")[0])[0]
        if re.search(r"\d(?!\d*年)", clause):
            break
    return "" if not found or _is_own(found, title) else found


def _is_own(office: str, title: Title) -> bool:
    return bool(offices.opened_by(office, title.department, title.district))


def heading(node: Node) -> str:
    """The office a heading is called by: 一、县教育局."""
    line = re.sub(r"\([^()]*\)", "", node.segments[0].text).rstrip(":。;") if node.segments else ""
    office = offices.named(line)
    return office if office and offices.opening(office) == office else ""


def of_name(name: str) -> tuple[str, str]:
    """The office in a project's name, and the name without it.

    >>> of_name("校舍维修(县教育局)"), of_name("县教育局校舍维修项目"), of_name("县城区道路改造")
    (('县教育局', '校舍维修'), ('县教育局', '校舍维修项目'), ('', '县城区道路改造'))
    """
    found = _BRACKET.search(name)
    office = offices.named(found["office"]) if found is not None else ""
    if found is not None and office:
        return office, name[: found.start()]
    opened = _HEADED.match(re.split(r"(?<=.{3})(?:年初|全年|调整后)?(?:预算|安排|支出)", name)[0])
    if opened is not None and names.may_be(opened["name"], is_proven=True) and not _BUILT.match(opened["name"]):
        return opened["office"], names.clean(opened["name"])
    return "", name


#: 县教育局办公楼改造: of the office, and of whoever builds it.
_BUILT = re.compile(r"机关|大楼|办公|综合楼|业务用房|食堂|大院|家属")


def give(root: Node, title: Title, register: Register) -> None:
    """Every project of a report on several offices its own; one for which no office is named is nobody's. In other
    reports a project is another office's where its item or its name says so."""
    for project in register.projects:
        _by_field(project, title)
    if not title.has_many_departments:
        for project in register.projects:
            _by_name(project, title)
        return
    for node in root.walk():
        if office := heading(node):
            register.departments.setdefault(id(node), office)
    for project in register.projects:
        office, name = of_name(project.name)
        if office:
            project.aliases.append(project.name)
            project.name = name if names.may_be(name, is_proven=True) else project.name
        elif project.node is not None:
            office = register.department_of(project.node)
        _own(project, office, title)
    for node in root.walk():
        for segment in node.segments:
            _by_sentence(segment.text, register.department_of(node), title, register)
    if register.departments or any(p.department for p in register.projects):
        for project in register.projects:
            project.is_nobodys = not project.department


def _by_field(project: Project, title: Title) -> None:
    """实施单位:县水利局, in the item."""
    found = _CARRIED_OUT.search(project.node.all_text) if project.node is not None and not title.projects else None
    office = offices.named(found["office"]) if found is not None else ""
    if office and not _COMPANY.search(office) and not _is_own(office, title):
        _own(project, office, title)


def _by_name(project: Project, title: Title) -> None:
    """县住建局污水管网, in a report of another office: whose it is a person says."""
    office = of_name(project.name)[0]
    if office and title.department and not project.department and not _is_own(office, title):
        project.is_anothers = True
        _own(project, office, title)


_CARRIED_OUT = re.compile(
    r"(?:实施|承担)(?:单位|部门|主体)(?::|为|是)(?P<office>[\u4e00-\u9fff]{3,20}?)(?=[，。;()]|$)"
)
_COMPANY = re.compile(r"(?:公司|集团|社)$")


def _by_sentence(text: str, above: str, title: Title, register: Register) -> None:
    """县教育局共2个项目:校舍维修 …: an office that opens a sentence owns what it names, up to the next office; else the
    one of the heading above."""
    for sentence in sentences(text):
        office = above
        for start, end in sentence.halves:
            half = text[start:end]
            office = offices.opening(strip(half)) or office
            for _, _, project in register.mentioned(half) if office else ():
                _own(project, office, title)


def _own(project: Project, office: str, title: Title) -> None:
    if office and not project.department:
        project.department = places.within(title.district, office)
