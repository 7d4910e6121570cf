"""Walks of 数据核对, 督办清单, the badges and 承诺跟踪 in a real Chromium, on both datasets."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page

from tests.browser import open_page, settle
from tests.e2e.test_walks import choose_segment, text

pytestmark = pytest.mark.browser
#: Dataset → a narrow filter, departments of its work list, a project on it.
CASES = {
    "real": ("dataset=real&district=360103", 1, "370MHz应急指挥窄带无线通信网和图传指挥设备项目"),
    "demo": ("dataset=demo&function=水利&from=2025&to=2025", 10, "千洲渠灌区续建配套"),
}
LABELS = {"real": "真实材料", "demo": "演示数据"}


def total_listed(page: Page) -> int:
    found = re.search(r"共([\d,]+)条", text(page))
    assert found is not None
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("dataset", CASES)
def test_the_badge_opens_exactly_its_findings(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/scores?dataset={dataset}")
    badge = page.get_by_role("button", name=re.compile("处核对发现"))
    found = re.search(r"([\d,]+)处核对发现", badge.inner_text())
    assert found is not None
    badge.click()
    settle(page)
    shown = page.locator("[data-testid=stPopoverBody]").inner_text()
    parts = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+)处$", shown, re.MULTILINE)]
    n = int(found[1].replace(",", ""))
    assert sum(parts) == n
    page.get_by_role("link", name="逐条查看").click()
    page.wait_for_url(lambda now: "/findings" in now)
    settle(page)
    assert "findings_view=scores" in page.url
    assert total_listed(page) == n
    assert "涉及页面：得分分布" in text(page)
    page.get_by_role("button", name="清除").click()
    page.wait_for_url(lambda now: "findings_view" not in now)
    settle(page)
    assert total_listed(page) > n


@pytest.mark.parametrize("dataset", CASES)
def test_the_work_list_is_taken_away_as_excel_and_word(page: Page, address: str, tmp_path: Path, dataset: str) -> None:
    query, departments, project = CASES[dataset]
    open_page(page, f"{address}/findings?{query}")
    page.get_by_role("button", name="督办清单").click()
    settle(page)
    for name, ending in (("Excel表格（.xlsx）", ".xlsx"), ("Word文档（.docx）", ".docx")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        assert file.name.startswith(f"督办清单_{LABELS[dataset]}")
        assert file.suffix == ending
        if ending == ".xlsx":
            book = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
            sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
            assert len(sheets) == departments + 1
            assert project in book.read("xl/sharedStrings.xml").decode()
        else:
            tables = Document(str(file)).tables
            assert len(tables) == departments
            assert project in "".join(c.text for table in tables for c in table.columns[1].cells)


@pytest.mark.parametrize("dataset", CASES)
def test_a_finding_leads_to_its_project_and_its_department(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/findings?dataset={dataset}")
    rows = page.locator("table.records").first
    row = rows.locator("tbody tr").filter(has=page.get_by_role("link", name="项目", exact=True)).first
    name = row.locator("td").nth(1).inner_text().split("”")[0].lstrip("“")
    row.get_by_role("link").click()
    page.wait_for_url(lambda now: "/project" in now)
    settle(page)
    assert name in text(page)
    page.go_back()
    settle(page)
    rows.locator("tbody tr").get_by_role("link", name="部门", exact=True).first.click()
    page.wait_for_url(lambda now: "/department" in now)
    settle(page)
    assert "dept=" in page.url


@pytest.mark.parametrize("dataset", CASES)
def test_severity_and_check_narrow_the_findings(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/findings?dataset={dataset}")
    before = total_listed(page)
    label = page.get_by_role("radio", name=re.compile("^影响结论")).or_(
        page.get_by_role("button", name=re.compile("^影响结论"))
    )
    choose_segment(page, label.first.inner_text())
    assert "findings_severity=high" in page.url
    assert total_listed(page) < before
    badges = page.locator("table.records").first.locator(".badge")
    assert badges.count() == page.locator("table.records").first.locator(".badge.high").count()


@pytest.mark.parametrize("dataset", CASES)
def test_a_promise_leads_to_what_it_is_about(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/measures?dataset={dataset}")
    assert ("尚不可知" if dataset == "real" else "1,651项执行率上升") in text(page)
    chart = page.locator(".st-key-panel-measures-due .js-plotly-plot")
    everything = total_listed(page)
    chart.locator(".barlayer .trace:last-child .point").first.click(force=True)
    page.wait_for_url(lambda now: "measures_due=" in now)
    settle(page)
    assert 0 < total_listed(page) < everything
    page.locator("table.records tbody tr").first.get_by_role("link").click()
    settle(page)
    assert re.search(r"/(project|department)", page.url)
