"""What an item is called: the words its first line opens with, before a colon, a label or a verb.

Belongs here: cutting them out. Does not belong here: which of them are projects' names (``names``, ``siblings``), lists
(``register``).
"""

from __future__ import annotations

import re

from etl.read.prose import labels, names, objects
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node, Segment

#: Brackets belong to a name unless they tell a figure.
_HEAD = re.compile(
    r"^(?P<name>(?:[^:;。，！？()]|\((?![^()]*\d(?:元|万|分|%))[^()]*\)){2,48}?)(?:\([^()]*\d(?:元|万|分|%)[^()]*\))?[:;](?!\d*元)"
)
#: Labels that no name ends with, and an amount behind one.
_STATED = ("budget_initial", "budget_full_year", "budget", "executed", "received")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:亿|万|千)?元")
_NUMBER = re.compile(r"(?<=[预算支出数额付])\d+(?:\.\d+)?$")
#: 1.项目名称：教室照明改造；实施单位：…
_NAMED_IN_FIELD = re.compile(
    r"\[?(?:子)?(?:项目|专项)(?:名称|全称)(?:\([^()]*\))?\]?:(?P<name>[^;，。:]{2,50})(?:[;，。]|$)"
)
#: 河道清淤(得分:93分): what brackets behind a name tell.
_REMARK = re.compile(r"\([^()]*\d[^()]*\)$")


def name_in(node: Node) -> str:
    """What an item with figures of its own is called, be it a name or not."""
    return _printed(node.segments[0], is_proven=True)[0] if node.segments else ""


def before_amount(node: Node) -> str:
    """The name an item opens with right before an amount of which no role is said: 教师培训34万元."""
    sentence = next(iter(sentences(node.segments[0].text)), None) if node.segments else None
    first = next(iter(figures(sentence)), None) if sentence is not None else None
    if sentence is None or first is None or first.kind != "money" or first.role not in ("", "unspecified", "negative"):
        return ""
    lead = sentence.text[: first.start]
    name = names.clean(lead)
    is_apart = bool(re.search("[，:;()]", lead) or labels.beside_name("earlier").search(lead))
    return name if not is_apart and names.may_be(name, is_proven=True) else ""


def name_of(segment: Segment, *, is_proven: bool = False) -> str:
    name, is_used = _printed(segment, is_proven=is_proven)
    return name if names.may_be(name, is_repeated=is_used, is_proven=is_proven) else ""


def _printed(segment: Segment, *, is_proven: bool) -> tuple[str, bool]:
    """What a segment opens with that may be a name, and whether it is what the money is for."""
    text = segment.text
    if field := _NAMED_IN_FIELD.match(text):
        return names.clean(field["name"]), True
    found = _HEAD.match(text)
    if found and _AMOUNT.match(text, found.end()):
        # 河道清淤 预算:60万元 支出:57万元
        name, used = _before_label(found["name"]), ""
    elif found:
        name, used = found["name"], ""
    else:
        clause = re.match(r"(?:\([^()]*\)|[^，。;])*", text)
        first = _REMARK.sub("", clause[0]) if clause else ""
        name, used = first, ""
        for figure in (f for s in sentences(text) for f in figures(s)):
            if figure.start >= len(first):
                break
            if figure.role:
                name = text[figure.clause_start : figure.clause_start + len(figure.prefix)] if figure.prefix else ""
                used = objects.of(text, figure)
                name = used or name
            else:
                # 河道清淤60万元。
                name = text[figure.clause_start : figure.start] if is_proven else ""
            break
        name = names.before_predicate(name)
        if name == first and len(text) > len(first) and text[len(first)] in "，。" and not names.is_certain(name):
            head = re.match(r"^(.{2,40}?)(?:因|由于|系|为跨年|属|主要用于|用于|共|计划)", first)
            name = head[1] if head and names.is_certain(head[1]) else (name if len(name) <= 25 else "")
        name = re.sub(r"(?:20\d\d年度?)$", "", name)
        # 信息系统升级 年初预算25, the unit stands above.
        name = _before_label(_NUMBER.sub("", name)) if _NUMBER.search(name) else name
    return names.clean(name), bool(used)


def _before_label(head: str) -> str:
    """A head without the label it ends with, where that is not all of it."""
    label, whole = labels.before(head, _STATED), labels.before(head, labels.MONEY_ROLES)
    is_behind = label is not None and whole is not None and label.start > 0 and whole.start > 0
    return head[: label.start] if label is not None and is_behind else head
