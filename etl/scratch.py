"""A folder for work aside, gone afterwards: also what a killed process left is gone with the next one.

Belongs here: such folders. Does not belong here: what is done in them. Standard library only.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = ".lock"
#: A folder without a lock is being made, or was left by a process killed just then.
_SECONDS_TO_MAKE_ONE = 600.0


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A new empty folder under the system's place for such, held by a lock: a process killed with -9 or by its
    session's end cannot take its folder away, so the next one does."""
    with tempfile.TemporaryDirectory(prefix=prefix) as made:
        folder = Path(made)
        with (folder / _LOCK).open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _sweep(folder, prefix)
            inside = folder / "work"
            inside.mkdir()
            yield inside


def _sweep(own: Path, prefix: str) -> None:
    """Remove folders of this user whose process is gone."""
    mine = own.stat()
    for folder in own.parent.glob(f"{prefix}*"):
        try:
            found = folder.lstat()
            if folder == own or folder.is_symlink() or not folder.is_dir() or found.st_uid != os.getuid():
                continue
            if not (folder / _LOCK).exists():
                if mine.st_mtime - found.st_mtime > _SECONDS_TO_MAKE_ONE:
                    shutil.rmtree(folder)
                continue
            with (folder / _LOCK).open(encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
        except OSError:
            # Somebody works in it, or takes it away at this moment.
            continue
