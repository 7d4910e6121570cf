"""Generated files take the place of generated files only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import generated
from etl.__main__ import app
from tests.test_build import cli, data

__all__ = ["data"]  # the fixture


def _city(folder: Path, content: bytes = b"x") -> None:
    (folder / generated.CITY).mkdir(parents=True)
    (folder / generated.CITY / "project.parquet").write_bytes(content)
    (folder / "truth.json").write_text("{}", encoding="utf-8")


def _loaded(folder: Path) -> Path:
    own = folder / "loads" / "a" / "project.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine", encoding="utf-8")
    return own


def test_the_small_dataset_is_whole_or_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert generated.is_due(folder)
    generated.replaced(folder, _city)
    assert not generated.is_due(folder)
    stamp = json.loads((folder / "generator.json").read_text(encoding="utf-8"))
    (folder / "generator.json").write_text(json.dumps({**stamp, "code": "older"}), encoding="utf-8")
    assert generated.is_due(folder)
    generated.replaced(folder, _city)
    assert not generated.is_due(folder)
    (folder / "city" / "project.parquet").unlink()
    assert generated.is_due(folder)


def test_what_was_loaded_beside_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    generated.replaced(folder, _city)
    own = _loaded(folder)
    generated.replaced(folder, lambda made: _city(made, b"y"))
    assert own.read_text(encoding="utf-8") == "mine"
    assert (folder / "city" / "project.parquet").read_bytes() == b"y"


def test_a_file_somebody_put_among_them_is_named_and_nothing_is_removed(tmp_path: Path) -> None:
    own = tmp_path / "own"
    asked = ["demo", "--out", str(own), "--project-years", "15"]
    assert CliRunner().invoke(app, asked).exit_code == 0
    mine, beside = own / generated.COUNTRY / "mine.csv", tmp_path / "own.partial" / "mine.txt"
    for path in (mine, beside):
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 1
    assert "mine.csv：写不了（不是生成器写的，请先移走）。" in refused.output.replace("\n", "")
    assert mine.read_text() == beside.read_text() == "mine"
    mine.unlink()
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert beside.exists()


def test_a_generator_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    generated.replaced(folder, _city)

    def fails(made: Path) -> None:
        _city(made, b"half")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        generated.replaced(folder, fails)
    assert not generated.is_due(folder)
    assert (folder / "city" / "project.parquet").read_bytes() == b"x"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_build_does_not_put_the_city_in_place_of_a_country(data: Path, tmp_path: Path) -> None:
    demo = data / "demo"
    generated.replaced(demo, _city)
    asked = ("demo", "--project-years", "1500", "--seed", "1", "--out", str(demo))
    assert cli(*asked).returncode == 0
    assert not (demo / "city").exists(), "one or the other, never both"
    own = _loaded(demo)
    own.write_text("project_id\n", encoding="utf-8")
    for is_stamped in (True, False):
        if not is_stamped:
            (demo / "generator.json").unlink()
        built = cli("build", "--dataset", "demo", "--data", str(data), "--warehouse", str(tmp_path / "w"))
        assert built.returncode == 0, built.stdout
        assert (demo / "country").is_dir()
        assert not (demo / "city").exists()
        assert own.exists()
