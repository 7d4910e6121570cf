"""What a person decided about names and districts, kept in a reviewed CSV; and what a person is asked.

Belongs here: that file, reading and writing it. Does not belong here: the rules that leave a name in doubt
(``identity``), what a decision does to a load (``registers``).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from etl.inputs import InputError
from etl.load import districts
from etl.load.held import held
from etl.load.identity import SURE, Known, Match
from etl.load.offices import compare, fold

DECISIONS = "identity"
_HEAD = ("kind", "name", "owner", "existing_id", "existing_name", "score", "rule", "decision")
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class Doubt:
    """A name nobody can place surely: for a person. Of kind ``place`` it is a district whose code nobody can tell, and
    ``match`` holds the codes it may have."""

    kind: str
    name: str
    owner: str
    match: Match


@dataclass
class Decided:
    """What a person wrote: (name, id) → same, and (district, load) → code; ``turned`` the former once more by the kind,
    owner and two names of each, the known one first: corrected later, that is the one which is asked about."""

    departments: dict[tuple[str, str], bool]
    projects: dict[tuple[str, str], bool]
    places: dict[tuple[str, str], str]
    turned: dict[tuple[str, str, str, str], bool] = field(default_factory=dict)
    #: Of departments (id, district) → name → same: what is said of one spelling is said of the office.
    offices: dict[tuple[str, str], dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, kind: str, name: str, owner: str, known: Iterable[Known]) -> dict[tuple[str, str], bool]:
        """What was said of a name, or of another spelling of an office, and the known ones, whichever of the two was
        asked about then. A name that has a known one of its own is that one: what was said joins the other name to it,
        not both crosswise."""
        said = self.departments if kind == "department" else self.projects
        if not self.turned:
            return said
        own, others = fold(name), [(one, fold(n)) for one in known for n in one.names]
        has_own = any(other == own and one.owner == owner for one, other in others)
        pairs = {(own, one.id): self.turned.get((kind, owner, own, other)) for one, other in others if other != own}
        kept = {pair: is_same for pair, is_same in pairs.items() if is_same is False or (is_same and not has_own)}
        return {**kept, **(self._of_office(name, owner) if kind == "department" else {}), **said}

    def _of_office(self, name: str, owner: str) -> dict[tuple[str, str], bool]:
        """What was said of other spellings of a department."""
        return {
            (fold(name), id_): is_same
            for (id_, place), names in self.offices.items()
            for other, is_same in names.items()
            if place == owner and compare(name, owner, other, place)[0] >= SURE
        }


def decisions(data: Path, dataset: str) -> Decided:
    """What a person decided. Raises InputError where two lines contradict each other or a word is none of the two."""
    found, path = Decided({}, {}, {}), data / DECISIONS / f"{dataset}.csv"
    said: dict[tuple[str, str, str], str] = {}
    for row in listed(path):
        decision = row["decision"].strip().casefold()
        key = _key(row["kind"], row["name"], row["existing_id"], row["owner"])
        if decision and said.setdefault(key, decision) != decision:
            raise InputError(f"{path}：“{row['name']}”有两个相反的决定，请只留一个再装。")
        if decision and row["kind"] != "place" and decision not in (SAME, DIFFERENT):
            raise InputError(f"{path}：“{row['name']}”的决定写的是“{decision}”，请写{SAME}或{DIFFERENT}再装。")
        if row["kind"] == "place" and decision:
            found.places[fold(row["name"]), row["owner"]] = decision
        elif decision in (SAME, DIFFERENT) and row["kind"] in ("department", "project"):
            kept = found.departments if row["kind"] == "department" else found.projects
            kept[fold(row["name"]), row["existing_id"]] = decision == SAME
            found.turned[_pair(row["kind"], row["owner"], row["existing_name"], row["name"])] = decision == SAME
            if row["kind"] == "department":
                found.offices[row["existing_id"], row["owner"]][fold(row["name"])] = decision == SAME
    _check_spellings(found, path)
    return found


def _check_spellings(decided: Decided, path: Path) -> None:
    """Raise InputError where two spellings of one department are decided otherwise: half of it would move."""
    for (_, owner), names in decided.offices.items():
        for one, other in combinations(names, 2):
            if names[one] != names[other] and compare(one, owner, other, owner)[0] >= SURE:
                raise InputError(f"{path}：“{one}”和“{other}”是一个部门的两种写法，决定却相反，请改成一样再装。")


def listed(path: Path) -> list[dict[str, str]]:
    """The lines of the file of decisions, also as Excel saves it: with a byte order mark or in GB 18030. Raises
    InputError where it is no such file any more: decisions must not be passed over."""
    if not path.exists():
        return []
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    lines = csv.DictReader(io.StringIO(text, newline=""))
    try:
        lost = [name for name in _HEAD if name not in (lines.fieldnames or ())]
        if lost or "\ufffd" in text or "\0" in text:
            raise InputError(
                f"{path}：不是拿不准名称的清单（缺{'、'.join(lost) or '可读的文字'}），请恢复它的表头再装。"
            )
        return [{name: row[name] or "" for name in _HEAD} for row in lines]
    except csv.Error as error:
        raise InputError(f"{path}：第{lines.line_num}行分不了列，请改正再装。") from error


def list_doubts(doubts: Iterable[Doubt], data: Path, dataset: str) -> Path:
    """Add doubtful matches to the file of decisions, each once, for a person to write same or different, and of
    a district its code. It is written whole, in UTF-8, however a person saved it."""
    path = data / DECISIONS / f"{dataset}.csv"
    with held(path):
        lines = listed(path)
        known = {_key(r["kind"], r["name"], r["existing_id"], r["owner"]) for r in lines}
        turned = {_pair(r["kind"], r["owner"], r["existing_name"], r["name"]) for r in lines}
        for d in doubts:
            key = _key(d.kind, d.name, d.match.id, d.owner)
            # The same two names the other way round are one question; two of one name are not.
            is_turned = d.name != d.match.name and _pair(d.kind, d.owner, d.name, d.match.name) in turned
            if key not in known and not is_turned:
                known.add(key)
                turned.add(_pair(d.kind, d.owner, d.match.name, d.name))
                cells = (d.kind, d.name, d.owner, d.match.id, d.match.name, f"{d.match.score:.2f}", d.match.rule, "")
                lines.append(dict(zip(_HEAD, cells, strict=True)))
        _write(path, lines)
    return path


def settle(names: Iterable[Mapping[str, str]], data: Path, dataset: str) -> int:
    """Write what a person decided into the lines that ask for it; returns how many. Each name says its ``kind``,
    ``name``, ``owner``, ``existing_id``, ``existing_name`` and the ``decision``: same or different, of a district its
    code or its name. Raises InputError where one is no answer or was not asked; then nothing is kept."""
    path, count = data / DECISIONS / f"{dataset}.csv", 0
    with held(path):
        lines = listed(path)
        for one in names:
            decision = _answer(one)
            key = _key(one["kind"], one["name"], one["existing_id"], one["owner"])
            turned = _pair(one["kind"], one["owner"], one["name"], one["existing_name"])
            asked = [r for r in lines if _key(r["kind"], r["name"], r["existing_id"], r["owner"]) == key]
            asked = asked or [r for r in lines if _pair(r["kind"], r["owner"], r["existing_name"], r["name"]) == turned]
            if not asked:
                raise InputError(f"“{one['name']}”不在拿不准的清单里，什么也没有记下；请再预演一次。")
            for row in asked:
                row["decision"] = decision
            count += 1
        _write(path, lines)
    return count


def _answer(one: Mapping[str, str]) -> str:
    """A decision as it is kept. Raises InputError where it is none."""
    decision = one["decision"].strip()
    if one["kind"] != "place":
        if decision not in (SAME, DIFFERENT):
            raise InputError(f"“{one['name']}”的决定写的是“{decision}”，请写{SAME}或{DIFFERENT}。")
        return decision
    if decision in districts.divisions():
        return decision
    found = districts.candidates(decision)
    if len(found) != 1 or found[0].name != decision[-len(found[0].name) :]:
        labels = "、".join(d.label for d in found)
        which = (
            f"有{len(found)}个（{labels}），请写全" if len(found) > 1 else "不在区划名单里，请写区划的全名或六位代码"
        )
        raise InputError(f"“{decision}”{which}；什么也没有记下。")
    return found[0].code


def _write(path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEAD)
        writer.writeheader()
        writer.writerows(lines)
    new.replace(path)


def _pair(kind: str, owner: str, name: str, other: str) -> tuple[str, str, str, str]:
    return kind, owner, fold(name), fold(other)


def _key(kind: str, name: str, existing: str, owner: str) -> tuple[str, str, str]:
    """What makes a line one question: a district is asked about once a load, a name once against each known one."""
    return kind, fold(name), owner if kind == "place" else existing
