"""Columns of one source or one instalment of the money each: none is the budget, their sum is (一般公共预算 |
政府性基金 | 总计; 第一批下达 | 第二批下达 | 合计).

Belongs here: telling such columns and their sum, which the lines bear out. Does not belong here: levels of which
nothing says that they are planned (``levels``), groups over columns (``groups``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from etl.read import groups, levels
from etl.read.columns import Column, Headings
from etl.read.grid import Grid
from etl.read.labels import roles
from etl.read.profile import UNQUALIFIED, Profile, heading_key

#: Column → its headings from the top down.
Paths = Mapping[int, Sequence[str]]
_FEWEST = 2
_SURE = ("budget_initial_yuan", "budget_full_year_yuan")
_PLANNED = (*_SURE, UNQUALIFIED, "amount_unspecified_yuan")
_INSTALMENT = re.compile(
    r"(?:20\d\d年)?(?:提前|本次|首批|追加|第[一二三四五六七八九十\d]{1,2}[批次])\D{0,2}(?:下达|安排|预拨|预算).*"
)
_WHOLE = re.compile(r"累计(?:下达|安排)(?:数|金额|额|资金)?|[^上结]{0,4}总额")
_WITHIN = re.compile(r"\W*其中")
_CARRIED = re.compile(r"结[转余]")


def settle(grid: Grid, paths: Paths, candidates: list[Column], profile: Profile, found: Headings) -> None:
    """Take the sum in place of its parts; where none is seen, or another column is surely the budget, none of them."""
    for parts in _runs(paths):
        taken = [c for c in candidates if c.index in parts and c.field in _PLANNED]
        if not taken or any(profile.names(heading_key(paths[index][-1])) for index in parts):
            continue
        is_sure = any(c.field in _SURE and c.index not in parts for c in candidates)
        total = next((t for t in (parts[0] - 1, parts[-1] + 1) if _is_sum(grid, paths, found, parts, t)), None)
        names = "、".join(f"“{found.texts[index]}”" for index in parts)
        if total is None and not is_sure and len(taken) < _FEWEST:
            continue
        candidates[:] = [c for c in candidates if c not in taken]
        if total is None and not is_sure:
            found.notes.append(f"{names}各是一部分，没有看出哪一列是合计，不作预算数")
        elif total is not None and not is_sure:
            heading = found.texts[total]
            candidates[:] = [c for c in candidates if c.index != total]
            candidates.append(Column(total, UNQUALIFIED, heading, words=(heading,)))
            found.notes.append(f"“{heading}”是{names}之和，作预算数")


def _runs(paths: Paths) -> Iterator[list[int]]:
    """Columns of parts that stand side by side below the same groups, two or more of which are new money."""
    runs: list[list[int]] = [[]]
    for index in sorted(paths):
        last = runs[-1]
        is_next = bool(last) and index == last[-1] + 1 and [*paths[index][:-1]] == [*paths[last[-1]][:-1]]
        if last and not (is_next and _is_part(paths[index])):
            runs.append([])
        if _is_part(paths[index]):
            runs[-1].append(index)
    for run in runs:
        if sum(_CARRIED.search(paths[index][-1]) is None for index in run) >= _FEWEST:
            yield run


def _is_part(path: Sequence[str]) -> bool:
    word = path[-1]
    is_source = roles("fund_row").of(word) == "part" or _INSTALMENT.fullmatch(word) is not None
    return is_source and not _is_whole(word) and not _WITHIN.match(word) and not _is_of_flow(path)


def _is_whole(word: str) -> bool:
    is_total = roles("fund_row").of(word) == "total" or groups.role(word) == "total"
    return is_total or _WHOLE.fullmatch(word) is not None


def _is_of_flow(path: Sequence[str]) -> bool:
    return any(roles("flow").of(word) in ("in", "out") for word in path)


def _is_sum(grid: Grid, paths: Paths, found: Headings, parts: Sequence[int], total: int) -> bool:
    path = paths.get(total, ())
    is_total = bool(path) and _is_whole(path[-1]) and not _is_of_flow(path)
    return is_total and levels.is_sum(grid, found.last, parts, total)
