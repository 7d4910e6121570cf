"""Whose execution rate changed most from one year to the next.

Belongs here: two years of a department side by side, and which departments are large enough for a change to say
something. Does not belong here: sums per group (``execution``), what became of a promise (``answers``).
"""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter

#: The departments compared hold together so much of the money: a rate on a small budget jumps by one project.
HELD = "0.9"


def movers(chosen: Filter, year: int, held: str = HELD) -> ir.Table:
    """Departments with a rate in ``year`` and in the year before. One row each, the change ascending.

    department_id, rate_before, rate, change (a fraction); budget, executed, unspent of ``year`` and budget_before
    (yuan). is_counted: in the order of the smaller of the two budgets, the department stands among the fewest that hold
    ``held`` (a decimal text) of the sum of these; the smaller one, because a rate on little money is shaky in either
    year. with_both = rows, counted = those with is_counted, departments = all with a figure in ``year``; floor = the
    smallest such budget among the counted.
    """
    years = execution_by(chosen.with_(year_from=year - 1, year_to=year), "department_id", "year")
    is_now = years.year == year
    sides = years.group_by("department_id").agg(
        **{name: years[name].max(where=is_now) for name in ("budget", "executed", "unspent", "rate")},
        budget_before=years.budget.max(where=~is_now),
        rate_before=years.rate.max(where=~is_now),
        is_there=is_now.any(),
    )
    # Sums over all rows are of plain columns: DuckDB computes a filtered aggregate over a window anew for each row.
    sides = sides.mutate(departments=sides.is_there.cast("int64").sum().over().cast("int64"))
    both = sides.filter(sides.rate.notnull() & sides.rate_before.notnull())
    # Not LEAST: it ignores nulls; here both are known, and the form stays the same everywhere.
    both = both.mutate(size=(both.budget < both.budget_before).ifelse(both.budget, both.budget_before))
    larger = ibis.window(order_by=[ibis.desc("size"), both.department_id], rows=(None, 0))
    both = both.mutate(upto=both["size"].sum().over(larger), whole=both["size"].sum().over())
    goal = both.whole * ibis.literal(Decimal(held), "decimal(4, 2)")
    both = both.mutate(is_counted=both.upto - both["size"] < goal)
    both = both.mutate(
        change=both.rate - both.rate_before,
        with_both=both.count().over().cast("int64"),
        counted=both.is_counted.cast("int64").sum().over().cast("int64"),
        floor=both.is_counted.ifelse(both["size"], ibis.null("decimal(18, 2)")).min().over().cast("decimal(18, 2)"),
    )
    return both.order_by("change", "department_id").select(
        "department_id", "rate_before", "rate", "change", "budget_before", "budget", "executed", "unspent",
        "is_counted", "with_both", "counted", "departments", "floor",
    )  # fmt: skip
