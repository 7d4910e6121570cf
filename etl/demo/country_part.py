"""One part of an invented country: the projects of some counties, their years, reasons and indicators.

Belongs here: what is drawn, and how a row is put together. Does not belong here: counties, files, the order of the
parts (``country``), words (``country_words``). Everything is drawn as whole columns; a text that repeats is the number
of a word in a list (a Polars Enum), which Parquet holds the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.demo.country_words import INDICATORS, VALUES, YEARS, Words, enum
from etl.demo.places import FUNCTIONS

SCHEME = "country-10-50-30-10"
#: Projects live one to five years: five projects hold fifteen project-years.
LIVES = (1, 2, 3, 4, 5)
_MONEY, _POINTS, _VALUE = pl.Decimal(18, 2), pl.Decimal(7, 2), pl.Decimal(24, 6)
#: Where the share of projects up to each bound spends: from ``_LOWEST`` on, over a range of ``_SPREAD``.
_SHARES = (0.72, 0.92, 0.97, np.inf)
_LOWEST = np.array((0.95, 0.87, 0.4, 0.03))
_SPREAD = np.array((0.05, 0.08, 0.4, 0.37))
#: Indicators drawn at a time: as many as a group of rows of their file.
_PIECE = 250_000
#: Points from which on a grade is given, lowest first.
_GRADES, _GRADE_FROM = ("差", "中", "良", "优"), (60, 80, 90)


def tables(
    counties: pl.DataFrame, words: Words, indicators: int, rng: np.random.Generator
) -> dict[str, Iterator[pl.DataFrame]]:
    """Draw the contract tables of ``counties`` (district_code, province, projects, hardship), each in pieces.

    Indicators are drawn last, while they are read: the other rows are the same however many there are.
    """
    projects = _projects(counties, words, rng)
    lines = _lines(projects, rng)
    return {
        "project": iter([projects.select("project_id", "project", "department_id")]),
        "project_year": iter([_project_year(lines, words, rng)]),
        "reason": iter([_reason(lines, words, rng)]),
        "indicator_year": _indicator_year(lines, words, indicators, rng),
    }


def _projects(counties: pl.DataFrame, words: Words, rng: np.random.Generator) -> pl.DataFrame:
    """One row per project: its name from place, place's kind and work, and at times a lot; size in yuan."""
    each = counties["projects"].to_numpy()
    count = int(each.sum())
    county = np.repeat(np.arange(counties.height), each)
    number = np.arange(count) - np.repeat(np.cumsum(each) - each, each)
    function = words.function_slots[rng.integers(0, len(words.function_slots), count)]
    work = words.work_first[function] + _below(words.work_count[function], rng)
    years = np.array(LIVES)[number % len(LIVES)]
    departments = [f"g{code}-{f.slug}" for code in counties["district_code"] for f in FUNCTIONS]
    return pl.DataFrame(
        {
            "code": counties["district_code"].gather(county),
            "number": number,
            "department_id": enum(departments).gather(county * len(FUNCTIONS) + function),
            "place": words.places.gather(rng.integers(0, len(words.places), count)),
            "work": words.works.gather(work),
            "lot": words.lots.gather(rng.integers(0, len(words.lots), count)),
            "province": counties["province"].gather(county),
            "hardship": counties["hardship"].gather(county),
            "size": words.median[function] * np.exp(1.25 * rng.standard_normal(count)),
            "years": years,
            "first_year": YEARS[0] + _below(len(YEARS) + 1 - years, rng),
        }
    ).with_columns(
        pl.concat_str(pl.lit("g"), "code", pl.lit("-"), "number").alias("project_id"),
        pl.concat_str("place", "work", "lot").alias("project"),
    )


