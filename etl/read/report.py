"""What a report in prose adds to a bundle beside its rows: general reasons, measures, bands, a department's items.

Belongs here: these as rows of the contract. Does not belong here: rows of projects and departments (``bundle``),
finding anything in a text (``etl.read.prose``).
"""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from etl.read.rows import Reading, Reason

LONGEST_QUOTE = 60


class Sink(Protocol):
    """Where rows go: the bundle."""

    def add(self, table: str, **values: Any) -> None: ...

    def next(self, *key: str) -> int: ...


def add(bundle: Sink, reading: Reading, source: str) -> None:
    """Everything of the reading that belongs to its department as a whole."""
    if not reading.department or reading.year is None:
        return
    department, year = identify(reading.district, reading.department), reading.year
    for reason in reading.general_reasons:
        add_reason(bundle, reason, department, None, year, None, source)
    for measure in reading.measures:
        bundle.add(
            "measure", department_id=department, year=year, text=measure.text, due_year=measure.due_year,
            ordinal=bundle.next("measure", department, "", str(year)), source_id=source, locator=measure.locator,
            quote=measure.quote[:LONGEST_QUOTE],
        )  # fmt: skip
    for ordinal, band in enumerate(reading.bands, 1):
        bundle.add(
            "score_band", department_id=department, year=year, evaluation_kind=reading.evaluation_kind, ordinal=ordinal,
            lower=band.lower, upper=band.upper, project_count=band.count, source_id=source,
        )  # fmt: skip
    for family in reading.families:
        parent = identify(department, family.parent)
        bundle.add("project", project_id=parent, project=family.parent, department_id=department)
        if family.total is None:
            continue
        bundle.add(
            "project_family_total", project_id=parent, year=year, amount_unspecified=family.total, source_id=source
        )
        bundle.add(
            "evidence", table_name="project_family_total", row_id=f"{parent}|{year}", column_name="amount_unspecified",
            ordinal=1, value_text=family.text, value=family.total, unit=family.unit, source_id=source,
            locator=family.locator, quote=family.quote[:LONGEST_QUOTE], is_shown=True,
        )  # fmt: skip
    for item in reading.items:
        bundle.add(
            "department_amount",
            department_id=department,
            year=year,
            item=item.item,
            amount=item.value,
            source_id=source,
        )
        bundle.add(
            "evidence", table_name="department_amount", row_id=f"{department}|{year}|{item.item}", column_name="amount",
            ordinal=1, value_text=item.text, value=item.value, unit=item.unit, source_id=source, locator=item.locator,
            quote=item.quote[:LONGEST_QUOTE], is_shown=True,
        )  # fmt: skip


def add_reason(
    bundle: Sink, reason: Reason, department: str, project: str | None, year: int | None, fund_year: int | None,
    source: str,
) -> None:  # fmt: skip
    """One stated reason with its own quote and place."""
    bundle.add(
        "reason", department_id=department, project_id=project, year=year, fund_year=fund_year, reason_code=reason.code,
        ordinal=bundle.next("reason", department, project or "", str(year)), explains=reason.explains,
        is_inferred=False, quote=reason.quote[:LONGEST_QUOTE], source_id=source, locator=reason.locator,
    )  # fmt: skip


def identify(*parts: str) -> str:
    """A short stable id of a name; readable names stand in their own columns."""
    return hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
