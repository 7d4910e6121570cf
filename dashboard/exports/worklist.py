"""The work list of the finance office as plain data: departments, their lines, the words around them.

Belongs here: which line carries which question. Does not belong here: asking (``metrics.worklist``), the Office forms
(``worklist_xlsx``, ``worklist_docx``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import formats as f
from dashboard.exports.finding_text import finding_sentence
from dashboard.strings import Language, Words
from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON, SYMPTOM_ONLY

Row = dict[str, Any]
#: Heads after the number: key of the word, and whether it names the money unit.
COLUMNS = (
    "number", "project", "year", "budget", "executed", "unspent", "rate", "reason", "matters", "owner", "due",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One project-year, or a department as a whole in one year (no amounts: they would be added twice)."""

    project: str
    year: int
    budget: Decimal | None = None
    executed: Decimal | None = None
    unspent: Decimal | None = None
    rate: float | None = None
    reason: str = ""
    matters: tuple[str, ...] = ()
    is_low: bool = False
    is_added: bool = False


@dataclass(frozen=True)
class Section:
    """One department. ``unspent``: Σ over the ``counted`` lines that may be added up, over-execution as 0."""

    department: str
    lines: tuple[Line, ...]
    unspent: Decimal | None
    counted: int

    @property
    def low(self) -> int:
        """Lines below the threshold."""
        return sum(line.is_low for line in self.lines)

    @property
    def asked(self) -> int:
        """Lines with something to answer."""
        return sum(bool(line.matters) for line in self.lines)


@dataclass(frozen=True)
class Frame:
    """What stands around the lines. ``since``: the earliest due date, the day the data were built."""

    dataset_label: str
    filters: str
    source: str
    build_id: str
    unit: f.Unit
    language: Language
    since: date
    target: float
    threshold: float = DEFAULT_REASON_THRESHOLD

    def lines(self, w: Words) -> tuple[str, str]:
        """Dataset with filters, and source with build."""
        return (
            w("worklist.filters", dataset=self.dataset_label, filters=self.filters),
            w("worklist.source", source=self.source, build_id=self.build_id),
        )


@dataclass(frozen=True)
class Worklist:
    """The whole list, departments in the order of their codes."""

    frame: Frame
    sections: tuple[Section, ...]

    def title(self, w: Words) -> str:
        """How many departments and lines, how much unspent money."""
        known = [s.unspent for s in self.sections if s.unspent is not None]
        said = {"departments": f.count(len(self.sections)), "lines": f.count(sum(len(s.lines) for s in self.sections))}
        if not known:
            return w("worklist.index_title_no_money", **said)
        return w("worklist.index_title", **said, **_money(sum(known, Decimal(0)), self.frame.unit, w))

    def summary(self, section: Section, w: Words) -> str:
        """One sentence on a department."""
        said: dict[str, str] = {
            "lines": f.count(len(section.lines)),
            "low": f.count(section.low),
            "asked": f.count(section.asked),
            "threshold": f.share(self.frame.threshold),
        }
        if section.unspent is None:
            return w("worklist.summary_no_money", **said)
        return w(
            "worklist.summary", **said, counted=f.count(section.counted), **_money(section.unspent, self.frame.unit, w)
        )

    def heads(self, w: Words) -> tuple[str, ...]:
        """The column heads, money with its unit."""
        return tuple(w(f"worklist.col_{name}", unit=f.unit_name(self.frame.unit, w)) for name in COLUMNS)


def worklist(projects: pl.DataFrame, matters: pl.DataFrame, frame: Frame, w: Words) -> Worklist:
    """``projects`` and ``matters`` are answers of ``metrics.worklist``. A finding stands with the project-year it was
    found in, else with the listed line of its project and year, else on a line of its own."""
    rows = projects.to_dicts()
    asked, rest = _by_row(rows, matters.to_dicts())
    grouped: dict[str, list[Line]] = defaultdict(list)
    names = {r["department_id"]: r for r in (*rest, *rows)}
    sums = {key: _sum(group) for key, group in _groups(rows).items()}
    for (department, _, _), found in _groups(rest, "project_id", "year").items():
        texts = tuple(finding_sentence(r, frame.language, frame.unit, w) for r in found)
        project = found[0]["project"] if found[0]["project_id"] else w("worklist.whole")
        grouped[department].append(Line(project or found[0]["project_id"], found[0]["year"], matters=texts))
    for row in rows:
        grouped[row["department_id"]].append(_line(row, asked[row["row_id"]], frame, w))
    repeated = _repeated(names)
    sections = [
        Section(_label(names[key], repeated, w), tuple(grouped[key]), *sums.get(key, (None, 0)))
        for key in sorted(grouped)
    ]
    return Worklist(frame, tuple(sections))


