"""The build's expressions as SQL for DuckDB, compiled once a machine.

Belongs here: the one place of ``etl`` that compiles for DuckDB. Does not belong here: expressions, running them. A
build asks the same 190 statements every time; compiling them took two thirds of a small build in a fresh process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import ibis
import ibis.expr.types as ir

from etl.kept import Kept, fingerprint, folder

_ROOT = Path(__file__).parent
_SOURCES = ("**/*.py",)


def compiled(key: str, make: Callable[[], ir.Table]) -> str:
    """The expression that ``make`` gives as SQL. ``key`` names it among all expressions of ``etl``: the code of ``etl``
    and the key say all it depends on."""
    return _on_disk().get(key, lambda: str(ibis.to_sql(make(), dialect="duckdb")))


@cache
def _on_disk() -> Kept[str]:
    return Kept(folder("build"), fingerprint(_ROOT, _SOURCES), write=str, read=_text)


def _text(kept: object) -> str:
    if not isinstance(kept, str):
        raise TypeError(kept)
    return kept
