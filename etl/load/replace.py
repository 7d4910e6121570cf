"""Which earlier rows a load takes the place of: those of the same files, wherever they were loaded, and nothing else.

Belongs here: finding these rows, cutting them out of other loads, keeping what other loads refer to. Does not belong
here: moving folders (``keep``), who is who (``registers``), what a person is asked (``renamed``).

A file of the same name that shares no row with its namesake is another file: two offices send the same form. Unless
nearly every row has the same name and figures and only the year or the office differs: then these were corrected. Of a
file of which no line could be used the lines themselves decide. A person can say of any load, or file of one, that it
is replaced, or that it stays beside.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.inputs import REFUSED, InputError, order_of
from etl.load.renamed import Loaded, Question, renamed
from etl.read import places
from etl.read.versions import named

Key = tuple[str, ...]
_FACTS = ("department_year", "project_year", "indicator_year")
_KEY = ("department_id", "project_id", "year", "scope")
_NAMES = ("project", "scope", "level3", "target_text", "actual_text")
_FIGURES = (
    "budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified", "score", "weight",
)  # fmt: skip
#: The share of rows that must be the same but for year and office.
_ALIKE = 0.8
_REGISTERS = ("department", "project")
#: The registers a load adds to; ids in other columns are those of facts.
_REFERENCES = {
    "department_id": "department",
    "project_id": "project",
    "parent_project_id": "project",
    "old_project_id": "project",
    "successor_id": "department",
}


@dataclass
class Replaced:
    """``sources``: load → the sources of it that are replaced; ``takers``: load and source → the file that takes its
    place; ``alike``: the files of them that were told by their
    figures only; ``beside``: loads that hold another file of the same name; ``asked``: what nobody can tell."""

    sources: dict[str, set[str]] = field(default_factory=dict)
    takers: dict[tuple[str, str], str] = field(default_factory=dict)
    alike: set[str] = field(default_factory=set)
    beside: list[str] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def add(self, one: Loaded, file: str) -> None:
        """A file takes the place of a loaded one."""
        self.sources.setdefault(one.load, set()).add(one.source)
        self.takers[one.load, one.source] = file


@dataclass(frozen=True)
class Answers:
    """What a person said: loads, or files of them, that are replaced, and those that stay beside."""

    replaces: Sequence[str] = ()
    beside: Sequence[str] = ()

    def of(self, load: str, file: str) -> str:
        """What was said of a loaded file, by its own name or that of its load; empty where nothing was."""
        names = {load, file}
        return "replaces" if names & {*self.replaces} else "beside" if names & {*self.beside} else ""


NOTHING_SAID = Answers()


def check(said: Answers, loads: Path) -> None:
    """Raise InputError where a person named what is not loaded."""
    folders = [path for path in loads.glob("*") if path.is_dir()] if said != NOTHING_SAID else []
    known = {path.name for path in folders} | {
        row["origin"] for path in folders for row in rows(path / "source.csv")
    }  # fmt: skip
    for name in (*said.replaces, *said.beside):
        if name not in known:
            raise InputError(f"没有名为“{name}”的装载，不能替换它，也谈不上都保留。")


@dataclass(frozen=True)
class _New:
    """A file of the bundle: what its rows are about, also in names, how many they are, what they say, and its
    versions."""

    about: set[Key]
    rows: int
    said: Counter[Key]
    versions: set[str]


def replaced(bundle: Path, loads: Path, names: dict[str, set[Key]], said: Answers) -> Replaced:
    """The sources whose file is in the bundle too, under the same name and with enough of the same rows, and all
    sources of what a person named. ``names``: what the bundle's rows are about in names."""
    new, found = _files(bundle, names), Replaced()
    known = list(_known(bundle, loads, new, said))
    for one in known:
        if one.answer == "replaces":
            found.add(one, max(one.common, key=lambda file: one.common[file], default=""))
    for file, own in new.items():
        same = [one for one in known if file == one.origin and file in one.common]
        sure = [one for one in same if not one.answer and one.is_corrected(file, own.rows)]
        # Where its own earlier self is there, another of the same figures is another year's.
        correct = sure or [one for one in same if not one.answer and one.is_alike]
        for one in correct:
            found.add(one, file)
        if correct and not sure:
            found.alike.add(file)
        if not same:
            found.asked += renamed(file, own.rows, [one for one in known if file in one.common])
        elif not correct and not any(one.answer == "replaces" for one in same):
            left = [one for one in same if not one.answer]
            found.asked += [Question(file, own.rows, one, is_needed=True) for one in left if one.common[file]]
            found.beside += [one.load for one in left if not one.common[file]]
    return found


