"""Rows of tables joined with those of the text of the same project or department and year.

Belongs here: which rows are one, whose figure stands. Does not belong here: reading either.
"""

from __future__ import annotations

from decimal import Decimal

from etl.read.prose import gate, names
from etl.read.prose.attach import Group
from etl.read.prose.tables import Found
from etl.read.rows import DEPARTMENT_YEAR, PUBLISH, REVIEW, FlatRow

_FIGURES = (
    "budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan", "rate_stated_pct", "score",
)  # fmt: skip


def put(pairs: list[tuple[Group, FlatRow]], found: Found) -> None:
    """Put the rows of tables among those of the text: the table's stands, a different figure in the text is a second
    statement. A table's row without figures gives way."""
    for row in found.rows:
        twin = next(((g, r) for g, r in pairs if _is_same(g, r, row)), None)
        if twin is None:
            is_doubtful = "ambiguous" in row.flags
            pairs.append((Group(None, "", row.year, is_table=True, is_doubtful=is_doubtful), row))
            continue
        if gate.is_bare(row):
            continue
        g, own = twin
        row.flag(*[f for f in own.flags if f == "contradictory_values"])
        _compare(row, own)
        # What is doubtful in the text is made no sure row's; one in review anyway shows it.
        _fill(row, own, is_shown=gate.status(g, own) == PUBLISH or "contradictory_values" in row.flags)
        row.reasons += own.reasons
        row.reason_codes = list(dict.fromkeys([c for c in row.reason_codes if c != "R90"] + own.reason_codes))
        pairs.remove(twin)
        pairs.append((Group(g.project, "", row.year, is_table=True), row))


def _compare(row: FlatRow, own: FlatRow) -> None:
    for name in _FIGURES:
        mine, theirs = getattr(row, name), getattr(own, name)
        if not isinstance(mine, Decimal) or not isinstance(theirs, Decimal) or mine == theirs:
            continue
        if own.is_budget_unqualified and theirs in (row.budget_initial_yuan, row.budget_full_year_yuan):
            continue
        row.flag("contradictory_values")
        row.status = REVIEW
        _add_statements(row, own, name)


def _fill(row: FlatRow, own: FlatRow, *, is_shown: bool) -> None:
    for name in _FIGURES if is_shown else ():
        is_told = name == "budget_full_year_yuan" and own.is_budget_unqualified and row.budget is not None
        if getattr(row, name) is None and getattr(own, name) is not None and not is_told:
            setattr(row, name, getattr(own, name))
            _add_statements(row, own, name)
    if is_shown or row.score == own.score:
        # Never a grade without the points it was given for.
        row.grade_stated = row.grade_stated or own.grade_stated


def _add_statements(row: FlatRow, own: FlatRow, name: str) -> None:
    row.statements += [s for s in own.statements if s.column == name]
    row.spans += [s for s in own.spans if s.column == name]


def _is_same(g: Group, own: FlatRow, row: FlatRow) -> bool:
    if own.kind != row.kind or own.year != row.year:
        return False
    if row.kind == DEPARTMENT_YEAR:
        return own.department == row.department
    return bool(own.project) and names.alike(own.project, row.project) >= 0.85 and bool(g.facts or g.project)
