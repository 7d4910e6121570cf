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
    return _told(_judged(chosen))


def _told(judged: ir.Table) -> ir.Table:
    """Judged measures with their words and the names of department, project and document, in reading order."""
    words = published("measure")
    words = words.select("row_id", "reason_id", "due_year", "text", "source_id", "locator", "quote")
    names = published("department").select("department_id", "department", "district", "city")
    projects = published("project").select("project_id", "project")
    titles = published("source").select("source_id", "title")
    # 1:1 with the words, n:1 with the names.
    joined = judged.join(words, "row_id").left_join(names, "department_id").left_join(projects, "project_id")
    joined = joined.left_join(titles, "source_id")
    joined = joined.drop("department_id_right", "project_id_right", "source_id_right")
    return _in_order(joined)


def _in_order(judged: ir.Table) -> ir.Table:
    return judged.order_by(
        judged.change.isnull(), ibis.desc("year"), "change", "department_id", "project_id", "ordinal"
    )


def _judged(chosen: Filter) -> ir.Table:
    """Measures with due year, rates and verdict, without words: few columns keep compiling and sums quick."""
    rows = apply(published("measure"), chosen)
    rows = rows.select(
        "row_id",
        "department_id",
        "project_id",
        "year",
        "ordinal",
        due=rows.due_year.fill_null(rows.year + 1),
        is_due_assumed=rows.due_year.isnull(),
        subject=rows.project_id.fill_null(rows.department_id),
    )
    rates = _rates(chosen.evaluation_kind or "self", rows)
    # One join for both years: the rates are the dear part of the question. A subject has one rate a year.
    is_of = [rows.subject == rates.subject, (rates.rate_year == rows.year) | (rates.rate_year == rows.due)]
    kept = ("row_id", "department_id", "project_id", "year", "ordinal", "due", "is_due_assumed")
    sides = rows.left_join(rates, is_of)
    was, came = sides.rate_year == sides.year, sides.rate_year == sides.due
    rows = sides.group_by(*kept).agg(
        rate_then=sides.rate.max(where=was),
        level_then=sides.level.max(where=was),
        rate_after=sides.rate.max(where=came),
        level_after=sides.level.max(where=came),
    )
    change = (rows.level_then == rows.level_after).ifelse(rows.rate_after - rows.rate_then, ibis.null("float64"))
    verdict = ibis.cases(
        (rows.rate_after.isnull(), "unknown"),
        (change.isnull(), "no_base"),
        (change >= _NO_CHANGE, "rose"),
        (change <= -_NO_CHANGE, "fell"),
        else_="flat",
    )
    return rows.select(*kept, "rate_then", "rate_after", change=change, verdict=verdict)


def _rates(kind: str, promised: ir.Table) -> ir.Table:
    """Σ executed ÷ Σ budget of the projects that measures name and of every department on its default level.

    One row per subject (project or department id, which never meet) × rate_year: level, rate.
    """
    whole = published("department_execution")
    whole = whole.filter(whole.is_default & (whole.evaluation_kind == kind) & (whole.budget > 0))
    departments = whole.select(
        subject=whole.department_id,
        rate_year=whole.year,
        level=whole.level,
        rate=whole.executed.cast("float64") / whole.budget.cast("float64"),
    )
    lines = published("project_year")
    # Of the named projects only, whatever department or year their rows stand under: summing all is the dear part.
    lines = lines.filter(is_summed(lines) & (lines.evaluation_kind == kind)).semi_join(promised, "project_id")
    given, spent = lines.budget_full_year.fill_null(lines.budget_initial).sum(), lines.executed.sum()
    projects = lines.group_by(subject=lines.project_id, rate_year=lines.year).agg(
        level=ibis.literal("project"),
        rate=(given > 0).ifelse(spent.cast("float64") / given.cast("float64"), ibis.null("float64")),
    )
    return departments.union(projects)


def measures_page(
    chosen: Filter, verdict: str | None = None, due: int | None = None, limit: int | None = None, offset: int = 0
) -> ir.Table:
    """Promised measures, only those with this verdict and due in this year where given. One row per measure, see
    ``measures``."""
    rows = _judged(chosen)
    conditions = [rows.verdict == verdict] if verdict else []
    conditions += [rows.due == due] if due is not None else []
    rows = rows.filter(conditions) if conditions else rows
    # The few rows of a page before their words are looked up.
    return _told(_in_order(rows).limit(limit, offset=offset) if limit is not None else rows)


def measure_counts(chosen: Filter, *keys: str) -> ir.Table:
    """Number of promised measures, whatever came after. One row per ``keys``, or one row in all: measures."""
    rows = apply(published("measure"), chosen)
    counted = {"measures": rows.count().cast("int64")}
    return rows.group_by(*keys).agg(**counted) if keys else rows.agg(**counted)


def measure_totals(chosen: Filter) -> ir.Table:
    """Promised measures counted by outcome. One row per year due × department: measures, assumed (due year not said),
    knowable = rose + flat + fell, no_base, unknown."""
    rows = _judged(chosen)
    verdicts = ("rose", "flat", "fell", "no_base", "unknown")
    grouped = rows.group_by("due", "department_id").agg(
        measures=rows.count().cast("int64"),
        assumed=rows.count(where=rows.is_due_assumed).cast("int64"),
        knowable=rows.count(where=rows.change.notnull()).cast("int64"),
        **{name: rows.count(where=rows.verdict == name).cast("int64") for name in verdicts},
    )
    return grouped.order_by("due", "department_id")


def findings(
    chosen: Filter,
    *,
    severity: str | None = None,
    codes: tuple[str, ...] = (),
    limit: int | None = None,
    offset: int = 0,
) -> ir.Table:
    """Findings with names of department, project and source. One row per finding; gravest first, then latest year."""
    rows = found(chosen, severity, codes)
    rows = rows.mutate(order=rows.severity.cases(("high", 0), ("medium", 1), else_=2))
    order = ("order", ibis.desc("year"), "department_id", "code", "row_id")
    if limit is not None:
        # The names of a page are looked up, not those of all findings.
        rows = rows.order_by(*order).limit(limit, offset=offset)
    names = published("department").select("department_id", "department", "district", "city")
    sources = published("source").select("source_id", "title")
    projects = published("project").select("project_id", "project")
    joined = rows.left_join(names, "department_id").left_join(sources, "source_id").left_join(projects, "project_id")
    return joined.order_by(*order).drop("order", "department_id_right", "source_id_right", "project_id_right")


def found(chosen: Filter, severity: str | None = None, codes: tuple[str, ...] = ()) -> ir.Table:
    """Findings under the filter, of one severity and of some codes where given (none given: all). One row each."""
    rows = apply(published("finding"), chosen)
    if severity:
        rows = rows.filter(rows.severity == severity)
    return rows.filter(rows.code.isin(codes)) if codes else rows


def rows_with_finding(chosen: Filter, code: str) -> ir.Table:
    """The rows of facts that a check of this code disputes: fact_row_id. One row each."""
    return found(chosen, codes=(code,)).select("fact_row_id").distinct()


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


def finding_counts(chosen: Filter, *keys: str, severity: str | None = None, codes: tuple[str, ...] = ()) -> ir.Table:
    """Number of findings. One row per combination of ``keys``, or one row in all: then with ``sources``, the documents
    they concern. Counting those takes as long as everything else, and groups are never shown with them."""
    rows = found(chosen, severity, codes)
    counted = {"findings": rows.count().cast("int64")}
    if keys:
        return rows.group_by(*keys).agg(**counted)
    return rows.agg(**counted, sources=rows.source_id.nunique().cast("int64"))


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
