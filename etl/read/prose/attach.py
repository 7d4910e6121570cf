"""Facts to rows: one a project (or department) and year, the first statement shown, a second one kept beside it.

Belongs here: which statement a column shows, contradictions, quotes. Does not belong here: whose a fact is, the gate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read import places
from etl.read.amounts import decimals
from etl.read.prose.model import Document
from etl.read.prose.one_fact import Fact
from etl.read.prose.register import Project
from etl.read.prose.subject import FAIR, SURE, WEAK
from etl.read.prose.title import Title
from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, FlatRow, Fund, Span, Statement

_BUDGETS = ("budget_full_year_yuan", "budget_initial_yuan")
_MONEY = ("budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan", "amount_unspecified_yuan")


@dataclass
class Group:
    """The facts of one owner and year."""

    project: Project | None
    department: str
    year: int | None
    facts: list[Fact] = field(default_factory=list)
    shown: dict[str, Fact] = field(default_factory=dict)
    others: list[Fact] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    is_unqualified: bool = False
    is_doubtful: bool = False
    is_table: bool = False
    scope: str = ""
    whole: list[str] = field(default_factory=list)

    def value(self, column: str) -> Decimal | None:
        fact = self.shown.get(column)
        return fact.value if fact is not None and isinstance(fact.value, Decimal) else None

    @property
    def base(self) -> Decimal | None:
        return next((v for c in _BUDGETS if (v := self.value(c)) is not None), None)


def group(facts: Sequence[Fact]) -> list[Group]:
    """Facts by owner and year, in order of their first statement."""
    found: dict[tuple[object, ...], Group] = {}
    for fact in facts:
        key = (*fact.subject.key, fact.year, fact.subject.scope)
        one = found.setdefault(
            key, Group(fact.subject.project, fact.subject.department, fact.year, scope=fact.subject.scope)
        )
        one.facts.append(fact)
    for one in found.values():
        _choose(one)
    return _one_a_department(list(found.values()))


def _one_a_department(groups: list[Group]) -> list[Group]:
    """A department's statements on its projects and on the whole are two: the row shows those with money, and the
    other's points and grade beside."""
    kept: list[Group] = []
    for one in groups:
        twin = next(
            (
                k
                for k in kept
                if k.project is None and one.project is None and (k.department, k.year) == (one.department, one.year)
            ),
            None,
        )
        if twin is None or one.project is not None:
            kept.append(one)
            continue
        first, second = (twin, one) if _has_money(twin) or not _has_money(one) else (one, twin)
        if first is not twin:
            kept[kept.index(twin)] = first
        have_both = _has_money(first) and _has_money(second)
        if have_both and first.scope == "project" and second.scope != "project":
            # 部门整体 before its 项目支出.
            kept[kept.index(first)] = second
            first, second = second, first
        first.others += [f for f in second.shown.values() if f.column in first.shown]
        for column in ("score", "grade_stated", "rate_stated_pct"):
            if (
                column in second.shown
                and column not in first.shown
                and (column != "rate_stated_pct" or not _has_money(second))
            ):
                first.shown[column] = second.shown[column]
                if first.scope == "project" and second.scope != "project":
                    first.whole.append(column)
    return kept


def _has_money(one: Group) -> bool:
    return any(c in one.shown for c in _MONEY)


