"""The tables of figures of departments and projects.

Belongs here: ``department_year``, ``department_amount``, ``project_year``, ``project_family_total``. Does not
belong here: parts of a project or of a score (``detail``), drawing of amounts (``money``, ``reports``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo.frames import NULL, STEP, Ints, conform, hundredths, nullable, percent_of, rates, rng_of, texts
from etl.demo.keys import Keys
from etl.demo.money import Lines, grade_of
from etl.demo.planting import Planted
from etl.demo.registers import AS_OF_DAY, AS_OF_MONTH, last_lines
from etl.demo.reports import Reports, sum_by
from etl.demo.world import World

GRADE_WORDS = pl.Series(["优", "良", "中", "差"])
_LONG_GRADE_WORDS = pl.Series(["优秀", "良好", "中", "差"])
_PROGRESS = pl.Series(["finished", "ongoing", "carried_over", "not_started", "cancelled"])
_PROGRESS_WORDS = pl.Series(["已完成", "正在实施", "结转下年实施", "未启动", "已取消"])


def printed_grades(world: World, grade: Ints, dept: Ints, name: str) -> pl.Series:
    """Grade words; some departments write 优秀 and 良好."""
    is_long = pl.Series(rng_of(world.seed, "grade words").random(world.dept_id.len()) < 0.2).gather(dept)
    short, long = texts(GRADE_WORDS, grade, name), texts(_LONG_GRADE_WORDS, grade, name)
    return short.zip_with(~is_long, long)


def as_of_dates(world: World, dy: Ints, name: str) -> pl.Series:
    """The date of year-to-date figures, null for full years."""
    frame = pl.DataFrame({"year": world.dy_year[dy], "is_as_of": world.dy_is_as_of[dy]})
    return frame.select(pl.when("is_as_of").then(pl.date("year", AS_OF_MONTH, AS_OF_DAY)).alias(name))[name]


def scheme_ids(world: World, dept: Ints) -> pl.Series:
    """Scheme of each department's district."""
    return pl.Series([d.scheme_id for d in world.districts]).gather(world.dept_district[dept])


def project_names(world: World, planted: Planted, aliases: pl.Series) -> pl.Series:
    """The name each line prints: the project's, or its other spelling in the last line of an aliased project."""
    names = world.project_name.gather(world.line_project)
    last = last_lines(world, planted.aliased)
    other = np.full(world.line_project.size, NULL)
    other[last] = np.arange(last.size)
    return texts(aliases, other, "alias").fill_null(names)


def project_year_frame(world: World, lines: Lines, names: pl.Series, keys: Keys) -> pl.DataFrame:
    """The table ``project_year``."""
    dept = world.line_dept
    basis = np.where(
        lines.is_unqualified, 1, np.where(lines.budget != NULL, 0, np.where(lines.initial != NULL, 2, NULL))
    )
    carried, returned, committed = _leftovers(world, lines)
    progress = _progress(world, lines, carried)
    rng = rng_of(world.seed, "progress words")
    is_worded = rng.random(progress.size) < 0.4
    frame = pl.DataFrame({"year": world.line_year, "fund_year": world.line_year}).with_columns(
        keys.line_project_id.alias("project_id"),
        keys.line_department_id.alias("department_id"),
        pl.lit("self").alias("evaluation_kind"),
        names.alias("project"),
        hundredths(lines.initial, "budget_initial"),
        hundredths(lines.budget, "budget_full_year"),
        hundredths(lines.received, "funds_received"),
        hundredths(lines.executed, "executed"),
        hundredths(lines.unspecified, "amount_unspecified"),
        texts(pl.Series(["full_year", "unspecified", "initial"]), basis, "budget_basis"),
        rates(lines.rate, "execution_rate_stated"),
        hundredths(lines.balance, "balance_stated"),
        hundredths(carried, "carried_forward"),
        hundredths(returned, "returned"),
        hundredths(committed, "committed_unpaid"),
        hundredths(lines.score, "score"),
        printed_grades(world, lines.grade, dept, "grade_stated"),
        texts(_PROGRESS, progress, "progress"),
        texts(_PROGRESS_WORDS, np.where(is_worded, progress, NULL), "progress_text"),
        as_of_dates(world, world.line_dy, "as_of"),
        scheme_ids(world, dept).alias("scheme_id"),
        keys.line_source_id.alias("source_id"),
    )
    return conform(frame, "project_year")


