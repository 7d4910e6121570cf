"""部门对比: which departments stand side by side, and everything asked about them once.

Belongs here: the choice and its default, the latest year of each department. Does not belong here: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import polars as pl

from dashboard import formats as f
from dashboard.choices import DepartmentOption
from dashboard.context import Context
from dashboard.metrics import answers, execution, places, profile, reasons
from dashboard.metrics.evidence import printed_department_rates
from dashboard.metrics.filters import Filter
from dashboard.stories.limits import wide_unit
from dashboard.stories.names import Row, short_function
from dashboard.views.scope import in_reach, reporting
from etl.contracts import CASES_GROUP

MOST = 6
NAME = "compare_departments"
Why = Literal["chosen", "filtered", "peers", "all", "only", "largest"]


@dataclass(frozen=True)
class Choice:
    """The departments compared, what can be chosen, the default, and why these stand there."""

    ids: tuple[str, ...]
    options: tuple[DepartmentOption, ...]
    default: tuple[str, ...]
    why: Why


def choose(context: Context) -> Choice:
    """The departments the address asks for, else a sensible default of two to six."""
    options = tuple(in_reach(context))
    known = {d.department_id for d in options}
    default, why = _default(context, options)
    asked = tuple(i for i in context.address.values(NAME) if i in known)[:MOST]
    return Choice(asked or default, options, default, "chosen" if asked else why)


def _default(context: Context, options: tuple[DepartmentOption, ...]) -> tuple[tuple[str, ...], Why]:
    """The filtered departments, else others in reach; only with a row under the filter, public cases only where they
    are filtered by name."""
    with_rows = reporting(replace(context, filter=context.filter.with_(departments=())))
    filtered = context.address.departments
    if len(filtered) > 1:
        compared = with_rows | case_ids(context)
        filtered = tuple(i for i in filtered if i in compared)
        if not filtered:
            return (), "filtered"
        if len(filtered) == 1:
            return filtered, "only"
    options = tuple(d for d in options if d.department_id in with_rows or d.department_id in filtered)
    if 2 <= len(filtered) <= MOST:
        return filtered, "filtered"
    if len(filtered) == 1:
        function = next((d.function for d in options if d.department_id == filtered[0]), None)
        peers = tuple(d.department_id for d in options if d.function == function and d.department_id != filtered[0])
        return (filtered[0], *_most_unspent(context, peers, MOST - 1)), "peers"
    ids = filtered or tuple(d.department_id for d in options)
    if len(ids) == 1:
        return ids, "only"
    largest = _most_unspent(context, ids, MOST)
    return largest, "all" if len(largest) < MOST or len(ids) <= MOST else "largest"


def _most_unspent(context: Context, ids: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Up to ``most`` of these departments, most unspent money in the filtered years first, unknown last."""
    if len(ids) <= most:
        return ids
    chosen = context.main_filter.with_(departments=tuple(sorted(ids)))
    rows = context.warehouse.ask(execution.execution_by, chosen, "department_id")
    rows = rows.sort("unspent", "department_id", descending=[True, False], nulls_last=True)
    return tuple(rows["department_id"].head(most))


def case_ids(context: Context) -> frozenset[str]:
    """The departments known from public cases only; none where the reader did not add the cases."""
    if not context.address.has_cases:
        return frozenset()
    rows = context.warehouse.ask(places.departments, context.filter.permitted)
    is_case = pl.col("source_group") == CASES_GROUP
    reports = rows.filter(~is_case)["department_id"]
    return frozenset(rows.filter(is_case)["department_id"]) - frozenset(reports)


def label_of(context: Context, option: DepartmentOption) -> str:
    """A department's name, marked where it is a public case."""
    if option.department_id not in case_ids(context):
        return option.label
    return context.w("compare.case", name=option.label)


