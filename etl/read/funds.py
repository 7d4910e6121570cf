"""The fund table of an official form: 年度资金总额 and its parts × budget, executed, rate, points.

Belongs here: which row is the total, which column is what, a zero total over non-zero parts. Does not belong here:
who the project is, indicators.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read import amounts, doubtful, fund_groups, heads, shown, slips, sums, totals
from etl.read.fund_model import AMOUNTS, BUDGETS, FIELDS, Funds, settled
from etl.read.grid import UNCOMPUTED, Range, printed
from etl.read.labels import clean, roles
from etl.read.pairs import read_pairs
from etl.read.rows import Fund, Statement
from etl.read.section import Section, unit_of
from etl.read.years import year_in

#: 按收入性质分 | 按支出性质分 between the total and its parts.
_DIVIDES = re.compile(r"按.{2,8}(?:分|划分|分类)")
_BARE_TOTAL = re.compile(r"(?:金额|资金)?[合总]计(?:金额|数)?|总[额量]|总金额")


def find_header(section: Section) -> int | None:
    """The row whose cells are headings of a fund table: a budget beside an execution. Of several that of the form's
    year, where each names its year, else that of the whole money before that of its tasks (年度主要任务)."""
    found = [_lowest(section, row) for row in section.rows if _is_header(section, row)]
    found = found or [row for row in section.rows if _are_headings(heads.are_in_two_rows(section, row))]
    # Headings that stand over others are the groups of these: 预算安排 | 执行率 over 年初预算数 | 执行数.
    found = [row for row in found if not any(fund_groups.over(section, other).top <= row < other for other in found)]
    if len(found) < 2:
        return next(iter(found), None)
    year = section.year(found[0])
    chosen = next((row for row in found if year is not None and _year_of(section, row) == year), None)
    if chosen is not None:
        return chosen
    return min(found, key=lambda row: _rank(section, row, found))


def _rank(section: Section, header: int, headers: list[int]) -> tuple[bool, int]:
    """Headings of tasks come last; over a line called 年度资金总额 before over 合计, and those before all others."""
    grid = section.grid
    is_of_tasks = any(roles("section").of(text) for _, text in grid.cells(header))
    filled = (
        row
        for row in range(header + 1, section.last)
        if any(amounts.money(grid.value(row, column), "元") for column, _ in grid.cells(row))
    )
    # A second row of headings directly below belongs to the same table.
    first = next(filled, section.last)
    end = next((row for row in headers if row > first), section.last + 1)
    ranks = (1 if _BARE_TOTAL.fullmatch(clean(text)) else 0 for text in _totals(section, range(header + 1, end)))
    return is_of_tasks, min(ranks, default=2)


def _lowest(section: Section, header: int) -> int:
    """The row of headings that says what was spent: 合计 below 支出情况, where 全年预算数 | 支出情况 does not."""
    if "executed" in section.columns_of(header, roles("fund_column")) or header == section.last:
        return header
    below = heads.are_in_two_rows(section, header + 1)
    return header + 1 if "executed" in below and _are_headings(below) else header


def _is_header(section: Section, row: int) -> bool:
    found = section.columns_of(row, roles("fund_column"))
    return _are_headings(found) and not _is_pairs(section, row, found)


def _are_headings(found: Collection[str]) -> bool:
    return any(b in found for b in (*BUDGETS, "received")) and ("executed" in found or "rate" in found)


def _year_of(section: Section, row: int) -> int | None:
    """The year that the label beside a table's headings names: 2023年资金（万元）."""
    return next((year for _, text in section.grid.cells(row) if (year := year_in(text)) is not None), None)


def _is_pairs(section: Section, row: int, found: dict[str, Range]) -> bool:
    """True where the row goes label, figure, label, figure: the older layout, read by ``read_pairs``."""
    labels = [found["executed"]] if "executed" in found else [found[role] for role in AMOUNTS if role in found]
    return any(amounts.money(section.grid.value(row, label[3] + 1), "元") is not None for label in labels)


