"""What a view is given: words, choice, filter, and the open dataset.

Belongs here: putting these together from the address. Does not belong here: widgets, figures, opening files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.address import Address
from dashboard.choices import Choices
from dashboard.formats import Unit, unit_name
from dashboard.labels import Stamp, dataset_label, dataset_source, filters_text
from dashboard.metrics.filters import Filter
from dashboard.strings import Language, Words, words


@dataclass(frozen=True)
class OpenDataset:
    """One published snapshot, opened. ``warehouse`` is the handle the views' queries take. ``main_groups`` are the
    source groups shown unless the reader adds the public cases (empty: all groups). ``is_fallback``: the snapshot that
    should serve cannot be read, an older one does."""

    warehouse: Any
    choices: Choices
    build_id: str
    main_groups: tuple[str, ...] = ()
    is_fallback: bool = False


@dataclass(frozen=True)
class Context:
    """Everything a view's ``render(context)`` reads. ``address.own`` holds the view's own parameters."""

    w: Words
    address: Address
    filter: Filter
    choices: Choices
    warehouse: Any
    build_id: str
    main_groups: tuple[str, ...] = ()

    @property
    def main_filter(self) -> Filter:
        """The filter without the public cases: for sums and counts that say something about whole reports."""
        return self.filter.with_(source_groups=self.main_groups)

    @property
    def language(self) -> Language:
        """Language of the page."""
        return self.address.language

    @property
    def dataset(self) -> str:
        """Name of the dataset: ``real``, ``demo`` or one of the reader's own."""
        return self.address.dataset

    @property
    def unit(self) -> Unit:
        """Money unit of the page."""
        return self.address.unit

    def stamp(self, source: str | None = None, *, unit: str | None = None) -> Stamp:
        """What panels repeat in files and source notes; ``source`` when it is not the dataset as a whole, ``unit``
        when it is not the page's money unit (empty: the file names its units itself)."""
        return Stamp(
            dataset=self.dataset,
            dataset_label=dataset_label(self.w, self.dataset),
            source=source or dataset_source(self.w, self.dataset),
            filters=filters_text(self.w, self.address, self.choices),
            unit=unit_name(self.unit, self.w) if unit is None else unit,
            build_id=self.build_id,
        )


def read_filter(address: Address, main_groups: tuple[str, ...] = (), permitted: tuple[str, ...] = ()) -> Filter:
    """The filter of an address already restricted to the dataset's choices.

    Public cases are a group of their own and left out by naming the other groups, unless the reader adds them.
    """
    return Filter(
        province=address.province,
        city=address.city,
        districts=tuple(sorted(address.districts)),
        departments=tuple(sorted(address.departments)),
        functions=tuple(sorted(address.functions)),
        year_from=address.year_from,
        year_to=address.year_to,
        source_groups=() if address.has_cases else main_groups,
        permitted=permitted,
    )


def build(address: Address, dataset: OpenDataset, permitted: tuple[str, ...] = ()) -> Context:
    """The context of one run; ``permitted`` is the reader's scope."""
    return Context(
        w=words(address.language),
        address=address,
        filter=read_filter(address, dataset.main_groups, permitted),
        choices=dataset.choices,
        warehouse=dataset.warehouse,
        build_id=dataset.build_id,
        main_groups=dataset.main_groups,
    )
