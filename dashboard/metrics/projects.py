"""Single projects: the low-execution list, one project's page, the distribution of project rates.

Belongs here: rows of ``project_year`` and what hangs on them. Does not belong here: sums over departments.
"""

from __future__ import annotations

from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.shared import is_summed, shortfall
from dashboard.metrics.tables import published

Order = Literal["unspent", "rate"]
Controllable = Literal["yes", "partly", "no", "unknown"]
#: Limits between the bins of the rate histogram, as fractions; 95 % is the target, so 90–100 is two bins.
_RATE_LIMITS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


def project_rows(chosen: Filter) -> ir.Table:
    """Project-years with the names of their department and reason, ``budget``, ``rate`` and ``is_without_spending``.

    ``rate``: recomputed, else as stated; null where neither is there. One row per project-year.
    """
    rows = apply(published("project_year"), chosen)
    names = published("department").select("department_id", "department", "district", "city")
    reasons = published("reason_code").select("code", "reason_zh", "reason_en", "controllable")
    joined = rows.left_join(names, "department_id").left_join(reasons, [rows.reason_code == reasons.code])
    return joined.drop("department_id_right", "code").mutate(
        budget=rows.budget_full_year.fill_null(rows.budget_initial),
        rate=rows.execution_rate_computed.fill_null(rows.execution_rate_stated),
        is_without_spending=(rows.executed == 0).fill_null(False),
    )


def is_low(rows: ir.Table, threshold: float) -> Any:
    """Below the threshold; without a rate: nothing spent, or a reason given for not spending. Not year to date."""
    without_rate = rows.rate.isnull() & (rows.is_without_spending | rows.reason_quote.notnull())
    return ((rows.rate < threshold).fill_null(False) | without_rate) & rows.as_of.isnull()


