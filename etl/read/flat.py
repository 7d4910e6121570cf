"""Flat tables by profile: one line a project (or department) → flat rows.

Belongs here: data lines, totals, footnotes, blank and repeated lines, units of columns. Does not belong here: which row
holds the headings (``headings``), judging figures (``judge``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.read import (
    amounts,
    asides,
    asof,
    blocks,
    bureaus,
    causes,
    counties,
    doubtful,
    figures,
    filled,
    judge,
    places,
    reasons,
    refusals,
    samples,
    sizes,
    sums,
    tiny,
)
from etl.read.chosen import Choice, left_out
from etl.read.columns import Headings
from etl.read.context import Context, context_of
from etl.read.grid import Grid, letters, printed, unbroken
from etl.read.headings import find
from etl.read.mixed import nested
from etl.read.nesting import Groups, Nesting, is_kind
from etl.read.profile import Profile
from etl.read.rows import (
    AMOUNTS,
    DEPARTMENT_YEAR,
    INDICATOR,
    INDICATOR_MARK,
    PROJECT_YEAR,
    REVIEW,
    Added,
    FlatRow,
    Refusal,
    Statement,
    Subjects,
)

_FIGURE_ALONE = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
_DITTO = re.compile(r"[〃″〞\"]|同上")
#: Beside what was said last of each field: the office of the head, and the year, that a line stands below.
_OVER, _YEAR_OVER, _COUNTY_OVER = "over", "year over", "county over"
#: A line that is its office as a whole.
_WHOLE = re.compile(r"(?:部门|单位)?整体(?:支出|预算)?(?:绩效)?(?:自评|评价)?|(?:部门|单位)支出合计")
#: What every line must say, and the heading a table without it can be given.
_NEEDED = {"year": "年度", "department": "主管部门"}


@dataclass
class Table:
    """A sheet read by a profile."""

    rows: list[FlatRow]
    refused: list[Refusal]
    headings: Headings
    profile: Profile
    subjects: Subjects
    context: Context | None = None
    added: list[Added] = field(default_factory=list)
    #: Cells of names left blank among others that are stated.
    blanks: list[str] = field(default_factory=list)


def best_profile(grid: Grid, profiles: tuple[Profile, ...]) -> tuple[Profile, Headings] | None:
    """The profile that fits the sheet with the most fields; the more literal headings it asks for, the surer."""
    fitting = [(p, h) for p in profiles if (h := find(grid, p)) is not None]
    return max(fitting, key=lambda f: (len(f[0].match_headers), len(f[1].fields)), default=None)


def read_table(grid: Grid, profile: Profile, headings: Headings, file: str = "", above: Context | None = None) -> Table:
    """Every line below the headings as a row or as a refusal with its reason: none is lost. ``above`` is what was said
    over the table before it on the same sheet."""
    context = context_of(grid, profile, headings, file, above)
    table = Table([], [], headings, profile, _subject_columns(context), context)
    before: dict[str, str] = {}
    wholes, shares = doubtful.lines_of_one(grid, headings)
    shifted, others = doubtful.overlong(grid, headings), blocks.of_others(grid, headings)
    choice = Choice.of(context, context.width + len(_NEEDED))
    over = counties.over(grid, headings, context.district)
    lines = _Lines(nested(grid, headings), wholes, shares, shifted, others, over)
    groups, offices, taken = Groups(), bureaus.units_of(headings, context.unit_column), list[int]()
    subtotals, totals = sums.Subtotals(), sums.Totals()
    for line in range(headings.last + 1, len(grid.rows)):
        if not any(True for _ in grid.cells(line)):
            continue
        table.refused += [
            Refusal(place, "并排的另一张表里的一行，请把两张表分开再装", grid.quote(line), is_data=True)
            for place in doubtful.beside(grid, line, headings)
        ]
        unchosen = choice.why_not(line)
        reason = _aside(context, line, lines, unchosen)
        stated = _total_rows(context, line) if reason == asides.TOTAL else []
        totals.take(stated)
        if line in lines.counties:
            before[_COUNTY_OVER] = lines.counties[line]
        if reason not in refusals.SAYS_NOTHING:
            _take_office(context, line, before)
        if reason in (refusals.HEAD, refusals.UNSUMMED):
            groups.begin(lines.nested.levels[line], lines.nested.heads[line])
            subtotals.begin(len(table.rows))
        elif reason == asides.YEAR:
            before[_YEAR_OVER] = str(asides.year_over(context, line))
            totals.begin(asides.year_over(context, line))
            subtotals.begin(len(table.rows))
        elif reason == asides.SUBTOTAL:
            subtotals.take([] if doubtful.is_mean(grid, line) else _total_rows(context, line), len(table.rows))
            _end_group(context, line, groups, before)
        elif not reason:
            count = len(table.rows)
            _take_below(context, line, lines, groups, before, table)
            taken.append(line)
            if offices is not None:
                offices.take(grid, line, table.rows[count:])
        if reason and not stated:
            is_data = reason in (*refusals.LINES_OF_DATA, unchosen)
            table.refused.append(
                _refusal(context, line, reason, table, is_data=is_data, cell=choice.cell(line, reason))
            )
        if reason == refusals.UNSUMMED:
            _doubt_above(context, line, table, before.get("department", ""))
    if offices is not None:
        offices.tell_apart(headings)
    _judge(context, table, choice, taken, subtotals, totals)
    return table


def _judge(
    context: Context, table: Table, choice: Choice, taken: list[int], subtotals: sums.Subtotals, totals: sums.Totals
) -> None:
    """What the lines ``taken`` are together: their sums against those stated, their sizes, what is left out."""
    headings = context.headings
    headings.notes += [*choice.told(table.refused), *asides.told(table.refused)]
    headings.notes += [*figures.told_unsized(context, taken), *filled.told(table.blanks)]
    headings.notes += subtotals.told(table.rows, is_whole=not left_out(table.refused))
    lost = sum(
        refusal.is_data and refusal.reason not in (*refusals.INSIDE, refusals.OTHER_TABLE) for refusal in table.refused
    )
    own = [row for row in table.rows if not samples.is_one(row)]
    headings.notes += totals.check(own, has_years=bool(headings.years), lost=lost)
    causes.mark(table.rows, headings.doubts)
    judge.mark_odd_sizes(table.rows)
    headings.notes += judge.mark_impossible(table.rows)
    table.added = [*_lacking_headings(context, table.rows), *choice.added]
    table.rows += totals.found
    headings.notes += [*sizes.doubt_list(table.rows), *tiny.doubt_list(table.rows)]


def _refusal(context: Context, line: int, reason: str, table: Table, *, is_data: bool, cell: str) -> Refusal:
    """A line that is put aside; whose figures are those of other lines, and which cell is to be filled in."""
    place, quote = context.grid.locator(line, 0), context.grid.quote(line)
    is_sum = reason in (asides.SUBTOTAL, refusals.HEAD) and asides.FIGURE_BEHIND.search(quote) is not None
    cell = table.subjects.cell(place, "project") if reason == refusals.UNSUMMED else cell
    return Refusal(place, reason, quote, is_data, cell, is_sum)


def _named(context: Context, line: int, wholes: dict[int, int]) -> int:
    """The line that a line's project is named on."""
    is_own = context.profile.kind == INDICATOR or line in wholes
    return wholes.get(line, line) if is_own else doubtful.named_on(context.grid, context.headings, line)


