"""The development set scored as its README says, through the command line as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DEVSET = ROOT / "tests" / "devset"
FORMS = sorted((DEVSET / "forms").glob("*.xlsx"))
FLAT = sorted(p for p in (DEVSET / "flat").iterdir() if p.suffix in (".csv", ".xlsx"))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def _score(files: list[Path], folder: Path, suggested: bool) -> dict[str, dict[str, float]]:
    found, expected = folder / "found", folder / "expected"
    found.mkdir()
    expected.mkdir()
    for path in files:
        options = []
        if suggested:
            made = _run("profile", "suggest", str(path), "--out", str(folder / f"{path.stem}.toml"))
            assert made.returncode == 0, made.stdout
            options = ["--profile", str(folder / f"{path.stem}.toml")]
        run = _run("read", str(path), "--csv", str(found / f"{path.stem}.csv"), *options)
        assert run.returncode == 0, run.stdout + run.stderr
        (expected / f"{path.stem}.csv").write_bytes((DEVSET / "expected" / f"{path.stem}.csv").read_bytes())
    score = [sys.executable, str(DEVSET / "score.py"), "--all", str(found), "--expected", str(expected)]
    subprocess.run([*score, "--json", str(folder / "score.json")], check=True, capture_output=True)
    return json.loads((folder / "score.json").read_text(encoding="utf-8"))


def test_forms_are_read_as_expected(tmp_path: Path) -> None:
    score = _score(FORMS, tmp_path, suggested=False)
    assert score["total"]["precision"] >= 0.995
    assert score["total"]["recall"] >= 0.97
    assert score["rows"]["extra"] == score["rows"]["missed"] == 0
    assert score["doc_flags"]["fp"] == score["doc_flags"]["fn"] == 0


@pytest.mark.parametrize("suggested", [False, True], ids=["shipped profiles", "suggested profiles"])
def test_flat_tables_are_read_as_expected(suggested: bool, tmp_path: Path) -> None:
    score = _score(FLAT, tmp_path, suggested)
    assert score["total"]["precision"] >= 0.995
    assert score["total"]["recall"] >= 0.99
    assert score["rows"]["extra"] == score["rows"]["missed"] == 0
    assert score["doc_flags"]["fp"] == 0
