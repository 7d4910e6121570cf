"""The filter every metric takes, and the one place where it is applied.

Belongs here: which rows a reader has chosen and may see. Does not belong here: figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import ibis.expr.types as ir

_VALUES = (
    "province", "city", "districts", "departments", "functions", "year_from", "year_to", "source_groups", "permitted",
)  # fmt: skip


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

    def shape(self, stand_in: Callable[[Any], Any]) -> Filter:
        """A copy with a stand-in for each chosen value: what the SQL of a metric depends on. Metrics pass values on to
        ``apply`` and never decide by them, except by ``evaluation_kind``, which stays."""
        chosen = {name: getattr(self, name) for name in _VALUES}
        return replace(self, **{name: stand_in(v) for name, v in chosen.items() if v not in (None, ())})

    def years(self, year: int | None) -> Filter:
        """A copy restricted to one year."""
        return replace(self, year_from=year, year_to=year)


class Id(str):
    """An id that a metric only ever compares with: bound when the query runs, the next id needs no compiling."""

    __slots__ = ()

    def shape(self, stand_in: Callable[[Any], Any]) -> str:
        """Its stand-in, see ``Filter.shape``."""
        return str(stand_in(str(self)))


class Year(int):
    """A year that a metric only ever compares with, bound like ``Id``."""

    __slots__ = ()

    def shape(self, stand_in: Callable[[Any], Any]) -> int:
        """Its stand-in, see ``Filter.shape``."""
        return int(stand_in(int(self)))


class Ids(tuple[str, ...]):
    """Ids that a metric only ever looks rows up by (``isin``), bound like ``Id``."""

    __slots__ = ()

    def shape(self, stand_in: Callable[[Any], Any]) -> tuple[str, ...]:
        """Their stand-in, see ``Filter.shape``; no ids are a shape of their own."""
        return tuple(stand_in(tuple(self))) if self else ()


_COLUMNS = {
    "province": ("province_code",),
    "city": ("city_code",),
    "districts": ("district_code",),
    "departments": ("department_id",),
    "functions": ("function",),
    "source_groups": ("source_group",),
    "permitted": ("district_code", "city_code", "province_code"),
}


def restricted(chosen: Filter) -> set[str]:
    """The columns by which a filter chooses rows, besides year and evaluation kind."""
    return {column for field, columns in _COLUMNS.items() if getattr(chosen, field) for column in columns}


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
