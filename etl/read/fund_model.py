"""What a form says of its money as a whole, however it is laid out.

Belongs here: the fields and their names, which of two budgets counts. Does not belong here: reading them (``funds``,
``pairs``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from etl.read import groups
from etl.read.grid import Range
from etl.read.rows import Fund, Statement

_T = TypeVar("_T")
BUDGETS = ("budget_initial", "budget_full_year", "budget_unqualified")
AMOUNTS = (*BUDGETS, "received", "executed")
FIELDS = {
    "budget_initial": "budget_initial_yuan",
    "budget_full_year": "budget_full_year_yuan",
    "budget_unqualified": "budget_full_year_yuan",
    "received": "received_yuan",
    "executed": "executed_yuan",
}


def settled(found: Mapping[str, _T], labels: Mapping[str, str], figures: Mapping[str, Decimal | None]) -> dict[str, _T]:
    """The amounts that count, by role: beside the budget of the full year one without a word on when is none, beside
    one as adjusted the one that was adjusted; what was added to a budget is none.

    >>> figures = {"budget_unqualified": Decimal(310), "budget_full_year": Decimal(298), "executed": Decimal(283)}
    >>> [*settled(figures, {"budget_full_year": "调整预算数"}, figures)]
    ['budget_initial', 'budget_full_year', 'executed']
    >>> [*settled(figures, {"budget_full_year": "全年预算数"}, figures)]
    ['budget_full_year', 'executed']
    >>> figures["budget_full_year"] = Decimal(12)
    >>> [*settled(figures, {"budget_full_year": "调整预算数"}, figures)]
    ['budget_unqualified', 'executed']
    """
    label = labels.get("budget_full_year", "")
    if "budget_full_year" not in found or "budget_unqualified" not in found:
        return dict(found)
    if _is_addition(label, figures):
        return {role: one for role, one in found.items() if role != "budget_full_year"}
    if groups.is_adjusted(label) and "budget_initial" not in found:
        return {"budget_initial" if role == "budget_unqualified" else role: one for role, one in found.items()}
    return {role: one for role, one in found.items() if role != "budget_unqualified"}


def _is_addition(label: str, figures: Mapping[str, Decimal | None]) -> bool:
    """Whether 调整预算数 is what was added: twice as much was spent, and no more than with the budget beside."""
    before, changed, spent = (figures.get(role) for role in ("budget_unqualified", "budget_full_year", "executed"))
    if before is None or changed is None or spent is None:
        return False
    return groups.may_be_change(label) and changed * 2 < spent <= before + changed


@dataclass
class Funds:
    """What the fund table says of the whole; ``parts`` are its other lines."""

    #: The rows from ``top`` to ``header`` are its headings, the groups over them first.
    top: int
    header: int
    last: int
    #: Role → the heading chosen for it; none where labels and figures stand in turn.
    columns: dict[str, Range] = field(default_factory=dict)
    total: dict[str, Decimal | None] = field(default_factory=dict)
    rate: Decimal | None = None
    points: Decimal | None = None
    weight: Decimal | None = None
    reason: str = ""
    #: What stands under 说明: perhaps a reason.
    remark: str = ""
    row: int | None = None
    column: int = 0
    parts: list[Fund] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    #: Cells of amounts whose words are no figure: 85（调整后）.
    unread: list[Statement] = field(default_factory=list)
    is_unqualified: bool = False
    is_disbelieved: bool = False
    has_reason_place: bool = False
