"""Evidence: every printed figure with its text, place and quote; second statements of some.

Belongs here: the table ``evidence``. Does not belong here: the figures (``facts``); reasons and measures carry
their own quotes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.city import City
from etl.demo.facts import GRADE_WORDS, printed_grades
from etl.demo.frames import NULL, STEP, Ints, conform, nullable, printed, rng_of, texts
from etl.demo.keys import Keys
from etl.demo.money import Lines, grade_of
from etl.demo.reports import Reports
from etl.demo.world import World

_LONGEST_QUOTE = 60
_LINES_A_PAGE = 18
#: Lines whose figure is repeated elsewhere in the report with fewer digits, in agreement.
_AGREEING = 150
_MONEY, _RATE, _SCORE, _COUNT = "万元", "%", "分", "个"
_TABLE_PLACE, _TEXT_PLACE = "table_place", "text_place"


@dataclass(frozen=True)
class _Figure:
    """A column of a table, the label in front of its figure, its unit, and the quote it stands in."""

    column: str
    label: str
    unit: str
    quote: str


_BUDGET_FIGURE = _Figure("budget_full_year", "全年预算数", _MONEY, "main")
_EXECUTED_FIGURE = _Figure("executed", "全年执行数", _MONEY, "main")
_RATE_FIGURE = _Figure("execution_rate_stated", "执行率", _RATE, "main")
_INITIAL_FIGURE = _Figure("budget_initial", "年初预算数", _MONEY, "initial")
_SCORE_FIGURE = _Figure("score", "自评得分", _SCORE, "score")
_LINE_FIGURES = (
    _BUDGET_FIGURE,
    _EXECUTED_FIGURE,
    _RATE_FIGURE,
    _INITIAL_FIGURE,
    _Figure("funds_received", "到位资金", _MONEY, "received"),
    _Figure("amount_unspecified", "项目资金", _MONEY, "unspecified"),
    _Figure("balance_stated", "结余", _MONEY, "balance"),
    _SCORE_FIGURE,
)
_PROJECTS_FIGURES = (
    _BUDGET_FIGURE,
    _EXECUTED_FIGURE,
    _RATE_FIGURE,
    _SCORE_FIGURE,
    _Figure("project_count_stated", "项目个数", _COUNT, "count"),
)
_DEPARTMENT_FIGURES = (_BUDGET_FIGURE, _EXECUTED_FIGURE, _RATE_FIGURE, _INITIAL_FIGURE, _SCORE_FIGURE)
_AGAIN_FIGURES = (_Figure("score", "评价得分", _SCORE, "score"),)


def evidence_frame(city: City, names: pl.Series) -> pl.DataFrame:
    """The table ``evidence``: first statements of all figures, then others. ``names``: as the lines print them."""
    of_lines = _line_base(city.world, city.lines, names, city.keys)
    of_projects, of_departments, of_again = _report_bases(city.world, city.reports, city.keys)
    parts = _statements(of_lines, _LINE_FIGURES)
    parts += _statements(of_projects, _PROJECTS_FIGURES)
    parts += _statements(of_departments, _DEPARTMENT_FIGURES)
    parts += _statements(of_again, _AGAIN_FIGURES)
    parts += _second_statements(city, of_lines, of_departments)
    return pl.concat(parts)


def _places(world: World, dept: Ints) -> Ints:
    """Decimals in 万元: 2, in a fifth of the departments 4."""
    is_long = rng_of(world.seed, "decimals").random(world.dept_id.len()) < 0.2
    return np.where(is_long, 4, 2)[dept]


def _line_base(world: World, lines: Lines, names: pl.Series, keys: Keys) -> pl.DataFrame:
    base = pl.DataFrame(
        {
            "row_id": keys.line_row_id, "source_id": keys.line_source_id, "name": names, "rank": world.line_rank,
            "places": _places(world, world.line_dept), "is_in_yuan": lines.is_in_yuan,
            "is_unqualified": lines.is_unqualified,
            "budget_initial": nullable(lines.initial, ""), "budget_full_year": nullable(lines.budget, ""),
            "funds_received": nullable(lines.received, ""), "executed": nullable(lines.executed, ""),
            "amount_unspecified": nullable(lines.unspecified, ""), "balance_stated": nullable(lines.balance, ""),
            "execution_rate_stated": nullable(lines.rate, ""), "score": nullable(lines.score, ""),
            "grade_stated": printed_grades(world, lines.grade, world.line_dept, ""),
        }
    )  # fmt: skip
    page = (pl.col("rank") - 1) // _LINES_A_PAGE + 3
    return base.with_columns(
        pl.lit("project_year").alias("table_name"),
        pl.format("第{}页 表2 第{}行", page, (pl.col("rank") - 1) % _LINES_A_PAGE + 1).alias(_TABLE_PLACE),
        pl.format("第二部分 第{}段", "rank").alias(_TEXT_PLACE),
    )


def _report_bases(world: World, reports: Reports, keys: Keys) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    title = world.dept_name.gather(world.dy_dept) + pl.Series(world.dy_year).cast(pl.String) + "年"
    places = _places(world, world.dy_dept)
    projects = pl.DataFrame(
        {
            "row_id": keys.dy_project_row_id, "source_id": keys.dy_project_source_id, "name": title + "项目支出",
            "places": places,
            "budget_full_year": nullable(reports.p_budget, ""), "executed": nullable(reports.p_executed, ""),
            "execution_rate_stated": nullable(reports.p_rate, ""), "score": nullable(reports.p_score, ""),
            "project_count_stated": nullable(reports.p_count, ""),
            "grade_stated": printed_grades(world, reports.p_grade, world.dy_dept, ""),
        }
    )  # fmt: skip
    departments = pl.DataFrame(
        {
            "row_id": keys.dy_department_row_id,
            "source_id": keys.dy_department_source_id, "name": title + "部门整体支出",
            "places": places, "budget_initial": nullable(reports.d_initial, ""),
            "budget_full_year": nullable(reports.d_budget, ""), "executed": nullable(reports.d_executed, ""),
            "execution_rate_stated": nullable(reports.d_rate, ""), "score": nullable(reports.d_score, ""),
            "grade_stated": printed_grades(world, reports.d_grade, world.dy_dept, ""),
        }
    )  # fmt: skip
    again = pl.DataFrame(
        {
            "row_id": keys.again_row_id, "source_id": keys.again_source_id,
            "name": title.gather(reports.again_dy) + "项目支出评价", "places": places[reports.again_dy],
            "score": nullable(reports.again_score, ""),
            "grade_stated": texts(GRADE_WORDS, grade_of(reports.again_score), ""),
        }
    )  # fmt: skip
    same = (
        pl.lit("department_year").alias("table_name"),
        pl.lit("第2页 表1").alias(_TABLE_PLACE),
        pl.lit("第一部分 第2段").alias(_TEXT_PLACE),
        pl.lit(False).alias("is_in_yuan"),
        pl.lit(False).alias("is_unqualified"),
    )
    return projects.with_columns(same), departments.with_columns(same), again.with_columns(same)


def _text(column: str, unit: str) -> pl.Expr:
    """A figure as printed, with its unit; null stays null."""
    if unit == _COUNT:
        return pl.col(column).cast(pl.String) + unit
    if unit != _MONEY:
        return printed(column) + unit
    hundred_yuan = pl.col(column) // STEP
    fraction = (hundred_yuan % 100).cast(pl.String).str.zfill(2)
    zeros = pl.when(pl.col("places") == 4).then(pl.lit("00")).otherwise(pl.lit(""))
    in_wan = (hundred_yuan // 100).cast(pl.String) + "." + fraction + zeros + unit
    if column != "executed":
        return in_wan
    return pl.when("is_in_yuan").then(printed(column) + "元").otherwise(in_wan)


def _quotes(base: pl.DataFrame, figures: tuple[_Figure, ...]) -> pl.DataFrame:
    """One quote column per kind of sentence; a long one keeps its end, where the figures stand."""
    quotes = []
    for kind in dict.fromkeys(f.quote for f in figures):
        parts = [pl.lit(f.label) + _text(f.column, f.unit) for f in figures if f.quote == kind]
        if kind == "main":
            unqualified = pl.lit("项目预算数") + _text("budget_full_year", _MONEY)
            parts[0] = pl.when("is_unqualified").then(unqualified).otherwise(parts[0])
        if kind == "score":
            parts.append("等级" + pl.col("grade_stated"))
        sentence = pl.col("name") + "：" + pl.concat_str(parts, separator="，", ignore_nulls=True)
        quotes.append(sentence.str.tail(_LONGEST_QUOTE).alias(f"quote_{kind}"))
    return base.with_columns(quotes)


def _value(column: str, unit: str) -> pl.Expr:
    divisor = {_MONEY: 100, _RATE: 10_000, _SCORE: 100, _COUNT: 1}[unit]
    return (pl.col(column) / divisor).cast(pl.Decimal(24, 6))


def _statements(base: pl.DataFrame, figures: tuple[_Figure, ...]) -> list[pl.DataFrame]:
    quoted = _quotes(base, figures)
    common = ("table_name", "row_id", "source_id", pl.lit(1).alias("ordinal"))
    parts = []
    for figure in figures:
        is_yuan = pl.col("is_in_yuan") if figure.column == "executed" else pl.lit(False)
        decimals = pl.col("places") if figure.unit == _MONEY else pl.lit(0 if figure.unit == _COUNT else 2)
        parts.append(
            quoted.filter(pl.col(figure.column).is_not_null()).select(
                *common,
                pl.lit(figure.column).alias("column_name"),
                _text(figure.column, figure.unit).alias("value_text"),
                _value(figure.column, figure.unit).alias("value"),
                pl.when(is_yuan).then(2).otherwise(decimals).alias("decimals"),
                pl.when(is_yuan).then(pl.lit("元")).otherwise(pl.lit(figure.unit)).alias("unit"),
                pl.col(_TABLE_PLACE).alias("locator"),
                pl.col(f"quote_{figure.quote}").alias("quote"),
                pl.lit(True).alias("is_shown"),
            )
        )
    parts.append(
        quoted.filter(pl.col("grade_stated").is_not_null()).select(
            *common,
            pl.lit("grade_stated").alias("column_name"),
            pl.col("grade_stated").alias("value_text"),
            pl.col(_TABLE_PLACE).alias("locator"),
            pl.col("quote_score").alias("quote"),
            pl.lit(True).alias("is_shown"),
        )
    )
    return [conform(part, "evidence") for part in parts]


def _second_statements(city: City, of_lines: pl.DataFrame, of_departments: pl.DataFrame) -> list[pl.DataFrame]:
    lines, reports, planted = city.lines, city.reports, city.planted
    rng = rng_of(city.world.seed, "second statements")
    chosen = planted.lines["contradictory_values"]
    by_rate, by_amount = chosen[::2], chosen[1::2]
    shift = rng.integers(60, 400, by_rate.size)
    other_rate = np.where(lines.rate[by_rate] > 9_000, lines.rate[by_rate] - shift, lines.rate[by_rate] + shift)
    spent = lines.executed[by_amount] // STEP
    other_spent = (spent + np.maximum(spent * rng.integers(3, 20, by_amount.size) // 100, 2)) * STEP

    whole = planted.department_reports["contradictory_values"]
    by_score, by_total = whole[::2], whole[1::2]
    other_score = reports.d_score[by_score] - rng.integers(40, 300, by_score.size)
    total = reports.d_executed[by_total] // STEP
    other_total = (total - total * rng.integers(2, 9, by_total.size) // 100) * STEP

    # Agreement is told with fewer digits, as the text of a report does: it must not look like a contradiction.
    is_repeated = (lines.rate != NULL) & (lines.executed != NULL) & ~lines.is_in_yuan
    is_repeated[chosen] = False
    repeated = np.flatnonzero(is_repeated)
    repeated = np.sort(rng.choice(repeated, size=min(_AGREEING, repeated.size // 10), replace=False))
    short_rate, short_amount = repeated[::2], repeated[1::2]
    rounded_rate = _rounded(lines.rate[short_rate], 10)
    rounded_amount = _rounded(lines.executed[short_amount], 10 * STEP)
    return [
        _second(of_lines, by_rate, other_rate, _RATE_FIGURE, decimals=2),
        _second(of_lines, by_amount, other_spent, _EXECUTED_FIGURE, decimals=2),
        _second(of_departments, by_score, other_score, _SCORE_FIGURE, decimals=2),
        _second(of_departments, by_total, other_total, _EXECUTED_FIGURE, decimals=2),
        _second(of_lines, short_rate, rounded_rate, _RATE_FIGURE, decimals=1),
        _second(of_lines, short_amount, rounded_amount, _EXECUTED_FIGURE, decimals=1),
    ]


def _rounded(values: Ints, step: int) -> Ints:
    rounded: Ints = (values + step // 2) // step * step
    return rounded


def _second(base: pl.DataFrame, index: Ints, values: Ints, figure: _Figure, *, decimals: int) -> pl.DataFrame:
    """Second statements of one column; with one decimal the last printed digit is dropped."""
    rows = base[index].with_columns(pl.Series("other", values), pl.lit(2).alias("places"))
    text = _text("other", figure.unit)
    if decimals == 1:
        text = text.str.replace(f"0{figure.unit}$", figure.unit)
    quote = (pl.col("name") + "，" + figure.label + text).str.tail(_LONGEST_QUOTE)
    return conform(
        rows.select(
            "table_name", "row_id", "source_id", pl.lit(2).alias("ordinal"),
            pl.lit(figure.column).alias("column_name"), text.alias("value_text"),
            _value("other", figure.unit).alias("value"), pl.lit(decimals).alias("decimals"),
            pl.lit(figure.unit).alias("unit"), pl.col(_TEXT_PLACE).alias("locator"), quote.alias("quote"),
            pl.lit(False).alias("is_shown"),
        ),
        "evidence",
    )  # fmt: skip
