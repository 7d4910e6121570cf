"""The entry point: page settings, navigation, and handing a context to the view of the page.

Belongs here: which pages there are. Does not belong here: anything a page shows.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard.address import Address, restrict, unknown
from dashboard.components import address, notice
from dashboard.components.shell import on_paper, shell
from dashboard.context import OpenDataset, build
from dashboard.strings import Words, words

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
# Page name = address = module in dashboard.views. The first lives at the root of the site.
PAGES = ("overview", "execution", "scores", "low", "reasons", "compare", "measures", "findings")
MORE_PAGES = ("basket", "imports", "about")
# What is open on a page outside the navigation says nothing on any other page.
HIDDEN_PARAMETERS = {"project": ("id", "row"), "department": ("dept",), "wall": ("slide", "wall_pace", "wall_from")}
HIDDEN_PAGES = tuple(HIDDEN_PARAMETERS)
WALL = "wall"


def main(open_dataset: Callable[[Address], OpenDataset], load_view: Callable[[str], ModuleType] | None = None) -> None:
    """Draw one run. ``open_dataset`` opens the published snapshot an address asks for; ``load_view`` finds the
    module of a page (``dashboard.views`` by default). A view's module is imported when it is first opened, so that
    the first page does not wait for the others."""
    chosen = address.load()
    w = words(chosen.language)
    st.logo(str(_STATIC / ("logo_dark.svg" if st.context.theme.type == "dark" else "logo.svg")), size="medium")
    find = load_view or (lambda name: import_module(f"dashboard.views.{name}"))
    pages = {
        name: st.Page(
            partial(_draw, name, w, open_dataset, find),
            title=w(f"app.{name}"),
            # The first page has no name of its own: its name as a path is a page like any unknown one (below).
            url_path="" if name == PAGES[0] else name,
            default=name == PAGES[0],
            visibility="hidden" if name in HIDDEN_PAGES else "visible",
        )
        for name in (*PAGES, *MORE_PAGES, *HIDDEN_PAGES)
    }
    unlisted = [pages[name] for name in HIDDEN_PAGES]
    asked = address.asked_page()
    if asked and asked not in pages.keys() - {PAGES[0]}:
        unlisted.append(_unnamed(asked, w, open_dataset, find))
    page = st.navigation(
        {
            "": [*(pages[name] for name in PAGES), *unlisted],
            w("app.more"): [pages[name] for name in MORE_PAGES],
        },
        position="top",
    )
    address.settle(pages, page)
    if page.url_path != WALL:
        # The wall leads back to the page it was opened on, with all that was open there.
        address.forget(*(p for name, own in HIDDEN_PARAMETERS.items() if name != page.url_path for p in own))
    st.set_page_config(page_title=w("app.tab", page=page.title), page_icon=str(_STATIC / "favicon.png"), layout="wide")
    shell(w, chosen.language)
    page.run()


def _unnamed(
    asked: str, w: Words, open_dataset: Callable[[Address], OpenDataset], find: Callable[[str], ModuleType]
) -> StreamlitPage:
    """A page for a path that leads nowhere, made for this run: without it Streamlit answers with a dialog of its own,
    in English. The name of the first page is such a path; it shows the first page."""
    is_first = asked == PAGES[0]
    return st.Page(
        partial(_draw, PAGES[0], w, open_dataset, find) if is_first else partial(notice.no_page, w, asked),
        title=w(f"app.{PAGES[0]}") if is_first else w("notice.no_page_tab"),
        url_path=asked,
        visibility="hidden",
    )


def _draw(
    name: str, w: Words, open_dataset: Callable[[Address], OpenDataset], find: Callable[[str], ModuleType]
) -> None:
    from dashboard.data.snapshot import NoSnapshotError  # noqa: PLC0415 - the first paint needs no database

    try:
        asked = address.current()
        dataset = open_dataset(asked)
        chosen = restrict(asked, dataset.choices)
        address.store(chosen)
        context = build(chosen, dataset)
        on_paper(w, context.stamp())
        if dataset.is_fallback:
            notice.fallback(w, dataset.build_id)
        notice.ignored(w, unknown(asked, dataset.choices), asked.ignored_views)
        find(name).render(context)
    except NoSnapshotError as error:
        notice.no_snapshot(w, error.dataset)
    except Exception:  # the reader gets a sentence, the log the trace; Streamlit's own control flow is no Exception
        reference = uuid.uuid4().hex[:8]
        _LOG.exception("page %s failed, reference %s", name, reference)
        notice.failed(w, reference)


def _open(chosen: Address) -> OpenDataset:
    from dashboard import cache  # noqa: PLC0415 - the navigation is drawn before the database
    from dashboard.opening import opened_dataset  # noqa: PLC0415

    warehouse, names = cache.warehouse(chosen.dataset), cache.datasets()
    # The lists behind the filters are the same for everyone: made once a build, not once a run.
    return cache.remembered(
        warehouse.snapshot,
        "opened",
        (names, chosen.language, chosen.has_cases),
        lambda: opened_dataset(warehouse, names, words(chosen.language), has_cases=chosen.has_cases),
    )


if __name__ == "__main__":
    main(_open)
