"""The content of the 视图 popover: saving the present view by name, opening, renaming and deleting saved ones.

Belongs here: these widgets. Does not belong here: what a saved view is (``saved``), keeping it (``address``).
"""

from __future__ import annotations

import streamlit as st

from dashboard import saved
from dashboard.components.address import change, current, open_view, view_here
from dashboard.components.text import escape_markdown
from dashboard.saved import SavedView
from dashboard.strings import Words

_NEW = "views-new-name"
_TROUBLE = "views-trouble"


def views_menu(w: Words) -> None:
    """Draw the content; a change redraws the page, so that the address and the list agree."""
    views = current().views
    st.text_input(w("header.view_name"), key=_NEW, max_chars=saved.MAX_NAME, placeholder=w("header.view_example"))
    if st.button(w("header.view_save"), key="views-save", on_click=_save, width="stretch"):
        st.rerun()
    trouble = st.session_state.pop(_TROUBLE, None)
    if trouble:
        said = w(f"header.view_{trouble}", most=saved.MAX_VIEWS)
        st.markdown(f":orange[{said}]")
    if not views:
        st.markdown(f":gray[:small[{w('header.views_none')}]]")
        return
    for place, view in enumerate(views):
        _row(w, place, view)
    st.markdown(f":gray[:small[{w('header.views_note')}]]")


def _row(w: Words, place: int, view: SavedView) -> None:
    # The name is part of the key: a deleted row must not leave its text to the next.
    key = f"views-{place}-{view.name}"

    def rename() -> None:
        change(views=saved.renamed(current().views, view.name, st.session_state[f"{key}-name"]))

    def delete() -> None:
        change(views=saved.without(current().views, view.name))

    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center", key=f"views-row-{place}"):
        st.text_input(
            w("header.view_rename", n=place + 1),
            value=view.name,
            key=f"{key}-name",
            max_chars=saved.MAX_NAME,
            on_change=rename,
            label_visibility="collapsed",
        )
        name = escape_markdown(view.name)
        if st.button(w("header.view_open"), key=f"{key}-open", help=w("header.view_open_help", name=name)):
            open_view(view)
        if st.button(w("header.view_delete"), key=f"{key}-delete", help=w("header.view_delete_help", name=name),
                     on_click=delete):  # fmt: skip
            st.rerun()
    if st.session_state.get(f"{key}-name", view.name) != view.name:
        st.rerun()


def _save() -> None:
    """Add the present view; what prevents it is said in the menu."""
    views, view = current().views, view_here(st.session_state[_NEW])
    is_new = view.name not in {one.name for one in views}
    if not view.name:
        st.session_state[_TROUBLE] = "nameless"
    elif not view.is_short:
        st.session_state[_TROUBLE] = "long"
    elif (is_new and len(views) >= saved.MAX_VIEWS) or not saved.fits(saved.with_view(views, view)):
        st.session_state[_TROUBLE] = "full"
    else:
        change(views=saved.with_view(views, view))
        st.session_state[_NEW] = ""
