"""The department a profile is about, with all that several of its panels need.

Belongs here: looking it up once, its place among its peers, its short texts. Does not belong here: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from dashboard import formats as f
from dashboard.context import Context
from dashboard.metrics import answers, execution, profile, projects, reasons
from dashboard.metrics.evidence import printed_department_rates
from dashboard.metrics.filters import Filter, Id
from dashboard.stories.limits import target_of, wide_unit
from dashboard.stories.names import Row
from dashboard.views.common import NO_FILTER
from etl.contracts import CASES_GROUP

_WEIGHTS = ("weight_execution", "weight_output", "weight_benefit", "weight_satisfaction")


@dataclass(frozen=True)
class Standing:
    """One year among the peers: their rates, lowest first, and the department's place (from 1; None without a rate)."""

    rates: tuple[float, ...]
    place: int | None

    @property
    def n(self) -> int:
        """Number of peers with a rate."""
        return len(self.rates)

    @property
    def median(self) -> float | None:
        """The peers' median, exact; None without any."""
        value = pl.Series(self.rates, dtype=pl.Float64).median()
        return float(value) if isinstance(value, float) else None


@dataclass(frozen=True)
class Subject:
    """One department. ``card`` is the row of ``profile.department_card``; nothing here is narrowed by the page's
    filters: a profile is one address with all years."""

    context: Context
    card: Row
    target: float

    @property
    def id(self) -> str:
        """Its department id."""
        return str(self.card["department_id"])

    @property
    def name(self) -> str:
        """Its full name."""
        return str(self.card["department"])

    @cached_property
    def filter(self) -> Filter:
        """All its own rows: those of its reports, or of the public cases where it has no other."""
        return own_filter(self.context, self.card)

    @property
    def link(self) -> Row:
        """Changes of the address that narrow another page to this department, the chosen years kept."""
        years = {"year_from": self.context.address.year_from, "year_to": self.context.address.year_to}
        cases = {"has_cases": True} if self.card["is_case"] else {}
        return {**NO_FILTER, **years, **cases, "departments": (self.id,)}

    @cached_property
    def _of_function(self) -> pl.DataFrame:
        """This department's and its peers' years, as ``execution_by``; a public case stands alone."""
        chosen = self.filter
        if not self.card["is_case"]:
            chosen = chosen.with_(departments=(), functions=(self.card["function"],))
        rows: pl.DataFrame = self.context.warehouse.ask(execution.execution_by, chosen, "department_id", "year")
        return rows

    @cached_property
    def years(self) -> list[Row]:
        """Its own years, oldest first, as ``execution_by``."""
        rows = self._of_function.filter(pl.col("department_id") == self.id).sort("year")
        return list(rows.to_dicts())

    @property
    def latest(self) -> Row:
        """Its latest year."""
        return self.years[-1]

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """Its place among the departments of its function, by year."""
        found = {}
        others = self._of_function.filter((pl.col("department_id") != self.id) & pl.col("rate").is_not_null())
        for row in self.years:
            rates = tuple(sorted(others.filter(pl.col("year") == row["year"])["rate"].to_list()))
            own = row["rate"]
            place = None if own is None else 1 + sum(rate > own for rate in rates)
            found[row["year"]] = Standing(rates, place)
        return found

    @cached_property
    def unit(self) -> f.Unit:
        """One money unit for the page, by the smallest unspent amount."""
        amounts = [abs(r["unspent"]) for r in self.years if r["unspent"]]
        return wide_unit(self.context, min(amounts, default=None))

    @cached_property
    def scores(self) -> dict[int, Row]:
        """Its score of each year, as ``department_scores``."""
        rows = self.context.warehouse.ask(profile.department_scores, self.filter).to_dicts()
        return {r["year"]: r for r in rows}

    @cached_property
    def printed(self) -> dict[str, list[str]]:
        """The execution rates its own rows print, by row id, in document order; asked only where a rate is missing."""
        if all(r["rate"] is not None for r in self.years):
            return {}
        rows = self.context.warehouse.ask(printed_department_rates, self.filter)
        found: dict[str, list[str]] = {}
        for r in rows.to_dicts():
            text = f.rate_as_printed(float(r["value"]), r["decimals"] or 0)
            found.setdefault(r["row_id"], []).append(text)
        return found

    def stated_rates(self, year: int) -> list[str]:
        """What its report prints as rate for a year in which none can be computed."""
        own = self.scores.get(year)
        return self.printed.get(own["row_id"], []) if own else []

    @cached_property
    def reasons(self) -> list[Row]:
        """Its reasons by money, as ``reason_money`` per year."""
        return list(self.context.warehouse.ask(reasons.reason_money, self.filter, "year").to_dicts())

    @cached_property
    def unspent(self) -> list[Row]:
        """The latest year's projects that were not spent in full, most unspent first."""
        chosen = self.filter.years(self.latest["year"])
        return list(self.context.warehouse.ask(projects.low_projects, chosen, 1.0).to_dicts())

    @cached_property
    def findings(self) -> list[Row]:
        """Its findings of all years, the gravest first."""
        return list(self.context.warehouse.ask(answers.findings, self.filter).to_dicts())

    @cached_property
    def measures(self) -> list[Row]:
        """Its promises of all years: those that can be judged first, then the latest."""
        return list(self.context.warehouse.ask(answers.measures, self.filter).to_dicts())

    @property
    def has_course(self) -> bool:
        """Whether a figure over the years or beside its peers would show more than one dot."""
        rated = sum(row["rate"] is not None for row in self.years)
        return rated > 1 or any(self.standings[row["year"]].n for row in self.years)

    def score_text(self, year: int) -> str | None:
        """Score and grade as reported: 97（优秀）, 90分以上（优）, bands only; None where nothing is said."""
        w, own = self.context.w, self.scores.get(year)
        if own is None:
            return None
        text = f.score(own["score"]) if own["score"] is not None else own["score_text"]
        if text is None and own["band_projects"]:
            text = w("compare.bands_only")
        if text and own["grade_stated"]:
            return w("department.score_grade", score=text, grade=own["grade_stated"])
        return text or own["grade_stated"]

    def scheme(self, year: int) -> str | None:
        """The weights of the year's scheme (10/50/30/10), or that it is unknown; None without a score."""
        own = self.scores.get(year)
        if own is None or (own["score"] is None and own["score_text"] is None and own["grade_stated"] is None):
            return None
        if own["scheme_id"] is None:
            return self.context.w("compare.scheme_unknown")
        return "/".join(f.score(own[name]) for name in _WEIGHTS if own[name] is not None)

    def money(self, row: Row, name: str) -> str:
        """An amount of a year with its unit."""
        return f.money_with_unit(row[name], self.unit, self.context.w)


def own_filter(context: Context, card: Row) -> Filter:
    """The rows of one department, not narrowed by the page's filters."""
    groups = (CASES_GROUP,) if card["is_case"] else context.main_groups
    return Filter(departments=(card["department_id"],), source_groups=groups, permitted=context.filter.permitted)


def subject_of(context: Context, department_id: str) -> Subject | None:
    """The department of an address; None where it is unknown. One known from single projects of public cases only has
    no years: they are no report about a department."""
    cards = context.warehouse.ask(profile.department_card, Id(department_id), context.filter.permitted).to_dicts()
    if not cards:
        return None
    target = target_of(replace(context, filter=own_filter(context, cards[0])))
    return Subject(context, cards[0], target)
