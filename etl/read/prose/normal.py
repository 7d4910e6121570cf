"""A text with its oddities folded away, every character knowing where it stood.

Belongs here: widths, blanks, separators in numbers. Does not belong here: what a word means. Offsets are into the one
canonical text of the document, so that every quote can be cut out of it as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DROPPED = frozenset(" \u3000\u00a0\u2009\u202f\u200b\ufeff\n\r\x0b\x0c\u00ad")
_FOLDED = {
    **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},
    "〔": "[", "〕": "]", "【": "[", "】": "]", "﹒": ".", "﹪": "%", "″": '"', "“": '"', "”": '"', "„": '"', "‟": '"',
    "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"', "′": "'", "‘": "'", "’": "'", "−": "-", "–": "-", "—": "-",
    "―": "-", "﹣": "-", "～": "-", "~": "-", "?": "？", "!": "！", "？": "？", "！": "！", "｡": "。", "､": "、",
    "圆": "元", "萬": "万",
}  # fmt: skip
_WIDE_DIGIT = re.compile(r"[０-９]")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")


@dataclass
class Normal:
    """``text`` is folded; ``at[k]`` is the offset of its k-th character in the document."""

    text: str
    at: list[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the document that the folded characters ``start:end`` came from."""
        if not self.at:
            return 0, 0
        if start >= end:
            place = self.at[min(start, len(self.at) - 1)]
            return place, place
        return self.at[start], self.at[end - 1] + 1

    def cut(self, start: int, end: int) -> Normal:
        """The part ``start:end``."""
        return Normal(self.text[start:end], self.at[start:end])


def normal(raw: str, offset: int = 0) -> Normal:
    """Fold ``raw``, which stands at ``offset`` of the document.

    >>> normal("预算１,２00. 5 万元，执行率１００％").text
    '预算1200.5万元，执行率100%'
    >>> normal("共3，200人").text
    '共3，200人'
    """
    out: list[str] = []
    at: list[int] = []
    for place, character in enumerate(raw):
        if character in _DROPPED:
            continue
        out.append(character)
        at.append(offset + place)
    kept: list[str] = []
    places: list[int] = []
    for k, character in enumerate(out):
        folded = _FOLDED.get(character, character)
        if folded == ",":
            if _is_thousands(out, k, character):
                continue
            folded = "，"
        kept.append(folded)
        places.append(at[k])
    return Normal("".join(kept), places)


def _is_thousands(text: list[str], k: int, comma: str) -> bool:
    """A comma inside a number; a wide comma only between wide digits."""
    if k == 0 or not _digit(text[k - 1]):
        return False
    follow = "".join(_FOLDED.get(c, c) for c in text[k + 1 : k + 5])
    if not _THOUSANDS.match(follow):
        return False
    back = k - 1
    while back >= 0 and _digit(text[back]):
        back -= 1
    if k - 1 - back > 3 or (back >= 0 and text[back] in ".．"):
        return False
    return comma == "," or bool(_WIDE_DIGIT.match(text[k - 1]) and _WIDE_DIGIT.match(text[k + 1]))


def _digit(character: str) -> bool:
    return "0" <= _FOLDED.get(character, character) <= "9"
