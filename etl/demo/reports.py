"""What each department says as a whole: totals of its projects, the whole department, its score and its parts.

Belongs here: one element per department-year. Does not belong here: lines (``money``), contradictions
(``planting``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.frames import NULL, STEP, Bools, Ints, percent_of, rng_of
from etl.demo.money import SCHEMES, Lines, grade_of, scheme_weight
from etl.demo.world import World

PART_NAMES = ("预算执行", "产出", "效益", "满意度")


@dataclass
class Reports:
    """One element per department-year. ``p_*`` is the report on projects, ``d_*`` the one on the whole department."""

    p_budget: Ints
    p_executed: Ints
    p_rate: Ints
    p_count: Ints
    p_score: Ints
    p_grade: Ints
    basic_executed: Ints
    projects_executed: Ints
    d_initial: Ints
    d_budget: Ints
    d_executed: Ints
    d_rate: Ints
    d_score: Ints
    d_grade: Ints
    #: Weight and points of each level-1 part (department-years × 4), ``NULL`` where not scored.
    d_weights: Ints
    d_parts: Ints
    is_p_title_wrong: Bools
    is_d_title_wrong: Bools
    #: Re-evaluations: index of the department-year, evaluation kind, points.
    again_dy: Ints
    again_is_finance: Bools
    again_score: Ints


def sum_by(world: World, values: Ints) -> Ints:
    """Sum over the lines of each department-year; exact, since totals stay below 2^53 fen."""
    return np.bincount(world.line_dy, weights=values, minlength=world.dy_dept.size).astype(np.int64)


def make_reports(world: World, lines: Lines) -> Reports:
    """Draw the reports of every department-year from its lines."""
    rng = rng_of(world.seed, "reports")
    n = world.dy_dept.size
    count = np.bincount(world.line_dy, minlength=n)
    budget, executed = sum_by(world, lines.true_budget), sum_by(world, lines.true_executed)
    is_totalled = rng.random(n) > 0.03
    scored = sum_by(world, (lines.score != NULL).astype(np.int64))
    points = sum_by(world, np.where(lines.score == NULL, 0, lines.score))
    p_score = np.where(scored > 0, (2 * points + scored) // np.maximum(2 * scored, 1), NULL)

    basic_initial, basic_budget, basic_executed = _basic(world)
    d_budget, d_executed = budget + basic_budget, executed + basic_executed
    weights, parts = _parts(world, d_budget, d_executed)
    d_score = np.where(parts[:, 0] == NULL, NULL, np.where(parts == NULL, 0, parts).sum(axis=1))
    again = np.flatnonzero((rng.random(n) < 0.08) & (world.dy_year >= world.years[0] + 2) & ~world.dy_is_as_of)
    base = np.where(p_score == NULL, 9_000, p_score)[again]
    return Reports(
        np.where(is_totalled, budget, NULL), np.where(is_totalled, executed, NULL),
        np.where(is_totalled, percent_of(executed, budget), NULL), np.where(rng.random(n) < 0.9, count, NULL),
        p_score, np.where(rng.random(n) < 0.85, grade_of(p_score), NULL), basic_executed, executed,
        sum_by(world, lines.true_initial) + basic_initial, d_budget, d_executed, percent_of(d_executed, d_budget),
        d_score, grade_of(d_score), weights, parts, np.zeros(n, bool), np.zeros(n, bool),
        again, rng.random(again.size) < 0.6, base - rng.integers(150, 1_300, again.size),
    )  # fmt: skip


def _basic(world: World) -> tuple[Ints, Ints, Ints]:
    """Running costs of a department (基本支出): initial, full-year, executed."""
    rng = rng_of(world.seed, "basic")
    staff = np.exp(rng.normal(6.9, 0.5, world.dept_id.len()))
    staff *= np.asarray([f.lines for f in world.functions])[world.dept_function]
    amount = staff[world.dy_dept] * 1.035 ** (world.dy_year - world.years[0]) * 100
    initial = amount.round().astype(np.int64)
    budget = (amount * rng.uniform(0.98, 1.08, amount.size)).round().astype(np.int64)
    share = rng.uniform(0.965, 1.0, amount.size) * np.where(world.dy_is_as_of, 0.78, 1)
    return initial * STEP, budget * STEP, (budget * share).astype(np.int64) * STEP


def _parts(world: World, budget: Ints, executed: Ints) -> tuple[Ints, Ints]:
    """Weights and points of the level-1 parts; execution is exactly rate × weight, rounded half up."""
    rng = rng_of(world.seed, "parts")
    dept, n = world.dy_dept, budget.size
    by_district = {s.scheme_id: [NULL if w is None else w * 100 for w in s.weights] for s in SCHEMES}
    weights = np.asarray([by_district[d.scheme_id] for d in world.districts])[world.dept_district[dept]]
    loss = rng.gamma(1.3, 1.3, (n, 4)) * np.sqrt(np.maximum(weights, 0) / 2_500)
    loss *= np.exp(rng.normal(0, 0.4, world.dept_id.len()))[dept][:, None]
    # At least 0.01 lost elsewhere: rounding the execution points up never lifts the score above its bound.
    parts = weights - np.maximum((loss * 100).astype(np.int64), 1)
    weight = scheme_weight(world, dept)
    parts[:, 0] = (2 * weight * np.minimum(executed, budget) + budget) // (2 * budget)
    is_scored = (rng.random(n) > 0.04) & ~world.dy_is_as_of
    return weights, np.where(is_scored[:, None] & (weights != NULL), parts, NULL)
