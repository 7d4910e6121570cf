"""What a build asks of an engine.

Belongs here: this list. Does not belong here: doing any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb

from etl.contracts import Table
from etl.problems import Problem
from etl.relations import Relations

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Found:
    """The inputs of a build. ``fingerprint``: digest over them and the code that turns them into a snapshot;
    ``refused``: lists of lines that earlier loads could not use, with their digests."""

    fingerprint: str
    problems: list[Problem] = field(default_factory=list)
    refused: dict[Path, str] = field(default_factory=dict)


class Engine(Protocol):
    """The row-level work of one build. Reports, sentences and the moving of the pointer are the same for all."""

    def find(self) -> Found:
        """Find the inputs. Raises InputError where there are none."""
        ...

    def checked(self, con: duckdb.DuckDBPyConnection, scratch: Path, progress: Progress) -> Relations:
        """The found inputs as checked rows, files that cannot be used in its ``problems``. ``scratch``: the build's
        folder. Raises InputError where nothing can be read."""
        ...

    def publish(self, con: duckdb.DuckDBPyConnection, table: Table, order: tuple[str, ...]) -> int:
        """Make a published table from the staged ones and those before it; returns its rows."""
        ...

    def compare(self, con: duckdb.DuckDBPyConnection) -> None:
        """Run the checks of the published tables: fill ``failed`` and ``agreed`` of ``checks.begin``."""
        ...

    def deliver(self, con: duckdb.DuckDBPyConnection, partial: Path) -> None:
        """Bring what stands outside the database into the snapshot's folder; the build is complete."""
        ...
