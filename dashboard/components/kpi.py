"""Key figures.

Belongs here: one figure, and a row of them. Does not belong here: the figures and their formatting.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.text import escape_markdown
from dashboard.kpi import Kpi

#: Characters of a value that fit a fifth of a tablet's width at the size of a key figure.
_LONGEST = 11


def kpi(figure: Kpi) -> None:
    """Draw one key figure."""
    value = escape_markdown(figure.value)
    shown = f":orange[{value}]" if figure.is_missed else value
    label = escape_markdown(figure.label)
    explanation = escape_markdown(figure.explanation) if figure.explanation else None
    with st.container(gap=None):
        if len(figure.value) <= _LONGEST:
            st.metric(label, shown, help=explanation)
        else:
            # A key figure that does not fit is cut by Streamlit: smaller and whole is better.
            st.markdown(label, help=explanation)
            st.markdown(f"### {shown}")
        # An empty note keeps its line, so that the row stays level.
        st.markdown(f":gray[:small[{escape_markdown(figure.note) or '&nbsp;'}]]")


def kpi_row(figures: Sequence[Kpi]) -> None:
    """Up to five key figures side by side; more than five cannot be read at tablet width."""
    if not 0 < len(figures) <= 5:
        raise ValueError(f"a row holds one to five figures, not {len(figures)}")
    for column, figure in zip(st.columns(len(figures)), figures, strict=True):
        with column:
            kpi(figure)
