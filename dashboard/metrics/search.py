"""Whether a row has a word in its project's name, in the quote of its reason or in the reason's name.

Belongs here: a reader's words, and how the published index answers them. Does not belong here: making the index
(``etl.model.search``), what else a list is filtered by (``projects``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import ibis
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
    if pairs := _pairs(word):
        is_in_text = rows.project_number.isin(_with_all(pairs).project_number) & is_in_text
    return is_in_text | rows.reason_code.isin(_named(word).code).fill_null(False)


def rows_with(rows: ir.Table, words: list[str]) -> ir.Table:
    """The rows that have every word.

    As ``has_word``, for lists: by the first word the rows of the projects found are taken, and only their texts are
    looked at. Said by what comes out of the join, or the engine would look at every text first and join what is left.
    """
    if not words:
        return rows
    first, *others = words
    columns = rows.columns
    by_text = rows
    found: Any = ibis.literal(True)
    if pairs := _pairs(first):
        numbers = _with_all(pairs).select(found_number="project_number")
        by_text = rows.inner_join(numbers, rows.project_number == numbers.found_number)
        found = by_text.found_number.notnull()
    by_text = by_text.filter(by_text.search_text.contains(_asked(found, first)))
    names = _named(first).select(found_code="code")
    by_name = rows.inner_join(names, rows.reason_code == names.found_code)
    by_name = by_name.filter(~by_name.search_text.contains(_asked(by_name.found_code.notnull(), first)))
    either = by_text.select(*columns).union(by_name.select(*columns))
    return either.filter([has_word(either, word) for word in others]) if others else either


def _asked(is_found: Any, word: str) -> Any:
    return is_found.ifelse(word, ibis.null("string"))


def _pairs(word: str) -> list[str]:
    return sorted({first + second for first, second in pairwise(word)})


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
