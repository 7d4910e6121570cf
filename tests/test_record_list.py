"""The table of records: what the server tells the browser, and what the browser makes of it and reports back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from dashboard.components import record_list as module
from dashboard.components.record_list import Cell
from tests.browser import chromium
from tests.conftest import ROOT

SCRIPT = ROOT / "dashboard" / "components" / "record_list.js"
EVIL = "<b>项目</b>"
#: One link in the first row, two in the second, none in the third.
ROWS = [
    [{"text": EVIL, "under": "西湖区 2022", "link": "project?id=a", "target": "a"}, {"text": "37.27"}],
    [
        {"text": "甲", "link": "project?id=b", "target": "b"},
        {"text": "1.00", "link": "low?department=c", "target": "c"},
    ],
    [{"text": "乙"}, {"text": "—", "under": "金额未载明", "tone": "missed", "unit": "万元", "hint": "出处"}],
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture
def drawn(browser: Browser) -> Iterator[Page]:
    """A page with the table and what it reported, in ``window.opened``."""
    page = browser.new_page()
    page.set_content(f"<style>{module._CSS}</style><main>{module._HTML}</main>")
    code = base64.b64encode(SCRIPT.read_bytes()).decode()
    empty = {"text": "", "under": "", "unit": "", "tone": "", "hint": "", "link": "", "target": ""}
    data: dict[str, Any] = {
        "alt": "没花出去的", "heads": ["项目", "未执行"], "widths": [70, 30], "figures": [1],
        "rows": [[empty | cell for cell in row] for row in ROWS],
    }  # fmt: skip
    page.evaluate(
        """async ([code, data]) => {
            window.opened = [];
            const draw = (await import(`data:text/javascript;base64,${code}`)).default;
            const parentElement = document.querySelector("main");
            draw({ data, parentElement, setTriggerValue: (name, value) => window.opened.push([name, value]) });
        }""",
        [code, data],
    )
    yield page
    page.close()


def opened(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.opened")
    return found


def test_the_server_sends_rows_shares_and_figures() -> None:
    def app() -> None:
        from dashboard.components.record_list import Cell, record_list

        link = Cell("项目", "西湖区 2022", link="project?id=a", target="a")
        record_list(key="rows", alt="题", heads=["a", "b"], widths=(3, 1), figures=(1,), rows=[(link, Cell("1.00"))])

    ran = AppTest.from_function(app).run()
    assert not ran.exception
    [element] = ran.get("bidi_component")
    sent = json.loads(element.proto.json)
    assert (sent["alt"], sent["heads"], sent["widths"], sent["figures"]) == ("题", ["a", "b"], [75.0, 25.0], [1])
    assert [cell["text"] for cell in sent["rows"][0]] == ["项目", "1.00"]
    assert sent["rows"][0][0]["under"] == "西湖区 2022"
    assert sent["rows"][0][0]["target"] == "a"
    assert set(sent["rows"][0][1]) == set(Cell.__dataclass_fields__)


@pytest.mark.browser
def test_figures_stand_at_the_right_under_their_heads(drawn: Page) -> None:
    for cells in ("th", "tbody tr:first-child td"):
        sides = drawn.locator(f".records {cells}").evaluate_all("all => all.map((c) => getComputedStyle(c).textAlign)")
        assert sides[1] == "right", cells
        assert sides[0] in ("left", "start"), cells
    assert drawn.locator("td.figure").count() == 3
    assert drawn.locator("table").get_attribute("aria-label") == "没花出去的"


@pytest.mark.browser
def test_a_link_has_its_grey_line_under_it_and_text_stays_text(drawn: Page) -> None:
    cell = drawn.locator("tbody td").first
    assert cell.locator("a").inner_text() == EVIL
    assert cell.locator("a").get_attribute("href") == "project?id=a"
    assert cell.locator("a + div.grey").inner_text() == "西湖区 2022"
    assert drawn.locator("tbody tr").nth(2).locator("td.figure").inner_text().split() == ["—", "万元", "金额未载明"]


@pytest.mark.browser
def test_a_row_with_one_link_opens_wherever_it_is_clicked_and_once(drawn: Page) -> None:
    drawn.locator("tbody td.figure").first.click()
    assert opened(drawn) == [["opened", "a"]]
    drawn.locator("tbody a").first.click()
    assert opened(drawn) == [["opened", "a"]] * 2


@pytest.mark.browser
def test_a_row_with_two_links_or_none_opens_by_its_links_only(drawn: Page) -> None:
    assert drawn.locator("tr.opens").count() == 1
    second, third = drawn.locator("tbody tr").nth(1), drawn.locator("tbody tr").nth(2)
    second.locator("td").nth(1).click(position={"x": 2, "y": 2})
    third.locator("td").first.click()
    assert opened(drawn) == []
    second.locator("a").nth(1).click()
    assert opened(drawn) == [["opened", "c"]]


@pytest.mark.browser
def test_marking_text_and_clicks_with_a_key_open_nothing(drawn: Page) -> None:
    drawn.evaluate("window.getSelection().selectAllChildren(document.querySelector('td.figure'))")
    drawn.evaluate("document.querySelector('td.figure').click()")
    drawn.evaluate(
        """document.querySelector("tbody a").dispatchEvent(
            new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true }))"""
    )
    assert opened(drawn) == []
