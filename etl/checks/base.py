"""What every check shares: the shape of a comparison, printed precision, the statement behind a figure.

Belongs here: helpers used by two or more checks. Does not belong here: a check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from etl.contracts import SUMMABLE_BASES

#: One row per comparison. ``stated``/``computed``/``gap`` are numbers in the unit ``gap_unit``
#: (yuan, rate, points, count, grade, text); words go into ``stated_text``/``computed_text``; ``n`` of ``total``
#: and ``detail`` feed the sentence.
COMPARISON: dict[str, str] = {
    "code": "string",
    "is_failed": "boolean",
    "department_id": "string",
    "project_id": "string",
    "year": "int32",
    "scope": "string",
    "table_name": "string",
    "fact_row_id": "string",
    "column_name": "string",
    "subject": "string",
    "stated": "decimal(24, 6)",
    "computed": "decimal(24, 6)",
    "gap": "decimal(24, 6)",
    "gap_unit": "string",
    "stated_text": "string",
    "computed_text": "string",
    "n": "int32",
    "total": "int32",
    "detail": "string",
    "decimals": "int32",
    "own_quote": "string",
    "own_locator": "string",
    "source_id": "string",
}
_MOST_ROUNDED = 1e12
#: Yuan in one printed unit of money.
MONEY_UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}


@dataclass(frozen=True)
class Tables:
    """The published tables by name: ``tables.project_year``."""

    by_name: dict[str, ir.Table]

    def __getattr__(self, name: str) -> ir.Table:
        try:
            return self.by_name[name]
        except KeyError as error:
            raise AttributeError(name) from error


def compared(rows: ir.Table, code: str | ir.Value, **columns: Any) -> ir.Table:
    """Shape ``rows`` as comparisons; a column neither given nor in ``rows`` is null."""
    made: dict[str, Any] = {"code": code, **columns}
    picked = []
    for name, kind in COMPARISON.items():
        if name in made:
            value = made[name]
        elif name in rows.columns:
            value = rows[name]
        else:
            value = ibis.null(kind)
        if not isinstance(value, ir.Value):
            value = ibis.literal(value)
        if value.type().is_floating() and kind.startswith("decimal"):
            value = _rounded(value)
        picked.append(value.cast(kind).name(name))
    return rows.select(*picked)


def _rounded(value: Any) -> Any:
    """A binary fraction at the six decimals of a comparison: engines round halves in different ways, this is the same
    arithmetic in all of them. Beyond what 64 bits hold the last digits mean nothing."""
    return (value.abs() < _MOST_ROUNDED).ifelse((value * 1e6 + 0.5).floor() / 1e6, value)


def fact(table_name: str, rows: ir.Table, column: str) -> dict[str, Any]:
    """The columns that say which figure of which row is compared."""
    return {"table_name": ibis.literal(table_name), "fact_row_id": rows.row_id, "column_name": ibis.literal(column)}


def printed(tables: Tables, table_name: str, column: str) -> ir.Table:
    """How the shown statement of a figure was printed: ``row_id, printed_decimals, printed_unit``; one per row."""
    rows = tables.evidence
    shown = rows.filter((rows.table_name == table_name) & (rows.column_name == column) & rows.is_shown)
    return shown.group_by("row_id").agg(
        printed_decimals=shown.decimals.max(), printed_unit=shown.unit.argmax(shown.decimals)
    )


def with_printed(rows: ir.Table, tables: Tables, table_name: str, column: str) -> ir.Table:
    """Add ``step``: one unit of the last printed digit of a money figure, in yuan (0.01 where nothing is known)."""
    joined = rows.left_join(printed(tables, table_name, column), "row_id")
    unit: Any = joined.printed_unit.cases(*MONEY_UNITS.items(), else_=1)
    digits = joined.printed_decimals.fill_null(2)
    return joined.mutate(step=unit / ibis.literal(10.0).pow(digits), decimals=digits)


def rate_fits(stated: ir.Value, computed: ir.Value, decimals: ir.Value) -> ir.Value:
    """True when a computed fraction, rounded (within half a step) or cut off (below a step), is the stated one.

    Both are usual in reports (95.62 % printed as 96 %, 52.8227 % as 52.82 %). The slack covers binary fractions.
    """
    step = ibis.literal(10.0).pow(-decimals)
    gap = (computed - stated) * 100
    slack = 1e-7
    return (gap >= -step / 2 - slack) & (gap < step - slack)


def is_summable(rows: ir.Table) -> ir.Value:
    """True on the bases that may be added up and compared: full year, or a budget whose kind is not said."""
    return rows.rate_basis.isin(SUMMABLE_BASES)
