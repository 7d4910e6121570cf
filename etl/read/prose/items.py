"""Amounts of a department that are in no column of its row: procurement, income, parts of spending.

Belongs here: labels of such items. Does not belong here: the row itself.
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.read import amounts
from etl.read.prose import sections
from etl.read.prose.attach import locator
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.model import Document
from etl.read.prose.outline import Node
from etl.read.prose.title import Title
from etl.read.rows import Item

_AMOUNT = r"(?:数|额|金额|总额)?(?:为|是|共计|共|:)?(\d+(?:\.\d+)?)(亿元|万元|元)"
_ITEMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("政府采购预算", re.compile(rf"政府采购预算{_AMOUNT}")),
    ("政府采购金额", re.compile(rf"(?:实际)?(?:政府)?采购金额{_AMOUNT}|实际政府采购{_AMOUNT}")),
    (
        "已采购未支付",
        re.compile(r"(\d+(?:\.\d+)?)(亿元|万元|元)(?:已采购|已签合同|已签订合同)但?(?:未|尚未)(?:完成)?(?:支付|付款)"),
    ),
    ("预算内收入", re.compile(rf"预算内收入{_AMOUNT}")),
    ("收入决算", re.compile(rf"收入决算{_AMOUNT}")),
    ("财政拨款收入", re.compile(rf"财政拨款收入{_AMOUNT}")),
    ("其他收入", re.compile(rf"其他收入{_AMOUNT}")),
    ("支出决算", re.compile(rf"支出决算{_AMOUNT}")),
    ("基本支出", re.compile(rf"基本支出{_AMOUNT}")),
    ("项目支出", re.compile(rf"(?<=[，:、])项目支出{_AMOUNT}")),
    ("追加", re.compile(r"追加[^，。;\d]{0,16}?(\d+(?:\.\d+)?)(亿元|万元|元)")),
)


def find(document: Document, root: Node, title: Title) -> list[Item]:
    """The department's items, each at its first statement; only in a report on the whole department."""
    found: dict[str, Item] = {}
    if title.scope != "department":
        return []
    for node, segment in ordered(root):
        if sections.is_silent(node) or sections.is_of_other_year(node, title.years):
            continue
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            year = re.match(r"(20\d\d)年", stretch)
            if "元" not in stretch or (year and title.year and int(year[1]) != title.year):
                continue
            for name, pattern in _ITEMS:
                m = pattern.search(stretch)
                if m and name not in found:
                    groups = [g for g in m.groups() if g]
                    a, b = segment.norm.span(sentence.start + m.start(), sentence.start + m.end())
                    value = (Decimal(groups[0]) * amounts.size(groups[1])).quantize(Decimal("0.01"))
                    found[name] = Item(
                        name,
                        value,
                        groups[0] + groups[1],
                        groups[1],
                        document.text[a:b],
                        locator(sections.name(node), a, b),
                    )
            raised = re.search(r"较年初预算数?增加(\d+(?:\.\d+)?)(亿元|万元|元)", stretch)
            if raised:
                before = (
                    "收入"
                    if "收入" in segment.text[: sentence.start + raised.start()]
                    and "支出" not in segment.text[: sentence.start + raised.start()]
                    else "支出"
                )
                name = f"{before}较年初预算增加"
                if name not in found:
                    a, b = segment.norm.span(sentence.start + raised.start(), sentence.start + raised.end())
                    value = (Decimal(raised[1]) * amounts.size(raised[2])).quantize(Decimal("0.01"))
                    found[name] = Item(
                        name,
                        value,
                        raised[1] + raised[2],
                        raised[2],
                        document.text[a:b],
                        locator(sections.name(node), a, b),
                    )
    return list(found.values())
