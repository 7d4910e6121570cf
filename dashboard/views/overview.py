"""总览: what was not spent, by whom and why.

Two shapes of one page. Many department-years: the latest year is summed, set against the year before, with who and why
and the map of all years. A dozen or fewer: nothing is summed or ranked, each department's own report is a row.
"""

from __future__ import annotations

from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.views import overview_few, overview_many
from dashboard.views.common import Crumb, head, nothing

#: Above this many department-years the rows of a ledger no longer fit one screen.
FEW = 12


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    by_year = context.warehouse.ask(execution.execution_by, context.filter, "department_id", "year")
    is_few = by_year.height <= FEW
    head(context, [overview_few.crumb(context, by_year) if is_few else overview_many.crumb(context), Crumb(w("app.overview"))])
    if by_year.is_empty():
        nothing(context, "overview")
    elif is_few:
        overview_few.draw(context, by_year)
    else:
        overview_many.draw(context)
