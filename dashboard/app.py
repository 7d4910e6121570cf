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

from dashboard.components import address, notice
from dashboard.components.address import Address
from dashboard.context import OpenDataset, build
from dashboard.strings import Words, words

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
# Page name = address = module in dashboard.views. The first lives at the root of the site.
PAGES = ("overview", "execution", "scores", "low", "reasons", "compare", "measures", "findings")
MORE_PAGES = ("about",)
HIDDEN_PAGES = ("project",)
# Which project is open says nothing on any other page.
PROJECT_PARAMETERS = ("id", "row")


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
            url_path=name,
            default=name == PAGES[0],
            visibility="hidden" if name in HIDDEN_PAGES else "visible",
        )
        for name in (*PAGES, *MORE_PAGES, *HIDDEN_PAGES)
    }
    page = st.navigation(
        {
            "": [pages[name] for name in (*PAGES, *HIDDEN_PAGES)],
            w("app.more"): [pages[name] for name in MORE_PAGES],
        },
        position="top",
    )
    address.settle(pages)
    if page.url_path not in HIDDEN_PAGES:
        address.forget(*PROJECT_PARAMETERS)
    st.set_page_config(page_title=w("app.tab", page=page.title), page_icon=str(_STATIC / "favicon.png"), layout="wide")
    page.run()


def _draw(
    name: str, w: Words, open_dataset: Callable[[Address], OpenDataset], find: Callable[[str], ModuleType]
) -> None:
    from dashboard.data.snapshot import NoSnapshotError  # noqa: PLC0415 - the first paint needs no database

    try:
        dataset = open_dataset(address.current())
        chosen = address.restrict(address.current(), dataset.choices)
        address.store(chosen)
        find(name).render(build(chosen, dataset))
    except NoSnapshotError as error:
        notice.no_snapshot(w, error.dataset)
    except Exception:  # the reader gets a sentence, the log the trace; Streamlit's own control flow is no Exception
        reference = uuid.uuid4().hex[:8]
        _LOG.exception("page %s failed, reference %s", name, reference)
        notice.failed(w, reference)


def _open(chosen: Address) -> OpenDataset:
    from dashboard.opening import open_dataset  # noqa: PLC0415 - the navigation is drawn before the database

    return open_dataset(chosen.dataset, words(chosen.language), has_cases=chosen.has_cases)


if __name__ == "__main__":
    main(_open)
