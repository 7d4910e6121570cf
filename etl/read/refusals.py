"""Why a line of a list is no row of its own: the sentences that say so.

Belongs here: the sentences and which of them say a kind of thing. Does not belong here: which line each is said of
(``flat``, ``asides``), but for what a row itself lacks.
"""

from __future__ import annotations

import re

from etl.read import asides
from etl.read.rows import DEPARTMENT_YEAR, INDICATOR, INDICATOR_MARK, PROJECT_YEAR, FlatRow

_NUMBER = re.compile(r"[\d.,]+%?")

NO_PROJECT = "没有项目名称"
HEAD = "分组行，下面各行归它"
UNSUMMED = "没有项目名称，金额也不是下面各行之和；是项目请填名称，是小计请核对金额"
#: Published beside the line they are parts of, their money would count twice.
SHARE, PART = "同一项目的分行，已含在它的合计里，不另计", "“其中”行，已含在它上面的行里，不另计"
INSIDE = (SHARE, PART)
OTHER_TABLE = "是清单下面另一张表的，不是清单的一行"
SHIFTED = "这一行分出的格比表头多，格里的分隔符可能没有加引号"
ONE_KIND = "标题说这张表只是部门的一种资金，不是它的全部支出"
COUNTY = "地区行，下面各行是这个地区的"
SECTION = "是内部科室，不是部门"
KIND_ALONE, KIND_OVER = "是支出的类别，不是项目", "是支出的类别，下面各行是它的项目"
LINES_OF_DATA = (*INSIDE, UNSUMMED, SHIFTED, KIND_ALONE, ONE_KIND, SECTION, OTHER_TABLE)
#: What stands on such a line is not said of those below it.
SAYS_NOTHING = ("", asides.TOTAL, asides.SUBTOTAL, asides.YEAR, COUNTY, OTHER_TABLE)


def lacking(row: FlatRow, *, has_years: bool) -> tuple[str, str] | None:
    """What a line needs and does not say, and the field of it. ``has_years``: the list has a column of years."""
    if row.kind == INDICATOR and not row.levels[-1]:
        return "没有指标名称", "indicator"
    if row.kind in (PROJECT_YEAR, INDICATOR) and not row.project.partition(INDICATOR_MARK)[0]:
        return NO_PROJECT, "project"
    if row.kind == PROJECT_YEAR and _NUMBER.fullmatch(row.project):
        return "项目名称只是一个数", "project"
    if row.kind == DEPARTMENT_YEAR and not row.department:
        return "没有部门名称", "department"
    # A year column whose cell names none: the row belongs to no year.
    return ("没有年度", "year") if row.year is None and has_years else None
