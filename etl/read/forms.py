"""Official self-evaluation forms of projects and of whole departments, found by their labels.

Belongs here: a form → flat rows. Does not belong here: where forms begin (``layout``), fund and indicator tables
(``funds``, ``indicators``), codes of reasons, judging figures (``judge``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from etl.read import (
    amounts,
    asof,
    causes,
    evaluation,
    grades,
    heads,
    judge,
    leftover,
    places,
    reasons,
    scores,
    side,
    sizes,
    tiny,
    titled,
    totals,
    years,
)
from etl.read import funds as fund_table
from etl.read import indicators as indicator_table
from etl.read.amounts import fold, in_percent
from etl.read.fund_model import Funds
from etl.read.grid import Grid, printed
from etl.read.indicators import Indicators, Line
from etl.read.labels import roles
from etl.read.layout import WHOLE, sections
from etl.read.rows import DEPARTMENT_YEAR, INDICATOR, INDICATOR_MARK, PROJECT_YEAR, REVIEW, FlatRow, Statement
from etl.read.section import Section, first_year, is_caption, period_texts

_FULL_WEIGHT = Decimal(100)
#: Whose answer counts for the project, the surest first.
_ANSWERING = ("department", "province", "unit", "answering", "publisher")
#: Labels whose text may name a reason.
_PERHAPS = ("problem", "remark")
_AMOUNT_IN_TEXT = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*(?:万元|亿元|万|亿|元)")


class Forms(NamedTuple):
    """The flat rows of every form of a sheet, in order: the project or department, then its indicators; the headings of
    figures that were not taken; and sentences on what contradicts itself."""

    rows: list[FlatRow]
    unused: list[str]
    doubts: list[str]


def read_forms(grid: Grid, file: str = "") -> Forms:
    """Every form on the sheet of a file."""
    found = Forms([], [], [])
    for part in side.parts(grid):
        for section in sections(part):
            funds = fund_table.read(section)
            start = section.first if funds is None else min(funds.last + 1, section.last)
            table = indicator_table.read(section, start)
            rows, guessed = _read(section, funds, table, file)
            found.rows.extend(rows)
            found.unused.extend(leftover.unused(section, funds, table) if rows else [])
            found.doubts.extend(_doubt(section, funds, table, rows, guessed))
    return found


def _doubt(
    section: Section, funds: Funds | None, table: Indicators, rows: list[FlatRow], guessed: list[str]
) -> list[str]:
    """Where the form says its score in two ways, or its year otherwise than its sheet, or points beyond
    the full mark, or what it is about only in its title or its file's name: for a person."""
    if not rows:
        return []
    causes.mark(rows, guessed)
    told = [scores.contradiction(section, funds, table)]
    if told[0]:
        rows[0].flag("ambiguous")
        causes.mark(rows[:1], told)
    if dated := years.against_sheet(section.grid.sheet, rows[0].year):
        told.append(dated)
        causes.mark(rows, [dated])
    if told_blank := _without_total(rows[0]):
        told.append(told_blank)
        causes.mark(rows[:1], [told_blank])
    if rows[0].as_of:
        told.append(f"数到{rows[0].as_of}为止，是年中累计数，不与全年比较")
    told += [*guessed, *judge.mark_impossible(rows), sizes.doubt(rows[0]), tiny.doubt(rows[0])]
    return [f"{rows[0].project or rows[0].department}：{one}" for one in told if one]


def _without_total(row: FlatRow) -> str:
    """A sentence where the sources of the money state amounts and no total does."""
    is_blank = all(v is None for v in row.amounts) and any(v is not None for f in row.funds for v in f.amounts.values())
    return "没有可用的资金总额，各项来源的金额不相加代替它" if is_blank else ""


