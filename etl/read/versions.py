"""Which version of a file it is: its digest and, where it came back corrected in an annotated workbook, its content.

Belongs here: the names of versions, the note that a source carries of it. Does not belong here: which version may take
the place of which (``etl.load.plan``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from etl.read.grid import Grid
from etl.read.rows import Reading

#: What is noted of a source that was corrected in an annotated workbook, with the beginning of its content's digest.
CORRECTED = "按批注改正过"
_MARK = 12


def content(grids: Sequence[Grid]) -> str:
    """Hex digest of what stands in the sheets: of a file corrected in two ways these are two, saved twice it is one."""
    cells = [[grid.sheet, [[None if v is None else str(v) for v in row] for row in grid.rows]] for grid in grids]
    told = json.dumps(cells, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def note(reading: Reading) -> str:
    """The note of its source; empty where nobody corrected it."""
    return "" if reading.seen is None else f"{CORRECTED}（{reading.content[:_MARK]}）"


def version(reading: Reading) -> str:
    """Names the file as it was read, with the corrections in it."""
    return named(reading.digest, note(reading))


def named(sha256: str, said: str) -> str:
    """Names the version in service, by the digest and the note of its source."""
    return f"{sha256} {said}".strip()


def digest_of(name: str) -> str:
    """The digest of the file that a version was read from, or corrected from."""
    return name.partition(" ")[0]


def is_corrected(name: str, digest: str) -> bool:
    """Whether a version is a correction of the file with this digest."""
    return name.startswith(named(digest, CORRECTED))
