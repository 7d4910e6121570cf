"""Casts raw rows to the contract's types and marks those that do not fit.

Belongs here: what one row must satisfy by itself, as Ibis expressions. Does not belong here: keys, duplicates,
references (``etl.stage``), execution.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import polars as pl

from etl.contracts import Column, Table, Type
from etl.extract import RECORD
from etl.problems import Problem
from etl.rules import N

POLARS_TYPES: dict[Type, pl.DataType] = {
    Type.TEXT: pl.String(),
    Type.INTEGER: pl.Int32(),
    Type.MONEY: pl.Decimal(18, 2),
    Type.RATE: pl.Float64(),
    Type.SCORE: pl.Decimal(7, 2),
    Type.NUMBER: pl.Decimal(24, 6),
    Type.BOOLEAN: pl.Boolean(),
    Type.DATE: pl.Date(),
    Type.TIMESTAMP: pl.Datetime("us"),
}
#: What the text of a cell must look like. Digits beyond a type's scale are refused, never rounded away.
_PATTERNS: dict[Type, tuple[str, str]] = {
    Type.INTEGER: (r"^-?\d{1,9}$", "整数"),
    Type.MONEY: (r"^-?\d{1,16}(\.\d{1,2})?$", "以元为单位、最多两位小数的金额"),
    Type.RATE: (r"^-?\d+(\.\d+)?$", "小数（如0.5282）"),
    Type.SCORE: (r"^-?\d{1,5}(\.\d{1,2})?$", "最多两位小数的分数"),
    Type.NUMBER: (r"^-?\d{1,18}(\.\d{1,6})?$", "最多六位小数的数"),
    Type.BOOLEAN: (r"^(true|false)$", "true或false"),
    Type.DATE: (r"^\d{4}-\d{2}-\d{2}$", "日期（如2024-12-31）"),
}
_YEARS = ("year", "fund_year", "due_year")
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
#: Made by ``judged``: the number of the first column that does not fit (null: the row is good), and then its cells.
BAD, RAW = "_bad", "_raw"
#: Where a row stands, carried along: its record and, where files are read together, its file.
PLACE = (RECORD, N)
_RAW_PREFIX = "raw_"
_BETWEEN, _NULL = "\x1f", "\x1e"
_PADDING = r"^[\s\p{Z}]+|[\s\p{Z}]+$"
_CONTROLS = ("\t", "\r", "\n")
Strip = Callable[[Any], Any]


def wrong_columns(path: str, table: Table, found: Mapping[str, object]) -> Problem | None:
    """Why the columns of a file are not its table's, or None: then no row of it can be used."""
    known = [c.name for c in table.inputs]
    unknown = [c for c in found if c not in known]
    missing = [c.name for c in table.inputs if c.required and c.name not in found]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, 1)
        hint = f"，是否应为“{near[0]}”？" if near else "。"
        sentence = f"表“{table.name}”没有这一列{hint}整份文件未发布。"
        return Problem(path, None, unknown[0], "unknown_column", sentence)
    if missing:
        return Problem(path, None, missing[0], "missing_column", "缺少这一必填列，整份文件未发布。")
    return None


def typed(raw: ir.Table, table: Table, *, is_stripped: bool) -> ir.Table:
    """The raw rows in the contract's types, with their place; a figure's cell stays beside it as ``raw_<column>``.

    ``is_stripped``: no text has blanks around it, and none is empty.
    """
    present = [c for c in table.inputs if c.name in raw.columns]
    strip = _as_it_is if is_stripped else _stripped
    cells = {c.name: _cast(raw[c.name], c, strip) for c in present}
    figures = {_RAW_PREFIX + c.name: raw[c.name] for c in present if c.type is not Type.TEXT}
    place = {name: raw[name] for name in PLACE if name in raw.columns}
    return raw.select(**cells, **figures, **place)


def padded(raw: ir.Table, table: Table) -> ir.Table:
    """How many raw rows hold text with blanks around it, or with nothing in it: ``rows``."""
    texts: list[Any] = [raw[c.name] for c in table.inputs if c.name in raw.columns and raw[c.name].type().is_string()]
    # Condition by condition: engines look at each word of a dictionary once, but not below an if.
    changed = [condition for text in texts for condition in (*_ends_in_control(text), _trim(text) != text)]
    rows = raw.filter(ibis.or_(*changed)) if changed else raw.limit(0)
    return rows.agg(rows=rows.count())


