"""Checks of execution rates: stated against recomputed, and two statements of one figure.

Belongs here: comparisons of rates, and of the statements of any figure. Does not belong here: judging a rate as low.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from etl.checks.base import MONEY_UNITS, Tables, compared, fact, printed, rate_fits
from etl.contracts import Type, table
from etl.model.facts import GRADE_WORDS

_EXACT = 1e-9
_FACTS = (
    "department_year", "project_year", "indicator_year", "score_band", "department_amount", "funding_year",
    "project_family_total",
)  # fmt: skip
_GAP_UNITS = {Type.MONEY: "yuan", Type.RATE: "rate", Type.SCORE: "points", Type.TEXT: "text"}


def stated_rates(tables: Tables) -> ir.Table:
    """A stated rate against executed ÷ each stated budget, then ÷ received.

    It fits a budget: it agrees. It fits money received only: it is no execution rate (``rate_basis_received``).
    Otherwise ``rate_mismatch`` — also against an initial budget: the true base may be an unstated full-year budget,
    which is what the department is asked to tell.
    """
    return ibis.union(_stated_rates(tables, "project_year"), _stated_rates(tables, "department_year"))


def _stated_rates(tables: Tables, name: str) -> ir.Table:
    stated = tables.by_name[name]
    stated = stated.filter(stated.execution_rate_stated.notnull() & stated.executed.notnull())
    rows = stated.left_join(printed(tables, name, "execution_rate_stated"), "row_id")
    rows = rows.mutate(decimals=rows.printed_decimals.fill_null(_decimals_of(rows.execution_rate_stated)))
    executed = rows.executed.cast("float64")

    def ratio(column: str) -> Any:
        base = rows[column].cast("float64")
        return (base > 0).ifelse(executed / base, ibis.null("float64"))

    def fits(column: str) -> Any:
        return rate_fits(rows.execution_rate_stated, ratio(column), rows.decimals).fill_null(False)

    fits_budget = fits("budget_full_year") | fits("budget_initial")
    fits_received = ~fits_budget & fits("funds_received")
    has_budget = ratio("budget_full_year").notnull() | ratio("budget_initial").notnull()
    computed = ratio("budget_full_year").fill_null(ratio("budget_initial")).fill_null(ratio("funds_received"))
    rows = rows.mutate(
        fits_budget=fits_budget, fits_received=fits_received, has_budget=has_budget, computed_rate=computed
    ).filter(fits_received | has_budget)
    return compared(
        rows,
        rows.fits_received.ifelse("rate_basis_received", "rate_mismatch"),
        **fact(name, rows, "execution_rate_stated"),
        is_failed=~rows.fits_budget,
        subject=rows.project if name == "project_year" else ibis.null("string"),
        stated=rows.execution_rate_stated,
        computed=rows.computed_rate,
        gap=rows.execution_rate_stated - rows.computed_rate,
        gap_unit="rate",
        detail=rows.rate_basis,
    )


def _decimals_of(rate: Any) -> Any:
    """Decimals of a per cent figure of which no print is kept: as few as the number itself needs, two at most."""
    percent = rate * 100
    return ibis.cases(
        ((percent - percent.round(0)).abs() < _EXACT, 0), ((percent - percent.round(1)).abs() < _EXACT, 1), else_=2
    )


def statements(tables: Tables) -> ir.Table:
    """Two statements of one figure, in one source or in two, that differ by more than the coarser one's last digit; or
    of a grade, by the grade meant (优秀 is 优)."""
    said = tables.evidence
    rows = said.filter(said.value.notnull() | (said.column_name == "grade_stated"))
    key = ["table_name", "row_id", "column_name"]
    shown = rows.filter(rows.is_shown).select(*key, "value", "unit", "decimals", "value_text")
    other = rows.filter(~rows.is_shown).select(
        *key,
        "source_id",
        other_value="value",
        other_unit="unit",
        other_decimals="decimals",
        other_text="value_text",
        own_quote="quote",
        own_locator="locator",
        other_ordinal="ordinal",
    )
    pairs = shown.inner_join(other, key)
    step = ibis.greatest(_step(pairs.unit, pairs.decimals), _step(pairs.other_unit, pairs.other_decimals))
    differs = (pairs.value - pairs.other_value).abs().cast("float64") >= step - 1e-9
    words = _grade(pairs.value_text) != _grade(pairs.other_text)
    pairs = pairs.mutate(is_failed=differs.fill_null(words.fill_null(False)))
    made = []
    for name in _FACTS:
        facts = tables.by_name[name]
        if "department_id" not in facts.columns:
            owner = tables.project.select("project_id", "department_id")
            facts = facts.left_join(owner, "project_id").drop("project_id_right")
        units = [(c.name, _GAP_UNITS[c.type]) for c in table(name).columns if c.type in _GAP_UNITS]
        is_project = "project_id" in facts.columns
        about = facts.select(
            "row_id",
            "department_id",
            "year",
            scope=facts.scope if "scope" in facts.columns else ibis.null("string"),
            project_id=facts.project_id if is_project else ibis.null("string"),
            subject=facts.project if name == "project_year" else ibis.null("string"),
        )
        joined = pairs.filter(pairs.table_name == name).inner_join(about, "row_id")
        made.append(
            compared(
                joined,
                "contradictory_values",
                fact_row_id=joined.row_id,
                stated=joined.value,
                computed=joined.other_value,
                gap=joined.value - joined.other_value,
                gap_unit=joined.column_name.cases(*units, else_="count"),
                n=joined.other_ordinal,
                stated_text=joined.value_text,
                computed_text=joined.other_text,
            )
        )
    return ibis.union(*made)


def _grade(word: Any) -> Any:
    spellings = [(word.strip().isin(words), grade) for grade, words in GRADE_WORDS.items()]
    return ibis.cases(*spellings, else_=word)


def _step(unit: Any, decimals: Any) -> Any:
    size = unit.fill_null("").cases(("%", 0.01), *MONEY_UNITS.items(), else_=1.0)
    return size * ibis.literal(10.0).pow(-decimals.fill_null(0))


CHECKS = (stated_rates, statements)
