"""What a department reports of itself in one row a year, to be set beside others.

Belongs here: who a department is, the one score of a department-year with its scheme. Does not belong here:
distributions (``scores``), money (``execution``), reasons (``reasons``).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.tables import published
from etl.contracts import CASES_GROUP


def department_card(department_id: str, permitted: tuple[str, ...] = ()) -> ir.Table:
    """One department: names, codes, function, and is_case = known from public cases only. One row; none for an unknown
    id or one the reader may not see."""
    rows = published("department")
    scope = Filter(departments=(department_id,), evaluation_kind="", permitted=permitted)
    facts = apply(published("department_execution"), scope)
    reports = facts.filter(facts.source_group != CASES_GROUP).select("department_id").distinct()
    named = apply(rows, scope).left_join(reports, "department_id")
    return named.mutate(is_case=named.department_id_right.isnull()).drop("department_id_right")


def department_scores(chosen: Filter) -> ir.Table:
    """The score of each department and year: of the whole department where it has one, else of its projects; without a
    score the row with a grade or a score in words. Never a mean.

    One row per department × year: row_id, scope, score (points; null where only words or bands are given), score_text,
    grade_stated, grade_computed, source_group, scheme_id (null = unknown) with the scheme's four weights, band_projects
    (projects reported in bands only; null where there are none).
    """
    rows = apply(published("department_year"), chosen)
    has_words = rows.score_text.notnull() | rows.grade_stated.notnull()
    rank = ibis.cases((rows.score.notnull(), 0), (has_words, 1), else_=2)
    turn = ibis.row_number().over(
        group_by=[rows.department_id, rows.year], order_by=[rank, rows.scope, rows.evaluation_kind]
    )
    first = rows.mutate(turn=turn)
    first = first.filter(first.turn == 0)
    weights = ("weight_execution", "weight_output", "weight_benefit", "weight_satisfaction")
    schemes = published("scheme").select("scheme_id", *weights)
    bands = apply(published("score_band"), chosen)
    counted = bands.group_by("department_id", "year").agg(band_projects=bands.project_count.sum().cast("int64"))
    joined = first.left_join(schemes, "scheme_id").left_join(counted, ["department_id", "year"])
    return joined.select(
        "department_id", "year", "row_id", "scope", "score", "score_text", "grade_stated", "grade_computed",
        "source_group", "scheme_id", *weights, "band_projects",
    ).order_by("department_id", "year")  # fmt: skip


def successions(department_id: str, permitted: tuple[str, ...] = ()) -> ir.Table:
    """What a department was put together of, and what it went into: one row a tie with another department the reader
    may see: department_id and department of the other, year (null where not said), is_after = the other came later."""
    ties = published("department_successor")
    seen = apply(published("department"), Filter(evaluation_kind="", permitted=permitted))
    names = seen.select("department_id", "department")
    before = ties.filter(ties.successor_id == department_id).select("department_id", "year")
    after = ties.filter(ties.department_id == department_id).select(department_id=ties.successor_id, year=ties.year)
    every = before.mutate(is_after=False).union(after.mutate(is_after=True))
    return every.inner_join(names, "department_id").order_by("is_after", "year", "department_id")
