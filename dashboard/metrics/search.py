"""Whether a row has a word in its project's name, in the quote of its reason or in the reason's name.

Belongs here: a reader's words, and how the published index answers them. Does not belong here: making the index
(``etl.model.search``), what else a list is filtered by (``projects``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import ibis.expr.types as ir

from dashboard.metrics.tables import published
from etl.contracts import FOLDED

_FOLD = str.maketrans(*FOLDED)


def words_of(text: str) -> list[str]:
    """The words a search looks for: small letters, half-width, parted by blanks or the comma of lists (、)."""
    return text.translate(_FOLD).lower().replace("、", " ").split()


def has_word(rows: ir.Table, word: str) -> Any:
    """True where ``word`` (one of ``words_of``) stands in the row's texts.

    Of a word of two characters or more only the projects that have all its pairs are looked at; the text itself is
    looked at all the same, for pairs may stand apart.
    """
    is_in_text = rows.search_text.contains(word)
    pairs = sorted({first + second for first, second in pairwise(word)})
    if pairs:
        is_in_text = rows.project_number.isin(_with_all(pairs).project_number) & is_in_text
    return is_in_text | rows.reason_code.isin(_named(word).code).fill_null(False)


def _with_all(pairs: list[str]) -> ir.Table:
    """Projects that have every pair. One row each: project_number."""
    index = published("search_pair")
    found = index.filter(index.pair.isin(pairs))
    counted = found.group_by("project_number").agg(n=found.count())
    return counted.filter(counted.n == len(pairs))


def _named(word: str) -> ir.Table:
    """Reasons whose name in either language has the word. One row each: code."""
    reasons = published("reason_code")
    names = [name.translate(*FOLDED).lower().contains(word) for name in (reasons.reason_zh, reasons.reason_en)]
    return reasons.filter(names[0] | names[1]).select("code")
