"""原因分析: the lists below the bars. The projects of one reason; the reasons that hold no money; the public cases.

Belongs here: these tables and their sentences. Does not belong here: bars, groups, which rows (``metrics.reasons``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.panel import frame
from dashboard.components.table import table
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.views.common import Row, csv_of, place, quotes, reason_name, target_of
from dashboard.views.reasons_bars import Answers, things
from dashboard.views.scope import PAGE, open_target, owner, page_of, pages, row_target
from etl.contracts import CASES_GROUP, NO_REASON

_MONEY = pl.Decimal(38, 2)
#: Width of district, city, function and year.
_OWNER = 216


def projects_of(answers: Answers, code: str, name: str) -> None:
    """The projects of one reason with its quotes, one page of them."""
    context, w = answers.context, answers.context.w
    mention = answers.mention(code)
    if mention is None:
        return
    rows_total = mention["mentions"]
    page = page_of(context, "reasons_page", rows_total)
    asked = (reasons.reason_projects, context.main_filter, code)
    rows = context.warehouse.ask(*asked, limit=PAGE, offset=(page - 1) * PAGE)
    records = rows.to_dicts()
    named = rows_total - mention["general"]
    kind = "_only_general" if not named else "_general" if mention["general"] else ""
    said = {"reason": name, "n": f.count(mention["general"])}
    title = w(f"reasons.list_title{kind}", **said, things=things(context, named, answers.totals))
    shown = {
        "unit": f.unit_name(context.unit, w),
        "first": f.count((page - 1) * PAGE + 1),
        "last": f.count((page - 1) * PAGE + rows.height),
        "total": f.count(rows_total),
    }
    caption = w("reasons.list_caption" if rows_total > PAGE else "reasons.list_caption_all", **shown)
    with frame(
        w,
        key="reasons-list",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": r["project"] or r["department"]} for r in records], total=rows_total),
        csv=lambda: _projects_file(context, code, title, caption),
    ):
        _draw_projects(context, records, title, has_quotes=code != NO_REASON)
        pages("reasons_page", page, rows_total)


def _draw_projects(context: Context, records: list[Row], title: str, *, has_quotes: bool) -> None:
    w, target = context.w, target_of(context)
    data = pl.DataFrame(
        {
            "project": [r["project"] or w("reasons.whole_department") for r in records],
            "department": [owner(context, r) for r in records],
            "rate": pl.Series([r["rate"] for r in records], dtype=pl.Float64),
            "unspent": pl.Series([r["unspent"] for r in records], dtype=_MONEY),
            "counts": [_counts(context, r) for r in records],
            "quote": pl.Series([_quoted(context, r) for r in records], dtype=pl.String),
        }
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    columns = {
        "project": text(w("reasons.col_project"), width=340 if has_quotes else 460),
        "department": text(w("reasons.col_department"), width=_OWNER),
        "rate": number(w("reasons.col_rate"), width=80, alignment="right"),
        "unspent": number(w("reasons.col_unspent"), width=95, alignment="right"),
        "counts": text(w("reasons.col_counts"), width=130),
        "quote": text(w("reasons.col_quote"), width=360),
    }
    table(
        data,
        key="reasons-list-table",
        columns=columns if has_quotes else {name: column for name, column in columns.items() if name != "quote"},
        alt=title,
        row_ids=[row_target(r) for r in records],
        on_click=open_target,
        max_rows=8,
        texts={
            "rate": lambda value: f.rate(value, target),
            "unspent": lambda value: f.money(value, context.unit),
        },
    )


def _counts(context: Context, row: Row) -> str:
    """How a row's money counts under this reason."""
    if row["project_row"] is None:
        kind = "general"
    elif row["is_first"]:
        kind = "added" if row["is_added"] else "unknown" if row["unspent"] is None else "initial"
    else:
        kind = "elsewhere" if row["unspent"] is None else "second"
    return context.w(f"reasons.counts_{kind}")


def _quoted(context: Context, row: Row) -> str | None:
    return context.w("panel.quote", quote=row["quote"]) if row["quote"] else None


def _projects_file(context: Context, code: str, title: str, caption: str) -> bytes:
    """All rows of the list; money in yuan, rates as fractions."""
    w = context.w
    rows = context.warehouse.ask(reasons.reason_projects, context.main_filter, code)
    records = rows.to_dicts()
    data = pl.DataFrame(
        {
            w("reasons.col_project"): pl.Series(rows["project"]),
            w("reasons.file_department"): rows["department"],
            w("reasons.file_district"): [place(context, r) for r in records],
            w("reasons.file_year"): rows["year"],
            w("reasons.col_rate"): rows["rate"],
            w("reasons.file_unspent"): rows["unspent"],
            w("reasons.col_counts"): [_counts(context, r) for r in records],
            w("reasons.col_quote"): rows["quote"],
            w("reasons.file_place"): rows["locator"],
            w("reasons.file_row"): rows["project_row"],
        }
    )
    return csv_of(context, data, title, (caption,))


