"""Reasons and measures: who explains what, with which code, in which words.

Belongs here: the tables ``reason`` and ``measure``. Does not belong here: the words themselves (``wordings``,
``promises``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import promises, wordings
from etl.demo.frames import NULL, Bools, Floats, Ints, conform, nullable, percent_of, printed, rng_of
from etl.demo.keys import Keys
from etl.demo.money import Lines
from etl.demo.places import GROUPS
from etl.demo.reports import Reports
from etl.demo.wordings import CODES, OVER, WORDINGS, Wording
from etl.demo.world import World

_LONGEST_QUOTE = 60
_OVER_WORDING = len(CODES)
_OVER_CODE = CODES.index("R17")
UNDER, OVER_BUDGET, LOW_SCORE = "under_execution", "over_execution", "low_score"


@dataclass(frozen=True)
class Reasons:
    """One element per reason, sorted by department-year. ``line`` is NULL for a reason of the whole department."""

    line: Ints
    dy: Ints
    ordinal: Ints
    code: Ints
    wording: Ints
    explains: pl.Series
    is_inferred: Bools
    #: Sum over all reasons of one (or more) per line: True where a line has any.
    line_is_explained: Bools


class _Vocabulary:
    """All causes and effects multiplied out over agents and months, with the place of each wording in the list."""

    def __init__(self, choices: list[Wording]) -> None:
        causes = [_multiplied(w.causes, w.agents) for w in choices]
        effects = [list(w.effects) for w in choices]
        self.causes = pl.Series([text for part in causes for text in part])
        self.effects = pl.Series([text for part in effects for text in part])
        self._cause_size = np.asarray([len(part) for part in causes])
        self._effect_size = np.asarray([len(part) for part in effects])

    def draw(self, rng: np.random.Generator, wording: Ints) -> pl.Series:
        return (
            self.causes.gather(_within(rng, self._cause_size, wording))
            + "，"
            + self.effects.gather(_within(rng, self._effect_size, wording))
        )


def _multiplied(templates: tuple[str, ...], agents: tuple[str, ...]) -> list[str]:
    months = wordings.MONTHS
    filled = [t.replace("{a}", a).replace("{m}", m) for t in templates for a in agents for m in months]
    return list(dict.fromkeys(filled))


def _within(rng: np.random.Generator, sizes: Ints, part: Ints) -> Ints:
    return (np.cumsum(sizes) - sizes)[part] + (rng.random(part.size) * sizes[part]).astype(np.int64)


def make_reasons(world: World, lines: Lines, reports: Reports) -> Reasons:
    """Decide which lines and departments give reasons, how many, and which."""
    rng = rng_of(world.seed, "reasons")
    n = world.line_dy.size
    is_under = lines.is_below(90)
    always = lines.must_explain | world.dy_is_as_of[world.line_dy]
    under = is_under & (always | (rng.random(n) < 0.80))
    near = lines.is_below(95) & ~is_under & (rng.random(n) < 0.15)
    over = lines.has_rate & (lines.executed > lines.denominator) & (rng.random(n) < 0.6)
    low = ~is_under & ~over & ~near & (lines.score != NULL) & (lines.score < 8_000) & (rng.random(n) < 0.3)
    count = np.where(under, rng.choice([1, 2, 3], size=n, p=[0.74, 0.20, 0.06]), (near | over | low).astype(np.int64))
    line, ordinal = _repeated(np.arange(n), count)

    # A department below the threshold always says something general, so only projects are ever silent.
    overall = (reports.p_budget != NULL) & (reports.p_executed * 100 < reports.p_budget * 90)
    overall |= reports.d_executed * 100 < reports.d_budget * 90
    overall |= rng.random(overall.size) < 0.12
    general = np.flatnonzero(overall)
    general, general_ordinal = _repeated(general, rng.choice([1, 2], size=general.size, p=[0.7, 0.3]))

    every_line = np.concatenate([line, np.full(general.size, NULL)])
    every_dy = np.concatenate([world.line_dy[line], general])
    every_ordinal = np.concatenate([ordinal, general_ordinal])
    code = _codes(rng, world, every_dy, every_line, every_ordinal)
    is_over = np.concatenate([over[line], np.zeros(general.size, bool)])
    is_low = np.concatenate([low[line], np.zeros(general.size, bool)])
    code = np.where(is_over, _OVER_CODE, code)
    order = np.lexsort((every_ordinal, every_line, every_dy))
    explains = np.where(is_over, OVER_BUDGET, np.where(is_low, LOW_SCORE, UNDER))[order]
    # Only a further reason is inferred: the first one always stands in the report.
    inferred = (every_ordinal > 1) & (rng.random(code.size) < 0.25)
    return Reasons(
        every_line[order], every_dy[order], every_ordinal[order], code[order],
        np.where(is_over, _OVER_WORDING, code)[order], pl.Series(explains), inferred[order], count > 0,
    )  # fmt: skip


def _repeated(values: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Each value ``count`` times, with its ordinal from 1."""
    ordinal = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + 1
    return np.repeat(values, count), ordinal


