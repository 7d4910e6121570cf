"""Short names that a report gives its projects: 城乡供水可行性缺口补助（以下简称“缺口补助”）.

Belongs here: finding them. Does not belong here: names that are alike by themselves (``names``).
"""

from __future__ import annotations

import re

from etl.read.prose.facts import ordered
from etl.read.prose.outline import Node
from etl.read.prose.register import Project, Register

_CALLED = re.compile(r"\((?:以下|下文|下)?(?:统|简)?称(?:为|作)?:?(?P<name>[^()，。;]{2,24})\)")
_MADE_UP = frozenset(("named", "sentence", "run"))


def learn(root: Node, register: Register) -> None:
    """Enter every short name as an alias of the project before it; what was taken for a project by that name alone is
    none."""
    for _, segment in ordered(root):
        for found in _CALLED.finditer(segment.text):
            before = re.sub(r'["》]+$', "", segment.text[: found.start()])
            owner = _ending(before, register)
            if owner is not None:
                _enter(owner, found["name"], register)


def _ending(text: str, register: Register) -> Project | None:
    """The project with whose name a text ends."""
    ending = [p for p in register.projects for n in (p.name, *p.aliases) if text.endswith(re.sub(r'["》]+$', "", n))]
    return max(ending, key=lambda p: len(p.name), default=None)


def _enter(owner: Project, alias: str, register: Register) -> None:
    bare = alias.strip('"')
    # "一网统管"一期 keeps its quotes inside; sentences are read without those before it.
    spellings = {bare, alias.lstrip('"'), alias}
    owner.aliases += [name for name in sorted(spellings) if name not in owner.aliases and name != owner.name]
    register.projects = [
        p for p in register.projects if p is owner or p.basis not in _MADE_UP or p.name not in spellings
    ]
