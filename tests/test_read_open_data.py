"""The real foreign tables load whole; totals against a count of our own. They stay in ../shared (``make test-shared``)."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.run import read_files
from tests.conftest import ROOT

pytestmark = pytest.mark.shared
OPEN = ROOT.parent / "shared" / "open_data"


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_japanese_review_loads_whole() -> None:
    path = OPEN / "jp_review" / "jp_rs_budget_2024.csv"
    lines = _lines(path)
    dated = [line for line in lines if line["fiscalYear"]]
    (reading,) = read_files([path])
    assert len(reading.rows) == len(dated)
    assert len(reading.rows) + len(reading.refused) == len(lines), "read = given + refused"
    assert {r.reason for r in reading.refused} == {"没有年度"}
    for column, name in (("totalBudget", "budget_full_year_yuan"), ("executedAmount", "executed_yuan"),
                         ("initialBudget", "budget_initial_yuan")):  # fmt: skip
        own = [Decimal(line[column]) for line in dated if line[column]]
        read = [v for r in reading.rows if (v := getattr(r, name)) is not None]
        assert (len(read), sum(read)) == (len(own), sum(own)), column
    assert all("currency:JPY" in r.flags for r in reading.rows if r.budget_full_year_yuan is not None)


@pytest.mark.parametrize(("name", "year"), [("2021_22", 2021), ("2023_24", 2023), ("2024_25", 2024)])
def test_the_portfolio_loads_whole_under_the_headings_of_each_year(name: str, year: int) -> None:
    path = OPEN / "uk_gmpp" / f"gmpp_{name}.csv"
    lines = _lines(path)
    (column,) = (c for c in lines[0] if c.startswith("Financial Year Baseline"))
    printed = [re.sub(r"[£,\s]", "", line[column]) for line in lines]
    own = [Decimal(text) * 1_000_000 for text in printed if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    (reading,) = read_files([path])
    assert len(reading.rows) == len(lines)
    assert {r.year for r in reading.rows} == {year}
    read = [r.budget_full_year_yuan for r in reading.rows if r.budget_full_year_yuan is not None]
    assert (len(read), sum(read)) == (len(own), sum(own).quantize(Decimal("0.01")))
    assert all(r.executed_yuan is None for r in reading.rows), "a forecast is no executed money"
