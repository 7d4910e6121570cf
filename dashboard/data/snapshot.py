"""Finds the snapshot in service of a dataset.

Belongs here: pointer and manifest, read-only, and what serves where they are broken. Does not belong here: queries
(``dashboard.data.engine``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.pointer import MANIFEST, PARQUET, POINTER, served

_PARTIAL = ".partial"
#: Where the snapshots are; ``JIXIAO_WAREHOUSE`` moves it (tests, several installations).
WAREHOUSE = Path(os.environ.get("JIXIAO_WAREHOUSE", Path(__file__).parents[2] / "data" / "warehouse"))


class NoSnapshotError(Exception):
    """There is no snapshot that can be served; ``dataset`` says of what."""

    def __init__(self, dataset: str, reason: str) -> None:
        super().__init__(reason)
        self.dataset = dataset


class BrokenSnapshotError(Exception):
    """A snapshot's file cannot be opened."""


@dataclass(frozen=True)
class Snapshot:
    """One immutable build of one dataset. ``built_at`` is UTC. ``is_fallback``: it serves because the pointer, or the
    snapshot it names, cannot be read."""

    dataset: str
    build_id: str
    built_at: datetime
    database: Path
    is_fallback: bool = False

    def manifest(self) -> dict[str, Any]:
        """The build's manifest: inputs with hashes, rows by table, rows read, published, quarantined."""
        return dict(json.loads((self.database.parent / MANIFEST).read_text(encoding="utf-8")))


def in_service(warehouse: Path, dataset: str) -> Snapshot:
    """The snapshot the dataset's pointer names, else the whole one served last. Raises NoSnapshotError without any."""
    for snapshot in candidates(warehouse, dataset):
        return snapshot
    raise NoSnapshotError(dataset, f"{warehouse / dataset}: nothing that can be served")


def candidates(warehouse: Path, dataset: str) -> Iterator[Snapshot]:
    """The snapshots that may serve, in this order: the pointer's, then the others whose file has the hash its manifest
    recorded, the one put in service last first. Lazily: hashes are read only where the pointer's does not serve."""
    folder = warehouse / dataset
    named = _pointed(folder, dataset)
    if named is not None:
        yield named
    known = [p.parent for p in folder.glob(f"*/{MANIFEST}") if not p.parent.name.endswith(_PARTIAL)]
    known.sort(key=served, reverse=True)
    for build in known:
        other = _whole(build, dataset)
        if other is not None and (named is None or other.database != named.database):
            yield other


def _pointed(folder: Path, dataset: str) -> Snapshot | None:
    try:
        pointer = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        database = (folder / pointer["path"]).resolve()
        snapshot = Snapshot(dataset, str(pointer["build_id"]), datetime.fromisoformat(pointer["built_at"]), database)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return snapshot if database.is_file() and folder.resolve() in database.parents else None


def _whole(build: Path, dataset: str) -> Snapshot | None:
    try:
        manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
        ((name, expected),) = manifest["sha256"].items()
        database = (build / name).resolve()
        about = database.stat()
        if database.parent != build.resolve() or _sha256(database, about.st_mtime_ns, about.st_size) != expected:
            return None
        for part, digest in manifest.get(PARQUET, {}).items():
            about = (build / PARQUET / part).stat()
            if _sha256(build / PARQUET / part, about.st_mtime_ns, about.st_size) != digest:
                return None
        return Snapshot(
            dataset, str(manifest["build_id"]), datetime.fromisoformat(manifest["built_at"]), database, True
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@lru_cache(4096)
def _sha256(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - a changed file is hashed anew
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def datasets(warehouse: Path) -> tuple[str, ...]:
    """Names of the datasets that have a snapshot: real and demo first, then the reader's own."""
    names = {p.parents[1].name for p in warehouse.glob(f"*/*/{MANIFEST}") if not p.parent.name.endswith(_PARTIAL)}
    return tuple(sorted(names, key=lambda n: (n != "real", n != "demo", n)))
