"""Parts of a project or of a score: fund sources, indicators, bands.

Belongs here: ``funding_year``, ``indicator_year``, ``score_band``. Does not belong here: the rows they are parts of
(``facts``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo import promises
from etl.demo.facts import band_counts
from etl.demo.frames import NULL, STEP, Ints, conform, hundredths, nullable, rng_of, texts
from etl.demo.keys import Keys
from etl.demo.money import Lines
from etl.demo.planting import Planted
from etl.demo.reports import PART_NAMES, Reports
from etl.demo.world import World

_LEVELS = pl.Series(["中央", "省", "市", "区"])
_KINDS = pl.Series(["一般公共预算", "政府性基金", "债券"])
_BANDS: tuple[tuple[int, int], ...] = ((90, 100), (80, 90), (60, 80), (0, 60))
_TARGETS_A_FUNCTION = 8


def funding_frame(world: World, lines: Lines, planted: Planted, keys: Keys) -> pl.DataFrame:
    """The table ``funding_year``: parts of three lines in ten, adding up to budget and executed (but where planted)."""
    rng = rng_of(world.seed, "funding")
    n = lines.budget.size
    wrong = np.zeros(n, bool)
    wrong[planted.lines["components_mismatch"]] = True
    is_whole = (lines.budget != NULL) & (lines.executed != NULL) & ~lines.is_in_yuan
    line = np.flatnonzero(is_whole & ((rng.random(n) < 0.3) | wrong))
    carried = np.where(rng.random(line.size) < 0.4, rng.uniform(0.03, 0.3, line.size), 0)
    other = np.where(rng.random(line.size) < 0.35, rng.uniform(0.02, 0.25, line.size), 0)
    parts = []
    budget, executed = lines.budget[line] // STEP, lines.executed[line] // STEP
    for amount in (budget, executed):
        second, third = (amount * carried).astype(np.int64), (amount * other).astype(np.int64)
        parts.append((amount - second - third, second, third))
    (grant, old, rest), (grant_spent, old_spent, rest_spent) = parts
    shift = np.where(wrong[line], np.maximum(budget * rng.integers(6, 40, line.size) // 100, 2), 0)
    columns = [
        (budget, executed, 0, np.ones(line.size, bool)),
        (grant + shift, grant_spent, 1, np.ones(line.size, bool)),
        (old, old_spent, 2, old > 0),
        (rest, rest_spent, 3, rest > 0),
    ]
    has_subtotal = rng.random(line.size) < 0.25
    level, kind = rng.choice(4, line.size, p=[0.12, 0.2, 0.18, 0.5]), rng.choice(3, line.size, p=[0.82, 0.1, 0.08])
    frames = []
    for amount, spent, number, exists in columns:
        kept = np.flatnonzero(exists & (has_subtotal & ~wrong[line] if number == 0 else True))
        frames.append(
            pl.DataFrame({"line": line[kept], "number": np.full(kept.size, number)}).with_columns(
                hundredths(amount[kept] * STEP, "budget_full_year"),
                hundredths(spent[kept] * STEP, "executed"),
                texts(_LEVELS, level[kept] if number == 1 else np.full(kept.size, NULL), "fund_level"),
                texts(_KINDS, kind[kept] if number == 1 else np.full(kept.size, NULL), "budget_kind"),
            )
        )
    frame = pl.concat(frames).sort("line", "number")
    at = frame["line"].to_numpy()
    return conform(
        frame.select(
            keys.line_project_id.gather(at).alias("project_id"),
            pl.Series("year", world.line_year[at]),
            pl.Series("fund_year", world.line_year[at]),
            pl.lit("self").alias("evaluation_kind"),
            (pl.int_range(pl.len()).over("line") + 1).alias("ordinal"),
            pl.lit(pl.Series(["年度资金总额", "财政拨款", "上年结转", "其他"]).gather(frame["number"])).alias(
                "fund_type"
            ),
            "fund_level",
            "budget_kind",
            (pl.col("number") == 0).alias("is_subtotal"),
            "budget_full_year",
            "executed",
            keys.line_source_id.gather(at).alias("source_id"),
        ),
        "funding_year",
    )


def indicator_frame(world: World, reports: Reports, keys: Keys) -> pl.DataFrame:
    """The table ``indicator_year``: level-1 points of every scored department, targets of some projects.

    Targets carry neither weight nor points: the form of the demonstration scores projects as a whole.
    """
    return pl.concat([_part_frame(world, reports, keys), _target_frame(world, keys)])


def _part_frame(world: World, reports: Reports, keys: Keys) -> pl.DataFrame:
    dy, part = np.nonzero(reports.d_parts != NULL)
    frame = pl.DataFrame({"year": world.dy_year[dy], "ordinal": part + 1}).with_columns(
        keys.dy_department_id.gather(dy).alias("department_id"),
        pl.lit("self").alias("evaluation_kind"),
        pl.Series(PART_NAMES).gather(part).alias("level1"),
        hundredths(reports.d_weights[dy, part], "weight"),
        hundredths(reports.d_parts[dy, part], "score"),
        keys.dy_department_source_id.gather(dy).alias("source_id"),
    )
    return conform(frame, "indicator_year")


def _target_frame(world: World, keys: Keys) -> pl.DataFrame:
    """Three to five targets for a tenth of the lines of the last three years."""
    rng = rng_of(world.seed, "targets")
    is_recent = (world.line_year > world.years[-1] - 3) & ~world.dy_is_as_of[world.line_dy]
    line = np.flatnonzero(is_recent & (rng.random(is_recent.size) < 0.1))
    count = rng.integers(3, 6, line.size)
    # The counted thing first, then a stretch of the common targets in the order of the form.
    which = np.repeat(rng.integers(0, 2, line.size), count)
    start = np.repeat((rng.random(line.size) * (len(promises.COMMON) - count + 2)).astype(np.int64), count)
    owner = np.repeat(line, count)
    ordinal = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count) + 1
    function = world.dept_function[world.line_dept[owner]]
    number = function * _TARGETS_A_FUNCTION + np.where(ordinal == 1, which, start + ordinal)
    table = [t for f in world.functions for t in (*promises.COUNTED[f.slug], *promises.COMMON)]
    usual = np.asarray([t.usual for t in table])[number]
    is_percent = np.asarray([t.unit == "%" for t in table])[number]
    is_upper = np.asarray([t.comparator == "<=" for t in table])[number]
    goal = np.where(is_percent, usual, np.maximum((usual * np.exp(rng.normal(0, 0.6, owner.size))).round(), 1))
    is_missed = rng.random(owner.size) < 0.13
    ratio = np.where(is_missed, rng.uniform(0.55, 0.97, owner.size), rng.uniform(1.0, 1.15, owner.size))
    actual = np.where(is_upper, np.floor(goal / ratio), np.ceil(goal * ratio))
    actual = np.where(is_missed, np.where(is_upper, np.maximum(actual, goal + 1), np.minimum(actual, goal - 1)), actual)
    actual = np.where(is_percent, np.minimum(actual, 100), actual).astype(np.int64)
    words = {
        name: pl.Series([getattr(t, name) for t in table])
        for name in ("level1", "level2", "level3", "unit", "comparator")
    }
    frame = pl.DataFrame(
        {
            "year": world.line_year[owner],
            "ordinal": ordinal,
            "target_value": goal.astype(np.int64),
            "actual_value": actual,
        }
    ).with_columns(
        keys.line_department_id.gather(owner).alias("department_id"),
        keys.line_project_id.gather(owner).alias("project_id"),
        pl.lit("self").alias("evaluation_kind"),
        *(series.gather(number).alias(name) for name, series in words.items()),
        texts(pl.Series(promises.DEVIATIONS), _deviation(rng, is_missed), "deviation"),
        keys.line_source_id.gather(owner).alias("source_id"),
    )
    sign = pl.when(pl.col("comparator") == "<=").then(pl.lit("≤")).otherwise(pl.lit("≥"))
    return conform(
        frame.with_columns(
            (sign + pl.col("target_value").cast(pl.String) + pl.col("unit")).alias("target_text"),
            (pl.col("actual_value").cast(pl.String) + pl.col("unit")).alias("actual_text"),
        ),
        "indicator_year",
    )


def _deviation(rng: np.random.Generator, is_missed: np.typing.NDArray[np.bool_]) -> Ints:
    chosen = rng.integers(0, len(promises.DEVIATIONS), is_missed.size)
    return np.where(is_missed & (rng.random(is_missed.size) < 0.7), chosen, NULL)


def band_frame(world: World, lines: Lines, keys: Keys) -> pl.DataFrame:
    """The table ``score_band``, empty bands included, where a department has no single scores."""
    counts = band_counts(world, lines)
    dy = np.repeat(np.flatnonzero(counts.sum(axis=1) > 0), len(_BANDS))
    band = np.tile(np.arange(len(_BANDS)), dy.size // len(_BANDS))
    lower, upper = np.asarray(_BANDS).T
    frame = pl.DataFrame({"year": world.dy_year[dy], "ordinal": band + 1, "lower": lower[band], "upper": upper[band]})
    frame = frame.with_columns(
        keys.dy_department_id.gather(dy).alias("department_id"),
        pl.lit("self").alias("evaluation_kind"),
        nullable(counts[dy, band], "project_count"),
        keys.dy_project_source_id.gather(dy).alias("source_id"),
    )
    return conform(frame, "score_band")
