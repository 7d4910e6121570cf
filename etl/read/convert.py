"""``.doc`` and ``.wps`` as ``.docx``, through LibreOffice where it is there, in a process of its own with limits.

Belongs here: calling the converter, its limits. Does not belong here: reading what comes out (``prose``). It runs
before the reading process is asked: that one may write nothing, not even a converted copy.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from etl.inputs import InputError
from etl.read import guard

#: A report takes 2–5 s; the first start of a profile some more.
_SECONDS = 90
_ROOT = Path(__file__).parents[2]
_SUFFIXES = (".doc", ".wps", ".dot", ".wpt")
#: The stream that makes an OLE file a Word document, as its directory spells it.
_WORD = "WordDocument".encode("utf-16-le")


def is_needed(path: Path) -> bool:
    """Whether the file is an old Word or WPS document: by its content, then by its suffix."""
    try:
        if guard.kind_of(path) != guard.OLE:
            return False
        with path.open("rb") as file:
            return _WORD in file.read(guard.LARGEST_FILE) or path.suffix.lower() in _SUFFIXES
    except (InputError, OSError):
        # The reading process says what is wrong with it.
        return False


def program() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_docx(path: Path, folder: Path, seconds: float = _SECONDS) -> Path:
    """The file converted into ``folder``. Raises InputError."""
    guard.check_compound(path)
    soffice = program()
    if soffice is None:
        raise InputError("是旧版 Word（.doc）或 WPS 文件；本机没有 LibreOffice，请另存为 .docx 后再读。")
    source = folder / f"source{path.suffix.lower() if path.suffix.lower() in _SUFFIXES else '.doc'}"
    shutil.copyfile(path, source)
    command = [
        sys.executable, "-m", "etl.read.limited", soffice, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)}
    process = subprocess.Popen(  # noqa: S603 - no shell; the file has a name of ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"转换旧版 Word 文件超过{seconds:g}秒，已停止，未读取。") from error
    finally:
        _end(process)
    made = folder / "source.docx"
    if not made.is_file():
        raise InputError("旧版 Word 文件已损坏或加了密码，转换不了，未读取。")
    return made


def _end(process: subprocess.Popen[bytes]) -> None:
    """soffice starts a child of its own: its whole session ends."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
