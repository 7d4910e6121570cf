"""Every check of the published figures: what was compared, what agreed, what did not.

Belongs here: the register of checks and the making of the tables ``finding`` and ``passed_check``. A check itself
is an Ibis expression in a sibling module that returns one row per comparison (``base.compared``).
Does not belong here: any change of a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl

from etl import contracts, model
from etl.checks import amounts, judgements, rates, scores, structure
from etl.checks.base import COMPARISON, Tables
from etl.checks.sentences import SEVERITY, passed_sentences, with_sentences
from etl.compiled import compiled
from etl.contracts import PLACE, Table

#: Two checks of one code make one group.
_AGREED = """
WITH twice AS (
    SELECT code, department_id, year, sum(check_count)::INTEGER AS checks FROM agreed GROUP BY ALL HAVING count(*) > 1
)
SELECT a.* FROM agreed a ANTI JOIN twice t
ON a.code = t.code AND a.department_id IS NOT DISTINCT FROM t.department_id AND a.year IS NOT DISTINCT FROM t.year
UNION ALL
SELECT a.* REPLACE (t.checks AS check_count) FROM agreed a JOIN twice t
ON a.code = t.code AND a.department_id IS NOT DISTINCT FROM t.department_id AND a.year IS NOT DISTINCT FROM t.year
QUALIFY row_number() OVER (PARTITION BY a.code, a.department_id, a.year ORDER BY fact_row_id, column_name, n) = 1
ORDER BY code, department_id, year
"""
#: Two checks may find the same, the first stands; further statements of one figure are findings of their own.
_FAILED = """
SELECT DISTINCT ON (code, table_name, fact_row_id, column_name, CASE WHEN code = 'contradictory_values' THEN n END) *
FROM failed ORDER BY code, fact_row_id, column_name NULLS LAST, n NULLS LAST, table_name
"""
_SQL_TYPES = {"string": "VARCHAR", "boolean": "BOOLEAN", "int32": "INTEGER", "decimal(24, 6)": "DECIMAL(24,6)"}
_BATCH = 500_000
#: The comparisons at hand, numbered.
COMPARED = "compared"
CHECKS = (*amounts.CHECKS, *rates.CHECKS, *scores.CHECKS, *structure.CHECKS, *judgements.CHECKS)


def begin(con: duckdb.DuckDBPyConnection) -> None:
    """Create ``failed``, what disagreed, and ``agreed``, one row a check and group of comparisons that agreed."""
    columns = ", ".join(f'"{name}" {_SQL_TYPES[kind]}' for name, kind in COMPARISON.items())
    con.execute(f"CREATE TEMP TABLE failed ({columns})")
    con.execute(f"CREATE TEMP TABLE agreed ({columns}, check_count INTEGER)")


def compare(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``failed`` and ``agreed`` from the build's published tables, one check at a time."""
    for number in range(len(CHECKS)):
        made = con.execute(f"CREATE OR REPLACE TEMP TABLE comparison AS {_sql_of_check(number)}")
        if made.fetchall() == [(0,)]:
            continue
        con.execute("CREATE OR REPLACE TEMP VIEW compared AS SELECT *, rowid AS number FROM comparison")
        con.execute("INSERT INTO failed SELECT * FROM comparison WHERE is_failed")
        con.execute(f"INSERT INTO agreed {_sql_of_agreed()}")
    con.execute("DROP VIEW IF EXISTS compared")
    con.execute("DROP TABLE comparison")


@cache
def comparisons() -> list[ir.Table]:
    """Every check over the unbound published tables."""
    tables = Tables({t.name: model.published(t) for t in contracts.INPUT_TABLES})
    return [check(tables) for check in CHECKS]


def agreeing(*by: str) -> ir.Table:
    """One row a group of one check's comparisons that agreed: one of them, always the same, and ``check_count``.

    Over ``compared``: comparisons with a ``number`` of their own and the columns ``by`` that tell checks apart, where
    there are several.
    """
    rows = ibis.table({**COMPARISON, "number": "int64", **dict.fromkeys(by, "int32")}, name=COMPARED)
    agreed = rows.filter(~rows.is_failed)
    place = ibis.literal("|").join([agreed.fact_row_id, agreed.column_name, agreed.n.cast("string").lpad(9, "0")])
    first = agreed.group_by(*by, "code", "department_id", "year").agg(
        number=agreed.number.argmin(place), check_count=agreed.count().cast("int32")
    )
    return rows.inner_join(first.select("number", "check_count"), "number").select(*COMPARISON, "check_count")


