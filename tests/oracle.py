"""Figures computed from the input files with the standard library alone: the independent word on what is right.

Imports nothing of the project. Amounts are Decimal yuan; an empty cell is None.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl

DATA = Path(__file__).parent.parent / "data"
REPORTS = DATA / "real" / "five_reports"
CITY = DATA / "demo" / "city"
Row = dict[str, str]


def rows(table: str, bundle: Path = REPORTS) -> list[Row]:
    """All rows of one input table as text."""
    path = bundle / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def budget_of(row: Row) -> Decimal | None:
    full, initial = number(row["budget_full_year"]), number(row["budget_initial"])
    return full if full is not None else initial


def is_summable(row: Row) -> bool:
    """Both amounts, the budget not the year-start one, not year to date."""
    return bool(row["budget_full_year"]) and bool(row["executed"]) and not row["as_of"]


def sums(lines: list[Row]) -> dict[tuple[str, int], tuple[Decimal, Decimal, int, int]]:
    """Per department and year: Σ budget, Σ executed over summable lines, their number, number of all lines."""
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in lines:
        found[row["department_id"], int(row["year"])].append(row)
    made = {}
    for key, own in found.items():
        used = [r for r in own if is_summable(r)]
        budget = sum((Decimal(r["budget_full_year"]) for r in used), Decimal(0))
        executed = sum((Decimal(r["executed"]) for r in used), Decimal(0))
        made[key] = (budget, executed, len(used), len(own))
    return made


def unspent(row: Row) -> Decimal | None:
    budget, executed = budget_of(row), number(row["executed"])
    return budget - executed if budget is not None and executed is not None else None


def demo_verdicts() -> pl.DataFrame:
    """The demo's promises with the rate of their subject (project, else department) in the year of the report and in
    the year due, and the verdict. One row per promise: the columns of the input, due, rate, rate_after, verdict."""
    lines = pl.read_parquet(CITY / "project_year.parquet").with_columns(pl.col("year").cast(pl.Int64))
    lines = lines.filter((pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null())
    lines = lines.drop_nulls(["budget_full_year", "executed"])

    def rates(subject: str) -> pl.DataFrame:
        sums = lines.group_by(subject=subject, year="year").agg(pl.col("executed", "budget_full_year").sum())
        sums = sums.filter(pl.col("budget_full_year") > 0).cast({"executed": float, "budget_full_year": float})
        return sums.select("subject", "year", rate=pl.col("executed") / pl.col("budget_full_year"))

    rate = pl.concat([rates("project_id"), rates("department_id")])
    promises = pl.read_parquet(CITY / "measure.parquet").with_columns(pl.col("year", "due_year").cast(pl.Int64))
    promises = promises.with_columns(
        subject=pl.coalesce("project_id", "department_id"), due=pl.coalesce("due_year", pl.col("year") + 1)
    )
    promises = promises.join(rate, on=["subject", "year"], how="left")
    promises = promises.join(
        rate, left_on=["subject", "due"], right_on=["subject", "year"], how="left", suffix="_after"
    )
    change = pl.col("rate_after") - pl.col("rate")
    moved = pl.when(change >= 0.0005).then(pl.lit("rose")).when(change <= -0.0005).then(pl.lit("fell"))
    known = pl.when(change.is_null()).then(pl.lit("no_base")).otherwise(moved.otherwise(pl.lit("flat")))
    verdict = pl.when(pl.col("rate_after").is_null()).then(pl.lit("unknown")).otherwise(known)
    return promises.with_columns(verdict=verdict)
