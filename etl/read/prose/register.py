"""The projects of a report: from its title, its lists and its headings.

Belongs here: which siblings are a list of projects, their names and aliases. Does not belong here: whose a figure is
(``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from etl.inputs import InputError
from etl.read import places
from etl.read.prose import labels, names
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import Figure, figures
from etl.read.prose.outline import Node, Segment
from etl.read.prose.title import Title

#: Roles that make an item one of a list of projects.
MONEY = frozenset(("budget_initial", "budget_full_year", "budget", "received", "executed", "unspecified", "carried"))
#: A report of a large bureau lists some hundred; names are compared pair by pair.
_MOST_PROJECTS = 400
_HEAD = re.compile(r"^(?P<name>[^:;。，！？]{2,48}?)[:;](?!\d*元)")
_UNNUMBERED = re.compile(r"^(?P<name>[^:;。，！？]{3,45})[:;](?=.{6,})")
_NO_FIGURES = frozenset(("scoring", "conduct", "annex", "measures"))


@dataclass(eq=False)
class Project:
    """One project as printed. ``basis``: title, list, heading, table or sentence."""

    name: str
    basis: str
    node: Node | None = None
    aliases: list[str] = field(default_factory=list)
    department: str = ""
    year: int | None = None
    order: int = 0


@dataclass
class Register:
    """The projects known so far, and which node is whose item."""

    projects: list[Project] = field(default_factory=list)
    items: dict[int, Project] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)
    _forms: tuple[int, re.Pattern[str] | None] | None = field(default=None, repr=False)

    def add_run(self, run: Sequence[str]) -> None:
        """Names that stand in a row: each another project; one known already by a like name is that."""
        taken: set[int] = set()
        for name in run:
            known = self.find(name, least=0.85)
            if known is not None and id(known) not in taken:
                taken.add(id(known))
                if known.name != name and name not in known.aliases:
                    known.aliases.append(name)
                continue
            taken.add(id(self.add(name, "run", is_list=True)))

    def add(self, name: str, basis: str, node: Node | None = None, *, is_list: bool = False) -> Project:
        """The project of this name, new where none is alike. Two items of one list are two projects."""
        known = self.find(name, least=0.97 if is_list else 0.85)
        if known is None or (is_list and known.node is not None and known.name != name):
            if len(self.projects) >= _MOST_PROJECTS:
                raise InputError(f"列出的项目超过{_MOST_PROJECTS}个，像是数据表而不是报告，请用表格文件。")
            known = Project(name, basis, node, order=len(self.projects))
            self.projects.append(known)
        elif is_list and known.basis in ("title", "sentence"):
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
            return None
        if len(scored) > 1 and scored[1][0] == scored[0][0] and scored[0][0] < 1:
            return None
        return scored[0][1]

    def opening(self, text: str) -> tuple[Project, int] | None:
        """The project whose name (or alias) a text begins with, and the name's length."""
        best: tuple[Project, int] | None = None
        for project in self.projects:
            for name in (project.name, *project.aliases):
                for form in (name, names.core(name)):
                    if len(form) >= 4 and text.startswith(form) and (best is None or len(form) > best[1]):
                        best = project, len(form)
        return best

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
        forms = {n: p for p in reversed(self.projects) for n in (names.core(p.name), *p.aliases, p.name) if len(n) >= 4}
        key = hash(frozenset(forms))
        if self._forms is None or self._forms[0] != key:
            ordered = sorted(forms, key=len, reverse=True)
            self._forms = key, re.compile("|".join(map(re.escape, ordered))) if ordered else None
        pattern = self._forms[1]
        return [(m.start(), len(m[0]), forms[m[0]]) for m in pattern.finditer(text)] if pattern is not None else []


def node_figures(node: Node) -> Iterator[Figure]:
    """The figures of a node and of what stands under it."""
    for one in node.walk():
        for segment in one.segments:
            for sentence in sentences(segment.text):
                yield from figures(sentence)


def collect(root: Node, title: Title, skipped: Iterable[Node] = ()) -> Register:
    """Projects of the title, then of every list of siblings that has figures."""
    register = Register()
    for node in list(root.walk()):
        if node.style == "annex":
            skipped = (*skipped, node)
    for name in title.projects:
        register.add(names.clean(name), "title")
    left_out = {id(n) for node in skipped for n in node.walk()}
    for node in list(root.walk()):
        if id(node) not in left_out:
            _unnumbered(node)
    # From the inside out: what holds a list of projects is none itself.
    for node in reversed(list(root.walk())):
        if id(node) in left_out:
            continue
        for style in dict.fromkeys(c.style for c in node.children):
            group = [c for c in node.children if c.style == style and id(c) not in left_out]
            if style not in ("part",):
                _group(group, register)
    return register


