"""Searching in project names and reasons: the index finds what looking at every text finds."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import low_projects

WORDS = (
    "桥",
    "水库",
    "水库水",
    "公里",
    "年年",
    "（二期）",
    "(二期)",
    "２０２２",
    "2022年",
    "尾款",
    "合同",
    "contract",
    "CONTRACT",
    "%",
    "_",
    "'",
    "\\",
)


@pytest.fixture(scope="module")
def every(demo: DuckDBEngine) -> pl.DataFrame:
    """All low projects with what a search looks in, folded by Python."""
    rows = demo.run(low_projects(Filter(), 0.9))
    places = ("project", "reason_quote", "reason_zh", "reason_en")
    return rows.select("row_id", *(pl.col(name).fill_null("").map_elements(_folded, pl.String) for name in places))


def _folded(text: str) -> str:
    return "".join(
        chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else " " if c == "\u3000" else c for c in text
    ).lower()


def _looked_for(every: pl.DataFrame, word: str) -> list[str]:
    has = pl.any_horizontal(pl.col(c).str.contains(_folded(word), literal=True) for c in every.columns if c != "row_id")
    return every.filter(has)["row_id"].sort().to_list()


def _found(demo: DuckDBEngine, word: str) -> list[str]:
    return demo.run(low_projects(Filter(), 0.9, text=word))["row_id"].sort().to_list()


@pytest.mark.parametrize("word", WORDS)
def test_the_index_finds_what_looking_at_every_text_finds(demo: DuckDBEngine, every: pl.DataFrame, word: str) -> None:
    assert _found(demo, word) == _looked_for(every, word)


def test_the_words_chosen_find_something_and_not_everything(demo: DuckDBEngine, every: pl.DataFrame) -> None:
    counts = {word: len(_found(demo, word)) for word in WORDS}
    assert sum(0 < n < every.height for n in counts.values()) >= 8, counts


def test_no_word_reaches_from_a_name_into_its_reason(demo: DuckDBEngine, every: pl.DataFrame) -> None:
    pairs = demo.run_sql("SELECT count(*) AS n FROM search_pair WHERE contains(pair, chr(10)) OR length(pair) <> 2")
    assert pairs["n"].to_list() == [0]
    name, quote = every.filter(pl.col("reason_quote") != "").row(0)[1:3]
    assert _found(demo, name[-2:] + quote[:2]) == _looked_for(every, name[-2:] + quote[:2])
    assert _looked_for(every, name[-2:] + quote[:2]) != _looked_for(every, name[-2:])
