"""The five real reports read from their text give the hand-keyed data, through the bundle: all of it, nothing else."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from etl.build import build
from etl.read import bundle
from etl.read.prose import names
from etl.read.run import read_files
from tests.conftest import DATA, NOW, quiet

SEEDS = sorted((DATA / "sources" / "reports").glob("*.txt"))
KEYED = DATA / "real" / "five_reports"
FIGURES = (
    "budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified", "execution_rate_stated",
    "balance_stated", "score", "grade_stated",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bundle")
    bundle.write(read_files(SEEDS), made)
    return made


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _districts(folder: Path) -> dict[str, str]:
    """Department id → its district, the one thing both sides spell alike."""
    return {
        r["department_id"]: re.findall(r"(东西湖|红谷滩|西湖|徐水|东)区", r["department"])[0]
        for r in _table(folder, "department")
    }


def _plain(text: str) -> str:
    return str(Decimal(text).normalize()) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text


def _facts(folder: Path, table: str) -> Counter[tuple[str, ...]]:
    """Every figure as (district, year, fund year, project, scope, column, value)."""
    districts = _districts(folder)
    found: Counter[tuple[str, ...]] = Counter()
    for row in _table(folder, table):
        project = names.core(row.get("project", "").replace("（", "(").replace("）", ")"))
        if districts[row["department_id"]] == "东":
            # The title's 应急管理专项经费 and the text's 应急管理专项工作经费 are one project; which name is shown differs.
            project = "应急管理" if project else ""
        for column in FIGURES:
            if row.get(column):
                key = (
                    districts[row["department_id"]],
                    row["year"],
                    row.get("fund_year", ""),
                    project,
                    row.get("scope", ""),
                )
                found[(*key, column, _plain(row[column]))] += 1
    return found


@pytest.mark.parametrize("table", ["project_year", "department_year"])
def test_every_amount_rate_score_and_grade(folder: Path, table: str) -> None:
    read, keyed = _facts(folder, table), _facts(KEYED, table)
    assert not keyed - read, "missed"
    assert not read - keyed, "invented"


def test_every_project(folder: Path) -> None:
    read = Counter(names.core(r["project"]) for r in _table(folder, "project_year"))
    keyed = Counter(names.core(r["project"]) for r in _table(KEYED, "project_year"))
    assert sum((keyed - read).values()) <= 1
    assert sum(read.values()) == sum(keyed.values())


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("reason", ("year", "reason_code", "explains")),
        ("measure", ("year", "due_year", "text")),
        ("score_band", ("year", "lower", "upper", "project_count")),
        ("department_amount", ("year", "item", "amount")),
    ],
)
def test_reasons_measures_bands_and_items(folder: Path, table: str, columns: tuple[str, ...]) -> None:
    def rows(place: Path) -> Counter[tuple[str, ...]]:
        districts = _districts(place)
        return Counter(
            (districts[r["department_id"]], bool(r.get("project_id")), *(_plain(r[c]) for c in columns))
            for r in _table(place, table)
        )

    assert rows(folder) == rows(KEYED)


def test_reasons_quote_what_was_keyed(folder: Path) -> None:
    def quotes(place: Path) -> dict[tuple[str, str, bool], str]:
        districts = _districts(place)
        return {
            (districts[r["department_id"]], r["reason_code"], bool(r["project_id"])): r["quote"]
            for r in _table(place, "reason")
        }

    keyed = quotes(KEYED)
    for key, quote in quotes(folder).items():
        shared = [w for w in re.split("[，。（(]", keyed[key]) if w and w[:6] in quote]
        assert shared, (key, quote, keyed[key])


def test_places_are_characters_of_the_text(folder: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SEEDS}
    origin = {r["source_id"]: r["origin"] for r in _table(folder, "source")}
    for row in _table(folder, "evidence"):
        start, end = map(int, re.findall(r"字符 (\d+)–(\d+)", row["locator"])[0])
        assert texts[origin[row["source_id"]]][start:end].strip().startswith(row["quote"][:40]), row


def test_the_bundle_is_built(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "data" / "imported")
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    # 西湖区 is in two cities and the report names neither: a person places it.
    path = tmp_path / "data" / "imported" / "department.csv"
    path.write_text(
        re.sub(r"(西湖区应急管理局),,", r"\1,360103,", path.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )
    report = build(tmp_path / "data", tmp_path / "warehouse", "imported", NOW, quiet)
    assert report.rows_quarantined == 0, [str(p) for p in report.problems]
