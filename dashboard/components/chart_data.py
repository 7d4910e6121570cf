"""A figure for who cannot see or click it: its marks as a list to choose from, its numbers as a table.

Belongs here: reading the marks of a figure, the content of the 数据 popover. Does not belong here: figures, what
opening a mark means (the views).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard.strings import Words

_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_HEIGHT = 320
_ROW = 35


def marks(figure: Any) -> dict[str, str]:
    """The marks that can be clicked, by record id: the first line of the hover text is the name, the second tells
    marks of one name apart. In drawing order, each id once."""
    texts: dict[str, list[str]] = {}
    drawn = figure if isinstance(figure, Mapping) else figure.to_dict()
    for trace in drawn["data"]:
        ids, hover, shown = (_each(trace.get(name)) for name in ("customdata", "hovertext", "text"))
        for place, one in enumerate(ids):
            mark = str(one[0] if isinstance(one, (list, tuple)) and one else one) if one is not None else ""
            text = next((t[place] for t in (hover, shown) if place < len(t) and t[place]), "")
            if mark and mark not in texts:
                texts[mark] = [_plain(line) for line in _BREAK.split(str(text))]
    names = [lines[0] for lines in texts.values()]
    return {
        mark: (f"{lines[0]}  {lines[1]}" if len(lines) > 1 and names.count(lines[0]) > 1 else lines[0]) or mark
        for mark, lines in texts.items()
    }


def _each(values: Any) -> list[Any]:
    if values is None or isinstance(values, (str, bytes)):
        return []
    return list(values) if isinstance(values, Iterable) else []


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


def chart_data(
    w: Words,
    *,
    key: str,
    title: str,
    figure: Any,
    rows: Callable[[], Any] | None,
    on_click: Callable[[str], None] | None,
) -> None:
    """The content of the popover: a box that does what a click on a mark does, then the chart's table."""
    if on_click is not None:
        found = marks(figure)
        box = f"{key}-mark"

        def choose() -> None:
            chosen = st.session_state[box]
            if chosen is not None:
                on_click(chosen)

        if found:
            st.selectbox(
                w("panel.open_mark"),
                list(found),
                index=None,
                format_func=lambda mark: found.get(mark, mark),
                placeholder=w("panel.choose_mark"),
                key=box,
                filter_mode="contains",
            )
            # A button and not the choice itself opens: the arrow keys of a closed box change it.
            if st.button(w("panel.open"), key=f"{box}-open", width="stretch", on_click=choose):
                st.rerun()
    if rows is not None:
        table = rows()
        st.dataframe(
            table,
            hide_index=True,
            # Not whole numbers: a year would become 2,025.
            column_config={
                name: st.column_config.NumberColumn(format="localized")
                for name, kind in table.schema.items()
                if kind.is_decimal() or kind.is_float()
            },
            row_height=_ROW,
            height=min(_HEIGHT, _ROW * (len(table) + 1) + 2),
            placeholder="—",
            alt=title,
            key=f"{key}-table",
        )
