"""Taking material to a meeting, in a real browser on both datasets: the pack, one figure, the basket."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import open_page, settle
from tests.office import Book, Package

pytestmark = pytest.mark.browser


def saved(page: Page, button: Locator, folder: Path) -> bytes:
    """What a download button gives."""
    with page.expect_download(timeout=60_000) as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def menu(page: Page, name: str, place: int = 0) -> None:
    page.get_by_role("button", name=name, exact=True).nth(place).click()
    settle(page)


@pytest.mark.parametrize("query", ["dataset=demo&district=990102&from=2024", "district=360103"])
def test_the_pack_of_what_is_shown(page: Page, address: str, tmp_path: Path, query: str) -> None:
    open_page(page, f"{address}/execution?{query}")
    menu(page, "导出")
    page.get_by_label("标注").fill("会议用")
    page.keyboard.press("Enter")
    settle(page)
    deck = Package(saved(page, page.get_by_role("button", name="演示文稿 .pptx"), tmp_path))
    text = "".join(deck.xml("ppt/slides/slide2.xml").itertext())
    assert "会议用" in text
    assert ("北桥" in text or "青石" in text or "区" in text) if "demo" in query else "西湖区" in text
    assert deck.charts
    brief = Package(saved(page, page.get_by_role("button", name="汇报材料 .docx"), tmp_path))
    assert brief.charts
    page.get_by_role("button", name="工作簿 .xlsx").click()
    book = Book(saved(page, page.get_by_role("button", name="下载工作簿"), tmp_path))
    assert "项目明细" in book.names
    page.get_by_role("button", name="汇报材料 PDF").click()
    pdf = saved(page, page.get_by_role("button", name="下载汇报材料 PDF"), tmp_path)
    assert pdf.startswith(b"%PDF")


def test_one_figure_as_slide_sheet_and_picture(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}/?dataset=demo")
    menu(page, "下载")
    slide = Package(saved(page, page.get_by_role("button", name="本图幻灯片 .pptx"), tmp_path))
    assert len(slide.names(r"ppt/slides/slide\d+\.xml")) == 1
    assert len(slide.charts) == 1
    book = Book(saved(page, page.get_by_role("button", name="数据 .xlsx"), tmp_path))
    assert "预算（元）" in book.rows("图表数据")[5]
    picture = saved(page, page.get_by_role("button", name="PNG", exact=True), tmp_path)
    width = int.from_bytes(picture[16:20], "big")
    shown = page.locator(".js-plotly-plot").first.bounding_box()
    assert shown is not None
    assert width >= 3 * shown["width"]


def test_a_basket_is_filled_ordered_exported_kept_and_opened_again(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}/?dataset=demo&from=2025")
    menu(page, "下载")
    page.get_by_role("button", name="加入文件篮").click()
    page.get_by_text("已加入，共1张图").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="得分分布").first.click()
    settle(page)
    menu(page, "下载")
    page.get_by_role("button", name="加入文件篮").click()
    page.get_by_text("已加入，共2张图").wait_for()
    page.keyboard.press("Escape")
    settle(page)
    menu(page, "导出")
    page.get_by_role("link", name="文件篮（2张图）").click()
    settle(page)
    names = [page.get_by_label(f"第{n}张图的名称").input_value() for n in (1, 2)]
    page.get_by_role("button", name="↓").first.click()
    settle(page)
    assert [page.get_by_label(f"第{n}张图的名称").input_value() for n in (1, 2)] == names[::-1]
    kept = saved(page, page.get_by_role("button", name="存为文件"), tmp_path)
    assert kept.count(b'"page"') == 2
    page.get_by_role("button", name="生成2张图的演示文稿").click()
    deck = Package(saved(page, page.get_by_role("button", name="下载演示文稿"), tmp_path))
    slides = deck.names(r"ppt/slides/slide\d+\.xml")
    assert len(slides) == 3
    assert all("演示数据" in "".join(deck.xml(s).itertext()) for s in slides)
    # Next year: a session of its own begins with the file.
    open_page(page, f"{address}/basket?dataset=demo")
    assert not page.locator("[data-testid=stFileUploaderDropzone] button").inner_text(), "the picker's English words"
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "文件篮.json", "mimeType": "application/json", "buffer": io.BytesIO(kept).getvalue()}]
    )
    page.get_by_text("文件篮里有2张图").wait_for()
    settle(page)
    page.get_by_role("button", name="打开", exact=True).first.click()
    settle(page)
    page.wait_for_url("**/scores?**from=2025**")


def test_a_file_that_is_no_basket_changes_nothing(page: Page, address: str) -> None:
    open_page(page, f"{address}/basket")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}]
    )
    page.get_by_text("这个文件不是文件篮").wait_for()
    assert page.get_by_text("文件篮是空的").is_visible()
