"""The rows of 承诺跟踪: a promise, the rate then, the rate in the year due, and where it stands.

Belongs here: one page of measures and the file of all. Does not belong here: the choice of what is listed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard import formats as f
from dashboard.components.address import go, link
from dashboard.components.panel import Sources, frame
from dashboard.components.record_list import Cell, Tone, record_list
from dashboard.context import Context
from dashboard.metrics import answers
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row, place
from dashboard.views.common import csv_of, quotes
from dashboard.views.record_rows import PAGE, department_name, page_of, pager, reach

#: In the order of the controls: what can be judged first.
VERDICTS = ("rose", "flat", "fell", "unknown", "no_base")
_WIDTHS = (1.2, 3.5, 1.05, 1.0, 1.0, 1.0, 2.0, 0.95)
_COLUMNS = ("verdict", "text", "due", "then", "after", "change", "quote", "open")


def measure_quotes(context: Context) -> Callable[[], Sources]:
    """The sentences of the first measures under the filter, looked up when the reader asks."""

    def look_up() -> Sources:
        rows = context.warehouse.ask(answers.measures_page, context.filter, limit=PAGE).to_dicts()
        return quotes([{**r, "subject": _where(context, r)} for r in rows])()

    return look_up


def draw(context: Context, verdict: str | None, due: int | None, total: int, totals: Row) -> None:
    """One page of measures with its heading, sources and the file of all ``total`` measures."""
    w = context.w
    page = page_of(context, "measures_page", total, verdict, due)
    rows = context.warehouse.ask(
        answers.measures_page, context.filter, verdict, due, limit=PAGE, offset=(page - 1) * PAGE
    ).to_dicts()
    title = _title(context, verdict, total, totals, rows)
    notes = (w("measures.caption_rate"), w("measures.caption_caution"))
    caption = w("common.semicolon").join((reach(context, page, total), w("measures.caption_order"), *notes))
    target = target_of(context)
    with frame(
        w,
        key="measures-list",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": _where(context, r)} for r in rows]),
        csv=lambda: _file(context, verdict, due, title, notes),
    ):
        record_list(
            key="measures-rows",
            alt=title,
            heads=[w(f"measures.col_{c}") for c in _COLUMNS],
            widths=_WIDTHS,
            rows=[_cells(context, record, target) for record in rows],
            on_open=lambda row_id: _open(next(r for r in rows if r["row_id"] == row_id)),
        )
        pager("measures_page", page, total)


def _title(context: Context, verdict: str | None, total: int, totals: Row, rows: list[Row]) -> str:
    w = context.w
    if total == 1:
        return w("measures.title_one", verdict=w(f"measures.verdict_{rows[0]['verdict']}"))
    if verdict is not None:
        share = f.share(total / totals["measures"])
        return w("measures.title_verdict", verdict=w(f"measures.verdict_{verdict}"), n=f.count(total), share=share)
    if totals["assumed"]:
        return w("measures.title_all", n=f.count(total), assumed=f.count(totals["assumed"]))
    return w("measures.title_said", n=f.count(total))


def _cells(context: Context, record: Row, target: float) -> tuple[Cell, ...]:
    w = context.w
    verdict, has_fallen = record["verdict"], record["verdict"] == "fell"
    tones: dict[str, Tone] = {"fell": "badge high", "rose": "badge good"}
    due = w("measures.due_assumed" if record["is_due_assumed"] else "measures.due_said")
    # The measure is printed as the report has it: a quote that only repeats it is left to 来源.
    is_repeated = record["quote"] is None or record["quote"] in record["text"]
    said = "" if is_repeated else w("panel.quote", quote=record["quote"])
    label = w(f"measures.verdict_{verdict}")
    return (
        Cell(label, tone=tones.get(verdict, "badge info"), hint=w(f"measures.why_{verdict}")),
        Cell(record["text"], _where(context, record)),
        Cell(str(record["due"]), due),
        Cell(f.rate(record["rate_then"], target)),
        Cell(f.rate(record["rate_after"], target)),
        Cell(f.points_change(record["change"]), tone="missed" if has_fallen else "strong"),
        Cell(said, record["locator"] or "", tone="small"),
        _link(context, record),
    )


def _where(context: Context, record: Row) -> str:
    parts = (department_name(context, record), str(record["year"]), record["project"] or context.w("measures.whole"))
    return context.w("header.path_separator").join(parts)


def _link(context: Context, record: Row) -> Cell:
    """To the project that is to do better, else to the department."""
    page, changes = _target(record)
    label = context.w("records.open_department" if page == "department" else "records.open_project")
    return Cell(label, link=link(page, **changes), target=record["row_id"])


def _target(record: Row) -> tuple[str, dict[str, Any]]:
    if record["project_id"] is None:
        return "department", {"dept": record["department_id"]}
    return "project", {"id": record["project_id"], "row": None}


def _open(record: Row) -> None:
    page, changes = _target(record)
    go(page, **changes)


def _file(context: Context, verdict: str | None, due: int | None, title: str, notes: tuple[str, ...]) -> bytes:
    """All measures of the list, not only those of the page."""
    w = context.w
    rows = context.warehouse.ask(answers.measures_page, context.filter, verdict, due)
    records = rows.to_dicts()
    kinds = [w("measures.due_assumed" if r["is_due_assumed"] else "measures.due_said") for r in records]
    data = pl.DataFrame(
        {
            w("measures.col_verdict"): [w(f"measures.verdict_{r['verdict']}") for r in records],
            w("measures.file_department"): rows["department"],
            w("measures.file_district"): [place(context, r) for r in records],
            w("measures.file_year"): rows["year"],
            w("measures.file_project"): rows["project"],
            w("measures.col_text"): rows["text"],
            w("measures.col_due"): rows["due"],
            w("measures.file_due_kind"): kinds,
            w("measures.file_then"): rows["rate_then"],
            w("measures.file_after"): rows["rate_after"],
            w("measures.file_change"): rows["change"],
            w("measures.col_quote"): rows["quote"],
            w("measures.file_place"): rows["locator"],
            w("measures.file_source"): rows["title"],
        }
    )
    return csv_of(context, data, title, notes)
