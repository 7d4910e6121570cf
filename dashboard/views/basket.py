"""文件篮: the figures collected while browsing, in the reader's order, as one deck; kept as a small file for next year.

Belongs here: this page. Does not belong here: the basket itself (``dashboard.basket``), asking for figures
(``gather``), slides (``exports``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs

import streamlit as st

from dashboard import basket as items
from dashboard.address import parse
from dashboard.basket import BasketError, Item
from dashboard.charts.specs import Chart
from dashboard.components.address import open_query
from dashboard.components.figure_export import file_stem
from dashboard.components.figure_menu import SLIDE_TYPE, basket, keep
from dashboard.components.header import Crumb
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.data.snapshot import NoSnapshotError
from dashboard.labels import filters_text
from dashboard.stories.names import still_caption
from dashboard.views.common import finding, head
from dashboard.views.export_menu import marking, marking_field
from dashboard.views.gather import charts_of, context_of

_LOG = logging.getLogger(__name__)
_TITLE, _MADE, _TROUBLE, _FILE = "basket-title", "basket-made", "basket-trouble", "basket-upload"
_WIDTHS = (0.5, 4.6, 2.6, 0.9, 0.55, 0.55, 0.9)


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    head(context, [Crumb(w("app.basket"))])
    kept = basket()
    finding(w("basket.headline", n=len(kept)) if kept else w("basket.empty"))
    if not kept:
        st.markdown(w("basket.how"))
    for place, item in enumerate(kept):
        _row(context, place, item)
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        if kept:
            _deck(context, kept)
    with right:
        _files(context, kept)


def _row(context: Context, place: int, item: Item) -> None:
    w = context.w
    key = f"basket-{place}-{item.key}-{abs(hash((item.query, item.name)))}"

    def rename() -> None:
        keep(items.renamed(basket(), place, st.session_state[f"{key}-name"]))

    columns = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    columns[0].markdown(f":gray[{place + 1}]")
    columns[1].text_input(
        w("basket.name", n=place + 1), value=item.name, key=f"{key}-name", max_chars=items.MAX_NAME, on_change=rename,
        label_visibility="collapsed",
    )  # fmt: skip
    columns[2].markdown(f":gray[:small[{escape_markdown(_where(context, item))}]]")
    if columns[3].button(w("basket.open"), key=f"{key}-open", help=w("basket.open_help")):
        open_query(item.page, item.query)
    moves: tuple[tuple[int, str, str, Callable[[], None]], ...] = (
        (4, "↑", w("basket.up"), lambda: keep(items.moved(basket(), place, -1))),
        (5, "↓", w("basket.down"), lambda: keep(items.moved(basket(), place, 1))),
        (6, w("basket.remove"), w("basket.remove_help"), lambda: keep(items.without(basket(), place))),
    )
    for column, label, help_text, act in moves:
        columns[column].button(label, key=f"{key}-act{column}", help=help_text, on_click=act)


def _where(context: Context, item: Item) -> str:
    """Page and filters of an item, in words."""
    w = context.w
    asked = parse(parse_qs(item.query))
    page = w(f"app.{item.page}") if item.page in st.session_state["address_pages"] else item.page
    if asked.dataset != context.dataset:
        return w("basket.where_other", page=page, dataset=asked.dataset)
    return w("basket.where", page=page, filters=filters_text(w, asked, context.choices))


def _deck(context: Context, kept: tuple[Item, ...]) -> None:
    """Title, marking and the button that makes the slides."""
    w = context.w
    st.markdown(f"##### {w('basket.deck')}")
    if _TITLE not in st.session_state:
        st.session_state[_TITLE] = w("basket.deck_title")
    title = st.text_input(w("basket.title"), key=_TITLE, max_chars=40)
    marking_field(context, "basket")
    if any("from=" in item.query or "to=" in item.query for item in kept):
        st.button(w("basket.next_year"), key="basket-next-year", help=w("basket.next_year_help"),
                  on_click=lambda: keep(items.shifted(basket(), 1)))  # fmt: skip
    if st.button(w("basket.make", n=len(kept)), key="basket-make", type="primary"):
        content, missing = _slides(context, kept, title or w("basket.deck_title"))
        st.session_state[_MADE] = ((kept, title, marking(context)), content, missing)
    choice, made, missing = st.session_state.get(_MADE, (None, b"", ()))
    if choice != (kept, title, marking(context)):
        # What was made before is not what the list says now.
        made, missing = b"", ()
    for name in missing:
        st.markdown(f":orange[{escape_markdown(w('basket.gone', name=name))}]")
    if made:
        stem = file_stem(title or w("basket.deck_title"), context.build_id)
        st.download_button(w("basket.ready", kb=f"{len(made) / 1024:,.0f}"), made, file_name=f"{stem}.pptx",
                           mime=SLIDE_TYPE, key="basket-ready", on_click="ignore")  # fmt: skip


def _slides(context: Context, kept: tuple[Item, ...], title: str) -> tuple[bytes, tuple[str, ...]]:
    """The deck and the names of figures that today's data do not have."""
    from dashboard.exports.deck import figures_deck  # noqa: PLC0415 - read when a file is made
    from dashboard.exports.frame import frame_of  # noqa: PLC0415
    from dashboard.stories.section import Section  # noqa: PLC0415

    bar = st.progress(0.0, text=context.w("export.working", part=0))
    pages, missing = [], []
    known: dict[tuple[str, str], tuple[Context, dict[str, Chart]]] = {}
    for place, item in enumerate(kept, start=1):
        try:
            if (item.page, item.query) not in known:
                own = context_of(item)
                known[item.page, item.query] = (own, charts_of(item.page, own))
            own, charts = known[item.page, item.query]
            spec = charts.get(item.key)
        except NoSnapshotError:
            spec = None
        if spec is None:
            missing.append(item.name)
        else:
            caption = still_caption(own.w, spec)
            if item.is_named:
                caption = own.w("common.semicolon").join((spec.title, caption))
            named = item.name if item.is_named else spec.title
            section = Section("figure", named, caption, figure=spec, unit=spec.unit_label)
            pages.append((section, frame_of(own, marking(context))))
        part = place / len(kept)
        bar.progress(part, text=context.w("export.working", part=round(part * 100)))
    bar.empty()
    return (figures_deck(pages, frame_of(context, marking(context)), title) if pages else b"", tuple(missing))


def _files(context: Context, kept: tuple[Item, ...]) -> None:
    """Keeping the basket as a file, and opening one."""
    w = context.w
    st.markdown(f"##### {w('basket.file')}")
    st.markdown(f":gray[:small[{w('basket.file_note')}]]")
    if kept:
        st.download_button(w("basket.save"), partial(items.to_file, kept), file_name=w("basket.file_name"),
                           mime="application/json", key="basket-save", on_click="ignore")  # fmt: skip
    with st.container(key="basket-load"):
        given = st.file_uploader(w("basket.load"), type=["json"], key=_FILE)
    if given is not None and st.session_state.get("basket-read") != given.file_id:
        st.session_state["basket-read"] = given.file_id
        try:
            keep(items.from_file(given.getvalue()))
        except BasketError:
            _LOG.info("a file that is no basket was refused", exc_info=True)
            st.session_state[_TROUBLE] = True
        else:
            st.session_state.pop(_MADE, None)
            st.rerun()
    if st.session_state.pop(_TROUBLE, False):
        st.markdown(f":orange[{w('basket.no_basket')}]")
