"""Publishing a plan and taking it back: the loaded bundle among the dataset's inputs, and what it replaced.

Belongs here: these folders. Does not belong here: the build, the pointer (``etl.publish``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.build import Report, build
from etl.inputs import InputError, sha256
from etl.load.desk import WAITING
from etl.load.plan import LOADS, Plan, Progress, make_plan
from etl.pointer import current
from etl.publish import BusyError, exclusive, rollback

#: Beside the datasets, never read by a build: what loads replaced, and which load made which build.
UNDO = ".undo"
_NOTE = "load.json"


def load(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    dataset: str,
    now: datetime,
    progress: Progress,
    profiles: Sequence[Path] = (),
    replaces: Sequence[str] = (),
) -> tuple[Plan, Report | None]:
    """Publish what the files hold; no report where they change nothing. ``replaces``: loads they correct. Raises
    InputError where no row can be used and what a build raises; then the inputs are as before."""
    with _alone(data, dataset):
        return _load(files, data, warehouse, dataset, now, progress, profiles, replaces)


@contextmanager
def _alone(data: Path, dataset: str) -> Iterator[None]:
    """Hold the dataset's inputs: a second load would take the first for a killed one. Raises BusyError."""
    try:
        with exclusive(data / UNDO / f".{dataset}"):
            yield
    except BusyError as error:
        if str(error).startswith(str(data / UNDO)):
            raise BusyError(f"{dataset}：另一次装载正在进行，请等它结束后再运行。") from error
        raise


def _load(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    dataset: str,
    now: datetime,
    progress: Progress,
    profiles: Sequence[Path],
    replaces: Sequence[str],
) -> tuple[Plan, Report | None]:
    _recover(data, warehouse, dataset)
    stage = data / UNDO / dataset / f"{now:%Y%m%dT%H%M%SZ}"
    if stage.exists():
        raise InputError("这一秒里已有一次装载，请稍后再试。")
    plan = make_plan(
        files, data, warehouse, dataset, now, lambda s, d: progress(s, d * 0.6), profiles, stage / "new", replaces
    )
    if plan.is_empty:
        shutil.rmtree(stage, ignore_errors=True)
        waiting = next((r.sentence for r in plan.readings if r.sentence == WAITING), "")
        raise InputError(waiting or "这些文件里没有一行可以装载，什么也没有改动。")
    if plan.changes_nothing:
        shutil.rmtree(stage)
        return plan, None
    loads, names = data / dataset / LOADS, sorted(path.name for path in (stage / "new").iterdir())
    _write_note(stage, plan.name, None, names)
    _exchange(loads, stage, names)
    try:
        report = build(data, warehouse, dataset, now, lambda s, d: progress(s, 0.6 + d * 0.4))
    except BaseException:
        _put_back(loads, stage, names)
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _write_note(stage, plan.name, report.build_id, names)
    return plan, report


def _exchange(loads: Path, stage: Path, names: Sequence[str]) -> None:
    """Put the folders of ``stage/new`` among the loads, and what they replace into ``stage/old``."""
    loads.mkdir(parents=True, exist_ok=True)
    (stage / "old").mkdir()
    for name in names:
        if (loads / name).exists():
            (loads / name).rename(stage / "old" / name)
        (stage / "new" / name).rename(loads / name)
    (stage / "new").rmdir()


def _write_note(stage: Path, name: str, build_id: str | None, names: Sequence[str]) -> None:
    """Which load a stage belongs to and which folders it exchanges; without a build it is under way."""
    note, new = stage / _NOTE, stage / "load.new"
    told = {"build_id": build_id, "name": name, "names": list(names)}
    new.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    new.replace(note)


def recover(data: Path, warehouse: Path, dataset: str) -> list[str]:
    """Finish or take back loads that were killed, so that inputs and snapshot agree; returns the names taken back.
    Raises BusyError where a load is under way."""
    with _alone(data, dataset):
        return _recover(data, warehouse, dataset)


def _recover(data: Path, warehouse: Path, dataset: str) -> list[str]:
    taken_back = []
    for stage in sorted((data / UNDO / dataset).glob("*")):
        note = stage / _NOTE
        if not note.is_file():
            # Killed before anything was moved.
            shutil.rmtree(stage)
            continue
        told = json.loads(note.read_text(encoding="utf-8"))
        if told["build_id"] is not None:
            continue
        loads, names = data / dataset / LOADS, [str(name) for name in told["names"]]
        serving = current(warehouse / dataset) or {}
        if not (stage / "new").exists() and all(_is_built(serving, data, loads / name) for name in names):
            _write_note(stage, str(told["name"]), str(serving["build_id"]), names)
            continue
        _put_back(loads, stage, names)
        shutil.rmtree(stage)
        taken_back.append(str(told["name"]))
    return taken_back


def _is_built(manifest: dict[str, Any], data: Path, target: Path) -> bool:
    """Whether the snapshot in service was made of the files of a load as they are now."""
    known = {one["file"]: one["sha256"] for one in manifest.get("inputs", [])}
    files = sorted(target.glob("*.csv")) if target.is_dir() else []
    return bool(files) and all(known.get(str(f.relative_to(data))) == sha256(f) for f in files)


def _put_back(loads: Path, stage: Path, names: Sequence[str]) -> None:
    """Undo an exchange, also one that was done in part: what is still in ``stage/new`` was not put in place."""
    for name in names:
        if not (stage / "new" / name).exists():
            shutil.rmtree(loads / name, ignore_errors=True)
        if (stage / "old" / name).exists():
            (stage / "old" / name).rename(loads / name)


def undo(data: Path, warehouse: Path, dataset: str, to: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Roll back to an earlier build and take out of the inputs the loads that made the later ones, latest first.
    Returns the manifest now serving and the names of these loads."""
    with _alone(data, dataset):
        return _undo(data, warehouse, dataset, to)


def _undo(data: Path, warehouse: Path, dataset: str, to: str | None) -> tuple[dict[str, Any], list[str]]:
    _recover(data, warehouse, dataset)
    manifest = rollback(warehouse / dataset, to)
    undone = []
    for stage in sorted((data / UNDO / dataset).glob("*"), reverse=True):
        note = stage / _NOTE
        if not note.is_file():
            continue
        told = json.loads(note.read_text(encoding="utf-8"))
        if told["build_id"] is not None and str(told["build_id"]) > str(manifest["build_id"]):
            _put_back(data / dataset / LOADS, stage, [str(name) for name in told["names"]])
            shutil.rmtree(stage)
            undone.append(str(told["name"]))
    return manifest, undone
