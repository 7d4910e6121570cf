"""Whether department-years can be ranked and summed together.

Belongs here: that test and the words for what differs. Does not belong here: figures, sentences of one view.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dashboard.stories.names import Row
from dashboard.strings import Words

Difference = Literal["years", "bases", "levels"]


def differences(rows: Sequence[Row]) -> tuple[Difference, ...]:
    """What keeps sums per department and year (``execution_by``) from being set in one order; none where all are of one
    year, on a basis that may be added up, and all from project lines or all from stated totals."""
    is_initial_only = {r["rate"] is None and bool(r["initial_n"]) for r in rows}
    found: dict[Difference, bool] = {
        "years": len({r["year"] for r in rows}) > 1,
        "bases": len(is_initial_only) > 1,
        "levels": len({bool(r["is_stated"]) for r in rows}) > 1,
    }
    return tuple(name for name, differs in found.items() if differs)


def differing_words(w: Words, found: Sequence[Difference]) -> str:
    """年度和口径: what differs, in words."""
    return w("execution.differ_join").join(w(f"execution.differ_{name}") for name in found)


def can_be_ranked(rows: Sequence[Row]) -> bool:
    """Several departments, alike, at least two of them with a rate."""
    return not differences(rows) and sum(r["rate"] is not None for r in rows) > 1
