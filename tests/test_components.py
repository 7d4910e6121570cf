"""Pure parts of the components: escaping, CSV, selections."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard.components.csv_file import csv_bytes
from dashboard.components.panel import clicked_id
from dashboard.components.table import clicked_row
from dashboard.components.text import escape_markdown
from etl.safe_cells import neutralise
from tests.app import WORD_JOINER


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_escaped_text_reads_as_itself(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(escape_markdown(text))
    shown = rendered.replace(WORD_JOINER, "").removeprefix("<p>").removesuffix("</p>\n")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    assert shown.split() == text.replace(WORD_JOINER, "").split()


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_text_that_could_run_as_a_formula_is_neutralised(text: str) -> None:
    assert neutralise(text) == "'" + text


def test_numbers_stay_numbers_and_null_stays_empty() -> None:
    content = csv_bytes(["名称", "金额"], [["甲", -3.5], ["=x", None]], ["演示数据"]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [["名称", "金额"], ["甲", "-3.5"], ["'=x", ""], [], ["演示数据"]]


def test_clicks_are_read_from_customdata() -> None:
    assert clicked_id(None) is None
    assert clicked_id({"selection": {"points": []}}) is None
    assert clicked_id({"selection": {"points": [{"x": 1}, {"customdata": ["a|2022"]}]}}) == "a|2022"
    assert clicked_id({"selection": {"points": [{"customdata": {"0": "b"}}]}}) == "b"


def test_a_clicked_cell_is_its_row() -> None:
    assert clicked_row({"selection": {"cells": [(1, "name")]}}, ("a", "b")) == "b"
    assert clicked_row({"selection": {"cells": [(7, "name")]}}, ("a", "b")) is None
    assert clicked_row({}, ("a",)) is None
