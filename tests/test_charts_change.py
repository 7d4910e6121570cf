"""Change, peers and the money not spent: what the figures draw of their specification."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import specs
from dashboard.charts.palette import LIGHT
from dashboard.charts.plotly import figure
from dashboard.charts.plotly.changes import GAP, apart
from dashboard.formats import Unit
from dashboard.strings import words

W = words("zh")
HEAD = {"key": "k", "title": "发现", "caption": "口径", "unit_label": "%"}


def trace(spec: specs.Chart, name: str) -> dict[str, list[float]]:
    found = next(t for t in go.Figure(figure(spec, LIGHT, w=W).to_dict()).data if t.name == name)
    return {"x": list(found.x), "y": list(found.y)}


def texts(spec: specs.Chart) -> str:
    return "\n".join(a.text for a in go.Figure(figure(spec, LIGHT, w=W).to_dict()).layout.annotations)


@given(st.lists(st.floats(0.3, 1.4), min_size=1, max_size=40))
def test_labels_of_a_slope_never_touch_and_keep_their_order(values: list[float]) -> None:
    height = max(150.0, len(values) * GAP * 1.5)
    at = apart(values, (min(values) - 0.005, max(values) + 0.005), height)
    ordered = sorted(at)
    assert all(b - a >= GAP - 1e-6 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-6
    assert ordered[-1] <= height + 1e-6
    assert sorted(range(len(at)), key=lambda i: (values[i], i)) == sorted(range(len(at)), key=at.__getitem__)


def test_a_slope_needs_two_years() -> None:
    with pytest.raises(ValueError, match="slope"):
        specs.Slope(**HEAD, rows=(), years=(2025, 2025))


def test_movers_show_both_rates_the_change_and_the_money() -> None:
    fell = specs.RateChange("a", "甲局", 0.9, 0.7, Decimal("2633000000"), Decimal("789900000"))
    rose = specs.RateChange("b", "乙局", 0.6, 0.97, Decimal("500000"), Decimal("15000"))
    spec = specs.RateChanges(**HEAD, fallen=(fell,), risen=(rose,), year=2025, money_unit=Unit.WAN)
    assert trace(spec, "previous")["x"] == [0.9, 0.6]
    assert trace(spec, "rate")["x"] == [0.7, 0.97]
    shown = texts(spec)
    for text in ("−20.0", "+37.0", "263,300.00", "1.50", "降得最多", "升得最多", "2024", "2025"):
        assert text in shown
    alone = specs.RateChanges(**HEAD, fallen=(), risen=(rose,), year=2025, money_unit=Unit.WAN)
    assert "降得最多" not in texts(alone)


def test_dumbbells_stand_at_budget_and_executed_and_are_orange_below_the_target_only() -> None:
    low = specs.BudgetRow("a", "甲局", Decimal("790000"), Decimal("417300"))
    met = specs.BudgetRow("b", "乙局", Decimal("1000000"), Decimal("950000"))
    over = specs.BudgetRow("c", "丙局", Decimal("1000000"), Decimal("1786000"))
    spec = specs.Dumbbells(**HEAD, rows=(low, met, over), money_unit=Unit.WAN)
    assert trace(spec, "budget")["x"] == [790000.0, 1000000.0, 1000000.0]
    assert trace(spec, "executed")["x"] == [417300.0, 950000.0, 1786000.0]
    assert trace(spec, "shortfall")["x"] == [417300.0, 790000.0, None]
    assert "37.27" in texts(spec)
    assert "−78.60" in texts(spec)
    with pytest.raises(ValueError, match="both amounts"):
        specs.Dumbbells(**HEAD, rows=(specs.BudgetRow("a", "甲", None, Decimal(1)),), money_unit=Unit.WAN)


def test_a_row_of_peers_knows_its_lowest_median_and_spread() -> None:
    rates = (0.85, 0.99, 0.91, 0.97)
    dots = tuple(specs.PeerDot(str(i), f"{i}局", f"{i}区", rate) for i, rate in enumerate(rates))
    row = specs.PeerRow("f", "水利", dots)
    assert (row.lowest.place, row.median, row.spread) == ("0区", pytest.approx(0.94), pytest.approx(0.14))
    spec = specs.PeerDots(**HEAD, rows=(row,))
    assert "0区 85.0%" in texts(spec)
    assert "14.0" in texts(spec)
    ranks = specs.PeerRanks(**HEAD, group=row)
    assert ranks.row_ids == ("0", "2", "3", "1")
    assert "−9.0" in texts(ranks)
    alone = specs.PeerRow("g", "教育", dots[:1])
    assert "—" in texts(specs.PeerDots(**HEAD, rows=(alone,))), "one department has no spread"
    with pytest.raises(ValueError, match="needs a department"):
        specs.PeerRow("h", "空", ())


def test_where_departments_are_no_dots_a_row_is_its_range_and_its_middle_half() -> None:
    dots = tuple(specs.PeerDot(f"d{k}", f"{k}局", f"{k}区", k / 2000, k > 0) for k in (0, 1000, 1001))
    others = tuple(k / 2000 for k in range(2001) if k not in (0, 1000, 1001))
    spec = specs.PeerDots(**HEAD, rows=(specs.PeerRow("f", "水利", dots, others),))
    assert spec.row_ids == ("d0", "d1000", "d1001")
    assert trace(spec, "range")["x"] == [0.0, 1.0, None]
    assert trace(spec, "middle half")["x"] == [pytest.approx(0.25), pytest.approx(0.75), None]
    assert spec.table(W).rows() == [("水利", 2001, "0局", 0.0, 0.25, 0.5, 0.75, 1.0)]
    assert "2,001" in texts(spec)
    ranks = specs.PeerRanks(**HEAD, group=specs.PeerRow("f", "水利", dots, others))
    assert "−50.0" in texts(ranks), "the distance is to the median of all"


def unspent(n: int, count: int, needed: int) -> specs.CumulativeUnspent:
    projects = tuple(
        specs.UnspentProject(str(k), f"项目{k}", k, Decimal(100), Decimal(100 * k), "西湖区") for k in range(1, n + 1)
    )
    return specs.CumulativeUnspent(
        **HEAD, projects=projects, whole=Decimal(100 * count), count=count, needed=needed, money_unit=Unit.YUAN
    )


def test_few_projects_are_columns_and_many_a_curve_from_nothing_to_all() -> None:
    few = unspent(2, 2, 2)
    assert few.is_columns
    assert [t.name for t in go.Figure(figure(few, LIGHT, w=W).to_dict()).data] == ["share", "rows"]
    many = unspent(30, 30, 24)
    assert not many.is_columns
    line = trace(many, "share")
    assert (line["x"][0], line["x"][-1]) == (0.0, 30.0)
    assert line["y"][-1] == 0.0, "y runs down: all of it is at the top"
    assert "24个项目占80%" in texts(many)
    assert "项目1" in texts(many)
    listed = next(t for t in go.Figure(figure(many, LIGHT, w=W).to_dict()).data if t.name == "rows")
    assert list(listed.customdata) == ["1", "2", "3", "4", "5"]


def test_a_click_anywhere_in_a_frame_is_one_on_its_district() -> None:
    panels = tuple(
        specs.Series(i, i, (specs.YearValue(2020, 0.9), specs.YearValue(2021, 0.95))) for i in ("甲区", "乙区")
    )
    frames = next(
        t
        for t in go.Figure(figure(specs.TrendLines(**HEAD, panels=panels), LIGHT, w=W).to_dict()).data
        if t.name == "panels"
    )
    assert list(frames.customdata) == ["甲区", "乙区"]
    assert frames.width == pytest.approx(0.9)
