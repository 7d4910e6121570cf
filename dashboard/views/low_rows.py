"""The table of 低执行项目: one page of rows, all of them as a file.

Belongs here: columns, their words, paging. Does not belong here: which rows (``metrics.projects``), the page around.
"""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.context import Context
from dashboard.metrics import projects
from dashboard.metrics.evidence import printed_rates
from dashboard.metrics.filters import Ids
from dashboard.stories.limits import target_of
from dashboard.stories.low_choice import LowChoice
from dashboard.stories.names import Row, place, reason_name, short_function
from dashboard.strings import entry
from dashboard.views.common import csv_of, open_project, project_link, sources_of
from etl.contracts import CASES_GROUP

#: Rows of two lines that fill a screen at 900 px.
PAGE = 12
_COLUMNS = ("project", "budget", "executed", "unspent", "rate", "reason_quote")
_WIDTHS = (3.0, 1.15, 1.15, 1.15, 1.0, 4.2)
_FIGURES = (1, 2, 3, 4)


def recomputed(value: float | None, target: float) -> str:
    """A recomputed rate with two decimals like most printed ones, never rounded up to the target it misses."""
    if value is None:
        return f.NULL
    rounded = f.rate(value, None, 2)
    return f.rate(value, target, 2) if f.is_below(value, target) and rounded == f.rate(target, None, 2) else rounded


def shown_rate(row: Row, printed: str | None, target: float) -> str:
    """A row's rate in a figure that is drawn to it: as printed, unless what is printed is another rate.

    Rounded and cut rates both count as the same one: less than one whole per cent apart.
    """
    stated, computed = row["execution_rate_stated"], row["execution_rate_computed"]
    is_same = stated is not None and (computed is None or abs(stated - computed) < 0.01)
    return printed if printed and is_same else recomputed(row["rate"], target)


def stated_rate(row: Row) -> str | None:
    """What the report itself says of the rate: as printed, else its words about not spending, else its progress."""
    printed: str | None = row["rate_text"] or row["executed_text"]
    return printed or (row["progress_text"] if row["rate"] is None else None)


def low_table(context: Context, choice: LowChoice, totals: Row) -> None:
    """One page of the list with its heading, sources and the file of all rows."""
    w = context.w
    pages = math.ceil(totals["low"] / PAGE)
    page = min(choice.page, pages)
    rows = context.warehouse.ask(
        projects.low_projects, context.filter, choice.threshold, order=choice.order, **choice.narrowing,
        limit=PAGE, offset=(page - 1) * PAGE,
    )  # fmt: skip
    row_ids = Ids(rows.get_column("row_id"))
    rows = rows.join(context.warehouse.ask(printed_rates, context.filter, row_ids), on="row_id", how="left")
    title = _title(context, choice, totals)
    shown = {
        "unit": f.unit_name(context.unit, w),
        "first": f.count((page - 1) * PAGE + 1),
        "last": f.count((page - 1) * PAGE + rows.height),
        "total": f.count(totals["low"]),
    }
    notes = [w("low.table_caption" if pages > 1 else "low.table_caption_all", **shown)]
    if totals["with_amount"] < totals["low"]:
        notes.append(w("low.table_coverage", n=f.count(totals["with_amount"]), total=f.count(totals["low"])))
    with frame(
        w,
        key="low-table",
        title=title,
        caption=w("common.semicolon").join(notes),
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", row_ids=row_ids),
        csv=lambda: _file(context, choice, title, notes),
    ):
        _draw(context, rows, title)
        if pages > 1:
            _pages(page, pages)


def low_cases(context: Context, choice: LowChoice) -> None:
    """The low projects of the public cases, where the reader added them: listed, never in a total."""
    if not context.address.has_cases:
        return
    w, cases = context.w, replace(context, filter=context.filter.with_(source_groups=(CASES_GROUP,)))
    rows = cases.warehouse.ask(
        projects.low_projects, cases.filter, choice.threshold, order=choice.order, **choice.narrowing
    )
    if rows.is_empty():
        return
    row_ids = Ids(rows.get_column("row_id"))
    rows = rows.join(
        cases.warehouse.ask(printed_rates, cases.filter, row_ids), on="row_id", how="left", maintain_order="left"
    )
    title = w("low.cases_title", n=f.count(rows.height))
    notes = [w("low.cases_caption", unit=f.unit_name(context.unit, w))]
    with frame(
        w,
        key="low-cases",
        title=title,
        caption=notes[0],
        stamp=context.stamp(),
        sources=sources_of(cases, "project_year", row_ids=row_ids),
        csv=lambda: _file(cases, choice, title, notes),
    ):
        _draw(cases, rows, title, key="low-cases-rows")


