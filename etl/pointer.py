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
    manifest = current(folder) or {}
    database = folder / str(manifest.get("build_id")) / DATABASE
    expected = manifest.get("sha256", {})
    if not database.is_file() or not isinstance(expected, dict):
        return False
    is_same = sha256(database) == expected.get(DATABASE)
    return is_same and parquet_of(database.parent) == manifest.get(PARQUET, {})


def parquet_of(build: Path) -> dict[str, str]:
    """The files beside a snapshot's database with their hashes."""
    files = sorted((build / PARQUET).rglob("*.parquet"))
    return {path.relative_to(build / PARQUET).as_posix(): sha256(path) for path in files}
