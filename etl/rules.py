"""What rows must satisfy together, as Ibis expressions over the kept rows: each gives the rows that do not.

Belongs here: keys, references, evidence, for every engine. Does not belong here: what becomes of such rows
(``etl.stage``), what one row must satisfy by itself (``etl.validate``), execution.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import contracts
from etl.contracts import NULL_KEY_PART, Table, Type
from etl.extract import RECORD

#: The relations of a table: the rows of its files, those with their ids, the same with the contract's columns only.
ROWS_PREFIX, KEPT_PREFIX, STAGED_PREFIX = "rows_", "kept_", "staged_"
#: Number of a row's file; with ``RECORD`` it names the row. Brought to Python it has its file's path and its line.
N, FILE, ROW = "_n", "_file", "_row"
FIGURES = (Type.MONEY, Type.RATE, Type.SCORE, Type.NUMBER, Type.INTEGER)
#: Statements of repeated keys, before they are evidence.
INCOMING = "incoming_statements"
#: From here on two amounts are two: cells keep six decimals.
SAME = 1e-6
Rule = Callable[..., ir.Table]


def _inputs(table: Table) -> dict[str, str]:
    return {c.name: c.type.ibis for c in table.inputs}


def kept(table: Table) -> ir.Table:
    """The unbound usable rows of a table: ``row_id`` where it has one, file, record, input columns."""
    head = {"row_id": "string"} if table.has_row_id else {}
    return ibis.table({**head, N: "int32", RECORD: "int64", **_inputs(table)}, name=KEPT_PREFIX + table.name)


def staged(table: Table) -> ir.Table:
    """The unbound staged table: input columns, and ``row_id`` where the contract has one."""
    head = {"row_id": "string"} if table.has_row_id else {}
    return ibis.table({**head, **_inputs(table)}, name=STAGED_PREFIX + table.name)


def with_ids(table: Table) -> ir.Table:
    """The rows of a table's files as kept rows: the fund year is the year's where none is named, and ``row_id`` is the
    natural key joined by ``|`` (see ``contracts.row_id_of``)."""
    rows = ibis.table({N: "int32", RECORD: "int64", **_inputs(table)}, name=ROWS_PREFIX + table.name)
    if "fund_year" in table.names:
        rows = rows.mutate(fund_year=rows.fund_year.fill_null(rows.year))
    if table.has_row_id:
        parts = [rows[name].cast("string").fill_null(NULL_KEY_PART) for name in table.key]
        rows = rows.mutate(row_id=ibis.literal("|").join(parts))
    return rows.select(*kept(table).columns)


def contents(table: Table) -> ir.Table:
    """The staged rows: the kept ones without file and record."""
    return kept(table).select(*staged(table).columns)


def repeated(table: Table) -> ir.Table:
    """All rows whose key occurs more than once, by its hash; an exact copy has the same key. Rows of different keys
    with the same hash may be among them."""
    rows = kept(table)
    key = reduce(_hashed, (rows[name] for name in table.key), ibis.literal(0))
    hashed = rows.select(key=key)
    twice = hashed.group_by("key").agg(n=hashed.count())
    return rows.filter(key.isin(twice.filter(twice.n > 1)["key"]))


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def _hashed(before, value) -> int:  # type: ignore[no-untyped-def, empty-body]
    """The engine's own hash of the two: enough to suspect equal keys."""


def references(table: Table) -> tuple[tuple[str, Table, str], ...]:
    """What a table refers to: column, table, its key."""
    found = [(c.name, contracts.table(c.reference)) for c in table.inputs if c.reference is not None]
    answered = (("reason_id", contracts.REASON, "row_id"),) if table is contracts.MEASURE else ()
    return (*((name, target, target.key[0]) for name, target in found), *answered)


def dangling(table: Table) -> ir.Table:
    """Rows whose reference (n:1) has no row in the table referred to, once for each such reference: ``_reference`` is
    its number in ``references``, ``_value`` what it names."""
    rows = kept(table)
    found = []
    for number, (column, target, key) in enumerate(references(table)):
        known = kept(target).select(_known=kept(target)[key])
        lost = rows.filter(rows[column].notnull()).anti_join(known, [rows[column] == known["_known"]])
        found.append(lost.mutate(_reference=ibis.literal(number, "int32"), _value=lost[column]))
    return ibis.union(*found) if len(found) > 1 else found[0]


def merged_into_itself() -> ir.Table:
    """Merges of a project into itself."""
    rows = kept(contracts.PROJECT_REDIRECT)
    return rows.filter(rows.old_project_id == rows.project_id).mutate(_value=rows.project_id)


