"""Text from data inside Markdown.

Belongs here: escaping. Does not belong here: words (``dashboard.strings``) and numbers (``dashboard.formats``).
"""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
# Rewritten by Streamlit after the Markdown is read, where a backslash no longer helps: emoji and icons (:smile:),
# links made of bare addresses (a name from data must never lead out), arrows and dashes.
_REWRITTEN = re.compile(r"(:(?=[A-Za-z+\-/])|\bwww(?=\.)|(?=@)|[<>~\-](?=[-=>]))", re.IGNORECASE)
# Invisible, breaks the pattern, allows no line break.
_WORD_JOINER = "\u2060"
# What has a meaning anywhere in a line: emphasis, code, links, formulas, HTML, strike-through, tables, entities,
# and with a colon before a letter the directives (:red[…]). Not every mark: 12:30 and 198.01 stay as they are.
_INLINE = re.compile(r"([\\`*_\[\]<>$~|&]|:(?=\u2060))")
# What has a meaning only at the beginning of a line: lists, headings and their underlines.
_LINE_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([#=]|[+\-](?=[\s+\-\u2060]|$))")


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows exactly these characters on one line; a line break becomes a blank."""
    broken = _REWRITTEN.sub(rf"\1{_WORD_JOINER}", _LINE_BREAKS.sub(" ", text.strip()))
    return _LINE_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", _INLINE.sub(r"\\\1", broken)
    )
