"""The title row of every page: where one is, which data, what is filtered, and the controls for both.

Belongs here: chips, the filter and settings popovers. Does not belong here: the address (``address``), figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.address import DEFAULT_DATASET, Address
from dashboard.choices import Choices
from dashboard.components.address import bind, change, current, go, here, page_link
from dashboard.components.badges import dataset_badge
from dashboard.components.shell import print_button
from dashboard.components.text import escape_markdown
from dashboard.components.views_menu import views_menu
from dashboard.formats import Unit, unit_name
from dashboard.labels import Chip, dataset_label, filter_chips
from dashboard.strings import LANGUAGES, Words

_POPOVER_WIDTH = 340


@dataclass(frozen=True)
class Crumb:
    """One part of the path at the left; with a ``page`` it is a link that keeps the filters plus ``changes``."""

    label: str
    page: str | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


def removal(chips: Sequence[Chip]) -> dict[str, Any]:
    """The changes of several chips as one, so that the browser's history gets one entry. Each chip of a list leaves
    out its own code, so the lists intersect."""
    changes: dict[str, Any] = {}
    for chip in chips:
        for name, value in chip.changes.items():
            if isinstance(value, tuple) and name in changes:
                changes[name] = tuple(code for code in changes[name] if code in value)
            else:
                changes[name] = value
    return changes


def header(
    w: Words,
    address: Address,
    choices: Choices,
    *,
    crumbs: Sequence[Crumb | str],
    chips: Sequence[Chip] = (),
    actions: Callable[[], None] | None = None,
    export: Callable[[], None] | None = None,
    remark: Callable[[], None] | None = None,
) -> None:
    """Draw the title row. ``remark`` draws what is to be known of the page's figures, beside the path; ``chips`` are
    the view's own after the shared ones; ``actions`` draws further buttons
    (previous, next) before the popovers; ``export`` draws the content of an 导出 popover, only once it is open."""
    active = (*filter_chips(w, address, choices), *chips)
    row = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="header")
    with row.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        _crumbs(w, crumbs)
        dataset_badge(w, address.dataset)
        if remark is not None:
            remark()
    right = row.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", gap="small"
    )
    with right:
        if active:
            _chips(w, active)
        if actions is not None:
            actions()
    # A fragment takes the whole width it is given; the container around it keeps it small.
    with right.container(width="content"):
        _tools(w, choices, export)


def _crumbs(w: Words, crumbs: Sequence[Crumb | str]) -> None:
    texts: list[str] = []

    def flush() -> None:
        if texts:
            path = w("header.path_separator").join(escape_markdown(text) for text in texts)
            st.markdown(f":gray[{path}]", width="content")
            texts.clear()

    for crumb in crumbs:
        if isinstance(crumb, Crumb) and crumb.page is not None:
            flush()
            page_link(escape_markdown(crumb.label), crumb.page, **crumb.changes)
            st.markdown(":gray[/]", width="content")
        else:
            texts.append(crumb.label if isinstance(crumb, Crumb) else crumb)
    flush()


def _chips(w: Words, active: Sequence[Chip]) -> None:
    names = [chip.name for chip in active]
    labels = {chip.name: w("header.chip", label=escape_markdown(chip.label)) for chip in active}
    key = "header-chips"
    # All are selected on every run: unselecting is the only thing a chip can do.
    st.session_state[key] = names

    def remove() -> None:
        kept = set(st.session_state[key])
        change(**removal([chip for chip in active if chip.name not in kept]))

    def clear() -> None:
        change(**removal(active))

    st.pills(
        w("header.active"),
        names,
        selection_mode="multi",
        format_func=lambda name: labels.get(name, name),
        key=key,
        on_change=remove,
        label_visibility="collapsed",
    )
    st.button(w("header.clear"), type="tertiary", key="header-clear", on_click=clear)


@st.fragment
def _tools(w: Words, choices: Choices, export: Callable[[], None] | None) -> None:
    """A fragment: opening a popover draws only these buttons and the content of the open one; a choice made in it
    redraws the page."""
    with st.container(horizontal=True, wrap=False, gap="small", width="content"):
        popover = st.popover(w("header.filter"), key="header-filter", on_change="rerun")
        if popover.open:
            with popover, st.container(width=_POPOVER_WIDTH):
                _filters(w, choices)
        popover = st.popover(w("header.settings"), key="header-settings", on_change="rerun")
        if popover.open:
            with popover, st.container(width=_POPOVER_WIDTH):
                _settings(w, choices)
        popover = st.popover(w("header.views"), key="header-views", on_change="rerun")
        if popover.open:
            with popover, st.container(width=_POPOVER_WIDTH):
                views_menu(w)
        if export is not None:
            popover = st.popover(w("header.export"), key="header-export", on_change="rerun")
            if popover.open:
                with popover, st.container(width=_POPOVER_WIDTH):
                    export()


def _filters(w: Words, choices: Choices) -> None:
    address = current()
    any_label = w("header.any")
    cities = choices.cities_in(address.province)
    districts = choices.districts_in(address.province, address.city)
    reach = frozenset(address.districts or (code for code, _ in districts))
    departments = choices.departments_in(reach, frozenset(address.functions))
    left, right = st.columns(2)
    with left:
        _select_one(w("header.province"), "province", choices.provinces, any_label)
    with right:
        _select_one(w("header.city"), "city", cities, any_label)
    _select_many(w("header.district"), "district", districts, any_label)
    _select_many(w("header.function"), "function", choices.functions, any_label)
    _select_many(w("header.department"), "department", [(d.department_id, d.label) for d in departments], any_label)
    left, right = st.columns(2)
    years = [(str(year), w("header.year", year=year)) for year in choices.years]
    with left:
        _select_one(w("header.from"), "from", years, any_label)
    with right:
        later = [option for option in years if address.year_from is None or int(option[0]) >= address.year_from]
        _select_one(w("header.to"), "to", later, any_label)
    if choices.has_cases:
        st.toggle(w("header.cases"), help=w("header.cases_help"), **bind("cases", default=False, is_in_fragment=True))


def _settings(w: Words, choices: Choices) -> None:
    st.segmented_control(
        w("header.dataset"),
        choices.datasets,
        format_func=lambda name: dataset_label(w, name),
        required=True,
        **bind("dataset", DEFAULT_DATASET, choices.datasets, is_in_fragment=True),
    )
    st.segmented_control(
        w("header.unit"),
        [unit.value for unit in Unit],
        format_func=lambda name: unit_name(Unit(name), w),
        required=True,
        **bind("unit", Unit.WAN.value, set(Unit), is_in_fragment=True),
    )
    st.segmented_control(
        w("header.language"),
        LANGUAGES,
        format_func=lambda name: w(f"header.language_{name}"),
        required=True,
        **bind("lang", LANGUAGES[0], LANGUAGES, is_in_fragment=True),
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(w("header.wall"), key="header-wall", help=w("header.wall_help")):
            go("wall", wall_from=here(), slide=None)
        print_button(w)


def _select_one(label: str, name: str, options: Sequence[tuple[str, str]], any_label: str) -> None:
    names = dict(options)
    st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        placeholder=any_label,
        disabled=not names,
        filter_mode="contains",
        **bind(name, None, names.keys(), is_in_fragment=True),
    )


def _select_many(label: str, name: str, options: Sequence[tuple[str, str]], any_label: str) -> None:
    names = dict(options)
    st.multiselect(
        label,
        list(names),
        format_func=lambda code: names.get(code, code),
        placeholder=any_label,
        disabled=not names,
        # Enter takes the first match, not all of them; "contains" because fuzzy order is puzzling in Chinese.
        select_all=False,
        filter_mode="contains",
        **bind(name, (), names.keys(), is_in_fragment=True),
    )
