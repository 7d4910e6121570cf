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


def cumulative_unspent(chosen: Filter, share: str = "0.8", named: int = 6, steps: int = 120) -> ir.Table:
    """The running sum of what projects left unspent, largest first: enough points to draw the curve.

    One row per project-year kept: the ``named`` largest, the one at which ``share`` (a decimal text) is reached, the
    last, and every so many between, about ``steps``. place (from 1), row_id, project, district, budget, executed,
    unspent, upto = Σ of this one and the larger ones, whole = Σ over all (yuan; over-execution is not set off); short =
    projects that left something, needed = the smallest number of them that holds ``share``; computable = rows that may
    be added up, rows_total = N. No row where nothing was left.
    """
    rows = apply(published("project_year"), chosen)
    rows = rows.mutate(is_summed=is_summed(rows), budget=rows.budget_full_year.fill_null(rows.budget_initial))
    whole = rows.agg(computable=rows.count(where=rows.is_summed).cast("int64"), rows_total=rows.count().cast("int64"))
    # Sums of the rows that follow one another need the order only: names are fetched for the rows kept.
    left = rows.filter(rows.is_summed & (rows.unspent > 0)).select("row_id", "unspent")
    along: Any = ibis.window(order_by=[ibis.desc("unspent"), left.row_id], rows=(None, 0))
    ranked = left.mutate(
        place=(ibis.row_number().over(along) + 1).cast("int64"),
        upto=left.unspent.sum().over(along).cast("decimal(18, 2)"),
    )
    sums = left.agg(whole=left.unspent.sum().cast("decimal(18, 2)"), short=left.count().cast("int64"))
    goal = sums.whole * ibis.literal(Decimal(share), "decimal(4, 2)")
    reached = ranked.cross_join(sums.select("whole", "short", goal=goal))
    step = (reached.short / steps).ceil().cast("int64")
    kept = reached.filter(
        (reached.place <= named)
        | ((reached.upto >= reached.goal) & (reached.upto - reached.unspent < reached.goal))
        | (reached.place == reached.short)
        | (reached.place % step == 0)
    )
    is_needed = (kept.upto >= kept.goal) & (kept.upto - kept.unspent < kept.goal)
    needed = kept.filter(is_needed).agg(needed=ibis._.place.max())
    kept = kept.cross_join(needed).drop("goal", "unspent")
    facts = rows.select("row_id", "project", "department_id", "year", "budget", "executed", "unspent")
    kept = kept.join(facts, "row_id")
    names = published("department").select("department_id", "district")
    joined = kept.left_join(names, "department_id").drop("department_id_right").cross_join(whole)
    return joined.order_by("place").select(
        "place", "row_id", "project", "district", "year", "budget", "executed", "unspent", "upto", "whole", "short",
        "needed", "computable", "rows_total",
    )  # fmt: skip
