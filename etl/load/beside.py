"""Names that stand side by side: two names in one year of one file are two, whatever a person said of them elsewhere.

Belongs here: who stands where, who is the nearest to a known one there, the sentence of an answer that cannot hold.
Does not belong here: the rules for two names (``identity``), reading where known ones stand (``used``).

Were two of them joined, the money of all but one would be in no sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from etl.load.identity import DECIDED, Match

#: Where a fact stands: its year and its file.
Place = tuple[int, str]
#: How near a name is to a known one; of two equally near the one that a person decided.
_Rank = tuple[float, bool]


class Beside:
    """Which names claim a known one in which place, and which hold it. ``stands``: where the facts of known ones are in
    other loads."""

    def __init__(self, stands: Mapping[str, Collection[Place]]) -> None:
        self._stands = {id_: set(places) for id_, places in stands.items()}
        self._held: dict[tuple[str, Place], set[str]] = defaultdict(set)
        self._claims: dict[tuple[str, Place], dict[str, _Rank]] = defaultdict(dict)

    def claim(self, name: str, match: Match, places: Iterable[Place]) -> None:
        """Note that a name surely means a known one."""
        for place in places if match.verdict == "same" else ():
            names = self._claims[match.id, place]
            names[name] = max(_rank(match), names.get(name, (0.0, False)))

    def hold(self, name: str, id_: str, places: Iterable[Place]) -> None:
        """Note that a name is a known one."""
        for place in places:
            self._held[id_, place].add(name)

    def is_other(self, name: str, match: Match, places: Collection[Place], own: Iterable[str]) -> bool:
        """Whether a name is known to be another than the one it was matched with: it has known ones of its ``own`` that
        stand beside that one, or another name is that one in the same place."""
        if match.verdict == "new":
            return False
        if self.are_two(match.id, own):
            return True
        is_ruled = match.verdict == "same" and match.rule != DECIDED
        return not is_ruled and any(self._is_nearer(name, match, place) for place in places)

    def are_two(self, id_: str, own: Iterable[str]) -> bool:
        """Whether a known one stands beside another in one year of one file."""
        stands = self._stands.get(id_, set())
        return any(other != id_ and not stands.isdisjoint(self._stands.get(other, ())) for other in own)

    def is_nearest(self, name: str, match: Match, places: Iterable[Place]) -> bool:
        """Whether no other name is, or claims to be, the known one as surely in the same place."""
        rank = _rank(match)
        return not any(
            self._held.get((match.id, place), set()) - {name}
            or any(rank <= other for other in self._others(name, match.id, place))
            for place in places
        )

    def _is_nearer(self, name: str, match: Match, place: Place) -> bool:
        """Whether another name is nearer to the known one in a place."""
        is_held = bool(self._held.get((match.id, place), set()) - {name})
        return is_held or any(_rank(match) < other for other in self._others(name, match.id, place))

    def _others(self, name: str, id_: str, place: Place) -> list[_Rank]:
        return [rank for other, rank in self._claims.get((id_, place), {}).items() if other != name]


def _rank(match: Match) -> _Rank:
    return match.score, match.rule == DECIDED


def overruled(name: str, known: str) -> str:
    """What is said of an answer that two lines of one file contradict.

    >>> overruled("甲", "乙")
    '决定里写着“甲”就是“乙”，可是同一年的同一份表里两个都有：没有合并，各算各的；请核对这个决定。'
    """
    return f"决定里写着“{name}”就是“{known}”，可是同一年的同一份表里两个都有：没有合并，各算各的；请核对这个决定。"
