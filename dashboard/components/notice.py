"""What stands in place of content: nothing found, nothing built yet, something failed.

Belongs here: these three states. Does not belong here: finding out the nearest value.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.components.address import change
from dashboard.components.badges import dataset_label
from dashboard.components.text import escape_markdown
from dashboard.strings import Words


def nothing_found(*, key: str, looked_for: str, nearest: str | None, button: str, **changes: Any) -> None:
    """An empty result: what was looked for, what comes nearest, and one button that widens the choice.

    ``changes`` are those of ``address.change``; the sentences are the view's, in the reader's language.
    """
    with st.container(key=f"notice-{key}", width=640):
        st.markdown(f"##### {escape_markdown(looked_for)}")
        if nearest:
            st.markdown(f":gray[{escape_markdown(nearest)}]")
        st.button(escape_markdown(button), key=f"notice-{key}-widen", on_click=change, kwargs=changes)


def no_snapshot(w: Words, dataset: str) -> None:
    """No data have been built: what to do, in the order to do it."""
    with st.container(key="notice-no-snapshot", width=640):
        st.markdown(f"## {w('notice.no_snapshot_title', dataset=escape_markdown(dataset_label(w, dataset)))}")
        st.markdown(w("notice.no_snapshot_steps"))
        if dataset != "real":
            st.button(w("notice.open_real"), key="notice-open-real", on_click=change, kwargs={"dataset": "real"})


def failed(w: Words, reference: str) -> None:
    """A view could not be drawn. ``reference`` is what the log line carries; the reader can pass it on."""
    with st.container(key="notice-failed", width=640):
        st.markdown(f"## {w('notice.failed_title')}")
        st.markdown(w("notice.failed_text", reference=escape_markdown(reference)))