def _unnumbered(node: Node) -> None:
    """Lines headed ``名称：`` one under another become children of their own."""
    heads = [
        (k, m) for k, s in enumerate(node.segments) if (m := _UNNUMBERED.match(s.text)) and names.may_be(m["name"])
    ]
    if len(heads) < 2 or not any(_has_money(s.text) for _, s in ((k, node.segments[k]) for k, _ in heads)):
        return
    first = heads[0][0]
    places_ = {k for k, _ in heads}
    kept, current = node.segments[:first], None
    for k, segment in enumerate(node.segments[first:], first):
        if k in places_:
            current = Node("named", 0, segment.text, [segment], parent=node)
            node.children.append(current)
        elif (
            current is not None
            and segment.line == current.segments[-1].line + 1
            and len(segment.text) > 30
            and not re.match(r"以上|上述|综上|20\d\d年，?(?:全|我|本)", segment.text)
        ):
            current.segments.append(segment)
        else:
            kept.append(segment)
    node.segments[:] = kept


def _has_money(text: str) -> bool:
    return any(f.role in MONEY for s in sentences(text) for f in figures(s))


def _group(group: list[Node], register: Register) -> None:
    group = [n for n in group if not any(id(c) in register.items for c in n.walk())]
    found = [(node, item_name(node, register)) for node in group]
    named = [(node, name) for node, name in found if name]
    if not named or len(named) < 0.6 * len(group):
        # Half of them are sections: only what is surely a project by name and figures.
        named = [(n, name) for n, name in named if names.is_certain(name) and _item_weight(n) >= 2]
        if not named:
            return
    if group[0].style in ("han", "part", "plain") and sum(names.is_certain(n) for _, n in named) < 0.7 * len(named):
        # Chapters are rarely projects.
        return
    weights = [_item_weight(node) for node, _ in named]
    if len(named) == 1:
        if weights[0] < 2 or not names.is_certain(named[0][1]):
            return
    elif sum(w > 0 for w in weights) < max(1, 0.4 * len(named)):
        certain = sum(names.is_certain(name) for _, name in named)
        if not (sum(w > 0 for w in weights) >= 2 and certain >= 0.7 * len(named)):
            return
    are_departments = sum(places.is_department(name) for _, name in named) > 0.6 * len(named)
    if are_departments:
        for node, name in named:
            register.departments[id(node)] = name
        return
    for node, name in named:
        register.add(name, "list" if len(named) > 1 else "heading", node, is_list=True)


def _item_weight(node: Node) -> int:
    """How many figures with a project's roles an item has; a rate or zero in words counts too."""
    weight = 0
    for figure in node_figures(node):
        weight += (figure.role in MONEY and not figure.is_part) or (
            figure.role == "rate" and not figure.prefix and "率" in figure.label and figure.label[0] not in "完使"
        )
    if not weight and labels.said("short").search(node.all_text):
        weight = 1
    return weight


def item_name(node: Node, register: Register) -> str:
    """The name an item opens with, or nothing. A name the register has already goes before the item's own grammar."""
    if not node.segments:
        return ""
    name = name_of(node.segments[0])
    known = register.opening(node.segments[0].text)
    if (
        known is not None
        and len(name) > known[1]
        and name[known[1] :] in ("项目县级", "项目区级", "项目市级", "项目省级", "项目")
    ):
        return name[: known[1]] + ("项目" if name[known[1] :].startswith("项目") else "")
    return name


def name_of(segment: Segment) -> str:
    text = segment.text
    found = _HEAD.match(text)
    if found:
        name = found["name"]
    else:
        clause = re.match(r"[^，。;]*", text)
        first = clause[0] if clause else ""
        name = first
        for figure in (f for s in sentences(text) for f in figures(s)):
            if figure.start >= len(first):
                break
            if figure.role:
                name = text[figure.clause_start : figure.clause_start + len(figure.prefix)] if figure.prefix else ""
            else:
                name = ""
            break
        if name == first and len(text) > len(first) and text[len(first)] in "，。" and not names.is_certain(name):
            head = re.match(r"^(.{2,40}?)(?:因|由于|系|为跨年|属|主要用于|用于|共|计划)", first)
            name = head[1] if head and names.is_certain(head[1]) else (name if len(name) <= 25 else "")
        name = re.sub(r"(?:20\d\d年度?)$", "", name)
    name = names.clean(name)
    return name if names.may_be(name) else ""
