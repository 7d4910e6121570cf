"""Every check of the published figures: what was compared, what agreed, what did not.

Belongs here: the register of checks and the making of the tables ``finding`` and ``passed_check``. A check itself
is an Ibis expression in a sibling module that returns one row per comparison (``base.compared``).
Does not belong here: any change of a figure.
"""

from __future__ import annotations

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl

from etl import contracts, model
from etl.checks import amounts, judgements, rates, scores, structure
from etl.checks.base import Tables
from etl.checks.sentences import SEVERITY, passed_sentences, with_sentences
from etl.contracts import PLACE, Table

CHECKS = (*amounts.CHECKS, *rates.CHECKS, *scores.CHECKS, *structure.CHECKS, *judgements.CHECKS)


def comparisons() -> ir.Table:
    """All comparisons of all checks, as one expression over the published tables."""
    tables = Tables({t.name: model.published(t) for t in contracts.INPUT_TABLES})
    return ibis.union(*(check(tables) for check in CHECKS))


def run(con: duckdb.DuckDBPyConnection) -> dict[Table, pl.DataFrame]:
    """Run the checks on the build's published tables; returns the rows of ``finding`` and ``passed_check``."""
    rows = _polars(con, comparisons()).sort("code", "fact_row_id", "column_name", "n", nulls_last=True)
    tables = {t.name: model.published(t) for t in (contracts.DEPARTMENT, contracts.SOURCE, contracts.EVIDENCE)}
    department = _polars(con, tables["department"])
    source = _polars(con, tables["source"].select("source_id", "source_group"))
    return {
        contracts.FINDING: _findings(con, rows.filter("is_failed"), department, source, tables["evidence"]),
        contracts.PASSED_CHECK: _passed(rows.filter(~pl.col("is_failed")), department, source),
    }


def _polars(con: duckdb.DuckDBPyConnection, expression: ir.Table) -> pl.DataFrame:
    frame: pl.DataFrame = con.sql(str(ibis.to_sql(expression, dialect="duckdb"))).pl()
    return frame


def _placed(rows: pl.DataFrame, department: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    where = department.select("department_id", *(c.name for c in PLACE if c.name != "source_group"))
    return rows.join(where, on="department_id", how="left", validate="m:1").join(
        source, on="source_id", how="left", validate="m:1"
    )


def _findings(
    con: duckdb.DuckDBPyConnection,
    failed: pl.DataFrame,
    department: pl.DataFrame,
    source: pl.DataFrame,
    evidence: ir.Table,
) -> pl.DataFrame:
    quotes = _quotes(con, failed, evidence)
    keyed = failed.join(
        quotes, on=["table_name", "fact_row_id", "column_name"], how="left", validate="m:1", maintain_order="left"
    ).with_columns(
        pl.coalesce("own_quote", "quote").alias("quote"),
        pl.coalesce("own_locator", "locator").alias("locator"),
        pl.col("code").replace_strict(SEVERITY).alias("severity"),
        pl.concat_str(
            pl.col("code"), pl.col("table_name"), pl.col("fact_row_id"), pl.col("column_name").fill_null("-"),
            # Several further statements of one figure are several findings.
            pl.when(pl.col("code") == "contradictory_values").then(pl.col("n").cast(pl.String)),
            separator="|", ignore_nulls=True,
        ).alias("row_id"),
    )  # fmt: skip
    return with_sentences(_placed(keyed, department, source)).unique("row_id", keep="first", maintain_order=True)


def _quotes(con: duckdb.DuckDBPyConnection, failed: pl.DataFrame, evidence: ir.Table) -> pl.DataFrame:
    """The quote of the statement each finding is about; one row per checked figure."""
    con.register("checked", failed.select("table_name", "fact_row_id", "column_name").unique())
    checked = ibis.table(dict.fromkeys(("table_name", "fact_row_id", "column_name"), "string"), name="checked")
    shown = evidence.filter(evidence.is_shown)
    first = shown.group_by("table_name", "row_id", "column_name").agg(
        quote=shown.quote.argmin(shown.ordinal), locator=shown.locator.argmin(shown.ordinal)
    )
    joined = checked.inner_join(
        first,
        [
            checked.table_name == first.table_name,
            checked.fact_row_id == first.row_id,
            checked.column_name == first.column_name,
        ],
    )
    return _polars(con, joined.select("table_name", "fact_row_id", "column_name", "quote", "locator"))


def _passed(passed: pl.DataFrame, department: pl.DataFrame, source: pl.DataFrame) -> pl.DataFrame:
    key = ["code", "department_id", "year"]
    grouped = passed.group_by(key, maintain_order=True).agg(
        pl.len().cast(pl.Int32).alias("check_count"), pl.all().exclude(key).first()
    )
    row_id = pl.concat_str(pl.col(key), separator="|").alias("row_id")
    return passed_sentences(_placed(grouped, department, source)).with_columns(row_id)
