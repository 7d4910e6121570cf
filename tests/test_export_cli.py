"""``python -m dashboard.export``: files without a browser, and one clear sentence for what cannot be done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import export
from tests.conftest import ROOT
from tests.office import Book, Package

RUN = CliRunner()


@pytest.fixture
def served(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "WAREHOUSE", warehouse)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("kind", "ending"), [("deck", "pptx"), ("workbook", "xlsx"), ("brief", "docx")])
def test_each_kind_is_written(tmp_path: Path, kind: str, ending: str) -> None:
    out = tmp_path / f"材料.{ending}"
    done = RUN.invoke(export.app, [kind, "--year", "2022", "--district", "360103", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "西湖区、2022年" in done.output
    assert Package(out.read_bytes()).charts


@pytest.mark.usefixtures("served")
def test_only_the_chosen_rows_are_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    RUN.invoke(export.app, ["workbook", "--department", "510402-yjj", "--unit", "yuan", "--out", str(out)])
    cells = Book(out.read_bytes()).rows("项目明细")
    assert [r[0] for r in cells[6:]] == ["应急管理专项工作经费"]
    assert cells[6][4:7] == [480_000.0, 409_094.0, 70_906.0]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["deck", "--dataset", "nope", "--out", "x.pptx"], "没有数据集“nope”"),
        (["deck", "--district", "999999", "--out", "x.pptx"], "这份数据里没有：999999"),
        (["deck", "--year", "1999", "--out", "x.pptx"], "这份数据里没有：1999"),
        (["deck", "--year", "abc", "--out", "x.pptx"], "这份数据里没有：abc"),
        (["deck", "--out", "x.txt"], "文件名应以.pptx结尾"),
        (["workbook", "--out", "x.pdf"], "文件名应以.xlsx结尾"),
        (["brief", "--out", "no/such/x.docx"], "文件夹不存在"),
        (["brief", "--unit", "mu", "--out", "x.docx"], "单位只能是"),
        (["brief", "--from", "2024", "--to", "2020", "--out", "x.docx"], "互相矛盾"),
        (["deck", "--lang", "en", "--district", "1", "--out", "x.pptx"], "Not in these data: 1"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = RUN.invoke(export.app, options)
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("served")
def test_without_libreoffice_a_pdf_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = RUN.invoke(export.app, ["deck", "--out", str(tmp_path / "x.pdf")])
    assert done.exit_code == 2
    assert "没有装LibreOffice" in done.output


def test_no_streamlit_is_read_for_a_file() -> None:
    code = "import sys, dashboard.export, dashboard.stories.meeting; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
