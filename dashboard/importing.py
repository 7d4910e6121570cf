"""Loading files from the dashboard: the ETL's own commands, run as processes of their own.

Belongs here: starting them, their answers. Does not belong here: reading or writing data (``etl`` is the only writer
and is not imported), the page (``views.imports``).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
#: Where the inputs are; ``JIXIAO_DATA`` moves them (tests, several installations).
DATA = Path(os.environ.get("JIXIAO_DATA", ROOT / "data"))
_SECONDS = 1_800
_UNFIT = re.compile(r"[^\w.\-（）()《》、 ]+")
#: Bytes of a name: a file system takes 255.
_LONGEST = 200
#: The exit code where all was done but for files that could not be read.
_PARTLY = 3
#: What a load notes of what it changed.
_NOTED = {"name", "files", "new", "changed", "gone"}
_COMMAND = re.compile(r"撤回：python -m etl .*$")
_MARKUP = re.compile(r"^[✗!?]\s*")


@dataclass(frozen=True)
class Outcome:
    """What a command said. ``plan`` is empty unless it made one; ``sentence`` is why not, or what was done."""

    is_done: bool
    sentence: str
    plan: dict[str, Any]
    refused: bytes = b""
    #: What the files were when the plan was made.
    digests: tuple[str, ...] = ()


def kept(name: str, content: bytes, folder: Path) -> Path:
    """Write an uploaded file under the last part of its name, letters and digits only; never a path.

    Each gets a folder of its own in ``folder``: two files of one name are two files, and none has the place of what a
    command writes. The end of a long name stays, for it tells the kind of the file.
    """
    plain = _UNFIT.sub("_", Path(name.replace("\\", "/")).name)
    short = plain.encode("utf-8", "replace")[-_LONGEST:].decode("utf-8", "ignore")
    short = "file" if short in ("", ".", "..") else short
    path = Path(tempfile.mkdtemp(dir=folder)) / short
    path.write_bytes(content)
    return path


def preview(
    files: Sequence[Path], dataset: str, warehouse: Path, folder: Path, said: Sequence[tuple[str, str]] = ()
) -> Outcome:
    """``etl plan``: nothing is changed. ``said``: of loads, that these files correct them (``replaces``) or stand
    ``beside`` them."""
    told, refused = folder / "plan.json", folder / "refused.xlsx"
    options = ["--json", str(told), "--refused", str(refused), *_answers(said)]
    done = _run("plan", [str(f) for f in files], options, dataset, warehouse)
    if not done.is_done or not told.is_file():
        return done
    plan = json.loads(told.read_text(encoding="utf-8"))
    return Outcome(True, done.sentence, plan, refused.read_bytes(), digests(files))


def digests(files: Sequence[Path]) -> tuple[str, ...]:
    """One a file; of a file that is gone it is empty."""
    return tuple(hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in files)


def publish(
    files: Sequence[Path], dataset: str, warehouse: Path, compared_with: str, said: Sequence[tuple[str, str]] = ()
) -> Outcome:
    """``etl load`` of what was previewed: refused where another build than ``compared_with`` serves by now. The command
    that takes it back is left out: the page has a button for that."""
    options = ["--yes", f"--compared-with={compared_with}", *_answers(said)]
    done = _run("load", [str(f) for f in files], options, dataset, warehouse)
    return replace(done, sentence=_COMMAND.sub("", done.sentence))


def _answers(said: Sequence[tuple[str, str]]) -> list[str]:
    return [f"--{answer}={name}" for answer, name in said]


def decide(told: dict[str, Any], dataset: str, folder: Path) -> Outcome:
    """``etl decide``: keep what a person decided about a report."""
    path = folder / "decided.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return _run("decide", [str(path)], [], dataset, None)


def loaded(dataset: str, build_id: str) -> dict[str, Any]:
    """What the load that made this build changed, as ``etl load`` noted it; empty where no load made it."""
    for note in (DATA / ".undo" / dataset).glob("*/load.json"):
        try:
            told = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # Being written or taken back.
            continue
        if isinstance(told, dict) and told.get("build_id") == build_id and told.keys() >= _NOTED:
            return told
    return {}


def undo(dataset: str, warehouse: Path, compared_with: str) -> Outcome:
    """``etl rollback`` of the build a person saw: refused where another one serves by now."""
    return _run("rollback", [], [f"--compared-with={compared_with}"], dataset, warehouse)


def _run(command: str, files: list[str], options: list[str], dataset: str, warehouse: Path | None) -> Outcome:
    where = ["--data", str(DATA), "--dataset", dataset]
    if warehouse is not None:
        where += ["--warehouse", str(warehouse)]
    call = [sys.executable, "-m", "etl", command, *where, *options, *(["--", *files] if files else [])]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "400"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell; every argument is a list item of ours
            call, cwd=ROOT, env=environment, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(False, "", {})
    lines = [line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
    # What could not be read is said in the line before what was done.
    said = "".join(lines[-2:]) if done.returncode == _PARTLY else "".join(lines[-1:])
    return Outcome(done.returncode in (0, _PARTLY), _MARKUP.sub("", said), {})
