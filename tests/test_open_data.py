"""Real foreign data through the whole line: ``make test-shared``. The files stay in ../shared and are not copied."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from dashboard.metrics.execution import execution_by
from dashboard.metrics.filters import Filter
from dashboard.metrics.projects import rate_histogram
from etl.build import build
from tests.conftest import DATA, NOW, ROOT, quiet

pytestmark = pytest.mark.shared
REVIEW = ROOT.parent / "shared" / "open_data" / "jp_review" / "jp_rs_budget_2024.csv"


def _amounts(row: dict[str, str]) -> tuple[str, str]:
    return row["totalBudget"], row["executedAmount"]


def test_the_japanese_review_adds_up(tmp_path: Path) -> None:
    with REVIEW.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    own = tmp_path / "review"
    own.mkdir()
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    ministries = sorted({r["ministry"] for r in rows})
    ids = {name: f"m{i}" for i, name in enumerate(ministries)}

    def write(table: str, header: str, lines: list[list[str]]) -> None:
        with (own / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(lines)

    write("source", "source_id,source_group,title,kind", [["jp", "行政事業レビュー", "2024", "table"]])
    write("department", "department_id,department,district_code,function",
          [[i, name, "110101", "中央"] for name, i in ids.items()])  # fmt: skip
    write("project", "project_id,project,department_id",
          [[f"p{n}", r["project"], ids[r["ministry"]]] for n, r in enumerate(rows)])  # fmt: skip
    write(
        "project_year",
        "project_id,department_id,year,evaluation_kind,project,budget_full_year,executed,source_id",
        [[f"p{n}", ids[r["ministry"]], r["fiscalYear"], "self", r["project"], *_amounts(r), "jp"]
         for n, r in enumerate(rows)],
    )  # fmt: skip
    report = build(tmp_path, tmp_path / "w", "review", NOW, quiet)
    dated = [r for r in rows if r["fiscalYear"]]
    assert report.rows_quarantined == len(rows) - len(dated), "rows without a year are refused, each with its line"
    engine = DuckDBEngine(in_service(tmp_path / "w", "review"))
    amounts = [(r["totalBudget"], r["executedAmount"]) for r in dated]
    both = [(Decimal(b), Decimal(e)) for b, e in amounts if b and e]
    found = engine.run(execution_by(Filter())).row(0, named=True)
    assert (found["budget"], found["executed"]) == (sum(b for b, _ in both), sum(e for _, e in both))
    bins = dict(engine.run(rate_histogram(Filter())).select("bin", "projects").iter_rows())
    assert bins["over"] == sum(e > b > 0 for b, e in both)
    assert bins["none"] == len(dated) - sum(b > 0 for b, _ in both)
