"""A list of a city under the names of its counties: 一 平坝区 over the lines of that county's offices.

Belongs here: which lines name the county of the lines below them. Does not belong here: what a name of a place is
(``places``), lines that name an office (``nesting``).
"""

from __future__ import annotations

import re

from etl.read import amounts, places
from etl.read.columns import Headings
from etl.read.grid import Grid

#: The city itself, among its counties.
_CITY = re.compile(r"市(?:本级|直|级)(?:单位|部门)?")
_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]?|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[、.．]?")
#: One such line may be anything: 棚户区.
_LEAST = 2


def over(grid: Grid, headings: Headings, district: str) -> dict[int, str]:
    """Lines that hold the name of a county and at most sums of figures → that county, nothing for the city's own.

    None in a list with a column of districts, or of one county (``district``) already.
    """
    if headings.of("district") is not None or places.is_county(district):
        return {}
    lines = range(headings.last + 1, len(grid.rows))
    found = {line: place for line in lines if (place := _place(grid, line)) is not None}
    return found if len({*found.values()} - {""}) >= _LEAST else {}


def _place(grid: Grid, line: int) -> str | None:
    texts = [text for _, text in grid.cells(line)]
    words = [t for t in texts if not _NUMBER.fullmatch(t) and not _is_figure(t)]
    if len(words) != 1 or words[0] not in texts[:2]:
        return None
    bare = places.unnumbered(words[0]).strip("：: ")
    if _CITY.fullmatch(bare):
        return ""
    return bare if places.is_county(bare) and places.district(bare) == bare else None


def _is_figure(text: str) -> bool:
    return amounts.money(text, amounts.YUAN) is not None or amounts.rate(text) is not None or amounts.is_missing(text)
