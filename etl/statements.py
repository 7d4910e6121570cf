"""Later rows of a key that is already there: the statements of evidence they become.

Belongs here: turning such rows into evidence. Does not belong here: finding them (``etl.stage``).
"""

from __future__ import annotations

import polars as pl

from etl.contracts import Table, Type
from etl.rules import FIGURES, FILE, ROW

_DECIMALS = {Type.MONEY: 2, Type.SCORE: 2, Type.RATE: 2, Type.NUMBER: 6}
#: Ordinals far above those of inputs; the shown row's statement comes first.
_SHOWN, _LATER = 1000, 2000
NO_STATEMENTS = pl.DataFrame(
    schema={
        "table_name": pl.String, "row_id": pl.String, "column_name": pl.String, "ordinal": pl.Int32,
        "value_text": pl.String, "value": pl.Decimal(24, 6), "decimals": pl.Int32, "unit": pl.String,
        "source_id": pl.String, "locator": pl.String, "quote": pl.String, "is_shown": pl.Boolean,
    }
)  # fmt: skip


def stating(table: Table) -> list[str]:
    """The columns in which a row says something beside which fact it is about."""
    return [c.name for c in table.inputs if c.name not in (*table.key, "source_id", "scheme_id")]


def statements(shown: pl.DataFrame, repeated: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Evidence rows for every figure and word of the shown row of a repeated key and of its later rows."""
    parts = [
        _of_column(rows, table, name, is_shown)
        for name in stating(table)
        for rows, is_shown in ((shown, True), (repeated, False))
    ]
    return pl.concat(parts)


def _of_column(rows: pl.DataFrame, table: Table, column: str, is_shown: bool) -> pl.DataFrame:
    kind = table.column(column).type
    is_rate = kind is Type.RATE
    value = pl.col(column).cast(pl.Decimal(24, 6)) if kind in FIGURES else pl.lit(None, pl.Decimal(24, 6))
    printed = ((value * 100).round(2).cast(pl.String) + "%") if is_rate else pl.col(column).cast(pl.String)
    ordinal = pl.int_range(pl.len(), dtype=pl.Int32).over("row_id") + (_SHOWN if is_shown else _LATER)
    return rows.filter(pl.col(column).is_not_null()).select(
        pl.lit(table.name).alias("table_name"),
        "row_id",
        pl.lit(column).alias("column_name"),
        ordinal.alias("ordinal"),
        printed.alias("value_text"),
        value.alias("value"),
        pl.lit(_DECIMALS.get(kind, 0), pl.Int32).alias("decimals"),
        pl.lit("%" if is_rate else None, pl.String).alias("unit"),
        "source_id",
        (pl.col(FILE) + " 第" + pl.col(ROW).cast(pl.String) + "行").alias("locator"),
        pl.lit(None, pl.String).alias("quote"),
        pl.lit(is_shown).alias("is_shown"),
    )
