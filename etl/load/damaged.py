"""Inputs whose tables can no longer be read: a damaged disk, or a hand in the folder.

Belongs here: finding them before anything relies on them. Does not belong here: what a build makes of such a file
(``etl.extract``), loading the files again that repair it (``plan``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from etl import contracts
from etl.inputs import REFUSED, InputError
from etl.load import replace

#: What a table of a load must have at least; of the others it is the source.
_NEEDED = {
    "source": {"source_id", "origin"},
    "department": {"department_id", "department"},
    "project": {"project_id", "project", "department_id"},
    Path(REFUSED).stem: {"file", "raw"},
}
#: The tables of other inputs that a load looks into.
_READ = {
    "department", "department_successor", "project", "project_alias", "project_year", "indicator_year", "reason",
    "measure", "evidence",
}  # fmt: skip


def loads_damaged(inputs: Path, loads: Path) -> dict[str, Path]:
    """Load → the first of its tables that cannot be read. Raises InputError where it is another input: nobody loads
    that again."""
    found: dict[str, Path] = {}
    for path in sorted(inputs.rglob("*.csv")):
        is_load = path.parent.parent == loads
        if (is_load or path.stem in _READ) and not _is_readable(path, is_load=is_load):
            if not is_load:
                raise InputError(f"{path}：读不出来（不是UTF-8编码，或分不了列），请改正再装。")
            found.setdefault(path.parent.name, path)
    return found


def _is_readable(path: Path, *, is_load: bool) -> bool:
    try:
        columns = set(pl.read_csv(path, infer_schema=False, glob=False).columns)
    except pl.exceptions.PolarsError:
        return False
    if not is_load:
        return True
    has_source = any(t.name == path.stem and "source_id" in t.names for t in contracts.TABLES)
    return columns >= _NEEDED.get(path.stem, {"source_id"} if has_source else set())


def repaired(damaged: dict[str, Path], name: str, files: Iterable[str]) -> str:
    """The damaged load that these files, loaded under ``name``, take the place of: all files it holds are among them.
    Raises InputError where there is none: what it holds would be lost."""
    given = Counter(files)
    for load, path in damaged.items():
        if (load == name or load.startswith(f"{name}（")) and not Counter(_origins(path.parent)) - given:
            return load
    load, path = next(iter(damaged.items()))
    held = f"（{'、'.join(found)}）" if (found := _origins(path.parent)) else ""
    raise InputError(f"{path}：读不出来了，现在什么也不能装；请把“{load}”原来的文件{held}一起再装一次，它就恢复了。")


def _origins(load: Path) -> list[str]:
    """The files a load holds, as far as it still says so."""
    path = load / "source.csv"
    return [row["origin"] for row in replace.rows(path)] if path.is_file() and _is_readable(path, is_load=True) else []
