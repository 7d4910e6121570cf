"""Biggest movers and the concentration of unspent money against plain counts over the inputs."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics.concentration import cumulative_unspent
from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter
from dashboard.metrics.movers import movers
from tests import oracle
from tests.conftest import DATA, REPORTS

CITY = DATA / "demo" / "city"
REAL = Filter(source_groups=(REPORTS,))


def lines() -> pl.DataFrame:
    """Project-years of the demo's own evaluation with both amounts on the full-year budget, not year to date."""
    rows = pl.read_parquet(CITY / "project_year.parquet").join(
        pl.read_parquet(CITY / "department.parquet").select("department_id", "function", "district_code"),
        on="department_id",
    )
    return rows.filter(
        (pl.col("evaluation_kind") == "self")
        & pl.col("as_of").is_null()
        & pl.col("budget_full_year").is_not_null()
        & pl.col("executed").is_not_null()
    )


def expected_movers(rows: pl.DataFrame, year: int) -> dict[str, dict[str, object]]:
    """By hand: two sums a department, the departments in order of the smaller budget until 90 % are reached."""
    sums: dict[tuple[str, int], list[Decimal]] = {}
    for r in rows.filter(pl.col("year").is_in([year - 1, year])).to_dicts():
        own = sums.setdefault((r["department_id"], r["year"]), [Decimal(0), Decimal(0)])
        own[0] += r["budget_full_year"]
        own[1] += r["executed"]
    both = {d for d, y in sums if y == year and (d, year - 1) in sums and sums[d, year][0] and sums[d, year - 1][0]}
    size = {d: min(sums[d, year][0], sums[d, year - 1][0]) for d in both}
    goal, held = sum(size.values(), Decimal(0)) * Decimal("0.9"), Decimal(0)
    counted = set()
    for department in sorted(both, key=lambda d: (-size[d], d)):
        if held >= goal:
            break
        counted.add(department)
        held += size[department]
    return {
        d: {
            "change": float(sums[d, year][1] / sums[d, year][0] - sums[d, year - 1][1] / sums[d, year - 1][0]),
            "budget": sums[d, year][0],
            "is_counted": d in counted,
        }
        for d in both
    }


@pytest.mark.parametrize("chosen", [Filter(), Filter(districts=("990102",)), Filter(functions=("水利",))])
def test_movers_are_those_of_a_plain_count(demo: DuckDBEngine, chosen: Filter) -> None:
    rows = lines()
    if chosen.districts:
        rows = rows.filter(pl.col("district_code").is_in(chosen.districts))
    if chosen.functions:
        rows = rows.filter(pl.col("function").is_in(chosen.functions))
    expected = expected_movers(rows, 2025)
    found = demo.run(movers(chosen, 2025))
    assert found.height == len(expected) == found["with_both"][0]
    assert found["counted"][0] == sum(bool(e["is_counted"]) for e in expected.values())
    for r in found.to_dicts():
        own = expected[r["department_id"]]
        assert r["change"] == pytest.approx(own["change"])
        assert (r["budget"], r["is_counted"]) == (own["budget"], own["is_counted"])
    assert found["change"].is_sorted()


def test_a_tiny_budget_does_not_win_by_chance(demo: DuckDBEngine) -> None:
    found = demo.run(movers(Filter(), 2025))
    lowest, counted = found.row(0, named=True), found.filter("is_counted")
    assert not lowest["is_counted"], "the demo holds a small department with the largest fall of all"
    assert counted["change"][0] > lowest["change"]
    assert min(counted["budget"].min(), counted["budget_before"].min()) == found["floor"][0]


def test_no_department_of_the_reports_has_two_years(real: DuckDBEngine) -> None:
    for year in range(2020, 2025):
        assert real.run(movers(REAL, year)).is_empty()


def test_the_running_sum_is_that_of_a_plain_sort(demo: DuckDBEngine) -> None:
    rows = lines().filter(pl.col("year") == 2025)
    left = sorted((r["budget_full_year"] - r["executed"] for r in rows.to_dicts()), reverse=True)
    left = [v for v in left if v > 0]
    found = demo.run(cumulative_unspent(Filter().years(2025)))
    first = found.row(0, named=True)
    whole = sum(left, Decimal(0))
    assert (first["short"], first["computable"], first["whole"]) == (len(left), rows.height, whole)
    running = list(accumulate(left))
    needed = next(n for n, held in enumerate(running, start=1) if held >= whole * Decimal("0.8"))
    assert first["needed"] == needed
    for r in found.to_dicts():
        assert r["upto"] == running[r["place"] - 1]
    assert {1, 2, 3, 4, 5, 6, needed, len(left)} <= set(found["place"])
    assert found.height <= 140
    sums = demo.run(execution_by(Filter().years(2025))).row(0, named=True)
    assert whole == sums["shortfall"], "the same money as the sums of the page"


def test_two_projects_of_the_reports_left_money(real: DuckDBEngine) -> None:
    found = real.run(cumulative_unspent(REAL))
    left = [
        u for row in oracle.rows("project_year") if oracle.is_summable(row) and (u := oracle.unspent(row)) and u > 0
    ]
    assert found["unspent"].to_list() == sorted(left, reverse=True) == [Decimal("372700.00"), Decimal("70906.00")]
    assert found["needed"].to_list() == [1, 1]
    assert real.run(cumulative_unspent(REAL.with_(districts=("130609",)))).is_empty()
