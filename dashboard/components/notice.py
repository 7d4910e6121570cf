"""What stands in place of content or above it: nothing found, nothing built yet, something failed, no such page, parts
of a link that were left out.

Belongs here: these states. Does not belong here: finding out the nearest value, what a link may hold (``address``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components.address import change, page_link
from dashboard.components.text import escape_markdown
from dashboard.labels import dataset_label
from dashboard.strings import Words

# A crafted link must not fill the page.
_LONGEST_SHOWN = 40
_MOST_SHOWN = 5


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


def no_page(w: Words, asked: str) -> None:
    """A path that leads nowhere: what was asked for, and the way to the pages there are. The filters are kept."""
    with st.container(key="notice-no-page", width=640):
        st.markdown(f"## {w('notice.no_page_title')}")
        st.markdown(w("notice.no_page_text", asked=escape_markdown(asked[:_LONGEST_SHOWN])))
        page_link(w("notice.no_page_link"), "overview")


def fallback(w: Words, build_id: str) -> None:
    """The snapshot in service is broken: which one serves instead, and how it is mended."""
    with st.container(key="notice-fallback", gap=None):
        st.markdown(f":orange[{escape_markdown(w('notice.fallback', build_id=build_id))}]")


def ignored(w: Words, values: Sequence[str], views: int) -> None:
    """One line each for what a link asked for and these data do not have, and for saved views that could not be read;
    nothing where there is neither."""
    sentences = []
    if values:
        shown = w("common.pause").join(value[:_LONGEST_SHOWN] for value in values[:_MOST_SHOWN])
        key = "ignored" if len(values) <= _MOST_SHOWN else "ignored_more"
        sentences.append(w(f"notice.{key}{'_one' if len(values) == 1 else ''}", n=len(values), values=shown))
    if views:
        sentences.append(w("notice.ignored_views_one" if views == 1 else "notice.ignored_views", n=views))
    if sentences:
        with st.container(key="notice-ignored", gap=None):
            for sentence in sentences:
                st.markdown(f":orange[{escape_markdown(sentence)}]")
