"""Why a person is asked about a row of a table: in a sentence each, with the places of the first rows.

Belongs here: these sentences, made of what a row says, lacks and was flagged with. Does not belong here: asking
(wherever the status is set), rows of reports (``etl.load.desk``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etl.read import judge
from etl.read.rows import DEPARTMENT_YEAR, INDICATOR_MARK, REVIEW, FlatRow

#: Places named of each cause.
_PLACES = 5
_FLAGS = {
    "unit_suspect": "金额单位可疑",
    "contradictory_values": "同一部门、项目、年度另有一行，数字不同",
    "year_to_date": "是年中累计数",
    "ambiguous": "有的数字或名称看不准",
}
_OF_TOTAL = "合计与各行对不上"


def of(row: FlatRow) -> list[str]:
    """The causes for which a row is in review; none where it is not."""
    if row.status != REVIEW:
        return []
    if row.is_total:
        # A total is no row of the list, and in doubt only where it is another than its lines add up to.
        return [_OF_TOTAL] if "sum_mismatch" in row.flags else []
    lacking = (
        (row.year is None, "没有写是哪一年的"),
        (not row.department, "没有写是哪个部门的"),
        (row.kind != DEPARTMENT_YEAR and not row.project.partition(INDICATOR_MARK)[0], "没有写项目名称"),
    )
    found = [*row.doubts, *(told for is_so, told in lacking if is_so)]
    found += [told for flag, told in _FLAGS.items() if flag in row.flags]
    found += [wrong for _, wrong in judge.impossible(row)]
    return list(dict.fromkeys(found))


def told(rows: Iterable[FlatRow]) -> list[str]:
    """A sentence a cause; a row may have several."""
    places: dict[str, list[str]] = {}
    for row in rows:
        for cause in of(row):
            places.setdefault(cause, []).append(f"{row.file} {row.locator}")
    return [
        f"{len(found):,}行读的时候拿不准：{cause}（{'、'.join(found[:_PLACES])}{'等' * (len(found) > _PLACES)}）"
        for cause, found in places.items()
    ]


def mark(rows: Sequence[FlatRow], doubts: Sequence[str]) -> None:
    """Give rows to a person for what is in doubt of the whole table."""
    for row in rows if doubts else ():
        row.status = REVIEW
        row.doubts += doubts
