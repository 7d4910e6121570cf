"""数据核对, 承诺跟踪 and the badges: figures against an own count of the warehouse's plain rows and the input files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.data.engine import DuckDBEngine
from dashboard.views.touched import TOUCHED
from etl.contracts import FINDING_CODES
from tests import oracle
from tests.app import open_page, plain
from tests.conftest import DATA

DEMO = DATA / "warehouse"
MAIN = {"real": "source_group = '五份报告'", "demo": "true"}


def counted(engine: DuckDBEngine, dataset: str, page: str, where: str = "true") -> tuple[int, int]:
    """Findings of a page's checks, and those that change a conclusion, from plain SQL."""
    rows = engine.run_sql(f"SELECT code, severity FROM finding WHERE {MAIN[dataset]} AND {where}")
    rows = rows.filter(pl.col("code").is_in(TOUCHED[page]))
    return rows.height, rows.filter(pl.col("severity") == "high").height


@pytest.mark.parametrize("page", TOUCHED)
@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_the_badge_of_each_view_counts_its_findings(
    real: DuckDBEngine, demo: DuckDBEngine, warehouse: Path, monkeypatch: pytest.MonkeyPatch, page: str, dataset: str
) -> None:
    engine, folder = (real, warehouse) if dataset == "real" else (demo, DEMO)
    year = 2022 if dataset == "real" else 2025
    where = f"year = {year}"
    n, high = counted(engine, dataset, page, where)
    shown = open_page(folder, monkeypatch, page, dataset=dataset, from_=str(year), to=str(year))
    labels = [plain(p.proto.popover.label) for p in popovers(shown.app) if "处核对发现" in p.proto.popover.label]
    if not n:
        assert not labels
        return
    expected = f"{n:,}处核对发现，{high:,}处影响结论" if high else f"{n:,}处核对发现"
    [label] = labels
    assert expected in label
    colour = "orange" if high else "yellow" if "yellow" in label else "gray"
    assert f":{colour}-badge[" in label