def _leftovers(world: World, lines: Lines) -> tuple[Ints, Ints, Ints]:
    """What became of the unspent money of some lines: carried forward, taken back, owed; never more than unspent."""
    rng = rng_of(world.seed, "leftovers")
    n = lines.budget.size
    is_known = (lines.budget != NULL) & (lines.executed != NULL) & ~lines.is_in_yuan & ~world.dy_is_as_of[world.line_dy]
    unspent = np.where(is_known, lines.budget - lines.executed, 0) // STEP
    is_told = (unspent > 0) & lines.is_below(95) & (rng.random(n) < 0.45)
    kind = rng.random(n)
    part = np.where(rng.random(n) < 0.6, unspent, (unspent * rng.uniform(0.2, 0.9, n)).astype(np.int64))
    carried = np.where(is_told & (kind < 0.5), part * STEP, NULL)
    returned = np.where(is_told & (kind >= 0.5) & (kind < 0.8), part * STEP, NULL)
    committed = np.where(is_told & (kind >= 0.8), part * STEP, NULL)
    # The rest of a part carried forward is sometimes owed for goods already delivered.
    has_rest = (carried > 0) & (part < unspent) & (rng.random(n) < 0.3)
    return carried, returned, np.where(has_rest, (unspent - part) * STEP, committed)


def _progress(world: World, lines: Lines, carried: Ints) -> Ints:
    rng = rng_of(world.seed, "progress")
    n = lines.budget.size
    last_year = np.zeros(world.project_dept.size, np.int64)
    np.maximum.at(last_year, world.line_project, world.line_year)
    goes_on = last_year[world.line_project] > world.line_year
    rate = percent_of(lines.true_executed, lines.true_budget)
    is_cancelled = (rate < 1_000) & ~goes_on & (rng.random(n) < 0.4)
    found = np.select(
        [is_cancelled, rate == 0, carried > 0, goes_on | world.dy_is_as_of[world.line_dy], rate >= 8_500],
        [4, 3, 2, 1, 0],
        2,
    )
    return np.where(rng.random(n) < 0.15, NULL, found)


def department_year_frame(world: World, lines: Lines, reports: Reports, keys: Keys) -> pl.DataFrame:
    """The table ``department_year``: both scopes of every department-year, then the re-evaluations."""
    everyone = np.arange(world.dy_dept.size)
    scheme = scheme_ids(world, world.dy_dept)
    common = pl.DataFrame({"year": world.dy_year}).with_columns(
        keys.dy_department_id.alias("department_id"),
        as_of_dates(world, everyone, "as_of"),
        scheme.alias("scheme_id"),
        pl.lit("self").alias("evaluation_kind"),
    )
    projects = common.with_columns(
        pl.lit("project").alias("scope"),
        hundredths(reports.p_budget, "budget_full_year"),
        hundredths(reports.p_executed, "executed"),
        pl.lit("full_year").alias("budget_basis"),
        rates(reports.p_rate, "execution_rate_stated"),
        hundredths(reports.p_score, "score"),
        printed_grades(world, reports.p_grade, world.dy_dept, "grade_stated"),
        _score_words(world, lines, reports),
        nullable(reports.p_count, "project_count_stated"),
        keys.dy_project_source_id.alias("source_id"),
    )
    whole = common.with_columns(
        pl.lit("department").alias("scope"),
        hundredths(reports.d_initial, "budget_initial"),
        hundredths(reports.d_budget, "budget_full_year"),
        hundredths(reports.d_executed, "executed"),
        pl.lit("full_year").alias("budget_basis"),
        rates(reports.d_rate, "execution_rate_stated"),
        hundredths(reports.d_score, "score"),
        printed_grades(world, reports.d_grade, world.dy_dept, "grade_stated"),
        keys.dy_department_source_id.alias("source_id"),
    )
    again = pl.DataFrame({"year": world.dy_year[reports.again_dy]}).with_columns(
        keys.dy_department_id.gather(reports.again_dy).alias("department_id"),
        scheme.gather(reports.again_dy).alias("scheme_id"),
        keys.again_kind.alias("evaluation_kind"),
        pl.lit("project").alias("scope"),
        hundredths(reports.again_score, "score"),
        texts(GRADE_WORDS, grade_of(reports.again_score), "grade_stated"),
        keys.again_source_id.alias("source_id"),
    )
    return pl.concat([conform(part, "department_year") for part in (projects, whole, again)])


