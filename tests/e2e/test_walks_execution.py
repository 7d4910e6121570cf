"""Walks of 总览 below its first screen and of 执行率 in a real Chromium, on both datasets."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import open_page, settle
from tests.e2e.test_walks import choose_segment, text

pytestmark = pytest.mark.browser


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def plot(page: Page, panel: str) -> Locator:
    chart = page.locator(f".st-key-panel-{panel} .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    settle(page)
    return chart


def mark(page: Page, panel: str, trace: str) -> tuple[float, float, str]:
    """Where the first mark of a trace lies in the figure, in pixels from its corner, and its record id."""
    x, y, record = plot(page, panel).evaluate(
        """(plot, name) => {
            const trace = plot._fullData.find((t) => t.name === name);
            const {xaxis, yaxis} = plot._fullLayout;
            const bottom = trace.base === undefined ? 0 : trace.base[0];
            const y = trace.type === "bar" ? bottom + trace.y[0] / 2 : trace.y[0];
            return [xaxis._offset + xaxis.l2p(trace.x[0]), yaxis._offset + yaxis.l2p(y), trace.customdata[0]];
        }""",
        trace,
    )
    return float(x), float(y), str(record)


def click_mark(page: Page, panel: str, trace: str) -> str:
    """Click the first mark of a trace; returns its record id."""
    x, y, record = mark(page, panel, trace)
    plot(page, panel).click(position={"x": x, "y": y})
    settle(page)
    return record


def test_a_frame_opens_its_district_with_the_years_shown(page: Page, address: str) -> None:
    open_page(page, f"{address}/?dataset=demo&from=2020&to=2025")
    record = click_mark(page, "overview-trends", "panels")
    assert "/execution" in page.url
    assert query(page)["district"] == [record.partition("|")[0]]
    assert (query(page)["from"], query(page)["to"]) == (["2020"], ["2025"])
    assert "27个部门" in text(page) or "30个部门" in text(page)


def test_a_mover_opens_its_department(page: Page, address: str) -> None:
    open_page(page, f"{address}/?dataset=demo")
    record = click_mark(page, "overview-movers", "rate")
    assert "/department" in page.url
    assert query(page)["dept"] == [record]


def test_the_first_screen_is_answered_without_scrolling(page: Page, address: str) -> None:
    open_page(page, f"{address}/?dataset=demo")
    foot = page.locator(".st-key-panel-overview-map .js-plotly-plot").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= 900


def test_peers_and_slope_change_places_in_the_address(page: Page, address: str) -> None:
    open_page(page, f"{address}/execution?dataset=demo")
    plot(page, "execution-peers")
    choose_segment(page, "首末年")
    assert query(page)["execution_beside"] == ["slope"]
    record = click_mark(page, "execution-slope", "last")
    assert "/execution" in page.url
    assert query(page)["function"] == [record]


def test_a_peer_opens_its_department(page: Page, address: str) -> None:
    open_page(page, f"{address}/execution?dataset=demo&function=水利&from=2025&to=2025")
    record = click_mark(page, "execution-peers", "chosen")
    assert "/department" in page.url
    assert query(page)["dept"] == [record]


def test_a_dumbbell_opens_its_department(page: Page, address: str) -> None:
    open_page(page, f"{address}/execution?dataset=real")
    record = click_mark(page, "execution-dumbbells", "budget")
    assert query(page)["dept"] == [record.partition("|")[0]] == ["360103-yjj"]


@pytest.mark.parametrize(
    ("where", "label"),
    [("dataset=demo", "演示数据"), ("dataset=real", "370MHz应急指挥窄带无线通信网和图传指挥设备项目")],
)
def test_a_listed_project_opens_its_page(page: Page, address: str, where: str, label: str) -> None:
    open_page(page, f"{address}/execution?{where}")
    record = click_mark(page, "execution-cumulative", "rows")
    assert "/project" in page.url
    assert query(page)["row"] == [record]
    assert label in text(page)


def test_the_reports_say_why_two_figures_are_missing(page: Page, address: str) -> None:
    open_page(page, f"{address}/execution")
    assert "各在不同年度（西湖区2022年、东区2023年）" in text(page)
    open_page(page, f"{address}/")
    assert "没有一个部门有两个年度能算执行率" in text(page)


@pytest.mark.parametrize("width", [1440, 834])
@pytest.mark.parametrize("name", ["?dataset=demo", "execution?dataset=demo", "execution?dataset=real"])
def test_no_text_of_a_figure_is_cut_off(page: Page, address: str, name: str, width: int) -> None:
    open_page(page, f"{address}/{name}", width, 2400)
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".js-plotly-plot")].flatMap((plot) => {
            const box = plot.getBoundingClientRect();
            return [...plot.querySelectorAll(".annotation-text")].filter((text) => {
                const own = text.getBoundingClientRect();
                return own.left < box.left - 3 || own.right > box.right + 3;
            }).map((text) => text.textContent);
        })"""
    )
    assert outside == []
