"""The garbage collector of a serving process, in a process of its own: it is a setting of the whole process."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

_ASKED = """
import gc, weakref
from dashboard.collector import settle

settle()
frozen, often = gc.get_freeze_count(), gc.get_threshold()
settle()
assert gc.get_freeze_count() == frozen > 1_000 and gc.isenabled()
assert often[0] >= 10_000

class Ring: ...
ring = Ring()
ring.own, seen = ring, weakref.ref(ring)
del ring
kept = []
while seen() is not None and len(kept) < 10_000_000:
    kept.append([])
assert seen() is None, "what refers to itself is still cleared away"
"""


def test_it_looks_less_often_leaves_the_libraries_alone_and_still_clears_away() -> None:
    ran = subprocess.run([sys.executable, "-c", _ASKED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
