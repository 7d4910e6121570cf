"""The dashboard and the browser the walks share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium, served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The dashboard on the warehouse ``make build`` leaves."""
    with served() as where:
        yield where


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """One Chromium for a file of walks."""
    with chromium() as one:
        yield one


@pytest.fixture
def browser(running: Browser) -> Iterator[Browser]:
    """The browser, and its pages closed after each walk: a page left open keeps drawing."""
    yield running
    for context in running.contexts:
        context.close()
