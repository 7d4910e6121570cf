"""The eight typical questions on a country: the product's own metrics, and plain SQL on plain tables of the same files.

Belongs here: the questions, both ways, and that both give the same. Does not belong here: limits and the report
(``__main__``). The plain tables hold the inputs as they come; the SQL (``eight.sql``) is written without our model.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from dashboard.data.statement import compiled
from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import low_projects
from dashboard.metrics.reasons import reason_money
from dashboard.metrics.score_spread import quartiles, score_counts
from etl.build import build
from etl.demo.country import generate
from tests.conftest import DATA

_YEAR, _PROVINCE, _WORD = 2023, "360000", "管网"
_ALL = Filter()
_ROUNDS = 5
_MEMORY = "16GB"
_PLAIN = {
    "plain": "project_year",
    "plain_reason": "reason",
    "plain_department": "department",
}
_SQL = Path(__file__).with_name("eight.sql")


@dataclass(frozen=True)
class Asked:
    """One question: median seconds of each side over the same rounds, and the rows of the answer."""

    name: str
    plain: float
    own: float
    rows: int

    @property
    def ratio(self) -> float:
        """Our seconds ÷ plain SQL's."""
        return self.own / self.plain


@dataclass(frozen=True)
class ScaleTimes:
    """Seconds: ``generated`` (all rows), ``copied`` (plain tables from the same files), ``built``; sizes in bytes."""

    project_years: int
    generated: float
    copied: float
    built: float
    plain_bytes: int
    snapshot_bytes: int
    asked: tuple[Asked, ...]


def scale_times(scratch: Path, project_years: int, indicators: int) -> ScaleTimes:
    """Generate, copy plainly, build and ask. Everything stays below ``scratch``.

    Raises AssertionError where the two sides give different answers.
    """
    data = scratch / "data"
    generated, _ = _timed(lambda: generate(data / "country", project_years, indicators, seed=1))
    shutil.copytree(DATA / "reference", data / "reference")
    plain = scratch / "plain.duckdb"
    copied, _ = _timed(lambda: _copy(data / "country", plain))
    now = datetime.now(UTC).replace(microsecond=0)
    built, _ = _timed(lambda: build(data, scratch / "warehouse", "country", now, lambda *_: None))
    snapshot = in_service(scratch / "warehouse", "country")
    asked = ask_both(plain, DuckDBEngine(snapshot))
    return ScaleTimes(
        project_years, generated, copied, built, plain.stat().st_size, snapshot.database.stat().st_size, asked
    )


def ask_both(plain: Path, engine: DuckDBEngine) -> tuple[Asked, ...]:
    """Every question both ways, turn by turn, so that a drift of the machine meets both."""
    found = []
    with duckdb.connect(str(plain), read_only=True) as con:
        for name, sql in _statements().items():
            statement = compiled(OWN[name]())
            given = {k: v for k, v in {"year": _YEAR, "word": _WORD}.items() if f"${k}" in sql}
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(_ROUNDS):
                seconds, theirs = _timed(lambda: pl.DataFrame(con.execute(sql, given).to_arrow_table()))  # noqa: B023
                times[0].append(seconds)
                seconds, ours = _timed(lambda: engine.execute(statement, {}))  # noqa: B023
                times[1].append(seconds)
            assert _same(theirs, ours), f"{name}: {theirs.head(3)} {ours.head(3)}"
            found.append(Asked(name, *(statistics.median(t) for t in times), rows=ours.height))
    return tuple(found)


def _statements() -> dict[str, str]:
    """The plain statements by the comment above each."""
    head, *parts = _SQL.read_text(encoding="utf-8").split(";\n")
    parts = [head.split("\n", 2)[2], *parts]
    named = [part.strip().split("\n", 1) for part in parts if part.strip()]
    return {name.removeprefix("-- "): sql for name, sql in named}


def _copy(bundle: Path, target: Path) -> None:
    """All files of the country as tables, as they come."""
    with duckdb.connect(str(target), config={"memory_limit": _MEMORY}) as con:
        for name, table in {**_PLAIN, "plain_project": "project", "plain_indicator": "indicator_year"}.items():
            files = [str(path) for path in sorted(bundle.rglob(f"{table}.parquet"))]
            if files:
                con.read_parquet(files).create(name)
        con.execute("CHECKPOINT")


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def _same(theirs: pl.DataFrame, ours: pl.DataFrame) -> bool:
    """Equal rows in any order, figures to 1e-9 of their size."""
    if theirs.shape != ours.shape or theirs.columns != ours.columns:
        return False
    keys = [c for c, t in theirs.schema.items() if t == pl.String or t.is_integer()]
    sides = [side.with_columns(cs.numeric().cast(pl.Float64)).sort(keys) for side in (theirs, ours)]
    return all(_equal(*(side.get_column(name) for side in sides)) for name in theirs.columns)


def _equal(one: pl.Series, other: pl.Series) -> bool:
    if one.dtype != pl.Float64:
        return one.equals(other)
    largest = max(1.0, float(one.abs().max() or 0.0))  # type: ignore[arg-type]
    near = ((one - other).abs() <= 1e-9 * largest) | (one.is_null() & other.is_null())
    return bool(near.all())


def _totals() -> ir.Table:
    return execution_by(_ALL).select("budget", "executed", "n")


def _rates() -> ir.Table:
    rows = execution_by(_ALL, "department_id", "year")
    return rows.filter(rows.n > 0).select("department_id", "year", "budget", "executed")


def _histogram() -> ir.Table:
    counts = score_counts(_ALL)
    return counts.group_by(score=counts.score.floor().cast("int32")).agg(n=counts["count"].sum())


def _quartiles() -> ir.Table:
    return quartiles(_ALL.years(_YEAR), "department_id").select("department_id", "q1", "median", "q3")


def _lowest() -> ir.Table:
    chosen = _ALL.years(_YEAR).with_(province=_PROVINCE)
    return low_projects(chosen, 0.8, limit=20).select("project_id", "year", "unspent")


def _reasons() -> ir.Table:
    rows = reason_money(_ALL)
    return rows.filter(rows.with_amount > 0).select("code", "unspent")


def _districts() -> ir.Table:
    chosen = _ALL.with_(year_from=_YEAR - 1, year_to=_YEAR)
    years = execution_by(chosen, "district_code", "year")
    sides = years.group_by("district_code").agg(
        rate=years.rate.max(where=years.year == _YEAR), before=years.rate.max(where=years.year == _YEAR - 1)
    )
    return sides.select("district_code", change=sides.rate - sides.before).order_by(ibis.desc("change"))


def _search() -> ir.Table:
    return low_projects(_ALL, 0.9, text=_WORD, limit=20).select("project_id", "year", "unspent")


OWN: dict[str, Callable[[], ir.Table]] = {
    "totals": _totals,
    "rate by department and year": _rates,
    "score histogram": _histogram,
    "quartiles by department": _quartiles,
    "lowest projects": _lowest,
    "reasons": _reasons,
    "districts": _districts,
    "search": _search,
}
