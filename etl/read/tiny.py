"""Amounts below any size their owner can have: 万元 in a whole table or form whose headings say 元.

Belongs here: telling them, by the limits of ``sizes.toml`` and by what the line itself says in 万元. Does not belong
here: amounts too large (``sizes``), lines that do not fit their list (``judge``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.read import amounts, sizes
from etl.read.rows import AMOUNTS, INDICATOR, PROJECT_YEAR, FlatRow, Statement

_BUDGETS = ("budget_initial_yuan", "budget_full_year_yuan", "amount_unspecified_yuan")
_IN_MYRIADS = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)万元?")
_TOLD = "金额小得不像{}，可能是万元写成了元，请核对单位"


def doubt(row: FlatRow) -> str:
    """A sentence where the amounts of a form are in 元 by its headings and hardly can be, ``unit_suspect`` with it;
    empty where they can."""
    found = _doubted([row])
    return _told(row) if found else ""


def doubt_list(rows: Sequence[FlatRow]) -> list[str]:
    """The same of the lines of a list: it is the heading that is in doubt, and so is every line below it."""
    found = _doubted(rows)
    return [f"整张表的{_told(found[0])}"] if found else []


def _doubted(rows: Sequence[FlatRow]) -> list[FlatRow]:
    """The rows whose unit cannot be 元, marked; none where any amount is in a larger unit or names its own."""
    said = [(row, list(_stated(row))) for row in rows if row.kind != INDICATOR]
    said = [(row, stated) for row, stated in said if stated]
    if not said or any(_is_settled(one) for _, stated in said for one, _ in stated):
        return []
    lines = [(row, [value for _, value in stated]) for row, stated in said if not row.is_total]
    if not lines or max(max(values) for _, values in lines) >= sizes.file()["least"]["most"]:
        return []
    if not (any(_says_myriads(row, values) for row, values in lines) or _are_too_small(lines)):
        return []
    for row, _ in said:
        sizes.mark(row)
    return [row for row, _ in lines]


def _stated(row: FlatRow) -> Iterator[tuple[Statement, Decimal]]:
    """The row's amounts but for zeros, which are of any unit."""
    for said in row.statements:
        value = getattr(row, said.column) if said.column in AMOUNTS else None
        if value:
            yield said, abs(value)


def _is_settled(said: Statement) -> bool:
    is_yuan = amounts.currency(said.unit) == amounts.CNY and amounts.size(said.unit) == 1
    return not is_yuan or sizes.names_unit(said)


def _says_myriads(row: FlatRow, values: list[Decimal]) -> bool:
    """Whether the line's own words give one of its amounts, or what is left of it, in 万元."""
    said = {Decimal(figure.replace(",", "")) for figure in _IN_MYRIADS.findall(amounts.fold(row.quote))} - {Decimal(0)}
    left = {abs(one - other) for one in values for other in values}
    return bool(said & {*values, *left})


def _are_too_small(lines: list[tuple[FlatRow, list[Decimal]]]) -> bool:
    limits = sizes.file()["least"]
    if any(re.fullmatch(limits["small_office"], row.department) for row, _ in lines):
        return False
    usual = sorted(max(values) for _, values in lines)[len(lines) // 2]
    if all(row.kind != PROJECT_YEAR for row, _ in lines):
        return bool(usual < limits["department"])
    budgets = [value for row, _ in lines for name in _BUDGETS if (value := getattr(row, name))]
    with_fen = sum(value % 1 != 0 for value in budgets)
    return bool(usual < limits["project"] or (usual < limits["project_with_fen"] and len(budgets) < with_fen * 3))


def _told(row: FlatRow) -> str:
    return _TOLD.format("一个项目的" if row.kind == PROJECT_YEAR else "一个部门的")
