"""Short reports in many shapes, keyed by hand: nothing else is published, nothing is left out.

``tests/prose_docs/shapes.txt`` is the oracle: a text, then its rows in a short notation. Texts without rows are rules,
tenders, lessons, plans and news, of which nothing may be published.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from etl.inputs import InputError
from etl.read.rows import PUBLISH, FlatRow
from tests import prose
from tests.conftest import ROOT

_TEXT = (ROOT / "tests" / "prose_docs" / "shapes.txt").read_text(encoding="utf-8")
_CASES = dict(part.split("\n", 1) for part in _TEXT.split("#####")[1:])
_COLUMNS = (
    ("budget_initial_yuan", "I"), ("budget_full_year_yuan", "F"), ("received_yuan", "R"), ("executed_yuan", "E"),
    ("amount_unspecified_yuan", "U"),
)  # fmt: skip


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _noted(row: FlatRow) -> str:
    """A row in the notation of the file."""
    money = [f"{mark}{_plain(v / 10000)}" for name, mark in _COLUMNS if (v := getattr(row, name)) is not None]
    rate = [f"%{_plain(row.rate_stated_pct)}"] if row.rate_stated_pct is not None else []
    score = [f"S{_plain(row.score)}"] if row.score is not None else []
    grade = [row.grade_stated] if row.grade_stated else []
    owner = row.project or f"-{row.department}"
    return " ".join([re.sub(r"[“”\"]", "", owner), str(row.year), *money, *rate, *score, *grade])


@pytest.mark.parametrize("name", _CASES)
def test_every_shape(name: str) -> None:
    body = _CASES[name]
    wanted = {re.sub(r"[“”\"]", "", line[1:]) for line in body.splitlines() if line.startswith("=")}
    text = "\n".join(line for line in body.splitlines() if not line.startswith("="))
    try:
        rows = prose.read(text).rows
    except InputError:
        rows = []
    published = {_noted(r) for r in rows if r.status == PUBLISH}
    assert not published - wanted, sorted(published - wanted)
    if wanted:
        missing = wanted - {_noted(r) for r in rows}
        assert not missing, sorted(missing)
