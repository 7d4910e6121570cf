"""An annotated workbook that comes back corrected: which files it was made of, each sheet as it was read then.

Belongs here: how such a workbook is told from others, its list of sheets, taking off what was written beside the
tables. Does not belong here: writing it (``etl.load.annotate``), reading tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read.grid import Grid, Value
from etl.safe_cells import neutralise

#: The hidden sheet that lists the others, and what its first cell says.
LIST, MARK = "装载信息", "jixiao-annotated-1"
#: The first sheet: what was not loaded, line by line.
OVERVIEW = "没有装载的行"
#: Over the reasons, right of every table; from this column on a sheet is not read.
HINT = "装载提示（这一列不读）"
_FIGURE = re.compile(r"[-+－＋]\s*[\d.,，]*\s*[%％]?")
_HEADS = ("file_number", "file", "digest", "seen", "shown_as", "sheet", "first_line")
_SHOWN_AS = _HEADS.index("shown_as")


@dataclass
class Part:
    """One of the files an annotated workbook holds. ``digest``: the version it was made of; ``seen``: the one then
    in service."""

    file: str
    digest: str
    seen: str
    grids: list[Grid] = field(default_factory=list)


def kept(value: Value) -> Value:
    """A cell as an annotated workbook holds it: no text can run as a formula, and every text can be told again.

    >>> kept("=1+1"), kept("'=1+1"), kept("-5.20"), restored(kept("'=1+1"))
    ("'=1+1", "''=1+1", '-5.20', "'=1+1")
    """
    if not isinstance(value, str) or _FIGURE.fullmatch(value.strip(" \u3000")):
        return value
    return "'" + value if _is_dangerous(value.lstrip("'")) else value


def restored(value: Value) -> Value:
    """The inverse of ``kept``."""
    is_kept = isinstance(value, str) and value.startswith("'") and _is_dangerous(value.lstrip("'"))
    return value[1:] if is_kept and isinstance(value, str) else value


def _is_dangerous(text: str) -> bool:
    return bool(neutralise(text) != text)


def listed(parts: Sequence[Part], shown: Sequence[Sequence[str]]) -> list[list[str]]:
    """The cells of the hidden sheet; ``shown``: of each part, the names its sheets have in the workbook."""
    lines = [[MARK], list(_HEADS)]
    for number, (part, names) in enumerate(zip(parts, shown, strict=True), 1):
        about = [str(number), part.file, part.digest, part.seen]
        lines += [
            [*about, name, grid.sheet, str(grid.first_line)] for name, grid in zip(names, part.grids, strict=True)
        ]
    return [[str(kept(cell)) for cell in line] for line in lines]


def check_whole(grids: Sequence[Grid]) -> None:
    """Refuse a sheet that was taken out of an annotated workbook: beside the file it came from its rows would stand
    twice. Raises InputError."""
    if any(HINT in row for grid in grids for row in grid.rows):
        raise InputError("是从批注工作簿里另存出来的一张表，认不出原来是哪份文件；请装载整个工作簿（xlsx）。")


def parts_of(grids: Sequence[Grid]) -> list[Part] | None:
    """The files of an annotated workbook, in its order; None where the sheets are of any other. Raises InputError where
    a sheet was renamed or deleted: without it its rows would be withdrawn."""
    index = next((g for g in grids if g.sheet == LIST and g.text(0, 0) == MARK), None)
    if index is None:
        return None
    by_name = {grid.sheet: grid for grid in grids if grid is not index}
    found: dict[str, Part] = {}
    for line in range(2, len(index.rows)):
        number, file, digest, seen, name, sheet, first = (
            str(restored(index.text(line, c))) for c in range(len(_HEADS))
        )
        # A name, whatever somebody wrote there: never a path.
        part = found.setdefault(number, Part(Path(file.replace("\\", "/")).name, digest, seen))
        if name not in by_name:
            raise InputError(f"批注里少了工作表“{name}”（改了名或删了），它的行会被撤下，没有读取；请恢复这张表再装。")
        part.grids.append(_table(by_name[name], sheet, int(first) if first.isdigit() else 1))
    return [part for part in found.values() if part.file and part.grids]


def told_added(grids: Sequence[Grid]) -> list[str]:
    """A sentence on the sheets of an annotated workbook that somebody added: they are of no file and are not read."""
    index = next(grid for grid in grids if grid.sheet == LIST)
    known = {LIST, OVERVIEW, *(str(restored(index.text(line, _SHOWN_AS))) for line in range(2, len(index.rows)))}
    added = "、".join(f"“{grid.sheet}”" for grid in grids if grid.sheet not in known and grid.rows)
    return [f"批注里添的工作表{added}不属于任何一份原文件，没有读；要装载请另存成单独的文件"] if added else []


def _table(grid: Grid, sheet: str, first_line: int) -> Grid:
    """The sheet without the reasons beside it, under its own name."""
    width = next((c for row in range(len(grid.rows)) for c, text in grid.cells(row) if text == HINT), grid.width)
    rows = [[restored(value) for value in row[:width]] for row in grid.rows]
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    merges = [(a, b, min(c, len(rows) - 1), min(d, width - 1)) for a, b, c, d in grid.merges if b < width]
    formats = {place: text for place, text in grid.formats.items() if place[1] < width}
    return Grid(sheet, [_cut(row) for row in rows], [m for m in merges if m[0] <= m[2]], formats, first_line)


def _cut(row: list[Value]) -> list[Value]:
    while row and row[-1] is None:
        row = row[:-1]
    return row


def to_json(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Parts as plain values, for the pipe between the reading process and ours; JSON has no keys of two numbers."""
    return [
        {
            "file": part.file,
            "digest": part.digest,
            "seen": part.seen,
            "grids": [
                {"sheet": g.sheet, "rows": g.rows, "merges": g.merges, "first_line": g.first_line,
                 "formats": [[r, c, text] for (r, c), text in g.formats.items()]}
                for g in part.grids
            ],
        }
        for part in parts
    ]  # fmt: skip


def from_json(found: Sequence[dict[str, Any]]) -> list[Part]:
    """The inverse of ``to_json`` after a trip through text, in which a Decimal became its digits."""
    return [
        Part(one["file"], one["digest"], one["seen"], [
            Grid(g["sheet"], g["rows"], [(a, b, c, d) for a, b, c, d in g["merges"]],
                 {(r, c): text for r, c, text in g["formats"]}, g["first_line"])
            for g in one["grids"]
        ])
        for one in found
    ]  # fmt: skip