def _title(context: Context, choice: LowChoice, totals: Row) -> str:
    """The first row of the whole list in words: the largest amount, or the lowest rate."""
    w = context.w
    first = context.warehouse.ask(
        projects.low_projects, context.filter, choice.threshold, order=choice.order, **choice.narrowing,
        limit=PAGE, offset=0,
    ).row(0, named=True)  # fmt: skip
    said = {"project": first["project"], "department": _department(context, first)}
    if choice.order == "rate" and first["rate"] is not None:
        return w("low.title_rate", **said, rate=recomputed(first["rate"], target_of(context)))
    if choice.order == "unspent" and first["unspent"] is not None:
        return w("low.title_unspent", **said, unspent=f.money_with_unit(first["unspent"], context.unit, w))
    return w("low.title_unknown", n=f.count(totals["low"]))


def _department(context: Context, row: Row) -> str:
    """District (with its city where several are shown), short function where they differ, year, and what makes the
    row's base unlike the others'."""
    w, choices = context.w, context.choices
    is_one_city = len(choices.cities_in(None)) == 1
    parts = [str(row["district"]) if is_one_city else place(context, row)]
    if len(choices.functions) > 1:
        parts.append(short_function(context, row["function"]))
    text = w("low.department_separator").join(parts)
    # Also after a closing bracket: a narrow column breaks there and not inside the year.
    text = w("low.department_separator").join((text, str(row["year"])))
    if row["fund_year"] is not None and row["fund_year"] != row["year"]:
        text = w("low.with_mark", text=text, mark=w("low.mark_fund_year", year=row["fund_year"]))
    if row["source_group"] == CASES_GROUP:
        text = w("low.with_mark", text=text, mark=w("low.mark_case"))
    if row["rate_basis"] in ("initial", "received"):
        text = w("low.with_mark", text=text, mark=w(f"low.mark_{row['rate_basis']}"))
    return text


def _short_reason(context: Context, row: Row) -> str:
    """The reason in a few characters, for a narrow column."""
    known = entry(f"reason_short.{row['reason_code']}")
    return known[context.language] if known else reason_name(context, row)


def _draw(context: Context, rows: pl.DataFrame, title: str, *, key: str = "low-rows") -> None:
    w, target = context.w, target_of(context)
    record_list(
        key=key,
        alt=title,
        heads=[w(f"low.col_{name}") for name in _COLUMNS],
        widths=_WIDTHS,
        figures=_FIGURES,
        rows=[_cells(context, row, target) for row in rows.to_dicts()],
        on_open=open_project,
    )


def _cells(context: Context, row: Row, target: float) -> tuple[Cell, ...]:
    w, unit = context.w, context.unit
    row_id = row["row_id"]
    stated, own = stated_rate(row), recomputed(row["execution_rate_computed"], target)
    if row["execution_rate_computed"] is None:
        rate = Cell(stated or f.NULL)
    else:
        rate = Cell(own, "" if stated in (None, own) else w("low.rate_stated", stated=stated))
    quote = row["reason_quote"]
    return (
        Cell(row["project"], _department(context, row), link=project_link(row_id), target=row_id),
        Cell(f.money(row["budget"], unit)),
        Cell(f.money(row["executed"], unit)),
        Cell(f.money(row["unspent"], unit), tone="missed" if row["unspent"] is not None else ""),
        rate,
        Cell(_short_reason(context, row), w("panel.quote", quote=quote) if quote else "", tone="small"),
    )


def _pages(page: int, pages: int) -> None:
    key = f"low-page-{page}-{pages}"

    def turn() -> None:
        chosen = st.session_state[key]
        change(low_page=str(chosen) if chosen > 1 else None)

    with st.container(horizontal=True, horizontal_alignment="center"):
        st.pagination(pages, default=page, key=key, on_change=turn)


def _file(context: Context, choice: LowChoice, title: str, notes: list[str]) -> bytes:
    """All rows of the list, not only those of the page; money in yuan, recomputed rates as fractions."""
    w = context.w
    rows = context.warehouse.ask(
        projects.low_projects, context.filter, choice.threshold, order=choice.order, **choice.narrowing
    )
    rows = rows.join(
        context.warehouse.ask(printed_rates, context.filter), on="row_id", how="left", maintain_order="left"
    )
    records = rows.to_dicts()
    data = pl.DataFrame(
        {
            w("low.col_project"): rows["project"],
            w("low.file_department"): rows["department"],
            w("low.file_district"): [place(context, r) for r in records],
            w("low.file_year"): rows["year"],
            w("low.file_fund_year"): rows["fund_year"],
            w("low.file_basis"): [w(f"low.basis_{r['rate_basis']}") if r["rate_basis"] else None for r in records],
            w("low.file_budget"): rows["budget"],
            w("low.file_executed"): rows["executed"],
            w("low.file_unspent"): rows["unspent"],
            w("low.file_stated"): [stated_rate(r) for r in records],
            w("low.file_recomputed"): rows["execution_rate_computed"],
            w("low.file_code"): rows["reason_code"],
            w("low.col_reason"): [reason_name(context, r) for r in records],
            w("low.file_control"): [
                w(f"low.control_{r['controllable']}") if r["controllable"] else None for r in records
            ],
            w("low.col_quote"): rows["reason_quote"],
            w("low.file_row"): rows["row_id"],
        }
    )
    return csv_of(context, data, title, (w("low.file_note", n=f.count(rows.height)), *notes[1:]))
