"""Long runs: ``make test-long``. Their seeded short forms stand in the other test files."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl import contracts, publish
from etl.build import build
from etl.demo import generate
from tests.conftest import DATA, NOW, ROOT, quiet
from tests.test_demo_findings import _department_year

pytestmark = pytest.mark.long
KILLS = 100


def test_builds_killed_at_any_moment_leave_a_good_snapshot_in_service(tmp_path: Path) -> None:
    """100 of 200 kills; the others hit loads (``test_load.py``). Read while the build runs and after its end."""
    shutil.copytree(DATA / "real", tmp_path / "data" / "real")
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    warehouse = tmp_path / "w"
    build(tmp_path / "data", warehouse, "real", NOW, quiet)
    lines = tmp_path / "data/real/five_reports/project_year.csv"
    text = lines.read_text(encoding="utf-8")
    random_ = random.Random(2026)
    command = [sys.executable, "-m", "etl", "build", "--data", str(tmp_path / "data"), "--warehouse", str(warehouse)]
    # A build of changed inputs, or its time would be that of finding nothing to do.
    lines.write_text(text.replace("417300.00", "417300.99"), encoding="utf-8")
    started = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    lasts = time.monotonic() - started
    reads = 0
    for number in range(KILLS):
        lines.write_text(text.replace("417300.00", f"417300.{number:02d}"), encoding="utf-8")
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + random_.uniform(0.1, 1.1 * lasts)
        while time.monotonic() < end:
            reads += _read_well(warehouse)
            time.sleep(min(0.5, max(0.0, end - time.monotonic())))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        reads += _read_well(warehouse)
    assert reads >= 2 * KILLS
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert not list((warehouse / "real").glob("*.partial"))


def test_a_build_killed_again_and_again_is_gone_on_with_and_becomes_what_it_would_have_been(tmp_path: Path) -> None:
    shutil.copytree(DATA / "demo" / "city", tmp_path / "data" / "demo" / "city")
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    started = time.monotonic()
    build(tmp_path / "data", tmp_path / "whole", "demo", NOW, quiet)
    lasts = time.monotonic() - started
    where = ["--data", str(tmp_path / "data"), "--warehouse", str(tmp_path / "w"), "--dataset", "demo"]
    command = [sys.executable, "-m", "etl", "build", *where]
    random_ = random.Random(2026)
    folder = tmp_path / "w" / "demo"
    made = [0]
    for _ in range(12):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random_.uniform(0.3, 0.9) * lasts)
        process.kill()
        process.wait()
        for left in folder.glob("*.partial/warehouse.duckdb"):
            with duckdb.connect(str(left)) as con:
                made.append(len(publish.made(con)))
    assert made == sorted(made), "no kill takes a whole table away"
    assert len(set(made)) > 2, "some kills came between two tables"
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert not list(folder.glob("*.partial"))
    engines = [DuckDBEngine(in_service(tmp_path / name, "demo")) for name in ("whole", "w")]
    for table in (*contracts.MODEL_TABLES, contracts.FINDING, contracts.PASSED_CHECK):
        first, second = (engine.run_sql(f'SELECT * FROM "{table.name}" ORDER BY ALL') for engine in engines)
        assert first.equals(second), table.name


def _read_well(warehouse: Path) -> int:
    """One read of what serves: all rows there, and the figure that every build changes is one that was written."""
    served = in_service(warehouse, "real")
    assert not served.is_fallback
    with duckdb.connect(str(served.database), read_only=True) as con:
        ((rows, changed),) = con.execute(
            "SELECT count(*), count(*) FILTER (executed BETWEEN 417300 AND 417300.99) FROM project_year"
        ).fetchall()
    assert (rows, changed) == (61, 1)
    return 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_findings_are_the_truth_for_other_seeds(tmp_path: Path, seed: int) -> None:
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    generate(tmp_path / "demo", seed=seed)
    build(tmp_path, tmp_path / "w", "demo", NOW, quiet)
    truth = json.loads((tmp_path / "demo" / "truth.json").read_text(encoding="utf-8"))
    engine = DuckDBEngine(in_service(tmp_path / "w", "demo"))
    found: dict[str, set[str]] = {code: set() for code in truth}
    for code, table, row_id in engine.run_sql("SELECT code, table_name, fact_row_id FROM finding").rows():
        found[code].add(_department_year(row_id) if table == "indicator_year" else row_id)
    assert found == {code: set(ids) for code, ids in truth.items()}