def _lines(projects: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One row per project and year: budgets and money spent in yuan, the share spent, the score."""
    years = projects["years"].to_numpy()
    count = int(years.sum())
    lines = projects.select("project_id", "department_id", "project", "province", "hardship", "size", "first_year")[
        np.repeat(np.arange(projects.height), years)
    ]
    year = lines["first_year"].to_numpy() + np.arange(count) - np.repeat(np.cumsum(years) - years, years)
    initial = np.rint(lines["size"].to_numpy() * (0.85 + 0.3 * rng.random(count)))
    change = rng.random(count)
    full = np.rint(initial * np.where(change < 0.8, 1, 0.9 + change / 5) * 100) / 100
    rate = _rates(lines["hardship"].to_numpy(), rng)
    executed = np.rint(full * rate * 100) / 100
    score = np.minimum(100, np.round(68 + 28 * np.minimum(rate, 1) + 4 * rng.random(count), 1))
    return lines.select(
        "project_id",
        "department_id",
        "project",
        pl.Series("year", year.astype(np.int32)),
        (pl.col("province") * len(YEARS) + pl.Series(year - YEARS[0])).alias("source"),
        pl.Series("budget_initial", initial),
        pl.Series("budget_full_year", full),
        pl.when(pl.Series(rng.random(count) >= 1 / 97)).then(pl.Series(executed)).alias("executed"),
        pl.Series("rate", rate),
        pl.Series("score", score),
    )


def _rates(hardship: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Shares spent: most nearly all, a tail of little, one in two hundred more than there was."""
    luck, within = rng.random(len(hardship)), rng.random(len(hardship))
    band = np.searchsorted(_SHARES, luck + hardship, side="right")
    return np.where(luck < 0.995, _LOWEST[band] + _SPREAD[band] * within, 1.0 + 0.08 * within)


def _project_year(lines: pl.DataFrame, words: Words, rng: np.random.Generator) -> pl.DataFrame:
    """Names stand as reports print them: one in nine with the year before it, one in nine with 经费 behind."""
    printed = rng.integers(0, 9, lines.height)
    before = pl.Series(["", *(f"{year}年" for year in YEARS)])
    behind = pl.Series(["", "经费"])
    year = lines["year"].to_numpy()
    grade = np.searchsorted(_GRADE_FROM, lines["score"].to_numpy(), side="right")
    return lines.select(
        "project_id",
        "department_id",
        "year",
        _same("self").alias("evaluation_kind"),
        pl.concat_str(
            before.gather(np.where(printed == 0, year - (YEARS[0] - 1), 0)),
            "project",
            behind.gather((printed == 1).astype(np.uint8)),
        ).alias("project"),
        pl.col("budget_initial", "budget_full_year", "executed").cast(_MONEY),
        _same("full_year").alias("budget_basis"),
        pl.when(pl.Series(rng.random(lines.height) >= 1 / 7))
        .then((pl.col("executed") / pl.col("budget_full_year")).round(4))
        .alias("execution_rate_stated"),
        pl.col("score").cast(_POINTS),
        enum(_GRADES).gather(grade).alias("grade_stated"),
        _same(SCHEME).alias("scheme_id"),
        words.sources.gather(lines["source"]).alias("source_id"),
    )


def _reason(lines: pl.DataFrame, words: Words, rng: np.random.Generator) -> pl.DataFrame:
    """Reasons of 17 in 20 of those who spent less than nine tenths: cause, contracts and money, effect."""
    little = (pl.col("executed") < 0.9 * pl.col("budget_full_year")) & pl.Series(rng.random(lines.height) < 0.85)
    lines = lines.filter(little)
    cause = rng.integers(0, len(words.causes), lines.height)
    effect = words.effect_first[cause] + _below(words.effect_count[cause], rng)
    return lines.select(
        "department_id",
        "project_id",
        "year",
        pl.lit(1, pl.Int32).alias("ordinal"),
        words.cause_codes.gather(cause).alias("reason_code"),
        _same("under_execution").alias("explains"),
        pl.lit(False).alias("is_inferred"),
        pl.concat_str(
            pl.col("project").str.head(12),
            words.causes.gather(cause),
            pl.lit("，涉及合同"),
            pl.Series(rng.integers(1, 38, lines.height)),
            pl.lit("份、"),
            ((pl.col("budget_full_year") - pl.col("executed")) / 10_000).round(2),
            pl.lit("万元，"),
            words.effects.gather(effect),
        ).alias("quote"),
        words.sources.gather(lines["source"]).alias("source_id"),
    )


def _indicator_year(
    lines: pl.DataFrame, words: Words, indicators: int, rng: np.random.Generator
) -> Iterator[pl.DataFrame]:
    """Piece by piece, so that a department's indicators stand near each other as in its own files."""
    if indicators:
        for piece in lines.iter_slices(max(1, _PIECE // indicators)):
            yield _indicators_of(piece, words, indicators, rng)


def _indicators_of(lines: pl.DataFrame, words: Words, indicators: int, rng: np.random.Generator) -> pl.DataFrame:
    """The first indicator of every line, then the second, …: what a line says of itself is put together once."""
    own = lines.select("department_id", "project_id", "year", words.sources.gather(lines["source"]).alias("source_id"))
    reached = 0.7 + 0.3 * np.minimum(lines["rate"].to_numpy(), 1)
    first = rng.integers(0, len(INDICATORS), lines.height)
    drawn = []
    for k in range(indicators):
        kind = (first + k) % len(INDICATORS)
        target = rng.integers(20, VALUES, lines.height)
        actual = np.rint(target * reached).astype(np.int64)
        unit = words.indicator_units[kind]
        drawn.append(
            own.select(
                "department_id",
                "project_id",
                "year",
                _same("self").alias("evaluation_kind"),
                pl.lit(k + 1, pl.Int32).alias("ordinal"),
                *(words.indicators[level].gather(kind) for level in ("level1", "level2", "level3")),
                words.target_texts.gather(unit * VALUES + target).alias("target_text"),
                words.values.gather(target).alias("target_value"),
                _same(">=").alias("comparator"),
                words.actual_texts.gather(unit * VALUES + actual).alias("actual_text"),
                words.values.gather(actual).alias("actual_value"),
                words.indicators["unit"].gather(kind),
                pl.lit(round(90 / indicators, 2)).cast(_POINTS).alias("weight"),
                pl.Series("score", 90 / indicators * np.minimum(1, actual / target)).cast(_POINTS),
                "source_id",
            )
        )
    return pl.concat(drawn)


def _below(limits: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """A whole number from 0 to below each limit."""
    return (rng.random(len(limits)) * limits).astype(np.int64)


def _same(word: str) -> pl.Expr:
    """A column of one word."""
    return pl.lit(word, pl.Enum([word]))
