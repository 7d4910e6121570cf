"""The invented country of any size: whole, skewed, with names and reasons of its own for nearly every project."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.build import build
from etl.demo.country import generate
from tests.conftest import DATA, NOW, quiet

ROWS, INDICATORS = 120_000, 1


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the dataset ``country``, made by the command."""
    data = tmp_path_factory.mktemp("country")
    shutil.copytree(DATA / "reference", data / "reference")
    options = ["--project-years", str(ROWS), "--indicators-per-project", str(INDICATORS), "--seed", "5"]
    done = CliRunner().invoke(app, ["demo", "--out", str(data / "country"), *options])
    assert done.exit_code == 0, done.output
    return data


def _table(data: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(str(data / "country" / "**" / f"{name}.parquet"))


def test_as_many_rows_as_asked_for_in_every_county(country: Path) -> None:
    lines = _table(country, "project_year")
    assert abs(lines.height - ROWS) <= 15
    assert _table(country, "indicator_year").height == INDICATORS * lines.height
    counties = pl.read_csv(DATA / "reference" / "district.csv", infer_schema=False).filter(
        (pl.col("level") == "county") & pl.col("valid_to").is_null()
    )
    departments = _table(country, "department")
    assert set(departments["district_code"]) == set(counties["district_code"])
    assert lines["year"].min() == 2015
    assert lines["year"].max() == 2024


def test_names_and_reasons_are_no_few_repeated_strings_and_sizes_are_skewed(country: Path) -> None:
    projects = _table(country, "project")
    assert projects["project"].n_unique() > 0.98 * projects.height
    reasons = _table(country, "reason")
    assert reasons["quote"].n_unique() > 0.99 * reasons.height
    assert reasons["reason_code"].n_unique() >= 15
    lines = _table(country, "project_year")
    budget = lines["budget_full_year"].cast(pl.Float64)
    assert budget.mean() > 1.5 * budget.median()  # type: ignore[operator]
    per_county = lines.join(_table(country, "department"), on="department_id").group_by("district_code").len()["len"]
    assert per_county.max() >= 6 * per_county.min()  # type: ignore[operator]


def test_a_project_is_one_project_over_its_years_whatever_it_is_called(country: Path) -> None:
    lines = _table(country, "project_year")
    lives = lines.group_by("project_id").agg(
        pl.col("year").n_unique().alias("years"), pl.len().alias("rows"), pl.col("department_id").n_unique(),
        (pl.col("year").max() - pl.col("year").min() + 1).alias("span"), pl.col("project").n_unique().alias("names"),
    )  # fmt: skip
    assert lives.filter((pl.col("years") != pl.col("rows")) | (pl.col("span") != pl.col("rows"))).is_empty()
    assert set(lives["rows"]) == {1, 2, 3, 4, 5}
    assert lives["department_id"].max() == 1
    assert lives.filter(pl.col("names") > 1).height > 0.2 * lives.height


def test_the_same_seed_gives_the_same_files_and_another_others(country: Path, tmp_path: Path) -> None:
    for seed in ("5", "6"):
        options = ["--project-years", str(ROWS), "--seed", seed, "--out", str(tmp_path / seed)]
        assert CliRunner().invoke(app, ["demo", *options]).exit_code == 0
    first, second, other = (
        {file.relative_to(path): file.read_bytes() for file in path.rglob("*.parquet")}
        for path in (country / "country", tmp_path / "5", tmp_path / "6")
    )
    # Whoever wants no indicators gets the same projects.
    assert second == {file: content for file, content in first.items() if file.name != "indicator_year.parquet"}
    several = {file for file in second if file.name == "project_year.parquet"}
    assert len(several) > 1
    assert all(second[file] != other[file] for file in several)


def test_it_builds_without_a_refused_row_and_its_sums_are_those_of_the_files(country: Path, tmp_path: Path) -> None:
    report = build(country, tmp_path, "country", NOW, quiet)
    assert report.rows_quarantined == 0
    assert set(report.findings) <= {"high_score_low_execution", "over_execution", "reason_missing", "year_jump"}
    with duckdb.connect(str(tmp_path / "country" / str(report.build_id) / "warehouse.duckdb"), read_only=True) as con:
        (built,) = con.execute("SELECT sum(executed), sum(budget_full_year), count(*) FROM project_year").fetchall()
        groups = con.execute("SELECT DISTINCT source_group FROM project_year").fetchall()
        counted = "SELECT sum(rows_total), sum(budget_only_n) FROM department_execution WHERE is_default"
        (of_all,) = con.execute(counted).fetchall()
    lines = _table(country, "project_year")
    # Of a department that states nothing itself every line is one of N, what cannot be computed among them.
    assert of_all == (lines.height, lines["executed"].null_count())
    assert lines["executed"].null_count() > 100
    assert built == (lines["executed"].sum(), lines["budget_full_year"].sum(), lines.height)
    assert groups == [("演示",)]


def test_the_indicators_of_a_department_stand_near_each_other(tmp_path: Path) -> None:
    generate(tmp_path, 60_000, 10, seed=3)
    [file] = tmp_path.rglob("indicator_year.parquet")
    places = pl.read_parquet(file).with_row_index("place").group_by("department_id").agg(pl.col("place"))
    spans = places.select(pl.col("place").list.max() - pl.col("place").list.min()).to_series()
    assert spans.median() <= 250_000  # a group of rows of the file, of 600,000
