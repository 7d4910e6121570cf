"""Publish or review.

Belongs here: what evidence is strong enough to stand without a person. Does not belong here: finding evidence.
Doubtful goes to review: a wrong number is worse than an empty one.
"""

from __future__ import annotations

from decimal import Decimal

from etl.read.prose.attach import Group, closes, strength
from etl.read.prose.subject import FAIR, SURE, UNIT
from etl.read.rows import PUBLISH, REVIEW, FlatRow

_BUDGETS = ("budget_full_year_yuan", "budget_initial_yuan")
_LISTED = frozenset(("list", "table", "run"))
_BY_SENTENCES = frozenset(("run", "named", "sentence"))
#: Findings that say the figures themselves are in doubt.
_DOUBT = frozenset(("contradictory_values", "unit_suspect"))


def status(one: Group, row: FlatRow) -> str:
    """``publish`` where the owner is sure and the figures bear each other out, or a clean sibling states them."""
    if _is_unsure(one, row) or one.is_doubtful or row.year is None or not row.department or _DOUBT & set(row.flags):
        return REVIEW
    weakest = strength(one)
    if weakest < FAIR and not _is_borne_out(one):
        return REVIEW
    if row.rate_stated_pct is not None and row.executed_yuan is not None:
        bases = (row.budget_full_year_yuan, row.budget_initial_yuan, row.received_yuan)
        if any(closes(row.executed_yuan, base, row.rate_stated_pct) for base in bases):
            return PUBLISH
        if any(base is not None for base in bases[:2]):
            # The stated rate speaks against one of the figures; a table's cells are what they are.
            return PUBLISH if one.is_table else REVIEW
    return PUBLISH if weakest >= SURE and _is_clean(one, row) else REVIEW


def _is_unsure(one: Group, row: FlatRow) -> bool:
    """An office inside the reporting one, or its part of another's project; a name with points alone, perhaps a short
    one of another: 农气服务98分."""
    if one.project is None:
        return one.scope == UNIT
    if one.project.is_anothers:
        return True
    is_named_alone = one.project.basis in _BY_SENTENCES and not _has_money(row)
    return bool(one.department) or is_named_alone or one.project.trust < FAIR


def _has_money(row: FlatRow) -> bool:
    return row.rate_stated_pct is not None or any(value is not None for value in row.amounts)


def _is_clean(one: Group, row: FlatRow) -> bool:
    """A cell or an item of a list stands for itself; elsewhere amounts of no certain role want a person, and so does an
    item whose name speaks against it."""
    if one.project is not None and one.project.node is not None and one.project.trust < SURE:
        return False
    if one.is_table or (one.project is not None and one.project.basis in _LISTED):
        return True
    return row.amount_unspecified_yuan is None and row.received_yuan is None


def _is_borne_out(one: Group) -> bool:
    """Whether all that is weak is the two amounts a surely owned rate is the quotient of."""
    rate, executed = one.shown.get("rate_stated_pct"), one.shown.get("executed_yuan")
    if rate is None or executed is None or rate.strength < SURE or one.project is None:
        return False
    bases = [one.shown[c] for c in _BUDGETS if c in one.shown]
    fitting = [b for b in bases if closes(executed.value, b.value, rate.value)]
    if not fitting or rate.value == 100:
        return False
    return all(f.strength >= FAIR or f is executed or f in fitting for f in one.shown.values())


def is_bare(row: FlatRow) -> bool:
    """Whether a row states nothing at all."""
    return (
        not any(isinstance(v, Decimal) for v in (*row.amounts, row.rate_stated_pct, row.score)) and not row.grade_stated
    )
