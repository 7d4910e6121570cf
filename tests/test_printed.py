"""Files nobody may read and names that command the terminal: each a sentence, beside the files that are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.printed import visible
from etl.read import guard
from etl.read.run import files_in
from tests import sheets

TABLE = [["主管部门", "年度", "项目名称", "全年预算数（万元）"], ["青石区教育局", 2023, "甲", 100]]


@pytest.fixture
def denied(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Folders that cannot be opened: the tests may run as a user who may everything."""
    folders: set[str] = set()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path) in folders:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    return folders


def test_a_folder_nobody_may_open_is_refused_not_passed_over(tmp_path: Path, denied: set[str]) -> None:
    sheets.text(tmp_path / "a.csv", TABLE)
    (tmp_path / "closed").mkdir()
    denied.add(str(tmp_path / "closed"))
    assert files_in([tmp_path]) == [tmp_path / "a.csv", tmp_path / "closed"]
    said = CliRunner().invoke(app, ["read", str(tmp_path), "--csv", str(tmp_path / "out.csv")])
    assert said.exit_code == 1
    assert "closed：是文件夹" in said.output
    assert "读入1个文件，写出1行" in said.output


def test_a_file_that_may_not_be_read_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = sheets.text(tmp_path / "a.csv", TABLE)
    closed = sheets.text(tmp_path / "b.csv", TABLE)
    closed.chmod(0)
    monkeypatch.setattr(os, "access", lambda path, *_, **__: "b.csv" not in str(path))
    said = CliRunner().invoke(app, ["read", str(good), str(closed), "--csv", str(tmp_path / "out.csv")])
    assert "Invalid value" not in said.output
    assert "写出" in said.output


@pytest.mark.parametrize("command", ["plan", "load"])
def test_a_name_no_file_system_takes_is_a_sentence(command: str, tmp_path: Path) -> None:
    where = ["--data", str(tmp_path / "d"), "--warehouse", str(tmp_path / "w")]
    yes = ["--yes"] if command == "load" else []
    said = CliRunner().invoke(app, [command, str(tmp_path / ("长" * 300)), *where, *yes])
    assert said.exit_code in (0, 1)
    assert said.exception is None or isinstance(said.exception, SystemExit)
    assert said.output.strip()


def test_why_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    path = sheets.text(tmp_path / "a.csv", TABLE)
    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(guard.InputError, match="没有权限"):
        guard.kind_of(path)


def test_a_file_name_commands_the_terminal_nothing(tmp_path: Path) -> None:
    path = sheets.text(tmp_path / "a\n已发布快照\x1b[31m\u202e.csv", TABLE)
    said = CliRunner().invoke(app, ["read", str(path), "--csv", str(tmp_path / "out.csv")])
    assert "\x1b" not in said.output
    assert "\u202e" not in said.output
    assert r"a\x0a已发布快照\x1b[31m\x202e.csv：" in said.output
    assert visible("年度\u3000预算 \udcff") == "年度\u3000预算 \\xdcff"
