"""Reads which snapshot is in service. Standard library only.

Belongs here: pointer and manifest. Does not belong here: writing them (``etl.publish``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etl.inputs import sha256

POINTER = "current.json"
MANIFEST = "manifest.json"
#: A number in a build's folder: the higher, the later it was put in service.
SERVED = "served"
DATABASE = "warehouse.duckdb"
#: Folder of the row-level tables that are no tables of the database.
PARQUET = "parquet"


def current(folder: Path) -> dict[str, Any] | None:
    """The manifest of the snapshot in service in a dataset's warehouse folder, or None where none can be read."""
    try:
        pointer = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        manifest = (folder / pointer["path"]).parent / MANIFEST
        return dict(json.loads(manifest.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_whole(folder: Path) -> bool:
    """True when the files of the snapshot the pointer names are there and have the hashes the manifest recorded."""
    return is_as_published(folder / str((current(folder) or {}).get("build_id")))


def serving(folder: Path) -> Path | None:
    """The database readers are given: the pointer's, or where that is broken the one of the whole build that came into
    service last (never one that was taken back, while there is another); None without."""
    named = str((current(folder) or {}).get("build_id"))
    others = sorted((path.parent for path in folder.glob(f"*/{MANIFEST}")), key=served, reverse=True)
    whole = (name for name in (named, *(build.name for build in others)) if is_as_published(folder / name))
    return next((folder / name / DATABASE for name in whole), None)


def made_of(database: Path) -> str:
    """The fingerprint of the inputs and code that a whole build's database was made of."""
    return str(json.loads((database.parent / MANIFEST).read_text(encoding="utf-8")).get("inputs_sha256"))


def served(build: Path) -> tuple[int, str]:
    """Orders builds by when they were put in service last; by name those of which that is not known."""
    try:
        return int((build / SERVED).read_text(encoding="ascii")), build.name
    except (OSError, ValueError):
        return 0, build.name


def is_as_published(build: Path) -> bool:
    """Whether the files of a build are there and have the hashes its manifest recorded."""
    try:
        manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
        is_same = sha256(build / DATABASE) == manifest["sha256"][DATABASE]
        return bool(is_same and manifest["build_id"] == build.name and parquet_of(build) == manifest.get(PARQUET, {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def parquet_of(build: Path) -> dict[str, str]:
    """The files beside a snapshot's database with their hashes."""
    files = sorted((build / PARQUET).rglob("*.parquet"))
    return {path.relative_to(build / PARQUET).as_posix(): sha256(path) for path in files}