def read(section: Section) -> Funds | None:
    """The section's fund table, or None where it has none."""
    header = find_header(section)
    if header is None:
        return read_pairs(section)
    columns, left, is_doubtful = heads.columns(section, header, AMOUNTS)
    labels = {role: section.grid.text(place[0], place[1]) for role, place in columns.items()}
    figures = {role: next(iter(heads.figures_below(section, place)), None) for role, place in columns.items()}
    columns = settled(columns, labels, figures)
    funds = Funds(fund_groups.over(section, header).top, header, header, columns)
    unit = _unit(section, funds)
    funds.flags += ["ambiguous"] if is_doubtful else []
    funds.flags += ["unit_suspect"] if _do_units_differ(section, funds) else []
    funds.is_unqualified = "budget_unqualified" in columns
    funds.has_reason_place = "reason" in columns
    is_named = _take_lines(section, left, unit, funds)
    if funds.row is None:
        _only_part(funds)
    if funds.row is None and any(_has_amount(section, row, columns, unit) for row in range(header + 1, funds.last + 1)):
        # Amounts of tasks, and no line that says it is their total.
        funds.flags.append("ambiguous")
    sums.nest(funds.parts)
    if sums.do_parts_differ(funds.total, funds.statements, funds.parts):
        funds.flags.append("components_mismatch")
    if not is_named and sums.are_uses_short(funds.total, funds.parts):
        funds.flags.append("ambiguous")
    if sums.are_parts_sized_otherwise(funds.total, funds.parts):
        funds.flags.append("unit_suspect")
    _disbelieve_zero(funds)
    return funds


def _take_lines(section: Section, left: int, unit: str, funds: Funds) -> bool:
    """Take the total and the parts below the headings; whether the total's line has a name of its own."""
    columns, is_named = funds.columns, True
    has_basic = any(row > funds.header and clean(text).startswith("基本支出") for row, _, text in section.cells())
    for row in range(funds.header + 1, section.last + 1):
        label = _label(section, row, left)
        is_answer = roles("identity").of(label) in ("score", "grade", "reason", "measure")
        if heads.ends(section, row) or is_answer or totals.names_whole(section, row, {}):
            break
        if _is_header(section, row) and any(
            _has_amount(section, line, columns, unit) for line in range(funds.header + 1, row)
        ):
            # What stands below another table's headings is that table's.
            break
        is_execution = funds.row is None and _is_execution(section, row, label, columns, unit)
        if roles("fund_column").of(label) in ("rate", "score", "weight") and not is_execution:
            # 预算执行率 | 50% | 得分 | 5 below the amounts is none of them.
            continue
        if _DIVIDES.fullmatch(clean(label)):
            continue
        if funds.row is not None and heads.is_of_pairs(section, row, columns):
            funds.last = row
            continue
        kind = _kind(label, has_basic=has_basic)
        if kind == "left":
            funds.last = row
            continue
        is_nameless = not label and _has_amount(section, row, columns, unit)
        is_total = funds.row is None and (kind == "total" or is_nameless or is_execution)
        if is_total:
            is_named = bool(label)
            _take_total(section, row, columns, unit, funds)
        elif kind is not None or (label and funds.row is not None and _has_amount(section, row, columns, unit)):
            line = _amounts(section, row, columns, unit)
            fund = Fund(label.strip(), line.found, section.grid.locator(row, left), section.grid.quote(row))
            funds.parts.append(fund)
            _note(line, funds)
        elif label and funds.row is not None:
            break
        funds.last = row
    return is_named


def _kind(label: str, *, has_basic: bool) -> str | None:
    """Total, part or neither: 项目支出总额 is the whole of a project, and a part of a department beside 基本支出."""
    if has_basic and clean(label).startswith(("基本支出", "项目支出")):
        return "part"
    return roles("fund_row").of(label) if label else None


def _is_execution(section: Section, row: int, label: str, columns: dict[str, Range], unit: str) -> bool:
    """Whether a line is that of the execution's points and states the amounts they are given for: 预算执行 | 10 | 1268
    below 评价内容 | 分值 | 全年预算数."""
    if roles("execution_line").of(label) is None:
        return False
    found = _amounts(section, row, columns, unit).found
    budgets = (found.get(FIELDS[role]) for role in BUDGETS)
    return found.get(FIELDS["executed"]) is not None and any(value is not None for value in budgets)


def _unit(section: Section, funds: Funds) -> str:
    """The unit named nearest to the table: its side label and headings, then the captions above, then below."""
    near, above = _beside(section, funds), _captions(section, funds.top)
    return unit_of(iter(near)) or unit_of(iter(above)) or ""


def _do_units_differ(section: Section, funds: Funds) -> bool:
    """Whether 单位：万元 stands above a table of 项目资金（元）: one of the two is a slip."""
    near = unit_of(iter(_beside(section, funds)))
    above = unit_of(text for text in _captions(section, funds.top) if "单位" in text)
    return near is not None and above is not None and amounts.size(near) != amounts.size(above)


