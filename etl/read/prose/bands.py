"""Score bands and numbers of projects.

Belongs here: "90分以上的22个", "共有6个项目". Does not belong here: comparing them (``checks``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.read.prose import sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node
from etl.read.rows import Band, Reason

_N = r"(\d{1,3})"
_COUNT = rf"(?:的)?(?:项目)?(?:共?有|共|为|:|分别为)?{_N}(?:个|项)"
_BANDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_N}分?(?:\(含\)|含)?(?:及)?以上{_COUNT}"), "over"),
    (re.compile(rf"{_N}分?(?:\(含\))?[-至到]{_N}分(?:\(不含\))?(?:之间)?{_COUNT}"), "between"),
    (re.compile(rf"{_N}分?(?:\(不含\))?以下{_COUNT}"), "under"),
    (re.compile(rf"{_N}分{_COUNT}(?:项目)?"), "full"),
)
_TOTALS = (
    re.compile(
        rf"(?:共有?|总共|合计|实施|组织实施|开展|安排|涉及|纳入|申报|管理|自评)[^，。;\d]{{0,14}}(?<![目指]标){_N}(?:个|项)(?:[^，。;\d人次家户]{{0,10}}?)(?:项目|专项)"
    ),
    re.compile(
        rf"(?:项目|专项)(?:支出)?(?:共有?|总数|总计|合计|为)*{_N}(?:个|项)(?!分|指标|二级|三级|一级|子|标段|月|工作日|点|目标)"
    ),
    re.compile(rf"(?:全局|我局|本局|部门|单位|我单位|本单位|局|中心){_N}个(?:预算|自评)?项目"),
    re.compile(rf"(?:^|上述|以上|这|，){_N}(?:个|项)(?:预算|自评|专项|支出)*项目"),
)
_HAN = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HAN_TOTAL = re.compile(
    r"(?:共|上述|以上|这|安排|实施|上表|，|^)([两二三四五六七八九十])(?:个|项)(?:预算|自评|专项)*(?:项目|专项)"
)
_ADDED = re.compile(rf"(?:年中|另|追加|新增|增加|调增)[^，。;\d]{{0,6}}{_N}个项目")
_INITIAL = re.compile(rf"(?:年初)[^，。;\d]{{0,10}}{_N}个项目")


@dataclass
class Counted:
    """Stated numbers of projects: the whole, and parts said to make it up."""

    total: int | None = None
    span: tuple[int, int] = (0, 0)
    locator: str = ""
    parts: tuple[int, int] | None = None
    is_sample: bool = False


def bands(document: Document, root: Node) -> list[Band]:
    """The bands of one sentence, the first that has any."""
    for node, segment in ordered(root):
        if sections.SCORING in sections.own_kinds(node):
            continue
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            if "分" not in stretch or not re.search(r"\d(?:个|项)", stretch):
                continue
            found: list[tuple[int, Band]] = []
            for pattern, kind in _BANDS[:3]:
                for m in pattern.finditer(segment.text, sentence.start, sentence.end):
                    if any(abs(m.start() - at) < 2 for at, _ in found):
                        continue
                    a, b = segment.norm.span(m.start(), m.end())
                    low, high = _bounds(kind, [int(g) for g in m.groups()[:-1]])
                    quote = document.text[a:b]
                    found.append(
                        (m.start(), Band(low, high, int(m.groups()[-1]), quote, locator(sections.name(node), a, b)))
                    )
            if found:
                return [band for _, band in sorted(found, key=lambda f: f[0])]
    return []


def carried(document: Document, found: list[Band]) -> list[Reason]:
    """60分以下3个（结转项目）: the low scores explained beside their number."""
    reasons: list[Reason] = []
    for band in found:
        place = re.search(r"字符 (\d+)–(\d+)", band.locator)
        if place is None or band.upper is None or band.upper > 60:
            continue
        start, end = int(place[1]), int(place[2])
        beside = re.match(r"\s*[（(](?:均为|为)?结转项目\s*[)）]", document.text[end : end + 12])
        if beside:
            end += beside.end()
            section = band.locator.rpartition("；")[0]
            reasons.append(Reason("R15", document.text[start:end], locator(section, start, end), "low_score"))
    return reasons


def _bounds(kind: str, numbers: list[int]) -> tuple[Decimal | None, Decimal | None]:
    if kind == "over":
        return Decimal(numbers[0]), Decimal(100)
    if kind == "under":
        return Decimal(0), Decimal(numbers[0])
    return Decimal(numbers[0]), Decimal(numbers[1])


def counted(root: Node, is_many: bool) -> Counted:
    """How many projects the report says it has."""
    found = Counted()
    for node, segment in ordered(root):
        if sections.is_silent(node) or is_many or sections.is_of_class(node):
            continue
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            if (
                not re.search("项目|专项", stretch)
                or re.search(r"抽查|抽取|重大工程|招商|储备|签约|开工", stretch[:40])
                or re.search(r"上年|去年", stretch[:12])
            ):
                continue
            if found.total is None:
                for pattern in _TOTALS:
                    m = pattern.search(stretch)
                    if m and not re.search(r"抽查|重点|主要|结转$|年初|其中", stretch[max(0, m.start() - 6) : m.end()]):
                        found.total = int(m[1])
                        found.span = segment.norm.span(sentence.start + m.start(), sentence.start + m.end())
                        found.locator = locator(sections.name(node), *found.span)
                        break
                else:
                    han = _HAN_TOTAL.search(stretch)
                    if han:
                        found.total = _HAN[han[1]]
                        found.span = segment.norm.span(sentence.start + han.start(), sentence.start + han.end())
                        found.locator = locator(sections.name(node), *found.span)
            initial, added = _INITIAL.search(stretch), _ADDED.search(stretch)
            if initial and added and found.parts is None:
                found.parts = (int(initial[1]), int(added[1]))
    return found
