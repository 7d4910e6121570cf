"""Figures that gave no row, said: lines of a PDF like a table's where no grid is ruled, items of a
list that have figures of their own, and sentences that tell of money given and used.

Belongs here: counting them. Does not belong here: reading tables (``tables``, ``ascii_tables``), lists (``register``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from etl.read.prose import sections
from etl.read.prose.clauses import sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import figures
from etl.read.prose.outline import Node
from etl.read.prose.register import MONEY, Register
from etl.read.prose.title import Title
from etl.read.rows import FlatRow

_FIGURE = re.compile(r"-?\d[\d,，]*(?:\.\d+)?[%％]?")
_PROSE = re.compile(r"[。；，：:;]|,(?!\d)")
#: So many figures side by side, or one below the other, are a table's row; so many rows are a table.
_LEAST_FIGURES = 2
_LEAST_ROWS = 2
_SHOWN = 30
#: What is told of another year, of income, of what was bought.
_OTHERS = re.compile(r"上年|去年|往年|以前年度|上一年度|同期|收入|三公|采购")


def told(text: str, rows: Sequence[FlatRow]) -> list[str]:
    """One sentence where lines of figures gave no figure of any row."""
    used = [(span.start, span.end) for row in rows for span in row.spans]
    lost = [text[first:last] for first, last in _stretches(text) if not any(a < last and b > first for a, b in used)]
    if len(lost) < _LEAST_ROWS:
        return []
    return [f"有{len(lost)}处像表格的数字没有读出（“{' '.join(lost[0].split())[:_SHOWN]}”等），请对照原文"]


def unread(
    root: Node, title: Title, register: Register, rows: Sequence[FlatRow], in_parts: Sequence[Node]
) -> list[str]:
    """What is told of items and of sentences that gave no row; ``in_parts``: pieces told already."""
    left = register.unread()
    return [*_items(left, rows), *_sentences(root, title, rows, [*(node for node, _ in left), *in_parts])]


def _items(unread: Sequence[tuple[Node, str]], rows: Sequence[FlatRow]) -> list[str]:
    """One sentence where items with figures of their own gave no figure of any row."""
    used = [span.start for row in rows for span in row.spans]
    left = [(n, name) for n, name in unread if not any(a <= place < b for place in used for a, b in _places(n))]
    if not left:
        return []
    named = next((name for _, name in left if name), left[0][0].head)
    return [f"列表中有{len(left)}项写有预算和支出但没有读成项目（“{named[:_SHOWN]}”等），请对照原文"]


def _sentences(root: Node, title: Title, rows: Sequence[FlatRow], known: Sequence[Node]) -> list[str]:
    """One sentence where half-sentences that tell of money given and used gave no figure of any row; ``known``: pieces
    told already."""
    used = [span.start for row in rows for span in row.spans]
    places = [place for node in known for place in _places(node)]
    amounts = {amount for row in rows for amount in row.amounts}
    left: list[str] = []
    for node, segment in ordered(root):
        if sections.is_silent(node) or sections.is_of_other_year(node, title.years):
            continue
        for sentence in sentences(segment.text):
            for start, end in sentence.halves:
                half = segment.text[start:end]
                first, last = segment.norm.span(start, end)
                is_told = any(a <= first < b for a, b in places) or any(first <= place < last for place in used)
                if not is_told and not _OTHERS.search(half) and _is_told(half, title.unit, amounts):
                    left.append(half)
    if not left:
        return []
    return [f"有{len(left)}处写有预算和支出但没有读成项目或部门（“{left[0].strip('，')[:_SHOWN]}”等），请对照原文"]


def _is_told(half: str, unit: str, known: Collection[Decimal | None]) -> bool:
    """Whether a half-sentence tells of money given, or more of it, and of what was used, and of any amount that is not
    ``known`` from a table or another sentence."""
    found = [f for s in sentences(half) for f in figures(s, unit=unit) if not f.is_bracketed]
    roles = {f.role for f in found}
    if all(f.value in known for f in found if f.role in MONEY):
        return False
    return "executed" in roles and bool(roles & {*MONEY - {"executed"}, "added", "rate"})


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
