"""The lines of a list of projects, those of one project gathered: its name is merged over them or written again.

Belongs here: which line of several is the project's. Does not belong here: what the cells say (``listing``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from etl.read import amounts
from etl.read.prose.model import TablePart

TOTAL = re.compile(r"^(?:支出|资金|年度)?(?:资金)?(?:合计|总计|总额|小计|合计数|年度资金总额)$")


@dataclass(frozen=True)
class Line:
    """A line: its number, cells and name; ``said``: what columns that are written once for several lines say."""

    number: int
    cells: list[str]
    label: str
    has_money: bool
    said: dict[int, str] = field(default_factory=dict)


def lines(part: TablePart, first: int, name: int, money: Sequence[int], once: Sequence[int]) -> list[Line]:
    """The lines from ``first`` on. One without a name is called 合计 where a cell left of the names says so."""
    found: list[Line] = []
    said: dict[int, str] = {}
    for number, cells in enumerate(part.rows[first:], first):
        flat = [re.sub(r"\s+", "", cell) for cell in cells]
        flat += [""] * (name + 1 - len(flat))
        said = {column: _cell(flat, column) or said.get(column, "") for column in once}
        label = re.sub(r"^其中[:：]?", "", flat[name]) or next((cell for cell in flat[:name] if TOTAL.match(cell)), "")
        has_money = any(amounts.money(cell, "元") is not None for column in money if (cell := _cell(flat, column)))
        found.append(Line(number, cells, label, has_money, said))
    return found


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def gathered(every: Sequence[Line], source: int | None) -> tuple[list[Line], list[Line]]:
    """One line a project (or one a year or office of it), and the first lines of projects of which every line is only
    a part: none is the sum. ``source``: the column of sources of money, beside which a name may be written again."""
    kept: list[Line] = []
    split: list[Line] = []
    for group in _groups(every, source):
        stated = [line for line in group if line.has_money]
        sums = [line for line in stated if any(TOTAL.match(re.sub(r"\s+", "", cell)) for cell in line.cells)]
        is_each = len({tuple(line.said.values()) for line in group}) == len(group)
        if len(stated) < 2 or is_each:
            own = stated or group[:1]
        elif len(sums) == 1:
            own = sums
        else:
            split.append(group[0])
            continue
        kept += [replace(line, label=group[0].label) for line in own]
    return kept, split


def is_one_of_sums(line: Line, every: Sequence[Line]) -> bool:
    """Whether a line is the sum of a part of the table only: 小计 beside 合计 or another 小计, or above other lines."""
    sums = [one for one in every if TOTAL.match(one.label)]
    return "小计" in line.label and line in sums and (len(sums) > 1 or line is not every[-1])


def _groups(every: Sequence[Line], source: int | None) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in every:
        first = found[-1][0] if found else None
        is_more = first is not None and bool(first.label) and not TOTAL.match(first.label)
        is_again = line.label == "" or (source is not None and first is not None and line.label == first.label)
        if is_more and is_again and line.has_money:
            found[-1].append(line)
        else:
            found.append([line])
    return found
