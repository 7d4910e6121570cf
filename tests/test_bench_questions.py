"""The eight questions of the bench: everybody gives the same answer on a small country."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from etl.build import build
from etl.demo.country import generate
from tests.bench import __main__ as bench
from tests.bench import rivals, superset
from tests.bench.questions import OWN, is_same
from tests.bench.record import recorded
from tests.bench.scale import asked_of_all
from tests.conftest import DATA, quiet


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country of ten thousand project-years: files, plain tables, a build."""
    folder = tmp_path_factory.mktemp("country")
    generate(folder / "data" / "country", 10_000, 0, seed=1)
    shutil.copytree(DATA / "reference", folder / "data" / "reference")
    rivals.copied(folder / "data" / "country", folder / "plain.duckdb")
    build(folder / "data", folder / "warehouse", "country", datetime.now(UTC).replace(microsecond=0), quiet)
    return folder


def test_all_sides_give_the_same(country: Path) -> None:
    asked = asked_of_all(country, None)
    assert [one.name for one in asked] == list(OWN)
    assert all(set(one.seconds) == {"plain SQL", "ours", "Polars", "SQLite"} for one in asked)
    assert all(one.rows for one in asked)


def test_another_answer_is_noticed() -> None:
    rows = pl.DataFrame({"department_id": ["a", "b"], "budget": [1.0, 2.0]})
    assert is_same(rows, rows.reverse())
    assert not is_same(rows, rows.with_columns(budget=pl.col("budget") + 1e-6))
    assert not is_same(rows, rows.head(1))
    apart = pl.DataFrame({"department_id": ["a", "b"], "budget": [1e9, 100.0]})
    assert not is_same(apart, apart.with_columns(budget=pl.Series([1e9, 100.9]))), "a large figure hides no small one"
    assert not is_same(rows, rows.with_columns(budget=pl.lit(None, pl.Float64)))


def test_superset_is_asked_every_question() -> None:
    assert list(superset._questions()) == list(OWN)


def test_what_is_printed_is_kept_with_date_machine_and_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results" / "bench.txt"
    with recorded(path):
        print("totals 4 ms")
    kept = path.read_text(encoding="utf-8")
    assert kept == capsys.readouterr().out
    assert f"{datetime.now(UTC):%Y-%m}" in kept
    assert all(word in kept for word in ("totals 4 ms", " cores, ", "duckdb ", "Repeat: "))
    with pytest.raises(KeyboardInterrupt), recorded(path):
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == kept, "an interrupted run does not take the last results away"


@pytest.mark.parametrize(
    ("value", "limit", "code"), [(1.0, 1.0, 0), (1.1, 1.0, 1), (float("nan"), 1.0, 1), (5.0, None, 0)]
)
def test_a_missed_limit_is_an_exit_code(value: float, limit: float | None, code: int) -> None:
    assert bench._report([("a measurement", value, limit, " s")]) == code


def test_what_must_be_reached_at_least_is_missed_below() -> None:
    for name in bench._AT_LEAST:
        assert bench._report([(name, 9.9, 10.0, "  ")]) == 1
        assert bench._report([(name, 10.0, 10.0, "  ")]) == 0
