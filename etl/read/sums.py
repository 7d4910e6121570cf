"""Stated totals against what they are the total of: lines of a list, parts of a fund table.

Belongs here: comparisons inside one sheet, to one unit of the last printed digit. Does not belong here: finding totals
and parts (``flat``, ``funds``), checks against the model (``etl.checks``).
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from etl.read import amounts
from etl.read.rows import AMOUNTS, REVIEW, FlatRow, Statement


def check(totals: list[FlatRow], rows: list[FlatRow], *, has_years: bool) -> None:
    """A stated total against its lines, column by column, where every line states the figure."""
    for total in totals:
        if not total.district:
            total.district = Counter(r.district for r in rows).most_common(1)[0][0] if rows else ""
        years = {r.year for r in rows}
        if total.year is None and len(years) == 1:
            total.year = years.pop()
        of_year = [r for r in rows if total.year is None or r.year == total.year or not has_years]
        total.status = REVIEW
        for name in AMOUNTS:
            stated, lines = getattr(total, name), [getattr(r, name) for r in of_year]
            if stated is None or not lines or any(v is None for v in lines):
                continue
            # One unit of the total's last printed digit.
            step = next((step_of(s) for s in total.statements if s.column == name), Decimal(1))
            if abs(sum(lines, Decimal(0)) - stated) > step:
                total.flag("sum_mismatch")


def step_of(statement: Statement) -> Decimal:
    digits = re.search(r"\.(\d+)", amounts.fold(statement.text))
    return amounts.size(statement.unit).scaleb(-len(digits[1]) if digits else -2)
