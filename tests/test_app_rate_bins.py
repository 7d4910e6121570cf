"""A column of the rate histogram opens exactly the projects it counts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import low_list, projects
from dashboard.metrics.filters import Filter
from tests.app import open_page
from tests.conftest import DATA


def _by_hand(year: int) -> pl.DataFrame:
    """Final own reports of the demo on a full-year or unqualified budget, with their rate and the bin's lower limit."""
    rows = pl.read_parquet(DATA / "demo" / "city" / "project_year.parquet")
    rows = rows.filter((pl.col("year") == year) & (pl.col("evaluation_kind") == "self"))
    both = pl.col("budget_full_year").is_not_null() & pl.col("executed").is_not_null() & pl.col("as_of").is_null()
    return rows.with_columns(
        rate=pl.when(both & (pl.col("budget_full_year") > 0)).then(
            pl.col("executed").cast(float) / pl.col("budget_full_year").cast(float)
        )
    )


def test_each_bin_lists_what_it_counts(demo: DuckDBEngine) -> None:
    chosen = Filter(year_from=2025, year_to=2025)
    counts = dict(demo.run(projects.rate_histogram(chosen)).select("bin", "projects").iter_rows())
    rates = _by_hand(2025)["rate"]
    assert counts["40-50"] == rates.filter((rates >= 0.4) & (rates < 0.5)).len()
    assert counts["over"] == rates.filter(rates > 1).len()
    assert counts["none"] == rates.null_count()
    assert set(counts) <= set(projects.BINS)
    for in_bin, n in counts.items():
        assert demo.run(projects.low_projects(chosen, 0.9, in_bin=in_bin)).height == n, in_bin
        assert demo.run(low_list.low_summary(chosen, 0.9, 0.95, in_bin=in_bin))["low"][0] == n, in_bin


@pytest.mark.parametrize(
    ("in_bin", "said"), [("40-50", "执行率40%—50%"), ("over", "执行率超过100%"), ("none", "不能算出")]
)
def test_the_page_says_the_bin_in_headline_and_chip(monkeypatch: pytest.MonkeyPatch, in_bin: str, said: str) -> None:
    query = {"dataset": "demo", "from": "2025", "to": "2025", "low_bin": in_bin}
    page = open_page(Path(DATA / "warehouse"), monkeypatch, "low", **query)
    rates = _by_hand(2025)["rate"]
    n = {
        "40-50": rates.filter((rates >= 0.4) & (rates < 0.5)).len(),
        "over": rates.filter(rates > 1).len(),
        "none": rates.null_count(),
    }[in_bin]
    assert f"{n:,}个{said}" in page.text
    groups = [" ".join(o.content for o in e.proto.options) for e in page.app.get("button_group")]
    assert any(said in group for group in groups), "no chip to take it away"
