"""Walks through the served dashboard in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page

from tests.browser import open_page, settle

pytestmark = pytest.mark.browser
PAGES = ("", "execution", "scores", "low", "reasons", "compare", "measures", "findings", "about")
QUOTE = "由于疫情原因，该项目进度受到影响"


def text(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")


def choose(page: Page, label: str, option: str) -> None:
    """Choose one option of a select box in the open filter popover."""
    box = page.locator("[data-testid=stSelectbox]").filter(has_text=label)
    box.locator("input").click()
    page.locator("[role=option]").filter(has_text=option).first.click()
    settle(page)


def choose_segment(page: Page, name: str) -> None:
    """Choose one option of a segmented control, whichever role this Streamlit gives it."""
    radio = page.get_by_role("radio", name=name, exact=True)
    radio.or_(page.get_by_role("button", name=name, exact=True)).first.click()
    settle(page)


def test_from_the_filter_to_the_sentence_and_back_by_address(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_role("button", name="筛选").click()
    settle(page)
    choose(page, "起始年度", "2022年")
    choose(page, "截止年度", "2022年")
    page.keyboard.press("Escape")
    assert "from=2022" in page.url
    assert "to=2022" in page.url
    page.get_by_role("link", name="低执行项目").click()
    page.wait_for_url(lambda now: "from=2022" in now)
    settle(page)
    link = page.locator(".st-key-panel-low-table tbody a").first
    assert (link.get_attribute("href") or "").startswith("project?from=2022&to=2022&id=360103-yjj-370mhz")
    link.click()
    page.wait_for_url(lambda now: "/project" in now)
    settle(page)
    shown = text(page)
    assert "370MHz应急指挥窄带无线通信网和图传指挥设备项目" in shown
    assert "疫情影响" in shown
    assert QUOTE in shown
    for figure in ("79.00", "41.73", "37.27", "52.82%"):
        assert figure in shown
    copied = page.url
    open_page(page, copied)
    assert text(page) == shown
    assert page.url == copied


@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_no_request_leaves_the_machine_and_no_page_fails(page: Page, address: str, dataset: str) -> None:
    seen: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("websocket", lambda socket: seen.append(socket.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name in (*PAGES, "project?id=360103-yjj-370mhz"):
        query = ("&" if "?" in name else "?") + f"dataset={dataset}"
        page.goto(f"{address}/{name}{query}")
        settle(page)
        assert "没有画出来" not in text(page), name
        assert ("演示数据" if dataset == "demo" else "真实材料") in text(page), name
    hosts = {urlparse(url).netloc for url in seen if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlparse(address).netloc}
    assert not errors
    assert any(url.endswith("NotoSansSC-Regular.woff2") for url in seen)


def test_chinese_is_drawn_with_the_shipped_font(page: Page, address: str) -> None:
    open_page(page, address)
    loaded = page.evaluate(
        """() => [...document.fonts].filter(f => f.family.includes("Noto Sans SC") && f.status === "loaded").length"""
    )
    assert loaded >= 2
    assert page.evaluate("""() => document.fonts.check("16px 'Noto Sans SC'", "绩效预算执行率")""")


def test_the_source_of_a_figure_opens_its_quotes(page: Page, address: str) -> None:
    open_page(page, f"{address}/?district=360103")
    page.get_by_role("button", name="来源").nth(1).click()
    settle(page)
    shown = page.locator("[data-testid=stPopoverBody]").inner_text().replace("\u2060", "")
    assert "西湖区应急管理局2022年项目绩效自评总报告" in shown
    assert "字符" in shown
    assert "「" in shown


def test_every_figure_can_be_taken_away_as_csv_png_and_svg(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}/?dataset=demo")
    page.get_by_role("button", name="下载").first.click()
    settle(page)
    for kind in ("PNG", "SVG", "CSV"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=kind, exact=True).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        content = file.read_bytes()
        assert "演示数据" in file.name
        if kind == "PNG":
            assert content.startswith(b"\x89PNG")
            width = int.from_bytes(content[16:20], "big")
            assert width > 1200
        elif kind == "SVG":
            assert "演示数据" in content.decode("utf-8")
            assert "font/woff2" in content.decode("utf-8")
        else:
            assert content.startswith("\ufeff".encode())
            assert "演示数据" in content.decode("utf-8-sig")


def test_a_click_on_a_square_opens_its_project(page: Page, address: str) -> None:
    open_page(page, f"{address}/?district=510402")
    chart = page.locator(".st-key-panel-overview-squares .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    chart.locator(".scatterlayer .point").first.click(force=True)
    page.wait_for_url(lambda now: "/project" in now)
    settle(page)
    assert "应急管理专项工作经费" in text(page)


def test_units_language_and_dataset_switch_in_the_settings(page: Page, address: str) -> None:
    open_page(page, address)
    page.get_by_role("button", name="设置").click()
    settle(page)
    choose_segment(page, "元")
    assert "unit=yuan" in page.url
    assert "443,606.00" in text(page)
    choose_segment(page, "English")
    assert "lang=en" in page.url
    assert re.search(r"2 miss 95%", text(page))
