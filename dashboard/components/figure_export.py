"""PNG and SVG of a panel's figure, made in the reader's browser.

Belongs here: the component around ``figure_export.js`` and the data it needs. Does not belong here: CSV and the
Office files, which the server writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.strings import Words

_HTML = """
<div><button type="button" data-format="png"></button><button type="button" data-format="svg"></button></div>
<p role="status"></p>
"""
# The look of Streamlit's secondary button, from the theme's own variables.
_CSS = """
div { display: flex; gap: 0.5rem; width: 100%; }
button {
  flex: 1; min-height: 2.5rem; padding: 0.25rem 0.75rem; cursor: pointer; font: inherit;
  font-size: 0.875rem;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
button:disabled { opacity: 0.5; cursor: default; }
p { margin: 0.25rem 0 0; font-size: 0.85rem; color: var(--st-gray-text-color); }
p:empty { display: none; }
"""
_FONTS = (
    {"path": "app/static/NotoSansSC-Regular.woff2", "weight": 400},
    {"path": "app/static/NotoSansSC-Bold.woff2", "weight": 700},
)
_UNFIT_FOR_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@cache
def _component() -> Any:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("jixiao_figure_export", html=_HTML, css=_CSS, js=script)


def file_stem(*parts: str) -> str:
    """A file name without ending that every system takes: the parts joined by ``_``, each at most 40 characters."""
    return "_".join(_UNFIT_FOR_FILES.sub(" ", part).strip().rstrip(".")[:40] for part in parts if part)


def figure_export(
    w: Words, *, panel: str, title: str, caption: str, alt: str, footer: Sequence[str], stem: str
) -> None:
    """Draw the two buttons. ``panel`` is the key of the container that holds the figure; ``footer`` lines (unit,
    filters, source, dataset) are written below the figure in the file."""
    _component()(
        key=f"{panel}-export",
        data={
            "panel": panel,
            "title": title,
            "caption": caption,
            "alt": alt,
            "footer": list(footer),
            "file_stem": stem,
            "fonts": list(_FONTS),
            "labels": {name: w(f"panel.{name}") for name in ("png", "svg", "working", "failed")},
        },
    )
