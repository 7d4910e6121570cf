"""A refused row or file, as one sentence that names file, row and column.

Belongs here: the shape of a refusal. Does not belong here: deciding what is refused.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: What the system says in English, for the errors a finance office meets.
_WHY = {
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "超过系统允许的文件大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}
#: What ``shutil.Error`` keeps of the system's own errors is their text.
_NUMBER = re.compile(r"\[Errno (\d+)\]")


def why(error: OSError) -> str:
    """Why the system would not read or write, in words; of files copied together, why the first was not."""
    number = error.errno or 0
    if isinstance(error, shutil.Error) and (found := _NUMBER.search(str(error))) is not None:
        number = int(found[1])
    return _WHY.get(number, str(error.strerror or error))


@dataclass(frozen=True)
class Problem:
    """``row`` is the line in the file (1 = header); ``raw`` the row's cells as read."""

    file: str
    row: int | None
    column: str | None
    code: str
    sentence: str
    raw: Mapping[str, object] | Sequence[object] | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" 第{self.row}行"
        if self.column is not None:
            place += f" “{self.column}”列"
        return f"{place}：{self.sentence}"

    @property
    def raw_json(self) -> str:
        return json.dumps(self.raw, ensure_ascii=False, default=str)
