"""The rows of 数据核对: what a report says, what it should say, and where it says so.

Belongs here: one page of findings and the file of all. Does not belong here: the choice of what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard import formats as f
from dashboard.components.address import go, link
from dashboard.components.panel import Sources, frame
from dashboard.components.record_list import Cell, Tone, record_list
from dashboard.context import Context
from dashboard.exports.finding_text import AS_PRINTED, finding_sentence
from dashboard.metrics import answers
from dashboard.stories.names import Row, check_name, place
from dashboard.views.common import csv_of, quotes
from dashboard.views.record_rows import PAGE, department_name, page_of, pager, reach

_WIDTHS = (1.2, 3.6, 1.05, 1.05, 1.1, 2.6, 0.7)
_COLUMNS = ("code", "sentence", "stated", "computed", "gap", "quote", "open")
#: Longer texts (several names of one project) do not fit a column of figures in large type.
_MAX_FIGURE = 8
_AMOUNT = re.compile(r"([\d,.]+)(万元|元|分)")
_UNITS = {"万元": "formats.unit_wan", "元": "formats.unit_yuan", "分": "findings.unit_points"}


def draw(
    context: Context, severity: str | None, codes: tuple[str, ...], by_department: pl.DataFrame, total: int
) -> None:
    """One page of findings with its heading, sources and the file of all ``total`` findings."""
    w = context.w
    page = page_of(context, "findings_page", total, severity, codes)
    rows = context.warehouse.ask(
        answers.findings, context.filter, severity=severity, codes=codes, limit=PAGE, offset=(page - 1) * PAGE
    ).to_dicts()
    title = _title(context, rows, by_department, total)
    caption = w("common.semicolon").join((reach(context, page, total), w("findings.caption_order")))
    with frame(
        w,
        key="findings-list",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": _sentence(context, r)} for r in rows]),
        csv=lambda: _file(context, severity, codes, title),
    ):
        record_list(
            key="findings-rows",
            alt=title,
            heads=[w(f"findings.col_{c}") for c in _COLUMNS],
            widths=_WIDTHS,
            rows=[_cells(context, record) for record in rows],
            on_open=lambda row_id: _open(next(r for r in rows if r["row_id"] == row_id)),
        )
        pager("findings_page", page, total)


def _sentence(context: Context, record: Row) -> str:
    return finding_sentence(record, context.language, context.unit, context.w)


def finding_quotes(context: Context) -> Callable[[], Sources]:
    """The sentences behind the gravest findings under the filter, looked up when the reader asks."""

    def look_up() -> Sources:
        found = context.warehouse.ask(answers.findings, context.filter, limit=PAGE).to_dicts()
        total = int(context.warehouse.ask(answers.finding_counts, context.filter)["findings"][0])
        return quotes([{**r, "subject": _sentence(context, r)} for r in found], total=total)()

    return look_up


def _title(context: Context, rows: list[Row], by_department: pl.DataFrame, total: int) -> str:
    w = context.w
    if total == 1:
        return w("findings.title_one", name=check_name(context, rows[0]["code"]))
    names = context.choices.department_labels
    top = by_department.row(0, named=True)
    said = {
        "n": f.count(total),
        "m": f.count(by_department.height),
        "most": f.count(top["findings"]),
        "department": names.get(top["department_id"], rows[0]["department"]),
    }
    if by_department.height == 1:
        return w("findings.title_one_department", **said)
    is_tied = by_department["findings"][1] == top["findings"]
    return w("findings.title_tied" if is_tied else "findings.title_most", **said)


def _cells(context: Context, record: Row) -> tuple[Cell, ...]:
    w = context.w
    amount, unit = _gap(context, record)
    said = w("panel.quote", quote=record["quote"]) if record["quote"] else f.NULL
    badge: dict[str, Tone] = {"high": "badge high", "medium": "badge medium", "info": "badge info"}
    rule = w(f"findings.rule_{record['code']}")
    return (
        Cell(check_name(context, record["code"]), tone=badge[record["severity"]], hint=rule),
        Cell(_sentence(context, record), _where(context, record), tone="strong"),
        _figure(context, record, "stated"),
        _figure(context, record, "computed"),
        Cell(amount, unit=unit, tone="missed"),
        Cell(said, record["locator"] or "", tone="small"),
        _link(context, record),
    )


def _figure(context: Context, record: Row, name: str) -> Cell:
    """A figure large with its unit small, words small; amounts in the page's unit, except where the print matters."""
    text = record[name] or f.NULL
    amount = _AMOUNT.fullmatch(text)
    if amount is not None and amount[2] != "分" and record["code"] not in AS_PRINTED:
        return Cell(
            f.money(record[f"{name}_value"], context.unit), unit=f.unit_name(context.unit, context.w), tone="strong"
        )
    if amount is not None:
        return Cell(amount[1], unit=context.w(_UNITS[amount[2]]), tone="strong")
    return Cell(text, tone="strong" if len(text) <= _MAX_FIGURE else "small")


