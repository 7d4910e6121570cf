"""What a trial build changes of what there is without it: rows, figures, findings, what other files say too.

Belongs here: this comparison. Does not belong here: the trial build (``plan``), words for a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from etl import contracts
from etl.read import amounts

if TYPE_CHECKING:
    from etl.load.plan import Plan

#: Tables whose rows a person recognises as lines of a file.
FACTS = ("department_year", "project_year", "indicator_year")
_SHOWN = ("budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified",
          "execution_rate_stated", "score", "grade_stated")  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A figure that would change. ``subject`` says in words whose: office, project or indicator, year."""

    subject: str
    table: str
    row_id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Lines:
    """What becomes of every line of data in the files: it is a row, a further statement of a row, refused by the reader
    or the build, or a sum of the others."""

    kept: int
    stated: int
    refused: int
    totals: int

    @property
    def read(self) -> int:
        """How many lines there are."""
        return self.kept + self.stated + self.refused + self.totals


def compare(plan: Plan, trial: Path, before: Path | None, sources: list[str]) -> None:
    """Write into the plan how facts and findings of the trial differ from those without its files, and what becomes of
    every line."""
    compare_rows(plan, trial, before, sources)
    with duckdb.connect(str(trial), read_only=True) as con:
        plan.remarks += _said_beside(con, sources)
        plan.lines = _lines(con, plan)


def compare_rows(plan: Plan, one: Path, other: Path | None, sources: list[str]) -> None:
    """Write into the plan how facts and findings of one snapshot differ from the other's; all are new where there is
    none."""
    after, offices = _read(one)
    before = {name: frame.clear() for name, frame in after.items()}
    if other is not None:
        before, former = _read(other)
        offices = former | offices
    for name in FACTS:
        _compare_facts(plan, name, before[name], after[name], sources, offices)
    findings = before["finding"].select("row_id", "code"), after["finding"].select("row_id", "code")
    plan.findings_new.update(findings[1].join(findings[0], on="row_id", how="anti")["code"].to_list())
    plan.findings_gone.update(findings[0].join(findings[1], on="row_id", how="anti")["code"].to_list())


def quarantine(snapshot: Path | None) -> Counter[tuple[str, str]]:
    """Code and content of the lines in quarantine in a snapshot."""
    if snapshot is None:
        return Counter()
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return Counter((str(code), str(raw)) for code, raw in con.sql("SELECT code, raw FROM quarantine").fetchall())