def _read(section: Section, funds: Funds | None, table: Indicators, file: str) -> tuple[list[FlatRow], list[str]]:
    """The rows of a form, and sentences on what only its title or its file's name says of them."""
    if funds is None and table.header is None:
        return [], []
    top = min(n for n in (funds.top if funds else None, table.header, section.last) if n is not None)
    row, guessed = _main_row(section, funds, table, top, file)
    has_figure = any(v is not None for v in (*row.amounts, row.score, row.rate_stated_pct))
    if not has_figure and not table.lines and "ambiguous" not in row.flags:
        return [], []
    row.places = _places(section, top)
    if row.kind == DEPARTMENT_YEAR:
        row.places.pop("project", None)
    row.evaluation_kind = evaluation.kind_of([*section.headlines(top), section.grid.sheet])
    lines = [_indicator_row(line, row) for line in table.lines]
    _explain(section, row, lines, funds, table)
    place = funds is not None and funds.has_reason_place
    if _is_slipped(section, row, funds) or sizes.doubt(row) or tiny.doubt(row):
        row.flag("unit_suspect")
    stated = " ".join(text for _, _, text in section.cells() if "优" in text and "良" in text)
    judge.judge(
        row,
        has_reason_place=place or table.has_reason_place or _has_reason_label(section),
        bounds=grades.scale(amounts.fold(stated)),
    )
    _judge_scores(row, table, funds)
    if funds is None and fund_table.has_total_row(section, top):
        # A fund table whose headings nobody knows.
        row.flag("ambiguous")
    if row.year is None or not row.department or {"unit_suspect", "ambiguous"} & set(row.flags):
        row.status = REVIEW
    is_unnamed = row.kind == PROJECT_YEAR and not row.project
    if is_unnamed:
        row.status = REVIEW
    for line in lines:
        line.status = REVIEW if row.year is None or is_unnamed else line.status
    return [row, *lines], guessed


def _main_row(
    section: Section, funds: Funds | None, table: Indicators, top: int, file: str
) -> tuple[FlatRow, list[str]]:
    names = _names(section)
    project = places.unnumbered(names.get("project", ""))
    caption = section.title(top)
    is_whole = not project and not _asks_for_a_project(section, top)
    row = FlatRow(DEPARTMENT_YEAR if is_whole else PROJECT_YEAR, project=project)
    row.department = _department(section, names, top)
    row.district = _district(row, names, caption)
    # Groups over the headings name years of columns; one alone (2023年度 over all) is the form's.
    row.year = section.year(top) or first_year(section, top if funds is None else funds.header)
    if row.year is None and funds is not None:
        row.year = heads.year_of(section, funds.columns)
    guessed = titled.fill(row, section.headlines(top), file)
    row.as_of = asof.until(_dated(section, funds, top, file), row.year)
    if funds is not None:
        _take_funds(section, row, funds)
    _take_whole(section, row, funds, table, top)
    if row.rate_stated_pct is None and row.executed_yuan is not None:
        _labelled_rate(section, row, section.last + 1 if table.header is None else table.header)
    if not row.quote:
        row.quote = section.grid.quote(section.first)
        row.locator = section.grid.locator(section.first, 0)
    return row, guessed


def _asks_for_a_project(section: Section, top: int) -> bool:
    """A form of one project, whether its name was filled in or not: its money is not the department's."""
    asked = any(roles("identity").of(text) == "project" for row, _, text in section.cells() if row < top)
    return asked and not WHOLE.search(section.title(top))


def _places(section: Section, top: int) -> dict[str, str]:
    """Where the form says its year, department and project, or would say them: right of the label, else in its title,
    else in a free cell above its tables."""
    grid = section.grid
    title = next((grid.locator(r, c) for r, c, _ in section.cells() if r < top), "")
    free = grid.locator(section.first, grid.width)
    heads = section.title(section.first + 1)
    places = {"year": title if is_caption(heads) else free, "department": title if is_caption(heads) else free}
    group = roles("identity")
    labels = [(group.of(text), row, column) for row, column, text in section.cells() if row < top]
    for name, answering in (("year", ("year",)), ("department", _ANSWERING), ("project", ("project",))):
        for role in reversed(answering):
            for found, row, column in labels:
                beyond = grid.range_at(row, column)[3] + 1
                # A label that carries its value is its own place.
                place = (row, column) if ":" in fold(grid.text(row, column)) else grid.anchor(row, beyond)
                if found == role:
                    places[name] = grid.locator(*place)
    return places


def _names(section: Section) -> dict[str, str]:
    found: dict[str, str] = {}
    for role, _, _, value in section.named():
        if not amounts.is_missing(value):
            found.setdefault(role, value)
    return found


