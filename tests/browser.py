"""A served dashboard and a real Chromium, for tests, timings and pictures.

Belongs here: starting, stopping, waiting. Does not belong here: what is asserted.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-first-run",
)  # fmt: skip
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: str = "dashboard/app.py", warehouse: Path | None = None) -> Iterator[str]:
    """Serve an app on a free port; yields its address. Raises RuntimeError when it does not answer."""
    port = free_port()
    environment = dict(os.environ)
    if warehouse is not None:
        environment["JIXIAO_WAREHOUSE"] = str(warehouse)
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise RuntimeError("the dashboard did not answer within 30 seconds")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless. Raises RuntimeError where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("Chromium is missing: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Wait until the script has run and the page stopped changing for a moment."""
    page.wait_for_selector(IDLE, timeout=60_000)
    page.evaluate(
        """() => new Promise((resolve) => {
            let timer = setTimeout(resolve, 400);
            const again = () => { clearTimeout(timer); timer = setTimeout(resolve, 400); };
            new MutationObserver(again).observe(document.body, {childList: true, subtree: true, attributes: true});
        })"""
    )
    page.wait_for_selector(IDLE, timeout=60_000)


def open_page(page: Page, address: str, width: int = 1440, height: int = 900) -> Page:
    """Load an address anew (a session of its own) in a page of this size, and wait until it has settled."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    settle(page)
    return page
