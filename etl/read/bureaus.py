"""Offices inside offices in a list: units below bureaus, sections (科室) inside one; the bureau that only compiled it.

Belongs here: which names of a list say nothing without the bureau, columns of sections, whose list a finance bureau's
is. Does not belong here: spellings of a name (``places``), lines that stand over others (``nesting``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from etl.read import groups, places
from etl.read.columns import Headings
from etl.read.grid import Grid, printed
from etl.read.labels import roles
from etl.read.profile import heading_key, shipped
from etl.read.rows import FlatRow
from etl.read.section import Section

#: Roles of labels that say whose the projects are.
_OWNERS = ("department", "unit")
_BRACKETS = re.compile(r"[（(]([^（）()]+)[)）]")
_SEPARATORS = re.compile(r"[:：—–－/_]|(?<=[局委办厅院会])-")
#: 公安局大楼修缮 is of the 公安局.
_BUREAU = re.compile(r"[\u4e00-\u9fff]{1,14}?(?:局|委员会|管委会)(?!域|部|限|势|面)")


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


def only_compiles(grid: Grid, headings: Headings, captions: Section | None, office: str) -> bool:
    """Whether a finance bureau is named over a list only as the one that put it together (编制单位): neither its
    title nor most of its projects are that bureau's."""
    column = headings.of("project")
    if captions is None or column is None or not is_finance(office):
        return False
    parts = [text.replace("：", ":").partition(":") for _, _, text in captions.cells()]
    labels = [
        label for label, _, value in parts if places.name(value) in ("", office) and not places.is_department(label)
    ]
    compiling = [label for label in labels if roles("compiler").of(label) == "label"]
    owning = [label for label in labels if label not in compiling and roles("identity").of(label) in _OWNERS]
    titles = [text for _, _, text in captions.cells() if places.department_in(text) == office]
    if not compiling or owning or any(roles("compiler").of(text) != "title" for text in titles):
        return False
    names = [text for line in range(headings.last + 1, len(grid.rows)) if (text := grid.text(line, column.index))]
    return sum(roles("compiler").of(name) == "own" for name in names) * 2 <= len(names)


def answers_for(project: str, office: str) -> bool:
    """Whether the office over a table answers for a line of it: a finance bureau does not for another's project."""
    return not (is_finance(office) and names_another(project, office))


def is_finance(office: str) -> bool:
    """Whether an office is one that puts lists of others' projects together.

    >>> is_finance("玉川县财政局"), is_finance("玉川县司法局")
    (True, False)
    """
    return roles("compiler").of(office) == "office"


def names_another(project: str, office: str) -> bool:
    """Whether a project's cell names the office whose it is, and that is none of ``office``.

    >>> names_another("玉川县司法局：普法宣传", "玉川县财政局"), names_another("普法宣传（县司法局）", "玉川县财政局")
    (True, True)
    >>> names_another("公安局大楼修缮", "玉川县财政局"), names_another("财政局机房运维", "玉川县财政局")
    (True, False)
    """
    found = [*_BRACKETS.findall(project), *(name for name in _SEPARATORS.split(project)[:1] if name != project)]
    bureau = _BUREAU.match(project)
    named = [places.name(name) for name in (*found, bureau[0] if bureau else "") if places.is_department(name)]
    return any(name not in office and not is_finance(name) for name in named)


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
