"""What can be chosen: places, departments, functions, years, source groups; and the registers shown under 数据说明.

Belongs here: names and codes. Does not belong here: figures.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.tables import published


def departments(permitted: tuple[str, ...] = ()) -> ir.Table:
    """Departments that have figures. One row per department × source group, with names, codes and function."""
    scope = Filter(evaluation_kind="", permitted=permitted)
    named = published("department")
    facts = [apply(published(t), scope).select("department_id", "source_group") for t in _FACTS]
    seen = ibis.union(*facts, distinct=True)
    return named.inner_join(seen, "department_id").order_by("department_id", "source_group")


def years(permitted: tuple[str, ...] = ()) -> ir.Table:
    """Years that have figures. One row per year × source group."""
    scope = Filter(evaluation_kind="", permitted=permitted)
    facts = [apply(published(t), scope).select("year", "source_group") for t in _FACTS]
    return ibis.union(*facts, distinct=True).order_by("year", "source_group")


def sources(chosen: Filter) -> ir.Table:
    """Documents behind the filtered rows. One row per source, with the number of statements taken from it."""
    facts = [apply(published(t), chosen).select("source_id") for t in _FACTS]
    used = ibis.union(*facts, distinct=True)
    rows = published("source").semi_join(used, "source_id")
    statements = published("evidence")
    counts = statements.group_by("source_id").agg(statements=statements.count().cast("int64"))
    return rows.left_join(counts, "source_id").drop("source_id_right").order_by("source_group", "source_id")


def register(table: str) -> ir.Table:
    """A whole small table as published (reason_code, scheme, load_run, quarantine …)."""
    return published(table)


_FACTS = ("department_year", "project_year")
