"""The demonstration dataset: shape, repeatability, files, and the statements behind its figures.

Belongs here: what the tables look like. Does not belong here: the contradictions in them (``test_demo_truth``).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl import contracts
from etl.contracts import Type
from etl.demo import Demo, generate, make
from etl.demo.frames import hundredths, percent_of
from etl.generated import CITY, TRUTH_FILE
from tests.demo_tables import demo, ids, tables

__all__ = ["demo", "tables"]  # the fixtures

_TYPES = {
    Type.TEXT: pl.String, Type.INTEGER: pl.Int32, Type.MONEY: pl.Decimal(18, 2), Type.RATE: pl.Float64,
    Type.SCORE: pl.Decimal(7, 2), Type.NUMBER: pl.Decimal(24, 6), Type.BOOLEAN: pl.Boolean, Type.DATE: pl.Date,
}  # fmt: skip


def largest(values: pl.Series) -> float:
    return float(values.drop_nulls().to_numpy().max())


def share(holds: pl.Series) -> float:
    return float(holds.to_numpy().mean())


# --- shape ---------------------------------------------------------------------------------------------------------


def test_size(demo: Demo) -> None:
    assert 46_000 <= demo.tables["project_year"].height <= 54_000
    assert demo.tables["department"].height == 300
    assert demo.tables["district"].filter(pl.col("level") == "county").height == 10
    assert demo.tables["project_year"]["year"].unique().sort().to_list() == list(range(2018, 2026))


def test_same_seed_same_tables(demo: Demo, tmp_path: Path) -> None:
    again, other = make(), make(seed=7)
    for name, frame in demo.tables.items():
        assert frame.hash_rows(seed=1).equals(again.tables[name].hash_rows(seed=1)), name
    assert demo.findings == again.findings
    assert not demo.tables["project_year"].equals(other.tables["project_year"])
    for part in ("a", "b"):
        generate(tmp_path / part, districts=2, functions=3, years=3)
    for path in sorted((tmp_path / "a").rglob("*.*")):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes(), path.name


def test_tables_follow_the_contract(demo: Demo) -> None:
    for name, frame in demo.tables.items():
        table = contracts.table(name)
        assert frame.columns == [c.name for c in table.inputs], name
        assert not frame.select(table.key).is_duplicated().any(), name
        for column in table.inputs:
            values = frame[column.name]
            assert values.dtype == _TYPES[column.type], (name, column.name)
            if column.required:
                assert values.null_count() == 0, (name, column.name)
            if column.choices:
                assert set(values.drop_nulls().unique()) <= set(column.choices), (name, column.name)
            if column.reference and column.reference in demo.tables:
                key = contracts.table(column.reference).key[0]
                assert values.drop_nulls().is_in(demo.tables[column.reference][key].implode()).all(), (
                    name,
                    column.name,
                )
    codes = set(pl.read_csv("data/reference/reason_code.csv")["code"]) - {contracts.NO_REASON}
    assert set(demo.tables["reason"]["reason_code"].unique()) == codes


def test_files_are_written(tmp_path: Path) -> None:
    seen: list[str] = []
    small = generate(tmp_path, districts=3, functions=4, years=4, progress=seen.append)
    assert sorted(p.stem for p in (tmp_path / CITY).glob("*.parquet")) == sorted(small.tables) == sorted(seen)
    assert json.loads((tmp_path / TRUTH_FILE).read_text(encoding="utf-8")) == small.findings
    assert pl.read_parquet(tmp_path / CITY / "project_year.parquet").equals(small.tables["project_year"])


@pytest.mark.parametrize("size", [(1, 1, 1), (1, 2, 2), (10, 1, 8), (9, 5, 3)])
def test_small_cities(size: tuple[int, int, int]) -> None:
    districts, functions, years = size
    small = make(districts=districts, functions=functions, years=years)
    assert small.tables["department"].height == districts * functions
    assert small.tables["project_year"].height > 0


def test_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="districts: 11"):
        make(districts=11)


def test_names_are_nearly_unique(demo: Demo) -> None:
    project = demo.tables["project"]
    assert project["project"].n_unique() > 0.97 * project.height
    assert not project.select("department_id", "project").is_duplicated().any()


def test_reasons_have_many_wordings(demo: Demo) -> None:
    counts = (
        demo.tables["reason"].group_by("reason_code").agg(pl.len().alias("n"), pl.col("quote").n_unique().alias("u"))
    )
    for code, n, unique in counts.iter_rows():
        assert unique >= (150 if n >= 300 else n // 2), code
    assert largest(demo.tables["reason"]["quote"].str.len_chars()) <= 60


def test_skew(demo: Demo) -> None:
    lines = demo.tables["project_year"].filter(
        pl.col("budget_full_year").is_not_null() & pl.col("executed").is_not_null()
    )
    rate = lines.select((pl.col("executed").cast(float) / pl.col("budget_full_year").cast(float)).alias("r"))["r"]
    assert share(rate >= 0.95) > 0.6
    assert 0.005 < share(rate == 0) < 0.05
    assert 0.005 < share(rate > 1) < 0.05
    by_year = dict(
        lines.group_by("year")
        .agg((pl.col("executed").cast(float) < 0.9 * pl.col("budget_full_year").cast(float)).mean().alias("low"))
        .iter_rows()
    )
    assert by_year[2020] > by_year[2022] > max(by_year[y] for y in (2018, 2019, 2021, 2023, 2024))
    budgets = lines["budget_full_year"].cast(float).to_numpy()
    assert budgets.mean() > 1.8 * np.median(budgets)


def test_exact_conversions() -> None:
    fen = np.random.default_rng(1).integers(0, 10**14, 50_000)
    assert ((hundredths(fen, "x") * 100).cast(pl.Int64).to_numpy() == fen).all()
    assert percent_of(np.array([8_999_500, -1, 1]), np.array([10_000_000, 5, 0])).tolist() == [9000, -1, -1]


# --- evidence ------------------------------------------------------------------------------------------------------


def test_every_figure_has_one_shown_statement(tables: dict[str, pl.DataFrame]) -> None:
    evidence = tables["evidence"]
    assert largest(evidence["quote"].str.len_chars()) <= 60
    shown = evidence.filter("is_shown")
    for name in ("project_year", "department_year"):
        frame = tables[name]
        scale = {"execution_rate_stated": 1, "project_count_stated": 1}
        for column in evidence.filter(pl.col("table_name") == name)["column_name"].unique():
            told = shown.filter((pl.col("table_name") == name) & (pl.col("column_name") == column))
            stated = frame.filter(pl.col(column).is_not_null())
            assert ids(told) == ids(stated), (name, column)
            assert told.height == stated.height
            both = told.join(
                stated.select("row_id", "source_id", pl.col(column).alias("fact")), on=["row_id", "source_id"]
            )
            assert both.height == told.height
            if column == "grade_stated":
                assert (both["value_text"] == both["fact"]).all()
            else:
                gap = both["value"].cast(float) * scale.get(column, 100) - both["fact"].cast(float)
                assert largest(gap.abs()) < 1e-6, (name, column)
    inside = shown.filter(~pl.col("quote").str.contains(pl.col("value_text"), literal=True))
    assert inside.is_empty()


def test_printed_text_is_the_value(tables: dict[str, pl.DataFrame]) -> None:
    told = tables["evidence"].filter(pl.col("unit").is_not_null())
    factor = told["unit"].replace_strict(
        {"万元": 1e4, "元": 1.0, "%": 0.01, "分": 1.0, "个": 1.0}, return_dtype=pl.Float64
    )
    number = told["value_text"].str.extract(r"^([\d.]+)", 1)
    assert ((number.cast(float) * factor - told["value"].cast(float)).abs() < 1e-4).all()
    places = number.str.split(".").list.get(1, null_on_oob=True).str.len_chars().fill_null(0)
    assert (places == told["decimals"]).all()
