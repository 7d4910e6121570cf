"""An invented country of any size: every county, departments, projects over years, as contract Parquet.

Belongs here: counties, the registers all share, the parts and their files. Does not belong here: what stands in a row
of a project (``country_part``), the small demo city with planted findings (``make``), words (``country_words``). Parts
are drawn by themselves, each by a generator of its own number, so that a machine's cores share them.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from etl.demo import country_part
from etl.demo.country_part import LIVES, SCHEME
from etl.demo.country_words import YEARS, words
from etl.demo.places import FUNCTIONS
from etl.generated import COUNTRY

_DISTRICTS = Path(__file__).parents[2] / "data" / "reference" / "district.csv"
#: Project-years of a part, for all cores to have some, and how many parts at most, for a build opens each file: of 25
#: million project-years a part then takes 0.8 GB of memory.
_PART, _MOST_PARTS = 100_000, 16
_GROUP = 250_000
_TABLES = ("project", "project_year", "reason", "indicator_year")


def generate(
    folder: Path, project_years: int, indicators: int, seed: int, progress: Callable[[float], None] = lambda _: None
) -> dict[str, int]:
    """Write the country into ``folder`` and return the rows of each table; ``project_years`` is kept to within 15.

    Raises ValueError where a number is out of range.
    """
    if project_years < len(YEARS) or not 0 <= indicators <= 50:
        raise ValueError(f"项目年度数至少{len(YEARS)}，每个项目的指标数0—50。")
    bundle = folder / COUNTRY
    shutil.rmtree(bundle, ignore_errors=True)
    counties = _counties(project_years, seed)
    provinces = counties["district_code"].str.head(2).unique(maintain_order=True).to_list()
    _shared(counties, provinces, bundle)
    lists, parts = words(provinces), _parts(counties)

    def write(number: int) -> dict[str, int]:
        rng = np.random.default_rng((seed, number))
        return _write(country_part.tables(parts[number], lists, indicators, rng), bundle / f"part-{number:03d}")

    counts = dict.fromkeys(_TABLES, 0)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, rows in enumerate(pool.map(write, range(len(parts))), start=1):
            counts = {table: counts[table] + rows[table] for table in _TABLES}
            progress(done / len(parts))
    return counts


def _counties(project_years: int, seed: int) -> pl.DataFrame:
    """Counties in order of code (district_code, district, province as a number, projects, hardship).

    They differ in size as they do: the largest has some thirty times the projects of the smallest.
    """
    codes = pl.read_csv(_DISTRICTS, infer_schema=False)
    counties = codes.filter((pl.col("level") == "county") & pl.col("valid_to").is_null()).sort("district_code")
    luck = np.random.default_rng(seed).random(counties.height)
    share = np.exp(1.7 * (luck * 2 - 1)).cumsum()
    until = np.rint(share / share[-1] * (project_years / sum(LIVES))).astype(np.int64)
    return counties.select(
        "district_code",
        "district",
        (pl.col("district_code").str.head(2).rank("dense") - 1).cast(pl.Int64).alias("province"),
        pl.Series("projects", np.diff(until, prepend=0) * len(LIVES)),
        pl.Series("hardship", 0.16 * (luck - 0.5)),
    )


def _parts(counties: pl.DataFrame) -> list[pl.DataFrame]:
    """Neighbouring counties, so that each part has about as many projects."""
    until = counties["projects"].cum_sum()
    wanted = min(_MOST_PARTS, math.ceil(until[-1] * sum(LIVES) / len(LIVES) / _PART))
    part = (until - 1).clip(0) * wanted // until[-1]
    return [frame for _, frame in counties.group_by(part, maintain_order=True)]


def _shared(counties: pl.DataFrame, provinces: list[str], folder: Path) -> None:
    """Write departments, documents and the scoring scheme of the whole country."""
    folder.mkdir(parents=True)
    functions = pl.DataFrame([(f.slug, f.name, f.suffix) for f in FUNCTIONS], schema=["slug", "function", "suffix"],
                             orient="row")  # fmt: skip
    counties.join(functions, how="cross").select(
        pl.concat_str(pl.lit("g"), "district_code", pl.lit("-"), "slug").alias("department_id"),
        pl.concat_str("district", "suffix").alias("department"),
        "district_code",
        "function",
    ).write_parquet(folder / "department.parquet")
    documents = [
        (f"country-{code}-{year}", "演示", f"{code}0000 {year}年度项目支出绩效自评汇总（演示）", "generated")
        for code in provinces for year in YEARS
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


def _write(tables: dict[str, Iterator[pl.DataFrame]], folder: Path) -> dict[str, int]:
    """Write a part's tables, each piece after the other, and return their rows; a table without rows has no file."""
    folder.mkdir()
    rows = dict.fromkeys(tables, 0)
    for table, pieces in tables.items():
        with ExitStack() as stack:
            writer = None
            for piece in pieces:
                found = piece.to_arrow()
                writer = writer or stack.enter_context(_writer(folder / f"{table}.parquet", found.schema))
                writer.write_table(found, _GROUP)
                rows[table] += piece.height
    return rows


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer that writes columns of lists as such and looks for repeated texts in no other."""
    return pq.ParquetWriter(
        path,
        schema,
        use_dictionary=[field.name for field in schema if pa.types.is_dictionary(field.type)],
        store_decimal_as_integer=True,
        # A text is a text to every reader, whatever it was held as here.
        store_schema=False,
        # Rows are in no order in which bounds would let a reader skip any; they cost a quarter of the writing.
        write_statistics=False,
        write_batch_size=32_768,
    )
