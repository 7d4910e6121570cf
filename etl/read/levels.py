"""Money by who gave it, level by level, with its sum: 中央 | 省级 | 市级 | 县级 | 合计 beside what was spent.

Belongs here: which column of a list is the sum of others, the sum over such levels where no column is called a budget.
Does not belong here: what other headings mean (``headings``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.read import amounts, groups
from etl.read.columns import Column, Headings
from etl.read.grid import Grid
from etl.read.labels import roles
from etl.read.profile import MONEY_FIELDS, UNQUALIFIED

_SAMPLE = 1_000
_STEP = Decimal("0.02")
_FEWEST = 2


def is_sum(grid: Grid, last: int, parts: Sequence[int], total: int) -> bool:
    """Whether on every line that states both, a column is the sum of others. ``last`` is the lowest row of headings."""

    def amount(line: int, index: int) -> Decimal | None:
        money = amounts.money(grid.value(line, index), amounts.YUAN)
        return None if money is None else money.value

    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    stated = [([amount(line, part) for part in parts], amount(line, total)) for line in lines]
    whole = [(sum(v or Decimal(0) for v in values), c) for values, c in stated if c is not None and any(values)]
    return bool(whole) and all(abs(added - c) < _STEP for added, c in whole)


def add(grid: Grid, paths: Mapping[int, Sequence[str]], candidates: list[Column], found: Headings) -> None:
    """Take the sum over the levels as a budget, for a person to look at: nothing says that it is one."""
    money = {column.field for column in candidates if column.field in MONEY_FIELDS}
    if money != {"executed_yuan"}:
        return
    taken = {column.index for column in candidates}
    for total, path in paths.items():
        parts = _left_of(total, paths)
        is_free = groups.role(path[-1]) == "total" and not taken & {total, *parts}
        if is_free and len(parts) >= _FEWEST and is_sum(grid, found.last, parts, total):
            heading = found.texts[total]
            candidates.append(Column(total, UNQUALIFIED, heading, words=tuple(path)))
            names = "、".join(f"“{found.texts[part]}”" for part in parts)
            found.doubts.append(f"“{heading}”是{names}之和，没有写是不是预算，暂作预算数")
            return


def _left_of(total: int, paths: Mapping[int, Sequence[str]]) -> list[int]:
    """The columns of levels directly left of their sum, below the same groups; none says the money came or went."""
    over = list(paths[total][:-1])
    parts: list[int] = []
    for index in range(total - 1, -1, -1):
        path = paths.get(index, ())
        if not path or list(path[:-1]) != over or roles("fund_row").of(path[-1]) != "part":
            break
        if any(roles("flow").of(word) in ("in", "out") for word in path):
            break
        parts.insert(0, index)
    return parts
