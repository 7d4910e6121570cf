"""``--bundle DIR``: what was read as the contract's own input tables, ready for a build.

Belongs here: flat rows → source, department, project, facts, reasons, measures, evidence. Does not belong here:
identity across files beyond equal names (a person's work), anything that was not read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from etl import contracts
from etl.contracts import row_id_of
from etl.inputs import REFUSED
from etl.read import amounts, places, report, versions
from etl.read.rows import (
    AMOUNTS,
    DEPARTMENT_YEAR,
    INDICATOR,
    INDICATOR_MARK,
    PROJECT_YEAR,
    FlatRow,
    Fund,
    Reading,
    Refusal,
    Statement,
    column_of,
    plain,
)

_TABLES = (
    "source", "department", "project", "department_year", "department_amount", "project_year", "funding_year",
    "indicator_year", "project_family_total",
    "score_band", "reason", "measure", "evidence",
)  # fmt: skip
_DISTRICTS = Path(__file__).parents[2] / "data" / "reference" / "district.csv"
_FUND_TYPES = (
    (r"结转|结余", "上年结转"),
    (r"其他|其它|自筹|自有|单位资金|事业收入|社会|捐赠|贷款", "其他"),
    (r"财政|拨款|补助|中央|省|市|区|县", "财政拨款"),
)
_FUND_LEVELS = (("中央", "中央"), ("省", "省"), ("市", "市"), ("[区县]", "区"))
_BUDGET_KINDS = (("一般公共预算", "一般公共预算"), ("政府性基金|基金预算", "政府性基金"), ("债券|国债", "债券"))
_COMPARATORS = (("≥", ">="), (">=", ">="), ("≤", "<="), ("<=", "<="), ("=", "="), ("＝", "="))
_OF_KIND = {DEPARTMENT_YEAR: "department_year", PROJECT_YEAR: "project_year", INDICATOR: "indicator_year"}
_REFUSED_HEADS = ("file", "locator", "reason", "raw", "source_id")
_HUNDREDTH = Decimal("0.01")
_LONGEST_QUOTE = report.LONGEST_QUOTE


@dataclass
class _Bundle:
    load: str = ""
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in _TABLES})
    seen: set[tuple[str, str]] = field(default_factory=set)
    refused: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    spellings: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.tables[table].append({k: v for k, v in values.items() if v is not None})

    def source(self, file: str) -> str:
        """The id of a file: of its name; of two files of one name, or under another name, of its place as well."""
        number = self.next("source", file)
        more = [] if self.load in ("", Path(file).stem) else [self.load]
        return _id(file, *more, *([str(number)] if number > 1 else []))

    def first_spelling(self, department: str, name: str) -> str:
        return self.spellings.setdefault((department, places.spelled(name)), name)

    def next(self, *key: str) -> int:
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]


def write(readings: Sequence[Reading], folder: Path, load: str = "") -> dict[str, int]:
    """Write one CSV a table (and ``refused.csv``: every line that is in none) and return the row counts. ``load`` is
    the name they are loaded under: files of one name in two loads are two sources."""
    bundle = _Bundle(load)
    for reading in readings:
        _add_reading(bundle, reading)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in bundle.tables.items():
        _write(folder / f"{name}.csv", [c.name for c in contracts.table(name).inputs], rows)
    _write(folder / REFUSED, _REFUSED_HEADS, [dict(zip(_REFUSED_HEADS, r, strict=True)) for r in bundle.refused])
    return {name: len(rows) for name, rows in bundle.tables.items()}


def left_out(reading: Reading) -> list[Refusal]:
    """Rows that were read and are in no table, each with its reason; totals repeat what stands above them."""
    return [
        Refusal(row.locator, reason, row.quote, is_data=not row.is_total, cell=reading.cell(row, name))
        for row in (*reading.rows, *reading.aside)
        for reason, name in [_lacking(row)]
        if reason
    ]


def origins(readings: Sequence[Reading]) -> dict[str, list[tuple[int, FlatRow]]]:
    """Of each table of facts, in the order of its lines: the reading and the row that a line is made of."""
    found: dict[str, list[tuple[int, FlatRow]]] = {name: [] for name in _OF_KIND.values()}
    for number, reading in enumerate(readings):
        for row in (*reading.rows, *reading.aside) if not reading.sentence else ():
            if not _lacking(row)[0]:
                found[_OF_KIND[row.kind]] += [(number, row)] * (2 if row.kind == DEPARTMENT_YEAR and row.whole else 1)
    return found


def write_refused(folder: Path, readings: Sequence[Reading], refused: Iterable[tuple[int, Refusal]], load: str) -> None:
    """Write ``refused.csv`` anew: the lines of data, each with the number of its reading, that are in no table; none
    where all are."""
    bundle = _Bundle(load)
    sources = [bundle.source(one.file) if not one.sentence else "" for one in readings]
    told = ((readings[n].file, r.locator, r.reason, r.raw, sources[n]) for n, r in refused)
    lines = [dict(zip(_REFUSED_HEADS, line, strict=True)) for line in told]
    (folder / REFUSED).unlink()
    if lines:
        _write(folder / REFUSED, _REFUSED_HEADS, lines)


def _write(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows({k: _text(v) for k, v in row.items()} for row in rows)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)


def _add_reading(bundle: _Bundle, reading: Reading) -> None:
    if reading.sentence:
        bundle.refused.append((reading.file, "", reading.sentence, "", ""))
        return
    source = bundle.source(reading.file)
    bundle.refused += [(reading.file, r.locator, r.reason, r.raw, source) for r in reading.refused]
    kind = "report" if reading.text else "form" if any(r.kind == INDICATOR for r in reading.rows) else "table"
    bundle.add(
        "source", source_id=source, source_group="导入", title=reading.title or Path(reading.file).stem, kind=kind,
        origin=reading.file, published_on=reading.published_on or None, title_scope=reading.title_scope or None,
        sha256=reading.digest or None, note=versions.note(reading) or None,
    )  # fmt: skip
    bundle.parents = {child: family.parent for family in reading.families for child in family.children}
    for row in (*reading.rows, *reading.aside):
        lacking, _ = _lacking(row)
        if lacking:
            bundle.refused.append((reading.file, row.locator, lacking, row.quote, source))
        else:
            _add_row(bundle, row, source)
    if reading.text:
        report.add(bundle, reading, source)


def _lacking(row: FlatRow) -> tuple[str, str]:
    """Why a row is in no table, and the field to correct; both empty where it is in one."""
    if row.is_total:
        return "合计行", ""
    if row.year is None:
        return "没有年度", "year"
    if not row.department:
        return "没有部门", "department"
    if "project" in row.places and row.project.partition(INDICATOR_MARK)[0] == "":
        return "没有项目名称", "project"
    return (
        ("与前一行完全相同", "indicator" if row.kind == INDICATOR else "project")
        if "duplicate_row" in row.flags
        else ("", "")
    )


def _add_row(bundle: _Bundle, row: FlatRow, source: str) -> None:
    department = _id(row.district, row.department)
    name = row.project.partition("#")[0] if row.kind == INDICATOR else row.project
    # Two ways to type one name are one project: their figures are statements of one row.
    project = _id(department, bundle.first_spelling(department, name)) if name else None
    if ("department", department) not in bundle.seen:
        bundle.seen.add(("department", department))
        bundle.add(
            "department", department_id=department, department=places.within(row.district, row.department),
            district_code=_code(row.district), function=_function(row),
        )  # fmt: skip
    if project and ("project", project) not in bundle.seen:
        bundle.seen.add(("project", project))
        parent = bundle.parents.get(name)
        bundle.add(
            "project", project_id=project, project=name, department_id=department,
            parent_project_id=_id(department, bundle.first_spelling(department, parent)) if parent else None,
        )  # fmt: skip
    if row.kind == INDICATOR:
        _add_indicator(bundle, row, department, project, source)
    else:
        _add_fact(bundle, row, department, project, source)


def _add_fact(bundle: _Bundle, row: FlatRow, department: str, project: str | None, source: str) -> None:
    facts = {column_of(name): getattr(row, name) for name in AMOUNTS}
    rate = None if row.rate_stated_pct is None else row.rate_stated_pct / 100
    if row.budget_full_year_yuan is not None:
        basis: str | None = "unspecified" if row.is_budget_unqualified else "full_year"
    else:
        basis = "initial" if row.budget_initial_yuan is not None else None
    common = {
        "department_id": department, "year": row.year, "evaluation_kind": row.evaluation_kind, **facts,
        "budget_basis": basis,
        "execution_rate_stated": rate, "score": _points(row.score), "grade_stated": row.grade_stated or None,
        "source_id": source, "as_of": row.as_of or None,
    }  # fmt: skip
    if row.kind == DEPARTMENT_YEAR:
        table, row_id = "department_year", row_id_of((department, row.year, row.scope, row.evaluation_kind))
        _add_department(bundle, row, common)
    else:
        keys = (project, row.year, row.fund_year or row.year, row.evaluation_kind)
        table, row_id = "project_year", row_id_of(keys)
        bundle.add(
            table,
            project_id=project,
            project=row.project,
            fund_year=row.fund_year,
            balance_stated=row.balance,
            **common,
        )
        for ordinal, fund in enumerate(row.funds, 1):
            _add_fund(bundle, fund, str(project), row, ordinal, source)
    _add_evidence(bundle, table, row_id, row, source)
    _add_reasons(bundle, row, department, project, source)


def _add_department(bundle: _Bundle, row: FlatRow, common: dict[str, Any]) -> None:
    """The row, and beside one of its projects a row of what is said of the whole department."""
    own = {k: v for k, v in common.items() if k not in row.whole}
    text = row.score_text or None
    more = {"project_count_stated": row.project_count, "balance_stated": row.balance}
    bundle.add("department_year", scope=row.scope, score_text=None if row.whole else text, **more, **own)
    if row.whole:
        keys = ("department_id", "year", "evaluation_kind", "source_id", "as_of")
        whole = {k: common[k] for k in (*keys, *row.whole) if k in common}
        bundle.add("department_year", scope="department", score_text=text, **whole)


def _add_fund(bundle: _Bundle, fund: Fund, project: str, row: FlatRow, ordinal: int, source: str) -> None:
    money = {column_of(name): value for name, value in fund.amounts.items()}
    bundle.add(
        "funding_year", project_id=project, year=row.year, evaluation_kind=row.evaluation_kind, ordinal=ordinal,
        fund_type=_first(_FUND_TYPES, fund.label), fund_level=_first(_FUND_LEVELS, fund.label),
        budget_kind=_first(_BUDGET_KINDS, fund.label), is_subtotal=fund.is_inside,
        source_id=source, **money,
    )  # fmt: skip


def _add_indicator(bundle: _Bundle, row: FlatRow, department: str, project: str | None, source: str) -> None:
    ordinal = bundle.next("indicator_year", department, project or "", str(row.year))
    share = None if row.rate_stated_pct is None else row.rate_stated_pct / 100
    level1, level2, level3 = (*row.levels, "", "", "")[:3]
    bundle.add(
        "indicator_year", department_id=department, project_id=project, year=row.year,
        evaluation_kind=row.evaluation_kind, ordinal=ordinal, level1=level1, level2=level2, level3=level3,
        target_text=row.target_text,
        comparator=_first_sign(row.target_text),
        actual_text=row.actual_text, weight=_points(row.weight), score=_points(row.score),
        score_rate_stated=share,
        deviation=row.reason_text, source_id=source,
    )  # fmt: skip
    row_id = row_id_of((department, project, row.year, row.evaluation_kind, ordinal))
    _add_evidence(bundle, "indicator_year", row_id, row, source)
    _add_reasons(bundle, row, department, project, source, explains="target")


def _add_evidence(bundle: _Bundle, table: str, row_id: str, row: FlatRow, source: str) -> None:
    for said in row.statements:
        column = column_of(said.column)
        ordinal = bundle.next("evidence", table, row_id, column)
        value = _value(row, said)
        quote = said.quote or row.quote
        is_whole = said.column in row.whole
        bundle.add(
            "evidence", table_name=table, row_id=row_id.replace("|project|", "|department|") if is_whole else row_id,
            column_name=column, ordinal=ordinal, value_text=said.text,
            value=value, decimals=_decimals(said.text), unit=said.unit or None, source_id=source,
            locator=said.locator, quote=quote[:_LONGEST_QUOTE],
            is_shown=ordinal == 1 and (said.column not in AMOUNTS or value == getattr(row, said.column)),
        )  # fmt: skip


def _value(row: FlatRow, said: Statement) -> Decimal | None:
    """The printed figure in its column's unit; what is printed may differ from what the row holds (a disbelieved 0)."""
    if said.value is not None and row.spans:
        return said.value / 100 if said.unit == "%" else said.value
    if said.column == "grade_stated":
        return None
    if said.unit == "%":
        rate: Decimal | None = row.rate_stated_pct
        return None if rate is None else rate / 100
    if said.unit == "分":
        return _points(amounts.score(said.text))
    money = amounts.money(said.text, said.unit or amounts.YUAN)
    return money.value if money else None


