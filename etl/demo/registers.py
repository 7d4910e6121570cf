"""Registers: places, departments, schemes, documents, projects and their other names.

Belongs here: tables without figures of a year. Does not belong here: facts (``facts``), random figures.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from etl.demo import places, stems
from etl.demo.frames import Ints, conform, nullable, rng_of
from etl.demo.keys import FINANCE, Keys
from etl.demo.money import GRADE_BOUNDS, SCHEMES
from etl.demo.reports import Reports
from etl.demo.world import World

SOURCE_GROUP = "演示"
ORIGIN = "演示数据生成器"
AS_OF_MONTH, AS_OF_DAY = 10, 31
_SCHEME_SOURCE = "demo-scheme"


def district_frame(world: World) -> pl.DataFrame:
    """The table ``district``: province, city and districts of the invented city."""
    rows: list[tuple[str, str, str | None, str, str | None]] = [
        (places.PROVINCE_CODE, "province", None, places.PROVINCE, None),
        (places.CITY_CODE, "prefecture", places.PROVINCE_CODE, places.CITY, places.CITY),
        *((d.code, "county", places.CITY_CODE, d.name, places.CITY) for d in world.districts),
    ]
    frame = pl.DataFrame(rows, schema=["district_code", "level", "parent_code", "district", "city"], orient="row")
    return conform(
        frame.with_columns(pl.lit(places.PROVINCE).alias("province"), pl.lit(places.EDITION).alias("edition")),
        "district",
    )


def department_frame(world: World) -> pl.DataFrame:
    """The table ``department``; one without any line in any year is left out."""
    frame = pl.DataFrame(
        {
            "department_id": world.dept_id,
            "department": world.dept_name,
            "district_code": pl.Series([d.code for d in world.districts]).gather(world.dept_district),
            "function": pl.Series([f.name for f in world.functions]).gather(world.dept_function),
        }
    )
    return conform(frame, "department")


def scheme_frame() -> pl.DataFrame:
    """The table ``scheme``."""
    rows = []
    for number, scheme in enumerate(SCHEMES, start=1):
        execution, output, benefit, satisfaction = scheme.weights
        rows.append(
            {
                "scheme_id": scheme.scheme_id, "scheme": scheme.name, "weight_execution": execution,
                "weight_output": output,
                "weight_benefit": benefit, "weight_satisfaction": satisfaction,
                "grade_excellent": GRADE_BOUNDS[0] // 100,
                "grade_good": GRADE_BOUNDS[1] // 100, "grade_fair": GRADE_BOUNDS[2] // 100, "execution_target": 0.95,
                "reason_threshold": 0.90, "high_score": 90, "low_execution": 0.80, "is_execution_linear": True,
                "source_id": _SCHEME_SOURCE, "locator": f"第{number}条",
                "quote": f"{scheme.name}：得分90分以上为优，80—90分为良，60—80分为中",
            }
        )  # fmt: skip
    return conform(pl.DataFrame(rows), "scheme")


def source_frame(world: World, reports: Reports, keys: Keys) -> pl.DataFrame:
    """The table ``source``: two documents a department-year, the re-evaluations, and the scheme's own."""
    rng = rng_of(world.seed, "sources")
    name = world.dept_name.gather(world.dy_dept) + pl.Series(world.dy_year).cast(pl.String) + "年度"
    project, department = "项目支出绩效自评报告", "部门整体支出绩效自评报告"
    parts = []
    for source_id, scope, is_wrong in (
        (keys.dy_project_source_id, "project", reports.is_p_title_wrong),
        (keys.dy_department_source_id, "department", reports.is_d_title_wrong),
    ):
        claims_project = pl.Series((scope == "project") ^ is_wrong)
        parts.append(
            pl.DataFrame({"source_id": source_id, "name": name}).select(
                "source_id",
                (
                    pl.col("name") + pl.when(pl.lit(claims_project)).then(pl.lit(project)).otherwise(pl.lit(department))
                ).alias("title"),
                pl.when(pl.lit(claims_project))
                .then(pl.lit("project"))
                .otherwise(pl.lit("department"))
                .alias("title_scope"),
                pl.lit(_published(rng, world, np.arange(name.len()))).alias("published_on"),
            )
        )
    again = pl.select(
        pl.lit(keys.again_source_id).alias("source_id"),
        (
            pl.lit(name.gather(reports.again_dy))
            + pl.when(pl.lit(keys.again_kind) == FINANCE)
            .then(pl.lit("项目支出财政重点评价报告"))
            .otherwise(pl.lit("项目支出第三方评价报告"))
        ).alias("title"),
        pl.lit("project").alias("title_scope"),
        (pl.lit(_published(rng, world, reports.again_dy)).dt.offset_by("3mo")).alias("published_on"),
    )
    scheme = pl.DataFrame(
        {
            "source_id": [_SCHEME_SOURCE],
            "title": [f"{places.CITY}预算绩效评价管理办法（演示）"],
            "title_scope": pl.Series([None], dtype=pl.String),
            "published_on": [dt.date(places.FIRST_YEAR, 1, 15)],
        }
    )
    return conform(
        pl.concat([*parts, again, scheme]).with_columns(
            pl.lit(SOURCE_GROUP).alias("source_group"),
            pl.lit("generated").alias("kind"),
            pl.lit(ORIGIN).alias("origin"),
        ),
        "source",
    )


