"""How far budgets were executed.

Belongs here: sums of money and their rates, always Σ executed ÷ Σ budget over rows that have both, with n of N.
Does not belong here: lists of single projects (``projects``), reasons (``reasons``).

Level: for each department and year the project lines are taken where any of them has both amounts, else the
department's own stated row. Basis: rows on the year-start budget are summed apart (``initial_*``); rows on money
received, and year-to-date rows, are counted in N and never summed.
"""

from __future__ import annotations

from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import is_summed, shortfall
from dashboard.metrics.tables import published
from etl.contracts import DEFAULT_EXECUTION_TARGET, PLACE

Level = Literal["default", "project", "department"]
Key = Literal["department_id", "year", "district_code", "city_code", "province_code", "function", "source_group"]

_PLACES = tuple(c.name for c in PLACE)
_COMMON = (
    "row_id", "department_id", "year", "evaluation_kind", "budget_initial", "budget_full_year", "executed", "unspent",
    "rate_basis", "as_of", "scheme_id", *_PLACES,
)  # fmt: skip


def execution_rows(chosen: Filter, level: Level = "default") -> ir.Table:
    """The rows that enter a sum. One row per project-year or, where its lines say nothing, per stated row.

    Columns: those common to both tables, ``level`` (project | department | stated) and ``budget`` (full year, else
    initial).
    """
    lines = apply(published("project_year"), chosen).select(*_COMMON)
    stated = apply(published("department_year"), chosen)
    whole = stated.filter(stated.scope == "department").select(*_COMMON)
    if level == "project":
        rows = lines.mutate(level=ibis.literal("project"))
    elif level == "department":
        rows = whole.mutate(level=ibis.literal("department"))
    else:
        year = ["department_id", "year"]
        usable = lines.filter(lines.unspent.notnull()).select(*year).distinct()
        fallback = stated.anti_join(usable, year)
        best = fallback.mutate(
            place=ibis.row_number().over(
                group_by=[fallback.department_id, fallback.year],
                order_by=[fallback.unspent.isnull(), fallback.scope == "department", fallback.row_id],
            )
        )
        best = best.filter(best.place == 0).select(*_COMMON)
        rows = lines.semi_join(usable, year).mutate(level=ibis.literal("project")).union(
            best.mutate(level=ibis.literal("stated"))
        )
    return rows.mutate(budget=rows.budget_full_year.fill_null(rows.budget_initial))


def execution_by(chosen: Filter, *keys: Key, level: Level = "default") -> ir.Table:
    """Sums and rate per group. One row per combination of ``keys`` (one row in all without keys).

    budget, executed, unspent: yuan over the computable rows on a summable basis; rate = executed ÷ budget;
    shortfall = Σ max(unspent, 0), for shares by reason only; n = rows summed, rows_total = N; initial_n, initial_budget, initial_executed:
    the rows on the year-start basis; budget_only_n, executed_only_n: rows that give one amount; to_date_n: year to
    date; departments: number of departments; is_stated: True where the group rests on stated rows only.
    """
    rows = execution_rows(chosen, level)
    is_final = rows.as_of.isnull()
    summed = is_summed(rows)
    initial = rows.unspent.notnull() & is_final & (rows.rate_basis == "initial")
    measures: dict[str, Any] = {
        "budget": rows.budget.sum(where=summed),
        "executed": rows.executed.sum(where=summed),
        "unspent": rows.unspent.sum(where=summed),
        "shortfall": shortfall(rows.unspent).sum(where=summed),
        "n": rows.count(where=summed).cast("int64"),
        "rows_total": rows.count().cast("int64"),
        "initial_n": rows.count(where=initial).cast("int64"),
        "initial_budget": rows.budget.sum(where=initial),
        "initial_executed": rows.executed.sum(where=initial),
        "budget_only_n": rows.count(where=rows.budget.notnull() & rows.executed.isnull()).cast("int64"),
        "budget_only": rows.budget.sum(where=rows.budget.notnull() & rows.executed.isnull()),
        "executed_only_n": rows.count(where=rows.budget.isnull() & rows.executed.notnull()).cast("int64"),
        "executed_only": rows.executed.sum(where=rows.budget.isnull() & rows.executed.notnull()),
        "to_date_n": rows.count(where=~is_final).cast("int64"),
        "departments": rows.department_id.nunique().cast("int64"),
        "is_stated": (rows.level == "stated").all(),
    }
    grouped: ir.Table = rows.group_by(*keys).agg(**measures) if keys else rows.agg(**measures)
    money = {
        name: grouped[name].cast("decimal(18, 2)")
        for name in (
            "budget", "executed", "unspent", "shortfall", "initial_budget", "initial_executed", "budget_only",
            "executed_only",
        )
    }  # fmt: skip
    return grouped.mutate(**money).mutate(
        rate=(ibis._.budget > 0).ifelse(
            ibis._.executed.cast("float64") / ibis._.budget.cast("float64"), ibis.null("float64")
        )
    )


def simple_mean_rate(chosen: Filter) -> ir.Table:
    """The unweighted mean of the computable rates, to stand beside Σ ÷ Σ. One row: mean_rate, n."""
    rows = execution_rows(chosen)
    summed = is_summed(rows) & (rows.budget > 0)
    rate = rows.executed.cast("float64") / rows.budget.cast("float64")
    return rows.agg(mean_rate=rate.mean(where=summed), n=rows.count(where=summed).cast("int64"))


def stated_years(chosen: Filter) -> ir.Table:
    """What departments state of themselves. One row per department × year × scope, with the department's name."""
    rows = apply(published("department_year"), chosen)
    names = published("department").select("department_id", "department", "district", "city", "province")
    return rows.left_join(names, "department_id").drop("department_id_right")


def targets(chosen: Filter) -> ir.Table:
    """The schemes in use under the filter. One row per scheme, with the number of department-years; null = unknown."""
    rows = apply(published("department_year"), chosen)
    used = rows.group_by("scheme_id").agg(department_years=rows.count().cast("int64"))
    scheme = published("scheme")
    joined = used.left_join(scheme, "scheme_id").drop("scheme_id_right")
    return joined.mutate(execution_target=joined.execution_target.fill_null(DEFAULT_EXECUTION_TARGET))