def others(context: Context, code: str | None) -> int:
    """The reasons that hold no unspent money: other matters, and remarks that name no project. Returns their number."""
    w = context.w
    counts = context.warehouse.ask(reasons.other_counts, context.main_filter, code)
    by_kind = dict(zip(counts["explains"], counts["reasons"], strict=True))
    rows_total = int(sum(by_kind.values()))
    if not rows_total:
        return 0
    page = page_of(context, "reasons_other", rows_total)
    rows = context.warehouse.ask(
        reasons.other_reasons, context.main_filter, code, limit=PAGE, offset=(page - 1) * PAGE
    )  # fmt: skip
    records = rows.to_dicts()
    parts = [
        w("reasons.others_part", n=f.count(by_kind[kind]), what=w(f"reasons.explains_{kind}"))
        for kind in reasons.ELSEWHERE
        if kind in by_kind
    ]
    if "under_execution" in by_kind:
        parts.append(w("reasons.others_general", n=f.count(by_kind["under_execution"])))
    title = w("reasons.others_title", n=f.count(rows_total), parts=w("common.comma").join(parts))
    notes = [w("reasons.others_caption")]
    if rows_total > PAGE:
        first = (page - 1) * PAGE
        said = {"first": f.count(first + 1), "last": f.count(first + rows.height), "total": f.count(rows_total)}
        notes.append(w("reasons.others_range", **said))
    with frame(
        w,
        key="reasons-others",
        title=title,
        caption=w("common.semicolon").join(notes),
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": r["project"] or r["department"]} for r in records], total=rows_total),
        csv=lambda: _others_file(context, code, title, notes[0]),
    ):
        _draw_others(context, records, title)
        pages("reasons_other", page, rows_total)
    return rows_total


def _draw_others(context: Context, records: list[Row], title: str) -> None:
    w, text = context.w, st.column_config.TextColumn
    table(
        pl.DataFrame(
            {
                "explains": [w(f"reasons.explains_{r['explains']}") for r in records],
                "reason": [reason_name(context, r) for r in records],
                "project": [r["project"] or w("reasons.whole_department") for r in records],
                "department": [owner(context, r) for r in records],
                "quote": pl.Series([_quoted(context, r) for r in records], dtype=pl.String),
            }
        ),
        key="reasons-others-table",
        columns={
            "explains": text(w("reasons.col_explains"), width=110),
            "reason": text(w("reasons.col_reason"), width=200),
            "project": text(w("reasons.col_project"), width=250),
            "department": text(w("reasons.col_department"), width=_OWNER),
            "quote": text(w("reasons.col_quote"), width=430),
        },
        alt=title,
        row_ids=[row_target(r) for r in records],
        on_click=open_target,
        max_rows=8,
    )


def _others_file(context: Context, code: str | None, title: str, note: str) -> bytes:
    w = context.w
    rows = context.warehouse.ask(reasons.other_reasons, context.main_filter, code)
    records = rows.to_dicts()
    data = pl.DataFrame(
        {
            w("reasons.col_explains"): [w(f"reasons.explains_{r['explains']}") for r in records],
            w("reasons.file_code"): rows["code"],
            w("reasons.col_reason"): [reason_name(context, r) for r in records],
            w("reasons.col_project"): rows["project"],
            w("reasons.file_department"): rows["department"],
            w("reasons.file_district"): [place(context, r) for r in records],
            w("reasons.file_year"): rows["year"],
            w("reasons.col_quote"): rows["quote"],
            w("reasons.file_place"): rows["locator"],
            w("reasons.file_row"): rows["project_row"],
        }
    )
    return csv_of(context, data, title, (note,))


def cases(context: Context, code: str | None) -> int:
    """The reasons of the public cases, where the reader added them: never in the sums. Returns their number."""
    if not context.address.has_cases:
        return 0
    w = context.w
    chosen = context.filter.with_(source_groups=(CASES_GROUP,))
    rows = context.warehouse.ask(reasons.reasons_list, chosen, code)
    if rows.is_empty():
        return 0
    records = rows.to_dicts()
    inferred = sum(1 for r in records if r["is_inferred"])
    title = w("reasons.cases_title", n=rows.height, inferred=inferred)
    heads = {name: w(f"reasons.col_{name}") for name in ("reason", "project", "department", "unspent", "quote")}
    inferred_text = w("reasons.cases_inferred")
    data = pl.DataFrame(
        {
            "reason": [reason_name(context, r) for r in records],
            "project": pl.Series([r["project"] for r in records], dtype=pl.String),
            "department": [owner(context, r) for r in records],
            "unspent": pl.Series([r["unspent"] for r in records], dtype=_MONEY),
            "quote": [inferred_text if r["is_inferred"] else _quoted(context, r) for r in records],
        },
        schema_overrides={"quote": pl.String},
    )
    with frame(
        w,
        key="reasons-cases",
        title=title,
        caption=w("reasons.cases_caption", unit=f.unit_name(context.unit, w)),
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": r["project"] or "", "title": r["department"]} for r in records]),
        csv=lambda: csv_of(context, data.rename({**heads, "unspent": w("reasons.file_unspent")}), title),
    ):
        text = st.column_config.TextColumn
        widths = {"reason": 200, "project": 330, "department": _OWNER, "quote": 330}
        columns = {name: text(head, width=widths.get(name)) for name, head in heads.items() if name != "unspent"}
        money = st.column_config.NumberColumn(heads["unspent"], width=95, alignment="right")
        table(
            data,
            key="reasons-cases-table",
            columns={**dict(list(columns.items())[:3]), "unspent": money, "quote": columns["quote"]},
            alt=title,
            row_ids=[row_target(r) for r in records],
            on_click=open_target,
            max_rows=8,
            texts={"unspent": lambda value: f.money(value, context.unit)},
        )
    return len(records)
