"""The departments and projects a dataset has, and putting a bundle's ids in their place.

Belongs here: reading these registers, rewriting a bundle. Does not belong here: the rules of identity (``identity``,
``offices``), who is matched with whom (``departments``, ``projects``), what a person decided (``decisions``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from etl.load import districts, used
from etl.load.beside import Beside, Place
from etl.load.decisions import Doubt, decisions
from etl.load.departments import place_departments
from etl.load.found import Found
from etl.load.identity import Known
from etl.load.offices import fold, merged, office_of
from etl.load.projects import place_projects
from etl.load.replace import referred

_ID_COLUMNS = ("department_id", "project_id", "parent_project_id", "old_project_id", "row_id", "reason_id")
_SUCCESSOR = "department_successor"


@dataclass(frozen=True)
class Successor:
    """A department that went into another: both stay, tied by a row of ``department_successor``."""

    department_id: str
    successor_id: str
    year: int
    sentence: str


@dataclass(frozen=True)
class Placed:
    """Bundle id → id in the dataset, what is doubtful, which names are joined to another name, which departments were
    put together into which (as far as no other load says so), bundle id → a free one where the dataset has it for
    something else, the places that were taken for one of several, and answers that cannot hold, in a sentence."""

    ids: dict[str, str]
    doubts: tuple[Doubt, ...]
    joins: tuple[Doubt, ...] = ()
    successors: tuple[Successor, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    assumed: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()


def table(data: Path, dataset: str, name: str, without: Path | None = None) -> pl.DataFrame:
    """All rows of an input table of a dataset as text, those under ``without`` left out."""
    frames = []
    for path in sorted((data / dataset).rglob(f"{name}.*")):
        if without is not None and without in path.parents:
            continue
        if path.suffix == ".csv":
            frames.append(pl.read_csv(path, infer_schema=False, glob=False))
        elif path.suffix == ".parquet":
            frames.append(pl.read_parquet(path, glob=False).cast(pl.String))
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


def place(bundle: Path, data: Path, dataset: str, without: Path) -> Placed:
    """Match a bundle's departments and projects with the dataset's; ``without`` is the load the bundle replaces."""
    decided = decisions(data, dataset)
    departments = _known(_standing(bundle, data, dataset, "department", without), "department", "district_code")
    standing = _known(_standing(bundle, data, dataset, "project", without), "project", "department_id")
    anchored = _anchored(bundle, "department", without) | _anchored(bundle, "project", without)
    so_far = Found(without.name, {one.id for one in (*departments, *standing)}, anchored)
    # Rows of a department nobody placed are refused: nothing joins them.
    departments = [one for one in departments if one.owner]
    offices = _rows(bundle / "department.csv")
    words = [f"{row['origin']} {row['title']} {row['title_scope']}" for row in _rows(bundle / "source.csv")]
    stands = _stands(bundle)
    known = {one.id for one in departments} | anchored
    sides = Beside(used.places_of(known, data, dataset, without))
    fresh = place_departments(offices, departments, decided, so_far, stands, words, sides)
    _write(bundle / "department.csv", offices)
    rows = _rows(bundle / "project.csv")
    here = {so_far.id_of(row["department_id"]) for row in rows}
    near, names = [one for one in standing if one.owner in here], _aliases(data, dataset, without)
    # What the load registers itself is not compared with, but where others have it says what stands beside it.
    own = {row["project_id"] for row in rows} & anchored - {one.id for one in near}
    both = used.in_years([*near, *(Known(id_, ("",), "") for id_ in sorted(own))], data, dataset, without)
    near = [replace(one, names=(*one.names, *names.get(one.id, ()))) for one in both if one.id not in own]
    place_projects(rows, near, decided, so_far, stands, Beside({one.id: one.places for one in both}))
    before = {row["department_id"] for row in _rows(without / "department.csv")} if without.is_dir() else set()
    fresh += [one for one in departments if one.id in before]
    stated = {(r["department_id"], r["successor_id"]) for r in table(data, dataset, _SUCCESSOR, without).to_dicts()}
    successors = _successors(fresh, departments, decided.departments)
    told = tuple(s for s in successors if (s.department_id, s.successor_id) not in stated)
    asked = (tuple(so_far.doubts), tuple(so_far.joins))
    return Placed(so_far.ids, *asked, told, so_far.renamed, tuple(so_far.assumed), tuple(so_far.remarks))


def _standing(bundle: Path, data: Path, dataset: str, register: str, without: Path) -> pl.DataFrame:
    """A register but for the load the bundle replaces; of that load what other loads refer to, for it stays: a name
    corrected in the first year's file is still the office (or project) of the years after it. What the bundle registers
    anew under the same id is its own."""
    key = f"{register}_id"
    own = {row[key] for row in _rows(bundle / f"{register}.csv")}
    needed = referred(without.parent, without.name, register) - own if without.is_dir() else set()
    kept = [row for row in _rows(without / f"{register}.csv") if row[key] in needed] if needed else []
    others = table(data, dataset, register, without)
    return pl.concat([others, pl.DataFrame(kept, infer_schema_length=None)], how="diagonal") if kept else others


def _anchored(bundle: Path, register: str, without: Path) -> set[str]:
    """The ids the bundle registers that other loads refer to: these stay whatever else is in the load."""
    own = {row[f"{register}_id"] for row in _rows(bundle / f"{register}.csv")}
    return own & referred(without.parent, without.name, register) if without.is_dir() else set()


def _stands(bundle: Path) -> dict[str, set[Place]]:
    """The years and files in which the facts of a bundle's departments and projects stand."""
    files = {row["source_id"]: f"{row['origin']}|{row['source_id']}" for row in _rows(bundle / "source.csv")}
    found: dict[str, set[Place]] = defaultdict(set)
    for row in _facts(bundle):
        for id_ in (row["department_id"], row.get("project_id")):
            if id_:
                found[id_].add((int(row["year"]), files[row["source_id"]]))
    return found


