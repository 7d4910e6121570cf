"""Scores of one form that contradict each other: 合计 95 below the indicators, 自评得分 98 above them.

Belongs here: comparing what a form says of its score in several places, and saying so. Does not belong here: which of
them is taken (``totals``, ``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from etl.read import amounts
from etl.read.amounts import fold
from etl.read.fund_model import Funds
from etl.read.indicators import Indicators
from etl.read.labels import roles
from etl.read.rows import plain
from etl.read.section import Section
from etl.read.totals import FULL

TOLD = re.compile(r"自评(?:总|综合)?(?:得分|评分|分数?)(?:结果)?[为是:：]?\s*(\d{1,3}(?:\.\d+)?)\s*分(?!之)")


def in_sentences(section: Section) -> list[tuple[Decimal, int, int]]:
    """Scores that sentences of the form tell, each with row and column."""
    return [(Decimal(hit[1]), r, c) for r, c, text in section.cells() if (hit := TOLD.search(fold(text)))]


def contradiction(section: Section, funds: Funds | None, table: Indicators) -> str:
    """A sentence that names the scores of the form, where they are not one; empty where they are."""
    heads = [head for head in (funds.header if funds else None, table.header) if head is not None]
    taken = range(0) if funds is None else range(funds.header, funds.last + 1)
    above = (row for row in range(section.first, max(heads, default=section.first)) if row not in taken)
    told = [("自评得分", value) for value, _, _ in in_sentences(section)]
    said = list(dict.fromkeys([*table.whole.said, *_labelled(section, above), *told]))
    if all(_are_one(value, other) for _, value in said for _, other in said):
        return ""
    return f"总分写得不一样：{'、'.join(f'“{label}”{plain(value)}分' for label, value in said)}，请核对"


def _labelled(section: Section, rows: Iterable[int]) -> Iterator[tuple[str, Decimal]]:
    """Scores beside labels of their own, above the tables; 自评得分 | 100 | 98 names the points first."""
    beside = {(row, column) for role, row, column, _ in section.named() if role == "score"}
    for row in rows:
        cells = list(section.grid.cells(row))
        if {"rate", "weight"} & {roles("fund_column").of(text) for _, text in cells}:
            # 预算执行率 | 80% | 自评得分 | 8 is the score of that.
            continue
        for (_, label), (column, text) in pairwise([(-1, ""), *cells]):
            more = [score for at, one in cells if at >= column and (score := amounts.score(one)) is not None]
            if (row, column) in beside and more:
                yield label or text, more[-1] if more[0] == FULL else more[0]


def _are_one(value: Decimal, other: Decimal) -> bool:
    """98 in a sentence is 97.6 rounded."""
    finest = Decimal(1).scaleb(-min(amounts.decimals(value), amounts.decimals(other)))
    return abs(value - other) <= finest / 2