def _points(score: Decimal | None) -> Decimal | None:
    """Points to two decimals, as forms show them: a formula stores 7.48962655. The evidence keeps every digit."""
    return None if score is None else score.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _decimals(text: str) -> int | None:
    digits = re.search(r"\d(?:\.(\d+))?", amounts.fold(text))
    found = re.search(r"\.(\d+)", amounts.fold(text))
    return None if digits is None else len(found[1]) if found else 0


def is_unclassified(row: FlatRow) -> bool:
    """Whether words say why money was not spent (or more than there was) and no known reason is among them: they stand
    as they are under 仅描述现象, for a reason was given."""
    is_off = row.budget is not None and row.executed_yuan is not None and row.executed_yuan != row.budget
    is_fact = row.kind in (DEPARTMENT_YEAR, PROJECT_YEAR)
    return is_fact and is_off and bool(row.reason_text) and not set(row.reason_codes) - {contracts.NO_REASON}


def _add_reasons(
    bundle: _Bundle, row: FlatRow, department: str, project: str | None, source: str, explains: str = "under_execution"
) -> None:
    if row.reasons:
        for reason in row.reasons:
            report.add_reason(bundle, reason, department, project, row.year, row.fund_year, source)
        return
    if row.kind == DEPARTMENT_YEAR and row.spans:
        # A report's general reasons stand on the reading.
        return
    is_over = row.budget is not None and row.executed_yuan is not None and row.executed_yuan > row.budget
    known = [code for code in row.reason_codes if code != contracts.NO_REASON]
    for code in [contracts.SYMPTOM_ONLY] if is_unclassified(row) else known:
        bundle.add(
            "reason", department_id=department, project_id=project, year=row.year, reason_code=code,
            ordinal=bundle.next("reason", department, project or "", str(row.year)),
            explains="over_execution" if is_over else explains, is_inferred=False,
            quote=row.reason_text[:_LONGEST_QUOTE], source_id=source, locator=row.locator,
        )  # fmt: skip
    if row.measure_text:
        bundle.add(
            "measure", department_id=department, project_id=project, year=row.year, text=row.measure_text,
            ordinal=bundle.next("measure", department, project or "", str(row.year)), source_id=source,
            locator=row.locator, quote=row.measure_text[:_LONGEST_QUOTE],
        )  # fmt: skip


