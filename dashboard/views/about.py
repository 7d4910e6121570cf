"""数据说明: how each number is made, from what, and which version of the data this is.

Belongs here: the parts of the page, the rules in words, the licences. Does not belong here: the registers
(``about_registers``), the dictionary (``about_dictionary``), the load (``about_load``).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import formats as f
from dashboard.components.address import bind
from dashboard.components.header import Crumb
from dashboard.context import Context
from dashboard.metrics import places
from dashboard.views import about_dictionary, about_load, about_registers
from dashboard.views.common import finding, head

_RULES = (
    "rate", "basis", "level", "null", "unspent", "target", "reason", "control", "score", "check", "stated", "measure",
    "place", "case",
)  # fmt: skip
_LICENCES = ("material", "codes", "fonts", "charts", "engine")


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    head(context, [Crumb(w("app.about"))])
    finding(_headline(context))
    parts: dict[str, Callable[[Context], None]] = {
        "how": _how,
        "sources": about_registers.sources,
        "schemes": about_registers.schemes,
        "dictionary": about_dictionary.draw,
        "load": about_load.draw,
        "licences": _licences,
    }
    st.segmented_control(
        w("about.part"),
        list(parts),
        format_func=lambda part: w(f"about.part_{part}"),
        required=True,
        label_visibility="collapsed",
        **bind("about_part", "how", parts),
    )
    parts[context.address.value("about_part", "how", parts)](context)


def _headline(context: Context) -> str:
    load = context.warehouse.ask(places.load_totals).row(0, named=True)
    counts = {
        name: int(load[f"rows_{column}"] or 0)
        for name, column in (
            ("read", "read"),
            ("published", "published"),
            ("statement", "as_statement"),
            ("quarantined", "quarantined"),
        )
    }
    key = "headline_statement" if counts["statement"] else "headline"
    counts["statements"] = int(context.warehouse.snapshot.manifest()["rows"]["evidence"])
    return context.w(f"about.{key}", **{name: f.count(n) for name, n in counts.items()})


def _how(context: Context) -> None:
    """The rules, two beside each other."""
    _paragraphs([(context.w(f"about_how.{r}_title"), context.w(f"about_how.{r}")) for r in _RULES])


def _licences(context: Context) -> None:
    _paragraphs([(context.w(f"about.{name}_title"), context.w(f"about.{name}")) for name in _LICENCES])


def _paragraphs(texts: list[tuple[str, str]]) -> None:
    for start in range(0, len(texts), 2):
        for column, (title, text) in zip(st.columns(2, gap="large"), texts[start : start + 2], strict=False):
            with column, st.container(gap=None):
                st.markdown(f"##### {title}")
                st.markdown(text)
