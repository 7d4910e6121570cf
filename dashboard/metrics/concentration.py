"""How few projects hold most of what was not spent.

Belongs here: unspent money over projects in order of size. Does not belong here: the low-execution list (``projects``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import is_summed
from dashboard.metrics.tables import published


def concentration(chosen: Filter, share: str = "0.8") -> ir.Table:
    """One row: unspent = Σ of what was not spent (yuan, over-execution counted as 0), short = projects that left
    something, needed = the smallest number of them that holds ``share`` (a decimal text) of it, computable = rows that
    may be added up, rows_total = N."""
    ranked = _ranked(chosen)
    goal = ranked.whole * ibis.literal(Decimal(share), "decimal(4, 2)")
    sums = ranked.agg(
        unspent=ranked.unspent.sum().cast("decimal(18, 2)"),
        short=ranked.count().cast("int64"),
        needed=ranked.count(where=ranked.upto - ranked.unspent < goal).cast("int64"),
    )
    rows = apply(published("project_year"), chosen)
    all_rows = rows.agg(
        computable=rows.count(where=is_summed(rows)).cast("int64"), rows_total=rows.count().cast("int64")
    )
    return sums.cross_join(all_rows)


def largest_unspent(chosen: Filter, limit: int) -> ir.Table:
    """The projects that left most. One row per project-year: row_id, project, department, district, budget, executed,
    unspent, upto = Σ of this one and the larger ones (yuan)."""
    rows = _ranked(chosen)
    names = published("department").select("department_id", "department", "district")
    joined = rows.left_join(names, "department_id").drop("department_id_right")
    kept = ("row_id", "project", "department", "district", "budget", "executed", "unspent", "upto")
    return joined.order_by(ibis.desc("unspent"), "row_id").limit(limit).select(*kept)


def _ranked(chosen: Filter) -> Any:
    rows = apply(published("project_year"), chosen)
    rows = rows.filter(is_summed(rows) & (rows.unspent > 0))
    rows = rows.mutate(budget=rows.budget_full_year.fill_null(rows.budget_initial))
    upto = rows.unspent.sum().over(order_by=[ibis.desc("unspent"), rows.row_id], rows=(None, 0))
    return rows.mutate(upto=upto, whole=rows.unspent.sum().over())
