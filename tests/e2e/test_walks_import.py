"""数据导入 in a real browser: preview, refused rows, publish, the new figures on the pages, take back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl.build import build
from tests.browser import open_page, served, settle
from tests.conftest import DATA, quiet
from tests.office import Book
from tests.test_desk import REPORT

pytestmark = pytest.mark.browser
LINES = (
    "部门,年度,项目名称,预算数（万元）,执行数（万元）,执行率,未完成原因\n"
    "西湖区应急管理局,2023,安全生产监管专项经费,120.00,90.00,75.00%,财政资金未及时拨付\n"
    "西湖区应急管理局,没写,坏行项目,80.00,1.00,,\n"
)


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A served copy of the real dataset with inputs of its own."""
    data = tmp_path / "data"
    for name in ("real", "reference"):
        shutil.copytree(DATA / name, data / name)
    shutil.copy(DATA / "datapackage.json", data)
    build(data, tmp_path / "warehouse", "real", datetime.now(UTC).replace(microsecond=0), quiet)
    monkeypatch.setenv("JIXIAO_DATA", str(data))
    with served(warehouse=tmp_path / "warehouse") as one:
        yield one


def test_a_file_is_previewed_published_and_taken_back(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}/imports")
    assert not page.locator("[data-testid=stFileUploaderDropzone] button").inner_text(), "the picker's English words"
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "../2023汇总.csv", "mimeType": "text/csv", "buffer": LINES.encode("gb18030")}]
    )
    settle(page)
    assert page.locator("[data-testid=stFileChipDeleteBtn] svg").is_visible(), "a chosen file can be taken out again"
    page.get_by_role("button", name="预演").click()
    page.get_by_text("中文项目汇总表").wait_for(timeout=90_000)
    page.get_by_text("没有年度").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载没有装载的行").click()
    download.value.save_as(tmp_path / "x.xlsx")
    assert any("坏行项目" in str(c) for row in Book((tmp_path / "x.xlsx").read_bytes()).rows() for c in row)
    page.get_by_role("button", name="照此发布").click()
    page.get_by_text("已发布快照").wait_for(timeout=90_000)
    page.goto(f"{address}/low?district=360103&from=2023")
    settle(page)
    page.get_by_text("安全生产监管专项经费").first.wait_for()
    page.goto(f"{address}/imports")
    settle(page)
    page.get_by_role("button", name="撤回", exact=True).click()
    page.get_by_text("撤回装载：2023汇总").wait_for(timeout=90_000)
    page.goto(f"{address}/low?district=360103")
    settle(page)
    assert not page.get_by_text("安全生产监管专项经费").count()


def test_a_report_is_checked_by_keyboard_confirmed_and_published(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}/imports")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "自评报告.txt", "mimeType": "text/plain", "buffer": REPORT.encode()}]
    )
    settle(page)
    page.get_by_role("button", name="预演").click()
    page.get_by_text("核对报告：西湖区应急管理局2023年度").wait_for(timeout=90_000)
    settle(page)
    assert not page.get_by_role("button", name="照此发布").count()
    marked = page.locator(".marked mark")
    assert "90万元" in marked.all_inner_texts()
    rows = page.locator(".records tbody tr").count()
    # To the row of the second project by clicking its figure in the text, corrected there and used by key.
    marked.get_by_text("80万元").first.click()
    settle(page)
    assert page.get_by_label("项目", exact=True).input_value() == "森林防灭火器材更新项目"
    assert "80万元" in page.locator(".marked mark.current").all_inner_texts()
    page.get_by_label("执行（元）", exact=True).fill("79万元")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="按改正采用").click()
    settle(page)
    page.locator(".records").get_by_text("改正").wait_for()
    for _ in range(rows):
        page.keyboard.press("k")
        settle(page)
    page.get_by_text(f"第1行，共{rows}行").wait_for()
    for _ in range(rows):
        if not page.locator(".records").get_by_text("待决定").count():
            break
        page.keyboard.press("a")
        settle(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("已确认，").wait_for(timeout=90_000)
    page.get_by_role("button", name="照此发布").click()
    page.get_by_text("已发布快照").wait_for(timeout=90_000)
    page.goto(f"{address}/low?district=360103&from=2023")
    settle(page)
    page.get_by_text("应急广播终端运行维护项目").first.wait_for()
    # Asked once: the same report again needs no second word.
    page.goto(f"{address}/imports")
    settle(page)
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "自评报告.txt", "mimeType": "text/plain", "buffer": REPORT.encode()}]
    )
    settle(page)
    page.get_by_role("button", name="预演").click()
    page.get_by_text("已确认，").wait_for(timeout=90_000)
    page.get_by_text("这些内容都已在使用").wait_for(timeout=20_000)


def test_the_demo_takes_no_files(page: Page) -> None:
    with served() as address:
        open_page(page, f"{address}/imports?dataset=demo")
        page.get_by_text("演示数据不能导入").wait_for()
        assert not page.locator("input[type=file]").count()
