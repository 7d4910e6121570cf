"""Lines of a PDF that look like a table's and gave nothing: said, for cells that wrap are not put together.

Belongs here: counting such lines. Does not belong here: reading tables (``tables``, ``ascii_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.read.rows import FlatRow

_FIGURE = re.compile(r"-?\d[\d,，]*(?:\.\d+)?[%％]?")
_PROSE = re.compile(r"[。；，：:;]|,(?!\d)")
#: So many figures side by side, or one below the other, are a table's row; so many rows are a table.
_LEAST_FIGURES = 2
_LEAST_ROWS = 2
_SHOWN = 30


def told(text: str, rows: Sequence[FlatRow]) -> list[str]:
    """One sentence where lines of figures gave no figure of any row."""
    used = [(span.start, span.end) for row in rows for span in row.spans]
    lost = [text[first:last] for first, last in _stretches(text) if not any(a < last and b > first for a, b in used)]
    if len(lost) < _LEAST_ROWS:
        return []
    return [f"有{len(lost)}处像表格的数字没有读出（“{' '.join(lost[0].split())[:_SHOWN]}”等），请对照原文"]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where rows of figures stand: lines of several, and lines of one figure each that follow one another."""
    place, begin, end, count = 0, 0, 0, 0
    for line in [*text.split("\n"), ""]:
        words = [] if _PROSE.search(line) else line.split()
        figures = sum(bool(_FIGURE.fullmatch(word)) for word in words)
        is_bare = 0 < figures == len(words)
        if is_bare:
            begin, end, count = (begin if count else place), place + len(line), count + figures
        else:
            if count >= _LEAST_FIGURES:
                yield begin, end
            count = 0
            if figures >= _LEAST_FIGURES:
                yield place, place + len(line)
        place += len(line) + 1
