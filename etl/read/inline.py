"""Labels and figures that stand in one cell: 年初预算数：100万元，全年执行数：80万元.

Belongs here: cutting such a cell into labels and figures. Does not belong here: what a label means (``labels``), cells
of their own beside their labels (``pairs``).
"""

from __future__ import annotations

import re

from etl.read import amounts
from etl.read.labels import roles

_NEXT = re.compile(r"[；。;、\s]+|,(?!\d{3})")
_BLANK = re.compile(r"\s+(?=[\d万亿千百元%:])|(?<=:)\s+")
_TOLD = re.compile(r"(?P<label>[^\d:%]{2,24}?)[:为]?\s*(?P<figure>[-+]?\d[\d,.]*\s*(?:[万亿千百]{0,2}元|%)?)")


def figures(text: str) -> list[tuple[str, str]]:
    """Labels of money or its rate with their figures, where the cell says nothing else; a heading before the first of
    them (项目资金：) is none of it.

    >>> figures("年初预算数：100万元，全年执行数：80万元，执行率80%")
    [('年初预算数', '100万元'), ('全年执行数', '80万元'), ('执行率', '80%')]
    >>> figures("新建学校3所，预算数100万元"), figures("全年执行数"), figures("项目资金：预算数100万元")
    ([], [], [('预算数', '100万元')])
    """
    parts = [part for part in _NEXT.split(_BLANK.sub("", _bare(amounts.fold(text)))) if part]
    found = [told for part in parts if (told := _TOLD.fullmatch(part))]
    is_all = len(found) == len(parts) and all(roles("fund_column").of(told["label"]) for told in found)
    return [(told["label"], told["figure"].strip()) for told in found] if is_all else []


def _bare(text: str) -> str:
    head, mark, rest = text.partition(":")
    return rest if mark and roles("fund_row").of(head) == "total" and not rest[:1].isdigit() else text
