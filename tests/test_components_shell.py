"""What stands round every page: saved views, chart marks, CSS strings, contrast of the colours."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from urllib.parse import parse_qs, urlencode

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import saved
from dashboard.address import Address, parse, to_query, unknown
from dashboard.charts.palette import DARK, LIGHT, Palette
from dashboard.components.chart_data import marks
from dashboard.components.shell import css_text
from dashboard.saved import SavedView
from tests.conftest import ROOT
from tests.test_address import CHOICES

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(st.lists(_TEXT, max_size=12))
def test_any_saved_text_is_read_or_counted(texts: list[str]) -> None:
    views, ignored = saved.read(texts)
    assert len(views) + ignored == len(texts)
    assert saved.read([v.text for v in views]) == (views, 0)


@given(_TEXT, _TEXT)
def test_a_saved_view_survives_the_address(name: str, value: str) -> None:
    query = urlencode({"q": value}, quote_via=lambda text, *_: saved.quote(text))
    view = SavedView(saved.clean_name(name), "low", query)
    address = Address(views=(view,))
    read = parse(parse_qs(urlencode(to_query(address), doseq=True)))
    if view.name and view.is_short and query.isprintable():
        assert read.views == (view,)
        assert parse_qs(view.query).get("q", [""]) == [value]
    else:
        assert (read.views, read.ignored_views) == ((), 1)


@pytest.mark.parametrize(
    "text", ["", "~low?a=1", "甲", "甲~low", "甲~../x?a=1", "甲~low?" + "x" * 400, "甲\n乙~low?a=1", "x" * 21 + "~low?"]
)
def test_a_broken_saved_view_is_left_out_and_counted(text: str) -> None:
    address = parse({"saved": [text, "乙~low?from=2022"]})
    assert [v.name for v in address.views] == ["乙"]
    assert address.ignored_views == 1
    assert to_query(address) == {"saved": ["乙~low?from=2022"]}


def test_no_more_views_than_an_address_holds_and_each_name_once() -> None:
    views, ignored = saved.read([f"{n}~low?a=1" for n in range(12)] + ["0~low?a=2"])
    assert (len(views), ignored) == (saved.MAX_VIEWS, 13 - saved.MAX_VIEWS)


def test_renaming_keeps_the_place_and_never_takes_a_name_twice() -> None:
    views = (SavedView("甲", "low", ""), SavedView("乙", "", ""))
    assert [v.name for v in saved.renamed(views, "甲", "丙~")] == ["丙", "乙"]
    assert saved.renamed(views, "甲", "乙") == views
    assert saved.renamed(views, "甲", "  ") == views
    assert saved.with_view(views, SavedView("甲", "scores", "a=1"))[0].page == "scores"
    assert [v.name for v in saved.without(views, "甲")] == ["乙"]


def test_values_the_data_do_not_have_are_named_and_contradictions_are_not() -> None:
    address = parse(
        {
            "province": ["420000"],
            "district": ["360103", "999999"],
            "function": ["消防"],
            "from": ["1999"],
            "to": ["2022"],
        }
    )
    assert unknown(address, CHOICES) == ("999999", "消防", "1999")
    assert unknown(parse({"district": ["360103"]}), CHOICES) == ()


def test_the_marks_of_a_figure_have_names() -> None:
    hover = ["<b>住建局 &amp; 甲</b><br>2024年", "<b>住建局 &amp; 甲</b><br>2025年", "<b>水利局</b><br>1"]
    figure = go.Figure([go.Bar(x=[1, 2, 3], customdata=["a", "b", "c"], hovertext=hover), go.Scatter(x=[1], y=[None])])
    expected = {"a": "住建局 & 甲  2024年", "b": "住建局 & 甲  2025年", "c": "水利局"}
    assert marks(figure) == expected
    assert marks(figure.to_plotly_json()) == expected
    assert marks({"data": [{"customdata": [["x", 1]]}]}) == {"x": "x"}


@given(_TEXT)
def test_text_cannot_leave_a_css_string(text: str) -> None:
    written = css_text(text)[1:-1]
    assert not set(written) & set("\"<>'&\n\r")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda p: str(p.name))
def test_every_text_of_a_figure_can_be_read(colours: Palette) -> None:
    pairs = [
        *((name, getattr(colours, name), ground)
          for name in ("ink", "ink2", "executed_text", "shortfall_text")
          for ground in (colours.paper, colours.surface)),
        *((f.name, getattr(colours, f.name), getattr(colours, f.name.removeprefix("on_")))
          for f in fields(colours) if f.name.startswith("on_")),
        *(("heat", ink, fill) for ink, fill in zip(colours.heat_ink, colours.heat, strict=True)),
    ]  # fmt: skip
    low = [(name, round(contrast(text, ground), 2)) for name, text, ground in pairs if contrast(text, ground) < 4.5]
    assert not low


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_of_the_theme_can_be_read(name: str) -> None:
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    colours = {k: v for k, v in theme.items() if isinstance(v, str)} | (theme["dark"] if name == "dark" else {})
    paper, surface = colours["backgroundColor"], colours["secondaryBackgroundColor"]
    pairs = [(k, colours[k], ground) for k in ("textColor", "linkColor") for ground in (paper, surface)]
    pairs.append(("header", colours["dataframeHeaderTextColor"], colours["dataframeHeaderBackgroundColor"]))
    for hue in ("orange", "red", "blue", "gray", "green", "yellow", "violet"):
        text, ground = colours.get(f"{hue}TextColor"), colours.get(f"{hue}BackgroundColor")
        pairs += [(hue, text, g) for g in (paper, ground)] if text and ground else []
    low = [(what, text, ground) for what, text, ground in pairs if contrast(text, ground) < 4.5]
    assert not low


def test_saved_views_stay_within_what_proxies_pass() -> None:
    view = [SavedView(f"视图{n}", "low", "low_text=" + "疫" * 350) for n in range(8)]
    assert all(one.is_short for one in view)
    assert saved.fits(view[:1])
    assert not saved.fits(view)


def test_no_style_of_every_page_asks_what_a_page_holds() -> None:
    """A rule on body:has(…) costs the whole page's style with each label a figure adds: docs/decisions/12."""
    style = (ROOT / "dashboard" / "static" / "page.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    assert ".st-key-shell" in rules
    assert not re.search(r"(body|html|:root|\*|^|[\s>~+,]):has\(", rules)
