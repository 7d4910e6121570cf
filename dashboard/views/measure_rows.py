"""The rows of 承诺跟踪: a promise, the rate then, the rate in the year due, and where it stands.

Belongs here: one page of measures and the file of all. Does not belong here: the choice of what is listed.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import page_link
from dashboard.components.badges import finding_badge, info_badge
from dashboard.components.panel import Sources, frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import answers
from dashboard.views.common import Row, csv_of, place, quotes, target_of
from dashboard.views.record_rows import PAGE, department_name, heads, page_of, pager, reach, row, two_lines

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


def draw(context: Context, verdict: str | None, total: int, totals: Row) -> None:
    """One page of measures with its heading, sources and the file of all ``total`` measures."""
    w = context.w
    page = page_of(context, "measures_page", total, verdict)
    rows = context.warehouse.ask(
        answers.measures_page, context.filter, verdict, limit=PAGE, offset=(page - 1) * PAGE
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
        csv=lambda: _file(context, verdict, title, notes),
    ):
        heads(_WIDTHS, [w(f"measures.col_{c}") for c in _COLUMNS])
        for record in rows:
            _row(context, record, target)
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


def _row(context: Context, record: Row, target: float) -> None:
    w = context.w
    verdict, text, due, then, after, change, quote, link = row(_WIDTHS)
    with verdict:
        _badge(context, record["verdict"])
    two_lines(text, record["text"], _where(context, record))
    kind = w("measures.due_assumed" if record["is_due_assumed"] else "measures.due_said")
    two_lines(due, str(record["due"]), kind)
    then.markdown(f.rate(record["rate_then"], target))
    after.markdown(f.rate(record["rate_after"], target))
    points = f.points_change(record["change"])
    change.markdown(f":orange[**{points}**]" if record["verdict"] == "fell" else f"**{points}**")
    # The measure is printed as the report has it: a quote that only repeats it is left to 来源.
    is_repeated = record["quote"] is None or record["quote"] in record["text"]
    said = "" if is_repeated else w("panel.quote", quote=record["quote"])
    two_lines(quote, said, record["locator"] or "", is_small=True)
    with link:
        _link(context, record)


def _badge(context: Context, verdict: str) -> None:
    label, why = context.w(f"measures.verdict_{verdict}"), context.w(f"measures.why_{verdict}")
    if verdict == "fell":
        finding_badge(label, "high", why)
    elif verdict == "rose":
        st.badge(escape_markdown(label), color="blue", help=escape_markdown(why))
    else:
        info_badge(label)


def _where(context: Context, record: Row) -> str:
    parts = (department_name(context, record), str(record["year"]), record["project"] or context.w("measures.whole"))
    return context.w("header.path_separator").join(parts)


def _link(context: Context, record: Row) -> None:
    """To the project that is to do better, else to the department's projects of the year."""
    w = context.w
    if record["project_id"] is None:
        year = {"year_from": record["year"], "year_to": record["year"]}
        page_link(f":small[{w('records.open_department')}]", "low", departments=(record["department_id"],), **year)
    else:
        page_link(f":small[{w('records.open_project')}]", "project", id=record["project_id"], row=None)


def _file(context: Context, verdict: str | None, title: str, notes: tuple[str, ...]) -> bytes:
    """All measures of the list, not only those of the page."""
    w = context.w
    rows = context.warehouse.ask(answers.measures_page, context.filter, verdict)
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
