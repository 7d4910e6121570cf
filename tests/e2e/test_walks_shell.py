"""What runs across all views, in a real Chromium: wall, saved views, addresses, keyboard."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser import open_page, settle

pytestmark = pytest.mark.browser
DATASETS = ("real", "demo")


def text(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")


def open_popover(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settle(page)


def filled(page: Page) -> None:
    """Wait until the slide is whole and shown."""
    settle(page)
    page.wait_for_selector(".st-key-wall[data-filled]")


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_wall_leads_back_to_the_page_and_filters_it_was_opened_on(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/low?dataset={dataset}&low_order=rate&low_threshold=80")
    before = page.url
    open_popover(page, "设置")
    page.get_by_role("button", name="大屏").click()
    filled(page)
    assert urlsplit(page.url).path == "/wall"
    assert not page.locator("[data-testid=stHeader]").is_visible()
    steps = page.evaluate("history.length")
    for slide in ("2", "3"):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url, n=slide: parse_qs(urlsplit(url).query).get("slide") == [n])
        filled(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("slide") == ["2"])
    filled(page)
    assert page.evaluate("history.length") == steps, "slides must not fill the history"
    page.keyboard.press(" ")
    pause = page.get_by_role("button", name="继续轮播")
    assert pause.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    page.wait_for_url("**/low?**")
    settle(page)
    assert parse_qs(urlsplit(page.url).query) == parse_qs(urlsplit(before).query)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_wall_needs_no_scrolling_and_goes_on_by_itself_without_a_flash(
    page: Page, address: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/wall?dataset=demo&wall_pace=10&slide=1")
    filled(page)
    box = page.locator(".st-key-wall").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height + 1
    assert box["width"] <= width + 1
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
    lightest = 0.0
    page.keyboard.press("ArrowRight")
    for _ in range(12):
        picture = Image.open(BytesIO(page.screenshot(type="jpeg", quality=20))).convert("L").resize((32, 18))
        lightest = max(lightest, sum(picture.tobytes()) / (32 * 18))
    assert lightest < 90, "a slide change must stay dark"


def test_the_clock_turns_the_slides(page: Page, address: str) -> None:
    open_page(page, f"{address}/wall?slide=6&wall_pace=10")
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("slide") == ["1"], timeout=20_000)


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_view_is_saved_opened_renamed_and_deleted_in_the_address(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/low?dataset={dataset}&from=2022&to=2023&low_order=rate")
    meant = parse_qs(urlsplit(page.url).query)
    open_popover(page, "视图")
    page.get_by_label("把当前页面和筛选存为").fill("周一例会 <b>~&")
    page.get_by_label("把当前页面和筛选存为").press("Tab")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(lambda now: "saved=" in now)
    settle(page)
    page.keyboard.press("Escape")
    page.goto(page.url.replace("/low?", "/reasons?").replace("from=2022", "from=2020"))
    settle(page)
    open_popover(page, "视图")
    name = page.get_by_label("第1个视图的名称")
    assert name.input_value() == "周一例会 <b> &"
    name.fill("局长会")
    name.press("Enter")
    page.wait_for_url(lambda now: "局长会" in unquote(now))
    settle(page)
    page.get_by_role("button", name="打开", exact=True).click()
    page.wait_for_url("**/low?**")
    settle(page)
    opened = parse_qs(urlsplit(page.url).query)
    assert opened.pop("saved")[0].startswith("局长会~low?")
    assert opened == meant
    open_popover(page, "视图")
    page.get_by_role("button", name="删除", exact=True).click()
    page.wait_for_url(lambda now: "saved=" not in now)


def test_back_from_a_drill_is_one_step(page: Page, address: str) -> None:
    open_page(page, f"{address}/?dataset=demo")
    start = page.url
    open_popover(page, "设置")
    page.get_by_role("button", name="大屏").click()
    page.wait_for_url("**/wall?**")
    filled(page)
    page.go_back()
    page.wait_for_url(start)
    settle(page)
    assert "执行率" in page.locator("h2").first.inner_text()


@pytest.mark.parametrize(("path", "said"), [("overview", "项目"), ("nonsense", "没有这一页"), ("总览", "没有这一页")])
def test_an_unknown_path_gets_a_page_and_no_dialog(page: Page, address: str, path: str, said: str) -> None:
    open_page(page, f"{address}/{path}?from=2022")
    assert page.locator("[role=dialog]").count() == 0
    assert said in text(page)
    if said == "没有这一页":
        page.get_by_role("link", name="打开总览").click()
        settle(page)
        assert urlsplit(page.url).path == "/"
        assert "from=2022" in page.url


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_chart_opens_by_keyboard(page: Page, address: str, dataset: str) -> None:
    open_page(page, f"{address}/?dataset={dataset}")
    button = page.get_by_role("button", name="数据").and_(page.locator("[data-testid=stPopover] button")).first
    button.focus()
    page.keyboard.press("Enter")
    settle(page)
    box = page.get_by_label("打开图中的一项")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="打开", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/low?**")
    settle(page)
    assert "department=" in page.url or "function=" in page.url


def test_focus_is_seen_and_the_document_says_its_language(page: Page, address: str) -> None:
    open_page(page, address)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    widths = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
            return [s.outlineStyle, parseFloat(s.outlineWidth), s.boxShadow]; }"""
        )
        widths.add((seen[0] != "none" and seen[1] >= 1) or seen[2] != "none")
    assert widths == {True}
    assert open_page(page, f"{address}/?lang=en").evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_chart_has_a_text_alternative(page: Page, address: str, dataset: str) -> None:
    for name in ("", "scores"):
        open_page(page, f"{address}/{name}?dataset={dataset}")
        bare = page.evaluate(
            """() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")].filter((chart) => {
            const own = chart.matches("[aria-label]") ? chart : chart.querySelector("[aria-label], [alt]");
            return !(own && (own.getAttribute("aria-label") || own.getAttribute("alt"))); }).length"""
        )
        assert bare == 0, name
