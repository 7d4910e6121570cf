"""Short names that a report gives its projects: 城乡供水可行性缺口补助（以下简称“缺口补助”）.

Belongs here: finding them. Does not belong here: names that are alike by themselves (``names``).
"""

from __future__ import annotations

import re

from etl.read import places
from etl.read.prose import names
from etl.read.prose.facts import ordered
from etl.read.prose.outline import Node
from etl.read.prose.register import Project, Register

_CALLED = re.compile(r"\((?:以下|下文|下)?(?:统|简)?称(?:为|作)?:?(?P<name>[^()，。;]{2,24})\)")
#: What stands before a name in its clause: 评价对象为, 实施的, 我局.
_LEADS = re.compile(
    r"^(?:[^\"]{0,12}?(?:一是|二是|三是|四是|五是|对象[是为]|分别[是为]|项目[是为]|实施了?的?|开展了?的?|承担了?的?|安排了?)|"
    r"(?:20\d\d年度?)?[我本](?:局|院|校|委|厅|单位|部门|中心|镇|乡|街道|馆|站|办|会|所|县|区|市))+(?=.{4})"
)
_MADE_UP = frozenset(("named", "sentence", "run"))


def learn(root: Node, register: Register) -> None:
    """Enter every short name as an alias of the project before it; what was taken for a project by that name alone is
    none, and one known by its short name only gets the full one."""
    for _, segment in ordered(root):
        for found in _CALLED.finditer(segment.text):
            before = re.sub(r'["》]+$', "", segment.text[: found.start()])
            owner, alias = _ending(before, register), found["name"].strip('"')
            if owner is not None and owner.name != alias:
                _enter(owner, found["name"], register)
            else:
                _rename(_full(before), alias, register)


def _ending(text: str, register: Register) -> Project | None:
    """The project with whose name a text ends."""
    ending = [p for p in register.projects for n in (p.name, *p.aliases) if text.endswith(re.sub(r'["》]+$', "", n))]
    return max(ending, key=lambda p: len(p.name), default=None)


def _full(text: str) -> str:
    """The name a text ends with, or nothing: what its last clause says behind verbs and words for the office."""
    clause = re.split("[，。;:]|(?<=项目)、|(?<=工程)、|(?<=[)])(?:、|以及|和|及|与)", text)[-1]
    name = names.clean(_LEADS.sub("", clause.lstrip('"《')))
    is_name = names.is_certain(name) and names.may_be(name, is_proven=True) and not places.is_department(name)
    return name if is_name and "、" not in name else ""


def _rename(full: str, alias: str, register: Register) -> None:
    """Give the project that the text calls by a short name its full one."""
    known = next((p for p in register.projects if alias in (p.name, *p.aliases)), None)
    if full and known is not None and len(full) > len(known.name):
        known.aliases += [name for name in dict.fromkeys((known.name, alias)) if name not in known.aliases]
        known.name = full


def _enter(owner: Project, alias: str, register: Register) -> None:
    bare = alias.strip('"')
    # "一网统管"一期 keeps its quotes inside; sentences are read without those before it.
    spellings = {bare, alias.lstrip('"'), alias}
    owner.aliases += [name for name in sorted(spellings) if name not in owner.aliases and name != owner.name]
    register.projects = [
        p for p in register.projects if p is owner or p.basis not in _MADE_UP or p.name not in spellings
    ]
