"""What one row of a comparison stands for: a department, a district or a function, and what the reader may choose.

Belongs here: the options, names and the address change of a click. Does not belong here: figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from dashboard.choices import DepartmentOption
from dashboard.context import Context
from dashboard.stories.names import function_name, short_function

GroupKey = Literal["department_id", "district_code", "function"]
#: More departments than this are shown together by function or district.
MAX_DEPARTMENTS = 40
WORDS: dict[GroupKey, str] = {"department_id": "department", "district_code": "district", "function": "function"}


class Grouping:
    """The grouping in force. ``parameter`` is its name in the address; ``wanted`` the keys a page offers, the first
    possible one is the default. ``has_choice``: the page chooses among more than ``MAX_DEPARTMENTS`` departments."""

    def __init__(
        self, context: Context, parameter: str, wanted: Sequence[GroupKey], *, has_choice: bool = False
    ) -> None:
        self.context, self.parameter = context, parameter
        address, choices = context.address, context.choices
        self._places = dict(choices.districts_in(None, None))
        reach = frozenset(address.districts or dict(choices.districts_in(address.province, address.city)))
        options = choices.departments_in(reach, frozenset(address.functions))
        self.departments = [d for d in options if not address.departments or d.department_id in address.departments]
        self._names = {d.department_id: d for d in self.departments}
        self.districts = {d.district_code for d in self.departments}
        self.functions = {d.function for d in self.departments}
        n = len(self.departments)
        # A grouping with as many groups as departments is the list of departments again.
        possible = {
            "department_id": has_choice or n <= MAX_DEPARTMENTS,
            "district_code": 1 < len(self.districts) < n,
            "function": 1 < len(self.functions) < n,
        }
        self.keys: tuple[GroupKey, ...] = tuple(key for key in wanted if possible[key]) or ("department_id",)
        default = self.keys[0]
        chosen = address.value(parameter, default, self.keys)
        self.key: GroupKey = next((key for key in self.keys if key == chosen), default)

    @property
    def what(self) -> str:
        """The word for the groups, in the page's language."""
        return self.context.w(f"grouping.what_{WORDS[self.key]}")

    def whats(self, n: int) -> str:
        """The word for ``n`` groups: English has a singular."""
        return self.context.w(f"grouping.one_{WORDS[self.key]}") if n == 1 else self.what

    def name(self, code: str, key: GroupKey | None = None) -> str:
        """Full name of a group."""
        key = key or self.key
        if key == "department_id":
            return self._names[code].label if code in self._names else code
        return self._places.get(code, code) if key == "district_code" else function_name(self.context, code)

    def short(self, code: str, key: GroupKey | None = None) -> str:
        """A name for sentences: 应急, 望山区, or 望山区应急 where both vary."""
        key = key or self.key
        if key == "department_id":
            return self._short(self._names[code]) if code in self._names else code
        return self._places.get(code, code) if key == "district_code" else short_function(self.context, code)

    def narrowed(self, code: str, key: GroupKey | None = None) -> dict[str, Any]:
        """The address change that shows only this group."""
        key = key or self.key
        names = {"department_id": "departments", "district_code": "districts", "function": "functions"}
        return {names[key]: (code,), self.parameter: None}

    def _short(self, option: DepartmentOption) -> str:
        place = self._places.get(option.district_code, option.district_code)
        function = short_function(self.context, option.function or "")
        if len(self.districts) == 1:
            return function or option.label
        return place if len(self.functions) == 1 else self.context.w(
            "grouping.place_function", place=place, function=function
        )  # fmt: skip
