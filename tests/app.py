"""Running a page of the app without a browser.

Belongs here: opening a page at an address and reading its text. Does not belong here: what is asserted.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import cache
from tests.conftest import ROOT

WORD_JOINER = "\u2060"


class PageText:
    """What a page shows: all markdown, metrics, captions and badges as plain text, and its dataframes."""

    def __init__(self, app: AppTest) -> None:
        self.app = app
        values = [str(e.value) for e in app.markdown]
        values += [f"{m.label} {m.value}" for m in app.metric]
        values += self.records()
        self.text = plain("\n".join(values))

    @property
    def headline(self) -> str:
        """The page's finding."""
        found = [str(e.value) for e in self.app.markdown if str(e.value).startswith("## ")]
        return plain(found[0][3:]) if found else ""

    @property
    def titles(self) -> list[str]:
        """The findings over the figures."""
        return [plain(str(e.value)[6:]) for e in self.app.markdown if str(e.value).startswith("##### ")]

    def metric(self, label: str) -> str:
        """Value of the key figure whose label begins so."""
        for m in self.app.metric:
            if plain(m.label).startswith(label):
                return plain(str(m.value))
        raise AssertionError(f"no key figure {label!r}: {[m.label for m in self.app.metric]}")

    def rows(self, key: str) -> list[list[dict[str, str]]]:
        """The rows of one record list as their cells (text, under, unit, tone, hint, link, target); none without it."""
        return [row for one in self._lists(key) for row in one["rows"]]

    def records(self) -> list[str]:
        """The rows of all record lists, cells with their unit and the line under them separated by spaces."""
        rows = [row for one in self._lists() for row in [[{"text": head} for head in one["heads"]], *one["rows"]]]
        names = ("text", "unit", "under")
        return [" ".join(cell[n] for cell in row for n in names if cell.get(n)) for row in rows]

    def _lists(self, key: str = "") -> list[dict[str, Any]]:
        drawn = [e.proto for e in self.app.get("bidi_component")]
        return [
            json.loads(one.json)
            for one in drawn
            if one.component_name.endswith("record_list") and (not key or one.id.endswith(f"-{key}"))
        ]

    def figures(self) -> list[dict[str, object]]:
        """The Plotly figures as their JSON."""
        return [json.loads(e.proto.spec) for e in self.app.get("plotly_chart")]


def plain(text: str) -> str:
    """Markdown as it reads on screen: colour and size directives, emphasis and escapes taken off."""
    text = text.replace(WORD_JOINER, "")
    for _ in range(3):
        text = re.sub(r"(?<!\\):(?:gray|orange|small|red|blue)\[((?:\\.|[^\[\]\\])*)\]", r"\1", text)
    text = re.sub(r"(?<!\\)\*\*", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def open_page(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, page: str = "overview", **query: str | list[str]
) -> PageText:
    """Run one page of the app at an address; fails when the page reports an error."""
    monkeypatch.setattr(cache, "WAREHOUSE", warehouse)
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name.removesuffix("_")] = value
    if page != "overview":
        app._page_hash = calc_hash(page)
    app.run()
    assert not app.exception, app.exception
    shown = PageText(app)
    assert "没有画出来" not in shown.text
    assert "could not be drawn" not in shown.text
    return shown
