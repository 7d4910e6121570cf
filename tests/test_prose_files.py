"""Formats and bad input: each gives its rows, or one sentence and an exit code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from etl.inputs import InputError
from etl.read import convert
from etl.read.run import read_files
from tests import prose
from tests.conftest import ROOT


def _one(path: Path):
    (reading,) = read_files([path])
    return reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(prose.PLAIN.replace("\n", "\r\n").encode(encoding))
    reading = _one(path)
    assert [r.project for r in reading.rows] == ["", "河道清淤", "管网检测服务", "泵站维修"]
    assert all(row.quote in reading.text for row in reading.rows)


def _docx(path: Path) -> Path:
    document = docx.Document()
    for line in prose.PLAIN.split("\n"):
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=4)
    cells = [
        ["项目名称", "预算数（万元）", "支出数（万元）", "执行率"],
        ["闸门改造", "80", "60", "75%"],
        ["水质监测", "20", "20", "100%"],
    ]
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    document.save(str(path))
    return path


def test_a_docx_with_a_table(tmp_path: Path) -> None:
    reading = _one(_docx(tmp_path / "a.docx"))
    rows = {r.project: r for r in reading.rows}
    assert rows["闸门改造"].executed_yuan == 600_000
    assert rows["闸门改造"].quote == "闸门改造 | 80 | 60 | 75%"
    assert rows["河道清淤"].budget == 600_000


def test_a_flat_table_in_a_txt_is_still_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "部门,年度,项目名称,年初预算数（万元）,全年执行数（万元）\n某局,2023,甲,10,9\n某局,2023,乙,8,8\n",
        encoding="utf-8",
    )
    reading = _one(path)
    assert [r.project for r in reading.rows] == ["甲", "乙"]
    assert reading.text == ""


def test_doc_wps_and_pdf_through_libreoffice(tmp_path: Path) -> None:
    assert convert.program() is not None, "LibreOffice is missing: tools/need_programs.sh installs it"
    source = _docx(tmp_path / "a.docx")
    made = tmp_path / "made"
    for kind in ("doc", "pdf"):
        subprocess.run(
            [convert.program(), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", kind, "--outdir", made, source],
            check=True, capture_output=True,
        )  # fmt: skip
    (made / "a.doc").rename(made / "a.wps")
    for path in (made / "a.wps", made / "a.pdf"):
        reading = _one(path)
        assert reading.sentence == "", reading.sentence
        rows = {r.project: r for r in reading.rows}
        assert (rows["泵站维修"].budget, rows["泵站维修"].executed_yuan) == (400_000, 200_000)
        assert reading.file == path.name


def _pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    body, places = b"%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % n + one + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % p for p in places)
    end = b">>\nstartxref\n%d\n%%%%EOF\n" % start
    return body + b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1) + trailer + end


_SCAN = _pdf(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
    ]
)


def _encrypted_docx(path: Path) -> None:
    # A password turns a .docx into an OLE container with this stream.
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4000
    )


def _locked_pdf(path: Path) -> None:
    """A PDF whose dictionary asks for a password that nobody knows."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<" + b"5a" * 32 + b">/U<" + b"a5" * 32 + b">>>",
    ]
    path.write_bytes(_pdf(objects, b"/Encrypt 4 0 R/ID[<" + b"0f" * 16 + b"><" + b"0f" * 16 + b">]"))


def _bad_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document><w:body>")


_BAD = {
    "scan.pdf": lambda p: p.write_bytes(_SCAN),
    "broken.pdf": lambda p: p.write_bytes(b"%PDF-1.7\n" + b"x" * 400),
    "locked.pdf": _locked_pdf,
    "empty.txt": lambda p: p.write_bytes(b""),
    "blank.txt": lambda p: p.write_text("\n \n", encoding="utf-8"),
    "broken.docx": _bad_archive,
    "cut.docx": lambda p: p.write_bytes(b"PK\x03\x04" + b"\0" * 200),
    "locked.docx": _encrypted_docx,
    "poem.txt": lambda p: p.write_text("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n" * 5, encoding="utf-8"),
    "rules.txt": lambda p: p.write_text("青禾区项目支出绩效自评管理办法\n第一条 为规范绩效自评，制定本办法。\n第二条 某项目预算100万元，支出80万元，执行率80%，得8分。\n", encoding="utf-8"),
    "form.txt": lambda p: p.write_text("项目支出绩效自评报告\n一、资金情况\n项目年初预算数____万元，实际支出××万元，执行率____%。\n（请说明原因）\n", encoding="utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", _BAD)
def test_bad_input_gives_one_sentence_and_no_rows(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    _BAD[name](path)
    reading = _one(path)
    assert reading.rows == []
    assert reading.sentence.endswith("。")
    assert "\n" not in reading.sentence


def test_a_password_of_a_pdf_is_named_as_the_cause(tmp_path: Path) -> None:
    _locked_pdf(tmp_path / "locked.pdf")
    assert "PDF 加了密码" in _one(tmp_path / "locked.pdf").sentence


def test_the_command_says_so_and_exits_with_1(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "scan.pdf"
    good.write_text(prose.PLAIN, encoding="utf-8")
    bad.write_bytes(_SCAN)
    run = subprocess.run(
        [sys.executable, "-m", "etl", "read", str(good), str(bad), "--csv", str(tmp_path / "o.csv")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "没有文字" in run.stdout
    assert len((tmp_path / "o.csv").read_text(encoding="utf-8-sig").splitlines()) == 5


def test_a_text_made_to_take_long_is_bounded() -> None:
    import time

    started = time.monotonic()
    for text in ("绩效自评，预算1万元，" * 15_000, "绩效自评。" + "1" * 200_000 + "万元", "绩效自评" + "(" * 50_000):
        with pytest.raises(InputError):
            prose.read(text)
    assert time.monotonic() - started < 20
