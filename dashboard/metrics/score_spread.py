"""How scores spread: which kinds, scopes and schemes there are, counts, grades, exact quartiles, samples, losses.

Belongs here: answers of the page 得分分布, always of one evaluation kind (the filter's), one scope and one scheme.
Does not belong here: scores as the reports print them (``scores``), grades as words on screen.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.rollups import picked
from dashboard.metrics.scores import with_rate
from dashboard.metrics.shared import capped
from dashboard.metrics.tables import published

Scope = Literal["department", "project"]
Key = Literal["department_id", "district_code", "function", "year"]
#: In place of a scheme's id: the rows whose scheme is not known.
UNKNOWN_SCHEME = "unknown"
#: Points are printed with two decimals at most; the rest is slack for DECIMAL → DOUBLE (as in the check).
_POINT = 0.015
_QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
_REPORT = ("department_id", "year", "evaluation_kind")


def score_groups(chosen: Filter) -> ir.Table:
    """What there is to choose from. One row per evaluation kind × year × scope × scheme of the department-years:
    department_years, scored (with a score), said (a score in words only, or a grade without a score), and the scheme's
    name. ``scheme_id`` is ``UNKNOWN_SCHEME`` where the report names none."""
    rows = apply(published("department_year"), chosen)
    is_scored = rows.score.notnull()
    grouped = rows.group_by("evaluation_kind", "year", "scope", scheme_id=rows.scheme_id.fill_null(UNKNOWN_SCHEME)).agg(
        department_years=rows.count().cast("int64"),
        scored=rows.count(where=is_scored).cast("int64"),
        said=rows.count(where=~is_scored & (rows.score_text.notnull() | rows.grade_stated.notnull())).cast("int64"),
    )
    names = published("scheme").select("scheme_id", "scheme", "weight_execution", "weight_output", "weight_benefit",
                                       "weight_satisfaction")  # fmt: skip
    return (
        grouped.left_join(names, "scheme_id")
        .drop("scheme_id_right")
        .order_by("evaluation_kind", "year", "scope", "scheme_id")
    )


def of_scheme(rows: ir.Table, scheme_id: str) -> ir.Table:
    """The rows under one scheme, or those whose scheme is not known."""
    return rows.filter(rows.scheme_id.isnull() if scheme_id == UNKNOWN_SCHEME else rows.scheme_id == scheme_id)


def strips(chosen: Filter, per_group: int, *keys: Key, scheme_id: str | None = None) -> ir.Table:
    """Project scores to draw with the exact quartiles of their group. One row per project-year drawn: ``keys``, row_id,
    project, score; n, q1, median, q3 (points) of all scores of the group.

    Drawn are at most about ``per_group`` of each group, evenly spaced in the order of scores, so that lowest, highest
    and shape are kept. A quartile between two neighbouring scores is interpolated (the rule of spreadsheets,
    QUARTILE.INC). ``scheme_id`` None: all schemes.
    """
    rows = _scored_projects(chosen, scheme_id)
    along = ibis.window(group_by=keys, order_by=[rows.score, rows.row_id])
    ranked = rows.select(*keys, "row_id", "project", "score",
                         place=ibis.row_number().over(along), n=rows.count().over(group_by=keys))  # fmt: skip
    step = (ranked.n + per_group - 1) // per_group
    drawn = ranked.filter((ranked.place % step == 0) | (ranked.place == ranked.n - 1)).drop("place", "n")
    spread = _quartiles(rows, *keys)
    joined = drawn.left_join(spread, list(keys)) if keys else drawn.cross_join(spread)
    return joined.drop(*(f"{key}_right" for key in keys)).order_by(*keys, "score", "row_id")


def score_counts(chosen: Filter, *keys: Key, scheme_id: str | None = None) -> ir.Table:
    """How often each score was given to a project-year. One row per ``keys`` × score: count."""
    sums = picked(("score_sum",), chosen, *keys)
    if sums is not None:
        sums = of_scheme(sums, scheme_id) if scheme_id is not None else sums
        return sums.group_by(*keys, "score").agg(count=sums.project_count.sum().cast("int64"))
    rows = _scored_projects(chosen, scheme_id)
    return rows.group_by(*keys, "score").agg(count=rows.count().cast("int64"))


def quartiles(chosen: Filter, *keys: Key, scheme_id: str | None = None) -> ir.Table:
    """Exact quartiles of project scores. One row per ``keys``: n, q1, median, q3 (points), as in ``strips``."""
    return _quartiles(_scored_projects(chosen, scheme_id), *keys)


def _quartiles(rows: ir.Table, *keys: Key) -> ir.Table:
    """Exact and interpolated by the engine: DuckDB's ``quantile_cont``, Spark's ``percentile``."""
    scores = rows.score.cast("float64")
    asked = {"n": rows.count().cast("int64"), "values": scores.quantile(list(_QUARTILES.values()))}
    grouped = rows.group_by(*keys).agg(**asked) if keys else rows.agg(**asked)
    return grouped.select(*keys, "n", **{name: grouped.values[at] for at, name in enumerate(_QUARTILES)})


def bands(chosen: Filter, key: Key, scheme_id: str) -> ir.Table:
    """Numbers of projects per stated band, of department-years under the scheme that state bands only (no project has
    a score there). One row per ``key`` × band: lower, upper (points), project_count, departments."""
    rows = apply(published("score_band"), chosen)
    years = of_scheme(apply(published("department_year"), chosen), scheme_id)
    rows = rows.semi_join(years, ["department_id", "year", "evaluation_kind"])
    scored = _scored_projects(chosen, None)
    rows = rows.anti_join(scored, ["department_id", "year", "evaluation_kind"])
    return (
        rows.group_by(key, "lower", "upper")
        .agg(
            project_count=rows.project_count.cast("int64").sum(),
            departments=rows.department_id.nunique().cast("int64"),
        )
        .order_by(key, ibis.desc("lower"))
    )


def credible(chosen: Filter, scope: Scope, scheme_id: str | None = None) -> ir.Table:
    """Score against execution rate. One row per department-year of one scope that has a score, lowest rate first.

    rate: as ``scores.with_rate``, on ``rate_basis``. due = weight × min(rate, 1), the
    official execution points; null where the scheme is unknown or not linear. reported = the points the report gives
    itself, of departments as a whole only; excess = reported − due; agrees = reported fits the recomputed or the stated
    rate; both null where there is nothing to compare.
    """
    rows = apply(published("department_year"), chosen)
    rows = of_scheme(rows, scheme_id) if scheme_id is not None else rows
    rows = with_rate(rows.filter((rows.scope == scope) & rows.score.notnull()))
    stated = rows.rate.isnull().ifelse(ibis.null("float64"), rows.execution_rate_stated)
    rows = rows.select("row_id", *_REPORT, "score", "scheme_id", "rate", "rate_basis", stated=stated)
    bounds = published("scheme")
    bounds = bounds.select(
        "scheme_id", "weight_execution",
        linear_weight=bounds.is_execution_linear.ifelse(bounds.weight_execution.cast("float64"), ibis.null("float64")),
    )  # fmt: skip
    names = published("department").select("department_id", "department")
    rows = rows.left_join(names, "department_id").drop("department_id_right")
    rows = rows.left_join(bounds, "scheme_id").drop("scheme_id_right")
    if scope == "department":
        said = published("indicator_year")
        said = said.filter(said.project_id.isnull() & said.level3.isnull() & said.level1.startswith("预算执行"))
        said = said.select(*_REPORT, reported=said.score.cast("float64"))
        rows = rows.left_join(said, list(_REPORT)).drop(*(f"{name}_right" for name in _REPORT))
    else:
        rows = rows.mutate(reported=ibis.null("float64"))
    rows = rows.mutate(due=rows.linear_weight * capped(rows.rate), by_stated=rows.linear_weight * capped(rows.stated))
    is_near_stated = ((rows.reported - rows.by_stated).abs() <= _POINT).fill_null(False)
    rows = rows.mutate(
        excess=rows.reported - rows.due, agrees=((rows.reported - rows.due).abs() <= _POINT) | is_near_stated
    )
    return rows.drop("linear_weight", "by_stated").order_by(rows.rate.asc(nulls_first=False), "row_id")


def loss_schemes(chosen: Filter) -> ir.Table:
    """The schemes under which points can be lost, the one of most departments first. One row per scheme of the
    department-years that report first-level points: scheme_id (``UNKNOWN_SCHEME`` where the report names none),
    departments, department_years, department_id (any one of them), and the scheme's weights."""
    rows = _scored_indicators(chosen).select(*_REPORT).distinct()
    years = apply(published("department_year"), chosen)
    years = years.select(*_REPORT, scheme_id=years.scheme_id.fill_null(UNKNOWN_SCHEME)).distinct()
    rows = years.semi_join(rows, list(_REPORT))
    grouped = rows.group_by("scheme_id").agg(
        departments=rows.department_id.nunique().cast("int64"),
        department_years=rows.count().cast("int64"),
        department_id=rows.department_id.min(),
    )
    names = published("scheme").select("scheme_id", "weight_execution", "weight_output", "weight_benefit",
                                       "weight_satisfaction")  # fmt: skip
    joined = grouped.left_join(names, "scheme_id").drop("scheme_id_right")
    return joined.order_by(ibis.desc("departments"), ibis.desc("department_years"), "scheme_id")


