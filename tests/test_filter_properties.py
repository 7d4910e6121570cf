"""Filters commute, and totals over a partition are the total: Σ of money, n and N, counts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import ibis
import ibis.expr.types as ir
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import address
from dashboard.choices import Choices
from dashboard.context import read_filter
from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import answers, execution, projects, reasons
from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.tables import published

DISTRICTS = tuple(f"9901{n:02d}" for n in range(2, 12))
YEARS = tuple(range(2018, 2026))
FUNCTIONS = ("水利", "教育", "交通运输", "应急管理", "住房城乡建设")
CHOICES = Choices(
    provinces=(("990000", "990000"),),
    cities={"990000": (("990100", "990100"),)},
    districts={"990100": tuple((code, code) for code in DISTRICTS)},
    functions=tuple((name, name) for name in FUNCTIONS),
    years=YEARS,
)
_QUIET = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _sums(rows: ir.Table, *columns: str) -> ir.Table:
    return rows.agg(**{name: rows[name].sum() for name in columns})


#: Metric without keys → the columns that add up over any partition of the rows.
ADDITIVE: dict[str, tuple[Callable[[Filter], ir.Table], tuple[str, ...]]] = {
    "execution": (
        execution.execution_by,
        ("budget", "executed", "n", "rows_total", "initial_n", "initial_budget", "shortfall", "mean_n", "departments"),
    ),
    "summary": (
        lambda f: projects.summary(f, 0.95, 0.9),
        ("projects", "computable", "missed", "missed_unspent", "to_explain", "explained", "department_years"),
    ),
    "histogram": (lambda f: _sums(projects.rate_histogram(f), "projects", "unspent"), ("projects", "unspent")),
    "reason money": (
        lambda f: _sums(reasons.reason_money(f), "unspent", "projects", "with_amount", "beside_n"),
        ("unspent", "projects", "with_amount", "beside_n"),
    ),
    "reason mentions": (lambda f: _sums(reasons.reason_mentions(f), "mentions", "general"), ("mentions", "general")),
    "findings": (answers.finding_counts, ("findings",)),
    "measures": (answers.measure_counts, ("measures",)),
    "passed checks": (answers.passed_counts, ("checks", "groups")),
}
#: Departments are counted once however many years they have: by year they do not add up.
_ONCE = {"departments"}


@_QUIET
@given(
    years=st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True),
    districts=st.lists(st.sampled_from(DISTRICTS), min_size=2, max_size=5, unique=True),
    functions=st.lists(st.sampled_from(FUNCTIONS), max_size=3, unique=True),
)
@pytest.mark.parametrize("name", ADDITIVE)
def test_totals_over_districts_are_the_total(
    demo: DuckDBEngine, name: str, years: list[int], districts: list[str], functions: list[str]
) -> None:
    chosen = Filter(functions=tuple(functions), year_from=min(years), year_to=max(years))
    metric, columns = ADDITIVE[name]
    whole = demo.run(metric(chosen.with_(districts=tuple(districts))))
    parts = pl.concat(demo.run(metric(chosen.with_(districts=(code,)))) for code in districts)
    for column in columns:
        assert (parts[column].sum() or 0) == (whole[column][0] or 0), column


@_QUIET
@given(cut=st.sampled_from(YEARS[:-1]), district=st.sampled_from((None, *DISTRICTS)))
@pytest.mark.parametrize("name", ADDITIVE)
def test_totals_over_years_are_the_total(demo: DuckDBEngine, name: str, cut: int, district: str | None) -> None:
    chosen = Filter(districts=(district,) if district else ())
    metric, columns = ADDITIVE[name]
    whole = demo.run(metric(chosen))
    parts = pl.concat(demo.run(metric(f)) for f in (chosen.with_(year_to=cut), chosen.with_(year_from=cut + 1)))
    for column in set(columns) - _ONCE:
        assert (parts[column].sum() or 0) == (whole[column][0] or 0), column


@pytest.mark.parametrize("name", ADDITIVE)
def test_departments_partition_the_real_data(real: DuckDBEngine, name: str) -> None:
    metric, columns = ADDITIVE[name]
    ids = real.run(published("department").select("department_id"))["department_id"].to_list()
    whole = real.run(metric(Filter()))
    parts = pl.concat(real.run(metric(Filter(departments=(one,)))) for one in ids)
    for column in columns:
        assert (parts[column].sum() or 0) == (whole[column][0] or 0), column


@_QUIET
@given(
    district=st.sampled_from(DISTRICTS),
    function=st.sampled_from(FUNCTIONS),
    first=st.sampled_from(YEARS),
    length=st.integers(0, 4),
)
def test_filters_commute(demo: DuckDBEngine, district: str, function: str, first: int, length: int) -> None:
    of_years = Filter(year_from=first, year_to=first + length)
    single = (Filter(districts=(district,)), Filter(functions=(function,)), of_years)
    together = of_years.with_(districts=(district,), functions=(function,))
    found = []
    for order in permutations(single):
        rows = published("project_year")
        for chosen in order:
            rows = apply(rows, chosen)
        found.append(demo.run(rows.order_by("row_id").select("row_id", "executed")))
    expected = demo.run(apply(published("project_year"), together).order_by("row_id").select("row_id", "executed"))
    assert all(one.equals(expected) for one in found)
    plain = published("project_year")
    plain = plain.filter(
        ibis.and_(
            plain.district_code == district,
            plain.function == function,
            plain.year.between(first, first + length),
            plain.evaluation_kind == "self",
        )
    )
    assert expected.height == demo.run(plain.count().as_table())[:, 0][0]


@_QUIET
@given(
    district=st.sampled_from(DISTRICTS),
    function=st.sampled_from(FUNCTIONS),
    first=st.sampled_from(YEARS),
    length=st.integers(0, 4),
)
def test_the_order_of_choices_does_not_matter(
    demo: DuckDBEngine, district: str, function: str, first: int, length: int
) -> None:
    """Set one after the other, in the filter and in the address: the same totals and the same query string."""
    last = min(first + length, YEARS[-1])
    steps: tuple[dict[str, Any], ...] = (
        {"districts": (district,)},
        {"functions": (function,)},
        {"year_from": first},
        {"year_to": last},
        {"low_text": "水"},
    )
    filters, queries = [], set()
    for order in permutations(steps):
        chosen, shown = Filter(), address.Address(dataset="demo")
        for step in order:
            if "low_text" not in step:
                chosen = chosen.with_(**step)
            shown = address.restrict(address.changed(shown, step), CHOICES)
        query = address.to_query(shown)
        queries.add(urlencode(query, doseq=True))
        read = read_filter(address.restrict(address.parse(query), CHOICES))
        assert read == chosen
        filters.append(chosen)
    assert len(queries) == 1
    assert "district=" in queries.pop()
    totals = [demo.run(execution.execution_by(one)) for one in filters[:: len(filters) // 6]]
    assert all(one.equals(totals[0]) for one in totals)
