"""The CSV of the flat rows, which a spreadsheet opens safely.

Belongs here: the file. Does not belong here: its columns and their spelling (``rows``).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from etl.read.rows import COLUMNS, FlatRow, record
from etl.safe_cells import neutralise

#: Texts of the file that was read, which could run as a formula. Figures cannot, and the quote is the exact text: cells
#: joined by " | " are no formula.
_TEXTS = ("district", "department", "project", "grade_stated", "locator")


def write(rows: Sequence[FlatRow], path: Path) -> int:
    """Write the rows as utf-8-sig CSV and return their number. Of several files locators name theirs: [甲.xls]表!A2."""
    is_of_several = len({row.file for row in rows}) > 1
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            cells = record(row)
            if is_of_several:
                cells["locator"] = f"[{row.file}]{row.locator}"
            writer.writerow(cells | {name: neutralise(cells[name]) for name in _TEXTS})
    return len(rows)
