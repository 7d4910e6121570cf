"""Single projects: the low-execution list, one project's page, the distribution of project rates.

Belongs here: rows of ``project_year`` and what hangs on them. Does not belong here: sums over departments.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.search import has_word, rows_with, words_of
from dashboard.metrics.shared import is_summed, shortfall
from dashboard.metrics.tables import published
from etl.contracts import NO_REASON, SYMPTOM_ONLY

Order = Literal["unspent", "rate"]
Controllable = Literal["yes", "partly", "no", "unknown"]
#: Limits between the bins of the rate histogram, as fractions; 95 % is the target, so 90–100 is two bins.
_RATE_LIMITS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
#: The bins between the limits, and the others.
BINS = (
    *(f"{lower * 100:.0f}-{upper * 100:.0f}" for lower, upper in pairwise(_RATE_LIMITS)),
    *("full", "over", "negative", "none"),
)


def project_rows(chosen: Filter) -> ir.Table:
    """Project-years with the names of their department and reason, ``budget``, ``rate`` and ``is_without_spending``.

    ``rate``: recomputed, else as stated; null where neither is there. One row per project-year.
    """
    return _named(bare_rows(chosen))


def _named(rows: ir.Table) -> ir.Table:
    names = published("department").select("department_id", "department", "district", "city")
    reasons = published("reason_code").select("code", "reason_zh", "reason_en", "controllable")
    joined = rows.left_join(names, "department_id").left_join(reasons, [rows.reason_code == reasons.code])
    return joined.drop("department_id_right", "code")


def bare_rows(chosen: Filter) -> ir.Table:
    """``project_rows`` without the names: the joins cost more than a sum over the rows. One row per project-year."""
    rows = apply(published("project_year"), chosen)
    return rows.mutate(
        budget=rows.budget_full_year.fill_null(rows.budget_initial),
        rate=rows.execution_rate_computed.fill_null(rows.execution_rate_stated),
        is_without_spending=(rows.executed == 0).fill_null(False),
    )


def is_low(rows: ir.Table, threshold: float) -> Any:
    """Below the threshold; without a rate: nothing spent, or a reason given for not spending. Not year to date."""
    without_rate = rows.rate.isnull() & (rows.is_without_spending | rows.reason_quote.notnull())
    return ((rows.rate < threshold).fill_null(False) | without_rate) & rows.as_of.isnull()


def rate_bin(rows: ir.Table) -> Any:
    """The bin of a row's computed rate on a summable basis: ``0-10`` … ``95-100`` (lower limit included), ``full``
    (exactly 100 %), ``over``, ``negative``, ``none`` (cannot be computed)."""
    rate = is_summed(rows).ifelse(rows.execution_rate_computed, ibis.null("float64"))
    between = [(rate < upper, f"{lower * 100:.0f}-{upper * 100:.0f}") for lower, upper in pairwise(_RATE_LIMITS)]
    return ibis.cases(
        (rate.isnull(), "none"), (rate > 1, "over"), (rate == 1, "full"), (rate < 0, "negative"), *between
    )


def is_listed(rows: ir.Table, threshold: float, in_bin: str | None) -> Any:
    """Whether a row belongs to the list: of one bin of the rate histogram, else the low ones."""
    return rate_bin(rows) == in_bin if in_bin else is_low(rows, threshold)


def low_projects(
    chosen: Filter,
    threshold: float,
    *,
    order: Order = "unspent",
    text: str = "",
    controllable: Controllable | None = None,
    reason_code: str | None = None,
    in_bin: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> ir.Table:
    """Low-execution projects, or those of one bin of the histogram; of these what the reader looks for (``is_found``).

    Order: most unspent money, or lowest rate, first; unknown last; ties by row_id.
    """
    if text or controllable or limit is None:
        rows = _low(chosen, threshold, text, controllable, reason_code, in_bin)
        rows = rows.order_by(_ordered(rows, order))
        return rows.limit(limit, offset=offset) if limit is not None else rows
    # The names of a page are looked up, not those of a country's list.
    rows = bare_rows(chosen)
    rows = rows.filter(is_listed(rows, threshold, in_bin) & is_found(rows, "", None, reason_code))
    rows = _named(rows.order_by(_ordered(rows, order)).limit(limit, offset=offset))
    return rows.order_by(_ordered(rows, order))


def low_place(
    chosen: Filter,
    threshold: float,
    row_id: str,
    *,
    order: Order = "unspent",
    text: str = "",
    controllable: Controllable | None = None,
    reason_code: str | None = None,
    in_bin: str | None = None,
) -> ir.Table:
    """Where one row stands in the low-execution list of the same arguments. One row, or none when it is not in it:
    place (from 1), low (rows in all), previous_id and next_id (row ids; null at the ends)."""
    rows = _low(chosen, threshold, text, controllable, reason_code, in_bin)
    along = ibis.window(order_by=_ordered(rows, order))
    placed = rows.select(
        "row_id",
        place=(ibis.row_number().over(along) + 1).cast("int64"),
        low=rows.count().over().cast("int64"),
        previous_id=rows.row_id.lag().over(along),
        next_id=rows.row_id.lead().over(along),
    )
    return placed.filter(placed.row_id == row_id)


def _ordered(rows: ir.Table, order: Order) -> list[Any]:
    """Most unspent, or lowest rate, first; unknown last; ties by the other of the two, then by row_id."""
    by_unspent, by_rate = rows.unspent.desc(nulls_first=False), rows.rate.asc(nulls_first=False)
    return [*([by_rate, by_unspent] if order == "rate" else [by_unspent, by_rate]), rows.row_id]


def _low(
    chosen: Filter,
    threshold: float,
    text: str,
    controllable: Controllable | None,
    reason_code: str | None,
    in_bin: str | None,
) -> ir.Table:
    rows = project_rows(chosen)
    rows = rows.filter(is_listed(rows, threshold, in_bin) & is_found(rows, "", controllable, reason_code))
    return rows_with(rows, words_of(text))


def is_found(rows: ir.Table, text: str, controllable: Controllable | None, reason_code: str | None) -> Any:
    """Whether a row is what the reader looks for: every word of ``text`` in the project's name, the quote of its
    reason or the reason's name, in either case and width; True without any of the three."""
    conditions: list[Any] = [ibis.literal(True), *(has_word(rows, word) for word in words_of(text))]
    if controllable:
        conditions.append((rows.controllable == controllable).fill_null(False))
    if reason_code:
        conditions.append((rows.reason_code == reason_code).fill_null(False))
    return ibis.and_(*conditions)


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
    without_executed (budget known); to_explain (below the threshold, or nothing spent, or a reason given), explained
    (of these; R90, no reason given, and R99, only the symptom described, explain nothing).
    """
    rows = states(chosen, target)
    missed = (rows.state == "missed") & rows.unspent.notnull()
    asked = is_low(rows, threshold)
    is_explained = rows.reason_quote.notnull() & rows.reason_code.notin((NO_REASON, SYMPTOM_ONLY)).fill_null(False)
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
        explained=rows.count(where=asked & is_explained).cast("int64"),
    )


def rate_histogram(chosen: Filter) -> ir.Table:
    """Project-years by computed rate. One row per bin of ``rate_bin``: bin, projects, unspent (yuan)."""
    rows = apply(published("project_year"), chosen)
    binned = rows.mutate(bin=rate_bin(rows))
    return binned.group_by("bin").agg(
        projects=binned.count().cast("int64"),
        unspent=shortfall(binned.unspent).sum(where=is_summed(binned)).cast("decimal(18, 2)"),
    )


def project_card(project_id: str, permitted: tuple[str, ...] = ()) -> ir.Table:
    """One project with its department and its family's name. One row, or none; a merged id finds its successor."""
    rows = _own(published("project"), project_id)
    names = published("department").select(
        "department_id", "department", "district", "city", "district_code", "city_code", "province_code", "function"
    )
    parents = published("project").select(parent_id="project_id", parent="project")
    joined = rows.inner_join(names, "department_id").left_join(parents, rows.parent_project_id == parents.parent_id)
    return apply(joined.drop("parent_id"), Filter(evaluation_kind="", permitted=permitted))


