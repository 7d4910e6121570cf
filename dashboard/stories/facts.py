"""What the slides of the wall share: the figures several of them need, asked once.

Belongs here: these. Does not belong here: what stands on one slide (``wall_money`` and the other ``wall_*`` views), the
room on the sheet (``wall_sheet``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.context import Context
from dashboard.metrics import execution, projects, reasons
from dashboard.metrics.filters import Filter
from dashboard.stories.grouping import Grouping
from dashboard.stories.limits import target_of, total
from dashboard.stories.names import Row
from etl.contracts import DEFAULT_REASON_THRESHOLD, NO_REASON

#: Above this many department-years the latest year is summed; up to it each report is a row and nothing is added up.
_FEW = 12


class Facts:
    """What several slides need, asked once: the years, the target, the grouping, the money unit."""

    def __init__(self, context: Context) -> None:
        self.context, self.w = context, context.w
        self.ask: Callable[..., pl.DataFrame] = context.warehouse.ask
        self.target = target_of(context)
        self.by_year: pl.DataFrame = self.ask(execution.execution_by, context.main_filter, "year")
        self.is_few = int(self.by_year.get_column("departments").sum()) <= _FEW

    @property
    def is_empty(self) -> bool:
        """Whether the filters let nothing through."""
        return bool(self.by_year.is_empty())

    @cached_property
    def year(self) -> int:
        """The latest year."""
        return int(max(self.by_year.get_column("year").to_list()))

    @cached_property
    def now(self) -> Row:
        """The sums of the latest year."""
        return dict(self.by_year.row(by_predicate=pl.col("year") == self.year, named=True))

    @cached_property
    def before(self) -> Row | None:
        """The sums of the year before, also where the reader chose the latest only: change needs it."""
        reach = self.context.main_filter.years(self.year - 1)
        return next(iter(self.ask(execution.execution_by, reach, "year").to_dicts()), None)

    @property
    def chosen(self) -> Filter:
        """What a slide counts: the latest year, or every report where there are few."""
        return self.context.main_filter if self.is_few else self.context.main_filter.years(self.year)

    @cached_property
    def grouping(self) -> Grouping:
        """What one row stands for."""
        return Grouping(self.context, "execution_by", ("department_id", "function", "district_code"))

    @cached_property
    def groups(self) -> pl.DataFrame:
        """The groups of the latest year, most unspent first."""
        rows = self.ask(execution.execution_by, self.chosen, self.grouping.key)
        return rows.sort("unspent", self.grouping.key, descending=[True, False], nulls_last=True)

    @cached_property
    def by_report(self) -> pl.DataFrame:
        """The sums of each department and year: where each report is a row."""
        return self.ask(execution.execution_by, self.context.main_filter, "department_id", "year")

    @cached_property
    def summary(self) -> Row:
        """The projects by state (``projects.summary``)."""
        told = self.ask(projects.summary, self.chosen, self.target, DEFAULT_REASON_THRESHOLD)
        return dict(told.row(0, named=True))

    @cached_property
    def unit(self) -> f.Unit:
        """亿元 where the budgets of the latest year are large; a unit the reader chose is kept."""
        budget = Decimal(0) if self.is_empty or self.is_few else self.now["budget"] or Decimal(0)
        wide = self.context.unit is f.Unit.WAN and budget >= f.Unit.YI.factor * 100
        return f.Unit.YI if wide else self.context.unit

    @property
    def unit_name(self) -> str:
        """The unit in words."""
        return f.unit_name(self.unit, self.w)

    def span(self) -> str:
        """The years in words."""
        years = self.by_year.get_column("year").to_list()
        first = min(years) if self.is_few else self.year
        return self.w("wall.year" if first == self.year else "wall.years", first=first, last=self.year)

    def low(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows whose rate is below the target."""
        is_low = [rate is not None and f.is_below(rate, self.target) for rate in rows.get_column("rate")]
        return rows.filter(pl.Series(is_low, dtype=pl.Boolean))


def reason_rows(facts: Facts) -> pl.DataFrame:
    """Unspent money by reason, of every project, most first."""
    rows = facts.ask(reasons.reason_money, facts.chosen).filter(pl.col("unspent") > 0)
    return rows.sort("unspent", "code", descending=[True, False])


def said_of(facts: Facts, rows: pl.DataFrame) -> str:
    """What the controllable reasons and the silent ones hold of the money, in words; a share of nothing is not said."""
    w, base = facts.w, total(rows, "unspent")
    held = {
        "ours": total(rows.filter(pl.col("controllable").is_in(["yes", "partly"])), "unspent"),
        "silent": total(rows.filter(pl.col("code") == NO_REASON), "unspent"),
    }
    parts = [w(f"wall.held_{name}", share=f.share(amount / base)) for name, amount in held.items() if amount > 0]
    is_beyond = set(rows.get_column("controllable")) == {"no"}
    return w("common.comma").join(parts) or w("wall.held_none" if is_beyond else "wall.held_unclear")


def rate_spread(facts: Facts) -> specs.RateHistogram:
    """The projects by execution rate, in fewer words than on a page."""
    w, bins = facts.w, dict(facts.ask(projects.rate_histogram, facts.chosen).select("bin", "projects").iter_rows())
    spec = specs.RateHistogram(key="wall_spread", title="", caption="", unit_label=w("wall.spread_unit"), counts=bins,
                               target=facts.target)  # fmt: skip
    whole, without = sum(bins.values()), bins.get("none", 0)
    low = sum(n for bin_id, n in bins.items() if spec.is_short(bin_id))
    n = whole - without
    said = {"n": f.count(n), "low": f.count(low), "target": f.share(facts.target), "total": f.count(whole),
            "without": f.count(without)}  # fmt: skip
    key = "wall.spread_none" if not n else "wall.spread_met" if not low else "wall.spread"
    return replace(spec, title=w(key, **said), caption=w("wall.spread_caption", **said))
