"""Budget and spending: how much, by whom, why not, and over the years.

Belongs here: these specifications and sentences. Does not belong here: what several stories share (``facts``), drawing.
"""

from __future__ import annotations

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.kpi import Kpi
from dashboard.metrics import execution
from dashboard.stories.facts import Facts, reason_rows, said_of
from dashboard.stories.limits import total
from dashboard.stories.names import reason_name, short_function


def who(facts: Facts, known: int, most: int) -> specs.BudgetBars:
    """The groups that left most, budget against executed. ``known``: groups with a rate."""
    w, groups, grouping = facts.w, facts.groups, facts.grouping
    shown = groups.filter(pl.col("unspent") > 0).head(most)
    below = facts.low(groups)
    whole = total(groups, "unspent")
    said = {"low": below.height, "n": known, "what": grouping.whats(known), "target": f.share(facts.target)}
    said["share"] = f.share(total(below, "unspent") / whole) if whole > 0 else f.NULL
    return specs.BudgetBars(
        key="wall_who",
        title=w("wall.who_short" if below.height and whole > 0 else "wall.who_met", **said),
        caption=w("wall.who_caption", target=f.share(facts.target), unit=facts.unit_name, n=shown.height),
        unit_label=facts.unit_name,
        rows=tuple(
            specs.BudgetRow(r[grouping.key], grouping.name(r[grouping.key]), r["budget"], r["executed"])
            for r in shown.to_dicts()
        ),
        money_unit=facts.unit,
        target=facts.target,
    )


def why(facts: Facts, most: int) -> specs.ReasonBars:
    """The unspent money by reason."""
    w, rows, unit = facts.w, reason_rows(facts), facts.unit
    return specs.ReasonBars(
        key="wall_why",
        title=w("wall.why_title", said=said_of(facts, rows)) if rows.height else w("wall.why_none"),
        caption=w("wall.why_caption", unit=f.unit_name(unit, w), n=f.count(int(rows["with_amount"].sum() or 0))),
        unit_label=f.unit_name(unit, w),
        rows=tuple(
            specs.ReasonRow(r["code"], reason_name(facts.context, r), r["unspent"], r["controllable"])
            for r in rows.head(most).to_dicts()
        ),
        money_unit=unit,
        column="share",
        total=total(rows, "unspent"),
        is_compact=True,
    )


def departments(facts: Facts) -> int:
    """How many departments are told about."""
    return int(facts.ask(execution.execution_by, facts.chosen, "department_id").height)


def rates_known(facts: Facts) -> int:
    """How many groups of the latest year have a rate."""
    return facts.groups.height - facts.groups.get_column("rate").null_count()


def headline(facts: Facts) -> str:
    """The latest year's rate against the target, and who holds the unspent money."""
    w, now, grouping = facts.w, facts.now, facts.grouping
    left = facts.groups.filter(pl.col("unspent") > 0)
    unspent, top = total(left, "unspent"), left.head(3)
    said = {
        "year": facts.year,
        "rate": f.rate(now["rate"], facts.target),
        "target": f.share(facts.target),
        "gap": f.gap(facts.target, now["rate"], facts.target).lstrip("+"),
        "names": w("common.pause").join(grouping.short(code) for code in top.get_column(grouping.key)),
        "share": f.share(total(top, "unspent") / unspent) if unspent else f.NULL,
    }
    return w(f"wall.overview_{_verdict(facts)}", **said)


def _verdict(facts: Facts) -> str:
    rate = facts.now["rate"]
    return "none" if rate is None else "short" if f.is_below(rate, facts.target) else "met"


