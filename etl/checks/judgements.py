"""Checks that ask for an answer rather than show a slip: missing reasons, high scores, jumps between years.

Belongs here: thresholds of the scheme applied to figures. Does not belong here: arithmetic contradictions.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from etl import contracts
from etl.checks.base import Tables, compared, fact, is_summable

_JUMP = 5


def missing_reasons(tables: Tables) -> ir.Table:
    """Executed below the reason threshold and no reason stated.

    Year-to-date rows cannot be judged, nor can cases: they are excerpts, the reason may stand outside them.
    """
    return ibis.union(_projects_without_reason(tables), _departments_without_reason(tables))


def _below_threshold(rows: ir.Table, tables: Tables) -> ir.Table:
    bounds = tables.scheme.select("scheme_id", "reason_threshold")
    judged = rows.filter(rows.as_of.isnull() & (rows.source_group != contracts.CASES_GROUP))
    joined = judged.left_join(bounds, "scheme_id")
    # Spent ÷ received is no execution rate: a row that gives only received money cannot be judged.
    has_budget = (joined.rate_basis != "received").fill_null(True)
    stated = has_budget.ifelse(joined.execution_rate_stated, ibis.null("float64"))
    rate = joined.execution_rate_computed.fill_null(stated)
    joined = joined.mutate(rate=rate, threshold=joined.reason_threshold.fill_null(contracts.DEFAULT_REASON_THRESHOLD))
    return joined.filter(joined.rate < joined.threshold)


def _stated_reasons(tables: Tables) -> ir.Table:
    rows = tables.reason
    return rows.filter((rows.explains == "under_execution") & ~rows.is_inferred)


def _projects_without_reason(tables: Tables) -> ir.Table:
    reasons = _stated_reasons(tables)
    of_projects = reasons.filter(reasons.project_id.notnull())
    explained = of_projects.group_by("project_id", "year", "fund_year").agg(reasons=of_projects.count())
    rows = _below_threshold(tables.project_year, tables).left_join(explained, ["project_id", "year", "fund_year"])
    return _without_reason(rows, "project_year")


def _departments_without_reason(tables: Tables) -> ir.Table:
    """Only departments with no lines that show a rate: with such lines, each line is asked."""
    reasons = _stated_reasons(tables)
    explained = reasons.group_by("department_id", "year").agg(reasons=reasons.count())
    judged = tables.project_year.filter(
        tables.project_year.execution_rate_computed.notnull() | tables.project_year.execution_rate_stated.notnull()
    )
    lines = judged.select("department_id", "year", "evaluation_kind").distinct()
    rows = _below_threshold(tables.department_year, tables)
    rows = rows.anti_join(lines, ["department_id", "year", "evaluation_kind"])
    return _without_reason(rows.left_join(explained, ["department_id", "year"]), "department_year")


def _without_reason(rows: ir.Table, name: str) -> ir.Table:
    has_unspent = rows.unspent.notnull()
    return compared(
        rows,
        "reason_missing",
        table_name=name,
        fact_row_id=rows.row_id,
        column_name=has_unspent.ifelse("executed", "execution_rate_stated"),
        is_failed=rows.reasons.isnull(),
        subject=rows.project if name == "project_year" else ibis.null("string"),
        stated=rows.rate,
        computed=rows.threshold,
        gap=rows.unspent,
        gap_unit="yuan",
    )


def high_scores(tables: Tables) -> ir.Table:
    """A high score over a low execution rate; both bounds stand in the scheme."""
    made = []
    for name in ("department_year", "project_year"):
        rows = tables.by_name[name]
        rows = rows.filter(rows.score.notnull() & rows.as_of.isnull())
        bounds = tables.scheme.select("scheme_id", "high_score", "low_execution")
        rows = rows.left_join(bounds, "scheme_id")
        own = is_summable(rows).ifelse(rows.execution_rate_computed, ibis.null("float64"))
        rate = own.fill_null(rows.execution_rate_stated).fill_null(rows.execution_rate_computed)
        rows = rows.mutate(
            rate=rate,
            high=rows.high_score.fill_null(contracts.DEFAULT_HIGH_SCORE),
            low=rows.low_execution.fill_null(contracts.DEFAULT_LOW_EXECUTION),
        )
        rows = rows.filter(rows.rate.notnull())
        made.append(
            compared(
                rows,
                "high_score_low_execution",
                **fact(name, rows, "score"),
                is_failed=(rows.score >= rows.high) & (rows.rate < rows.low),
                subject=rows.project if name == "project_year" else ibis.null("string"),
                stated=rows.score,
                computed=rows.rate,
                gap=rows.rate - rows.low,
                gap_unit="rate",
            )
        )
    return ibis.union(*made)


def year_jumps(tables: Tables) -> ir.Table:
    """A budget five times, or a fifth of, the year before, for the same project or the same department and scope."""
    return ibis.union(
        _jumps(tables, "project_year", ["project_id", "evaluation_kind"]),
        _jumps(tables, "department_year", ["department_id", "scope", "evaluation_kind"]),
    )


def _jumps(tables: Tables, name: str, identity: list[str]) -> ir.Table:
    rows = tables.by_name[name]
    rows = rows.filter(rows.as_of.isnull())
    # Like with like: an initial budget is set against an initial one only.
    has_full_year = rows.budget_full_year.notnull()
    rows = rows.mutate(has_full_year=has_full_year, budget=rows.budget_full_year.fill_null(rows.budget_initial))
    rows = rows.filter(rows.budget > 0)
    if "fund_year" in rows.columns:
        rows = rows.filter(rows.fund_year == rows.year)
    before = rows.select(*identity, "has_full_year", year=rows.year + 1, budget_before="budget")
    pairs = rows.inner_join(before, [*identity, "has_full_year", "year"])
    ratio = pairs.budget.cast("float64") / pairs.budget_before.cast("float64")
    return compared(
        pairs,
        "year_jump",
        table_name=name,
        fact_row_id=pairs.row_id,
        column_name=pairs.budget_full_year.notnull().ifelse("budget_full_year", "budget_initial"),
        is_failed=(ratio >= _JUMP) | (ratio <= 1 / _JUMP),
        subject=pairs.project if name == "project_year" else ibis.null("string"),
        stated=pairs.budget,
        computed=pairs.budget_before,
        gap=pairs.budget - pairs.budget_before,
        gap_unit="yuan",
    )


CHECKS = (missing_reasons, high_scores, year_jumps)
