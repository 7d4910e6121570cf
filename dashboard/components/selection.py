"""Clicks on charts and tables as events.

Belongs here: making a selection fire once and again. Does not belong here: what a selection holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def once(key: str) -> tuple[str, Callable[[], Any]]:
    """The widget key to use now, and a function that takes the selection and forgets it (for the callback).

    A selection stays in the browser until it is undone, so a second click on the same mark would deselect it and
    report nothing. Taking it moves the widget to a new key, with nothing selected.
    """
    turn_key = f"{key}-turn"
    turn = st.session_state.get(turn_key, 0)
    widget_key = f"{key}-{turn}" if turn else key

    def take() -> Any:
        st.session_state[turn_key] = turn + 1
        return st.session_state.get(widget_key)

    return widget_key, take
