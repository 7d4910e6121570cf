"""Counts and means that must not take in what does not belong: other schemes, no reasons, public cases, partial rates.

Belongs here: one test for each such figure on screen, against the input files. Does not belong here: the rest of those
pages (``test_app_scores``, ``test_view_department``, ``test_app_overview``).
"""

from __future__ import annotations

import csv
from decimal import Decimal

import duckdb
import ibis
import polars as pl
import pytest

from dashboard.metrics import scores
from dashboard.strings import words
from tests.app import PageText, open_page
from tests.conftest import DATA

CITY = DATA / "demo" / "city"
WAREHOUSE = DATA / "warehouse"
EMPTY_REASONS = ("R90", "R99")
#: 应急管理 in 2024: departments under two schemes.
MIXED = {"dataset": "demo", "function": "应急管理", "from_": "2024", "to": "2024"}


def demo(table: str) -> pl.DataFrame:
    return pl.read_parquet(CITY / f"{table}.parquet")


def final_lines() -> pl.DataFrame:
    """Self-evaluated project-years with final figures and their unspent money."""
    rows = demo("project_year").filter((pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null())
    return rows.with_columns(unspent=pl.col("budget_full_year") - pl.col("executed"))


def first_reasons() -> pl.DataFrame:
    """The first stated reason for under-execution of each project-year."""
    rows = demo("reason").filter(
        (pl.col("explains") == "under_execution") & ~pl.col("is_inferred") & pl.col("project_id").is_not_null()
    )
    return rows.sort("ordinal").group_by("project_id", "year", "fund_year").agg(pl.col("reason_code").first())


def explained_lines() -> pl.DataFrame:
    """Lines with unspent money whose first reason is one."""
    joined = final_lines().filter(pl.col("unspent") > 0).join(
        first_reasons(), on=["project_id", "year", "fund_year"], how="left", nulls_equal=True
    )  # fmt: skip
    return joined.with_columns(is_explained=~pl.col("reason_code").fill_null("R90").is_in(EMPTY_REASONS))


def title_with(page: PageText, said: str) -> str:
    found = [t for t in page.titles if said in t]
    assert found, (said, page.titles)
    return found[0]


@pytest.mark.parametrize("scheme", [None, "demo-10-50-30-10", "demo-20-40-40"])
def test_losses_are_averaged_under_one_scheme(monkeypatch: pytest.MonkeyPatch, scheme: str | None) -> None:
    departments = demo("department").filter(pl.col("function") == "应急管理")["department_id"].to_list()
    own = pl.col("department_id").is_in(departments) & (pl.col("year") == 2024) & (pl.col("evaluation_kind") == "self")
    years = demo("department_year").filter(own).select("department_id", "scheme_id").unique()
    sizes = dict(years.group_by("scheme_id").len().rows())
    assert len(sizes) == 2
    shown = scheme or max(sizes, key=lambda one: int(sizes[one]))
    points = demo("indicator_year").filter(own & pl.col("project_id").is_null() & pl.col("score").is_not_null())
    points = points.join(years.filter(pl.col("scheme_id") == shown), on="department_id", how="semi")
    sums = points.group_by("department_id", "level1").agg(
        pl.col("score").cast(pl.Float64).sum(), pl.col("weight").cast(pl.Float64).sum()
    )
    page = open_page(WAREHOUSE, monkeypatch, "scores", **MIXED, **({"score_scheme": scheme} if scheme else {}))
    for (_, ), one in sums.group_by("level1"):  # fmt: skip
        score, weight = one["score"].mean(), one["weight"].mean()
        assert isinstance(score, float)
        assert isinstance(weight, float)
        printed = f"{score:.2f}" if one.height > 1 else f"{score:.2f}".rstrip("0").rstrip(".")
        assert f"{printed} / {weight:g}" in page.text
    others = sum(sizes.values()) - sizes[shown]
    assert f"{sum(sizes.values())}个部门年度中{sizes[shown]}个）；另{others}个用其他方案" in page.text


def test_no_reason_given_is_not_counted_as_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = explained_lines().filter(pl.col("year") == 2025)
    by_department = dict(lines.group_by("department_id").agg(pl.col("is_explained").any()).rows())
    silent = sorted(d for d, is_explained in by_department.items() if not is_explained)
    spoken = sorted(d for d, is_explained in by_department.items() if is_explained)
    assert {"wangshan-assets", "wangshan-emergency"} <= set(silent)
    for chosen, explained in (
        (["wangshan-assets", "wangshan-emergency"], 0),
        (["wangshan-assets", "wangshan-emergency", *spoken[:2]], 2),
    ):
        page = open_page(
            WAREHOUSE, monkeypatch, "compare", dataset="demo", department=chosen, from_="2025", to="2025"
        )  # fmt: skip
        assert title_with(page, "写了原因").startswith(f"{len(chosen)}个部门里{explained}个写了原因")


def test_a_profile_does_not_call_silence_the_first_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(WAREHOUSE, monkeypatch, "department", dataset="demo", dept="wangshan-assets")
    own = explained_lines().filter((pl.col("department_id") == "wangshan-assets") & (pl.col("year") == 2025))
    assert own.height
    assert not own["is_explained"].any()
    assert words("zh")("department.reasons_silent_all", year=2025) in page.titles
    assert "首要原因是未说明原因" not in page.text


def test_a_profile_counts_overspent_years_as_computable(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(WAREHOUSE, monkeypatch, "department", dataset="demo", dept="wangshan-assets")
    own = final_lines().filter((pl.col("department_id") == "wangshan-assets") & pl.col("unspent").is_not_null())
    years = own.group_by("year").agg(pl.col("unspent").cast(pl.Decimal(38, 2)).sum())
    assert years["unspent"].min() < Decimal(0)  # type: ignore[operator]
    assert title_with(page, "未执行最多的是").endswith(f"（{years.height}年能算）")


def test_public_cases_stand_in_a_table_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with (DATA / "real" / "public_cases" / "project_year.csv").open(encoding="utf-8", newline="") as file:
        cases = [r for r in csv.DictReader(file) if r["score"]]
    with (DATA / "real" / "public_cases" / "department_year.csv").open(encoding="utf-8", newline="") as file:
        cases += [r for r in csv.DictReader(file) if r["score"]]
    high = [r for r in cases if float(r["score"]) >= 90 and _case_rate(r) is not None and (_case_rate(r) or 0) < 0.8]
    assert high
    plain = open_page(WAREHOUSE, monkeypatch, "scores")
    page = open_page(WAREHOUSE, monkeypatch, "scores", cases="1")
    assert title_with(page, "两数齐全的2个里") == title_with(plain, "两数齐全的2个里")
    assert not [t for t in plain.titles if "公开案例" in t]
    assert title_with(page, "公开案例另列").endswith(f"高分低执行{len(high)}个")
    assert page.titles[-1].startswith("公开案例另列")
    at = page.text.index("##### 公开案例另列")
    assert "鄂州市财政局" not in page.text[:at]
    assert "鄂州市财政局" in page.text[at:]


def _case_rate(row: dict[str, str]) -> float | None:
    if row["budget_full_year"] and row["executed"]:
        return float(Decimal(row["executed"]) / Decimal(row["budget_full_year"]))
    return float(row["execution_rate_stated"]) if row["execution_rate_stated"] else None


def test_the_trend_counts_all_groups_and_draws_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    departments = demo("department").filter(pl.col("district_code") == "990102")["department_id"].to_list()
    lines = final_lines().filter(pl.col("department_id").is_in(departments) & pl.col("unspent").is_not_null())
    rates = lines.group_by("department_id", "year").agg(
        rate=pl.col("executed").cast(pl.Float64).sum() / pl.col("budget_full_year").cast(pl.Float64).sum()
    )
    first, last = min(rates["year"].to_list()), 2021
    ends = rates.filter(pl.col("year") == first).join(rates.filter(pl.col("year") == last), on="department_id")
    up = ends.filter(pl.col("rate_right") > pl.col("rate")).height
    down = ends.filter(pl.col("rate_right") < pl.col("rate")).height
    assert ends.height > 10
    page = open_page(WAREHOUSE, monkeypatch, "overview", dataset="demo", district="990102", to=str(last))
    assert title_with(page, "个上升、").startswith(
        f"{ends.height}个部门从{first}年到{last}年，{up}个上升、{down}个下降"
    )
    assert "只画末年最低的10个" in page.text


def test_a_symptom_is_no_explanation_on_the_overview(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = explained_lines().filter(pl.col("year") == 2025)
    explained = int(lines["is_explained"].sum())
    assert lines.filter(pl.col("reason_code") == "R99").height
    page = open_page(WAREHOUSE, monkeypatch, "overview", dataset="demo")
    assert f"{explained:,} / {lines.height:,}个有未执行资金的项目说明了原因" in page.text


def test_tied_medians_are_said_to_tie(monkeypatch: pytest.MonkeyPatch) -> None:
    departments = demo("department").select("department_id", "district_code")
    rows = demo("project_year").filter(
        (pl.col("evaluation_kind") == "self") & (pl.col("year") == 2025) & (pl.col("scheme_id") == "demo-10-50-30-10")
    )
    medians = rows.join(departments, on="department_id").group_by("district_code").agg(
        pl.col("score").cast(pl.Float64).median()
    )["score"].drop_nulls().round(1)  # fmt: skip
    tied = int((medians == medians.max()).sum())
    assert tied > 1
    page = open_page(WAREHOUSE, monkeypatch, "scores", dataset="demo")
    assert title_with(page, "项目得分中位数").endswith(f"到{max(medians.to_list()):.1f}（{tied}个区县并列）")


def test_only_comparable_rates_stand_beside_scores() -> None:
    cases = [
        ("full_year", None, 0.5, 0.6, 0.5, False),
        ("full_year", None, None, 0.6, 0.6, True),
        (None, None, None, 0.6, 0.6, True),
        ("initial", None, 0.5, 0.6, 0.6, True),
        ("received", None, 0.5, 0.6, None, True),
        ("full_year", "2025-08-31", 0.5, 0.6, None, False),
        (None, "2025-08-31", None, 0.6, None, True),
    ]
    names = ("rate_basis", "as_of", "execution_rate_computed", "execution_rate_stated", "expected", "is_stated")
    rows = ibis.memtable(
        pl.DataFrame(cases, schema=dict(zip(names, (pl.String, pl.String, *[pl.Float64] * 3, pl.Boolean), strict=True)),
                     orient="row")
    )  # fmt: skip
    found = ibis.duckdb.from_connection(duckdb.connect()).to_polars(scores.with_rate(rows))
    assert found["rate"].to_list() == [case[4] for case in cases]


def test_a_rate_on_the_year_start_budget_is_marked_among_high_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = demo("project_year").filter(
        (pl.col("evaluation_kind") == "self")
        & (pl.col("scheme_id") == "demo-10-50-30-10")
        & pl.col("budget_full_year").is_null()
        & pl.col("budget_initial").is_not_null()
        & pl.col("as_of").is_null()
        & (pl.col("score").cast(pl.Float64) >= 90)
        & (pl.col("execution_rate_stated") < 0.8)
    )
    year = int(lines["year"].max())  # type: ignore[arg-type]
    expected = sorted(lines.filter(pl.col("year") == year)["project"])
    marked: list[str] = []
    for number in range(1, 40):
        page = open_page(
            WAREHOUSE, monkeypatch, "scores", dataset="demo", from_=str(year), to=str(year),
            score_projects_page=str(number),
        )  # fmt: skip
        rows = page.rows("scores-zone-projects-rows")
        marked += [row[0]["text"] for row in rows if row[2]["under"] == "按年初预算"]
        if len(rows) < 12 or len(marked) >= len(expected):
            break
    assert sorted(marked) == expected
