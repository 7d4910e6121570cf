"""Figures computed from the input files with the standard library alone: the independent word on what is right.

Imports nothing of the project. Amounts are Decimal yuan; an empty cell is None.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
REPORTS = DATA / "real" / "five_reports"
Row = dict[str, str]


def rows(table: str, bundle: Path = REPORTS) -> list[Row]:
    """All rows of one input table as text."""
    path = bundle / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def budget_of(row: Row) -> Decimal | None:
    full, initial = number(row["budget_full_year"]), number(row["budget_initial"])
    return full if full is not None else initial


def is_summable(row: Row) -> bool:
    """Both amounts, the budget not the year-start one, not year to date."""
    return bool(row["budget_full_year"]) and bool(row["executed"]) and not row["as_of"]


def sums(lines: list[Row]) -> dict[tuple[str, int], tuple[Decimal, Decimal, int, int]]:
    """Per department and year: Σ budget, Σ executed over summable lines, their number, number of all lines."""
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in lines:
        found[row["department_id"], int(row["year"])].append(row)
    made = {}
    for key, own in found.items():
        used = [r for r in own if is_summable(r)]
        budget = sum((Decimal(r["budget_full_year"]) for r in used), Decimal(0))
        executed = sum((Decimal(r["executed"]) for r in used), Decimal(0))
        made[key] = (budget, executed, len(used), len(own))
    return made


def unspent(row: Row) -> Decimal | None:
    budget, executed = budget_of(row), number(row["executed"])
    return budget - executed if budget is not None and executed is not None else None
