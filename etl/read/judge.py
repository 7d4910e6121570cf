"""Findings that one row shows by itself, and copies among rows: written to ``flags``, nothing is corrected.

Belongs here: codes of the contract that need only the row's own stated figures, or its twins in the same load.
Does not belong here: checks against the model (``etl.checks``), which run when the rows are built into a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON
from etl.read import grades
from etl.read.amounts import decimals, in_percent
from etl.read.places import spelled
from etl.read.rows import AMOUNTS, INDICATOR, KEY, REVIEW, FlatRow, plain

_MYRIAD = Decimal(10_000)
#: In a list of so many lines the middle one tells what is usual.
_ENOUGH, _ODD = 4, Decimal(4_000)
#: Less odd, but so many times the next: a line of its own size among lines of theirs.
_APART, _NEXT = Decimal(1_000), Decimal(500)
#: Nobody spends a thousand times a budget; a unit was lost.
_ABSURD = 1_000
#: All points are 100; with points on top 120.
_FULL = Decimal(120)
_TOLD = 5
#: What was spent may be corrected below nothing; what was planned is not.
_BUDGETS = ("budget_initial_yuan", "budget_full_year_yuan")
#: A rate is a quotient of two printed amounts: beyond six decimals of a per cent only arithmetic noise differs.
_FINEST_RATE = Decimal("0.000001")


def judge(
    row: FlatRow,
    *,
    has_reason_place: bool,
    rate_decimals: int | None = None,
    bounds: Mapping[str, Decimal] = grades.USUAL,
) -> None:
    """Raise what the row's own figures show. ``rate_decimals`` is the column's precision where cells drop zeros,
    ``bounds`` the document's scale of grades (``grades.scale``)."""
    # Nothing follows from an amount whose unit is in doubt.
    is_sound = "unit_suspect" not in row.flags
    budget, executed = (row.budget, row.executed_yuan) if is_sound else (None, None)
    _judge_rate(row, rate_decimals)
    if budget is not None and executed is not None and executed > budget:
        row.flag("over_execution")
    if row.score is not None and grades.contradicts(row.score, row.grade_stated, bounds):
        row.flag("grade_mismatch")
    if has_reason_place and _is_low(budget, executed) and not row.reason_text and not row.as_of:
        row.flag("reason_missing")
        row.reason_codes = [*row.reason_codes, NO_REASON]


def _is_low(budget: Decimal | None, executed: Decimal | None) -> bool:
    if budget is None or executed is None or budget <= 0:
        return False
    return executed < budget * Decimal(str(DEFAULT_REASON_THRESHOLD))


def _judge_rate(row: FlatRow, rate_decimals: int | None) -> None:
    rate, executed = row.rate_stated_pct, row.executed_yuan
    if rate is None or executed is None:
        return
    step = max(Decimal(1).scaleb(-(rate_decimals if rate_decimals is not None else decimals(rate))), _FINEST_RATE)

    def fits(base: Decimal | None) -> bool:
        return base is not None and base > 0 and abs(executed / base * 100 - rate) <= step

    has_base = any(b is not None and b > 0 for b in (row.budget_initial_yuan, row.budget_full_year_yuan))
    if fits(row.budget_full_year_yuan) or fits(row.budget_initial_yuan) or not has_base:
        return
    row.flag("rate_basis_received" if fits(row.received_yuan) else "rate_mismatch")


def as_percent(rate: Decimal | None, budget: Decimal | None, executed: Decimal | None) -> Decimal | None:
    """A rate kept as a fraction (0.78 without a format) in per cent, where the amounts show that it is one."""
    if rate is None or not budget or executed is None or abs(rate) > 2:
        return rate
    share = executed / budget
    is_fraction = abs(rate - share) <= Decimal("0.01") and abs(rate - share * 100) > abs(rate - share)
    return in_percent(rate) if is_fraction else rate


def is_unit_slip(row: FlatRow) -> bool:
    """True where one amount of the row fits the others only when read ten thousand times larger or smaller."""
    budget, executed, initial = row.budget, row.executed_yuan, row.budget_initial_yuan
    if budget and executed and row.rate_stated_pct:
        share = executed / budget * 100 / row.rate_stated_pct
        if any(abs(share / factor - 1) < Decimal("0.02") for factor in (_MYRIAD, 1 / _MYRIAD)):
            return True
        # A decimal point that slipped by one place: the stated rate fits only without it.
        if any(abs(share / factor - 1) < Decimal("0.001") for factor in (Decimal(10), Decimal("0.1"))):
            return True
    if budget and executed and executed / budget > _ABSURD:
        return True
    pairs = (
        (budget, executed),
        (initial, executed),
        (initial, row.budget_full_year_yuan),
        (row.received_yuan, executed),
    )
    for one, other in pairs:
        if one and other and abs(one) > 0 and abs(other) > 0:
            ratio = abs(one / other)
            # An amount within a fifth of the same digits, ten thousand times off, in units that differ.
            if any(Decimal("0.8") < ratio / factor < Decimal("1.25") for factor in (_MYRIAD, 1 / _MYRIAD)):
                return True
    return False