def _files(bundle: Path, names: dict[str, set[Key]]) -> dict[str, _New]:
    own, figures, found = _keys(bundle), _said(bundle), dict[str, _New]()
    for row in rows(bundle / "source.csv"):
        before = found.get(row["origin"], _New(set(), 0, Counter(), set()))
        about, said = own.get(row["source_id"], set()), figures.get(row["source_id"], Counter())
        every = before.about | about | names.get(row["source_id"], set())
        versions = before.versions | {_version(row)}
        found[row["origin"]] = _New(every, before.rows + len(about), before.said + said, versions)
    return found


def _version(source: dict[str, str]) -> str:
    return named(source.get("sha256") or "", source.get("note") or "")


def _known(bundle: Path, loads: Path, new: dict[str, _New], said: Answers) -> Iterator[Loaded]:
    """The loaded files that the files of a bundle are compared with, in the order of their loads: a file whose name is
    new with all of them."""
    folders = sorted((p for p in loads.glob("*") if p.is_dir()), key=lambda path: (order_of(path), path))
    held = {folder: rows(folder / "source.csv") for folder in folders}
    fresh = new.keys() - {row["origin"] for sources in held.values() for row in sources}
    for folder, sources in held.items():
        known = [row for row in sources if fresh or row["origin"] in new or said.of(folder.name, row["origin"])]
        keys, unplaced = (_keys(folder), by_name(folder, is_unplaced=True)) if known else ({}, {})
        figures = _said(folder) if any(row["origin"] in new for row in known) else {}
        for row in known:
            source, origin = row["source_id"], row["origin"]
            ids, called = keys.get(source, set()), unplaced.get(source, set())
            files = [origin] if origin in new else sorted(fresh or new)
            # Of offices that nobody placed the ids are others each time.
            common = {file: max(len(ids & new[file].about), len(called & new[file].about)) for file in files}
            is_repeated = origin in new and not ids and not called
            yield Loaded(
                folder.name, source, origin, folder.name if len(sources) == 1 else origin, len(ids), common,
                is_repeated and _is_repeated(_refused(folder, origin, source), _lines(bundle, origin)),
                origin in new and _are_alike(figures.get(source, Counter()), new[origin].said),
                origin in new and _version(row) in new[origin].versions,
                said.of(folder.name, origin),
            )  # fmt: skip


def _are_alike(one: Counter[Key], other: Counter[Key]) -> bool:
    return bool(one) and (one & other).total() >= _ALIKE * max(one.total(), other.total())


def _is_repeated(refused: list[frozenset[str]], lines: list[frozenset[str]]) -> bool:
    """Whether lines that could not be used are there again, in four fifths of them all cells but the one that was
    corrected; nothing of a file without a line is lost."""
    holding: dict[str, list[frozenset[str]]] = {}
    for line in set(lines):
        for cell in line:
            holding.setdefault(cell, []).append(line)

    def is_there(cells: frozenset[str]) -> bool:
        rarest = sorted(cells, key=lambda cell: len(holding.get(cell, ())))[:2]
        return any(len(cells - line) <= (len(cells) > 2) for cell in rarest for line in holding.get(cell, ()))

    return sum(map(is_there, refused)) >= _ALIKE * len(refused)


def _refused(folder: Path, origin: str, source: str = "") -> list[frozenset[str]]:
    """The cells of the lines that are in no table, of a file or of all of its name."""
    lines = (row for row in rows(folder / REFUSED) if row["file"] == origin)
    return [_cells(row["raw"]) for row in lines if source in ("", row.get("source_id") or source)]


def _lines(bundle: Path, origin: str) -> list[frozenset[str]]:
    """The cells of all lines of a file."""
    sources = {row["source_id"] for row in rows(bundle / "source.csv") if row["origin"] == origin}
    quotes = {row["quote"] for row in rows(bundle / "evidence.csv") if row["source_id"] in sources}
    return [*map(_cells, sorted(quotes)), *_refused(bundle, origin)]


def _cells(line: str) -> frozenset[str]:
    return frozenset(cell.strip() for cell in line.split("|"))


def _said(folder: Path) -> dict[str, Counter[Key]]:
    """Source → what its rows say but for year and office: names and figures; rows without a figure say nothing."""
    found: dict[str, Counter[Key]] = {}
    for name in _FACTS:
        for row in rows(folder / f"{name}.csv"):
            figures = tuple(row.get(column) or "" for column in _FIGURES)
            if any(figures):
                key = (name, *(row.get(column) or "" for column in _NAMES), *figures)
                found.setdefault(row["source_id"], Counter())[key] += 1
    return found


def is_whole(folder: Path, sources: set[str]) -> bool:
    """True where nothing else is in a load than these sources."""
    return {row["source_id"] for row in rows(folder / "source.csv")} <= sources


