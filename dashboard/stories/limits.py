"""What is in force under a filter: the target, the threshold a reason is owed below, the unit that reads well.

Belongs here: these. Does not belong here: which rows count (the metrics).
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from dashboard import formats as f
from dashboard.context import Context
from dashboard.metrics import execution
from dashboard.metrics.places import register
from etl.contracts import DEFAULT_EXECUTION_TARGET, DEFAULT_REASON_THRESHOLD


def total(rows: pl.DataFrame, column: str) -> Decimal:
    """Σ of a money column of an answer, exact; 0 for no rows."""
    value = rows.get_column(column).sum() if rows.height else None
    return Decimal(value) if value is not None else Decimal(0)


def target_of(context: Context) -> float:
    """The execution target in force under the filter; the lowest where schemes differ (nobody is called short by
    another's rule), the national usage where none is known."""
    schemes = context.warehouse.ask(execution.targets, context.filter)
    return min(schemes.get_column("execution_target").to_list(), default=DEFAULT_EXECUTION_TARGET)


def reason_threshold(context: Context) -> float:
    """Below which rate the schemes ask for a reason (a fraction): the lowest where they differ (nobody owes a reason by
    another's rule), the national usage where none says."""
    stated = context.warehouse.ask(register, "scheme").get_column("reason_threshold").drop_nulls().to_list()
    return min(stated, default=DEFAULT_REASON_THRESHOLD)


def wide_unit(context: Context, amount: Decimal | None) -> f.Unit:
    """亿元 reads better than 万元 from one of these on; a unit the reader chose is kept."""
    is_wide = context.unit is f.Unit.WAN and amount is not None and amount >= f.Unit.YI.factor
    return f.Unit.YI if is_wide else context.unit