def losses(chosen: Filter, scheme_id: str | None = None) -> ir.Table:
    """Where points were lost. One row per first-level indicator (``part`` null) and per second-level one within it,
    most lost first: weight and score (points, summed over the department-years that report both), lost, rate = score ÷
    weight, n = their number, losing = those that lost points there. 产出 and 产出指标 are one.

    A report counts at the level it states: its own row of an indicator where there is one, else the sum of the rows
    below it (the official form scores third-level indicators only).
    """
    rows = _scored_indicators(chosen)
    if scheme_id is not None:
        years = of_scheme(apply(published("department_year"), chosen), scheme_id)
        rows = rows.semi_join(years, ["department_id", "year", "evaluation_kind"])
    rows = rows.select(
        *_REPORT,
        "score",
        "weight",
        indicator=rows.level1.replace("指标", ""),
        part=rows.level2,
        depth=rows.level3.notnull().ifelse(3, rows.level2.notnull().ifelse(2, 1)),
    )
    first = _per_report(rows.mutate(part=ibis.null("string")))
    second = _per_report(rows.filter(rows.part.notnull()))
    both = first.union(second)
    grouped = both.group_by("indicator", "part").agg(
        weight=both.weight.sum().cast("decimal(18, 2)"),
        score=both.score.sum().cast("decimal(18, 2)"),
        n=both.count().cast("int64"),
        losing=both.count(where=both.score < both.weight).cast("int64"),
    )
    grouped = grouped.mutate(
        lost=grouped.weight - grouped.score,
        rate=grouped.score.cast("float64") / grouped.weight.nullif(0).cast("float64"),
    )
    return grouped.order_by(ibis.desc("lost"), "indicator", "part")


