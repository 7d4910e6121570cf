"""What is found of a load's departments and projects while they are placed one after the other.

Belongs here: keeping matches, and which id stands for which. Does not belong here: making matches (``identity``,
``projects``), reading the registers (``registers``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.load.decisions import Doubt
from etl.load.identity import DECIDED
from etl.read.report import identify


@dataclass
class Found:
    """What is found so far; ``taken`` are the ids of the dataset, ``anchored`` those of the load that other loads refer
    to, ``assumed`` the places that a load was taken for without saying so, ``remarks`` what became of answers that
    cannot hold."""

    load: str
    taken: set[str]
    anchored: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    joins: list[Doubt] = field(default_factory=list)
    assumed: list[Doubt] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take(self, found: Doubt, own: str) -> None:
        """Note a match. Ids are made of names: what stands apart from its namesake gets another."""
        if found.match.verdict == "same":
            self.ids[own] = found.match.id
            if found.match.score < 1 or found.match.rule == DECIDED:
                self.joins.append(found)
            return
        if own in self.taken:
            self.renamed[own] = identify(own, self.load)
        if found.match.verdict == "doubtful":
            self.doubts.append(found)

    def id_of(self, own: str) -> str:
        """The id under which a department or project of the bundle is kept."""
        return self.ids.get(own, self.renamed.get(own, own))
