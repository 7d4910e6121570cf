"""分别为 a、b、c: figures dealt out over named projects, only where the counts match.

Belongs here: whose the n-th figure is. Does not belong here: figures with a label each (``figures``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.read.prose import names, offices
from etl.read.prose.register import Project, Register
from etl.read.prose.stretches import strip

SAME_SENTENCE = "同句依次列名"


#: 县公安局、县司法局两部门的: what counts a row of offices.
_COUNTED = re.compile(r"等?(?P<count>\d{1,2}|[两二三四五六七八九十])(?:个|家)?(?:预算)?(?:部门|单位)")


def office(before: str, rank: int, count: int) -> str:
    """The office in its place of as many as are counted before figures that are dealt out.

    >>> office("经复核，县公安局、县司法局两部门得分分别为", 1, 2), office("县公安局、县司法局两部门", 0, 3)
    ('县司法局', '')
    """
    counted = _COUNTED.search(before)
    row = re.split("[，:;。]", before[: counted.start()])[-1] if counted is not None else ""
    named = [offices.named(strip(part)) for part in re.split("、|和|及|与", row)]
    is_row = counted is not None and names.number(counted["count"]) == len(named) == count and all(named)
    return named[rank] if is_row else ""


#: 上述项目, 4个项目, 各项目
_THESE = re.compile(
    r"(?:上述|以上|各|[两二三四五六七八九十\d](?:个|项))[^，。;:]{0,4}(?:项目|专项)|项目[^，。;:]{0,8}$"
)


@dataclass
class Dealer:
    """Remembers the names last enumerated."""

    register: Register
    recent: list[Project] = field(default_factory=list)
    #: All projects but the title's, in the order the text first named them.
    met: dict[int, Project] = field(default_factory=dict)

    def see(self, text: str) -> list[Project]:
        """Note the projects a sentence names, where it names several."""
        named = list({id(p): p for _, _, p in self.register.mentioned(text)}.values())
        self.met.update({id(p): p for p in named if p.basis != "title" and id(p) not in self.met})
        if len(named) >= 2:
            self.recent = named
        return named

    def owners(self, before: str, count: int) -> tuple[list[Project], str] | None:
        """The ``count`` projects a list of figures is dealt to: named before it in the sentence, or last enumerated,
        or all there are."""
        named = list({id(p): p for _, _, p in self.register.mentioned(before)}.values())
        if len(named) == count:
            return named, SAME_SENTENCE
        if named:
            return None
        if len(self.recent) == count:
            return self.recent, "前文依次列名"
        if (tabled := self._tabled(before, count)) is not None:
            return tabled, "与表格各行一一对应"
        everyone = list(self.met.values())
        if len(everyone) > count and _THESE.search(before):
            # 二是公告公示: what sentences alone make a project is none of the four projects listed.
            everyone = [p for p in everyone if p.basis != "named"]
        others = [p for p in self.register.projects if p.basis != "title"]
        is_every = len(everyone) == count == sum(p in everyone or p.basis != "named" for p in others)
        listed = [p.node.start for p in everyone if p.node is not None]
        return (everyone, "与全部项目一一对应") if is_every and listed == sorted(listed) else None

    def _tabled(self, before: str, count: int) -> list[Project] | None:
        """The projects of a table in its order, where they are all there are and as many as 上述项目 are dealt."""
        others = [p for p in self.register.projects if p.basis != "title"]
        is_table = len(others) == count and all(p.basis == "table" for p in others)
        return sorted(others, key=lambda p: p.order) if is_table and _THESE.search(before) else None
