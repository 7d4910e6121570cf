"""What holds for every line of a flat table: units of columns, whose and of which year it is, habits of its cells.

Belongs here: what captions, headings, notes and the columns as a whole say. Does not belong here: single lines
(``flat``), finding the headings (``headings``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from etl.read import amounts, asof, bureaus, dated, evaluation, filled, grades, measures, places, years
from etl.read.columns import Column, Headings
from etl.read.grid import Grid, printed
from etl.read.profile import MONEY_FIELDS, Profile, heading_key
from etl.read.rows import DEPARTMENT_YEAR
from etl.read.section import Section, first_year, is_caption, period_texts, unit_of

_FRACTION_LIMIT = Decimal(2)
#: Notes stand in the last lines of a sheet.
_NOTES = 12
_SOME_YEAR = 2000
_KINDS_OF_MONEY = re.compile(r"[“\"]?三公[”\"]?经费|政府采购|非税收入|会议费|培训费|国有资产|政府债务")
_SAYS_UNIT = re.compile(r"\W*(?:金额|计量|货币)?单位\s*[:：]")
_UNIT_HEADINGS = {"单位", "金额单位", "计量单位", "货币单位"}


@dataclass(frozen=True)
class Context:
    grid: Grid
    profile: Profile
    headings: Headings
    units: dict[int, str]
    #: Columns of money of whose unit nothing is said, and those whose own heading or line of units says it.
    unstated: frozenset[int]
    headed: frozenset[int]
    department: str
    district: str
    year: int | None
    is_year_guessed: bool
    #: Why its year is, in words.
    year_doubt: str
    #: Whether only the file's name says whose the table is.
    is_office_guessed: bool
    filled_down: filled.Filled
    rate_decimals: int
    is_rate_fraction: bool
    #: The unit that captions name.
    unit: str
    width: int
    #: Whether the office over the table answers for a line that names none: where other lines name others, it was only
    #: the one that put the list together.
    is_of_one: bool
    #: A column that names the unit of each line's amounts.
    unit_column: int | None = None
    #: What says that the figures are of a year that was not over.
    as_of: str = ""
    #: The one kind of an office's money that a list of offices is of: “三公”经费.
    kind_of_money: str = ""
    #: Whose judgement the scores are, by the captions.
    evaluation_kind: str = evaluation.SELF
    #: Whether the lines are sections of one office.
    is_of_sections: bool = False
    #: From how many points on each grade is given, by the captions and notes.
    bounds: Mapping[str, Decimal] = field(default_factory=lambda: grades.USUAL)

    def is_stated(self, line: int, column: int) -> bool:
        """Whether anything says in what unit the amounts of a column are."""
        return column not in self.unstated or bool(self._own_unit(line))

    def unit_at(self, line: int, column: int) -> str:
        """The unit of a column's own heading, else the one the line names, else that of the table."""
        return (column not in self.headed and self._own_unit(line)) or self.units[column]

    def _own_unit(self, line: int) -> str:
        return "" if self.unit_column is None else printed(self.grid.seen(line, self.unit_column))


