"""Amounts beyond any size their owner can have: yuan in a whole table or form whose headings say 万元.

Belongs here: telling them by the limits of ``sizes.toml``. Does not belong here: amounts too small (``tiny``), lines
that do not fit their list, rows whose amounts do not fit each other (``judge``), a smaller unit in a cell (``slips``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from etl.read import amounts, places
from etl.read.rows import AMOUNTS, PROJECT_YEAR, REVIEW, FlatRow, Statement

#: Lines of a list whose heading is wrong are mostly less than so many times apart; one that slipped is 10,000 times as
#: large as it should be.
_APART = 400
_TOLD = "金额大得不像{}，可能是元写成了{}，请核对单位"


@dataclass(frozen=True)
class _Level:
    """The limits of offices of one level; none where their amounts are never doubted."""

    district: re.Pattern[str]
    office: re.Pattern[str] | None
    limits: dict[str, Decimal]


@cache
def file() -> dict[str, Any]:
    """The limits."""
    return tomllib.loads((Path(__file__).parent / "sizes.toml").read_text(encoding="utf-8"))


@cache
def _levels() -> tuple[_Level, ...]:
    return tuple(
        _Level(
            re.compile(one["district"]),
            re.compile(one["office"]) if "office" in one else None,
            {name: Decimal(value) for name, value in one.items() if isinstance(value, int)},
        )
        for one in file()["level"]
    )


def doubt(row: FlatRow) -> str:
    """A sentence where an amount of the row is beyond what its owner can have, ``unit_suspect`` with it; empty where
    none is, or where the cell itself names its unit."""
    limit = _limit(row)
    if limit is None:
        return ""
    beyond = (said for said, value in _in_larger_units(row) if abs(value) >= limit[1])
    one = next((said for said in beyond if not names_unit(said)), None)
    if one is None:
        return ""
    mark(row)
    return _TOLD.format(limit[0], one.unit)


def doubt_list(rows: Sequence[FlatRow]) -> list[str]:
    """The same of the lines of a list. Where most of them are of the size of such a line, it is the heading that is in
    doubt, and so is every line below it."""
    beyond = [(row, told) for row in rows if (told := doubt(row))]
    if not beyond:
        return []
    least = min(max(abs(v) for _, v in _in_larger_units(row)) for row, _ in beyond)
    sized = [row for row in rows if any(value for _, value in _in_larger_units(row))]
    alike = [row for row in sized if max(abs(v) for _, v in _in_larger_units(row)) * _APART >= least]
    if len(alike) * 2 > len(sized):
        for row in sized:
            mark(row)
        return [f"整张表的{beyond[0][1]}"]
    return [f"{row.locator}的{told}" for row, told in beyond]


def mark(row: FlatRow) -> None:
    """The literal value stays, in doubt."""
    row.flag("unit_suspect")
    row.status = REVIEW


def _limit(row: FlatRow) -> tuple[str, Decimal] | None:
    """What the row is of, in words, and from which size on its amounts are beyond it."""
    kind, told = ("total", "合计") if row.is_total else ("department", "一个部门的")
    kind, told = ("project", "一个项目的") if row.kind == PROJECT_YEAR else (kind, told)
    district = row.district or places.district(row.department)
    for level in _levels():
        fits = (
            level.district.fullmatch(district) if district else level.office and level.office.fullmatch(row.department)
        )
        if fits:
            return (told, level.limits[kind]) if kind in level.limits else None
    return None


def _in_larger_units(row: FlatRow) -> Iterator[tuple[Statement, Decimal]]:
    """The row's amounts in units larger than 元."""
    for said in row.statements:
        value = getattr(row, said.column) if said.column in AMOUNTS else None
        if value is not None and amounts.currency(said.unit) == amounts.CNY and amounts.size(said.unit) > 1:
            yield said, value


def names_unit(said: Statement) -> bool:
    """Whether the cell itself names its unit."""
    money = amounts.money(said.text, amounts.YUAN)
    return money is None or money.is_own
