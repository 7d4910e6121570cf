"""The checks on the demo dataset against the generator's truth file: everything planted, nothing else."""

from __future__ import annotations

import json

import pytest

from dashboard.data.engine import DuckDBEngine
from etl import contracts
from tests.conftest import DATA


@pytest.fixture(scope="module")
def found(demo: DuckDBEngine) -> dict[str, set[str]]:
    rows = demo.run_sql("SELECT code, table_name, fact_row_id FROM finding").rows()
    made: dict[str, set[str]] = {}
    for code, table, row_id in rows:
        made.setdefault(code, set()).add(_department_year(row_id) if table == "indicator_year" else row_id)
    return made


def _department_year(row_id: str) -> str:
    """Execution points stand in an indicator row; the truth names the department-year they belong to."""
    department, _, year, kind, _ = row_id.split("|")
    return f"{department}|{year}|department|{kind}"


@pytest.mark.parametrize("code", contracts.FINDING_CODES)
def test_findings_are_the_truth(found: dict[str, set[str]], code: str) -> None:
    truth = json.loads((DATA / "demo" / "truth.json").read_text(encoding="utf-8"))
    assert found.get(code, set()) == set(truth[code])
    assert truth[code], "the demo plants or holds every code"
