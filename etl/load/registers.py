"""The departments and projects a dataset has, and putting a bundle's ids in their place.

Belongs here: reading these registers, the file of decisions, rewriting a bundle. Does not belong here: the rules of
identity (``identity``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl.load.identity import Known, Match, fold, match_department, match_project

DECISIONS = "identity"
_HEAD = ("kind", "name", "owner", "existing_id", "existing_name", "score", "rule", "decision")
_SAME, _DIFFERENT = "same", "different"
_ID_COLUMNS = ("department_id", "project_id", "parent_project_id", "old_project_id", "row_id", "reason_id")


@dataclass(frozen=True)
class Doubt:
    """A name nobody can place surely: for a person."""

    kind: str
    name: str
    owner: str
    match: Match


@dataclass(frozen=True)
class Placed:
    """Bundle id → id in the dataset, and what is doubtful."""

    ids: dict[str, str]
    doubts: tuple[Doubt, ...]


def table(data: Path, dataset: str, name: str, without: Path | None = None) -> pl.DataFrame:
    """All rows of an input table of a dataset as text, those under ``without`` left out."""
    frames = []
    for path in sorted((data / dataset).rglob(f"{name}.*")):
        if without is not None and without in path.parents:
            continue
        if path.suffix == ".csv":
            frames.append(pl.read_csv(path, infer_schema=False))
        elif path.suffix == ".parquet":
            frames.append(pl.read_parquet(path).cast(pl.String))
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


def place(bundle: Path, data: Path, dataset: str, without: Path) -> Placed:
    """Match a bundle's departments and projects with the dataset's."""
    decided = _decisions(data, dataset)
    departments = _known(table(data, dataset, "department", without), "department", "district_code")
    projects: dict[str, list[Known]] = defaultdict(list)
    names = _aliases(data, dataset, without)
    for one in _known(table(data, dataset, "project", without), "project", "department_id"):
        projects[one.owner].append(Known(one.id, (*one.names, *names.get(one.id, ())), one.owner))
    ids: dict[str, str] = {}
    doubts: list[Doubt] = []
    for row in _rows(bundle / "department.csv"):
        code = row.get("district_code", "")
        match = match_department(row["department"], code, departments, decided["department"])
        _take(Doubt("department", row["department"], code, match), row["department_id"], ids, doubts)
    for row in _rows(bundle / "project.csv"):
        owner = ids.get(row["department_id"], "")
        match = match_project(row["project"], projects.get(owner, []), decided["project"])
        _take(Doubt("project", row["project"], owner, match), row["project_id"], ids, doubts)
    return Placed(ids, tuple(doubts))


def _take(found: Doubt, own: str, ids: dict[str, str], doubts: list[Doubt]) -> None:
    if found.match.verdict == "same":
        ids[own] = found.match.id
    elif found.match.verdict == "doubtful":
        doubts.append(found)


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


def rewrite(bundle: Path, ids: dict[str, str]) -> None:
    """Put the dataset's ids in the place of the bundle's; what the dataset registers is not registered again."""
    for path in sorted(bundle.glob("*.csv")):
        rows = _rows(path)
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file), [])
        own = f"{path.stem}_id"
        kept = [r for r in rows if not (path.stem in ("department", "project") and r[own] in ids)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head)
            writer.writeheader()
            writer.writerows({k: _replaced(v, ids) if k in _ID_COLUMNS else v for k, v in r.items()} for r in kept)


def _replaced(text: str, ids: dict[str, str]) -> str:
    """An id, or the ids inside a key (``department|project|year``)."""
    return "|".join(ids.get(part, part) for part in text.split("|"))


def _decisions(data: Path, dataset: str) -> dict[str, dict[tuple[str, str], bool]]:
    found: dict[str, dict[tuple[str, str], bool]] = {"department": {}, "project": {}}
    path = data / DECISIONS / f"{dataset}.csv"
    for row in _rows(path) if path.is_file() else []:
        if row.get("decision") in (_SAME, _DIFFERENT) and row.get("kind") in found:
            found[row["kind"]][fold(row["name"]), row["existing_id"]] = row["decision"] == _SAME
    return found


def list_doubts(doubts: Iterable[Doubt], data: Path, dataset: str) -> Path:
    """Add doubtful matches to the file of decisions, each once, for a person to write same or different."""
    path = data / DECISIONS / f"{dataset}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = {(r["kind"], fold(r["name"]), r["existing_id"]) for r in (_rows(path) if path.is_file() else [])}
    is_new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(_HEAD)
        for d in doubts:
            key = (d.kind, fold(d.name), d.match.id)
            if key not in known:
                known.add(key)
                cells = (d.kind, d.name, d.owner, d.match.id, d.match.name, f"{d.match.score:.2f}", d.match.rule, "")
                writer.writerow(cells)
    return path
