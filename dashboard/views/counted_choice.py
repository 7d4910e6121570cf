"""Choices that say how many rows each option has: 数据核对, 承诺跟踪.

Belongs here: these controls and the shared department filter among them. Does not belong here: what is counted.

``address.bind`` does not serve here: Streamlit sends the label of an option, and a label whose count has changed since
is taken for a value of its own. So the widget gets a new key when its labels change, and the address stays the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zlib import crc32

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change
from dashboard.context import Context

ALL = "all"
#: Up to this many departments fit side by side as buttons.
_MAX_BUTTONS = 5


def counted_choice(
    name: str,
    title: str,
    labels: Mapping[str, str],
    chosen: str,
    take: Callable[[str], None],
    *,
    list_width: int | None = None,
) -> None:
    """Buttons, or a list of ``list_width`` pixels. ``labels``: option → its text, in order; ``take`` gets the option
    chosen, in a callback."""
    options = list(labels)
    key = f"{name}-{crc32('|'.join(f'{o}={text}' for o, text in labels.items()).encode()):08x}"
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def report() -> None:
        take(st.session_state[key] or ALL)

    if list_width is None:
        st.segmented_control(
            title,
            options,
            format_func=lambda o: labels.get(o, o),
            required=True,
            key=key,
            on_change=report,
            width="content",
        )
    else:
        st.selectbox(
            title,
            options,
            format_func=lambda o: labels.get(o, o),
            key=key,
            on_change=report,
            width=list_width,
            filter_mode="contains",
        )


def counted(context: Context, name: str, count: int) -> str:
    """``影响结论 177``."""
    return context.w("records.counted", name=name, n=f.count(count))


def department_choice(context: Context, name: str, counts: Mapping[str, int]) -> None:
    """The shared department filter: buttons for a few departments, a list for many.

    ``counts`` in the order to show, without the department filter. Nothing where there is no choice, or where several
    are chosen (the chips show them).
    """
    w, chosen, names = context.w, context.address.departments, _short_names(context)
    options = [*counts, *(d for d in chosen if d not in counts)]
    if len(options) < 2 or len(chosen) > 1:
        return
    is_few = len(options) <= _MAX_BUTTONS
    every = w("records.all") if is_few else w("records.any_department", n=len(counts))
    labels = {ALL: every} | {code: counted(context, names.get(code, code), counts.get(code, 0)) for code in options}
    counted_choice(
        name,
        w("records.department"),
        labels,
        chosen[0] if chosen else ALL,
        lambda code: change(departments=() if code == ALL else (code,)),
        list_width=None if is_few else 300,
    )


def _short_names(context: Context) -> dict[str, str]:
    """Departments by their district where all have one function, else by their full name."""
    departments = context.choices.departments
    if len({d.function for d in departments}) > 1:
        return {d.department_id: d.label for d in departments}
    districts = dict(context.choices.districts_in(None, None))
    return {d.department_id: districts.get(d.district_code, d.label) for d in departments}
