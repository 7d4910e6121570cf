"""Tables drawn in plain text: cells parted by tabs or bars, frames of ``+---+``, one cell a line.

Belongs here: which lines are a table, its cells. Does not belong here: what the cells mean (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.read.prose.model import TablePart

_FRAME = re.compile(r"^[\s+|:=\-─│┌┐└┘├┤┬┴┼━┃]+$")
_LEAST_ROWS = 2


def parts(text: str) -> tuple[list[str | TablePart], list[tuple[int, int]]]:
    """Lines and tables of a text, with a stretch for every line and every row of a table."""
    lines: list[tuple[int, int]] = []
    place = 0
    for line in text.split("\n"):
        lines.append((place, place + len(line)))
        place += len(line) + 1
    found: list[str | TablePart] = []
    spans: list[tuple[int, int]] = []
    k = 0
    while k < len(lines):
        taken = _table(text, lines, k)
        if taken is None:
            found.append(text[slice(*lines[k])])
            spans.append(lines[k])
            k += 1
            continue
        table, rows, k = taken
        found.append(table)
        spans += rows
    return found, spans


def within(found: Sequence[str | TablePart]) -> list[str | TablePart]:
    """What a loader found, with those tables that only its lines draw."""
    drawn: list[str | TablePart] = []
    lines: list[str] = []
    for one in [*found, None]:
        if isinstance(one, str):
            lines.append(one)
            continue
        drawn += parts("\n".join(lines))[0] if lines else []
        drawn += [one] if one is not None else []
        lines = []
    return drawn


def _table(text: str, lines: list[tuple[int, int]], k: int) -> tuple[TablePart, list[tuple[int, int]], int] | None:
    return (
        _barred(text, lines, k) or _spaced(text, lines, k) or _single_cells(text, lines, k) or _stacked(text, lines, k)
    )


def _barred(text: str, lines: list[tuple[int, int]], k: int) -> tuple[TablePart, list[tuple[int, int]], int] | None:
    """Lines of three cells or more, of about one number of cells."""
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    at = k
    while at < len(lines):
        line = text[slice(*lines[at])]
        if _FRAME.match(line) and line.strip() and re.search(r"[-─━=]{3}", line):
            at += 1
            continue
        cells = _cells(line)
        if cells is None:
            break
        if rows and (line[:1] == "\t" or _opens_empty(line, text[slice(*lines[k])])):
            # The first cells are empty: they are merged with those above.
            cells = [""] * (len(rows[0]) - len(cells)) + cells
        rows.append(cells)
        spans.append(lines[at])
        at += 1
    if len(rows) < _LEAST_ROWS or max(map(len, rows)) < 3:
        return None
    return TablePart(rows), spans, at


def _opens_empty(line: str, head: str) -> bool:
    """Whether a line has a bar more at its front than the table's first line."""
    return _bars(line) > _bars(head)


def _bars(line: str) -> int:
    return len(re.sub(r"\s", "", line)) - len(re.sub(r"\s", "", line).lstrip("|│┃｜"))


def _cells(line: str) -> list[str] | None:
    if re.search(r"[|│┃｜]", line.strip()):
        cells = re.split(r"[|│┃｜]", line.strip().strip("|│┃｜"))
        return [c.strip() for c in cells] if len(cells) >= 2 and not re.search(r"。.", line) else None
    if "\t" in line.strip("\t "):
        cells = line.strip("\n").split("\t")
        while cells and not cells[0].strip():
            cells.pop(0)
        return [c.strip() for c in cells] if len(cells) >= 2 and max(map(len, cells)) < 200 else None
    wide = re.split(r" {2,}|\u3000{2,}", line.strip())
    if len(wide) >= 4 and not re.search(r"[。；]", line):
        return [c.strip() for c in wide]
    return None


_HEADING = re.compile(
    r"项目名称|项目|年初预算|全年预算|预算数?|支出数?|执行数?|执行率|支付率|得分|等级|等次|实际支出|到位|名称"
)


_SHARE = re.compile("率|比|进度|程度|情况|[%％]")


def are_headings(cells: list[str]) -> bool:
    """Whether most of a row's cells are headings of a table of projects."""
    return sum(bool(_HEADING.search(cell)) for cell in cells) >= 0.6 * len(cells)


