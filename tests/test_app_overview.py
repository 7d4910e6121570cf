"""总览 and the shell: the numbers shown, for all rows, filtered, none and one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app import open_page
from tests.conftest import DATA


def test_the_five_reports(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch)
    assert page.headline == "能算出执行率的12个项目里，2个低于95%，少执行44.36万元；另外25个没有写明预算数"
    assert page.metric("项目") == "37"
    assert page.metric("能算执行率") == "12 / 37"
    assert page.metric("未执行") == "44.36"
    assert page.metric("说明了原因") == "6 / 6"
    assert page.metric("数据核对发现") == "12"
    assert "37个项目：10个达标，2个低于95%，25个不能算" in page.titles
    assert "没有花出去的原因：6个项目，6种说法" in page.titles
    assert "西湖区应急管理局另有3个项目只写年初预算（100.00，执行100.00），单列" in page.text
    assert "真实材料" in page.text
    assert "公开案例" not in page.text


def test_filtered_to_2022(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, **{"from": "2022", "to": "2022"})
    assert page.headline == "能算出执行率的11个项目里，1个低于95%，少执行37.27万元"
    assert page.metric("项目") == "11"


def test_nothing_left(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, district="360103", **{"from": "2023", "to": "2023"})
    assert "当前筛选下没有数据" in page.titles
    assert "2020—2024年，5个部门" in page.text


def test_one_project(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, district="510402")
    assert page.headline == "2023年执行率85.2%，比95%的目标低9.8个百分点；未执行7.09万元"
    assert page.metric("未执行") == "7.09"


def test_units_and_language(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_page(warehouse, monkeypatch, unit="yuan").metric("未执行（元）") == "443,606.00"
    page = open_page(warehouse, monkeypatch, lang="en")
    assert page.headline.startswith("Of 12 projects with a computable rate, 2 miss 95%")
    assert page.metric("Unspent") == "44.36"


def test_cases_join_by_the_switch_only(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, cases="1")
    assert page.metric("未执行") == "44.36", "cases are added to nothing"
    assert "公开案例：5个部门年度、24个项目，单独列示，不计入任何合计" in page.titles


@pytest.mark.parametrize(
    "query",
    [
        {"district": "999999"},
        {"from": "abc", "to": "1850"},
        {"unit": "dollars", "lang": "xx"},
        {"province": "'; DROP TABLE project_year; --"},
        {"city": "420100", "district": "360103"},
    ],
)
def test_bad_values_in_the_address_fall_back(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    page = open_page(warehouse, monkeypatch, **query)
    assert "项目" in page.headline


def test_no_snapshot_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(tmp_path, monkeypatch)
    assert "make build" in page.text or "make run" in page.text
    assert "Traceback" not in page.text


def test_demo_is_marked_and_agrees_with_its_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    import polars as pl

    page = open_page(DATA / "warehouse", monkeypatch, dataset="demo")
    assert "演示数据" in page.text
    lines = pl.read_parquet(DATA / "demo" / "city" / "project_year.parquet").filter(
        (pl.col("year") == 2025)
        & (pl.col("evaluation_kind") == "self")
        & pl.col("as_of").is_null()
        & pl.col("budget_full_year").is_not_null()
        & pl.col("executed").is_not_null()
    )
    rate = lines["executed"].sum() / lines["budget_full_year"].sum()
    assert page.headline.startswith(f"2025年执行率{int(rate * 1000) / 10}%")
    assert page.metric("全年预算（亿元）") == f"{lines['budget_full_year'].sum() / 10**8:.2f}"


def test_an_own_dataset_can_be_opened(tmp_path: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "我的数据").symlink_to(warehouse / "real")
    page = open_page(tmp_path, monkeypatch, dataset="我的数据")
    assert page.metric("项目") == "37"
    assert "我的数据" in page.text
