"""Walks through 得分分布, 低执行项目 and 原因分析 in a real Chromium, on both datasets."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import open_page, settle

pytestmark = pytest.mark.browser
#: Where the lists of these pages stand: the page's path and the panels with a table.
LISTS = {
    "low?": ("low-table",),
    "reasons?code=R05": ("reasons-list",),
    "reasons?reasons_by=district_code": ("reasons-groups",),
    "reasons?reasons_by=year": ("reasons-groups",),
}
#: Those that need many departments.
DEMO_LISTS = {
    "reasons?reasons_by=function": ("reasons-groups",),
    "reasons?reasons_by=others": ("reasons-others",),
    "scores?": ("scores-zone-departments", "scores-zone-projects"),
}
#: Width beyond the box, and the cells whose text does not fit them.
MEASURE = """table => ({
    over: table.scrollWidth - table.parentElement.clientWidth,
    clipped: [...table.querySelectorAll("th, td")]
        .filter((c) => c.scrollWidth > c.clientWidth + 1 || c.scrollHeight > c.clientHeight + 1)
        .map((c) => c.innerText),
})"""


def text(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")


def headline(page: Page) -> str:
    return page.locator("[data-testid=stMain] h2").first.inner_text().replace("\u2060", "")


def choose(page: Page, name: str) -> None:
    """Choose one option of a segmented control, whichever role this Streamlit gives it."""
    radio = page.get_by_role("radio", name=name, exact=True)
    radio.or_(page.get_by_role("button", name=name, exact=True)).first.click()
    settle(page)


def first_row(page: Page, panel: str) -> Locator:
    return page.locator(f".st-key-panel-{panel} table.records tbody tr").first


def click_row(page: Page, panel: str) -> None:
    """Click a panel's first row beside its link."""
    first_row(page, panel).locator("td").last.click()
    settle(page)


def click_link(page: Page, panel: str) -> None:
    """Click the link of a panel's first row; it leads where it says."""
    link = first_row(page, panel).locator("a")
    target = urlsplit(link.get_attribute("href") or "")
    link.click()
    settle(page)
    shown = urlsplit(page.url)
    assert shown.path == f"/{target.path}"
    assert parse_qs(shown.query) == parse_qs(target.query)


def click_bar(page: Page, panel: str) -> None:
    """Click the first bar of a panel's figure."""
    page.locator(f".st-key-panel-{panel} .barlayer .point path").first.click(force=True)
    settle(page)


def search(page: Page, words: str) -> None:
    box = page.get_by_label("在项目名称和原因中查找")
    box.fill(words)
    box.press("Enter")
    settle(page)


@pytest.mark.parametrize(
    ("dataset", "words", "found", "nothing"),
    [("real", "疫情　３７０ｍｈｚ", "查到1个项目", "疫情 推迟"), ("demo", "疫情　桥", "查到", "疫情 没有这个词")],
)
def test_search_the_list_open_a_project_and_walk_on(
    page: Page, address: str, dataset: str, words: str, found: str, nothing: str
) -> None:
    open_page(page, f"{address}/low?dataset={dataset}")
    search(page, nothing)
    assert "没有找到" in headline(page)
    page.get_by_role("button", name="清除查找条件").click()
    page.wait_for_url(lambda now: "low_text" not in now)
    settle(page)
    search(page, words)
    assert headline(page).startswith(found)
    assert "low_text=" in page.url
    click_link(page, "low-table")
    assert "/project" in page.url
    assert "low_text=" in page.url
    assert "疫情" in text(page)


def test_previous_and_next_follow_the_order_of_the_list(page: Page, address: str) -> None:
    open_page(page, f"{address}/low?dataset=demo&function=水利&from=2025&to=2025&low_order=rate")
    click_row(page, "low-table")
    first = page.url
    assert "low_order=rate" in first
    assert "1 / " in text(page)
    page.locator("[data-testid=stMain]").get_by_role("button", name="下一个").or_(
        page.get_by_role("link", name="下一个")
    ).first.click()
    settle(page)
    assert page.url != first
    assert "2 / " in text(page)


@pytest.mark.parametrize(
    ("dataset", "path"),
    [*(("real", path) for path in LISTS), *(("demo", path) for path in LISTS | DEMO_LISTS)],
)
def test_nothing_of_a_list_is_cut_at_tablet_width(page: Page, address: str, dataset: str, path: str) -> None:
    open_page(page, f"{address}/{path}&dataset={dataset}", 834, 1112)
    for panel in (LISTS | DEMO_LISTS)[path]:
        measured = page.locator(f".st-key-panel-{panel} table.records").evaluate(MEASURE)
        assert measured == {"over": 0, "clipped": []}, panel


def test_a_list_is_turned_by_pages_kept_in_the_address(page: Page, address: str) -> None:
    open_page(page, f"{address}/reasons?dataset=demo&code=R05")
    rows = page.locator(".st-key-panel-reasons-list tbody tr")
    first = rows.first.inner_text()
    assert rows.count() == 12
    page.locator(".st-key-panel-reasons-list [data-testid=stPagination]").get_by_text("2", exact=True).click()
    page.wait_for_url(lambda now: "reasons_page=2" in now)
    settle(page)
    assert rows.count() == 12
    assert rows.first.inner_text() != first
    assert "第13—24条" in text(page)


@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_a_reason_its_projects_its_quote_and_back(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/reasons?dataset={dataset}")
    click_bar(page, "reasons-money")
    assert "code=R" in page.url
    assert "原因：" in text(page)
    click_link(page, "reasons-list")
    assert "/project" in page.url
    page.go_back()
    page.wait_for_url(lambda now: "code=R" in now)
    settle(page)
    click_row(page, "reasons-list")
    assert "/project" in page.url
    page.go_back()
    settle(page)
    page.get_by_role("button", name="清除", exact=True).click()
    page.wait_for_url(lambda now: "code=" not in now)
    settle(page)


def test_the_range_stays_in_the_address_and_changes_the_answer(page: Page, address: str) -> None:
    open_page(page, f"{address}/reasons?dataset=demo")
    owed = headline(page)
    choose(page, "全部未执行的")
    assert "reasons_range=all" in page.url
    assert headline(page) != owed
    said = headline(page)
    assert headline(open_page(page, page.url)) == said


def test_groups_narrow_the_page_to_one_of_them(page: Page, address: str) -> None:
    open_page(page, f"{address}/reasons?dataset=demo&from=2025&to=2025")
    choose(page, "区县")
    assert "reasons_by=district_code" in page.url
    click_link(page, "reasons-groups")
    assert "district=" in page.url
    assert "按金额" in text(page)


def test_scores_by_department_and_from_a_high_score_to_its_project(page: Page, address: str) -> None:
    open_page(page, f"{address}/scores?dataset=demo")
    choose(page, "按部门")
    assert "score_by=department_id" in page.url
    assert "最远的40个" in text(page)
    open_page(page, page.url)
    assert "最远的40个" in text(page)
    click_row(page, "scores-zone-projects")
    assert "/project" in page.url


def test_a_department_of_the_zone_opens_its_profile(page: Page, address: str) -> None:
    open_page(page, f"{address}/scores?dataset=demo")
    click_row(page, "scores-zone-departments")
    assert "/department" in page.url
    assert "dept=" in page.url


def test_a_report_of_the_five_opens_its_department(page: Page, address: str) -> None:
    open_page(page, f"{address}/scores")
    page.locator(".st-key-panel-scores-strips .scatterlayer .point").first.click(force=True)
    page.wait_for_url(lambda now: "/department" in now)
    settle(page)