def _where(context: Context, record: Row) -> str:
    w = context.w
    scope = record["scope"] or ("one_project" if record["project_id"] else None)
    parts = [department_name(context, record), str(record["year"])]
    return w("header.path_separator").join([*parts, *([w(f"findings.scope_{scope}")] if scope else [])])


def _link(context: Context, record: Row) -> Cell:
    """To the project the finding is about, else to the department's projects of that year."""
    page, changes = _target(record)
    label = context.w("records.open_department" if page == "department" else "records.open_project")
    return Cell(label, link=link(page, **changes), target=record["row_id"])


def _target(record: Row) -> tuple[str, dict[str, Any]]:
    if record["project_id"] is None:
        return "department", {"dept": record["department_id"]}
    row_id = record["fact_row_id"] if record["table_name"] == "project_year" else None
    return "project", {"id": record["project_id"], "row": row_id}


def _open(record: Row) -> None:
    page, changes = _target(record)
    go(page, **changes)


def _gap(context: Context, record: Row) -> tuple[str, str]:
    """The gap as the reader sees it and its unit; no number where words differ."""
    w, gap, unit = context.w, record["gap"], record["gap_unit"]
    if unit in ("grade", "text"):
        return "", w(f"findings.unit_{unit}")
    if gap is None:
        return "", f.NULL
    if unit == "yuan":
        return f.money_change(gap, context.unit), f.unit_name(context.unit, w)
    if unit == "rate":
        return f.points_change(float(gap), 2), w("findings.unit_rate")
    sign = "+" if gap > 0 else f.MINUS if gap < 0 else ""
    return sign + f.score(abs(gap)), w(f"findings.unit_{unit}")


def _file(context: Context, severity: str | None, codes: tuple[str, ...], title: str) -> bytes:
    """All findings of the list, not only those of the page."""
    w = context.w
    rows = context.warehouse.ask(answers.findings, context.filter, severity=severity, codes=codes)
    records = rows.to_dicts()
    words = {"grade": "grade_file", "text": "text_file"}
    data = pl.DataFrame(
        {
            w("findings.col_code"): [check_name(context, r["code"]) for r in records],
            w("findings.file_severity"): [w(f"findings.severity_{r['severity']}") for r in records],
            w("findings.file_department"): rows["department"],
            w("findings.file_district"): [place(context, r) for r in records],
            w("findings.file_year"): rows["year"],
            w("findings.file_scope"): [w(f"findings.scope_{r['scope']}") if r["scope"] else None for r in records],
            w("findings.file_project"): rows["project"],
            w("findings.col_sentence"): [_sentence(context, r) for r in records],
            w("findings.col_stated"): rows["stated"],
            w("findings.col_computed"): rows["computed"],
            w("findings.col_gap"): rows["gap"],
            w("findings.file_gap_unit"): [
                w(f"findings.unit_{words.get(r['gap_unit'], r['gap_unit'])}") if r["gap_unit"] else None
                for r in records
            ],
            w("findings.col_quote"): rows["quote"],
            w("findings.file_place"): rows["locator"],
            w("findings.file_source"): rows["title"],
            w("findings.file_row"): rows["fact_row_id"],
        },
        schema_overrides={w("findings.file_scope"): pl.String, w("findings.file_gap_unit"): pl.String},
    )
    return csv_of(context, data, title, (w("findings.file_note", n=f.count(rows.height)),))
