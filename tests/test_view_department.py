"""部门档案: the numbers shown, against the input files read without our code."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs

import duckdb
import polars as pl
import pytest

from dashboard.charts.palette import LIGHT
from dashboard.charts.plotly import figure
from dashboard.charts.plotly.canvas import text_width
from dashboard.charts.specs import PeerRates, PeerYear
from dashboard.data.snapshot import in_service
from dashboard.strings import words
from etl.load.keep import load
from tests.app import PageText, open_page, plain
from tests.conftest import DATA, NOW, quiet

CITY = DATA / "demo" / "city"
HOUSING = "qingshi-housing"


def records(page: PageText, key: str) -> list[list[str]]:
    """The texts of a record list, row by row."""
    import json

    for element in page.app.get("bidi_component"):
        if key in str(element.proto.id):
            data = json.loads(element.proto.json)
            return [[cell["text"] for cell in row] for row in data["rows"]]
    raise AssertionError(key)


def _lines() -> pl.DataFrame:
    lines = pl.read_parquet(CITY / "project_year.parquet").join(
        pl.read_parquet(CITY / "project.parquet").select("project_id", "department_id"), on="project_id", how="left",
        suffix="_own",
    )  # fmt: skip
    return lines.filter((pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null())


def _rates(year: int) -> dict[str, float]:
    """Σ executed ÷ Σ budget of every housing department, over rows with a full-year budget and spending."""
    lines = _lines().filter(
        pl.col("department_id").str.ends_with("-housing")
        & (pl.col("year") == year)
        & pl.col("budget_full_year").is_not_null()
        & pl.col("executed").is_not_null()
    )
    sums = lines.group_by("department_id").agg(
        pl.col("budget_full_year").cast(pl.Decimal(38, 2)).sum(), pl.col("executed").cast(pl.Decimal(38, 2)).sum()
    )
    return {r["department_id"]: float(r["executed"] / r["budget_full_year"]) for r in sums.to_dicts()}


def test_the_demo_profile_says_what_the_files_say(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(DATA / "warehouse", monkeypatch, "department", dataset="demo", dept=HOUSING)
    rates = _rates(2025)
    own = rates.pop(HOUSING)
    place = 1 + sum(rate > own for rate in rates.values())
    assert page.headline.startswith(f"青石区住房和城乡建设局2025年执行率{int(own * 1000) / 10:.1f}%，没有达到95%")
    assert f"{len(rates) + 1}个同职能部门中排第{place}" in page.headline
    assert page.metric("同职能排名") == f"{place} / {len(rates) + 1}"
    median = pl.Series(list(rates.values())).median()
    assert isinstance(median, float)
    assert f"其余{len(rates)}个中位数{int(median * 1000) / 10:.1f}%" in page.text


def test_the_demo_profile_lists_the_largest_unspent_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(DATA / "warehouse", monkeypatch, "department", dataset="demo", dept=HOUSING)
    own = _lines().filter((pl.col("department_id") == HOUSING) & (pl.col("year") == 2025))
    missing = own.with_columns(unspent=pl.col("budget_full_year") - pl.col("executed")).filter(pl.col("unspent") > 0)
    top = missing.sort("unspent", descending=True).head(5)
    expected = [(r["project"], f"{r['unspent'] / Decimal(10_000):,.2f}") for r in top.to_dicts()]
    assert [(row[0], row[2]) for row in records(page, "department-projects-rows")] == expected
    assert f"2025年{missing.height}个项目没有花完" in page.text


def test_filters_do_not_narrow_a_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = open_page(DATA / "warehouse", monkeypatch, "department", dataset="demo", dept=HOUSING)
    narrowed = open_page(
        DATA / "warehouse", monkeypatch, "department", dataset="demo", dept=HOUSING, function="水利", from_="2020"
    )
    assert narrowed.headline == plain.headline


@pytest.mark.parametrize(
    ("department", "parts"),
    [
        ("360103-yjj", ("西湖区应急管理局2022年执行率95.7%，达到95%", "8 / 11个能算", "37.27", "疫情影响", "99.1")),
        ("510402-yjj", ("东区应急管理局2023年执行率85.2%，没有达到95%", "厉行节约", "7.09")),
        ("420112-yjj", ("只写了年初预算，不能算执行率", "84.25%、82.62%", "96.85", "触发事件未发生")),
        ("360113-yjj", ("红谷滩区应急管理局2022年只写了预算，没有执行数", "97")),
        ("130609-yjj", ("徐水区应急管理局2024年只写了执行数，没有预算", "90分以上", "3项承诺，结果都尚不可知")),
    ],
)
def test_the_five_reports_read_well(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, department: str, parts: tuple[str, ...]
) -> None:
    page = open_page(warehouse, monkeypatch, "department", dept=department)
    for part in parts:
        assert part in page.text, part
    assert "材料只有" in page.text
    assert "没有同年可比的同职能部门" in page.text or "自身不能算执行率" in page.text


def test_the_five_reports_have_no_trend(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "department", dept="420112-yjj")
    assert not any(trace["mode"] == "lines" for f in page.figures() for trace in f["data"] if "mode" in trace)  # type: ignore[attr-defined]


def test_single_cases_are_no_department(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "department", dept="530000-yjt")
    assert page.headline == "云南省应急管理厅没有部门整体的数字"
    assert "单个项目不能代表一个部门" in page.text
    whole = open_page(warehouse, monkeypatch, "department", dept="350900-dzj")
    assert "公开案例" in whole.text
    assert "没有同年可比的同职能部门" in whole.text


def test_an_unknown_department_leads_back(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "department", dept="no-such-department")
    assert page.headline == "没有找到这个部门"
    assert "no-such-department" in page.text
    assert open_page(warehouse, monkeypatch, "department").headline == "还没有选部门"


def test_a_course_is_drawn_from_three_years_on() -> None:
    years = tuple(PeerYear(str(y), y, 0.9, 0.8, 0.85, 0.95, 3) for y in (2021, 2022))
    said = {"key": "k", "title": "t", "caption": "c", "unit_label": "%"}
    assert not PeerRates(years=years, **said).has_line  # type: ignore[arg-type]
    assert PeerRates(years=(*years, PeerYear("2023", 2023, 0.9)), **said).has_line  # type: ignore[arg-type]
    assert PeerRates(years=years, **said).table(words("zh")).height == 2  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="do not fit"):
        PeerYear("2020", 2020, 0.9, peers=2)


def test_eight_years_of_own_rates_stand_beside_each_other_on_a_tablet() -> None:
    years = tuple(PeerYear(str(y), y, 1.0, 0.8, 0.85, 1.0, 3) for y in range(2018, 2026))
    spec = PeerRates(key="k", title="t", caption="c", unit_label="%", years=years)
    notes = figure(spec, LIGHT, w=words("zh"), is_narrow=True).to_plotly_json()["layout"]["annotations"]
    row = [note for note in notes if note["text"].startswith("<b>100")]
    assert len(row) == len(years)
    # The chart's width on a tablet is about 365 px, 80 of them margins.
    a_year = (365 - 80) / len(years)
    assert all(text_width(n["text"].removeprefix("<b>").removesuffix("</b>"), n["font"]["size"]) <= a_year for n in row)


def test_a_merger_is_a_quiet_line_with_links_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """文化局 and 旅游局 went into 文化和旅游局: each keeps its figures, and each page leads to the other."""
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    lines = "年度,主管部门,项目名称,全年预算数（万元）,全年执行数（万元）\n"
    path = tmp_path / "汇总.csv"
    path.write_text(
        lines + "2018,徐水区文化局,图书馆,100,90\n2018,徐水区旅游局,标识牌,10,9\n"
        "2020,徐水区文化和旅游局,图书馆,110,99\n2020,徐水区民政局,低保,10,9\n",
        encoding="utf-8",
    )  # fmt: skip
    load([path], tmp_path / "data", tmp_path / "warehouse", "own", NOW, quiet)
    con = duckdb.connect(str(in_service(tmp_path / "warehouse", "own").database), read_only=True)
    ids = dict(con.sql("SELECT department, department_id FROM department").fetchall())
    con.close()

    def links(name: str) -> list[tuple[str, str]]:
        page = open_page(tmp_path / "warehouse", monkeypatch, "department", dataset="own", dept=ids[name])
        found = [e.proto for e in page.app.get("page_link")]
        return [(plain(e.label), e.query_string) for e in found if "前身" in e.label or "后继" in e.label]

    (first, at_first), (second, at_second) = links("徐水区文化和旅游局")
    assert {first, second} == {"前身：徐水区文化局（2018年起并入）", "前身：徐水区旅游局（2018年起并入）"}
    assert {ids["徐水区文化局"], ids["徐水区旅游局"]} == {
        parse_qs(at.lstrip("?"))["dept"][0] for at in (at_first, at_second)
    }
    ((text, at),) = links("徐水区文化局")
    assert text == "后继：徐水区文化和旅游局（2018年起并入）"
    assert parse_qs(at.lstrip("?"))["dept"] == [ids["徐水区文化和旅游局"]]
    assert links("徐水区民政局") == []