def _choose(one: Group) -> None:
    by_column: dict[str, list[Fact]] = {}
    for fact in one.facts:
        by_column.setdefault(fact.column, []).append(fact)
    _place_budget(one, by_column)
    by_column.pop("balance", None)
    maybe = by_column.pop("rate_maybe", [])
    if "rate_stated_pct" not in by_column:
        budgets = [f for c in _BUDGETS for f in by_column.get(c, [])]
        sure = [f for f in maybe if _closing(budgets, by_column.get("executed_yuan", []), [f])]
        if sure:
            by_column["rate_stated_pct"] = sure[:1]
    for column, facts in by_column.items():
        strong = [f for f in facts if f.strength > WEAK] or facts
        strong = [f for f in strong if f.label != "得"] or strong
        strong = _without_addends(strong)
        if column == "score":
            strong = [f for f in strong if not f.is_average] or strong
        if column == "grade_stated":
            # 得分88分，等级为良: what stands beside the points is what they were given for.
            points = [f.sentence for f in by_column.get("score", [])]
            strong = [f for f in strong if any(a <= f.start < b for a, b in points)] or strong
        one.shown[column] = strong[0]
        strong[0].strength = max(f.strength for f in strong if f.value == strong[0].value)
        values = {f.value for f in strong}
        others = [f for f in facts if f is not strong[0]]
        one.others += others
        if len(values) > 1:
            _differ(one, column, strong)
    if one.value("amount_unspecified_yuan") in {one.value(c) for c in (*_BUDGETS, "received_yuan")} - {None}:
        # 项目资金60万元已全部下达: the budget said again.
        one.others.append(one.shown.pop("amount_unspecified_yuan"))
    whole = one.shown.get("amount_unspecified_yuan")
    stated = [one.shown[c].value for c in _BUDGETS if c in one.shown]
    amounts = [v for v in stated if isinstance(v, Decimal)]
    if whole is not None and isinstance(whole.value, Decimal) and "总" in whole.label and amounts:
        # 项目总经费1280万元 … 年初预算480万元: of all its years.
        one.others += [one.shown.pop("amount_unspecified_yuan")] if whole.value > max(amounts) else []
    base, received = one.base, one.value("received_yuan")
    if base and received and received > 3 * base:
        # Money that came to a district is nobody's budget.
        one.shown.pop("received_yuan")
    if one.project is None and set(one.shown) == {"score"} and one.shown["score"].is_average:
        one.shown.clear()


def _without_addends(facts: list[Fact]) -> list[Fact]:
    """3月到账60万元，9月到账45万元，累计到账105万元: the sum alone, where a sentence states it behind its addends."""
    for total in facts:
        addends = [f for f in facts if f is not total and f.sentence == total.sentence and f.order < total.order]
        amounts = [f.value for f in addends if isinstance(f.value, Decimal)]
        if len(amounts) > 1 and sum(amounts) == total.value:
            return [f for f in facts if f not in addends]
    return facts


def _differ(one: Group, column: str, facts: list[Fact]) -> None:
    """Two statements of one figure: shown is the first that the stated rate bears out, else the first."""
    first = facts[0]
    other = next(f for f in facts if f.value != first.value)
    if column == "amount_unspecified_yuan":
        one.is_doubtful = True
        return
    if column in ("grade_stated",):
        one.is_doubtful = True
        return
    is_apart = other.sentence != first.sentence
    if is_apart and not first.is_part and not other.is_part:
        one.flags.append("contradictory_values")
    else:
        one.is_doubtful = True


def _place_budget(one: Group, by_column: dict[str, list[Fact]]) -> None:
    """An unqualified budget stands in the full-year column, unless the full year's is stated besides."""
    loose = by_column.pop("budget", [])
    carried = by_column.pop("carried", [])
    full, initial = by_column.get("budget_full_year_yuan", []), by_column.get("budget_initial_yuan", [])
    executed, rates = by_column.get("executed_yuan", []), by_column.get("rate_stated_pct", [])
    if (
        carried
        and not loose
        and not full
        and not initial
        and (one.project is not None or _closing(carried, executed, rates))
    ):
        # Money brought over is all the project had.
        loose = carried[:1]
        one.is_doubtful = True
    if not loose:
        return
    if full and not initial:
        early = [f for f in loose if f.order < full[0].order and f.value != full[0].value and not f.is_part]
        if early:
            # 批复预算1200万元 … 压减后预算1060万元: what stood before the change.
            by_column["budget_initial_yuan"] = early
            return
    if full:
        one.others += [f for f in loose if f.value not in {g.value for g in full}]
        return
    known = {f.value for f in initial}
    fresh = [f for f in loose if f.value not in known]
    if not fresh:
        # 年初预算50万元 … 预算50万元: the same said again.
        return
    if initial and not _closing(fresh, executed, rates):
        one.others += fresh
        return
    by_column["budget_full_year_yuan"] = fresh
    one.is_unqualified = True


def _closing(bases: list[Fact], executed: list[Fact], rates: list[Fact]) -> bool:
    return any(
        closes(e.value, b.value, r.value)
        for b in bases for e in executed for r in rates
    )  # fmt: skip


def closes(executed: object, base: object, rate: object) -> bool:
    """Whether a stated rate is executed ÷ base at its printed precision, rounded or cut."""
    if not (isinstance(executed, Decimal) and isinstance(base, Decimal) and isinstance(rate, Decimal)) or base <= 0:
        return False
    return abs(executed / base * 100 - rate) <= Decimal(1).scaleb(-decimals(rate))