@dataclass(frozen=True)
class Compared:
    """The figures of the departments compared, in the order chosen."""

    context: Context
    ids: tuple[str, ...]
    target: float

    @property
    def filter(self) -> Filter:
        """The page's filter, for these departments."""
        return self.context.filter.with_(departments=tuple(sorted(self.ids)))

    @cached_property
    def by_year(self) -> pl.DataFrame:
        """One row per department × year, as ``execution_by``."""
        rows: pl.DataFrame = self.context.warehouse.ask(
            execution.execution_by, self.filter, "department_id", "year"
        ).sort("year")
        return rows

    @cached_property
    def scores(self) -> pl.DataFrame:
        """One row per department × year, as ``department_scores``."""
        rows: pl.DataFrame = self.context.warehouse.ask(profile.department_scores, self.filter)
        return rows

    @cached_property
    def years(self) -> tuple[int, ...]:
        """All years any of them reports, without holes."""
        found = self.by_year["year"].to_list()
        return tuple(range(min(found), max(found) + 1)) if found else ()

    @cached_property
    def latest(self) -> list[Row]:
        """The latest year's row of each department that has one, with its score (``score_row``)."""
        rows = []
        for one in self.ids:
            own = self.by_year.filter(pl.col("department_id") == one)
            if own.height:
                row = own.row(own.height - 1, named=True)
                rows.append({**row, "score_row": self.of(self.scores, one, row["year"])})
        return rows

    @cached_property
    def cases(self) -> frozenset[str]:
        """The public cases among them: shown beside, in no ranking and no count."""
        return case_ids(self.context) & frozenset(self.ids)

    @cached_property
    def everyone(self) -> tuple[str, ...]:
        """All departments of the dataset, by id, public cases last, whether the reader added them or not."""
        rows = self.context.warehouse.ask(places.departments, self.context.filter.permitted)
        rows = rows.sort(pl.col("source_group") == CASES_GROUP, "department_id")
        return tuple(dict.fromkeys(rows["department_id"].to_list()))

    @property
    def reports(self) -> tuple[str, ...]:
        """The departments that are ranked and counted."""
        return tuple(i for i in self.ids if i not in self.cases)

    @property
    def ranked(self) -> list[Row]:
        """``latest`` without the public cases."""
        return [r for r in self.latest if r["department_id"] not in self.cases]

    def aside(self, title: str) -> str:
        """A title about the reports, saying so where public cases stand beside them."""
        return self.context.w("compare.aside", title=title) if self.cases and self.reports else title

    @cached_property
    def unit(self) -> f.Unit:
        """One money unit for the page."""
        amounts = [abs(a) for a in self.by_year["unspent"].to_list() if a]
        return wide_unit(self.context, min(amounts, default=None))

    @cached_property
    def leads(self) -> pl.DataFrame:
        """The first reasons of each department and year."""
        rows: pl.DataFrame = self.context.warehouse.ask(reasons.leading_reasons, self.filter, "department_id", "year")
        return rows

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Number of findings of each department and year."""
        rows: pl.DataFrame = self.context.warehouse.ask(answers.finding_counts, self.filter, "department_id", "year")
        return rows

    @cached_property
    def measures(self) -> pl.DataFrame:
        """Number of promised measures of each department and year."""
        rows: pl.DataFrame = self.context.warehouse.ask(answers.measure_counts, self.filter, "department_id", "year")
        return rows

    @cached_property
    def printed(self) -> dict[str, list[str]]:
        """The execution rates as printed of stated department rows, by row id, in document order."""
        rows = self.context.warehouse.ask(printed_department_rates, self.filter)
        found: dict[str, list[str]] = {}
        for r in rows.to_dicts():
            found.setdefault(r["row_id"], []).append(f.rate_as_printed(float(r["value"]), r["decimals"] or 0))
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """Full names by id."""
        return {d.department_id: label_of(self.context, d) for d in self.context.choices.departments}

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Names short enough for the end of a line: without what all of them share, the full name where that is not
        unique."""
        context = self.context
        options = [d for d in context.choices.departments if d.department_id in self.ids]
        places = dict(context.choices.districts_in(None, None))
        is_one_function = len({d.function for d in options}) == 1
        is_one_place = len({d.district_code for d in options}) == 1
        if len(options) == 1:
            return self.names
        short = {}
        for d in options:
            where, what = places.get(d.district_code, d.district_code), short_function(context, d.function or "")
            text = where if is_one_function else what if is_one_place else context.w("compare.short", a=where, b=what)
            is_case = d.department_id in self.cases
            short[d.department_id] = context.w("compare.case", name=text) if is_case else text
        return short if len(set(short.values())) == len(short) else self.names

    @staticmethod
    def of(rows: pl.DataFrame, department: str, year: int) -> Row | None:
        """The row of one department and year, None where there is none."""
        for row in rows.iter_rows(named=True):
            if row["department_id"] == department and row["year"] == year:
                return row
        return None
