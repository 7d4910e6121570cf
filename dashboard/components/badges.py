"""Badges: a word with a colour, never colour alone.

Belongs here: which colour a kind of remark takes. Does not belong here: which rows carry it.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.components.text import escape_markdown
from dashboard.labels import NAMED_DATASETS, dataset_label
from dashboard.strings import Words

Severity = Literal["high", "medium", "info"]
# High changes a conclusion, medium is to be verified, info is said and nothing more.
_COLOURS: dict[Severity, Literal["orange", "yellow", "gray"]] = {"high": "orange", "medium": "yellow", "info": "gray"}


def finding_badge(label: str, severity: Severity, explanation: str | None = None) -> None:
    """The word of a finding in its severity's colour; ``explanation`` appears on hover and focus."""
    help_text = escape_markdown(explanation) if explanation else None
    st.badge(escape_markdown(label), color=_COLOURS[severity], help=help_text)


def badge_text(label: str, severity: Severity) -> str:
    """The badge as Markdown, for labels of buttons and lines of text."""
    return f":{_COLOURS[severity]}-badge[{escape_markdown(label)}]"


def info_badge(label: str) -> None:
    """A grey remark (尚不可知, 疑似)."""
    st.badge(escape_markdown(label), color="gray")


def dataset_badge(w: Words, dataset: str) -> None:
    """Which data these are; stands on every page."""
    explanation = w(f"header.dataset_{dataset if dataset in NAMED_DATASETS else 'own'}_help")
    st.badge(escape_markdown(dataset_label(w, dataset)), color="gray", help=explanation)
