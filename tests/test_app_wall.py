"""大屏 and what a link may hold, without a browser, on both datasets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app import open_page
from tests.conftest import DATA

SLIDES = range(1, 7)


@pytest.mark.parametrize("slide", SLIDES)
def test_every_slide_of_the_reports_has_a_headline(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, slide: int
) -> None:
    page = open_page(warehouse, monkeypatch, "wall", slide=str(slide))
    assert page.headline
    assert "真实材料" in page.text


@pytest.mark.parametrize("slide", SLIDES)
def test_every_slide_of_the_demo_city_is_marked(monkeypatch: pytest.MonkeyPatch, slide: int) -> None:
    page = open_page(DATA / "warehouse", monkeypatch, "wall", slide=str(slide), dataset="demo", lang="en")
    assert page.headline
    assert page.text.count("Demo data") >= 2


@pytest.mark.parametrize("slide", SLIDES)
@pytest.mark.parametrize(
    "query", [{"district": "360103"}, {"department": "510402-yjj"}, {"from_": "2020", "to": "2020"}]
)
def test_a_slide_of_one_report_is_drawn(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, slide: int, query: dict[str, str]
) -> None:
    assert open_page(warehouse, monkeypatch, "wall", slide=str(slide), **query).headline


def test_the_first_slide_says_what_the_reports_state(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # 370MHz: 79.00 − 41.73; 应急管理专项工作经费: 48.00 − 40.91 (万元), both as printed in the reports.
    page = open_page(warehouse, monkeypatch, "wall")
    assert "少执行44.36万元" in page.headline
    assert page.metric("少执行") == "44.36"


def test_what_a_link_asks_for_in_vain_is_said(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, district="999999", from_="1999", saved="坏的")
    assert "链接里的2个筛选值在这份数据中不存在，已忽略：999999、1999。" in page.text
    assert "链接里有1个已存视图读不出来，已忽略。" in page.text
    assert "已忽略" not in open_page(warehouse, monkeypatch, district="360103").text
