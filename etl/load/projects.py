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

from etl.load.beside import Beside, Place, overruled
from etl.load.decisions import Decided, Doubt
from etl.load.found import Found
from etl.load.identity import DECIDED, DOUBTFUL, Known, Match, match_project, project_form
from etl.load.offices import fold

_KIND = "project"
#: So long a name inside another is near it (``identity``).
_INSIDE = 6
#: A name that differs in year, number and marks only is the known one's own.
_OWN = 0.99


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

    def called(self, one: Named, decided: Decided) -> Iterator[Match]:
        """The known projects that are called as a name says, but for year, number and marks."""
        for number in self._exact.get(fold(one.name), set()) | self._exact.get(project_form(one.name)[0], set()):
            known = [self.known[number]]
            said = {
                pair: False for pair, is_same in decided.of(_KIND, one.name, one.owner, known).items() if not is_same
            }
            match = match_project(one.name, known, said, one.years)
            if match.verdict == "same" and match.score >= _OWN:
                yield match

    def of_name(self, name: str) -> set[str]:
        """The ids of those of exactly this name."""
        own, numbers = fold(name), self._exact.get(fold(name), set())
        return {self.known[n].id for n in numbers if own in map(fold, self.known[n].names)}

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
    sides: Beside,
) -> None:
    """Match the projects of a load with those of the dataset (``standing``) and with those of its earlier years.
    ``places``: where the facts of each project of the load stand; ``sides``: where those of the dataset do."""
    said = _said(decided)
    near: dict[str, Near] = defaultdict(lambda: Near(said))
    for known in standing:
        near[known.owner].add(known)
    named = _named(rows, so_far, places)
    # Also for the names that come before it: whose name it is, is that one.
    for one in named:
        for match in near[one.owner].called(one, decided):
            sides.claim(fold(one.name), match, one.places)
    for batch in _batches(named, so_far):
        for one, match in zip(batch, _matched(batch, near, decided, so_far, sides), strict=True):
            so_far.take(Doubt(_KIND, one.name, one.owner, match), one.ids[0])
            id_ = so_far.id_of(one.ids[0])
            for other in one.ids[1:]:
                so_far.ids.setdefault(other, id_)
            sides.hold(fold(one.name), id_, one.places)
            # What has no fact of its own (the head of several projects in a report) is no earlier year of anything.
            if match.verdict != "same" and one.places:
                near[one.owner].add(Known(id_, (one.name,), one.owner))
            if one.places:
                near[one.owner].use(id_, one.name, one.years)


def _matched(
    batch: Sequence[Named], near: Mapping[str, Near], decided: Decided, so_far: Found, sides: Beside
) -> list[Match]:
    """What each name of a batch means. Of two that are equally near to a known one a person is asked; what is known to
    be another is compared with the rest."""
    but = [{so_far.id_of(parent) for parent in one.parents} for one in batch]
    found = [near[one.owner].match(one, decided, others) for one, others in zip(batch, but, strict=True)]
    for one, match in zip(batch, found, strict=True):
        sides.claim(fold(one.name), match, one.places)
    for number, (one, others) in enumerate(zip(batch, but, strict=True)):
        own = {*one.ids} & so_far.anchored | near[one.owner].of_name(one.name)
        while sides.is_other(fold(one.name), found[number], one.places, own):
            if found[number].rule == DECIDED:
                so_far.remarks.append(overruled(one.name, found[number].name))
            others.add(found[number].id)
            found[number] = near[one.owner].match(one, decided, others)
        sides.claim(fold(one.name), found[number], one.places)
    return [
        match
        if match.verdict != "same" or sides.is_nearest(fold(one.name), match, one.places)
        else replace(match, verdict="doubtful", rule=f"{match.rule}，同一年另有一个更像或一样像的")
        for one, match in zip(batch, found, strict=True)
    ]


def _named(rows: Sequence[Mapping[str, str]], so_far: Found, places: Mapping[str, Collection[Place]]) -> list[Named]:
    """The projects of a load by name: one name under two spellings of its department is one project."""
    named: dict[tuple[str, str], Named] = {}
    for row in rows:
        owner = so_far.id_of(row["department_id"])
        one = named.setdefault((owner, fold(row["project"])), Named(row["project"], owner))
        one.ids.append(row["project_id"])
        one.parents |= {row["parent_project_id"]} if row.get("parent_project_id") else set()
        one.places |= {*places.get(row["project_id"], ())}
    return [*named.values()]


def _batches(named: Sequence[Named], so_far: Found) -> Iterator[list[Named]]:
    """The projects by the year and file they first stand in, the earliest first, those that other loads refer to before
    them."""

    def order(one: Named) -> tuple[bool, Place]:
        return so_far.anchored.isdisjoint(one.ids), one.first

    for _, batch in groupby(sorted(named, key=order), order):
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