def context_of(grid: Grid, profile: Profile, headings: Headings, file: str, above: Context | None) -> Context:
    captions = Section(grid, 0, headings.first - 1) if headings.first else None
    unit_column = _unit_column(grid, headings)
    headings.columns = [c for c in headings.columns if c.index != unit_column]
    unit = (unit_of(text for _, _, text in captions.cells()) if captions else None) or _unit_in_headings(headings)
    unit = unit or _unit_below(grid, headings)
    unit = (
        unit or (above.unit if above else "") or amounts.unit_in(grid.sheet) or amounts.unit_in(Path(file).stem) or ""
    )
    headed, units, below = dict[int, str](), dict[int, str](), measures.line_of_units(grid, headings.last)
    for column in headings.columns:
        if column.field in MONEY_FIELDS:
            own = next((h.unit for h in profile.headings if h.field == column.field), "")
            headed[column.index] = column.unit or _money_unit(below.get(column.index))
            units[column.index] = headed[column.index] or unit or own or profile.unit
    headings.notes += _other_units(grid, headings, unit_column, unit)
    title = captions.title(headings.first) if captions else ""
    named = {role: value for role, _, _, value in captions.named()} if captions else {}
    year, is_guessed = _table_year(grid, profile, headings, captions, file)
    department = _table_department(grid, captions, named) or _department_below(grid, headings)
    if bureaus.only_compiles(grid, headings, captions, department):
        told = f"“{department}”只是汇总这张表的单位，项目归哪个部门没有写，请核对"
        headings.notes += [told] if headings.of("department") is None else []
        department = ""
    is_of_sections = bureaus.leave_out_sections(grid, headings, department or (above.department if above else ""))
    district = places.district(
        re.sub(r"^\W*(?:[一二三四五六七八九十]{1,3}、)?(?:20\d\d年度?|关于)?", "", title)
    ) or places.district(named.get("unit") or places.beside_title(title))
    if places.is_county(grid.sheet) and not places.is_county(district):
        # A sheet a county, in a book of the city.
        district = grid.sheet
    if above is not None:
        if (year is None or is_guessed) and above.year is not None:
            year, is_guessed = above.year, above.is_year_guessed
        department = department or ("" if above.is_office_guessed else above.department)
        district = district or above.district
    department = str(profile.constants.get("department", department))
    in_name = "" if department else places.department_in(Path(file).stem)
    said = year
    year, is_doubtful = dated.settle(headings, profile.kind, said)
    is_guessed = is_doubtful or (is_guessed and said == year)
    rates = [c for c in headings.columns if c.field == "rate_stated_pct"]
    until = asof.saying(_dated_texts(grid, headings, captions, file))
    if year is None and headings.of("year") is None and not headings.years:
        year, is_guessed = asof.year_of(until), until == Path(file).stem
    is_in_name = year is not None and str(year) in file
    year_doubt = f"年度只写在文件名里（{year}年）" if is_in_name and not is_doubtful else f"不能确定是不是{year}年的"
    if asof.until(until, year or _SOME_YEAR):
        headings.notes.append(f"“{until}”：是年中累计数，不与全年比较")
    return Context(
        grid, profile, headings, {i: u or amounts.YUAN for i, u in units.items()},
        frozenset(i for i, u in units.items() if not u), frozenset(i for i, u in headed.items() if u),
        department or in_name, str(profile.constants.get("district", district)), year, is_guessed, year_doubt,
        bool(in_name),
        filled.columns(grid, headings), *_rate_habits(grid, headings, rates), unit, grid.width,
        "department" in profile.constants or _names_no_other(grid, headings, department),
        unit_column, until, _kind_of_money(profile, title + grid.sheet),
        evaluation.kind_of([*(captions.headlines(headings.first) if captions else ()), grid.sheet]), is_of_sections,
        grades.scale(amounts.fold(" ".join([title, *_notes(grid, headings)]))),
    )  # fmt: skip


def _money_unit(unit: str | None) -> str:
    return unit if unit is not None and amounts.is_unit(unit) else ""


def _unit_column(grid: Grid, headings: Headings) -> int | None:
    """A column 单位 that holds units of money (万元), not offices."""
    for index, text in headings.texts.items():
        if heading_key(text) in _UNIT_HEADINGS:
            cells = {grid.text(line, index) for line in range(headings.last + 1, len(grid.rows))} - {"", text}
            if cells and all(amounts.is_unit(cell) for cell in cells):
                return index
    return None


def _other_units(grid: Grid, headings: Headings, unit_column: int | None, unit: str) -> list[str]:
    """Said where lines name another unit than the table."""
    if unit_column is None or not unit:
        return []
    lines = range(headings.last + 1, len(grid.rows))
    others = sorted({grid.text(line, unit_column) for line in lines} - {"", unit, headings.texts[unit_column]})
    return [f"表上写单位{unit}，有的行写{'、'.join(others)}：这些行按行里写的单位读"] if others else []


def _kind_of_money(profile: Profile, title: str) -> str:
    found = _KINDS_OF_MONEY.search(title) if profile.kind == DEPARTMENT_YEAR else None
    return found[0] if found else ""


def _dated_texts(grid: Grid, headings: Headings, captions: Section | None, file: str) -> Iterator[str]:
    """Where it may be said up to when the figures count: the headings of what was spent, captions, notes, the names of
    the sheet and the file."""
    yield from (c.header for name in ("executed_yuan", "rate_stated_pct") for c in headings.columns if c.field == name)
    yield from period_texts(captions, file, grid.sheet, _notes(grid, headings))