def project_history(project_id: str, permitted: tuple[str, ...] = ()) -> ir.Table:
    """All years of one project, oldest first, merged ids followed. Not filtered: a project page is one address."""
    rows = project_rows(Filter(evaluation_kind="", permitted=permitted))
    return _own(rows, project_id).order_by("year", "fund_year", "evaluation_kind")


def _own(rows: ir.Table, project_id: str) -> ir.Table:
    """The rows of this project, or of the one it was merged into."""
    redirect = published("project_redirect")
    # An old id has one successor.
    merged = redirect.filter(redirect.old_project_id == project_id).project_id.max().as_scalar()
    return rows.filter((rows.project_id == project_id) | (rows.project_id == merged))


def project_family(family_id: str, year: int) -> ir.Table:
    """A family of projects and its members' figures of one year. One row per project-year of a member, one without
    figures for a member that has none that year: is_parent, row_id, budget, executed, amount_unspecified, rate, and
    family_total = the stated total of the family, which is nobody's budget."""
    projects = published("project")
    members = projects.filter((projects.project_id == family_id) | (projects.parent_project_id == family_id))
    lines = published("project_year")
    lines = lines.filter(lines.year == year)
    lines = lines.select(
        "row_id", "project_id", "executed", "amount_unspecified", "fund_year",
        budget=lines.budget_full_year.fill_null(lines.budget_initial),
        rate=lines.execution_rate_computed.fill_null(lines.execution_rate_stated),
    )  # fmt: skip
    totals = published("project_family_total")
    totals = totals.filter(totals.year == year).select(total_id="project_id", family_total="amount_unspecified")
    joined = members.left_join(lines, "project_id")
    joined = joined.left_join(totals, joined.project_id == totals.total_id)
    joined = joined.drop("project_id_right", "total_id").mutate(is_parent=ibis._.project_id == family_id)
    return joined.order_by(ibis.desc("is_parent"), "project_id", "fund_year")


