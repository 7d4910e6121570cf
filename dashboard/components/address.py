"""The address bar: what the reader has chosen, complete in the address at any time.

Belongs here: reading, checking and writing the address, widgets tied to it, links that keep it. Does not belong here:
what a choice means for the figures (``dashboard.context.read_filter``).

One mechanism. The choice is kept in the session and written to the address after every change. The address is read
only where the browser is its author: at the first run of a session, on the back and forward buttons, and on a link to
another page that carries a query. On every other run the browser may still send an older address than the one just
written, so reading it would undo a quick second click; and a click on the top navigation sends an empty one.
``bind="query-params"`` of the widgets was rejected: it writes labels instead of codes, removes the
parameter of a widget that is not drawn (a closed popover), and cannot be set by a chart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import saved
from dashboard.address import Address, changed, parse, to_query
from dashboard.saved import SavedView

_KEPT = "address"
_PAGE = "address_page"
_PAGES = "address_pages"
_NAME = "address_page_name"
_PATH = re.compile(r"[^/\s]{1,80}")


# --- the running session -------------------------------------------------------------------------------------------


def load() -> Address:
    """The address of this run; call it once, first thing, before ``st.navigation``.

    Written before the navigation so that a page change leaves one entry in the browser's history and not two.
    """
    context = get_script_run_ctx()
    kept: Address | None = st.session_state.get(_KEPT)
    is_history = context is not None and context.is_history_navigation
    is_other_page = context is not None and st.session_state.get(_PAGE) != context.page_script_hash
    if kept is None or is_history or (is_other_page and len(st.query_params) > 0):
        kept = parse(_shown())
    store(kept)
    return kept


def asked_page() -> str:
    """The page the browser's path names; empty for the first page, for a path no page can have and where there is no
    browser. A click on the navigation still sends the path it was made on."""
    name = unquote(urlsplit(st.context.url or "").path).strip("/").rpartition("/")[2]
    return name if _PATH.fullmatch(name) else ""


def settle(pages: Mapping[str, Any], page: Any) -> None:
    """Remember the page of this run and the pages ``go`` can reach (name → ``st.Page``); call after the navigation."""
    context = get_script_run_ctx()
    st.session_state[_PAGES] = dict(pages)
    st.session_state[_NAME] = next((name for name, one in pages.items() if one is page), next(iter(pages)))
    st.session_state[_PAGE] = context.page_script_hash if context is not None else None


def current() -> Address:
    """The address as it stands now."""
    kept: Address = st.session_state.get(_KEPT, Address())
    return kept


def store(address: Address) -> None:
    """Keep an address and show it in the address bar."""
    st.session_state[_KEPT] = address
    query = to_query(address)
    if query != _shown():
        st.query_params.from_dict(query)


def change(**changes: Any) -> None:
    """Change fields of the address or a view's own parameters, staying on the page (in a callback)."""
    store(changed(current(), changes))


def forget(*names: str) -> None:
    """Drop views' own parameters from the address."""
    kept = tuple((name, values) for name, values in current().own if name not in names)
    store(replace(current(), own=kept))


def go(page: str, **changes: Any) -> NoReturn:
    """Open another page with the current choice plus changes. Works in the body of a view and in a callback."""
    store(changed(current(), changes))
    st.switch_page(st.session_state[_PAGES][page], query_params=to_query(current()))


def view_here(name: str) -> SavedView:
    """The present page and choice as a view of this name."""
    shown = replace(current(), views=())
    # Not percent-encoded: the whole text is encoded once more where it stands in the address.
    query = urlencode(to_query(shown), doseq=True, quote_via=lambda text, *_: saved.quote(text))
    return SavedView(saved.clean_name(name), here(), query)


def query_here() -> str:
    """The present choice as the query of an address, without the saved views."""
    return urlencode(to_query(replace(current(), views=())), doseq=True)


def here() -> str:
    """Name of the page of this run."""
    return str(st.session_state[_NAME])


def open_view(view: SavedView) -> NoReturn:
    """Open a saved view: its page and choice take the place of the present ones, the list of views stays."""
    chosen = parse(parse_qs(view.query))
    store(replace(chosen, views=current().views, ignored_views=0))
    pages = st.session_state[_PAGES]
    # A page that no longer exists: the choice still says what was meant.
    page = pages.get(view.page) or next(iter(pages.values()))
    st.switch_page(page, query_params=to_query(current()))


def open_query(page: str, query: str) -> NoReturn:
    """Open a page under a kept query; the saved views stay. The first page stands in for one that is no more."""
    store(replace(parse(parse_qs(query)), views=current().views))
    pages = st.session_state[_PAGES]
    st.switch_page(pages.get(page) or next(iter(pages.values())), query_params=to_query(current()))


def link(page: str, **changes: Any) -> str:
    """Relative address of a page with the current choice plus changes, for the links of a table."""
    query = urlencode(to_query(changed(current(), changes)), doseq=True)
    # The default page lives at the root only; its own name there answers "Page not found".
    path = st.session_state[_PAGES][page].url_path or "./"
    return f"{path}?{query}" if query else path


def page_link(label: str, page: str, **changes: Any) -> None:
    """A link inside the app that keeps the session. ``label`` is Markdown: escape names that come from data."""
    query = to_query(changed(current(), changes))
    st.page_link(st.session_state[_PAGES][page], label=label, query_params=query)


def bind(
    name: str,
    default: str | bool | tuple[str, ...] | None = "",
    allowed: Collection[str] | None = None,
    *,
    is_in_fragment: bool = False,
) -> dict[str, Any]:
    """Arguments that tie a widget to one parameter: ``st.text_input(label, **bind("q"))``.

    The type of ``default`` says the kind of widget: text or None (one choice), bool (a switch), tuple (many choices).
    Values are texts. A value that is not ``allowed`` counts as absent. Inside a fragment the whole page must follow.
    """
    values = to_query(current()).get(name, [])
    if allowed is not None:
        values = [value for value in values if value in allowed]
    state: str | bool | list[str] | None
    if isinstance(default, bool):
        state = values == ["1"] if values else default
    elif isinstance(default, tuple):
        state = values or list(default)
    else:
        state = values[0] if values else default
    key = f"address_{name}"
    # Only when it differs: a value set without need is sent to the browser and would overwrite what is being typed.
    if key not in st.session_state or st.session_state[key] != state:
        st.session_state[key] = state
    return {"key": key, "on_change": _take, "args": (name, key, default, is_in_fragment)}


def _take(name: str, key: str, default: str | bool | tuple[str, ...] | None, is_in_fragment: bool) -> None:
    state = st.session_state[key]
    values: list[str]
    if isinstance(default, bool):
        values = [] if state == default else ["1" if state else "0"]
    elif isinstance(default, tuple):
        values = [] if tuple(state) == default else list(state)
    else:
        values = [] if state is None or state == default else [str(state)]
    store(parse({**to_query(current()), name: values}))
    if is_in_fragment:
        st.rerun()


def _shown() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
