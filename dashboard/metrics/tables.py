"""The published tables as unbound Ibis tables, made from the contract.

Belongs here: names and types only. Does not belong here: filters, figures, execution.
"""

from __future__ import annotations

from functools import cache

import ibis
import ibis.expr.types as ir

from etl import contracts


@cache
def published(name: str) -> ir.Table:
    """The unbound table called ``name``; KeyError where the contract has none."""
    return ibis.table(contracts.table(name).ibis_schema, name=name)
