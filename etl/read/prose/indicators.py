"""Indicators scored in running text: 三级指标“培训场次”，目标12场，实际12场，权重10分，得10分.

Belongs here: which half-sentence scores an indicator, its name, weight, points. Does not belong here: tables of points
(``tables``), scores of projects (``facts``). Points of whole groups (产出指标, 预算执行) are nobody's row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from etl.read.prose import labels, sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node, Segment, head_of
from etl.read.prose.register import Project, Register
from etl.read.prose.title import Title
from etl.read.rows import INDICATOR, INDICATOR_MARK, PUBLISH, FlatRow, Span, Statement

_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_WEIGHT = re.compile(
    rf"(?:权重|分值|满分|标准分|标准分值|分数|总分|应得)(?:为|是|:|值)*{_NUMBER}(?:分|(?=[，。;、)]|$))|\((?:满分)?{_NUMBER}分\)|(?<=\"){_NUMBER}分(?=[，:])"
)
_POINTS = re.compile(
    rf"(?<!应)(?:自评得分|自评得|自评分|自评|实际得分|实得分|实得|得分|评分|扣后得|得|评|记|计)(?:为|是|:|了)*{_NUMBER}分(?!值)(?:\(满分{_NUMBER}分\))?|"
    rf"(?<=得分)(?:为|是|:)*{_NUMBER}(?=[，。;、)]|$)"
)
_LEVELLED = (
    r"(?:产出|效益|满意度|成本|数量|质量|时效|经济效益|社会效益|生态效益|环境效益|可持续影响|可持续发展|服务对象满意度"
    r"|三级|二级)(?:类)?指标"
)
_SHORTEST = 2
_NAME = (
    re.compile(r'(?:指标|其中|，|^|:|;)[-:]*"(?P<name>[^"，。;]{2,30})"'),
    re.compile(r"(?:^|[，:;])(?P<name>[^，。;:(\"\d]{2,24}?)指标(?=满分|权重|分值|标准分)"),
    re.compile(rf"{_LEVELLED}[-:]+(?P<name>[^，。;:(\"]{{2,30}})"),
    re.compile(
        r"^(?:其中|[①-⑳]|\d[.、)]|\(\d\))?:?(?P<name>[^，。;:(\"\d][^，。;:(\"]{1,29}?)(?:指标)?(?=[:(，]|权重|分值|满分|目标|指标值|得|实得|自评|扣|[≥≤]?\d)"
    ),
)
#: Groups of indicators, and what is scored besides them.
_GROUP = re.compile(
    r"^(?:一级|二级|三级)?(?:指标)?(?:投入|过程|决策|管理|产出|效益|效果|满意度|成本|数量|质量|时效|经济|社会|生态|环境|经济效益|社会效益|生态效益|"
    r"环境效益|可持续影响|可持续发展|.{0,6}(?:预算|资金|经费)(?:执行|支出|完成|使用|支付|到位)率?|项目效益|项目产出|履职|预算执行|预算执行率|执行率|资金管理|预算管理|项目管理|综合|自评|总分|合计|权重|本项目?|该项目?)(?:类|方面|情况|部分)*(?:指标)?$"
)
#: 该项分值10分: of what heads the paragraph, which is a group.
_OF_HEAD = re.compile(
    r"(?:该|此|本|这)(?:一)?(?:项|类|部分|大类)(?:一级|二级)?(?:指标)?(?:的)?(?:总)?(?=权重|分值|满分|标准分|设|共|得|自评)"
)
_STATED = re.compile(r"目标|指标值|计划|实际|完成|三级指标|扣\d|达到|标准值|应")
_TARGET = re.compile(r"(?:目标值?|指标值|计划值?|年度指标值)(?:为|是|:)*(?P<text>[^，。;]{1,30})")
_ACTUAL = re.compile(r"(?:实际完成值?|实际值?|完成值)(?:为|是|:)*(?P<text>[^，。;]{1,30})")


def find(document: Document, root: Node, title: Title, register: Register) -> list[FlatRow]:
    """A row for every indicator that the text scores and names, of a report or section of one project."""
    found: list[FlatRow] = []
    for node, segment in ordered(root):
        if "分" not in segment.text or sections.ANNEX in sections.kinds(node):
            continue
        project = _owner(node, register)
        if project is None:
            continue
        is_told = any("指标" in head_of(n) for n in node.path())
        for start, end in _chunks(segment):
            row = _row(document, node, segment, (start, end), project, title, is_told=is_told)
            if row is not None and all(row.project != r.project for r in found):
                found.append(row)
    return found


def stretches(rows: list[FlatRow]) -> list[tuple[int, int]]:
    """Where in the document indicators are scored: figures there are no project's."""
    return [(min(s.start for s in r.spans), max(s.end for s in r.spans)) for r in rows]