def test_a_badge_speaks_of_the_years_the_page_shows(demo: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    n, high = counted(demo, "demo", "scores", "year = 2025")
    label = badge(open_page(DEMO, monkeypatch, "scores", dataset="demo").app)
    assert f"[{n:,}处核对发现，{high:,}处影响结论" in label, "scores are of one year"
    n, _ = counted(demo, "demo", "execution")
    label = badge(open_page(DEMO, monkeypatch, "execution", dataset="demo").app)
    assert f"2018—2025年{n:,}处核对发现" in label, "figures of all years under a headline of one"


def badge(app: AppTest) -> str:
    """The label of the page's finding badge."""
    [label] = [p.proto.popover.label for p in popovers(app) if "处核对发现" in p.proto.popover.label]
    return plain(label)


def popovers(app: AppTest) -> list[Any]:
    """All popover blocks of a page."""
    found: list[Any] = []
    todo: list[Any] = [app._tree]
    while todo:
        block = todo.pop()
        proto = getattr(block, "proto", None)
        if proto is not None and hasattr(proto, "popover") and proto.HasField("popover"):
            found.append(block)
        todo += list(getattr(block, "children", {}).values())
    return found


def test_every_check_belongs_to_a_view_and_every_view_to_checks() -> None:
    assert {code for codes in TOUCHED.values() for code in codes} == set(FINDING_CODES)
    for page, codes in TOUCHED.items():
        assert codes, page
        assert len(set(codes)) == len(codes), page
    assert "project" not in TOUCHED
    assert "findings" not in TOUCHED


@pytest.mark.parametrize("page", TOUCHED)
def test_the_list_behind_a_badge_has_as_many_rows(
    demo: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    n, _ = counted(demo, "demo", page)
    shown = open_page(DEMO, monkeypatch, "findings", dataset="demo", findings_view=page)
    assert f"共{n:,}条" in shown.text
    assert f"全部 {n:,}" in str([getattr(b, "options", ()) for b in shown.app.get("button_group")])


def test_a_finding_shows_stated_computed_gap_sentence_and_quote(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = open_page(warehouse, monkeypatch, "findings").records()
    [total] = [r for r in rows if "合计不符" in r and "西湖区" in r]
    for text in (
        "968.20 万元",
        "963.09 万元",
        "+5.11 万元",
        "预算合计写968.20万元",
        "「2022年区应急管理局项目预算合计968.2万元",
    ):
        assert text in total, text
    [grade] = [r for r in rows if r.startswith("等级不符") and "东西湖区" in r]
    assert "96.85分写作“良”" in grade


def test_points_are_no_money(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = open_page(DEMO, monkeypatch, "findings", dataset="demo", findings_code="high_score_low_execution").records()
    first = rows[1]
    assert first.startswith("高分低执行")
    score = first.split("自评")[1].split("分")[0]
    assert f" {score} 分 " in first
    assert "万元" not in first.split("「")[0]


def test_the_sentence_follows_the_unit_of_the_page(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = open_page(warehouse, monkeypatch, "findings", unit="yuan").records()
    [total] = [r for r in rows if "合计不符" in r and "西湖区" in r]
    assert "预算合计写9,682,000.00元，11个项目相加为9,630,900.00元，相差51,100.00元。" in total
    assert "万元，" not in total.split("「")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dataset", ["real", "demo"])
def test_promises_by_year_due_are_those_of_the_inputs(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, dataset: str, language: str
) -> None:
    folder = warehouse if dataset == "real" else DEMO
    shown = open_page(folder, monkeypatch, "measures", dataset=dataset, lang=language)
    if dataset == "real":
        promised = [(r["year"], r["due_year"]) for r in oracle.rows("measure")]
    else:
        promised = pl.read_parquet(DATA / "demo" / "city" / "measure.parquet").select("year", "due_year").rows()
    expected: dict[str, int] = {}
    for year, due in promised:
        key = str(int(due) if due else int(year) + 1)
        expected[key] = expected.get(key, 0) + 1
    [figure] = [g for g in shown.figures() if any(t.get("name") == "rose" for t in g["data"])]  # type: ignore[attr-defined]
    drawn: dict[str, int] = {}
    for trace in figure["data"]:  # type: ignore[attr-defined]
        for year, n in zip(trace["customdata"], numbers(trace["x"]), strict=True):
            drawn[year] = drawn.get(year, 0) + n
    assert drawn == expected


def numbers(values: object) -> list[int]:
    """The numbers of a trace, plain or packed."""
    if isinstance(values, dict):
        import base64

        import numpy as np

        return [int(v) for v in np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])]
    return [int(v) for v in values]  # type: ignore[attr-defined]


def test_a_year_due_lists_only_its_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pl.read_parquet(DATA / "demo" / "city" / "measure.parquet")
    due = pl.coalesce("due_year", pl.col("year") + 1)
    n = rows.filter(due == 2021).height
    shown = open_page(DEMO, monkeypatch, "measures", dataset="demo", measures_due="2021")
    assert f"共{n:,}条" in shown.text
    assert all(" 2021 " in row for row in shown.records()[1:])
    unknown = open_page(DEMO, monkeypatch, "measures", dataset="demo", measures_due="1990")
    assert f"{rows.height:,}项改进措施" in unknown.text, "a year nothing is due in is no choice"


def printed(rate: float) -> str:
    """A rate below the target of 95 % is cut, not rounded up to it."""
    return f"{math.floor(rate * 1000) / 10:.1f}%" if rate < 0.95 else f"{rate:.1%}"


@pytest.mark.parametrize("verdict", ["rose", "flat", "fell"])
def test_a_verdict_is_the_difference_of_two_rates_from_the_inputs(
    monkeypatch: pytest.MonkeyPatch, verdict: str
) -> None:
    """Every promise of the first and last page, of projects and departments, from the lines of the two years."""
    expected = oracle.demo_verdicts()
    kinds = set()
    for page in ("1", "9999"):
        query = {"measures_verdict": verdict, "measures_page": page}
        shown = open_page(DEMO, monkeypatch, "measures", dataset="demo", **query).rows("measures-rows")
        assert shown
        for row in shown:
            where = row[1]["under"].split("\u2002·\u2002")
            is_department = where[2] == "部门总体"
            kinds.add(is_department)
            key = (pl.col("text") == row[1]["text"]) & (pl.col("year") == int(where[1]))
            key &= pl.col("due") == int(row[2]["text"])
            key &= pl.col("project_id").is_null() == is_department
            values = []
            for one in expected.filter(key & (pl.col("verdict") == verdict)).to_dicts():
                change = (one["rate_after"] - one["rate"]) * 100
                sign = {"rose": "+", "fell": "−", "flat": ""}[verdict]
                values.append((printed(one["rate"]), printed(one["rate_after"]), f"{sign}{abs(change):.1f}"))
            assert tuple(cell["text"] for cell in row[3:6]) in values, row
    assert verdict == "flat" or kinds == {True, False}
