"""What a figure can be taken away as, besides its picture: a slide, its data as a sheet, an entry of the basket.

Belongs here: these buttons and the basket of the session. Does not belong here: making the files (views give
functions), pictures (``figure_export``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.basket import MAX_ITEMS, Item, added
from dashboard.strings import Words

_KEPT = "basket"
SLIDE_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FigureFiles:
    """Functions that make a figure's files when asked; ``item`` is the figure as an entry of the basket."""

    slide: Callable[[], bytes]
    sheet: Callable[[], bytes]
    item: Callable[[], Item]


def basket() -> tuple[Item, ...]:
    """The figures collected in this session."""
    kept: tuple[Item, ...] = st.session_state.get(_KEPT, ())
    return kept


def keep(items: Sequence[Item]) -> None:
    """Remember the basket for this session."""
    st.session_state[_KEPT] = tuple(items)


def figure_menu(w: Words, files: FigureFiles, key: str, stem: str) -> None:
    """Draw the buttons."""
    st.download_button(
        w("panel.sheet"), files.sheet, file_name=f"{stem}.xlsx", mime=SHEET_TYPE, key=f"{key}-xlsx", on_click="ignore",
        width="stretch",
    )  # fmt: skip
    st.download_button(
        w("panel.slide"), files.slide, file_name=f"{stem}.pptx", mime=SLIDE_TYPE, key=f"{key}-pptx", on_click="ignore",
        width="stretch",
    )  # fmt: skip
    if st.button(w("panel.collect"), key=f"{key}-collect", width="stretch"):
        before = basket()
        after = added(before, files.item())
        keep(after)
        said = "collected" if len(after) > len(before) else "full" if len(before) >= MAX_ITEMS else "already"
        st.markdown(f":gray[:small[{w(f'panel.{said}', n=len(after))}]]")
