"""Reads which snapshot is in service. Standard library only.

Belongs here: pointer and manifest. Does not belong here: writing them (``etl.publish``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

POINTER = "current.json"
MANIFEST = "manifest.json"


def current(folder: Path) -> dict[str, Any] | None:
    """The manifest of the snapshot in service in a dataset's warehouse folder, or None where none can be read."""
    try:
        pointer = json.loads((folder / POINTER).read_text(encoding="utf-8"))
        manifest = (folder / pointer["path"]).parent / MANIFEST
        return dict(json.loads(manifest.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError, KeyError, TypeError):
        return None


def is_whole(folder: Path) -> bool:
    """True when the file the pointer names is there with the size the manifest recorded."""
    manifest = current(folder)
    if manifest is None:
        return False
    database = folder / str(manifest["build_id"]) / "warehouse.duckdb"
    return database.exists() and database.stat().st_size == manifest["bytes"]
