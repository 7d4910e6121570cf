"""Promised measures and what the next year shows, findings, passed checks.

Belongs here: what a department said it would do and what a check found. Does not belong here: making the checks (etl),
the statements behind figures (``evidence``).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import is_summed
from dashboard.metrics.tables import published


def measures(chosen: Filter) -> ir.Table:
    """Promised measures with names and what came after. One row per measure.

    ``due`` = due year, else the year after the report; ``rate_then``: the rate in the report's year, ``rate_after``:
    in the due year, of the project where the measure names one, else of the department's projects together
    (Σ executed ÷ Σ budget); null = not yet knowable.
    """
    rows = apply(published("measure"), chosen)
    rows = rows.mutate(due=rows.due_year.fill_null(rows.year + 1))
    names = published("department").select("department_id", "department", "district", "city")
    projects = published("project").select("project_id", "project")
    joined = rows.left_join(names, "department_id").left_join(projects, "project_id")
    joined = joined.drop("department_id_right", "project_id_right")
    lines = published("project_year")
    lines = lines.filter(is_summed(lines) & (lines.evaluation_kind == (chosen.evaluation_kind or "self")))
    lines = lines.mutate(budget=lines.budget_full_year.fill_null(lines.budget_initial))
    for name, year in (("then", "year"), ("after", "due")):
        joined = _with_rate(joined, lines, "department_id", year, f"department_rate_{name}")
        joined = _with_rate(joined, lines, "project_id", year, f"project_rate_{name}")
        is_project = joined.project_id.notnull()
        joined = joined.mutate(
            **{f"rate_{name}": is_project.ifelse(joined[f"project_rate_{name}"], joined[f"department_rate_{name}"])}
        )
    return joined.order_by("department_id", "year", "ordinal")


def _with_rate(rows: ir.Table, lines: ir.Table, key: str, year: str, name: str) -> ir.Table:
    """Add Σ executed ÷ Σ budget of the key's lines in that year (n:1)."""
    sums = lines.group_by(key, "year").agg(spent=lines.executed.sum(), given=lines.budget.sum())
    rates = sums.filter(sums.given > 0).select(
        rate_key=sums[key],
        rate_year=sums.year,
        **{name: sums.spent.cast("float64") / sums.given.cast("float64")},
    )
    joined = rows.left_join(rates, [rows[key] == rates.rate_key, rows[year] == rates.rate_year])
    return joined.drop("rate_key", "rate_year")


def findings(chosen: Filter, *, severity: str | None = None, code: str | None = None) -> ir.Table:
    """Findings with names of department and source. One row per finding; gravest first."""
    rows = apply(published("finding"), chosen)
    if severity:
        rows = rows.filter(rows.severity == severity)
    if code:
        rows = rows.filter(rows.code == code)
    names = published("department").select("department_id", "department", "district", "city")
    sources = published("source").select("source_id", "title")
    joined = rows.left_join(names, "department_id").left_join(sources, "source_id")
    joined = joined.drop("department_id_right", "source_id_right")
    order = joined.severity.cases(("high", 0), ("medium", 1), else_=2)
    return joined.mutate(order=order).order_by("order", "department_id", "year", "code", "row_id").drop("order")


def findings_about(project_id: str, department_id: str, year: int) -> ir.Table:
    """Findings on one project (this year's, and those of no single year's figures) and on its department that year,
    the department's other projects left out. One row per finding, the project's own and the gravest first:
    is_own, and the document's title."""
    rows = published("finding")
    is_own = rows.project_id == project_id
    is_near = rows.project_id.isnull() & (rows.department_id == department_id)
    rows = rows.filter((rows.year == year) & (is_own | is_near))
    sources = published("source").select("source_id", "title")
    joined = rows.left_join(sources, "source_id").drop("source_id_right")
    joined = joined.mutate(
        is_own=joined.project_id.notnull(), order=joined.severity.cases(("high", 0), ("medium", 1), else_=2)
    )
    return joined.order_by(ibis.desc("is_own"), "order", "code", "row_id").drop("order")


def finding_counts(chosen: Filter, *keys: str, severity: str | None = None) -> ir.Table:
    """Number of findings and of sources they concern, per ``keys``. One row per combination, or one row in all."""
    rows = apply(published("finding"), chosen)
    if severity:
        rows = rows.filter(rows.severity == severity)
    counted = {"findings": rows.count().cast("int64"), "sources": rows.source_id.nunique().cast("int64")}
    return rows.group_by(*keys).agg(**counted) if keys else rows.agg(**counted)


def passed_checks(chosen: Filter) -> ir.Table:
    """What was checked and agreed. One row per code × department × year, with names."""
    rows = apply(published("passed_check"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    return rows.left_join(names, "department_id").drop("department_id_right").order_by("department_id", "year", "code")