def _beside(section: Section, funds: Funds) -> list[str]:
    rows = range(funds.top, min(funds.header + 1, section.last) + 1)
    return [text for row in rows for _, text in section.grid.cells(row)]


def _captions(section: Section, top: int) -> list[str]:
    above = (text for row in range(top - 1, section.first - 1, -1) for _, text in section.grid.cells(row))
    return [text for text in above if len(text) <= 60]


def _label(section: Section, row: int, left: int) -> str:
    """The row's own label: the last text left of the figures; a label merged over several rows belongs to the table."""
    every = [(c, t) for c, t in section.grid.cells(row) if c < left and not amounts.is_unit(t)]
    texts = [(c, t) for c, t in every if section.grid.range_at(row, c)[2] == row]
    # 基本支出 beside 人员经费 and 公用经费 stands on the line of its own amounts.
    texts = texts or [(c, t) for c, t in every if roles("fund_row").of(t) is not None]
    # Points and rate may stand left of the amounts: a bare figure is no label beside words.
    worded = [(c, t) for c, t in texts if re.search(r"[\u4e00-\u9fff]", t)]
    return (worded or texts)[-1][1] if texts else ""


def _has_amount(section: Section, row: int, columns: dict[str, Range], unit: str) -> bool:
    return any(value is not None for value in _amounts(section, row, columns, unit).found.values())


@dataclass
class _Line:
    """The amounts of one row by column of the flat row, each figure as printed, and cells that are none."""

    found: dict[str, Decimal | None] = field(default_factory=dict)
    said: list[Statement] = field(default_factory=list)
    unread: list[Statement] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    sized: list[slips.Sized] = field(default_factory=list)


def _amounts(section: Section, row: int, columns: dict[str, Range], unit: str) -> _Line:
    line = _Line()
    named = _unit_of_row(section, row)
    for role in AMOUNTS:
        if role not in columns:
            continue
        place = section.under(row, columns[role])
        if place is None or place[0] != row:
            line.found.setdefault(FIELDS[role], None)
            line.unread += _uncomputed(section, row, columns[role], FIELDS[role])
            continue
        head = section.grid.text(columns[role][0], columns[role][1])
        own = amounts.unit_of_money(head) or named or unit or "元"
        value = section.grid.value(*place)
        money = amounts.money(value, own)
        is_yuan = money is not None and money.currency == amounts.CNY
        line.found[FIELDS[role]] = money.value if money is not None and is_yuan else None
        text, locator = section.grid.text(*place), section.grid.locator(*place)
        if money is not None:
            line.said.append(Statement(FIELDS[role], text, money.unit, locator))
            line.sized.append(slips.Sized(money.value, money.unit, own))
            line.flags += [
                *shown.doubts(section.grid.format(*place), own),
                *(["ambiguous"] if doubtful.is_rough(value) else []),
            ]
        elif not amounts.is_missing(text):
            line.unread.append(Statement(FIELDS[role], text, "", locator))
            if doubtful.is_figure_in_words(value) or amounts.rate(value) is not None:
                line.flags.append("ambiguous")
    return line


def _uncomputed(section: Section, row: int, head: Range, column: str) -> list[Statement]:
    """A formula without its result was filled in: it is no blank."""
    cells = ((row, at) for at in range(head[1], head[3] + 1) if (row, at) in section.grid.uncomputed)
    return [Statement(column, UNCOMPUTED, "", section.grid.locator(*cell)) for cell in cells]


def _unit_of_row(section: Section, row: int) -> str:
    """The unit that a cell of the row names and nothing else: 年度资金总额 | 万元 | 60."""
    return next((text for _, text in section.grid.cells(row) if amounts.is_unit(text)), "")


def _note(line: _Line, funds: Funds) -> None:
    funds.unread += line.unread
    funds.flags += [flag for flag in line.flags if flag not in funds.flags]


