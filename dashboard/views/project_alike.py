"""Projects of other districts that may be compared with the one of a project page.

Belongs here: the list and its sentence. Does not belong here: the rule of likeness (``metrics.alike``), the project's
own department and years (``project_beside``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.components.address import link
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import alike
from dashboard.metrics.filters import Filter, Id
from dashboard.stories.names import Row, place, reason_name
from dashboard.views.common import csv_of, open_project, sources_of
from dashboard.views.project_subject import Subject
from etl.contracts import CASES_GROUP

_SHOWN = 6
_COLUMNS = ("project", "place", "budget", "rate", "reason", "run")
_WIDTHS = (3.4, 1.9, 1.1, 1.1, 3.2, 1.9)


@dataclass(frozen=True)
class Alike:
    """A project elsewhere; ``run`` is the part of the name both share, ``share`` how much of the shorter name it is."""

    row: Row
    run: str
    share: float


def found(subject: Subject) -> tuple[list[Alike], int]:
    """The comparable projects, most alike first, and how many project-years elsewhere were looked through."""
    context, row, card = subject.context, subject.row, subject.card
    chosen = Filter(
        functions=(card["function"],),
        source_groups=context.filter.source_groups,
        evaluation_kind=row["evaluation_kind"],
        permitted=context.filter.permitted,
    ).years(row["year"])
    own = alike.stem(row["project"], (card["district"],))
    budget = float(row["budget"]) if row["budget"] is not None else None
    rows = context.warehouse.ask(alike.candidates, chosen, Id(card["district_code"]), budget, own).to_dicts()
    near = []
    for other in rows:
        name = alike.stem(other["project"], (other["district"],))
        share = alike.likeness(own, name)
        if other["is_alike"] and share >= alike.SHARE:
            near.append(Alike(other, alike.shared_run(own, name), share))
    near.sort(key=lambda one: (-one.share, one.row["distance"], one.row["row_id"]))
    return near, rows[0]["pool"] if rows else 0


def others(subject: Subject) -> None:
    """The list; one quiet sentence where nothing can be compared."""
    context, row = subject.context, subject.row
    w = context.w
    near, pool = found(subject)
    said = {"year": row["year"], "function": subject.card["function"], "pool": f.count(pool)}
    if not near:
        text = w("project.alike_none" if pool else "project.alike_nobody", **said)
        st.markdown(f":gray[:small[{escape_markdown(text)}]]")
        return
    shown = near[:_SHOWN]
    title = _title(subject, near)
    caption = w(
        "project.alike_caption" if row["budget"] is not None else "project.alike_caption_any",
        **said, unit=f.unit_name(context.unit, w), shown=len(shown), n=len(near),
    )  # fmt: skip
    with frame(
        w,
        key="project-alike",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(
            context,
            "project_year",
            row_ids=tuple(one.row["row_id"] for one in shown),
            chosen=Filter(evaluation_kind=""),
        ),
        csv=lambda: csv_of(context, _file(subject, near), title, (caption,)),
    ):
        record_list(
            key="project-alike-rows",
            alt=title,
            heads=[w(f"project.alike_{name}") for name in _COLUMNS],
            widths=_WIDTHS,
            rows=[_row(subject, one) for one in shown],
            on_open=open_project,
        )


def _title(subject: Subject, near: list[Alike]) -> str:
    """How many there are, their rates, and how many of them did better."""
    w, row, target = subject.context.w, subject.row, subject.target
    rates = sorted(one.row["rate"] for one in near if one.row["rate"] is not None)
    said: dict[str, str | int] = {"n": len(near), "k": len(rates)}
    if not rates:
        return w("project.alike_title_none", **said)
    said |= {"low": f.rate(rates[0], target), "high": f.rate(rates[-1], target)}
    first = w("project.alike_title_one" if len(rates) == 1 else "project.alike_title", **said)
    if row["rate"] is None or row["as_of"] is not None:
        return first
    better = sum(rate > row["rate"] for rate in rates)
    key = "all" if better == len(rates) and better > 1 else "some" if better else "best"
    return w("common.semicolon").join((first, w(f"project.alike_{key}", better=better)))


def _row(subject: Subject, one: Alike) -> list[Cell]:
    context, row = subject.context, one.row
    w = context.w
    is_case, is_missed = row["source_group"] == CASES_GROUP, False
    if row["rate"] is not None:
        is_missed = f.is_below(row["rate"], subject.target)
    basis = w(f"low.basis_{row['rate_basis']}") if row["rate_basis"] in ("initial", "received") else ""
    quote = w("panel.quote", quote=row["reason_quote"]) if row["reason_quote"] else ""
    return [
        Cell(
            row["project"],
            link=link("project", id=row["project_id"], row=row["row_id"]),
            target=row["row_id"],
        ),
        Cell(_district(context, row), under=w("project.case") if is_case else ""),
        Cell(f.money(row["budget"], context.unit)),
        Cell(
            w("common.not_computable") if row["rate"] is None else f.rate(row["rate"], subject.target),
            under=basis, tone="missed" if is_missed else "",
        ),
        Cell(reason_name(context, row), under=quote, tone="small"),
        Cell(w("project.alike_same", run=one.run), under=w("project.alike_uncertain", share=f.share(one.share))),
    ]  # fmt: skip


def _district(context: Context, row: Row) -> str:
    """The district, with its city where the dataset knows several."""
    return str(row["district"]) if len(context.choices.cities_in(None)) == 1 else place(context, row)


def _file(subject: Subject, near: list[Alike]) -> pl.DataFrame:
    """All of them, money in yuan, rates and likeness as fractions."""
    w, rows = subject.context.w, [one.row for one in near]
    return pl.DataFrame(
        {
            w("project.alike_project"): [r["project"] for r in rows],
            w("project.alike_department"): [r["department"] for r in rows],
            w("project.alike_place"): [place(subject.context, r) for r in rows],
            w("project.alike_file_budget"): pl.Series([r["budget"] for r in rows], dtype=pl.Decimal(38, 2)),
            w("project.alike_rate"): pl.Series([r["rate"] for r in rows], dtype=pl.Float64),
            w("project.alike_reason"): [reason_name(subject.context, r) for r in rows],
            w("project.alike_run"): [one.run for one in near],
            w("project.alike_file_share"): [one.share for one in near],
        }
    )
