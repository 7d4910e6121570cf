"""What a person decided about the rows of a report: kept beside the datasets, applied to every later reading.

Belongs here: decisions, their file, what follows for a reading. Does not belong here: finding rows
(``etl.read.prose``), the screen. Nothing of a report is loaded before its document is confirmed; a row under review
is loaded once it is accepted.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.load.held import held
from etl.read import amounts
from etl.read.rows import AMOUNTS, PUBLISH, REVIEW, FlatRow, Reading, Refusal, Statement, record

FOLDER = "decisions"
ACCEPT, EDIT, REJECT, CONFIRM = "accept", "edit", "reject", "confirm"
_HEAD = ("document", "file", "row", "project", "action", "column", "value", "decided_at")
WAITING = "这份报告还没有人确认：在“数据导入”里核对后确认，再装载。"
#: Stands before the office in the name of a row.
_OFFICE = "@"
_WORDS = ("project", "department", "district", "grade_stated")
#: What a person may correct in a row.
EDITABLE = (*_WORDS[:3], "year", *AMOUNTS, "rate_stated_pct", "score", "grade_stated")
_UNITS = {"rate_stated_pct": "%", "score": "分"}


@dataclass(frozen=True)
class Decision:
    """About one row: accepted as read, corrected (column → text), or rejected."""

    action: str
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Decided:
    """All decisions of a dataset: by document and row, the last word on a row of a named owner with the document it
    was said in, and the documents confirmed."""

    rows: dict[tuple[str, str], Decision] = field(default_factory=dict)
    owned: dict[str, tuple[str, Decision]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)

    def of(self, document: str, row: str) -> Decision | None:
        """What was decided on a row: in its own document, else in another version of the report. What is decided in a
        version that nobody confirmed is only proposed for one that is not confirmed either."""
        own = self.rows.get((document, _name(row)))
        if own is not None:
            return own
        other, decision = self.owned.get(row, ("", None))
        return decision if other in self.documents or document not in self.documents else None


def document_key(reading: Reading) -> str:
    """Names a document by its text: the same report in another file is the same document."""
    return _short(reading.text)


def row_keys(rows: Iterable[FlatRow]) -> list[str]:
    """Names each row by what it is about and the words it stands in, and behind ``@`` by its office: the same in a
    later version of the report. A row that does not say whose or of which year it is has no office: what is decided on
    it holds in its own document only."""
    seen: dict[str, int] = {}
    keys = []
    for row in rows:
        name = _short("|".join((row.kind, row.project, str(row.year), row.quote)))
        seen[name] = seen.get(name, 0) + 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        is_owned = row.department and row.district and row.year is not None
        office = f"{_OFFICE}{_short(f'{row.district}|{row.department}')}" if is_owned else ""
        keys.append(f"{name}{number}{office}")
    return keys


def decisions(data: Path, dataset: str) -> Decided:
    """What was decided so far; the last word on a row counts."""
    decided = Decided()
    path = _path(data, dataset)
    if not path.is_file():
        return decided
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            if line["action"] == CONFIRM:
                decided.documents.add(line["document"])
                continue
            # What is decided after a report was confirmed opens it again.
            decided.documents.discard(line["document"])
            own = line["document"], _name(line["row"])
            changes = {}
            if line["action"] == EDIT:
                before = decided.rows.get(own)
                is_same = before is not None and before.action == EDIT
                changes = {**(before.changes if before and is_same else {}), line["column"]: line["value"]}
            decided.rows[own] = decision = Decision(line["action"], changes)
            if _OFFICE in line["row"]:
                decided.owned[line["row"]] = line["document"], decision
    return decided


def decide(data: Path, dataset: str, told: Mapping[str, Any], now: datetime) -> int:
    """Keep what a person decided about one document; returns the number of rows decided on.

    ``told``: ``document``, ``file``, ``rows`` (each ``row``, ``project``, ``action`` and, corrected, ``changes``) and
    ``is_confirmed``: without it the document is open (again) once a row is decided on. Raises InputError where a
    correction is no value of its column; then nothing is kept.
    """
    for one in told["rows"]:
        if one["action"] not in (ACCEPT, EDIT, REJECT):
            raise InputError(f"“{one['action']}”不是一种决定（accept、edit、reject）。")
        for column, value in _changes(one).items():
            _parsed(column, value)
    path = _path(data, dataset)
    with held(path):
        lines = _lines(told, decisions(data, dataset), now.isoformat(timespec="seconds"))
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ",".join(_HEAD) + "\n"
        new = path.with_suffix(".new")
        with new.open("w", encoding="utf-8", newline="") as file:
            file.write(before)
            csv.writer(file, lineterminator="\n").writerows(lines)
        new.replace(path)
    return len(told["rows"])


def _changes(told: Mapping[str, Any]) -> dict[str, str]:
    return dict(told.get("changes") or {}) if told["action"] == EDIT else {}


def _lines(told: Mapping[str, Any], before: Decided, stamp: str) -> list[tuple[str, ...]]:
    """The lines of the file that say what is new."""
    document, file = told["document"], told["file"]
    lines: list[tuple[str, ...]] = []
    for one in told["rows"]:
        row, project, changes = one["row"], one.get("project", ""), _changes(one)
        known = before.rows.get((document, _name(row)))
        if known == Decision(one["action"], changes):
            continue
        if known is not None and known.changes.keys() - changes.keys():
            # Corrections add up: one that was taken back ends with the row as it was read.
            lines.append((document, file, row, project, ACCEPT, "", "", stamp))
        for column, value in changes.items() or [("", "")]:
            lines.append((document, file, row, project, one["action"], column, value, stamp))
    if told.get("is_confirmed"):
        lines.append((document, file, "", "", CONFIRM, "", "", stamp))
    return lines


def apply(reading: Reading, decided: Decided) -> Reading:
    """The reading as it may be loaded: a report's rows as a person left them, the others refused and said so."""
    if not reading.text:
        return reading
    if document_key(reading) not in decided.documents:
        waiting = [_refused(row, WAITING) for row in reading.rows]
        return Reading(reading.file, [], [*reading.refused, *waiting], reading.recognised, WAITING)
    done = deepcopy(reading)
    done.rows = []
    document = document_key(reading)
    for row, key in zip(deepcopy(reading.rows), row_keys(reading.rows), strict=True):
        decision = decided.of(document, key)
        if decision is None and row.status == REVIEW:
            done.refused.append(_refused(row, "把握不大，还没有人决定是否采用。"))
        elif decision is not None and decision.action == REJECT:
            done.refused.append(_refused(row, "有人看过，决定不采用。"))
        else:
            done.rows.append(_changed(row, decision.changes if decision else {}))
    return done