def _published(rng: np.random.Generator, world: World, dy: Ints) -> pl.Series:
    """A day from March to June of the next year; a year-to-date report appears within three weeks."""
    day = rng.integers(0, 110, dy.size)
    frame = pl.DataFrame({"year": world.dy_year[dy], "day": day, "is_as_of": world.dy_is_as_of[dy]})
    return frame.select(
        pl.when("is_as_of")
        .then(pl.date("year", AS_OF_MONTH, AS_OF_DAY) + pl.duration(days=pl.col("day") % 20 + 1))
        .otherwise(pl.date(pl.col("year") + 1, 3, 1) + pl.duration(days="day"))
        .alias("published_on")
    )["published_on"]


def project_frame(world: World) -> pl.DataFrame:
    """The table ``project``, parents of families first (a child refers to its parent)."""
    frame = pl.DataFrame({"project_id": world.project_id, "project": world.project_name}).with_columns(
        world.dept_id.gather(world.project_dept).alias("department_id"),
        world.project_id.gather(nullable(world.project_parent, "parent")).alias("parent_project_id"),
    )
    frame = pl.concat([frame.slice(world.ordinary), frame.slice(0, world.ordinary)])
    return conform(frame, "project")


def aliases_of(world: World, aliased: Ints) -> pl.Series:
    """One other spelling for each of the chosen projects."""
    text = pl.col("name") + stems.ALIAS_ENDING
    for old, new in reversed(stems.ALIAS_CHANGES):
        is_in = pl.col("name").str.contains(old, literal=True)
        text = pl.when(is_in).then(pl.col("name").str.replace(old, new, literal=True)).otherwise(text)
    return pl.DataFrame({"name": world.project_name.gather(aliased)}).select(text.alias("alias"))["alias"]


def alias_frame(world: World, aliased: Ints, aliases: pl.Series, keys: Keys) -> pl.DataFrame:
    """The table ``project_alias``: both spellings, each with the place of the project's first or last line."""
    names = world.project_name.gather(aliased)
    parts = []
    for spelling, lines in ((names, first_lines(world, aliased)), (aliases, last_lines(world, aliased))):
        rank = pl.Series(world.line_rank[lines]).cast(pl.String)
        frame = pl.DataFrame({"project_id": world.project_id.gather(aliased), "alias": spelling}).with_columns(
            keys.line_source_id.gather(lines).alias("source_id"),
            ("第三部分 第" + rank + "项").alias("locator"),
            spelling.alias("quote"),
        )
        parts.append(conform(frame, "project_alias"))
    return pl.concat(parts)


def first_lines(world: World, projects: Ints) -> Ints:
    """Index of the first line (by year) of each of ``projects``; lines are sorted by year within a department."""
    first = np.zeros(world.project_dept.size, np.int64)
    first[world.line_project[::-1]] = np.arange(world.line_project.size)[::-1]
    return first[projects]


def last_lines(world: World, projects: Ints) -> Ints:
    """Index of the last line (by year) of each of ``projects``; lines are sorted by year within a department."""
    last = np.zeros(world.project_dept.size, np.int64)
    last[world.line_project] = np.arange(world.line_project.size)
    return last[projects]
