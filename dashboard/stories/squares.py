"""The unit chart: every project a square, by report.

Belongs here: which state a project is in, and the sentence. Does not belong here: drawing.
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.metrics import projects
from dashboard.stories.names import Row
from dashboard.strings import Words

_SQUARES: dict[str, specs.UnitState] = {
    "met": "met",
    "over": "met",
    "missed": "missed",
    "no_spending": "no_spend",
    "share_only": "share_only",
}


def squares(context: Context, by_year: pl.DataFrame, summary: Row, target: float) -> specs.UnitChart:
    """One square a project, one row a report. ``summary``: see ``projects.summary``."""
    w = context.w
    states = context.warehouse.ask(projects.states, context.main_filter, target)
    places = dict(context.choices.districts_in(None, None))
    rows = []
    for row in by_year.sort(pl.col("rate").is_null(), "year", "department_id").to_dicts():
        own = states.filter((pl.col("department_id") == row["department_id"]) & (pl.col("year") == row["year"]))
        squares = tuple(
            specs.UnitSquare(r["row_id"], r["project"], _SQUARES.get(r["state"], "unknown"), r["rate"])
            for r in own.to_dicts()
        )
        option = context.choices.department[row["department_id"]]
        rows.append(
            specs.UnitRow(
                id=f"{row['department_id']}|{row['year']}",
                label=w("overview.square_label", district=places[option.district_code], year=row["year"]),
                squares=squares,
                remark=_remark(w, own),
                is_alert=any(s.state == "missed" for s in squares),
            )
        )
    return specs.UnitChart(
        key="overview_squares",
        title=_squares_title(w, summary, target),
        caption=w("overview.squares_caption"),
        unit_label=w("overview.squares_unit"),
        rows=tuple(rows),
        target=target,
    )


def _squares_title(w: Words, summary: Row, target: float) -> str:
    """How many projects are in which state; states without a project are not named."""
    n = summary["projects"]
    counts = {"met": summary["met"], "missed": summary["missed"]}
    counts["rest"] = n - sum(counts.values())
    said = {name: count for name, count in counts.items() if count}
    if len(said) == 1:
        name = next(iter(said))
        return w(f"overview.squares_{'one' if n == 1 else 'all'}_{name}", n=n, target=f.share(target))
    parts = (w(f"overview.squares_{name}", n=count, target=f.share(target)) for name, count in said.items())
    return w("overview.squares_title", n=n, parts=w("common.comma").join(parts))


def _remark(w: Words, own: pl.DataFrame) -> str:
    if own.is_empty():
        return w("overview.remark_none")
    missed = own.filter(pl.col("state") == "missed").sort("rate")
    if missed.height == 1:
        return f.rate(missed["rate"][0])
    if missed.height:
        return w("overview.remark_lowest", rate=f.rate(missed["rate"][0]))
    without = own.filter(pl.col("state") == "no_spending").height
    shares = own.filter(pl.col("state") == "share_only").height
    if without or shares:
        return w("overview.remark_no_spending", n=without, m=shares)
    return ""
