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

#: Half of the last digit shown (0.1 percentage points): a smaller difference would be printed as 0.0.
_NO_CHANGE = 0.0005


def measures(chosen: Filter) -> ir.Table:
    """Promised measures with names and what came after. One row per measure: those that can be judged first, then
    the latest report, then the largest fall.

    ``due`` = due year, else the year after the report (``is_due_assumed``). ``rate_then``, ``rate_after``: the rate
    in the report's year and in the due year, of the project where the measure names one, else of the department on
    its default level; Σ executed ÷ Σ budget over the rows that may be added up, null where there are none.
    ``change`` = after − then, null where the two rest on different levels (lines summed, a stated row).
    ``verdict``: unknown (no rate for the due year), no_base (none to compare it with), rose, flat, fell.
    """
    rows = _judged(chosen)
    names = published("department").select("department_id", "department", "district", "city")
    projects = published("project").select("project_id", "project")
    titles = published("source").select("source_id", "title")
    joined = rows.left_join(names, "department_id").left_join(projects, "project_id").left_join(titles, "source_id")
    joined = joined.drop("department_id_right", "project_id_right", "source_id_right")
    return joined.order_by(
        joined.change.isnull(), ibis.desc("year"), "change", "department_id", "project_id", "ordinal"
    )


def _judged(chosen: Filter) -> ir.Table:
    """Measures with due year, rates and verdict, without names."""
    rows = apply(published("measure"), chosen)
    rows = rows.mutate(
        due=rows.due_year.fill_null(rows.year + 1),
        is_due_assumed=rows.due_year.isnull(),
        is_project=rows.project_id.notnull(),
        subject=rows.project_id.fill_null(rows.department_id),
    )
    rates = _rates(chosen.evaluation_kind or "self")
    for name, year in (("then", "year"), ("after", "due")):
        # n:1, a subject has one rate a year.
        side = rates.rename(**{f"rate_{name}": "rate", f"level_{name}": "level", f"year_{name}": "rate_year"})
        key = ["is_project", "subject", (rows[year] == side[f"year_{name}"])]
        rows = rows.left_join(side, key).drop("is_project_right", "subject_right", f"year_{name}")
    is_like = rows.level_then == rows.level_after
    rows = rows.mutate(change=is_like.ifelse(rows.rate_after - rows.rate_then, ibis.null("float64")))
    verdict = ibis.cases(
        (rows.rate_after.isnull(), "unknown"),
        (rows.change.isnull(), "no_base"),
        (rows.change >= _NO_CHANGE, "rose"),
        (rows.change <= -_NO_CHANGE, "fell"),
        else_="flat",
    )
    return rows.mutate(verdict=verdict).drop("is_project", "subject")


def _rates(kind: str) -> ir.Table:
    """Σ executed ÷ Σ budget of every project and of every department on its default level.

    One row per subject × year: is_project, subject, rate_year, level, rate.
    """
    whole = published("department_execution")
    whole = whole.filter(whole.is_default & (whole.evaluation_kind == kind))
    departments = whole.select(
        "budget", "executed", "level", is_project=ibis.literal(False), subject="department_id", rate_year="year"
    )
    lines = published("project_year")
    lines = lines.filter(is_summed(lines) & (lines.evaluation_kind == kind))
    budget = lines.budget_full_year.fill_null(lines.budget_initial)
    sums = lines.group_by("project_id", "year").agg(budget=budget.sum(), executed=lines.executed.sum())
    projects = sums.select(
        sums.budget.cast("decimal(18, 2)").name("budget"),
        sums.executed.cast("decimal(18, 2)").name("executed"),
        level=ibis.literal("project"),
        is_project=ibis.literal(True),
        subject="project_id",
        rate_year="year",
    )
    rows = departments.union(projects)
    rows = rows.filter(rows.budget > 0)
    rate = rows.executed.cast("float64") / rows.budget.cast("float64")
    return rows.select("is_project", "subject", "rate_year", "level", rate=rate)


def measures_page(chosen: Filter, verdict: str | None = None, limit: int | None = None, offset: int = 0) -> ir.Table:
    """Promised measures, only those with this verdict where one is given. One row per measure, see ``measures``."""
    rows = measures(chosen)
    if verdict:
        rows = rows.filter(rows.verdict == verdict)
    return rows.limit(limit, offset=offset) if limit is not None else rows


def measure_totals(chosen: Filter, *keys: str) -> ir.Table:
    """Promised measures counted. One row per ``keys`` (due, year, department_id, function …), or one row in all:
    measures, departments, assumed (due year not said), knowable = rose + flat + fell, no_base, unknown."""
    rows = _judged(chosen)
    verdicts = ("rose", "flat", "fell", "no_base", "unknown")
    counted = {
        "measures": rows.count().cast("int64"),
        "departments": rows.department_id.nunique().cast("int64"),
        "assumed": rows.count(where=rows.is_due_assumed).cast("int64"),
        "knowable": rows.count(where=rows.change.notnull()).cast("int64"),
        **{name: rows.count(where=rows.verdict == name).cast("int64") for name in verdicts},
    }
    return rows.group_by(*keys).agg(**counted).order_by(*keys) if keys else rows.agg(**counted)


def findings(
    chosen: Filter,
    *,
    severity: str | None = None,
    code: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> ir.Table:
    """Findings with names of department, project and source. One row per finding; gravest first, then latest year."""
    rows = _found(chosen, severity, code)
    names = published("department").select("department_id", "department", "district", "city")
    sources = published("source").select("source_id", "title")
    projects = published("project").select("project_id", "project")
    joined = rows.left_join(names, "department_id").left_join(sources, "source_id").left_join(projects, "project_id")
    joined = joined.drop("department_id_right", "source_id_right", "project_id_right")
    order = joined.severity.cases(("high", 0), ("medium", 1), else_=2)
    joined = joined.mutate(order=order)
    joined = joined.order_by("order", ibis.desc("year"), "department_id", "code", "row_id").drop("order")
    return joined.limit(limit, offset=offset) if limit is not None else joined


def _found(chosen: Filter, severity: str | None, code: str | None) -> ir.Table:
    rows = apply(published("finding"), chosen)
    if severity:
        rows = rows.filter(rows.severity == severity)
    return rows.filter(rows.code == code) if code else rows


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


def finding_counts(chosen: Filter, *keys: str, severity: str | None = None, code: str | None = None) -> ir.Table:
    """Number of findings and of sources they concern, per ``keys``. One row per combination, or one row in all."""
    rows = _found(chosen, severity, code)
    counted = {"findings": rows.count().cast("int64"), "sources": rows.source_id.nunique().cast("int64")}
    return rows.group_by(*keys).agg(**counted) if keys else rows.agg(**counted)


def passed_counts(chosen: Filter, *keys: str) -> ir.Table:
    """Checks that agreed: checks = their number, groups = rows of ``passed_checks``. One row per ``keys``, or one."""
    rows = apply(published("passed_check"), chosen)
    counted = {"checks": rows.check_count.sum().fill_null(0).cast("int64"), "groups": rows.count().cast("int64")}
    return rows.group_by(*keys).agg(**counted) if keys else rows.agg(**counted)


def passed_checks(chosen: Filter) -> ir.Table:
    """What was checked and agreed. One row per code × department × year, with names."""
    rows = apply(published("passed_check"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    return rows.left_join(names, "department_id").drop("department_id_right").order_by("department_id", "year", "code")