class _Lines(NamedTuple):
    """What lines are to each other: nested, sums of merged projects with their names, shares of these, shifted ones,
    those of another table below, those that name a county."""

    nested: Nesting
    wholes: dict[int, int]
    shares: frozenset[int]
    shifted: frozenset[int]
    others: frozenset[int]
    counties: dict[int, str]


def _aside(context: Context, line: int, lines: _Lines, unchosen: str) -> str:
    """Why a line is no row of the list, or nothing. ``unchosen``: why the profile leaves it out."""
    nested, reason = lines.nested, "" if line in lines.wholes else asides.reason(context, line)
    asked = (
        (line in lines.others, refusals.OTHER_TABLE),
        (bool(context.kind_of_money), refusals.ONE_KIND),
        (context.is_of_sections and reason != asides.TOTAL, refusals.SECTION),
        (asides.year_over(context, line) is not None, asides.YEAR),
        (line in nested.unsummed, refusals.UNSUMMED),
        (line in nested.heads, refusals.HEAD),
        (line in lines.counties, refusals.COUNTY),
        (line in lines.shares, refusals.SHARE),
        (line in lines.shifted and reason in ("", asides.TOTAL), refusals.SHIFTED),
        (bool(reason), reason),
        (bool(unchosen), unchosen),
        (line in nested.parts, refusals.PART),
        (
            is_kind(context.grid, context.headings, line),
            refusals.KIND_OVER if line in nested.kinds else refusals.KIND_ALONE,
        ),
    )
    return next((told for is_so, told in asked if is_so), "")


