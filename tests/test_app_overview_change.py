"""总览 below the first screen: the course of the districts and the biggest movers, against plain counts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.app import PageText, open_page
from tests.conftest import DATA
from tests.test_metrics_change import expected_movers, lines


def demo(monkeypatch: pytest.MonkeyPatch, **query: str) -> PageText:
    return open_page(DATA / "warehouse", monkeypatch, dataset="demo", **query)


def named() -> dict[str, str]:
    rows = pl.read_parquet(DATA / "demo" / "city" / "department.parquet").select("department_id", "department")
    return dict(rows.iter_rows())


def test_districts_have_a_frame_each_and_the_title_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = lines().group_by("district_code", "year")
    rates = rows.agg(rate=pl.col("executed").cast(float).sum() / pl.col("budget_full_year").cast(float).sum())
    first, last = (
        dict(rates.filter(pl.col("year") == y).select("district_code", "rate").iter_rows()) for y in (2018, 2025)
    )
    change = {d: last[d] - first[d] for d in first}
    up = sum(c > 0 for c in change.values())
    page = demo(monkeypatch)
    title = next(t for t in page.titles if t.startswith("10个区县从2018年到2025年"))
    assert f"{up}个上升、{10 - up}个下降" in title
    assert f"（−{-min(change.values()) * 100:.1f}个百分点）" in title
    assert len(page.figures()) == 5


def test_the_biggest_movers_are_those_of_a_plain_count(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = {d: e["change"] for d, e in expected_movers(lines(), 2025).items() if e["is_counted"]}
    ordered = sorted(expected, key=lambda d: (float(str(expected[d])), d))
    page, names = demo(monkeypatch), named()
    title = next(t for t in page.titles if t.startswith("2025年与上年相比"))
    assert f"{names[ordered[0]]}降得最多" in title
    assert f"{names[ordered[-1]]}升得最多（+{float(str(expected[ordered[-1]])) * 100:.1f}个百分点）" in title
    drawn = [t for f in page.figures() for t in f["data"] if t.get("name") == "previous"]  # type: ignore[attr-defined]
    assert drawn[0]["customdata"] == [*ordered[:5], *ordered[::-1][:5]]
    assert f"合占90%的{len(expected)}个" in page.text


@pytest.mark.parametrize(
    "query", [{"from": "2025", "to": "2025"}, {"district": "990102", "from": "2025", "to": "2025"}]
)
def test_one_year_still_says_what_changed(monkeypatch: pytest.MonkeyPatch, query: dict[str, str]) -> None:
    page = demo(monkeypatch, **query)
    assert "没有上年可比" not in page.text
    assert "没有走势" in page.text
    assert any(t.startswith("2025年与上年相比") for t in page.titles)


def test_the_first_year_has_nobody_to_compare_with(monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo(monkeypatch, **{"from": "2018", "to": "2018"})
    assert "没有部门在2017年和2018年都能算执行率" in page.text


def test_more_projects_than_squares_are_counted_by_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo(monkeypatch, function="水利", **{"from": "2025", "to": "2025"})
    own = lines().filter((pl.col("year") == 2025) & (pl.col("function") == "水利"))
    assert any(t.startswith(f"{own.height}个能比的项目里") for t in page.titles)
    assert any(t.startswith("2025年与上年相比") for t in page.titles)


def test_years_of_one_department_are_not_so_many_departments(monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo(monkeypatch, department="wangshan-emergency")
    assert any(t.startswith("8个部门年度能看到执行率") for t in page.titles)
    assert "望山区应急管理局2018年" in page.text
    assert "个百分点）。" in page.text


def test_the_reports_say_that_nothing_can_be_compared(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有一个部门有两个年度能算执行率" in open_page(warehouse, monkeypatch).text
    one_year = open_page(warehouse, monkeypatch, **{"from": "2022", "to": "2022"})
    assert "没有部门在2021年和2022年都能算执行率" in one_year.text
