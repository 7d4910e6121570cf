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
#: The two rates of a measure and the year each is of.
_TIMES = {"then": "year", "after": "due"}
_WHOSE = ("department", "project")
_RATED = ("rate", "level")


def measures(chosen: Filter) -> ir.Table:
    """Promised measures with names and what came after. One row per measure, latest report first.

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
    return joined.order_by(ibis.desc("year"), "department_id", "project_id", "ordinal")


def _judged(chosen: Filter) -> ir.Table:
    """Measures with due year, rates and verdict, without names."""
    joined = apply(published("measure"), chosen)
    joined = joined.mutate(due=joined.due_year.fill_null(joined.year + 1), is_due_assumed=joined.due_year.isnull())
    kind = chosen.evaluation_kind or "self"
    for name, year in _TIMES.items():
        joined = _with_rate(joined, _department_rates(kind), "department_id", year, f"department_{name}")
        joined = _with_rate(joined, _project_rates(kind), "project_id", year, f"project_{name}")
        is_project = joined.project_id.notnull()
        joined = joined.mutate(
            **{
                f"{column}_{name}": is_project.ifelse(
                    joined[f"project_{name}_{column}"], joined[f"department_{name}_{column}"]
                )
                for column in _RATED
            }
        )
    is_like = joined.level_then == joined.level_after
    joined = joined.mutate(change=is_like.ifelse(joined.rate_after - joined.rate_then, ibis.null("float64")))
    verdict = ibis.cases(
        (joined.rate_after.isnull(), "unknown"),
        (joined.change.isnull(), "no_base"),
        (joined.change >= _NO_CHANGE, "rose"),
        (joined.change <= -_NO_CHANGE, "fell"),
        else_="flat",
    )
    return joined.mutate(verdict=verdict).drop(
        *(f"{whose}_{name}_{c}" for whose in _WHOSE for name in _TIMES for c in _RATED)
    )


def _department_rates(kind: str) -> ir.Table:
    """One row per department × year: budget, executed and the level they rest on."""
    rows = published("department_execution")
    rows = rows.filter(rows.is_default & (rows.evaluation_kind == kind))
    return rows.select("department_id", "year", "budget", "executed", "level")


def _project_rates(kind: str) -> ir.Table:
    """One row per project × year: budget and executed over its fund years that may be added up."""
    lines = published("project_year")
    lines = lines.filter(is_summed(lines) & (lines.evaluation_kind == kind))
    budget = lines.budget_full_year.fill_null(lines.budget_initial)
    sums = lines.group_by("project_id", "year").agg(budget=budget.sum(), executed=lines.executed.sum())
    return sums.mutate(level=ibis.literal("project"))


def _with_rate(rows: ir.Table, sums: ir.Table, key: str, year: str, name: str) -> ir.Table:
    """Add ``<name>_rate`` and ``<name>_level`` of the key's row in that year (n:1)."""
    rates = sums.filter(sums.budget > 0).select(
        rate_key=sums[key],
        rate_year=sums.year,
        **{
            f"{name}_rate": sums.executed.cast("float64") / sums.budget.cast("float64"),
            f"{name}_level": sums.level,
        },
    )
    joined = rows.left_join(rates, [rows[key] == rates.rate_key, rows[year] == rates.rate_year])
    return joined.drop("rate_key", "rate_year")


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


def finding_counts(
    chosen: Filter, *keys: str, severity: str | None = None, code: str | None = None
) -> ir.Table:
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