def to_row(one: Group, document: Document, title: Title) -> FlatRow:
    """The row of a group; quote and place of its main figures."""
    row = FlatRow(DEPARTMENT_YEAR if one.project is None else PROJECT_YEAR)
    row.year = one.year
    row.district = places.district(one.department) or title.district
    row.department = (one.project.department if one.project else "") or one.department or title.department
    if one.project is not None and one.project.is_nobodys:
        row.department = ""
    if one.project is not None:
        row.project = one.project.name
    for column, fact in one.shown.items():
        setattr(row, column, fact.value)
    balance = next(
        (f.value for f in one.facts if f.column == "balance" and f.strength > WEAK and _LEFT.search(f.label)), None
    )
    row.balance = balance if isinstance(balance, Decimal) else None
    if one.project is not None and one.year is not None:
        named = re.match(r"(?:20)?(\d\d)年", one.project.name)
        row.fund_year = 2000 + int(named[1]) if named and 2000 + int(named[1]) != one.year else None
    row.is_budget_unqualified = one.is_unqualified
    row.flag(*one.flags)
    start, end = quote_span(one)
    row.quote = document.text[start:end]
    section = next((f.section for f in _main(one)), "")
    row.locator = locator(section, start, end)
    row.spans = [Span(column, fact.start, fact.end) for column, fact in one.shown.items()]
    row.spans += [
        Span(f.column, f.start, f.end) for f in one.others if f.column in (*_MONEY, "rate_stated_pct", "score")
    ]
    # An unqualified budget stands in the column it was put into.
    columns = {"budget": "budget_full_year_yuan", "carried": "budget_full_year_yuan"}
    again = [(columns.get(o.column, o.column), o) for o in one.others]
    said = [*one.shown.items(), *((column, fact) for column, fact in again if column in one.shown)]
    row.statements = [_statement(column, fact, document) for column, fact in said]  # fmt: skip
    row.rule = "；".join(dict.fromkeys(f"{_NAMES.get(c, c)}：{f.rule.split('；')[0]}" for c, f in one.shown.items()))
    row.subject_evidence = "；".join(dict.fromkeys(f.subject.evidence for f in _main(one)))
    row.funds = _funds(one, row)
    return row


def _statement(column: str, fact: Fact, document: Document) -> Statement:
    value = fact.value if isinstance(fact.value, Decimal) else None
    printed, quote = document.text[fact.start : fact.end], document.text[slice(*fact.clause)]
    return Statement(column, printed, fact.unit, locator(fact.section, *fact.clause), value, quote)


_NAMES = {
    "budget_initial_yuan": "年初预算", "budget_full_year_yuan": "全年预算", "received_yuan": "到位",
    "executed_yuan": "执行", "amount_unspecified_yuan": "资金", "rate_stated_pct": "执行率", "score": "得分",
    "grade_stated": "等级",
}  # fmt: skip


_LEFT = re.compile(r"结余|剩余|节余")
_FUND = re.compile(r"(?:中央|省级|市级|区级|县级|州级)(?:资金|配套|补助)(?:资金)?$")


def _funds(one: Group, row: FlatRow) -> list[Fund]:
    """The source of money that a project's own name ends with."""
    named = _FUND.search(row.project)
    value = one.value("amount_unspecified_yuan")
    if named is None or value is None:
        return []
    return [Fund(named[0], {"amount_unspecified_yuan": value}, row.locator, row.quote)]


def locator(section: str, start: int, end: int) -> str:
    """``一、自评结论；字符 120–164``."""
    return f"{section}；字符 {start}–{end}" if section else f"字符 {start}–{end}"


def _main(one: Group) -> list[Fact]:
    for columns in (
        ("executed_yuan", *_BUDGETS),
        ("amount_unspecified_yuan", "received_yuan"),
        ("rate_stated_pct",),
        ("score", "grade_stated"),
    ):
        found = [one.shown[c] for c in columns if c in one.shown]
        if found:
            return found
    return list(one.shown.values())


def quote_span(one: Group) -> tuple[int, int]:
    """From the first to the last of the row's figures in the sentence of its main one."""
    main = _main(one)
    if not main:
        return 0, 0
    sentence = main[0].sentence
    near = [
        f for f in one.shown.values() if f.sentence == sentence and f.column not in ("score", "grade_stated")
    ] or main[:1]
    return min(f.clause[0] for f in near), max(f.clause[1] for f in near)


def strength(one: Group) -> int:
    """The weakest evidence of what the row shows."""
    return min((f.strength for f in one.shown.values()), default=SURE if one.is_table or one.project else FAIR)
