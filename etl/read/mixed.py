"""A column that holds offices and, below each, its projects: 主管部门/项目名称.

Belongs here: telling the offices' lines by their names and sums. Does not belong here: heads told by numbers or blanks
(``nesting``), what becomes of heads (``flat``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from etl.read import amounts, places
from etl.read.columns import Headings
from etl.read.grid import Grid
from etl.read.headings import OFFICE_AND_PROJECT
from etl.read.nesting import Nesting, nesting
from etl.read.profile import MONEY_FIELDS
from etl.read.rows import INDICATOR

_STEP = Decimal("0.011")
#: Farther out than any line with a number.
_OUTERMOST = (-1, 0)
_TOTAL = re.compile(r"[合总共]\s*计")


def nested(grid: Grid, headings: Headings) -> Nesting:
    """What the lines below the headings are to each other; below such a heading every line named as an office is the
    head of the lines up to the next one, where all of them state the sums of theirs."""
    found = nesting(grid, headings)
    column = headings.of("project")
    if column is None or headings.of(INDICATOR) is not None or headings.of("department") is not None:
        return found
    if found.heads or not any(OFFICE_AND_PROJECT.search(word) for word in column.words):
        return found
    names = {line: grid.text(line, column.index) for line in range(headings.last + 1, len(grid.rows))}
    lines = [line for line, name in names.items() if name and not _TOTAL.search(name)]
    offices = [at for at, line in enumerate(lines) if places.is_department(names[line])]
    below = [(lines[a], lines[a + 1 : b]) for a, b in pairwise([*offices, len(lines)])]
    if offices[:1] == [0] and all(_states_sums(grid, headings, head, own) for head, own in below):
        for head, _ in below:
            found.heads[head] = places.name(names[head])
            found.levels[head] = _OUTERMOST
    return found


def _states_sums(grid: Grid, headings: Headings, head: int, below: list[int]) -> bool:
    """Whether a line states money, and exactly the sums of the lines below it."""
    columns = {column.index for column in headings.columns if column.field in MONEY_FIELDS}
    stated = [(column, own) for column in columns if (own := _amount(grid, head, column)) is not None]
    added = ((own, [v for line in below if (v := _amount(grid, line, column)) is not None]) for column, own in stated)
    return bool(stated) and all(parts and abs(sum(parts) - own) < _STEP * len(parts) for own, parts in added)


def _amount(grid: Grid, line: int, column: int) -> Decimal | None:
    money = amounts.money(grid.value(line, column), amounts.YUAN)
    return None if money is None else money.value
