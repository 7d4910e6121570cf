"""Checks of money: totals against lines, families and fund sources against totals, balances, units.

Belongs here: comparisons in yuan. Does not belong here: rates (``rates``), scores (``scores``).
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.checks.base import Tables, compared, fact, with_printed
from etl.model.execution import without_parents

_PRINTED = ("printed_decimals", "printed_unit", "decimals", "row_id_right")
_LINE_KEY = ("department_id", "year", "evaluation_kind")
#: A sum below this many yuan under another figure of its row can only be a unit slip: no project costs less.
_LEAST_PLAUSIBLE = 100
#: 万元 against 元 is a factor 10,000; execution between 20 % and 200 % keeps the ratio of two amounts in this band.
_SLIP_RATIO = (5_000, 50_000)


def totals(tables: Tables) -> ir.Table:
    """A stated total of projects against the lines of the same department, year and evaluation.

    All lines have the amount: the sum must agree to one unit of the total's last printed digit (the total is
    rounded, the lines are not). Fewer lines have it: only a sum that already exceeds the total is a contradiction.
    """
    return ibis.union(_totals(tables, "executed"), _totals(tables, "budget_full_year"))


def _line_sums(tables: Tables, column: str) -> ir.Table:
    """Per department, year and evaluation: sum and number of lines with the amount; one row per line key.

    A budget line may be an initial one (西湖区 mixes both words in one list); an amount whose role is not said
    counts only towards how much of the total can be accounted for.
    """
    lines = tables.project_year.filter(tables.project_year.as_of.isnull())
    lines = without_parents(lines, tables.project)
    amount: Any = lines.executed if column == "executed" else lines.budget_full_year.fill_null(lines.budget_initial)
    any_amount = amount.fill_null(lines.amount_unspecified)
    return lines.group_by(*_LINE_KEY).agg(
        line_sum=amount.sum(),
        line_count=amount.count().cast("int32"),
        any_sum=any_amount.sum(),
        any_count=any_amount.count().cast("int32"),
        listed=lines.count().cast("int32"),
    )


def _totals(tables: Tables, column: str) -> ir.Table:
    stated = tables.department_year.filter(
        (tables.department_year.scope == "project") & tables.department_year[column].notnull()
    )
    rows = with_printed(stated, tables, "department_year", column).inner_join(
        _line_sums(tables, column), list(_LINE_KEY)
    )
    total = rows[column]
    expected = ibis.greatest(rows.listed, rows.project_count_stated.fill_null(0))
    is_complete = rows.line_count == expected
    agrees = (rows.line_sum - total).abs() <= rows.step
    exceeds = rows.line_sum - total > rows.step
    cannot_tell = ~is_complete & ~exceeds & ~agrees.fill_null(False) & (rows.any_count > 0)
    is_mismatch = exceeds.fill_null(False) | (is_complete & ~agrees.fill_null(False))
    rows = rows.filter(cannot_tell | is_mismatch | agrees.fill_null(False))
    used = cannot_tell.ifelse(rows.any_sum, rows.line_sum)
    return compared(
        rows,
        cannot_tell.ifelse("sum_incomplete", "sum_mismatch"),
        **fact("department_year", rows, column),
        is_failed=cannot_tell | is_mismatch,
        stated=total,
        computed=used,
        gap=total - used,
        gap_unit="yuan",
        n=cannot_tell.ifelse(rows.any_count, rows.line_count),
        total=rows.listed,
    )


def families(tables: Tables) -> ir.Table:
    """A family's stated total against its children, when every child of the year has an amount."""
    own = tables.project_year.filter(tables.project_year.evaluation_kind == "self")
    child = own.inner_join(tables.project.select("project_id", "parent_project_id"), "project_id")
    amount = child.amount_unspecified.fill_null(child.budget_full_year).fill_null(child.executed)
    sums = child.group_by(child.parent_project_id, child.year).agg(
        line_sum=amount.sum(), line_count=amount.count().cast("int32"), listed=child.count().cast("int32")
    )
    sums = sums.rename(family_id="parent_project_id", child_year="year")
    stated = with_printed(tables.project_family_total, tables, "project_family_total", "amount_unspecified")
    stated = stated.left_join(
        tables.project.select("project_id", "department_id", subject=tables.project.project), "project_id"
    )
    rows = stated.inner_join(sums, [stated.project_id == sums.family_id, stated.year == sums.child_year])
    rows = rows.filter(rows.line_count == rows.listed)
    return compared(
        rows,
        "components_mismatch",
        **fact("project_family_total", rows, "amount_unspecified"),
        is_failed=(rows.amount_unspecified - rows.line_sum).abs() > rows.step,
        stated=rows.amount_unspecified,
        computed=rows.line_sum,
        gap=rows.amount_unspecified - rows.line_sum,
        gap_unit="yuan",
        n=rows.line_count,
        total=rows.listed,
        detail="family",
    )


