"""The older layout of a form's money: each label with its figure right of it (预算数：| 160 | 执行数：| 124.8).

Belongs here: reading such pairs. Does not belong here: fund tables with headings (``funds``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from etl.read import amounts, groups
from etl.read.fund_model import AMOUNTS, BUDGETS, FIELDS, Funds
from etl.read.heads import ends
from etl.read.indicator_heads import header_of
from etl.read.labels import roles
from etl.read.rows import Statement
from etl.read.section import Section, unit_of


def read_pairs(section: Section) -> Funds | None:
    """What the pairs say; None where there are none. 预算执行率 | ≥95% and 合计 | 100 among indicators are none."""
    group = roles("fund_column")
    heads = (place[0] for row in section.rows for place in (header_of(section, row) or {}).values())
    section = replace(section, last=min(heads, default=section.last + 1) - 1)
    funds: Funds | None = None
    unit = unit_of(text for _, _, text in section.cells() if len(text) <= 40) or ""
    names_year = any(_names_year(text) and group.of(text) in AMOUNTS for _, _, text in section.cells())
    for row in section.rows:
        if ends(section, row) and funds is not None:
            break
        for column, text in section.grid.cells(row):
            role = group.of(text)
            if role not in (*AMOUNTS, "rate") or (names_year and groups.is_of_all_years(text)):
                continue
            beyond = section.grid.range_at(row, column)[3] + 1
            place = next((c for c, _ in section.grid.cells(row) if c >= beyond), None)
            if place is None:
                continue
            value = section.grid.value(row, place)
            funds = funds or Funds(row, row, row=row, column=place)
            if role == "rate":
                funds.rate = (
                    funds.rate if funds.rate is not None else amounts.rate(value, section.grid.format(row, place))
                )
                continue
            money = amounts.money(value, amounts.unit_in(text) or unit or "元")
            if money is not None and funds.total.get(FIELDS[role]) is None:
                funds.total[FIELDS[role]] = money.value
                said = Statement(
                    FIELDS[role], section.grid.text(row, place), money.unit, section.grid.locator(row, place)
                )
                funds.statements.append(said)
                funds.is_unqualified |= role == "budget_unqualified"
            funds.last = row
    if funds is not None and funds.rate is None:
        _rate_under_its_heading(section, funds)
    if funds is not None and not any(funds.total.get(FIELDS[role]) for role in BUDGETS):
        _take_labelled_total(section, funds, unit)
    return funds if funds is not None and funds.total else None


def _names_year(label: str) -> bool:
    return not groups.is_of_all_years(label) and re.search("当年|本年|全年", label) is not None


def _take_labelled_total(section: Section, funds: Funds, unit: str) -> None:
    """年度资金总额 | 3600 is the budget where no other is stated; twice (by income, by expenditure) it must agree."""
    found: list[tuple[Decimal, Statement]] = []
    for row, column, text in section.cells():
        place = section.grid.range_at(row, column)[3] + 1
        money = amounts.money(section.grid.value(row, place), unit or "元")
        if roles("fund_row").of(text) == "total" and money is not None:
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
