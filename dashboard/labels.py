"""What was chosen and what it rests on, in words: filter labels, the dataset's name, the stamp of files.

Belongs here: these texts. Does not belong here: the choice (``address``), drawing (``components``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.address import Address
from dashboard.choices import Choices
from dashboard.strings import Words

# More values than this of one kind become one chip with their number.
_MAX_CHIPS_A_KIND = 2


@dataclass(frozen=True)
class Chip:
    """One active filter; ``changes`` is what removing it does to the address."""

    name: str
    label: str
    changes: Mapping[str, Any]


def filter_chips(w: Words, address: Address, choices: Choices) -> tuple[Chip, ...]:
    """The chips of the shared filters, widest first."""
    chips: list[Chip] = []
    if address.province is not None:
        label = dict(choices.provinces).get(address.province, address.province)
        chips.append(Chip("province", label, {"province": None, "city": None, "districts": ()}))
    if address.city is not None:
        label = dict(choices.cities_in(address.province)).get(address.city, address.city)
        chips.append(Chip("city", label, {"city": None, "districts": ()}))
    labels: tuple[tuple[str, str, tuple[str, ...], Mapping[str, str]], ...] = (
        ("district", "districts", address.districts, dict(choices.districts_in(None, None))),
        ("department", "departments", address.departments, choices.department_labels),
        ("function", "functions", address.functions, dict(choices.functions)),
    )
    for kind, name, codes, names in labels:
        if len(codes) > _MAX_CHIPS_A_KIND:
            chips.append(Chip(kind, w(f"header.chip_{kind}s", n=len(codes)), {name: ()}))
        else:
            chips += [
                Chip(f"{kind}:{code}", names.get(code, code), {name: tuple(c for c in codes if c != code)})
                for code in codes
            ]
    if address.year_from is not None or address.year_to is not None:
        chips.append(Chip("years", years_label(w, address), {"year_from": None, "year_to": None}))
    if address.has_cases:
        chips.append(Chip("cases", w("header.chip_cases"), {"has_cases": False}))
    return tuple(chips)


def years_label(w: Words, address: Address) -> str:
    """The chosen years in words: one year, a range, or open at one end."""
    first, last = address.year_from, address.year_to
    if first is not None and last is not None:
        return w("header.year", year=first) if first == last else w("header.years", first=first, last=last)
    if first is not None:
        return w("header.years_from", first=first)
    return w("header.years_to", last=last) if last is not None else w("header.years_all")


def filters_text(w: Words, address: Address, choices: Choices) -> str:
    """The active filters as one line of text, for captions of files; a sentence of its own when there are none."""
    labels = [chip.label for chip in filter_chips(w, address, choices)]
    return w("header.list_separator").join(labels) or w("header.no_filter")


@dataclass(frozen=True)
class Stamp:
    """What every file and source note of a page repeats. All texts are ready for the reader."""

    dataset: str
    dataset_label: str
    source: str
    filters: str
    unit: str
    build_id: str

    def lines(self, w: Words) -> tuple[str, str]:
        """The two lines below a figure in a file; no unit where the file itself names it (``unit`` is empty)."""
        scope = w("panel.footer_scope", filters=self.filters)
        return (
            w("panel.footer_unit", scope=scope, unit=self.unit) if self.unit else scope,
            w("panel.footer_source", source=self.source, dataset=self.dataset_label, build_id=self.build_id),
        )


#: Datasets with words of their own; any other is called by its folder's name.
NAMED_DATASETS = ("real", "demo")


def dataset_label(w: Words, dataset: str) -> str:
    """真实材料, 演示数据, or the name of the reader's own dataset."""
    return w(f"header.dataset_{dataset}") if dataset in NAMED_DATASETS else dataset


def dataset_source(w: Words, dataset: str) -> str:
    """What the dataset's figures come from, for the source line of files."""
    return w(f"app.source_{dataset if dataset in NAMED_DATASETS else 'own'}")
