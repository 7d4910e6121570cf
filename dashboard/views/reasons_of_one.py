"""原因分析 of one chosen reason by district, function or year: where it stands, how much of the money there it holds.

Belongs here: this table and its sentence. Does not belong here: the table of all reasons (``reasons_groups``), sums
(``metrics.reasons``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard import formats as f
from dashboard.components.address import change, link
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.metrics import reasons
from dashboard.stories.names import Row
from dashboard.stories.reasons import Answers
from dashboard.views.common import csv_of, sources_of
from dashboard.views.reasons_groups import By, group_names, narrowed, with_amount

_WIDTHS = (3.0, 1.4, 1.4, 1.6)
_FIGURES = (1, 2, 3)
_MONEY = pl.Decimal(38, 2)


def draw(answers: Answers, by: By, code: str, name: str) -> None:
    """The groups in which the reason comes first; a click narrows the page to one of them. Nothing without any."""
    context, w, unit = answers.context, answers.context.w, answers.unit
    rows = _rows(answers, by, code)
    if not rows:
        return
    names = group_names(context, by)
    title = _title(answers, by, rows, name, names)
    said = w("reasons.one_caption", reason=name, unit=f.unit_name(unit, w))
    caption = w("common.semicolon").join((said, w("reasons.groups_click")))
    heads = [
        w(f"reasons.by_{by}"),
        w("reasons.groups_unspent"),
        w("reasons.one_share"),
        w("reasons.groups_projects"),
    ]

    def file() -> bytes:
        columns = (
            pl.Series([names(r[by]) for r in rows], dtype=pl.String),
            pl.Series([r["unspent"] for r in rows], dtype=_MONEY),
            pl.Series([_share(r) for r in rows], dtype=pl.Float64),
            pl.Series([with_amount(r) for r in rows], dtype=pl.String),
        )
        labels = (heads[0], w("reasons.file_unspent"), *heads[2:])
        return csv_of(context, pl.DataFrame(dict(zip(labels, columns, strict=True))), title, (caption,))

    with frame(
        w,
        key="reasons-groups",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", chosen=context.main_filter),
        csv=file,
    ):
        record_list(
            key="reasons-groups-rows",
            alt=title,
            heads=heads,
            widths=_WIDTHS,
            figures=_FIGURES,
            rows=[
                (
                    Cell(names(r[by]), link=link("reasons", **narrowed(by, str(r[by]))), target=str(r[by])),
                    Cell(f.money(r["unspent"], unit)),
                    Cell(f.share(_share(r))),
                    Cell(with_amount(r)),
                )
                for r in rows
            ],
            on_open=lambda group: change(**narrowed(by, group)),
        )


def _rows(answers: Answers, by: By, code: str) -> list[Row]:
    """The reason's row of each group with ``base``, the unspent money of all reasons there."""
    found = answers.context.warehouse.ask(
        reasons.reason_money, answers.context.main_filter, by, threshold=answers.threshold
    )
    base = found.group_by(by).agg(base=pl.col("unspent").sum())
    rows = found.filter(pl.col("code") == code).join(base, on=by)
    order = [by] if by == "year" else ["unspent", "projects", by]
    down = [True] if by == "year" else [True, True, False]
    made: list[Row] = rows.sort(order, descending=down, nulls_last=True).to_dicts()
    return made


def _share(row: Row) -> float | None:
    """The reason's part of the group's money; None where its amount is unknown."""
    return None if row["unspent"] is None or not row["base"] else float(row["unspent"] / row["base"])


def _title(answers: Answers, by: By, rows: list[Row], name: str, names: Callable[[Any], str]) -> str:
    w = answers.context.w
    known = [r for r in rows if r["unspent"]]
    if not known:
        return w("reasons.one_title_without", reason=name, n=len(rows), what=w(f"reasons.what_{by}"))
    most = max(known, key=lambda r: r["unspent"])
    return w(
        "reasons.one_title" if len(known) > 1 else "reasons.one_title_only",
        reason=name,
        name=w("reasons.year", first=most[by]) if by == "year" else names(most[by]),
        money=f.money_with_unit(most["unspent"], answers.unit, w),
        share=f.share(_share(most)),
    )
