"""When each file of a load was first loaded: of several statements of one figure the first file's is shown.

Belongs here: noting it beside the tables of a load. Does not belong here: reading the note (``etl.inputs``), what it
decides (``etl.stage``). A file loaded again, alone or in another batch, keeps its turn; so do those it was loaded with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from etl.inputs import ORDER, order_of, turns_of
from etl.load.replace import rows

Turn = tuple[int, int]


def note(bundle: Path, loads: Path, takers: Mapping[tuple[str, str], str]) -> None:
    """Note the turns of a bundle's files: those of what they take the place of, else behind all that is loaded.
    ``takers``: load and source → the file of the bundle that takes its place."""
    folders = {path.name: path for path in loads.glob("*") if path.is_dir()}
    known = {name: _turns(path) for name, path in folders.items()}
    numbers = [*map(order_of, folders.values()), *(turn[0] for one in known.values() for turn in one.values())]
    order, earlier, found = max(numbers, default=0) + 1, dict[str, list[Turn]](), dict[str, Turn]()
    for (load, source), file in takers.items():
        earlier.setdefault(file, []).append(known[load][source])
    left = {file: sorted(turns) for file, turns in earlier.items()}
    for place, row in enumerate(rows(bundle / "source.csv")):
        turns = left.get(row["origin"], [])
        found[row["source_id"]] = turns[0] if turns else (order, place)
        # Of two files of one name each takes the turn of one.
        del turns[: len(turns) > 1]
    _write(bundle, min((turn[0] for turn in found.values()), default=order), found)


def keep(folder: Path, target: Path) -> None:
    """Note in a load that was cut the turns of the files that stay."""
    turns = _turns(folder)
    _write(target, order_of(folder), {row["source_id"]: turns[row["source_id"]] for row in rows(target / "source.csv")})


def _turns(folder: Path) -> dict[str, Turn]:
    """Source → turn; what nothing is noted of was loaded with its load, in the order of its sources."""
    sources = [row["source_id"] for row in rows(folder / "source.csv")]
    return {source: (order_of(folder), place) for place, source in enumerate(sources)} | turns_of(folder)


def _write(folder: Path, order: int, turns: Mapping[str, Turn]) -> None:
    lines = [str(order), *(f"{number} {place} {source}" for source, (number, place) in turns.items())]
    (folder / ORDER).write_text("\n".join(lines), encoding="utf-8")