def judged(rows: ir.Table, table: Table) -> ir.Table:
    """Typed rows with ``_bad`` and ``_raw``."""
    present = [c for c in table.inputs if c.name in rows.columns]
    cells = [rows[c.name] if c.type is Type.TEXT else rows[_RAW_PREFIX + c.name] for c in present]
    wrong = [
        (_is_wrong(cell, rows[c.name], c), number) for number, (cell, c) in enumerate(zip(cells, present, strict=True))
    ]
    doubtful = [(condition, number) for condition, number in wrong if condition is not None]
    bad = ibis.cases(*doubtful, else_=ibis.null("int16")) if doubtful else ibis.null("int16")
    texts = [_text(cell).replace(_BETWEEN, "").fill_null(_NULL) for cell in cells]
    marked = rows.mutate(**{BAD: bad.cast("int16")})
    raw = marked[BAD].notnull().ifelse(ibis.literal(_BETWEEN).join(texts), ibis.null("string"))
    kept = [*(c.name for c in present), *(name for name in PLACE if name in rows.columns), BAD]
    return marked.select(*kept, **{RAW: raw})


def problem_of(path: str, line: int, table: Table, present: list[str], bad: int, raw: str) -> Problem:
    """The refusal of a row, from what ``judged`` says of it."""
    values = [None if cell == _NULL else cell for cell in raw.split(_BETWEEN)]
    cells = {name: value for name, value in zip(present, values, strict=True) if value is not None}
    column = table.column(present[bad])
    return Problem(path, line, column.name, "bad_value", _sentence(column, values[bad]), cells)


def _cast(value: Any, column: Column, strip: Strip) -> Any:
    """The value in the column's type; null where it is none. Text keeps no blanks around it."""
    kind = dt.dtype(column.type.ibis)
    if not value.type().is_string():
        return _text(value) if column.type is Type.TEXT else value.try_cast(kind)
    if column.type is Type.TEXT:
        return value if strip is _as_it_is else strip(value).nullif("")
    pattern, _ = _PATTERNS[column.type]

    def read(text: Any) -> Any:
        if column.type is Type.BOOLEAN:
            return text == "true"
        return text.try_cast(kind)

    fits = [(value.re_search(pattern), read(value))]
    if strip is not _as_it_is:
        # Nearly every number stands without blanks around it: only what does not fit is looked at again.
        fits.append((strip(value).re_search(pattern), read(strip(value))))
    return ibis.cases(*fits, else_=ibis.null(kind))


def _as_it_is(text: Any) -> Any:
    return text


@ibis.udf.scalar.builtin(name="trim")  # type: ignore[untyped-decorator]
def _trim(text: str) -> str:  # type: ignore[empty-body]
    """The engine's own: blanks of every script, but no control characters."""


def _stripped(text: Any) -> Any:
    """Text without blanks at its ends; the costly replacement only where a control character stands there."""
    return ibis.or_(*_ends_in_control(text)).ifelse(text.re_replace(_PADDING, ""), _trim(text))


def _ends_in_control(text: Any) -> tuple[Any, ...]:
    """Conditions on which a control character stands at an end of a text, or nothing is in it."""
    return (text < "!", *(text.endswith(blank) for blank in _CONTROLS))


def _text(value: Any) -> Any:
    return value if value.type().is_string() else value.cast("string")


def _is_wrong(value: Any, typed: Any, column: Column) -> Any | None:
    """The condition on which a cell does not fit; None where any does."""
    wrong: list[Any] = []
    if column.type is not Type.TEXT:
        is_lost = value.notnull() & typed.isnull()
        if value.type().is_string():
            is_lost = is_lost & (_stripped(value) != "")
        wrong.append(is_lost)
    if column.required:
        wrong.append(typed.isnull())
    if column.choices:
        wrong.append(typed.notnull() & typed.notin(column.choices))
    if column.name in _YEARS:
        wrong.append(typed.notnull() & ~typed.between(_FIRST_YEAR, _LAST_YEAR))
    if value.type().is_floating():
        # Typed files: what would be rounded or is no number is refused like text is.
        exact = typed.cast("float64")
        is_off = value.isnan() | value.isinf() | ((exact - value).abs() > 1e-6 * (value.abs() + 1))
        wrong.append(value.notnull() & is_off.fill_null(True))
    if value.type().is_decimal() and column.type in (Type.MONEY, Type.SCORE, Type.NUMBER):
        wrong.append((typed.cast(value.type()) != value).fill_null(False))
    return ibis.or_(*wrong) if wrong else None


def _sentence(column: Column, value: str | None) -> str:
    if column.name in _YEARS and value is not None and value.strip().lstrip("-").isdigit():
        return f"“{value}”不像年度（{_FIRST_YEAR}—{_LAST_YEAR}）。"
    if value is None or not value.strip():
        return f"“{column.zh}”必填，这一行是空的。"
    if column.choices:
        return f"“{value}”不在可选值之内（{'、'.join(column.choices)}）。"
    return f"“{value}”不是{_PATTERNS.get(column.type, ('', '文本'))[1]}。"
