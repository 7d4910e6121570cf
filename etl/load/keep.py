"""Publishing a plan and taking it back: the loaded bundle among the dataset's inputs, and what it replaced.

Belongs here: these folders. Does not belong here: the build, the pointer (``etl.publish``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.build import Report, build
from etl.inputs import InputError
from etl.load.plan import LOADS, Plan, Progress, make_plan
from etl.publish import rollback

#: Beside the datasets, never read by a build: what loads replaced, and which load made which build.
UNDO = ".undo"


def load(
    files: Sequence[Path],
    data: Path,
    warehouse: Path,
    dataset: str,
    now: datetime,
    progress: Progress,
    profiles: Sequence[Path] = (),
) -> tuple[Plan, Report | None]:
    """Publish what the files hold; no report where they change nothing. Raises InputError where no row can be used and
    what a build raises; then the inputs are as before."""
    stage = data / UNDO / dataset / f"{now:%Y%m%dT%H%M%SZ}"
    if stage.exists():
        raise InputError("这一秒里已有一次装载，请稍后再试。")
    plan = make_plan(files, data, warehouse, dataset, now, lambda s, d: progress(s, d * 0.6), profiles, stage / "new")
    if plan.is_empty:
        shutil.rmtree(stage, ignore_errors=True)
        raise InputError("这些文件里没有一行可以装载，什么也没有改动。")
    if plan.changes_nothing:
        shutil.rmtree(stage)
        return plan, None
    target = data / dataset / LOADS / plan.name
    if target.exists():
        target.rename(stage / "old")
    target.parent.mkdir(parents=True, exist_ok=True)
    (stage / "new").rename(target)
    try:
        report = build(data, warehouse, dataset, now, lambda s, d: progress(s, 0.6 + d * 0.4))
    except BaseException:
        _put_back(target, stage)
        shutil.rmtree(stage, ignore_errors=True)
        raise
    note = {"build_id": report.build_id, "name": plan.name}
    (stage / "load.json").write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    return plan, report


def _put_back(target: Path, stage: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if (stage / "old").exists():
        (stage / "old").rename(target)


def undo(data: Path, warehouse: Path, dataset: str, to: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """Roll back to an earlier build and take out of the inputs the loads that made the later ones, latest first.
    Returns the manifest now serving and the names of these loads."""
    manifest = rollback(warehouse / dataset, to)
    undone = []
    for stage in sorted((data / UNDO / dataset).glob("*"), reverse=True):
        note = stage / "load.json"
        if not note.is_file():
            continue
        told = json.loads(note.read_text(encoding="utf-8"))
        if str(told["build_id"]) > str(manifest["build_id"]):
            _put_back(data / dataset / LOADS / str(told["name"]), stage)
            shutil.rmtree(stage)
            undone.append(str(told["name"]))
    return manifest, undone
