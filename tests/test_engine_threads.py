"""How many threads an answer gets: one where the file is small, the machine's where it is large or beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dashboard.data import engine
from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import BrokenSnapshotError, Snapshot
from etl.pointer import DATABASE, PARQUET
from tests.conftest import NOW


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    with duckdb.connect(str(tmp_path / DATABASE)) as con:
        con.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(1000)")
    return Snapshot("real", "build", NOW, tmp_path / DATABASE)


def threads(snapshot: Snapshot) -> int:
    ((found,),) = DuckDBEngine(snapshot).run_sql("SELECT current_setting('threads') AS threads").rows()
    return int(found)


def all_threads() -> int:
    ((found,),) = duckdb.connect().execute("SELECT current_setting('threads')").fetchall()
    return int(found)


def test_one_thread_answers_from_a_small_file(snapshot: Snapshot) -> None:
    assert threads(snapshot) == 1


def test_a_large_file_is_answered_by_all(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_SMALL", 1)
    assert threads(snapshot) == all_threads()


def test_rows_beside_the_file_are_answered_by_all(snapshot: Snapshot) -> None:
    (snapshot.database.parent / PARQUET).mkdir()
    assert threads(snapshot) == all_threads()


def test_a_file_that_is_gone_is_a_broken_snapshot(snapshot: Snapshot) -> None:
    with pytest.raises(BrokenSnapshotError):
        DuckDBEngine(replace(snapshot, database=snapshot.database.with_name("gone.duckdb")))


def test_a_sum_of_integers_is_a_number_of_64_bits(snapshot: Snapshot) -> None:
    found = DuckDBEngine(snapshot).run_sql(
        "SELECT sum(n) AS sum, count(*) AS count, 1.50::DECIMAL(18, 2) AS money FROM numbers"
    )
    assert [str(kind) for kind in found.dtypes] == ["Int64", "Int64", "Decimal(precision=18, scale=2)"]
    assert found["sum"].item() == 499_500
