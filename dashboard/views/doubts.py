"""The questions of 数据导入: is this name that one, which district is meant; answered here, kept in the reviewed CSV.

Belongs here: this part of the page. Does not belong here: keeping the answers (``etl decide``, run by
``dashboard.importing``), which names are in doubt (``etl``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.strings import Words

#: Takes the answers; why they could not be kept, or nothing.
Keep = Callable[[list[dict[str, str]]], str]
#: So many questions at once; answered ones make place for the next.
_ASKED = 8
_SAME = ("same", "different")


def doubts(context: Context, asked: Sequence[Mapping[str, Any]], keep: Keep) -> None:
    """The questions, each with its possible answers; none has to be answered."""
    if not asked:
        return
    w = context.w
    st.markdown(f"##### {w('imports.doubts')}")
    answered = []
    with st.form("imports-doubts", border=False):
        for doubt in asked[:_ASKED]:
            decision = _answer(w, doubt)
            if decision:
                names = {name: str(doubt[name]) for name in ("kind", "name", "owner", "existing_id")}
                answered.append({**names, "existing_name": str(doubt["existing"]), "decision": decision})
        is_given = st.form_submit_button(w("imports.doubts_keep"), key="imports-doubts-keep")
    if is_given and answered:
        said = keep(answered)
        if not said:
            st.rerun()
        st.markdown(f":orange[{escape_markdown(said)}]")
    if len(asked) > _ASKED:
        st.markdown(f":gray[:small[{w('imports.more', n=len(asked))}]]")
    st.markdown(f":gray[:small[{escape_markdown(w('imports.doubts_note', dataset=context.dataset))}]]")


def _answer(w: Words, doubt: Mapping[str, Any]) -> str:
    """What a person chose or typed, as it is kept; empty without an answer."""
    question, key = escape_markdown(_question(w, doubt)), f"imports-doubt-{doubt['kind']}-{doubt['name']}"
    if doubt["kind"] != "place":
        key = f"{key}-{doubt['existing_id']}"
        return st.radio(question, _SAME, None, lambda it: w(f"imports.is_{it}"), key=key, horizontal=True) or ""
    places = dict(zip(str(doubt["existing_id"]).split("|"), str(doubt["existing"]).split("|"), strict=True))
    if doubt["existing_id"]:
        chosen = st.radio(question, list(places), None, lambda code: escape_markdown(places[code]), key=key)
        return chosen or ""
    return (st.text_input(question, key=key, placeholder=w("imports.place_example")) or "").strip()


def _question(w: Words, doubt: Mapping[str, Any]) -> str:
    """Is it this one? Of a district: which one?"""
    word = "doubt" if doubt["kind"] != "place" else "place" if doubt["existing"] else "place_unknown"
    return w(f"imports.{word}", **{name: doubt[name] for name in ("name", "existing", "rule", "score")})
