"""Profiles: one TOML file says how a kind of table is read. Read, checked and matched against a sheet's headings.

Belongs here: what a profile may say and whether it fits. Does not belong here: reading rows (``flat``), drafting one
(``suggest``). How to write one stands in docs/profiles.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read import amounts, written
from etl.read.labels import clean
from etl.read.rows import AMOUNTS, DEPARTMENT_YEAR, INDICATOR, KEY, PROJECT_YEAR
from etl.read.written import Section

FOLDER = Path(__file__).parent.parent / "profiles"
#: ``budget_unqualified`` goes to ``budget_full_year_yuan`` where no other heading does.
UNQUALIFIED = "budget_unqualified"
#: Of a list of indicators: one line an indicator.
INDICATOR_FIELDS = ("level1", "level2", "indicator", "target", "actual", "weight")
TEXT_FIELDS = ("district", "department", "year", "project", "grade_stated", "reason", "measure")
MONEY_FIELDS = (*AMOUNTS, UNQUALIFIED)
LIST_FIELDS = (*TEXT_FIELDS, *MONEY_FIELDS, "rate_stated_pct", "score")
FIELDS = (*LIST_FIELDS, *INDICATOR_FIELDS)
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
_LARGEST = 2**20
_LONGEST_HEADING = 300
_UNIT_ALONE = re.compile(r"\W*(?:金额|计量|货币)?单位\s*[:：]\s*[万亿千百]{0,2}元\W*")
#: Of 2022年 alone nothing is left: it names no 年.
_HEADING_YEAR = re.compile(r"^((?:19|20)\d{2})年?+度?+(?=\D)")


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
    key: tuple[str, ...] = KEY

    @property
    def kind(self) -> str:
        named = {h.field for h in self.headings}
        if "kind" in self.constants:
            return str(self.constants["kind"])
        if "indicator" in named:
            return INDICATOR
        return PROJECT_YEAR if "project" in named else DEPARTMENT_YEAR

    def names(self, header: str) -> bool:
        """Whether a heading gives the cleaned heading word for word."""
        return any(header in heading.headers for heading in self.headings)

    def fields_of(self, header: str) -> tuple[str, int, int | None] | None:
        """Field, rank and year a cleaned heading stands for: ``2023年预算数`` is 预算数 of 2023."""
        dated = _HEADING_YEAR.match(header)
        bare = header[dated.end() :] if dated else header
        for year, name in ((None, header), (int(dated[1]) if dated else None, bare)):
            places = ((heading, heading.place(name)) for heading in self.headings)
            hits = [(heading, place) for heading, place in places if place is not None]
            if hits:
                # Word for word is surer than a pattern of an earlier field: 全年预算执行率 is no 全年预算….
                heading, rank = min(hits, key=lambda hit: hit[1] >= len(hit[0].headers))
                return heading.field, rank, year
        return None


def heading_key(text: str) -> str:
    """A heading as it is compared: cleaned, lower case. A narrative is none, nor is the unit of the table."""
    is_heading = len(text) <= _LONGEST_HEADING and not _UNIT_ALONE.fullmatch(text)
    return clean(text).lower() if is_heading else ""


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles of ``etl/profiles``, by name."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.toml")))


def load(path: Path) -> Profile:
    """The only profile of a file. Raises InputError that names what is wrong in it."""
    found = load_all(path)
    if len(found) > 1:
        raise InputError(f"{path.name}：里面有{len(found)}个配置。")
    return found[0]


def load_all(path: Path) -> tuple[Profile, ...]:
    """The profiles of a file: one, or one a ``[[table]]``. Raises InputError that names what is wrong in it."""
    if not path.is_file() or path.stat().st_size > _LARGEST:
        # A device or a pipe never ends.
        raise InputError(f"{path.name}：没有这个配置文件，或它不是普通文件，或大于{_LARGEST // 1024} KB。")
    found = written.read(path)
    try:
        if set(found) == {"table"}:
            return tuple(parse(one, f"{path.stem}-{n}") for n, one in enumerate(found["table"], 1))
        return (parse(found, path.stem),)
    except (TypeError, ValueError) as error:
        raise InputError(f"{path.name}：{error}。") from error


def parse(found: dict[str, Any], stem: str) -> Profile:
    """A profile from the values of its file; ValueError says what is wrong."""
    top = Section(found, "", _KEYS)
    columns, match = top.within("columns", FIELDS), top.within("match", ("all", "any", "headers"))
    rows, year = top.within("rows", ("skip", "totals")), top.within("year", ("from_header", "from_file"))
    if not found.get("columns"):
        raise ValueError("columns 是空的")
    return Profile(
        name=top.text("name", stem),
        title=top.text("title", stem),
        headings=tuple(
            _heading(name, columns.within(name, ("headers", "patterns", "unit"))) for name in found["columns"]
        ),
        match_all=match.names("all", FIELDS),
        match_any=match.names("any", FIELDS),
        match_headers=tuple(heading_key(h) for h in match.words("headers")),
        encoding=_known_encoding(top.text("encoding")),
        unit=_known_unit(top.within("units", ("default",)).text("default")),
        constants=_constants(found.get("constants", {})),
        missing=top.within("missing", ("patterns",)).patterns("patterns"),
        skip=rows.patterns("skip"),
        totals=rows.patterns("totals"),
        filters=tuple(_filter(one) for one in _listed(found, "filters")),
        year_from_header=year.pattern("from_header"),
        year_from_file=year.pattern("from_file"),
        key=_key(top.words("key", KEY)),
    )


def _listed(found: dict[str, Any], name: str) -> list[Any]:
    sections = found.get(name, [])
    if not isinstance(sections, list):
        raise ValueError(f"{name} 可以有几节，每节以 [[{name}]] 开头")
    return sections


def _filter(found: Any) -> Filter:
    section = Section(found, "filters", ("header", "matches", "not"))
    wanted, unwanted = section.pattern("matches"), section.pattern("not")
    pattern = wanted or unwanted
    if not section.text("header") or pattern is None or (wanted and unwanted):
        raise ValueError("filters 的每一节要有 header，再写 matches 或 not 中的一个")
    return Filter(section.text("header"), pattern, wanted is not None)


def _constants(found: Any) -> dict[str, Any]:
    Section(found, "constants", ("kind", "department", "district", "year"))
    if found.get("kind", PROJECT_YEAR) not in (PROJECT_YEAR, DEPARTMENT_YEAR, INDICATOR):
        raise ValueError(f"constants 的 kind 只能是{'、'.join((PROJECT_YEAR, DEPARTMENT_YEAR, INDICATOR))}")
    if not re.fullmatch(r"(?:19|20)\d\d", str(found.get("year", 2000))):
        raise ValueError("constants 的 year 要写成四位数的年份")
    return dict(found)


def _key(names: Iterable[str]) -> tuple[str, ...]:
    """The fields that make a row unique. An indicator's name is part of its row's project."""
    key = tuple(dict.fromkeys("project" if name == "indicator" else name for name in names))
    if unknown := set(key) - set(KEY):
        raise ValueError(f"key 里只能是{'、'.join((*KEY, 'indicator'))}，不认识：{'、'.join(sorted(unknown))}")
    if not key:
        raise ValueError("key 是空的")
    return key


def _heading(name: str, words: Section) -> Heading:
    headers = tuple(dict.fromkeys(heading_key(h) for h in words.words("headers")))
    return Heading(name, headers, words.patterns("patterns"), _known_unit(words.text("unit")))


def _known_unit(unit: str) -> str:
    try:
        if unit:
            amounts.size(unit)
    except KeyError:
        raise ValueError(f"不认识的单位“{unit}”") from None
    return unit


def _known_encoding(name: str) -> str:
    try:
        if name:
            "x".encode(name)
    except LookupError:
        raise ValueError(f"不认识的编码“{name}”；可写 utf-8、gb18030、utf-16、cp1252 等") from None
    return name


@cache
def known_headings() -> dict[str, str]:
    """Every literal heading of the shipped profiles, as a key → the field it names."""
    return {key: h.field for p in shipped() for h in p.headings for key in h.headers}
