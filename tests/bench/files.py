"""How long the files of the meeting pack take on the demo dataset.

Belongs here: measuring. Does not belong here: limits and the report (``__main__``).
"""

from __future__ import annotations

import statistics
import time

from dashboard import cache
from dashboard.address import parse, restrict
from dashboard.context import Context, build
from dashboard.exports.pack import Kind, pack_file
from dashboard.opening import opened_dataset
from dashboard.strings import words

#: One filter to compile the questions of this shape, as the first reader of a day does, then others of the same shape.
_DISTRICTS = ("990101", "990102", "990103", "990104")


def _context(**query: str) -> Context:
    asked = parse({"dataset": ["demo"], **{name: [value] for name, value in query.items()}})
    opened = opened_dataset(cache.warehouse("demo"), cache.datasets(), words("zh"), has_cases=False)
    return build(restrict(asked, opened.choices), opened)


def pack_times() -> dict[str, float]:
    """Median seconds of a deck and a brief of a district nobody has asked for yet, and of the workbook of all rows."""
    found = {}
    kinds: tuple[Kind, ...] = ("deck", "brief")
    for kind in kinds:
        times = []
        for district in _DISTRICTS:
            cache.forget_answers()
            started = time.perf_counter()
            pack_file(kind, _context(district=district), "内部资料")
            times.append(time.perf_counter() - started)
        found[f"{kind} of a district, demo"] = statistics.median(times[1:])
    times = []
    for _ in range(3):
        cache.forget_answers()
        started = time.perf_counter()
        pack_file("workbook", _context(), "内部资料")
        times.append(time.perf_counter() - started)
    found["workbook of all rows, demo"] = statistics.median(times[1:])
    return found
