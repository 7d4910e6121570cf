"""总览: what was not spent, by whom and why.

Two shapes of one page. Many department-years: the latest year is summed, set against the year before, with who and why
and the map of all years. A dozen or fewer: each report is a row; summed and ranked only where all of them are alike.
"""

from __future__ import annotations

from dashboard.components.header import Crumb
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.views import overview_few, overview_many
from dashboard.views.common import head, nothing

#: Above this many department-years the rows of a ledger no longer fit one screen.
FEW = 12


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    by_year = context.warehouse.ask(execution.execution_by, context.main_filter, "year")
    is_few = by_year.get_column("departments").sum() <= FEW
    where = overview_few.crumb(context, by_year) if is_few else overview_many.crumb(context, by_year)
    head(context, [where, Crumb(w("app.overview"))])
    if by_year.is_empty() and not context.address.has_cases:
        nothing(context, "overview")
    elif is_few:
        overview_few.draw(context, by_year)
    else:
        overview_many.draw(context, by_year)
