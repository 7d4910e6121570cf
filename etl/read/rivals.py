"""Columns of a list that read like the figure asked for and are another: points of one part beside the total score,
money of all years beside that of the year.

Belongs here: telling them by the words around them and the figures below. Does not belong here: groups of columns
(``groups``), which of two equal headings is the surer (``headings``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from etl.read import amounts, groups, years
from etl.read.columns import Column, Headings
from etl.read.grid import Grid
from etl.read.labels import roles
from etl.read.profile import UNQUALIFIED

#: Column → its headings from the top down.
Paths = Mapping[int, Sequence[str]]
_SAMPLE = 1_000
_FULL = Decimal(100)
#: Points of the whole are of 100 (or 120), never of so few.
_OF_A_PART = Decimal(60)
#: What the rate of execution gives at most: its usual weight is 10, here and there 20.
_OF_A_RATE = Decimal(20)
_STEP = Decimal("0.02")
_PART = re.compile(r"\W*其中")
_JUDGEMENT = re.compile("最终|最后|综合|核定|审定|复评|复核")
_THIS_YEAR = re.compile(r"[本当今全]年|年度|年内|(?:19|20)\d\d年")


def why_no_total(grid: Grid, paths: Paths, index: int, last: int) -> str:
    """Why points in a column are those of one part of the score (预算执行率 over 得分) or the points to be had; nothing
    where they may be the total. ``last`` is the lowest row of the headings."""
    left = paths.get(index - 1, ())
    stated, beside = _points(grid, index, last), _points(grid, index - 1, last)
    most = max(stated, default=None)
    kind = roles("fund_column").of(left[-1]) if left else None
    if kind == "weight" and beside and max(beside) < _OF_A_PART:
        return f"的满分是{max(beside)}分，不是总分"
    if kind == "rate" and most is not None and most <= _OF_A_RATE:
        return f"在“{left[-1]}”右边，最多{most}分，不是总分"
    if (group := _part_over(paths, index, most)) or _is_beside_execution(paths, index):
        return f"是{f'“{group}”' if group else '绩效部分'}的得分，不是总分"
    return "都是满分，不是得分" if _is_to_be_had(grid, paths, index, last, stated) else ""


def of_all_years(paths: Paths) -> frozenset[int]:
    """Columns of money of all years so far, where the table has that of the year too: 累计支付 beside 本年支付."""
    every = {index: kind for index, path in paths.items() if _is_of_all_years(path) and (kind := _flow(path[-1]))}
    own = {_flow(path[-1]) for index, path in paths.items() if index not in every and _names_year(path)}
    own |= {every[whole] for index in paths if (whole := _whole_of(paths, index)) in every}
    return frozenset(index for index, kind in every.items() if kind in own)


def parts_of_the_year(paths: Paths, every: frozenset[int]) -> frozenset[int]:
    """其中：本年支付 right of money of all years: a part of that, and all that was spent in the year."""
    return frozenset(index for index in paths if _whole_of(paths, index) in every)


def is_of_things(grid: Grid, column: Column, budgets: Sequence[int], spent: Sequence[int], last: int) -> bool:
    """Whether a rate is that of no line's money, though budget and execution stand beside it: that of equipment. One
    that is mostly of work (完成率), or may be an amount (完成预算), is of money only where it is on every line."""
    kind, index = roles("perhaps_of_things").of(column.words[-1]), column.index
    if kind is None:
        return False
    fits: list[bool] = []
    for line in range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE)):
        rate = amounts.rate(grid.value(line, index), grid.format(line, index))
        shares = [out / of * 100 for of in _money(grid, line, budgets) if of for out in _money(grid, line, spent)]
        if rate is not None and shares:
            fits.append(any(abs(share - said) <= 1 for share in shares for said in (rate, rate * 100)))
    if kind == "amount" and "%" in amounts.fold(column.words[-1]):
        return False
    return bool(fits) and not any(fits) if kind == "rate" else not (fits and all(fits))


def sum_of_points(grid: Grid, paths: Paths, last: int) -> int | None:
    """The column 合计 right of points of parts (产出得分 | 效益得分) that is their sum on every line: the score."""
    parts: list[int] = []
    for index, path in sorted(paths.items()):
        if roles("points").of(path[-1]) == "part":
            parts.append(index)
        elif groups.role(path[-1]) == "total" and len(parts) > 1:
            whole = [
                line for line in range(last + 1, len(grid.rows)) if amounts.score(grid.value(line, index)) is not None
            ]
            if whole and all(_is_sum_of_points(grid, line, parts, index) for line in whole):
                return index
    return None


def own_scores(grid: Grid, paths: Paths, columns: Sequence[Column], last: int) -> tuple[list[Column], list[str]]:
    """The columns without 综合得分 where 自评得分 stands beside it: it holds the finance office's judgement, too. What
    is the sum of the own points and those of other parts is the score. Also a sentence on each that is not taken."""
    is_judged_again = any(groups.role(path[-1]) == "foreign" and "分" in path[-1] for path in paths.values())
    kinds = {"both", "whole"} if is_judged_again else {"both"}
    kept, told = list(columns), list[str]()
    for own in [c for c in columns if c.field == "score" and "自评" in c.words[-1]]:
        for other in [c for c in kept if c.field == "score" and roles("score_of_all").of(c.words[-1]) in kinds]:
            parts = [own.index, *(at for at, path in paths.items() if roles("points").of(path[-1]) == "part")]
            stated = [
                r for r in range(last + 1, len(grid.rows)) if amounts.score(grid.value(r, other.index)) is not None
            ]
            is_sum = len(parts) > 1 and bool(stated)
            is_whole = is_sum and all(_is_sum_of_points(grid, line, parts, other.index) for line in stated)
            left, taken = (own, other) if is_whole else (other, own)
            kept.remove(left)
            beside = [c for c in kept if c.field == "grade_stated" and _is_of_one_judgement(left, c)]
            kept = [c for c in kept if c not in beside]
            told += [f"“{c.header}”是“{left.header}”的，不取" for c in beside]
            count = sum(_differ(grid, line, own.index, other.index) for line in stated)
            told.append(f"“{taken.header}”是自评得分，“{left.header}”不取" + f"，{count:,}行两者不同" * bool(count))
            if is_whole:
                break
    return kept, told


def _is_of_one_judgement(score: Column, grade: Column) -> bool:
    """最终得分 | 最终等级."""
    said = _JUDGEMENT.match(score.words[-1])
    return said is not None and grade.words[-1].startswith(said[0])


def _differ(grid: Grid, line: int, one: int, other: int) -> bool:
    points = [amounts.score(grid.value(line, column)) for column in (one, other)]
    return None not in points and points[0] != points[1]


def _is_sum_of_points(grid: Grid, line: int, parts: Sequence[int], index: int) -> bool:
    stated = [amounts.score(grid.value(line, part)) for part in parts]
    whole = amounts.score(grid.value(line, index))
    return whole is not None and abs(sum(p or Decimal(0) for p in stated) - whole) < _STEP


def _money(grid: Grid, line: int, columns: Sequence[int]) -> list[Decimal]:
    stated = (amounts.money(grid.value(line, column), amounts.YUAN) for column in columns)
    return [money.value for money in stated if money is not None]


def _points(grid: Grid, index: int, last: int) -> list[Decimal]:
    lines = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    return [points for line in lines if (points := amounts.score(grid.value(line, index))) is not None]


def _part_over(paths: Paths, index: int, most: Decimal | None) -> str:
    """The group over a column that is one part of the score: never one that states the grade as well, nor one of
    execution with more points than execution has."""
    path = paths[index]
    for group in path[:-1]:
        part = roles("part_of_score").of(group)
        siblings = (other for other in paths.values() if group in other[:-1])
        is_whole = any(roles("identity").of(other[-1]) == "grade" for other in siblings)
        is_large = part == "execution" and most is not None and most >= _OF_A_PART
        if part is not None and not is_whole and not is_large:
            return group
    return ""


def _is_beside_execution(paths: Paths, index: int) -> bool:
    """绩效得分 beside 执行率得分 is the rest of the score."""
    points = roles("points_of")
    lowest = {at: points.of(path[-1]) for at, path in paths.items()}
    return lowest[index] == "performance" and "execution" in lowest.values()


def _is_to_be_had(grid: Grid, paths: Paths, index: int, last: int, stated: list[Decimal]) -> bool:
    """总分 100 on every line, left of what was scored."""
    right = paths.get(index + 1, ())
    is_scored = bool(right) and roles("fund_column").of(right[-1]) == "score"
    scored = _points(grid, index + 1, last) if is_scored else []
    return bool(stated) and {*stated} == {_FULL} and any(points != _FULL for points in scored)


def _is_of_all_years(path: Sequence[str]) -> bool:
    has_year = years.undated(path[-1])[0] is not None or any(_THIS_YEAR.search(text) for text in path[:-1])
    return groups.is_of_all_years(path[-1]) and not has_year and not _PART.match(path[-1])


def _names_year(path: Sequence[str]) -> bool:
    return any(_THIS_YEAR.search(text) and not groups.is_of_all_years(text) for text in path)


def _flow(heading: str) -> str | None:
    """Whether a heading is of money spent, received or planned."""
    return roles("flow").of(heading)


def _whole_of(paths: Paths, index: int) -> int | None:
    """The column that one headed 其中：本年 is a part of: the nearest to the left that is none itself."""
    path = paths[index]
    if not _PART.match(path[-1]) or not _names_year(path[-1:]):
        return None
    return next((at for at in range(index - 1, -1, -1) if at in paths and not _PART.match(paths[at][-1])), None)


def settle_budgets(found: Headings) -> None:
    """Beside the budget of the full year one without a word on when is none; beside one as adjusted it is the one that
    was adjusted."""
    full = next((c for c in found.columns if c.field == "budget_full_year_yuan"), None)
    if full is None:
        return
    is_initial = groups.is_adjusted(full.header) and "budget_initial_yuan" not in found.fields
    meant = "budget_initial_yuan" if is_initial else UNQUALIFIED
    columns = [replace(c, field=meant) if c.field == UNQUALIFIED else c for c in found.columns]
    found.columns = [c for c in columns if c.field != UNQUALIFIED]
