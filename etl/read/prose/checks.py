"""Findings a report shows by its own figures, beyond those of one row.

Belongs here: sums, counts, grades by the report's own scale, points that do not add up, reasons that are missing.
Does not belong here: single rows (``etl.read.judge``), the model's checks (``etl.checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON
from etl.read import judge
from etl.read.amounts import decimals
from etl.read.prose.attach import closes
from etl.read.prose.bands import Counted
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, Band, FlatRow

_PARTS = re.compile(r"(?:执行|产出|效益|满意度|成本|投入|过程|决策|效果|履职|效率|管理|资金|项目管理)")
#: What a total is called that is of more than projects.
_WHOLE = re.compile("整体|基本支出|部门支出|部门决算")
#: Below this share of the budget a reason is due.
_REASON_DUE = Decimal(str(DEFAULT_REASON_THRESHOLD))
#: An amount of so few yuan is nobody's budget.
_SURELY_SLIPPED = Decimal(1000)


def own(row: FlatRow, bounds: Mapping[str, Decimal], *, has_reasons: bool) -> None:
    """Findings of one row."""
    small = [
        v
        for v in (row.budget_initial_yuan, row.budget_full_year_yuan, row.received_yuan, row.executed_yuan)
        if v is not None and 0 < v < _SURELY_SLIPPED
    ]
    if judge.is_unit_slip(row) or small:
        row.flag("unit_suspect")
    judge.judge(row, has_reason_place=False, bounds=bounds)
    if (
        row.budget is None
        and row.rate_stated_pct != 100
        and closes(row.executed_yuan, row.received_yuan, row.rate_stated_pct)
    ):
        # No budget is said: spent ÷ received is no execution rate and says so.
        row.flag("rate_basis_received")
    if "unit_suspect" in row.flags:
        return
    if (
        row.rate_stated_pct is not None
        and row.rate_stated_pct > 100
        and (row.budget is None or row.executed_yuan is None)
    ):
        row.flag("over_execution")
    if _is_low(row) and not row.reasons and not set(row.reason_codes) - {NO_REASON} and not has_reasons:
        row.flag("reason_missing")
        row.reason_codes = [*row.reason_codes, NO_REASON]


def _is_low(row: FlatRow) -> bool:
    """Whether less than nine tenths was spent: of the budget, else of what came, else by the stated rate."""
    executed, base = row.executed_yuan, row.budget if row.budget is not None else row.received_yuan
    if executed is None:
        return False
    if base is not None and base > 0:
        return executed < base * _REASON_DUE
    return base is None and row.rate_stated_pct is not None and row.rate_stated_pct < 100 * _REASON_DUE


def sums(rows: Sequence[FlatRow], counted: Counted, bands: Sequence[Band], *, is_all_read: bool) -> None:
    """A department's stated totals against its listed projects. Where something told of money gave no row
    (``is_all_read``), a lower sum says nothing."""
    for whole in [r for r in rows if r.kind == DEPARTMENT_YEAR]:
        lines = [
            r for r in rows if r.kind == PROJECT_YEAR and r.year == whole.year and r.department == whole.department
        ]
        if len(lines) < 2 or any("unit_suspect" in r.flags for r in lines):
            continue
        total_count = counted.total or (sum(b.count for b in bands) if bands else None)
        is_complete = len(lines) >= 0.9 * total_count if total_count is not None else whole.scope == "project"
        # The whole department spends on more than its projects.
        is_complete = is_complete and is_all_read and not _is_beyond_projects(whole)
        for value, parts in _pairs(whole, lines):
            if value is None or len(parts) < 2:
                continue
            found = sum(parts, Decimal(0))
            step = max(_step(whole), Decimal("0.01"))
            # What a line with other amounts does not state here is what a lower sum lacks.
            is_short = len(parts) < len(lines) * 0.8 or len(parts) < sum(
                any(v is not None for v in r.amounts) for r in lines
            )
            if found > value + step or (is_complete and not is_short and abs(found - value) > step):
                whole.flag("sum_mismatch")
                break


def _is_beyond_projects(whole: FlatRow) -> bool:
    """Whether a row says of itself that it is of the whole department: 部门整体全年预算数."""
    return whole.scope == "department" and bool(_WHOLE.search(whole.subject_evidence + whole.rule))


def _pairs(whole: FlatRow, lines: Sequence[FlatRow]) -> list[tuple[Decimal | None, list[Decimal]]]:
    # A total of the year's start is of what the lines had then.
    is_initial = whole.budget_full_year_yuan is None and all(r.budget_initial_yuan is not None for r in lines)
    budgets = [b for r in lines if (b := r.budget_initial_yuan if is_initial else r.budget) is not None]
    spent = [r.executed_yuan if r.executed_yuan is not None else r.amount_unspecified_yuan for r in lines]
    return [(whole.budget, budgets), (whole.executed_yuan, [s for s in spent if s is not None])]


def _step(row: FlatRow) -> Decimal:
    """One unit of the last printed digit of the row's amounts."""
    steps = []
    for said in row.statements:
        digits = re.search(r"\d[\d,]*(?:\.(\d+))?", said.text)
        if said.unit.endswith("元") and digits:
            size = {"万元": 10**4, "亿元": 10**8, "千元": 10**3}.get(said.unit, 1)
            steps.append(Decimal(size).scaleb(-len(digits[1] or "")))
    return max(steps, default=Decimal(1))


def count_differs(counted: Counted, bands: Sequence[Band], n_listed: int, *, is_all_read: bool) -> bool:
    """Whether the numbers of projects contradict each other or the list; not a longer one of which something that tells
    of money gave no row."""
    if counted.parts and counted.total is not None and sum(counted.parts) != counted.total:
        return True
    if n_listed < 3:
        return False
    stated = counted.total if counted.total is not None else sum(b.count for b in bands) if len(bands) > 1 else None
    if len(bands) > 1 and counted.total is not None and sum(b.count for b in bands) != counted.total:
        return True
    # A report that describes some of its projects says so; one or two missing in a list are an error.
    if stated is not None and stated > n_listed and not is_all_read:
        return False
    return stated is not None and stated != n_listed and abs(stated - n_listed) <= max(2, n_listed // 4)


def points(root: Node) -> list[tuple[Decimal, int]]:
    """Totals of points that their parts do not add up to: the total and where it stands."""
    found: list[tuple[Decimal, int]] = []
    for _, segment in ordered(root):
        for sentence in sentences(segment.text) if segment.text.count("分") > 3 else ():
            own = [f for f in figures(sentence) if f.kind == "score" and f.value is not None]
            parts = [f for f in own if f.role == "score_other" and _PARTS.search(f.label)]
            totals = [f for f in own if f.role == "score"]
            if len(parts) < 3 or len(totals) != 1 or len({f.label for f in parts}) < len(parts):
                continue
            total = totals[0]
            whole = sum((f.value for f in parts if f.value is not None), Decimal(0))
            assert total.value is not None  # noqa: S101 - filtered above
            if whole == 100:
                # Weights, not points.
                continue
            if abs(whole - total.value) > Decimal(1).scaleb(-max(decimals(total.value), 1)):
                found.append((total.value, segment.norm.at[total.start]))
    return found
