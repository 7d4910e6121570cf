"""Comparable projects elsewhere and the way through the list: the rule, its numbers, and that nothing is merged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.metrics import alike
from tests.app import open_page
from tests.conftest import DATA

CITY = DATA / "demo" / "city"
SCREENING = "xiling-health-p075"
RUN = "适龄妇女两癌筛查"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("万家溪连通工程（第二批）", "万家溪连通"),
        ("2023年度救灾物资采购资金", "救灾物资采购"),
        ("西湖区救灾物资采购", "救灾物资采购"),
        ("21年省级应急管理专项资金(第三批)", "省级应急管理"),
        ("工程", "工程"),
    ],
)
def test_the_stem_of_a_name(name: str, expected: str) -> None:
    assert alike.stem(name, ("西湖区",)) == expected


def test_likeness_needs_a_run_of_three_and_half_of_the_shorter_name() -> None:
    assert alike.shared_run("双阳乡适龄妇女两癌筛查", "东湖片区适龄妇女两癌筛查") == RUN
    assert alike.likeness("双阳乡适龄妇女两癌筛查", "东湖片区适龄妇女两癌筛查") == pytest.approx(8 / 11)
    assert alike.likeness("应急演练", "应急救援") == 0.0
    assert alike.likeness("", "应急演练") == 0.0
    assert alike.likeness("防汛物资采购", "森林防火道路") == 0.0


def test_alike_projects_of_the_demo_city(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(
        DATA / "warehouse", monkeypatch, "project", dataset="demo", id=SCREENING, row=f"{SCREENING}|2024|2024|self"
    )
    lines = pl.read_parquet(CITY / "project_year.parquet").filter(
        (pl.col("year") == 2024)
        & pl.col("project_id").str.contains("-health-")
        & ~pl.col("project_id").str.starts_with("xiling-")
        & pl.col("project").str.contains(RUN, literal=True)
        & pl.col("budget_full_year").is_between(Decimal(300_000), Decimal(1_200_000))
        & pl.col("as_of").is_null()
    )
    rates = (lines["executed"] / lines["budget_full_year"]).cast(pl.Float64).sort().to_list()
    better = sum(rate > 0.7937 for rate in rates)
    assert f"其他区县有{len(rates)}个名称相近、预算相当的项目" in page.text
    assert f"{better}个比本项目高" in page.text
    assert "疑似" in page.text


def test_without_peers_one_quiet_sentence(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "project", id="510402-yjj-yingji-guanli-zhuanxiang")
    assert "2023年没有其他区县“应急管理”的项目可比" in page.text


def test_the_place_is_that_of_the_list(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = open_page(warehouse, monkeypatch, "project", id="510402-yjj-yingji-guanli-zhuanxiang")
    assert "低执行清单第2 / 6个" in whole.text
    narrowed = open_page(
        warehouse, monkeypatch, "project", id="510402-yjj-yingji-guanli-zhuanxiang", low_threshold="60"
    )
    assert "低执行清单第" not in narrowed.text
    found = open_page(warehouse, monkeypatch, "project", id="360103-yjj-370mhz", low_text="疫情")
    assert "低执行清单第1 / 1个" in found.text
    year = open_page(warehouse, monkeypatch, "project", id="360103-yjj-370mhz", from_="2022", to="2022")
    assert "低执行清单第1 / 1个" in year.text
