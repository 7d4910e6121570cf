"""Scores as the reports print them: totals, words, grades, bands.

Belongs here: one report's own statement. Does not belong here: distributions over reports (``score_spread``). One
evaluation kind at a time: the filter always holds one.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.tables import published
from etl.contracts import SUMMABLE_BASES


def score_bands(chosen: Filter) -> ir.Table:
    """Scores reported only as numbers of projects per band. One row per department × year × band, with names."""
    rows = apply(published("score_band"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    named = rows.left_join(names, "department_id").drop("department_id_right")
    return named.order_by("department_id", "year", "ordinal")


def said_lines(chosen: Filter) -> ir.Table:
    """Scores and grades as the reports give them. One row per department-year and scope that says something, and per
    project-year of departments whose report has no such row: row_id, department_id, department, district, city, year,
    scope, is_project, name, score, score_text, grade_stated, grade_computed, scheme_id, source_group, rate_basis;
    rate and is_rate_stated as ``with_rate``."""
    kept = (
        "row_id", "department_id", "year", "score", "grade_stated", "grade_computed", "scheme_id", "source_group",
        "rate", "is_rate_stated", "rate_basis",
    )  # fmt: skip
    wholes = with_rate(apply(published("department_year"), chosen))
    wholes = wholes.filter(wholes.score.notnull() | wholes.score_text.notnull() | wholes.grade_stated.notnull())
    lines = with_rate(apply(published("project_year"), chosen))
    lines = lines.filter(lines.score.notnull() | lines.grade_stated.notnull())
    lines = lines.anti_join(wholes, ["department_id", "year"])
    no_text = ibis.null("string")
    stated = wholes.select(*kept, "scope", "score_text", is_project=ibis.literal(False), name=no_text)
    single = lines.select(
        *kept, scope=ibis.literal("project"), score_text=no_text, is_project=ibis.literal(True), name="project"
    )
    names = published("department").select("department_id", "department", "district", "city")
    joined = stated.union(single).left_join(names, "department_id").drop("department_id_right")
    return joined.order_by("year", "department_id", "scope", "row_id")


def with_rate(rows: ir.Table) -> ir.Table:
    """Rows with ``rate``: recomputed on a summable basis, else as stated (is_rate_stated); null without either, and for
    figures that are set against no other: year to date, or spent ÷ money received."""
    nothing = ibis.null("float64")
    own = rows.rate_basis.isin(SUMMABLE_BASES).ifelse(rows.execution_rate_computed, nothing)
    is_comparable = rows.as_of.isnull() & (rows.rate_basis.fill_null("") != "received")
    rate = is_comparable.ifelse(own.fill_null(rows.execution_rate_stated), nothing)
    return rows.mutate(rate=rate, is_rate_stated=own.isnull())
