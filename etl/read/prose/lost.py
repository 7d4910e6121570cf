"""Figures that gave no row, said: lines of a PDF like a table's, for cells that wrap are not put together, and items of
a list that have figures of their own.

Belongs here: counting them. Does not belong here: reading tables (``tables``, ``ascii_tables``), lists (``register``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.read.prose.outline import Node
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


def items(unread: Sequence[tuple[Node, str]], rows: Sequence[FlatRow]) -> list[str]:
    """One sentence where items with figures of their own gave no figure of any row."""
    used = [span.start for row in rows for span in row.spans]
    left = [(n, name) for n, name in unread if not any(a <= place < b for place in used for a, b in _places(n))]
    if not left:
        return []
    named = next((name for _, name in left if name), left[0][0].head)
    return [f"列表中有{len(left)}项写有预算和支出但没有读成项目（“{named[:_SHOWN]}”等），请对照原文"]


def _places(node: Node) -> Iterator[tuple[int, int]]:
    for one in node.walk():
        yield from ((s.norm.at[0], s.norm.at[-1] + 1) for s in one.segments if s.norm.at)


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
