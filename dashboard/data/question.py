"""A metric with its arguments as one question to a snapshot, and a handle that answers it without remembering.

Belongs here: from metric and arguments to a statement with values. Does not belong here: what is remembered
(``dashboard.cache``), what is asked (``dashboard.metrics``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import polars as pl

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import Snapshot
from dashboard.data.statement import Statement, compiled, shaped


@dataclass(frozen=True)
class Question:
    """``key`` tells questions apart, ``statement_key`` the shapes that share a statement; ``values`` are bound."""

    key: str
    statement_key: str
    values: dict[str, Any]
    statement: Callable[[], Statement]


def question(snapshot: Snapshot, metric: Callable[..., ir.Table], args: tuple[Any, ...], options: Any) -> Question:
    """The question a metric asks with these arguments."""
    named = (metric.__module__, metric.__qualname__)
    shapes, values = shaped((*args, *options.values()))

    def build() -> Statement:
        return compiled(metric(*shapes[: len(args)], **dict(zip(options, shapes[len(args) :], strict=True))))

    return Question(
        key=repr((snapshot.database, named, args, sorted(options.items()))),
        statement_key=repr((named, len(args), tuple(options), shapes)),
        values=values,
        statement=build,
    )


class PlainWarehouse:
    """One open snapshot for a single run (a command, a test): every question is answered once and kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._engine = DuckDBEngine(snapshot)
        self._answers: dict[str, pl.DataFrame] = {}

    def ask(self, metric: Callable[..., ir.Table], *args: Any, **options: Any) -> pl.DataFrame:
        """The metric's answer for these arguments."""
        asked = question(self.snapshot, metric, args, options)
        if asked.key not in self._answers:
            self._answers[asked.key] = self._engine.execute(asked.statement(), asked.values)
        return self._answers[asked.key]
