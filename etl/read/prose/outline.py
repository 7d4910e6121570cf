"""The order of a report: enumerators, sections, lists as a tree of nodes over its lines.

Belongs here: what is an enumerator, which node stands under which. Does not belong here: which list is one of projects
(``register``), what a section means for figures (``sections``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from etl.read.prose.model import Document, Line
from etl.read.prose.normal import Normal

_HAN = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
#: 2022年 on a line of its own heads what follows.
_YEAR_ALONE = re.compile(r"^20\d\d年度?(?:项目|执行|预算|资金)*(?:情况)?:?$")
#: The style of questions.
ASKED = "question"
_STEMS = "甲乙丙丁戊己庚辛"
#: [年初预算数]60万元 tells a figure and heads nothing.
_FIELD_IN_BOX = (
    r"[^\[\]]{0,12}(?:名称|全称|预算数?|执行数?|支出数?|资金|执行率|得分|等级|等次|原因|说明|完成(?:情况)?|措施|单位|部门)\]"
    r"[^\s\[]"
)
#: Style → how an enumerator of it looks in folded text. The order decides where two fit.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"第([一二三四五六七八九十]{1,3})(?:部分|章|篇)[、:，.]?")),
    ("ordinal", re.compile(r"第([一二三四五六七八九十]{1,3})(?:个|项)?[，、:]")),
    ("numbered", re.compile(r"项目([一二三四五六七八九十]|\d{1,2})[:、]")),
    ("shi", re.compile(r"(?:其(?=.[曰是]))?([一二三四五六七八九十])[是曰]")),
    ("boxed", re.compile(rf"(\[)(?!{_FIELD_IN_BOX})(?=[^\[\]]{{2,30}}\])")),
    (ASKED, re.compile(r"(问)[:：]")),
    ("dash", re.compile(r"(-)-?(?=[^\d-])")),
    ("stem", re.compile(r"([甲乙丙丁戊己庚辛])[、.](?=[^，。、]{2,40}$)")),
    ("han", re.compile(r"([一二三四五六七八九十]{1,3})[、.]")),
    ("han_paren", re.compile(r"\(([一二三四五六七八九十]{1,3})\)[、.]?")),
    ("digit_paren", re.compile(r"\((\d{1,2})\)[、.]?")),
    ("circle", re.compile(r"([①-⑳])")),
    ("decimal", re.compile(r"\d{1,2}\.(\d{1,2})(?=[\u4e00-\u9fff\"])")),
    ("digit", re.compile(r"(\d{1,2})[、.]")),
    ("half_paren", re.compile(r"(\d{1,2})\)[、.]?")),
    ("paren_mark", re.compile(r"([⑴-⒇])")),
    ("dot_mark", re.compile(r"([⒈-⒛])")),
    ("han_mark", re.compile(r"([㈠-㈩])")),
    ("roman", re.compile(r"([Ⅰ-Ⅻ])[、.]?")),
    ("letter", re.compile(r"([A-Ha-h])[、.](?=[\u4e00-\u9fff\"])")),
    (
        "field",
        re.compile(
            r"(\[?(?:子)?(?:项目|专项)(?:[一二三四五六七八九十\d]{1,2})?(?:名称|全称)(?:\([^()]*\))?(?:\]:?|:))(?=.{3,50}$)"
        ),
    ),
    ("bullet", re.compile(r"([●•■◆▪★※☆○◇►➢□▲△◎])")),
    ("annex", re.compile(r"(附)[:：、](?=.{2,30}$)")),
)
#: The shortest line that is no heading though it has no full stop.
_LONGEST_HEADING = 42
_PLAIN_HEADING = re.compile(r"^[\u4e00-\u9fff、和及与\"《》()A-Za-z0-9]{4,28}[:：]?$")
_NO_HEADING = re.compile(r"\d+(?:\.\d+)?(?:万|亿)?元|%|\d分|^\d|^无$|^(?:此|以上|特此)")


@dataclass
class Segment:
    """A line, or the part of a line that one inline enumerator opens."""

    norm: Normal
    line: int

    @property
    def text(self) -> str:
        return self.norm.text


@dataclass
class Node:
    """One numbered (or headed) piece: its own segments, then its children."""

    style: str = "root"
    number: int = 0
    head: str = ""
    segments: list[Segment] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = field(default=None, repr=False)
    #: Kinds of its section, once asked (``sections``).
    kinds: frozenset[str] | None = field(default=None, repr=False)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def path(self) -> list[Node]:
        """From the outermost section down to this node."""
        found: list[Node] = []
        node: Node | None = self
        while node is not None and node.style != "root":
            found.append(node)
            node = node.parent
        return found[::-1]

    @property
    def all_text(self) -> str:
        return "。".join(s.text for node in self.walk() for s in node.segments)

    @property
    def start(self) -> int:
        return min((s.norm.at[0] for node in self.walk() for s in node.segments if s.norm.at), default=0)


def outline(document: Document, first_line: int) -> Node:
    """The tree over the lines from ``first_line`` on (those before are the title)."""
    root = Node()
    top = root
    lines = document.lines[first_line:]
    marks = [_mark(line, k, lines) for k, line in enumerate(lines)]
    for k, line in enumerate(lines):
        number = first_line + k
        if line.is_signature:
            root.segments.append(Segment(line.norm, number))
            continue
        mark = marks[k]
        if mark is None and _YEAR_ALONE.match(line.norm.text):
            top = _open(root, top, "year", int(line.norm.text[:4]))
            top.head = line.norm.text
            top.segments.append(Segment(line.norm, number))
            continue
        if mark is None and _is_plain_heading(line, lines[k + 1] if k + 1 < len(lines) else None):
            top = _open(root, root, "plain", 0)
            top.head = line.norm.text.rstrip(":")
            top.segments.append(Segment(line.norm, number))
            continue
        if mark is not None and mark[:2] == ("shi", 2) and top.style != "shi":
            _open_first(top)
        if mark is None:
            parts = _inline(line.norm)
            top.segments.append(Segment(parts[0][2], number))
            for style, n, norm in parts[1:]:
                _item(top, style, n, norm, number)
            continue
        style, n, length = mark
        top = _open(root, top, style, n)
        if style == "boxed":
            length, close = _boxed(top, line, number)
            if close == len(line.norm.text):
                continue
        parts = _inline(line.norm.cut(length, len(line.norm.text)), f"{style}")
        top.head = top.head or parts[0][2].text
        top.segments.append(Segment(parts[0][2], number))
        for inner, m, norm in parts[1:]:
            _item(top, inner, m, norm, number)
    for node in list(root.walk()):
        _give_back(node)
    return root


def _open_first(top: Node) -> None:
    """二是… opens a line: 一是 stood in the midst of the line before."""
    if not top.segments:
        return
    last = top.segments[-1]
    found = re.search(r"(?<=[:;。，])一是", last.text)
    if found is None:
        return
    top.segments[-1] = Segment(last.norm.cut(0, found.start()), last.line)
    _item(top, "shi", 1, last.norm.cut(found.end(), len(last.text)), last.line)


def _boxed(node: Node, line: Line, number: int) -> tuple[int, int]:
    """【名称】 is a heading with or without text behind it."""
    close = line.norm.text.index("]") + 1
    node.head = line.norm.text[1 : close - 1]
    node.segments.append(Segment(line.norm.cut(1, close - 1), number))
    return close, close


def _item(top: Node, style: str, number: int, norm: Normal, line: int) -> None:
    child = Node(style, number, norm.text, [Segment(norm, line)], parent=top)
    top.children.append(child)


def _open(root: Node, top: Node, style: str, number: int) -> Node:
    """A new node: beside the nearest open one of its style, else under the innermost."""
    node: Node | None = top
    while node is not None and node.style != style:
        node = node.parent
    if node is not None and node.style != "root":
        parent = node.parent or root
    elif style in ("part", "plain", "annex", "stem", "year") or (style == "han" and top.style != "part"):
        part = next((n for n in top.path() if n.style == "part"), None) if style == "han" else None
        parent = part or root
    else:
        parent = top
    if style == "han" and number == 1 and parent is root and any(c.style == "han" for c in root.children):
        parent = root
    child = Node(style, number, parent=parent)
    parent.children.append(child)
    return child


def _mark(line: Line, k: int, lines: list[Line]) -> tuple[str, int, int] | None:
    """Style, number and length of the line's enumerator."""
    text = line.norm.text
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found is None:
            continue
        number = _number(found[1])
        rest = text[found.end() :]
        if style == "decimal" and not _is_numbered(found[0], number, k, lines):
            # 8.22年…: the name begins with a number.
            continue
        if style == "digit" and rest[:1].isdigit() and found[0][-1] == "." and not _in_sequence(number, k, lines):
            return None
        if not rest or (style == "half_paren" and rest[0] in "万元%"):
            return None
        return style, number, found.end()
    return None


