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


def _table(text: str, *merges: tuple[int, int, int, int]) -> TablePart:
    return TablePart([[cell.strip() for cell in line.split("|")] for line in text.split("\n")], list(merges))


PAIR = "项目名称 | 预算数（万元） | 执行数（万元）\n河道清淤项目 | 100 | 90\n水库除险项目 | 80 | 80"
LATER = PAIR.replace("100 | 90", "120 | 60").replace("80 | 80", "90 | 85")


@pytest.mark.parametrize("over", ["二、2021年情况", "2023年预算安排表", "表2：青石县水利局2021年项目支出情况表"])
def test_a_table_below_a_heading_or_caption_of_another_year_gives_no_row(over: str) -> None:
    reading = _read("一、总体情况", "我局开展了自评。", over, _table(PAIR), "三、2022年情况", _table(LATER))
    assert _told(reading) == [("河道清淤项目", 2022, 120, 60), ("水库除险项目", 2022, 90, 85)]
    assert any("不是本报告年度的，2行没有取" in told for told in reading.recognised)


def test_a_table_below_the_heading_of_one_of_several_years_is_of_that_year() -> None:
    title = "青石县水利局2021-2022年度项目支出绩效自评报告"
    reading = _read("一、2021年情况", _table(PAIR), "二、2022年情况", _table(LATER), title=title)
    assert [(year, budget) for _, year, budget, _ in _told(reading)] == [
        (2021, 100),
        (2021, 80),
        (2022, 120),
        (2022, 90),
    ]


@pytest.mark.parametrize(
    ("over", "table"),
    [
        ("采购清单", "名称 | 预算（万元） | 执行数（万元）\n挖掘机 | 80 | 78\n抽水泵 | 60 | 50"),
        ("设备明细", "名称 | 数量 | 预算（万元） | 执行数（万元）\n挖掘机 | 2 | 80 | 78\n抽水泵 | 3 | 60 | 50"),
        (
            "收入情况表",
            "项目 | 预算数（万元） | 执行数（万元） | 执行率\n水费收入 | 300 | 290 | 96.7%\n租金收入 | 30 | 29 | 96.7%",
        ),
        (
            "（一）三公经费情况",
            "项目 | 预算数（万元） | 执行数（万元）\n公务接待费 | 30 | 29\n公务用车运行维护费 | 30 | 29",
        ),
        ("（一）国有资产配置情况", "名称 | 预算数（万元） | 执行数（万元）\n办公电脑 | 30 | 29\n会议桌椅 | 30 | 29"),
    ],
)
def test_a_table_of_goods_income_or_assets_is_none_of_projects(over: str, table: str) -> None:
    reading = _read(*LIST, "二、其他资金情况", over, _table(table))
    assert [row.project for row in reading.rows] == ["河道清淤项目", "水库除险项目"]
    assert any("不是各项目的预算和支出，2行没有取" in told for told in reading.recognised)


@pytest.mark.parametrize("over", ["项目清单", "（一）采购项目支出情况", "（一）低收入家庭补助情况"])
def test_a_table_of_projects_below_like_words_is_read(over: str) -> None:
    assert len(_read("一、总体情况", over, _table(PAIR)).rows) == 2
