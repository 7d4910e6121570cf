"""Places in names of departments: which division a name means, and which division followed which.

Belongs here: the list of divisions as names and codes. Does not belong here: offices (``offices``), a person's
decisions (``registers``).
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.read import places

_LIST = Path(__file__).parents[2] / "data" / "reference" / "district.csv"
RULES = Path(__file__).parent / "offices.toml"
_KIND = re.compile(r"(?:自治县|县|市|区|旗)$")


@dataclass(frozen=True)
class Division:
    """One line of the list; ``until`` is None while it is in force."""

    code: str
    level: str
    parent: str
    name: str
    city: str
    province: str
    since: int | None
    until: int | None

    @property
    def label(self) -> str:
        """江西省南昌市西湖区."""
        above = [self.province, self.city] if self.level == "county" else [self.province]
        return "".join(dict.fromkeys([*(a for a in above if a), self.name]))

    def is_valid(self, years: Collection[int]) -> bool:
        """Whether it existed in one of the years."""
        return any((self.since or 0) <= year <= (self.until or 9999) for year in years)

    def begins(self, before: str) -> bool:
        """Whether what stands before its name can: nothing, its city, its province or both."""
        return before in ("", self.city, self.province, self.province + self.city)


@cache
def divisions() -> dict[str, Division]:
    """Code → division."""
    with _LIST.open(encoding="utf-8-sig", newline="") as file:
        return {
            r["district_code"]: Division(
                r["district_code"], r["level"], r["parent_code"], r["district"], r["city"], r["province"],
                int(r["valid_from"]) if r["valid_from"] else None, int(r["valid_to"]) if r["valid_to"] else None,
            )
            for r in csv.DictReader(file)
        }  # fmt: skip


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for one in divisions().values():
        found[one.name].append(one)
    return {name: tuple(same) for name, same in found.items()}


def candidates(name: str, years: Collection[int] = ()) -> tuple[Division, ...]:
    """The divisions a department's full name can mean: those of the years named go first, then those in force.

    >>> [d.code for d in candidates("杭州市西湖区应急管理局")], len(candidates("西湖区应急管理局"))
    (['330106'], 2)
    """
    lowest = places.district(name)
    before = places.local(name).partition(lowest)[0] if lowest else ""
    fitting = [d for d in _by_name().get(lowest, ()) if d.begins(before)]
    chosen = [d for d in fitting if d.is_valid(years)] or [d for d in fitting if d.until is None] or fitting
    return tuple(sorted(chosen, key=lambda d: d.code))


def stated(name: str) -> str:
    """The district of a department's name with what it says before it: 杭州市西湖区 is another question than 西湖区.

    >>> stated("杭州市西湖区教育局"), stated("中共西湖区委组织部"), stated("民政局")
    ('杭州市西湖区', '西湖区', '')
    """
    lowest = places.district(name)
    return places.local(name).partition(lowest)[0] + lowest if lowest else ""


def city_of(code: str) -> str:
    """The city of a division, of a municipality's the municipality; nothing of a province and of what is in no list.

    >>> city_of("360103"), city_of("360100"), city_of("110105"), city_of("360000")
    ('南昌市', '南昌市', '北京市', '')
    """
    one = divisions().get(code)
    if one is None or one.level == "province":
        return ""
    return one.name if one.level == "prefecture" else one.city or one.province


def with_city(name: str, code: str) -> str:
    """A department's name with the city it is taken for.

    >>> with_city("西湖区教育局", "360103"), with_city("杭州市西湖区教育局", "330106")
    ('南昌市西湖区教育局', '杭州市西湖区教育局')
    """
    place, city = divisions()[code].name, city_of(code)
    return name if city in name else name.replace(place, city + place, 1)


def are_one(code: str, other: str) -> bool:
    """Whether two codes are one place: the same code, or one followed the other (徐水县 130625 → 徐水区 130609)."""
    return code == other or other in _after(code) or code in _after(other)


@cache
def _after(code: str) -> frozenset[str]:
    """The codes a division had later."""
    found: list[str] = []
    following = _next(code)
    while following and following not in found:
        found.append(following)
        following = _next(following)
    return frozenset(found)


def _next(code: str) -> str:
    """The code that took a division's place: as the rules say, else by its name and the year."""
    if code in _stated():
        return _stated()[code]
    old = divisions().get(code)
    if old is None or old.until is None:
        return ""
    fresh = [d for d in divisions().values() if d.since and abs(d.since - old.until) <= 1 and d.level == old.level]
    renamed = [d.code for d in fresh if d.parent == old.parent and d.code != code and _stem(d) == _stem(old)]
    # A prefecture that became a city took its counties along under new codes (铜仁地区思南县 → 铜仁市思南县).
    moved = [d.code for d in fresh if d.code[:2] == code[:2] and d.code != code and d.name == old.name]
    found = renamed or moved
    return found[0] if len(found) == 1 else ""


def _stem(division: Division) -> str:
    return _KIND.sub("", division.name)


@cache
def _stated() -> dict[str, str]:
    found = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return {one["before"]: one["after"] for one in found["district"]}
