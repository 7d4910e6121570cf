"""What a reader can choose from, as plain data.

Belongs here: the lists behind the filters. Does not belong here: where they come from, or widgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Option = tuple[str, str]
"""A code (identity, stands in the address) and its label (what is shown)."""


@dataclass(frozen=True)
class DepartmentOption:
    """A department with what narrows it down."""

    department_id: str
    label: str
    district_code: str
    function: str | None = None


@dataclass(frozen=True)
class Choices:
    """All options of one dataset, and the names of the datasets there are.

    Cities hang below a province code, districts below a city code; ``years`` ascend.

    ``has_cases`` says whether the dataset holds public cases at all; without them the switch is not shown.
    """

    provinces: tuple[Option, ...] = ()
    cities: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    districts: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    departments: tuple[DepartmentOption, ...] = ()
    functions: tuple[Option, ...] = ()
    years: tuple[int, ...] = ()
    datasets: tuple[str, ...] = ()
    has_cases: bool = False

    def cities_in(self, province: str | None) -> tuple[Option, ...]:
        """Cities of the province, or all of them when none is chosen."""
        if province is not None:
            return self.cities.get(province, ())
        return tuple(option for options in self.cities.values() for option in options)

    def districts_in(self, province: str | None, city: str | None) -> tuple[Option, ...]:
        """Districts of the city, else of the province, else all."""
        if city is not None:
            return self.districts.get(city, ())
        return tuple(option for code, _ in self.cities_in(province) for option in self.districts.get(code, ()))

    @cached_property
    def department(self) -> Mapping[str, DepartmentOption]:
        """The departments by their id."""
        return {option.department_id: option for option in self.departments}

    @cached_property
    def department_labels(self) -> Mapping[str, str]:
        """What a department is called, by its id."""
        return {option.department_id: option.label for option in self.departments}

    def departments_in(
        self, districts: frozenset[str], functions: frozenset[str] = frozenset()
    ) -> tuple[DepartmentOption, ...]:
        """Departments of these districts and functions, as listed; an empty set of functions restricts nothing."""
        if not functions and districts >= self._positions.keys():
            return self.departments
        # A country has 85,000 departments, a district thirty.
        places = [self._positions.get(code, ()) for code in districts]
        found = sorted(position for place in places for position in place)
        options = (self.departments[position] for position in found)
        return tuple(option for option in options if not functions or option.function in functions)

    @cached_property
    def _positions(self) -> Mapping[str, tuple[int, ...]]:
        """Where in the list the departments of a district stand."""
        places: dict[str, list[int]] = {}
        for position, option in enumerate(self.departments):
            places.setdefault(option.district_code, []).append(position)
        return {code: tuple(positions) for code, positions in places.items()}
