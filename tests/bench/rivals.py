"""Who else answers the eight questions from the same files: plain SQL on plain DuckDB tables, SQLite, Polars in memory.

Belongs here: loading a rival and asking it. Does not belong here: the questions in SQL (``eight.sql``), times.
An answer is a function without arguments that gives the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import polars as pl

from dashboard.data.engine import DuckDBEngine
from dashboard.data.statement import compiled
from tests.bench.questions import OWN, WORD, YEAR, statements

Answers = dict[str, Callable[[], pl.DataFrame]]
MEMORY = "16GB"
#: Table → the columns the questions need.
_ASKED = {
    "project_year": ("project_id", "department_id", "year", "project", "budget_full_year", "executed", "score"),
    "reason": ("project_id", "year", "reason_code", "quote"),
    "department": ("department_id", "district_code"),
}
_PLAIN = {"project_year": "plain", "reason": "plain_reason", "department": "plain_department"}
_BATCH = 100_000


def own(engine: DuckDBEngine) -> Answers:
    """The product's metrics, compiled once, on its snapshot."""
    asked = {name: compiled(question()) for name, question in OWN.items()}
    return {name: lambda one=statement: engine.execute(one, {}) for name, statement in asked.items()}  # type: ignore[misc]


def copied(bundle: Path, target: Path) -> None:
    """All files of the country as plain DuckDB tables, as they come."""
    with duckdb.connect(str(target), config={"memory_limit": MEMORY}) as con:
        for table, name in {**_PLAIN, "project": "plain_project", "indicator_year": "plain_indicator"}.items():
            files = [str(path) for path in sorted(bundle.rglob(f"{table}.parquet"))]
            if files:
                con.read_parquet(files).create(name)
        con.execute("CHECKPOINT")


@contextmanager
def plain(target: Path) -> Iterator[Answers]:
    """Plain SQL on the plain tables of ``copied``."""
    with duckdb.connect(str(target), read_only=True) as con:

        def asked(sql: str, values: dict[str, object]) -> Callable[[], pl.DataFrame]:
            return lambda: pl.DataFrame(con.execute(sql, values).to_arrow_table())

        yield {name: asked(*statement) for name, statement in statements("eight").items()}


@contextmanager
def sqlite(bundle: Path, target: Path) -> Iterator[Answers]:
    """SQLite on a file of the same rows."""
    with closing(sqlite3.connect(target)) as con:
        for table, name in _PLAIN.items():
            columns = _ASKED[table]
            con.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            places = ", ".join("?" * len(columns))
            for batch in _rows(bundle, table).iter_slices(_BATCH):
                con.executemany(f"INSERT INTO {name} VALUES ({places})", batch.iter_rows())
        con.commit()

        def asked(sql: str, values: dict[str, object]) -> Callable[[], pl.DataFrame]:
            def answer() -> pl.DataFrame:
                found = con.execute(sql, values)
                names = [one[0] for one in found.description]
                return pl.DataFrame(found.fetchall(), schema=names, orient="row", infer_schema_length=None)

            return answer

        yield {name: asked(*statement) for name, statement in statements("eight_sqlite").items()}


def in_memory(bundle: Path) -> Answers:
    """Polars on frames in memory."""
    lines, reasons, departments = (_rows(bundle, table).lazy() for table in _PLAIN)
    both = lines.filter(pl.col("budget_full_year").is_not_null() & pl.col("executed").is_not_null())
    budget, executed = pl.col("budget_full_year"), pl.col("executed")
    sums = (budget.sum().alias("budget"), executed.sum())
    unspent = (budget - executed).round(2).alias("unspent")
    scored = lines.filter(pl.col("score").is_not_null())
    placed = both.join(departments, on="department_id")
    told = both.join(reasons, on=["project_id", "year"], how="left")
    listed = [pl.col("project_id"), pl.col("year"), unspent]
    top = {"by": ["unspent", "project_id"], "descending": [True, False]}

    def rate(year: int) -> pl.Expr:
        return executed.filter(pl.col("year") == year).sum() / budget.filter(pl.col("year") == year).sum()

    has_word = pl.col("project").str.contains(WORD, literal=True) | pl.col("quote").str.contains(WORD, literal=True)
    plans = {
        "totals": both.select(*sums, pl.len().alias("n")),
        "rate by department and year": both.group_by("department_id", "year").agg(*sums),
        "score histogram": scored.group_by(pl.col("score").floor().cast(pl.Int32)).agg(pl.len().alias("n")),
        "quartiles by department": scored.filter(pl.col("year") == YEAR).group_by("department_id").agg(
            pl.col("score").quantile(share, "linear").alias(name)
            for name, share in {"q1": 0.25, "median": 0.5, "q3": 0.75}.items()
        ),
        "lowest projects": placed.filter(
            (pl.col("year") == YEAR) & (executed * 10 < budget * 8) & pl.col("district_code").str.starts_with("36")
        ).select(listed).sort(**top).head(20),
        "reasons": told.filter(pl.col("reason_code").is_not_null() | (budget > executed))
        .group_by(code=pl.col("reason_code").fill_null("R90")).agg((budget - executed).clip(0).sum().alias("unspent")),
        "districts": placed.filter(pl.col("year").is_between(YEAR - 1, YEAR)).group_by("district_code")
        .agg((rate(YEAR) - rate(YEAR - 1)).alias("change")).with_columns(pl.col("change").fill_nan(None)),
        "search": told.filter((executed * 10 < budget * 9) & has_word.fill_null(value=False))
        .select(listed).sort(**top).head(20),
    }  # fmt: skip
    return {name: plan.collect for name, plan in plans.items()}


def _rows(bundle: Path, table: str) -> pl.DataFrame:
    frame = pl.read_parquet(sorted(bundle.rglob(f"{table}.parquet")), columns=list(_ASKED[table]))
    return frame.with_columns(pl.selectors.decimal().cast(pl.Float64))
