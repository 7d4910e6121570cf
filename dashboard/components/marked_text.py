"""A document's text with marked stretches, scrolled to the current ones.

Belongs here: the component around ``marked_text.js`` and its look. Does not belong here: what is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HTML = '<div class="marked" tabindex="0" role="document"></div>'
_CSS = """
.marked { height: 640px; overflow-y: auto; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.8;
  font-family: var(--st-font); font-size: 15px; color: var(--st-text-color); position: relative;
  border: 1px solid var(--st-border-color); border-radius: 3px; padding: 16px 20px; }
.marked:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
mark { color: inherit; background: var(--st-gray-background-color); cursor: pointer; border-radius: 2px;
  padding: 1px 0; }
mark.current { background: var(--st-orange-background-color); box-shadow: 0 2px 0 var(--st-orange-text-color); }
"""


@cache
def _component() -> Any:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("jixiao_marked_text", html=_HTML, css=_CSS, js=script)


def marked_text(
    *,
    key: str,
    alt: str,
    text: str,
    spans: Sequence[tuple[int, int, str]],
    current: str,
    on_pick: Callable[[str], None],
) -> None:
    """Draw the text. ``spans``: start, end (in characters) and the row they belong to; those of ``current`` stand out
    and are scrolled to; ``on_pick`` gets the row of a clicked stretch, in a callback."""

    def report() -> None:
        picked = st.session_state[key].get("picked")
        if picked:
            on_pick(str(picked))

    # JavaScript counts UTF-16 units; Python counts characters.
    units = _units(text, sorted(spans))
    _component()(
        key=key,
        data={"alt": alt, "text": text, "spans": units, "current": current},
        on_picked_change=report,
    )


def _units(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    if text.isascii() or max(map(ord, text), default=0) < 0x10000:
        return list(spans)

    def unit(at: int) -> int:
        return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2

    return [(unit(start), unit(end), row) for start, end, row in spans]
