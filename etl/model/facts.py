"""Computed columns of the fact tables.

Belongs here: rates, grades, the first reason of a project-year. Does not belong here: a stated figure is never changed.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.contracts import CASES_GROUP, NO_REASON, PLACE

#: Printed grade words → the grade they mean.
GRADE_WORDS = {
    "优": ("优", "优秀", "优等"),
    "良": ("良", "良好"),
    "中": ("中", "中等", "一般", "合格", "及格"),
    "差": ("差", "较差", "不合格", "不及格"),
}


def placed(rows: ir.Table, department: ir.Table, source: ir.Table) -> ir.Table:
    """Add the place columns: codes and function of the department (n:1), group of the source (n:1)."""
    where = department.select("department_id", *(c.name for c in PLACE if c.name != "source_group"))
    group = source.select("source_id", "source_group")
    return rows.left_join(where, "department_id").left_join(group, "source_id")


def department_year(rows: ir.Table, scheme: ir.Table) -> ir.Table:
    """Rates and grades. One row per department × year × scope × evaluation kind."""
    return _graded(_rated(rows), scheme)


def project_year(rows: ir.Table, scheme: ir.Table, reason: ir.Table) -> ir.Table:
    """Rates, grades and the first stated reason. One row per project × year × fund year × evaluation kind.

    An inferred reason is ours, not the department's: it does not count as stated.
    """
    stated = reason.filter((reason.explains == "under_execution") & ~reason.is_inferred & reason.project_id.notnull())
    ranked = stated.mutate(
        rank=ibis.row_number().over(
            group_by=[stated.project_id, stated.year, stated.fund_year], order_by=[stated.ordinal]
        )
    )
    first = ranked.filter(ranked["rank"] == 0).select(
        "project_id", "year", "fund_year", stated_code=ranked.reason_code, reason_quote=ranked.quote
    )
    joined = _graded(_rated(rows), scheme).left_join(first, ["project_id", "year", "fund_year"])
    # Cases are excerpts: that no reason stands in them does not mean that none was given.
    is_whole = joined.source_group != CASES_GROUP
    is_unexplained = joined.stated_code.isnull() & (joined.unspent > 0) & is_whole
    return joined.mutate(reason_code=is_unexplained.ifelse(NO_REASON, joined.stated_code))


def evidence(rows: ir.Table) -> ir.Table:
    """Add the statement's own id. One row per statement of a figure."""
    return rows.mutate(
        statement_id=rows.table_name + "|" + rows.row_id + "|" + rows.column_name + "|" + rows.ordinal.cast("string")
    )


def _rated(rows: ir.Table) -> ir.Table:
    has_full_year, has_initial = rows.budget_full_year.notnull(), rows.budget_initial.notnull()
    budget = rows.budget_full_year.fill_null(rows.budget_initial)
    return rows.mutate(
        rate_basis=ibis.cases(
            (has_full_year & (rows.budget_basis == "unspecified"), "unspecified"),
            (has_full_year, "full_year"),
            (has_initial, "initial"),
            (rows.funds_received.notnull() & rows.executed.notnull(), "received"),
            else_=ibis.null("string"),
        ),
        unspent=budget - rows.executed,
        execution_rate_computed=(budget > 0).ifelse(
            rows.executed.cast("float64") / budget.cast("float64"), ibis.null("float64")
        ),
    )


def _graded(rows: ir.Table, scheme: ir.Table) -> ir.Table:
    bounds = scheme.select("scheme_id", "grade_excellent", "grade_good", "grade_fair")
    joined = rows.left_join(bounds, "scheme_id")
    word = joined.grade_stated.strip()
    has_both = joined.score.notnull() & joined.scheme_id.notnull()
    normalised: list[Any] = [(word.isin(spellings), grade) for grade, spellings in GRADE_WORDS.items()]
    return joined.mutate(
        grade_stated_norm=ibis.cases(*normalised, else_=ibis.null("string")),
        grade_computed=ibis.cases(
            (has_both & (joined.score >= joined.grade_excellent), "优"),
            (has_both & (joined.score >= joined.grade_good), "良"),
            (has_both & (joined.score >= joined.grade_fair), "中"),
            (has_both, "差"),
            else_=ibis.null("string"),
        ),
    )
