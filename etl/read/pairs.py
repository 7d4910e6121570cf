"""The older layout of a form's money: each label with its figure right of it (预算数：| 160 | 执行数：| 124.8) or in
its own cell (执行数：124.8).

Belongs here: reading such pairs. Does not belong here: fund tables with headings (``funds``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.read import amounts, groups, inline, slips
from etl.read.fund_model import AMOUNTS, BUDGETS, FIELDS, Funds, settled
from etl.read.grid import Value, printed
from etl.read.heads import ends
from etl.read.indicator_heads import header_of
from etl.read.labels import roles
from etl.read.rows import Statement
from etl.read.section import Section, unit_of


@dataclass(frozen=True)
class _Amount:
    """What stands beside a label; no value where it may be of another size."""

    label: str
    value: Decimal | None
    text: str
    sized: slips.Sized
    locator: str
    is_doubtful: bool


def read_pairs(section: Section) -> Funds | None:
    """What the pairs say; None where there are none. 预算执行率 | ≥95% and 合计 | 100 among indicators are none."""
    group = roles("fund_column")
    heads = (place[0] for row in section.rows for place in (header_of(section, row) or {}).values())
    section = replace(section, last=min(heads, default=section.last + 1) - 1)
    funds: Funds | None = None
    found: dict[str, _Amount] = {}
    unit = unit_of(text for _, _, text in section.cells() if len(text) <= 40) or ""
    names_year = any(_names_year(text) and group.of(text) in AMOUNTS for _, _, text in section.cells())
    for row in section.rows:
        if ends(section, row) and funds is not None:
            break
        for label, value, place in _told(section, row):
            role = group.of(label)
            if role not in (*AMOUNTS, "rate") or (names_year and groups.is_of_all_years(label)):
                continue
            funds = funds or Funds(row, row, row, row=row, column=place)
            funds.last = row
            if role == "rate":
                _take_rate(section, row, value, place, funds)
                continue
            amount = _amount(label, value, unit, section.grid.locator(row, place))
            is_open = role not in found or found[role].value is None
            if amount is not None and is_open and not groups.is_change(label, [amount.sized.value]):
                found[role] = amount
    sized = [] if funds is None else _take_amounts(found, funds)
    if funds is not None and slips.is_in(sized):
        funds.flags.append("unit_suspect")
    if funds is not None and funds.rate is None:
        _rate_under_its_heading(section, funds)
    if funds is not None and not any(funds.total.get(FIELDS[role]) for role in BUDGETS):
        _take_labelled_total(section, funds, unit)
    return funds if funds is not None and funds.total else None


def _amount(label: str, value: Value, unit: str, locator: str) -> _Amount | None:
    own = amounts.unit_of_money(label) or unit
    money = amounts.money(value, own or amounts.YUAN)
    if money is None:
        return None
    is_doubtful = not own and not money.is_own and money.value != 0
    # Without a unit 100 may be 万元 and is read as nothing, as in a table.
    is_small = is_doubtful and abs(money.value) < amounts.SURELY_YUAN
    sized = slips.Sized(money.value, money.unit, own or money.unit)
    return _Amount(label, None if is_small else money.value, printed(value), sized, locator, is_doubtful)


def _take_amounts(found: dict[str, _Amount], funds: Funds) -> list[slips.Sized]:
    """Take the amounts that count; their sizes."""
    labels, figures = ({r: a.label for r, a in found.items()}, {r: a.sized.value for r, a in found.items()})
    counting = settled(found, labels, figures)
    for role, amount in counting.items():
        funds.flags += ["ambiguous"] * amount.is_doubtful
        funds.total[FIELDS[role]] = amount.value
        funds.statements.append(Statement(FIELDS[role], amount.text, amount.sized.own, amount.locator))
        funds.is_unqualified |= role == "budget_unqualified"
    return [amount.sized for amount in counting.values()]


def _told(section: Section, row: int) -> Iterator[tuple[str, Value, int]]:
    """Each label of a row, the value in its own cell (全年执行数：80万元) or right of it, the value's column."""
    for column, text in section.grid.cells(row):
        inside = inline.figures(text)
        yield from ((label, figure, column) for label, figure in inside)
        beyond = section.grid.range_at(row, column)[3] + 1
        place = next((c for c, _ in section.grid.cells(row) if c >= beyond), None)
        if not inside and place is not None:
            yield text, section.grid.value(row, place), place


def _take_rate(section: Section, row: int, value: Value, place: int, funds: Funds) -> None:
    rate = amounts.rate(value, section.grid.format(row, place))
    if funds.rate is None and rate is not None:
        funds.rate = rate
        funds.statements.append(Statement("rate_stated_pct", printed(value), "%", section.grid.locator(row, place)))


def _names_year(label: str) -> bool:
    return not groups.is_of_all_years(label) and re.search("当年|本年|全年", label) is not None


def _take_labelled_total(section: Section, funds: Funds, unit: str) -> None:
    """年度资金总额 | 3600 is the budget where no other is stated; twice (by income, by expenditure) it must agree.
    A line of several figures (年度资金总额 | 100 | 120) is one of a table whose headings nobody knows."""
    found: list[tuple[Decimal, Statement]] = []
    for row, column, text in section.cells():
        place = section.grid.range_at(row, column)[3] + 1
        money = amounts.money(section.grid.value(row, place), unit or "元")
        is_one = amounts.money(section.grid.value(row, section.grid.range_at(row, place)[3] + 1), unit or "元") is None
        if roles("fund_row").of(text) == "total" and money is not None and is_one and (unit or money.is_own):
            said = Statement(
                FIELDS["budget_unqualified"],
                section.grid.text(row, place),
                money.unit,
                section.grid.locator(row, place),
            )
            found.append((money.value, said))
    if len({value for value, _ in found}) == 1:
        value, said = found[0]
        funds.total[said.column] = value
        funds.statements += [said for _, said in found[:1]]
        funds.is_unqualified = True
    elif found:
        funds.flags.append("ambiguous")


def _rate_under_its_heading(section: Section, funds: Funds) -> None:
    """预算执行进度 over 95.38%, right of the pairs."""
    for row in range(funds.header, funds.last + 1):
        for column, text in section.grid.cells(row):
            head = section.grid.text(*section.grid.anchor(row - 1, column)) if row > section.first else ""
            if "%" in amounts.fold(text) + section.grid.format(row, column) and roles("fund_column").of(head) == "rate":
                funds.rate = amounts.rate(section.grid.value(row, column), section.grid.format(row, column))
                funds.statements.append(Statement("rate_stated_pct", text, "%", section.grid.locator(row, column)))
                return
