"""A dataset that a generator makes: which files of its folder are the generator's, and when they are made anew.

Belongs here: putting what was generated in place of what was generated before. Does not belong here: generating
(``etl.demo``). What else stands in the folder (loads, a person's own tables) is left alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

#: What the generators write: a city, or a country in its place.
CITY, COUNTRY = "city", "country"
_STAMP, TRUTH_FILE = "generator.json", "truth.json"
_OWN = (_STAMP, CITY, COUNTRY, TRUTH_FILE)

_T = TypeVar("_T")


def replaced(folder: Path, generate: Callable[[Path], _T]) -> _T:
    """What ``generate`` returns, having written into a folder beside ``folder``, whose generated files then take the
    place of the former ones. Raises OSError where a file that no generator wrote stands among those, and what
    ``generate`` raises; ``folder`` is then as before."""
    folder = folder.resolve()
    others = _others(folder)
    if others:
        raise OSError(0, "不是生成器写的，请先移走", str(others[0]))
    partial = folder.parent / f".{folder.name}.generating"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        made = generate(partial)
        _stamp(partial)
        folder.mkdir(parents=True, exist_ok=True)
        # The stamp goes first and comes last: without it what stands here is not whole.
        for name in _OWN:
            _remove(folder / name)
        for name in reversed(_OWN):
            if (partial / name).exists():
                (partial / name).rename(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return made


def is_due(folder: Path) -> bool:
    """Whether the small dataset is to be generated: it is not there, not whole, or another generator made it. A country
    somebody asked for stays as it is, stamped or not: it is moved here whole."""
    if (folder / COUNTRY).is_dir():
        return False
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        is_whole = all((folder / name).is_file() for name in stamp["files"])
        is_ours = stamp["code"] == _generator()
    except (OSError, ValueError, KeyError, TypeError):
        return True
    return not (is_whole and is_ours)


def _others(folder: Path) -> list[Path]:
    """Files where generated ones stand that the stamp does not name; none where there is no stamp to tell by."""
    try:
        own = set(json.loads((folder / _STAMP).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
    found = (p for name in (CITY, COUNTRY) for p in sorted((folder / name).rglob("*")) if p.is_file())
    return [p for p in found if p.relative_to(folder).as_posix() not in own]


def _stamp(folder: Path) -> None:
    """Write down which files were generated and which code made them."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    (folder / _STAMP).write_text(json.dumps({"code": _generator(), "files": files}, indent=1), encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _generator() -> str:
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "demo").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
