"""How far budgets were executed.

Belongs here: sums of money and their rates, always Σ executed ÷ Σ budget over rows that have both, with n of N.
Does not belong here: lists of single projects (``projects``), reasons (``reasons``), the choice of level and basis
(the published table ``department_execution`` makes it).
"""

from __future__ import annotations

from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.rollups import picked
from dashboard.metrics.tables import published
from etl.contracts import DEFAULT_EXECUTION_TARGET

Level = Literal["default", "project", "department"]
Key = Literal["department_id", "year", "district_code", "city_code", "province_code", "function", "source_group"]
_ADDED = (
    "budget", "executed", "shortfall", "initial_budget", "initial_executed", "budget_only", "executed_only",
)  # fmt: skip
_ROLLUPS = ("function_execution", "district_execution")
_COUNTED = ("rows_total", "initial_n", "budget_only_n", "executed_only_n", "to_date_n")


def execution_by(chosen: Filter, *keys: Key, level: Level = "default") -> ir.Table:
    """Sums and rate per group. One row per combination of ``keys`` (one row in all without keys).

    budget, executed, unspent: yuan over the computable rows on a summable basis; rate = executed ÷ budget;
    shortfall = Σ max(unspent, 0), for shares by reason only; n = rows summed, rows_total = N; initial_n,
    initial_budget, initial_executed: the rows on the year-start budget; budget_only(_n), executed_only(_n): rows that
    give one amount; to_date_n: year to date; mean_rate: the unweighted mean over mean_n rows; departments: their
    number; is_stated: True where the group rests on stated rows only.
    """
    rows = picked(_ROLLUPS, chosen, *keys) if level == "default" else None
    if rows is None:
        rows = apply(published("department_execution"), chosen)
        rows = rows.filter(rows.is_default if level == "default" else rows.level == level)
    measures: dict[str, Any] = {
        **{name: rows[name].sum() for name in _ADDED},
        **{name: rows[name].sum() for name in _COUNTED},
        "n": rows.summed_n.sum(),
        "mean_n": rows.rate_n.sum(),
        "rate_sum": rows.rate_sum.sum(),
        "departments": _departments(rows, chosen, keys, level),
        "is_stated": rows.stated_n.sum() == rows.rows_total.sum(),
    }
    grouped: ir.Table = rows.group_by(*keys).agg(**measures) if keys else rows.agg(**measures)
    has_budget = grouped.budget > 0
    rate = grouped.executed.cast("float64") / grouped.budget.cast("float64")
    return grouped.mutate(
        unspent=grouped.budget - grouped.executed,
        rate=has_budget.ifelse(rate, ibis.null("float64")),
        mean_rate=grouped.rate_sum / grouped.mean_n.nullif(0),
    )


def _departments(rows: ir.Table, chosen: Filter, keys: tuple[Key, ...], level: Level) -> Any:
    """How many departments have a row, each once however many years it has."""
    is_by_group = bool(chosen.source_groups) or "source_group" in keys
    if level != "default" or is_by_group or not chosen.evaluation_kind:
        return rows.department_id.nunique()
    if "year" in keys:
        return rows.department_n.sum()
    is_first = rows.year_before.isnull()
    if chosen.year_from is not None:
        is_first |= rows.year_before < chosen.year_from
    return rows.department_n.sum(where=is_first)


def stated_years(chosen: Filter) -> ir.Table:
    """What departments state of themselves. One row per department × year × scope, with the department's name; ordered
    by department, year, scope."""
    rows = apply(published("department_year"), chosen)
    names = published("department").select("department_id", "department", "district", "city", "province")
    named = rows.left_join(names, "department_id").drop("department_id_right")
    return named.order_by("department_id", "year", "scope", "evaluation_kind", "row_id")


def targets(chosen: Filter) -> ir.Table:
    """The schemes in use under the filter. One row per scheme, with the number of department-years; null = unknown."""
    rows = apply(published("department_year"), chosen)
    used = rows.group_by("scheme_id").agg(department_years=rows.count().cast("int64"))
    scheme = published("scheme")
    joined = used.left_join(scheme, "scheme_id").drop("scheme_id_right")
    return joined.mutate(execution_target=joined.execution_target.fill_null(DEFAULT_EXECUTION_TARGET))
