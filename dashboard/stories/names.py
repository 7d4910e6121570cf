"""Names of things as readers see them: reasons, functions, places, checks.

Belongs here: these. Does not belong here: names of groups (``grouping``), numbers (``dashboard.formats``).
"""

from __future__ import annotations

from typing import Any

from dashboard.charts.specs.base import Chart
from dashboard.context import Context
from dashboard.strings import Words, entry

Row = dict[str, Any]


def still_caption(w: Words, spec: Chart) -> str:
    """``caption_of`` for a file: without what invites a click."""
    separator, invites = w("common.semicolon"), tuple(w("common.invites").split("|"))
    parts = [p.strip() for text in (spec.caption, *spec.notes) for p in text.split(separator.strip())]
    drawn = entry(f"office.drawn_{type(spec).__name__}")
    if drawn is not None:
        # Office draws this kind in another form than the screen.
        parts.append(w(f"office.drawn_{type(spec).__name__}"))
    return separator.join(p for p in parts if p and not p.startswith(invites))


def caption_of(context: Context, spec: Chart) -> str:
    """The grey line under a chart's title: what is drawn, then the notes."""
    return context.w("common.semicolon").join((spec.caption, *spec.notes))


def place(context: Context, row: Row) -> str:
    """District with its city, as names repeat: 西湖区（南昌市）."""
    if row.get("city") and row["city"] != row["district"]:
        return context.w("places.with_city", name=row["district"], city=row["city"])
    return str(row["district"])


def reason_name(context: Context, row: Row) -> str:
    """The reason's name in the page's language; — where there is none."""
    name = row["reason_zh"] if context.language == "zh" else row["reason_en"]
    return str(name).replace("/", context.w("common.pause")) if name else "—"


def short_function(context: Context, function: str) -> str:
    """A department's function in two characters (zh) or a short word (en), for the heads of narrow columns."""
    known = entry(f"functions.{function}")
    return known[context.language] if known else function[:2]


def function_name(context: Context, function: str) -> str:
    """A function as the data name it; in English its short word where one is known."""
    is_foreign = context.language != "zh" and entry(f"functions.{function}") is not None
    return short_function(context, function) if is_foreign else function


def check_name(context: Context, code: str) -> str:
    """Short name of a finding code in the page's language."""
    return context.w(f"findings.name_{code}")


def short_reason(context: Context, row: Row) -> str:
    known = entry(f"reason_short.{row['code']}")
    return known[context.language] if known else reason_name(context, row)
