"""Tables inside reports, and what the heading or caption over figures says of their year."""

from __future__ import annotations

import pytest

from etl.inputs import InputError
from etl.read.prose.loaders import of_text
from etl.read.prose.model import TablePart, build
from etl.read.prose.read import read_document
from etl.read.rows import PUBLISH, Reading

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
    listed = ["1.堤防加固项目：年初预算数70万元，全年执行数50万元。", "2.泵站改造项目：年初预算数30万元。"]
    assert _told(_read(*LIST, f"二、{heading}", *listed)) == own


def test_prose_below_a_heading_of_the_reports_own_year_is_its_own() -> None:
    assert len(_read("一、2022年项目情况", *LIST[1:]).rows) == 2
    # A year that is a part of more than a heading of every report heads something else.
    assert len(_read("一、2021年结转项目资金使用情况", *LIST[1:]).rows) == 2


def _table(text: str, *merges: tuple[int, int, int, int]) -> TablePart:
    return TablePart([[cell.strip() for cell in line.split("|")] for line in text.split("\n")], list(merges))


PAIR = "项目名称 | 预算数（万元） | 执行数（万元）\n河道清淤项目 | 100 | 90\n水库除险项目 | 80 | 80"
LATER = PAIR.replace("100 | 90", "120 | 60").replace("80 | 80", "90 | 85")


@pytest.mark.parametrize(
    "over",
    [
        "二、2021年情况",
        "2023年预算安排表",
        "表2：青石县水利局2021年项目支出情况表",
        "上年度，我局各项目资金使用情况如下表：",
    ],
)
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
            "项目 | 预算数（万元） | 执行数（万元） | 执行率\n污水处理费 | 300 | 290 | 96.7%\n国有房屋出租 | 30 | 29 | 96.7%",
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


TWO_YEARS = (
    "项目 | 2021年预算数（万元） | 2021年执行数 | 2022年预算数 | 2022年执行数\n河道清淤项目 | 100 | 90 | 120 | 60"
)
BELOW = "项目 | 2021年 | | 2022年 |\n | 预算数 | 执行数 | 预算数 | 执行数\n河道清淤项目 | 100 | 90 | 120 | 60"
LEFT = "项目 | 2021年预算数 | 执行数 | 2022年预算数 | 执行数\n河道清淤项目 | 100 | 90 | 120 | 60"
COMPARED = "项目 | 预算数 | 执行数 | 2021年执行数\n河道清淤项目 | 120 | 60 | 90"


@pytest.mark.parametrize(
    "table",
    [
        _table(TWO_YEARS),
        _table(BELOW, (0, 1, 0, 2), (0, 3, 0, 4), (0, 0, 1, 0)),
        _table(BELOW),
        _table(LEFT),
        _table(COMPARED),
    ],
)
def test_columns_that_name_a_year_are_of_that_year(table: TablePart) -> None:
    reading = _read("一、总体情况", "单位：万元", table)
    assert _told(reading) == [("河道清淤项目", 2022, 120, 60)]
    assert "表头是2021年的列不是本报告年度的，没有取" in reading.recognised


def test_columns_of_several_of_the_reports_years_are_a_row_each() -> None:
    title = "青石县水利局2021-2022年度项目支出绩效自评报告"
    reading = _read("一、总体情况", _table(TWO_YEARS), title=title)
    assert _told(reading) == [("河道清淤项目", 2021, 100, 90), ("河道清淤项目", 2022, 120, 60)]


SOURCES = "项目名称 | 资金来源 | 预算数（万元） | 执行数（万元）\n河道清淤项目 | {} | 100 | 90\n | {} | 50 | 30\n水库除险项目 | 县级 | 90 | 90"


@pytest.mark.parametrize("merges", [[(1, 0, 2, 0)], []])
def test_of_a_project_over_several_lines_no_part_is_published(merges: list[tuple[int, int, int, int]]) -> None:
    reading = _read("一、总体情况", _table(SOURCES.format("中央", "县级"), *merges))
    assert _told(reading) == [("河道清淤项目", 2022, None, None), ("水库除险项目", 2022, 90, 90)]
    assert [row.status == PUBLISH for row in reading.rows] == [False, True]
    assert "“河道清淤项目”在表格里分几行写，没有合计，金额没有取" in reading.recognised
    again = _read("一、总体情况", _table(SOURCES.format("中央", "县级").replace("\n | ", "\n河道清淤项目 | ")))
    assert _told(again) == _told(reading)


