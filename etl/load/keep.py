"""Publishing a plan and taking it back: the loaded bundle among the dataset's inputs, and what it replaced.

Belongs here: these folders. Does not belong here: the build, the pointer (``etl.publish``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.build import Report, build
from etl.engines.duck import DuckDB
from etl.inputs import InputError, sha256
from etl.load.plan import BUILT, LOADS, Plan, Progress, make_plan
from etl.load.replace import NOTHING_SAID, Answers
from etl.pointer import MANIFEST, current, is_whole, serving
from etl.publish import BusyError, adopt, exclusive, rollback
from etl.read.versions import version

#: Beside the datasets, never read by a build: what loads replaced, and which load made which build.
UNDO = ".undo"
_NOTE = "load.json"
#: What a load put in place, once it is taken back.
_GONE = "gone"


@dataclass(frozen=True)
class Agreed:
    """What a person saw and agreed to: a plan compared with this build, made of these versions of the files (None where
    the caller looks after the files)."""

    compared_with: str
    files: tuple[str, ...] | None = None

    @classmethod
    def to(cls, plan: Plan) -> Agreed:
        """What agreeing to a plan means."""
        return cls(plan.compared_with, tuple(version(reading) for reading in plan.readings))


def load(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    dataset: str,
    now: datetime,
    progress: Progress,
    profiles: Sequence[Path] = (),
    said: Answers = NOTHING_SAID,
    agreed: Agreed | None = None,
) -> tuple[Plan, Report | None]:
    """Publish what the files hold; no report where they change nothing, or the plan is barren. ``said``: which loads
    they correct, and which they stand beside. Raises InputError where what a person agreed to is not what would be
    published, where nobody saw a plan and only a person can tell which rows it withdraws, where no row can be used, and
    what a build raises; then the inputs are as before. Where pointer or snapshot are broken it builds all the same."""
    with _alone(data, dataset):
        return _load(files, data, warehouse, dataset, now, progress, profiles, said, agreed)


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
    said: Answers,
    agreed: Agreed | None,
) -> tuple[Plan, Report | None]:
    _recover(data, warehouse, dataset)
    stage = data / UNDO / dataset / f"{now:%Y%m%dT%H%M%SZ}"
    if stage.exists():
        raise InputError("这一秒里已有一次装载，请稍后再试。")
    with _undone(lambda: shutil.rmtree(stage, ignore_errors=True)):
        plan = make_plan(
            files, data, warehouse, dataset, now, lambda s, d: progress(s, d * 0.9), profiles, stage / "new", said
        )
        refused = _why_not(plan, agreed)
        if refused:
            raise InputError(refused)
        if plan.is_barren or (plan.changes_nothing and is_whole(warehouse / dataset)):
            shutil.rmtree(stage, ignore_errors=True)
            return plan, None
        loads, names = data / dataset / LOADS, sorted(path.name for path in (stage / "new").iterdir())
        told = {"name": plan.name, "names": names, "build_id": None, **_changes(plan)}
        _write_note(stage, told)
    with _undone(lambda: _put_back(loads, stage, names)):
        _exchange(loads, stage, names)
        report = _published(plan, stage / BUILT, data, warehouse, now, lambda s, d: progress(s, 0.9 + d * 0.1))
    _write_note(stage, {**told, "build_id": report.build_id})
    return plan, report


@contextmanager
def _undone(back: Callable[[], None]) -> Iterator[None]:
    """Undo at once what fails inside: a full disk is not left full until the next command."""
    try:
        yield
    except BaseException:
        back()
        raise


def _changes(plan: Plan) -> dict[str, Any]:
    """What a load changed, for whoever thinks of taking it back."""
    files = [{"file": reading.file, "rows": len(reading.rows)} for reading in plan.readings]
    return {"files": files, "new": plan.new, "changed": plan.changed, "gone": plan.gone}


def _why_not(plan: Plan, agreed: Agreed | None) -> str:
    """Why a plan may not be published, if anything stands against it."""
    if agreed is not None and agreed.compared_with != plan.compared_with:
        return "预演之后发布或撤回过别的内容，没有发布，什么也没有改动；请再看一次预演。"
    if agreed is not None and agreed.files not in (None, Agreed.to(plan).files):
        return "文件在预演之后变了，没有发布，什么也没有改动；请再看一次预演。"
    if not plan.is_empty:
        asked = next((question for question in plan.asked if question.is_needed and agreed is None), None)
        return f"{asked.sentence}（{asked.options}）没有装载，什么也没有改动。" if asked else ""
    told = next((f"{reading.file}：{reading.sentence}" for reading in plan.readings if reading.sentence), "")
    return told or "这些文件里没有一行可以装载，什么也没有改动。"


def _published(plan: Plan, built: Path, data: Path, warehouse: Path, now: datetime, progress: Progress) -> Report:
    """Put the build that was previewed in service; where the inputs are no longer those it was made of, a new one."""
    made_of = json.loads((built / MANIFEST).read_text(encoding="utf-8"))["inputs_sha256"]
    if plan.report is None or made_of != DuckDB(data, plan.dataset).find().fingerprint:
        return build(data, warehouse, plan.dataset, now, progress)
    adopt(warehouse / plan.dataset, built)
    return plan.report


def _exchange(loads: Path, stage: Path, names: Sequence[str]) -> None:
    """Put the folders of ``stage/new`` among the loads, and what they replace into ``stage/old``."""
    loads.mkdir(parents=True, exist_ok=True)
    for part in ("old", _GONE):
        (stage / part).mkdir()
    for name in names:
        if (loads / name).exists():
            (loads / name).rename(stage / "old" / name)
        (stage / "new" / name).rename(loads / name)
    (stage / "new").rmdir()


def _write_note(stage: Path, told: dict[str, Any]) -> None:
    """Which load a stage belongs to (``name``), which folders it exchanges (``names``) and what it changed; without a
    ``build_id`` it is under way. ``undone_for``: it is being taken back, for this build to serve. The dashboard reads
    the note, too."""
    note, new = stage / _NOTE, stage / "load.new"
    new.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    new.replace(note)


def recover(data: Path, warehouse: Path, dataset: str) -> list[str]:
    """Finish or take back loads that were killed, so that inputs and snapshot agree; returns the names taken back.
    Raises BusyError where a load is under way."""
    with _alone(data, dataset):
        return _recover(data, warehouse, dataset)


def is_interrupted(data: Path, dataset: str) -> bool:
    """Whether a load or an undo is half done: killed, or just under way. Raises InputError."""
    noted = [_noted(stage) for stage in (data / UNDO / dataset).glob("*") if stage.is_dir()]
    return any(told is not None and (told["build_id"] is None or told.get("undone_for")) for told in noted)


def _recover(data: Path, warehouse: Path, dataset: str) -> list[str]:
    taken_back = []
    serving, loads = current(warehouse / dataset) or {}, data / dataset / LOADS
    # Latest first: what a later load replaced is what the one before it put there.
    for stage in sorted((p for p in (data / UNDO / dataset).glob("*") if p.is_dir()), reverse=True):
        told = _noted(stage)
        if told is None:
            # Killed before anything was moved, or after all was.
            shutil.rmtree(stage)
            continue
        name, names = str(told["name"]), [str(one) for one in told["names"]]
        if told.get("undone_for"):
            if serving.get("build_id") == told["undone_for"]:
                _put_back(loads, stage, names)
                taken_back.append(name)
            else:
                _write_note(stage, {**told, "undone_for": None})
            continue
        if told["build_id"] is not None:
            continue
        if not (stage / "new").exists() and all(_is_built(serving, data, loads / one) for one in names):
            _write_note(stage, {**told, "build_id": str(serving["build_id"])})
            continue
        _put_back(loads, stage, names)
        taken_back.append(name)
    return taken_back


def _noted(stage: Path) -> dict[str, Any] | None:
    """What a stage says of itself, if anything. Raises InputError where it cannot be read: nobody could tell whether
    its load is under way."""
    note = stage / _NOTE
    if not note.is_file():
        return None
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except ValueError:
        told = None
    if not _is_note(told):
        raise InputError(f"{note}：这次装载的记录读不出来；请核对装载的文件后删去这个文件夹，再运行。")
    return dict(told)


def _is_note(told: Any) -> bool:
    """Whether it says whose stage it is and how far its load went."""
    if not isinstance(told, dict) or not {"name", "names", "build_id"} <= told.keys():
        return False
    is_named = isinstance(told["name"], str) and isinstance(told["names"], list)
    builds = (told["build_id"], told.get("undone_for"))
    return is_named and all(build is None or isinstance(build, str) for build in builds)


def _is_built(manifest: dict[str, Any], data: Path, target: Path) -> bool:
    """Whether the snapshot in service was made of the files of a load as they are now."""
    known = {one["file"]: one["sha256"] for one in manifest.get("inputs", [])}
    files = sorted(target.glob("*.csv")) if target.is_dir() else []
    return bool(files) and all(known.get(str(f.relative_to(data))) == sha256(f) for f in files)


def _put_back(loads: Path, stage: Path, names: Sequence[str]) -> None:
    """Undo an exchange, also one that was done in part, and forget it: what is still in ``stage/new`` was not put in
    place. Killed at any step, doing it again finishes it."""
    gone = stage / _GONE
    gone.mkdir(exist_ok=True)
    for name in names:
        is_placed = not (stage / "new" / name).exists() and not (gone / name).exists()
        if is_placed and (loads / name).exists():
            (loads / name).rename(gone / name)
        elif is_placed:
            (gone / name).mkdir()
        if (stage / "old" / name).exists():
            (stage / "old" / name).rename(loads / name)
    (stage / _NOTE).unlink()
    shutil.rmtree(stage, ignore_errors=True)


def undo(
    data: Path, warehouse: Path, dataset: str, to: str | None = None, compared_with: str | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Roll back to an earlier build and take out of the inputs the loads that made the later ones, latest first.
    Returns the manifest now serving and the names of these loads. Raises InputError where another build serves than the
    one a person saw (``compared_with``, where one did): what was published since is somebody else's."""
    with _alone(data, dataset):
        return _undo(data, warehouse, dataset, to, compared_with)


def _undo(
    data: Path, warehouse: Path, dataset: str, to: str | None, compared_with: str | None
) -> tuple[dict[str, Any], list[str]]:
    _recover(data, warehouse, dataset)
    served = serving(warehouse / dataset)
    if compared_with is not None and (served is None or served.parent.name != compared_with):
        raise InputError("这之后发布或撤回过别的内容，没有撤回，什么也没有改动；请看过现在的上一次装载再决定。")

    def announce(manifest: dict[str, Any]) -> None:
        """Killed after the pointer moved, the loads are taken back by whoever comes next."""
        for stage in (p for p in (data / UNDO / dataset).glob("*") if p.is_dir()):
            told = _noted(stage)
            if told is not None and str(told["build_id"]) > str(manifest["build_id"]):
                _write_note(stage, {**told, "undone_for": str(manifest["build_id"])})

    manifest = rollback(warehouse / dataset, to, announce)
    return manifest, _recover(data, warehouse, dataset)
