"""What each line of a report says: amounts, rate, balance, score, grade; some left out.

Belongs here: budgets, execution and scores of project-years, first as they were, then as they are printed. Does not
belong here: contradictions (``planting``), department totals (``reports``). Amounts are fen, see ``frames``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo import places
from etl.demo.frames import NULL, STEP, Bools, Floats, Ints, percent_of, rng_of
from etl.demo.world import World

#: Smallest budget, in steps of 100 yuan.
_SMALLEST = 50
_SIGMA = 1.15
#: Lower bounds of 优, 良 and 中 in hundredths of a point; one scale for every scheme of the demonstration.
GRADE_BOUNDS = (9_000, 8_000, 6_000)


@dataclass(frozen=True)
class Scheme:
    """Weights in points of execution, output, benefit and satisfaction; the last is None where not scored."""

    scheme_id: str
    name: str
    weights: tuple[int, int, int, int | None]

    @property
    def parts(self) -> tuple[int, ...]:
        return tuple(w for w in self.weights if w is not None)


SCHEMES: tuple[Scheme, ...] = (
    Scheme("demo-10-50-30-10", "演示方案一（执行10、产出50、效益30、满意度10）", (10, 50, 30, 10)),
    Scheme("demo-20-40-40", "演示方案二（执行20、产出40、效益40，满意度不计分）", (20, 40, 40, None)),
)


@dataclass
class Lines:
    """One element per line. ``true_*`` is what happened; the others are what is printed (``NULL`` where not)."""

    true_initial: Ints
    true_budget: Ints
    true_executed: Ints
    initial: Ints
    budget: Ints
    received: Ints
    executed: Ints
    unspecified: Ints
    balance: Ints
    rate: Ints
    score: Ints
    #: Score as it was, also where the district prints bands only.
    true_score: Ints
    #: 0 优, 1 良, 2 中, 3 差; NULL where not printed.
    grade: Ints
    is_unqualified: Bools
    #: Lines whose document leaves something out; no contradiction is planted on them.
    is_faulty: Bools
    #: Amount column printed in 元 by mistake (the value is ten thousand times too small).
    is_in_yuan: Bools
    must_explain: Bools

    @property
    def denominator(self) -> Ints:
        """The printed budget that a rate rests on: full year, else initial."""
        return np.where(self.budget != NULL, self.budget, self.initial)

    @property
    def has_rate(self) -> Bools:
        is_known: Bools = (self.denominator != NULL) & (self.executed != NULL)
        return is_known

    def is_below(self, percent: int) -> Bools:
        """Lines executed below ``percent`` of the printed budget, compared exactly."""
        is_less: Bools = self.executed * 100 < self.denominator * percent
        return self.has_rate & is_less


def scheme_weight(world: World, dept: Ints) -> Ints:
    """Weight of execution in hundredths of a point, by the department's district."""
    weight = {s.scheme_id: s.weights[0] * 100 for s in SCHEMES}
    return np.asarray([weight[d.scheme_id] for d in world.districts])[world.dept_district[dept]]


def grade_of(score: Ints) -> Ints:
    """Grade index of each score by the bounds of the schemes, ``NULL`` for none."""
    index = np.select([score >= bound for bound in GRADE_BOUNDS], [0, 1, 2], default=3)
    return np.where(score == NULL, NULL, index)


def score_bound(weight: Ints, executed: Ints, budget: Ints) -> Ints:
    """Highest honest score: 100 − w + w × min(rate, 1), in hundredths, rounded down."""
    return 10_000 - weight + weight * np.minimum(executed, budget) // budget


