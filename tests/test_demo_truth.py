"""The demonstration dataset's truth file names all contradictions and nothing else.

The conditions are computed here a second time, from the written tables alone, so that neither the generator's arrays
nor the product's checks vouch for themselves.
"""

from __future__ import annotations

import polars as pl

from etl.contracts import FINDING_CODES
from etl.demo import Demo
from tests.demo_tables import demo, ids, tables

__all__ = ["demo", "tables"]  # the fixtures

WAN = 10_000


def is_line(row_id: str) -> bool:
    return row_id.split("|")[1:2] == row_id.split("|")[2:3]


def of_lines(demo: Demo, code: str) -> set[str]:
    return {i for i in demo.findings[code] if is_line(i)}


def of_reports(demo: Demo, code: str) -> set[str]:
    return {i for i in demo.findings[code] if i.count("|") == 3 and not is_line(i)}


def printed_grade(score: pl.Expr) -> pl.Expr:
    return (
        pl.when(score >= 9000)
        .then(pl.lit("优"))
        .when(score >= 8000)
        .then(pl.lit("良"))
        .when(score >= 6000)
        .then(pl.lit("中"))
        .otherwise(pl.lit("差"))
    )


def fits(rate: str, executed: str, budget: str) -> pl.Expr:
    """The stated rate is the computed one, rounded or cut to two decimals of a per cent."""
    points = (pl.col(rate) * 10_000).round().cast(pl.Int64)
    return (points * pl.col(budget) - pl.col(executed) * 10_000).abs() < pl.col(budget)


