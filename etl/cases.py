"""The public cases: raw tables in 万元 → contract tables in yuan.

Belongs here: what the three raw tables of ``data/sources/public_cases`` mean in the contract's terms; ids and codes are
looked up in ``places.csv`` and ``project_ids.csv`` beside them. Does not belong here: checks, computed figures and
repairs: every figure is carried over as it stands, the two known traps included.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from etl import contracts

Row = dict[str, str]

SOURCE_GROUP = "公开案例"
LOCATOR = "网页（摘录）"
SOURCE_NOTE = "案例：只摘自公开网页的一部分，不是完整的部门，不可相加为部门合计。"
TABLES = ("source", "department", "project", "department_year", "project_year", "funding_year", "reason", "evidence")
WAN = Decimal(10_000)
CENT = Decimal("0.01")
SCOPES = {"整体": "department", "项目合计": "project"}
#: Raw column → contract column.
MONEY = {
    "budget_initial_wan": "budget_initial",
    "budget_full_year_wan": "budget_full_year",
    "funds_received_wan": "funds_received",
    "executed_wan": "executed",
}
#: Figures that stand in the quote in a unit of their own and are empty in the raw table: (source, column) → as printed.
#: 3.6元 is a slip for 3.6万元. It is carried over literally; ``unit_suspect`` flags it.
LITERAL = {("BSWJ22", "funds_received"): "3.6元"}
#: Words of a reason → its code. The first hit decides.
REASON_CUES = (
    ("延续到下一年", "R05"),
    ("尚未拨", "R09"),
    ("未拨付", "R09"),
    ("未到位", "R09"),
    ("只到位", "R09"),
    ("到位0", "R09"),
    ("才到账", "R09"),
)
INFERRED = "推断:"
#: "(其中:中央财政资金)" closes the name of a component and names its fund level.
COMPONENT = re.compile(r"^(?P<project>.+)\(其中:(?P<level>中央|省|市|区)财政资金\)$")
#: A printed number with its unit. 71.01万地 is a slip of the page; the figure is 71.01万.
FIGURE = re.compile(r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>\s*(?:万元|万|元|%|分))?")
NOTHING_PAID = "未支付"


def convert(raw: Path, out: Path) -> dict[str, int]:
    """Write the contract bundle of the raw tables in ``raw`` to ``out``; returns rows written by table.

    Amounts are exact (Decimal): an amount finer than a cent, a place, project or reason without an entry raise
    ValueError. Every raw row becomes one contract row, in the order of the raw files.
    """
    places = _by_key(raw / "places.csv", "department")
    bundle = _Bundle(places, _by_key(raw / "project_ids.csv", "department", "project"))
    for row in _read(raw / "sources.csv"):
        bundle.add_source(row)
    for row in _read(raw / "department_years.csv"):
        scope = SCOPES.get(row["scope"])
        if scope is None:
            raise ValueError(f"department_years.csv：不认识的范围“{row['scope']}”。")
        bundle.add_department_year(row, scope, row["evaluation_kind"])
    for row in _read(raw / "projects.csv"):
        if row["row_type"] == "project":
            bundle.add_project_year(row)
        elif row["row_type"] == "aggregate":
            bundle.add_department_year(row, "project", "self")
        elif row["row_type"] == "component":
            bundle.add_component(row)
        else:
            raise ValueError(f"projects.csv：不认识的行类型“{row['row_type']}”。")
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in bundle.tables.items():
        _write(out / f"{name}.csv", contracts.table(name), rows)
    return {name: len(rows) for name, rows in bundle.tables.items()}


class _Bundle:
    """Contract rows under construction, as text, by table."""

    def __init__(self, places: dict[tuple[str, ...], Row], project_ids: dict[tuple[str, ...], Row]) -> None:
        self.places = places
        self.project_ids = project_ids
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}

    def add_source(self, row: Row) -> None:
        self.tables["source"].append(
            {
                "source_id": row["source_id"],
                "source_group": SOURCE_GROUP,
                "title": row["title"],
                "kind": "web_page",
                "origin": row["address"],
                "note": SOURCE_NOTE,
            }
        )

    def add_department_year(self, row: Row, scope: str, kind: str) -> None:
        department_id = self._department(row["department"])
        fact = {
            "department_id": department_id,
            "year": row["year"],
            "scope": scope,
            "evaluation_kind": kind,
            **_figures(row),
            "budget_basis": _basis(row),
            "grade_stated": row.get("grade", ""),
            "as_of": row.get("as_of", ""),
            "source_id": row["source_id"],
        }
        self.tables["department_year"].append(fact)
        self._add_evidence("department_year", (department_id, row["year"], scope, kind), fact, row)

    def add_project_year(self, row: Row) -> None:
        department_id = self._department(row["department"])
        project_id = self._project(row["department"], row["project"], department_id)
        fact = {
            "project_id": project_id,
            "department_id": department_id,
            "year": row["year"],
            "evaluation_kind": "self",
            "project": row["project"],
            **_figures(row),
            "budget_basis": _basis(row),
            "as_of": row["as_of"],
            "source_id": row["source_id"],
        }
        self.tables["project_year"].append(fact)
        self._add_evidence("project_year", (project_id, row["year"], row["year"], "self"), fact, row)
        self._add_reasons(row, department_id, project_id)

    def add_component(self, row: Row) -> None:
        """A 其中 line is a fund source of the project above it. The contract has no rate for it; the quote keeps it."""
        match = COMPONENT.match(row["project"])
        if match is None:
            raise ValueError(f"projects.csv：“{row['project']}”看不出是哪个项目的哪级资金。")
        department_id = self._department(row["department"])
        project_id = self._project(row["department"], match["project"], department_id)
        siblings = [r for r in self.tables["funding_year"] if (r["project_id"], r["year"]) == (project_id, row["year"])]
        ordinal = str(len(siblings) + 1)
        fact = {
            "project_id": project_id,
            "year": row["year"],
            "evaluation_kind": "self",
            "ordinal": ordinal,
            "fund_level": match["level"],
            "is_subtotal": "false",
            **{column: value for column, value in _figures(row).items() if column in MONEY.values()},
            "source_id": row["source_id"],
        }
        self.tables["funding_year"].append(fact)
        self._add_evidence("funding_year", (project_id, row["year"], row["year"], "self", ordinal), fact, row)
        self._add_reasons(row, department_id, project_id)

    def _department(self, department: str) -> str:
        place = self.places.get((department,))
        if place is None:
            raise ValueError(f"places.csv：没有部门“{department}”。")
        if all(known["department"] != department for known in self.tables["department"]):
            self.tables["department"].append(place)
        return place["department_id"]

    def _project(self, department: str, project: str, department_id: str) -> str:
        """Two years are one project only where ``project_ids.csv`` gives both names the same id."""
        entry = self.project_ids.get((department, project))
        if entry is None:
            raise ValueError(f"project_ids.csv：没有“{department}”的项目“{project}”。")
        if all(known["project_id"] != entry["project_id"] for known in self.tables["project"]):
            known = {"project_id": entry["project_id"], "project": project, "department_id": department_id}
            self.tables["project"].append(known)
        return entry["project_id"]

    def _add_reasons(self, row: Row, department_id: str, project_id: str) -> None:
        stated, note = row["reason_stated"], row["note"]
        if note and not note.startswith(INFERRED):
            raise ValueError(f"projects.csv：“{note}”既不是所述原因也不是推断。")
        for text, is_inferred in ((stated, False), (note.removeprefix(INFERRED), True)):
            if not text:
                continue
            code = next((code for cue, code in REASON_CUES if cue in text), None)
            if code is None:
                raise ValueError(f"projects.csv：原因“{text}”没有对应的原因代码。")
            siblings = [r for r in self.tables["reason"] if (r["project_id"], r["year"]) == (project_id, row["year"])]
            if is_inferred and any(r["reason_code"] == code for r in siblings):
                continue  # a component repeats what was inferred for its project
            self.tables["reason"].append(
                {
                    "department_id": department_id,
                    "project_id": project_id,
                    "year": row["year"],
                    "ordinal": str(len(siblings) + 1),
                    "reason_code": code,
                    "explains": "under_execution",
                    "is_inferred": str(is_inferred).lower(),
                    "quote": "" if is_inferred else text,  # the words of an inference are ours, not the source's
                    "source_id": row["source_id"],
                    "locator": LOCATOR,
                }
            )

    def _add_evidence(self, table: str, key: tuple[object, ...], fact: Row, row: Row) -> None:
        cells = {column: (row.get(raw, ""), "万元") for raw, column in MONEY.items()}
        cells["execution_rate_stated"] = (row["rate_stated_pct"], "%")
        cells["score"] = (row["score"], "分")
        for column, (cell, unit) in cells.items():
            if not fact.get(column):
                continue
            literal = LITERAL.get((row["source_id"], column))
            text = literal or _as_printed(Decimal(cell), unit, row["quote"]) or f"{cell}{unit}"
            self.tables["evidence"].append(
                {
                    "table_name": table,
                    "row_id": contracts.row_id_of(key),
                    "column_name": column,
                    "ordinal": "1",
                    "value_text": text,
                    "value": fact[column],
                    "decimals": str(_decimals(text)),
                    "unit": "元" if text.endswith("元") and not text.endswith("万元") else unit,
                    "source_id": row["source_id"],
                    "locator": LOCATOR,
                    "quote": row["quote"],
                    "is_shown": "true",
                }
            )


def _figures(row: Row) -> Row:
    """The row's figures in the contract's units as text; empty = not stated."""
    figures = {column: _yuan(Decimal(row[raw]) * WAN) for raw, column in MONEY.items() if row.get(raw)}
    for (source_id, column), text in LITERAL.items():
        if row["source_id"] == source_id:
            if text not in row["quote"] or column in figures:
                raise ValueError(f"{source_id}：引文里没有“{text}”，或表里已有{column}。")
            figures[column] = _yuan(Decimal(text.removesuffix("元")))
    if row["rate_stated_pct"]:
        figures["execution_rate_stated"] = f"{(Decimal(row['rate_stated_pct']) / 100).normalize():f}"
    if row["score"]:
        figures["score"] = row["score"]
    return figures


def _yuan(amount: Decimal) -> str:
    """An amount with two decimals; ValueError when it is finer than a cent.

    >>> _yuan(Decimal("9265.353442") * WAN)
    '92653534.42'
    """
    if amount != amount.quantize(CENT):
        raise ValueError(f"{amount}元细于一分。")
    return f"{amount:.2f}"


def _basis(row: Row) -> str:
    """full_year only where the initial budget stands beside it: one budget alone says nothing about adjustments."""
    has_initial, has_full_year = bool(row["budget_initial_wan"]), bool(row["budget_full_year_wan"])
    if has_full_year:
        return "full_year" if has_initial else "unspecified"
    return "initial" if has_initial else ""


def _as_printed(value: Decimal, unit: str, quote: str) -> str | None:
    """The figure of the quote that says ``value`` (in ``unit``), with its unit if it has one; None when none does.

    A bare number of a quoted table row is read in the unit of its column.

    >>> _as_printed(Decimal("6542.63"), "万元", "已支出6,542.63 万元,资金执行率为65.56%")
    '6,542.63 万元'
    >>> _as_printed(Decimal("1.428"), "万元", "到位资金14280元")
    '14280元'
    >>> _as_printed(Decimal(100), "分", "执行率100%") is None
    True
    """
    for match in FIGURE.finditer(quote):
        number, printed = Decimal(match["number"].replace(",", "")), (match["unit"] or "").strip()
        if printed == "元" and unit == "万元":
            number /= WAN
        elif printed not in ("", unit, unit.removesuffix("元")):
            continue
        if number == value:
            return match.group()
    return NOTHING_PAID if value == 0 and unit == "万元" and NOTHING_PAID in quote else None


def _decimals(text: str) -> int:
    """Digits after the point, as printed.

    >>> _decimals("6,542.63 万元"), _decimals("287"), _decimals("未支付")
    (2, 0, 0)
    """
    match = re.search(r"\.(\d+)", text)
    return len(match[1]) if match else 0


def _by_key(path: Path, *key: str) -> dict[tuple[str, ...], Row]:
    return {tuple(row[name] for name in key): row for row in _read(path)}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, table: contracts.Table, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [c.name for c in table.inputs], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