def told(reading: Reading, decided: Decided) -> dict[str, Any]:
    """A document for the review desk: its text, and each row with its spans, the rule behind it and its decision."""
    rows = []
    document = document_key(reading)
    for row, key in zip(reading.rows, row_keys(reading.rows), strict=True):
        decision = decided.of(document, key)
        rows.append(
            {
                **record(row), "row": key, "rule": row.rule, "subject_evidence": row.subject_evidence,
                "spans": [[s.column, s.start, s.end] for s in row.spans],
                "reasons": [[r.code, r.quote] for r in row.reasons],
                "action": decision.action if decision else "", "changes": dict(decision.changes) if decision else {},
            }
        )  # fmt: skip
    return {
        "document": document,
        "file": reading.file,
        "title": reading.title,
        "text": reading.text,
        "is_confirmed": document in decided.documents,
        "rows": rows,
    }


def _changed(row: FlatRow, changes: Mapping[str, str]) -> FlatRow:
    for column, text in changes.items():
        value = _parsed(column, text)
        setattr(row, column, value)
        row.statements = [s for s in row.statements if s.column != column]
        if isinstance(value, Decimal):
            where = f"{row.locator}，人工改正"
            unit = _UNITS.get(column, amounts.YUAN)
            row.statements.append(Statement(column, text, unit, where, value, row.quote))
    row.status = PUBLISH
    return row


def _parsed(column: str, text: str) -> Decimal | int | str | None:
    """The typed text as a value of the column; an empty one is no figure. Raises InputError."""
    if column not in EDITABLE:
        raise InputError(f"“{column}”这一列不能改。")
    text = text.strip()
    if column in _WORDS:
        return text
    if not text:
        return None
    value: Decimal | int | None
    if column == "year":
        value = amounts.year(text)
    elif column in AMOUNTS:
        money = amounts.money(text, amounts.YUAN)
        value = money.value if money is not None and money.currency == amounts.CNY else None
    else:
        value = amounts.rate(text, "") if column == "rate_stated_pct" else amounts.score(text)
    if value is None:
        raise InputError(f"“{text}”不能作这一列（{column}）的值。")
    return value


def _refused(row: FlatRow, reason: str) -> Refusal:
    return Refusal(row.locator, reason, row.quote, is_data=True)


def _name(row: str) -> str:
    return row.partition(_OFFICE)[0]


def _path(data: Path, dataset: str) -> Path:
    return data / FOLDER / f"{dataset}.csv"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