def make_lines(world: World) -> Lines:
    """Draw every line: the truth first, then what the report prints of it."""
    initial, budget = _budgets(world)
    executed = _executed(world, budget)
    n = budget.size
    rng = rng_of(world.seed, "printing")
    is_unqualified = rng.random(n) < 0.05
    received = _received(rng, budget, executed)
    lines = Lines(
        initial * STEP, budget * STEP, executed * STEP,
        np.where((rng.random(n) < 0.75) & ~is_unqualified, initial * STEP, NULL), budget * STEP, received * STEP,
        executed * STEP, np.full(n, NULL), np.full(n, NULL), np.full(n, NULL), np.full(n, NULL), np.full(n, NULL),
        np.full(n, NULL), is_unqualified, np.zeros(n, bool), np.zeros(n, bool), np.zeros(n, bool),
    )  # fmt: skip
    lines.received[rng.random(n) > 0.35] = NULL
    _leave_out(rng, world, lines)
    has_balance = (lines.budget != NULL) & (lines.executed != NULL) & (lines.executed <= lines.budget)
    lines.balance = np.where(has_balance & (rng.random(n) < 0.25), lines.budget - lines.executed, NULL)
    lines.rate = np.where(rng.random(n) < 0.93, percent_of(lines.executed, lines.denominator), NULL)
    _score(world, lines)
    return lines


def _budgets(world: World) -> tuple[Ints, Ints]:
    """Initial and full-year budgets in steps of 100 yuan: log-normal, drifting from year to year, seldom jumping."""
    rng = rng_of(world.seed, "budget")
    dept = world.project_dept
    n = dept.size
    level = np.log(world.of_function([f.median for f in world.functions], dept) * 100)
    level += np.log(world.of_district([d.size for d in world.districts], dept)) + rng.normal(0, _SIGMA, n)
    is_huge = rng.random(n) < world.of_function([f.huge for f in world.functions], dept)
    level += np.where(is_huge, rng.uniform(2.6, 4.2, n), 0)

    project = world.line_project
    m = project.size
    step = np.clip(rng.normal(0.02, 0.22, m), -0.8, 0.8)
    is_jump = (rng.random(m) < 0.006) & ~world.dy_is_as_of[world.line_dy]
    jump = np.where(rng.random(m) < 0.5, 1, -1) * rng.uniform(1.7, 2.5, m)
    path = level[project] + _running_sum(np.where(is_jump, jump, step), project, world.line_year)
    amount = np.exp(path)
    grid = np.where(amount >= 20_000, 1_000, np.where(amount >= 2_000, 100, 10))
    initial = np.maximum((amount / grid).round().astype(np.int64) * grid, _SMALLEST)
    factor = np.where(rng.random(m) < 0.38, np.clip(np.exp(rng.normal(0, 0.12, m)), 0.75, 1.3), 1.0)
    return initial, np.maximum((initial * factor).round().astype(np.int64), _SMALLEST)


def _running_sum(step: Floats, project: Ints, year: Ints) -> Floats:
    """Sum of the steps within each project up to the line's year, 0 in its first year."""
    order = np.lexsort((year, project))
    sorted_project = project[order]
    is_first = np.r_[True, sorted_project[1:] != sorted_project[:-1]]
    total = np.cumsum(step[order])
    base = total[is_first][np.cumsum(is_first) - 1]
    out = np.empty_like(step)
    out[order] = total - base
    return out


