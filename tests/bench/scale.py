"""The eight typical questions on a country: the product's own metrics beside whoever else can answer them.

Belongs here: generating, copying, building, and asking every side turn by turn; all sides must give the same. Does not
belong here: the questions (``questions``), the others (``rivals``, ``superset``), limits and the report (``__main__``).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from dashboard.data.statement import compiled
from etl.demo.country import generate
from tests.bench import rivals
from tests.bench.questions import OWN, is_same
from tests.bench.superset import superset
from tests.conftest import DATA, ROOT

PLAIN, OURS, CHART, SUPERSET = "plain SQL", "ours", "ours, to JSON", "Superset"
#: How often a side is asked; the slow ones less.
_ROUNDS = {PLAIN: 5, OURS: 5, "Polars": 5, "SQLite": 1, CHART: 3, SUPERSET: 3}


@dataclass(frozen=True)
class Asked:
    """One question: median seconds of each side, and the rows of the answer."""

    name: str
    seconds: dict[str, float]
    rows: int

    @property
    def ratio(self) -> float:
        """Our seconds ÷ plain SQL's."""
        return self.seconds[OURS] / self.seconds[PLAIN]


@dataclass(frozen=True)
class ScaleTimes:
    """Seconds: ``generated`` (all rows), ``copied`` (plain tables from the same files), ``built``; ``memory``: the most
    gigabytes the build took; sizes in bytes."""

    project_years: int
    generated: float
    copied: float
    built: float
    memory: float
    plain_bytes: int
    snapshot_bytes: int
    asked: tuple[Asked, ...]

    def together(self, side: str) -> float:
        """Seconds of a side over all questions."""
        return sum(one.seconds[side] for one in self.asked)


def scale_times(scratch: Path, project_years: int, indicators: int, commands: Path | None) -> ScaleTimes:
    """Generate, copy plainly, build and ask. Everything stays below ``scratch``; ``commands``: the folder of
    Superset's, None to leave it out.

    Raises AssertionError where two sides give different answers.
    """
    data = scratch / "data"
    generated, _ = _timed(lambda: generate(data / "country", project_years, indicators, seed=1))
    shutil.copytree(DATA / "reference", data / "reference")
    plain = scratch / "plain.duckdb"
    copied, _ = _timed(lambda: rivals.copied(data / "country", plain))
    built, memory = _timed(lambda: _built(data, scratch / "warehouse"))
    database = in_service(scratch / "warehouse", "country").database
    asked = asked_of_all(scratch, commands)
    sizes = (plain.stat().st_size, database.stat().st_size)
    return ScaleTimes(project_years, generated, copied, built, memory, *sizes, asked)


def _built(data: Path, warehouse: Path) -> float:
    """Build with the command users call, in a process of its own; the gigabytes of memory it took at most. Raises
    CalledProcessError."""
    asked = [
        sys.executable,
        "-m",
        "etl",
        "build",
        "--dataset",
        "country",
        "--data",
        str(data),
        "--warehouse",
        str(warehouse),
    ]
    begun = subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(begun.pid, 0)
    begun.returncode = os.waitstatus_to_exitcode(status)
    if begun.returncode:
        raise subprocess.CalledProcessError(begun.returncode, asked)
    return used.ru_maxrss / 1e6


def asked_of_all(scratch: Path, commands: Path | None) -> tuple[Asked, ...]:
    """Every question of every side on what stands below ``scratch``: data, plain.duckdb, warehouse.

    The sides are asked turn by turn, so that a drift of the machine meets all.
    """
    bundle, snapshot = scratch / "data" / "country", in_service(scratch / "warehouse", "country")
    with ExitStack() as stack:
        engine = DuckDBEngine(snapshot)
        sides = {
            PLAIN: stack.enter_context(rivals.plain(scratch / "plain.duckdb")),
            OURS: rivals.own(engine),
            "Polars": rivals.in_memory(bundle),
            "SQLite": stack.enter_context(rivals.sqlite(bundle, scratch / "rows.sqlite")),
        }
        if commands is not None:
            sides[CHART] = {name: _to_json(engine, name) for name in OWN}
            folder = scratch / "superset"
            sides[SUPERSET] = stack.enter_context(superset(commands, snapshot.database, folder))
        return tuple(_asked(name, {side: answers[name] for side, answers in sides.items()}) for name in OWN)


def _to_json(engine: DuckDBEngine, name: str) -> Callable[[], Any]:
    """From the question to the JSON of a chart, nothing kept from the time before."""

    def answer() -> Any:
        rows = engine.execute(compiled(OWN[name]()), {})
        rows.write_json()
        return rows

    return answer


def _asked(name: str, sides: dict[str, Callable[[], Any]]) -> Asked:
    times: dict[str, list[float]] = {side: [] for side in sides}
    answers = {}
    for turn in range(max(_ROUNDS.values())):
        for side, answer in sides.items():
            if turn < _ROUNDS[side]:
                seconds, answers[side] = _timed(answer)
                times[side].append(seconds)
    for side, rows in answers.items():
        assert is_same(answers[PLAIN], rows), f"{name}: {PLAIN} {answers[PLAIN].head(3)} {side} {rows.head(3)}"
    return Asked(name, {side: statistics.median(t) for side, t in times.items()}, answers[PLAIN].height)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done