def _facts(bundle: Path) -> Iterator[dict[str, str]]:
    for name in ("department_year", "project_year", "indicator_year"):
        yield from (row for row in _rows(bundle / f"{name}.csv") if row["year"].isdigit())


def _successors(fresh: list[Known], known: list[Known], decided: dict[tuple[str, str], bool]) -> tuple[Successor, ...]:
    """Departments of a load that were put together of others, or are a part of one, in the same place. A person who
    wrote ``different`` is heeded."""
    found: dict[tuple[str, str], Successor] = {}
    for one in fresh:
        for other in (*known, *fresh):
            is_one_place = one.owner and other.owner and districts.are_one(one.owner, other.owner)
            is_denied = decided.get((fold(one.names[0]), other.id)) is False
            if one.id == other.id or not is_one_place or is_denied:
                continue
            merger = merged(office_of(one.names[0], one.owner), office_of(other.names[0], other.owner))
            if merger is not None:
                part, whole = (one, other) if merger[0] else (other, one)
                sentence = f"{part.names[0]}并入{whole.names[0]}"
                found[part.id, whole.id] = Successor(part.id, whole.id, merger[1], sentence)
    return tuple(found.values())


def write_successors(bundle: Path, successors: Iterable[Successor]) -> None:
    """The bundle's ``department_successor.csv``, where there is any."""
    rows = [
        {"department_id": s.department_id, "successor_id": s.successor_id, "year": str(s.year), "rule": s.sentence}
        for s in successors
    ]
    if rows:
        _write(bundle / f"{_SUCCESSOR}.csv", rows)


def _known(rows: pl.DataFrame, name: str, owner: str) -> list[Known]:
    key = f"{name}_id"
    return [Known(r[key], (r[name],), r.get(owner) or "") for r in rows.to_dicts() if r.get(key) and r.get(name)]


def _aliases(data: Path, dataset: str, without: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in table(data, dataset, "project_alias", without).to_dicts():
        if row.get("project_id") and row.get("alias"):
            found[row["project_id"]].append(row["alias"])
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]], head: Iterable[str] = ()) -> None:
    columns = list(head) or list(rows[0] if rows else ())
    if not columns:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def rewrite(bundle: Path, placed: Placed) -> None:
    """Put the dataset's ids in the place of the bundle's; what the dataset registers is not registered again."""
    ids = {**placed.renamed, **placed.ids}
    for path in sorted(bundle.glob("*.csv")):
        rows = _rows(path)
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file), [])
        own = f"{path.stem}_id"
        kept = [r for r in rows if not (path.stem in ("department", "project") and r[own] in placed.ids)]
        _write(path, [{k: _replaced(v, ids) if k in _ID_COLUMNS else v for k, v in r.items()} for r in kept], head)


def _replaced(text: str, ids: dict[str, str]) -> str:
    """An id, or the ids inside a key (``department|project|year``)."""
    return "|".join(ids.get(part, part) for part in text.split("|"))
