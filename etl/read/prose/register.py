"""The projects of a report: from its title, its lists and its headings.

Belongs here: which siblings are a list of projects, their names and aliases. Does not belong here: whose a figure is
(``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from etl.inputs import InputError
from etl.read.prose import called, labels, names, offices, owners, sections, siblings
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.prose.outline import ASKED, Node
from etl.read.prose.spellings import SHORTEST, Spellings
from etl.read.prose.title import DEPARTMENT, Title
from etl.read.prose.tokens import Figure

#: Roles that make an item one of a list of projects.
MONEY = frozenset(("budget_initial", "budget_full_year", "budget", "received", "executed", "unspecified", "carried"))
#: A report of a large bureau lists some hundred; names are compared pair by pair.
_MOST_PROJECTS = 400
#: From here on two names may be of one project.
_LIKE = 0.8
#: The same of a name in a table.
TABLED = 0.85
_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:镇|乡|村|街道|社区|市|县|区|农场|林场)$")
#: Siblings with figures of their own that prove a list, and which share of those with any.
_LEAST_FULL, _MOST_OF = 2, 0.7
#: An item told in lines of a field each is short.
_LONGEST_FIELDS = 240


@dataclass(eq=False)
class Project:
    """One project as printed. ``basis``: title, list, heading, table, run, named (``heads``) or sentence."""

    name: str
    basis: str
    node: Node | None = None
    aliases: list[str] = field(default_factory=list)
    department: str = ""
    year: int | None = None
    order: int = 0
    #: Whether its office is none that the report names, in a report on several.
    is_nobodys: bool = False
    #: Whether its office, by its name, is another than the reporting one.
    is_anothers: bool = False
    #: How sure it is that this is a project at all, as ``subject`` counts, and what says so.
    trust: int = 3
    signs: str = ""


@dataclass
class Register:
    """The projects known so far, and which node is whose item."""

    projects: list[Project] = field(default_factory=list)
    items: dict[int, Project] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)
    #: Nodes on who got a part of the money, in a report of one office: schools, towns.
    recipients: set[int] = field(default_factory=set)
    #: Nodes on offices inside the reporting one, in a report on the whole of it.
    units: set[int] = field(default_factory=set)
    #: Nodes on parts of one project (``parts``).
    parts: set[int] = field(default_factory=set)
    #: Whether the report is of one project: kinds of spending are none.
    is_of_one: bool = False
    #: Items of lists that have figures of their own, and what they are called, whatever became of them.
    told: list[tuple[Node, str]] = field(default_factory=list)
    _spellings: Spellings | None = field(default=None, repr=False)

    def item_of(self, node: Node) -> Project | None:
        """The innermost item a node stands in."""
        return next((self.items[id(n)] for n in reversed(node.path()) if id(n) in self.items), None)

    def department_of(self, node: Node) -> str:
        """The innermost office whose piece of the report a node stands in."""
        return next((self.departments[id(n)] for n in reversed(node.path()) if id(n) in self.departments), "")

    def is_in_unit(self, node: Node) -> bool:
        """Whether a node tells of an office inside the reporting one."""
        return any(id(n) in self.units for n in node.path())

    def add_run(self, run: Sequence[str], basis: str = "run", least: float = _LIKE) -> None:
        """Names that stand in a row: each another project; one known already by a like name is that."""
        taken: set[int] = set()
        for name in run:
            known = self.find(name, least=least)
            if known is not None and id(known) not in taken:
                taken.add(id(known))
                if known.name != name and name not in known.aliases:
                    known.aliases.append(name)
                continue
            taken.add(id(self.add(name, basis, is_list=True)))

    def add(self, name: str, basis: str, node: Node | None = None, *, is_list: bool = False) -> Project:
        """The project of this name, new where none is alike. Two items of one list are two projects."""
        known = self.find(name, least=0.97 if is_list else 0.85)
        if known is None or (is_list and known.node is not None and known.name != name):
            if len(self.projects) >= _MOST_PROJECTS:
                raise InputError(f"列出的项目超过{_MOST_PROJECTS}个，像是数据表而不是报告，请用表格文件。")
            known = Project(name, basis, node, order=len(self.projects))
            self.projects.append(known)
        elif is_list and known.basis in ("title", "sentence", "named"):
            known.aliases.append(known.name)
            known.name, known.basis = name, basis
        if known.name != name and name not in known.aliases:
            known.aliases.append(name)
        if node is not None:
            known.node = known.node or node
            self.items[id(node)] = known
        return known

    def find(self, name: str, least: float = 0.8) -> Project | None:
        """The one project this name is a spelling of; none where two are as like."""
        bare = names.clean(name)
        scored = sorted(
            ((max(names.alike(bare, n) for n in (p.name, *p.aliases)), p) for p in self.projects),
            key=lambda s: -s[0],
        )
        if not scored or scored[0][0] < least:
            return self._holding(bare) if least <= _LIKE else None
        if len(scored) > 1 and scored[1][0] == scored[0][0] and scored[0][0] < 1:
            return None
        return scored[0][1]

    def _holding(self, name: str) -> Project | None:
        """Of several projects the only one with a word of its own that a short name says: 古籍项目, 产业路."""
        word = re.sub(r"(?<=.{2})(?:项目|专项)$", "", name)
        is_short = len(word) >= (2 if word != name else 3) and len(word) < SHORTEST
        found = [p for p in self.projects if is_short and word in p.name] if len(self.projects) > 1 else []
        return found[0] if len(found) == 1 else None

    def unread(self) -> list[tuple[Node, str]]:
        """Items with figures of their own that are nobody's, and what they are called."""
        owned = {*self.items, *self.departments, *self.recipients, *self.parts}
        return [(n, name) for n, name in self.told if not owned & {id(one) for one in (*n.path(), *n.walk())}]

    def is_like_any(self, name: str) -> bool:
        """Whether a name may be a spelling of one or of several of those known."""
        bare = names.clean(name)
        core = names.core(bare)
        is_inside = len(core) >= SHORTEST
        return any(
            names.alike(bare, n) >= _LIKE or (is_inside and core in n)
            for p in self.projects
            for n in (p.name, *p.aliases)
        )

    def opening(self, text: str) -> tuple[Project, int] | None:
        """The project whose name (or alias) a text begins with, and the name's length."""
        best: tuple[Project, int] | None = None
        for form, project in self._known().beginning(text):
            if text.startswith(form) and (best is None or len(form) > best[1]):
                best = project, len(form)
        return best

    def begun(self, text: str) -> tuple[Project, int] | None:
        """The only listed project whose name begins with a whole text: 东街小学 of 东街小学食堂设备更新."""
        found = [p for p in self.projects if p.node is not None and p.name.startswith(text)]
        return (found[0], len(text)) if len(found) == 1 and len(text) >= SHORTEST else None

    def numbered(self, number: int) -> Project | None:
        """The only listed project with this number."""
        found = [p for p in self.projects if p.node is not None and p.node.number == number]
        return found[0] if len(found) == 1 else None

    def pattern(self) -> re.Pattern[str] | None:
        """All names as one pattern, the longest first."""
        every = {n for p in self.projects for n in (p.name, *p.aliases) if len(n) >= 4}
        return re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True)))) if every else None

    def hinted(self, text: str) -> Project | None:
        """The only project of which a heading holds four characters in a row of its own."""
        best: list[tuple[int, Project]] = []
        for project in self.projects:
            core = names.core(project.name)
            longest = max(
                (
                    size
                    for size in range(4, len(core) + 1)
                    for k in range(len(core) - size + 1)
                    if core[k : k + size] in text
                ),
                default=0,
            )
            if longest >= 4 and longest >= 0.4 * len(core):
                best.append((longest, project))
        best.sort(key=lambda b: -b[0])
        if not best or (len(best) > 1 and best[1][0] == best[0][0]):
            return None
        return best[0][1]

    def mentioned(self, text: str) -> list[tuple[int, int, Project]]:
        """Names standing in a text: place, length, project; longest first at each place."""
        known = self._known()
        if known.pattern is None:
            return []
        return [(m.start(), len(m[0]), known.forms[m[0]]) for m in known.pattern.finditer(text)]

    def _known(self) -> Spellings:
        """The spellings of all names as they are now."""
        key = (*(p.name for p in self.projects), sum(len(p.aliases) for p in self.projects))
        if self._spellings is None or self._spellings.key != key:
            self._spellings = Spellings.of(self.projects, key)
        return self._spellings


