"""A figure panel: finding, caption, chart, the sentences it rests on, and its files.

Belongs here: the frame every figure stands in. Does not belong here: figures (``dashboard.charts``), sentences and
figures in them (the views), what the evidence is (``dashboard.metrics``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.components.chart_data import chart_data
from dashboard.components.figure_export import figure_export, file_stem
from dashboard.components.figure_menu import FigureFiles, figure_menu
from dashboard.components.selection import once
from dashboard.components.text import escape_markdown
from dashboard.labels import Stamp
from dashboard.strings import Words

# Wider, and a quote of 60 characters runs over one line only; without a width the popover grows with its text.
_SOURCE_WIDTH = 380
_DOWNLOAD_WIDTH = 240
_DATA_WIDTH = 420
_MAX_SHOWN = 12
_KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Evidence:
    """One statement a figure rests on: the document, the place in it, the words. ``subject`` says what it is about
    where a figure has several."""

    title: str
    place: str
    quote: str
    subject: str = ""


@dataclass(frozen=True)
class Sources:
    """The statements to show and how many there are in all."""

    rows: Sequence[Evidence]
    total: int


def clicked_id(state: Mapping[str, Any] | None) -> str | None:
    """Record id of the first selected point: the first of its ``customdata``, None when nothing is selected."""
    points = ((state or {}).get("selection") or {}).get("points") or []
    for point in points:
        data = point.get("customdata")
        if isinstance(data, Mapping):
            data = list(data.values())
        if isinstance(data, (list, tuple)):
            data = data[0] if data else None
        if data is not None and str(data):
            return str(data)
    return None


@contextmanager
def frame(
    w: Words,
    *,
    key: str,
    title: str,
    caption: str,
    stamp: Stamp,
    sources: Callable[[], Sources] | None = None,
    csv: Callable[[], bytes] | None = None,
    figure_alt: str | None = None,
    data: Callable[[], None] | None = None,
    files: FigureFiles | None = None,
) -> Iterator[None]:
    """The head of a panel; what is drawn inside the ``with`` stands below it.

    ``sources`` and ``csv`` are called only when the reader asks. ``figure_alt`` is given when the content is a Plotly
    figure, which then can be saved as a picture; ``files``: as a slide and a sheet. ``data`` draws the content of 数据,
    once it is open. ``title`` and ``caption`` are plain text.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r}: a panel key is lower-case letters, digits and hyphens")
    panel_key = f"panel-{key}"
    # Containers are written to from outside where possible: a fragment copies every container entered around it.
    whole = st.container(key=panel_key, gap=None)
    # The finding takes the width that is left and wraps; the two buttons stay beside its first line.
    head = whole.container(horizontal=True, wrap=False, gap="small")
    head.markdown(f"##### {escape_markdown(title)}", width="stretch")
    # A fragment takes the whole width it is given; the container around it keeps it small.
    with head.container(width="content"):
        _tools(
            w,
            panel_key,
            stamp,
            sources,
            csv,
            title=title,
            caption=caption,
            figure_alt=figure_alt,
            data=data,
            files=files,
        )
    if caption:
        whole.markdown(f":gray[:small[{escape_markdown(caption)}]]")
    with whole:
        yield


def panel(
    w: Words,
    *,
    key: str,
    title: str,
    caption: str,
    figure: Any,
    alt: str,
    config: dict[str, Any],
    stamp: Stamp,
    sources: Callable[[], Sources] | None = None,
    csv: Callable[[], bytes] | None = None,
    on_click: Callable[[str], None] | None = None,
    remark: Callable[[], None] | None = None,
    rows: Callable[[], Any] | None = None,
    files: FigureFiles | None = None,
) -> None:
    """A panel around a Plotly figure. ``config`` is Plotly's (language, no mode bar).

    ``on_click`` gets the record id (first of ``customdata``) of a clicked mark, in a callback: it fires once.
    ``rows`` is the chart's table: with it and the marks as a list, 数据 is the way for who cannot see or click the
    figure. ``remark`` draws badges between caption and figure. ``alt`` is the text alternative, also written into the
    files.
    """
    chart_key, take = once(f"chart-{key}")

    def report() -> None:
        record_id = clicked_id(take())
        if record_id is not None and on_click is not None:
            on_click(record_id)

    def data() -> None:
        chart_data(w, key=f"data-{key}", title=title, figure=figure, rows=rows, on_click=on_click)

    with frame(
        w,
        key=key,
        title=title,
        caption=caption,
        stamp=stamp,
        sources=sources,
        csv=csv,
        figure_alt=alt,
        data=data if rows is not None or on_click is not None else None,
        files=files,
    ):
        if remark is not None:
            remark()
        st.plotly_chart(
            figure,
            theme=None,
            key=chart_key,
            on_select=report if on_click is not None else "ignore",
            selection_mode="points",
            config={**config, "doubleClick": False},
            alt=alt,
        )