def _executed(world: World, budget: Ints) -> Ints:
    rng = rng_of(world.seed, "execution")
    dept, year = world.line_dept, world.line_year
    n = budget.size
    middle = (world.years[0] + world.years[-1]) / 2
    odds = -2.15 + world.of_function([f.difficulty for f in world.functions], dept)
    odds += world.of_district([d.difficulty for d in world.districts], dept)
    odds += world.of_district([d.trend for d in world.districts], dept) * (year - middle)
    odds += np.asarray([places.YEAR_DIFFICULTY.get(y, 0.0) for y in world.years])[year - world.years[0]]
    odds += rng.normal(0, 0.6, world.project_dept.size)[world.line_project]
    is_under = rng.random(n) < 1 / (1 + np.exp(-odds))
    low = np.where(rng.random(n) < 0.07, 0.0, np.maximum(0.9 * rng.beta(2.2, 1.2, n), 0.005))
    # One work above 50 million yuan moves a whole district: it is late by a part, seldom by all of it.
    is_large = budget > 500_000
    low = np.where(is_large, 0.45 + 0.49 * low, low)
    kind = rng.random(n)
    over = np.where(is_large, 1.01, rng.uniform(1.004, 1.22, n))
    high = np.select([kind < 0.56, kind < 0.585], [1.0, over], 1 - 0.1 * rng.beta(1, 2.4, n))
    rate = np.where(is_under, low, high)
    rate *= np.where(
        world.dy_is_as_of[world.line_dy], np.minimum(rng.uniform(0.5, 0.88, n), 1 / np.maximum(rate, 1)), 1
    )
    executed = (budget * rate).round().astype(np.int64)
    # A rate that prints as 90.00 % (or 80.00 %) lies on its side of the threshold: otherwise page and check disagree.
    for percent in (90, 80):
        is_edge = (executed * 100 < budget * percent) & (executed * 10_000 >= budget * (percent * 100 - 1))
        executed = np.where(is_edge, -(-budget * percent // 100), executed)
    return np.where(rate > 0, np.maximum(executed, 1), 0)


def _received(rng: np.random.Generator, budget: Ints, executed: Ints) -> Ints:
    part = (budget * rng.uniform(0.6, 0.99, budget.size)).astype(np.int64)
    return np.maximum(np.where(rng.random(budget.size) < 0.85, budget, part), executed)


def _leave_out(rng: np.random.Generator, world: World, lines: Lines) -> None:
    """In the sloppy reports a fifth of the lines lack an amount; lines of families and next to a jump stay whole."""
    is_family = world.project_parent[world.line_project] != NULL
    is_faulty = world.dy_is_sloppy[world.line_dy] & ~is_family & (rng.random(is_family.size) < 0.20)
    kind = rng.random(is_faulty.size)
    no_executed = is_faulty & (kind >= 0.30) & (kind < 0.55)
    # Only where nothing was adjusted: a list that mixes both words still adds up to its total.
    initial_only = is_faulty & (kind >= 0.55) & (kind < 0.75) & (lines.true_initial == lines.true_budget)
    no_budget = is_faulty & (kind < 0.75) & ~no_executed & ~initial_only
    received_only, unspecified = is_faulty & (kind >= 0.75) & (kind < 0.87), is_faulty & (kind >= 0.87)
    lines.budget[no_budget | initial_only | received_only | unspecified] = NULL
    lines.initial[no_budget | received_only | unspecified] = NULL
    lines.initial[initial_only] = lines.true_initial[initial_only]
    lines.executed[no_executed | unspecified | (received_only & (kind < 0.81))] = NULL
    lines.received[is_faulty] = NULL
    lines.received[received_only] = np.maximum(lines.true_budget, lines.true_executed)[received_only]
    lines.unspecified[unspecified] = lines.true_budget[unspecified]
    lines.is_unqualified[is_faulty] = False
    lines.is_faulty[:] = is_faulty


def _score(world: World, lines: Lines) -> None:
    """Scores no higher than the rate allows; a habit of round points by department."""
    rng = rng_of(world.seed, "score")
    dept = world.line_dept
    n = dept.size
    weight = scheme_weight(world, dept)
    bound = score_bound(weight, lines.true_executed, lines.true_budget)
    safe = np.where(lines.has_rate, lines.denominator, 1)
    printed = score_bound(weight, np.where(lines.has_rate, lines.executed, 1), safe)
    bound = np.minimum(bound, printed)
    habit = rng.normal(0, 0.35, world.dept_id.len())[dept]
    loss = rng.gamma(1.5, 1.7, n) * np.exp(habit) + np.where(rng.random(n) < 0.05, rng.uniform(6, 32, n), 0)
    # What was not paid for was mostly not delivered either.
    loss += rng.uniform(0, 26, n) * (1 - np.minimum(lines.true_executed / lines.true_budget, 1))
    grid = rng.choice([1, 50, 100], size=world.dept_id.len(), p=[0.4, 0.35, 0.25])[dept]
    score = np.maximum(bound - (loss * 100).astype(np.int64), 2_000) // grid * grid
    has_scores = world.dy_has_scores[world.line_dy]
    # Bands count every project of the list, so only single scores are missing here and there.
    is_scored = ((rng.random(n) > 0.07) | ~has_scores) & ~world.dy_is_as_of[world.line_dy]
    lines.true_score = np.where(is_scored, score, NULL)
    lines.score = np.where(has_scores, lines.true_score, NULL)
    lines.grade = np.where(rng.random(n) < 0.7, grade_of(lines.score), NULL)
