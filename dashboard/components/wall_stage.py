"""The controls of the wall: previous, pause, next, how long a slide stays, full screen, leave.

Belongs here: the component around ``wall_stage.js``, the one place that sends ``static/wall.css``. Does not belong
here: the slides and which one follows (``dashboard.views.wall``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.strings import Words

PACES = (10, 20, 30, 60, 120)
_KEY = "wall-stage"
_ACTS = (("previous", "‹"), ("pause", "❚❚"), ("next", "›"), ("full", "⛶"), ("exit", "✕"))
_HTML = (
    "<div role='toolbar'><span></span>"
    + "".join(f"<button type='button' data-act='{act}'>{sign}</button>" for act, sign in _ACTS)
    + "<select></select></div>"
)
_CSS = """
div { display: flex; gap: 6px; align-items: center; justify-content: flex-end; font-size: 18px;
  color: var(--st-gray-text-color); }
span { margin-right: 10px; white-space: nowrap; }
button, select { min-width: 36px; height: 32px; padding: 0 6px; font: inherit; font-size: 16px; cursor: pointer;
  color: inherit; background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: 3px; }
:is(button, select):focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""


@cache
def _component() -> Any:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("jixiao_wall", html=_HTML, css=_CSS, js=script)


@cache
def _style() -> str:
    return (Path(__file__).parent.parent / "static" / "wall.css").read_text(encoding="utf-8")


def wall_style() -> None:
    """Send the style of the sheet; it is gone with the page."""
    st.html(f"<style>{_style()}</style>")


def wall_stage(w: Words, *, place: str, seconds: int, on_step: Callable[[str], None]) -> None:
    """Draw the controls. ``place`` is the line before them ("1 / 6"); ``on_step`` gets, in a callback, what the reader
    or the clock asked for: previous, next, first, last, exit, or ``pace:<seconds>``."""

    def take() -> None:
        step = st.session_state[_KEY].get("step")
        if isinstance(step, str):
            on_step(step)

    names = ("previous", "pause", "resume", "next", "full", "exit", "pace")
    _component()(
        key=_KEY,
        data={
            "place": place,
            "seconds": seconds,
            "paces": [[pace, w("wall.seconds", n=pace)] for pace in PACES],
            "labels": {name: w(f"wall.act_{name}") for name in names},
        },
        on_step_change=take,
    )
