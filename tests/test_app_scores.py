"""得分分布: the figures shown, against polars over the input files."""

from __future__ import annotations

import re
import statistics
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import score_spread
from dashboard.metrics.filters import Filter
from tests.app import PageText, open_page
from tests.conftest import DATA

CITY = DATA / "demo" / "city"
SCHEME = "demo-10-50-30-10"
IN_2025 = Filter().years(2025)
DEMO = {"dataset": "demo"}


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    """Scored project-years of 2025 under the first scheme, with their department."""
    departments = pl.read_parquet(CITY / "department.parquet").select("department_id", "district_code", "function")
    rows = pl.read_parquet(CITY / "project_year.parquet").join(departments, on="department_id")
    return rows.filter(
        (pl.col("evaluation_kind") == "self")
        & (pl.col("year") == 2025)
        & pl.col("score").is_not_null()
        & (pl.col("scheme_id") == SCHEME)
    ).with_columns(pl.col("score").cast(pl.Float64))


def shown(monkeypatch: pytest.MonkeyPatch, **query: str) -> PageText:
    return open_page(DATA / "warehouse", monkeypatch, "scores", **DEMO, **query)


def title_with(page: PageText, words: str) -> str:
    found = [t for t in page.titles if words in t]
    assert found, (words, page.titles)
    return found[0]


@pytest.mark.parametrize("key", ["department_id", "district_code", "function"])
def test_quartiles_are_exact(demo: DuckDBEngine, lines: pl.DataFrame, key: score_spread.Key) -> None:
    found = demo.run(score_spread.strips(IN_2025, 15, key, scheme_id=SCHEME))
    expected = lines.group_by(key).agg(
        pl.len().alias("n"),
        *(
            pl.col("score").quantile(share, "linear").alias(name)
            for name, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75))
        ),
    )
    joined = found.unique(key).join(expected, on=key, how="full", suffix="_expected")
    assert joined.height == expected.height
    assert (joined["n"] == joined["n_expected"]).all()
    for name in ("q1", "median", "q3"):
        assert (joined[name] - joined[f"{name}_expected"]).abs().max() < 1e-9, name  # type: ignore[operator]


def test_what_is_drawn_keeps_the_ends_and_is_spread_evenly(demo: DuckDBEngine, lines: pl.DataFrame) -> None:
    found = demo.run(score_spread.strips(IN_2025, 15, "district_code", scheme_id=SCHEME))
    for (code,), own in lines.group_by("district_code"):
        drawn = found.filter(pl.col("district_code") == code)["score"].cast(pl.Float64)
        assert (drawn.min(), drawn.max()) == (own["score"].min(), own["score"].max())
        assert drawn.len() <= 17


def test_districts_are_shown_with_their_medians(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    page = shown(monkeypatch)
    medians = lines.group_by("district_code").agg(pl.col("score").median())["score"].to_list()
    title = title_with(page, "项目得分中位数")
    assert title.startswith(f"{len(medians)}个区县")
    assert f"从{min(medians):.1f}" in title
    assert f"到{max(medians):.1f}" in title


def test_three_hundred_departments_are_forty_and_say_so(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    page = shown(monkeypatch, score_by="department_id")
    medians = lines.group_by("department_id").agg(pl.col("score").median())["score"].to_list()
    middle = statistics.median(medians)
    assert f"共{len(medians)}个部门，列出中位数离居中的{middle:.1f}最远的40个" in page.text
    assert title_with(page, "项目得分中位数").startswith(f"{len(medians)}个部门")


def test_forty_departments_or_fewer_are_all_shown(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    district = str(lines["district_code"].min())
    page = shown(monkeypatch, score_by="department_id", district=district)
    own = lines.filter(pl.col("district_code") == district)
    assert title_with(page, "项目得分中位数").startswith(f"{own['department_id'].n_unique()}个部门")
    assert "最远的" not in page.text


def test_functions_are_a_grouping(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    page = shown(monkeypatch, score_by="function")
    assert title_with(page, "项目得分中位数").startswith(f"{lines['function'].n_unique()}个职能")


def test_high_scores_over_low_execution_are_all_listed(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    usable = lines.filter(
        pl.col("executed").is_not_null() & pl.col("budget_full_year").is_not_null() & pl.col("as_of").is_null()
    )
    rate = pl.col("executed").cast(pl.Float64) / pl.col("budget_full_year").cast(pl.Float64)
    inside = usable.with_columns(rate=rate).filter((pl.col("score") >= 90) & (pl.col("rate") < 0.8))
    page = shown(monkeypatch)
    departments = page.rows("scores-zone-departments-rows")
    assert len(departments) == 2
    assert all(row[0]["link"].startswith("department?dataset=demo&dept=") for row in departments)
    title = title_with(page, "高分低执行的项目")
    found = re.search(r"里(\d+)个在90分以上而不到80%", title)
    assert found
    listed = []
    for number in range(1, -(-int(found[1]) // 12) + 1):
        part = shown(monkeypatch, score_projects_page=str(number)).rows("scores-zone-projects-rows")
        assert len(part) <= 12
        listed += part
    assert len(listed) == int(found[1])
    names = {(r["project"], f"{float(r['score']):.2f}".rstrip("0").rstrip(".")) for r in inside.to_dicts()}
    assert names <= {(row[0]["text"], row[1]["text"]) for row in listed}
    rates = [float(row[2]["text"].rstrip("%")) for row in listed]
    assert rates == sorted(rates)
    assert all(row[0]["under"].endswith("2025年") for row in listed)


def test_grades_are_those_of_a_plain_count(monkeypatch: pytest.MonkeyPatch) -> None:
    years = pl.read_parquet(CITY / "department_year.parquet").filter(
        (pl.col("evaluation_kind") == "self")
        & (pl.col("year") == 2025)
        & (pl.col("scope") == "department")
        & (pl.col("scheme_id") == SCHEME)
        & pl.col("score").is_not_null()
    )
    excellent = years.filter(pl.col("score") >= Decimal(90)).height
    page = shown(monkeypatch)
    assert f"{years.height}个部门的评分中{round(excellent / years.height * 100)}%在90分以上" in page.headline


def test_losses_of_the_demo_are_those_of_the_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    page = shown(monkeypatch)
    years = pl.read_parquet(CITY / "department_year.parquet").filter(
        (pl.col("evaluation_kind") == "self") & (pl.col("year") == 2025) & (pl.col("scheme_id") == SCHEME)
    )
    rows = pl.read_parquet(CITY / "indicator_year.parquet").filter(
        pl.col("project_id").is_null() & pl.col("score").is_not_null() & (pl.col("evaluation_kind") == "self")
    )
    rows = rows.join(years.select("department_id", "year").unique(), on=["department_id", "year"], how="semi")
    lost = rows.group_by("level1").agg((pl.col("weight") - pl.col("score")).cast(pl.Float64).sum().alias("lost"))
    top = lost.sort("lost", descending=True).row(0, named=True)
    share = round(top["lost"] / lost["lost"].sum() * 100)
    assert title_with(page, "丢分").startswith(f"丢分最多的是{top['level1']}（占{share}%）")


def test_the_five_reports_show_bands_as_bands(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "scores")
    assert "1个只报分段" in title_with(page, "个有总分")
    assert "22 / 0 / 3" in page.text