def node_figures(node: Node, unit: str = "") -> Iterator[Figure]:
    """The figures of a node and of what stands under it; ``unit`` of those without one."""
    for one in node.walk():
        for segment in one.segments:
            for sentence in sentences(segment.text):
                yield from figures(sentence, unit=unit)


def collect(root: Node, title: Title, skipped: Iterable[Node] = ()) -> Register:
    """Projects of the title, then of every list of siblings that has figures; ``skipped``: pieces on parts of one."""
    register = Register(parts={id(n) for n in skipped})
    for node in list(root.walk()):
        if node.style == "annex":
            skipped = (*skipped, node)
    for name in title.projects:
        register.add(names.clean(name), "title")
    _group([n for n in root.walk() if n.style == "field"], register, title)
    left_out = {id(n) for node in skipped for n in node.walk()}
    # From the inside out: what holds a list of projects is none itself.
    for node in reversed(list(root.walk())):
        if id(node) in left_out or sections.is_of_else(node):
            continue
        for style in dict.fromkeys(c.style for c in node.children if c.style != ASKED):
            group = [c for c in node.children if c.style == style and id(c) not in left_out]
            _group(group, register, title)
    register.projects.sort(key=lambda p: p.node.start if p.node is not None else -1)
    return register


def collect_asked(root: Node, title: Title, register: Register) -> None:
    """Projects that questions name, in a report of questions and answers where nothing else names any."""
    if register.projects:
        return
    for node in list(root.walk()):
        _group([c for c in node.children if c.style == ASKED], register, title)


