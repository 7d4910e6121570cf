"""The ruling lines of a page of a PDF: strokes and thin filled boxes that lie level or upright.

Belongs here: the library's path objects. Does not belong here: which lines make a table (``grids``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdfium2 import raw

#: Points. What is thinner is a line, what is shorter a dot.
_THICKEST, _SHORTEST = 3.0, 4.0
#: A page of text has a hundred objects, one of a table a thousand; looking at so many takes a second.
_MOST_OBJECTS, _MOST_SEGMENTS, _DEEPEST = 200_000, 100_000, 4

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass
class Rulings:
    """Level lines as (y, left, right) and upright ones as (x, bottom, top)."""

    level: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)

    def add(self, points: list[Point]) -> None:
        """A line or thin box through ``points``; what is neither is none."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if top - bottom <= _THICKEST and right - left >= _SHORTEST:
            self.level.append(((top + bottom) / 2, left, right))
        elif right - left <= _THICKEST and top - bottom >= _SHORTEST:
            self.upright.append(((left + right) / 2, bottom, top))


class _TooManyError(Exception):
    """More objects than a report has."""


@dataclass
class Budget:
    """What may still be looked at of a whole file."""

    objects: int = _MOST_OBJECTS
    segments: int = _MOST_SEGMENTS

    def take(self, *, objects: int = 0, segments: int = 0) -> None:
        """Count objects and segments before they are looked at."""
        self.objects -= objects
        self.segments -= segments
        if self.objects < 0 or self.segments < 0:
            raise _TooManyError


def find(page: Any, budget: Budget) -> Rulings:
    """The lines of a page; none once a file has more objects than a report's."""
    found = Rulings()
    try:
        count = raw.FPDFPage_CountObjects(page)
        budget.take(objects=max(count, 0))
        for number in range(count):
            _object(raw.FPDFPage_GetObject(page, number), _SAME, 0, found, budget)
    except _TooManyError:
        return Rulings()
    return found


def _object(one: Any, over: Matrix, depth: int, found: Rulings, budget: Budget) -> None:
    kind = raw.FPDFPageObj_GetType(one)
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        within = _times(_matrix(one), over)
        count = raw.FPDFFormObj_CountObjects(one)
        budget.take(objects=max(count, 0))
        for number in range(count):
            _object(raw.FPDFFormObj_GetObject(one, number), within, depth + 1, found, budget)
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(one, fill, stroke)
        if fill.value or stroke.value:
            budget.take(segments=max(raw.FPDFPath_CountSegments(one), 0))
            _path(one, _times(_matrix(one), over), found, is_stroked=bool(stroke.value))


def _path(one: Any, over: Matrix, found: Rulings, *, is_stroked: bool) -> None:
    """Each piece of a path: as one line where it is thin, else edge by edge where it is drawn and not only filled."""
    for points in _pieces(one, over):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICKEST:
            found.add(points)
        elif is_stroked:
            for first, second in pairwise(points):
                found.add([first, second])


def _pieces(one: Any, over: Matrix) -> Iterator[list[Point]]:
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(raw.FPDFPath_CountSegments(one)):
        segment = raw.FPDFPath_GetPathSegment(one, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(_moved((x.value, y.value), over))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _matrix(one: Any) -> Matrix:
    m = raw.FS_MATRIX()
    return (m.a, m.b, m.c, m.d, m.e, m.f) if raw.FPDFPageObj_GetMatrix(one, m) else _SAME


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _moved(point: Point, m: Matrix) -> Point:
    x, y = point
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]
