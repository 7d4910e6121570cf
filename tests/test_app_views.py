"""The other views: numbers shown for all rows, filtered to 2022, one row, none; and on the demo dataset.

The figures asserted are those of the reports' sentences (see data/sources/reports) or of ``tests.oracle``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import oracle
from tests.app import open_page
from tests.conftest import DATA

ALL: dict[str, str] = {}
IN_2022 = {"from": "2022", "to": "2022"}
ONE = {"district": "510402"}
NONE = {"district": "360103", "from": "2023", "to": "2023"}
PROJECT, DEPARTMENT = "jindu-ecology-p074", "jindu-ecology"
EVERY_VIEW = (
    *("overview", "execution", "scores", "reasons", "compare", "measures", "findings", "about", "low"),
    *("project", "department", "wall"),
)

SHOWN = [
    ("execution", ALL, "5个部门年度里2个能算执行率", ["95.7%", "85.2%", "863.09", "825.82", "84.25%、82.62%", "n=8"]),
    ("execution", IN_2022, "2个部门年度里1个能算执行率", ["95.7%", "2,329.64"]),
    ("execution", ONE, "东区应急管理局2023年执行率85.2%", ["48.00", "40.91"]),
    ("scores", ALL, "5个部门年度有3个总分", ["96.85", "99.1", "97", "16.85 / 20", "40 / 40", "22 / 0 / 3", "90分以上"]),
    ("scores", IN_2022, "2个部门年度有2个总分", ["99.1", "97"]),
    ("scores", ONE, "没有总分，报告只写“优秀”", ["未载明"]),
    (
        "reasons",
        ALL,
        "6个项目说明了没花出去的原因，2个能算出金额，共44.36万元，“疫情影响”占84%",
        ["2 / 6个项目", "44.36万元，4个项目，2个有金额"],
    ),
    ("reasons", IN_2022, "“疫情影响”，未执行37.27万元", []),
    ("reasons", ONE, "“厉行节约、压减开支”，未执行7.09万元", []),
    ("compare", ALL, "5个部门里2个能算执行率", ["95.7%", "85.2%"]),
    ("compare", IN_2022, "只有西湖区应急管理局能算执行率，2022年95.7%", []),
    ("compare", ONE, "东区应急管理局2023年执行率85.2%", []),
    ("measures", ALL, "4个部门承诺了11项改进措施", ["确保2023年完成支付目标", "尚不可知", "95.7%"]),
    ("measures", IN_2022, "2个部门承诺了4项改进措施", ["尚不可知"]),
    ("findings", ALL, "核对发现12处", ["968.20", "963.09", "84.25%", "82.62%", "良", "178.6%", "25", "21", "97.84"]),
    ("findings", IN_2022, "2处", ["968.20"]),
    ("about", ALL, "隔离0行", ["Σ"]),
]


@pytest.mark.parametrize(("page", "query", "headline", "texts"), SHOWN)
def test_numbers_shown(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str], headline: str, texts: list[str]
) -> None:
    shown = open_page(warehouse, monkeypatch, page, **query)
    assert headline in shown.headline
    for text in texts:
        assert text in shown.text, text
    assert "真实材料" in shown.text


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("execution", "当前筛选下没有数据"),
        ("scores", "当前筛选下没有数据"),
        ("reasons", "当前筛选下没有数据"),
        ("compare", "当前筛选下没有数据"),
        ("measures", "所选范围内的报告没有写改进措施"),
        ("findings", "所选范围内没有可以互相核对的数字"),
    ],
)
def test_nothing_left_says_so(warehouse: Path, monkeypatch: pytest.MonkeyPatch, page: str, sentence: str) -> None:
    shown = open_page(warehouse, monkeypatch, page, **NONE)
    assert shown.titles == [sentence]
    assert not shown.app.metric
    assert not shown.app.dataframe
    assert not shown.records()
    assert not shown.figures()


@pytest.mark.parametrize("page", EVERY_VIEW)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_draws_the_demo_marked(monkeypatch: pytest.MonkeyPatch, page: str, language: str) -> None:
    own = {"project": {"id": PROJECT}, "department": {"dept": DEPARTMENT}}.get(page, {})
    shown = open_page(DATA / "warehouse", monkeypatch, page, dataset="demo", lang=language, **own)
    assert shown.headline
    assert not own or not any(none in shown.headline for none in ("没有", "No project", "No department"))
    assert ("演示数据" if language == "zh" else "Demo data") in shown.text


def test_every_measure_and_every_finding_of_the_reports_is_listed(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = open_page(warehouse, monkeypatch, "measures").text
    for row in oracle.rows("measure"):
        assert row["text"] in shown, row["text"]
    listed = open_page(warehouse, monkeypatch, "findings").text
    for name in ("合计不符", "前后矛盾", "等级不符", "分项不符", "个数不符", "超预算执行", "范围不符", "一项多名"):
        assert name in listed


def test_demo_verdicts_are_those_of_a_plain_count(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = open_page(DATA / "warehouse", monkeypatch, "measures", dataset="demo")
    expected = dict(oracle.demo_verdicts()["verdict"].value_counts().iter_rows())
    assert set(expected) == {"rose", "fell", "flat", "unknown", "no_base"}
    assert shown.metric("改进措施") == f"{sum(expected.values()):,}"
    for label, name in (("执行率上升", "rose"), ("执行率下降", "fell"), ("执行率持平", "flat")):
        assert shown.metric(label) == f"{expected[name]:,}", name
    known = expected["rose"] + expected["fell"] + expected["flat"]
    assert shown.metric("已能看出结果") == f"{known:,}"
    assert f"尚不可知{expected['unknown']:,}，无从比较{expected['no_base']:,}" in shown.text


def _first(value: str | list[str]) -> str:
    """AppTest holds a parameter that the page has written as a text or as a list."""
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize(
    ("page", "query", "kept"),
    [
        ("measures", {"measures_due": "1800", "measures_verdict": "zz"}, {}),
        ("measures", {"measures_due": "2021"}, {"measures_due": "2021"}),
        ("findings", {"findings_severity": "zz", "findings_view": "zz", "findings_code": "zz"}, {}),
        ("findings", {"findings_page": "abc"}, {}),
        ("reasons", {"reasons_by": "zz", "reasons_range": "zz", "code": "zz"}, {}),
        ("reasons", {"code": "R02"}, {"code": "R02"}),
    ],
)
def test_an_unknown_value_leaves_the_address(
    monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str], kept: dict[str, str]
) -> None:
    shown = open_page(DATA / "warehouse", monkeypatch, page, dataset="demo", **query)
    assert {name: _first(value) for name, value in shown.app.query_params.items()} == {"dataset": "demo", **kept}
    has_chips = any(button.key == "header-clear" for button in shown.app.button)
    assert has_chips == bool(kept)


def test_a_page_beyond_the_last_becomes_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = open_page(DATA / "warehouse", monkeypatch, "findings", dataset="demo", findings_page="99999")
    page = int(_first(shown.app.query_params["findings_page"]))
    assert f"第{(page - 1) * 12 + 1:,}—" in shown.text


def test_the_dictionary_shows_every_table(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from etl import contracts

    shown = open_page(warehouse, monkeypatch, "about", about_part="dictionary")
    cells = " ".join(str(f.value.to_dict("list")) for f in shown.app.dataframe)
    for table in contracts.TABLES:
        assert table.zh in cells, table.name
    columns = open_page(warehouse, monkeypatch, "about", about_part="dictionary", about_table="score_band")
    cells = " ".join(str(f.value.to_dict("list")) for f in columns.app.dataframe)
    for column in contracts.SCORE_BAND.columns:
        assert column.zh in cells, column.name
