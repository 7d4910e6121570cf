"""``read --bundle``: the bundle, and beside it the rows of reports that nobody confirmed, which keep it from a build.

Belongs here: that list. Does not belong here: the bundle's tables (``bundle``), the refusal (``etl.inputs``),
confirming a report (``etl.load.desk``).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from etl.inputs import UNCONFIRMED
from etl.read import bundle
from etl.read.rows import Reading, record

_HEAD = ("file", "locator", "status", "department", "project", "year", "quote", "rule")


def write(readings: Sequence[Reading], folder: Path) -> None:
    """Write the bundle; where reports are among its files, each of their rows with its place and its status as well."""
    bundle.write(readings, folder)
    path = folder / UNCONFIRMED
    reports = [row for reading in readings if reading.text for row in (*reading.rows, *reading.aside)]
    if not reports:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, _HEAD, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**record(row), "file": row.file, "rule": row.rule} for row in reports)