def _take_office(context: Context, line: int, before: dict[str, str]) -> None:
    """A line that is no row of its own, but names an office: what follows without one is that office's."""
    column = context.headings.of("department")
    if column is not None and places.is_department(context.grid.text(line, column.index)):
        for name in ("district", "department", "year"):
            _text(context, line, name, before)


def _end_group(context: Context, line: int, groups: Groups, before: dict[str, str]) -> None:
    """小计 ends its group: what follows without an office of its own is not of the office before."""
    groups.end()
    before.pop(_COUNTY_OVER, None)
    column = context.headings.of("department")
    own = "" if column is None else context.grid.text(line, column.index)
    before["department"] = own if places.is_department(own) else ""


def _take_below(
    context: Context, line: int, lines: _Lines, groups: Groups, before: dict[str, str], table: Table
) -> None:
    """A data line with the office of the head over it, whose group a line of another office ends."""
    before[_OVER] = groups.office(lines.nested.levels[line])
    _take(context, line, before, table, _named(context, line, lines.wholes))
    if _is_of_another(context, line, before[_OVER]):
        groups.end()


def _is_of_another(context: Context, line: int, office: str) -> bool:
    """Whether a line below the head of an office names another one: what follows without a name may be of either."""
    column = context.headings.of("department")
    own = "" if column is None else context.grid.text(line, column.index)
    return bool(office) and places.is_department(own) and places.name(own) != office


def _lacking_headings(context: Context, rows: list[FlatRow]) -> list[Added]:
    """Headings the table would need: no column, caption or file name says the year, or whose the lines are."""
    grid, headings = context.grid, context.headings
    return [
        Added(grid.locator(headings.last, context.width + number), word)
        for number, (name, word) in enumerate(_NEEDED.items())
        if headings.of(name) is None and any(not getattr(row, name) for row in rows)
    ]


def _doubt_above(context: Context, line: int, table: Table, office: str) -> None:
    """A project over several lines (one a fund source): what was read is of its first line only, where that is of the
    office of the line without a name. Where its name is merged over them, that is no amount of the project."""
    if not table.rows or office not in ("", table.rows[-1].department):
        return
    row = table.rows[-1]
    row.flag("ambiguous")
    row.status = REVIEW
    column = context.headings.of("project")
    if column is not None and context.grid.anchor(line, column.index)[0] < line:
        for name in AMOUNTS:
            setattr(row, name, None)
        row.statements = [s for s in row.statements if s.column not in AMOUNTS]


def _take(context: Context, line: int, before: dict[str, str], table: Table, named: int) -> None:
    """A row a year of a data line, whose project stands on the line ``named``; one at least: it says what is unread."""
    rows = [_data_row(context, line, year, before, named) for year in _years(context)]
    stated = [r for r in rows if any(v is not None for v in (*r.amounts, r.rate_stated_pct, r.score))]
    for row in stated or [next((r for r in rows if r.year == context.year), rows[-1])]:
        lacking = refusals.lacking(row, has_years=context.headings.of("year") is not None)
        if not lacking:
            table.blanks += filled.doubt(context.grid, context.headings, line, context.filled_down.perhaps, row)
            table.rows.append(row)
            continue
        reason, cell = lacking
        cell = table.subjects.cell(row.locator, cell)
        table.refused.append(Refusal(row.locator, reason, row.quote, is_data=True, cell=cell))
        if reason == refusals.NO_PROJECT:
            _doubt_above(context, line, table, row.department)


def _years(context: Context) -> list[int | None]:
    """The years that a line has a row each of; None where it is one row."""
    return [*context.headings.years] if len(context.headings.years) > 1 else [None]