def mark_odd_sizes(rows: Sequence[FlatRow]) -> None:
    """``unit_suspect`` on a line all of whose amounts are thousands of times larger or smaller than its list's usual,
    or a thousand times and nothing in between: a line in 元 in a column of 万元."""
    stated = {name: sorted(abs(v) for row in rows if (v := getattr(row, name))) for name in AMOUNTS}
    stated = {name: sizes for name, sizes in stated.items() if len(sizes) >= _ENOUGH}
    for row in rows:
        sizes = [(abs(v), stated[name]) for name in stated if (v := getattr(row, name))]
        if sizes and (all(_is_beyond(*one) for one in sizes) or all(_is_below(*one) for one in sizes)):
            row.flag("unit_suspect")
            row.status = REVIEW


def _is_beyond(size: Decimal, stated: list[Decimal]) -> bool:
    usual, following = stated[len(stated) // 2], max((one for one in stated if one < size), default=size)
    return size > _ODD * usual or (size > _APART * usual and size > _NEXT * following)


def _is_below(size: Decimal, stated: list[Decimal]) -> bool:
    usual, following = stated[len(stated) // 2], min((one for one in stated if one > size), default=size)
    return size * _ODD < usual or (size * _APART < usual and size * _NEXT < following)


def impossible(row: FlatRow) -> list[tuple[str, str]]:
    """The figures of a row that no year has: (field, what is wrong with it). A total may add up points."""
    if row.is_total:
        return []
    most = _FULL if row.weight is None else row.weight
    found = [("score", "得分超过满分或小于0")] if row.score is not None and not 0 <= row.score <= most else []
    return found + [(name, "预算数小于0") for name in _BUDGETS if (getattr(row, name) or 0) < 0]


def mark_impossible(rows: Sequence[FlatRow]) -> list[str]:
    """Give a person the rows whose score is beyond its full mark or below nothing, whose budget is below nothing; a
    sentence on each kind names the first."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, wrong in impossible(row):
            row.status = REVIEW
            found.setdefault(wrong, []).append(f"{row.locator}（{plain(getattr(row, name))}）")
    return [
        f"{len(places):,}行的{wrong}，请与原表核对：{'、'.join(places[:_TOLD])}{'等' * (len(places) > _TOLD)}"
        for wrong, places in found.items()
    ]


def mark_copies(rows: Iterable[FlatRow]) -> None:
    """``duplicate_row`` on every further exact copy; ``contradictory_values`` on rows of one key that state one figure
    otherwise. The key is the profile's."""
    seen: dict[tuple[object, ...], list[FlatRow]] = {}
    for row in rows:
        if row.is_total:
            # 合计 is nobody's name: totals of two tables are no two statements of one figure.
            continue
        key = (row.kind, row.evaluation_kind, *row.key, *(_told(row, name) for name in row.key))
        content = _content(row)
        known = seen.setdefault(key, [])
        if any(_content(other) == content for other in known):
            row.flag("duplicate_row")
            continue
        known.append(row)
    for same in seen.values():
        # Two indicators of one name under two heads are two indicators; two forms of one project are not.
        disputed = [row for row in same if row.kind != INDICATOR and any(_differ(row, other) for other in same)]
        for row in disputed:
            row.flag("contradictory_values")
            row.status = REVIEW


def _differ(row: FlatRow, other: FlatRow) -> bool:
    """Whether two rows state one figure, or name one thing, in two ways; a blank says nothing."""
    names = ((_told(row, name), _told(other, name)) for name in KEY)
    figures = ((getattr(row, name), getattr(other, name)) for name in (*AMOUNTS, "rate_stated_pct", "score"))
    stated = (tuple(grades.short(one.grade_stated) for one in (row, other)),)
    return any(a not in (None, "") and b not in (None, "") and a != b for a, b in (*names, *figures, *stated))


def _content(row: FlatRow) -> tuple[object, ...]:
    """What a copy repeats: who it is about and every figure."""
    own = (*(_told(row, name) for name in KEY), *(getattr(row, name) for name in AMOUNTS))
    extra = (row.target_text, row.actual_text, row.weight) if row.kind == INDICATOR else ()
    # A figure nobody could take stands in the line only: two such lines are one where they read the same.
    untaken = (row.quote,) if "ambiguous" in row.flags else ()
    return (*own, row.rate_stated_pct, row.score, row.grade_stated, *extra, *untaken)


def _told(row: FlatRow, name: str) -> object:
    """A field of the key; two ways to type one name are one."""
    value = getattr(row, name)
    return spelled(value) if isinstance(value, str) else value
