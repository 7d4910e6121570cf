"""低执行项目 and the project page: the numbers shown, for all rows, filtered, none and one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app import PageText, open_page
from tests.conftest import DATA

MHZ = "360103-yjj-370mhz"


def table(page: PageText) -> list[list[dict[str, str]]]:
    return page.rows("low-rows")


def figures(row: list[dict[str, str]]) -> tuple[str, ...]:
    """Budget, executed, unspent and rate of a row."""
    return tuple(cell["text"] for cell in row[1:5])


def test_the_six_low_projects(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "low")
    expected = "37个项目中，2个执行率低于90%，未执行44.36万元；另有4个没有执行率，但写明了无支出或未执行的原因"
    assert page.headline == expected
    rows = table(page)
    assert [(r[0]["text"], *figures(r)) for r in rows[:2]] == [
        ("370MHz应急指挥窄带无线通信网和图传指挥设备项目", "79.00", "41.73", "37.27", "52.82%"),
        ("应急管理专项工作经费", "48.00", "40.91", "7.09", "85.23%"),
    ]
    assert [r[4]["under"] for r in rows[:2]] == ["", "报告85%"]
    assert [r[3]["tone"] for r in rows[:3]] == ["missed", "missed", ""]
    assert rows[0][0]["under"] == "西湖区（南昌市） 2022"
    assert rows[0][0]["link"].startswith(f"project?id={MHZ}&row={MHZ}%7C2022")
    assert (rows[0][5]["text"], rows[0][5]["under"]) == ("疫情影响", "「由于疫情原因，该项目进度受到影响」")
    unknown = {r[0]["text"]: figures(r) for r in rows[2:]}
    assert unknown["重大隐患以奖代补经费"] == ("—", "0.00", "—", "当年无支出")
    assert unknown["安全视频监控系统维保"][:3] == ("—", "—", "—")
    assert "进度款" in page.text


@pytest.mark.parametrize(
    ("query", "headline_part", "rows"),
    [
        ({"from": "2022", "to": "2022"}, "37.27万元", 1),
        ({"from": "2020", "to": "2020"}, "4个", 4),
        ({"from": "2023", "to": "2023"}, "7.09万元", 1),
        ({"low_threshold": "60"}, "37.27万元", 5),
        ({"low_text": "疫情"}, "37.27万元", 1),
    ],
)
def test_filtered(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], headline_part: str, rows: int
) -> None:
    page = open_page(warehouse, monkeypatch, "low", **query)
    assert headline_part in page.headline
    assert len(table(page)) == rows


def test_nothing_low(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "low", low_text="没有这样的文字")
    assert not table(page)
    assert "没有找到" in page.text
    page = open_page(warehouse, monkeypatch, "low", department="360113-yjj")
    assert not table(page)


def test_the_370mhz_project(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "project", id=MHZ)
    assert page.headline == "370MHz应急指挥窄带无线通信网和图传指挥设备项目"
    for shown in ("79.00", "41.73", "37.27", "52.82%", "未载明", "疫情影响", "尚不可知", "1 / 6"):
        assert shown in page.text, shown
    assert "由于疫情原因，该项目进度受到影响" in page.text
    assert "确保2023年完成支付目标" in page.text


def test_a_project_without_amounts(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "project", id="420112-yjj-shipin-weibao")
    assert "安全视频监控系统维保" in page.headline
    assert "未载明" in page.text


def test_an_unknown_project_leads_back(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "project", id="no-such-project")
    assert page.headline == "没有找到这个项目"
    assert "no-such-project" in page.text


def test_the_demo_list_pages_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(DATA / "warehouse", monkeypatch, "low", dataset="demo")
    assert "演示数据" in page.text
    assert len(table(page)) == 12
    assert "第1—12行" in page.text
