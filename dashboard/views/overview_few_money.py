"""总览 with a dozen department-years or fewer that are alike: the money of the latest year, as for many.

Belongs here: when it may be summed, the headline and the key figures. Does not belong here: the ledger below
(``overview_few``), how the key figures are made (``overview_many``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from dashboard import formats as f
from dashboard.components.kpi import kpi_row
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import execution
from dashboard.stories.alike import differences
from dashboard.stories.limits import total
from dashboard.stories.names import Row
from dashboard.views.common import finding
from dashboard.views.overview_many import Group, coverage, money_kpis


def has_money(rows: Sequence[Row]) -> bool:
    """Whether the sums per department and year ``rows`` share years, basis and level, and the latest has a rate."""
    if not rows:
        return False
    last = max(r["year"] for r in rows)
    latest = [r for r in rows if r["year"] == last]
    is_whole = {r["department_id"] for r in latest} == {r["department_id"] for r in rows}
    return is_whole and not differences(latest) and any(r["rate"] is not None for r in latest)


def money(context: Context, sums: pl.DataFrame, target: float) -> None:
    """Headline and key figures of the latest year; ``sums``: the filtered years."""
    year = max(sums.get_column("year").to_list())
    group = Group(context)
    reach = context.main_filter.with_(year_from=year - 1, year_to=year)
    asked = context.warehouse.ask(execution.execution_by, reach, group.key, "year")
    by_year = context.warehouse.ask(execution.execution_by, reach, "year")
    now = by_year.row(by_predicate=pl.col("year") == year, named=True)
    before = next(iter(by_year.filter(pl.col("year") == year - 1).to_dicts()), None)
    groups = asked.filter(pl.col("year") == year)
    groups = groups.sort("unspent", group.key, descending=[True, False], nulls_last=True)
    finding(_headline(group, now, groups, target))
    kpis = money_kpis(group, now, before, groups, asked, target, context.unit)
    kpi_row(_told(context, kpis, now, has_years=sums.height > 1))


def _told(context: Context, kpis: Sequence[Kpi], now: Row, *, has_years: bool) -> list[Kpi]:
    """The coverage in sight, and the year in the labels where several are filtered."""
    w = context.w
    said = [*kpis[:2], replace(kpis[2], note=w("common.semicolon").join((kpis[2].note, coverage(w, now)))), *kpis[3:]]
    if has_years:
        said = [replace(k, label=w("overview.kpi_of_year", label=k.label, year=now["year"])) for k in said]
    return said


def _headline(group: Group, now: Row, groups: pl.DataFrame, target: float) -> str:
    """The rate against the target; who holds most of the unspent money, or how much it is."""
    context, w = group.context, group.context.w
    gap = f.gap(target, now["rate"], target).lstrip("+")
    values = {"year": now["year"], "rate": f.rate(now["rate"], target), "target": f.share(target), "gap": gap}
    met = "" if f.is_below(now["rate"], target) else "_met"
    left = groups.filter(pl.col("unspent") > 0)
    top = left.head(3)
    if left.height > top.height:
        names = w("common.pause").join(group.short(code) for code in top.get_column(group.key))
        share = f.share(total(top, "unspent") / total(left, "unspent"))
        return w(f"overview.headline_many{met}", **values, names=names, share=share)
    key = "over" if now["unspent"] < 0 else "left"
    tail = w(f"overview.headline_{key}", amount=f.money_with_unit(abs(now["unspent"]), context.unit, w))
    return w("common.semicolon").join((w(f"overview.headline_rate{met}", **values), tail))
