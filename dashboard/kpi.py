"""A key figure: what it is called, its value, and the line below.

Belongs here: that. Does not belong here: drawing (``components.kpi``, ``exports``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kpi:
    """``label`` with the unit, ``value`` formatted, ``note`` = the grey line (change on last year, or coverage).

    ``is_missed`` colours the value: only for what is missing or below a target.
    """

    label: str
    value: str
    note: str
    is_missed: bool = False
    explanation: str | None = None
