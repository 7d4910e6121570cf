"""Rollups: the rows of a finer table added up over fewer columns.

Belongs here: additive parts only, so that a question over a rollup is the question over the rows. Does not belong here:
figures that do not add up (a rate, a quartile), which question takes which table (``dashboard.metrics.rollups``).
Each pays for itself by measure: docs/decisions/19-search-and-scale.md.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from etl.contracts import DEFAULT_REASON_THRESHOLD, SUMMABLE_BASES

_ADDED = (
    "rows_total", "summed_n", "budget", "executed", "shortfall", "rate_n", "rate_sum", "initial_n", "initial_budget",
    "initial_executed", "budget_only_n", "budget_only", "executed_only_n", "executed_only", "to_date_n", "stated_n",
    "department_n",
)  # fmt: skip
_PLACES = ("district_code", "city_code", "province_code")


def district_execution(department_execution: ir.Table) -> ir.Table:
    """The default level added up over the functions of a district."""
    return _added(department_execution, *_PLACES)


def function_execution(department_execution: ir.Table) -> ir.Table:
    """The default level added up over the districts of a province."""
    return _added(department_execution, "province_code", "function")


def _added(parts: ir.Table, *keys: str) -> ir.Table:
    rows = parts.filter(parts.is_default)
    sums = {name: rows[name].sum() for name in _ADDED}
    return rows.group_by(*keys, "year", "evaluation_kind", "year_before").agg(**sums)


def reason_sum(project_year: ir.Table) -> ir.Table:
    """Unspent money by first reason. ``before`` and ``low_before``: the latest year in which one of the projects had
    its row before, of all rows with a reason and of the low ones."""
    rows = project_year.filter(project_year.reason_code.notnull() & project_year.as_of.isnull())
    rate = rows.execution_rate_computed.fill_null(rows.execution_rate_stated)
    without_rate = rate.isnull() & ((rows.executed == 0).fill_null(False) | rows.reason_quote.notnull())
    rows = rows.select(
        "province_code", "function", "year", "evaluation_kind", "reason_code", "project_number",
        is_low=(rate < DEFAULT_REASON_THRESHOLD).fill_null(False) | without_rate,
        # Over-execution is no unspent money; not GREATEST, which ignores nulls.
        missing=(rows.unspent < 0).ifelse(ibis.literal(0).cast("decimal(18, 2)"), rows.unspent),
        is_added=rows.unspent.notnull() & rows.rate_basis.isin(SUMMABLE_BASES),
        is_beside=rows.unspent.notnull() & (rows.rate_basis == "initial"),
    )  # fmt: skip
    every = ibis.window(group_by=["project_number", "evaluation_kind"], order_by="year")
    alike = ibis.window(group_by=["project_number", "evaluation_kind", "is_low"], order_by="year")
    rows = rows.mutate(before=rows.year.lag().over(every), alike_before=rows.year.lag().over(alike))
    return rows.group_by("province_code", "function", "year", "evaluation_kind", "reason_code", "is_low").agg(
        projects=rows.count(),
        with_amount=rows.count(where=rows.is_added),
        missing=rows.missing.sum(where=rows.is_added),
        beside_n=rows.count(where=rows.is_beside),
        beside=rows.missing.sum(where=rows.is_beside),
        before=rows.before.max(),
        low_before=rows.alike_before.max(where=rows.is_low),
    )


def score_sum(project_year: ir.Table) -> ir.Table:
    """How often each score was given to a project-year."""
    rows = project_year.filter(project_year.score.notnull())
    return rows.group_by("function", "year", "evaluation_kind", "scheme_id", "score").agg(project_count=rows.count())