def _score_words(world: World, lines: Lines, reports: Reports) -> pl.Series:
    """How the score of the projects is told: as a mean, or in bands where there are no single scores."""
    counts = band_counts(world, lines)
    frame = pl.DataFrame(
        {"n": sum_by(world, (lines.score != NULL).astype(np.int64)), "score": reports.p_score}
        | {f"band{i}": counts[:, i] for i in range(4)}
    )
    worded = pl.format(
        "自评得分90分以上的{}个、80至90分的{}个、60至80分的{}个、60分以下的{}个", "band0", "band1", "band2", "band3"
    )
    return frame.select(
        pl.when(pl.col("score") != NULL)
        .then(pl.format("{}个项目自评得分的平均值", "n"))
        .when(pl.sum_horizontal([f"band{i}" for i in range(4)]) > 0)
        .then(worded)
        .alias("score_text")
    )["score_text"]


def band_counts(world: World, lines: Lines) -> Ints:
    """Projects per band (department-years × 4, best first) where the district prints bands only; else 0."""
    is_banded = (lines.true_score != NULL) & ~world.dy_has_scores[world.line_dy]
    grade = np.where(is_banded, grade_of(lines.true_score), 0)
    cell = world.line_dy * 4 + grade
    counts = np.bincount(cell, weights=is_banded, minlength=world.dy_dept.size * 4)
    return counts.astype(np.int64).reshape(-1, 4)


def department_amount_frame(world: World, reports: Reports, keys: Keys) -> pl.DataFrame:
    """The table ``department_amount``: final accounts and procurement of the whole department."""
    rng = rng_of(world.seed, "amounts")
    n = world.dy_dept.size
    spent = reports.d_executed
    grant = (spent // STEP * rng.integers(90, 100, n) // 100) * STEP
    procurement = (reports.projects_executed // STEP * rng.integers(12, 45, n) // 100) * STEP
    bought = (procurement // STEP * rng.integers(82, 101, n) // 100) * STEP
    owed = np.where(rng.random(n) < 0.4, (bought // STEP * rng.integers(2, 14, n) // 100) * STEP, NULL)
    added = np.where(reports.d_budget > reports.d_initial, reports.d_budget - reports.d_initial, NULL)
    items: dict[str, Ints] = {
        "收入决算": spent + (spent // STEP * rng.integers(0, 4, n) // 100) * STEP,
        "财政拨款收入": grant,
        "支出决算": spent,
        "基本支出": reports.basic_executed,
        "项目支出": reports.projects_executed,
        "政府采购预算": procurement,
        "政府采购金额": bought,
        "已采购未支付": owed,
        "追加": added,
    }
    common = pl.DataFrame({"year": world.dy_year}).with_columns(
        keys.dy_department_id.alias("department_id"), keys.dy_department_source_id.alias("source_id")
    )
    parts = [
        common.with_columns(pl.lit(item).alias("item"), hundredths(amount, "amount")).drop_nulls("amount")
        for item, amount in items.items()
    ]
    return conform(pl.concat(parts), "department_amount")


def family_totals(world: World, lines: Lines) -> tuple[Ints, Ints, Ints, Ints]:
    """Families that name a total: parent project, line of its first child, number of children, sum of their budgets.

    One element per parent and year with two children or more; sorted by parent and year.
    """
    parent = world.project_parent[world.line_project]
    children = np.flatnonzero(parent != NULL)
    key, first, index, count = np.unique(
        parent[children] * 10_000 + world.line_year[children],
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    total = np.zeros(key.size, np.int64)
    np.add.at(total, index, lines.budget[children])
    is_kept = count >= 2
    return (key // 10_000)[is_kept], children[first][is_kept], count[is_kept], total[is_kept]


def family_frame(world: World, lines: Lines, keys: Keys) -> tuple[pl.DataFrame, list[str]]:
    """The table ``project_family_total``, and ``project_id|year`` of the totals that do not add up."""
    rng = rng_of(world.seed, "families")
    parent, line, _, total = family_totals(world, lines)
    wrong = np.sort(rng.choice(parent.size, size=min(15, -(-parent.size // 4)), replace=False))
    total[wrong] += np.maximum(total[wrong] // STEP * rng.integers(5, 40, wrong.size) // 100, 20) * STEP
    frame = pl.DataFrame({"year": world.line_year[line]}).with_columns(
        world.project_id.gather(parent).alias("project_id"),
        hundredths(total, "amount_unspecified"),
        keys.line_source_id.gather(line).alias("source_id"),
    )
    ids = frame.select(pl.format("{}|{}", "project_id", "year").alias("id"))["id"].gather(wrong)
    return conform(frame, "project_family_total"), ids.to_list()
