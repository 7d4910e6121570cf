"""Every view on A4 paper, printed by a real Chromium.

Belongs here: pages of paper, as text and as pictures. Does not belong here: what a view says on the screen.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Page

from tests.browser import settle

pytestmark = pytest.mark.browser
DATASETS = ("real", "demo")
VIEWS = ("", "execution", "scores", "low", "reasons", "compare", "measures", "findings", "wall")
DOTS = 24
#: Share of a page's height that its content reaches at least, when another page follows.
REACH = 0.4
#: The right margin of the paper, less a hair for rounding.
MARGIN_MM = 11


def printed(page: Page, folder: Path) -> tuple[list[str], list[Image.Image]]:
    """The paper's pages as text and as pictures without their foot line."""
    file = folder / "page.pdf"
    page.pdf(path=file, format="A4", print_background=True)
    shown = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-gray", file, folder / "page"], check=True)
    pictures = [Image.open(one) for one in sorted(folder.glob("page-*.pgm"))]
    return shown.split("\f")[:-1], [one.crop((0, 0, one.width, round(one.height * 280 / 297))) for one in pictures]


def inked(picture: Image.Image) -> tuple[int, int]:
    """How far to the right and down anything is drawn."""
    box = ImageOps.invert(picture).point(lambda value: 255 if value > 24 else 0).getbbox()
    assert box is not None, "an empty page"
    return box[2], box[3]


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_prints_on_a4(page: Page, address: str, dataset: str, view: str, tmp_path: Path) -> None:
    page.goto(f"{address}/{view}?dataset={dataset}")
    settle(page)
    if view == "wall":
        page.wait_for_selector(".st-key-wall[data-filled]")
    texts, pictures = printed(page, tmp_path)
    assert len(texts) == len(pictures) <= 6
    for number, (text, picture) in enumerate(zip(texts, pictures, strict=True), 1):
        right, bottom = inked(picture)
        assert right <= picture.width * (210 - MARGIN_MM) / 210, f"page {number} is cut at the right"
        if number < len(texts):
            assert bottom >= picture.height * REACH, f"page {number} is nearly empty"
        # Head and foot line, a table's repeated head: a page says more than those.
        assert len("".join(text.split())) > 200, f"page {number} says next to nothing"
    assert ("演示数据" if dataset == "demo" else "真实材料") in texts[0]
    assert f"第{len(texts)}页，共{len(texts)}页" in texts[-1]
    assert all("数据快照" in text for text in texts)
    if view == "reasons":
        counts = next(text for text in texts if "按次数" in text).split("按次数")[1]
        assert "疫情" in counts, "the counts name their reasons"


def test_paper_is_white_in_the_dark_theme_and_names_the_filters(page: Page, address: str, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/execution?dataset=demo&from=2022")
    settle(page)
    texts, pictures = printed(page, tmp_path)
    shown = "\n".join(texts)
    about = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in about
    assert "筛选：2022年起" in shown
    for control in ("设置", "视图", "承诺跟踪", "✕"):
        assert control not in shown
    assert min(pictures[0].crop((0, 0, 4, 4)).tobytes()) > 250, "paper is white"
    assert page.evaluate("document.documentElement.className").find("printing") < 0


def test_the_print_button_draws_wide_figures_to_fit(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/?dataset=demo")
    settle(page)
    page.evaluate("() => { window.print = () => { window.asked = true; }; window.jixiaoPrint(); }")
    page.wait_for_function("window.asked")
    texts, pictures = printed(page, tmp_path)
    assert all(inked(one)[0] <= one.width * (210 - MARGIN_MM) / 210 for one in pictures)
    # Figures of a heat map's neighbours would run into one word where the columns are too narrow.
    assert not any(len(word) > 12 and word.replace(".", "").isdigit() for text in texts for word in text.split())