def _number(text: str) -> int:
    if text[:1] in "[问-附项子专●•■◆▪★※☆○◇►➢□▲△◎":
        return 0
    for first, last in (("①", "⑳"), ("⑴", "⒇"), ("⒈", "⒛"), ("㈠", "㈩"), ("Ⅰ", "Ⅻ"), ("A", "H"), ("a", "h")):
        if first <= text[:1] <= last:
            return ord(text[:1]) - ord(first) + 1
    if text[:1] in _STEMS:
        return _STEMS.index(text[:1]) + 1
    if text.isdecimal():
        return int(text)
    return 10 + _HAN.get(text[1:], 0) if text.startswith("十") else _HAN.get(text[:1], 0)


def _is_numbered(mark: str, number: int, k: int, lines: list[Line]) -> bool:
    """Whether 2.1 is a number of the outline: a line near is 2.2 or 2.0."""
    chapter = mark.partition(".")[0]
    near = [line.norm.text for line in (*lines[max(0, k - 40) : k], *lines[k + 1 : k + 40])]
    return any(
        re.match(rf"{chapter}\.{n}(?=[\u4e00-\u9fff\"])", text) for text in near for n in (number - 1, number + 1)
    )


def _in_sequence(number: int, k: int, lines: list[Line]) -> bool:
    """Whether ``7.350MHz`` is the seventh of a list: a line before is the sixth, or one behind the eighth."""

    def has(wanted: int, stretch: list[Line]) -> bool:
        return any(re.match(rf"{wanted}[、.]", one.norm.text) for one in stretch)

    return (number > 1 and has(number - 1, lines[max(0, k - 12) : k])) or (
        has(number + 1, lines[k + 1 : k + 12]) and (number == 1 or has(number - 1, lines[:k]))
    )


