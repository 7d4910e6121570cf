"""Every file opened by LibreOffice and printed: as many pages as there should be, every word inside its page."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.data.question import PlainWarehouse
from dashboard.exports.pack import ENDINGS, Kind, pack_file
from dashboard.exports.pdf import office_program, to_pdf
from tests.conftest import DATA
from tests.office import Package
from tests.pack import context

_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</word>')
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


def pages(pdf: bytes, folder: Path) -> list[tuple[float, float, list[tuple[float, float, float, float, str]]]]:
    """Width, height and words with their boxes of each page, as poppler reads them."""
    path = folder / "x.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return [
        (float(w), float(h), [(*(float(v) for v in m[:4]), m[4]) for m in _WORD.findall(body)])  # type: ignore[misc]
        for w, h, body in _PAGE.findall(said)
    ]


CASES: list[tuple[str, Kind, dict[str, str]]] = [
    ("real", "deck", {}), ("demo", "deck", {}), ("demo", "deck", {"lang": "en", "district": "990102"}),
    ("real", "brief", {}), ("demo", "brief", {}), ("real", "brief", {"lang": "en"}),
    ("real", "workbook", {}), ("real", "deck", {"department": "510402-yjj"}),
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "kind", "query"), CASES)
def test_every_page_is_drawn_with_its_words_inside(
    warehouse: Path, tmp_path: Path, dataset: str, kind: Kind, query: dict[str, str]
) -> None:
    assert office_program(), "LibreOffice is missing: bash tools/need_programs.sh"
    home = DATA / "warehouse" if dataset == "demo" else warehouse
    made = pack_file(kind, context(home, dataset, **query), "内部资料")
    drawn = pages(to_pdf(made, ENDINGS[kind]), tmp_path)
    if kind == "deck":
        assert len(drawn) == len(Package(made).names(r"ppt/slides/slide\d+\.xml"))
    if kind == "brief":
        assert 2 <= len(drawn) <= 4
    for number, (width, height, found) in enumerate(drawn, start=1):
        assert found, f"page {number} is empty"
        for x0, y0, x1, y1, word in found:
            assert x0 >= -1, (number, word)
            assert y0 >= -1, (number, word)
            assert x1 <= width + 1, (number, word)
            assert y1 <= height + 1, (number, word)


class _LongNames:
    """A warehouse whose projects all bear names of forty characters and more."""

    def __init__(self, inner: PlainWarehouse) -> None:
        self.inner, self.snapshot = inner, inner.snapshot

    def ask(self, metric: Any, *args: Any, **options: Any) -> pl.DataFrame:
        found = self.inner.ask(metric, *args, **options)
        if "project" not in found.columns:
            return found
        place = pl.int_range(pl.len()).cast(pl.String)
        long = (
            pl.lit("关于进一步加强应急指挥窄带无线通信网和图像传输指挥设备更新改造与运行维护的专项工作经费第") + place
        )
        return found.with_columns(pl.when(pl.col("project").is_not_null()).then(long).alias("project"))


@pytest.mark.parametrize(
    ("dataset", "kind"), [("demo", "brief"), ("demo", "deck"), ("real", "brief"), ("real", "deck")]
)
def test_names_of_forty_characters_stay_on_their_page(
    warehouse: Path, tmp_path: Path, dataset: str, kind: Kind
) -> None:
    home = DATA / "warehouse" if dataset == "demo" else warehouse
    plain = context(home, dataset)
    made = pack_file(kind, replace(plain, warehouse=_LongNames(plain.warehouse)), "内部资料")
    drawn = pages(to_pdf(made, ENDINGS[kind]), tmp_path)
    if kind == "brief":
        assert 2 <= len(drawn) <= 4
    for _, height, found in drawn[1:] if kind == "deck" else []:
        line = 6.92 / 7.5 * height
        assert [word for _, y0, _, y1, word in found if y0 < line - 1 and y1 > line + 2] == []
    assert all(x1 <= width + 1 for width, _, found in drawn for _, _, x1, _, _ in found)


def test_figures_are_never_broken_across_lines(warehouse: Path, tmp_path: Path) -> None:
    """In yuan the amounts are longest: each is one word on its page."""
    made = pack_file("brief", context(warehouse, "real", unit="yuan", from_="2022", to="2022"), "内部资料")
    words = {w for _, _, found in pages(to_pdf(made, ".docx"), tmp_path) for *_, w in found}
    assert "8,630,900.00" in words
    assert "8,258,200.00" in words


def test_nothing_runs_into_the_footer_of_a_slide(warehouse: Path, tmp_path: Path) -> None:
    """The footer's line stands at 6.92 inches; only the footer itself is below it."""
    for dataset, home in (("real", warehouse), ("demo", DATA / "warehouse")):
        drawn = pages(to_pdf(pack_file("deck", context(home, dataset), "内部资料"), ".pptx"), tmp_path)
        for number, (_, height, found) in enumerate(drawn[1:], start=2):
            line = 6.92 / 7.5 * height
            crossing = [word for _, y0, _, y1, word in found if y0 < line - 1 and y1 > line + 2]
            assert crossing == [], (dataset, number)
