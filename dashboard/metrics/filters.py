"""The filter every metric takes, and the one place where it is applied.

Belongs here: which rows a reader has chosen and may see. Does not belong here: figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ibis.expr.types as ir


@dataclass(frozen=True)
class Filter:
    """Chosen rows. Empty tuple or None = no restriction. ``permitted`` is the reader's scope (district codes of
    any level), applied like every other field and part of every cache key. An empty ``evaluation_kind`` = all kinds:
    for lists only, never for a distribution or a sum."""

    province: str | None = None
    city: str | None = None
    districts: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    source_groups: tuple[str, ...] = ()
    evaluation_kind: str = "self"
    permitted: tuple[str, ...] = ()

    def with_(self, **changes: Any) -> Filter:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def years(self, year: int | None) -> Filter:
        """A copy restricted to one year."""
        return replace(self, year_from=year, year_to=year)


def apply(table: ir.Table, chosen: Filter) -> ir.Table:
    """Rows of ``table`` (any table with the place columns of the contract) that the filter lets through."""
    conditions: list[Any] = []
    if chosen.province:
        conditions.append(table.province_code == chosen.province)
    if chosen.city:
        conditions.append(table.city_code == chosen.city)
    if chosen.districts:
        conditions.append(table.district_code.isin(chosen.districts))
    if chosen.departments:
        conditions.append(table.department_id.isin(chosen.departments))
    if chosen.functions:
        conditions.append(table.function.isin(chosen.functions))
    if chosen.source_groups:
        conditions.append(table.source_group.isin(chosen.source_groups))
    if "year" in table.columns:
        if chosen.year_from is not None:
            conditions.append(table.year >= chosen.year_from)
        if chosen.year_to is not None:
            conditions.append(table.year <= chosen.year_to)
    if chosen.evaluation_kind and "evaluation_kind" in table.columns:
        conditions.append(table.evaluation_kind == chosen.evaluation_kind)
    if chosen.permitted:
        conditions.append(
            table.district_code.isin(chosen.permitted)
            | table.city_code.isin(chosen.permitted)
            | table.province_code.isin(chosen.permitted)
        )
    return table.filter(conditions) if conditions else table
