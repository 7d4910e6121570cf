"""Text from data inside Markdown.

Belongs here: escaping. Does not belong here: words (``dashboard.strings``) and numbers (``dashboard.formats``).
"""

from __future__ import annotations

import re

# All ASCII punctuation CommonMark lets one escape: covers emphasis, links, formulas ($), directives (:red[…]), HTML.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINE_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows exactly these characters on one line (a line break becomes a blank)."""
    return _PUNCTUATION.sub(r"\\\1", _LINE_BREAKS.sub(" ", text.strip()))