def _by_row(rows: Sequence[Row], matters: Sequence[Row]) -> tuple[dict[str, list[Row]], list[Row]]:
    """Findings by the listed row they belong to, and those that belong to none."""
    known = {r["row_id"] for r in rows}
    by_project: dict[tuple[str, int], str] = {}
    for row in rows:
        by_project.setdefault((row["project_id"], row["year"]), row["row_id"])
    asked: dict[str, list[Row]] = defaultdict(list)
    rest = []
    for matter in matters:
        own = matter["fact_row_id"] if matter["table_name"] == "project_year" else None
        key = own if own in known else by_project.get((matter["project_id"], matter["year"]))
        if key is None:
            rest.append(matter)
        else:
            asked[key].append(matter)
    return asked, rest


def _groups(rows: Sequence[Row], *names: str) -> dict[Any, list[Row]]:
    """Rows by department, or by department and more."""
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = row["department_id"]
        grouped[(key, *(row[n] for n in names)) if names else key].append(row)
    return grouped


def _sum(rows: Sequence[Row]) -> tuple[Decimal | None, int]:
    added = [max(r["unspent"], Decimal(0)) for r in rows if r["is_added"]]
    return (sum(added, Decimal(0)), len(added)) if added else (None, 0)


def _line(row: Row, matters: Sequence[Row], frame: Frame, w: Words) -> Line:
    texts = [finding_sentence(m, frame.language, frame.unit, w) for m in matters]
    if row["is_low"] and row["reason_code"] == SYMPTOM_ONLY:
        texts.append(w("worklist.matter_symptom"))
    elif row["is_low"] and _is_silent(row) and "reason_missing" not in {m["code"] for m in matters}:
        texts.append(w("worklist.matter_silent"))
    return Line(
        project=_name(row, w),
        year=row["year"],
        budget=row["budget"],
        executed=row["executed"],
        unspent=row["unspent"],
        rate=row["rate"],
        reason=_reason(row, frame.language, w),
        matters=tuple(texts),
        is_low=row["is_low"],
        is_added=row["is_added"],
    )


def _is_silent(row: Row) -> bool:
    return row["reason_code"] in (None, NO_REASON)


def _name(row: Row, w: Words) -> str:
    """The project with what makes its base unlike the others'."""
    name = str(row["project"])
    if row["fund_year"] is not None and row["fund_year"] != row["year"]:
        name = w("worklist.with_mark", name=name, mark=w("worklist.mark_fund_year", year=row["fund_year"]))
    if row["rate_basis"] in ("initial", "received"):
        name = w("worklist.with_mark", name=name, mark=w(f"worklist.mark_{row['rate_basis']}"))
    return name


def _reason(row: Row, language: Language, w: Words) -> str:
    name = row["reason_zh" if language == "zh" else "reason_en"]
    if not name:
        return ""
    return w("worklist.quote", name=name, quote=row["reason_quote"]) if row["reason_quote"] else str(name)


def _repeated(names: dict[str, Row]) -> set[str]:
    seen: dict[str, str] = {}
    repeated = set()
    for key, row in names.items():
        if seen.setdefault(row["department"], key) != key:
            repeated.add(row["department"])
    return repeated


def _label(row: Row, repeated: set[str], w: Words) -> str:
    """A department's name, with its city where another one bears the same."""
    if row["department"] in repeated and row["city"]:
        return w("places.with_city", name=row["department"], city=row["city"])
    return str(row["department"])


def _money(amount: Decimal, unit: f.Unit, w: Words) -> dict[str, str]:
    return {"unspent": f.money(amount, unit), "unit": f.unit_name(unit, w)}
