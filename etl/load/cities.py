"""Which city a district is of where its name alone does not say it: 西湖区 in a dataset of Nanchang is Nanchang's.

Belongs here: what may be taken for granted from the dataset, and what in the files speaks against it. Does not belong
here: the list of divisions (``districts``), what a person decided (``departments``).

Taken for granted, it is said in the preview with the city, and stands in the list of names for a person to correct.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from etl.load import districts
from etl.load.districts import Division
from etl.load.identity import SURE, Known
from etl.load.offices import compare, says_city

_LEAST = 2


class Cities:
    """The cities of a dataset and of a load. ``known``: the dataset's departments; ``named``: the codes of the load's
    own; ``words``: how its files and tables are called."""

    def __init__(self, known: Sequence[Known], named: Iterable[str], words: Sequence[str]) -> None:
        self._known = known
        self._of_dataset = {city for one in known if (city := districts.city_of(one.owner))}
        self._of_load = {city for code in named if (city := districts.city_of(code))}
        self._words = words

    def only(self, name: str, found: Sequence[Division], years: Collection[int]) -> tuple[Division | None, str]:
        """The one of several divisions that an office's name can mean here, and why: the dataset is of one city, or it
        writes this very office without a city too. Nothing where the files name another city."""
        if len(found) < _LEAST:
            return None, ""
        here = [one for one in found if {districts.city_of(one.code)} == self._of_dataset]
        why = f"本数据集只有{''.join(self._of_dataset)}"
        if not here:
            here = [one for one in found if self._writes_bare(name, one, years)]
            why = "数据集里同名的机构也没有写城市"
        if len(here) != 1 or self._is_denied(here[0], found):
            return None, ""
        return here[0], why

    def _writes_bare(self, name: str, division: Division, years: Collection[int]) -> bool:
        """Whether the dataset has this office of a division under a name that says no city."""
        return any(
            one.owner == division.code and not says_city(other)
            and compare(name, division.code, other, one.owner, years)[0] >= SURE
            for one in self._known
            for other in one.names
        )  # fmt: skip

    def _is_denied(self, taken: Division, found: Sequence[Division]) -> bool:
        """Whether the load names another city: by its other offices, or by what it is called."""
        if self._of_load - {districts.city_of(taken.code)}:
            return True
        own = _stems(taken)
        others = {stem for one in found if one.code != taken.code for stem in _stems(one)} - own
        return any(stem in text for text in self._words for stem in others)


def _stems(division: Division) -> set[str]:
    """杭州, 浙江: how a table is called for a city or a province."""
    return {name[:-1] for name in (division.city, division.province) if len(name) > _LEAST}
