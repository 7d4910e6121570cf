"""How long reports in prose take: one of twenty pages, and a year of a thousand texts.

Belongs here: making the files, measuring. Does not belong here: limits and the report (``__main__``).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from rich.progress import Progress

from etl.read.one import read_one
from etl.read.run import read_files
from tests.conftest import ROOT

_TEXTS = 1_000
#: 20 pages of a report hold some 16,000 characters.
_CHARACTERS = 16_000
_DEVSET = ROOT / "tests" / "devset" / "prose"
_REPORTS = ROOT / "data" / "sources" / "reports"


def _long_report(folder: Path) -> Path:
    """The longest kind of report: the items of one, with the pages of others behind it."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(_REPORTS.glob("*.txt"))]
    whole = "\n".join(texts)
    path = folder / "二十页.txt"
    path.write_text((whole * (1 + _CHARACTERS // len(whole)))[:_CHARACTERS], encoding="utf-8")
    return path


def _year(folder: Path) -> list[Path]:
    """Texts of the shapes there are, in turn; each differs, as files of a year do."""
    texts = [p.read_text(encoding="utf-8") for p in sorted([*_DEVSET.glob("*.txt"), *_REPORTS.glob("*.txt")])]
    made = []
    for n in range(_TEXTS):
        path = folder / f"{n:04}.txt"
        path.write_text(texts[n % len(texts)].replace("100%", f"{90 + n % 10}%", 1), encoding="utf-8")
        made.append(path)
    return made


def report_times() -> dict[str, float]:
    """Seconds: a twenty-page report in a warm process, a thousand texts through the reading processes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        page = _long_report(folder)
        read_one(page)
        started = time.perf_counter()
        read_one(page)
        single = time.perf_counter() - started
        paths = _year(folder)
        with Progress(transient=True) as bar:
            task = bar.add_task("报告", total=len(paths))
            started = time.perf_counter()
            readings = read_files(paths, progress=lambda _: bar.update(task, advance=1))
            whole = time.perf_counter() - started
        assert not [r for r in readings if r.sentence]
    return {"report of twenty pages": single, "thousand reports in prose": whole}


if __name__ == "__main__":
    sys.exit(print(report_times()))