def fund_sources(tables: Tables) -> ir.Table:
    """A project's amount against its fund sources. One source alone (其中：中央…) is a part, not a breakdown."""
    return ibis.union(
        *(_fund_sources(tables, c) for c in ("budget_initial", "budget_full_year", "funds_received", "executed"))
    )


def _fund_sources(tables: Tables, column: str) -> ir.Table:
    parts = tables.funding_year.filter(~tables.funding_year.is_subtotal)
    key = ("project_id", "year", "fund_year", "evaluation_kind")
    sums = parts.group_by(*key).agg(
        line_sum=parts[column].sum(), line_count=parts[column].count().cast("int32"), listed=parts.count().cast("int32")
    )
    stated = tables.project_year.filter(tables.project_year[column].notnull())
    rows = with_printed(stated, tables, "project_year", column).inner_join(sums, list(key))
    total = rows[column]
    exceeds = rows.line_sum - total > rows.step
    is_breakdown = (rows.line_count >= 2) & (rows.line_count == rows.listed)
    rows = rows.filter(exceeds | is_breakdown)
    return compared(
        rows,
        ((rows[column] == 0) & (rows.line_sum > 0)).ifelse("sum_mismatch", "components_mismatch"),
        **fact("project_year", rows, column),
        is_failed=(rows[column] - rows.line_sum).abs() > rows.step,
        subject=rows.project,
        stated=rows[column],
        computed=rows.line_sum,
        gap=rows[column] - rows.line_sum,
        gap_unit="yuan",
        n=rows.line_count,
        total=rows.listed,
        detail="fund",
    )


def balances(tables: Tables) -> ir.Table:
    """A stated balance against budget − executed, to one unit of its last printed digit."""
    made = []
    for name in ("project_year", "department_year"):
        stated = tables.by_name[name]
        stated = stated.filter(stated.balance_stated.notnull() & stated.unspent.notnull())
        rows = with_printed(stated, tables, name, "balance_stated")
        made.append(
            compared(
                rows,
                "balance_mismatch",
                **fact(name, rows, "balance_stated"),
                is_failed=(rows.balance_stated - rows.unspent).abs() > rows.step,
                subject=rows.project if name == "project_year" else ibis.null("string"),
                stated=rows.balance_stated,
                computed=rows.unspent,
                gap=rows.balance_stated - rows.unspent,
                gap_unit="yuan",
            )
        )
    return ibis.union(*made)


def over_execution(tables: Tables) -> ir.Table:
    """Executed beyond the full-year budget, or beyond the only budget stated.

    By at least one unit of the budget's last printed digit: 12.3万元 may be 123,045.60元.
    """
    made = []
    for name in ("project_year", "department_year"):
        rows = tables.by_name[name]
        rows = rows.filter(rows.unspent.notnull())
        rows = with_printed(rows, tables, name, "budget_full_year").rename(full_step="step")
        rows = with_printed(rows.drop(*_PRINTED), tables, name, "budget_initial")
        step = rows.budget_full_year.notnull().ifelse(rows.full_step, rows.step)
        budget = rows.budget_full_year.fill_null(rows.budget_initial)
        made.append(
            compared(
                rows,
                "over_execution",
                **fact(name, rows, "executed"),
                is_failed=(rows.executed - budget) >= step,
                subject=rows.project if name == "project_year" else ibis.null("string"),
                stated=rows.executed,
                computed=budget,
                gap=rows.executed - budget,
                gap_unit="yuan",
                detail=rows.rate_basis,
            )
        )
    return ibis.union(*made)


def units(tables: Tables) -> ir.Table:
    """An amount that only makes sense in another unit: under 100 yuan, or 10,000 times off its neighbour."""
    columns = ("budget_full_year", "budget_initial", "funds_received", "executed")
    made = []
    for column in columns:
        rows = tables.project_year.filter(tables.project_year[column] > 0)
        others = [rows[c].nullif(0) for c in columns if c != column]
        neighbour = ibis.coalesce(*others).cast("float64")
        ratio = neighbour / rows[column].cast("float64")
        is_slip = ratio.between(*_SLIP_RATIO).fill_null(False)
        made.append(
            compared(
                rows,
                "unit_suspect",
                **fact("project_year", rows, column),
                is_failed=(rows[column] < _LEAST_PLAUSIBLE) | is_slip,
                subject=rows.project,
                stated=rows[column],
                computed=rows[column].cast("decimal(24, 6)") * 10_000,
                gap_unit="yuan",
            )
        )
    return ibis.union(*made)


CHECKS = (totals, families, fund_sources, balances, over_execution, units)
