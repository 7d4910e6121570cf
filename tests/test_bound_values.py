"""A metric compiled once with stand-ins answers as the metric compiled with the values themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.cache import Warehouse
from dashboard.data.engine import DuckDBEngine
from dashboard.data.statement import compiled, shaped
from dashboard.metrics import answers, evidence, execution, places, projects, reasons, score_spread, scores
from dashboard.metrics.filters import Filter, Id, Ids, Year, apply
from dashboard.metrics.tables import published

DISTRICTS = tuple(f"9901{n:02d}" for n in range(2, 12))
FUNCTIONS = ("水利", "教育", "交通运输", "应急管理")
FILTERS = st.builds(
    Filter,
    province=st.sampled_from([None, "990000"]),
    districts=st.lists(st.sampled_from(DISTRICTS), max_size=3, unique=True).map(tuple),
    functions=st.lists(st.sampled_from(FUNCTIONS), max_size=2, unique=True).map(tuple),
    year_from=st.sampled_from([None, 2019, 2023]),
    year_to=st.sampled_from([None, 2023, 2025]),
    permitted=st.sampled_from([(), ("990102",), ("990100", "990105")]),
)  # fmt: skip
METRICS: tuple[Callable[[Filter], ir.Table], ...] = (
    lambda f: execution.execution_by(f, "department_id", "year"),
    execution.stated_years,
    execution.targets,
    projects.rate_histogram,
    lambda f: projects.low_projects(f, 0.8, text="推迟"),
    lambda f: projects.summary(f, 0.95, 0.9),
    lambda f: reasons.reason_money(f, "district_code"),
    reasons.reason_mentions,
    lambda f: answers.finding_counts(f, "code"),
    answers.measure_totals,
    answers.findings,
    score_spread.score_groups,
    scores.score_bands,
    places.sources,
    lambda f: evidence.evidence_of(f, "project_year", ("executed",)),
)


def _bound(engine: DuckDBEngine, metric: Callable[..., ir.Table], *arguments: Any) -> pl.DataFrame:
    shapes, values = shaped(arguments)
    return engine.execute(compiled(metric(*shapes)), values)


def _sorted(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(rows.rows(), key=repr)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=FILTERS)
@pytest.mark.parametrize("metric", METRICS)
def test_bound_values_answer_as_compiled_ones(
    demo: DuckDBEngine, metric: Callable[[Filter], ir.Table], chosen: Filter
) -> None:
    literal, bound = demo.run(metric(chosen)), _bound(demo, metric, chosen)
    assert bound.schema == literal.schema
    assert _sorted(bound) == _sorted(literal)


def test_one_shape_is_compiled_once_and_other_shapes_are_not_mixed_up(demo: DuckDBEngine) -> None:
    made: list[Filter] = []

    def counted(chosen: Filter) -> ir.Table:
        made.append(chosen)
        return apply(published("project_year"), chosen).agg(n=ibis._.count())

    warehouse = Warehouse(demo.snapshot)
    every = [
        Filter(districts=("990102",)),
        Filter(districts=("990103", "990104")),
        Filter(year_from=2024),
        Filter(year_to=2024),
        Filter(year_from=2020, year_to=2020),
        Filter(year_from=2020, year_to=2021),
        Filter(evaluation_kind="finance"),
    ]
    found = [warehouse.ask(counted, chosen)["n"][0] for chosen in every]
    assert found == [demo.run(counted(chosen))["n"][0] for chosen in every]
    shapes = {repr(chosen) for chosen in made[: len(made) - len(every)]}
    assert len(shapes) == 5, "seven filters of five shapes"


def test_ids_are_bound_and_hostile_text_stays_a_value(demo: DuckDBEngine) -> None:
    ids = demo.run(projects.project_rows(Filter()).limit(3))["project_id"].to_list()
    by_id = lambda one: published("project_year").filter(ibis._.project_id == one)  # noqa: E731
    assert set(_bound(demo, by_id, Id(ids[0]))["project_id"]) == {ids[0]}
    rows = demo.run(projects.project_rows(Filter()).limit(5))["row_id"].to_list()
    by_ids = lambda some: published("project_year").filter(ibis._.row_id.isin(some))  # noqa: E731
    assert sorted(_bound(demo, by_ids, Ids(rows))["row_id"]) == sorted(rows)
    for text in ("' OR 1=1 --", "$p0", '"', "\\"):
        assert _bound(demo, by_id, Id(text)).height == 0
        assert _bound(demo, execution.execution_by, Filter(departments=(text,)), "year").height == 0


def test_membership_in_a_query_is_left_as_it_is(demo: DuckDBEngine) -> None:
    def metric(chosen: Filter) -> ir.Table:
        rows = published("project_year")
        return rows.filter(rows.row_id.isin(apply(rows, chosen).row_id)).agg(n=ibis._.count())

    chosen = Filter(districts=("990102",), year_from=2024)
    assert _bound(demo, metric, chosen)["n"][0] == demo.run(metric(chosen))["n"][0] > 0


@pytest.mark.parametrize(
    "condition",
    [lambda f: ibis._.year >= f.year_from - 1, lambda f: ibis._.district_code == f.districts[0] + "x"],
)
def test_a_metric_that_computes_with_a_bound_value_is_refused(condition: Callable[[Filter], Any]) -> None:
    (chosen,), _ = shaped((Filter(year_from=2024, districts=("990102",)),))
    with pytest.raises(ValueError, match="to be bound"):
        compiled(published("project_year").filter(condition(chosen)))


def test_a_page_of_one_project_is_compiled_once_for_all(demo: DuckDBEngine) -> None:
    rows = demo.run(projects.project_rows(Filter(year_from=2024, year_to=2024)).limit(40)).to_dicts()
    found: Counter[str] = Counter()
    for row in rows[::13]:
        year, kind = row["year"], row["evaluation_kind"]
        asked: tuple[tuple[Callable[..., ir.Table], tuple[Any, ...], tuple[Any, ...]], ...] = (
            (projects.project_history, (row["project_id"],), (Id(row["project_id"]),)),
            (
                projects.department_lines,
                (row["department_id"], year, kind),
                (Id(row["department_id"]), Year(year), kind),
            ),
            (projects.project_indicators, (row["project_id"], year), (Id(row["project_id"]), Year(year))),
            (evidence.statements, ("project_year", row["row_id"]), ("project_year", Id(row["row_id"]))),
        )
        for metric, plain, marked in asked:
            expected = demo.run(metric(*plain))
            found[metric.__qualname__] += expected.height
            assert _sorted(_bound(demo, metric, *marked)) == _sorted(expected)
    assert len(found) == 4
    assert all(found.values()), "nothing was compared"
