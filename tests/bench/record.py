"""The results file of a bench: everything printed, with date, machine, versions and how to repeat it.

Belongs here: the file. Does not belong here: what is measured.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from tests.conftest import ROOT

_NAMED = ("streamlit", "duckdb", "polars", "plotly", "ibis-framework")
_KIB = 1024


class _Both:
    """Writes to the screen and to a file."""

    def __init__(self, screen: TextIO, file: TextIO) -> None:
        self._screen, self._file = screen, file

    def write(self, text: str) -> int:
        self._file.write(text)
        return self._screen.write(text)

    def flush(self) -> None:
        self._file.flush()
        self._screen.flush()


@contextmanager
def recorded(path: Path) -> Iterator[None]:
    """Keep what is printed in ``path`` too; until the end in a file beside it, so that the last whole run's stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file, redirect_stdout(_Both(sys.stdout, file)):  # type: ignore[type-var]
        print(_head(), flush=True)
        yield
        print(f"\nWritten to {path}")
    partial.replace(path)


def _head() -> str:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _KIB**3
    busy = os.getloadavg()[0]
    return "\n".join(
        (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit.stdout.strip() or 'unknown'}",
            f"{os.cpu_count()} cores, {memory:.0f} GiB, {_processor()}, {platform.system()} {platform.release()}, "
            f"load {busy:.1f} at the start",
            f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in _NAMED),
            f"Repeat: .venv/bin/python -m tests.bench {' '.join(sys.argv[1:])}".rstrip(),
        )
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
