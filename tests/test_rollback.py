"""Going back to an earlier build, and what serves when pointer or snapshot are broken."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import BrokenSnapshotError, NoSnapshotError, candidates, datasets, in_service
from etl import publish
from etl.__main__ import app
from etl.build import build
from etl.inputs import sha256
from etl.pointer import DATABASE, MANIFEST, SERVED, serving
from tests.app import open_page
from tests.conftest import DATA, NOW, quiet


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Two builds of the real dataset, made once."""
    home = tmp_path_factory.mktemp("two")
    data = home / "data"
    for name in ("real", "reference"):
        shutil.copytree(DATA / name, data / name)
    shutil.copy(DATA / "datapackage.json", data)
    folder = home / "warehouse"
    first = build(data, folder, "real", NOW, quiet)
    lines = data / "real" / "five_reports" / "measure.csv"
    lines.write_text("\n".join(lines.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    second = build(data, folder, "real", NOW + timedelta(minutes=1), quiet)
    return home, [str(first.build_id), str(second.build_id)]


@pytest.fixture
def two(made: tuple[Path, list[str]], tmp_path: Path) -> tuple[Path, list[str]]:
    """A warehouse with two builds of the real dataset, the later one with a row fewer."""
    home, builds = made
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return tmp_path / "warehouse", builds


def test_one_step_back_and_forward_again(two: tuple[Path, list[str]]) -> None:
    folder, (first, second) = two
    assert in_service(folder, "real").build_id == second
    assert publish.rollback(folder / "real")["build_id"] == first
    assert in_service(folder, "real").build_id == first
    with pytest.raises(publish.SnapshotError, match="没有更早的快照"):
        publish.rollback(folder / "real")
    publish.rollback(folder / "real", second)
    assert in_service(folder, "real").build_id == second


def test_one_step_back_leaves_out_what_was_taken_back_before(two: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, (first, second) = two
    publish.rollback(folder / "real")
    lines = tmp_path / "data" / "real" / "five_reports" / "measure.csv"
    for minute in range(2, 8):
        text = lines.read_text(encoding="utf-8").splitlines()[:-1]
        lines.write_text("\n".join(text) + "\n", encoding="utf-8")
        build(tmp_path / "data", folder, "real", NOW + timedelta(minutes=minute), quiet)
        # The build before this one in name was taken back: it is not what served before.
        assert publish.rollback(folder / "real")["build_id"] == first
    kept = sorted(p.parent.name for p in (folder / "real").glob("*/manifest.json"))
    assert len(kept) == publish.KEPT_BUILDS
    assert first in kept
    assert second not in kept


def _served(folder: Path, name: str) -> None:
    """A build of that name, published aside and put in service."""
    built = folder.with_name(f"{name}-aside")
    built.mkdir(parents=True)
    (built / DATABASE).write_text(name, encoding="utf-8")
    (built / SERVED).write_text("1", encoding="ascii")
    told = {"build_id": name, "built_at": "2026-01-01", "sha256": {DATABASE: sha256(built / DATABASE)}}
    (built / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    publish.adopt(folder, built)


def test_every_step_back_is_kept_however_many_builds_were_taken_back_between(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    _served(folder, "v0")
    for number in range(1, 7):
        _served(folder, f"v{number}")
        assert publish.rollback(folder)["build_id"] == "v0"
    _served(folder, "v7")
    _served(folder, "v8")
    assert sorted(path.parent.name for path in folder.glob("*/manifest.json")) == ["v0", "v5", "v6", "v7", "v8"]
    assert [publish.rollback(folder)["build_id"] for _ in range(2)] == ["v7", "v0"]
    for number in range(1, 7):
        _served(folder, f"w{number}")
    assert sorted(path.parent.name for path in folder.glob("*/manifest.json")) == ["w2", "w3", "w4", "w5", "w6"]


def test_a_changed_file_is_not_put_back(two: tuple[Path, list[str]]) -> None:
    folder, (first, second) = two
    with (folder / "real" / first / "warehouse.duckdb").open("ab") as file:
        file.write(b"x")
    with pytest.raises(publish.SnapshotError, match="不一致"):
        publish.rollback(folder / "real")
    assert in_service(folder, "real").build_id == second


def test_the_command_says_what_serves(two: tuple[Path, list[str]]) -> None:
    folder, (first, _) = two
    done = CliRunner().invoke(app, ["rollback", "--warehouse", str(folder)])
    assert done.exit_code == 0
    assert first in done.output
    done = CliRunner().invoke(app, ["rollback", "--warehouse", str(folder), "--to", "../x"])
    assert done.exit_code == 1
    assert "没有快照“../x”" in done.output


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"path": "../../etc/passwd", "build_id": 1}', b"\xff"])
def test_a_broken_pointer_gives_way_to_the_newest_whole_build(two: tuple[Path, list[str]], content: bytes) -> None:
    folder, (_, second) = two
    (folder / "real" / "current.json").write_bytes(content)
    served = in_service(folder, "real")
    assert served.build_id == second
    assert served.is_fallback
    assert datasets(folder) == ("real",)
    counted = "SELECT count(*) AS n FROM project_year WHERE source_group = '五份报告'"
    assert DuckDBEngine(served).run_sql(counted)["n"][0] == 37


@pytest.mark.parametrize("is_noted", [True, False])
def test_a_broken_pointer_never_brings_back_what_was_taken_back(two: tuple[Path, list[str]], is_noted: bool) -> None:
    folder, (first, second) = two
    publish.rollback(folder / "real")
    (folder / "real" / "current.json").write_bytes(b"{")
    if not is_noted:
        for mark in (folder / "real").glob("*/served"):
            mark.unlink()
    expected = first if is_noted else second
    assert in_service(folder, "real").build_id == expected
    database = serving(folder / "real")
    assert database is not None
    assert database.parent.name == expected
    publish.rollback(folder / "real", to=second)
    (folder / "real" / "current.json").write_bytes(b"{")
    assert in_service(folder, "real").build_id == second


def test_a_broken_snapshot_gives_way_and_the_page_says_so(
    two: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, (first, second) = two
    (folder / "real" / second / "warehouse.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(BrokenSnapshotError):
        DuckDBEngine(next(iter(candidates(folder, "real"))))
    page = open_page(folder, monkeypatch)
    assert f"现在用的是较早的一份（{first}）" in page.text
    assert page.headline


def test_nothing_whole_is_said_and_mended_by_the_next_build(two: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, builds = two
    for name in builds:
        (folder / "real" / name / "warehouse.duckdb").write_bytes(b"broken")
    (folder / "real" / "current.json").write_bytes(b"{")
    with pytest.raises(NoSnapshotError):
        in_service(folder, "real")
    report = build(tmp_path / "data", folder, "real", NOW + timedelta(minutes=2), quiet)
    served = in_service(folder, "real")
    assert served.build_id == report.build_id
    assert not served.is_fallback
    assert json.loads((folder / "real" / "current.json").read_text(encoding="utf-8"))["build_id"] == report.build_id


def test_every_engine_on_one_snapshot_reads_it_and_no_other_file(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n", encoding="utf-8")
    for engine in [DuckDBEngine(in_service(warehouse, "real")) for _ in range(3)]:
        assert engine.run_sql("SELECT count(*) AS n FROM department")["n"][0] > 0
        with pytest.raises(duckdb.PermissionException):
            engine.run_sql(f"SELECT * FROM read_csv('{tmp_path}/other.csv')")
