"""What stands around every page: its style, the document's language, the browser's history, the frame on paper.

Belongs here: the one place that sends ``static/page.css``, the component around ``shell.js``, the line at the foot of
a printed page. Does not belong here: the title row (``header``), anything one page shows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.labels import Stamp
from dashboard.strings import Language, Words

_STYLE = Path(__file__).parent.parent / "static" / "page.css"
_LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_PRINT_BUTTON = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => window.jixiaoPrint();
}
"""
# The look of Streamlit's secondary button, from the theme's own variables.
BUTTON_STYLE = """
button {
  min-height: 2.5rem; padding: 0.25rem 0.75rem; cursor: pointer; font: inherit;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
"""


# Paper is white: text of the dark theme becomes ink, figures and tables (drawn, not styled) turn their lightness round
# and keep their hue.
_DARK_ON_PAPER = """
html.printing [data-testid=stApp] * {
  color: #1B2733 !important; border-color: #D9DEE3 !important; background-color: transparent !important;
}
html.printing :is(.js-plotly-plot, [data-testid=stDataFrame]) { filter: invert(1) hue-rotate(180deg); }
"""


@cache
def _component() -> Any:
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    return st.components.v2.component("jixiao_shell", js=script)


@cache
def _print_component() -> Any:
    css = f"{BUTTON_STYLE} button {{ width: 100%; }}"
    return st.components.v2.component("jixiao_print", html='<button type="button"></button>', css=css, js=_PRINT_BUTTON)


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def css_text(text: str) -> str:
    """Text as a CSS string: quotes, breaks and what could end the style element are written as code points."""
    unsafe = {character: f"\\{ord(character):x} " for character in "\"\\<>&'"}
    return '"' + "".join(unsafe.get(c, c if c.isprintable() else " ") for c in text) + '"'


def shell(w: Words, language: Language) -> None:
    """Draw what every page needs, once a run. Nothing of it is seen."""
    # In a style element only: Streamlit then keeps it outside the page, where it takes no room.
    dark = _DARK_ON_PAPER if st.context.theme.type == "dark" else ""
    st.html(
        f"<style>{_style()} {dark} :root {{ --waiting: {css_text(w('shell.waiting'))}; "
        f"--choose-file: {css_text(w('shell.choose_file'))}; }}</style>"
    )
    # A container of its own, taken out of the flow by the style: an empty element would leave a gap.
    with st.container(key="shell"):
        _component()(
            key="shell-component",
            data={
                "language": _LANGUAGE_TAGS[language],
                "words": {"skip": w("shell.skip"), "table": w("shell.table", shown="{shown}", total="{total}")},
            },
        )


def on_paper(w: Words, stamp: Stamp) -> None:
    """What a printed page says besides its content: dataset, filters, unit and snapshot, at the top once and at the
    foot of every page, there with the page number (browsers without margin boxes leave the foot out)."""
    said = w(
        "shell.footer", dataset=stamp.dataset_label, filters=stamp.filters, unit=stamp.unit, build_id=stamp.build_id
    )
    line = css_text(said)
    number = w("shell.page", page="\0", pages="\1")
    counted = "".join(
        {"\0": " counter(page) ", "\1": " counter(pages) "}.get(part, css_text(part)) for part in _split(number, "\0\1")
    )
    st.html(
        f"<style>:root {{ --paper-line: {line}; }} "
        f"@page {{ @bottom-left {{ content: {line}; }} @bottom-right {{ content: {counted}; }} }}</style>"
    )


def _split(text: str, marks: str) -> list[str]:
    parts = [""]
    for character in text:
        if character in marks:
            parts += [character, ""]
        else:
            parts[-1] += character
    return [part for part in parts if part]


def print_button(w: Words) -> None:
    """A button that prints the page with its figures drawn at the width of the paper."""
    _print_component()(key="print-button", data={"label": w("shell.print")})
