"""Execution rates: who is behind, who moved.

Belongs here: these specifications and sentences. Does not belong here: money (``money``), drawing.
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.metrics import execution
from dashboard.metrics.movers import movers
from dashboard.stories.facts import Facts

#: Departments that fell and that rose.
_MOVERS = 3


#: Less than half of the last decimal printed is no change.
_STILL = 0.0005


def rates_headline(facts: Facts, ranked: pl.DataFrame) -> str:
    w, grouping = facts.w, facts.grouping
    if ranked.is_empty():
        return w("wall.overview_none", year=facts.year)
    below, lowest = facts.low(ranked), ranked.row(0, named=True)
    return w(
        "wall.execution_short" if below.height else "wall.execution_met",
        year=facts.year,
        n=ranked.height,
        low=below.height,
        what=grouping.whats(ranked.height),
        target=f.share(facts.target),
        name=grouping.short(lowest[grouping.key]),
        lowest=f.rate(lowest["rate"], facts.target),
    )


def ranking(facts: Facts, ranked: pl.DataFrame, most: int) -> specs.RateDots:
    """The lowest rates with those of the year before."""
    w, grouping = facts.w, facts.grouping
    last = facts.ask(execution.execution_by, facts.context.main_filter.years(facts.year - 1), grouping.key)
    before = dict(last.select(grouping.key, "rate").iter_rows())
    rows = tuple(
        specs.RateDot(r[grouping.key], grouping.name(r[grouping.key]), r["rate"], before.get(r[grouping.key]))
        for r in ranked.head(most).to_dicts()
    )
    risen = sum(r.change is not None and r.change > 0 for r in rows)
    known = sum(r.change is not None for r in rows)
    return specs.RateDots(
        key="wall_ranking",
        title=w("wall.ranking_title", n=len(rows), risen=risen, known=known, what=grouping.whats(len(rows))),
        caption=w("wall.ranking_caption", year=facts.year, total=ranked.height),
        unit_label="%",
        rows=rows,
        year=facts.year,
        target=facts.target,
    )


def moved(facts: Facts) -> specs.RateChanges | None:
    """The departments whose rate changed most, among those with enough money to tell; none below two."""
    w, unit = facts.w, facts.context.unit
    rows = facts.ask(movers, facts.context.main_filter, facts.year)
    counted = rows.filter("is_counted")
    fallen = counted.filter(pl.col("change") <= -_STILL).head(_MOVERS)
    risen = counted.filter(pl.col("change") >= _STILL)
    risen = risen.sort("change", "department_id", descending=[True, False]).head(_MOVERS)
    if fallen.height + risen.height < 2:
        return None

    def short(department: str) -> str:
        return facts.grouping.short(department, "department_id")

    def changes(some: pl.DataFrame) -> tuple[specs.RateChange, ...]:
        return tuple(
            specs.RateChange(
                r["department_id"], short(r["department_id"]), r["rate_before"], r["rate"], r["budget"], r["unspent"]
            )
            for r in some.to_dicts()
        )

    said = [
        w(
            f"wall.movers_{key}",
            name=short(r["department_id"]),
            change=f.points_change(r["change"]),
        )
        for key, some in (("fell", fallen), ("rose", risen))
        for r in some.head(1).to_dicts()
    ]
    first = rows.row(0, named=True)
    return specs.RateChanges(
        key="wall_movers",
        title=w("common.comma").join(said),
        caption=w("wall.movers_caption", counted=first["counted"], total=first["departments"],
                  unit=f.unit_name(unit, w)),
        unit_label=f.unit_name(unit, w),
        fallen=changes(fallen),
        risen=changes(risen),
        year=facts.year,
        money_unit=unit,
        target=facts.target,
    )  # fmt: skip