def _data_row(context: Context, line: int, year: int | None, before: dict[str, str], named: int) -> FlatRow:
    grid, headings = context.grid, context.headings
    row = FlatRow(context.profile.kind, quote=grid.quote(line), key=list(context.profile.key), is_listed=True)
    texts = {name: _text(context, line, name, before) for name in ("district", "department", "year")}
    project = headings.of("indicator") or headings.of("project")
    row.project = doubtful.name(grid, named, project)
    if row.kind == PROJECT_YEAR and _WHOLE.fullmatch(row.project):
        row.kind, row.project, row.scope = DEPARTMENT_YEAR, "", "department"
    office = texts["department"] or before.get(_OVER, "")
    is_own = context.is_of_one and bureaus.answers_for(row.project, context.department)
    row.department = places.name(office) or (context.department if is_own else "")
    row.district = texts["district"] or places.district(row.department)
    row.district = row.district or before.get(_COUNTY_OVER) or context.district
    row.year = year if year is not None else amounts.year(texts["year"]) if texts["year"] else None
    if row.year is None and headings.of("year") is None:
        row.year = amounts.year(before[_YEAR_OVER]) if _YEAR_OVER in before else context.year
    row.as_of = asof.until(context.as_of or texts["year"], row.year)
    row.evaluation_kind = context.evaluation_kind
    if row.kind == INDICATOR:
        _take_indicator(context, line, before, row)
    figures.take(context, line, row)
    reason, measure = headings.of("reason", row.year), headings.of("measure", row.year)
    stated = printed(grid.seen(line, reason.index)) if reason else ""
    row.reason_text = stated if reasons.is_reason(stated) else ""
    row.reason_codes = reasons.codes(stated)
    said = grid.text(line, measure.index) if measure else ""
    row.measure_text = "" if amounts.is_missing(said) else said
    place = project or next(iter(headings.columns))
    row.locator = grid.locator(line, place.index)
    figures.judge_row(context, row, line, has_reason_place=reason is not None)
    return row


def _subject_columns(context: Context) -> Subjects:
    """Which column says what the lines are about; a free one right of the table where there is none for it. None of a
    list that was turned: its lines are columns."""
    grid, headings = context.grid, context.headings
    if grid.is_turned:
        return Subjects(grid.sheet, 0, -1, {})
    found = {name: letters(context.width + number) for number, name in enumerate(_NEEDED)}
    for name in ("district", "department", "year", "project", "indicator"):
        column = headings.of(name)
        if column is not None:
            found[name] = letters(column.index)
    first, last = headings.last + 1 + grid.first_line, len(grid.rows) - 1 + grid.first_line
    return Subjects(grid.sheet, first, last, found)


def _take_indicator(context: Context, line: int, before: dict[str, str], row: FlatRow) -> None:
    """One line a third-level indicator: its project and heads may be written once for their group."""
    grid, headings = context.grid, context.headings
    row.levels = [_text(context, line, "level1", before), _text(context, line, "level2", before), row.project]
    row.project = f"{_text(context, line, 'project', before)}{INDICATOR_MARK}{row.project}"
    target, actual, weight = (headings.of(name, row.year) for name in ("target", "actual", "weight"))
    row.target_text = printed(grid.seen(line, target.index)) if target else ""
    row.actual_text = printed(grid.seen(line, actual.index)) if actual else ""
    row.weight = amounts.score(grid.value(line, weight.index)) if weight else None
    if weight is not None and row.weight is not None:
        said = Statement("weight", grid.text(line, weight.index), "分", grid.locator(line, weight.index))
        row.statements.append(said)


def _text(context: Context, line: int, name: str, before: dict[str, str]) -> str:
    column = context.headings.of(name)
    if column is None:
        return ""
    text = unbroken(context.grid.seen(line, column.index))
    if _DITTO.fullmatch(text):
        return before.get(name, "")
    if amounts.is_missing(text):
        return before.get(name, "") if name in context.filled_down.sure else ""
    if name == "department" and before.get(name) not in (None, text):
        # What was written once for the lines of another office ends with it.
        before.pop("project", None)
    before[name] = text
    return text


def _total_rows(context: Context, line: int) -> list[FlatRow]:
    """A row a year of the totals line; none where it states nothing (合计 as a second row of headings)."""
    found = [row for year in _years(context) if (row := _total_row(context, line, year))]
    return [row for row in found if any(v is not None for v in (*row.amounts, row.rate_stated_pct, row.score))]


def _total_row(context: Context, line: int, year: int | None) -> FlatRow | None:
    """The totals line of a list of projects or departments, as its department_year row."""
    if context.profile.kind == INDICATOR:
        return None
    row = _data_row(context, line, year, {}, line)
    row.kind, row.project, row.is_total = DEPARTMENT_YEAR, "", True
    row.department = next((t for _, t in context.grid.cells(line) if not _FIGURE_ALONE.fullmatch(t)), "")
    row.district = context.district
    row.flags = [f for f in row.flags if f != "reason_missing"]
    row.reason_codes = []
    column = context.headings.of("year")
    row.year = row.year if row.year is not None or column is None else context.year
    return row
