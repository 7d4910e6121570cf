"""Flat tables by profile: one line a project (or department) → flat rows.

Belongs here: data lines, totals, footnotes, blank and repeated lines, units of columns. Does not belong here: which row
holds the headings (``headings``), judging figures (``judge``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from etl.read import amounts, judge, places, reasons, sums
from etl.read.grid import Grid, printed
from etl.read.headings import Column, Headings, find
from etl.read.profile import MONEY_FIELDS, UNQUALIFIED, Profile, heading_key
from etl.read.rows import (
    AMOUNTS,
    DEPARTMENT_YEAR,
    INDICATOR,
    INDICATOR_MARK,
    PROJECT_YEAR,
    REVIEW,
    FlatRow,
    Refusal,
    Statement,
)
from etl.read.section import Section, first_year, is_caption, unit_of

_TOTAL = re.compile(r"(?:全区|全市|全县|全省)?(?:总\s*计|合\s*计|总\s*合\s*计|共\s*计|累\s*计)(?:[（(].*[)）])?[:：]?")
_SUBTOTAL = re.compile(r".{0,20}小\s*计[:：]?|本页合计|.{2,20}(?:合计|总计)[:：]?")
_NOTE = re.compile(
    r"^\W*(?:注|备注|说明|填表说明|填报说明|联系人|填表人|填报人|审核人|制表|单位负责人|数据来源|来源)\W"
)
_LINE_NUMBERS = re.compile(r"栏次|行次|[甲乙丙丁]|\d{1,2}(?:=.*)?|[A-Z](?:=.*)?|—|-")
_FRACTION_LIMIT = Decimal(2)
_SLIP = Decimal(5_000)


@dataclass
class Table:
    """A sheet read by a profile."""

    rows: list[FlatRow]
    refused: list[Refusal]
    headings: Headings
    profile: Profile


@dataclass(frozen=True)
class _Context:
    grid: Grid
    profile: Profile
    headings: Headings
    units: dict[int, str]
    unstated: frozenset[int]
    department: str
    district: str
    year: int | None
    is_year_guessed: bool
    filled_down: frozenset[str]
    rate_decimals: int
    is_rate_fraction: bool


def best_profile(grid: Grid, profiles: tuple[Profile, ...]) -> tuple[Profile, Headings] | None:
    """The profile that fits the sheet with the most fields; literal headings asked for count as surer."""
    fitting = [(p, h) for p in profiles if (h := find(grid, p)) is not None]
    return max(fitting, key=lambda f: (bool(f[0].match_headers), len(f[1].fields)), default=None)


def read_table(grid: Grid, profile: Profile, headings: Headings, file: str = "") -> Table:
    """Every line below the headings as a row or as a refusal with its reason: none is lost."""
    context = _context(grid, profile, headings, file)
    table = Table([], [], headings, profile)
    totals: list[FlatRow] = []
    before: dict[str, str] = {}
    for line in range(headings.last + 1, len(grid.rows)):
        if not any(True for _ in grid.cells(line)):
            continue
        reason = _no_data(context, line)
        stated = [r for y in _years(context) if (r := _total_row(context, line, y))] if reason == _TOTAL_LINE else []
        totals += stated
        if stated:
            continue
        if reason:
            table.refused.append(Refusal(grid.locator(line, 0), reason, grid.quote(line)))
        elif not _is_kept(context, line):
            table.refused.append(Refusal(grid.locator(line, 0), "按配置的行条件略去", grid.quote(line)))
        else:
            _take(context, line, before, table)
    lost = sum(refusal.is_data for refusal in table.refused)
    sums.check(totals, table.rows, has_years=bool(headings.years), lost=lost)
    table.rows += totals
    return table


_TOTAL_LINE = "合计行"


def _take(context: _Context, line: int, before: dict[str, str], table: Table) -> None:
    grid = context.grid
    for year in _years(context):
        row = _data_row(context, line, year, before)
        lacking = _lacking(context, row)
        if lacking:
            table.refused.append(Refusal(grid.locator(line, 0), lacking, grid.quote(line), is_data=True))
        elif year is None or any(v is not None for v in (*row.amounts, row.rate_stated_pct, row.score)):
            table.rows.append(row)


def _years(context: _Context) -> list[int | None]:
    return [*context.headings.years] if len(context.headings.years) > 1 else [None]


def _lacking(context: _Context, row: FlatRow) -> str:
    if row.kind == INDICATOR and not row.levels[-1]:
        return "没有指标名称"
    if row.kind in (PROJECT_YEAR, INDICATOR) and not row.project.partition(INDICATOR_MARK)[0]:
        return "没有项目名称"
    if row.kind == DEPARTMENT_YEAR and not row.department:
        return "没有部门名称"
    # A year column whose cell names none: the row belongs to no year.
    return "没有年度" if row.year is None and context.headings.of("year") is not None else ""


def _context(grid: Grid, profile: Profile, headings: Headings, file: str) -> _Context:
    captions = Section(grid, 0, headings.first - 1) if headings.first else None
    unit = (unit_of(text for _, _, text in captions.cells()) if captions else None) or ""
    units: dict[int, str] = {}
    for column in headings.columns:
        if column.field in MONEY_FIELDS:
            own = next((h.unit for h in profile.headings if h.field == column.field), "")
            units[column.index] = column.unit or unit or own or profile.unit
    title = captions.title(headings.first) if captions else ""
    named = {role: value for role, _, _, value in captions.named()} if captions else {}
    year, is_guessed = _table_year(grid, profile, headings, captions, file)
    department = _table_department(grid, captions, named)
    district = places.district(re.sub(r"^\W*20\d\d年度?", "", title)) or places.district(named.get("unit", ""))
    rates = [c for c in headings.columns if c.field == "rate_stated_pct"]
    return _Context(
        grid, profile, headings, {i: u or amounts.YUAN for i, u in units.items()},
        frozenset(i for i, u in units.items() if not u),
        str(profile.constants.get("department", department)), str(profile.constants.get("district", district)),
        year, is_guessed, _filled_down(grid, headings), *_rate_habits(grid, headings, rates),
    )  # fmt: skip


def _table_year(
    grid: Grid, profile: Profile, headings: Headings, captions: Section | None, file: str
) -> tuple[int | None, bool]:
    """The year of a table without a year column, and whether only the file's name tells it."""
    if "year" in profile.constants:
        return int(profile.constants["year"]), False
    if profile.year_from_header is not None:
        for text in headings.texts.values():
            if found := profile.year_from_header.search(text):
                return int(found[1]), False
    if len(headings.years) == 1:
        return headings.years[0], False
    year = first_year(captions or Section(grid, 0, -1), headings.first)
    if year is None and profile.year_from_file is not None and (found := profile.year_from_file.search(file)):
        # With a year column each line says its own; the file's name is for totals.
        return int(found[1]), headings.of("year") is None
    return year, False


