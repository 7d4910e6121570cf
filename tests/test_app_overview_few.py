"""总览 and 执行率 with a dozen department-years or fewer: alike or not, scores, reasons, none; against the inputs."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import projects
from dashboard.metrics.filters import Filter
from tests.app import PageText, open_page
from tests.conftest import DATA
from tests.test_metrics_change import lines

CITY = DATA / "demo" / "city"


def demo_page(monkeypatch: pytest.MonkeyPatch, page: str = "overview", year: str = "2024", **query: str) -> PageText:
    years = {"from": year, "to": year}
    return open_page(DATA / "warehouse", monkeypatch, page, dataset="demo", **years, **query)


def wan(amount: Decimal) -> str:
    return f"{amount / 10**4:,.2f}".replace("-", "−")


@pytest.fixture(scope="module")
def sums() -> pl.DataFrame:
    rows = lines().group_by("department_id", "function", "year")
    return rows.agg(pl.col("budget_full_year").sum().alias("budget"), pl.col("executed").sum()).with_columns(
        rate=pl.col("executed").cast(pl.Float64) / pl.col("budget").cast(pl.Float64)
    )


def test_money_of_departments_alike(monkeypatch: pytest.MonkeyPatch, sums: pl.DataFrame) -> None:
    own = sums.filter((pl.col("function") == "应急管理") & (pl.col("year") == 2024))
    page = demo_page(monkeypatch, function="应急管理")
    budget, executed = Decimal(own["budget"].sum()), Decimal(own["executed"].sum())
    assert page.metric("全年预算") == wan(budget)
    assert page.metric("全年执行") == wan(executed)
    assert page.metric("未执行") == wan(budget - executed)
    assert page.metric("低于95%的部门") == str(own.filter(pl.col("rate") < 0.95).height)
    before = sums.filter((pl.col("function") == "应急管理") & (pl.col("year") == 2023))
    change = float(budget) / float(before["budget"].sum()) * 100 - 100
    assert f"较上年 {'+' if change > 0 else '−'}{abs(change):.1f}%" in page.text
    assert page.headline.startswith(f"2024年执行率{math.floor(float(executed / budget) * 1000) / 10:.1f}%")
    assert "年度、口径、范围相同，按执行率由低到高" in page.text


def test_one_overspent_department_agrees_with_its_rate(monkeypatch: pytest.MonkeyPatch, sums: pl.DataFrame) -> None:
    own = sums.filter((pl.col("department_id") == "wangshan-assets") & (pl.col("year") == 2025)).row(0, named=True)
    page = demo_page(monkeypatch, year="2025", department="wangshan-assets")
    assert page.metric("未执行") == wan(own["budget"] - own["executed"])
    assert page.headline.endswith(f"超出预算{wan(own['executed'] - own['budget'])}万元")
    assert "预算合计—" not in page.text


def test_one_department_over_years_names_the_year(monkeypatch: pytest.MonkeyPatch, sums: pl.DataFrame) -> None:
    own = sums.filter((pl.col("department_id") == "wangshan-emergency") & (pl.col("year") == 2025))
    page = open_page(DATA / "warehouse", monkeypatch, dataset="demo", department="wangshan-emergency")
    assert page.metric("2025年全年预算") == wan(own["budget"][0])


def test_alike_departments_are_ranked(monkeypatch: pytest.MonkeyPatch, sums: pl.DataFrame) -> None:
    own = sums.filter((pl.col("function") == "应急管理") & (pl.col("year") == 2024)).sort("rate")
    names = dict(pl.read_parquet(CITY / "department.parquet").select("department_id", "department").iter_rows())
    page = demo_page(monkeypatch, "execution", function="应急管理")
    best, worst = names[own["department_id"][-1]], names[own["department_id"][0]]
    assert f"{best}最高" in page.headline
    assert f"{worst}最低" in page.headline
    assert page.headline.endswith("年度、口径和范围相同，可以排名")
    assert "不排名" not in page.text


def test_what_differs_is_said(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "年度、口径、范围不同，不排名" in open_page(warehouse, monkeypatch, "execution").headline
    assert "年度、口径、范围不同，只并列，不合计、不排名" in open_page(warehouse, monkeypatch).text


@pytest.mark.parametrize("by", [{"function": "应急管理"}, {"department": "wangshan-emergency"}])
def test_the_score_is_of_the_whole_department(monkeypatch: pytest.MonkeyPatch, by: dict[str, str]) -> None:
    rows = pl.read_parquet(CITY / "department_year.parquet").filter(
        (pl.col("department_id") == "wangshan-emergency") & (pl.col("year") == 2024) & (pl.col("scope") == "department")
        & (pl.col("evaluation_kind") == "self")
    )  # fmt: skip
    drawn = str(demo_page(monkeypatch, **by).figures()[0])
    assert str(rows["score"][0]) in drawn
    assert "95.67" not in drawn


def test_money_stands_once_a_project(monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo_page(monkeypatch, function="应急管理")
    said = [line for line in page.text.splitlines() if line.endswith("　110.08")]
    assert len(said) == 1
    assert "同上项目" in page.text


def test_no_project_repeats_nothing(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, department="360113-yjj")
    assert page.text.count("报告没有列出单个项目") == 1
    for silly in ("0 / 0", "预算合计—", "点一格打开项目"):
        assert silly not in page.text
    english = open_page(warehouse, monkeypatch, department="360113-yjj", lang="en").text
    assert "1 department-years" not in english
    assert "1 projects" not in english


def test_describing_the_symptom_explains_nothing(demo: DuckDBEngine) -> None:
    """R99 as the first reason of a project is no explanation: counted from the inputs."""
    reason = pl.read_parquet(CITY / "reason.parquet").filter(
        (pl.col("explains") == "under_execution") & ~pl.col("is_inferred") & pl.col("project_id").is_not_null()
    )
    keys = ["project_id", "year", "fund_year"]
    first = reason.sort("ordinal").group_by(keys, maintain_order=True).first().select(*keys, "reason_code", "quote")
    rows = pl.read_parquet(CITY / "project_year.parquet").filter(
        (pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null()
    )
    budget = pl.coalesce("budget_full_year", "budget_initial").cast(pl.Float64)
    rows = rows.join(first, on=keys, how="left").with_columns(
        rate=pl.coalesce(pl.col("executed").cast(pl.Float64) / budget, "execution_rate_stated")
    )
    silent = (pl.col("executed") == 0) | pl.col("quote").is_not_null()
    asked = rows.filter((pl.col("rate") < 0.9) | (pl.col("rate").is_null() & silent))
    told = asked.filter(pl.col("quote").is_not_null() & ~pl.col("reason_code").is_in(["R90", "R99"]))
    made = demo.run(projects.summary(Filter(), 0.95, 0.9)).row(0, named=True)
    assert (made["to_explain"], made["explained"]) == (asked.height, told.height)
    assert told.height < asked.filter(pl.col("quote").is_not_null()).height