def tells(text: str, unit: str = "") -> bool:
    """Whether a line tells of money given and used by itself; ``unit`` of amounts without one."""
    found = [f for s in sentences(text) for f in figures(s, unit=unit) if not f.is_part and not f.is_bracketed]
    roles = {f.role for f in found}
    # 河道清淤60万元。全年支出54万元
    is_amount_first = bool(found) and not found[0].role and found[0].kind == "money" and not found[0].clause_start
    return (is_amount_first or bool(roles & MONEY - {"executed"})) and bool(roles & {"executed", "rate"})


def _group(group: list[Node], register: Register, title: Title) -> None:
    """Make items of the siblings that are projects: each with its own figures where they are chapters, else most."""
    group = [n for n in group if not any(id(c) in register.items for c in n.walk())]
    weights = {id(n): _item_weight(n, title.unit) for n in group}
    full = [n for n in group if _is_full(n, title.unit)]
    is_proven = len(full) >= _LEAST_FULL and len(full) >= _MOST_OF * sum(w > 0 for w in weights.values())
    found = [(node, item_name(node, register, is_proven=is_proven and weights[id(node)] > 0)) for node in group]
    if is_proven and len(title.projects) != 1:
        # Parts of one project have figures of their own as well.
        own = {id(n) for n in full}
        found = [(n, name or (_proven_name(n, title) if id(n) in own else "")) for n, name in found]
        if 2 * sum(bool(name) for n, name in found if id(n) in own) >= len(full):
            found = [(n, name or (_name_among(n, title) if id(n) in own else "")) for n, name in found]
        register.told += [(n, called.name_in(n)) for n in full]
        # What is called a part or the whole speaks against no list.
        full = [n for n, name in found if id(n) in own and (name or not siblings.is_no_item(called.name_in(n)))]
    named = [(node, name) for node, name in found if name]
    if group and group[0].style == "shi" and {sections.REASONS, sections.MEASURES} & sections.own_kinds(group[0]):
        # 一是支出集中在四季度，二是人员流动频繁: problems, whatever figures stand beside them.
        named = [(node, name) for node, name in named if names.is_certain(name)]
        is_proven = False
    is_chapter = bool(group) and group[0].style in ("han", "part", "plain", "stem")
    if is_proven and sum(bool(name) for node, name in found if node in full) >= _MOST_OF * len(full):
        named = [(n, name) for n, name in named if weights[id(n)] > 0] if is_chapter else named
        _enter(named, register, title)
        _enter_amounts(group, register, title)
        return
    if not named or len(named) < 0.6 * len(group):
        # Half of them are sections: only what is surely a project by name and figures.
        named = [(n, name) for n, name in named if names.is_certain(name) and weights[id(n)] >= _LEAST_FULL]
        if not named:
            return
    certain = sum(names.is_certain(name) for _, name in named)
    if is_chapter and certain < 0.7 * len(named):
        # Chapters are rarely projects.
        return
    weighty = sum(weights[id(n)] > 0 for n, _ in named)
    if not weighty and 2 * certain > len(named):
        weighty = sum(_is_scored(node) for node, _ in named)
    if len(named) == 1:
        if weights[id(named[0][0])] < _LEAST_FULL or not certain:
            return
    elif weighty < max(1, 0.4 * len(named)) and not (weighty >= _LEAST_FULL and certain >= 0.7 * len(named)):
        return
    _enter(named, register, title)
    _enter_amounts(group, register, title)


