"""Chart specifications and their Plotly form: no rows, one row, many rows; values, ids, escaping."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import plotly.graph_objects as go
import pytest

from dashboard.charts import specs
from dashboard.charts.palette import DARK, LIGHT
from dashboard.charts.plotly import config, figure
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
    return _MAKERS[kind]([f"id{i}" for i in range(n)])


def _unit_chart(ids: list[str]) -> specs.Chart:
    squares = tuple(specs.UnitSquare(i, EVIL, "missed", 0.5) for i in ids)
    return specs.UnitChart(**HEAD, rows=(specs.UnitRow("r", "西湖区", squares),) if ids else ())


def _heat_map(ids: list[str]) -> specs.Chart:
    columns = tuple(specs.HeatColumn(i, "住建", EVIL) for i in ids)
    cells = tuple(specs.HeatCell(i, y, 0.9) for i in ids for y in (2020, 2021))
    return specs.HeatMap(**HEAD, columns=columns, years=(2020, 2021) if ids else (), cells=cells)


def _strips(ids: list[str]) -> specs.Chart:
    points = tuple(specs.StripPoint(i, EVIL, 90.5) for i in ids)
    bands = specs.StripRow("b", "乙", bands=(specs.Band(None, 60, 3), specs.Band(60, 90, 0), specs.Band(90, None, 22)))
    rows = (specs.StripRow("d", "甲", points, len(ids), 90.5, 90.5, 90.5), bands) if ids else ()
    return specs.Strips(**HEAD, rows=rows, grade_limits=(90, 80, 60))


def _amount_bar(ids: list[str]) -> specs.Chart:
    n = len(ids)
    executed = (None, wan(41.73), wan(90))[n % 3] if n else None
    marks = (specs.AmountMark("年初", wan(60)), specs.AmountMark("到位", wan(95)))[: n % 3]
    return specs.AmountBar(
        **HEAD, id="id0", budget=wan(79) if n else None, executed=executed, money_unit=Unit.WAN, marks=marks
    )


def _compare(ids: list[str]) -> specs.Chart:
    series = tuple(specs.Series(i, EVIL, (specs.YearValue(2020, wan(k + 1)),)) for k, i in enumerate(ids))
    return specs.CompareLines(**HEAD, series=series, measure="money", chosen="id0")


def _year_frames(ids: list[str]) -> specs.Chart:
    states = ("rate", "no_rate", "missing")
    frames = (specs.YearFrame(i, 2000 + k, states[k % 3], None if k % 3 else 0.9) for k, i in enumerate(ids))
    return specs.YearFrames(**HEAD, frames=tuple(frames))


def _counts(ids: list[str]) -> dict[str, int]:
    return {"full": len(ids), "over": len(ids), "none": len(ids)} if ids else {}


def _rate_changes(ids: list[str], change: float) -> tuple[specs.RateChange, ...]:
    return tuple(specs.RateChange(i, EVIL, 0.8, 0.8 + change, wan(100), wan(3)) for i in ids)


def _peers(ids: list[str]) -> tuple[specs.PeerDot, ...]:
    return tuple(specs.PeerDot(i, EVIL, EVIL, 0.8 + 0.005 * k, is_chosen=k % 2 == 0) for k, i in enumerate(ids))


def _cumulative(ids: list[str]) -> specs.Chart:
    n = len(ids)
    made = tuple(specs.UnspentProject(i, EVIL, k + 1, wan(1), wan(k + 1), EVIL) for k, i in enumerate(ids))
    return specs.CumulativeUnspent(
        **HEAD, projects=made, whole=wan(max(n, 1)), count=n, needed=max(1, -(-n * 4 // 5)), money_unit=Unit.WAN
    )


_MAKERS: dict[str, Callable[[list[str]], specs.Chart]] = {
    "BudgetBars": lambda ids: specs.BudgetBars(
        **HEAD, rows=tuple(specs.BudgetRow(i, EVIL, wan(100), wan(80)) for i in ids), money_unit=Unit.WAN
    ),
    "Ledger": lambda ids: specs.Ledger(
        **HEAD, rows=tuple(_ledger(k, i) for k, i in enumerate(ids)), money_unit=Unit.WAN
    ),
    "UnitChart": _unit_chart,
    "HeatMap": _heat_map,
    "ReasonBars": lambda ids: specs.ReasonBars(
        **HEAD,
        rows=tuple(specs.ReasonRow(i, EVIL, wan(k + 1), "partly") for k, i in enumerate(ids)),
        money_unit=Unit.WAN,
        column="cumulative",
    ),
    "CountBars": lambda ids: specs.CountBars(
        **HEAD, rows=tuple(specs.CountRow(i, EVIL, 3, k == 1) for k, i in enumerate(ids))
    ),
    "OutcomeBars": lambda ids: specs.OutcomeBars(
        **HEAD, rows=tuple(specs.OutcomeRow(i, EVIL, (3, 0, k, 1, 2)) for k, i in enumerate(ids))
    ),
    "ScoreHistogram": lambda ids: specs.ScoreHistogram(
        **HEAD, bins=specs.score_bins((60 + k, 1) for k in range(len(ids)))
    ),
    "RateHistogram": lambda ids: specs.RateHistogram(**HEAD, counts=_counts(ids)),
    "Strips": _strips,
    "Credibility": lambda ids: specs.Credibility(
        **HEAD, points=tuple(specs.CredibilityPoint(i, EVIL, EVIL, 0.7, 95.0) for i in ids)
    ),
    "TrendLines": lambda ids: specs.TrendLines(
        **HEAD, panels=tuple(specs.Series(i, EVIL, (specs.YearValue(2020, 0.9),)) for i in ids)
    ),
    "RateDots": lambda ids: specs.RateDots(
        **HEAD, rows=tuple(specs.RateDot(i, EVIL, 0.9, 0.8) for i in ids), year=2021
    ),
    "DotStrip": lambda ids: specs.DotStrip(**HEAD, points=tuple(specs.DotPoint(i, EVIL, 0.9, i == "id0") for i in ids)),
    "AmountBar": _amount_bar,
    "RateChanges": lambda ids: specs.RateChanges(
        **HEAD,
        fallen=_rate_changes(ids[::2], -0.2),
        risen=_rate_changes(ids[1::2], 0.1),
        year=2025,
        money_unit=Unit.WAN,
    ),
    "Slope": lambda ids: specs.Slope(**HEAD, rows=_rate_changes(ids, -0.1), years=(2020, 2025)),
    "PeerDots": lambda ids: specs.PeerDots(
        **HEAD, rows=tuple(specs.PeerRow(f"f{i}", EVIL, _peers([i, f"{i}b"])) for i in ids)
    ),
    "PeerRanks": lambda ids: specs.PeerRanks(**HEAD, group=specs.PeerRow("f", EVIL, _peers(ids)) if ids else None),
    "Dumbbells": lambda ids: specs.Dumbbells(
        **HEAD, rows=tuple(specs.BudgetRow(i, EVIL, wan(100), wan(80)) for i in ids), money_unit=Unit.WAN
    ),
    "CumulativeUnspent": _cumulative,
    "PeerRates": lambda ids: specs.PeerRates(
        **HEAD, years=tuple(specs.PeerYear(i, 1980 + k, 0.9, 0.7, 0.8, 1.1, 9) for k, i in enumerate(ids))
    ),
    "CompareLines": _compare,
    "YearFrames": _year_frames,
}
KINDS = tuple(_MAKERS)


def _ledger(k: int, row_id: str) -> specs.LedgerRow:
    rates = (specs.StatedRate(0.8425, 2), specs.StatedRate(0.8262, 2))
    amounts = [(wan(10), wan(9)), (None, wan(9)), (wan(10), None), (None, None)][k % 4]
    return specs.LedgerRow(row_id, EVIL, "南昌市", *amounts, stated=rates if k % 4 == 0 and k else ())


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


def test_every_kind_of_specification_is_tested() -> None:
    drawn = {s.__name__ for s in vars(specs).values() if isinstance(s, type) and issubclass(s, specs.Chart)}
    assert drawn - {"Chart"} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [1, 7])
def test_narrow_and_wall_forms_are_valid(kind: str, n: int) -> None:
    spec = make(kind, n)
    plain = go.Figure(figure(spec, LIGHT, w=W).to_dict()).layout.height
    assert go.Figure(figure(spec, LIGHT, w=W, scale=1.5).to_dict()).layout.height == pytest.approx(plain * 1.5, abs=1)
    assert go.Figure(figure(spec, DARK, w=words("en"), is_narrow=True).to_dict()).layout.height > 0


def test_no_mark_is_dimmed_by_a_selection() -> None:
    """Plotly greys every unselected marker and text of a figure unless each trace says otherwise."""
    for kind in KINDS:
        for trace in figure(make(kind, 7), LIGHT, w=W).to_dict()["data"]:
            mode = trace.get("mode", "")
            if trace["type"] == "bar" or "markers" in mode:
                assert trace["unselected"]["marker"]["opacity"] == trace["marker"].get("opacity", 1), kind
            elif "text" in mode:
                assert trace["unselected"]["textfont"]["color"] == trace["textfont"]["color"], kind


@pytest.mark.parametrize("kind", KINDS)
def test_ids_for_clicks_are_in_the_figure(kind: str) -> None:
    spec = make(kind, 3)
    drawn = json.loads(figure(spec, LIGHT, w=W).to_json())
    found = {str(d[0] if isinstance(d, list) else d) for t in drawn["data"] for d in t.get("customdata") or [] if d}
    assert set(spec.row_ids) <= found


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


def _trace(spec: specs.Chart, name: str) -> dict[str, list[float]]:
    """x and y of the trace called ``name``, decoded."""
    trace = next(t for t in go.Figure(figure(spec, LIGHT, w=W).to_dict()).data if t.name == name)
    return {"x": list(trace.x), "y": list(trace.y)}


def test_values_in_the_figure_are_those_of_the_specification() -> None:
    bars = specs.BudgetBars(**HEAD, rows=(specs.BudgetRow("a", "甲", wan(79), wan(41.73)),), money_unit=Unit.WAN)
    assert _trace(bars, "executed")["x"] == [417300.0]
    assert _trace(bars, "shortfall")["x"] == [372700.0]
    assert _trace(bars, "budget")["x"] == [790000.0]
    met = specs.BudgetBars(**HEAD, rows=(specs.BudgetRow("a", "甲", wan(100), wan(95)),), money_unit=Unit.WAN)
    assert _trace(met, "shortfall")["x"] == [0.0]
    over = specs.BudgetBars(**HEAD, rows=(specs.BudgetRow("a", "甲", wan(100), wan(178.6)),), money_unit=Unit.WAN)
    assert _trace(over, "executed")["x"] == [1786000.0]
    points = (specs.CredibilityPoint("a", "甲", "甲", 0.7, Decimal("95.5")),)
    assert _trace(specs.Credibility(**HEAD, points=points), "zone") == {"x": [0.7], "y": [95.5]}
    gap = specs.Series("a", "甲", tuple(specs.YearValue(y, v) for y, v in ((2020, 0.9), (2021, None), (2022, 0.8))))
    assert _trace(specs.CompareLines(**HEAD, series=(gap,), measure="rate"), "a")["y"] == [0.9, None, 0.8]


def test_a_thinned_scatter_says_so() -> None:
    points = tuple(specs.CredibilityPoint(str(i), "甲", "甲", (0.7, 0.9)[i % 2], 95.0) for i in range(8000))
    spec = specs.Credibility(**HEAD, points=points)
    drawn = go.Figure(figure(spec, LIGHT, w=W).to_dict())
    shown = sum(len(t.customdata) for t in drawn.data if t.customdata is not None)
    assert shown <= 6000
    assert any(f"{shown:,} / 8,000" in a.text for a in drawn.layout.annotations)


def test_one_year_is_never_a_line() -> None:
    one = specs.Series("a", "甲", (specs.YearValue(2022, 0.9),))
    lines = _trace(specs.TrendLines(**HEAD, panels=(one,)), "lines")["x"]
    assert sum(x is not None for x in lines) == 1
    frames = tuple(specs.YearFrame(str(y), y, "rate", 0.9) for y in (2020, 2021, 2022))
    assert not specs.YearFrames(**HEAD, frames=frames[:2]).has_line
    assert specs.YearFrames(**HEAD, frames=frames).has_line


def test_a_unit_chart_refuses_more_squares_than_can_be_read() -> None:
    squares = tuple(specs.UnitSquare(str(i), "项目", "met") for i in range(specs.SQUARE_LIMIT + 1))
    with pytest.raises(ValueError, match="unit chart"):
        specs.UnitChart(**HEAD, rows=(specs.UnitRow("r", "甲", squares),))


def test_an_id_that_stands_twice_is_refused() -> None:
    row = specs.CountRow("R01", "疫情", 1)
    with pytest.raises(ValueError, match="R01"):
        specs.CountBars(**HEAD, rows=(row, row))


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


def test_every_amount_stated_stands_on_the_bar() -> None:
    marks = (specs.AmountMark("年初预算", wan(30)), specs.AmountMark("到位", wan(60)))
    spec = specs.AmountBar(
        **HEAD, id="a", budget=wan(79), executed=wan(41.73), money_unit=Unit.WAN, rate_text="52.82%", marks=marks
    )
    drawn = go.Figure(figure(spec, LIGHT, w=W).to_dict())
    texts = " ".join(a.text for a in drawn.layout.annotations)
    for text in ("年初预算 30.00", "到位 60.00", "41.73", "37.27", "79.00", "52.82%"):
        assert text in texts, text
    assert {300_000.0, 600_000.0} <= {s.x0 for s in drawn.layout.shapes if s.type == "line"}
    assert spec.table(W).row(0)[-2:] == (wan(30), wan(60))
