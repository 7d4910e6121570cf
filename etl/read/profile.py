"""Profiles: one TOML file says how a kind of table is read. Read, checked and matched against a sheet's headings.

Belongs here: what a profile may say and whether it fits. Does not belong here: reading rows (``flat``), drafting one
(``suggest``). How to write one stands in docs/profiles.md.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read import amounts
from etl.read.labels import clean
from etl.read.rows import AMOUNTS, DEPARTMENT_YEAR, PROJECT_YEAR

FOLDER = Path(__file__).parent.parent / "profiles"
#: ``budget_unqualified`` goes to ``budget_full_year_yuan`` where no other heading does.
UNQUALIFIED = "budget_unqualified"
TEXT_FIELDS = ("district", "department", "year", "project", "grade_stated", "reason", "measure")
MONEY_FIELDS = (*AMOUNTS, UNQUALIFIED)
FIELDS = (*TEXT_FIELDS, *MONEY_FIELDS, "rate_stated_pct", "score")
_KEYS = {
    "name",
    "title",
    "encoding",
    "key",
    "match",
    "columns",
    "units",
    "constants",
    "missing",
    "rows",
    "filters",
    "year",
}
_LONGEST_HEADING = 300
_HEADING_YEAR = re.compile(r"^((?:19|20)\d{2})年?度?(?=\D)")


@dataclass(frozen=True)
class Heading:
    """Headings that mean one field, the surest first."""

    field: str
    headers: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    unit: str = ""

    def place(self, header: str) -> int | None:
        """How early in the list this heading stands; None where it is another."""
        if header in self.headers:
            return self.headers.index(header)
        hit = next((i for i, p in enumerate(self.patterns) if p.fullmatch(header)), None)
        return None if hit is None else len(self.headers) + hit


@dataclass(frozen=True)
class Filter:
    """Keep only rows whose cell under ``header`` matches (or, ``is_kept`` False, does not match)."""

    header: str
    pattern: re.Pattern[str]
    is_kept: bool


@dataclass(frozen=True)
class Profile:
    """How one kind of table is read; the attributes are the sections of its TOML file."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    match_all: tuple[str, ...] = ()
    match_any: tuple[str, ...] = ()
    match_headers: tuple[str, ...] = ()
    encoding: str = ""
    unit: str = ""
    constants: dict[str, Any] = field(default_factory=dict)
    missing: tuple[re.Pattern[str], ...] = ()
    skip: tuple[re.Pattern[str], ...] = ()
    totals: tuple[re.Pattern[str], ...] = ()
    filters: tuple[Filter, ...] = ()
    year_from_header: re.Pattern[str] | None = None
    year_from_file: re.Pattern[str] | None = None
    key: tuple[str, ...] = ("department", "year", "project")

    @property
    def kind(self) -> str:
        return str(self.constants.get("kind", "")) or (
            PROJECT_YEAR if any(h.field == "project" for h in self.headings) else DEPARTMENT_YEAR
        )

    def fields_of(self, header: str) -> tuple[str, int, int | None] | None:
        """Field, rank and year a cleaned heading stands for: ``2023年预算数`` is 预算数 of 2023."""
        dated = _HEADING_YEAR.match(header)
        bare = header[dated.end() :] if dated else header
        for year, name in ((None, header), (int(dated[1]) if dated else None, bare)):
            for heading in self.headings:
                rank = heading.place(name)
                if rank is not None:
                    return heading.field, rank, year
        return None


def heading_key(text: str) -> str:
    """A heading as it is compared: cleaned, lower case. A narrative is none."""
    return clean(text).lower() if len(text) <= _LONGEST_HEADING else ""


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles of ``etl/profiles``, by name."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.toml")))


def load(path: Path) -> Profile:
    """A profile from its file. Raises InputError that names what is wrong in it."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path.name}：不是可读的 TOML 文件（{error}）。") from error
    try:
        return parse(found, path.stem)
    except (AttributeError, TypeError, ValueError, re.error) as error:
        raise InputError(f"{path.name}：{error}。") from error


def parse(found: dict[str, Any], stem: str) -> Profile:
    """A profile from the values of its file; ValueError says what is wrong."""
    if unknown := set(found) - _KEYS:
        raise ValueError(f"不认识的键：{'、'.join(sorted(unknown))}")
    columns = found.get("columns", {})
    if unknown := set(columns) - set(FIELDS):
        raise ValueError(f"columns 下不认识的字段：{'、'.join(sorted(unknown))}")
    if not columns:
        raise ValueError("columns 是空的")
    match, rows, year = found.get("match", {}), found.get("rows", {}), found.get("year", {})
    unit = str(found.get("units", {}).get("default", ""))
    if unit:
        _known_unit(unit)
    return Profile(
        name=str(found.get("name", stem)),
        title=str(found.get("title", stem)),
        headings=tuple(_heading(name, words) for name, words in columns.items()),
        match_all=tuple(match.get("all", ())),
        match_any=tuple(match.get("any", ())),
        match_headers=tuple(heading_key(h) for h in match.get("headers", ())),
        encoding=str(found.get("encoding", "")),
        unit=unit,
        constants=dict(found.get("constants", {})),
        missing=_patterns(found.get("missing", {}).get("patterns", ())),
        skip=_patterns(rows.get("skip", ())),
        totals=_patterns(rows.get("totals", ())),
        filters=tuple(
            Filter(heading_key(f["header"]), re.compile(f.get("matches") or f["not"]), "matches" in f)
            for f in found.get("filters", ())
        ),
        year_from_header=re.compile(year["from_header"]) if "from_header" in year else None,
        year_from_file=re.compile(year["from_file"]) if "from_file" in year else None,
        key=tuple(found.get("key", ("department", "year", "project"))),
    )


def _heading(name: str, words: dict[str, Any]) -> Heading:
    unit = str(words.get("unit", ""))
    if unit:
        _known_unit(unit)
    headers = tuple(dict.fromkeys(heading_key(h) for h in words.get("headers", ())))
    return Heading(name, headers, _patterns(words.get("patterns", ())), unit)


def _known_unit(unit: str) -> None:
    try:
        amounts.size(unit)
    except KeyError:
        raise ValueError(f"不认识的单位“{unit}”") from None


def _patterns(words: list[str] | tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(word) for word in words)
