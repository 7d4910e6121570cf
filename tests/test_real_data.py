"""The hand-keyed inputs against the texts they were keyed from."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests import oracle

_SPAN = re.compile(r"字符 (\d+)–(\d+)$")
_UNITS = {"万元": Decimal(10_000), "元": Decimal(1), "%": Decimal("0.01")}
_FIGURES = {
    "department_year": ("budget_initial", "budget_full_year", "executed", "execution_rate_stated", "score"),
    "project_year": (
        "budget_initial", "budget_full_year", "funds_received", "executed", "amount_unspecified", "balance_stated",
        "execution_rate_stated",
    ),
    "department_amount": ("amount",),
    "score_band": ("project_count",),
    "indicator_year": ("target_value", "actual_value", "weight", "score"),
    "project_family_total": ("amount_unspecified",),
}  # fmt: skip
_KEYS = {
    "department_year": ("department_id", "year", "scope", "evaluation_kind"),
    "project_year": ("project_id", "year", "fund_year", "evaluation_kind"),
    "department_amount": ("department_id", "year", "item"),
    "score_band": ("department_id", "year", "evaluation_kind", "ordinal"),
    "indicator_year": ("department_id", "project_id", "year", "evaluation_kind", "ordinal"),
    "project_family_total": ("project_id", "year"),
}


def _texts() -> dict[str, str]:
    found = {}
    for source in oracle.rows("source"):
        path = oracle.DATA / source["origin"]
        if source["kind"] == "report":
            found[source["source_id"]] = path.read_bytes().decode("utf-8")
    return found


def _row_id(table: str, row: oracle.Row) -> str:
    parts = dict(row)
    if "fund_year" in parts:
        parts["fund_year"] = parts["fund_year"] or parts["year"]
    return "|".join(parts[k] or "-" for k in _KEYS[table])


@pytest.mark.parametrize("table", ["evidence", "reason", "measure", "project_alias"])
def test_every_quote_is_the_text_at_its_place(table: str) -> None:
    texts = _texts()
    checked = 0
    for row in oracle.rows(table):
        if not row["quote"]:
            continue
        span = _SPAN.search(row["locator"])
        assert span, row
        start, end = int(span[1]), int(span[2])
        assert texts[row["source_id"]][start:end] == row["quote"]
        checked += 1
    assert checked >= 7


def test_every_figure_has_one_shown_statement_with_its_value() -> None:
    adopted = [r for r in oracle.rows("evidence") if r["is_shown"] == "true"]
    shown = {(r["table_name"], r["row_id"], r["column_name"]): r for r in adopted}
    assert len(shown) == len(adopted)
    count = 0
    for table, columns in _FIGURES.items():
        for row in oracle.rows(table):
            for column in columns:
                if row[column]:
                    statement = shown[table, _row_id(table, row), column]
                    assert Decimal(statement["value"]) == Decimal(row[column]), statement
                    count += 1
    assert count > 150


def test_values_are_the_printed_figures_in_their_unit() -> None:
    checked = 0
    for row in oracle.rows("evidence"):
        printed = re.fullmatch(r"([\d.]+)\s*(万元|元|%)", row["value_text"])
        if printed and row["value"] and row["unit"] in _UNITS and printed[2] == row["unit"]:
            assert Decimal(printed[1]) * _UNITS[row["unit"]] == Decimal(row["value"]), row
            checked += 1
    assert checked > 80


def test_all_of_the_five_reports_is_there() -> None:
    lines = oracle.rows("project_year")
    by = {d: [r for r in lines if r["department_id"] == d] for d in {r["department_id"] for r in lines}}
    assert {d: len(r) for d, r in by.items()} == {
        "360103-yjj": 11, "420112-yjj": 4, "510402-yjj": 1, "130609-yjj": 21
    }  # fmt: skip
    assert sum(oracle.budget_of(r) or 0 for r in by["360103-yjj"]) == Decimal("9630900.00")
    assert sum(Decimal(r["executed"]) for r in by["360103-yjj"]) == Decimal("9258200.00")
    amounts = [r["amount_unspecified"] or r["executed"] for r in by["130609-yjj"]]
    assert sum(Decimal(a) for a in amounts if a) == Decimal("18317490.60")
    assert sum(bool(a) for a in amounts) == 18
    assert [r["project_count"] for r in oracle.rows("score_band")] == ["22", "0", "3"]
    targets = [r for r in oracle.rows("indicator_year") if r["department_id"] == "420112-yjj"]
    assert {(r["level1"], r["score"], r["weight"]) for r in targets if r["score"]} == {
        ("预算执行", "16.85", "20"), ("产出指标", "40", "40"), ("效益指标", "40", "40")
    }  # fmt: skip
    numbered = [r for r in targets if 1 <= int(r["ordinal"]) <= 22]
    assert len(numbered) == 22
    stated = {(r["target_value"], r["actual_value"]) for r in numbered if r["actual_value"]}
    assert ("4000", "4253") in stated
    assert ("100", "287") in stated
    measures = oracle.rows("measure")
    assert {m["department_id"] for m in measures} == {"360103-yjj", "360113-yjj", "420112-yjj", "130609-yjj"}
    assert [m["due_year"] for m in measures if m["department_id"] == "360103-yjj"] == ["2023"]


def test_thrift_and_epidemic_are_reasons_only_where_they_explain() -> None:
    found = {(r["department_id"], r["reason_code"], r["explains"]) for r in oracle.rows("reason")}
    assert ("360103-yjj", "R10", "under_execution") not in found
    assert ("510402-yjj", "R10", "under_execution") in found
    assert ("420112-yjj", "R01", "under_execution") not in found
    assert ("420112-yjj", "R17", "over_execution") in found