def project_indicators(project_id: str, year: int, evaluation_kind: str = "self") -> ir.Table:
    """Indicators of one project and year in the report's order, with ``is_met``: null where no target was set for the
    value, or none of the two is a number. One row per indicator."""
    rows = of_project("indicator_year", project_id, year)
    rows = rows.filter(rows.evaluation_kind == evaluation_kind)
    is_met = ibis.cases(
        (rows.comparator == ">=", rows.actual_value >= rows.target_value),
        (rows.comparator == "<=", rows.actual_value <= rows.target_value),
        (rows.comparator == "=", rows.actual_value == rows.target_value),
    )
    return rows.mutate(is_met=is_met).order_by("ordinal")


def of_project(table: str, project_id: str, year: int | None = None) -> ir.Table:
    """Rows of a table that hang on one project (funding_year, indicator_year, reason, measure, finding, …)."""
    rows = published(table)
    rows = rows.filter(rows.project_id == project_id)
    return rows.filter(rows.year == year) if year is not None else rows


def department_lines(department_id: str, year: int, evaluation_kind: str = "self") -> ir.Table:
    """All project-years of one department and year, for setting one project against the others."""
    rows = project_rows(Filter(departments=(department_id,), evaluation_kind=evaluation_kind).years(year))
    return rows.select(
        "row_id", "project_id", "project", "rate", "rate_basis", "budget", "executed", "unspent", "as_of"
    ).order_by("row_id")