def _id(*parts: str) -> str:
    return report.identify(*parts)


def _function(row: FlatRow) -> str:
    """应急管理 of 西湖区应急管理局: the name without district and kind of office; of 南昌市西湖区 it may name the last
    step alone."""
    lowest = places.district(row.district) or row.district
    bare = row.department.rpartition(lowest)[2] if lowest else row.department
    return re.sub(r"(?:委员会|办公室|局|委|办|厅|中心)$", "", bare) or bare or row.department


@cache
def _codes() -> dict[str, str]:
    """District name, also with its city, its province or both before it → code, for names that only one district in
    force has."""
    found: dict[str, set[str]] = {}
    with _DISTRICTS.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            for above in {"", line["city"], line["province"], line["province"] + line["city"]}:
                if not line["valid_to"]:
                    found.setdefault(above + line["district"], set()).add(line["district_code"])
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def _code(district: str) -> str | None:
    """Left empty where the name is not in the list or stands there twice (西湖区): a person places it."""
    return _codes().get(district)


def _first(rules: Sequence[tuple[str, str]], text: str) -> str | None:
    return next((value for pattern, value in rules if re.search(pattern, text)), None)


def _first_sign(text: str) -> str | None:
    return next((sign for mark, sign in _COMPARATORS if text.strip().startswith(mark)), None)
