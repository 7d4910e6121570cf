"""Points that two judges gave to one thing: 自评得分96分，复核得分93.5分.

Belongs here: which of them are the report's. Does not belong here: the words (``labels.toml``), what kind of evaluation
a report is (``etl.read.evaluation``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.read.prose import labels
from etl.read.prose.outline import Node
from etl.read.prose.title import Title
from etl.read.prose.tokens import Figure

#: The rule of points that are left out.
_OTHER = "另一评价主体的得分"


class Judges:
    """Whose points a report is about: another's where its title says so, else its own where it gives any."""

    def __init__(self, root: Node, title: Title) -> None:
        self._is_of_another = bool(labels.judge("title").search(title.text))
        self._has_own = bool(re.search(rf"(?:{labels.judge('own').pattern})[^，。;:]{{0,6}}:?\d", root.all_text))

    def settle(self, own: Sequence[Figure]) -> None:
        """Take the role from points of a half-sentence that are of the other judge than the report's."""
        points = [f for f in own if f.role == "score"]
        is_reviewed = any(_is_anothers(f) for f in points)
        for figure in points:
            is_own = bool(labels.judge("own").search(figure.label)) and not _is_anothers(figure)
            is_left = is_own and is_reviewed if self._is_of_another else _is_anothers(figure) and self._has_own
            if is_left:
                figure.role, figure.rule = "score_other", _OTHER


def _is_anothers(figure: Figure) -> bool:
    return bool(labels.judge("label").search(figure.label))


def is_left_out(own: Sequence[Figure], start: int) -> bool:
    """Whether a grade that begins at ``start`` stands behind points that are left out."""
    before = [f for f in own if f.kind == "score" and f.end <= start]
    return bool(before) and before[-1].rule == _OTHER
