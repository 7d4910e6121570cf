"""Taking a load back: killed at any step it is finished by whoever comes next, and nothing else is taken."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.data.engine import DuckDBEngine
from dashboard.data.snapshot import in_service
from etl import publish
from etl.__main__ import app
from etl.build import build
from etl.inputs import InputError
from etl.load import keep
from etl.load.keep import load, recover, undo
from etl.load.plan import make_plan
from etl.pointer import DATABASE
from tests.conftest import DATA, NOW, long, quiet

HEAD = "部门,年度,项目名称,预算数（万元）,执行数（万元）\n"


class Killed(BaseException):
    """The end of a process."""


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """A dataset of its own: one file loaded, then its correction."""
    data, warehouse = tmp_path / "data", tmp_path / "warehouse"
    shutil.copytree(DATA / "reference", data / "reference")
    file, builds = tmp_path / "汇总.csv", []
    for minute, executed in enumerate((60, 70)):
        file.write_text(f"{HEAD}南昌市西湖区教育局,2023,甲项目,100,{executed}\n", encoding="utf-8")
        _, report = load([file], data, warehouse, "own", NOW + timedelta(minutes=minute), quiet)
        assert report is not None
        builds.append(str(report.build_id))
    return data, warehouse, builds


def served(warehouse: Path) -> list[float]:
    sql = "SELECT executed::DOUBLE AS e FROM project_year"
    return [float(e) for e in DuckDBEngine(in_service(warehouse, "own")).run_sql(sql)["e"]]


def inputs(data: Path) -> str:
    return (data / "own" / "loads" / "汇总" / "project_year.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("moment", ["pointed", "half", *long("announced", "forgotten")])
def test_an_undo_killed_at_any_step_is_finished_or_did_not_happen(
    office: tuple[Path, Path, list[str]], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, warehouse, (first, second) = office
    real_rename, real_unlink = Path.rename, Path.unlink

    def killed(*_: object, **__: object) -> None:
        raise Killed

    def rename(path: Path, target: Path) -> Path:
        if path.parent.name == "old":
            raise Killed
        return real_rename(path, target)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "load.json":
            raise Killed
        real_unlink(path, missing_ok)

    with monkeypatch.context() as patched:
        if moment == "announced":
            patched.setattr(publish, "_write_json", killed)
        elif moment == "pointed":
            patched.setattr(keep, "_put_back", killed)
        elif moment == "half":
            patched.setattr(Path, "rename", rename)
        else:
            patched.setattr(Path, "unlink", unlink)
        with pytest.raises(Killed):
            undo(data, warehouse, "own")
    assert recover(data, warehouse, "own") == ([] if moment == "announced" else ["汇总"])
    expected = 700_000.0 if moment == "announced" else 600_000.0
    assert served(warehouse) == [expected]
    assert f",{expected:.0f}," in inputs(data)
    if moment == "announced":
        manifest, undone = undo(data, warehouse, "own")
        assert (manifest["build_id"], undone) == (first, ["汇总"])
    # Nothing is taken back a second time, and the withdrawn build is not the one before.
    assert recover(data, warehouse, "own") == []
    assert served(warehouse) == [600_000.0]
    assert ",600000," in inputs(data)
    with pytest.raises(publish.SnapshotError, match="没有更早"):
        undo(data, warehouse, "own")
    assert second != first


def test_a_load_after_an_undo_is_taken_back_to_what_served_before_it(
    office: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    data, warehouse, (first, _) = office
    undo(data, warehouse, "own")
    other = tmp_path / "另一份.csv"
    other.write_text(f"{HEAD}南昌市西湖区民政局,2023,乙项目,100,10\n", encoding="utf-8")
    load([other], data, warehouse, "own", NOW + timedelta(minutes=5), quiet)
    assert sorted(served(warehouse)) == [100_000.0, 600_000.0]
    manifest, undone = undo(data, warehouse, "own")
    assert (manifest["build_id"], undone) == (first, ["另一份"])
    assert served(warehouse) == [600_000.0]


@pytest.mark.parametrize("is_pointer", [True, False])
def test_files_are_previewed_and_loaded_where_pointer_or_snapshot_are_broken(
    office: tuple[Path, Path, list[str]], tmp_path: Path, is_pointer: bool
) -> None:
    data, warehouse, (_, second) = office
    broken = warehouse / "own" / ("current.json" if is_pointer else f"{second}/warehouse.duckdb")
    broken.write_bytes(b"{" * 5000)
    plan = make_plan([tmp_path / "汇总.csv"], data, warehouse, "own", NOW + timedelta(minutes=5), quiet)
    # Compared with what readers are given: the newest whole build.
    assert (plan.new, plan.changed, plan.unchanged) == (0, 0, 1)
    assert plan.pending == ((0, 0, 0) if is_pointer else (0, 1, 0)), "what the broken snapshot had is not this file's"
    _, report = load([tmp_path / "汇总.csv"], data, warehouse, "own", NOW + timedelta(minutes=6), quiet)
    assert report is not None
    assert (in_service(warehouse, "own").build_id, served(warehouse)) == (report.build_id, [700_000.0])
    assert not in_service(warehouse, "own").is_fallback


@pytest.mark.parametrize("said", ["", "5", "[]", "{}", '{"name": 1}', '{"name": "汇总", "names": 1, "build_id": null}'])
def test_an_unreadable_note_is_one_sentence(said: str, office: tuple[Path, Path, list[str]]) -> None:
    data, warehouse, _ = office
    note = next((data / ".undo" / "own").glob("*/load.json"))
    note.write_text(said, encoding="utf-8")
    (data / ".undo" / "own" / "stray.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="记录读不出来"):
        recover(data, warehouse, "own")


def test_a_step_back_passes_over_a_broken_build_and_its_mended_copy(office: tuple[Path, Path, list[str]]) -> None:
    data, warehouse, (first, second) = office
    (warehouse / "own" / second / DATABASE).write_bytes(b"")
    mended = build(data, warehouse, "own", NOW + timedelta(minutes=5), quiet).build_id
    where = ["--data", str(data), "--warehouse", str(warehouse), "--dataset", "own"]
    done = CliRunner().invoke(app, ["rollback", *where])
    assert (done.exit_code, served(warehouse)) == (0, [600_000.0]), done.output
    assert f"快照{second}坏了" in done.output
    assert f"已退回快照 {first}。撤回装载：汇总。" in done.output
    assert in_service(warehouse, "own").build_id == first != mended


def test_what_an_undo_left_in_the_inputs_is_not_of_the_next_file(office: tuple[Path, Path, list[str]]) -> None:
    """Back and forth again the inputs are those of the first build: the preview of another file says so beside."""
    data, warehouse, (_, second) = office
    undo(data, warehouse, "own")
    publish.rollback(warehouse / "own", to=second)
    other = data.parent / "另一份.csv"
    other.write_text(f"{HEAD}南昌市西湖区教育局,2023,乙项目,50,40\n", encoding="utf-8")
    plan = make_plan([other], data, warehouse, "own", NOW + timedelta(minutes=5), quiet)
    assert (plan.new, plan.changed, plan.gone, plan.pending) == (1, 0, 0, (0, 1, 0))
    assert not plan.differences
    told = CliRunner().invoke(
        app, ["plan", str(other), "--data", str(data), "--warehouse", str(warehouse), "--dataset", "own"]
    )
    assert "还没有发布的改动，不是这些文件的：新增0行，变化1行，撤下0行" in told.output


def test_two_loads_of_one_name_that_are_taken_back_are_named_once(
    office: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    data, warehouse, builds = office
    file = tmp_path / "汇总.csv"
    file.write_text(f"{HEAD}南昌市西湖区教育局,2023,甲项目,100,75\n", encoding="utf-8")
    load([file], data, warehouse, "own", NOW + timedelta(minutes=9), quiet)
    where = ["--data", str(data), "--warehouse", str(warehouse), "--dataset", "own"]
    done = CliRunner().invoke(app, ["rollback", *where, "--to", builds[0]])
    assert "撤回装载：汇总。" in done.output
