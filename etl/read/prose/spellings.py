"""The spellings of projects' names, ready to be looked for in a text.

Belongs here: which forms of a name count, finding them fast. Does not belong here: which projects there are
(``register``), likeness (``names``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.read.prose import names

if TYPE_CHECKING:
    from etl.read.prose.register import Project

#: Shorter forms of a name stand inside other words.
SHORTEST = 4
#: The shortest name that a text is known to open with.
_LEAST_OPENING = 3


@dataclass(frozen=True)
class Spellings:
    """All spellings at one time: as one pattern, whose each is, and by how they begin."""

    key: tuple[object, ...]
    forms: dict[str, Project]
    pattern: re.Pattern[str] | None
    begun: dict[str, list[tuple[str, Project]]]

    @classmethod
    def of(cls, projects: Sequence[Project], key: tuple[object, ...]) -> Spellings:
        forms = {
            n: p
            for p in reversed(projects)
            for n in (names.core(p.name), *p.aliases, p.name)
            if len(n) >= SHORTEST or (n == p.name and len(n) == SHORTEST - 1)
        }
        begun: dict[str, list[tuple[str, Project]]] = {}
        for project in projects:
            for name in (project.name, *project.aliases):
                for form, least in ((name, _LEAST_OPENING), (names.core(name), SHORTEST)):
                    if len(form) >= least:
                        begun.setdefault(form[:_LEAST_OPENING], []).append((form, project))
        ordered = sorted(forms, key=len, reverse=True)
        return cls(key, forms, re.compile("|".join(map(re.escape, ordered))) if ordered else None, begun)

    def beginning(self, text: str) -> Sequence[tuple[str, Project]]:
        """The spellings that begin as a text does, as far as the shortest goes."""
        return self.begun.get(text[:_LEAST_OPENING], ())
