"""The projects of a load: which of them the dataset has, and which are one project through the years of the load.

Belongs here: in which order names are matched, two names of one year, finding the names near one. Does not belong here:
the rules for two names (``identity``), the registers of a dataset (``registers``).

A load is gone through as if its years came one after the other, and of one year its files: a name is matched with what
the dataset has and with what came before it in the load. So it is joined by the same rules whether ten years are loaded
at once or each by itself, in whatever order the files are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rapidfuzz import fuzz, process

from etl.load.decisions import Decided, Doubt
from etl.load.found import Found
from etl.load.identity import DECIDED, DOUBTFUL, Known, Match, match_project, project_form
from etl.load.offices import fold

#: Where a fact stands: its year and its file.
Place = tuple[int, str]
_KIND = "project"
#: So long a name inside another is near it (``identity``).
_INSIDE = 6


@dataclass
class Named:
    """A project of a load by its name: the ids it has there (one a spelling of its department), its department in the
    dataset and where its facts stand."""

    name: str
    owner: str
    ids: list[str] = field(default_factory=list)
    parents: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)

    @property
    def first(self) -> Place:
        """The earliest of its places."""
        return min(self.places, default=(0, ""))

    @property
    def years(self) -> set[int]:
        """The years its facts are of."""
        return {year for year, _ in self.places}


class Near:
    """The known projects of a department, found by what is compared of their names: a name is not compared with all."""

    def __init__(self, said: Mapping[str, Collection[str]]) -> None:
        self.known: list[Known] = []
        self._said = said
        self._used: list[dict[int, set[str]]] = []
        self._by_id: dict[str, int] = {}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._short: dict[str, set[int]] = defaultdict(set)
        self._begins: dict[str, set[str]] = defaultdict(set)
        self._holds: dict[str, set[str]] = defaultdict(set)

    def add(self, one: Known) -> None:
        """Know another project."""
        number = self._by_id[one.id] = len(self.known)
        self._used.append({year: set(names) for year, names in one.used.items()})
        self.known.append(replace(one, used=self._used[number]))
        for name in one.names:
            bare, short, _ = project_form(name)
            for form in (fold(name), bare, short):
                self._exact[form].add(number)
            if short not in self._short and len(short) >= _INSIDE:
                self._begins[short[:_INSIDE]].add(short)
                for part in _parts(short):
                    self._holds[part].add(short)
            self._short[short].add(number)

    def use(self, id_: str, name: str, years: Iterable[int]) -> None:
        """Note that a known project has a name in these years."""
        used = self._used[self._by_id[id_]]
        for year in years:
            used.setdefault(year, set()).add(name)

    def match(self, one: Named, decided: Decided, but: Collection[str]) -> Match:
        """The known project a name means, as if it were compared with every one; ``but`` are none of them."""
        exact = self._of_form(one.name)
        found = self._matched(one, exact, decided, but)
        return found if found.verdict == "same" else self._matched(one, exact | self._alike(one.name), decided, but)

    def _matched(self, one: Named, numbers: set[int], decided: Decided, but: Collection[str]) -> Match:
        near = [self.known[n] for n in sorted(numbers) if self.known[n].id not in but]
        return match_project(one.name, near, decided.of(_KIND, one.name, one.owner, near), one.years)

    def _of_form(self, name: str) -> set[int]:
        """Those of the same form, and those a person spoke of beside this name."""
        own = fold(name)
        found = {n for form in (own, *project_form(name)[:2]) for n in self._exact.get(form, ())}
        for other in self._said.get(own, ()):
            found |= {self._by_id[other]} if other in self._by_id else self._exact.get(other, set())
        return found

    def _alike(self, name: str) -> set[int]:
        short = project_form(name)[1]
        alike = process.extract(short, self._short.keys(), scorer=fuzz.ratio, score_cutoff=100 * DOUBTFUL, limit=None)
        shorts = {found for found, _, _ in alike}
        if len(short) >= _INSIDE:
            shorts |= {other for part in _parts(short) for other in self._begins.get(part, ()) if other in short}
            shorts |= {other for other in self._holds.get(short[:_INSIDE], ()) if short in other}
        return {number for one in shorts for number in self._short[one]}


def _parts(text: str) -> set[str]:
    return {text[at : at + _INSIDE] for at in range(len(text) - _INSIDE + 1)}


def place_projects(
    rows: Sequence[Mapping[str, str]],
    standing: Iterable[Known],
    decided: Decided,
    so_far: Found,
    places: Mapping[str, Collection[Place]],
) -> None:
    """Match the projects of a load with those of the dataset (``standing``) and with those of its earlier years.
    ``places``: where the facts of each project of the load stand."""
    said = _said(decided)
    near: dict[str, Near] = defaultdict(lambda: Near(said))
    for known in standing:
        near[known.owner].add(known)
    held: dict[tuple[str, Place], set[str]] = defaultdict(set)
    for batch in _batches(rows, so_far, places):
        found = []
        for one in batch:
            parents = {so_far.id_of(parent) for parent in one.parents}
            found.append(near[one.owner].match(one, decided, parents))
        for one, match in zip(batch, _apart(batch, found, held), strict=True):
            so_far.take(Doubt(_KIND, one.name, one.owner, match), one.ids[0])
            id_ = so_far.id_of(one.ids[0])
            for other in one.ids[1:]:
                so_far.ids.setdefault(other, id_)
            for place in one.places:
                held[id_, place].add(fold(one.name))
            # What has no fact of its own (the head of several projects in a report) is no earlier year of anything.
            if match.verdict != "same" and one.places:
                near[one.owner].add(Known(id_, (one.name,), one.owner))
            if one.places:
                near[one.owner].use(id_, one.name, one.years)


def _batches(
    rows: Sequence[Mapping[str, str]], so_far: Found, places: Mapping[str, Collection[Place]]
) -> Iterator[list[Named]]:
    """The projects by the year and file they first stand in, the earliest first, those that other loads refer to before
    them. One name under two spellings of its department is one project."""
    named: dict[tuple[str, str], Named] = {}
    for row in rows:
        owner = so_far.id_of(row["department_id"])
        one = named.setdefault((owner, fold(row["project"])), Named(row["project"], owner))
        one.ids.append(row["project_id"])
        one.parents |= {row["parent_project_id"]} if row.get("parent_project_id") else set()
        one.places |= {*places.get(row["project_id"], ())}

    def order(one: Named) -> tuple[bool, Place]:
        return so_far.anchored.isdisjoint(one.ids), one.first

    for _, batch in groupby(sorted(named.values(), key=order), order):
        yield list(batch)


def _said(decided: Decided) -> dict[str, set[str]]:
    """Name → the ids, and the names, a person spoke of beside it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, id_ in decided.projects:
        found[name].add(id_)
    for kind, _, existing, name in decided.turned:
        if kind == _KIND:
            found[existing].add(name)
    return found


def _apart(batch: Sequence[Named], matches: Sequence[Match], held: Mapping[tuple[str, Place], set[str]]) -> list[Match]:
    """Lines of one year of a file are no two names of one project: the nearest name joins, the others are asked about.
    Joined, the money of all but one would be in no sum. ``held``: under which names projects stand there already."""
    claims: dict[tuple[str, Place], dict[str, float]] = defaultdict(dict)
    for one, match in zip(batch, matches, strict=True):
        for place in one.places if match.verdict == "same" else ():
            names = claims[match.id, place]
            names[fold(one.name)] = max(match.score, names.get(fold(one.name), 0.0))

    def is_nearest(one: Named, match: Match) -> bool:
        name = fold(one.name)
        if any(held.get((match.id, place), set()) - {name} for place in one.places):
            return False
        rivals = [claims[match.id, place] for place in one.places]
        return all(match.score > score for others in rivals for other, score in others.items() if other != name)

    return [
        match
        if match.verdict != "same" or match.rule == DECIDED or is_nearest(one, match)
        else replace(match, verdict="doubtful", rule=f"{match.rule}，同一年另有一个更像或一样像的")
        for one, match in zip(batch, matches, strict=True)
    ]
