"""Every metric that may take a rollup gives the same from the rows: asked both ways, under filters that each rollup
answers and that it does not."""

from __future__ import annotations

from collections.abc import Callable

import ibis.expr.types as ir
import polars as pl
import polars.selectors as cs
import pytest
from polars.testing import assert_frame_equal

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import rollups
from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter
from dashboard.metrics.reasons import leading_reasons, reason_money
from dashboard.metrics.score_spread import score_counts

ALL = Filter()
FILTERS = (
    ALL,
    ALL.years(2024),
    ALL.with_(year_from=2020, year_to=2023),
    ALL.with_(year_to=2021),
    ALL.with_(functions=("水利", "教育")),
    ALL.with_(functions=("水利",), year_from=2022),
    ALL.with_(province="990000"),
    ALL.with_(districts=("990102", "990105"), year_from=2021),
    ALL.with_(city="990100"),
    ALL.with_(permitted=("990103",)),
    ALL.with_(source_groups=("演示",)),
    ALL.with_(evaluation_kind="finance"),
    ALL.with_(evaluation_kind=""),
)
METRICS: dict[str, Callable[[Filter], ir.Table]] = {
    "sums": execution_by,
    "sums by year": lambda f: execution_by(f, "year"),
    "sums by function": lambda f: execution_by(f, "function"),
    "sums by function and year": lambda f: execution_by(f, "function", "year"),
    "sums by district": lambda f: execution_by(f, "district_code"),
    "sums by district and year": lambda f: execution_by(f, "district_code", "year"),
    "sums by province": lambda f: execution_by(f, "province_code"),
    "lines by year": lambda f: execution_by(f, "year", level="project"),
    "reasons": reason_money,
    "low reasons": lambda f: reason_money(f, threshold=0.9),
    "reasons below another limit": lambda f: reason_money(f, threshold=0.8),
    "reasons by function and year": lambda f: reason_money(f, "function", "year"),
    "leading reasons": lambda f: leading_reasons(f, "function"),
    "scores": score_counts,
    "scores by function": lambda f: score_counts(f, "function", scheme_id=None),
    "scores by year": lambda f: score_counts(f, "year"),
}


def _rows(engine: DuckDBEngine, metric: Callable[[Filter], ir.Table], chosen: Filter) -> pl.DataFrame:
    found = engine.run(metric(chosen))
    return found.sort(found.select(~cs.float()).columns, nulls_last=True)


@pytest.mark.parametrize("name", METRICS)
def test_a_rollup_gives_what_the_rows_give(
    demo: DuckDBEngine, real: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    cases = [(engine, chosen) for engine in (demo, real) for chosen in FILTERS]
    by_rollup = [_rows(engine, METRICS[name], chosen) for engine, chosen in cases]
    monkeypatch.setattr(rollups, "smallest", lambda *_: None)
    for (engine, chosen), found in zip(cases, by_rollup, strict=True):
        assert_frame_equal(found, _rows(engine, METRICS[name], chosen), abs_tol=1e-9, rel_tol=1e-9)
    assert sum(found.height for found in by_rollup) > len(FILTERS)


@pytest.mark.parametrize(
    ("chosen", "columns", "expected"),
    [
        (ALL, (), "function_execution"),
        (ALL.with_(functions=("水利",)), ("year",), "function_execution"),
        (ALL.with_(province="990000"), ("function",), "function_execution"),
        (ALL, ("district_code", "year"), "district_execution"),
        (ALL.with_(permitted=("990103",)), (), "district_execution"),
        (ALL.with_(districts=("990103",)), ("function",), None),
        (ALL, ("department_id",), None),
        (ALL.with_(source_groups=("演示",)), (), None),
        (ALL.with_(evaluation_kind=""), (), None),
    ],
)
def test_the_smallest_table_that_answers_is_taken(
    chosen: Filter, columns: tuple[str, ...], expected: str | None
) -> None:
    assert rollups.smallest(("function_execution", "district_execution"), chosen, *columns) == expected


def test_sums_of_counts_are_plain_integers(demo: DuckDBEngine) -> None:
    found = demo.run(execution_by(ALL, "year"))
    assert {found.schema[name] for name in ("n", "rows_total", "departments")} == {pl.Int64()}
