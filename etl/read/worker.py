"""The reading process: one JSON request a line on stdin, one JSON answer a line on stdout.

Belongs here: limits this process puts on itself, and turning any failure into a sentence. Does not belong here:
reading. Run by ``etl.read.run`` only. Nothing but text crosses the pipe, so that a file cannot reach our process.
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from etl.inputs import InputError
from etl.read import profile, returned
from etl.read.one import grids_of, read_all, suggest_profile
from etl.read.rows import Reading, to_json

#: Address space: what parsers map, not only what they fill. A 60 MB sheet of a million cells takes 1.5 GB.
_MEMORY = 4 * 2**30


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request: a reading (and ``more``, of a workbook of several files), the text of a drafted
    profile, the sheets as they are, or a sentence why not."""
    path = Path(request["path"])
    try:
        if request["task"] == "suggest":
            return {"text": suggest_profile(path), "sentence": ""}
        own = tuple(one for p in request["profiles"] for one in profile.load_all(Path(p)))
        if request["task"] == "grids":
            return {"parts": returned.to_json(grids_of(path, own)), "sentence": ""}
        first, *more = read_all(path, own)
        return {**to_json(first), "more": [to_json(one) for one in more]}
    except InputError as error:
        sentence = str(error)
    except MemoryError:
        sentence = "读取所需内存超过上限，未读取。"
    except RecursionError:
        sentence = "内容嵌套过深，未读取。"
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile):
        sentence = "文件内容不合格式，未读取。"
    except Exception:
        # A library's own error types are as many as libraries.
        sentence = "文件已损坏或不合格式，未读取。"
    except BaseException as error:
        # A panic inside a Rust library is no Exception; the process is not trusted any more.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        sentence = "解析程序中断，未读取。"
    return {**to_json(Reading(path.name)), "sentence": sentence, "text": "", "more": []}


def main() -> None:
    """Answer requests until stdin closes."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # No file can be written, whatever a parser is talked into.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # A library that prints must not write into the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line)), default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
