"""PDF of a deck or a brief, made by the LibreOffice of the machine.

Belongs here: finding the program and running it. Does not belong here: the files it is given.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120


class NoPdfError(Exception):
    """There is no LibreOffice, or it made no PDF; ``reason`` is for the log."""


def office_program() -> str | None:
    """The path of LibreOffice; None where there is none."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(file: bytes, suffix: str) -> bytes:
    """The PDF of a file; ``suffix`` says its kind (``.pptx``, ``.docx``). Raises NoPdfError.

    Each run has a profile of its own: two of one profile wait for each other.
    """
    program = office_program()
    if program is None:
        raise NoPdfError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"pack{suffix}"
        source.write_bytes(file)
        command = [
            program, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no shell, our own path
        except subprocess.TimeoutExpired as error:
            raise NoPdfError(f"no PDF within {_SECONDS} seconds") from error
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise NoPdfError(done.stderr.decode("utf-8", "replace")[-500:])
        return made.read_bytes()