def with_denominator(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(pl.coalesce("budget_full_year", "budget_initial").alias("denominator"))


def test_every_code_has_truth(demo: Demo) -> None:
    assert list(demo.findings) == list(FINDING_CODES)
    for code, found in demo.findings.items():
        assert found, code
        assert len(found) == len(set(found)), code
        assert found == sorted(found), code


def test_rates(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    lines = with_denominator(tables["project_year"]).filter(pl.col("execution_rate_stated").is_not_null())
    is_fit = fits("execution_rate_stated", "executed", "denominator")
    by_received = fits("execution_rate_stated", "executed", "funds_received").fill_null(False)
    odd = lines.filter(~is_fit)
    assert ids(odd.filter(~by_received)) == of_lines(demo, "rate_mismatch")
    assert ids(odd.filter(by_received)) == of_lines(demo, "rate_basis_received")
    by_initial = fits("execution_rate_stated", "executed", "budget_initial").fill_null(False)
    assert odd.filter(by_initial).is_empty()
    reports = tables["department_year"].filter(pl.col("execution_rate_stated").is_not_null())
    odd = reports.filter(~fits("execution_rate_stated", "executed", "budget_full_year"))
    assert ids(odd) == of_reports(demo, "rate_mismatch")


def test_sums(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    columns = ("budget_full_year", "executed")
    sums = (
        tables["project_year"]
        .with_columns(pl.coalesce("budget_full_year", "budget_initial").alias("budget_full_year"))
        .group_by("department_id", "year")
        .agg(
            *(pl.col(c).sum().alias(f"{c}_sum") for c in columns),
            *(pl.col(c).null_count().alias(f"{c}_gaps") for c in columns),
            pl.len().alias("listed"),
        )
    )
    stated = tables["department_year"].filter((pl.col("scope") == "project") & (pl.col("evaluation_kind") == "self"))
    joined = stated.join(sums, on=["department_id", "year"], how="left", validate="1:1")
    assert joined["listed"].null_count() == 0
    wrong, gap = pl.lit(False), pl.lit(False)
    for c in columns:
        # A suspect amount is off by less than a printed digit of the total, and stands only in incomplete lists.
        total, known, lacks = pl.col(c), pl.col(f"{c}_sum"), pl.col(f"{c}_gaps") > 0
        wrong = wrong | (~lacks & (total != known)) | (lacks & (known > total))
        gap = gap | (lacks & (known <= total))
    assert ids(joined.filter(wrong)) == set(demo.findings["sum_mismatch"])
    assert ids(joined.filter(gap)) == set(demo.findings["sum_incomplete"])
    assert ids(joined.filter(pl.col("project_count_stated") != pl.col("listed"))) == set(
        demo.findings["count_mismatch"]
    )
    bands = tables["score_band"].group_by("department_id", "year").agg(pl.col("project_count").sum().alias("banded"))
    assert joined.join(bands, on=["department_id", "year"]).filter(pl.col("banded") != pl.col("listed")).is_empty()


def test_components(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    key = ["project_id", "year", "fund_year", "evaluation_kind"]
    parts = tables["funding_year"]
    lines = tables["project_year"].select(*key, "row_id", "budget_full_year", "executed")
    for kind, expected in ((True, set()), (False, of_lines(demo, "components_mismatch"))):
        sums = (
            parts.filter(pl.col("is_subtotal") == kind).group_by(key).agg(pl.col("budget_full_year", "executed").sum())
        )
        joined = sums.join(lines, on=key, validate="1:1", suffix="_line")
        assert joined.height == sums.height
        assert ids(joined.filter(pl.col("budget_full_year") != pl.col("budget_full_year_line"))) == expected
        assert joined.filter(pl.col("executed") != pl.col("executed_line")).is_empty()
    parent = tables["project"].select("project_id", "parent_project_id")
    children = (
        tables["project_year"]
        .join(parent, on="project_id")
        .group_by("parent_project_id", "year")
        .agg(pl.col("budget_full_year").sum(), pl.col("budget_full_year").null_count().alias("gaps"))
    )
    joined = tables["project_family_total"].join(
        children, left_on=["project_id", "year"], right_on=["parent_project_id", "year"], validate="1:1"
    )
    assert joined.height == tables["project_family_total"].height
    assert joined["gaps"].sum() == 0
    odd = joined.filter(pl.col("amount_unspecified") != pl.col("budget_full_year"))
    assert ids(odd.select(pl.format("{}|{}", "project_id", "year").alias("row_id"))) == {
        i for i in demo.findings["components_mismatch"] if i.count("|") == 1
    }


def test_balances(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    unspent = pl.col("budget_full_year") - pl.col("executed")
    lines = tables["project_year"]
    assert ids(lines.filter(pl.col("balance_stated") != unspent)) == set(demo.findings["balance_mismatch"])
    left = pl.sum_horizontal("carried_forward", "returned", "committed_unpaid")
    assert lines.filter((left > 0) & (left > unspent)).is_empty()


def test_grades_and_scores(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    for name, expected in (
        ("project_year", of_lines(demo, "grade_mismatch")),
        ("department_year", of_reports(demo, "grade_mismatch")),
    ):
        odd = tables[name].filter(pl.col("grade_stated").str.head(1) != printed_grade(pl.col("score")))
        assert ids(odd) == expected
    weight = tables["scheme"].select("scheme_id", pl.col("weight_execution").alias("w"))
    bound = 10_000 - pl.col("w") + pl.col("w") * pl.min_horizontal("executed", "denominator") / pl.col("denominator")
    lines = with_denominator(tables["project_year"]).join(weight, on="scheme_id")
    assert ids(lines.filter(pl.col("score") > bound + 1e-6)) == of_lines(demo, "score_rate_mismatch")

    parts = tables["indicator_year"].filter(pl.col("project_id").is_null())
    sums = parts.group_by("department_id", "year").agg(
        pl.col("score").sum().alias("sum"),
        pl.col("weight").sum().alias("weights"),
        pl.col("score").filter(pl.col("level1") == "预算执行").first().alias("points"),
        (pl.col("score") > pl.col("weight")).any().alias("is_above"),
    )
    whole = tables["department_year"].filter(pl.col("scope") == "department").join(weight, on="scheme_id")
    joined = whole.join(sums, on=["department_id", "year"], validate="1:1")
    assert joined.height == whole["score"].drop_nulls().len()
    assert (joined["weights"] == 10_000).all()
    assert not joined["is_above"].any()
    assert ids(joined.filter(pl.col("sum") != pl.col("score"))) == set(demo.findings["score_sum_mismatch"])
    honest = pl.col("w") * pl.min_horizontal("executed", "budget_full_year") / pl.col("budget_full_year")
    odd = joined.filter((pl.col("points") - honest).abs() > 0.5 + 1e-6)
    assert ids(odd) == of_reports(demo, "score_rate_mismatch")


def test_contradictory_statements(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    figure = ["table_name", "row_id", "column_name", "source_id"]
    unit = pl.col("unit").replace_strict({"万元": 1e4, "%": 0.01, "分": 1.0}, return_dtype=pl.Float64)
    others = (
        tables["evidence"]
        .filter(~pl.col("is_shown"))
        .with_columns((unit * (0.1 ** pl.col("decimals").cast(float))).alias("digit"))
    )
    first = tables["evidence"].filter("is_shown").select(*figure, pl.col("value").alias("shown"))
    joined = others.join(first, on=figure, validate="1:1")
    assert joined.height == others.height
    gap = (pl.col("value").cast(float) - pl.col("shown").cast(float)).abs()
    assert ids(joined.filter(gap >= pl.col("digit"))) == set(demo.findings["contradictory_values"])
    assert joined.filter(gap < pl.col("digit")).height > 100


def test_over_execution_and_gloss(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    full_year = pl.col("as_of").is_null()
    lines = with_denominator(tables["project_year"]).filter(full_year)
    reports = tables["department_year"].with_columns(pl.col("budget_full_year").alias("denominator")).filter(full_year)
    over = pl.col("executed") > pl.col("denominator")
    gloss = (pl.col("score") >= 9000) & (pl.col("executed") * 10 < pl.col("denominator") * 8)
    for code, condition in (("over_execution", over), ("high_score_low_execution", gloss)):
        assert ids(lines.filter(condition)) | ids(reports.filter(condition)) == set(demo.findings[code]), code


def test_reasons_missing(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    explained = tables["reason"].select("project_id", "year").unique()
    low = with_denominator(tables["project_year"]).filter(pl.col("executed") * 10 < pl.col("denominator") * 9)
    silent = low.join(explained, on=["project_id", "year"], how="anti")
    assert ids(silent) == set(demo.findings["reason_missing"])
    assert 0.15 < silent.height / low.height < 0.25
    assert silent["as_of"].null_count() == silent.height
    reports = tables["department_year"].filter(pl.col("executed") * 10 < pl.col("budget_full_year") * 9)
    general = tables["reason"].filter(pl.col("project_id").is_null())
    assert reports.join(general, on=["department_id", "year"], how="anti").is_empty()
    stated = (
        tables["reason"].group_by("department_id", "project_id", "year").agg(pl.col("is_inferred").all().alias("only"))
    )
    assert not stated["only"].any()


def test_unit_suspects(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    lines = tables["project_year"].filter(
        (pl.col("executed") > 0) & (pl.col("executed") * 1000 < pl.col("budget_full_year"))
    )
    assert ids(lines) == set(demo.findings["unit_suspect"])
    yuan = tables["evidence"].filter(pl.col("unit") == "元")
    assert ids(yuan) == ids(lines)
    assert (lines["executed"] * WAN < lines["budget_full_year"]).all()


def test_aliases_and_titles(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    names = tables["project_year"].group_by("project_id").agg(pl.col("project").n_unique().alias("n"))
    assert ids(names.filter(pl.col("n") > 1), "project_id") == set(demo.findings["name_alias"])
    assert ids(tables["project_alias"], "project_id") == set(demo.findings["name_alias"])
    titles = tables["department_year"].join(
        tables["source"].select("source_id", "title", "title_scope"), on="source_id"
    )
    assert ids(titles.filter(pl.col("scope") != pl.col("title_scope"))) == set(demo.findings["scope_mismatch"])
    assert (titles["title"].str.contains("部门整体") == (titles["title_scope"] == "department")).all()


def test_year_jumps(demo: Demo, tables: dict[str, pl.DataFrame]) -> None:
    found: set[str] = set()
    for name, owner in (("project_year", ["project_id"]), ("department_year", ["department_id", "scope"])):
        frame = tables[name].filter((pl.col("evaluation_kind") == "self") & (pl.col("budget_full_year") > 0))
        before = frame.select(*owner, pl.col("year") + 1, pl.col("budget_full_year").alias("before"))
        joined = frame.filter(pl.col("as_of").is_null()).join(before, on=[*owner, "year"], validate="1:1")
        now, then = pl.col("budget_full_year"), pl.col("before")
        found |= ids(joined.filter((now >= 5 * then) | (now * 5 <= then)))
    assert found == set(demo.findings["year_jump"])


def test_accounts_agree(tables: dict[str, pl.DataFrame]) -> None:
    amounts = tables["department_amount"].pivot("item", index=["department_id", "year"], values="amount")
    assert (amounts["支出决算"] == amounts["基本支出"] + amounts["项目支出"]).all()
    assert (amounts["财政拨款收入"] <= amounts["收入决算"]).all()
    assert (amounts["政府采购金额"] <= amounts["政府采购预算"]).all()
    whole = tables["department_year"].filter(pl.col("scope") == "department")
    joined = whole.join(amounts, on=["department_id", "year"], validate="1:1")
    assert joined.height == whole.height
    assert (joined["executed"] == joined["支出决算"]).all()


def test_measures_answer_reasons(tables: dict[str, pl.DataFrame]) -> None:
    measures = tables["measure"]
    assert (measures["due_year"] > measures["year"]).drop_nulls().all()
    linked = measures.filter(pl.col("reason_id").is_not_null()).join(
        tables["reason"].select(pl.col("row_id").alias("reason_id"), "project_id", "department_id", "year"),
        on="reason_id", validate="m:1", suffix="_reason",
    )  # fmt: skip
    assert linked.height == measures["reason_id"].drop_nulls().len()
    for column in ("project_id", "department_id", "year"):
        assert linked[column].eq_missing(linked[f"{column}_reason"]).all()
