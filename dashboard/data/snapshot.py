"""Finds the snapshot in service of a dataset.

Belongs here: pointer and manifest, read-only. Does not belong here: queries (``dashboard.data.engine``).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

POINTER = "current.json"
MANIFEST = "manifest.json"
#: Where the snapshots are; ``JIXIAO_WAREHOUSE`` moves it (tests, several installations).
WAREHOUSE = Path(os.environ.get("JIXIAO_WAREHOUSE", Path(__file__).parents[2] / "data" / "warehouse"))


class NoSnapshotError(Exception):
    """There is no snapshot that can be served; ``dataset`` says of what."""

    def __init__(self, dataset: str, reason: str) -> None:
        super().__init__(reason)
        self.dataset = dataset


@dataclass(frozen=True)
class Snapshot:
    """One immutable build of one dataset. ``built_at`` is UTC."""

    dataset: str
    build_id: str
    built_at: datetime
    database: Path

    def manifest(self) -> dict[str, Any]:
        """The build's manifest: inputs with hashes, rows by table, rows read, published, quarantined."""
        return dict(json.loads((self.database.parent / MANIFEST).read_text(encoding="utf-8")))


def in_service(warehouse: Path, dataset: str) -> Snapshot:
    """The snapshot the dataset's pointer names. Raises NoSnapshotError where there is none."""
    folder = warehouse / dataset
    try:
        pointer = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        database = (folder / pointer["path"]).resolve()
        built_at = datetime.fromisoformat(pointer["built_at"])
        build_id = str(pointer["build_id"])
    except (OSError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise NoSnapshotError(dataset, f"{folder / POINTER}: {error}") from error
    if not database.is_file() or folder.resolve() not in database.parents:
        raise NoSnapshotError(dataset, f"{database}: not there")
    return Snapshot(dataset, build_id, built_at, database)


def datasets(warehouse: Path) -> tuple[str, ...]:
    """Names of the datasets that have a snapshot in service: real and demo first, then the reader's own."""
    names = {p.parent.name for p in warehouse.glob(f"*/{POINTER}")}
    return tuple(sorted(names, key=lambda n: (n != "real", n != "demo", n)))
