"""The figures of one line of a flat table: each column's cell as an amount, a rate, a score, or as unread.

Belongs here: units, twins, shared and doubtful cells, the judgement of the line. Does not belong here: which lines are
data (``flat``), how a text becomes a figure (``amounts``).
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from etl.read import amounts, doubtful, judge, shown, slips
from etl.read.context import Context
from etl.read.grid import UNCOMPUTED, printed
from etl.read.profile import MONEY_FIELDS, UNQUALIFIED
from etl.read.rows import AMOUNTS, REVIEW, FlatRow, Statement

_SLIP = Decimal(5_000)
#: Words in a column of money: perhaps the line is none of this table's.
_WORDS = re.compile(r"(?!公式|#)[^\d]*[\u4e00-\u9fff]")


def take(context: Context, line: int, row: FlatRow) -> None:
    """Fill the row with the figures that its line states for its year."""
    grid = context.grid
    subject = doubtful.subject(grid, context.headings, line)
    for name in (*AMOUNTS, UNQUALIFIED, "rate_stated_pct", "score", "grade_stated"):
        column = context.headings.of(name, row.year)
        if column is None or (name == UNQUALIFIED and row.budget_full_year_yuan is not None):
            continue
        # A project merged over its years has a figure a line.
        has_years = context.headings.of("year") is not None
        place = (line, column.index) if has_years else doubtful.place(grid, line, column.index, subject)
        text = grid.text(*place)
        if any(grid.text(line, twin) not in ("", text) for twin in column.twins):
            row.flag("ambiguous")
            continue
        if any(p.search(text) for p in context.profile.missing):
            continue
        if place in grid.uncomputed:
            row.unread.append(Statement(name, UNCOMPUTED, "", grid.locator(*place)))
            continue
        if doubtful.is_shared(grid, line, column.index, subject):
            row.flag("ambiguous")
            shared = grid.anchor(line, column.index)
            row.unread.append(Statement(name, f"{grid.text(*shared)}（几行合写）", "", grid.locator(*shared)))
            continue
        _take_figure(context, place, name, row)


def told_unsized(context: Context, lines: list[int]) -> list[str]:
    """A sentence where amounts of the lines are left out because nothing says their unit; none where there are none."""
    count = sum(_is_unsized(context, (line, column)) for column in context.unstated for line in lines)
    return [f"没有写金额单位，{count:,}格金额没有取"] if count else []


def _is_unsized(context: Context, place: tuple[int, int]) -> bool:
    """Whether an amount may be 元 or 万元: no unit is stated, and it is not so large that it is surely 元."""
    money = amounts.money(context.grid.value(*place), context.unit_at(*place))
    if money is None or money.is_own or context.is_stated(*place):
        return False
    return abs(money.value) < amounts.SURELY_YUAN and bool(money.value)


def _take_figure(context: Context, place: tuple[int, int], name: str, row: FlatRow) -> None:
    grid = context.grid
    value = grid.value(*place)
    if name in MONEY_FIELDS:
        _take_money(context, place, name, row)
        return
    if name != "rate_stated_pct" and (both := amounts.graded(printed(value))) is not None:
        _take_both(context, place, both, row)
        return
    if name == "rate_stated_pct":
        row.rate_stated_pct, unit = amounts.rate(value, grid.format(*place)), "%"
    elif name == "score" or (row.score is None and amounts.score(value) is not None):
        # A bare number below 自评结果 is no grade.
        name = "score"
        row.score, unit = amounts.score(value), "分"
    else:
        row.grade_stated, unit = "" if amounts.is_missing(printed(value)) else printed(value), ""
    if getattr(row, name) in (None, ""):
        _note_unread(context, place, name, row)
    else:
        row.statements.append(Statement(name, printed(value), unit, grid.locator(*place)))


def _take_money(context: Context, place: tuple[int, int], name: str, row: FlatRow) -> None:
    grid = context.grid
    value, unit = grid.value(*place), context.unit_at(*place)
    money = amounts.money(value, unit)
    if money is None:
        if doubtful.is_figure_in_words(value):
            row.flag("ambiguous")
        _note_unread(context, place, name, row)
        return
    if not (context.is_stated(*place) or money.is_own):
        row.flag("ambiguous")
        if _is_unsized(context, place):
            return
    if money.currency != amounts.currency(unit):
        # A figure in another money than the column's is no amount of this column.
        row.flag("unit_suspect")
        return
    row.flag(*shown.doubts(grid.format(*place), unit), *(["ambiguous"] if doubtful.is_rough(value) else []))
    if money.currency != amounts.CNY:
        row.flag(f"currency:{money.currency}")
    target = "budget_full_year_yuan" if name == UNQUALIFIED else name
    row.is_budget_unqualified |= name == UNQUALIFIED
    setattr(row, target, money.value)
    row.statements.append(Statement(target, printed(value), money.unit, grid.locator(*place)))


def _take_both(context: Context, place: tuple[int, int], both: tuple[Decimal, str], row: FlatRow) -> None:
    """95分（优）: points and grade, each where no column of its own states it."""
    text, locator = context.grid.text(*place), context.grid.locator(*place)
    for name, value, unit in (("score", both[0], "分"), ("grade_stated", both[1], "")):
        if getattr(row, name) in (None, ""):
            setattr(row, name, value)
            row.statements.append(Statement(name, text, unit, locator))


def _note_unread(context: Context, place: tuple[int, int], name: str, row: FlatRow) -> None:
    text = context.grid.text(*place)
    # An amount that broke (#REF!) was stated once; a rate of nothing (#DIV/0!) says nothing.
    if not amounts.is_missing(text) or (name in MONEY_FIELDS and text.startswith("#")):
        row.unread.append(Statement(name, text, "", context.grid.locator(*place)))


def judge_row(context: Context, row: FlatRow, line: int, *, has_reason_place: bool) -> None:
    column = context.headings.of("rate_stated_pct", row.year)
    is_stored = column is not None and isinstance(context.grid.value(line, column.index), int | float)
    decimals = context.rate_decimals if is_stored and not context.is_rate_fraction else None
    says_percent = column is not None and doubtful.says_percent(context.grid, line, column.index)
    if is_stored and context.is_rate_fraction and not says_percent and row.rate_stated_pct is not None:
        row.rate_stated_pct = amounts.in_percent(row.rate_stated_pct)
    elif not says_percent:
        row.rate_stated_pct = judge.as_percent(row.rate_stated_pct, row.budget, row.executed_yuan)
    if judge.is_unit_slip(row) or _has_odd_unit(context, row):
        row.flag("unit_suspect")
    judge.judge(row, has_reason_place=has_reason_place, rate_decimals=decimals, bounds=context.bounds)
    asked = (
        (context.is_year_guessed and row.year == context.year, context.year_doubt),
        (
            context.is_office_guessed and row.department == context.department,
            f"部门只写在文件名里（{context.department}）",
        ),
        (any(s.column in MONEY_FIELDS and _WORDS.match(s.text) for s in row.unread), "金额一格写的是文字"),
    )
    row.doubts += [told for is_so, told in asked if is_so]
    if row.doubts or row.year is None or not row.department or {"unit_suspect", "ambiguous"} & set(row.flags):
        row.status = REVIEW


def _has_odd_unit(context: Context, row: FlatRow) -> bool:
    """True where a cell with a unit of its own stands thousands of times away from the row's other amounts, or names
    next to nothing in it."""
    usual = Counter(context.units.values()).most_common(1)
    odd = [s for s in row.statements if usual and s.column in AMOUNTS and s.unit != usual[0][0]]
    others = [abs(v) for v in row.amounts if v]
    return (bool(odd) and len(others) > 1 and max(others) / min(others) > _SLIP) or slips.is_in(_sized(context, row))


def _sized(context: Context, row: FlatRow) -> list[slips.Sized]:
    """The row's amounts with their units; without a sign of another, the column's is that of the cell."""
    found = []
    for said in row.statements:
        is_unqualified = row.is_budget_unqualified and said.column == "budget_full_year_yuan"
        column = context.headings.of(UNQUALIFIED if is_unqualified else said.column, row.year)
        if said.column in AMOUNTS and column is not None:
            named = said.unit if column.index in context.unstated else context.units[column.index]
            found.append(slips.Sized(getattr(row, said.column), said.unit, named))
    return found
