"""Folders for work aside: gone when done, and when their process was killed, gone with the next."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from etl.scratch import scratch
from tests.conftest import ROOT

HOLDER = """
import time
from etl.scratch import scratch
with scratch("jixiao-try-") as folder:
    (folder / "a.txt").write_text("x")
    print(folder.parent, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _held(place: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, env={**os.environ, "TMPDIR": str(place)}, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip()
    return process


def test_a_killed_process_folder_is_taken_away_by_the_next_and_no_living_ones(place: Path) -> None:
    process = _held(place)
    with scratch("jixiao-try-") as own:
        assert len(list(place.glob("jixiao-try-*"))) == 2, "a living process keeps its folder"
        assert own.is_dir()
    process.kill()
    process.wait()
    assert len(list(place.glob("jixiao-try-*"))) == 1
    with scratch("jixiao-try-"):
        assert len(list(place.glob("jixiao-try-*"))) == 1
    assert not list(place.iterdir())


def test_folders_without_a_lock_go_when_they_are_old_and_nothing_else(place: Path) -> None:
    old, new, link, file = (place / f"jixiao-try-{n}" for n in ("old", "new", "link", "file"))
    other = place / "other"
    for folder in (old, new, other):
        folder.mkdir()
    os.utime(old, (0, 0))
    link.symlink_to(other)
    file.write_text("x")
    with scratch("jixiao-try-"):
        assert not old.exists()
    assert {p.name for p in place.iterdir()} == {"jixiao-try-new", "jixiao-try-link", "jixiao-try-file", "other"}