def _codes(rng: np.random.Generator, world: World, dy: Ints, line: Ints, ordinal: Ints) -> Ints:
    """Codes by group and year; the reasons of one line differ (the k-th largest of one draw per line)."""
    shares = _shares(world)
    owner = np.where(line == NULL, -1 - dy, line)
    _, index = np.unique(owner, return_inverse=True)
    first = np.zeros(index.max(initial=-1) + 1, np.int64)
    first[index] = dy
    group = np.asarray([GROUPS.index(f.group) for f in world.functions])[world.dept_function[world.dy_dept[first]]]
    weight = shares[group, world.dy_year[first] - world.years[0]]
    ranking = np.argsort(-(weight + rng.gumbel(size=weight.shape)), axis=1)
    return ranking[index, ordinal - 1].astype(np.int64)


def _shares(world: World) -> Floats:
    """Logarithm of the share of each code: groups × years × codes."""
    table = np.empty((len(GROUPS), len(world.years), len(CODES)))
    for g, group in enumerate(GROUPS):
        for y, year in enumerate(world.years):
            factors = (wordings.GROUP_FACTORS[group], wordings.YEAR_FACTORS[year])
            table[g, y] = [
                max(share * factors[0].get(code, 1.0) * factors[1].get(code, 1.0), 1e-9)
                for code, share in zip(CODES, wordings.SHARES, strict=True)
            ]
    return np.log(table)


def reason_frame(world: World, lines: Lines, reasons: Reasons, keys: Keys) -> pl.DataFrame:
    """The table ``reason``, with ``row_id`` besides (the caller drops it)."""
    rng = rng_of(world.seed, "reason words")
    n = reasons.line.size
    vocabulary = _Vocabulary([*(WORDINGS[c] for c in CODES), OVER])
    is_general = reasons.line == NULL
    text = pl.select(
        pl.when(pl.lit(pl.Series(is_general))).then(pl.lit("总体看，")).otherwise(pl.lit(""))
        + pl.lit(vocabulary.draw(rng, reasons.wording))
        + pl.lit(_figures(rng, lines, reasons))
    ).to_series()
    is_silent = pl.Series(reasons.is_inferred & (rng.random(n) < 0.5))
    year = world.dy_year[reasons.dy]
    rank = world.line_rank[np.where(is_general, 0, reasons.line)]
    place = pl.DataFrame({"rank": rank, "ordinal": reasons.ordinal}).select(
        pl.when(pl.lit(pl.Series(is_general)))
        .then(pl.format("第四部分 第{}条", "ordinal"))
        .otherwise(pl.format("第四部分 第{}项 第{}句", "rank", "ordinal"))
    )
    frame = pl.DataFrame({"year": year, "fund_year": year, "ordinal": reasons.ordinal}).with_columns(
        keys.dy_department_id.gather(reasons.dy).alias("department_id"),
        keys.line_project_id.gather(nullable(reasons.line, "line")).alias("project_id"),
        pl.Series(CODES).gather(reasons.code).alias("reason_code"),
        reasons.explains.alias("explains"),
        pl.Series("is_inferred", reasons.is_inferred),
        text.set(is_silent, None).alias("quote"),
        keys.dy_project_source_id.gather(reasons.dy).alias("source_id"),
        place.to_series().alias("locator"),
    )
    parts = [pl.col("department_id"), pl.col("project_id").fill_null("-"), "year", "fund_year", "ordinal"]
    return frame.with_columns(pl.concat_str(parts, separator="|").alias("row_id"))