def of_other_department() -> ir.Table:
    """Project-years (n:1) of another department than their project's, ``_first``."""
    rows = kept(contracts.PROJECT_YEAR)
    project = kept(contracts.PROJECT)
    owner = project.select("project_id", _first=project.department_id)
    joined = rows.inner_join(owner, "project_id")
    return joined.filter(joined["_first"] != joined.department_id).mutate(_value=joined.department_id)


def known_of_incoming() -> ir.Table:
    """What evidence there is of rows with incoming statements: figure, source, what is said, whether it is shown."""
    rows = kept(contracts.EVIDENCE)
    kept_columns = ("table_name", "row_id", "column_name", "source_id", "value", "value_text", "is_shown")
    return _with_incoming(rows).select(*kept_columns)


def evidence_of_incoming() -> ir.Table:
    """Evidence of files for rows with incoming statements."""
    rows = kept(contracts.EVIDENCE)
    return _with_incoming(rows.filter(rows[N].notnull()))


def cells_of_incoming(table: Table) -> ir.Table:
    """What a table's staged rows with incoming statements say, as text beside ``row_id``."""
    rows = staged(table)
    names = [c.name for c in table.inputs if c.name not in table.key]
    return _with_incoming(rows).select("row_id", *(rows[name].cast("string").name(name) for name in names))


def _with_incoming(rows: ir.Table) -> ir.Table:
    return rows.semi_join(ibis.table({"row_id": "string"}, name=INCOMING), "row_id")


def figures_named() -> ir.Table:
    """The tables and columns that evidence of files is about."""
    rows = kept(contracts.EVIDENCE)
    rows = rows.filter(rows[N].notnull())
    return rows.select("table_name", "column_name").distinct().order_by("table_name", "column_name")


def unfounded(table_name: str, column_name: str) -> ir.Table:
    """The evidence of one figure that is about nothing; ``_verdict``: unknown_column, unknown_reference (no such row),
    evidence_differs (shown, and not the row's value)."""
    rows = kept(contracts.EVIDENCE)
    said = rows.filter(rows[N].notnull() & (rows.table_name == table_name) & (rows.column_name == column_name))
    table = next((t for t in contracts.INPUT_TABLES if t.name == table_name and t.has_row_id), None)
    if table is None or column_name not in ("row_id", *(c.name for c in table.inputs)):
        return said.mutate(_verdict=ibis.literal("unknown_column"))
    facts = staged(table)
    facts = facts.select(_id=facts.row_id, _figure=facts[column_name])
    judged = said.left_join(facts, [said.row_id == facts["_id"]])
    differs: Any = ibis.literal(False)
    if table.column(column_name).type in FIGURES:
        gap = (judged["_figure"].cast("float64") - judged.value.cast("float64")).abs()
        differs = judged.is_shown & (gap.fill_null(1.0) > SAME)
    verdict = ibis.cases(
        (judged["_id"].isnull(), "unknown_reference"), (differs, "evidence_differs"), else_=ibis.null("string")
    )
    judged = judged.select(*said.columns, _verdict=verdict)
    return judged.filter(judged["_verdict"].notnull())


def suspects(tables: tuple[Table, ...]) -> ir.Table:
    """How many rows of each table break a rule between rows, or may: ``table``, ``rows``. All rules in one question:
    there are engines on which a question costs more than its rows."""
    broken = []
    for table in tables:
        found = [repeated(table).select(N)]
        found += [dangling(table).select(N)] if references(table) else []
        found += [of_other_department().select(N)] if table is contracts.PROJECT_YEAR else []
        found += [merged_into_itself().select(N)] if table is contracts.PROJECT_REDIRECT else []
        broken += [rows.mutate(table=ibis.literal(table.name)) for rows in found]
    rows = ibis.union(*broken) if len(broken) > 1 else broken[0]
    return rows.group_by("table").agg(rows=rows.count())


def number(table: Table) -> ir.Table:
    """How many rows are kept: ``rows``."""
    rows = kept(table)
    return rows.agg(rows=rows.count())


def rows_by_file(tables: tuple[Table, ...]) -> ir.Table:
    """Kept rows by file: ``_n``, ``rows``."""
    places = [kept(table).select(N) for table in tables]
    rows = ibis.union(*places) if len(places) > 1 else places[0]
    rows = rows.filter(rows[N].notnull())
    return rows.group_by(N).agg(rows=rows.count())
