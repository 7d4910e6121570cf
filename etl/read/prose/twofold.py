"""Titles that name several projects in one phrase: 河道清淤、堤防加固项目.

Belongs here: telling such a phrase from one project's name with 和 or 、 in it, by what the report tells of each part.
Does not belong here: cutting names out of a title (``title_names``), names in a row inside sentences (``runs``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.read.prose import names
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.prose.register import MONEY
from etl.read.prose.stretches import strip
from etl.read.prose.title import Title

_JOINS = re.compile(r"、|和|及|与|以及")
_SHORTEST = 3


def split(root: Node, title: Title) -> None:
    """Put the parts in the place of the one name in the title, where the report tells of money given to each of them
    by itself."""
    if len(title.projects) != 1:
        return
    parts = _parts(title.projects[0])
    heads = [head for node in root.walk() for s in node.segments for head in _given(s.text)]
    if len(parts) > 1 and all(any(head.startswith(part) for head in heads) for part in parts):
        title.projects = parts


def _parts(name: str) -> list[str]:
    """The names in a phrase, without the 项目 that they share; none where one could be no name."""
    found = [re.sub(r"(?:等)?(?:项目|专项)$", "", part) for part in _JOINS.split(name)]
    return found if all(len(p) >= _SHORTEST and names.may_be(p, is_proven=True) for p in found) else []


def _given(text: str) -> Iterator[str]:
    """Half-sentences that tell of a budget or money received, not of a part of one."""
    for sentence in sentences(text):
        given = {f.half for f in figures(sentence) if f.role in MONEY - {"executed"} and not f.is_part}
        yield from (strip(text[start:end]) for start, end in sentence.halves if (start, end) in given)
