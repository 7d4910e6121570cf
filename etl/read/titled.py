"""What a form's cells leave blank and its title or its file's name says: the project, the year.

Belongs here: these two, weaker evidence that a person confirms. Does not belong here: what cells and captions say
(``section``, ``years``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from etl.read import places, years
from etl.read.labels import roles
from etl.read.rows import PROJECT_YEAR, FlatRow

_TITLE = re.compile(r"(?P<name>.+?)(?:项目支出|支出)?绩效(?:目标)?自?评价?(?:情况|结果)?表")
_YEAR = re.compile(r"[（(]?(?:19|20)\d\d年?度?[）)]?")
_LEAST = 4


def fill(row: FlatRow, headlines: Iterable[str], file: str) -> list[str]:
    """Fill the year of a row that has none, and the name of a project that has none; a sentence on each."""
    told = []
    if row.year is None and (year := years.year_in(Path(file).stem)) is not None:
        row.year = year
        told.append(f"年度只写在文件名里（{year}年），请核对")
    if row.kind == PROJECT_YEAR and not row.project:
        row.project = next((name for text in headlines if (name := _project(text, row))), "")
        told += [f"项目名称没有填，标题里写的是“{row.project}”，请核对"] if row.project else []
    return told


def _project(title: str, row: FlatRow) -> str:
    """The project that stands in a title before the words for a form; nothing where only kinds of projects do."""
    found = _TITLE.fullmatch(_YEAR.sub("", re.sub(r"\s+", "", title)))
    name = "" if found is None else found["name"]
    for office in (row.department, row.department.removeprefix(row.district), row.district):
        name = name.removeprefix(office)
    name = name.removeprefix("关于").strip('《》“”"的、')
    is_general = roles("form_title").of(name) == "general" or places.is_department(name)
    return "" if len(name) < _LEAST or is_general else name