@st.fragment
def _tools(
    w: Words,
    panel_key: str,
    stamp: Stamp,
    sources: Callable[[], Sources] | None,
    csv: Callable[[], bytes] | None,
    *,
    title: str,
    caption: str,
    figure_alt: str | None,
    data: Callable[[], None] | None,
    files: FigureFiles | None,
) -> None:
    """A fragment: opening a popover draws only these, and only then are statements looked up."""
    with st.container(horizontal=True, wrap=False, gap="small", width="content"):
        if sources is not None:
            popover = st.popover(w("panel.source"), type="tertiary", key=f"{panel_key}-source", on_change="rerun")
            if popover.open:
                with popover, st.container(width=_SOURCE_WIDTH):
                    _statements(w, sources(), stamp)
        if data is not None:
            popover = st.popover(w("panel.data"), type="tertiary", key=f"{panel_key}-data", on_change="rerun")
            if popover.open:
                with popover, st.container(width=_DATA_WIDTH):
                    data()
        if csv is not None or figure_alt is not None:
            popover = st.popover(w("panel.download"), type="tertiary", key=f"{panel_key}-download", on_change="rerun")
            if popover.open:
                with popover, st.container(width=_DOWNLOAD_WIDTH):
                    _files(w, panel_key, stamp, csv, title=title, caption=caption, figure_alt=figure_alt, files=files)


def _statements(w: Words, found: Sources, stamp: Stamp) -> None:
    if not found.rows:
        st.markdown(f":gray[{w('panel.no_source')}]")
    last_title = ""
    for row in found.rows[:_MAX_SHOWN]:
        if row.title != last_title:
            st.markdown(f"**{escape_markdown(row.title)}**")
            last_title = row.title
        if row.subject:
            st.markdown(escape_markdown(row.subject))
        st.markdown(f":gray[{escape_markdown(row.place)}]")
        st.markdown(w("panel.quote", quote=escape_markdown(row.quote)))
    rest = found.total - min(len(found.rows), _MAX_SHOWN)
    if rest > 0:
        st.markdown(f":gray[:small[{w('panel.more_sources', n=rest, total=found.total)}]]")
    note = w("panel.snapshot", build_id=escape_markdown(stamp.build_id), dataset=stamp.dataset_label)
    st.markdown(f":gray[:small[{note}]]")


def _files(
    w: Words,
    panel_key: str,
    stamp: Stamp,
    csv: Callable[[], bytes] | None,
    *,
    title: str,
    caption: str,
    figure_alt: str | None,
    files: FigureFiles | None,
) -> None:
    stem = file_stem(title, stamp.dataset_label, stamp.build_id)
    if figure_alt is not None:
        figure_export(
            w, panel=panel_key, title=title, caption=caption, alt=figure_alt, footer=stamp.lines(w), stem=stem
        )
    if csv is not None:
        st.download_button(
            w("panel.csv"),
            csv,
            file_name=f"{stem}.csv",
            mime="text/csv",
            key=f"{panel_key}-csv",
            on_click="ignore",
            width="stretch",
        )
    if files is not None:
        figure_menu(w, files, panel_key, stem)
    st.markdown(f":gray[:small[{escape_markdown(stamp.dataset_label)}]]")
