"""The departments and projects a dataset has, and putting a bundle's ids in their place.

Belongs here: reading these registers, rewriting a bundle. Does not belong here: the rules of identity (``identity``,
``offices``), the list of districts (``districts``), what a person decided (``decisions``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from etl.load import districts, used
from etl.load.decisions import Decided, Doubt, decisions
from etl.load.identity import DECIDED, SURE, Known, Match, match_department, match_project
from etl.load.offices import fold, function_of, merged, office_of
from etl.load.replace import referred
from etl.read import places
from etl.read.report import identify

_ID_COLUMNS = ("department_id", "project_id", "parent_project_id", "old_project_id", "row_id", "reason_id")
_SUCCESSOR = "department_successor"
#: All departments of a load without a district in their names: one question.
_NOWHERE = "没有写区划的部门"


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
    put together into which (as far as no other load says so), and bundle id → a free one where the dataset has it for
    something else."""

    ids: dict[str, str]
    doubts: tuple[Doubt, ...]
    joins: tuple[Doubt, ...] = ()
    successors: tuple[Successor, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)


@dataclass
class _Found:
    """What is found so far of a load's departments and projects; ``taken`` are the ids of the dataset."""

    load: str
    taken: set[str]
    ids: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    joins: list[Doubt] = field(default_factory=list)

    def take(self, found: Doubt, own: str) -> None:
        """Note a match. Ids are made of names: what stands apart from its namesake gets another."""
        if found.match.verdict == "same":
            self.ids[own] = found.match.id
            if found.match.score < 1 or found.match.rule == DECIDED:
                self.joins.append(found)
            return
        if own in self.taken:
            self.renamed[own] = identify(own, self.load)
        if found.match.verdict == "doubtful":
            self.doubts.append(found)

    def id_of(self, own: str) -> str:
        """The id under which a department or project of the bundle is kept."""
        return self.ids.get(own, self.renamed.get(own, own))


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
    so_far = _Found(without.name, {one.id for one in (*departments, *standing)})
    # Rows of a department nobody placed are refused: nothing joins them.
    departments = [one for one in departments if one.owner]
    fresh = _place_departments(bundle, departments, decided, so_far)
    own: dict[tuple[str, str], str] = {}
    rows, years = _rows(bundle / "project.csv"), _years(bundle, "project_id")
    owners = [so_far.id_of(row["department_id"]) for row in rows]
    here = set(owners)
    standing = [one for one in standing if one.owner in here]
    projects: dict[str, list[Known]] = defaultdict(list)
    names = _aliases(data, dataset, without)
    for one in used.in_years(standing, data, dataset, without):
        projects[one.owner].append(replace(one, names=(*one.names, *names.get(one.id, ()))))
    found = []
    for row, owner in zip(rows, owners, strict=True):
        name, id_, near = row["project"], row["project_id"], projects.get(owner, [])
        found.append(match_project(name, near, decided.of("project", name, owner, near), years[id_]))
    found = _apart(rows, found, years)
    for row, owner, match in zip(rows, owners, found, strict=True):
        so_far.take(Doubt("project", row["project"], owner, match), row["project_id"])
        # One name under two spellings of its department is one project.
        first = own.setdefault((owner, fold(row["project"])), row["project_id"])
        if first != row["project_id"]:
            so_far.ids.setdefault(row["project_id"], so_far.id_of(first))
    before = {row["department_id"] for row in _rows(without / "department.csv")} if without.is_dir() else set()
    fresh += [one for one in departments if one.id in before]
    stated = {(r["department_id"], r["successor_id"]) for r in table(data, dataset, _SUCCESSOR, without).to_dicts()}
    successors = _successors(fresh, departments, decided.departments)
    told = tuple(s for s in successors if (s.department_id, s.successor_id) not in stated)
    return Placed(so_far.ids, tuple(so_far.doubts), tuple(so_far.joins), told, so_far.renamed)


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


