"""Records as rows of text under column heads, a page at a time: 数据核对, 承诺跟踪, 原因分析, 来源.

Belongs here: heads, rules between rows, turning pages. Does not belong here: what a row says.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import formats as f
from dashboard.components.address import change, forget
from dashboard.components.text import escape_markdown
from dashboard.context import Context

#: Rows of two lines that fill a screen at 900 px.
PAGE = 12
# Streamlit's own divider stands 2 em off on both sides; currentColor follows the theme.
_RULE = '<hr style="margin:6px 0;border:0;border-top:1px solid currentColor;opacity:.15">'


def choice_of(context: Context, name: str, default: str, allowed: Collection[str]) -> str:
    """The view's own choice in the address. A value that is not ``allowed`` leaves the address, so that no link the
    page makes carries it on."""
    value = context.address.value(name, default)
    if value == default or value in allowed:
        return value
    forget(name)
    return default


def page_of(context: Context, name: str, total: int, *listed: Any) -> int:
    """The page that the parameter ``name`` asks for, within the pages there are; back to 1 when what is ``listed``
    (besides dataset and filter) changed within the session."""
    text = context.address.value(name, "1")
    page = int(text) if text.isdecimal() and text.isascii() else 1
    signature = (context.dataset, context.filter, *listed)
    last = st.session_state.get(f"{name}-signature", signature)
    st.session_state[f"{name}-signature"] = signature
    if last != signature and page != 1:
        change(**{name: None})
        return 1
    reached = min(max(page, 1), max(1, math.ceil(total / PAGE)))
    if text != str(reached):
        change(**{name: str(reached) if reached > 1 else None})
    return reached


def pager(name: str, page: int, total: int) -> None:
    """Turn pages below the rows; nothing when there is one page only."""
    pages = math.ceil(total / PAGE)
    if pages <= 1:
        return
    key = f"{name}-{page}-{pages}"

    def turn() -> None:
        chosen = st.session_state[key]
        change(**{name: str(chosen) if chosen > 1 else None})

    st.space("small")
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.pagination(pages, default=page, key=key, on_change=turn)


def reach(context: Context, page: int, total: int) -> str:
    """第a—b条，共n条."""
    first = (page - 1) * PAGE + 1
    last = min(page * PAGE, total)
    return context.w("records.reach", first=f.count(first), last=f.count(last), total=f.count(total))


def heads(widths: Sequence[float], labels: Sequence[str]) -> None:
    """Column heads in grey."""
    for column, label in zip(st.columns(widths, gap="small"), labels, strict=True):
        column.markdown(f":gray[:small[{escape_markdown(label)}]]")


def row(widths: Sequence[float]) -> list[DeltaGenerator]:
    """The columns of one row, under a rule."""
    st.html(_RULE)
    return st.columns(widths, gap="small", vertical_alignment="center")


def two_lines(
    column: DeltaGenerator, first: str, second: str, *, is_bold: bool = False, is_small: bool = False
) -> None:
    """Plain text over a grey line; an empty line is left out."""
    said = escape_markdown(first)
    said = f"**{said}**" if is_bold and said else said
    lines = [
        f":small[{said}]" if is_small and said else said,
        f":gray[:small[{escape_markdown(second)}]]" if second else "",
    ]
    column.markdown("  \n".join(line for line in lines if line))


def department_name(context: Context, record: dict[str, Any]) -> str:
    """Department, with its city where the dataset knows several: 西湖区应急管理局（南昌市）."""
    is_one_city = len(context.choices.cities_in(None)) == 1
    if is_one_city or not record["city"]:
        return str(record["department"])
    return context.w("places.with_city", name=record["department"], city=record["city"])
