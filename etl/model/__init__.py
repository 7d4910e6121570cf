"""The model step: staged input tables → the contract's published tables, as Ibis expressions.

Belongs here: computed columns and the copying of place attributes. Does not belong here: judgements (``etl.checks``),
execution.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import ibis
import ibis.expr.types as ir

from etl import contracts
from etl.compiled import compiled
from etl.contracts import Table
from etl.model.department import department
from etl.model.execution import department_execution
from etl.model.facts import department_year, evidence, placed, project_year
from etl.model.rollups import district_execution, function_execution, reason_sum, score_sum
from etl.model.search import numbered, search_pair, searched
from etl.rules import staged


def published(table: Table) -> ir.Table:
    """The unbound published table."""
    return ibis.table(table.ibis_schema, name=table.name)


def expression(table: Table) -> ir.Table:
    """The expression that builds ``table`` from staged tables and the published ones before it in ``TABLES``."""
    made = _MODELS.get(table.name, _copied)(table)
    return made.select(*(made[c.name].cast(c.type.ibis).name(c.name) for c in table.columns))


@cache
def sql(table: Table, order: tuple[str, ...]) -> str:
    """``expression`` in the order of these columns, if any, for DuckDB."""

    def ordered() -> ir.Table:
        rows = expression(table)
        return rows.order_by(order) if order else rows

    return compiled(f"model {table.name} {order}", ordered)


def _copied(table: Table) -> ir.Table:
    rows = staged(table)
    if any(column in contracts.PLACE for column in table.columns):
        return placed(rows, published(contracts.DEPARTMENT), staged(contracts.SOURCE))
    return rows


def _department(_: Table) -> ir.Table:
    return department(staged(contracts.DEPARTMENT), staged(contracts.DISTRICT))


def _department_year(table: Table) -> ir.Table:
    return department_year(_copied(table), staged(contracts.SCHEME))


def _project_year(table: Table) -> ir.Table:
    rows = project_year(_copied(table), staged(contracts.SCHEME), staged(contracts.REASON))
    return searched(rows, published(contracts.PROJECT))


def _department_execution(_: Table) -> ir.Table:
    return department_execution(
        published(contracts.PROJECT_YEAR), published(contracts.DEPARTMENT_YEAR), published(contracts.PROJECT)
    )


def _project(table: Table) -> ir.Table:
    return numbered(staged(table))


def _district_execution(_: Table) -> ir.Table:
    return district_execution(published(contracts.DEPARTMENT_EXECUTION))


def _function_execution(_: Table) -> ir.Table:
    return function_execution(published(contracts.DEPARTMENT_EXECUTION))


def _reason_sum(_: Table) -> ir.Table:
    return reason_sum(published(contracts.PROJECT_YEAR))


def _score_sum(_: Table) -> ir.Table:
    return score_sum(published(contracts.PROJECT_YEAR))


def _search_pair(_: Table) -> ir.Table:
    return search_pair(published(contracts.PROJECT_YEAR))


def _evidence(table: Table) -> ir.Table:
    return evidence(staged(table))


_MODELS: dict[str, Callable[[Table], ir.Table]] = {
    "department": _department,
    "department_year": _department_year,
    "project": _project,
    "project_year": _project_year,
    "department_execution": _department_execution,
    "district_execution": _district_execution,
    "function_execution": _function_execution,
    "reason_sum": _reason_sum,
    "score_sum": _score_sum,
    "search_pair": _search_pair,
    "evidence": _evidence,
}
