"""数据字典 on the page 数据说明: every table and column of the contract, in both languages.

Belongs here: reading the contract aloud. Does not belong here: the contract (``etl.contracts``), values.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change
from dashboard.components.panel import frame
from dashboard.components.table import table
from dashboard.context import Context
from dashboard.strings import entry
from dashboard.views.common import csv_of
from etl.contracts import TABLES, VERSION, Column, Origin, Table, Type

_FIRST = "project_year"
# Types that share a DuckDB name with no other go by it; the decimals go by what they hold.
_TYPE_NAMES = {Type.MONEY: "MONEY", Type.SCORE: "SCORE", Type.NUMBER: "NUMBER"}


def draw(context: Context) -> None:
    """All tables; below them the columns of the chosen one."""
    w, names = context.w, [t.name for t in TABLES]
    chosen = context.address.value("about_table", _FIRST, names)
    rows = context.warehouse.snapshot.manifest()["rows"]
    data = pl.DataFrame(
        {
            "table": names,
            "label": [_label(context, t.zh, t.en) for t in TABLES],
            "grain": [_label(context, t.grain_zh, t.grain_en) for t in TABLES],
            "rows": [rows.get(name) for name in names],
            "warning": [_warning(context, t) for t in TABLES],
        },
        schema_overrides={"rows": pl.Int64},
    )
    title = w("about.tables_title", n=len(TABLES), inputs=sum(t.is_input for t in TABLES))
    caption = w("about.tables_caption", version=VERSION)
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    with frame(
        w,
        key="about-tables",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, _file(context), title, (caption,)),
    ):
        table(
            data,
            key="about-tables-rows",
            columns={
                "table": text(w("about.col_table"), width=170),
                "label": text(w("about.col_label"), width=140),
                "grain": text(w("about.col_grain"), width=330),
                "rows": number(w("about.col_rows"), width=80, alignment="right"),
                "warning": text(w("about.col_warning"), width=480),
            },
            alt=title,
            row_ids=names,
            on_click=lambda name: change(about_table=name),
            max_rows=7,
            texts={"rows": lambda n: f.count(int(n))},
        )
    st.space("small")
    _columns(context, next(t for t in TABLES if t.name == chosen))


def _columns(context: Context, shown: Table) -> None:
    w = context.w
    data = _described(context, shown)
    required = sum(c.required for c in shown.columns)
    label = f"{shown.name} {_label(context, shown.zh, shown.en)}"
    title = w("about.columns_title", table=label, n=len(shown.columns), required=required)
    grain = w(
        "about.columns_caption", grain=_label(context, shown.grain_zh, shown.grain_en), keys=" + ".join(shown.key)
    )
    warning = _warning(context, shown)
    caption = w("common.semicolon").join(filter(None, (grain, warning)))
    names = [w(f"about.col_{c}") for c in ("column", "label", "type", "unit", "required", "origin_of", "note")]
    with frame(
        w,
        key="about-columns",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        csv=lambda: csv_of(context, data.rename(dict(zip(data.columns, names, strict=True))), title, (caption,)),
    ):
        widths = (190, 190, 120, 60, 60, 80, 500)
        table(
            data,
            key=f"about-columns-{shown.name}",
            columns={
                column: st.column_config.TextColumn(name, width=width)
                for column, name, width in zip(data.columns, names, widths, strict=True)
            },
            alt=title,
            max_rows=40,
        )


def _described(context: Context, shown: Table) -> pl.DataFrame:
    w = context.w
    return pl.DataFrame(
        {
            "column": [c.name for c in shown.columns],
            "label": [_label(context, c.zh, c.en) for c in shown.columns],
            "type": [w(f"dictionary.type_{_TYPE_NAMES.get(c.type, c.type.value)}") for c in shown.columns],
            "unit": [w(f"dictionary.unit_{c.unit}") if c.unit else None for c in shown.columns],
            "required": [w("about.yes") if c.required else None for c in shown.columns],
            "origin": [w(f"about.origin_{'input' if c.origin is Origin.INPUT else 'model'}") for c in shown.columns],
            "note": [_note(context, shown, c) for c in shown.columns],
        },
        schema_overrides={"unit": pl.String, "required": pl.String, "note": pl.String},
    )


def _file(context: Context) -> pl.DataFrame:
    """Every column of every table, one a row."""
    w = context.w
    parts = [
        _described(context, t).select(
            pl.lit(t.name).alias(w("about.col_table")),
            pl.all(),
            pl.lit(_warning(context, t)).alias(w("about.col_warning")),
        )
        for t in TABLES
    ]
    heads = {"column": "column", "label": "label", "type": "type", "unit": "unit", "required": "required",
             "origin": "origin_of", "note": "note"}  # fmt: skip
    return pl.concat(parts).rename({old: w(f"about.col_{new}") for old, new in heads.items()})


def _label(context: Context, zh: str, en: str) -> str:
    return zh if context.language == "zh" else en


def _warning(context: Context, shown: Table) -> str | None:
    if not shown.warning_zh or context.language == "zh":
        return shown.warning_zh or None
    known = entry(f"dictionary.warning_{shown.name}")
    return known["en"] if known else shown.warning_zh


def _note(context: Context, shown: Table, column: Column) -> str | None:
    """The contract's note, the closed set of values, the table referred to."""
    w = context.w
    parts = []
    if column.note_zh:
        known = entry(f"dictionary.note_{shown.name}_{column.name}") or entry(f"dictionary.note_{column.name}")
        parts.append(known["en"] if known and context.language == "en" else column.note_zh)
    if column.choices:
        parts.append(w("about.one_of", choices=" / ".join(column.choices)))
    if column.reference:
        parts.append(w("about.refers_to", table=column.reference))
    return w("common.semicolon").join(parts) or None
