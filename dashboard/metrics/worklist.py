"""What the finance office asks the departments about: under-executed projects and findings that need an answer.

Belongs here: which rows enter the work list. Does not belong here: its files (``dashboard.exports``), making findings.
"""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.metrics.answers import found
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import Controllable, is_low, low_projects, project_rows
from dashboard.metrics.shared import is_summed
from dashboard.metrics.tables import published

#: Severities that ask for an answer; the others are information.
ASKED = ("high", "medium")
_KEPT = (
    "row_id", "project_id", "project", "department_id", "department", "district", "city", "year", "fund_year",
    "rate_basis", "budget", "executed", "unspent", "rate", "reason_code", "reason_zh", "reason_en", "reason_quote",
    "is_low", "is_added",
)  # fmt: skip


def worklist_matters(chosen: Filter, *, severity: str | None = None, codes: tuple[str, ...] = ()) -> ir.Table:
    """Findings that need an answer: those of one severity where one is chosen, else high and medium. One row per
    finding with the names of its department and project, gravest first."""
    rows = found(chosen, severity, codes)
    if severity is None:
        rows = rows.filter(rows.severity.isin(ASKED))
    names = published("department").select("department_id", "department", "district", "city")
    projects = published("project").select("project_id", "project")
    joined = rows.left_join(names, "department_id").left_join(projects, "project_id")
    joined = joined.mutate(order=joined.severity.cases(("high", 0), ("medium", 1), else_=2))
    joined = joined.order_by("order", "department_id", "code", "row_id")
    return joined.select(
        "code", "department_id", "department", "district", "city", "project_id", "project", "year", "table_name",
        "fact_row_id", "sentence", "sentence_en", "stated_value", "computed_value", "gap", "gap_unit",
    )  # fmt: skip


def worklist_projects(
    chosen: Filter, threshold: float, *, severity: str | None = None, codes: tuple[str, ...] = ()
) -> ir.Table:
    """Project-years to explain. Without severity and codes: those below the threshold (``projects.is_low``) and those
    with a finding that needs an answer; else only those with such a finding. One row per project-year: is_low,
    is_added (its unspent money may be added up). By department, most unspent first."""
    rows = project_rows(chosen)
    rows = rows.mutate(is_low=is_low(rows, threshold), is_added=is_summed(rows))
    asked = worklist_matters(chosen, severity=severity, codes=codes)
    asked = asked.filter(asked.table_name == "project_year").select(asked_row="fact_row_id").distinct()
    # n:1, a row is asked about or not.
    joined = rows.left_join(asked, rows.row_id == asked.asked_row)
    is_asked = joined.asked_row.notnull()
    return _in_order(joined.filter(is_asked if severity or codes else joined.is_low | is_asked))


def worklist_low(
    chosen: Filter,
    threshold: float,
    *,
    text: str = "",
    controllable: Controllable | None = None,
    reason_code: str | None = None,
    in_bin: str | None = None,
) -> ir.Table:
    """The rows of the low-execution list for the same arguments, shaped and ordered as ``worklist_projects``."""
    rows = low_projects(chosen, threshold, text=text, controllable=controllable, reason_code=reason_code, in_bin=in_bin)
    return _in_order(rows.mutate(is_low=True, is_added=is_summed(rows)))


def _in_order(rows: ir.Table) -> ir.Table:
    return rows.order_by("department_id", rows.unspent.desc(nulls_first=False), rows.year.desc(), "row_id").select(
        *_KEPT
    )
