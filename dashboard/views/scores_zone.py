"""得分分布: high scores over low execution by name, departments first, then single projects, each a way to its page.

Belongs here: these two lists. Does not belong here: the chart above them (``scores_many``), which they are (metrics).
"""

from __future__ import annotations

from typing import Literal, NoReturn

import polars as pl

from dashboard import formats as f
from dashboard.charts.specs import Credibility
from dashboard.components.address import go, link
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.context import Context
from dashboard.metrics.filters import Filter
from dashboard.metrics.score_spread import high_over_low
from dashboard.stories.names import Row
from dashboard.views.common import csv_of, open_project, project_link, sources_of
from dashboard.views.record_rows import PAGE, page_of, pager, reach

Kind = Literal["departments", "projects"]


def draw_zone(context: Context, chosen: Filter, scheme_id: str, chart: Credibility, points: pl.DataFrame) -> None:
    """Departments of the zone with the execution points due to them, then the single projects in it."""
    w = context.w
    inside = {p.id for p in chart.points if chart.is_in_zone(p)}
    if inside:
        rows = points.filter(pl.col("row_id").is_in(list(inside))).to_dicts()
        title = w("scores.zone_departments", n=f.count(len(rows)), total=f.count(len(chart.points)))
        _draw(context, "departments", title, rows, chart)
    found = context.warehouse.ask(high_over_low, chosen, scheme_id, chart.zone_score, chart.zone_rate)
    if found.height:
        said = {"score": f.score(chart.zone_score), "rate": f.share(chart.zone_rate)}
        n, total = f.count(found.height), f.count(int(found["with_both"][0]))
        title = w("scores.zone_projects", n=n, total=total, **said)
        _draw(context, "projects", title, found.to_dicts(), chart, year=chosen.year_to)


def _draw(
    context: Context, kind: Kind, title: str, rows: list[Row], chart: Credibility, *, year: int | None = None
) -> None:
    w = context.w
    has_points = any(r.get("due") is not None for r in rows)
    heads = [w(f"scores.zone_col_{kind}"), w("scores.col_score"), w("scores.col_rate")]
    if has_points:
        heads.append(w("scores.zone_col_due"))
    name = f"score_{kind}_page"
    page = page_of(context, name, len(rows), title)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    caption = w(f"scores.zone_caption_{kind}")
    if len(rows) > PAGE:
        caption = w("common.semicolon").join((caption, reach(context, page, len(rows))))
    with frame(
        w,
        key=f"scores-zone-{kind}",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(
            context,
            "department_year" if kind == "departments" else "project_year",
            ("score",),
            row_ids=tuple(r["row_id"] for r in rows),
        ),
        csv=lambda: csv_of(context, _file(context, kind, rows, has_points=has_points), title),
    ):
        record_list(
            key=f"scores-zone-{kind}-rows",
            alt=title,
            heads=heads,
            widths=(3.6, 1.0, 1.2, 1.4)[: len(heads)],
            figures=tuple(range(1, len(heads))),
            rows=[
                (
                    _link(context, kind, row, year),
                    Cell(f.score(row["score"])),
                    Cell(f.rate(row["rate"], chart.target), _basis(context, row)),
                    *((Cell(f.score(row["due"], 2)),) if has_points else ()),
                )
                for row in shown
            ],
            on_open=open_department if kind == "departments" else open_project,
        )
        pager(name, page, len(rows))


def _link(context: Context, kind: Kind, row: Row, year: int | None) -> Cell:
    """The department, or the project over whose it is and of which year."""
    row_id = row["row_id"]
    if kind == "departments":
        return Cell(row["department"], link=link("department", dept=_department_of(row_id)), target=row_id)
    under = context.w("scores.name_year", name=row["department"], year=year)
    return Cell(row["project"], under, link=project_link(row_id), target=row_id)


def _basis(context: Context, row: Row) -> str:
    """The mark of a rate that is not on the full-year budget."""
    return context.w("scores.on_initial") if row["rate_basis"] == "initial" else ""


def _file(context: Context, kind: Kind, rows: list[Row], *, has_points: bool) -> pl.DataFrame:
    """All rows of the list, rates as fractions."""
    w = context.w
    said = {w(f"scores.zone_col_{kind}"): [r["department" if kind == "departments" else "project"] for r in rows]}
    if kind == "projects":
        said[w("scores.points_department")] = [r["department"] for r in rows]
    numbers = {
        w("scores.col_score"): [float(r["score"]) for r in rows],
        w("scores.col_rate"): [r["rate"] for r in rows],
        **({w("scores.zone_col_due"): [r["due"] for r in rows]} if has_points else {}),
    }
    marks = [_basis(context, r) for r in rows]
    if any(marks):
        said[w("scores.col_remark")] = marks
    return pl.DataFrame(said | {name: pl.Series(values, dtype=pl.Float64) for name, values in numbers.items()})


def open_department(row_id: str) -> NoReturn:
    """Open the page of the department a ``department_year`` row belongs to."""
    go("department", dept=_department_of(row_id))


def _department_of(row_id: str) -> str:
    return row_id.split("|", maxsplit=1)[0]
