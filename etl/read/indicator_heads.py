"""The headings of a form's indicator table, in one row or two: which cell stands over the third level, the points.

Belongs here: finding and joining them. Does not belong here: the lines below (``indicators``).
"""

from __future__ import annotations

from etl.read import amounts, groups
from etl.read.grid import Range
from etl.read.labels import clean, roles
from etl.read.section import Section

#: What a line of an indicator states beside its name.
FACTS = ("target", "actual", "weight", "score")
_BESIDE = (*FACTS, "rate", "reason", "measure")


def header_of(section: Section, row: int) -> dict[str, Range] | None:
    """Role → heading where the row heads an indicator table: a name of indicators beside a target, result or points,
    which may stand in the row above (over a blank) or below (年度指标值 beside 绩效评价 over 分值 | 得分)."""
    found = _levels_told_apart(section, row)
    name = found.get("level3", found.get("level2"))
    if name is None or not ("level3" in found or "level1" in found):
        return None
    _join_above(section, row, name, found)
    _join_below(section, row, name, found)
    if sum(role in found for role in FACTS) < 2:
        return None
    if "weight" in found and found["weight"][1] < name[1]:
        # 一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值: the points of the indicator stand right of it.
        cells = ((c, text) for c, text in section.grid.cells(row) if c > name[1])
        weights = (section.grid.range_at(row, c) for c, text in cells if roles("indicator_column").of(text) == "weight")
        found["weight"] = next(weights, found["weight"])
    return found


def _levels_told_apart(section: Section, row: int) -> dict[str, Range]:
    """指标 left of 三级指标 is no third level, but the first where nothing else is."""
    group = roles("indicator_column")
    found = section.columns_of(row, group)
    named = [(column, text) for column, text in section.grid.cells(row) if group.of(text) == "level3"]
    third = [section.grid.range_at(row, column) for column, text in named if clean(text).startswith("三级指标")]
    if third and found["level3"] != third[0]:
        if "level2" in found and found["level3"][1] < found["level2"][1]:
            found.setdefault("level1", found["level3"])
        found["level3"] = third[0]
    return found


def _join_above(section: Section, row: int, name: Range, found: dict[str, Range]) -> None:
    grid = section.grid
    if row == section.first or _has_figures(section, row - 1):
        return
    for column, text in grid.cells(row - 1):
        place = grid.range_at(row - 1, column)
        role = roles("indicator_column").of(text)
        is_over_nothing = not any(grid.text(row, below) for below in range(place[1], place[3] + 1))
        if role in _BESIDE and place[1] > name[3] and is_over_nothing:
            found.setdefault(role, place)


def _join_below(section: Section, row: int, name: Range, found: dict[str, Range]) -> None:
    grid = section.grid
    cells = list(grid.cells(row + 1)) if row < section.last else []
    if not cells or cells[0][0] <= name[3] or _has_figures(section, row + 1):
        return
    group = roles("indicator_column")
    for role, over in [(r, p) for r, p in found.items() if r in _BESIDE and p[1] < p[3]]:
        under = [(column, text) for column, text in cells if over[1] <= column <= over[3]]
        if under:
            _narrow(section, row + 1, [cell for cell in under if group.of(cell[1]) in (None, role)], role, found)
    for column, text in cells:
        named = group.of(text)
        if named in _BESIDE:
            found.setdefault(named, grid.range_at(row + 1, column))


def _narrow(section: Section, row: int, under: list[tuple[int, str]], role: str, found: dict[str, Range]) -> None:
    """得分 over 复评 | 自评 is the column meant by these words; none where nobody can say."""
    own = [column for column, text in under if roles("indicator_column").of(text) == role]
    meant = groups.meant([text for _, text in under], None)
    if own or meant is not None:
        found[role] = section.grid.range_at(row, own[0] if own else under[meant or 0][0])
    else:
        del found[role]


def _has_figures(section: Section, row: int) -> bool:
    return any(amounts.score(section.grid.value(row, column)) is not None for column, _ in section.grid.cells(row))
