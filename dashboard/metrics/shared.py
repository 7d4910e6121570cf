"""Expressions several metrics share.

Belongs here: what "unspent" and "capped" mean, once. Does not belong here: a metric.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.contracts import SUMMABLE_BASES


def is_summed(rows: ir.Table) -> Any:
    """True for rows that may be added up: both amounts, a full-year or unqualified budget, not year to date."""
    return rows.unspent.notnull() & rows.as_of.isnull() & rows.rate_basis.isin(SUMMABLE_BASES)


def shortfall(unspent: Any) -> Any:
    """Unspent money with over-execution counted as 0; null stays null (GREATEST would turn it into 0)."""
    return (unspent < 0).ifelse(ibis.literal(0).cast("decimal(18, 2)"), unspent)


def capped(rate: Any) -> Any:
    """The rate, at most 1; null stays null (LEAST would turn it into 1)."""
    return (rate > 1).ifelse(1.0, rate)
