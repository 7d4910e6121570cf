"""Metrics against the oracle (plain Python over the inputs), and their properties."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import answers, execution, low_list, places, projects, reasons, score_spread, scores
from dashboard.metrics.evidence import evidence_of, printed_department_rates
from dashboard.metrics.filters import Filter
from tests import oracle
from tests.conftest import DATA, REPORTS

ALL = Filter(source_groups=(REPORTS,))


def test_execution_by_department_and_year_is_the_oracles(real: DuckDBEngine) -> None:
    expected = oracle.sums(oracle.rows("project_year"))
    rows = real.run(execution.execution_by(ALL, "department_id", "year", level="project"))
    assert rows.height == len(expected)
    for row in rows.to_dicts():
        budget, executed, n, total = expected[row["department_id"], row["year"]]
        assert (row["n"], row["rows_total"]) == (n, total)
        assert (row["budget"] or Decimal(0), row["executed"] or Decimal(0)) == (budget, executed)
        assert row["rate"] == (pytest.approx(float(executed / budget)) if budget else None)


def test_the_year_start_basis_stands_beside(real: DuckDBEngine) -> None:
    row = real.run(execution.execution_by(ALL.with_(departments=("360103-yjj",)))).row(0, named=True)
    assert (row["n"], row["rows_total"], row["initial_n"]) == (8, 11, 3)
    assert (row["budget"], row["executed"]) == (Decimal("8630900.00"), Decimal("8258200.00"))
    assert (row["initial_budget"], row["initial_executed"]) == (Decimal("1000000.00"), Decimal("1000000.00"))


def test_the_default_level_takes_lines_where_they_say_something_else_the_stated_row(real: DuckDBEngine) -> None:
    rows = real.run(execution.execution_by(ALL, "department_id", "year"))
    levels = dict(rows.select("department_id", "is_stated").iter_rows())
    assert levels == {
        "360103-yjj": False, "510402-yjj": False, "360113-yjj": True, "420112-yjj": True, "130609-yjj": True
    }  # fmt: skip
    stated = rows.filter("is_stated").to_dicts()
    assert all(r["n"] == 0 and r["budget"] is None and r["rate"] is None for r in stated)
    xushui = next(r for r in stated if r["department_id"] == "130609-yjj")
    assert xushui["executed_only"] == Decimal("18517200.00")


def test_cases_are_left_out_unless_asked_for(real: DuckDBEngine) -> None:
    assert real.run(projects.project_rows(ALL)).height == 37
    assert real.run(projects.project_rows(Filter())).height == 37 + 24


def test_low_projects_are_the_six_of_the_reports(real: DuckDBEngine) -> None:
    rows = real.run(projects.low_projects(ALL, 0.9))
    assert rows["unspent"].drop_nulls().to_list() == [Decimal("372700.00"), Decimal("70906.00")]
    assert set(rows["reason_code"]) == {"R01", "R02", "R03", "R04", "R05", "R10"}
    totals = real.run(low_list.low_summary(ALL, 0.9, 0.95)).row(0, named=True)
    assert (totals["low"], totals["with_amount"], totals["unspent"]) == (6, 2, Decimal("443606.00"))
    largest = [real.run(low_list.largest_unspent(ALL, 0.9, n))["unspent"][0] for n in (1, 5)]
    assert largest == [Decimal("372700.00"), Decimal("443606.00")]
    by_rate = real.run(projects.low_projects(ALL, 0.9, order="rate"))
    assert by_rate["rate"].drop_nulls().is_sorted()
    assert real.run(projects.low_projects(ALL, 0.6)).height == 5
    assert real.run(projects.low_projects(ALL, 0.9, text="疫情"))["project_id"].to_list() == ["360103-yjj-370mhz"]


def test_pages_of_a_list_put_together_are_the_list(demo: DuckDBEngine) -> None:
    chosen = Filter(functions=("水利",), year_from=2025)
    whole = demo.run(projects.low_projects(chosen, 0.9))
    pages = [demo.run(projects.low_projects(chosen, 0.9, limit=50, offset=at)) for at in range(0, whole.height, 50)]
    assert whole.height > 50
    assert pl.concat(pages).equals(whole)
    distinct = demo.run(projects.project_rows(chosen))["project_id"].n_unique()
    assert demo.run(low_list.distinct_projects(chosen))["projects"].to_list() == [distinct]
    chosen = Filter(year_from=2025)
    found = demo.run(answers.findings(chosen))
    parts = [demo.run(answers.findings(chosen, limit=400, offset=at)) for at in range(0, found.height, 400)]
    assert found.height > 400
    assert pl.concat(parts).equals(found)


def test_search_takes_text_literally(real: DuckDBEngine) -> None:
    for text in ("%", "_", "'", '"', "\\", ";--", "$1"):
        assert real.run(projects.low_projects(ALL, 0.9, text=text)).height == (1 if text == "%" else 0), text


@pytest.mark.parametrize(
    "text", ["370mhz 疫情", "疫情　３７０ＭＨｚ", "epidemic 指挥", "疫情、通信网", "  疫情  "]
)  # fmt: skip
def test_search_folds_width_and_case_and_wants_every_word(real: DuckDBEngine, text: str) -> None:
    found = real.run(projects.low_projects(ALL, 0.9, text=text))
    assert found["project_id"].to_list() == ["360103-yjj-370mhz"]
    assert real.run(projects.low_projects(ALL, 0.9, text=f"{text} 维保")).is_empty()
    row = real.run(low_list.low_summary(ALL, 0.9, 0.95, text=text)).row(0, named=True)
    assert (row["low"], row["low_all"], row["unspent"]) == (1, 6, Decimal("372700.00"))


def test_every_project_year_stands_in_the_list_or_in_one_part_of_the_rest(demo: DuckDBEngine) -> None:
    for threshold in (0.6, 0.9, 0.95):
        row = demo.run(low_list.low_summary(Filter(functions=("水利",)), threshold, 0.95)).row(0, named=True)
        assert row["low_all"] + row["met"] + row["unknown"] + row["to_date"] == row["projects"]
        parts = ("received_only", "executed_only", "unspecified", "silent", "budget_only")
        assert sum(row[name] for name in parts) == row["unknown"]


def test_states_and_summary(real: DuckDBEngine) -> None:
    states = Counter(real.run(projects.states(ALL, 0.95))["state"])
    assert states == {"met": 10, "missed": 2, "no_spending": 2, "share_only": 2, "unknown": 21}
    row = real.run(projects.summary(ALL, 0.95, 0.9)).row(0, named=True)
    assert (row["projects"], row["computable"], row["missed"], row["without_budget"]) == (37, 12, 2, 25)
    assert (row["missed_unspent"], row["missed_budget"]) == (Decimal("443606.00"), Decimal("1270000.00"))
    assert (row["to_explain"], row["explained"], row["department_years"]) == (6, 6, 4)


def test_reason_money_is_null_where_no_amount_is_known(real: DuckDBEngine) -> None:
    rows = {r["code"]: r for r in real.run(reasons.reason_money(ALL)).to_dicts()}
    assert rows["R01"]["unspent"] == Decimal("372700.00")
    assert rows["R10"]["unspent"] == Decimal("70906.00")
    assert all(rows[c]["unspent"] is None and rows[c]["projects"] == 1 for c in ("R02", "R03", "R04", "R05"))
    mentions = {r["code"]: (r["mentions"], r["general"]) for r in real.run(reasons.reason_mentions(ALL)).to_dicts()}
    assert mentions["R01"] == (2, 1)
    assert mentions["R99"] == (1, 1)


def test_scores(real: DuckDBEngine) -> None:
    said = [r for r in real.run(scores.said_lines(ALL)).to_dicts() if not r["is_project"]]
    assert sorted(r["score"] for r in said if r["score"]) == [Decimal("96.85"), Decimal("97.00"), Decimal("99.10")]
    worded = [r for r in said if r["score"] is None]
    assert [(r["department_id"], r["score_text"]) for r in worded] == [("130609-yjj", "90分以上")]
    assert sum(r["scheme_id"] is None for r in said if r["score"]) == 2
    assert real.run(scores.score_bands(ALL))["project_count"].to_list() == [22, 0, 3]
    points = {r["department_id"]: r for r in real.run(score_spread.credible(ALL, "department")).to_dicts()}
    assert points["420112-yjj"]["due"] == pytest.approx(20 * 0.8425)
    assert points["420112-yjj"]["reported"] == pytest.approx(16.85)
    assert points["360113-yjj"]["rate"] is None
    assert points["360113-yjj"]["due"] is None


def test_measures_of_2022_are_not_yet_knowable(real: DuckDBEngine) -> None:
    rows = real.run(answers.measures(ALL))
    assert rows.height == len(oracle.rows("measure"))
    assert rows["rate_after"].null_count() == rows.height
    xihu = rows.filter(pl.col("department_id") == "360103-yjj").row(0, named=True)
    assert (xihu["due_year"], xihu["rate_then"]) == (2023, pytest.approx(8258200 / 8630900))


def test_rates_of_measures_are_those_of_all_their_projects_lines(demo: DuckDBEngine) -> None:
    chosen = Filter(districts=("990105",), year_from=2020, year_to=2022)
    rows = demo.run(answers.measures(chosen)).filter(pl.col("project_id").is_not_null())
    # Added up here, from the lines as published: the years after the filter's last are among them.
    lines = demo.run_sql(
        "SELECT project_id, year, coalesce(budget_full_year, budget_initial) AS budget, executed FROM project_year "
        "WHERE evaluation_kind = 'self' AND executed IS NOT NULL AND coalesce(rate_basis, '') NOT IN "
        "('initial', 'received') AND as_of IS NULL"
    )
    sums: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for project, year, budget, executed in lines.iter_rows():
        if budget is not None:
            sums[project, year][0] += budget
            sums[project, year][1] += executed
    rates = {key: float(executed / budget) for key, (budget, executed) in sums.items() if budget}
    assert rows.height > 50
    for row in rows.to_dicts():
        for year, rate in ((row["year"], row["rate_then"]), (row["due"], row["rate_after"])):
            expected = rates.get((row["project_id"], year))
            assert rate == (pytest.approx(expected) if expected is not None else None)
    assert rows.filter(pl.col("due") > 2022)["rate_after"].drop_nulls().len() > 0


def test_the_aircraft_line_of_yunnan_is_one_project_over_the_years(real: DuckDBEngine) -> None:
    rows = real.run(projects.project_rows(Filter(source_groups=("公开案例",))))
    chain = rows.filter(pl.col("project").str.contains("租机补助"))
    assert chain["project_id"].n_unique() == 1
    assert chain["year"].sort().to_list() == [2021, 2022, 2024]


def test_evidence_counts_sentences_once(real: DuckDBEngine) -> None:
    rows = real.run(evidence_of(ALL, "project_year", ("executed",), limit=3))
    assert rows.height == 3
    assert rows["subject"][0].startswith("370MHz")
    statements = [
        r for r in oracle.rows("evidence") if (r["table_name"], r["column_name"]) == ("project_year", "executed")
    ]
    assert rows["total"][0] == len({(r["source_id"], r["locator"], r["row_id"]) for r in statements})


def test_printed_rates_of_departments_are_every_statement_in_document_order(real: DuckDBEngine) -> None:
    rows = real.run(printed_department_rates(ALL))
    said = [
        (r["row_id"], int(r["ordinal"]), oracle.number(r["value"]), int(r["decimals"]))
        for r in oracle.rows("evidence")
        if (r["table_name"], r["column_name"]) == ("department_year", "execution_rate_stated")
    ]
    assert rows.select("row_id", "ordinal", "value", "decimals").rows() == sorted(said)
    assert len({row_id for row_id, *_ in said}) < len(said), "one department prints two rates"


def test_rows_that_a_check_disputes_are_named_once(real: DuckDBEngine) -> None:
    rows = real.run(answers.rows_with_finding(ALL, "grade_mismatch"))
    assert rows["fact_row_id"].to_list() == ["420112-yjj|2020|department|self"]
    assert real.run(answers.rows_with_finding(ALL, "no_such_code")).is_empty()


def test_an_answer_never_depends_on_the_reader_seeing_more_than_permitted(real: DuckDBEngine) -> None:
    for scope, expected in (
        (("360000",), {"360103-yjj", "360113-yjj"}),
        (("360103",), {"360103-yjj"}),
        (("420100",), {"420112-yjj"}),
    ):
        rows = real.run(execution.execution_by(Filter(permitted=scope, source_groups=(REPORTS,)), "department_id"))
        assert set(rows["department_id"]) == expected
    assert real.run(places.departments(("360103",))).height == 1


# --- the demo dataset: totals over every partition, filters in any order -------------------------------------------

DEMO_LINES = DATA / "demo" / "city" / "project_year.parquet"


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    return pl.read_parquet(DEMO_LINES)


def test_demo_totals_are_those_of_the_input_file(demo: DuckDBEngine, lines: pl.DataFrame) -> None:
    used: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
    for row in lines.filter(pl.col("evaluation_kind") == "self").to_dicts():
        if row["budget_full_year"] is not None and row["executed"] is not None and row["as_of"] is None:
            sums = used[row["year"]]
            sums[0] += row["budget_full_year"]
            sums[1] += row["executed"]
            sums[2] += 1
    found = demo.run(execution.execution_by(Filter(), "year", level="project"))
    assert {r["year"]: [r["budget"], r["executed"], r["n"]] for r in found.to_dicts()} == used


@pytest.mark.parametrize("key", ["department_id", "year", "district_code", "function", "city_code"])
def test_totals_over_a_partition_are_the_total(demo: DuckDBEngine, key: execution.Key) -> None:
    whole = demo.run(execution.execution_by(Filter())).row(0, named=True)
    parts = demo.run(execution.execution_by(Filter(), key))
    for column in ("budget", "executed", "unspent", "shortfall", "n", "rows_total", "initial_n", "to_date_n"):
        assert parts[column].sum() == whole[column], column


_FIELDS = {
    "districts": st.sampled_from([(), ("990101",), ("990102", "990105")]),
    "functions": st.sampled_from([(), ("水利",), ("教育", "水利")]),
    "year_from": st.sampled_from([None, 2020, 2023]),
    "year_to": st.sampled_from([None, 2021, 2024]),
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.fixed_dictionaries(_FIELDS), order=st.permutations(sorted(_FIELDS)))
def test_filters_commute_and_mean_what_they_say(
    demo: DuckDBEngine, lines: pl.DataFrame, chosen: dict[str, object], order: list[str]
) -> None:
    built = Filter()
    for name in order:
        built = built.with_(**{name: chosen[name]})
    assert built == Filter(**chosen)  # type: ignore[arg-type]
    expected = lines.filter(pl.col("evaluation_kind") == "self")
    departments = pl.read_parquet(DEMO_LINES.with_name("department.parquet"))
    expected = expected.join(departments, on="department_id")
    if chosen["districts"]:
        expected = expected.filter(pl.col("district_code").is_in(list(chosen["districts"])))  # type: ignore[call-overload]
    if chosen["functions"]:
        expected = expected.filter(pl.col("function").is_in(list(chosen["functions"])))  # type: ignore[call-overload]
    if chosen["year_from"]:
        expected = expected.filter(pl.col("year") >= chosen["year_from"])
    if chosen["year_to"]:
        expected = expected.filter(pl.col("year") <= chosen["year_to"])
    assert demo.run(projects.project_rows(built)).height == expected.height


def test_a_projects_money_counts_once_however_many_reasons_it_has(demo: DuckDBEngine, lines: pl.DataFrame) -> None:
    usable = lines.filter(
        (pl.col("evaluation_kind") == "self")
        & pl.col("as_of").is_null()
        & pl.col("budget_full_year").is_not_null()
        & pl.col("executed").is_not_null()
    )
    owed = (usable["budget_full_year"] - usable["executed"]).filter(usable["budget_full_year"] > usable["executed"])
    assert demo.run(reasons.reason_money(Filter()))["unspent"].sum() == owed.sum()
