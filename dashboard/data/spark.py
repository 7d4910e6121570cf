"""Runs Ibis expressions on a snapshot's marts in a Spark session: what outgrows a machine is asked where it lies.

Belongs here: this engine's adapter. Does not belong here: what is asked (``dashboard.metrics``), opening a session
(``etl.engines.session``). The app itself reads snapshots with ``engine.DuckDBEngine``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs

from dashboard.data.snapshot import Snapshot
from etl import contracts
from etl.engines.session import read, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkEngine:
    """The marts of one snapshot built on Spark, as views of one session. A snapshot has them where its folder has
    ``parquet/``; the cluster must see that folder."""

    def __init__(self, snapshot: Snapshot, session: SparkSession) -> None:
        self._session = session
        for table in contracts.TABLES:
            marts = snapshot.database.parent / "parquet" / table.name
            found = read(session, marts, ibis.schema(table.ibis_schema))
            found.select(*table.names).createOrReplaceTempView(table.name)

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Execute an expression over unbound published tables."""
        return rows(self._session, expression).with_columns(cs.by_dtype(pl.Int128).cast(pl.Int64))