def _scored_indicators(chosen: Filter) -> ir.Table:
    """Indicators of departments, not of single projects, with their points and their weight."""
    rows = apply(published("indicator_year"), chosen)
    return rows.filter(rows.project_id.isnull() & rows.score.notnull() & rows.weight.notnull() & rows.level1.notnull())


def _per_report(rows: ir.Table) -> ir.Table:
    """Score and weight of an indicator in one report, from the highest level that states them. One row per report,
    indicator and part."""
    key = [*_REPORT, "indicator", "part"]
    rows = rows.mutate(top=rows.depth.min().over(ibis.window(group_by=key)))
    rows = rows.filter(rows.depth == rows.top)
    return rows.group_by(key).agg(score=rows.score.sum(), weight=rows.weight.sum())


def high_over_low(chosen: Filter, scheme_id: str, high: float, low: float) -> ir.Table:
    """Single projects under one scheme with a score of ``high`` points or more over an execution rate below ``low``,
    lowest rate first. One row per project-year: row_id, project, department, score, rate and rate_basis
    (as ``scores.with_rate``); with_both = project-years that have both figures."""
    rows = of_scheme(apply(published("project_year"), chosen), scheme_id)
    rows = with_rate(rows.filter(rows.score.notnull()))
    rows = rows.select("row_id", "project", "department_id", "score", "rate", "rate_basis").filter(rows.rate.notnull())
    rows = rows.mutate(with_both=rows.count().over(ibis.window()).cast("int64"))
    rows = rows.filter((rows.score >= high) & (rows.rate < low))
    names = published("department").select("department_id", "department")
    joined = rows.left_join(names, "department_id").drop("department_id_right")
    return joined.order_by("rate", "row_id")


def _scored_projects(chosen: Filter, scheme_id: str | None) -> ir.Table:
    rows = apply(published("project_year"), chosen)
    rows = rows.filter(rows.score.notnull())
    rows = of_scheme(rows, scheme_id) if scheme_id is not None else rows
    # Compiling costs more than running, and it grows with the columns carried along.
    return rows.select("row_id", "project", "district_code", "function", *_REPORT, "score")
