"""Self-evaluation scores: distributions, quartiles, bands, scores set against execution.

Belongs here: counts per exact score (quantiles are computed from these counts, exactly, on any engine).
Does not belong here: grades as words on screen. One evaluation kind at a time: the filter always holds one.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import capped
from dashboard.metrics.tables import published
from etl.contracts import SUMMABLE_BASES

Subject = Literal["department", "project"]
_TABLES: dict[Subject, str] = {"department": "department_year", "project": "project_year"}


def _scored(chosen: Filter, subject: Subject) -> ir.Table:
    rows = apply(published(_TABLES[subject]), chosen)
    return rows.filter(rows.score.notnull())


def score_counts(chosen: Filter, subject: Subject, *keys: str) -> ir.Table:
    """How many rows have each exact score. One row per ``keys`` × score: score (points), rows."""
    rows = _scored(chosen, subject)
    return rows.group_by(*keys, "score").agg(rows=rows.count().cast("int64")).order_by(*keys, "score")


def score_coverage(chosen: Filter, subject: Subject) -> ir.Table:
    """One row: scored = rows with a score, rows_total = N, schemes = number of known schemes among the scored rows,
    without_scheme = scored rows whose scheme is unknown, worded = rows with a score only in words."""
    rows = apply(published(_TABLES[subject]), chosen)
    is_scored = rows.score.notnull()
    worded = rows.score_text.notnull() & ~is_scored if subject == "department" else ibis.literal(False)
    return rows.agg(
        scored=rows.count(where=is_scored).cast("int64"),
        rows_total=rows.count().cast("int64"),
        schemes=rows.scheme_id.nunique(where=is_scored).cast("int64"),
        without_scheme=rows.count(where=is_scored & rows.scheme_id.isnull()).cast("int64"),
        worded=rows.count(where=worded).cast("int64"),
    )


def score_bands(chosen: Filter) -> ir.Table:
    """Scores reported only as numbers of projects per band. One row per department × year × band, with names."""
    rows = apply(published("score_band"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    named = rows.left_join(names, "department_id").drop("department_id_right")
    return named.order_by("department_id", "year", "ordinal")


def credibility(chosen: Filter, subject: Subject = "department") -> ir.Table:
    """Score against execution rate. One row per department-year (any scope) or project-year that has a score.

    ``rate``: recomputed on a summable basis, else as stated; null where neither is there. ``execution_due`` = weight ×
    min(rate, 1), the official execution points, null where the scheme is unknown; ``execution_points`` = as reported.
    """
    rows = _scored(chosen, subject)
    own = rows.rate_basis.isin(SUMMABLE_BASES).ifelse(rows.execution_rate_computed, ibis.null("float64"))
    rows = rows.mutate(rate=own.fill_null(rows.execution_rate_stated))
    bounds = published("scheme").select("scheme_id", "weight_execution", "high_score", "low_execution")
    names = published("department").select("department_id", "department", "district", "city")
    joined = rows.left_join(bounds, "scheme_id").left_join(names, "department_id")
    joined = joined.drop("scheme_id_right", "department_id_right")
    joined = joined.mutate(
        execution_due=joined.weight_execution.cast("float64") * capped(joined.rate),
        name=joined.department if subject == "department" else joined.project,
    )
    if subject == "project":
        return joined.mutate(execution_points=ibis.null("decimal(7, 2)"), scope=ibis.literal("project"))
    points = published("indicator_year")
    points = points.filter(
        points.project_id.isnull() & points.level3.isnull() & points.level1.startswith("预算执行")
    ).select("department_id", "year", "evaluation_kind", execution_points="score")
    key = ["department_id", "year", "evaluation_kind"]
    return joined.left_join(points, key).drop("department_id_right", "year_right", "evaluation_kind_right")


def indicators(chosen: Filter) -> ir.Table:
    """Indicators of departments (not of single projects), with names. One row per indicator."""
    rows = apply(published("indicator_year"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    rows = rows.filter(rows.project_id.isnull()).left_join(names, "department_id").drop("department_id_right")
    return rows.order_by("department_id", "year", "ordinal")
