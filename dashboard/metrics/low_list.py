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
    """One row about all filtered project-years, in one pass: the list, what the search leaves out, and the rest.

    All: projects (project-years), distinct (projects), departments and districts (numbers), one_department and
    one_district (ids, for the case that there is only one).

    The list (low or of the bin, and found by the arguments): low = number, below = those with a rate, with_amount =
    those whose unspent money is known and may be added up (``shared.is_summed``), unspent = Σ of it, top5 = Σ of the
    five largest, initial_n = those on the year-start budget (left out of the sums), instalments = no rate and a reason
    of payment by instalments (the share printed is the contract's, not a rate), no_event = the event to be paid for did
    not happen, stated_only = a rate is printed and cannot be recomputed. low_all = low ones without the search.

    The rest: met = final figures, rate at or above the threshold, of these full (exactly 100 %), over (> 100 %), short
    (below the target); unknown = no rate, nothing said about not spending, of these unspecified (only an amount whose
    role is not said), executed_only, budget_only, received_only (money received, no budget), silent (no amount at
    all); to_date = year to date. met_departments and unknown_departments: how many departments, met_department and
    unknown_department: the id of one of them for the case that there is only one.
    """
    rows = project_rows(chosen) if text or controllable else bare_rows(chosen)
    low = is_listed(rows, threshold, in_bin)
    listed = low & is_found(rows, text, controllable, reason_code)
    rows = rows.select(
        *("project_id", "department_id", "district_code", "rate", "budget", "executed", "unspent"),
        *("funds_received", "amount_unspecified", "as_of", "rate_basis", "reason_code", "execution_rate_computed"),
        is_low=low,
        is_listed=listed,
        counted=(listed & is_summed(rows)).ifelse(shortfall(rows.unspent), ibis.null("decimal(18, 2)")),
    )
    ranked = rows.mutate(place=ibis.row_number().over(order_by=rows.counted.desc(nulls_first=False)))
    mine, rest, final = ranked.is_listed, ~ranked.is_low, ranked.as_of.isnull()
    met, unknown = rest & final & ranked.rate.notnull(), rest & final & ranked.rate.isnull()
    no_budget = unknown & ranked.budget.isnull()
    no_money = no_budget & ranked.funds_received.isnull() & ranked.executed.isnull()
    counted = {
        "low": mine,
        "low_all": ranked.is_low,
        "below": mine & ranked.rate.notnull(),
        "with_amount": ranked.counted.notnull(),
        "initial_n": mine & ranked.unspent.notnull() & (ranked.rate_basis == "initial"),
        "instalments": mine & ranked.rate.isnull() & (ranked.reason_code == _INSTALMENTS),
        "no_event": mine & (ranked.reason_code == _NO_EVENT),
        "stated_only": mine & ranked.rate.notnull() & ranked.execution_rate_computed.isnull(),
        "met": met,
        "full": met & (ranked.rate == 1),
        "over": met & (ranked.rate > 1),
        "short": met & (ranked.rate < target),
        "unknown": unknown,
        "received_only": no_budget & ranked.funds_received.notnull(),
        "executed_only": no_budget & ranked.funds_received.isnull() & ranked.executed.notnull(),
        "unspecified": no_money & ranked.amount_unspecified.notnull(),
        "silent": no_money & ranked.amount_unspecified.isnull(),
        "budget_only": unknown & ranked.budget.notnull(),
        "to_date": rest & ~final,
    }
    return ranked.agg(
        projects=ranked.count().cast("int64"),
        distinct=ranked.project_id.nunique().cast("int64"),
        departments=ranked.department_id.nunique().cast("int64"),
        districts=ranked.district_code.nunique().cast("int64"),
        one_department=ranked.department_id.min(),
        one_district=ranked.district_code.min(),
        **{name: ranked.count(where=test).cast("int64") for name, test in counted.items()},
        unspent=ranked.counted.sum().cast("decimal(18, 2)"),
        top5=ranked.counted.sum(where=ranked.place <= _TOP - 1).cast("decimal(18, 2)"),
        met_departments=ranked.department_id.nunique(where=met).cast("int64"),
        unknown_departments=ranked.department_id.nunique(where=unknown).cast("int64"),
        met_department=ranked.department_id.min(where=met),
        unknown_department=ranked.department_id.min(where=unknown),
    )


#: How many of the largest the headline names.
_TOP = 5
