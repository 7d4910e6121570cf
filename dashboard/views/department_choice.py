"""The shared department filter as a control on the page, each department with its number of rows: 数据核对, 承诺跟踪.

Belongs here: this control. Does not belong here: the filter popover (``components.header``), what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change
from dashboard.context import Context

_ALL = "all"
#: Up to this many departments fit side by side as buttons.
_MAX_BUTTONS = 5


def department_choice(context: Context, key: str, counts: Mapping[str, int]) -> None:
    """Buttons for a few departments, a list for many; ``counts`` in the order to show, without the department filter.

    Nothing where there is no choice, or where several are chosen (the chips show them).
    """
    w, chosen, names = context.w, context.address.departments, _short_names(context)
    options = [*counts, *(d for d in chosen if d not in counts)]
    if len(options) < 2 or len(chosen) > 1:
        return
    is_few = len(options) <= _MAX_BUTTONS

    def label(code: str) -> str:
        if code == _ALL:
            return w("records.all") if is_few else w("records.any_department", n=len(counts))
        return w("records.counted", name=names.get(code, code), n=f.count(counts.get(code, 0)))

    # The address is the choice; the control shows it.
    st.session_state[key] = chosen[0] if chosen else _ALL

    def take() -> None:
        value = st.session_state[key]
        change(departments=() if value in (None, _ALL) else (value,))

    title, choices = w("records.department"), [_ALL, *options]
    if is_few:
        st.segmented_control(title, choices, format_func=label, required=True, key=key, on_change=take, width="content")
    else:
        st.selectbox(title, choices, format_func=label, key=key, on_change=take, width=300, filter_mode="contains")


def _short_names(context: Context) -> dict[str, str]:
    """Departments by their district where all have one function, else by their full name."""
    departments = context.choices.departments
    if len({d.function for d in departments}) > 1:
        return {d.department_id: d.label for d in departments}
    districts = dict(context.choices.districts_in(None, None))
    return {d.department_id: districts.get(d.district_code, d.label) for d in departments}
