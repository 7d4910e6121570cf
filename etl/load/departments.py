"""The departments of a load: in which district they are, which the dataset has, which are one under several spellings.

Belongs here: in which order names are matched, what a person is asked about a place. Does not belong here: the rules
for two names (``identity``, ``offices``), what is taken for granted of a city (``cities``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.load import districts
from etl.load.beside import Beside, Place, overruled
from etl.load.cities import Cities
from etl.load.decisions import DIFFERENT, SAME, Decided, Doubt
from etl.load.districts import Division
from etl.load.found import Found
from etl.load.identity import DECIDED, SURE, Known, Match, match_department
from etl.load.offices import compare, fold, function_of, office_of

#: All departments of a load without a district in their names: one question.
_NOWHERE = "没有写区划的部门"


@dataclass(frozen=True)
class _Placing:
    """The code of a department's district, or what to ask a person; with both it was taken for one of several, and
    ``why``."""

    code: str
    question: Doubt | None = None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a person is asked which of several divisions it is."""
        return not self.code and self.question is not None and bool(self.question.match.id)


def place_departments(
    rows: list[dict[str, str]],
    known: list[Known],
    decided: Decided,
    so_far: Found,
    places: Mapping[str, Collection[Place]],
    words: Sequence[str],
    sides: Beside,
) -> list[Known]:
    """Match each department with the dataset's and with those of its own load; returns what is new. The code of its
    district is written into the row where the name or a person tells it. ``places``: where the facts of each department
    of the load stand; ``sides``: where those of the dataset do; ``words``: how the files and their tables are
    called."""
    fresh: list[Known] = []
    asked: dict[str, Doubt] = {}
    assumed: dict[str, Doubt] = {}
    years = {row["department_id"]: {year for year, _ in places.get(row["department_id"], ())} for row in rows}
    found = {row["department_id"]: districts.candidates(row["department"], years[row["department_id"]]) for row in rows}
    named = [row.get("district_code") or "" for row in rows] + [f[0].code for f in found.values() if len(f) == 1]
    cities = Cities(known, named, words)
    # The longest spelling of a department is the one to register, unless other loads refer to another.
    ordered = sorted(rows, key=lambda r: (r["department_id"] not in so_far.anchored, -len(r["department"])))
    offices: dict[str, Known] = {}
    placings: dict[str, _Placing] = {}
    for row in ordered:
        name, own = row["department"], row["department_id"]
        placings[own] = _placing(row, found[own], years[own], decided, so_far.load, cities)
        used = dict.fromkeys(years[own], (name,))
        offices[own] = Known(own, (name,), placings[own].code, used, places.get(own, ()))
    for row in ordered:
        name, own = row["department"], row["department_id"]
        placing, one = placings[own], offices[own]
        row["district_code"], row["function"] = placing.code, function_of(office_of(name, placing.code))
        near, beside = known, fresh
        match = _match(one, near, beside, decided, is_open=placing.is_open)
        while _is_other(one, match, [*near, *beside], offices.values(), so_far, sides):
            if match.rule == DECIDED:
                so_far.remarks.append(overruled(name, match.name))
            near, beside = ([other for other in some if other.id != match.id] for some in (near, beside))
            match = _match(one, near, beside, decided, is_open=placing.is_open)
        so_far.take(Doubt("department", name, placing.code, match), own)
        if own not in so_far.ids:
            fresh.append(replace(one, id=so_far.id_of(own)))
        if placing.question is not None and placing.code:
            assumed.setdefault(placing.question.name, placing.question)
            told = replace(placing.question.match, name=districts.with_city(name, placing.code), rule=placing.why)
            so_far.joins.append(Doubt("department", name, placing.code, told))
        elif placing.question is not None and own not in so_far.ids:
            asked.setdefault(placing.question.name, placing.question)
    so_far.doubts += asked.values()
    so_far.assumed += [one for one in assumed.values() if one.name not in asked]
    return fresh


