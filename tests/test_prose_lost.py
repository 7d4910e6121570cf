"""A table of a PDF whose cells wrap is not read, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read import guard
from etl.read.prose import pdf
from etl.read.prose.read import read_prose

HEAD = [
    "南昌市西湖区教育局2023年度项目绩效自评报告",
    "一、资金情况",
    "物业管理费项目：年初预算10万元，支出10万元，执行率100%。",
]
BESIDE = ["项目", "名称 预算", "数 执行", "数", "绿化养", "护 20.00 18.00", "校园安", "保 30.00 30.00"]
BELOW = ["项目名", "称", "绿化养", "护项目", "20.00", "18.00", "校园安", "保项目", "30.00", "30.00"]


@pytest.mark.parametrize(("table", "first"), [(BESIDE, "护 20.00 18.00"), (BELOW, "20.00 18.00"), ([], "")])
def test_lines_of_figures_that_gave_nothing_are_said(
    table: list[str], first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "read_pdf", lambda _: [*HEAD, *table])
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    reading = read_prose(tmp_path / "a.pdf", guard.PDF)
    said = [one for one in reading.recognised if "像表格" in one]
    assert said == ([f"有2处像表格的数字没有读出（“{first}”等），请对照原文"] if first else [])


def test_a_table_that_is_read_is_not_said_to_be_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = ["项目名称 预算数 执行数 执行率", "绿化养护项目 20.00 18.00 90%", "校园安保项目 30.00 30.00 100%"]
    monkeypatch.setattr(pdf, "read_pdf", lambda _: [*HEAD, "单位：万元", *table])
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    reading = read_prose(tmp_path / "a.pdf", guard.PDF)
    assert len(reading.rows) == 3
    assert not [one for one in reading.recognised if "像表格" in one]
