"""Chart specifications and their Plotly form: no rows, one row, many rows; values, ids, escaping."""

from __future__ import annotations

import json
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from dashboard.charts import specs
from dashboard.charts.palette import DARK, LIGHT
from dashboard.charts.plotly import config, figure, selected_ids
from dashboard.formats import Unit
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import rate_histogram
from dashboard.strings import words
from tests.conftest import ROOT

W = words("zh")
HEAD = {"key": "k", "title": "发现", "caption": "口径", "unit_label": "%"}
EVIL = "<b>$a*_&[x](y)"


def wan(value: float) -> Decimal:
    return Decimal(str(value)) * 10_000


def make(kind: str, n: int) -> specs.Chart:
    """A specification of each kind with ``n`` rows."""
    ids = [f"id{i}" for i in range(n)]
    match kind:
        case "BudgetBars":
            rows = tuple(specs.BudgetRow(i, EVIL, wan(100), wan(80)) for i in ids)
            return specs.BudgetBars(**HEAD, rows=rows, money_unit=Unit.WAN)
        case "Ledger":
            return specs.Ledger(**HEAD, rows=tuple(_ledger(k, i) for k, i in enumerate(ids)), money_unit=Unit.WAN)
        case "UnitChart":
            squares = tuple(specs.UnitSquare(i, EVIL, "missed", 0.5) for i in ids)
            rows_ = (specs.UnitRow("r", "西湖区", squares),) if n else ()
            return specs.UnitChart(**HEAD, rows=rows_)
        case "HeatMap":
            columns = tuple(specs.HeatColumn(i, "住建", EVIL) for i in ids)
            cells = tuple(specs.HeatCell(i, y, 0.9) for i in ids for y in (2020, 2021))
            return specs.HeatMap(**HEAD, columns=columns, years=(2020, 2021) if n else (), cells=cells)
        case "ReasonBars":
            reasons = tuple(specs.ReasonRow(i, EVIL, wan(k + 1), "partly") for k, i in enumerate(ids))
            return specs.ReasonBars(**HEAD, rows=reasons, money_unit=Unit.WAN, column="cumulative")
        case "ScoreHistogram":
            return specs.ScoreHistogram(**HEAD, bins=specs.score_bins((60 + k, 1) for k in range(n)))
        case "RateHistogram":
            return specs.RateHistogram(**HEAD, counts={"full": n, "over": n, "none": n} if n else {})
        case "Strips":
            points = tuple(specs.StripPoint(i, EVIL, 90.5) for i in ids)
            strips = (specs.StripRow("d", "甲", points, n, 90.5, 90.5, 90.5),) if n else ()
            return specs.Strips(**HEAD, rows=strips, grade_limits=(90, 80, 60))
        case "Credibility":
            dots = tuple(specs.CredibilityPoint(i, EVIL, EVIL, 0.7, 95.0) for i in ids)
            return specs.Credibility(**HEAD, points=dots)
        case "TrendLines":
            panels = tuple(specs.Series(i, EVIL, (specs.YearValue(2020, 0.9),)) for i in ids)
            return specs.TrendLines(**HEAD, panels=panels)
        case "RateDots":
            return specs.RateDots(**HEAD, rows=tuple(specs.RateDot(i, EVIL, 0.9, 0.8) for i in ids), year=2021)
        case "DotStrip":
            return specs.DotStrip(**HEAD, points=tuple(specs.DotPoint(i, EVIL, 0.9, i == "id0") for i in ids))
        case _:
            raise AssertionError(kind)


def _ledger(k: int, row_id: str) -> specs.LedgerRow:
    rates = (specs.StatedRate(0.8425, 2), specs.StatedRate(0.8262, 2))
    amounts = [(wan(10), wan(9)), (None, wan(9)), (wan(10), None), (None, None)][k % 4]
    return specs.LedgerRow(row_id, EVIL, "南昌市", *amounts, stated=rates if k % 4 == 0 and k else ())


KINDS = (
    "BudgetBars", "Ledger", "UnitChart", "HeatMap", "ReasonBars", "ScoreHistogram", "RateHistogram", "Strips",
    "Credibility", "TrendLines", "RateDots", "DotStrip",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 1, 7, 40])
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_kind_draws_a_valid_figure(kind: str, n: int, colours: object) -> None:
    spec = make(kind, n)
    drawn = figure(spec, colours, w=W).to_dict()  # type: ignore[arg-type]
    checked = go.Figure(drawn)  # validates every property
    assert checked.layout.height > 0
    assert spec.is_empty is (n == 0)
    if n == 0:
        assert "没有可画的数据" in json.dumps(drawn, ensure_ascii=False)


@pytest.mark.parametrize("kind", KINDS)
def test_ids_for_clicks_are_in_the_figure(kind: str) -> None:
    spec = make(kind, 3)
    drawn = json.loads(figure(spec, LIGHT, w=W).to_json())
    found = {str(d[0] if isinstance(d, list) else d) for t in drawn["data"] for d in t.get("customdata") or [] if d}
    if kind not in ("ScoreHistogram",):
        assert set(spec.row_ids) <= found
    assert selected_ids({"selection": {"points": [{"customdata": [spec.row_ids[0]]}]}}) == [spec.row_ids[0]]


@pytest.mark.parametrize("kind", KINDS)
def test_text_from_data_is_escaped(kind: str) -> None:
    text = figure(make(kind, 3), LIGHT, w=W).to_json()
    assert text is not None
    assert "<b>$a" not in text.replace("\\u003c", "<").replace("\\u003e", ">").replace("<b>&lt;b&gt;", "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 3])
def test_the_table_of_a_chart_has_its_rows_in_both_languages(kind: str, n: int) -> None:
    for language in ("zh", "en"):
        table = make(kind, n).table(words(language))  # type: ignore[arg-type]
        assert table.width >= 2
        assert (table.height > 0) is (n > 0) or kind == "RateHistogram"


def test_bars_show_the_amounts_given() -> None:
    row = specs.BudgetRow("a", "甲", wan(79), wan(41.73))
    spec = specs.BudgetBars(**HEAD, rows=(row,), money_unit=Unit.WAN)
    drawn = json.dumps(figure(spec, LIGHT, w=W).to_dict(), default=str, ensure_ascii=False)
    assert "37.27" in drawn
    assert "52.8%" in drawn


def test_cumulative_shares_end_at_one_and_the_cut_is_where_80_percent_is_reached() -> None:
    rows = tuple(specs.ReasonRow(str(i), str(i), wan(v), "no") for i, v in enumerate((50, 30, 15, 5)))
    spec = specs.ReasonBars(**HEAD, rows=rows, money_unit=Unit.WAN, column="cumulative")
    assert spec.cumulative[-1] == 1
    assert spec.cut_after == 2


def test_metric_and_chart_agree_on_the_bins(real) -> None:  # type: ignore[no-untyped-def]
    bins = set(real.run(rate_histogram(Filter()))["bin"])
    assert bins <= set(specs.RATE_BINS)
    edges = {specs.rate_bin(r) for r in (0.0, 0.05, 0.899999, 0.9, 0.95, 1.0, 1.2, None, -0.1)}
    assert edges == {"0-10", "80-90", "90-95", "95-100", "full", "over", "none", "negative"}


def test_plotly_speaks_chinese_offline() -> None:
    assert config("zh")["locale"] == "zh-CN"
    assert not config("zh")["displayModeBar"]
    assert (ROOT / "dashboard/charts/locale_zh.json").exists()
