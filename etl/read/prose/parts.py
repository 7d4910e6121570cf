"""Parts of one project that are told like projects: sources of its money, kinds of its spending, stages of its work.

Belongs here: which pieces of a report tell of parts, what is only as much as a project's own total. Does not belong
here: the words (``owners``), what stands behind 其中 (``breakdown``), lists of projects (``register``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.read.prose import names, owners
from etl.read.prose.attach import Group
from etl.read.prose.outline import Node
from etl.read.prose.subject import FUND
from etl.read.prose.title import Title

_HEAD = re.compile(
    r"[^:，。;()\d]{2,20}?(?=\([^()]*\)[:，。;]|[:，。;]|(?:全年|年初|调整后)?(?:预算|安排|支出|到位)|\d|$)"
)
_LEAST, _MOST_OF = 2, 0.6
#: What the text calls the lines of its list.
_CALLED_PROJECTS = re.compile(
    r"[子分]项目|(?:\d|[两二三四五六七八九十])(?:个|项)(?:具体|重点|子)?项目|各个?项目|具体项目"
)
#: The budget and what was spent of it.
_BASES = ("budget_full_year_yuan", "budget_initial_yuan")


def is_of_one(title: Title, text: str) -> bool:
    """Whether a report is of one project: its title names it, and nothing in its list is called a project."""
    return len(title.projects) == 1 and not _CALLED_PROJECTS.search(text)


def nodes(root: Node, *, is_of_one: bool) -> list[Node]:
    """The pieces of which most siblings of one style open with a part's name and a colon, and tell of figures."""
    found: list[Node] = []
    for node in root.walk():
        for style in dict.fromkeys(c.style for c in node.children):
            group = [c for c in node.children if c.style == style and re.search(r"\d", c.all_text)]
            heads = [(c, _head(c)) for c in group]
            named = [
                c
                for c, head in heads
                if is_part(head, is_of_one=is_of_one) or (is_of_one and owners.is_of(owners.FEE, head))
            ]
            if len(named) >= _LEAST and len(named) >= _MOST_OF * len(group):
                # What stands among parts of the one project is another of them, whatever it is called.
                found += group if is_of_one else named
    return found


def is_part(name: str, *, is_of_one: bool) -> bool:
    """Whether a name is of a part: of a source of money in any report, of a kind of spending in a report of one
    project."""
    return bool(FUND.match(name)) or owners.is_part(name, is_of_one=is_of_one)


def told(found: Sequence[Node]) -> list[str]:
    """A sentence for parts that were not taken."""
    if not found:
        return []
    return [f"“{_head(found[0])}”等{len(found)}项是项目的组成部分，不是项目，没有取"]


def _head(node: Node) -> str:
    found = _HEAD.match(node.segments[0].text) if node.segments else None
    return names.clean(found[0]) if found else ""


def doubt(groups: Sequence[Group]) -> Iterator[Group]:
    """The projects that a report of one project lists and whose figures add up to its own: perhaps its parts."""
    for whole in groups:
        if whole.project is None or whole.project.basis != "title":
            continue
        others = [g for g in groups if g.project not in (None, whole.project) and g.year == whole.year]
        if len(others) >= _LEAST and _adds_up(whole, others):
            yield from others


def _adds_up(whole: Group, others: Sequence[Group]) -> bool:
    columns = [c for c in ("executed_yuan", *_BASES) if whole.value(c)]
    sums = [sum((g.value(c) or Decimal(0) for g in others), Decimal(0)) for c in columns]
    return len(columns) > 1 and all(total == whole.value(c) for total, c in zip(sums, columns, strict=True))
