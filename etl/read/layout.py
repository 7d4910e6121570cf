"""What stands on a sheet: forms, each with its rows, and lists above or below them.

Belongs here: telling forms from lists, where each begins. Does not belong here: reading them (``forms``, ``flat``),
tables below each other in a list (``blocks``), forms side by side (``side``).
"""

from __future__ import annotations

import re
from itertools import pairwise

from etl.read import amounts, blocks
from etl.read import funds as fund_table
from etl.read.fund_model import Funds
from etl.read.grid import Grid, printed
from etl.read.indicator_heads import header_of
from etl.read.labels import clean, roles
from etl.read.section import Section, is_caption

WHOLE = re.compile(r"部门整体|整体支出|单位整体|部门绩效自评")
#: A form shows its headings within this many rows; a long list is not searched to its end.
_FORM_STARTS_BEFORE = 200
#: Lines between a form's title and its names, at most.
_CAPTIONS = 4
_NAMES = ("project", "unit", "department")
_MONEY = ("budget_initial", "budget_full_year", "budget_unqualified", "executed")


def is_form(grid: Grid) -> bool:
    """True where the sheet holds at least one form: an indicator table, a fund table with its total row, or a title of
    one over labels that each have one value."""
    section = Section(grid, 0, min(len(grid.rows), _FORM_STARTS_BEFORE) - 1)
    headers = [row for row in section.rows if header_of(section, row)]
    if headers:
        # 项目名称 beside 三级指标 heads a list of indicators of many projects.
        return not _heads_projects(section, headers[0])
    header = fund_table.find_header(section)
    if header is None:
        return _is_of_pairs(section)
    if _heads_a_list(section, header):
        return False
    if not any(role in _NAMES for role, *_ in section.named()):
        return False
    found = fund_table.read(section)
    if found is None or found.row is None or found.row <= header:
        return False
    # 校园安保 above 合计 is a line of a list; above the total of a form stands nothing.
    return not any(_states_money(section, row, found) for row in range(header + 1, found.row))


def _is_of_pairs(section: Section) -> bool:
    """True where a form names its project and says budget and execution beside their labels, and no row says a second
    thing of the same kind: several projects side by side are none."""
    project = [row for role, row, _, _ in section.named() if role == "project"]
    rows = [*project, *(row for row, _, text in section.cells() if roles("fund_column").of(text) in _MONEY)]
    if len(project) != 1 or not any(is_caption(text) for _, _, text in section.cells()):
        return False
    funds = fund_table.read(section)
    stated = {} if funds is None else {column for column, value in funds.total.items() if value is not None}
    is_told = "executed_yuan" in stated and len(stated) > 1
    return is_told and not any(_has_two_values(section, row) for row in rows)


def _has_two_values(section: Section, row: int) -> bool:
    """True where two texts of a row follow each other that are no labels."""
    groups = ("identity", "fund_column", "fund_row")
    are_labels = [any(roles(group).of(text) for group in groups) for _, text in section.grid.cells(row)]
    return any(not one and not other for one, other in pairwise(are_labels))


def _states_money(section: Section, row: int, found: Funds) -> bool:
    cells = (section.under(row, found.columns[role]) for role in _MONEY if role in found.columns)
    return any(
        place is not None and amounts.money(section.grid.value(*place), amounts.YUAN) is not None for place in cells
    )


def _heads_a_list(section: Section, header: int) -> bool:
    """True where a name or 序号 is a heading beside the money's headings, or above a blank left of them: a list of
    projects or units, no form."""
    grid = section.grid
    texts = [printed(grid.seen(header, column)) for column in range(grid.width)]
    upper = (
        text
        for row in range(max(section.first, header - 2), header)
        for column, text in grid.cells(row)
        if not grid.text(header, column) and _is_line(section, header + 1, column)
    )
    return any(clean(t) == "序号" or roles("identity").of(t) in _NAMES for t in (*texts, *upper))


def _is_line(section: Section, row: int, column: int) -> bool:
    """Whether a cell below headings holds a name or number of a line, and no label of a form."""
    below = (section.grid.text(other, column) for other in range(row, min(row + 2, section.last + 1)))
    text = next((text for text in below if text), "")
    groups = ("fund_row", "fund_column", "identity", "section", "indicator_column")
    return bool(text) and all(roles(group).of(text) is None for group in groups)


def _heads_projects(section: Section, header: int) -> bool:
    rows = {header, *(place[0] for place in (header_of(section, header) or {}).values())}
    texts = {printed(section.grid.seen(row, column)) for row in rows for column in range(section.grid.width)}
    return any(clean(t) == "项目" or roles("identity").of(t) == "project" for t in texts)


