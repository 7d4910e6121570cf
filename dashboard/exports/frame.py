"""What stands round the content of every exported file: filters, dataset, build, unit, date, marking.

Belongs here: these texts, ready for the reader. Does not belong here: content (``dashboard.stories``), any file format.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

from dashboard.context import Context
from dashboard.formats import Unit, unit_name
from dashboard.strings import Language, Words

#: Characters of a marking line.
_LONGEST = 30


def default_marking(w: Words) -> str:
    """The site's marking line; empty where the site wants none."""
    return clean_marking(os.environ.get("JIXIAO_MARKING", w("export.default_marking")))


def clean_marking(text: str) -> str:
    """One printable line of at most 30 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]


@dataclass(frozen=True)
class Frame:
    """The texts round a file. ``built_on`` is the day the data were built: the same data give the same file."""

    w: Words
    language: Language
    dataset: str
    dataset_label: str
    source: str
    filters: str
    unit: Unit
    build_id: str
    built_on: date
    marking: str

    @property
    def is_invented(self) -> bool:
        """Whether the figures are the demo's."""
        return self.dataset == "demo"

    @property
    def mark(self) -> str:
        """What stands at the head of every page: the marking line, and that the data are invented where they are."""
        return "　".join(filter(None, (self.marking, self.dataset_label if self.is_invented else "")))

    @property
    def scope(self) -> str:
        """Dataset and filters."""
        return self.w("export.scope", dataset=self.dataset_label, filters=self.filters)

    def origin(self, unit: str = "") -> str:
        """Source, unit and build; ``unit`` in words where a part of the file has its own."""
        shown = unit or unit_name(self.unit, self.w)
        return self.w("export.origin", source=self.source, unit=shown, build_id=self.build_id)

    @property
    def day(self) -> str:
        """The day of the data in words."""
        return self.w("export.day", year=self.built_on.year, month=self.built_on.month, day=self.built_on.day)


def frame_of(context: Context, marking: str, unit: Unit | None = None) -> Frame:
    """The frame of the current choice; ``unit`` where the file uses another one than the page."""
    stamp = context.stamp()
    return Frame(
        w=context.w,
        language=context.language,
        dataset=context.dataset,
        dataset_label=stamp.dataset_label,
        source=stamp.source,
        filters=stamp.filters,
        unit=unit or context.unit,
        build_id=context.build_id,
        # A build's id begins with its day.
        built_on=date.fromisoformat(context.build_id[:8]),
        marking=marking,
    )
