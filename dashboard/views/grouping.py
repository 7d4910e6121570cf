"""The reader's choice between the groupings a page offers.

Belongs here: the control. Does not belong here: what a row stands for (``stories.grouping``).
"""

from __future__ import annotations

import streamlit as st

from dashboard.components.address import bind
from dashboard.stories.grouping import WORDS, Grouping


def grouping_control(grouping: Grouping) -> None:
    """Draw the choice; nothing where there is only one."""
    if len(grouping.keys) > 1:
        w = grouping.context.w
        st.segmented_control(
            w("grouping.label"),
            grouping.keys,
            format_func=lambda key: w(f"grouping.by_{WORDS[key]}"),
            required=True,
            width="content",
            label_visibility="collapsed",
            **bind(grouping.parameter, grouping.keys[0], grouping.keys),
        )