def _apart(rows: list[dict[str, str]], matches: list[Match], years: dict[str, set[int]]) -> list[Match]:
    """Lines of one year are no two names of one project: the nearest name joins, the others are asked about. Joined,
    the money of all but one would be in no sum."""
    claims: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    for row, match in zip(rows, matches, strict=True):
        for year in years[row["project_id"]] if match.verdict == "same" else ():
            names = claims[match.id, year]
            names[fold(row["project"])] = max(match.score, names.get(fold(row["project"]), 0.0))

    def is_nearest(row: dict[str, str], match: Match) -> bool:
        name = fold(row["project"])
        rivals = [claims[match.id, year] for year in years[row["project_id"]]]
        return all(match.score > score for others in rivals for other, score in others.items() if other != name)

    return [
        match
        if match.verdict != "same" or match.rule == DECIDED or is_nearest(row, match)
        else replace(match, verdict="doubtful", rule=f"{match.rule}，同一年另有一个更像或一样像的")
        for row, match in zip(rows, matches, strict=True)
    ]


def _place_departments(bundle: Path, known: list[Known], decided: Decided, so_far: _Found) -> list[Known]:
    """Match each department with the dataset's and with those of its own load; returns what is new. The code of its
    district is written into the bundle where the name or a person tells it."""
    rows = _rows(bundle / "department.csv")
    years = _years(bundle)
    fresh: list[Known] = []
    unplaced: dict[str, Doubt] = {}
    # The longest spelling of a department is the one to register.
    for row in sorted(rows, key=lambda r: -len(r["department"])):
        name, own = row["department"], row["department_id"]
        code, doubt = _code(row, years[own], decided, so_far.load)
        row["district_code"], row["function"] = code, function_of(office_of(name, code))
        match = match_department(name, code, known, decided.of("department", name, code, known), years[own])
        if match.verdict == "new":
            # Two spellings inside one load; what is only near is not asked about: a list of schools is full of it.
            match = match_department(name, code, fresh, decided.departments, years[own])
            match = match if match.verdict == "same" and match.score >= SURE else Match("new", "", "", 0.0, "")
        so_far.take(Doubt("department", name, code, match), own)
        if own not in so_far.ids:
            fresh.append(Known(so_far.id_of(own), (name,), code))
            if doubt is not None:
                unplaced.setdefault(doubt.name, doubt)
    so_far.doubts += unplaced.values()
    _write(bundle / "department.csv", rows)
    return fresh


def _code(row: dict[str, str], years: set[int], decided: Decided, load: str) -> tuple[str, Doubt | None]:
    """The code of a department's district: as read, as a person decided, as only one division can be meant; else what
    to ask a person."""
    if row.get("district_code"):
        return row["district_code"], None
    district = places.district(row["department"]) or _NOWHERE
    found = districts.candidates(row["department"], years)
    names = (fold(row["department"]), fold(district))
    stated = next((decided.places[name, load] for name in names if (name, load) in decided.places), "")
    if stated in districts.divisions():
        return stated, None
    if len(found) == 1 and not stated:
        return found[0].code, None
    rule = f"区划名有{len(found)}个" if found else "区划不在名单里" if district != _NOWHERE else "要写一个区划代码"
    if stated:
        rule = f"“{stated}”不是区划代码，{rule}"
    codes, labels = "|".join(d.code for d in found), "|".join(d.label for d in found)
    return "", Doubt("place", district, load, Match("doubtful", codes, labels, 0.0, rule))


def _years(bundle: Path, of: str = "department_id") -> dict[str, set[int]]:
    """The years a bundle's facts name a department (or project) for."""
    found: dict[str, set[int]] = defaultdict(set)
    for name in ("department_year", "project_year", "indicator_year"):
        for row in _rows(bundle / f"{name}.csv"):
            if row["year"].isdigit():
                found[row.get(of, "")].add(int(row["year"]))
    return found


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