def test_what_the_text_says_of_a_project_over_several_lines_stands() -> None:
    said = "河道清淤项目预算安排150万元，执行数120万元，执行率80%。"
    reading = _read("一、总体情况", _table(SOURCES.format("中央", "县级"), (1, 0, 2, 0)), "二、执行情况", said)
    assert ("河道清淤项目", 2022, 150, 120) in _told(reading)


@pytest.mark.parametrize("sources", [("合计", "中央"), ("中央", "小计")])
def test_of_a_project_over_several_lines_the_sum_counts(sources: tuple[str, str]) -> None:
    reading = _read("一、总体情况", _table(SOURCES.format(*sources), (1, 0, 2, 0)))
    own = (100, 90) if sources[0] == "合计" else (50, 30)
    assert _told(reading) == [("河道清淤项目", 2022, *own), ("水库除险项目", 2022, 90, 90)]


@pytest.mark.parametrize("heading", ["单位", "实施单位"])
def test_a_column_of_units_says_the_department(heading: str) -> None:
    table = (
        f"序号 | {heading} | 项目名称 | 预算数（万元） | 执行数（万元）\n1 | 青石县河道站 | 水库除险项目 | 90 | 90\n"
        "2 | | 河道清淤项目 | 60 | 50\n3 | 县水文站 | 水文监测项目 | 50 | 40\n | 合计 | | 200 | 180"
    )
    rows = {row.project: row for row in _read("一、总体情况", _table(table)).rows}
    assert {name: row.department for name, row in rows.items()} == {
        "": "青石县水利局",
        "水库除险项目": "青石县河道站",
        "河道清淤项目": "青石县河道站",
        "水文监测项目": "青石县水文站",
    }
    assert rows[""].budget == 2_000_000


def test_one_of_several_subtotals_is_no_departments_total() -> None:
    table = "项目名称 | 预算数（万元） | 执行数（万元）\n甲河清淤项目 | 9 | 9\n小计 | 9 | 9\n乙河清淤项目 | 8 | 8\n小计 | 8 | 8"
    assert [row.project for row in _read("一、总体情况", _table(table)).rows] == ["甲河清淤项目", "乙河清淤项目"]
    above = table.removesuffix("\n小计 | 8 | 8")
    assert [row.project for row in _read("一、总体情况", _table(above)).rows] == ["甲河清淤项目", "乙河清淤项目"]


@pytest.mark.parametrize("unit", ["建设股", "局办公室", "某某建设有限公司", "石桥村"])
def test_who_works_for_an_office_or_inside_one_is_no_department(unit: str) -> None:
    table = f"项目名称 | 实施单位 | 预算数（万元） | 执行数（万元）\n河道清淤项目 | {unit} | 90 | 90\n水库除险项目 | {unit} | 9 | 9"
    assert {row.department for row in _read("一、总体情况", _table(table)).rows} == {"青石县水利局"}


def test_amounts_without_a_unit_are_none() -> None:
    table = "项目名称 | 预算数 | 执行数 | 执行率\n河道清淤项目 | 600000 | 540000 | 90%\n水库除险项目 | 80 | 80 | 100%"
    reading = _read(*LIST, "二、执行情况", _table(table.replace("河道", "沟渠").replace("水库", "堤防")))
    assert _told(reading)[2:] == [("沟渠清淤项目", 2022, None, None), ("堤防除险项目", 2022, None, None)]
    assert "没有写金额单位的表格，金额没有取" in reading.recognised