def parts(grid: Grid) -> list[Grid]:
    """The sheet cut where a list stands above its first form or below one; the sheet itself where it has one kind."""
    if not is_form(grid):
        return [grid]
    whole = Section(grid, 0, len(grid.rows) - 1)
    tops = [_top(grid, row, 0) for row in _starts(whole)]
    edges = {0}
    for row in whole.rows:
        if not _heads_lines(whole, row):
            continue
        end = next((top for top in tops if top > row), len(grid.rows))
        is_first = not tops or row < tops[0]
        if is_first or not any(header_of(whole, other) for other in range(row, end)):
            edges |= {0 if is_first else _top(grid, row, 0), end}
    bounds = sorted(edges | {len(grid.rows)})
    return [blocks.cut(grid, a, b) for a, b in pairwise(bounds) if a < b]


def _heads_lines(section: Section, row: int) -> bool:
    """Whether a row heads a list of projects or units with their money, and a line of it stands below."""
    found = section.columns_of(row, roles("fund_column"))
    if not any(role in found for role in _MONEY) or not _heads_a_list(section, row) or row == section.last:
        return False
    below = section.grid.rows[row + 1]
    return (
        sum(amounts.money(v, amounts.YUAN) is not None for v in below) > 0
        and len(list(section.grid.cells(row + 1))) > 2
    )


def sections(grid: Grid) -> list[Section]:
    """One section a form: each begins with the captions above its 项目名称."""
    whole = Section(grid, 0, len(grid.rows) - 1)
    starts = _starts(whole)
    if len(starts) < 2:
        return [whole]
    tops = [0, *(_top(grid, row, before + 1) for before, row in pairwise(starts))]
    over = _over_all(grid, tops[1], starts[0])
    return [Section(grid, a, b - 1, over) for a, b in zip(tops, [*tops[1:], len(grid.rows)], strict=True)]


def _over_all(grid: Grid, second: int, end: int) -> tuple[str, ...]:
    """The captions over a sheet of forms: those above the first form's title, which is that of the second once more."""
    titles = [row for row in range(1, end) if grid.quote(row) and grid.quote(row) == grid.quote(second)]
    return tuple(grid.quote(row) for row in range(titles[0])) if titles else ()


def _starts(whole: Section) -> list[int]:
    """The rows that name what each form is of."""
    named = {row for role, row, _, _ in whole.named() if role == "project"}
    # A form whose name was left empty is still a form of its own: nothing else in the row, or the first below a title.
    empty = [row for row, _, text in whole.cells() if roles("identity").of(text) == "project" and row not in named]
    unnamed = {row for row in empty if _is_alone(whole.grid, row)} | _first_below(empty, _titles(whole))
    return sorted(row for row in named | unnamed | _whole_departments(whole) if _opens_form(whole, row))


def _top(grid: Grid, row: int, first: int) -> int:
    """The first of the captions above a row, not above ``first``."""
    while row - 1 >= first and len(list(grid.cells(row - 1))) <= 2 and _is_above_form(grid, row - 1):
        row -= 1
    return row


def _whole_departments(section: Section) -> set[int]:
    """Rows that name the department of a form of a whole department: the first below its title."""
    named = [row for role, row, _, _ in section.named() if role in ("unit", "department")]
    return _first_below(named, [row for row in _titles(section) if WHOLE.search(section.grid.quote(row))])


def _titles(section: Section) -> list[int]:
    return [row for row, _, text in section.cells() if _is_alone(section.grid, row) and is_caption(text)]


def _first_below(rows: list[int], titles: list[int]) -> set[int]:
    """Of rows in reading order the first below each title."""
    below = (next((row for row in rows if title < row <= title + _CAPTIONS), None) for title in titles)
    return {row for row in below if row is not None}


def _is_alone(grid: Grid, row: int) -> bool:
    return len(list(grid.cells(row))) == 1


def _opens_form(section: Section, row: int) -> bool:
    """True where 项目名称 is a form's label and no heading of a list: no fund heading stands in its row."""
    return not section.columns_of(row, roles("fund_column"))


def _is_above_form(grid: Grid, row: int) -> bool:
    return all(
        is_caption(text) or re.search(r"年|单位|附|清单|明细|^\s*$", text) for _, text in grid.cells(row)
    ) and not re.search(r"联系|备注|^注|说明", grid.quote(row))
