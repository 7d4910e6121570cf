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
#: 二〇二三年: a year in Chinese digits, one character a digit.
_HAN_YEAR = re.compile(r"二[〇○零Oo0][〇○零一二三四五六七八九]{2}(?=年)")
_HAN_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
#: A Latin full stop behind a Chinese sentence; behind 一 at the front it numbers a heading.
_STOP = re.compile(r"(?<=[\u4e00-\u9fff%)\"])(?<!^[一二三四五六七八九十])(?<!^十[一二三四五六七八九])\.(?!\d|\.)")
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
    >>> normal("二〇二三年度").text
    '2023年度'
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
    text = _STOP.sub("。", "".join(kept))
    text = _HAN_YEAR.sub(lambda m: m[0].translate(_HAN_DIGITS), text)
    return Normal(text, places)


#: 甲（预算60万元，支出54万元，执行率90%）: what a project's brackets tell of its money.
_TOLD = re.compile(
    r"(?<=[\u4e00-\u9fff\"])\((?!其中|含|包括|不含|包含|即|指)(?=[^()]*(?:预算|安排|下达|批复|核定|资金|投入|到位)[^()]*\d[^()]*万?元)"
    r"(?=[^()]*(?:执行|支出|支付|使用|列支|花)[^()]*\d)[^()]*\)"
)


def unwrapped(norm: Normal) -> Normal:
    """Brackets in which a project's budget and spending stand, as commas: they are its statement, no remark.

    >>> unwrapped(normal("河道清淤（预算60万元，支出54万元）：清淤12公里")).text
    '河道清淤，预算60万元，支出54万元，:清淤12公里'
    """
    text = _TOLD.sub(lambda m: "，" + m[0][1:-1] + "，", norm.text)
    return Normal(text, norm.at)


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
