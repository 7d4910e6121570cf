"""The charts of a page under any address, without showing the page: what the basket is filled from.

Belongs here: asking a view for its specifications. Does not belong here: the basket (``dashboard.basket``), files.
"""

from __future__ import annotations

from importlib import import_module
from urllib.parse import parse_qs

import streamlit as st

from dashboard import cache
from dashboard.address import Address, parse, restrict
from dashboard.basket import Item
from dashboard.charts.specs import Chart
from dashboard.components.headless import run_unseen
from dashboard.context import Context, build
from dashboard.opening import opened_dataset
from dashboard.strings import words
from dashboard.views.common import COLLECTED

#: Pages without figures of their own to collect.
_WITHOUT = ("about", "basket", "imports", "wall")


def context_of(item: Item) -> Context:
    """The context an item was collected under, on the data of today. Raises NoSnapshotError."""
    asked = parse(parse_qs(item.query))
    opened = opened_dataset(
        cache.warehouse(asked.dataset), cache.datasets(), words(asked.language), has_cases=asked.has_cases
    )
    return build(restrict(asked, opened.choices), opened)


def charts_of(page: str, context: Context) -> dict[str, Chart]:
    """All charts of a page by their key; none for a page that has none."""
    if page in _WITHOUT or page not in st.session_state["address_pages"]:
        return {}
    view = import_module(f"dashboard.views.{page}")

    def work() -> dict[str, Chart]:
        shown: list[Chart] = []
        token = COLLECTED.set(shown)
        try:
            view.render(context)
        finally:
            COLLECTED.reset(token)
        return {spec.key: spec for spec in shown}

    return run_unseen(work, **_session(page, context.address))


def _session(page: str, address: Address) -> dict[str, object]:
    """What views read of the session: the address, and the pages their links lead to."""
    return {"address": address, "address_pages": st.session_state["address_pages"], "address_page_name": page}
