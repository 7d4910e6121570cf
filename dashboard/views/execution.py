"""执行率: who executed how much of the budget, how that changed, and how projects spread round the target.

Two shapes of one page. Many department-years: the latest year, groups ranked by Σ executed ÷ Σ budget. A dozen or
fewer: each department-year on its own line in the order of years, nothing ranked or added across years and bases.
"""

from __future__ import annotations

from dashboard.components.header import Crumb
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.views import execution_few, execution_many
from dashboard.views.common import head, nothing

#: Up to this many department-years each has its own line.
FEW = 12


def render(context: Context) -> None:
    """Draw the page. Public cases are never summed: where reports are in the filter too, the cases stand in the table
    only."""
    w = context.w
    by_year = context.warehouse.ask(execution.execution_by, context.main_filter, "year")
    count = int(by_year.get_column("departments").sum())
    chosen = context.main_filter if count else context.filter
    if not count:
        by_year = context.warehouse.ask(execution.execution_by, chosen, "year")
    is_few = count <= FEW
    where = execution_few.crumb(context, by_year, chosen) if is_few else execution_many.crumb(context, by_year)
    head(context, [where, Crumb(w("app.execution"))])
    if by_year.is_empty():
        nothing(context, "execution")
    elif is_few:
        execution_few.draw(context, chosen)
    else:
        execution_many.draw(context, by_year)