def _is_plain_heading(line: Line, following: Line | None) -> bool:
    text = line.norm.text
    if following is None or not _PLAIN_HEADING.match(text) or _NO_HEADING.search(text):
        return False
    if following.norm.text[:1] in ":：":
        return False
    return len(following.norm.text) > len(text) or bool(re.match(r"[(一1]", following.norm.text))


def _inline(norm: Normal, outer: str = "") -> list[tuple[str, int, Normal]]:
    """A line cut at the enumerators inside it: ``…如下：1.甲…；2.乙…``; the first part has no style."""
    text = norm.text
    for style, pattern in (
        ("circle", re.compile(r"([①-⑳])")),
        ("digit_paren", re.compile(r"(?<![\u4e00-\u9fffA-Za-z\d])\((\d{1,2})\)[、.]?|(?<=[:;。])\((\d{1,2})\)[、.]?")),
        ("half_paren", re.compile(r"(?<=[:;。，])(\d{1,2})\)[、.]?")),
        ("digit", re.compile(r"(?<=[:;。])(\d{1,2})[、.](?!\d)|^(\d{1,2})[、.](?!\d)")),
        ("han_paren", re.compile(r"(?<=[:;。])\(([一二三四五六七八九十])\)")),
    ):
        if style == outer:
            continue
        wanted, cuts = 1, []
        for found in pattern.finditer(text):
            if _number(next(g for g in found.groups() if g)) == wanted:
                cuts.append((found.start(), found.end()))
                wanted += 1
        if len(cuts) < 2:
            continue
        ends = [c[0] for c in cuts[1:]] + [len(text)]
        pieces = [("", 0, norm.cut(0, cuts[0][0]))]
        pieces += [
            (style, n, norm.cut(start, end)) for n, ((_, start), end) in enumerate(zip(cuts, ends, strict=True), 1)
        ]
        return pieces
    return [("", 0, norm)]


def _give_back(node: Node) -> None:
    """A paragraph behind the last item of a list of single lines belongs to what the list stands in."""
    for style in {c.style for c in node.children}:
        group = [c for c in node.children if c.style == style]
        if style in ("han", "part", "plain", "annex") or len(group) < 2:
            continue
        last = group[-1]
        single = sum(len(c.segments) == 1 for c in group[:-1])
        has_body = (
            len(last.segments[0].text) > _LONGEST_HEADING or "。" in last.segments[0].text if last.segments else False
        )
        if last.segments and not last.children and has_body and single >= 0.7 * (len(group) - 1):
            node.segments += last.segments[1:]
            del last.segments[1:]
            continue
        most = max(len(c.segments) for c in group[:-1])
        if not last.children and not any(c.children for c in group) and len(group) >= 3 and len(last.segments) > most:
            node.segments += last.segments[most:]
            del last.segments[most:]


def head_of(node: Node) -> str:
    """The heading of a node without the text run into it."""
    return re.split(r"[。:;，]", node.head, maxsplit=1)[0][:_LONGEST_HEADING]