def _take_total(section: Section, row: int, columns: dict[str, Range], unit: str, funds: Funds) -> None:
    funds.row = row
    funds.column = min((place[1] for role, place in columns.items() if role in AMOUNTS), default=0)
    line = _amounts(section, row, columns, unit)
    funds.total, funds.statements = line.found, line.said
    funds.flags += ["unit_suspect"] if slips.is_in(line.sized) else []
    _note(line, funds)
    _doubt_headings(section, row, columns, funds)
    if not unit and not _unit_of_row(section, row):
        _doubt_unit(section, columns, funds)
    for role in ("rate", "score", "weight", "reason", "remark"):
        place = section.under(row, columns[role]) if role in columns else None
        if place is None:
            continue
        value = section.grid.value(*place)
        if role == "rate":
            funds.rate = amounts.rate(value, section.grid.format(*place))
            said = Statement("rate_stated_pct", printed(value), "%", section.grid.locator(*place))
            if funds.rate is not None:
                funds.statements.append(said)
            elif not amounts.is_missing(said.text) and not said.text.startswith("#"):
                funds.unread.append(said)
        elif role == "score":
            funds.points = amounts.score(value)
        elif role == "weight":
            funds.weight = amounts.score(value)
        elif role == "reason":
            funds.reason = printed(value)
        else:
            funds.remark = printed(value)


def _doubt_headings(section: Section, row: int, columns: dict[str, Range], funds: Funds) -> None:
    """Without a column of what was spent (or of a budget), an amount under a heading nobody knows may be it."""
    has_all = "executed" in columns and any(role in columns for role in BUDGETS)
    if has_all or funds.row is None:
        return
    group, left = (
        roles("fund_column"),
        min((place[1] for role, place in columns.items() if role in AMOUNTS), default=0),
    )
    for column, text in section.grid.cells(row):
        head = section.grid.text(*section.grid.anchor(funds.header, column))
        is_known = column < left or not head or group.of(head) is not None or roles("fund_beside").of(head) is not None
        if not is_known and amounts.money(section.grid.value(row, column), "元") is not None:
            funds.unread.append(Statement(_heading_missed(columns), text, "", section.grid.locator(row, column)))
            funds.flags.append("ambiguous")


def _heading_missed(columns: dict[str, Range]) -> str:
    return "budget_full_year_yuan" if "executed" in columns else "executed_yuan"


def _doubt_unit(section: Section, columns: dict[str, Range], funds: Funds) -> None:
    """No unit near the table: large figures are yuan, in doubt; small ones may be 万元 and are not read as anything."""
    if any(amounts.unit_of_money(section.grid.text(p[0], p[1])) for role, p in columns.items() if role in AMOUNTS):
        return
    plain = [s.column for s in funds.statements if not re.search(r"[元万亿]", s.text)]
    if plain:
        funds.flags.append("ambiguous")
    for column in plain:
        value = funds.total.get(column)
        if value and abs(value) < amounts.SURELY_YUAN:
            funds.total[column] = None


def _only_part(funds: Funds) -> None:
    """A table without a total row: a single line is the whole, several are not added up."""
    filled = [part for part in funds.parts if any(v is not None for v in part.amounts.values())]
    if len(filled) == 1:
        funds.total = dict(filled[0].amounts)
        funds.parts = []
    elif filled:
        funds.flags.append("ambiguous")


def _disbelieve_zero(funds: Funds) -> None:
    """A total of 0 over non-zero parts is flagged; what stands for it is the one part there is, else nothing. A blank
    one is flagged too and stays blank."""
    stated = {cell.column for cell in (*funds.statements, *funds.unread)}
    for column, value in funds.total.items():
        below = {part.amounts.get(column) for part in funds.parts} - {None, Decimal(0)}
        if value == 0 and below:
            funds.flags.append("sum_mismatch")
            funds.total[column] = below.pop() if len(below) == 1 else None
            funds.is_disbelieved = True
        elif value is None and below and column not in stated:
            funds.flags.append("sum_mismatch")


def standing_part(funds: Funds) -> Fund | None:
    """The part whose figures stand for a disbelieved total: its row is the one to quote."""
    if not funds.is_disbelieved:
        return None
    filled = [p for p in funds.parts if any(p.amounts.values())]
    return filled[0] if len(filled) == 1 else None


def has_total_row(section: Section, before: int) -> bool:
    """True where a row above ``before`` is labelled as the total of the money and holds a figure."""
    return any(_totals(section, range(section.first, before)))


def _totals(section: Section, rows: range) -> Iterator[str]:
    """The labels of lines of the total that hold a figure."""
    grid, group = section.grid, roles("fund_row")
    for row in rows:
        for column, text in grid.cells(row):
            figures = (amounts.money(grid.value(row, c), "元") for c, _ in grid.cells(row) if c > column)
            if group.of(text) == "total" and any(figures):
                yield text