def _table_department(grid: Grid, captions: Section | None, named: dict[str, str]) -> str:
    """Who the table is of, where no column says it: 填报单位 above it, the title, the sheet's name."""
    for role in ("unit", "department"):
        if named.get(role):
            return places.name(named[role])
    for text in (t for _, _, t in captions.cells()) if captions else ():
        if is_caption(text) and (found := places.department_in(text)):
            return found
    return places.name(grid.sheet) if places.is_department(grid.sheet) else ""


def _filled_down(grid: Grid, headings: Headings) -> frozenset[str]:
    """Fields written once for a group of lines (a merged cell lost in export): blanks below belong to the last one."""
    found = set()
    subject = headings.of("indicator") or headings.of("project")
    groups = ("district", "department", "year")
    for name in (*groups, "project", "level1", "level2") if headings.of("indicator") else groups:
        column = headings.of(name)
        if column is None or subject is None:
            continue
        lines = [r for r in range(headings.last + 1, len(grid.rows)) if grid.text(r, subject.index)]
        texts = [printed(grid.seen(r, column.index)) for r in lines]
        stated = [t for t in texts if t]
        # An indicator always has a project and heads; a project's department may be left blank on purpose.
        is_grouped = name not in groups or all(a != b for a, b in pairwise(stated))
        if texts and texts[0] and len(stated) < len(texts) and is_grouped:
            found.add(name)
    return frozenset(found)


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