def _read(snapshot: Path) -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    """Facts and findings, and the names of the departments."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        tables = {name: _table(con, name) for name in (*FACTS, "finding")}
        return tables, dict(con.sql("SELECT department_id, department FROM department").fetchall())


def _lines(con: duckdb.DuckDBPyConnection, plan: Plan) -> Lines:
    """The lines of the files as the trial build and the reader account for them."""
    ((read, stated, refused),) = con.execute(
        "SELECT sum(rows_read)::BIGINT, sum(rows_as_statement)::BIGINT, sum(rows_quarantined)::BIGINT FROM load_run "
        "WHERE starts_with(file, $prefix) AND list_contains($facts, table_name)",
        {"prefix": plan.prefix, "facts": FACTS},
    ).fetchall()
    totals = sum(row.is_total for reading in plan.readings for row in reading.rows)
    totals += sum(refusal.is_sum for reading in plan.readings for refusal in reading.refused)
    return Lines(read - stated - refused, stated, refused + len(plan.refused), totals)


def _said_beside(con: duckdb.DuckDBPyConnection, sources: list[str]) -> list[str]:
    """What these files say of rows that other files state too, whichever of them is shown."""
    counted: Counter[str] = Counter()
    for name in FACTS:
        (found,) = con.execute(
            f"""
            SELECT count(DISTINCT row_id) FILTER (NOT own), count(DISTINCT row_id) FILTER (NOT own AND differs),
                count(DISTINCT row_id) FILTER (own AND differs), count(DISTINCT row_id) FILTER (NOT own AND alone),
                count(DISTINCT row_id) FILTER (own AND alone)
            FROM (
                SELECT e.row_id, list_contains($sources, f.source_id) AS own,
                    list_contains($sources, e.source_id) AS new, abs(e.value - s.value) > 1e-6 AS differs,
                    count(DISTINCT new) OVER (PARTITION BY e.row_id, e.column_name) = 1 AS alone
                FROM evidence e JOIN "{contracts.table(name).name}" f ON f.row_id = e.row_id
                LEFT JOIN evidence s ON (s.table_name, s.row_id, s.column_name)
                    = (e.table_name, e.row_id, e.column_name) AND s.is_shown
                WHERE e.table_name = $name
            ) WHERE own != new
            """,
            {"sources": sources, "name": name},
        ).fetchall()
        counted.update(dict(zip(("said", "differing", "first", "added", "kept"), found, strict=True)))
    told = []
    if counted["said"]:
        how = [f"其中{counted['differing']:,}行有数字不同，显示的仍是原来的数"] * bool(counted["differing"])
        how += [f"{counted['added']:,}行补上了别的文件没有写的数"] * bool(counted["added"])
        told.append(f"{counted['said']:,}行是别的文件已有的行，记作另一处陈述，{'；'.join(how) or '数字都相同'}。")
    if counted["first"]:
        told.append(
            f"{counted['first']:,}行与别的文件写的数字不同：先装的文件为准，显示改用这次的数，原来的数记作另一处陈述。"
        )
    if counted["kept"]:
        told.append(f"{counted['kept']:,}行里这次空着的数，别的文件写了，照别的文件显示。")
    return told


def _table(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    frame: pl.DataFrame = con.sql(f'SELECT * FROM "{contracts.table(name).name}"').pl()
    return frame


def _compare_facts(
    plan: Plan, name: str, before: pl.DataFrame, after: pl.DataFrame, sources: list[str], offices: dict[str, str]
) -> None:
    """Rows new, changed and gone anywhere; unchanged ones only of what is loaded."""
    figures = [c for c in _SHOWN if c in after.columns]
    if name == "indicator_year":
        figures = [c for c in ("weight", "score", "target_text", "actual_text") if c in after.columns]
    plan.new += after.join(before, on="row_id", how="anti").height
    gone = before.join(after, on="row_id", how="anti").sort("department_id", "year", "row_id")
    plan.withdrawn += [_subject(row, offices) for row in gone.to_dicts()]
    both = after.select("row_id", *figures).join(before.select("row_id", *figures), on="row_id", suffix="_before")
    differs = [pl.col(c).ne_missing(pl.col(f"{c}_before")) for c in figures]
    changed = both.filter(pl.any_horizontal(differs))
    plan.changed += changed.height
    own = after.filter(pl.col("source_id").is_in(sources)).join(before, on="row_id", how="semi")
    plan.unchanged += own.join(changed, on="row_id", how="anti").height
    about = {row["row_id"]: _subject(row, offices) for row in after.join(changed, on="row_id", how="semi").to_dicts()}
    for row in changed.to_dicts():
        plan.differences += [
            Difference(about[row["row_id"]], name, row["row_id"], c, _text(c, row[f"{c}_before"]), _text(c, row[c]))
            for c in figures
            if row[c] != row[f"{c}_before"]
        ]


def _subject(row: Mapping[str, Any], offices: Mapping[str, str]) -> str:
    words = (offices.get(row["department_id"], ""), row.get("project"), row.get("level3"), row["year"])
    return " ".join(str(word) for word in words if word)


def _text(column: str, value: Any) -> str:
    """A figure as a person reads it: a rate in per cent.

    >>> _text("execution_rate_stated", 0.955), _text("execution_rate_stated", 1.0), _text("executed", "90.00")
    ('95.5%', '100%', '90.00')
    """
    if column == "execution_rate_stated" and value is not None:
        return f"{amounts.in_percent(amounts.decimal(value))}%"
    return "" if value is None else str(value)