def kpis(facts: Facts) -> list[Kpi]:
    """Budget, executed, rate, unspent and the groups below the target, each against the year before."""
    w, now, grouping, unit = facts.w, facts.now, facts.grouping, facts.unit
    below = facts.low(facts.groups)
    before = facts.before
    points = w("wall.no_last_year")
    if before is not None and before["rate"] is not None and now["rate"] is not None:
        points = w("wall.change_points", change=f.points_change(now["rate"] - before["rate"]))

    def change(column: str) -> str:
        if before is None or before[column] is None or now[column] is None:
            return w("wall.no_last_year")
        return w("wall.change", change=f.percent_change(now[column], before[column]))

    return [
        Kpi(w("wall.kpi_budget", unit=facts.unit_name), f.money(now["budget"], unit), change("budget")),
        Kpi(w("wall.kpi_executed", unit=facts.unit_name), f.money(now["executed"], unit), change("executed")),
        Kpi(w("wall.kpi_rate"), f.rate(now["rate"], facts.target), points, is_missed=_verdict(facts) == "short"),
        Kpi(
            w("wall.kpi_unspent", unit=facts.unit_name),
            f.money(now["unspent"], unit),
            change("unspent"),
            is_missed=(now["unspent"] or 0) > 0,
        ),
        Kpi(
            w("wall.kpi_below", target=f.share(facts.target), what=grouping.what),
            f.count(below.height),
            w("wall.of", n=f.count(rates_known(facts))),
            is_missed=below.height > 0,
        ),
    ]


def few_headline(facts: Facts) -> str:
    """Of a few reports: how many projects miss the target, and what they leave."""
    w, told = facts.w, facts.summary
    if not told["projects"]:
        return w("wall.few_no_projects", n=departments(facts))
    key = "none" if not told["computable"] else "short" if told["missed"] else "met"
    return w(
        f"wall.few_{key}",
        n=told["computable"],
        total=told["projects"],
        low=told["missed"],
        target=f.share(facts.target),
        unspent=f.money_with_unit(told["missed_unspent"], facts.context.unit, w),
    )


def few_kpis(facts: Facts) -> list[Kpi]:
    """Of a few reports: projects, those with a rate, what the low ones leave, how many are explained."""
    w, told, unit = facts.w, facts.summary, facts.context.unit
    return [
        Kpi(
            w("wall.kpi_projects"),
            f.count(told["projects"]),
            w("wall.kpi_projects_note", n=told["department_years"]),
        ),
        Kpi(
            w("wall.kpi_computable"),
            f"{told['computable']} / {told['projects']}",
            w("wall.kpi_computable_note", n=told["without_budget"]),
        ),
        Kpi(
            w("wall.kpi_missed", unit=f.unit_name(unit, w)),
            f.money(told["missed_unspent"], unit),
            w("wall.kpi_missed_note", n=told["missed"]),
            is_missed=bool(told["missed_unspent"]),
        ),
        Kpi(
            w("wall.kpi_explained"),
            f"{told['explained']} / {told['to_explain']}",
            w("wall.kpi_explained_note"),
            is_missed=told["explained"] < told["to_explain"],
        ),
    ]


def heat(facts: Facts, most: int) -> specs.HeatMap | None:
    """The rates of the last ``most`` years; none where there is one year or one group."""
    w, grouping = facts.w, facts.grouping
    rows = facts.ask(execution.execution_by, facts.context.main_filter, grouping.key, "year")
    years = tuple(sorted(rows.get_column("year").unique()))[-most:]
    latest = facts.groups.sort("rate", grouping.key, nulls_last=True)
    codes = latest.get_column(grouping.key).to_list()
    if len(years) < 2 or len(codes) < 2:
        return None
    by_year = {y: facts.low(rows.filter(pl.col("year") == y)).height for y in years}
    worst = max(years, key=lambda y: (by_year[y], y))
    is_one_place = len(grouping.districts) == 1
    names = {d.department_id: d for d in grouping.departments}

    def short(code: str) -> str:
        if grouping.key == "department_id" and is_one_place:
            return short_function(facts.context, names[code].function or "")
        return grouping.short(code)

    return specs.HeatMap(
        key="wall_heat",
        title=w("wall.heat_title", year=worst, low=by_year[worst], what=grouping.whats(by_year[worst]),
                now=by_year[facts.year], last=facts.year, target=f.share(facts.target)),
        caption=w("wall.heat_caption", what=grouping.what, target=f.share(facts.target)),
        unit_label="%",
        columns=tuple(specs.HeatColumn(code, short(code), grouping.name(code)) for code in codes),
        years=years,
        cells=tuple(
            specs.HeatCell(r[grouping.key], r["year"], r["rate"])
            for r in rows.to_dicts() if r["year"] in years and r[grouping.key] in set(codes)
        ),
    )  # fmt: skip
