"""Lines that a profile leaves out: those its ``[rows] skip`` names and those its ``[[filters]]`` do not choose.

Belongs here: this choice and what is told of it. Does not belong here: lines that are none of the list for every reader
(``asides``), what a profile may say (``profile``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.read.context import Context
from etl.read.profile import Filter, heading_key
from etl.read.rows import Added, Refusal

SKIPPED, NOT_CHOSEN = "按配置略去", "按配置的行条件略去"


def left_out(refused: list[Refusal]) -> int:
    """How many lines were left out."""
    return sum(one.reason in (SKIPPED, NOT_CHOSEN) for one in refused)


@dataclass(frozen=True)
class Choice:
    """What a profile chooses of one table. ``added`` are the columns its filters ask for and the table has not, each
    with the free cell its heading would stand in, from column ``free`` on."""

    context: Context
    columns: dict[Filter, int]
    absent: tuple[str, ...]
    free: int

    @classmethod
    def of(cls, context: Context, free: int) -> Choice:
        """The columns that the filters of the table's profile look at."""
        texts = [(heading_key(text), index) for index, text in context.headings.texts.items()]
        found = {
            rule: index
            for rule in context.profile.filters
            if (index := next((i for key, i in texts if key == heading_key(rule.header)), None)) is not None
        }
        absent = (rule.header for rule in context.profile.filters if rule not in found)
        return cls(context, found, tuple(dict.fromkeys(absent)), free)

    def why_not(self, line: int) -> str:
        """Why a line of data is left out, or nothing. Where a filter's column is not there, nobody can say whether the
        line is meant: it is neither taken nor passed over in silence."""
        grid = self.context.grid
        words = [text for _, text in grid.cells(line)]
        first = next((text for text in words if not re.fullmatch(r"\d{1,6}", text)), words[0])
        if any(pattern.search(first) for pattern in self.context.profile.skip):
            return SKIPPED
        if any(bool(f.pattern.search(grid.text(line, i))) != f.is_kept for f, i in self.columns.items()):
            return NOT_CHOSEN
        return self.undecided

    @property
    def undecided(self) -> str:
        """What is said of a line that nobody can choose."""
        return f"配置按{self._absent()}一列挑选行，这张表没有这一列，要不要这一行无法确定" if self.absent else ""

    def cell(self, line: int, reason: str) -> str:
        """The cell to fill in where a line is refused for a column that is not there."""
        return self.context.grid.locator(line, self.free) if self.absent and reason == self.undecided else ""

    @property
    def added(self) -> list[Added]:
        last = self.context.headings.last
        return [
            Added(self.context.grid.locator(last, self.free + number), header)
            for number, header in enumerate(self.absent)
        ]

    def told(self, refused: list[Refusal]) -> list[str]:
        """How many lines were left out, and which columns are not there."""
        count = left_out(refused)
        left = [f"{count:,}行按配置的条件略去，列在没有读入的行里"] if count else []
        lost = [f"没有配置里挑选行用的{self._absent()}一列，其余各行都没有读入"] if self.absent else []
        return left + lost

    def _absent(self) -> str:
        return "、".join(f"“{header}”" for header in self.absent)
