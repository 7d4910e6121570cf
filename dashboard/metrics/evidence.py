"""The statements a figure rests on.

Belongs here: from filtered rows to their quotes. Does not belong here: reasons and measures, which carry their own.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.tables import published


def evidence_of(
    chosen: Filter,
    table: str,
    columns: tuple[str, ...] = (),
    *,
    row_ids: tuple[str, ...] = (),
    limit: int = 12,
) -> ir.Table:
    """Statements behind the filtered rows of a fact table (only ``row_ids`` where given), largest shortfall first.

    One row per statement: subject (project or department and year), title, origin, sha256, column_name, value_text,
    locator, quote, is_shown, and ``total`` = the number of statements there are in all.
    """
    rows = apply(published(table), chosen)
    if row_ids:
        rows = rows.filter(rows.row_id.isin(row_ids))
    names = published("department").select("department_id", "department")
    rows = rows.left_join(names, "department_id").drop("department_id_right")
    weight = rows.unspent if "unspent" in rows.columns else ibis.null("decimal(18, 2)")
    name = rows.project if "project" in rows.columns else rows.department
    facts = rows.select("row_id", "year", subject=name, weight=weight)
    said = published("evidence")
    said = said.filter((said.table_name == table) & said.quote.notnull())
    if columns:
        said = said.filter(said.column_name.isin(columns))
    joined = said.inner_join(facts, "row_id")
    titles = published("source").select("source_id", "title", "origin", "sha256")
    joined = joined.left_join(titles, "source_id").drop("source_id_right")
    # One sentence often states several figures: it is shown once.
    first = joined.mutate(
        repeat=ibis.row_number().over(
            group_by=[joined.source_id, joined.locator, joined.quote, joined.row_id], order_by=[joined.ordinal]
        )
    )
    distinct = first.filter(first.repeat == 0)
    counted = distinct.mutate(total=distinct.count().over())
    return counted.order_by([ibis.desc("weight", nulls_first=False), "row_id", ibis.desc("is_shown"), "ordinal"]).limit(
        limit
    )


def printed_department_rates(chosen: Filter, *, limit: int = 1_000) -> ir.Table:
    """The execution rates the reports print of the filtered department-years, one row a statement in document order:
    row_id, ordinal, value (a share), decimals of the percentage as printed."""
    said = published("evidence")
    said = said.filter((said.table_name == "department_year") & (said.column_name == "execution_rate_stated"))
    said = said.semi_join(apply(published("department_year"), chosen), "row_id")
    return said.select("row_id", "ordinal", "value", "decimals").order_by("row_id", "ordinal").limit(limit)


def printed_rates(chosen: Filter, row_ids: tuple[str, ...] = ()) -> ir.Table:
    """What the reports print of the filtered project-years' rates (only ``row_ids`` where given).

    One row per project-year that prints one of the two: rate_text = the stated execution rate as printed (52.82%, 85%),
    executed_text = an execution of 0 that is said in words (当年无支出).
    """
    said = published("evidence")
    said = said.filter((said.table_name == "project_year") & said.is_shown)
    if row_ids:
        said = said.filter(said.row_id.isin(row_ids))
    else:
        said = said.semi_join(apply(published("project_year"), chosen), "row_id")
    is_rate = said.column_name == "execution_rate_stated"
    in_words = (said.column_name == "executed") & ~said.value_text.re_search("[0-9]")
    said = said.filter(is_rate | in_words)
    return said.group_by("row_id").agg(
        rate_text=said.value_text.min(where=said.column_name == "execution_rate_stated"),
        executed_text=said.value_text.min(where=said.column_name == "executed"),
    )


def statements(table: str, row_id: str) -> ir.Table:
    """Every statement of one row's figures in document order, with the document's title. One row per statement."""
    said = published("evidence")
    said = said.filter((said.table_name == table) & (said.row_id == row_id))
    titles = published("source").select("source_id", "title")
    return said.left_join(titles, "source_id").drop("source_id_right").order_by("column_name", "ordinal")


def document(source_id: str) -> ir.Table:
    """One document: title, kind, origin, published_on, sha256, note. One row, or none."""
    rows = published("source")
    return rows.filter(rows.source_id == source_id)
