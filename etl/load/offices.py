"""Departments by name: the office without its place, and what two offices are to each other, by ``offices.toml``.

Belongs here: spellings, renames, mergers, with their years. Does not belong here: which district a code is
(``districts``), what follows from a score (``identity``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from etl.load import districts
from etl.read import places

_PARTY = re.compile(r"^(?:中国共产党|中共)")
_LEVEL = re.compile(r"^[省市区县]")
#: 局 and 委 of one matter are one office of a county (卫生健康局, 卫生健康委); a 中心 or 办公室 beside it is another.
_OFFICE = re.compile(r"(?:管理局|委员会|局|委|厅)$")
_KIND = re.compile(r"(?:委员会|办公室|局|委|办|厅|中心)$")
_ITSELF = re.compile(r"[（(]?(?:本级|机关|本部)[)）]?$")
_NUMBERS = re.compile(r"\d+|第?[一二三四五六七八九十]+|[东南西北]")
_LEAST = 2


@dataclass(frozen=True)
class _Rename:
    after: str
    since: int
    until: int


@dataclass(frozen=True)
class Merger:
    """Several offices that were put together."""

    parts: frozenset[str]
    into: frozenset[str]
    year: int


@dataclass(frozen=True)
class _Rules:
    official: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    renames: dict[str, _Rename]
    mergers: tuple[Merger, ...]
    perhaps: tuple[frozenset[str], ...]


@cache
def _rules() -> _Rules:
    found = tomllib.loads(districts.RULES.read_text(encoding="utf-8"))
    official = {name: one["office"] for one in found["alias"] for name in one["names"]}
    renames = {r["before"]: _Rename(r["after"], r["since"], r["until"]) for r in found["rename"]}
    mergers = tuple(Merger(frozenset(m["parts"]), frozenset(m["into"]), m["year"]) for m in found["merger"])
    named = {*official.values(), *renames, *(r.after for r in renames.values())}
    named |= {name for m in mergers for name in m.parts | m.into}
    named |= {name for p in found["perhaps"] for name in p["offices"]}
    return _Rules(
        {**{name: name for name in named}, **official},
        tuple(sorted(((e["short"], e["long"]) for e in found["ending"]), key=lambda e: -len(e[0]))),
        renames,
        mergers,
        tuple(frozenset(p["offices"]) for p in found["perhaps"]),
    )


fold = places.spelled


@lru_cache(maxsize=100_000)
def office_of(name: str, code: str = "") -> str:
    """The office without its place, as the rules spell it; ``code`` is the division it is known to belong to.

    >>> office_of("南昌市西湖区应急局"), office_of("区应急局"), office_of("市场监管局"), office_of("西湖区财政局")
    ('应急管理局', '应急管理局', '市场监督管理局', '财政局')
    >>> office_of("中共东源县委组织部"), office_of("共青团东源县委员会"), office_of("国家税务总局东源县税务局")
    ('委组织部', '共青团委员会', '税务局')
    """
    text = _PARTY.sub("", fold(places.name(name)))
    division = districts.divisions().get(code)
    place = places.district(text) or (division.name if division and division.name in text else "")
    # 共青团东源县委员会 and 政协东源县委员会 are two offices: what stands before the place stays.
    body = text.removesuffix(places.local(text))
    rest = body + text.partition(place)[2] if place else text
    known = _rules().official
    if _LEVEL.match(rest) and rest not in known and rest[1:] in known:
        # 区应急局, also behind its district: 西湖区区应急局.
        rest = rest[1:]
    if not place and division is not None and rest not in known:
        # 西湖应急局: the place without its last word, before an office the rules know.
        stem = division.name[:-1]
        if len(stem) >= _LEAST and rest.startswith(stem) and rest.removeprefix(stem) in known:
            rest = rest.removeprefix(stem)
    for short, long in _rules().endings:
        if rest.endswith(short) and len(rest) > len(short):
            rest = rest.removesuffix(short) + long
            break
    return known.get(rest, rest)


def function_of(office: str) -> str:
    """What an office is for, by which districts are compared: 应急管理局 → 应急管理. Of one that was renamed it is
    the function under its last name, whichever of its years was loaded first.

    >>> function_of("应急管理局"), function_of("卫生健康委员会"), function_of("南站街道办事处")
    ('应急管理', '卫生健康', '南站街道办事处')
    >>> function_of("安全生产监督管理局"), function_of("卫生和计划生育委员会")
    ('应急管理', '卫生健康')
    """
    while (rename := _rules().renames.get(office)) is not None:
        office = rename.after
    return _KIND.sub("", office) or office


def compare(name: str, code: str, other: str, owner: str, years: Collection[int] = ()) -> tuple[float, str]:
    """How surely two names are one department, and why. ``code`` and ``owner`` are their divisions, where known;
    ``years`` are those the first name is used for. Departments of two places are never one."""
    is_elsewhere = not districts.are_one(code, owner) if code and owner else False
    # A place that took another code took another name as well (蓟县 → 蓟州区); under one code the names must agree.
    if is_elsewhere or ((not code or not owner or code == owner) and _are_other_places(name, other)):
        return 0.0, ""
    score, rule = _offices(office_of(name, code), office_of(other, owner), years)
    if not code or not owner:
        return _unplaced(name, other, score, rule)
    if code != owner:
        return min(score, 0.96), f"区划更名，{rule}" if score < 1 else "区划更名，机构名称相同"
    return score, "名称和区划相同" if score == 1 else rule


@lru_cache(maxsize=100_000)
def _place_of(name: str) -> tuple[str, str]:
    """What stands before the district in a name, and the district."""
    text = fold(places.local(name))
    place = places.district(text)
    return (text.partition(place)[0], place) if place else ("", "")


def says_city(name: str) -> bool:
    """Whether a name says more of its place than the district."""
    return bool(_place_of(name)[0])


def _are_other_places(name: str, other: str) -> bool:
    """Whether the names say so, in spite of equal codes too: 东西湖区 is not 西湖区, 徐水县 is 徐水区."""
    place, place2 = _place_of(name)[1], _place_of(other)[1]
    return bool(place and place2) and place[:-1] != place2[:-1]


def _unplaced(name: str, other: str, score: float, rule: str) -> tuple[float, str]:
    """Nobody says which district of that name it is: two equal names of districts join, and two offices without any;
    where one names a district a person is asked, and a city named on both sides must be the same."""
    (before, place), (before2, place2) = _place_of(name), _place_of(other)
    if place != place2 and place and place2:
        return 0.0, ""
    if before and before2 and not (before.endswith(before2) or before2.endswith(before)):
        return 0.0, ""
    if bool(place) != bool(place2):
        return min(score, 0.85), f"没有写明区划，{rule}" if rule else ""
    return min(score, 0.96), "名称相同，没有写明区划的代码" if score == 1 else rule


def _offices(one: str, two: str, years: Collection[int]) -> tuple[float, str]:
    if one == two:
        return 1.0, "机构名称相同"
    return _renamed(one, two, years) or _ruled(one, two) or _alike(one, two)


def _ruled(one: str, two: str) -> tuple[float, str] | None:
    if any({one, two} <= p for p in _rules().perhaps):
        return 0.88, "各地改法不同"
    # Parts and whole are departments of their own.
    return (0.0, "合并前后") if any({one, two} <= m.parts | m.into for m in _rules().mergers) else None


def _alike(one: str, two: str) -> tuple[float, str]:
    """Two names no rule knows."""
    bare, bare2 = _OFFICE.sub("", one), _OFFICE.sub("", two)
    if bare == bare2 and len(bare) >= _LEAST and bare != one and bare2 != two:
        return 0.95, "同一区划，只差机构名的写法"
    if _ITSELF.sub("", one) == _ITSELF.sub("", two):
        return 0.85, "只差“本级”"
    if _NUMBERS.findall(one) != _NUMBERS.findall(two) or {one, two} <= set(_rules().official.values()):
        return 0.0, ""
    return min(fuzz.ratio(one, two) / 100, 0.94), "名称相近"


def _renamed(one: str, two: str, years: Collection[int]) -> tuple[float, str] | None:
    """A rename between them, where there is one; a name used when it was not yet or no more in use is for a person."""
    for first, (before, after) in ((True, (one, two)), (False, (two, one))):
        rename = _rules().renames.get(before)
        if rename is None or rename.after != after:
            continue
        rule = f"{before}更名为{after}"
        if years and first and min(years) > rename.until:
            return 0.85, f"{rule}，但{min(years)}年还用旧名"
        if years and not first and max(years) < rename.since:
            return 0.85, f"{rule}，但{max(years)}年已用新名"
        return 0.96, rule
    return None


def merged(office: str, other: str) -> tuple[bool, int] | None:
    """(True, year) when the first went into the other, (False, year) the other way round, else nothing."""
    for merger in _rules().mergers:
        if office in merger.parts and other in merger.into:
            return True, merger.year
        if other in merger.parts and office in merger.into:
            return False, merger.year
    return None
