"""How far budgets were executed, per department and year: sums that every view builds on.

Belongs here: the level that counts and the additive parts. Does not belong here: rates of groups (a metric divides).

Level: the project lines where any of them has both amounts, else the department's own stated row, else the lines
there are: what cannot be computed is still one of so many. Basis: rows on the
year-start budget are summed apart; rows on money received, and year-to-date rows, are counted and never summed.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.contracts import CASES_GROUP, PLACE, SUMMABLE_BASES

_PLACES = tuple(c.name for c in PLACE)
_KEY = ("department_id", "year", "evaluation_kind")
_COMMON = (
    "row_id", *_KEY, "budget_initial", "budget_full_year", "executed", "unspent", "rate_basis", "as_of",
    "execution_rate_computed", *_PLACES,
)  # fmt: skip


def without_parents(lines: ir.Table, project: ir.Table) -> ir.Table:
    """Lines less those of a family whose children have lines of the same year: a family counts once."""
    family = project.filter(project.parent_project_id.notnull()).select("project_id", "parent_project_id")
    children = lines.select("project_id", "year", "evaluation_kind").inner_join(family, "project_id")
    parents = children.select(project_id="parent_project_id", year="year", evaluation_kind="evaluation_kind").distinct()
    return lines.anti_join(parents, ["project_id", "year", "evaluation_kind"])


def department_execution(project_year: ir.Table, department_year: ir.Table, project: ir.Table) -> ir.Table:
    """One row per department × year × evaluation kind × level; ``is_default`` marks the level that counts."""
    lines = without_parents(project_year, project).select(*_COMMON).mutate(level=ibis.literal("project"))
    # Cases are single lines, not a department's list: they are never added up to a department.
    listed = lines.filter(lines.source_group != CASES_GROUP)
    is_whole = department_year.scope == "department"
    stated = department_year.select(*_COMMON, level=is_whole.ifelse("department", "project_total"))
    alone = listed.anti_join(stated, list(_KEY)).select(*_KEY)
    by_lines = listed.filter(listed.unspent.notnull()).select(*_KEY).union(alone, distinct=True)
    best = stated.anti_join(by_lines, list(_KEY))
    best = best.mutate(
        place=ibis.row_number().over(
            group_by=[best.department_id, best.year, best.evaluation_kind],
            order_by=[best.unspent.isnull(), best.level == "department", best.row_id],
        )
    )
    chosen = best.filter(best.place == 0).select(*_KEY, "level")
    default = by_lines.mutate(level=ibis.literal("project")).union(chosen).mutate(is_default=ibis.literal(True))
    key = [*_KEY, "level"]
    parts = _parts(lines.union(stated)).left_join(default, key)
    parts = parts.drop(*(f"{name}_right" for name in key))
    parts = _counted_once(parts.mutate(is_default=parts.is_default.fill_null(False)))
    return parts.mutate(
        row_id=parts.department_id + "|" + parts.year.cast("string") + "|" + parts.evaluation_kind + "|" + parts.level,
    )


def _counted_once(parts: ir.Table) -> ir.Table:
    """Add ``department_n`` and ``year_before``. A department is one, however many years it has: in a span of years it
    counts where its year before lies before the span."""
    of_year = ibis.window(group_by=[*_KEY, "is_default"], order_by=["level", "source_group"])
    turn = ibis.row_number().over(of_year)
    parts = parts.mutate(department_n=(parts.is_default & (turn == 0)).ifelse(1, 0).cast("int32"))
    along = ibis.window(group_by=["department_id", "evaluation_kind", "department_n"], order_by="year")
    return parts.mutate(year_before=(parts.department_n == 1).ifelse(parts.year.lag().over(along), ibis.null("int32")))


def _parts(rows: ir.Table) -> ir.Table:
    rows = rows.mutate(budget=rows.budget_full_year.fill_null(rows.budget_initial))
    is_final = rows.as_of.isnull()
    has_both = rows.unspent.notnull() & is_final
    summed = has_both & rows.rate_basis.isin(SUMMABLE_BASES)
    initial = has_both & (rows.rate_basis == "initial")
    budget_only = rows.budget.notnull() & rows.executed.isnull()
    executed_only = rows.budget.isnull() & rows.executed.notnull()
    rate: Any = rows.execution_rate_computed
    # Not GREATEST: it ignores nulls.
    short = (rows.unspent < 0).ifelse(ibis.literal(0).cast("decimal(18, 2)"), rows.unspent)
    return rows.group_by(*_KEY, "level", *_PLACES).agg(
        rows_total=rows.count(),
        summed_n=rows.count(where=summed),
        budget=rows.budget.sum(where=summed),
        executed=rows.executed.sum(where=summed),
        shortfall=short.sum(where=summed),
        rate_n=rows.count(where=summed & rate.notnull()),
        rate_sum=rate.sum(where=summed),
        initial_n=rows.count(where=initial),
        initial_budget=rows.budget.sum(where=initial),
        initial_executed=rows.executed.sum(where=initial),
        budget_only_n=rows.count(where=budget_only),
        budget_only=rows.budget.sum(where=budget_only),
        executed_only_n=rows.count(where=executed_only),
        executed_only=rows.executed.sum(where=executed_only),
        to_date_n=rows.count(where=~is_final),
        stated_n=rows.count(where=rows.level != "project"),
    )
