"""Rows of one key made one row and statements: of every figure the first that is stated stands, blanks say nothing.

Belongs here: that row, and the evidence its rows become. Does not belong here: finding them (``etl.stage``).
"""

from __future__ import annotations

import polars as pl

from etl.contracts import Table, Type
from etl.rules import FIGURES, FILE, ROW

_DECIMALS = {Type.MONEY: 2, Type.SCORE: 2, Type.RATE: 2, Type.NUMBER: 6}
#: Ordinals far above those of inputs; the shown row's statement comes first.
_SHOWN, _LATER = 1000, 2000
#: What is said of a figure goes with the first of these that is stated: a basis never explains another row's budget.
_TOLD_OF = {"budget_basis": ("budget_full_year", "budget_initial", "funds_received"), "scheme_id": ("score",)}
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


def joined(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The first row of each key, with the figures it leaves blank from the first row that states them."""
    told = [name for name in _TOLD_OF if name in table.names]
    stated = [pl.col(name).drop_nulls().first().over("row_id") for name in stating(table) if name not in told]
    filled = rows.with_columns(*stated, *(_with_its_figure(name, table) for name in told))
    return filled.unique("row_id", keep="first", maintain_order=True)


def _with_its_figure(name: str, table: Table) -> pl.Expr:
    """What the row says of a figure that gives this figure; of no figure, what the first says."""
    word = pl.col(name).first().over("row_id")
    for figure in reversed([one for one in _TOLD_OF[name] if one in table.names]):
        is_stated = pl.col(figure).is_not_null()
        of_figure = pl.col(name).filter(is_stated).first().over("row_id")
        word = pl.when(is_stated.any().over("row_id")).then(of_figure).otherwise(word)
    return word.alias(name)


def statements(rows: pl.DataFrame, shown: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Evidence for every figure and word of rows of one key: of each the first that the ``shown`` row says is shown."""
    parts = []
    for name in stating(table):
        judged = rows.join(shown.select("row_id", pl.col(name).alias("_shown")), on="row_id", maintain_order="left")
        fits = pl.col(name) == pl.col("_shown")
        judged = judged.filter(pl.col(name).is_not_null()).with_columns(_fits=fits)
        is_shown = pl.col("_fits") & (pl.col("_fits").cum_sum().over("row_id") == 1)
        judged = judged.with_columns(_is_shown=is_shown.fill_null(value=False))
        parts += [_of_column(judged.filter(pl.col("_is_shown") == one), table, name, one) for one in (True, False)]
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