def _match(one: Known, known: list[Known], fresh: list[Known], decided: Decided, *, is_open: bool) -> Match:
    """The department a name means: of the dataset, else of its own load. A doubt about the dataset's is not asked twice
    of two spellings; which of several districts it is (``is_open``) is asked once for all its offices."""
    (name,) = one.names
    match = match_department(name, one.owner, known, decided.of("department", name, one.owner, known), list(one.used))
    if match.verdict == "same" and (not is_open or match.rule == DECIDED):
        return match
    beside = _among(replace(one, used={}) if is_open else one, fresh, decided)
    return beside if is_open or beside.verdict == "same" or match.verdict == "new" else match


def _is_other(
    one: Known, match: Match, known: Sequence[Known], offices: Collection[Known], so_far: Found, sides: Beside
) -> bool:
    """Whether a name is known to be another office than the one it was matched with by more than its spelling: it, or
    another name that is surely that one, stands beside it in one year of one file."""
    if match.verdict == "new" or match.score >= SURE or not one.owner:
        return False
    (name,) = one.names
    own = {one.id} & so_far.anchored
    own |= {other.id for other in known if other.owner == one.owner and fold(other.names[0]) == fold(name)}
    if sides.are_two(match.id, own):
        return True
    meant = next(other for other in known if other.id == match.id)
    near = [other for other in offices if other.id != one.id and not {*other.places}.isdisjoint(one.places)]
    return any(
        not _are_one(other, one) and (so_far.ids.get(other.id) == match.id or _are_one(other, meant)) for other in near
    )


def _are_one(one: Known, other: Known) -> bool:
    return compare(one.names[0], one.owner, other.names[0], other.owner, list(one.used))[0] >= SURE


def _among(one: Known, fresh: list[Known], decided: Decided) -> Match:
    """The department of its own load a name means. Of one year, what is only near is not asked about: a list of schools
    is full of it."""
    (name,) = one.names
    near = [other for other in fresh if bool(other.owner) == bool(one.owner)]
    said = decided.of("department", name, one.owner, near)
    match = match_department(name, one.owner, near, said, list(one.used))
    other = next((other for other in near if other.id == match.id), None)
    if match.verdict == "new" or other is None:
        return Match("new", "", "", 0.0, "")
    if match.verdict == "same" and match.rule != DECIDED and other.used and one.used:
        # A rename holds for the years of either name, whichever comes first.
        back = match_department(other.names[0], other.owner, [one], {}, list(other.used))
        match = match if back.score >= SURE else replace(match, verdict=back.verdict, score=back.score, rule=back.rule)
    is_of_one_year = not one.used or not other.used or bool({*one.used} & {*other.used})
    return Match("new", "", "", 0.0, "") if match.verdict != "same" and is_of_one_year else match


def _placing(
    row: Mapping[str, str],
    found: tuple[Division, ...],
    years: set[int],
    decided: Decided,
    load: str,
    cities: Cities,
) -> _Placing:
    """Where a department is: as read, as a person decided, as only one division can be meant, as its dataset is of one
    city; else what to ask a person."""
    if row.get("district_code"):
        return _Placing(row["district_code"])
    # 杭州市西湖区 is asked about (and answered) by itself: an answer about 西湖区 says nothing of it.
    district = districts.stated(row["department"]) or _NOWHERE
    names = (fold(row["department"]), fold(district))
    said = next((decided.places[name, load] for name in names if (name, load) in decided.places), "")
    if said in districts.divisions():
        return _Placing(said)
    if len(found) == 1 and said in ("", SAME):
        return _Placing(found[0].code)
    codes, labels = "|".join(d.code for d in found), "|".join(d.label for d in found)
    taken, why = cities.only(row["department"], found, years) if said in ("", SAME) else (None, "")
    if taken is not None:
        match = Match("same", codes, labels, 0.96, f"{why}，认作{taken.label}")
        return _Placing(taken.code, None if said == SAME else Doubt("place", district, load, match), why)
    rule = f"区划名有{len(found)}个" if found else "区划不在名单里" if district != _NOWHERE else "要写一个区划代码"
    if said and said not in (SAME, DIFFERENT):
        rule = f"“{said}”不是区划代码，{rule}"
    return _Placing("", Doubt("place", district, load, Match("doubtful", codes, labels, 0.0, rule)))
