"""One statement of a report: what is said of whom, of which year, where, and why it is believed.

Belongs here: the statement and the year it is of. Does not belong here: finding statements (``facts``), rows
(``attach``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from etl.read.prose import sections
from etl.read.prose.outline import Segment
from etl.read.prose.subject import Place, Subject
from etl.read.prose.title import Title
from etl.read.prose.tokens import Figure
from etl.read.prose.years import OTHER_YEAR


@dataclass
class Fact:
    """One statement: column, value, owner, year, the stretch it stands in and why it is believed."""

    subject: Subject
    year: int | None
    column: str
    value: Decimal | str
    text: str
    unit: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]
    section: str
    strength: int
    rule: str
    order: int = 0
    is_part: bool = False
    is_average: bool = False
    label: str = ""


def fact_of(
    segment: Segment, place: Place, figure: Figure, subject: Subject, year: int | None, column: str, strength: int
) -> Fact:
    """The statement a figure makes of its owner."""
    start, end = segment.norm.span(figure.start, figure.end)
    clause = segment.norm.span(min(figure.at, figure.start), figure.end)
    value = figure.value if figure.value is not None else ""
    return Fact(
        subject, year, column, value, figure.text, figure.unit, start, end, clause,
        segment.norm.span(*figure.sentence), sections.name(place.node), strength, f"{figure.rule}；{subject.evidence}",
        is_part=figure.is_part, is_average="平均" in figure.label, label=figure.label,
    )  # fmt: skip


def year_of(title: Title, place: Place, subject: Subject, figure: Figure) -> int | None:
    """The figure's year; 0 where it is of a year the report is not about."""
    name = subject.project.name if subject.project else ""
    if len(title.years) > 1:
        own = figure.year or sections.year(place.node) or figure.lead_year
        return own if own in title.years else 0
    stated = figure.year or figure.lead_year
    if figure.year == OTHER_YEAR or (stated is None and sections.is_of_other_year(place.node, title.years)):
        return 0
    if stated and title.year and stated != title.year:
        if str(stated) in name:
            return title.year
        if figure.year is None and place.item is not None:
            return title.year
        return 0
    return title.year or stated
