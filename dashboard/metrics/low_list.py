"""The low-execution list in one row: how many, how much, and where the project-years outside the list are.

Belongs here: sums and counts over the list of ``projects.low_projects`` and over what it leaves out. Does not belong
here: its rows.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import Controllable, bare_rows, is_found, is_listed, project_rows
from dashboard.metrics.shared import is_summed, shortfall

#: Reason codes a reader of the list must not take for poor performance: payment by instalments, no event to pay for.
_INSTALMENTS, _NO_EVENT = "R05", "R03"


def low_summary(
    chosen: Filter, threshold: float, target: float, *, text: str = "", controllable: Controllable | None = None,
    reason_code: str | None = None, in_bin: str | None = None,
) -> ir.Table:  # fmt: skip
    """One row about all filtered project-years: the list, what the search leaves out, and the rest.

    All: projects (project-years), departments and districts (numbers), one_department and one_district (ids, for the
    case that there is only one).

    The list (low or of the bin, and found by the arguments): low = number, below = those with a rate, with_amount =
    those whose unspent money is known and may be added up (``shared.is_summed``), unspent = Σ of it, initial_n = those
    on the year-start budget (left out of the sums), instalments = no rate and a reason of payment by instalments (the
    share printed is the contract's, not a rate), no_event = the event to be paid for did not happen, stated_only = a
    rate is printed and cannot be recomputed. low_all = low ones without the search.

    The rest: met = final figures, rate at or above the threshold, of these full (exactly 100 %), over (> 100 %), short
    (below the target); unknown = no rate, nothing said about not spending, of these unspecified (only an amount whose
    role is not said), executed_only, budget_only, received_only (money received, no budget), silent (no amount at
    all); to_date = year to date. met_departments and unknown_departments: how many departments, met_department and
    unknown_department: the id of one of them for the case that there is only one.
    """
    rows = _judged(chosen, threshold, text, controllable, reason_code, in_bin)
    mine, rest, final = rows.is_listed, ~rows.is_low, rows.as_of.isnull()
    met, unknown = rest & final & rows.rate.notnull(), rest & final & rows.rate.isnull()
    no_budget = unknown & rows.budget.isnull()
    no_money = no_budget & rows.funds_received.isnull() & rows.executed.isnull()
    counted = {
        "projects": ibis.literal(True),
        "low": mine,
        "low_all": rows.is_low,
        "below": mine & rows.rate.notnull(),
        "with_amount": rows.counted.notnull(),
        "initial_n": mine & rows.unspent.notnull() & (rows.rate_basis == "initial"),
        "instalments": mine & rows.rate.isnull() & (rows.reason_code == _INSTALMENTS),
        "no_event": mine & (rows.reason_code == _NO_EVENT),
        "stated_only": mine & rows.rate.notnull() & rows.execution_rate_computed.isnull(),
        "met": met,
        "full": met & (rows.rate == 1),
        "over": met & (rows.rate > 1),
        "short": met & (rows.rate < target),
        "unknown": unknown,
        "received_only": no_budget & rows.funds_received.notnull(),
        "executed_only": no_budget & rows.funds_received.isnull() & rows.executed.notnull(),
        "unspecified": no_money & rows.amount_unspecified.notnull(),
        "silent": no_money & rows.amount_unspecified.isnull(),
        "budget_only": unknown & rows.budget.notnull(),
        "to_date": rest & ~final,
    }
    # Department by department, then all: numbers of different departments beside other sums make DuckDB read the rows
    # once for each.
    each = rows.group_by("department_id", "district_code").agg(
        **{name: rows.count(where=test) for name, test in counted.items()}, unspent=rows.counted.sum()
    )
    return each.agg(
        **{name: each[name].sum().fill_null(0).cast("int64") for name in counted},
        departments=each.department_id.nunique().cast("int64"),
        districts=each.district_code.nunique().cast("int64"),
        one_department=each.department_id.min(),
        one_district=each.district_code.min(),
        unspent=each.unspent.sum().cast("decimal(18, 2)"),
        met_departments=each.department_id.nunique(where=each.met > 0).cast("int64"),
        unknown_departments=each.department_id.nunique(where=each.unknown > 0).cast("int64"),
        met_department=each.department_id.min(where=each.met > 0),
        unknown_department=each.department_id.min(where=each.unknown > 0),
    )


def largest_unspent(
    chosen: Filter, threshold: float, n: int, *, text: str = "", controllable: Controllable | None = None,
    reason_code: str | None = None, in_bin: str | None = None,
) -> ir.Table:  # fmt: skip
    """One row: unspent = Σ of the ``n`` largest unspent amounts of the list (yuan), of the rows that ``low_summary``
    adds up; null where there are none."""
    rows = project_rows(chosen) if text or controllable else bare_rows(chosen)
    listed = is_listed(rows, threshold, in_bin) & is_found(rows, text, controllable, reason_code)
    # By the stored column: the engine skips what cannot be among the largest.
    largest = rows.filter(listed & is_summed(rows)).order_by(ibis.desc("unspent")).limit(n)
    return largest.agg(unspent=shortfall(largest.unspent).sum().cast("decimal(18, 2)"))


def distinct_projects(chosen: Filter) -> ir.Table:
    """One row: projects = how many different ones the filtered project-years are of."""
    rows = bare_rows(chosen)
    return rows.agg(projects=rows.project_id.nunique().cast("int64"))


def _judged(
    chosen: Filter, threshold: float, text: str, controllable: Controllable | None, reason_code: str | None,
    in_bin: str | None,
) -> ir.Table:  # fmt: skip
    """All filtered rows: is_low (or of the bin), is_listed = those of them that are found, counted = what is summed."""
    rows = project_rows(chosen) if text or controllable else bare_rows(chosen)
    low = is_listed(rows, threshold, in_bin)
    listed = low & is_found(rows, text, controllable, reason_code)
    return rows.select(
        *("department_id", "district_code", "rate", "budget", "executed", "unspent", "funds_received"),
        *("amount_unspecified", "as_of", "rate_basis", "reason_code", "execution_rate_computed"),
        is_low=low,
        is_listed=listed,
        counted=(listed & is_summed(rows)).ifelse(shortfall(rows.unspent), ibis.null("decimal(18, 2)")),
    )