def _department(section: Section, names: dict[str, str], top: int) -> str:
    """主管部门 answers for the project, as in summary tables; then 实施单位, who published, the title, the sheet."""
    for role in _ANSWERING:
        if named := places.name(names.get(role, "")):
            return named
    for row in range(section.first, top):
        for _, text in section.grid.cells(row):
            if named := places.department_in(text):
                return named
    return places.name(section.grid.sheet) if places.is_department(section.grid.sheet) else ""


def _district(row: FlatRow, names: dict[str, str], caption: str) -> str:
    candidates = (
        row.department,
        names.get("department", ""),
        names.get("publisher", ""),
        re.sub(r"^\W*20\d\d年度?", "", caption),
    )
    return next((found for text in candidates if (found := places.district(text))), "")


def _take_funds(section: Section, row: FlatRow, funds: Funds) -> None:
    for column, value in funds.total.items():
        setattr(row, column, value)
    row.rate_stated_pct = _rate(row, funds)
    row.is_budget_unqualified = funds.is_unqualified
    row.funds, row.statements = funds.parts, list(funds.statements)
    row.flag(*funds.flags)
    row.unread = list(funds.unread)
    standing = fund_table.standing_part(funds)
    if standing is not None:
        row.quote, row.locator = standing.quote, standing.locator
    elif funds.row is not None:
        row.quote = section.grid.quote(funds.row)
        row.locator = section.grid.locator(funds.row, funds.column)
    elif funds.parts == [] and funds.total:
        row.quote, row.locator = section.grid.quote(funds.last), section.grid.locator(funds.last, 0)


def _rate(row: FlatRow, funds: Funds) -> Decimal | None:
    """The rate in per cent: a stored fraction is told by the amounts, or by its points (9 of 10 for 0.9)."""
    rate = funds.rate
    if (
        rate
        and funds.points
        and funds.weight
        and abs(rate) <= 1
        and abs(funds.points / funds.weight - rate) < Decimal("0.01")
    ):
        return in_percent(rate)
    return judge.as_percent(rate, row.budget, row.executed_yuan)


def _take_whole(section: Section, row: FlatRow, funds: Funds | None, table: Indicators, top: int) -> None:
    """The score and the grade: below the indicators, else below the money, else beside a label of their own."""
    whole = table.whole
    if table.header is None and funds is not None:
        below = totals.below(section, funds.last + 1, section.last, funds.columns)
        whole = totals.read(section, below, funds.columns)
    row.score, row.grade_stated = whole.score, whole.grade
    row.flag(*whole.flags)
    row.unread += whole.unread
    if whole.statement is not None:
        row.statements.append(whole.statement)
    if not whole.unread:
        _labelled_result(section, row, top)


def _labelled_result(section: Section, row: FlatRow, top: int) -> None:
    """A score or grade that stands beside a label of its own, outside the indicator table."""
    for role, line, column, value in section.named():
        if role == "score" and row.score is None and (score := amounts.score(value)) is not None:
            row.score = score
            row.statements.append(Statement("score", value, "分", section.grid.locator(line, column)))
        elif role == "grade" and not row.grade_stated:
            row.grade_stated = totals.grade_in(value)
    told = [*scores.above(section, range(section.first, top))[:1], *scores.in_sentences(section)]
    if row.score is None:
        _take_said(section, row, told)
    row.grade_stated = row.grade_stated or next((one.grade for one in told if one.value == row.score), "")


def _labelled_rate(section: Section, row: FlatRow, end: int) -> None:
    """执行率 | 50% on a line of its own above the indicators."""
    for line, column, text in section.cells():
        if line >= end or roles("fund_column").of(text) != "rate":
            continue
        beyond = section.grid.range_at(line, column)[3]
        place = next((c for c, _ in section.grid.cells(line) if c > beyond), None)
        rate = (
            None if place is None else amounts.rate(section.grid.value(line, place), section.grid.format(line, place))
        )
        if rate is not None and place is not None:
            row.rate_stated_pct = judge.as_percent(rate, row.budget, row.executed_yuan)
            said = printed(section.grid.value(line, place))
            row.statements.append(Statement("rate_stated_pct", said, "%", section.grid.locator(line, place)))
            return


def _take_said(section: Section, row: FlatRow, told: list[scores.Said]) -> None:
    """总分：91 above the tables, or 本项目自评得分91分，等级为优: where the form tells one score, and no other."""
    if len({said.value for said in told}) == 1:
        said = told[0]
        row.score = said.value
        row.statements.append(Statement("score", said.text, "分", section.grid.locator(said.row, said.column)))


