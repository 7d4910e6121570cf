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


def source_list(chosen: Filter, limit: int | None = None, offset: int = 0) -> ir.Table:
    """Documents behind the filtered rows and behind the scoring schemes. One row per source, reports before cases and
    references: statements = quoted figures taken from it, total = number of documents in all."""
    facts = [apply(published(t), chosen).select("source_id") for t in _FACTS]
    used = ibis.union(*facts, published("scheme").select("source_id"), distinct=True)
    said = published("evidence")
    counts = said.group_by("source_id").agg(statements=said.count().cast("int64"))
    rows = published("source").semi_join(used, "source_id").left_join(counts, "source_id").drop("source_id_right")
    place = rows.kind.cases(("report", 0), ("form", 1), ("table", 2), ("web_page", 3), ("generated", 4), else_=5)
    rows = rows.mutate(statements=rows.statements.fill_null(0), place=place, total=rows.count().over())
    rows = rows.order_by("place", "source_group", "source_id").drop("place")
    return rows.limit(limit, offset=offset) if limit is not None else rows


def editions() -> ir.Table:
    """Editions of the list of administrative codes. One row per edition: codes, in_force (still valid)."""
    rows = published("district")
    return (
        rows.group_by("edition")
        .agg(codes=rows.count().cast("int64"), in_force=rows.count(where=rows.valid_to.isnull()).cast("int64"))
        .order_by(ibis.desc("in_force"), "edition")
    )


def load_totals() -> ir.Table:
    """One row about the load in service: files, and Σ of rows read, published, kept as a further statement, refused."""
    rows = published("load_run")
    return rows.agg(
        files=rows.count().cast("int64"),
        **{
            name: rows[name].sum().cast("int64")
            for name in ("rows_read", "rows_published", "rows_as_statement", "rows_quarantined")
        },
    )


def refused(limit: int, offset: int = 0) -> ir.Table:
    """Refused rows in the order of files and rows. One row per refused row, with their number in ``total``."""
    rows = published("quarantine")
    return rows.mutate(total=rows.count().over()).order_by("file", "row_number").limit(limit, offset=offset)


def register(table: str) -> ir.Table:
    """A whole small table as published (reason_code, scheme, load_run, quarantine …)."""
    return published(table)


_FACTS = ("department_year", "project_year")
