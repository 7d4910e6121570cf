"""Reads files in a process of their own, within limits of memory and time: the one entrance for commands and views.

Belongs here: starting, feeding and ending the reading process. Does not belong here: parsing anything of a file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from etl.inputs import InputError, sha256
from etl.read import convert, judge, returned
from etl.read.rows import Reading, from_json
from etl.scratch import scratch

#: A form takes 0.05 s, a list of 100,000 lines some 20 s.
SECONDS = 120.0
#: A reader takes a second to start and holds some 200 MB.
_FILES_A_READER = 20
_MOST_READERS = 4
_ROOT = Path(__file__).parents[2]


class _Reader:
    """The reading process; started when first needed and again after one that failed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The process's answer. Raises InputError where it died or took too long."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self._end()
            if late.is_set():
                raise InputError(f"读取超过{self._seconds:g}秒，已停止，未读取。")
            raise InputError("读取进程中断（文件已损坏、过大或有意构造），未读取。")
        found: dict[str, Any] = json.loads(line)
        return found

    @staticmethod
    def _start() -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "POLARS_MAX_THREADS": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "etl.read.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            cwd=_ROOT, env=environment,
        )  # fmt: skip

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    # What was not yet written belongs to a process that is gone.
                    continue


def read_files(
    paths: Sequence[Path],
    profiles: Sequence[Path] = (),
    progress: Callable[[Path], None] = lambda _: None,
    seconds: float = SECONDS,
) -> list[Reading]:
    """One reading a file, in order (of an annotated workbook one a file it was made of); a refused file is one with its
    sentence. Copies among all rows are marked."""
    readers = max(1, min(os.cpu_count() or 1, _MOST_READERS, len(paths) // _FILES_A_READER))
    # Every nth file to the nth reader: forms of one department lie side by side and are alike in size.
    with ThreadPoolExecutor(readers) as pool:
        shares = [paths[n::readers] for n in range(readers)]
        done = list(pool.map(lambda share: list(_each(share, profiles, progress, seconds)), shares))
    readings = [reading for n in range(len(paths)) for reading in done[n % readers][n // readers]]
    judge.mark_copies(row for reading in readings for row in reading.rows)
    return readings


def gave_nothing(reading: Reading) -> bool:
    """Whether a file has lines of data and none of them became a row."""
    return not reading.sentence and not reading.rows and any(refusal.is_data for refusal in reading.refused)


def _each(
    paths: Sequence[Path], profiles: Sequence[Path], progress: Callable[[Path], None], seconds: float
) -> Iterator[list[Reading]]:
    with _Reader(seconds) as reader:
        for path in paths:
            try:
                found = _read(reader, path, [str(p.absolute()) for p in profiles])
            except InputError as error:
                found = [Reading(path.name, sentence=str(error))]
            for part, reading in enumerate(found):
                reading.path, reading.part = str(path), part
                if not reading.digest and not reading.sentence:
                    reading.digest = sha256(path)
            yield found
            progress(path)


def _read(reader: _Reader, path: Path, profiles: list[str]) -> list[Reading]:
    if not convert.is_needed(path):
        found = reader.ask({"task": "read", "path": str(path.absolute()), "profiles": profiles})
        return [from_json(one) for one in (found, *found["more"])]
    with scratch("jixiao-doc-") as folder:
        made = convert.to_docx(path, folder)
        reading = from_json(reader.ask({"task": "read", "path": str(made), "profiles": profiles}))
    reading.file = path.name
    for row in (*reading.rows, *reading.aside):
        row.file = path.name
    return [reading]


def sheets_of(path: Path, profiles: Sequence[Path] = (), seconds: float = SECONDS) -> list[returned.Part]:
    """The sheets of a file as they were read. Raises InputError."""
    with _Reader(seconds) as reader:
        asked = {"task": "grids", "path": str(path.absolute()), "profiles": [str(p.absolute()) for p in profiles]}
        found = reader.ask(asked)
    if found["sentence"]:
        raise InputError(found["sentence"])
    return returned.from_json(found["parts"])


def suggest(path: Path, seconds: float = SECONDS) -> str:
    """A drafted profile for the file, as TOML. Raises InputError."""
    with _Reader(seconds) as reader:
        found = reader.ask({"task": "suggest", "path": str(path.absolute()), "profiles": []})
    if found["sentence"]:
        raise InputError(found["sentence"])
    return str(found["text"])


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and all that is no folder inside the folders named; hidden and lock files (~$…) left aside. A
    pipe, a device or a folder nobody may open is among them, to be refused with a sentence like any other file."""
    found: list[Path] = []
    for path in paths:
        found += sorted(_inside(path)) if os.path.isdir(path) else [path]
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    closed: list[Path] = []
    found = [
        Path(parent, name)
        for parent, _, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
        for name in names
        if not name.startswith((".", "~$"))
    ]
    return found + closed
