"""A context without a browser, and the files of the meeting pack made from it.

Belongs here: this shortcut. Does not belong here: what is asserted.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.address import parse, restrict
from dashboard.context import Context, build
from dashboard.data.question import PlainWarehouse
from dashboard.data.snapshot import datasets, in_service
from dashboard.opening import opened_dataset
from dashboard.strings import words


def context(warehouse: Path, dataset: str, permitted: tuple[str, ...] = (), **query: str | list[str]) -> Context:
    """The context of an address; ``permitted`` a code nobody has lets no row through."""
    asked = parse({"dataset": [dataset], **{k.rstrip("_"): [v] if isinstance(v, str) else v for k, v in query.items()}})
    snapshot, names = in_service(warehouse, dataset), datasets(warehouse)
    opened = opened_dataset(PlainWarehouse(snapshot), names, words(asked.language), has_cases=asked.has_cases)
    return build(restrict(asked, opened.choices), opened, permitted)
