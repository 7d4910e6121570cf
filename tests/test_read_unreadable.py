"""A file that holds nothing of ours gives one sentence and an exit code; so does a folder without files."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.inputs import InputError
from etl.read.texts import decode
from tests import sheets

TITLE = "南昌市西湖区教育局2023年度项目绩效自评报告\n"
TRADITIONAL = "南昌市西湖區教育局2023年度項目績效自評報告\n1.物業管理費項目：年初預算10萬元，支出10萬元，執行率100%。\n"


@pytest.mark.parametrize(
    "content",
    [
        "记得买牛奶".encode(),
        b"Dear Sir,\n\nThank you for your letter, and for the figures.\n\nYours, John\n",
        b"import os\n\ndef f(a, b):\n    return a + b, b\n\nprint(f(1, 2))\n",
        TRADITIONAL.encode("big5"),
        (TITLE + "1" * 300_000).encode(),
        (TITLE + "（" * 50_000).encode(),
    ],
    ids=["note", "letter", "code", "big5", "digits", "brackets"],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_no_success(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["read", str(path), "--csv", str(tmp_path / "out.csv")])
    assert done.exit_code == 1, done.output
    said = [line for line in done.output.splitlines() if "x.txt：" in line]
    assert len(said) == 1
    assert said[0].count("。") <= 1
    assert "读入0个文件，写出0行" in done.output


def test_a_folder_without_files_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(app, ["read", str(tmp_path / "empty"), "--csv", str(tmp_path / "out.csv")])
    assert done.exit_code == 1
    assert "没有一个可读的文件" in done.output
    assert not (tmp_path / "out.csv").exists()


def test_a_script_of_two_bytes_is_not_taken_for_letters_with_accents() -> None:
    assert decode("Libellé;Montant exécuté\nÉtudes à réaliser;5\n".encode("cp1252"))[1] == "cp1252"
    with pytest.raises(InputError, match="Big5"):
        decode(TRADITIONAL.encode("big5"))


def test_a_table_none_of_whose_lines_is_read_is_no_success(tmp_path: Path) -> None:
    rows = [["项目名称", "年度", "全年预算数（万元）", "全年执行数（万元）"], ["校舍维修", "待定", 120, 90]]
    path = sheets.xlsx(tmp_path / "t.xlsx", rows)
    done = CliRunner().invoke(app, ["read", str(path), "--csv", str(tmp_path / "out.csv")])
    assert done.exit_code == 1
    assert "t.xlsx：认出了表，但没有一行读成" in done.output
