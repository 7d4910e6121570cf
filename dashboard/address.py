"""What a reader has chosen, complete, as it stands in an address or on a command line.

Belongs here: reading, checking and writing it. Does not belong here: the running session and its widgets
(``components.address``), what a choice means for the figures (``dashboard.context.read_filter``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dashboard import saved
from dashboard.choices import Choices
from dashboard.formats import Unit
from dashboard.saved import SavedView
from dashboard.strings import LANGUAGES, Language

DEFAULT_DATASET = "real"


# "embed" and "embed_options" are Streamlit's own.
_CORE = frozenset(
    (
        *("dataset", "lang", "unit", "province", "city", "district", "department", "function", "from", "to", "cases"),
        *("saved", "embed", "embed_options"),
    )
)


# The name of a folder in the warehouse, never a path.
_DATASET_NAME = re.compile(r"[\w-]{1,64}")


_OWN_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


# Longer than any code, name or search text; a crafted link must not fill the session.
_MAX_TEXT = 120


_MAX_VALUES = 400


_MAX_OWN = 30


@dataclass(frozen=True)
class Address:
    """A parsed address. ``own`` holds the views' own parameters as (name, values), sorted by name; ``views`` the views
    the reader has saved."""

    dataset: str = DEFAULT_DATASET
    language: Language = "zh"
    unit: Unit = Unit.WAN
    province: str | None = None
    city: str | None = None
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    has_cases: bool = False
    own: tuple[tuple[str, tuple[str, ...]], ...] = ()
    views: tuple[SavedView, ...] = ()
    #: Saved views of the link that could not be read; said once, never written.
    ignored_views: int = field(default=0, compare=False)

    def value(self, name: str, default: str = "", allowed: Collection[str] | None = None) -> str:
        """First value of a view's own parameter, or the default when absent or not allowed."""
        values = dict(self.own).get(name, ())
        return values[0] if values and (allowed is None or values[0] in allowed) else default

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a view's own parameter."""
        return dict(self.own).get(name, ())


def parse(query: Mapping[str, Sequence[str]]) -> Address:
    """Read a query. Unknown or broken values become the default; whether a code exists is ``restrict``'s matter."""
    clean = {name: _texts(values) for name, values in query.items()}

    def first(name: str) -> str | None:
        return next(iter(clean.get(name, ())), None)

    dataset, language, unit = first("dataset"), first("lang"), first("unit")
    own = sorted((name, values) for name, values in clean.items() if _is_own(name) and values)
    views, ignored_views = saved.read(query.get("saved", ())[:_MAX_VALUES])
    return Address(
        dataset=dataset if dataset and _DATASET_NAME.fullmatch(dataset) else DEFAULT_DATASET,
        language=language if language in LANGUAGES else "zh",
        unit=Unit(unit) if unit in set(Unit) else Unit.WAN,
        province=first("province"),
        city=first("city"),
        districts=clean.get("district", ()),
        departments=clean.get("department", ()),
        functions=clean.get("function", ()),
        year_from=_year(first("from")),
        year_to=_year(first("to")),
        has_cases=first("cases") == "1",
        own=tuple(own[:_MAX_OWN]),
        views=views,
        ignored_views=ignored_views,
    )


def to_query(address: Address) -> dict[str, list[str]]:
    """The query of an address, defaults left out, always in the same order."""
    core: dict[str, Sequence[str | int | None]] = {
        "dataset": (address.dataset,) if address.dataset != DEFAULT_DATASET else (),
        "lang": (address.language,) if address.language != "zh" else (),
        "unit": (address.unit.value,) if address.unit is not Unit.WAN else (),
        "province": (address.province,),
        "city": (address.city,),
        "district": address.districts,
        "department": address.departments,
        "function": address.functions,
        "from": (address.year_from,),
        "to": (address.year_to,),
        "cases": ("1",) if address.has_cases else (),
    }
    query = {name: [str(value) for value in values if value is not None] for name, values in core.items()}
    query.update({name: list(values) for name, values in address.own})
    query["saved"] = [view.text for view in address.views]
    return {name: values for name, values in query.items() if values}


def restrict(address: Address, choices: Choices) -> Address:
    """Drop what this dataset does not have or what contradicts a wider choice (a district outside the chosen city)."""
    province = address.province if address.province in dict(choices.provinces) else None
    city = address.city if address.city in dict(choices.cities_in(province)) else None
    in_reach = dict(choices.districts_in(province, city))
    districts = tuple(code for code in address.districts if code in in_reach)
    functions = tuple(code for code in address.functions if code in dict(choices.functions))
    options = choices.departments_in(frozenset(districts or in_reach), frozenset(functions))
    departments = {option.department_id for option in options} if address.departments else set()
    year_from = address.year_from if address.year_from in choices.years else None
    year_to = address.year_to if address.year_to in choices.years else None
    if year_from is not None and year_to is not None and year_from > year_to:
        year_to = None
    return replace(
        address,
        province=province,
        city=city,
        districts=districts,
        functions=functions,
        departments=tuple(code for code in address.departments if code in departments),
        year_from=year_from,
        year_to=year_to,
        has_cases=address.has_cases and choices.has_cases,
    )


def unknown(address: Address, choices: Choices) -> tuple[str, ...]:
    """The filter values this dataset does not have at all, as the address names them. A value that only contradicts
    a wider choice is not among them: the reader made that choice."""
    places = {code for options in choices.districts.values() for code, _ in options}
    cities = {code for options in choices.cities.values() for code, _ in options}
    departments = choices.department.keys()
    asked: tuple[tuple[Sequence[str | int | None], Collection[str | int]], ...] = (
        ((address.province,), dict(choices.provinces)),
        ((address.city,), cities),
        (address.districts, places),
        (address.departments, departments),
        (address.functions, dict(choices.functions)),
        ((address.year_from, address.year_to), choices.years),
    )
    values = [str(one) for some, known in asked for one in some if one is not None and one not in known]
    return tuple(dict.fromkeys(values))


def changed(address: Address, changes: Mapping[str, Any]) -> Address:
    """A copy with changed fields; a name that is no field is a view's own parameter (None removes it)."""
    fields = {name: value for name, value in changes.items() if name in Address.__dataclass_fields__}
    own = dict(address.own)
    for name, value in changes.items():
        if name in fields:
            continue
        if not _is_own(name):
            raise ValueError(f"{name!r} cannot be a parameter of the address")
        values = () if value is None else _texts([value] if isinstance(value, str) else [str(v) for v in value])
        own[name] = values
    fields["own"] = tuple(sorted((name, values) for name, values in own.items() if values))
    return replace(address, **fields)


def _is_own(name: str) -> bool:
    return name not in _CORE and name not in Address.__dataclass_fields__ and bool(_OWN_NAME.fullmatch(name))


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    """Values without doubles, control characters and excess, in their order."""
    # Blanks of any width become one kind: Chinese input types them as wide as a character.
    blanked = ("".join(" " if c.isspace() else c for c in value) for value in values[:_MAX_VALUES])
    texts = ("".join(c for c in value if c.isprintable()).strip()[:_MAX_TEXT] for value in blanked)
    return tuple(dict.fromkeys(text for text in texts if text))


def _year(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"(19|20)[0-9]{2}", text) else None
