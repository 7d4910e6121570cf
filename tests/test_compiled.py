"""The build's statements kept on disk: a second process compiles nothing, other code compiles everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from etl.kept import fingerprint
from tests.conftest import DATA, ROOT

#: A build in a fresh process with compiling forbidden.
_WITHOUT = """
import sys, ibis
from pathlib import Path
from datetime import UTC, datetime
from etl.build import build
def never(*_, **__):
    raise AssertionError("compiled although it is kept")
ibis.to_sql = never
print(build(Path(sys.argv[1]), Path(sys.argv[2]), "real", datetime(2026, 1, 2, tzinfo=UTC), lambda *_: None).build_id)
"""


def test_a_second_process_builds_without_compiling_the_same_rows(tmp_path: Path) -> None:
    own = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def built(code: str, name: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code, str(DATA), str(tmp_path / name)]
        return subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False)

    refused = built(_WITHOUT, "one")
    assert "compiled although it is kept" in refused.stderr
    first = built(_WITHOUT.replace("ibis.to_sql = never", ""), "two")
    assert first.returncode == 0, first.stderr
    (folder,) = (tmp_path / "cache" / "jixiao" / "build").iterdir()
    assert folder.stat().st_mode & 0o077 == 0, "nobody else writes what a build runs"
    second = built(_WITHOUT, "three")
    assert second.returncode == 0, second.stderr
    assert second.stdout == first.stdout
    assert second.stdout.strip()


def test_nothing_of_etl_is_compiled_elsewhere() -> None:
    """What is compiled without a key would be compiled in every process."""
    places = [p.name for p in (ROOT / "etl").rglob("*.py") if re.search(r"\bto_sql\(", p.read_text(encoding="utf-8"))]
    assert places == ["compiled.py"]


def test_the_mark_is_of_all_sources(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "one.py").write_text("a = 1", encoding="utf-8")
    before = fingerprint(tmp_path, ("**/*.py",))
    (tmp_path / "checks" / "one.py").write_text("a = 2", encoding="utf-8")
    assert fingerprint(tmp_path, ("**/*.py",)) != before
