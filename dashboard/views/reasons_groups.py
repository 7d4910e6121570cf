"""原因分析 by district, function or year: one row a group, its money and the shares of each kind of reason.

Belongs here: this table and its sentence. Does not belong here: sums (``metrics.reasons``), the page around.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

import polars as pl

from dashboard import formats as f
from dashboard.components.address import change, link
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.context import Context
from dashboard.metrics import reasons
from dashboard.metrics.places import departments
from dashboard.stories.names import Row, place, reason_name, short_function
from dashboard.stories.reason_sums import PARTS, part_share, sums
from dashboard.stories.reasons import Answers
from dashboard.strings import entry
from dashboard.views.common import csv_of, sources_of

By = Literal["district_code", "function", "year"]
_MONEY = pl.Decimal(38, 2)
_WIDTHS = (1.5, 1.1, 0.9, 0.9, 0.95, 0.9, 1.3, 2.0)
_FIGURES = (1, 2, 3, 4, 5, 6)


def draw(answers: Answers, by: By) -> None:
    """The table of groups; a click narrows the page to one of them."""
    context, w, unit = answers.context, answers.context.w, answers.unit
    rows = _rows(answers, by)
    names = group_names(context, by)
    title = _title(context, by, rows, names)
    caption = w("common.semicolon").join(
        (w("reasons.groups_caption", unit=f.unit_name(unit, w)), w("reasons.groups_click"))
    )
    heads = ("unspent", *PARTS, "projects", "first")
    with frame(
        w,
        key="reasons-groups",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", chosen=context.main_filter),
        csv=lambda: csv_of(context, _file(context, rows, names, by), title, (caption,)),
    ):
        record_list(
            key="reasons-groups-rows",
            alt=title,
            heads=[w(f"reasons.by_{by}"), *(w(f"reasons.groups_{name}") for name in heads)],
            widths=_WIDTHS,
            figures=_FIGURES,
            rows=[_cells(answers, by, row, names) for row in rows],
            on_open=lambda group: change(**narrowed(by, group)),
        )


def _cells(answers: Answers, by: By, row: Row, names: Callable[[Any], str]) -> tuple[Cell, ...]:
    group = str(row[by])
    return (
        Cell(names(row[by]), link=link("reasons", **narrowed(by, group)), target=group),
        Cell(f.money(row["unspent"], answers.unit)),
        *(Cell(f.share(_float(part_share(row, part)))) for part in PARTS),
        Cell(with_amount(row)),
        Cell(_lead_text(answers.context, row), tone="small"),
    )


def with_amount(row: Row) -> str:
    """How many projects have an amount, of how many."""
    return f"{f.count(row['with_amount'])} / {f.count(row['projects'])}"


def narrowed(by: By, group: str) -> dict[str, Any]:
    """What changes in the address to keep only one group and show its reasons."""
    own: dict[str, Any] = {"reasons_by": None, "reasons_page": None, "reasons_other": None}
    if by == "year":
        return {"year_from": int(group), "year_to": int(group), **own}
    return {"functions" if by == "function" else "districts": (group,), **own}


def _rows(answers: Answers, by: By) -> list[Row]:
    """One row a group: its sums, and its first reason (most money; without amounts, most projects)."""
    found = answers.context.warehouse.ask(
        reasons.reason_money, answers.context.main_filter, by, threshold=answers.threshold
    )  # fmt: skip
    made = []
    for (group,), own in found.group_by(by):
        lead = own.sort("unspent", "projects", "code", descending=[True, True, False], nulls_last=True)
        made.append({by: group, "lead": lead.row(0, named=True), **sums(own)})
    if by == "year":
        return sorted(made, key=lambda r: -r["year"])
    return sorted(made, key=lambda r: (-(r["unspent"] or 0), str(r[by])))


def group_names(context: Context, by: By) -> Callable[[Any], str]:
    """The name of a group by its key."""
    if by == "year":
        return str
    if by == "function":
        return lambda code: code if context.language == "zh" else short_function(context, code)
    is_one_city = len(context.choices.cities_in(None)) == 1
    known = context.warehouse.ask(departments, context.filter.permitted).to_dicts()
    names = {r["district_code"]: r["district"] if is_one_city else place(context, r) for r in known}
    return lambda code: names.get(code, code)


def _lead_text(context: Context, row: Row) -> str:
    lead = row["lead"]
    known = entry(f"reason_short.{lead['code']}")
    name = known[context.language] if known else reason_name(context, lead)
    if not row["unspent"] or lead["unspent"] is None:
        return name
    return context.w("reasons.groups_lead", reason=name, share=f.share(lead["unspent"] / row["unspent"]))


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

    (worst, without), (within_row, within) = largest("silent"), largest("within")
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
                ("a", first, "silent"), ("b", last, "silent"), ("c", first, "within"), ("d", last, "within")
            )
        }  # fmt: skip
        return w("reasons.groups_title_years", first=first["year"], last=last["year"], **said)
    said = {"name": names(worst[by]), "share": f.share(without)}
    return w("reasons.groups_title", **said, other=names(within_row[by]), within=f.share(within))


def _file(context: Context, rows: list[Row], names: Callable[[Any], str], by: By) -> pl.DataFrame:
    """The table with money in yuan and shares as fractions."""
    w = context.w
    return pl.DataFrame(
        {
            w(f"reasons.by_{by}"): [names(r[by]) for r in rows],
            w("reasons.file_unspent"): pl.Series([r["unspent"] for r in rows], dtype=_MONEY),
            **{
                w(f"reasons.groups_{part}"): pl.Series([_float(part_share(r, part)) for r in rows], dtype=pl.Float64)
                for part in PARTS
            },
            w("reasons.groups_projects"): [with_amount(r) for r in rows],
            w("reasons.groups_first"): [_lead_text(context, r) for r in rows],
        }
    )
