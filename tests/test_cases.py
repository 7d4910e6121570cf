"""The public cases: the committed bundle is what the converter makes, and nothing is lost or invented on the way.

The figures are counted here from the raw tables with the standard library, without the converter's own code.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from etl import contracts
from etl.cases import convert

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "sources" / "public_cases"
BUNDLE = ROOT / "data" / "real" / "public_cases"
FACTS = ("department_year", "project_year", "funding_year")
AMOUNTS = ("budget_initial", "budget_full_year", "funds_received", "executed")
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[Row]:
    return read(BUNDLE / f"{name}.csv")


@pytest.fixture(scope="module")
def raw_rows() -> list[Row]:
    """Every raw line that carries figures, with its row_type ("" for a department's year)."""
    departments = [{"funds_received_wan": "", "row_type": "", **row} for row in read(RAW / "department_years.csv")]
    return departments + read(RAW / "projects.csv")


def yuan(cell: str) -> Decimal | None:
    return Decimal(cell) * 10_000 if cell else None


def money(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def test_committed_bundle_is_what_the_converter_makes(tmp_path: Path) -> None:
    counts = convert(RAW, tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in BUNDLE.iterdir()}
    assert counts == {name: len(table(name)) for name in counts}


def test_headers_are_the_contract() -> None:
    for path in BUNDLE.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [c.name for c in contracts.table(path.stem).inputs]


def test_every_raw_row_lands_in_exactly_one_contract_row(raw_rows: list[Row]) -> None:
    raw = Counter(
        (r["source_id"], r["year"], *(yuan(r[f"{c}_wan"]) for c in AMOUNTS))
        for r in raw_rows
        if r["source_id"] != "BSWJ22"  # its amount stands in the quote only
    )
    made = Counter(
        (r["source_id"], r["year"], *(money(r[c]) for c in AMOUNTS))
        for name in FACTS
        for r in table(name)
        if r["source_id"] != "BSWJ22"
    )
    assert made == raw
    assert sum(len(table(name)) for name in FACTS) == len(raw_rows)
    assert {r["source_id"] for r in table("source")} == {r["source_id"] for r in read(RAW / "sources.csv")}


def test_row_types_go_to_their_tables(raw_rows: list[Row]) -> None:
    kinds = Counter(r["row_type"] for r in raw_rows)
    assert len(table("project_year")) == kinds["project"] == 24
    assert len(table("funding_year")) == kinds["component"] == 1
    assert len(table("department_year")) == kinds["aggregate"] + kinds[""] == 7


def test_totals_against_an_independent_count(raw_rows: list[Row]) -> None:
    for column in AMOUNTS:
        raw = sum(Decimal(r[f"{column}_wan"] or 0) for r in raw_rows) * 10_000
        literal = Decimal("3.60") if column == "funds_received" else 0
        assert sum(Decimal(r[column] or 0) for name in FACTS for r in table(name)) == raw + literal
    rates = Counter((r["source_id"], Decimal(r["rate_stated_pct"])) for r in raw_rows if r["rate_stated_pct"])
    rates -= Counter({("XZ23", Decimal("66.67")): 1})  # the component's: the contract has no rate for a fund source
    stated = [r for name in FACTS[:2] for r in table(name) if r["execution_rate_stated"]]
    assert Counter((r["source_id"], Decimal(r["execution_rate_stated"]) * 100) for r in stated) == rates


def test_every_figure_has_one_statement_that_says_it() -> None:
    evidence = {(e["table_name"], e["row_id"], e["column_name"]): e for e in table("evidence")}
    assert len(evidence) == len(table("evidence"))
    wanted = {}
    for name in FACTS:
        for row in table(name):
            key = [row[c] or row["year"] for c in contracts.table(name).key]
            for column in (*AMOUNTS, "execution_rate_stated", "score"):
                if row.get(column):
                    wanted[(name, contracts.row_id_of(tuple(key)), column)] = Decimal(row[column])
    assert {key: Decimal(e["value"]) for key, e in evidence.items()} == wanted
    quotes = {r["quote"] for name in ("projects", "department_years") for r in read(RAW / f"{name}.csv")}
    assert {e["quote"] for e in evidence.values()} <= quotes


def test_the_unit_slip_is_kept_literally() -> None:
    (row,) = [r for r in table("project_year") if r["source_id"] == "BSWJ22"]
    assert (row["funds_received"], row["budget_full_year"], row["executed"]) == ("3.60", "", "")
    (said,) = [e for e in table("evidence") if e["source_id"] == "BSWJ22" and e["column_name"] == "funds_received"]
    assert (said["value_text"], said["value"], said["unit"]) == ("3.6元", "3.60", "元")


def test_only_the_aircraft_hire_is_one_project_over_the_years() -> None:
    years: dict[str, list[str]] = {}
    for row in table("project_year"):
        years.setdefault(row["project_id"], []).append(row["year"])
    assert {project: y for project, y in years.items() if len(y) > 1} == {
        "530000-yjt-hangkong-xiaofang-zuji": ["2021", "2022", "2024"]
    }
    assert years["530000-yjt-hangkong-xiaofang-buzhu"] == ["2020"]


def test_reasons_are_stated_or_marked_as_inferred() -> None:
    projects = read(RAW / "projects.csv")
    reasons = table("reason")
    assert {r["quote"] for r in reasons if r["is_inferred"] == "true"} == {""}
    stated = Counter(r["reason_stated"] for r in projects if r["reason_stated"])
    assert Counter(r["quote"] for r in reasons if r["is_inferred"] == "false") == stated
    inferred = [r for r in projects if r["note"].startswith("推断:") and r["row_type"] == "project"]
    assert sum(r["is_inferred"] == "true" for r in reasons) == len(inferred)
    assert {r["reason_code"] for r in reasons} <= {r["code"] for r in read(ROOT / "data/reference/reason_code.csv")}


def test_places_are_codes_in_force_in_the_year_of_the_figures() -> None:
    districts = {r["district_code"]: r for r in read(ROOT / "data/reference/district.csv")}
    code = {d["department_id"]: d["district_code"] for d in table("department")}
    for row in table("project_year") + table("department_year"):
        district = districts[code[row["department_id"]]]
        assert int(district["valid_from"] or 0) <= int(row["year"]) <= int(district["valid_to"] or 9999)
    for department in table("department"):
        district = districts[department["district_code"]]
        names = (district["district"], district["city"], district["province"])
        assert any(name and department["department"].removeprefix("中共").startswith(name) for name in names)


def test_an_unknown_department_is_refused_in_one_sentence(tmp_path: Path) -> None:
    shutil.copytree(RAW, tmp_path / "raw")
    places = tmp_path / "raw" / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("南县政协,", "北县政协,"), encoding="utf-8")
    with pytest.raises(ValueError, match="没有部门“南县政协”"):
        convert(tmp_path / "raw", tmp_path / "out")
