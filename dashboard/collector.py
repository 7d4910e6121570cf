"""Python's garbage collector in a process that serves many readers.

Belongs here: how often it looks, and what it need not look at. Does not belong here: what is kept
(``dashboard.cache``). By default it starts every 700 new objects, and a drawn page makes tens of thousands; now and
then it walks through all there is, the imported libraries first (docs/decisions/18-serving-many.md).
"""

from __future__ import annotations

import gc
from functools import cache

#: New objects before the youngest are looked at; looks at those before the older ones are.
_YOUNG, _OLDER, _OLDEST = 20_000, 20, 20


@cache
def settle() -> None:
    """Look less often, and never again at what is there now: call once the libraries are imported. Later calls do
    nothing."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLDEST)
