"""What a filter change costs on every page of the demo dataset, and the first paint of a page nobody has opened.

Belongs here: measuring. Does not belong here: limits and the report (``__main__``), the stopwatch itself.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import open_page, served, settle

PAGES = ("overview", "execution", "scores", "low", "reasons", "compare", "measures", "findings")
_ROUNDS = 7
#: Notes when the reader pressed and when the page last changed; the page is still between the two.
WATCH = """() => {
    window.watch = {last: 0};
    new MutationObserver(() => { window.watch.last = performance.now(); })
        .observe(document.body, {childList: true, subtree: true, attributes: true});
    document.addEventListener("pointerdown", () => { window.watch.start = performance.now(); }, true);
}"""


@dataclass(frozen=True)
class Cost:
    """Medians of one page in seconds: the script's run and its parts, the processor time of the whole server meanwhile
    (all threads), and the browser's wait beyond the run. ``faults``: the most major page faults of any run."""

    page: str
    server: float
    processor: float
    queries: float
    figures: float
    serialisation: float
    browser: float
    faults: int


def filter_changes(browser: Browser) -> list[Cost]:
    """The floor, then every page in one process; one more district with each change."""
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder) / "times.jsonl"
        times.touch()
        os.environ["JIXIAO_TIMES"] = str(times)
        with served("tests/bench/timed_floor.py") as address:
            floor = _costs(open_page(browser.new_page(locale="zh-CN"), address), "floor", times, "filter", "district")
        with served("tests/bench/timed_app.py") as address:
            opened = (
                (name, open_page(browser.new_page(locale="zh-CN"), f"{address}/{_path(name)}?dataset=demo"))
                for name in PAGES
            )
            return [floor, *(_costs(page, name, times, "筛选", "区县") for name, page in opened)]


def _costs(page: Page, name: str, times: Path, popover: str, label: str) -> Cost:
    runs, waits = [], []
    open_filter(page, popover)
    for _ in range(_ROUNDS):
        before = len(times.read_text().splitlines())
        waits.append(choose_next(page, label))
        new = [json.loads(line) for line in times.read_text().splitlines()[before:]]
        if not new:
            raise RuntimeError(f"{name}: choosing a district did not run the page")
        runs.append(max(new, key=lambda run: float(run["total"])))
    page.context.close()
    # The first change compiles the questions of its shape; it is part of the median like any other.
    server = _median(runs, "total")
    return Cost(
        page=name,
        server=server,
        processor=_median(runs, "processor"),
        queries=_median(runs, "queries"),
        figures=_median(runs, "figures"),
        serialisation=_median(runs, "serialisation") + statistics.median(r["before"].get("messages", 0) for r in runs),
        browser=statistics.median(waits) - server,
        faults=max(int(run["faults"]) for run in runs),
    )


def city_and_country(browser: Browser, warehouse: Path) -> dict[str, tuple[float, float]]:
    """Seconds from choosing one more district to the page's last change, by page: of the demo city, and of the dataset
    ``country`` in ``warehouse``; one server each, page by page in turn."""
    with served() as city, served(warehouse=warehouse) as country:
        places = ((city, "demo"), (country, "country"))
        return {
            name: _beside(browser, [f"{at}/{_path(name)}?dataset={dataset}" for at, dataset in places])
            for name in PAGES
        }


def _beside(browser: Browser, addresses: list[str]) -> tuple[float, float]:
    seconds = []
    for address in addresses:
        page = open_page(browser.new_page(locale="zh-CN"), address)
        open_filter(page, "筛选")
        seconds.append(statistics.median(choose_next(page, "区县") for _ in range(_ROUNDS)))
        page.context.close()
    city, country = seconds
    return city, country


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return statistics.median(float(run.get(name, 0)) for run in runs)


def open_filter(page: Page, popover: str) -> None:
    """Open the popover with the filters and start watching the page."""
    page.get_by_role("button", name=popover).first.click()
    settle(page)
    page.evaluate(WATCH)


def choose_next(page: Page, label: str) -> float:
    """Choose one more value of a multiselect; seconds from the click to the page's last change."""
    page.locator("[data-testid=stMultiSelect]").filter(has_text=label).locator("input").first.click()
    option = page.locator("[role=option]").first
    option.wait_for()
    page.wait_for_timeout(300)
    option.click()
    settle(page)
    return float(page.evaluate("window.watch.last - window.watch.start")) / 1000


def first_paints(browser: Browser) -> dict[str, float]:
    """Seconds from the request to the last change of the floor and of each page, each in a process that has served
    nothing yet."""
    found = {}
    for name in ("floor", *PAGES):
        with served("tests/bench/floor_app.py") if name == "floor" else served() as address:
            page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
            page.add_init_script(f"document.addEventListener('DOMContentLoaded', {WATCH})")
            page.goto(address if name == "floor" else f"{address}/{_path(name)}?dataset=demo")
            settle(page)
            found[name] = float(page.evaluate("window.watch.last")) / 1000
            page.context.close()
    return found


def _path(name: str) -> str:
    return "" if name == "overview" else name
