"""Hostile files: each is refused with one sentence, quickly, in a process of its own; the files around it are read."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.load.plan import load_name
from etl.read.run import files_in, read_files
from etl.read.worker import answer
from tests import sheets, xlsb
from tests.conftest import ROOT
from tests.test_read_flat import _table

GOOD = _table([1, "青石区水利局", "河道清淤", 10, 12, 6, "50%", 81, "良", "中标价低于预算"])
SHEET = "xl/worksheets/sheet1.xml"


def _changed(folder: Path, part: str, change: bytes, place: bytes = b"<sheetData>") -> Path:
    """A good workbook with bytes put before ``place`` of one part."""
    good, made = sheets.xlsx(folder / "good.xlsx", GOOD), folder / "hostile.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(place, change + place, 1) if name == part else content)
    return made


def _bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        with archive.open(SHEET, "w", force_zip64=True) as part:
            for _ in range(80):
                part.write(b" " * 2**20)
    return path


def _with_names(folder: Path, *names: str) -> Path:
    path = folder / "names.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("xl/workbook.xml", *names):
            archive.writestr(name, "<a/>")
    return path


def _with_twins(folder: Path) -> Path:
    """The second is renamed in the finished bytes: zipfile itself would warn."""
    content = _with_names(folder, "xl/a.xml", "xl/b.xml").read_bytes()
    return _bytes(folder, content.replace(b"xl/b.xml", b"xl/a.xml"), "twins.xlsx")


def _with_link(folder: Path) -> Path:
    path = folder / "link.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        link = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return path


def _locked(folder: Path) -> Path:
    """An archive whose directory says that a part is encrypted."""
    content = bytearray(_with_names(folder, "xl/a.xml").read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1
    return _bytes(folder, bytes(content), "locked.xlsx")


def _one_value(folder: Path) -> Path:
    path = folder / "t.parquet"
    pl.DataFrame({"预算数": pl.repeat(1, 40_000_000, dtype=pl.Int8, eager=True)}).write_parquet(path)
    assert path.stat().st_size < 2**20
    return path


def _wide(path: Path) -> Path:
    pl.DataFrame({f"c{n}": [1] for n in range(3_000)}).write_parquet(path)
    return path


def _ods(folder: Path, cells: str) -> Path:
    path, names = folder / "t.ods", "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f'''<o:document-content xmlns:o="{names}:office:1.0" xmlns:office="{names}:office:1.0"
            xmlns:table="{names}:table:1.0"><table:table><table:table-row>{cells}</table:table-row></table:table>
            </o:document-content>''',
        )
    return path


def _to_device(folder: Path) -> Path:
    path = folder / "endless.xlsx"
    path.symlink_to("/dev/zero")
    return path


def _without_end(book: Path) -> bytes:
    """A binary workbook whose archive is whole and whose sheet stops in the middle of a record."""
    made = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if "sheet1" in name else part)
    return made.getvalue()


def _bytes(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "endless.csv"
    os.mkfifo(path)
    return path


def _sparse(folder: Path) -> Path:
    path = folder / "endless.csv"
    with path.open("wb") as file:
        file.truncate(2**40)
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_WORD, _VBA = "WordDocument".encode("utf-16-le"), "_VBA_PROJECT_CUR".encode("utf-16-le")


def _with_part(folder: Path, part: str) -> Path:
    """A good workbook with one part more."""
    path = sheets.xlsx(folder / "macro.xlsm", GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, b"\0" * 32)
    return path


HOSTILE = {
    "macros of Excel": (lambda f: _with_part(f, "xl/vbaProject.bin"), "另存为不含宏的 .xlsx"),
    "a sheet of Excel 4 macros": (lambda f: _with_part(f, "xl/macrosheets/sheet1.xml"), "有宏"),
    "macros of LibreOffice": (lambda f: _with_part(f, "Basic/Standard/Module1.xml"), "有宏"),
    "macros of Word": (lambda f: _with_part(f, "word/vbaProject.bin"), "报告存为 .docx"),
    "macros of an old Excel": (lambda f: _bytes(f, _OLE + _VBA, "t.xls"), "有宏"),
    "macros of an old Word": (lambda f: _bytes(f, _OLE + _WORD + _VBA, "t.doc"), "有宏"),
    "a zip bomb": (_bomb, "压缩炸弹"),
    "an entity": (lambda f: _changed(f, SHEET, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"<worksheet"), "实体"),
    "a cell at XFD1048576": (
        lambda f: _changed(f, SHEET, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"</sheetData>"), "超出可读的范围"),
    "a row far below all others": (
        lambda f: _changed(f, SHEET, b'<row r="900000"><c r="A900000"><v>1</v></c></row>', b"</sheetData>"), "几乎全是空行"),
    "a merge over the sheet": (
        lambda f: _changed(f, SHEET, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', b"<pageMargins"), "合并单元格"),
    "a path out of the archive": (lambda f: _with_names(f, "../../etc/cron.d/x"), "包外"),
    "an absolute path": (lambda f: _with_names(f, "/etc/passwd"), "包外"),
    "a path with the other separator": (lambda f: _with_names(f, "..\\..\\x"), "包外"),
    "a drive": (lambda f: _with_names(f, "C:/Windows/x"), "包外"),
    "a link out of the archive": (_with_link, "链接"),
    "two parts of one name": (_with_twins, "同名"),
    "a part under a password": (_locked, "密码"),
    "a parquet of a billion rows": (_one_value, "超出可读的范围"),
    "a parquet of many columns": (lambda f: _wide(f / "t.parquet"), "超出可读的范围"),
    "a spreadsheet of a million columns": (
        lambda f: _ods(f, '<table:table-cell table:number-columns-repeated="1000000" office:value-type="float" office:value="1"/>'),
        "超出可读的范围"),
    "a NUL byte in UTF-16": (lambda f: _bytes(f, b"\xff\xfe" + "项目名称,预算数\n甲\0,1\n".encode("utf-16-le")), "空字节"),
    "a NUL byte in GB18030": (lambda f: _bytes(f, "项目名称,预算数\n甲\0,1\n".encode("gb18030")), "空字节"),
    "a device that never ends": (lambda _: Path("/dev/zero"), "不是普通文件"),
    "a link to a device that never ends": (_to_device, "不是普通文件"),
    "a folder": (lambda f: f, "不是普通文件"),
    "a thousand parts": (lambda f: _with_names(f, *(f"p{i}.xml" for i in range(1_001))), "超过1,000个"),
    "a NUL byte": (lambda f: _bytes(f, "项目名称,预算数\n甲\0,1\n".encode()), "空字节"),
    "a line that never ends": (lambda f: _bytes(f, b"a," * (2**25 + 1)), "第一行超过64 MB"),
    "a million columns": (lambda f: _bytes(f, b"a," * 1_000_000), "单元格铺到第1,000,001列，超出可读的范围"),
    "a cell without end": (lambda f: _bytes(f, b'a,b\n1,"' + b"x" * 3_000_000), "单元格过长"),
    "a pipe that never ends": (_pipe, "不是普通文件"),
    "a file of a terabyte": (_sparse, "上限"),
    "a program": (lambda f: _bytes(f, b"MZ\x90\0", "t.xls"), "程序文件"),
    "a PDF": (lambda f: _bytes(f, b"%PDF-1.7", "t.xlsx"), "PDF"),
    "half an archive": (lambda f: _bytes(f, sheets.xlsx(f / "g.xlsx", GOOD).read_bytes()[:2000], "half.xlsx"), "损坏"),
    "an OLE file that is no table": (lambda f: _bytes(f, _OLE, "t.et"), "损坏"),
    "nothing": (lambda f: _bytes(f, b""), "空的"),
    "a web page without a table": (lambda f: _bytes(f, b"<html><table></table></html>", "t.xls"), "没有表格"),
    "a web page of a million columns": (lambda f: _bytes(f, b"<table><tr>" + b"<td>1" * 1_000_000, "t.xls"), "超出可读的范围"),
    "a binary workbook with a cell at XFD1048576": (
        lambda f: xlsb.write(f / "t.xlsb", [["a", 1]], (1_048_575, 16_383)), "超出可读的范围"),
    "a binary workbook with a cell far below": (lambda f: xlsb.write(f / "t.xlsb", [["a", 1]], (900_000, 0)), "几乎全是空行"),
    "a binary workbook cut in half": (
        lambda f: _bytes(f, _without_end(xlsb.write(f / "g.xlsb", GOOD)), "t.xlsb"), "未读取"),
}  # fmt: skip


def test_empty_lists_of_macros_are_none(tmp_path: Path) -> None:
    """LibreOffice writes them into files without a macro."""
    (read,) = read_files([_with_part(tmp_path, "Basic/Standard/script-lb.xml")])
    assert (read.sentence, len(read.rows)) == ("", 1)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_quickly_with_one_sentence(what: str, tmp_path: Path) -> None:
    make, said = HOSTILE[what]
    hostile = make(tmp_path)
    good = sheets.xlsx(tmp_path / "next.xlsx", GOOD)
    before = time.monotonic()
    refused, read = read_files([hostile, good])
    assert time.monotonic() - before < 30
    assert said in refused.sentence
    assert refused.sentence.endswith("。")
    assert not refused.rows
    assert len(read.rows) == 1, "the next file is read"


def test_formulas_are_read_by_their_stored_value_and_never_run(tmp_path: Path) -> None:
    table = [*GOOD[:-1], [1, "青石区水利局", '=HYPERLINK("http://x")', 10, 12, "=1+1", "50%", 81, "良", ""]]
    (reading,) = read_files([sheets.xlsx(tmp_path / "t.xlsx", table)])
    assert all(r.executed_yuan is None for r in reading.rows), "no stored value: nothing is computed"


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    good = sheets.xlsx(tmp_path / "t.xlsx", GOOD)
    (reading,) = read_files([good], seconds=0.01)
    assert "已停止" in reading.sentence


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    (reading,) = read_files([tmp_path / "none.xlsx"])
    assert "读不出来" in reading.sentence
    good = sheets.xlsx(tmp_path / "in.xlsx", GOOD)
    (tmp_path / "~$in.xlsx").write_bytes(b"x")
    assert files_in([tmp_path]) == [good]


def test_a_pipe_inside_a_folder_is_one_sentence_and_the_others_are_read(tmp_path: Path) -> None:
    good = sheets.xlsx(
        tmp_path / "b.xlsx", [["年度", "部门", "项目名称", "预算数（元）"], [2023, "青石区水利局", "甲", 1]]
    )
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "c.csv").symlink_to(tmp_path / "none.csv")
    assert files_in([tmp_path]) == [tmp_path / "a.csv", good, tmp_path / "c.csv"]
    pipe, read, lost = read_files(files_in([tmp_path]))
    assert pipe.sentence == "不是普通文件，未读取。"
    assert len(read.rows) == 1
    assert lost.sentence.startswith("读不出来")


@pytest.mark.parametrize("endless", ["/dev/zero", "pipe"])
@pytest.mark.parametrize("command", ["read", "plan", "suggest", "profile"])
def test_what_never_ends_is_refused_at_once_by_every_command(endless: str, command: str, tmp_path: Path) -> None:
    path = _pipe(tmp_path) if endless == "pipe" else Path(endless)
    good = sheets.xlsx(tmp_path / "good.xlsx", GOOD)
    call = {
        "read": ["read", str(path), "--csv", str(tmp_path / "o.csv")],
        "plan": ["plan", str(path), "--data", str(tmp_path), "--warehouse", str(tmp_path / "w"), "--dataset", "none"],
        "suggest": ["profile", "suggest", str(path)],
        "profile": ["read", str(good), "--csv", str(tmp_path / "o.csv"), "--profile", str(path)],
    }[command]
    done = subprocess.run(
        [sys.executable, "-m", "etl", *call], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert "不是普通文件" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("file", "name"),
    [("2023汇总.csv", "2023汇总"), ("...csv", "file"), ("..csv", "file"), ("....csv", "file"), (" ..csv", "file"), (" ...csv", "file"), (".env.csv", "env"),
     ("a\\..\\b.csv", "a_.._b"), ("甲\n乙.csv", "甲_乙"), ("../../甲.csv", "甲"), ("【定稿】 2023（1）.xlsx", "【定稿】 2023（1）")],
)  # fmt: skip
def test_the_name_of_a_load_is_never_a_path(file: str, name: str) -> None:
    """A file called ``...csv`` would have been kept in the place of the whole dataset."""
    assert load_name([Path(file)]) == name
    assert load_name([Path(file), Path("z.csv")]).strip(".")


@pytest.mark.parametrize("name", [" ..csv", " ...csv", " .csv", "...csv", "　.csv"])
def test_a_file_called_nothing_is_one_sentence(name: str, tmp_path: Path) -> None:
    """Its name would be that of a load and of a source."""
    (tmp_path / name).write_text("部门,年度,项目名称,预算数（万元）\n徐水区民政局,2023,低保,1\n", encoding="utf-8")
    (reading,) = read_files([tmp_path / name])
    assert (reading.rows, reading.sentence) == ([], "文件名里只有空格和点，未读取；请改个文件名再装。")


def test_a_long_name_of_a_load_fits_a_file_system_and_stays_its_own() -> None:
    one, two = (load_name([Path("预" * 83 + end + ".csv")]) for end in "甲乙")
    assert max(len(n.encode()) for n in (one, two)) <= 255
    assert one != two


def test_headings_repeated_many_times_are_read_or_left_in_doubt(tmp_path: Path) -> None:
    """Every column under one heading: no crash, and no figure where they differ."""
    head = ["年度", "单位", "项目名称"] + ["支出数（元）"] * 1_000
    same, other = [2023, "云梯县民政局", "甲"] + [8] * 1_000, [2023, "云梯县民政局", "乙"] + [8] * 999 + [9]
    (reading,) = read_files([sheets.text(tmp_path / "t.csv", [head, same, other])])
    one, two = reading.rows
    assert (one.executed_yuan, two.executed_yuan, two.flags) == (8, None, ["ambiguous"])


FORM = ROOT / "tests" / "devset" / "forms" / "31_chenghu_cl_2022.xlsx"
CHANGES = st.lists(st.tuples(st.integers(0, FORM.stat().st_size - 1), st.integers(0, 255)), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_changed_bytes_are_read_or_refused_with_a_sentence(changes: list[tuple[int, int]], tmp_path: Path) -> None:
    content = bytearray(FORM.read_bytes())
    for place, byte in changes:
        content[place] = byte
    path = _bytes(tmp_path, bytes(content), "m.xlsx")
    found = answer({"task": "read", "path": str(path), "profiles": []})
    assert found["rows"] or found["refused"] or found["sentence"].endswith("。")


@pytest.mark.parametrize("error", [ValueError("x"), AssertionError("CompDoc"), RecursionError(), MemoryError()])
def test_why_a_file_was_not_read_is_said_without_a_programs_words(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.read import worker

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(worker, "read_all", fail)
    told = worker.answer({"task": "read", "path": str(tmp_path / "a.xlsx"), "profiles": []})["sentence"]
    assert told.endswith("未读取。")
    assert not any("a" <= c.lower() <= "z" for c in told)
