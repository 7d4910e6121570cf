"""原因分析: the range, the four kinds and the chosen reason, against polars over the input files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.metrics import reasons
from dashboard.metrics.filters import Filter
from tests.app import PageText, open_page
from tests.conftest import DATA

CITY = DATA / "demo" / "city"
YI = Decimal(100_000_000)
MHZ = "370MHz应急指挥窄带无线通信网和图传指挥设备项目"
KEY = ["project_id", "year", "fund_year"]


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    """Self-evaluated project-years with final figures and money left, with their first stated reason."""
    rows = pl.read_parquet(CITY / "project_year.parquet").with_columns(pl.col("fund_year").fill_null(pl.col("year")))
    rows = rows.filter((pl.col("evaluation_kind") == "self") & pl.col("as_of").is_null())
    said = pl.read_parquet(CITY / "reason.parquet").with_columns(pl.col("fund_year").fill_null(pl.col("year")))
    said = said.filter(
        (pl.col("explains") == "under_execution") & ~pl.col("is_inferred") & pl.col("project_id").is_not_null()
    )
    first = said.sort("ordinal").unique(KEY, keep="first").select(*KEY, "reason_code")
    budget = pl.coalesce("budget_full_year", "budget_initial")
    rows = rows.join(first, on=KEY, how="left").with_columns(budget=budget, unspent=budget - pl.col("executed"))
    return rows.with_columns(
        is_low=(pl.col("executed") * 10 < pl.col("budget") * 9).fill_null(value=False),
        is_summed=pl.col("budget_full_year").is_not_null() & pl.col("executed").is_not_null(),
    )


def silent(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(pl.col("reason_code").is_null() & (pl.col("unspent") > 0))


def shown(monkeypatch: pytest.MonkeyPatch, **query: str) -> PageText:
    return open_page(DATA / "warehouse", monkeypatch, "reasons", dataset="demo", **query)


def unspent(rows: pl.DataFrame) -> Decimal:
    return sum(rows.filter("is_summed")["unspent"].to_list(), Decimal(0))


def money(rows: pl.DataFrame) -> str:
    return f"{unspent(rows) / YI:,.2f}亿元"


def test_the_page_starts_with_those_that_owe_a_reason(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    owed = silent(lines).filter("is_low")
    page = shown(monkeypatch)
    assert f"{owed.height:,}个项目年度没有说明原因，涉及{money(owed)}" in page.headline
    assert "达到90%的剩余资金不要求说明原因" in page.text
    share = unspent(owed) / unspent(lines.filter("is_low"))
    assert page.metric("低于90%却没说明原因") == f"{share * 100:.0f}%"


def test_the_whole_range_counts_every_remainder(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    page = shown(monkeypatch, reasons_range="all")
    every = silent(lines)
    assert f"{every.height:,}个项目年度没有说明原因，涉及{money(every)}" in page.headline
    assert every.height > 10 * silent(lines).filter("is_low").height


@pytest.mark.parametrize("chosen", ["asked", "all"])
def test_the_four_kinds_share_out_the_whole(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    page = shown(monkeypatch, reasons_range=chosen)
    labels = ("低于90%却没说明原因" if chosen == "asked" else "未说明原因", "仅描述现象", "部门可控或", "部门不可控")
    shares = [int(page.metric(label).rstrip("%")) for label in labels]
    assert abs(sum(shares) - 100) <= 2


def test_money_counts_once_in_either_range(demo: DuckDBEngine, lines: pl.DataFrame) -> None:
    for threshold, rows in ((None, lines), (0.9, lines.filter("is_low"))):
        found = demo.run(reasons.reason_money(Filter(), threshold=threshold))
        owed = rows.filter(pl.col("is_summed") & (pl.col("unspent") > 0))
        assert found["unspent"].sum() == owed["unspent"].sum()
        by_code = owed.group_by(pl.col("reason_code").fill_null("R90")).agg(pl.col("unspent").sum())
        expected = dict(by_code.iter_rows())
        assert {r["code"]: r["unspent"] for r in found.to_dicts() if r["unspent"]} == expected


@pytest.mark.parametrize("key", ["district_code", "function", "year"])
def test_the_groups_add_up_to_the_whole(demo: DuckDBEngine, key: str) -> None:
    whole = demo.run(reasons.reason_money(Filter(), threshold=0.9))
    parts = demo.run(reasons.reason_money(Filter(), key, threshold=0.9))
    for column in ("unspent", "projects", "with_amount", "beside_n"):
        assert parts[column].sum() == whole[column].sum(), column


def test_mentions_in_the_range_are_those_of_its_projects(demo: DuckDBEngine, lines: pl.DataFrame) -> None:
    said = pl.read_parquet(CITY / "reason.parquet").with_columns(pl.col("fund_year").fill_null(pl.col("year")))
    said = said.filter((pl.col("explains") == "under_execution") & ~pl.col("is_inferred"))
    general = said.filter(pl.col("project_id").is_null()).height
    without_rate = lines.filter(pl.col("executed").is_null() | pl.col("budget").is_null())
    listed = pl.concat([lines.filter("is_low"), without_rate]).select(KEY).unique()
    expected = said.join(listed, on=KEY, how="semi").height + general + silent(lines).filter("is_low").height
    found = demo.run(reasons.reason_mentions(Filter(), threshold=0.9))
    assert (found["mentions"].sum(), found["general"].sum()) == (expected, general)


def test_a_chosen_reason_lists_its_projects_first(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    owed = silent(lines).filter("is_low")
    page = shown(monkeypatch, code="R90")
    assert f"{owed.height:,}个项目年度执行率低于90%却没有说明原因" in page.headline
    rows = page.rows("reasons-list-rows")
    largest = owed.filter("is_summed").sort("unspent", descending=True).head(12)
    wan = [f"{value / 10_000:,.2f}" for value in largest["unspent"]]
    assert [row[2]["text"] for row in rows] == wan
    assert {row[2]["tone"] for row in rows} == {"missed"}
    assert len(rows[0]) == 3, "nobody said anything to quote"
    first = largest.row(0, named=True)
    assert rows[0][0]["text"] == first["project"]
    assert rows[0][0]["under"].endswith(f" · {first['year']}")
    assert rows[0][0]["link"].startswith(f"project?dataset=demo&code=R90&id={first['project_id']}&row=")


def test_a_page_of_the_list_goes_on_where_the_last_one_ended(
    monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame
) -> None:
    owed = silent(lines).filter(pl.col("is_low") & pl.col("is_summed")).sort("unspent", descending=True)
    page = shown(monkeypatch, code="R90", reasons_page="2")
    wan = [f"{value / 10_000:,.2f}" for value in owed["unspent"][12:24]]
    assert [row[2]["text"] for row in page.rows("reasons-list-rows")] == wan
    assert "第13—24条" in page.text


def test_a_row_says_how_its_money_counts_and_quotes_the_reason(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(warehouse, monkeypatch, "reasons", code="R01")
    row, general = page.rows("reasons-list-rows")
    assert [cell["text"] for cell in row[:3]] == [MHZ, "52.8%", "37.27"]
    assert row[2]["under"] == "计入这个原因"
    assert row[3]["text"] == "「由于疫情原因，该项目进度受到影响」"
    assert (general[0]["text"], general[2]["text"], general[2]["under"]) == ("（部门总体）", "—", "没有指到项目")
    assert general[0]["link"] == "low?department=360103-yjj&from=2022&to=2022&code=R01"


def test_a_group_is_a_link_to_its_own_reasons(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    page = shown(monkeypatch, reasons_by="year")
    by_year = lines.filter(pl.col("is_low") & pl.col("is_summed") & (pl.col("unspent") > 0)).group_by("year")
    sums = dict(by_year.agg(pl.col("unspent").sum()).iter_rows())
    rows = page.rows("reasons-groups-rows")
    assert [(row[0]["text"], row[1]["text"]) for row in rows] == [
        (str(year), f"{sums[year] / YI:,.2f}") for year in sorted(sums, reverse=True)
    ]
    assert rows[0][0]["link"] == "reasons?dataset=demo&from=2025&to=2025"
    codes = {row[0]["link"] for row in shown(monkeypatch, reasons_by="district_code").rows("reasons-groups-rows")}
    districts = pl.read_parquet(CITY / "department.parquet")["district_code"].unique()
    assert codes == {f"reasons?dataset=demo&district={code}" for code in districts}


def test_other_statements_have_a_view_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not shown(monkeypatch).rows("reasons-others-rows")
    page = shown(monkeypatch, reasons_by="others")
    said = pl.read_parquet(CITY / "reason.parquet").filter(~pl.col("is_inferred"))
    other = said.filter((pl.col("explains") != "under_execution") | pl.col("project_id").is_null())
    assert f"另外{other.height:,}条" in page.text
    assert len(page.rows("reasons-others-rows")) == 12
    assert all(row[2]["under"].startswith("「") for row in page.rows("reasons-others-rows"))


def test_few_other_statements_stand_below(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(warehouse, monkeypatch, "reasons")
    assert "另外5条" in page.text
    assert len(page.rows("reasons-others-rows")) == 5
    assert page.metric("部门可控或部分可控") == "2 / 6个项目"
    assert page.metric("部门不可控") == "100%"


def test_the_groups_of_a_chosen_reason_are_its_own(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    low = lines.filter(pl.col("is_low") & pl.col("is_summed") & (pl.col("unspent") > 0))
    sums = dict(low.group_by("year").agg(pl.col("unspent").sum()).iter_rows())
    own = low.filter(pl.col("reason_code") == "R02").group_by("year").agg(pl.col("unspent").sum())
    page = shown(monkeypatch, code="R02", reasons_by="year")
    rows = page.rows("reasons-groups-rows")
    expected = {str(year): (money_of, money_of / sums[year]) for year, money_of in own.iter_rows()}
    assert {row[0]["text"] for row in rows} == set(expected)
    for row in rows:
        amount, share = expected[row[0]["text"]]
        assert (row[1]["text"], row[2]["text"]) == (f"{amount / YI:,.2f}", f"{share * 100:.0f}%")
    most = max(expected, key=lambda year: expected[year][0])
    assert f"在{most}年涉及的未执行资金最多：{expected[most][0] / YI:,.2f}亿元" in page.titles[-1]
    assert "只计以“上级政策、文件、标准未出台”为第一原因的项目" in page.text
    assert not page.app.metric, "the key figures are of all reasons"


def test_first_reason_and_mentions_have_words_of_their_own(
    monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame, demo: DuckDBEngine
) -> None:
    found = demo.run(reasons.reason_money(Filter(), threshold=0.9)).filter(pl.col("code") == "R02")
    mentions = demo.run(reasons.reason_mentions(Filter(), threshold=0.9)).filter(pl.col("code") == "R02")
    page = shown(monkeypatch, code="R02")
    assert f"{found['projects'][0]:,}个项目年度以此为第一原因" in page.headline
    assert f"共提到{mentions['mentions'][0]:,}次" in page.headline
    title = f"提到“上级政策、文件、标准未出台”{mentions['mentions'][0]:,}次"
    assert any(one.startswith(title) for one in page.titles)
    without_rate = pl.col("executed").is_null() | pl.col("budget").is_null()
    own = lines.filter((pl.col("is_low") | without_rate) & (pl.col("reason_code") == "R02"))
    assert found["projects"][0] == own.height != mentions["mentions"][0]


def test_the_first_reasons_are_stated_ones(monkeypatch: pytest.MonkeyPatch, lines: pl.DataFrame) -> None:
    low = lines.filter(pl.col("is_low") & pl.col("is_summed") & (pl.col("unspent") > 0))
    by_code = low.group_by(pl.col("reason_code").fill_null("R90")).agg(pl.col("unspent").sum())
    stated = by_code.filter(~pl.col("reason_code").is_in(["R90", "R99"])).sort("unspent", descending=True)
    share = sum(stated["unspent"].head(5), Decimal(0)) / sum(by_code["unspent"], Decimal(0))
    assert f"写明的前5类原因占未执行资金的{share * 100:.0f}%" in shown(monkeypatch).headline
