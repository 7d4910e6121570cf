"""The contradictions put into the reports on purpose, and where.

Belongs here: one function per finding code that does not arise by itself. Every planted row is claimed, so no two
plants meet, and everything else stays consistent to the printed digit. Does not belong here: conditions that arise
by themselves (``truth``), contradictions between two statements (``statements`` writes them for the rows chosen
here) or between a project and its fund sources (``detail``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.demo.frames import NULL, STEP, Bools, Ints, percent_of, rng_of
from etl.demo.money import Lines, grade_of, scheme_weight, score_bound
from etl.demo.reports import Reports, sum_by
from etl.demo.world import World

#: At most one row in this many eligible ones, so that a small city is not made of contradictions only.
_SPACING = 20


@dataclass
class Planted:
    """Indices of the planted rows by finding code: lines, department-years by scope, families, projects."""

    lines: dict[str, Ints] = field(default_factory=dict)
    project_reports: dict[str, Ints] = field(default_factory=dict)
    department_reports: dict[str, Ints] = field(default_factory=dict)
    aliased: Ints = field(default_factory=lambda: np.empty(0, np.int64))


class _Chooser:
    """Draws rows that are eligible and not yet claimed."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self.rng = rng
        self._is_free = np.ones(size, bool)

    def choose(self, eligible: Bools, wanted: int) -> Ints:
        found = np.flatnonzero(eligible & self._is_free)
        few = min(wanted, -(-found.size // _SPACING))
        chosen = np.sort(self.rng.choice(found, size=few, replace=False)) if few else found
        self._is_free[chosen] = False
        return chosen


def plant_lines(world: World, lines: Lines) -> Planted:
    """Change ``lines`` in place and say where."""
    rng = rng_of(world.seed, "plant lines")
    planted = Planted()
    chooser = _Chooser(rng, world.line_dy.size)
    is_family = world.project_parent[world.line_project] != NULL
    is_plain = ~lines.is_faulty & ~is_family & ~world.dy_is_as_of[world.line_dy]
    lacking = sum_by(world, (lines.executed == NULL).astype(np.int64))[world.line_dy] > 0
    # At half the budget or more, only 万元 makes sense of an amount printed in 元.
    is_low = lines.is_below(90) & ~lines.is_below(55)

    planted.lines["unit_suspect"] = chosen = chooser.choose(is_plain & is_low & lacking, 20)
    lines.executed[chosen] //= STEP
    lines.is_in_yuan[chosen] = True
    lines.must_explain[chosen] = True
    for column in (lines.balance, lines.rate, lines.received, lines.score, lines.grade):
        column[chosen] = NULL

    is_short = is_plain & (lines.executed < lines.budget) & (lines.executed > 0)
    planted.lines["balance_mismatch"] = chosen = chooser.choose(is_short, 40)
    surplus = _share_of(chooser, lines.budget[chosen], 4, 30)
    lines.balance[chosen] = lines.budget[chosen] - lines.executed[chosen] + surplus

    _plant_rates(chooser, is_plain, lines, planted)

    has_grade = is_plain & (lines.grade != NULL) & (lines.score >= 6_000)
    planted.lines["grade_mismatch"] = chosen = chooser.choose(has_grade, 25)
    lines.grade[chosen] = np.where(lines.grade[chosen] == 0, 1, lines.grade[chosen] - 1)

    weight = scheme_weight(world, world.line_dept)
    is_scored = is_plain & (lines.score != NULL) & lines.is_below(90) & ~lines.is_below(30)
    planted.lines["score_rate_mismatch"] = chosen = chooser.choose(is_scored, 25)
    bound = score_bound(weight[chosen], lines.executed[chosen], lines.budget[chosen])
    lines.score[chosen] = lines.true_score[chosen] = np.minimum(bound + rng.integers(60, 300, chosen.size), 10_000)
    lines.grade[chosen] = grade_of(lines.score[chosen])

    planted.lines["contradictory_values"] = chooser.choose(is_plain & (lines.rate != NULL) & (lines.executed > 0), 25)
    planted.lines["components_mismatch"] = chooser.choose(is_plain & (lines.budget > 10 * STEP), 20)

    span = np.bincount(world.line_project, minlength=world.project_dept.size)
    renamed = _Chooser(rng, span.size)
    planted.aliased = renamed.choose((span >= 2) & (world.project_parent == NULL), 40)
    return planted


def _plant_rates(chooser: _Chooser, is_plain: Bools, lines: Lines, planted: Planted) -> None:
    """A wrong rate stays on its side of 90 % and 80 %, so that no other check depends on which rate it trusts."""
    exact = percent_of(lines.executed, lines.denominator)
    rng = chooser.rng
    # Below 100,000 yuan the step of 100 yuan is too coarse to tell two rates apart.
    is_plain = is_plain & (lines.budget > 1_000 * STEP)
    is_high, is_low = (exact > 9_050) & (exact < 9_450), (exact > 2_000) & (exact < 6_800)
    planted.lines["rate_mismatch"] = chosen = chooser.choose(is_plain & (is_high | is_low), 30)
    lines.must_explain[chosen] = True
    n = chosen.size
    wrong = exact[chosen] + np.where(is_high[chosen], rng.integers(120, 500, n), rng.integers(200, 900, n))
    for other in (lines.initial, lines.received):
        fits = np.abs(wrong - percent_of(lines.executed, other)[chosen]) < 20
        wrong += np.where(fits, 45, 0)
    lines.rate[chosen] = wrong

    planted.lines["rate_basis_received"] = chosen = chooser.choose(is_plain & (is_high | is_low), 25)
    lines.must_explain[chosen] = True
    n = chosen.size
    aimed = exact[chosen] + np.where(is_high[chosen], rng.integers(150, 500, n), rng.integers(300, 900, n))
    lines.received[chosen] = lines.executed[chosen] // STEP * 10_000 // aimed * STEP
    lines.rate[chosen] = percent_of(lines.executed, lines.received)[chosen]
    # The initial budget must not explain the same rate.
    lines.initial[chosen] = NULL


def plant_reports(world: World, lines: Lines, reports: Reports, planted: Planted) -> None:
    """Change ``reports`` in place and add to ``planted``."""
    rng = rng_of(world.seed, "plant reports")
    chooser = _Chooser(rng, world.dy_dept.size)
    count = np.bincount(world.line_dy, minlength=world.dy_dept.size)
    is_plain, lacks_budget, lacks_executed = _totalled(world, lines, reports)
    planted.project_reports["sum_mismatch"] = _plant_sums(chooser, world, lines, reports)

    is_counted = is_plain & (reports.p_count > 4) & world.dy_has_scores
    # More stated than listed only where the amounts are incomplete anyway: else the sum would also be in question.
    fewer = chooser.choose(is_counted & ~lacks_budget & ~lacks_executed, 22)
    more = chooser.choose(is_counted & lacks_budget & lacks_executed, 12)
    reports.p_count[fewer] = count[fewer] - rng.integers(1, 4, fewer.size)
    reports.p_count[more] = count[more] + rng.integers(1, 5, more.size)
    planted.project_reports["count_mismatch"] = np.sort(np.concatenate([fewer, more]))

    is_high = (reports.p_rate > 9_050) & (reports.p_rate < 9_600) & ~lacks_budget & ~lacks_executed
    planted.project_reports["rate_mismatch"] = chosen = chooser.choose(is_plain & is_high, 10)
    reports.p_rate[chosen] += rng.integers(100, 350, chosen.size)

    is_scored = ~world.dy_is_as_of & (reports.d_score > 7_000)
    planted.department_reports["score_sum_mismatch"] = chosen = chooser.choose(is_scored, 25)
    reports.d_score[chosen] -= rng.integers(60, 500, chosen.size)
    reports.d_grade[chosen] = grade_of(reports.d_score[chosen])

    planted.department_reports["score_rate_mismatch"] = chosen = chooser.choose(is_scored, 25)
    room = reports.d_weights[chosen, 0] - reports.d_parts[chosen, 0]
    shift = np.where(room >= 30, room, -rng.integers(50, 200, chosen.size))
    reports.d_parts[chosen, 0] += shift
    reports.d_score[chosen] += shift
    reports.d_grade[chosen] = grade_of(reports.d_score[chosen])

    planted.department_reports["grade_mismatch"] = chosen = chooser.choose(is_scored, 15)
    reports.d_grade[chosen] = np.where(reports.d_grade[chosen] == 0, 1, reports.d_grade[chosen] - 1)
    planted.department_reports["contradictory_values"] = chooser.choose(is_scored, 15)

    planted.project_reports["scope_mismatch"] = chosen = chooser.choose(is_plain, 12)
    reports.is_p_title_wrong[chosen] = True
    planted.department_reports["scope_mismatch"] = chosen = chooser.choose(is_plain, 12)
    reports.is_d_title_wrong[chosen] = True


def _plant_sums(chooser: _Chooser, world: World, lines: Lines, reports: Reports) -> Ints:
    """Totals that differ: executed off, 0 over non-zero lines, budget off, budget below its known lines."""
    is_plain, lacks_budget, lacks_executed = _totalled(world, lines, reports)
    is_complete = is_plain & ~lacks_budget & ~lacks_executed
    off, zero, budget = (chooser.choose(is_complete, wanted) for wanted in (18, 4, 12))
    below = chooser.choose(is_plain & lacks_budget & ~lacks_executed, 5)
    reports.p_executed[off] -= _share_of(chooser, reports.p_executed[off], 1, 9)
    reports.p_executed[zero] = 0
    reports.p_budget[budget] += _share_of(chooser, reports.p_budget[budget], 1, 7)
    known = sum_by(world, np.where(lines.denominator == NULL, 0, lines.denominator))
    reports.p_budget[below] = known[below] - _share_of(chooser, known[below], 5, 30)
    chosen = np.sort(np.concatenate([off, zero, budget, below]))
    reports.p_rate[chosen] = percent_of(reports.p_executed, reports.p_budget)[chosen]
    return chosen


def _totalled(world: World, lines: Lines, reports: Reports) -> tuple[Bools, Bools, Bools]:
    """Full-year reports that state both totals; reports with a line lacking its budget; its execution."""
    is_plain = ~world.dy_is_as_of & (reports.p_budget != NULL) & (reports.p_executed > 0)
    lacks_budget = sum_by(world, (lines.denominator == NULL).astype(np.int64)) > 0
    return is_plain, lacks_budget, sum_by(world, (lines.executed == NULL).astype(np.int64)) > 0


def _share_of(chooser: _Chooser, amounts: Ints, least: int, most: int) -> Ints:
    """From ``least`` to below ``most`` per cent of each amount in whole steps, at least two."""
    share = chooser.rng.integers(least, most, amounts.size)
    amount: Ints = np.maximum(amounts // STEP * share // 100, 2) * STEP
    return amount
