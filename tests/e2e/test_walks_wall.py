"""大屏 as a sheet, in a real Chromium: every slide fills it and nothing leaves it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import open_page

pytestmark = pytest.mark.browser
HEIGHT, WIDTH = 1080, 1920
SLIDES = range(1, 7)
#: What is seen on a slide: words and marks, not the empty ground of a figure.
DRAWN = """() => {
  const slide = document.querySelector("[class*=st-key-wall-slide-]");
  const marks = ".stPlotlyChart :is(text, .point > path, path.point, .shapelayer path, .xy > .scatterlayer path)";
  const words = "[data-testid=stMarkdownContainer] :is(p, h2, h5)";
  return [...slide.querySelectorAll(`${marks}, ${words}`)]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.width > 0 || box.height > 0)
    .map((box) => [box.left, box.top, box.right, box.bottom]);
}"""
#: Words that do not stand in their figure any more.
OUTSIDE = """() => [...document.querySelectorAll(".stPlotlyChart")].flatMap((chart) => {
  const frame = chart.getBoundingClientRect();
  return [...chart.querySelectorAll("text")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2);
  }).map((one) => one.textContent);
})"""


def opened(page: Page, where: str) -> Page:
    open_page(page, where, WIDTH, HEIGHT)
    page.wait_for_selector(".st-key-wall[data-filled]")
    return page


def assert_whole(page: Page) -> list[list[float]]:
    """Nothing is larger than the sheet or its figure; returns what is drawn."""
    assert page.evaluate("document.querySelector('.st-key-wall').scrollHeight") <= HEIGHT
    boxes: list[list[float]] = page.evaluate(DRAWN)
    foot = page.locator(".st-key-wall > [data-testid=stElementContainer]").last.bounding_box()
    assert foot is not None
    assert max(bottom for *_, bottom in boxes) <= foot["y"] + 1
    assert max(right for _, _, right, _ in boxes) <= WIDTH
    assert page.evaluate(OUTSIDE) == []
    return boxes


@pytest.mark.parametrize("dataset", ["real", "demo"])
@pytest.mark.parametrize("slide", SLIDES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_slide_fills_its_sheet_and_no_more(page: Page, address: str, dataset: str, slide: int, language: str) -> None:
    boxes = assert_whole(opened(page, f"{address}/wall?dataset={dataset}&slide={slide}&lang={language}"))
    lowest = {
        "all": max(bottom for *_, bottom in boxes),
        "left": max(bottom for left, _, _, bottom in boxes if left < WIDTH / 2),
        "right": max(bottom for _, _, right, bottom in boxes if right > WIDTH / 2),
    }
    assert {side: at for side, at in lowest.items() if at < HEIGHT * 0.8} == {}


@pytest.mark.parametrize(
    "query", ["district=360103", "dataset=demo&function=水利&from=2025&to=2025", "district=360103&from=2024&to=2024"]
)
@pytest.mark.parametrize("slide", SLIDES)
def test_a_filtered_slide_does_not_leave_its_sheet(page: Page, address: str, query: str, slide: int) -> None:
    assert_whole(opened(page, f"{address}/wall?{query}&slide={slide}"))
