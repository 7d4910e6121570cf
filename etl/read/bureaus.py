"""Offices inside offices in a list: units below bureaus, sections (科室) inside one.

Belongs here: which names of a list say nothing without the bureau, columns of sections. Does not belong here:
spellings of a name (``places``), lines that stand over others (``nesting``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from etl.read import groups, places
from etl.read.columns import Headings
from etl.read.grid import Grid, printed
from etl.read.labels import roles
from etl.read.profile import heading_key, shipped
from etl.read.rows import FlatRow


def leave_out_sections(grid: Grid, headings: Headings, department: str) -> bool:
    """Sections are no departments: the office of the table stands. Their heading says so (unless bureaus stand below
    it), or what stands below it where the table is known to be of one office. Returns whether the lines themselves are
    sections."""
    column = headings.of("department")
    if column is None:
        return False
    kinds = _kinds(grid, headings, column.index)
    is_called_so = roles("office").of(column.words[-1]) == "sections" and "bureau" not in kinds
    if not is_called_so and not (department and "section" in kinds <= {"section", "inner"}):
        return False
    is_of_sections = not {"project", "indicator"} & headings.fields
    if is_of_sections and "section" not in kinds:
        return False
    if not is_of_sections:
        headings.columns.remove(column)
    headings.notes.append(f"“{column.header}”是内部科室，不作部门")
    return is_of_sections


def _kinds(grid: Grid, headings: Headings, index: int) -> set[str | None]:
    """What the names of a column are, those of totals and notes left aside."""
    subject = headings.of("indicator") or headings.of("project")
    own = index if subject is None else subject.index
    lines = (line for line in range(headings.last + 1, len(grid.rows)) if grid.text(line, own))
    names = {places.name(grid.text(line, index)) for line in lines if len(list(grid.cells(line))) > 1} - {""}
    return {roles("office").of(name) for name in names if groups.role(name) != "total"}


@cache
def _known() -> frozenset[str]:
    """Headings of offices."""
    named = (h for p in shipped() for h in p.headings if h.field == "department")
    return frozenset(text for heading in named for text in heading.headers)


@dataclass
class Units:
    """The lines of a list that names a bureau and a unit of it on each line."""

    bureau: int
    unit: int
    lines: list[tuple[FlatRow, str, str]] = field(default_factory=list)
    _above: str = ""

    def take(self, grid: Grid, line: int, rows: list[FlatRow]) -> None:
        """Note what a line names; a bureau written once is that of the lines below."""
        self._above = places.name(printed(grid.seen(line, self.bureau))) or self._above
        unit = places.name(printed(grid.seen(line, self.unit)))
        if unit and self._above and unit != self._above:
            self.lines += [(row, self._above, unit) for row in rows]

    def tell_apart(self, headings: Headings) -> None:
        """Give bureau and unit as the name where the unit's alone says nothing: 办公室 of two bureaus. Of one project
        of several units below a bureau each line is of its unit."""
        bureaus: dict[str, set[str]] = defaultdict(set)
        units: dict[tuple[object, ...], set[str]] = defaultdict(set)
        for row, bureau, unit in self.lines:
            bureaus[unit].add(bureau)
            units[row.kind, bureau, row.project, row.year].add(unit)
        for row, bureau, unit in self.lines:
            is_shared = row.department == bureau and len(units[row.kind, bureau, row.project, row.year]) > 1
            if is_shared or row.department == unit:
                is_plain = len(bureaus[unit]) > 1 or roles("office").of(unit) is not None
                row.department = bureau + unit if is_plain and bureau not in unit else unit
                row.district = row.district or places.district(row.department)
            if is_shared:
                told = f"“{bureau}”下有几个单位的项目同名，各归各的单位"
                headings.notes += [told] if told not in headings.notes else []


def units_of(headings: Headings, but: int | None) -> Units | None:
    """Where bureau and unit stand, column ``but`` left aside; nothing where the list names one office a line."""
    chosen = headings.of("department")
    if chosen is None:
        return None
    own = {chosen.index, *chosen.twins, but}
    other = next((i for i, text in headings.texts.items() if i not in own and heading_key(text) in _known()), None)
    if other is None:
        return None
    first, second = sorted((chosen.index, other))
    heads = [roles("identity").of(headings.texts[index]) == "department" for index in (first, second)]
    return Units(second, first) if heads == [False, True] else Units(first, second)
