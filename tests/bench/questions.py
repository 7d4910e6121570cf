"""The eight typical questions: the product's own metrics, and plain SQL written without our model.

Belongs here: what is asked, and when two answers are the same. Does not belong here: who answers (``rivals``), times.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ibis
import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs

from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import low_projects
from dashboard.metrics.reasons import reason_money
from dashboard.metrics.score_spread import quartiles, score_counts

YEAR, PROVINCE, WORD = 2023, "360000", "管网"
_ALL = Filter()


def statements(dialect: str) -> dict[str, tuple[str, dict[str, object]]]:
    """The statements of ``<dialect>.sql`` by the comment above each, with the values they bind."""
    head, *parts = Path(__file__).with_name(f"{dialect}.sql").read_text(encoding="utf-8").split(";\n")
    named = [part.strip() for part in (head[head.index("-- totals") :], *parts) if part.strip()]
    found = dict(part.removeprefix("-- ").split("\n", 1) for part in named)
    values = {"year": YEAR, "word": WORD}
    return {name: (sql, {k: v for k, v in values.items() if f"${k}" in sql}) for name, sql in found.items()}


def is_same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Equal rows in any order, each figure to 1e-9 of itself, or of one where it is less."""
    if one.shape != other.shape or one.columns != other.columns:
        return False
    keys = [c for c, t in one.schema.items() if t == pl.String or t.is_integer()]
    sides = [side.with_columns(cs.numeric().cast(pl.Float64)).sort(keys) for side in (one, other)]
    return all(_equal(*(side.get_column(name) for side in sides)) for name in one.columns)


def _equal(one: pl.Series, other: pl.Series) -> bool:
    if one.dtype != pl.Float64:
        return one.equals(other)
    near = ((one - other).abs() <= 1e-9 * one.abs().clip(lower_bound=1.0)) | (one.is_null() & other.is_null())
    return bool(near.fill_null(value=False).all())


def _totals() -> ir.Table:
    return execution_by(_ALL).select("budget", "executed", "n")


def _rates() -> ir.Table:
    rows = execution_by(_ALL, "department_id", "year")
    return rows.filter(rows.n > 0).select("department_id", "year", "budget", "executed")


def _histogram() -> ir.Table:
    counts = score_counts(_ALL)
    return counts.group_by(score=counts.score.floor().cast("int32")).agg(n=counts["count"].sum())


def _quartiles() -> ir.Table:
    return quartiles(_ALL.years(YEAR), "department_id").select("department_id", "q1", "median", "q3")


def _lowest() -> ir.Table:
    chosen = _ALL.years(YEAR).with_(province=PROVINCE)
    return low_projects(chosen, 0.8, limit=20).select("project_id", "year", "unspent")


def _reasons() -> ir.Table:
    rows = reason_money(_ALL)
    return rows.filter(rows.with_amount > 0).select("code", "unspent")


def _districts() -> ir.Table:
    chosen = _ALL.with_(year_from=YEAR - 1, year_to=YEAR)
    years = execution_by(chosen, "district_code", "year")
    years = years.filter(years.n > 0)
    sides = years.group_by("district_code").agg(
        rate=years.rate.max(where=years.year == YEAR), before=years.rate.max(where=years.year == YEAR - 1)
    )
    return sides.select("district_code", change=sides.rate - sides.before).order_by(ibis.desc("change"))


def _search() -> ir.Table:
    return low_projects(_ALL, 0.9, text=WORD, limit=20).select("project_id", "year", "unspent")


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
