"""执行率: ranking, money, peers and slope against plain counts over the inputs; small data, one department."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import median
from typing import Any, cast

import polars as pl
import pytest

from dashboard.views import execution_beside
from tests.app import PageText, open_page
from tests.conftest import DATA
from tests.test_metrics_change import lines

YEAR = 2025


@pytest.fixture(scope="module")
def departments() -> pl.DataFrame:
    """Σ budget, Σ executed and rate per department, district, function and year."""
    sums = lines().group_by("department_id", "function", "district_code", "year")
    return sums.agg(budget=pl.col("budget_full_year").sum(), executed=pl.col("executed").sum()).with_columns(
        rate=pl.col("executed").cast(pl.Float64) / pl.col("budget").cast(pl.Float64)
    )


def demo(monkeypatch: pytest.MonkeyPatch, page: str = "execution", **query: str) -> PageText:
    return open_page(DATA / "warehouse", monkeypatch, page, dataset="demo", **query)


def title(page: PageText, start: str) -> str:
    found = [t for t in page.titles if start in t]
    assert len(found) == 1, page.titles
    return found[0]


def floored(rate: float) -> str:
    return f"{math.floor(rate * 1000 + 1e-9) / 10:.1f}%"


def test_five_figures_and_their_sentences(monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame) -> None:
    page = demo(monkeypatch)
    assert len(page.figures()) == 5
    now = departments.filter(pl.col("year") == YEAR)
    largest = now.sort("budget", descending=True).head(8)
    low = largest.filter(pl.col("rate") < 0.95).height
    share = f"{largest['budget'].sum() / now['budget'].sum() * 100:.0f}%"
    assert f"预算最大的8个部门占全部预算的{share}，其中{low}个未达95%" in page.titles
    rows = lines().filter(pl.col("year") == YEAR)
    left = sorted((v for v in rows["budget_full_year"] - rows["executed"] if v > 0), reverse=True)
    goal, running, needed = float(sum(left)) * 0.8, 0.0, 0
    while running < goal:
        running += float(left[needed])
        needed += 1
    assert f"{len(left):,}个有结余的项目里，{needed}个就占未执行资金的80%" in page.titles


def test_peers_name_the_function_that_differs_most(monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame) -> None:
    now = departments.filter(pl.col("year") == YEAR)
    spreads = now.group_by("function").agg(spread=pl.col("rate").max() - pl.col("rate").min(), low=pl.col("rate").min())
    widest = spreads.sort("spread", descending=True).row(0, named=True)
    said = title(demo(monkeypatch), "各区县相差最大")
    assert widest["function"] in said
    assert f"{widest['spread'] * 100:.1f}个百分点" in said
    assert floored(widest["low"]) in said


def test_one_function_ranks_its_districts_against_their_median(
    monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame
) -> None:
    own = departments.filter((pl.col("year") == YEAR) & (pl.col("function") == "水利"))
    said = title(demo(monkeypatch, function="水利"), "部门的中位数为")
    assert f"{own.height}个水利部门" in said
    in_one_year = demo(monkeypatch, function="水利", **{"from": str(YEAR), "to": str(YEAR)})
    assert title(in_one_year, "部门的中位数为") == said, "few rows say the same"
    assert floored(median(own["rate"])) in said
    assert floored(own["rate"].min()) in said


def traces(page: PageText, name: str) -> list[dict[str, Any]]:
    return [
        t for figure in page.figures() for t in cast("list[dict[str, Any]]", figure["data"]) if t.get("name") == name
    ]


def test_too_many_departments_for_a_dot_each_are_ranges_with_the_lowest_and_the_chosen(
    monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame
) -> None:
    monkeypatch.setattr(execution_beside, "_DOTS", 40)
    page = demo(monkeypatch, district="990102")
    now = departments.filter(pl.col("year") == YEAR).drop_nulls("rate")
    own = set(now.filter(pl.col("district_code") == "990102")["department_id"])
    assert "部门太多，不逐个画点" in page.text
    assert len(traces(page, "range")) == 1
    dots = {code for name in ("chosen", "others") for t in traces(page, name) for code in t["customdata"]}
    lowest = now.sort("rate", "department_id").group_by("function", maintain_order=True).first()
    shown = lowest.filter(
        pl.col("function").is_in(now.filter(pl.col("department_id").is_in(own))["function"].to_list())
    )
    assert dots == own | set(shown["department_id"])


def test_a_long_ranking_lists_the_chosen_and_the_lowest_of_the_others(
    monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame
) -> None:
    monkeypatch.setattr(execution_beside, "_RANKED", 4)
    page = demo(monkeypatch, department="wangshan-emergency", **{"from": str(YEAR), "to": str(YEAR)})
    peers = departments.filter((pl.col("year") == YEAR) & (pl.col("function") == "应急管理")).drop_nulls("rate")
    others = peers.filter(pl.col("department_id") != "wangshan-emergency").sort("rate")["department_id"].head(3)
    assert f"只列出4个：先列当前筛选的，再列其余最低的；中位数按全部{peers.height}个计算" in page.text
    dots = {code for name in ("chosen", "others") for t in traces(page, name) for code in t["customdata"]}
    assert dots == {"wangshan-emergency", *others}


def test_one_department_stands_among_its_peers_outside_the_filter(
    monkeypatch: pytest.MonkeyPatch, departments: pl.DataFrame
) -> None:
    peers = departments.filter((pl.col("year") == YEAR) & (pl.col("function") == "应急管理"))
    own = peers.filter(pl.col("department_id") == "wangshan-emergency")["rate"][0]
    page = demo(monkeypatch, department="wangshan-emergency")
    said = title(page, "在10个应急管理部门中排第")
    assert f"排第{peers.filter(pl.col('rate') > own).height + 1}，" in said
    assert "筛选之外" in page.text


def test_the_slope_compares_first_and_last_year(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = lines().group_by("district_code", "year")
    rates = rows.agg(rate=pl.col("executed").cast(float).sum() / pl.col("budget_full_year").cast(float).sum())
    ends = [dict(rates.filter(pl.col("year") == y).select("district_code", "rate").iter_rows()) for y in (2018, 2025)]
    rose = sum(ends[1][d] > ends[0][d] for d in ends[0])
    short = sum(rate < 0.95 for rate in ends[1].values())
    page = demo(monkeypatch, execution_beside="slope", execution_by="district_code")
    expected = f"10个区县从2018年到2025年，{rose}个上升、{10 - rose}个下降，末年{short}个低于95%"
    assert expected in page.titles
    assert len(page.figures()) == 5


def test_one_year_is_no_slope_and_still_has_its_change(monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo(monkeypatch, execution_beside="slope", **{"from": "2023", "to": "2023"})
    assert "没有首末年可比" in page.text
    assert "降得最多" in title(page, "30个职能里")


def test_the_five_reports_are_drawn_or_said_why_not(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "execution")
    assert "从预算到执行：2行两数可比，1行未达95%" in page.titles
    assert "2个有结余的项目里，1个就占未执行资金的84%" in page.titles
    assert "各在不同年度（西湖区2022年、东区2023年）" in page.text
    assert len(page.figures()) == 4
    one = open_page(warehouse, monkeypatch, "execution", district="510402")
    assert "从预算到执行：只有2023年两数可比（n=1），剩7.09万元" in one.titles
    assert "能算出结余的只有1个项目：应急管理专项工作经费，未执行7.09万元" in one.text
    assert "没有两个同职能的部门" in one.text
    none = open_page(warehouse, monkeypatch, "execution", district="360113")
    assert "没有一行同时有可比的预算和执行数" in none.text
    assert "没有能算出结余的项目" in none.text
