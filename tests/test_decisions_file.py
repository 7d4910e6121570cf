"""The file of doubtful names after a person had it open: read as it was saved, or said in one sentence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.inputs import InputError
from etl.load.decisions import Doubt, decisions, list_doubts
from etl.load.identity import Match

_DOUBT = Doubt("project", "安全生产监督管理专项", "d1", Match("doubtful", "p1", "安全生产监管专项", 0.85, "字面接近"))
_OTHER = Doubt("project", "“另一个”,专项", "d1", Match("doubtful", "p2", "另一个", 0.85, "字面接近"))


def _answered(data: Path, answer: str = "same") -> tuple[Path, str]:
    path = list_doubts([_DOUBT], data, "own")
    return path, path.read_text(encoding="utf-8").rstrip("\r\n") + answer + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("answer", ["same", " Same "])
def test_decisions_saved_by_a_spreadsheet_program_count(tmp_path: Path, encoding: str, answer: str) -> None:
    path, text = _answered(tmp_path, answer)
    path.write_bytes(text.encode(encoding))
    assert list(decisions(tmp_path, "own").projects.values()) == [True]
    list_doubts([_DOUBT, _OTHER], tmp_path, "own")
    lines = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert [(r["name"], r["decision"].strip().casefold()) for r in lines] == [(_DOUBT.name, "same"), (_OTHER.name, "")]
    assert list(decisions(tmp_path, "own").projects.values()) == [True]


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"\0\0\0", b"\xff\xff\xff", "种类,名称,决定\n".encode()])
def test_a_spoiled_file_is_one_sentence_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path, _ = _answered(tmp_path)
    path.write_bytes(content)
    for ask in (lambda: decisions(tmp_path, "own"), lambda: list_doubts([_DOUBT], tmp_path, "own")):
        with pytest.raises(InputError, match="不是拿不准名称的清单"):
            ask()
    assert path.read_bytes() == content


def test_a_line_cut_short_is_no_decision(tmp_path: Path) -> None:
    path, text = _answered(tmp_path)
    path.write_text(text + "project,名字\n", encoding="utf-8")
    assert list(decisions(tmp_path, "own").projects.values()) == [True]


@pytest.mark.parametrize("answer", ["是", "sama", "1"])
def test_a_decision_in_another_word_is_asked_again_not_passed_over(tmp_path: Path, answer: str) -> None:
    path, text = _answered(tmp_path, answer)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="请写same或different"):
        decisions(tmp_path, "own")


def test_two_decisions_against_each_other_are_told(tmp_path: Path) -> None:
    path, text = _answered(tmp_path, "same")
    line = text.splitlines()[-1]
    path.write_text(f"{text}{line}\n", encoding="utf-8")
    assert list(decisions(tmp_path, "own").projects.values()) == [True]
    path.write_text(f"{text}{line.removesuffix('same')}different\n", encoding="utf-8")
    with pytest.raises(InputError, match="两个相反的决定"):
        decisions(tmp_path, "own")
