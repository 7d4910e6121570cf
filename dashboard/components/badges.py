"""Badges: a word with a colour, never colour alone.

Belongs here: which colour a kind of remark takes. Does not belong here: which rows carry it.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.components.text import escape_markdown
from dashboard.strings import Words

Severity = Literal["high", "medium", "info"]
# High changes a conclusion, medium is to be verified, info is said and nothing more.
_COLOURS: dict[Severity, Literal["orange", "yellow", "gray"]] = {"high": "orange", "medium": "yellow", "info": "gray"}


def finding_badge(label: str, severity: Severity, explanation: str | None = None) -> None:
    """The word of a finding in its severity's colour; ``explanation`` appears on hover and focus."""
    help_text = escape_markdown(explanation) if explanation else None
    st.badge(escape_markdown(label), color=_COLOURS[severity], help=help_text)


def severity_badge(w: Words, severity: Severity, count: int) -> None:
    """How many findings of one severity there are."""
    st.badge(w(f"badges.{severity}", n=count), color=_COLOURS[severity])


def info_badge(label: str) -> None:
    """A grey remark (尚不可知, 疑似)."""
    st.badge(escape_markdown(label), color="gray")


def dataset_badge(w: Words, dataset: str) -> None:
    """真实材料 or 演示数据; stands on every page."""
    st.badge(w(f"header.dataset_{dataset}"), color="gray", help=w(f"header.dataset_{dataset}_help"))