def _notes(grid: Grid, headings: Headings) -> Iterator[str]:
    """The texts that stand alone in one of the last lines."""
    lines = range(max(headings.last + 1, len(grid.rows) - _NOTES), len(grid.rows))
    return (texts[0] for r in lines if len(texts := [t for _, t in grid.cells(r)]) == 1)


def _unit_in_headings(headings: Headings) -> str:
    """The unit that stands in the row of the headings, over no column of its own: 单位：万元."""
    return unit_of(text for text in headings.texts.values() if _SAYS_UNIT.match(text)) or ""


def _unit_below(grid: Grid, headings: Headings) -> str:
    """The unit a note under the table names: 注：本表金额单位为万元。"""
    return unit_of(text for text in _notes(grid, headings) if "单位" in text or "金额" in text) or ""


def _table_year(
    grid: Grid, profile: Profile, headings: Headings, captions: Section | None, file: str
) -> tuple[int | None, bool]:
    """The year of a table without a year column, and whether only the file's name tells it or the sheet's another."""
    if "year" in profile.constants:
        return int(profile.constants["year"]), False
    if profile.year_from_header is not None:
        for text in headings.texts.values():
            if found := profile.year_from_header.search(text):
                return int(found[1]), False
    year = first_year(captions or Section(grid, 0, -1), headings.first)
    if year is None and profile.year_from_file is not None and (found := profile.year_from_file.search(file)):
        # With a year column each line says its own; the file's name is for totals.
        return int(found[1]), headings.of("year") is None
    is_said_by_lines = headings.of("year") is not None or bool(headings.years)
    doubt = "" if is_said_by_lines else years.against_sheet(grid.sheet, year)
    headings.notes += [doubt] if doubt else []
    return year, bool(doubt)


def _table_department(grid: Grid, captions: Section | None, named: dict[str, str]) -> str:
    """Who the table is of, where no column says it: 填报单位 above it, the title, a line alone, the sheet's name."""
    for role in ("unit", "department"):
        if named.get(role):
            return places.name(named[role])
    for text in (t for _, _, t in captions.cells()) if captions else ():
        if (is_caption(text) or years.names_one(text)) and (found := places.department_in(text)):
            return found
    alone = [*(captions.headlines(captions.last + 1) if captions else ()), grid.sheet]
    offices = (places.beside_title(text) or (places.name(text) if places.is_department(text) else "") for text in alone)
    return next(filter(None, offices), "")


def _department_below(grid: Grid, headings: Headings) -> str:
    """Who signs for the list in its last lines (填报单位：); a finance bureau may only have put it together."""
    for row in range(max(headings.last + 1, len(grid.rows) - _NOTES), len(grid.rows)):
        first = next((text for _, text in grid.cells(row)), "")
        said = Section(grid, row, row).named() if re.search("[:：]", first) else []
        found = next((places.name(value) for role, _, _, value in said if role in ("unit", "department")), "")
        if places.is_department(found) and not bureaus.is_finance(found):
            return found
    return ""


def _names_no_other(grid: Grid, headings: Headings, department: str) -> bool:
    column, subject = headings.of("department"), headings.of("indicator") or headings.of("project")
    if column is None or subject is None:
        return True
    lines = (r for r in range(headings.last + 1, len(grid.rows)) if grid.text(r, subject.index))
    stated = {places.name(text) for r in lines if not amounts.is_missing(text := printed(grid.seen(r, column.index)))}
    return stated - set(column.words) <= {department}


def _rate_habits(grid: Grid, headings: Headings, columns: list[Column]) -> tuple[int, bool]:
    """Decimals of a column of stored rates, and whether it holds fractions (0.78) rather than per cent."""
    values: list[Decimal] = []
    is_percent = False
    for column in columns:
        is_percent |= "%" in column.header or "％" in column.header
        for line in range(headings.last + 1, len(grid.rows)):
            value = grid.value(line, column.index)
            if isinstance(value, int | float) and not grid.format(line, column.index):
                values.append(amounts.decimal(value))
            elif isinstance(value, str) and "%" in amounts.fold(value):
                is_percent = True
    is_fraction = bool(values) and not is_percent and all(abs(v) <= _FRACTION_LIMIT for v in values)
    is_fraction = is_fraction and sum(0 < abs(v) <= 1 for v in values) * 2 >= len(values)
    return min(2, max((amounts.decimals(v) for v in values), default=0)), is_fraction
