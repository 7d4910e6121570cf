"""Samples that a template came with, filled in to show how: sheets 样表, lines 例, offices called ××局.

Belongs here: telling them and leaving them out. Does not belong here: forms left empty (``forms``), notes
(``asides``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from etl.read.labels import roles
from etl.read.rows import INDICATOR_MARK, FlatRow, Refusal

_BRACKETS = re.compile(r"[()（）\[\]【】〔〕《》“”\"]")
_SAMPLE = "像填报示例（例、××项目、××局），不装；如果是真数据，请写上真名再装"
_TOLD = 3


def is_one(row: FlatRow) -> bool:
    """Whether a row is a sample by its own words."""
    return _says("sample_line", row.quote.partition(" | ")[0]) or bool(_sample_name(row))


def parted(
    sheet: str, rows: Sequence[FlatRow], cell_of: Callable[[FlatRow, str], str]
) -> tuple[list[FlatRow], list[Refusal]]:
    """The rows of a sheet that are none, and the samples as lines that are not loaded, each at the cell of its sample
    name. ``cell_of`` says where a field of a row stands."""
    if _says("sample_sheet", sheet):
        reason = f"工作表“{sheet}”是填报示例，不装；如果填的是真数据，请改工作表名再装"
        return [], [_refused(row, reason) for row in rows]
    return [row for row in rows if not is_one(row)], [
        _refused(row, _SAMPLE, cell_of(row, _sample_name(row))) for row in rows if is_one(row)
    ]


def told(refused: Sequence[Refusal]) -> list[str]:
    """A sentence that names the samples; none where there are none."""
    first = "、".join(f"{one.locator}“{one.raw.partition(' | ')[0]}”" for one in refused[:_TOLD])
    more = "等" if len(refused) > _TOLD else ""
    return [f"填报示例{len(refused):,}行不装：{first}{more}"] if refused else []


def _sample_name(row: FlatRow) -> str:
    """The field whose name nobody has."""
    names = {"project": row.project.partition(INDICATOR_MARK)[0], "department": row.department}
    return next((field for field, name in names.items() if _says("sample_name", name)), "")


def _refused(row: FlatRow, reason: str, cell: str = "") -> Refusal:
    return Refusal(row.locator, reason, row.quote, is_data=True, cell=cell)


def _says(group: str, text: str) -> bool:
    return roles(group).of(_BRACKETS.sub("", text).replace("*", "×")) is not None
