"""CSV files that a spreadsheet opens safely and with the right characters.

Belongs here: bytes from rows. Does not belong here: which rows, and the richer exports (``dashboard.exports``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from etl.safe_cells import neutralise


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()) -> bytes:
    """UTF-8 with a byte-order mark (Excel reads it as Chinese), CRLF, None as empty.

    ``notes`` (unit, filters, source, 演示数据) follow the table after an empty line, one a row.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutralise(name) for name in header])
    writer.writerows([neutralise(value) for value in row] for row in rows)
    if notes:
        writer.writerow([])
        writer.writerows([neutralise(note)] for note in notes)
    return text.getvalue().encode("utf-8-sig")