def _spaced(text: str, lines: list[tuple[int, int]], k: int) -> tuple[TablePart, list[tuple[int, int]], int] | None:
    """Cells parted by single blanks, as the text layer of a PDF has them, under a line of nothing but headings."""
    head = text[slice(*lines[k])].split()
    if len(head) < 4 or not are_headings(head) or any(re.search(r"\d|。", h) for h in head):
        return None
    rows, spans = [head], [lines[k]]
    at = k + 1
    while at < len(lines):
        tokens = text[slice(*lines[at])].split()
        figures = [t for t in tokens if re.fullmatch(r"-?[\d,]+(?:\.\d+)?%?", t)]
        if len(figures) < 2 or len(tokens) < 3 or any(re.search("[。；]", t) for t in tokens):
            break
        first = next((n for n, t in enumerate(tokens) if re.match(r"-?[\d,]+(?:\.\d+)?%?$", t) and n), 1)
        cells = ["".join(tokens[:first]), *tokens[first:]]
        if len(cells) > len(head):
            break
        if _is_shifted(cells, head):
            return None
        rows.append(cells + [""] * (len(head) - len(cells)))
        spans.append(lines[at])
        at += 1
    return (TablePart(rows), spans, at) if len(rows) > _LEAST_ROWS else None


def _is_shifted(cells: list[str], head: list[str]) -> bool:
    """Whether a row has a cell less and not at its end: a figure ran into the name, a share stands below no heading of
    one."""
    is_glued = len(cells) < len(head) and bool(re.search(r"\d$", cells[0]))
    shares = [heading for cell, heading in zip(cells, head, strict=False) if re.search("[%％]$", cell)]
    return is_glued or not all(_SHARE.search(heading) for heading in shares)


def _single_cells(
    text: str, lines: list[tuple[int, int]], k: int
) -> tuple[TablePart, list[tuple[int, int]], int] | None:
    """A table pasted with one cell a line, each behind a tab, its rows parted by blank lines."""
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    at, open_ = k, False
    while at < len(lines):
        line = text[slice(*lines[at])]
        if not line.strip():
            if not open_ and not rows:
                break
            open_ = False
        elif (
            line.startswith("\t")
            and "\t" not in line.strip()
            and len(line.strip()) <= 30
            and not re.search("[。；，]", line)
        ):
            if open_:
                rows[-1].append(line.strip())
                spans[-1] = (spans[-1][0], lines[at][1])
            else:
                rows.append([line.strip()])
                spans.append(lines[at])
            open_ = True
        else:
            break
        at += 1
    width = len(rows[0]) if rows else 0
    if len(rows) < _LEAST_ROWS or width < 3 or any(len(r) != width for r in rows):
        return None
    return TablePart(rows), spans, at


_NUMBER = re.compile(r"-?[\d,，]+(?:\.\d+)?[%％]?$|[-—/]$")
_LONGEST_CELL = 20
_LEAST_COLUMNS = 3


def _stacked(text: str, lines: list[tuple[int, int]], k: int) -> tuple[TablePart, list[tuple[int, int]], int] | None:
    """A table whose cells the text layer of a page gives one a line: headings, then a name and its figures, again and
    again."""

    def cell(n: int) -> str:
        return text[slice(*lines[n])].strip() if n < len(lines) else ""

    at = k
    while cell(at) and len(cell(at)) <= _LONGEST_CELL and not re.search(r"[\d。；，：:]", cell(at)):
        at += 1
    # The last of the lines without a figure is the first row's name.
    width = at - 1 - k
    head = [cell(n) for n in range(k, k + width)]
    if width < _LEAST_COLUMNS or not are_headings(head):
        return None
    rows, spans, at = [head], [(lines[k][0], lines[k + width - 1][1])], k + width
    while cell(at) and not _NUMBER.match(cell(at)) and all(_NUMBER.match(cell(at + n)) for n in range(1, width)):
        rows.append([cell(at + n) for n in range(width)])
        spans.append((lines[at][0], lines[at + width - 1][1]))
        at += width
    return (TablePart(rows), spans, at) if len(rows) > _LEAST_ROWS else None
