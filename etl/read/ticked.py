"""Which of several words with boxes is ticked: □元 ☑万元, 优□ 良☑.

Belongs here: reading boxes and ticks. Does not belong here: what the words mean (``amounts``, ``totals``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TICKS = "☑√✓■✔▣☒"
BOXES = TICKS + "□☐○"


def ticked(text: str, words: Iterable[str]) -> str:
    """The only ticked word; nothing where none or several are.

    >>> ticked("金额单位：□元 ☑万元", ("元", "万元")), ticked("优□ 良☑ 中□", ("优", "良", "中"))
    ('万元', '良')
    >>> ticked("□元 □万元", ("元", "万元")), ticked("优☑ 良☑", ("优", "良"))
    ('', '')
    """
    flat = re.sub(r"\s+", "", text)
    names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    first = re.search(rf"[{BOXES}]|{names}", flat)
    if first is None or not any(box in flat for box in BOXES):
        return ""
    is_before = first[0] in BOXES
    letters = "".join(sorted({name[0] for name in names.split("|")}))
    pattern = rf"[{TICKS}]({names})" if is_before else rf"({names})[^{BOXES}{letters}]{{0,12}}[{TICKS}]"
    found = re.findall(pattern, flat)
    return str(found[0]) if len(found) == 1 else ""