def _indicator_row(line: Line, owner: FlatRow) -> FlatRow:
    row = FlatRow(
        INDICATOR, f"{owner.project}{INDICATOR_MARK}{line.name}", owner.department, owner.district, owner.year
    )
    row.score, row.weight, row.levels = line.score, line.weight, [*line.levels, line.name]
    row.target_text, row.actual_text = line.target, line.actual
    row.reason_text = line.reason if reasons.is_reason(line.reason) else ""
    row.measure_text = line.measure
    row.reason_codes = reasons.codes(line.reason)
    row.places, row.evaluation_kind = owner.places, owner.evaluation_kind
    row.quote, row.locator = line.quote, line.locator
    row.statements, row.unread = line.statements, line.unread
    return row


def _explain(section: Section, row: FlatRow, lines: list[FlatRow], funds: Funds | None, table: Indicators) -> None:
    """Reasons of the whole: of its own cells, else what its indicators name."""
    first_line = table.header or 0
    said = [(role, value) for role, line, _, value in section.named() if line != first_line]
    is_short = row.budget is not None and row.executed_yuan is not None and row.executed_yuan < row.budget
    perhaps = _PERHAPS if is_short else ()
    remarks = [funds.remark] if is_short and funds is not None and reasons.is_reason(funds.remark) else []
    own = [text for role, text in said if role == "reason" or (role in perhaps and reasons.is_told(text))]
    own += [funds.reason] if funds is not None and funds.reason else []
    own += filter(reasons.is_told, remarks)
    own = [text for text in own if reasons.is_reason(text)]
    given = own or [line.reason_text for line in lines if line.reason_text]
    problems = [text for role, text in said if is_short and role == "problem" and reasons.is_reason(text)]
    given = given or remarks or problems
    row.reason_text = "；".join(dict.fromkeys(given))
    row.reason_codes = list(dict.fromkeys(code for text in given for code in reasons.codes(text)))
    measures = [value for role, _, _, value in section.named() if role == "measure"]
    row.measure_text = "；".join(m for m in measures if reasons.is_reason(m))


def _has_reason_label(section: Section) -> bool:
    group = roles("identity")
    return any(group.of(text) == "reason" for _, _, text in section.cells())


def _dated(section: Section, funds: Funds | None, top: int, file: str) -> str:
    """What says up to when the figures of a form count: headings of its fund table, its title, a note, the names of the
    sheet and the file."""
    grid, first = section.grid, section.last + 1 if funds is None else funds.last + 1
    headings = () if funds is None else (text for _, text in grid.cells(funds.header))
    alone = (cells[0][1] for row in range(first, section.last + 1) if len(cells := list(grid.cells(row))) == 1)
    captions = Section(grid, section.first, top - 1)
    return asof.saying((*headings, *period_texts(captions, file, grid.sheet, alone)))


def _judge_scores(row: FlatRow, table: Indicators, funds: Funds | None) -> None:
    """The parts against the total: with the points of execution and without, as forms count them in or repeat them."""
    scores = [line.score for line in table.lines]
    if row.score is None or not scores or any(s is None for s in scores):
        return
    weights = sum((line.weight or Decimal(0) for line in table.lines), Decimal(0))
    points = table.execution if funds is None or funds.points is None else funds.points
    if points is None and weights < _FULL_WEIGHT:
        # The points of execution are not stated: what is listed is a part of the score.
        return
    listed = sum((s for s in scores if s is not None), Decimal(0))
    if all(abs(total - row.score) > Decimal("0.051") for total in (listed, listed + (points or Decimal(0)))):
        row.flag("score_sum_mismatch")


def _is_slipped(section: Section, row: FlatRow, funds: Funds | None) -> bool:
    """True where the form's own text names a figure ten thousand times larger or smaller, and never the figure read."""
    if funds is None or funds.row is None:
        return False
    if judge.is_unit_slip(row):
        return True
    outside = [t for r, _, t in section.cells() if not funds.top <= r <= funds.last]
    mentioned = {m.value for t in outside for hit in _AMOUNT_IN_TEXT.findall(t) if (m := amounts.money(hit, "元"))}
    for value in {v for v in (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) if v}:
        if value not in mentioned and ({value * 10_000, value / 10_000} & mentioned):
            return True
    return False