def _no_data(context: _Context, line: int) -> str:
    """Why a line is no data line, or nothing."""
    grid, headings = context.grid, context.headings
    texts = [text for _, text in grid.cells(line)]
    words = [t for t in texts if not re.fullmatch(r"\d{1,6}", t)] or texts
    if any(p.search(words[0]) for p in context.profile.totals) or _TOTAL.fullmatch(words[0]):
        return _TOTAL_LINE
    project = headings.of("indicator") or headings.of("project")
    name = grid.text(line, project.index) if project else ""
    if project and _TOTAL.fullmatch(name):
        return _TOTAL_LINE
    return _no_data_inside(context, line, texts, words[0], name)


def _no_data_inside(context: _Context, line: int, texts: list[str], first: str, name: str) -> str:
    grid, headings = context.grid, context.headings
    if _SUBTOTAL.fullmatch(first) or _SUBTOTAL.fullmatch(name):
        return "小计行"
    if any(p.search(first) for p in context.profile.skip):
        return "按配置略去"
    if line == headings.last + 1 and len(texts) > 2 and all(_LINE_NUMBERS.fullmatch(t) for t in texts):
        return "栏次行"
    same = sum(grid.value(line, c.index) in c.words for c in headings.columns)
    if same >= 3 and same * 2 > len(texts):
        return "重复的表头"
    has_figure = any(_has_figure(context, line, c) for c in headings.columns)
    if not has_figure and (len(texts) == 1 or _NOTE.match(texts[0] + " ")):
        return "说明行"
    is_project = headings.of("project") is not None and headings.of("indicator") is None
    return "没有项目名称和金额" if not has_figure and is_project and not name else ""


def _has_figure(context: _Context, line: int, column: Column) -> bool:
    value = context.grid.value(line, column.index)
    return column.field in MONEY_FIELDS and amounts.money(value, amounts.YUAN) is not None


def _is_kept(context: _Context, line: int) -> bool:
    for rule in context.profile.filters:
        index = next((i for i, t in context.headings.texts.items() if heading_key(t) == rule.header), None)
        text = context.grid.text(line, index) if index is not None else ""
        if bool(rule.pattern.search(text)) != rule.is_kept:
            return False
    return True


def _data_row(context: _Context, line: int, year: int | None, before: dict[str, str]) -> FlatRow:
    grid, headings = context.grid, context.headings
    row = FlatRow(context.profile.kind, quote=grid.quote(line), key=list(context.profile.key))
    texts = {name: _text(context, line, name, before) for name in ("district", "department", "year")}
    project = headings.of("indicator") or headings.of("project")
    row.project = grid.text(line, project.index) if project else ""
    row.department = places.name(texts["department"]) or context.department
    row.district = texts["district"] or places.district(row.department) or context.district
    row.year = year if year is not None else amounts.year(texts["year"]) if texts["year"] else None
    if row.year is None and headings.of("year") is None:
        row.year = context.year
    if row.kind == INDICATOR:
        _take_indicator(context, line, before, row)
    _take_figures(context, line, year, row)
    reason, measure = headings.of("reason"), headings.of("measure")
    stated = printed(grid.seen(line, reason.index)) if reason else ""
    row.reason_text = stated if reasons.is_reason(stated) else ""
    row.reason_codes = reasons.codes(stated)
    row.measure_text = grid.text(line, measure.index) if measure else ""
    place = project or next(iter(headings.columns))
    row.locator = grid.locator(line, place.index)
    _judge(context, row, line, has_reason_place=reason is not None)
    return row


def _take_indicator(context: _Context, line: int, before: dict[str, str], row: FlatRow) -> None:
    """One line a third-level indicator: its project and heads may be written once for their group."""
    grid, headings = context.grid, context.headings
    row.levels = [_text(context, line, "level1", before), _text(context, line, "level2", before), row.project]
    row.project = f"{_text(context, line, 'project', before)}{INDICATOR_MARK}{row.project}"
    target, actual, weight = (headings.of(name) for name in ("target", "actual", "weight"))
    row.target_text = printed(grid.seen(line, target.index)) if target else ""
    row.actual_text = printed(grid.seen(line, actual.index)) if actual else ""
    row.weight = amounts.score(grid.value(line, weight.index)) if weight else None
    if weight is not None and row.weight is not None:
        said = Statement("weight", grid.text(line, weight.index), "分", grid.locator(line, weight.index))
        row.statements.append(said)


