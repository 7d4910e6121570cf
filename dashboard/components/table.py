"""Tables whose rows can be opened.

Belongs here: the look of a table and which row was clicked. Does not belong here: columns, order, formatting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.components.selection import once

ROW_HEIGHT = 42
HEADER_HEIGHT = 35
NULL = "—"


def clicked_row(state: Mapping[str, Any] | None, row_ids: Sequence[str]) -> str | None:
    """Id of the row whose cell is selected, None when there is none.

    ``state`` is the selection Streamlit keeps: positions refer to the data as given, whatever the reader sorted by.
    """
    cells = ((state or {}).get("selection") or {}).get("cells") or []
    if not cells:
        return None
    position = int(cells[0][0])
    return row_ids[position] if 0 <= position < len(row_ids) else None


def table(
    data: Any,
    *,
    key: str,
    columns: Mapping[str, Any],
    alt: str,
    row_ids: Sequence[str] = (),
    on_click: Callable[[str], None] | None = None,
    max_rows: int = 13,
    texts: Mapping[str, Callable[[Any], str]] | None = None,
) -> None:
    """Draw a frame (Polars or any the browser table takes), ``max_rows`` high at most.

    ``columns`` maps column names to their heading or ``st.column_config`` object; others are not shown, the order is
    that of ``columns``. A click on any cell of a row calls ``on_click`` with that row's id (in a callback, so that it
    fires once and not again on every later run). ``texts`` says how the values of a column are written (they still
    sort as values) and needs a Polars frame.
    """
    rows = len(data)
    if on_click is not None and len(row_ids) != rows:
        raise ValueError(f"{rows} rows, {len(row_ids)} row ids")

    widget_key, take = once(key)

    def report() -> None:
        row_id = clicked_row(take(), row_ids)
        if row_id is not None and on_click is not None:
            on_click(row_id)

    st.dataframe(
        _styled(data, texts) if texts else data,
        key=widget_key,
        hide_index=True,
        column_order=list(columns),
        column_config=dict(columns),
        row_height=ROW_HEIGHT,
        # Two pixels for the frame: without them a full table gets a scroll bar.
        height=ROW_HEIGHT * min(rows, max_rows) + HEADER_HEIGHT + 2,
        placeholder=NULL,
        alt=alt,
        on_select=report if on_click is not None else "ignore",
        selection_mode="single-cell",
    )


def _styled(data: Any, texts: Mapping[str, Callable[[Any], str]]) -> Any:
    return data.to_pandas().style.format(dict(texts), na_rep=NULL)