def _chunks(segment: Segment) -> Iterator[tuple[int, int]]:
    """Stretches of half-sentences that end with points each."""
    for sentence in sentences(segment.text):
        for half, end in sentence.halves:
            start = half
            for points in _POINTS.finditer(segment.text, half, end):
                yield start, points.end()
                start = (
                    points.end()
                    + len(segment.text[points.end() : end])
                    - len(segment.text[points.end() : end].lstrip("，、;和及"))
                )


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match nearest to the points: of several levels named in turn the lowest."""
    return next(iter(list(pattern.finditer(text))[::-1]), None)


def _owner(node: Node, register: Register) -> Project | None:
    """The item the text stands in, else the report's only project."""
    item = next((register.items[id(n)] for n in reversed(node.path()) if id(n) in register.items), None)
    if item is not None:
        return item
    known = [p for p in register.projects if p.basis not in ("sentence", "named")] or register.projects
    return known[0] if len(known) == 1 else None


def _row(
    document: Document, node: Node, segment: Segment, chunk: tuple[int, int], project: Project, title: Title, *,
    is_told: bool,
) -> FlatRow | None:  # fmt: skip
    start, end = chunk
    text = segment.text[start:end]
    weight, own = _WEIGHT.search(text), next(_POINTS.finditer(text), None)
    if own is None or (weight is None and not (is_told and _STATED.search(text))):
        return None
    got = Decimal(next(g for g in own.groups() if g))
    full = Decimal(next(g for g in weight.groups() if g)) if weight is not None else None
    before = text[: min(own.start(), weight.start() if weight is not None and weight.start() else own.start())]
    found = next(
        (
            (n, m)
            for n, p in enumerate(_NAME)
            if (m := _last(p, text[: own.start()]) if p is not _NAME[-1] else p.search(before + "，"))
        ),
        None,
    )
    name = found[1]["name"] if found else ""
    is_marked = found is not None and found[0] < len(_NAME) - 1
    if not (is_marked or is_told or _STATED.search(text)):
        return None
    is_unnamed = len(name) < _SHORTEST or bool(_GROUP.match(name)) or bool(labels.item("told").match(name))
    if (full is not None and got > full) or is_unnamed or _OF_HEAD.search(text[: own.end()]):
        return None
    a, b = segment.norm.span(start, start + own.end())
    where = locator(sections.name(node), a, b)
    office = project.department or title.department
    row = FlatRow(INDICATOR, f"{project.name}{INDICATOR_MARK}{name}", office, title.district, title.year)
    row.levels, row.weight, row.score = ["", "", name], full, got
    target, actual = _TARGET.search(text), _ACTUAL.search(text)
    row.target_text, row.actual_text = target["text"] if target else "", actual["text"] if actual else ""
    row.quote, row.locator, row.status = document.text[a:b], where, PUBLISH
    row.rule, row.subject_evidence = f"指标“{name}”的分值和得分", f"“{project.name}”的指标"
    for column, m in (("weight", weight), ("score", own)):
        if m is None:
            continue
        s, e = segment.norm.span(start + m.start(), start + m.end())
        said = Statement(column, document.text[s:e], "分", where, full if m is weight else got, row.quote)
        row.statements.append(said)
        row.spans.append(Span(column, s, e))
    return row
