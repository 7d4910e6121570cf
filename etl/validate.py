"""Casts raw rows to the contract's types and refuses those that do not fit.

Belongs here: what one row must satisfy by itself. Does not belong here: keys, duplicates, references (``etl.stage``).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import polars as pl

from etl.contracts import Column, Table, Type
from etl.extract import FILE, ROW, RawFile
from etl.problems import Problem

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


@dataclass(frozen=True)
class Checked:
    """Rows in the contract's types with ``_file`` and ``_row``, and what was refused."""

    rows: pl.DataFrame
    refused: tuple[Problem, ...]


def validate(raw: RawFile) -> Checked:
    """Return the file's good rows with all input columns of its table, and one Problem per refused row."""
    problem = _wrong_columns(raw)
    if problem is not None:
        refused = [_with_row(problem, row) for row in raw.rows.iter_rows(named=True)] or [problem]
        return Checked(empty(raw.table), (*raw.refused, *refused))
    present = [c for c in raw.table.inputs if c.name in raw.rows.columns]
    typed = raw.rows.select(
        FILE,
        ROW,
        *(_cast(c, raw.rows.schema[c.name]) for c in present),
        *(_error(c, raw.rows.schema[c.name]).alias(f"_bad_{c.name}") for c in present),
    )
    flags = [f"_bad_{c.name}" for c in present]
    bad = pl.any_horizontal(flags)
    refused = _problems(raw, typed.filter(bad), present)
    good = typed.filter(~bad).drop(flags)
    absent = [pl.lit(None, POLARS_TYPES[c.type]).alias(c.name) for c in raw.table.inputs if c not in present]
    return Checked(good.with_columns(absent).select(empty(raw.table).columns), (*raw.refused, *refused))


def empty(table: Table) -> pl.DataFrame:
    """An empty frame with the input columns of ``table`` plus ``_file`` and ``_row``."""
    schema: dict[str, pl.DataType] = {c.name: POLARS_TYPES[c.type] for c in table.inputs}
    return pl.DataFrame(schema={**schema, FILE: pl.String(), ROW: pl.Int64()})


def _wrong_columns(raw: RawFile) -> Problem | None:
    known = [c.name for c in raw.table.inputs]
    found = [c for c in raw.rows.columns if c not in (FILE, ROW)]
    unknown = [c for c in found if c not in known]
    missing = [c.name for c in raw.table.inputs if c.required and c.name not in found]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, 1)
        hint = f"，是否应为“{near[0]}”？" if near else "。"
        sentence = f"表“{raw.table.name}”没有这一列{hint}整份文件未发布。"
        return Problem(raw.path, None, unknown[0], "unknown_column", sentence)
    if missing:
        return Problem(raw.path, None, missing[0], "missing_column", "缺少这一必填列，整份文件未发布。")
    return None


def _with_row(problem: Problem, row: dict[str, object]) -> Problem:
    return Problem(problem.file, _line(row), problem.column, problem.code, problem.sentence, _cells(row))


def _line(row: dict[str, object]) -> int:
    return int(str(row[ROW]))


def _cells(row: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in row.items() if k not in (FILE, ROW) and not k.startswith("_bad_") and v is not None}


def _cast(column: Column, found: pl.DataType) -> pl.Expr:
    value = pl.col(column.name)
    if found == pl.String and column.type is Type.TEXT:
        value = value.str.strip_chars()
        return pl.when(value != "").then(value).alias(column.name)
    if found == pl.String and column.type is not Type.TEXT:
        value = value.str.strip_chars()
        if column.type is Type.BOOLEAN:
            return pl.when(value == "true").then(True).when(value == "false").then(False).alias(column.name)
        if column.type is Type.DATE:
            return value.str.to_date("%Y-%m-%d", strict=False)
        value = pl.when(value.str.contains(_PATTERNS[column.type][0])).then(value)
    return value.cast(POLARS_TYPES[column.type], strict=False).alias(column.name)


def _error(column: Column, found: pl.DataType) -> pl.Expr:
    value = pl.col(column.name)
    cast = _cast(column, found)
    bad = value.is_not_null() & cast.is_null()
    if column.type is Type.TEXT:
        bad = pl.lit(False)
    if column.required:
        bad = bad | cast.is_null()
    if column.choices:
        bad = bad | (cast.is_not_null() & ~cast.is_in(list(column.choices)))
    if column.name in _YEARS:
        bad = bad | ~cast.is_between(1949, 2100).fill_null(True)
    if found.is_float():
        # Typed files: what would be rounded or is no number is refused like text is.
        exact = cast.cast(pl.Float64)
        is_off = ~value.is_finite() | ((exact - value).abs() > 1e-6 * (1 + value.abs()))
        bad = bad | is_off.fill_null(False)
    return bad


def _problems(raw: RawFile, bad: pl.DataFrame, columns: list[Column]) -> list[Problem]:
    if bad.is_empty():
        return []
    originals = raw.rows.join(bad.select(ROW), on=ROW, how="semi").sort(ROW)
    problems = []
    for flags, row in zip(bad.sort(ROW).iter_rows(named=True), originals.iter_rows(named=True), strict=True):
        column = next(c for c in columns if flags[f"_bad_{c.name}"])
        cells = _cells(row)
        problems.append(Problem(raw.path, _line(row), column.name, "bad_value", _sentence(column, row), cells))
    return problems


def _sentence(column: Column, row: dict[str, object]) -> str:
    value = row[column.name]
    if column.name in _YEARS and value is not None and str(value).isdigit():
        return f"“{value}”不像年度（1949—2100）。"
    if value is None or not str(value).strip():
        return f"“{column.zh}”必填，这一行是空的。"
    if column.choices:
        return f"“{value}”不在可选值之内（{'、'.join(column.choices)}）。"
    return f"“{value}”不是{_PATTERNS.get(column.type, ('', '文本'))[1]}。"