def free_name(name: str, loads: Path, gone: dict[str, set[str]]) -> str:
    """The name itself, or with a number, under which no rows of another file are kept."""
    number = 1
    while True:
        tried = name if number == 1 else f"{name}（{number}）"
        if not (loads / tried).exists() or is_whole(loads / tried, gone.get(tried, set())):
            return tried
        number += 1


def cut(folder: Path, sources: set[str], target: Path) -> None:
    """Write a load without these sources. What it registers stays: other loads may refer to it."""
    target.mkdir(parents=True, exist_ok=True)
    files = _origins(folder, sources)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file), [])
        kept = [row for row in rows(path) if not _is_of(row, sources, files)]
        _write(target / path.name, head, kept)


def keep_registered(old: Path, bundle: Path, loads: Path) -> None:
    """Add to a bundle what its earlier self registered and other loads refer to: their rows must not hang loose."""
    if not old.is_dir():
        return
    needed = {name: referred(loads, old.name, name) for name in _REGISTERS}
    kept = {
        name: [row for row in rows(old / f"{name}.csv") if row[f"{name}_id"] in needed[name]] for name in _REGISTERS
    }
    owners = {row["department_id"] for row in kept["project"]}
    known = {row["department_id"] for row in kept["department"]}
    kept["department"] += [
        row for row in rows(old / "department.csv") if row["department_id"] in owners - known
    ]  # fmt: skip
    for name, more in kept.items():
        path = bundle / f"{name}.csv"
        own = rows(path)
        ids = {row[f"{name}_id"] for row in own}
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file), [])
        _write(path, head, [*own, *(row for row in more if row[f"{name}_id"] not in ids)])


def is_same(bundle: Path, loads: Path, gone: dict[str, set[str]]) -> bool:
    """True where a bundle says what is said already by the rows it would replace."""
    for path in sorted(bundle.glob("*.csv")):
        if path.stem in ("source", "department_successor", *_REGISTERS):
            continue
        old = [
            row
            for name, sources in gone.items()
            for row in rows(loads / name / path.name)
            if _is_of(row, sources, _origins(loads / name, sources))
        ]
        if _content(rows(path)) != _content(old):
            return False
    return True


def _origins(folder: Path, sources: set[str]) -> set[str]:
    return {row["origin"] for row in rows(folder / "source.csv") if row["source_id"] in sources}


def _is_of(row: dict[str, str], sources: set[str], files: set[str]) -> bool:
    """Whether a row comes of one of these sources; a file refused as a whole is none and is known by its name."""
    return row.get("source_id") in sources or (not row.get("source_id") and row.get("file") in files)


def _content(lines: list[dict[str, str]]) -> Counter[Key]:
    return Counter(tuple(value for name, value in row.items() if name != "source_id") for row in lines)


def referred(loads: Path, but: str, register: str) -> set[str]:
    """Ids of a register that other loads use and do not register themselves."""
    found: set[str] = set()
    for folder in (p for p in loads.glob("*") if p.is_dir() and p.name != but):
        own = {row[f"{register}_id"] for row in rows(folder / f"{register}.csv")}
        used: set[str] = set()
        for path in folder.glob("*.csv"):
            columns = [c for c, target in _REFERENCES.items() if target == register]
            if path.stem != register or register == "project":
                used |= {row[c] for row in rows(path) for c in columns if row.get(c)}
        found |= used - own
    return found


def _keys(folder: Path) -> dict[str, set[Key]]:
    """Source → what its rows are about."""
    found: dict[str, set[Key]] = {}
    for name in _FACTS:
        for row in rows(folder / f"{name}.csv"):
            found.setdefault(row["source_id"], set()).add((name, *(row.get(part) or "" for part in _KEY)))
    return found


def by_name(folder: Path, *, is_unplaced: bool = False) -> dict[str, set[Key]]:
    """Source → what its rows are about in names, as far as the folder itself registers their office; only offices that
    nobody placed, where asked. These have ids of their load: of its correction they are others."""
    offices = {
        row["department_id"]: _bare(row["department"])
        for row in rows(folder / "department.csv")
        if not (is_unplaced and row["district_code"])
    }
    projects = {row["project_id"]: places.spelled(row["project"]) for row in rows(folder / "project.csv")}
    found: dict[str, set[Key]] = {}
    for name in _FACTS if offices else ():
        for row in rows(folder / f"{name}.csv"):
            if row["department_id"] in offices:
                project = projects.get(row.get("project_id") or "", "")
                key = (name, offices[row["department_id"]], project, row.get("year") or "", row.get("scope") or "")
                found.setdefault(row["source_id"], set()).add(key)
    return found


def _bare(department: str) -> str:
    """An office without what stands before its district: that is what a person adds."""
    plain = places.spelled(places.name(department))
    return plain[max(plain.find(places.district(plain)), 0) :]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table of a load; none where it has no such table."""
    return list(_read(path)) if path.is_file() else []


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, head: list[str], lines: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(lines)
