"""What follows from a grade or a breach, in general: 对评价结果为“优”的，下一年度预算优先安排.

Belongs here: where such a rule begins; behind it nothing is a result of the report nor a reason. Does not belong here:
the words (``labels.toml``), scales of grades (``checks``).
"""

from __future__ import annotations

from functools import lru_cache

from etl.read.prose import labels
from etl.read.prose.clauses import clause_start


@lru_cache(maxsize=8192)
def begin(text: str, start: int, end: int) -> int:
    """Where in a stretch the first rule begins, the start of its clause; the stretch's end where there is none.

    >>> begin('得分88分，等级为良，对评价为"优"的，优先安排', 0, 26), begin("等级为优，压减了开支", 0, 10)
    (11, 10)
    """
    stretch = text[start:end]
    found = [m.start() for p in labels.rule() if (m := p.search(stretch)) is not None]
    return start + clause_start(stretch, 0, min(found), "，;。") if found else end
