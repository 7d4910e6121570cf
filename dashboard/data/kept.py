"""Compiled statements kept on disk, so that a question is compiled once a machine and not once a process.

Belongs here: which sources a statement depends on, its form on disk. Does not belong here: compiling (``statement``),
keeping (``etl.kept``), what is remembered within a process (``dashboard.cache``). A statement depends on the metric and
the shape of the filter, not on the data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.data.statement import Statement
from etl import kept

SOURCE_PACKAGE = "dashboard.metrics."
"""Metrics elsewhere are not in the fingerprint: their statements must not be kept."""
_ROOT = Path(__file__).parents[2]
_SOURCES = ("dashboard/metrics/*.py", "dashboard/data/*.py", "etl/contracts.py")


def fingerprint(root: Path = _ROOT) -> str:
    """What compiled statements depend on besides their question."""
    return kept.fingerprint(root, _SOURCES)


def kept_statements(home: Path | None = None, mark: str | None = None) -> kept.Kept[Statement]:
    """The statements kept in the user's cache folder for the code as it is."""
    return kept.Kept(home or kept.folder("statements"), mark or fingerprint(), write=_written, read=_read)


def _written(statement: Statement) -> dict[str, Any]:
    return {"sql": statement.sql, "names": sorted(statement.names)}


def _read(found: Any) -> Statement:
    return Statement(str(found["sql"]), frozenset(found["names"]))
