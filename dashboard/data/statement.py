"""Compiles a metric once for each shape of its arguments; the reader's values are bound when it runs.

Belongs here: stand-ins for values, and turning them into parameters in the compiled tree. Does not belong here: what is
asked (``dashboard.metrics``), running it (``engine``). Building and compiling an expression takes longer than
answering it (docs/decisions/10-speed-of-a-filter-change.md): the next filter of the same shape skips both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

import ibis.expr.types as ir
import sqlglot.expressions as sge
from ibis.backends.sql.compilers import duckdb as duckdb_dialect

Value = str | int | tuple[str, ...]
_V = TypeVar("_V", str, int, tuple[str, ...])

#: No code, name or search word of ours begins so; no year, count or amount in a metric lies in that range.
_TEXT, _LIST = "\x02text:", "\x02list:"
_NUMBERS = range(1_900_000_000, 1_900_100_000)
_STEP = 1_000
_NAME = re.compile("\x02(?:text|list):(p[0-9]+)")


@dataclass
class Marks:
    """Stands in for values while a metric is built. ``values``: parameter name → value to bind."""

    values: dict[str, Value] = field(default_factory=dict)

    def stand_in(self, value: _V) -> _V:
        """Something of the value's type that is found again in the compiled tree."""
        number = len(self.values)
        name = f"p{number}"
        self.values[name] = value
        if isinstance(value, tuple):
            return (_LIST + name,)
        return _NUMBERS[number * _STEP] if isinstance(value, int) else _TEXT + name


@runtime_checkable
class Shaped(Protocol):
    """An argument of a metric whose values only ever reach the query as values (no metric decides by them)."""

    def shape(self, stand_in: Callable[[Any], Any]) -> Any:
        """A copy with every value replaced by its stand-in."""
        ...


@dataclass(frozen=True)
class Statement:
    """Compiled SQL and the names of the parameters in it."""

    sql: str
    names: frozenset[str]


def shaped(arguments: tuple[Any, ...]) -> tuple[tuple[Any, ...], dict[str, Value]]:
    """The arguments with stand-ins, and the values to bind. Equal shapes have equal results in the first place."""
    marks = Marks()
    kept = tuple(one.shape(marks.stand_in) if isinstance(one, Shaped) else one for one in arguments)
    return kept, marks.values


def compiled(expression: ir.Table) -> Statement:
    """The expression for DuckDB: Ibis compiles literals in, stand-ins become named parameters.

    Raises ValueError where a stand-in was computed with: the metric's SQL depends on a value.
    """
    names: set[str] = set()

    def parameter(literal: sge.Expression) -> sge.Expression:
        number = _number(literal)
        if number is None and (named := _NAME.fullmatch(_text(literal))):
            name = named[1]
        elif number is not None and number % _STEP == 0:
            name = f"p{number // _STEP}"
        else:
            raise ValueError(f"a metric computes with a value that is to be bound: {literal.this!r}")
        names.add(name)
        return sge.Parameter(this=sge.Var(this=name))

    def bind(node: sge.Expression) -> sge.Expression:
        if isinstance(node, sge.In) and node.expressions and _text(node.expressions[0]).startswith(_LIST):
            # DuckDB's planner reads it back as IN over constants, whatever the number of values.
            return sge.Anonymous(this="list_contains", expressions=[parameter(node.expressions[0]), node.this])
        if _text(node).startswith(_TEXT) or _number(node) is not None:
            return parameter(node)
        return node

    tree = duckdb_dialect.compiler.to_sqlglot(expression.unbind()).transform(bind)
    sql = tree.sql(dialect=duckdb_dialect.compiler.dialect)
    if _TEXT in sql or _LIST in sql:
        raise ValueError(f"a metric computes with a text that is to be bound: {sql}")
    return Statement(sql, frozenset(names))


def _text(node: sge.Expression) -> str:
    return str(node.this) if isinstance(node, sge.Literal) and node.is_string else ""


def _number(node: sge.Expression) -> int | None:
    """Where a number lies in the range of stand-ins; None for any other literal."""
    if not isinstance(node, sge.Literal) or node.is_string or not str(node.this).isdigit():
        return None
    number = int(str(node.this))
    # One below the range is a stand-in minus something.
    return number - _NUMBERS.start if _NUMBERS.start - _STEP < number < _NUMBERS.stop else None
