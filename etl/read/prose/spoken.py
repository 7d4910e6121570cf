"""Amounts said in words: nothing spent, all of it spent, all of it received, no change in the year.

Belongs here: what words state of an amount before them. Does not belong here: the words (``labels.toml``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from etl.read.prose import labels
from etl.read.prose.clauses import clause_start
from etl.read.prose.tokens import Figure

#: What is not yet paid of a project that was paid for.
_REST = re.compile(r"(?:质保金|保证金|保修金|尾款|余款|进度款|期款|剩余|部分|批|余下|工程款|设备款|货款)[^，。;]{0,8}$")


#: Before 全部使用完毕: of something else, not yet, not all.
_LIMITED = re.compile(
    r"目标|任务|指标|工程|设备|物资|预计|要求|计划|力争|争取|确保|(?:未|没有?|并非|不|基本|大部分|应|须|拟|将)(?:能|曾|经|已)?$|除[^，。;]{1,10}外$"
)
#: Before 无支出: a part of the year, or a denial.
_NOT_OF_THE_YEAR = re.compile(r"[上下]半年|[一二三四]季度|并非|不是")


def say(text: str, half: tuple[int, int], own: list[Figure], sentence: tuple[int, int]) -> None:
    """Zero, all of it spent, all of it received: what words state of a figure before them."""
    start, end = half
    stretch = text[start:end]
    for m in labels.said("patterns").finditer(stretch):
        place = start + m.start()
        begin = clause_start(text, start, place, "，;。")
        if (
            re.search(
                r"(?:违规|超|虚列|挤占|挪用|不合规|无关|公款|额外|\d元[^，。;]{0,6}|其他|多余|新增|预算外|超范围|超标准)[^，。;]{0,6}$",
                text[begin:place],
            )
            or _REST.search(text[begin:place])
            or _NOT_OF_THE_YEAR.search(text[begin:place] + m[0])
        ):
            continue
        if any(_is_told_of(f, place) for f in own):
            continue
        figure = Figure("money", "executed", Decimal("0.00"), m[0], "元", place, start + m.end(), half, sentence, begin)
        figure.at = place
        figure.prefix, figure.label, figure.rule = text[begin:place], m[0], f"“{m[0]}”即为0"
        own.append(figure)
    money = [
        f
        for f in own
        if f.kind == "money"
        and f.role in ("budget_initial", "budget_full_year", "budget", "received", "unspecified", "carried")
        and not f.is_part
        and not f.is_bracketed
    ]
    for kind, role in (("all_spent", "executed"), ("all_received", "received")):
        for m in labels.said(kind).finditer(stretch):
            place = start + m.start()
            base = next((f for f in reversed(money) if f.end <= place), None)
            if base is None or any(f.role == role and not f.is_part for f in own):
                continue
            begin = clause_start(text, start, place, "，;。")
            others = [f for f in own if begin <= f.start and f.end <= place and f.value != base.value]
            if others or _LIMITED.search(text[begin:place]):
                continue
            figure = _again(base, role, half, sentence)
            figure.label, figure.rule = m[0], f"“{m[0]}”说的是{base.text}"
            figure.inner = base.inner
            figure.is_approximate = base.is_approximate
            own.append(figure)
    if labels.said("unchanged").search(stretch):
        base = next((f for f in money if f.role in ("budget", "budget_initial", "budget_full_year")), None)
        if base is not None and base.role != "budget_initial":
            for role in ("budget_initial", "budget_full_year"):
                if not any(f.role == role for f in own):
                    figure = _again(base, role, half, sentence)
                    figure.label, figure.rule = base.label, f"全年无调整：{base.text}"
                    own.append(figure)


def _is_told_of(figure: Figure, place: int) -> bool:
    """Whether what follows is said of that amount alone: 设备合同款12万元，…，故没有支付; 尚有8.7万元|未支付."""
    if figure.kind != "money" or figure.is_bracketed or figure.end > place:
        return False
    return figure.role == "negative" or (figure.role == "balance" and figure.end == place)


def _again(base: Figure, role: str, half: tuple[int, int], sentence: tuple[int, int]) -> Figure:
    """The amount of a figure in another role, without a label yet."""
    place = (base.start, base.end)
    figure = Figure("money", role, base.value, base.text, base.unit, *place, half, sentence, base.clause_start, base.at)
    figure.prefix = base.prefix
    return figure
