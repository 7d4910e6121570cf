"""``--bundle``: the contract tables of what was read can be built into a snapshot as they are."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from etl.build import build
from etl.read import bundle, flat_csv, rows
from etl.read.run import read_files
from tests import sheets
from tests.conftest import DATA, NOW, quiet
from tests.test_read_forms import _form


def _place(form: list[list[object]]) -> list[list[object]]:
    return [[c.replace("云梯县民政局", "红谷滩区民政局") if isinstance(c, str) else c for c in line] for line in form]


def test_a_bundle_is_built_whole(tmp_path: Path) -> None:
    forms = {"一": _place(_form("甲", 50, 40, "80%", "尾款未到付款节点")), "二": _place(_form("乙", 80, 80, "100%"))}
    readings = read_files([sheets.book(tmp_path / "f.xlsx", forms)])
    counts = bundle.write(readings, tmp_path / "data" / "imported")
    assert {k: v for k, v in counts.items() if v} == {
        "source": 1, "department": 1, "project": 2, "project_year": 2, "funding_year": 4, "indicator_year": 2, "reason": 2,
        "evidence": 14,
    }  # fmt: skip
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    report = build(tmp_path / "data", tmp_path / "warehouse", "imported", NOW, quiet)
    assert report.rows_quarantined == 0, [str(p) for p in report.problems]


def test_points_a_formula_stored_are_published_to_two_decimals(tmp_path: Path) -> None:
    form = _place(_form("甲", 50, 40, "80%", "尾款未到付款节点"))
    form[-1][7], form[-2][7] = 97.4896265, 88.005
    bundle.write(read_files([sheets.book(tmp_path / "f.xlsx", {"一": form})]), tmp_path / "data" / "imported")
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    report = build(tmp_path / "data", tmp_path / "warehouse", "imported", NOW, quiet)
    assert report.rows_quarantined == 0, [str(p) for p in report.problems]
    told = (tmp_path / "data" / "imported" / "evidence.csv").read_text(encoding="utf-8")
    assert "97.4896265,97.49" in told, "the evidence keeps every digit"
    assert "88.005,88.01" in told


def test_what_has_no_year_or_no_department_is_kept_apart(tmp_path: Path) -> None:
    reading = rows.Reading("a.csv", [rows.FlatRow("project_year", "甲", executed_yuan=Decimal(1))])
    bundle.write([reading], tmp_path)
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as file:
        assert [line["reason"] for line in csv.DictReader(file)] == ["没有年度"]


def test_the_csv_has_exactly_the_columns_and_spellings(tmp_path: Path) -> None:
    row = rows.FlatRow("project_year", "甲", "某局", "某区", 2022, executed_yuan=Decimal("78049.4"), flags=["a", "b"])
    row.rate_stated_pct, row.score = Decimal("81.30"), Decimal("1E+2")
    flat_csv.write([row], tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert tuple(line) == rows.COLUMNS
    assert (line["executed_yuan"], line["budget_initial_yuan"], line["flags"]) == ("78049.40", "", "a|b")
    assert (line["rate_stated_pct"], line["score"]) == ("81.3", "100")


@pytest.mark.parametrize(("files", "wanted"), [("甲甲", ["表!A1"] * 2), ("甲乙", ["[甲]表!A1", "[乙]表!A1"])])
def test_locators_of_several_files_name_theirs(files: str, wanted: list[str], tmp_path: Path) -> None:
    found = [rows.FlatRow("project_year", "校舍", locator="表!A1", file=file) for file in files]
    assert flat_csv.write(found, tmp_path / "o.csv") == 2
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["locator"] for line in csv.DictReader(file)] == wanted


def test_no_text_of_the_csv_runs_as_a_formula_and_the_quote_is_exact(tmp_path: Path) -> None:
    row = rows.FlatRow("project_year", "=cmd|' /C calc'!A0", "@某局", "某区", 2022, executed_yuan=Decimal(-5))
    row.quote, row.locator = "=cmd|' /C calc'!A0 | @某局 | -5", "-表!A2"
    flat_csv.write([row], tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["project"], line["department"], line["locator"]) == ("'=cmd|' /C calc'!A0", "'@某局", "'-表!A2")
    assert (line["executed_yuan"], line["quote"], line["district"]) == ("-5.00", row.quote, "某区")


def test_a_reading_survives_the_pipe() -> None:
    row = rows.FlatRow(
        "project_year", "甲", score=Decimal("97.2"), funds=[rows.Fund("其他", {"executed_yuan": None}, "A1", "q")]
    )
    reading = rows.Reading("a.xlsx", [row], [rows.Refusal("A2", "说明行", "注")], ["表"])
    assert rows.from_json(rows.to_json(reading)) == reading