def low_projects(
    chosen: Filter,
    threshold: float,
    *,
    order: Order = "unspent",
    text: str = "",
    controllable: Controllable | None = None,
    reason_code: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> ir.Table:
    """Low-execution projects. ``text`` is looked for in project names and reason quotes, as it stands.

    Order: most unspent money, or lowest rate, first; unknown last; ties by row_id.
    """
    rows = _low(chosen, threshold, text, controllable, reason_code)
    first = rows.rate.asc(nulls_first=False) if order == "rate" else rows.unspent.desc(nulls_first=False)
    second = rows.unspent.desc(nulls_first=False) if order == "rate" else rows.rate.asc(nulls_first=False)
    rows = rows.order_by([first, second, rows.row_id])
    return rows.limit(limit, offset=offset) if limit is not None else rows


def low_totals(
    chosen: Filter, threshold: float, *, text: str = "", controllable: Controllable | None = None,
    reason_code: str | None = None,
) -> ir.Table:  # fmt: skip
    """One row: low = number of low projects, with_amount = those whose unspent money is known and may be added up
    (``shared.is_summed``), unspent = Σ of it, budget = Σ budget of these, initial_n = those on the year-start budget
    (left out of the sums), without_spending, with_reason, top5 = Σ unspent of the five largest."""
    rows = _low(chosen, threshold, text, controllable, reason_code)
    rows = rows.mutate(counted=is_summed(rows).ifelse(shortfall(rows.unspent), ibis.null("decimal(18, 2)")))
    ranked = rows.mutate(place=ibis.row_number().over(order_by=[rows.counted.desc(nulls_first=False), rows.row_id]))
    known = ranked.counted.notnull()
    return ranked.agg(
        low=ranked.count().cast("int64"),
        with_amount=ranked.count(where=known).cast("int64"),
        unspent=ranked.counted.sum().cast("decimal(18, 2)"),
        budget=ranked.budget.sum(where=known).cast("decimal(18, 2)"),
        without_spending=ranked.count(where=ranked.is_without_spending).cast("int64"),
        with_reason=ranked.count(where=ranked.reason_quote.notnull()).cast("int64"),
        initial_n=ranked.count(where=ranked.unspent.notnull() & (ranked.rate_basis == "initial")).cast("int64"),
        top5=ranked.counted.sum(where=ranked.place < 5).cast("decimal(18, 2)"),
    )


def _low(
    chosen: Filter, threshold: float, text: str, controllable: Controllable | None, reason_code: str | None
) -> ir.Table:
    rows = project_rows(chosen)
    conditions = [is_low(rows, threshold)]
    if text:
        conditions.append(rows.project.contains(text) | rows.reason_quote.contains(text).fill_null(False))
    if controllable:
        conditions.append(rows.controllable == controllable)
    if reason_code:
        conditions.append(rows.reason_code == reason_code)
    return rows.filter(conditions)


def states(chosen: Filter, target: float) -> ir.Table:
    """Project rows with ``state``, in the order of states. One row per project-year.

    met, over (> 100 %), missed; without a rate: no_spending (0 executed), share_only (a reason, no amounts), unknown
    (cannot be computed); to_date (year to date).
    """
    rows = project_rows(chosen)
    kinds = [
        (rows.as_of.notnull(), "to_date"),
        (rows.rate > 1, "over"),
        (rows.rate >= target, "met"),
        (rows.rate < target, "missed"),
        (rows.is_without_spending, "no_spending"),
        (rows.reason_quote.notnull(), "share_only"),
    ]
    order = ibis.cases(*((test, place) for place, (test, _) in enumerate(kinds)), else_=len(kinds))
    rows = rows.mutate(state=ibis.cases(*kinds, else_="unknown"), state_order=order)
    return rows.order_by("department_id", "year", "state_order", "row_id")


def summary(chosen: Filter, target: float, threshold: float) -> ir.Table:
    """One row about the filtered project-years: projects, department_years; computable (both amounts), missed (below
    the target), missed_unspent and missed_budget (Σ over those that may be added up), without_budget,
    without_executed (budget known); to_explain (below the threshold, or nothing spent, or a reason given), explained.
    """
    rows = states(chosen, target)
    missed = (rows.state == "missed") & rows.unspent.notnull()
    asked = is_low(rows, threshold)
    return rows.agg(
        projects=rows.count().cast("int64"),
        department_years=(rows.department_id + "|" + rows.year.cast("string")).nunique().cast("int64"),
        computable=rows.count(where=rows.unspent.notnull()).cast("int64"),
        missed=rows.count(where=missed).cast("int64"),
        missed_unspent=rows.unspent.sum(where=missed & is_summed(rows)).cast("decimal(18, 2)"),
        missed_budget=rows.budget.sum(where=missed & is_summed(rows)).cast("decimal(18, 2)"),
        met=rows.count(where=rows.state.isin(("met", "over"))).cast("int64"),
        without_budget=rows.count(where=rows.budget.isnull()).cast("int64"),
        without_executed=rows.count(where=rows.budget.notnull() & rows.executed.isnull()).cast("int64"),
        to_explain=rows.count(where=asked).cast("int64"),
        explained=rows.count(where=asked & rows.reason_quote.notnull()).cast("int64"),
    )


def rate_histogram(chosen: Filter) -> ir.Table:
    """Project-years by computed rate on a summable basis. One row per bin: bin, projects, unspent (yuan).

    Bins: ``0-10`` … ``95-100`` (lower limit included), ``full`` (exactly 100 %), ``over``, ``negative``, ``none``
    (cannot be computed).
    """
    rows = apply(published("project_year"), chosen)
    rate = is_summed(rows).ifelse(rows.execution_rate_computed, ibis.null("float64"))
    between = [
        (rate < upper, f"{lower * 100:.0f}-{upper * 100:.0f}")
        for lower, upper in zip(_RATE_LIMITS, _RATE_LIMITS[1:], strict=False)
    ]
    binned = rows.mutate(
        bin=ibis.cases(
            (rate.isnull(), "none"), (rate > 1, "over"), (rate == 1, "full"), (rate < 0, "negative"), *between
        )
    )
    return binned.group_by("bin").agg(
        projects=binned.count().cast("int64"),
        unspent=shortfall(binned.unspent).sum(where=is_summed(binned)).cast("decimal(18, 2)"),
    )


def project_history(project_id: str) -> ir.Table:
    """All years of one project, oldest first, redirected ids followed. Not filtered: a project page is one address."""
    redirect = published("project_redirect")
    new_id = redirect.filter(redirect.old_project_id == project_id).select("project_id")
    rows = project_rows(Filter(evaluation_kind="")).filter(ibis._.project_id.isin([project_id]))
    return rows.union(project_rows(Filter(evaluation_kind="")).semi_join(new_id, "project_id")).order_by(
        "year", "fund_year", "evaluation_kind"
    )


def of_project(table: str, project_id: str, year: int | None = None) -> ir.Table:
    """Rows of a table that hang on one project (funding_year, indicator_year, reason, measure, finding, …)."""
    rows = published(table)
    rows = rows.filter(rows.project_id == project_id)
    return rows.filter(rows.year == year) if year is not None else rows


def department_lines(department_id: str, year: int, evaluation_kind: str = "self") -> ir.Table:
    """All project-years of one department and year, for setting one project against the others."""
    rows = project_rows(Filter(departments=(department_id,), evaluation_kind=evaluation_kind).years(year))
    return rows.select("row_id", "project_id", "project", "rate", "rate_basis", "budget", "executed", "unspent")
