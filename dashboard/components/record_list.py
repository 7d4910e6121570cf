"""Records as one table of text: two lines a cell, badges, a link at the end of the row.

Belongs here: the component around ``record_list.js`` and the look of its table. Does not belong here: what a row says.
One element whatever the number of rows: a column of Streamlit's own costs the server a millisecond a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

Tone = Literal["", "strong", "small", "missed", "badge high", "badge medium", "badge info", "badge good"]
_HTML = '<table class="records"></table>'
# Severities take the colours of st.badge; the theme's own variables follow light and dark.
_CSS = """
.records { width: 100%; table-layout: fixed; border-collapse: collapse; font-family: var(--st-font); }
.records th { padding: 0 8px 4px 0; text-align: left; font-weight: 400; vertical-align: bottom; }
.records td { padding: 9px 10px 9px 0; border: 0; border-top: 1px solid var(--st-border-color); line-height: 1.5;
  vertical-align: middle; overflow-wrap: anywhere; color: var(--st-text-color); font-size: 15px; }
.records th { border: 0; }
.records .grey { color: var(--st-gray-text-color); font-size: 13px; }
.records div.grey { margin-top: 1px; }
.records .strong { font-weight: 700; }
.records .small { font-size: 13px; }
.records .missed { font-weight: 700; color: var(--st-orange-text-color); }
.records .badge { display: inline-block; padding: 1px 5px; border-radius: 3px; font-size: 13px; overflow-wrap: normal; }
.records .high { color: var(--st-orange-text-color); background: var(--st-orange-background-color); }
.records .medium { color: var(--st-yellow-text-color); background: var(--st-yellow-background-color); }
.records .info { color: var(--st-gray-text-color); background: var(--st-gray-background-color); }
.records .good { color: var(--st-blue-text-color); background: var(--st-blue-background-color); }
.records a.open { color: var(--st-text-color); font-size: 13px; white-space: nowrap; text-decoration: underline;
  text-underline-offset: 3px; }
.records .figure { text-align: right; padding-right: 14px; overflow-wrap: normal; }
.records .figure + :not(.figure) { padding-left: 22px; }
.records .figure a.open { text-decoration-color: var(--st-border-color); font-variant-numeric: tabular-nums; }
.records tr.opens { cursor: pointer; }
.records tr.opens:hover td { background: var(--st-secondary-background-color); }
.records td:first-child a.open { white-space: normal; font-size: 15px; text-decoration-color: var(--st-border-color); }
.records a.open:hover { color: var(--st-primary-color); }
"""


@dataclass(frozen=True)
class Cell:
    """Plain text with an optional unit behind it, a grey line under it and a hint on hover. With a ``link`` (an address
    of the app) it is a link; ``target`` is what a click on it reports."""

    text: str
    under: str = ""
    unit: str = ""
    tone: Tone = ""
    hint: str = ""
    link: str = ""
    target: str = ""


@cache
def _component() -> Any:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    # Not isolated: the page's own rules for paper and keyboard hold for the table too.
    return st.components.v2.component("jixiao_record_list", html=_HTML, css=_CSS, js=script, isolate_styles=False)


def record_list(
    *,
    key: str,
    alt: str,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    figures: Sequence[int] = (),
    on_open: Callable[[str], None] | None = None,
) -> None:
    """Draw the table. ``widths`` are shares of any sum; ``figures`` are the columns of numbers, set at the right;
    ``on_open`` gets the target of a clicked link, in a callback. Where a row has one link, a click anywhere in the row
    does the same."""
    total = sum(widths)

    def report() -> None:
        target = st.session_state[key].get("opened")
        if target and on_open is not None:
            on_open(str(target))

    _component()(
        key=key,
        data={
            "alt": alt,
            "heads": list(heads),
            "widths": [round(100 * width / total, 2) for width in widths],
            "figures": list(figures),
            "rows": [[dict(vars(cell)) for cell in row] for row in rows],
        },
        on_opened_change=report,
    )
