"""原因分析: the lists below the bars. The projects of one reason; the reasons that hold no money; the public cases.

Belongs here: these tables and their sentences. Does not belong here: bars, groups, which rows (``metrics.reasons``).
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row, place, reason_name
from dashboard.stories.reasons import Answers
from dashboard.views.common import csv_of, quotes
from dashboard.views.reasons_bars import things
from dashboard.views.record_rows import PAGE, page_of, pager, reach
from dashboard.views.scope import open_target, owner, row_link, row_target
from etl.contracts import CASES_GROUP, NO_REASON

_MONEY = pl.Decimal(38, 2)


def projects_of(answers: Answers, code: str, name: str) -> None:
    """The projects of one reason with its quotes, one page of them."""
    context, w = answers.context, answers.context.w
    mention = answers.mention(code)
    if mention is None:
        return
    rows_total = mention["mentions"]
    page = page_of(context, "reasons_page", rows_total, code, answers.threshold)
    asked = (reasons.reason_projects, context.main_filter, code)
    rows = context.warehouse.ask(*asked, threshold=answers.threshold, limit=PAGE, offset=(page - 1) * PAGE)
    records = rows.to_dicts()
    named = rows_total - mention["general"]
    kind = "_only_general" if not named else "_general" if mention["general"] else ""
    said = {"reason": name, "n": f.count(mention["general"]), "mentions": f.count(rows_total)}
    title = w(f"reasons.list_title{kind}", **said)
    if code == NO_REASON and named:
        title = w("reasons.list_title_silent", things=things(context, named, answers.totals))
    order = w("reasons.list_order")
    unit = w("reasons.list_caption", unit=f.unit_name(context.unit, w))
    notes = [order, unit, w("reasons.rows_click")]
    if rows_total > PAGE:
        notes.append(reach(context, page, rows_total))
    with frame(
        w,
        key="reasons-list",
        title=title,
        caption=w("common.semicolon").join(notes),
        stamp=context.stamp(),
        sources=quotes([{**r, "subject": r["project"] or r["department"]} for r in records], total=rows_total),
        csv=lambda: _projects_file(answers, code, title, order),
    ):
        _draw_projects(context, records, title, has_quotes=code != NO_REASON)
        pager("reasons_page", page, rows_total)


def _draw_projects(context: Context, records: list[Row], title: str, *, has_quotes: bool) -> None:
    w, target = context.w, target_of(context)
    columns = ("project", "rate", "unspent", *(("quote",) if has_quotes else ()))
    record_list(
        key="reasons-list-rows",
        alt=title,
        heads=[w(f"reasons.col_{name}") for name in columns],
        widths=(3.6, 1.0, 1.9, 4.2)[: len(columns)],
        figures=(1, 2),
        rows=[
            (
                _link(context, row),
                Cell(f.rate(row["rate"], target)),
                _unspent(context, row, target),
                *((Cell(_quoted(context, row) or f.NULL, tone="small"),) if has_quotes else ()),
            )
            for row in records
        ],
        on_open=open_target,
    )


def _link(context: Context, row: Row) -> Cell:
    """The project, or the department as a whole, over whose it is."""
    name = row["project"] or context.w("reasons.whole_department")
    return Cell(name, owner(context, row), link=row_link(row), target=row_target(row))


def _unspent(context: Context, row: Row, target: float) -> Cell:
    """The row's money with how it counts; orange only where the target is missed."""
    is_missed = row["unspent"] is not None and row["rate"] is not None and f.is_below(row["rate"], target)
    money = f.money(row["unspent"], context.unit)
    return Cell(money, _counts(context, row), tone="missed" if is_missed else "")


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


def _projects_file(answers: Answers, code: str, title: str, note: str) -> bytes:
    """All rows of the list; money in yuan, rates as fractions."""
    context, w = answers.context, answers.context.w
    rows = context.warehouse.ask(reasons.reason_projects, context.main_filter, code, threshold=answers.threshold)
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
    return csv_of(context, data, title, (note,))


def others(context: Context, code: str | None, by_kind: dict[str, int]) -> None:
    """The reasons that hold no unspent money: other matters, and remarks that name no project. ``by_kind``: their
    numbers by what they explain."""
    w = context.w
    rows_total = sum(by_kind.values())
    page = page_of(context, "reasons_other", rows_total, code)
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
    notes = [w("reasons.others_caption"), w("reasons.rows_click")]
    if rows_total > PAGE:
        notes.append(reach(context, page, rows_total))
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
        pager("reasons_other", page, rows_total)


def _draw_others(context: Context, records: list[Row], title: str) -> None:
    w = context.w
    record_list(
        key="reasons-others-rows",
        alt=title,
        heads=[w(f"reasons.col_{name}") for name in ("project", "explains", "reason_quote")],
        widths=(3.2, 1.4, 5.4),
        rows=[
            (
                _link(context, row),
                Cell(w(f"reasons.explains_{row['explains']}"), tone="small"),
                Cell(reason_name(context, row), _quoted(context, row) or "", tone="small"),
            )
            for row in records
        ],
        on_open=open_target,
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
        record_list(
            key="reasons-cases-rows",
            alt=title,
            heads=[w(f"reasons.col_{name}") for name in ("project", "unspent", "reason_quote")],
            widths=(3.6, 1.4, 5.0),
            figures=(1,),
            rows=[
                (
                    _link(context, row),
                    Cell(f.money(row["unspent"], context.unit)),
                    Cell(reason_name(context, row), said or "", tone="small"),
                )
                for row, said in zip(records, data["quote"], strict=True)
            ],
            on_open=open_target,
        )
    return len(records)
