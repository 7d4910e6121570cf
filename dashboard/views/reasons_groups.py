"""原因分析 by district, function or year: one row a group, its money and the shares of each kind of reason.

Belongs here: this table and its sentence. Does not belong here: sums (``metrics.reasons``), the page around.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import change
from dashboard.components.panel import frame
from dashboard.components.table import table
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.metrics.places import departments
from dashboard.views.common import Row, csv_of, place, reason_name, short_function, sources_of
from dashboard.views.reasons_bars import Answers

By = Literal["district_code", "function", "year"]
_MONEY = pl.Decimal(38, 2)
_LEADS = ("first", "second")
#: Kinds of reason that have a share of their own in this table.
PARTS = ("within", "outside", "without")


def part_share(row: Row, part: str) -> Decimal | None:
    """Share of a kind of reason in a group's unspent money; None without a base, or where no amount of that kind is
    known although it has projects."""
    if not row["unspent"] or (row[f"{part}_projects"] and not row[f"{part}_with_amount"]):
        return None
    return Decimal(row[f"{part}_unspent"] or 0) / Decimal(row["unspent"])


def draw(answers: Answers, by: By) -> None:
    """The table of groups; a click narrows the page to one of them."""
    context, w, unit = answers.context, answers.context.w, answers.unit
    rows = _rows(context, by)
    names = _names(context, by)
    leads = _leads(context, by)
    title = _title(context, by, rows, names)
    data = _frame(context, rows, names, leads)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    caption = w("reasons.groups_caption", unit=f.unit_name(unit, w))
    shares = {part: number(w(f"reasons.groups_{part}"), width=110, alignment="right") for part in PARTS}
    with frame(
        w,
        key="reasons-groups",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", chosen=context.main_filter),
        csv=lambda: csv_of(context, _file(context, rows, names, leads, by), title, (caption,)),
    ):
        table(
            data,
            key="reasons-groups-table",
            columns={
                "name": text(w(f"reasons.by_{by}"), width=140),
                "unspent": number(w("reasons.groups_unspent"), width=100, alignment="right"),
                **shares,
                "first": text(w("reasons.groups_first"), width=240),
                "second": text(w("reasons.groups_second"), width=240),
                "projects": text(w("reasons.groups_projects"), width=130, alignment="right"),
            },
            alt=title,
            row_ids=[str(r[by]) for r in rows],
            on_click=lambda group: _narrow(by, group),
            texts={
                "unspent": lambda value: f.money(value, unit),
                **dict.fromkeys(PARTS, _share_text),
            },
        )


def _share_text(value: Any) -> str:
    return f.share(value)


def _narrow(by: By, group: str) -> None:
    """Keep only one group and show its reasons."""
    own: dict[str, Any] = {"reasons_by": None, "reasons_page": None, "reasons_other": None}
    if by == "year":
        change(year_from=int(group), year_to=int(group), **own)
    elif by == "function":
        change(functions=(group,), **own)
    else:
        change(districts=(group,), **own)


def _rows(context: Context, by: By) -> list[Row]:
    rows = context.warehouse.ask(reasons.reason_totals, context.main_filter, by)
    if by == "year":
        return [dict(r) for r in rows.sort("year", descending=True).to_dicts()]
    return [dict(r) for r in rows.sort("unspent", by, descending=[True, False], nulls_last=True).to_dicts()]


def _names(context: Context, by: By) -> Callable[[Any], str]:
    if by == "year":
        return str
    if by == "function":
        return lambda code: code if context.language == "zh" else short_function(context, code)
    is_one_city = len(context.choices.cities_in(None)) == 1
    known = context.warehouse.ask(departments, context.filter.permitted).to_dicts()
    names = {r["district_code"]: r["district"] if is_one_city else place(context, r) for r in known}
    return lambda code: names.get(code, code)


def _leads(context: Context, by: By) -> dict[tuple[Any, int], Row]:
    rows = context.warehouse.ask(reasons.leading_reasons, context.main_filter, by)
    return {(r[by], r["place"]): r for r in rows.to_dicts()}


def _lead_text(context: Context, row: Row, lead: Row | None) -> str | None:
    if lead is None:
        return None
    name = reason_name(context, lead)
    if not row["unspent"] or lead["unspent"] is None:
        return name
    return context.w("reasons.groups_lead", reason=name, share=f.share(lead["unspent"] / row["unspent"]))


def _by_of(rows: list[Row]) -> str:
    return next((key for key in ("district_code", "function", "year") if rows and key in rows[0]), "year")


def _frame(
    context: Context, rows: list[Row], names: Callable[[Any], str], leads: dict[tuple[Any, int], Row]
) -> pl.DataFrame:
    by = _by_of(rows)
    return pl.DataFrame(
        {
            "name": [names(r[by]) for r in rows],
            "unspent": pl.Series([r["unspent"] for r in rows], dtype=_MONEY),
            **{part: pl.Series([_float(part_share(r, part)) for r in rows], dtype=pl.Float64) for part in PARTS},
            **{
                lead: pl.Series([_lead_text(context, r, leads.get((r[by], i))) for r in rows], dtype=pl.String)
                for i, lead in enumerate(_LEADS)
            },
            "projects": [f"{f.count(r['with_amount'])} / {f.count(r['projects'])}" for r in rows],
        }
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _title(context: Context, by: By, rows: list[Row], names: Callable[[Any], str]) -> str:
    w, what = context.w, context.w(f"reasons.what_{by}")
    known = [r for r in rows if r["unspent"]]
    if not known:
        return w("reasons.groups_title_none", n=len(rows), what=what)

    def largest(part: str) -> tuple[Row, Decimal]:
        shares = [(r, part_share(r, part) or Decimal(0)) for r in known]
        return max(shares, key=lambda pair: pair[1])

    (worst, without), (within_row, within) = largest("without"), largest("within")
    if len(known) < 2 or not without or not within:
        base = sum((r["unspent"] for r in known), Decimal(0))
        outside = sum((r["outside_unspent"] or Decimal(0) for r in known), Decimal(0))
        share = f.share(outside / base)
        return w("reasons.groups_title_few", n=len(rows), what=what, k=len(known), share=share)
    if by == "year":
        last, first = known[0], known[-1]
        said = {
            name: f.share(part_share(row, part))
            for name, row, part in (
                ("a", first, "without"), ("b", last, "without"), ("c", first, "within"), ("d", last, "within")
            )
        }  # fmt: skip
        return w("reasons.groups_title_years", first=first["year"], last=last["year"], **said)
    said = {"name": names(worst[by]), "share": f.share(without)}
    return w("reasons.groups_title", **said, other=names(within_row[by]), within=f.share(within))


def _file(
    context: Context, rows: list[Row], names: Callable[[Any], str], leads: dict[tuple[Any, int], Row], by: By
) -> pl.DataFrame:
    """The table with money in yuan and shares as fractions."""
    w, data = context.w, _frame(context, rows, names, leads)
    heads = {
        "name": w(f"reasons.by_{by}"),
        "unspent": w("reasons.file_unspent"),
        **{part: w(f"reasons.groups_{part}") for part in PARTS},
        **{lead: w(f"reasons.groups_{lead}") for lead in _LEADS},
        "projects": w("reasons.groups_projects"),
    }
    return data.rename(heads)
