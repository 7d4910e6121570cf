"""Checks of scores and grades.

Belongs here: comparisons in points and grades. Does not belong here: scores set against money (``judgements``),
except where the scheme itself ties execution points to the rate.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from etl.checks.base import Tables, compared, fact, is_summable, printed

#: Points are printed with two decimals at most; half a cent of slack covers DECIMAL → DOUBLE.
_POINT = 0.015
_SLACK = 0.005
_EXECUTION_WORDS = ("预算执行", "预算执行率", "执行率", "预算执行情况")


def grades(tables: Tables) -> ir.Table:
    """The grade word against the scheme's grade for the score (优秀 means 优)."""
    made = []
    for name in ("department_year", "project_year"):
        rows = tables.by_name[name]
        rows = rows.filter(rows.grade_stated_norm.notnull() & rows.grade_computed.notnull())
        made.append(
            compared(
                rows,
                "grade_mismatch",
                **fact(name, rows, "grade_stated"),
                is_failed=rows.grade_stated_norm != rows.grade_computed,
                subject=rows.project if name == "project_year" else ibis.null("string"),
                stated=rows.score,
                gap_unit="grade",
                stated_text=rows.grade_stated,
                computed_text=rows.grade_computed,
            )
        )
    return ibis.union(*made)


def parts(tables: Tables) -> ir.Table:
    """Scored parts whose weights make 100 against the total score: all of them, or else the first level alone.

    The official form scores execution as a whole and the rest by third-level indicator; other reports give the first
    level only, or both, and then the first level is the breakdown.
    """
    indicators = tables.indicator_year
    scored = indicators.filter(indicators.score.notnull() & indicators.weight.notnull())
    is_first = scored.level2.isnull() & scored.level3.isnull()
    sums = scored.group_by("department_id", "project_id", "year", "evaluation_kind").agg(
        all_sum=scored.score.sum(),
        all_weight=scored.weight.sum(),
        first_sum=scored.score.sum(where=is_first),
        first_weight=scored.weight.sum(where=is_first),
    )
    is_whole = sums.all_weight == 100
    sums = sums.filter(is_whole | (sums.first_weight == 100))
    sums = sums.mutate(part_sum=(sums.all_weight == 100).ifelse(sums.all_sum, sums.first_sum))
    made = []
    for name in ("department_year", "project_year"):
        facts = tables.by_name[name].filter(tables.by_name[name].score.notnull())
        if name == "department_year":
            own = sums.filter(sums.project_id.isnull()).drop("project_id")
            facts = facts.filter(facts.scope == "department")
            rows = facts.inner_join(own, ["department_id", "year", "evaluation_kind"])
        else:
            rows = facts.inner_join(sums.drop("department_id"), ["project_id", "year", "evaluation_kind"])
        made.append(
            compared(
                rows,
                "score_sum_mismatch",
                **fact(name, rows, "score"),
                is_failed=(rows.score - rows.part_sum).abs().cast("float64") > _POINT,
                subject=rows.project if name == "project_year" else ibis.null("string"),
                stated=rows.score,
                computed=rows.part_sum,
                gap=rows.score - rows.part_sum,
                gap_unit="points",
            )
        )
    return ibis.union(*made)


def execution_points(tables: Tables) -> ir.Table:
    """Execution points against rate × weight, for the stated rate or the recomputed one.

    Within one unit of the points' last printed digit (0.01 where no print is kept).
    """
    indicators = tables.indicator_year
    points = indicators.filter(
        indicators.level3.isnull()
        & indicators.level1.isin(_EXECUTION_WORDS)
        & indicators.score.notnull()
        & indicators.weight.notnull()
    )
    points = points.left_join(printed(tables, "indicator_year", "score"), "row_id")
    points = points.mutate(step=ibis.literal(10.0).pow(-points.printed_decimals.fill_null(2))).select(
        "department_id", "project_id", "year", "evaluation_kind", "row_id", "score", "weight", "step", "source_id"
    )
    years = tables.department_year.filter(tables.department_year.scope == "department")
    of_departments = points.filter(points.project_id.isnull()).drop("project_id")
    of_projects = points.filter(points.project_id.notnull()).drop("department_id")
    lines = tables.project_year.filter(tables.project_year.as_of.isnull())
    return ibis.union(
        _points(of_departments, years, ("department_id", "year", "evaluation_kind"), tables),
        _points(of_projects, lines, ("project_id", "year", "evaluation_kind"), tables),
    )


def _points(points: ir.Table, facts: ir.Table, key: tuple[str, ...], tables: Tables) -> ir.Table:
    facts = facts.mutate(computed=is_summable(facts).ifelse(facts.execution_rate_computed, ibis.null("float64")))
    linear = tables.scheme.filter(tables.scheme.is_execution_linear).select("scheme_id")
    extra = ["scope"] if "scope" in facts.columns else ["department_id", "project"]
    rates = facts.inner_join(linear, "scheme_id").select(*key, *extra, "execution_rate_stated", "computed")
    rows = points.inner_join(rates, list(key))
    rows = rows.filter(rows.execution_rate_stated.notnull() | rows.computed.notnull())
    weight, score = rows.weight.cast("float64"), rows.score.cast("float64")

    def due(rate: ir.Value) -> ir.Value:
        # Not LEAST: on DuckDB it would turn an unknown rate into 1.
        return (rate > 1).ifelse(1.0, rate) * weight

    def fits(rate: ir.Value) -> ir.Value:
        return ((score - due(rate)).abs() < rows.step + _SLACK).fill_null(False)

    expected = due(rows.computed.fill_null(rows.execution_rate_stated))
    return compared(
        rows,
        "score_rate_mismatch",
        **fact("indicator_year", rows, "score"),
        is_failed=~(fits(rows.execution_rate_stated) | fits(rows.computed)),
        subject=rows.project if "project" in rows.columns else ibis.null("string"),
        stated=rows.score,
        computed=expected,
        gap=score - expected,
        gap_unit="points",
        detail="points",
    )


def ceilings(tables: Tables) -> ir.Table:
    """A single project's score against the most it can reach: 100 − w + w × min(rate, 1), linear schemes only.

    Never for means over projects: other projects may lift them.
    """
    rows = tables.project_year.filter(
        tables.project_year.score.notnull() & tables.project_year.execution_rate_computed.notnull()
    )
    rows = rows.filter(is_summable(rows) & rows.as_of.isnull())
    linear = tables.scheme.filter(tables.scheme.is_execution_linear & tables.scheme.weight_execution.notnull())
    rows = rows.inner_join(linear.select("scheme_id", "weight_execution"), "scheme_id")
    weight = rows.weight_execution.cast("float64")
    most = 100 - weight + weight * ibis.least(rows.execution_rate_computed, 1.0)
    return compared(
        rows,
        "score_rate_mismatch",
        **fact("project_year", rows, "score"),
        is_failed=rows.score.cast("float64") > most + _POINT,
        subject=rows.project,
        stated=rows.score,
        computed=most,
        gap=rows.score.cast("float64") - most,
        gap_unit="points",
        detail="ceiling",
    )


CHECKS = (grades, parts, execution_points, ceilings)
