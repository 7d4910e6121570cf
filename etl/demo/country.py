"""An invented country of any size: every county, departments, projects over years, as contract Parquet.

Belongs here: the order of the parts and their size. Does not belong here: the small demo city with planted findings
(``make``), words (``stems``, ``wordings``). All rows are drawn inside DuckDB (``country.sql``), part by part, so that
memory stays small whatever the number of rows.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from etl.demo.places import FUNCTIONS, PLACE_SUFFIXES, TOPONYM_FIRST, TOPONYM_SECOND
from etl.demo.stems import STEMS
from etl.demo.wordings import MONTHS, SHARES, WORDINGS

BUNDLE = "country"
SCHEME = "country-10-50-30-10"
_DISTRICTS = Path(__file__).parents[2] / "data" / "reference" / "district.csv"
_YEARS = tuple(range(2015, 2025))
#: Projects live one to five years: five projects hold fifteen project-years.
_LIVES = (1, 2, 3, 4, 5)
_PART = 2_000_000
_MEMORY = "2500MB"
_INDICATORS = (
    ("产出指标", "数量指标", "完成数量", "个"), ("产出指标", "数量指标", "覆盖人数", "人"),
    ("产出指标", "质量指标", "验收合格率", "%"), ("产出指标", "时效指标", "按期完成率", "%"),
    ("产出指标", "成本指标", "成本节约率", "%"), ("效益指标", "社会效益指标", "受益群众数", "人"),
    ("效益指标", "经济效益指标", "带动投资", "万元"), ("效益指标", "可持续影响指标", "设施完好率", "%"),
    ("满意度指标", "服务对象满意度指标", "服务对象满意度", "%"), ("产出指标", "数量指标", "建设面积", "平方米"),
    ("产出指标", "质量指标", "设备完好率", "%"), ("效益指标", "生态效益指标", "改善面积", "亩"),
)  # fmt: skip
_TABLES = ("project", "project_year", "reason", "indicator_year")


def generate(
    folder: Path, project_years: int, indicators: int, seed: int, progress: Callable[[float], None] = lambda _: None
) -> dict[str, int]:
    """Write the country into ``folder`` and return the rows of each table; ``project_years`` is kept to within 15.

    Raises ValueError where a number is out of range.
    """
    if project_years < len(_YEARS) or not 0 <= indicators <= 50:
        raise ValueError(f"项目年度数至少{len(_YEARS)}，每个项目的指标数0—50。")
    shutil.rmtree(folder / BUNDLE, ignore_errors=True)
    counts = dict.fromkeys(_TABLES, 0)
    with duckdb.connect(config={"memory_limit": _MEMORY}) as con:
        con.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        counties = _registers(con, project_years, seed)
        _shared(con, folder / BUNDLE)
        for number, (first, last) in enumerate(parts := _parts(counties)):
            con.execute("SET VARIABLE seed = ?", [seed])
            for name, value in (("first", first), ("last", last), ("per", indicators)):
                con.execute(f"SET VARIABLE {name} = ?", [value])
            con.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
            for table in _TABLES:
                counts[table] += _write(con, table, folder / BUNDLE / f"part-{number:03d}")
            progress((number + 1) / len(parts))
    return counts


def _registers(con: duckdb.DuckDBPyConnection, project_years: int, seed: int) -> pl.DataFrame:
    """Register what the parts draw from, and return the counties with their projects.

    Counties differ in size as they do: the largest has some thirty times the projects of the smallest.
    """
    codes = pl.read_csv(_DISTRICTS, infer_schema=False)
    counties = (
        codes.filter((pl.col("level") == "county") & pl.col("valid_to").is_null())
        .sort("district_code")
        .with_row_index("n")
        .with_columns(pl.struct("n").hash(seed).mod(1_000_003).truediv(1_000_003).alias("u"))
        .with_columns((1.7 * (pl.col("u") * 2 - 1)).exp().alias("weight"))
        .with_columns(
            (pl.col("weight").cum_sum() / pl.col("weight").sum() * (project_years / sum(_LIVES))).alias("until")
        )
        .with_columns(pl.col("until").round(0).cast(pl.Int64))
        .with_columns(((pl.col("until") - pl.col("until").shift(1, fill_value=0)) * len(_LIVES)).alias("projects"))
        .with_columns((0.16 * (pl.col("u") - 0.5)).alias("hardship"))
        .select("n", "district_code", "district", "projects", "hardship")
    )
    shares = [slug for f in FUNCTIONS for slug in [f.slug] * round(f.lines * 20)]
    by_slug = {f.slug: f for f in FUNCTIONS}
    frames = {
        "county": counties,
        "slot": pl.DataFrame({"s": range(len(_LIVES)), "years": _LIVES}),
        "function_slot": pl.DataFrame(
            [(n, slug, float(by_slug[slug].median), len(STEMS[slug])) for n, slug in enumerate(shares)],
            schema=["s", "slug", "median", "stems"], orient="row",
        ),
        "stem": pl.DataFrame(
            [(slug, i, text[1:], list(PLACE_SUFFIXES[text[0]])) for slug, texts in STEMS.items()
             for i, text in enumerate(texts)],
            schema=["slug", "i", "text", "suffixes"], orient="row",
        ),
        "place_end": pl.DataFrame(
            [(i, a, b) for i, (a, b) in enumerate((a, b) for a in TOPONYM_FIRST for b in TOPONYM_SECOND)],
            schema=["i", "first", "second"], orient="row",
        ),
        "indicator_stem": pl.DataFrame(
            [(n, *words) for n, words in enumerate(_INDICATORS)],
            schema=["n", "level1", "level2", "level3", "unit"], orient="row",
        ),
        **_reasons(),
    }  # fmt: skip
    for name, frame in frames.items():
        con.register(f"_{name}", frame)
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM _{name}")
        con.unregister(f"_{name}")
    counted = {"functions": "function_slot", "places": "place_end", "causes": "cause", "indicators": "indicator_stem"}
    for variable, name in counted.items():
        con.execute(f"SET VARIABLE {variable} = ?", [frames[name].height])
    return counties


def _reasons() -> dict[str, pl.DataFrame]:
    """Causes as often as reasons are given, each with month and agent, and the effects that may follow."""
    causes, effects = [], []
    for code, share in zip(WORDINGS, SHARES, strict=True):
        wording = WORDINGS[code]
        texts = [c.format(a=a, m=m) for c in wording.causes for a in wording.agents for m in MONTHS]
        wanted = round(share * 100)
        causes += [(code, texts[(n * 7919) % len(texts)], len(wording.effects)) for n in range(wanted)]
        effects += [(code, n, text) for n, text in enumerate(wording.effects)]
    return {
        "cause": pl.DataFrame(causes, schema=["code", "text", "effects"], orient="row").with_row_index("i"),
        "effect": pl.DataFrame(effects, schema=["code", "i", "text"], orient="row"),
    }


def _parts(counties: pl.DataFrame) -> list[tuple[int, int]]:
    """Ranges of counties of some two million project-years."""
    parts, first, held = [], 0, 0
    for n, projects in counties.select("n", "projects").iter_rows():
        held += projects * 3
        if held >= _PART:
            parts.append((first, n + 1))
            first, held = n + 1, 0
    if first < counties.height:
        parts.append((first, counties.height))
    return parts


def _shared(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Departments, documents and the scoring scheme of the whole country."""
    folder.mkdir(parents=True)
    functions = pl.DataFrame([(f.slug, f.name, f.suffix) for f in FUNCTIONS], schema=["slug", "function", "suffix"],
                             orient="row")  # fmt: skip
    con.register("functions", functions)
    department = con.sql(
        "SELECT 'g' || district_code || '-' || slug AS department_id, district || suffix AS department, district_code, "
        '"function" FROM county CROSS JOIN functions ORDER BY 1'
    )
    department.write_parquet(str(folder / "department.parquet"), compression="zstd")
    provinces = con.sql("SELECT DISTINCT left(district_code, 2) FROM county ORDER BY 1").fetchall()
    documents = [
        (f"country-{code}-{year}", "演示", f"{code}0000 {year}年度项目支出绩效自评汇总（演示）", "generated")
        for (code,) in provinces for year in _YEARS
    ]  # fmt: skip
    documents.append(("country-scheme", "演示", "预算绩效评价办法（演示）", "generated"))
    heads = ["source_id", "source_group", "title", "kind"]
    pl.DataFrame(documents, schema=heads, orient="row").write_parquet(folder / "source.parquet")
    scheme = {
        "scheme_id": SCHEME, "scheme": "演示方案（执行10、产出50、效益30、满意度10）", "weight_execution": 10.0,
        "weight_output": 50.0, "weight_benefit": 30.0, "weight_satisfaction": 10.0, "grade_excellent": 90.0,
        "grade_good": 80.0, "grade_fair": 60.0, "execution_target": 0.95, "reason_threshold": 0.9, "high_score": 90.0,
        "low_execution": 0.8, "is_execution_linear": True, "source_id": "country-scheme",
    }  # fmt: skip
    pl.DataFrame([scheme]).write_parquet(folder / "scheme.parquet")


def _write(con: duckdb.DuckDBPyConnection, table: str, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    found = con.table(f"part_{table}")
    if table == "indicator_year" and con.execute("SELECT getvariable('per')").fetchall()[0][0] == 0:
        return 0
    path = folder / f"{table}.parquet"
    found.write_parquet(str(path), compression="snappy")
    ((rows,),) = con.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()
    return int(rows)
