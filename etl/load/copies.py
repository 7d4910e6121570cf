"""Files that are loaded already under another name: byte for byte, and saying the same under either name.

Belongs here: finding them. Does not belong here: a corrected file of the same name (``replace``), equal lines in
different files (``etl.read.judge``).

A name can say what a file does not (its unit, its office, its year): read under both names it must say the same.
Loaded beside its original, a copy would stand in the way of every correction of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from etl.inputs import InputError, sha256
from etl.load import replace
from etl.read.guard import kind_of
from etl.read.rows import Reading
from etl.read.run import read_files
from etl.scratch import scratch


def read_once(paths: Sequence[Path], loads: Path, profiles: Sequence[Path]) -> tuple[list[Reading], list[str]]:
    """The readings of files that are not loaded under another name, and a sentence for each that is; where all are, the
    readings as of the files they are copies of: loading these again changes nothing."""
    as_loaded: dict[str, list[Reading]] = {}
    told, fresh = [], []
    for path, original in _candidates(paths, loads):
        found = _under(path, original, profiles) if original else []
        if not found:
            fresh.append(path)
            continue
        as_loaded.setdefault(original, found)
        told.append(f"“{path.name}”与已装的“{original}”内容完全相同，不再装一遍。")
    if fresh:
        return read_files(fresh, profiles), told
    return [reading for found in as_loaded.values() for reading in found], told


def _candidates(paths: Sequence[Path], loads: Path) -> Iterator[tuple[Path, str]]:
    """Each file with the name under which its bytes are loaded, empty where they are not, or the file's own name is
    taken: then it is the correction of that one."""
    digests: dict[str, str] = {}
    names = set()
    for folder in sorted(p for p in loads.glob("*") if p.is_dir()):
        for row in replace.rows(folder / "source.csv"):
            names.add(row["origin"])
            if row.get("sha256") and not row.get("note"):
                digests.setdefault(row["sha256"], row["origin"])
    here = {path.name: path for path in paths}
    for path in paths:
        digest = _digest(path) if digests and path.name not in names else ""
        original = digests.get(digest, "")
        is_corrected = original in here and _digest(here[original]) != digest
        yield path, "" if is_corrected or Path(original).name != original else original


def _digest(path: Path) -> str:
    """Empty of what the reader refuses unopened: a device, a file too large or not to be read."""
    try:
        kind_of(path)
        return sha256(path)
    except (InputError, OSError):
        return ""


def _under(path: Path, name: str, profiles: Sequence[Path]) -> list[Reading]:
    """What a file says under another name; nothing where that is something else."""
    with scratch("jixiao-copy-") as folder:
        shutil.copyfile(path, folder / name)
        found = read_files([folder / name], profiles)
    if any(reading.sentence for reading in found) or _said(found) != _said(read_files([path], profiles)):
        return []
    for reading in found:
        reading.path = str(path)
    return found


def _said(readings: Sequence[Reading]) -> list[list[dict[str, Any]]]:
    return [[{**asdict(row), "file": ""} for row in reading.rows] for reading in readings]