def _figures(rng: np.random.Generator, lines: Lines, reasons: Reasons) -> pl.Series:
    """Ends of sentences that repeat the line's own figures, or nothing."""
    line = np.where(reasons.line == NULL, 0, reasons.line)
    has_figures = (reasons.line != NULL) & lines.has_rate[line] & ~lines.is_in_yuan[line] & (reasons.ordinal == 1)
    kind = np.where(has_figures, rng.integers(0, 6, line.size), 5)
    executed, budget = lines.executed[line], lines.denominator[line]
    kind = np.where((kind == 2) & (executed >= budget), 1, kind)
    frame = pl.DataFrame(
        {
            "kind": kind,
            "executed": executed // 10_000,
            "unspent": np.maximum(budget - executed, 0) // 10_000,
            "rate": percent_of(executed, budget),
        }
    )
    return frame.select(
        pl.when(pl.col("kind") == 0)
        .then("，当年支出" + printed("executed") + "万元")
        .when(pl.col("kind") == 1)
        .then("，执行率" + printed("rate") + "%")
        .when(pl.col("kind") == 2)
        .then("，" + printed("unspent") + "万元未支出")
        .otherwise(pl.lit(""))
        .alias("tail")
    )["tail"]


def measure_frame(world: World, reasons: Reasons, reason_ids: pl.Series, keys: Keys) -> pl.DataFrame:
    """The table ``measure``: one to three promises a department-year, half of them about a reason given."""
    rng = rng_of(world.seed, "measures")
    dy_count = world.dy_dept.size
    dy, ordinal = _repeated(np.arange(dy_count), rng.choice([1, 2, 3], size=dy_count, p=[0.45, 0.35, 0.20]))
    n = dy.size
    size = np.bincount(reasons.dy, minlength=dy_count)
    begin = np.cumsum(size) - size
    is_linked = (rng.random(n) < 0.6) & (size[dy] > 0)
    reason = np.where(is_linked, begin[dy] + (rng.random(n) * size[dy]).astype(np.int64), NULL)
    line = np.where(is_linked, reasons.line[np.where(is_linked, reason, 0)], NULL)
    year = world.dy_year[dy]
    due = np.where(rng.random(n) < 0.84, year + rng.choice([1, 2], size=n, p=[0.88, 0.12]), NULL)
    due_year = nullable(due, "due_year")
    deadline = pl.Series(promises.DEADLINES).gather(rng.integers(0, len(promises.DEADLINES), n))
    when = (due_year.cast(pl.String) + "年" + deadline).fill_null("")
    lead, action, ending = (
        pl.Series(words).gather(rng.integers(0, len(words), n))
        for words in (promises.LEADS, promises.ACTIONS, promises.ENDINGS)
    )
    text = lead + when + action + ending
    frame = pl.DataFrame({"year": year, "ordinal": ordinal}).with_columns(
        keys.dy_department_id.gather(dy).alias("department_id"),
        keys.line_project_id.gather(nullable(line, "line")).alias("project_id"),
        reason_ids.gather(nullable(reason, "reason")).alias("reason_id"),
        due_year,
        text.alias("text"),
        keys.dy_project_source_id.gather(dy).alias("source_id"),
        pl.format("第五部分 第{}条", "ordinal").alias("locator"),
        text.str.head(_LONGEST_QUOTE).alias("quote"),
    )
    return conform(frame, "measure")
