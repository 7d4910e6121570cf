"""Scores of one form outside its tables, and where they contradict each other: 合计 95 below the indicators, 总分：98
above them.

Belongs here: finding them above the tables and in sentences, comparing what a form says in several places. Does not
belong here: lines of the score below the indicators (``totals``), which of them is taken (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from etl.read import amounts
from etl.read.amounts import fold
from etl.read.fund_model import Funds
from etl.read.indicators import Indicators
from etl.read.labels import clean, roles
from etl.read.rows import plain
from etl.read.section import Section
from etl.read.totals import FULL

#: With points for what was done beyond.
_MOST = Decimal(120)
TOLD = re.compile(r"自评(?:总|综合)?(?:得分|评分|分数?)(?:结果)?[为是:：]?\s*(\d{1,3}(?:\.\d+)?)\s*分(?!之)")
#: What begins the answer to 自评结论: 总分93分，等级为优.
_CONCLUDED = re.compile(
    r"(?:经\w{0,6}[,，])?(?:本?(?:项目|部门|单位))?(?:绩效|综合|评价|最终){0,2}(?:总分|总?得分|总?评分)[为是:：]?\s*(\d{1,3}(?:\.\d+)?)\s*分"
    r"(?!之|[^。；;]*(?:得分?|评分?)[^。；;\d]{0,4}\d)"
)
#: A label with its score in one cell, other labels before or behind it.
_IN_CELL = re.compile(
    r"(?P<label>[^\s:]{2,16}):\s*(?P<score>\d{1,3}(?:\.\d+)?\s*分?(?:\s*[(/]?\s*[优良中差][秀好等]?\)?)?)(?=[\s,;；。]|$)"
)
_GRADE_BEHIND = re.compile(
    r"[,、;(\s]*(?:[^。;；,\d]{0,8}?(?:等级|等次|评级|结果|结论)[为是属:：]*|评定?为|属于?|为)?[“\"「]?"
    r"(优秀|优|良好|良|中等|中|较差|差)[”\"」]?(?:等级|等次|等|级)?(?=[,。;；)\s]|$)"
)


@dataclass(frozen=True)
class Said:
    """A score outside the tables: its label, its cell, the text of it, and the grade where the text names one."""

    label: str
    value: Decimal
    grade: str
    text: str
    row: int
    column: int


def above(section: Section, rows: Iterable[int]) -> list[Said]:
    """Scores that labels above the tables of a form name (总分：97.6), the points to be had left aside: of 总分 100 and
    得分 97.6 the second."""
    found = [said for row in rows for said in _above(section, row)]
    return [said for said in found if said.value != FULL] or found


def in_sentences(section: Section) -> list[Said]:
    """Scores that sentences of the form tell, with the grade that the same sentence gives: 自评得分93分，等级为优。"""
    told = [(hit, r, c) for r, c, text in section.cells() if (hit := TOLD.search(fold(text)))]
    answers = ((r, c, text) for role, r, c, text in section.named() if role == "grade")
    told += [(hit, r, c) for r, c, text in answers if (hit := _CONCLUDED.match(fold(text)))]
    return [Said("自评得分", Decimal(hit[1]), _grade_behind(hit), hit[1], r, c) for hit, r, c in told]


def contradiction(section: Section, funds: Funds | None, table: Indicators) -> str:
    """A sentence that names the scores of the form, where they are not one; empty where they are."""
    heads = [head for head in (funds.top if funds else None, table.header) if head is not None]
    taken = range(0) if funds is None else range(funds.top, funds.last + 1)
    rows = (row for row in range(section.first, max(heads, default=section.first)) if row not in taken)
    told = [(one.label, one.value) for one in in_sentences(section)]
    # 总分：100 in the head is what there is to be had.
    named = [one for said in above(section, rows) if (one := (said.label, said.value)) != ("总分", FULL)]
    said = list(dict.fromkeys([*table.whole.said, *named, *told]))
    if all(_are_one(value, other) for _, value in said for _, other in said):
        return ""
    return f"总分写得不一样：{'、'.join(f'“{label}”{plain(value)}分' for label, value in said)}，请核对"


def _grade_behind(hit: re.Match[str]) -> str:
    found = _GRADE_BEHIND.match(hit.string, hit.end())
    return found[1] if found else ""


def _above(section: Section, row: int) -> Iterator[Said]:
    group, cells = roles("score_above"), list(section.grid.cells(row))
    if any(roles("fund_column").of(text) in ("rate", "weight") for _, text in cells):
        # 预算执行率 | 80% | 自评得分 | 8 is the score of that.
        return
    for number, (column, text) in enumerate(cells):
        if group.of(text) is not None:
            yield from _said(text, _beside(cells[number + 1 :]), row)
        flat = re.sub(r"(?<=[总得评])\s+(?=分)", "", fold(text).replace("：", ":"))
        for hit in _IN_CELL.finditer(flat):
            if group.of(hit["label"]) is not None:
                yield from _said(hit["label"], (column, hit["score"].strip()), row)


def _beside(cells: list[tuple[int, str]]) -> tuple[int, str]:
    """The score right of a label: 总得分 | 100 | 98 names the points to be had first."""
    stated = [amounts.score(text) for _, text in cells[:2]]
    is_second = len(stated) > 1 and stated[0] == FULL and stated[1] is not None
    return next(iter(cells[is_second:]), (-1, ""))


def _said(label: str, cell: tuple[int, str], row: int) -> Iterator[Said]:
    column, text = cell
    both = amounts.graded(text)
    value, grade = both if both is not None else (amounts.score(text), "")
    if value is not None and 0 <= value <= _MOST:
        yield Said(clean(label), value, grade, text, row, column)


def _are_one(value: Decimal, other: Decimal) -> bool:
    """98 in a sentence is 97.6 rounded."""
    finest = Decimal(1).scaleb(-min(amounts.decimals(value), amounts.decimals(other)))
    return abs(value - other) <= finest / 2
