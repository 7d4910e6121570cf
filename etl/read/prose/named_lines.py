"""Lines headed ``名称：`` one under another, without numbers: each becomes a piece of the outline.

Belongs here: which lines are such heads, what belongs to them. Does not belong here: numbered pieces (``outline``),
which pieces are projects (``register``) or parts of one (``parts``).
"""

from __future__ import annotations

import re

from etl.read.prose import names, parts, siblings
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.prose.register import MONEY, tells

_UNNUMBERED = re.compile(r"^(?P<name>[^:;。，！？]{2,45})[:;](?=.{6,})")


def separate(root: Node, *, is_of_one: bool) -> None:
    """Open pieces for such lines everywhere but in appendices."""
    left_out = {id(n) for node in root.walk() if node.style == "annex" for n in node.walk()}
    for node in list(root.walk()):
        if id(node) not in left_out:
            _unnumbered(node, is_of_one=is_of_one)


def _unnumbered(node: Node, *, is_of_one: bool) -> None:
    opened = [(k, m) for k, s in enumerate(node.segments) if (m := _UNNUMBERED.match(s.text))]
    heads = [
        (k, m)
        for k, m in opened
        if names.may_be(m["name"])
        or parts.is_part(m["name"], is_of_one=is_of_one)
        or (siblings.may_be(m["name"]) and tells(node.segments[k].text))
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
            and not tells(segment.text)
            and not re.match(r"以上|上述|综上|20\d\d年，?(?:全|我|本)", segment.text)
        ):
            current.segments.append(segment)
        else:
            kept.append(segment)
    # What stands behind the last of them is of that only as far as lines stand behind others.
    *others, last = [child for child in node.children if child.style == "named"]
    most = max(len(child.segments) for child in others)
    kept += last.segments[most:]
    del last.segments[most:]
    node.segments[:] = kept


def _has_money(text: str) -> bool:
    return any(f.role in MONEY for s in sentences(text) for f in figures(s))
