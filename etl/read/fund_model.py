"""What a form says of its money as a whole, however it is laid out.

Belongs here: the fields and their names. Does not belong here: reading them (``funds``, ``pairs``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from etl.read.grid import Range
from etl.read.rows import Fund, Statement

BUDGETS = ("budget_initial", "budget_full_year", "budget_unqualified")
AMOUNTS = (*BUDGETS, "received", "executed")
FIELDS = {
    "budget_initial": "budget_initial_yuan",
    "budget_full_year": "budget_full_year_yuan",
    "budget_unqualified": "budget_full_year_yuan",
    "received": "received_yuan",
    "executed": "executed_yuan",
}


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