def run(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Table, pl.DataFrame]]:
    """The rows of ``passed_check`` and ``finding`` in parts, from what ``compare`` left; it is gone afterwards."""
    places = _Places(
        _polars(con, _sql_of_table(contracts.DEPARTMENT)),
        _polars(con, _sql_of_table(contracts.SOURCE)).select("source_id", "source_group"),
    )
    for rows in _parts(con, _AGREED):
        yield contracts.PASSED_CHECK, _passed(rows, places)
    for rows in _parts(con, _FAILED):
        yield contracts.FINDING, _findings(con, rows, places)
    for name in ("agreed", "failed"):
        con.execute(f"DROP TABLE {name}")


def _parts(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[pl.DataFrame]:
    """The rows of a query in order, so many at a time."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE ordered AS {query}")
    for start in count(0, _BATCH):
        part = "SELECT * FROM ordered WHERE rowid >= ? AND rowid < ? ORDER BY rowid"
        rows = con.sql(part, params=[start, start + _BATCH]).pl()
        if rows.is_empty():
            break
        yield rows
    con.execute("DROP TABLE ordered")


@cache
def _sql_of_check(number: int) -> str:
    return compiled(f"check {number}", lambda: comparisons()[number])


@cache
def _sql_of_agreed() -> str:
    return compiled("agreeing", agreeing)


@cache
def _sql_of_table(table: Table) -> str:
    return compiled(f"published {table.name}", lambda: model.published(table))


def _polars(con: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    frame: pl.DataFrame = con.sql(sql).pl()
    return frame


@dataclass(frozen=True)
class _Places:
    """What every finding is given besides its figure: its department's place, its source's group."""

    department: pl.DataFrame
    source: pl.DataFrame


def _placed(rows: pl.DataFrame, places: _Places) -> pl.DataFrame:
    where = places.department.select("department_id", *(c.name for c in PLACE if c.name != "source_group"))
    return rows.join(where, on="department_id", how="left", validate="m:1", maintain_order="left").join(
        places.source, on="source_id", how="left", validate="m:1", maintain_order="left"
    )


def _findings(con: duckdb.DuckDBPyConnection, failed: pl.DataFrame, places: _Places) -> pl.DataFrame:
    quotes = _quotes(con, failed)
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
    return with_sentences(_placed(keyed, places))


def _quotes(con: duckdb.DuckDBPyConnection, failed: pl.DataFrame) -> pl.DataFrame:
    """The quote of the statement each finding is about; one row per checked figure."""
    con.register("checked", failed.select("table_name", "fact_row_id", "column_name").unique())
    found = _polars(con, _sql_of_quotes())
    con.unregister("checked")
    return found


@cache
def _sql_of_quotes() -> str:
    return compiled("quotes", _shown_quotes)


def _shown_quotes() -> ir.Table:
    evidence = model.published(contracts.EVIDENCE)
    checked = ibis.table(dict.fromkeys(("table_name", "fact_row_id", "column_name"), "string"), name="checked")
    shown = evidence.filter(evidence.is_shown)
    joined = checked.inner_join(
        shown,
        [
            checked.table_name == shown.table_name,
            checked.fact_row_id == shown.row_id,
            checked.column_name == shown.column_name,
        ],
    )
    return joined.group_by("table_name", "fact_row_id", "column_name").agg(
        quote=joined.quote.argmin(joined.ordinal), locator=joined.locator.argmin(joined.ordinal)
    )


def _passed(groups: pl.DataFrame, places: _Places) -> pl.DataFrame:
    row_id = pl.concat_str(pl.col("code", "department_id", "year"), separator="|").alias("row_id")
    return passed_sentences(_placed(groups, places)).with_columns(row_id)
