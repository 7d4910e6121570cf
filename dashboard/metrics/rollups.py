"""Which published table answers a question: the rows, or sums of them made by the build.

Belongs here: the picking of the smallest table that has every column a question restricts or groups by. Does not belong
here: making rollups (``etl.model.rollups``), figures. A metric is written once, over the columns that rows and rollup
have in common; ``tests/test_rollups.py`` asks every such metric both ways.
"""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply, restricted
from dashboard.metrics.tables import published
from etl import contracts


def smallest(tables: tuple[str, ...], chosen: Filter, *columns: str) -> str | None:
    """The first of ``tables`` (smallest first) that has the columns the filter restricts and those asked for, or None.

    A rollup's years before are those of one kind of evaluation: a filter of all kinds is answered by the rows.
    """
    if not chosen.evaluation_kind:
        return None
    needed = restricted(chosen) | set(columns)
    return next((name for name in tables if needed <= set(contracts.table(name).names)), None)


def picked(tables: tuple[str, ...], chosen: Filter, *columns: str) -> ir.Table | None:
    """The filtered rows of the smallest rollup that answers, or None."""
    name = smallest(tables, chosen, *columns)
    return apply(published(name), chosen) if name is not None else None