def _text(context: _Context, line: int, name: str, before: dict[str, str]) -> str:
    column = context.headings.of(name)
    if column is None:
        return ""
    text = printed(context.grid.seen(line, column.index))
    if amounts.is_missing(text):
        return before.get(name, "") if name in context.filled_down else ""
    before[name] = text
    return text


def _take_figures(context: _Context, line: int, year: int | None, row: FlatRow) -> None:
    grid = context.grid
    for name in (*AMOUNTS, UNQUALIFIED, "rate_stated_pct", "score", "grade_stated"):
        column = context.headings.of(name, year)
        if column is None or (name == UNQUALIFIED and row.budget_full_year_yuan is not None):
            continue
        text = grid.text(line, column.index)
        if any(grid.text(line, twin) not in ("", text) for twin in column.twins):
            row.flag("ambiguous")
            continue
        if any(p.search(text) for p in context.profile.missing):
            continue
        _take_figure(context, (line, column.index), name, row)


def _take_figure(context: _Context, place: tuple[int, int], name: str, row: FlatRow) -> None:
    grid = context.grid
    value, unit = grid.value(*place), ""
    if name in MONEY_FIELDS:
        unit = context.units[place[1]]
        money = amounts.money(value, unit)
        if money is None:
            return
        if place[1] in context.unstated and not money.is_own:
            row.flag("ambiguous")
            if abs(money.value) < amounts.SURELY_YUAN and money.value:
                return
        if money.currency != amounts.currency(unit):
            # A figure in another money than the column's is no amount of this column.
            row.flag("unit_suspect")
            return
        if money.currency != amounts.CNY:
            row.flag(f"currency:{money.currency}")
        target = "budget_full_year_yuan" if name == UNQUALIFIED else name
        row.is_budget_unqualified |= name == UNQUALIFIED
        setattr(row, target, money.value)
        name, unit = target, money.unit
    elif name == "rate_stated_pct":
        row.rate_stated_pct, unit = amounts.rate(value, grid.format(*place)), "%"
    elif name == "score":
        row.score, unit = amounts.score(value), "分"
    else:
        row.grade_stated = "" if amounts.is_missing(printed(value)) else printed(value)
    if getattr(row, name) not in (None, ""):
        row.statements.append(Statement(name, printed(value), unit, grid.locator(*place)))


def _judge(context: _Context, row: FlatRow, line: int, *, has_reason_place: bool) -> None:
    column = context.headings.of("rate_stated_pct")
    is_stored = column is not None and isinstance(context.grid.value(line, column.index), int | float)
    decimals = context.rate_decimals if is_stored and not context.is_rate_fraction else None
    if is_stored and context.is_rate_fraction and row.rate_stated_pct is not None:
        row.rate_stated_pct = amounts.in_percent(row.rate_stated_pct)
    else:
        row.rate_stated_pct = judge.as_percent(row.rate_stated_pct, row.budget, row.executed_yuan)
    if judge.is_unit_slip(row) or _has_odd_unit(context, row):
        row.flag("unit_suspect")
    judge.judge(row, has_reason_place=has_reason_place, rate_decimals=decimals)
    if (
        row.year is None
        or not row.department
        or context.is_year_guessed
        or {"unit_suspect", "ambiguous"} & set(row.flags)
    ):
        row.status = REVIEW


def _has_odd_unit(context: _Context, row: FlatRow) -> bool:
    """True where a cell with a unit of its own stands thousands of times away from the row's other amounts."""
    usual = Counter(context.units.values()).most_common(1)
    odd = [s for s in row.statements if usual and s.column in AMOUNTS and s.unit != usual[0][0]]
    others = [abs(v) for v in row.amounts if v]
    return bool(odd) and len(others) > 1 and max(others) / min(others) > _SLIP


def _total_row(context: _Context, line: int, year: int | None) -> FlatRow | None:
    """The totals line of a list of projects, as its department_year row."""
    if context.profile.kind != PROJECT_YEAR:
        return None
    row = _data_row(context, line, year, {})
    row.kind, row.project, row.is_total = DEPARTMENT_YEAR, "", True
    row.department = next(t for _, t in context.grid.cells(line) if not re.fullmatch(r"\d{1,6}", t))
    row.district = context.district
    row.flags = [f for f in row.flags if f != "reason_missing"]
    row.reason_codes = []
    column = context.headings.of("year")
    row.year = row.year if row.year is not None or column is None else context.year
    return row