def _enter_amounts(group: list[Node], register: Register, title: Title) -> None:
    """教师培训34万元 among items that are projects: one as well, of which a person says what the amount is."""
    is_list = sum(id(n) in register.items for n in group) >= _LEAST_FULL
    if not is_list or len(title.projects) == 1:
        return
    for node in group:
        name = "" if id(node) in register.items else called.before_amount(node)
        if name and not (siblings.is_no_item(name) or _is_office(name, title)):
            register.add(name, "list", node, is_list=True).trust = siblings.FAIR


def _enter(named: list[tuple[Node, str]], register: Register, title: Title) -> None:
    are_offices = sum(_is_office(name, title) for _, name in named) > 0.6 * len(named)
    is_of_one = bool(title.department) and not title.has_many_departments
    is_of_units = is_of_one and title.scope == DEPARTMENT
    for node, name in named:
        if are_offices and is_of_one and not is_of_units:
            register.recipients.add(id(node))
        elif are_offices:
            register.departments[id(node)] = offices.named(name) or name
            if is_of_units:
                register.units.add(id(node))
        else:
            project = register.add(name, "list" if len(named) > 1 else "heading", node, is_list=True)
            if not names.may_be(name, is_proven=True):
                project.trust = siblings.trust(name)


def _is_office(name: str, title: Title) -> bool:
    """Whether a name is of an office or a place, or of the inside of the reporting office: 区水务局本级."""
    own = offices.opened_by(name, title.department, title.district)
    is_inside = owners.is_of(owners.INSIDE, name[own:])
    return bool(offices.named(name)) or bool(_TOWN.search(name)) or is_inside


def _is_full(node: Node, unit: str) -> bool:
    """Whether a node tells of money given and of money used."""
    return any(tells(s.text, unit) for n in node.walk() for s in n.segments) or (
        len(node.all_text) <= _LONGEST_FIELDS and tells(node.all_text, unit)
    )


def _item_weight(node: Node, unit: str) -> int:
    """How many figures with a project's roles an item has; a rate or zero in words counts too."""
    weight = 0
    for figure in node_figures(node, unit):
        weight += (figure.role in MONEY and not figure.is_part) or (
            figure.role == "rate" and not figure.prefix and "率" in figure.label and figure.label[0] not in "完使"
        )
    if not weight and labels.said("short").search(node.all_text):
        weight = 1
    return weight


def _is_scored(node: Node) -> bool:
    """Whether an item gives points and no weight of an indicator."""
    return not re.search("权重|分值|满分|指标", node.all_text) and any(f.role == "score" for f in node_figures(node))


def item_name(node: Node, register: Register, *, is_proven: bool = False) -> str:
    """The name an item opens with, or nothing. A name the register has already goes before the item's own grammar."""
    if not node.segments:
        return ""
    name = called.name_of(node.segments[0], is_proven=is_proven)
    known = register.opening(node.segments[0].text)
    if (
        known is not None
        and len(name) > known[1]
        and name[known[1] :] in ("项目县级", "项目区级", "项目市级", "项目省级", "项目")
    ):
        return name[: known[1]] + ("项目" if name[known[1] :].startswith("项目") else "")
    return name


def _proven_name(node: Node, title: Title) -> str:
    """The name of an item that its list and its own figures prove."""
    name = called.name_in(node)
    return name if siblings.may_be(name, is_of_department=title.scope == DEPARTMENT) else ""


def _name_among(node: Node, title: Title) -> str:
    """The name of an item, half of whose list are projects."""
    name = called.name_in(node)
    return name if siblings.may_be_among(name, is_of_department=title.scope == DEPARTMENT) else ""
