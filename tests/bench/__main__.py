"""Runs the timings and compares each with its limit; exit code 1 when one is missed."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from playwright.sync_api import Page

from tests.browser import ROOT, chromium, free_port, open_page, served, settle

_ROUNDS = 7
_SECOND_START_LIMIT = 5.0
_FILTER_LIMIT = 1.5
#: Clicks and then reports the time from the click to the last change of the page that a quiet spell follows.
_WATCH = """() => {
    window.watch = {last: 0};
    new MutationObserver(() => { window.watch.last = performance.now(); })
        .observe(document.body, {childList: true, subtree: true, attributes: true});
    document.addEventListener("pointerdown", () => { window.watch.start = performance.now(); }, true);
}"""


def main() -> int:
    results = [*_filter_change(), _second_start()]
    print(f"\n{'measurement':<58}{'median':>10}{'limit':>10}")
    missed = 0
    for name, value, limit, unit in results:
        shown = f"{limit:.2f}" if limit is not None else "—"
        is_missed = limit is not None and value > limit
        missed += is_missed
        print(f"{name:<58}{value:>9.2f}{unit}{shown:>9}{' MISSED' if is_missed else ''}")
    return 1 if missed else 0


def _filter_change() -> list[tuple[str, float, float | None, str]]:
    """The overview against the floor, in turn and in two rounds, so that a drift of the machine meets both."""
    floors, owns = [], []
    with chromium() as browser, served("tests/bench/floor_app.py") as floor, served() as own:
        for _ in range(2):
            floors += _times(open_page(browser, floor), "filter", "district")
            owns += _times(open_page(browser, f"{own}/?dataset=demo"), "筛选", "区县")
    floor_time, own_time = statistics.median(floors), statistics.median(owns)
    return [
        ("floor: bare Streamlit + Plotly, filter change to last paint", floor_time, None, " s"),
        ("overview, demo: filter change to last paint", own_time, None, " s"),
        ("ratio to the floor", own_time / floor_time, _FILTER_LIMIT, "  "),
    ]


def _times(page: Page, popover: str, label: str) -> list[float]:
    """Seconds from choosing one more district to the page's last change; each choice is a new filter."""
    page.get_by_role("button", name=popover).first.click()
    settle(page)
    page.evaluate(_WATCH)
    times = []
    for _ in range(_ROUNDS):
        page.locator("[data-testid=stMultiSelect]").filter(has_text=label).locator("input").first.click()
        option = page.locator("[role=option]").first
        option.wait_for()
        page.wait_for_timeout(300)
        option.click()
        settle(page)
        times.append(page.evaluate("window.watch.last - window.watch.start") / 1000)
    page.context.close()
    return times[1:]


def _second_start() -> tuple[str, float, float | None, str]:
    port = free_port()
    started = time.monotonic()
    server = subprocess.Popen(
        ["make", "--no-print-directory", "run", f"PORT={port}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if f":{port}" in line:
                break
        elapsed = time.monotonic() - started
    finally:
        server.terminate()
        server.wait(10)
        subprocess.run(["pkill", "-f", f"server.port {port}"], check=False)
    return ("make run, second start, to a served page", elapsed, _SECOND_START_LIMIT, " s")


if __name__ == "__main__":
    sys.exit(main())
