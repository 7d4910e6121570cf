"""Forms of monitoring during the year (绩效运行监控表): what was done by August is no self-evaluation of the year.

Belongs here: telling such a form, by its title or by headings of what is expected by the end of the year
(``labels.toml``, monitoring); lists so called. Does not belong here: lists of figures of a year that was not over and
say so, which are read with their day (``asof``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.read import asof, layout
from etl.read.grid import Grid
from etl.read.labels import roles
from etl.read.rows import REVIEW, FlatRow
from etl.read.section import Section

#: A form shows its title and headings within this many rows; a long list is not searched to its end.
_FIRST = 200
_ANNEX = re.compile(r"附件?\s*[\d一二三四五六七八九十]*|(?:金额)?单位[:：]")
NOT_READ = "是绩效运行监控表，记的是年中的情况，不是自评，没有读"


def is_one(grid: Grid) -> bool:
    """Whether a sheet holds forms of monitoring and no others."""
    titles = _titles(grid)
    is_said = "form" in titles or (grid.rows != [] and _expects(grid))
    return is_said and "other" not in titles and (layout.is_form(grid) or _names_indicators(grid))


def doubt_list(grid: Grid, until: str, rows: Sequence[FlatRow]) -> list[str]:
    """A sentence where a list is called one of monitoring and says no day: its rows are for a person."""
    if until or not rows or "form" not in _titles(grid):
        return []
    for row in rows:
        row.flag(asof.FLAG)
        row.status = REVIEW
    return ["标题是监控，没有写截至哪一天：可能是年中累计数，请核对"]


def _titles(grid: Grid) -> set[str | None]:
    """What the texts that stand alone in a row, or beside 附件2, say a sheet is, else its name."""
    alone = (text for row in range(min(_FIRST, len(grid.rows))) for text in _alone(grid, row))
    return {roles("monitoring").of(text) for text in alone} - {None} or {roles("monitoring").of(grid.sheet)}


def _alone(grid: Grid, row: int) -> list[str]:
    texts = [text for _, text in grid.cells(row)]
    texts = [text for text in texts if not _ANNEX.match(text)]
    return texts if len(texts) == 1 else []


def _expects(grid: Grid) -> bool:
    """Whether headings ask for what is expected by the end of the year."""
    cells = (text for row in range(min(_FIRST, len(grid.rows))) for _, text in grid.cells(row))
    return any(roles("monitoring_column").of(text) for text in cells)


def _names_indicators(grid: Grid) -> bool:
    """Whether a row names levels of indicators, and no project whose indicators a list would hold."""
    section = Section(grid, 0, min(_FIRST, len(grid.rows)) - 1)
    found = (section.columns_of(row, roles("indicator_column")) for row in section.rows)
    rows = (next(iter(one.values()))[0] for one in found if len({"level1", "level2", "level3"} & set(one)) > 1)
    return any("project" not in section.columns_of(row, roles("identity")) for row in rows)
