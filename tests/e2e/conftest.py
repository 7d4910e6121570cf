"""What the walks share: a dashboard that serves ``data/warehouse`` and one tab of a browser for each file of walks.

A tab keeps the scripts it has compiled: a page costs 2 s in it and 4.5 s in a new one (warm, 数据核对 of the demo), of
which the new tab's process takes 3.5 s of processor to compile them again. Each walk loads its address anew, which is a
session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import chromium, served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the dashboard answers."""
    with served() as one:
        yield one


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """A Chinese reader's browser with one tab."""
    with chromium() as browser:
        yield browser.new_page(locale="zh-CN")


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab, empty before the walk and after it."""
    yield tab
    tab.goto("about:blank")
    tab.emulate_media(color_scheme="light")
