"""Walks over the project page, the department profile and 部门对比 in a real Chromium, on both datasets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import open_page, settle

pytestmark = pytest.mark.browser
MHZ = "360103-yjj-370mhz"
SCREENING = "xiling-health-p075"


def text(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")


def test_next_and_previous_follow_the_filtered_list(page: Page, address: str) -> None:
    open_page(page, f"{address}/project?id={MHZ}&low_threshold=90")
    assert "低执行清单第1 / 6个" in text(page)
    page.get_by_role("button", name="下一个").click()
    settle(page)
    assert "低执行清单第2 / 6个" in text(page)
    assert "应急管理专项工作经费" in text(page)
    page.get_by_role("button", name="上一个").click()
    page.wait_for_url(lambda now: MHZ in now)
    settle(page)
    open_page(page, f"{address}/project?id={MHZ}&from=2022&to=2022")
    assert "低执行清单第1 / 1个" in text(page)
    assert page.get_by_role("button", name="下一个").is_disabled()


def test_from_a_project_to_one_like_it_elsewhere(page: Page, address: str) -> None:
    open_page(page, f"{address}/project?dataset=demo&id={SCREENING}&row={SCREENING}%7C2024%7C2024%7Cself")
    link = page.locator(".st-key-panel-project-alike a.open").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(lambda now: SCREENING not in now)
    settle(page)
    assert page.locator("h2").first.inner_text().replace("\u2060", "") == name


def test_from_a_project_to_its_department_and_on_to_the_list(page: Page, address: str) -> None:
    open_page(page, f"{address}/project?id={MHZ}")
    page.get_by_role("link", name="西湖区应急管理局（南昌市）").click()
    page.wait_for_url(lambda now: "/department?" in now)
    settle(page)
    assert "dept=360103-yjj" in page.url
    assert "id=" not in page.url.replace("dept=", "")
    assert "西湖区应急管理局2022年执行率95.7%" in text(page)
    page.locator(".st-key-department-links").get_by_role("link", name="低执行项目").click()
    page.wait_for_url(lambda now: "department=360103-yjj" in now)
    settle(page)
    assert "dept=" not in page.url
    assert "37.27万元" in text(page)


def test_from_the_comparison_to_a_profile_and_to_a_project(page: Page, address: str) -> None:
    open_page(page, f"{address}/compare?dataset=demo&compare_departments=qingshi-housing&"
                              "compare_departments=liuxi-housing")  # fmt: skip
    page.locator(".st-key-panel-compare-profiles a.open").first.click()
    page.wait_for_url(lambda now: "dept=qingshi-housing" in now)
    settle(page)
    page.locator(".st-key-panel-department-projects a.open").first.click()
    page.wait_for_url(lambda now: "/project?" in now)
    settle(page)
    assert "dept=" not in page.url
    page.go_back()
    page.wait_for_url(lambda now: "dept=qingshi-housing" in now)
    settle(page)


@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_the_table_of_the_comparison_fits_a_tablet(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/compare?dataset={dataset}", width=834, height=1112)
    table = page.locator(".st-key-panel-compare-table table.records")
    # A figure that does not fit its column would stick out of it at the left.
    assert table.evaluate(
        """e => [...e.querySelectorAll("td")].every((cell) => [...cell.children].every((said) =>
             said.getBoundingClientRect().left >= cell.getBoundingClientRect().left - 1 &&
             said.getBoundingClientRect().right <= Math.min(cell.getBoundingClientRect().right, innerWidth) + 1))"""
    )


def test_a_figure_of_the_comparison_opens_the_list_behind_it(page: Page, address: str) -> None:
    open_page(page, f"{address}/compare?dataset=demo&compare_departments=qingshi-housing&"
                              "compare_departments=liuxi-housing")  # fmt: skip
    row = page.locator(".st-key-panel-compare-table tbody tr").first
    year = row.locator("a").nth(1).inner_text()
    row.locator("a").nth(6).click()
    settle(page)
    for part in ("/low?", "department=qingshi-housing", f"from={year}", f"to={year}"):
        assert part in page.url
    page.go_back()
    settle(page)
    page.locator(".st-key-panel-compare-table tbody tr").first.locator("a").first.click()
    page.wait_for_url(lambda now: "/department?" in now)
    settle(page)
    assert "dept=qingshi-housing" in page.url
