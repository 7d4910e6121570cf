"""How fast rows come in: ten million flat rows against DuckDB's own typed reading, and 500 official forms.

Belongs here: measuring. Does not belong here: limits and the report (``__main__``).
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests.conftest import DATA, ROOT

ROWS = 10_000_000
FORMS = 500
_YEARS = 10
_TYPES = {
    "project_id": "VARCHAR", "department_id": "VARCHAR", "year": "INTEGER", "evaluation_kind": "VARCHAR",
    "project": "VARCHAR", "budget_initial": "DECIMAL(18,2)", "budget_full_year": "DECIMAL(18,2)",
    "executed": "DECIMAL(18,2)", "execution_rate_stated": "DOUBLE", "score": "DECIMAL(7,2)",
    "grade_stated": "VARCHAR", "source_id": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class FlatTimes:
    """Seconds and rows: ``plain`` DuckDB's, ``published`` up to the published rows, ``whole`` with all checks."""

    rows: int
    plain: float
    published: float
    whole: float
    refused: int
    peak: float

    @property
    def ratio(self) -> float:
        """Our rows a second ÷ DuckDB's, up to the published rows."""
        return self.plain / self.published


def flat_times(rows: int = ROWS) -> FlatTimes:
    """One dataset of so many project-years as CSV, one in a thousand refused: read plainly, then built."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        data = Path(scratch) / "data"
        _write_dataset(data, rows)
        plain = min(_plain(data, Path(scratch)) for _ in range(2))
        script = f"from tests.bench.loading import build_told; build_told({str(scratch)!r})"
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        published, whole, refused, peak = (float(x) for x in done.stdout.split()[-4:])
        return FlatTimes(rows, plain, published, whole, int(refused), peak)


def build_told(scratch: str) -> None:
    """Build in this process and print: seconds to the published rows, in all, rows refused, peak gigabytes."""
    from etl.build import build

    moments: dict[str, float] = {}
    started = time.perf_counter()

    def progress(step: str, _: float) -> None:
        moments.setdefault(step, time.perf_counter() - started)

    home = Path(scratch)
    report = build(home / "data", home / "warehouse", "flat", datetime.now(UTC).replace(microsecond=0), progress)
    whole = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(moments["核对"], whole, report.rows_quarantined, peak)


def form_seconds(forms: int = FORMS) -> float:
    """Seconds to read so many official forms, a file each, with the command users call."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        folder = Path(scratch) / "forms"
        folder.mkdir()
        models = sorted((ROOT / "tests" / "devset" / "forms").glob("*.xlsx"))
        for number in range(forms):
            shutil.copy(models[number % len(models)], folder / f"{number:03d}.xlsx")
        started = time.perf_counter()
        command = [sys.executable, "-m", "etl", "read", str(folder), "--csv", str(Path(scratch) / "out.csv")]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return time.perf_counter() - started


def _plain(data: Path, scratch: Path) -> float:
    database = scratch / "plain.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as con:
        started = time.perf_counter()
        con.read_csv(
            str(data / "flat" / "project_year.csv"), columns=_TYPES, header=True, auto_detect=False, ignore_errors=True
        ).create("plain")
        con.execute("CHECKPOINT")
        return time.perf_counter() - started


def _write_dataset(data: Path, rows: int) -> None:
    folder = data / "flat"
    folder.mkdir(parents=True)
    (data / "reference").mkdir()
    for path in (DATA / "reference").glob("*.csv"):
        shutil.copy(path, data / "reference")
    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar = false")
        con.execute("SET VARIABLE district_file = ?", [str(data / "reference" / "district.csv")])
        con.execute("SET VARIABLE projects = ?", [rows // _YEARS])
        con.execute(Path(__file__).with_name("flat.sql").read_text(encoding="utf-8"))
        for name in ("department", "source", "project", "project_year"):
            con.table(name).to_csv(str(folder / f"{name}.csv"), header=True)
