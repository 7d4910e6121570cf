"""Which departments a department was put together of, and which it went into.

Belongs here: these ties as words with the department they lead to. Does not belong here: who follows whom (the ETL's
rules), adding their figures: each keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.context import Context
from dashboard.metrics import profile
from dashboard.metrics.filters import Id


@dataclass(frozen=True)
class Tie:
    """One other department and the words for it: 前身：某县文化局（2018年起并入）."""

    department_id: str
    text: str


def ties(context: Context, department_id: str) -> tuple[Tie, ...]:
    """Those before, then those after, each by year; empty where nothing is known."""
    rows = context.warehouse.ask(profile.successions, Id(department_id), context.filter.permitted).to_dicts()
    return tuple(Tie(row["department_id"], _text(context, row)) for row in rows)


def _text(context: Context, row: dict[str, object]) -> str:
    key = "after" if row["is_after"] else "before"
    dated = "" if row["year"] is None else "_dated"
    return context.w(f"department.{key}{dated}", name=row["department"], year=row["year"])
