"""Forms of monitoring during the year (绩效运行监控表): what was done by August is no self-evaluation of the year.

Belongs here: telling such a form, by its title (``labels.toml``, monitoring). Does not belong here: lists of figures of
a year that was not over, which are read with their day (``asof``).
"""

from __future__ import annotations

from etl.read import layout
from etl.read.grid import Grid
from etl.read.labels import roles
from etl.read.section import Section

#: A form shows its title and headings within this many rows; a long list is not searched to its end.
_FIRST = 200
NOT_READ = "是绩效运行监控表，记的是年中的情况，不是自评，没有读"


def is_one(grid: Grid) -> bool:
    """Whether a sheet holds forms of monitoring and no others."""
    titles = {roles("monitoring").of(text) for row in range(min(_FIRST, len(grid.rows))) for text in _alone(grid, row)}
    return "form" in titles and "other" not in titles and (layout.is_form(grid) or _names_indicators(grid))


def _alone(grid: Grid, row: int) -> list[str]:
    texts = [text for _, text in grid.cells(row)]
    return texts if len(texts) == 1 else []


def _names_indicators(grid: Grid) -> bool:
    """Whether a row names levels of indicators, and no project whose indicators a list would hold."""
    section = Section(grid, 0, min(_FIRST, len(grid.rows)) - 1)
    found = (section.columns_of(row, roles("indicator_column")) for row in section.rows)
    rows = (next(iter(one.values()))[0] for one in found if len({"level1", "level2", "level3"} & set(one)) > 1)
    return any("project" not in section.columns_of(row, roles("identity")) for row in rows)
