"""Reasons in the reports' own words, for the slides that show them.

Belongs here: which quotes, in which order, their heading. Does not belong here: their size (``wall_sheet``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.metrics import projects
from dashboard.stories.facts import Facts
from dashboard.stories.names import Row, reason_name
from dashboard.strings import Words
from etl.contracts import DEFAULT_REASON_THRESHOLD

#: Projects looked at; the sheet holds fewer.
_MOST = 12
_LONGEST = 60


@dataclass(frozen=True)
class Quotes:
    """What the low projects say, most unspent first."""

    w: Words
    rows: pl.DataFrame
    lines: Sequence[Line]

    def title(self, shown: int) -> str:
        """How many of those shown give a reason."""
        explained = sum(quote is not None for quote in self.rows["reason_quote"].to_list()[:shown])
        if not shown:
            return self.w("wall.quotes_none")
        if shown == 1:
            return self.w("wall.quotes_title_said" if explained else "wall.quotes_title_silent")
        return self.w("wall.quotes_title", n=explained, total=shown)


def low_rows(facts: Facts) -> pl.DataFrame:
    """The low projects, most unspent first."""
    return facts.ask(projects.low_projects, facts.chosen, DEFAULT_REASON_THRESHOLD, limit=_MOST)


def quote_lines(facts: Facts) -> Quotes:
    """The quotes of ``low_rows``."""
    rows = low_rows(facts)
    return Quotes(facts.w, rows, [_line(facts, r) for r in rows.to_dicts()])


def _line(facts: Facts, row: Row) -> Line:
    w, quote = facts.w, row["reason_quote"]
    if not quote:
        return Line(w("wall.no_quote"), "", row["project"])
    # A whole paragraph cannot be read before the slide turns.
    text = quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST]}……"
    return Line(reason_name(facts.context, row), w("wall.quote", quote=text), row["project"])


@dataclass(frozen=True)
class Line:
    """One entry of a list: what is meant in bold, what is said of it, and a grey line below."""

    label: str
    text: str
    under: str = ""
