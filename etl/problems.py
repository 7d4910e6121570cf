"""A refused row or file, as one sentence that names file, row and column.

Belongs here: the shape of a refusal. Does not belong here: deciding what is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
