"""Tables inside reports, and what the heading or caption over figures says of their year."""

from __future__ import annotations

import pytest

from etl.inputs import InputError
from etl.read.prose.model import TablePart, build
from etl.read.prose.read import read_document
from etl.read.rows import PUBLISH, FlatRow, Reading

TITLE = "青石县水利局2022年度项目支出绩效自评报告"
LIST = (
    "一、项目情况",
    "1.河道清淤项目：年初预算数100万元，全年执行数90万元，执行率90%。",
    "2.水库除险项目：年初预算数80万元，全年执行数80万元，执行率100%。",
)


def _read(*parts: str | TablePart, title: str = TITLE) -> Reading:
    return read_document(build([title, *parts]), "报告.docx")


def _told(reading: Reading) -> list[tuple[str, int | None, int | None, int | None]]:
    """Project (or nothing), year, budget and spending in 万元 of every row."""
    return [(row.project, row.year, _wan(row.budget), _wan(row.executed_yuan)) for row in reading.rows]


def _wan(value: object) -> int | None:
    return None if value is None else int(value) // 10_000  # type: ignore[call-overload]


@pytest.mark.parametrize("heading", ["往年情况", "2023年工作安排", "上年度资金使用情况"])
def test_prose_below_a_heading_of_another_year_is_of_that_year(heading: str) -> None:
    own = [("河道清淤项目", 2022, 100, 90), ("水库除险项目", 2022, 80, 80)]
    below = "河道清淤项目年初预算数70万元，全年执行数50万元。全局项目预算共计300万元，执行数200万元。"
    assert _told(_read(*LIST, f"二、{heading}", below)) == own
    listed = "1.堤防加固项目：年初预算数70万元，全年执行数50万元。\n2.泵站改造项目：年初预算数30万元。".split("\n")
    assert _told(_read(*LIST, f"二、{heading}", *listed)) == own


def test_prose_below_a_heading_of_the_reports_own_year_is_its_own() -> None:
    assert len(_read("一、2022年项目情况", *LIST[1:]).rows) == 2
    # A year that is a part of more than a heading of every report heads something else.
    assert len(_read("一、2021年结转项目资金使用情况", *LIST[1:]).rows) == 2
