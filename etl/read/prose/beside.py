"""Roles that a figure has only from the figures beside it in its half-sentence.

Belongs here: an amount the stated rate bears out, points behind a name, weak rates. Does not belong here: roles from
labels (``figures``), owners (``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from etl.read.prose import names
from etl.read.prose.register import Project, Register
from etl.read.prose.stretches import strip
from etl.read.prose.tokens import Figure

#: A name of fewer characters is none.
_SHORTEST = 3
#: 第2项89分, 中心整体95分
_COUNTED = re.compile(r"第?([一二三四五六七八九十]|\d{1,2})(?:项|个)(?:项目)?")
_WHOLE_OFFICE = re.compile(r"(?:部门|单位|局|院|校|中心|委|厅|乡?镇|街道)?整体(?:支出)?")
_VERB = re.compile(r"(?:全年|当年|年内|实际|累计|共|已)+$")


def clause_of(text: str, figure: Figure) -> str:
    """The rest of the clause the figure stands in."""
    start = max(figure.clause_start, text.rfind(":", figure.clause_start, figure.start) + 1)
    return re.split("[，;。]", text[start : figure.half[1]])[0]


def _called(lead: str, register: Register) -> tuple[Project, int] | None:
    """The project of which all of a stretch is a short name."""
    known = register.find(lead, least=0.8) if len(lead) >= _SHORTEST else None
    return (known, len(lead)) if known is not None else None


def name_scores(own: list[Figure], text: str, register: Register, *, is_item: bool) -> None:
    """甲98.8分；乙76.5分: points right behind a known name, or alone in a clause of a list's item."""
    for k, figure in enumerate(own):
        if figure.kind != "score" or figure.role or figure.is_bracketed:
            continue
        before = max([figure.half[0], *(f.end for f in own[:k])])
        lead = strip(text[before : figure.start])
        lead = re.split("[，:]", lead)[-1]
        if _WHOLE_OFFICE.fullmatch(lead):
            figure.role, figure.at, figure.prefix, figure.rule = "score", figure.start, lead, "部门整体之后的分数"
            continue
        if (counted := _COUNTED.fullmatch(lead)) and (project := register.numbered(names.number(counted[1]))):
            figure.role, figure.at, figure.rule = "score", figure.start, f"“{lead}”之后的分数"
            figure.inner = project.name
            continue
        is_alone = figure.clause_start == figure.start and text[figure.end : figure.end + 1] in "，。;"
        if is_item and is_alone and text[figure.start - 1] == "，":
            # 执行率99%，98分。
            figure.role, figure.at, figure.prefix, figure.rule = "score", figure.start, "", "列表项里单独的分数"
            continue
        opened = register.opening(lead) or register.begun(lead) or _called(lead, register)
        rest = lead[opened[1] :] if opened else lead
        if opened is not None and re.fullmatch(r"(?:项目|专项|资金|经费)?(?:自评)?(?:得|为|:)*", rest):
            figure.role, figure.at, figure.prefix, figure.rule = "score", figure.start, lead, "名称之后的分数"


def rescue(own: list[Figure], text: str, before: Sequence[Decimal] = ()) -> None:
    """支付进度款432万元，执行率78%: an amount paid, however called, is the executed one where the rate says so.
    ``before``: budgets the text stated last, for a half-sentence without one."""
    if any(f.role == "executed" for f in own):
        return
    rates = [f for f in own if f.role in ("rate", "rate_maybe") and f.value is not None]
    bases = [f.value for f in own if f.role in ("budget", "budget_initial", "budget_full_year") and f.value] or list(
        before
    )
    for figure in own:
        if figure.kind != "money" or figure.role not in ("negative", "") or not figure.value or figure.is_bracketed:
            continue
        if not re.search(
            r"支付|支出|付|使用|花|完成|发放|拨|兑|结算|投入|补助|发", text[figure.clause_start : figure.start]
        ):
            continue
        if any(
            r.start > figure.end
            and abs(figure.value / b * 100 - (r.value or 0)) <= Decimal("0.05" if r.value == 100 else "0.5")
            for r in rates
            for b in bases
        ):
            figure.role, figure.rule = "executed", f"{figure.rule}，与所述执行率相符"
            figure.prefix = _VERB.sub("", figure.prefix)
            return


def closes(own: list[Figure], before: Sequence[Decimal] = ()) -> bool:
    """Whether the half-sentence's rate is about its executed ÷ a budget, one stated ``before`` where it has none."""
    rate = next((f.value for f in own if f.role == "rate"), None)
    executed = [f.value for f in own if f.role == "executed" and f.value is not None]
    bases = [f.value for f in own if f.role in ("budget", "budget_initial", "budget_full_year") and f.value] or before
    return rate is not None and any(abs(e / b * 100 - rate) <= 1 for e in executed for b in bases if b)


def is_weak_rate(figure: Figure, has_money: bool) -> bool:
    """完成率 and 使用率 are of anything unless money stands beside them."""
    if figure.role != "rate" or re.search(r"执行|支付|支出|预算|资金|经费", figure.label):
        return False
    return not has_money or bool(figure.prefix)
