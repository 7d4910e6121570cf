"""Runs Ibis expressions on a snapshot: compile to SQL, execute on a cursor of its own, result as Polars.

Belongs here: one adapter per engine. Does not belong here: what is asked (``dashboard.metrics``), caching.
"""

from __future__ import annotations

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs

from dashboard.data.snapshot import Snapshot

_MEMORY = "2GB"


class DuckDBEngine:
    """One read-only connection to one snapshot; safe to share between threads (a cursor per query)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._connection = duckdb.connect(
            str(snapshot.database),
            read_only=True,
            config={
                "memory_limit": _MEMORY,
                "enable_external_access": "false",
                "lock_configuration": "true",
            },
        )

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Execute an expression over unbound published tables."""
        return self.run_sql(self.compile(expression))

    def compile(self, expression: ir.Table) -> str:
        """The SQL of an expression: literals are compiled in by Ibis, never formatted here."""
        return str(ibis.to_sql(expression, dialect="duckdb"))

    def run_sql(self, sql: str) -> pl.DataFrame:
        """Execute compiled SQL on a new cursor."""
        cursor = self._connection.cursor()
        try:
            frame: pl.DataFrame = cursor.sql(sql).pl()
            # A sum of integers is HUGEINT in DuckDB; no count of ours needs 128 bits, and charts cannot take them.
            return frame.with_columns(cs.by_dtype(pl.Int128).cast(pl.Int64))
        finally:
            cursor.close()
