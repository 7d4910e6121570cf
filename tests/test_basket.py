"""The basket: its list, its file, and the deck made of it on the data of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import cache
from dashboard.basket import (
    MAX_ITEMS,
    BasketError,
    Item,
    added,
    from_file,
    moved,
    renamed,
    shifted,
    to_file,
    without,
)
from tests.conftest import ROOT
from tests.office import Package

ONE = Item("execution", "dataset=real", "execution_cumulative", "一")
TWO = Item("low", "dataset=real&from=2022", "low_bars", "二")
THREE = Item("reasons", "", "reasons_money", "三")


def test_the_list_keeps_its_order() -> None:
    items = added(added((), ONE), TWO)
    assert added(items, ONE) == items
    assert moved(items, 0, 1) == (TWO, ONE)
    assert moved(items, 0, -1) == items
    assert renamed(items, 1, " 新\n名 ")[1].name == "新 名"
    assert renamed(items, 1, " ") == items
    assert without(items, 0) == (TWO,)
    assert [i.query for i in shifted((ONE, TWO), 1)] == ["dataset=real", "dataset=real&from=2023"]
    full: tuple[Item, ...] = ()
    for n in range(MAX_ITEMS + 5):
        full = added(full, Item("low", f"x={n}", "k", "n"))
    assert len(full) == MAX_ITEMS


def test_the_file_holds_questions_and_comes_back_the_same() -> None:
    content = to_file((ONE, TWO, THREE))
    assert from_file(content) == (ONE, TWO, THREE)
    assert set(json.loads(content)["figures"][0]) == {"page", "query", "key", "name", "is_named"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "other", "figures": []}', b"[" * 100_000, b" " * 200_000,
        b'{"format": "jixiao-basket", "figures": [1]}',
        b'{"format": "jixiao-basket", "figures": [{"page": "../x", "query": "", "key": "k", "name": "n"}]}',
        b'{"format": "jixiao-basket", "figures": [{"page": "low", "query": "\\u0000", "key": "k", "name": "n"}]}',
        b'{"format": "jixiao-basket", "figures": [{"page": "low", "query": "", "key": "K!", "name": "n"}]}',
    ],
)  # fmt: skip
def test_what_is_no_basket_is_refused(content: bytes) -> None:
    with pytest.raises(BasketError):
        from_file(content)


def opened(warehouse: Path, monkeypatch: pytest.MonkeyPatch, items: tuple[Item, ...]) -> AppTest:
    monkeypatch.setattr(cache, "WAREHOUSE", warehouse)
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    app._page_hash = calc_hash("basket")
    app.session_state["basket"] = items
    app.run()
    assert not app.exception, app.exception
    return app


def test_a_deck_is_made_of_figures_of_several_pages(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = (
        Item("overview", "", "overview_squares", "我起的名字", is_named=True),
        Item("execution", "district=360103", "execution_histogram", "分布"),
        Item("reasons", "reasons_range=all", "reasons_count", "提及"),
        Item("low", "", "no_such_figure", "明年没有的图"),
        Item("nopage", "", "x", "没有的页"),
    )
    app = opened(warehouse, monkeypatch, items)
    app.button(key="basket-make").click().run()
    assert not app.exception, app.exception
    _, content, missing = app.session_state["basket-made"]
    said = "".join(str(m.value) for m in app.markdown)
    assert "“明年没有的图”在现在的数据里没有" in said
    package = Package(content)
    slides = package.names(r"ppt/slides/slide\d+\.xml")
    assert len(slides) == 1 + len(items) - len(missing)
    assert set(missing) >= {"明年没有的图", "没有的页"}
    texts = ["".join(package.xml(s).itertext()) for s in slides]
    assert any("西湖区" in t for t in texts)
    assert any("我起的名字" in t for t in texts)
    assert not any("分布" in t and "我起" in t for t in texts)


def test_the_figures_of_the_deck_are_those_of_the_page(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unseen run must not touch the reader's own page, address or basket."""
    app = opened(warehouse, monkeypatch, (Item("execution", "district=360103", "execution_histogram", "分布"),))
    app.button(key="basket-make").click().run()
    _, content, missing = app.session_state["basket-made"]
    assert missing == ()
    assert app.session_state["address"].districts == ()
    package = Package(content)
    (chart,) = package.charts
    # 西湖区 2022: eleven lines in the report, each in one column.
    total = sum(v or 0 for s in package.series(chart) for v in s.values)
    assert total == 11


def test_a_basket_is_reordered_and_emptied(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(warehouse, monkeypatch, (ONE, TWO))
    down = next(b for b in app.button if b.label == "↓")
    down.click().run()
    assert app.session_state["basket"] == (TWO, ONE)
    for _ in range(2):
        next(b for b in app.button if b.label == "移出").click().run()
    assert app.session_state["basket"] == ()
    assert "文件篮是空的" in "".join(str(m.value) for m in app.markdown)
