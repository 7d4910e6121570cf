"""Promised improvements with the year they are due.

Belongs here: which paragraphs, and which sentences elsewhere, promise something. Does not belong here: reasons
(``why``).
"""

from __future__ import annotations

import re

from etl.read.prose import sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node, Segment, head_of
from etl.read.prose.title import Title
from etl.read.reasons import codes
from etl.read.rows import Measure

_HEAD = re.compile(r"措施|改进|整改|建议|下一步|原因|问题|打算|对策")
_LONGEST = 30

_INTRO = re.compile(r"[:：]$|如下[。]?$|^(?:下一步|今后|针对)[^，。;]{0,12}[:：]?$")
_NUMBERED = re.compile(
    r"(?:^|(?<=[。;:，]))[一二三四五六七八九十](?:是|要)(?=[\u4e00-\u9fff])|(?:^|(?<=[。;:，]))第[一二三四五六七八九]，"
)
_NOTHING = re.compile(r"^(?:无|暂无|没有|无建议)。?$")
_VERB = re.compile(
    r"加强|加快|加大|提高|完善|健全|建立|强化|推进|细化|优化|规范|确保|将|落实|督促|严格|统筹|开展|纳入|争取|力争|压减|调整|按|做好|完成|专款专用|提升|构建|探索|编|把|用好|核定|收回|申报"
)
_DUE = re.compile(r"(20\d\d)年")
#: A sentence that opens so promises, wherever it stands.
_LEAD = re.compile(
    r"^(?:下一步|下步|今后|接下来|后续|整改|改进|建议)(?:工作|措施|安排|计划|打算|方向|中)?(?:[:，]|(?=将|拟|要|我|凡|按|把|在|继续|20)|$)"
)
#: 2025年3月底前…, 从2024年起…: with a year to come a date of a promise.
_DATED = re.compile(r"(?<![-至、])(20\d\d)年(?![-至])")
_WILL = re.compile(
    r"建议|将(?!军|近)|拟|争取|力争|确保|督促|责成|20\d\d年[^，。;]{0,8}(?:前|内|底|起|上半年|下半年|季度)"
)
_NO_PROMISE = re.compile(r"申请预算|作为[^，。;]{0,30}(?:参考|依据)|推迟|延期|顺延|结转|到期后|不列入|另行")


def find(document: Document, root: Node, title: Title) -> list[Measure]:
    """Every promise in reading order."""
    found: list[Measure] = []
    for node, segment in ordered(root):
        kinds = sections.own_kinds(node)
        if sections.MEASURES not in kinds:
            if not kinds & _OTHER:
                found += _elsewhere(document, node, segment, title)
            continue
        if sections.REASONS in kinds and not re.search(r"措施|改进|整改|建议|对策", _near_head(node)):
            continue
        text = segment.text
        is_head = (
            segment is node.segments[0]
            and node.style != "root"
            and text == node.head
            and len(text) <= 30
            and "。" not in text
        )
        if re.search(r"问题[^，。;]{0,6}:$", node.head):
            continue
        if is_head or _INTRO.search(text) or _NOTHING.match(text) or len(text) < 8:
            continue
        if re.search("原因|问题", _own_head(node)):
            # 问题与改进 says both: what promises is kept.
            found += _elsewhere(document, node, segment, title)
            continue
        found += [
            m
            for a, b in _parts(text, is_first=node.style == "shi")
            if (m := _measure(document, node, segment, a, b, title)) is not None
        ]
    return found


#: Rules, effects and results promise nothing.
_OTHER = frozenset((sections.SCORING, sections.RESULTS, sections.CONDUCT))


def _elsewhere(document: Document, node: Node, segment: Segment, title: Title) -> list[Measure]:
    """Promises among other sentences: by their opening, or by a date to come."""
    text = segment.text
    is_listed = (
        node.style != "root"
        and node.parent is not None
        and any(_LEAD.search(s.text[s.text.rfind("。") + 1 :]) and s.text.endswith(":") for s in node.parent.segments)
    )
    found: list[Measure] = []
    for sentence in sentences(text):
        stretch = text[sentence.start : sentence.end]
        lead = _LEAD.match(stretch)
        dates = [int(y) for y in _DATED.findall(stretch) if title.year is not None and int(y) > title.year]
        is_dated = (
            bool(dates) and bool(_WILL.search(stretch)) and not _NO_PROMISE.search(stretch) and not codes(stretch)
        )
        if not (lead or is_dated or is_listed):
            continue
        a = sentence.start + (lead.end() if lead and lead[0][-1:] in ":，" else 0)
        b = min(sentence.end + (text[sentence.end : sentence.end + 1] == "。"), len(text))
        if (m := _measure(document, node, segment, a, b, title)) is not None:
            found.append(m)
    return found


def _own_head(node: Node) -> str:
    """The nearest heading that is of a kind."""
    return next((h for n in reversed(node.path()) if len(h := head_of(n)) <= _LONGEST and _HEAD.search(h)), "")


def _near_head(node: Node) -> str:
    for one in reversed(node.path()):
        head = head_of(one)
        if len(head) <= 30 and re.search(r"措施|改进|整改|建议|下一步|原因|问题|打算|对策", head):
            return "" if re.search(r"原因|问题", head) and not re.search(r"措施|改进|整改|建议|对策", head) else head
    return ""


def _parts(text: str, *, is_first: bool) -> list[tuple[int, int]]:
    marks = [(m.start(), m.end()) for m in _NUMBERED.finditer(text)]
    if not marks:
        return [(0, len(text))]
    ends = [m[0] for m in marks[1:]] + [len(text)]
    found = [(mark[1], end) for mark, end in zip(marks, ends, strict=True)]
    return [(0, marks[0][0]), *found] if is_first and marks[0][0] > 6 else found


def _measure(document: Document, node: Node, segment: Segment, a: int, b: int, title: Title) -> Measure | None:
    text = segment.text
    while b > a and text[b - 1] in "；;，":
        b -= 1
    if b - a < 6 or not _VERB.search(text[a:b]):
        return None
    start, end = segment.norm.span(a, b)
    printed = document.text[start:end].strip()
    due = [int(y) for y in _DUE.findall(text[a:b]) if title.year and int(y) > title.year]
    return Measure(printed, locator(sections.name(node), start, end), min(due) if due else None, printed)