def test_projects_as_columns_are_told_not_read() -> None:
    table = "指标 | 沟渠清淤项目 | 堤防除险项目\n预算数（万元） | 100 | 90\n执行数（万元） | 80 | 85"
    reading = _read(*LIST, "二、执行情况", _table(table))
    assert len(reading.rows) == 2
    assert "各项目写在列上的表格没有读" in reading.recognised
    with pytest.raises(InputError, match="各项目写在列上的表格没有读"):
        _read("一、总体情况", _table(table))


@pytest.mark.parametrize("line", ["|县级|50|30", "||县级|50|30|", "\t县级\t50\t30"])
def test_a_line_drawn_with_an_empty_first_cell_is_of_the_project_above(line: str) -> None:
    mark = "\t" if "\t" in line else "|"
    end = "|" if line.startswith("||") else ""
    head = f"项目名称{mark}资金来源{mark}预算数（万元）{mark}执行数（万元）"
    above = f"河道清淤项目{mark}中央{mark}100{mark}90"
    text = "\n".join([TITLE, "一、总体情况", end + head + end, end + above + end, line, "二、其他情况", "无。"])
    assert [row.budget for row in read_document(of_text(text), "报告.txt").rows] == [None]


def test_what_a_project_gets_from_where_is_no_project() -> None:
    table = PAIR.replace("\n水库", "\n其中：中央资金 | 60 | 50\n县级资金 | 40 | 40\n水库")
    assert [row.project for row in _read("一、总体情况", _table(table)).rows] == ["河道清淤项目", "水库除险项目"]


def test_lines_of_income_are_no_projects() -> None:
    table = PAIR.replace("河道清淤项目", "水费收入").replace("水库除险项目", "租金收入")
    assert len(_read(*LIST, "二、其他情况", _table(table)).rows) == 2


def test_beside_columns_of_the_reports_year_one_of_no_year_is_of_nobody_knows_which() -> None:
    table = "项目 | 执行数（万元） | 2022年预算数（万元） | 2022年执行数（万元）\n河道清淤项目 | 5 | 120 | 60"
    reading = _read("一、总体情况", _table(table))
    assert _told(reading) == [("河道清淤项目", 2022, 120, 60)]
    assert any("分不清是哪年的" in told for told in reading.recognised)


def test_what_all_projects_reached_and_why_below_a_heading_of_another_year_is_of_that_year() -> None:
    told = "两个项目执行率均为100%。因雨季施工进度缓慢，河道清淤项目执行率为50%。"
    rows = _read(*LIST, "二、往年情况", told).rows
    assert [(row.status, row.reason_codes) for row in rows] == [(PUBLISH, []), (PUBLISH, [])]


def test_amounts_of_a_department_below_a_heading_of_another_year_are_of_that_year() -> None:
    title = TITLE.replace("项目支出", "部门整体支出")
    items = ["政府采购预算30万元。", "二、2023年预算安排", "收入决算900万元。"]
    assert [
        one.item for one in _read("一、预算执行情况", "全年预算数100万元，执行数90万元。", *items, title=title).items
    ] == ["政府采购预算"]


@pytest.mark.parametrize("merges", [((0, 1, 0, 2), (0, 3, 0, 4), (0, 0, 1, 0)), ()])
def test_a_column_of_one_source_of_money_is_not_the_whole(merges: tuple[tuple[int, int, int, int], ...]) -> None:
    text = "项目 | 年初预算 | | 全年 |\n | 财政拨款 | 其他 | 预算 | 支出\n河道清淤项目 | 100 | 20 | 120 | 60"
    (row,) = _read("一、总体情况", "单位：万元", _table(text, *merges)).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (None, 1_200_000, 600_000)
    flat = "项目 | 年初预算（财政拨款） | 年初预算（其他） | 全年预算 | 支出\n河道清淤 | 100 | 20 | 120 | 60"
    (row,) = _read("一、总体情况", "单位：万元", _table(flat)).rows
    assert (row.budget_initial_yuan, row.budget_full_year_yuan) == (None, 1_200_000)
    kinds = text.replace("财政拨款 | 其他", "年初 | 调整后").replace("年初预算", "预算").replace("全年", "执行")
    (row,) = _read("一、总体情况", "单位：万元", _table(kinds, *merges)).rows
    assert row.budget_initial_yuan == 1_000_000
