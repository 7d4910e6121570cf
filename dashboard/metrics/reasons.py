"""Why money was not spent.

Belongs here: reasons by money and by mention. Rule: a project's unspent money counts once, under its first stated
reason (R90 where none is stated); unspent below 0 counts as 0; mentions are counted every one. Inferred reasons are
not the department's and are left out of both. R90 and R99 are neither controllable nor not: unknown.
Does not belong here: lists of projects (``projects``).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import is_summed, shortfall
from dashboard.metrics.tables import published
from etl.contracts import NO_REASON


def reason_money(chosen: Filter, *keys: str) -> ir.Table:
    """Unspent money by first reason. One row per ``keys`` × code: reason_zh, reason_en, controllable,
    unspent (yuan, over rows that may be added up; null where there is none), projects (with this first reason),
    with_amount (of these, the ones in the sum)."""
    rows = apply(published("project_year"), chosen)
    rows = rows.filter(rows.reason_code.notnull() & rows.as_of.isnull())
    grouped = rows.group_by(*keys, code=rows.reason_code).agg(
        unspent=shortfall(rows.unspent).sum(where=is_summed(rows)).cast("decimal(18, 2)"),
        projects=rows.count().cast("int64"),
        with_amount=rows.count(where=is_summed(rows)).cast("int64"),
    )
    return _named(grouped)


def reason_mentions(chosen: Filter, *keys: str) -> ir.Table:
    """Every mention of a reason for under-execution. One row per ``keys`` × code: mentions, projects (distinct),
    general (mentions that name no project). R90 stands for the projects whose reason is not stated."""
    rows = apply(published("reason"), chosen)
    rows = rows.filter((rows.explains == "under_execution") & ~rows.is_inferred)
    stated = rows.group_by(*keys, code=rows.reason_code).agg(
        mentions=rows.count().cast("int64"),
        projects=rows.project_id.nunique().cast("int64"),
        general=rows.count(where=rows.project_id.isnull()).cast("int64"),
    )
    silent = apply(published("project_year"), chosen)
    silent = silent.filter((silent.reason_code == NO_REASON) & silent.as_of.isnull())
    counts = {"mentions": silent.count().cast("int64"), "projects": silent.project_id.nunique().cast("int64")}
    unstated = silent.group_by(*keys).agg(**counts) if keys else silent.agg(**counts)
    unstated = unstated.mutate(code=ibis.literal(NO_REASON), general=ibis.literal(0, "int64")).select(*stated.columns)
    return _named(stated.union(unstated.filter(unstated.mentions > 0)))


def reasons_list(chosen: Filter, code: str | None = None, limit: int = 200) -> ir.Table:
    """Stated reasons of every kind with their quotes and the project's money. One row per reason."""
    rows = apply(published("reason"), chosen)
    if code:
        rows = rows.filter(rows.reason_code == code)
    names = published("department").select("department_id", "department", "district", "city")
    lines = published("project_year")
    if chosen.evaluation_kind:
        lines = lines.filter(lines.evaluation_kind == chosen.evaluation_kind)
    money = lines.select("project_id", "year", "fund_year", "project", "unspent", "executed")
    joined = rows.left_join(names, "department_id").left_join(money, ["project_id", "year", "fund_year"])
    joined = joined.drop("department_id_right", "project_id_right", "year_right", "fund_year_right")
    named = joined.mutate(code=joined.reason_code)
    return _named(named).order_by([ibis.desc("unspent", nulls_first=False), "row_id"]).limit(limit)


def reasons_about(project_id: str, department_id: str, year: int, fund_year: int) -> ir.Table:
    """What is said about one project-year, and about its department as a whole that year. One row per reason, the
    project's own first: is_own, the reason's names and controllable, the document's title."""
    rows = published("reason")
    is_own = (rows.project_id == project_id) & (rows.fund_year == fund_year)
    is_general = rows.project_id.isnull() & (rows.department_id == department_id)
    rows = rows.filter((rows.year == year) & (is_own | is_general))
    titles = published("source").select("source_id", "title")
    joined = rows.left_join(titles, "source_id").drop("source_id_right")
    named = _named(joined.mutate(code=joined.reason_code, is_own=joined.project_id.notnull()))
    return named.order_by(ibis.desc("is_own"), "is_inferred", "ordinal")


def _named(rows: ir.Table) -> ir.Table:
    names = published("reason_code").select("code", "reason_zh", "reason_en", "controllable")
    return rows.left_join(names, "code").drop("code_right")
