"""原因分析: which project-years count, and what the reasons add up to by kind.

Belongs here: the choice of the range, sums over the rows of ``metrics.reasons.reason_money``. Does not belong here: the
counting rule (the metric's), sentences, widgets.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from dashboard.context import Context
from dashboard.stories.limits import reason_threshold, total
from dashboard.stories.names import Row
from etl.contracts import NO_REASON

#: ``asked``: below the schemes' reason threshold, where a reason is owed. ``all``: every project with money left.
RANGES = ("asked", "all")
#: Kinds of reason that share out the whole: not said, a symptom only, within or partly within control, outside it.
PARTS = ("silent", "symptom", "within", "outside")


def threshold_of(context: Context) -> float | None:
    """Below which rate a project-year counts on this page; None where all do."""
    is_asked = context.address.value("reasons_range", RANGES[0], RANGES) == RANGES[0]
    return reason_threshold(context) if is_asked else None


def sums(rows: pl.DataFrame) -> Row:
    """Projects, with_amount, unspent (yuan; None where no amount is known) of all rows of one group and, with a prefix,
    of each of ``PARTS``; beside_n and beside_unspent; is_by_year."""
    code, control = pl.col("code"), pl.col("controllable")
    tests = {
        "": pl.lit(value=True),
        "silent_": code == NO_REASON,
        "symptom_": (control == "unknown") & (code != NO_REASON),
        "within_": control.is_in(["yes", "partly"]),
        "outside_": control == "no",
    }
    made: Row = {}
    for prefix, test in tests.items():
        own = rows.filter(test)
        made[f"{prefix}projects"] = int(own["projects"].sum())
        made[f"{prefix}with_amount"] = int(own["with_amount"].sum())
        made[f"{prefix}unspent"] = total(own, "unspent") if made[f"{prefix}with_amount"] else None
    made["beside_n"] = int(rows["beside_n"].sum())
    made["beside_unspent"] = total(rows, "beside_unspent")
    made["is_by_year"] = bool(rows["is_by_year"].any())
    return made


def part_share(row: Row, part: str) -> Decimal | None:
    """Share of a kind of reason in a group's unspent money; None without a base, or where no amount of that kind is
    known although it has projects."""
    if not row["unspent"] or (row[f"{part}_projects"] and not row[f"{part}_with_amount"]):
        return None
    return Decimal(row[f"{part}_unspent"] or 0) / Decimal(row["unspent"])
