"""Keeping what a person decided, given as one JSON: about the rows of a report, or about names and districts.

Belongs here: which of the two it is, the sentence of what was kept. Does not belong here: the files of decisions
(``desk``, ``decisions``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.load import decisions, desk


def keep(told: Mapping[str, Any], data: Path, dataset: str, now: datetime) -> str:
    """Keep it, and say what was kept. Raises InputError, and KeyError or TypeError where it is neither."""
    if "names" in told:
        return f"记下{decisions.settle(told['names'], data, dataset)}个名称的决定。"
    count = desk.decide(data, dataset, told, now)
    confirmed = "已确认这份报告" if told.get("is_confirmed") else "还没有确认这份报告"
    return f"记下{count}行的决定，{confirmed}。"
