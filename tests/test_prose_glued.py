"""Amounts glued to a name and spent by what follows, short names, dealt figures, and the whole department's budget."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from etl.read import guard
from etl.read.prose.read import read_prose
from etl.read.rows import PUBLISH, REVIEW, FlatRow
from tests.prose import by_name, read

LIST = "略阳县教育局2022年度项目支出绩效自评报告\n一、项目情况\n"


def _money(row: FlatRow) -> tuple[object, object, str]:
    return row.amount_unspecified_yuan, row.executed_yuan, row.status


@pytest.mark.parametrize(
    ("said", "spent"),
    [
        ("，全部支付完毕，惠及学生4300人", 860_000),
        ("，已全部支付", 860_000),
        ("，资金全额兑付", 860_000),
        ("，全部用于提标，已支付完毕", 860_000),
        ("，当年支付81.7万元，剩余待验收后支付", 817_000),
        ("，当年未支付", 0),
    ],
)
@pytest.mark.parametrize("name", ["营养餐改善项目", "营养餐补助资金", "教师培训", "校车安全管理", "营养餐补助经费"])
def test_an_amount_glued_to_a_name_is_of_that_name(name: str, said: str, spent: int) -> None:
    rows = by_name(f"{LIST}1.校舍维修工程120万元，全部支付完毕。\n2.{name}86万元{said}。\n3.课后服务12万元，已付清。\n")
    assert _money(rows["校舍维修工程"]) == (1_200_000, 1_200_000, PUBLISH)
    assert _money(rows[name]) == (860_000, spent, PUBLISH)
    assert _money(rows["课后服务"]) == (120_000, 120_000, PUBLISH)


@pytest.mark.parametrize("name", ["教师培训", "校舍维修", "课后服务", "食堂改造", "校园安防"])
def test_a_sibling_with_an_amount_alone_is_no_row_lost(name: str) -> None:
    rows = by_name(
        f"{LIST}1.营养餐补助安排86万元，支付81万元。\n2.{name}34万元。\n3.校车管理安排20万元，支付20万元。\n"
    )
    assert _money(rows[name]) == (340_000, None, REVIEW)


def test_kinds_of_spending_of_one_project_are_no_items() -> None:
    text = (
        "略阳县教育局2022年校舍维修项目绩效自评报告\n校舍维修项目预算120万元，支出118万元。\n"
        "1.设备采购80万元，全部支付完毕。\n2.土建施工40万元，支付38万元。\n"
    )
    (row,) = by_name(text).values()
    assert (row.project, row.budget, row.executed_yuan) == ("校舍维修项目", 1_200_000, 1_180_000)


@pytest.mark.parametrize("ours", ["我乡项目资金", "本乡项目经费", "我乡专项资金", "我乡项目支出经费", "我乡的项目资金"])
def test_money_for_our_projects_is_the_offices(ours: str) -> None:
    rows = by_name(
        f"大岭乡人民政府2022年度预算项目绩效自评报告\n一、基本情况\n2022年县级财政安排{ours}266万元，全部支付完毕。\n"
        "二、项目情况\n(1)示范点建设项目240万元，全部支付完毕。\n(2)劝导站经费26万元，全部支付完毕。\n"
    )
    assert set(rows) == {"", "示范点建设项目", "劝导站经费"}
    assert (rows[""].budget, rows[""].executed_yuan) == (2_660_000, 2_660_000)


@pytest.mark.parametrize(
    ("short", "said"),
    [
        ("水库工程", "重点项目两个：一是城固县小型水库除险加固工程（以下简称“水库工程”），二是节水设备更新项目。"),
        ("水库工程", "2022年重点项目：农村饮水项目、城固县小型水库除险加固工程（简称“水库工程”）。"),
        ("加固工程", "我局2022年实施的城固县小型水库除险加固工程（以下简称加固工程）投资较大。"),
        ("水库加固", "1.城固县小型水库除险加固工程（下称“水库加固”）。"),
        ("除险项目", "评价对象为农村饮水项目（以下简称“饮水”）和城固县小型水库除险加固工程（以下简称“除险项目”）。"),
    ],
)
def test_a_row_carries_the_name_the_short_one_stands_for(short: str, said: str) -> None:
    rows = by_name(
        f"城固县水利局2022年度重点项目绩效自评报告\n一、概况\n{said}\n"
        f"二、资金\n{short}预算300万元，支出285万元，执行率95%。\n"
    )
    row = next(row for row in rows.values() if row.executed_yuan == 2_850_000)
    assert row.project == "城固县小型水库除险加固工程"


def test_a_short_name_of_an_office_is_no_projects() -> None:
    rows = by_name(
        "城固县水利局2022年度重点项目绩效自评报告\n城固县水利局（以下简称“县水利局”）负责水利工作。\n"
        "县水利局预算300万元，支出285万元，执行率95%。\n"
    )
    assert set(rows) == {""}


@pytest.mark.parametrize(
    ("said", "initial", "full", "spent"),
    [
        ("年初预算收入500万元，调整预算数520万元。2022年度部门支出决算数510万元。", 5_000_000, 5_200_000, 5_100_000),
        ("部门预算收入500万元，均为财政拨款。2022年决算支出510万元。", None, 5_000_000, 5_100_000),
        ("部门预算收支总额500万元，实际支出490万元。", None, 5_000_000, 4_900_000),
        ("年初收支预算500万元，支出490万元，完成预算的98%。", 5_000_000, None, 4_900_000),
        ("我单位财政拨款预算数为500万元，决算数为490万元，完成预算的98%。", None, 5_000_000, 4_900_000),
        ("财政拨款收入预算500万元，支出预算500万元，支出决算490万元，执行率98%。", None, 5_000_000, 4_900_000),
        ("本部门预算总收入为500万元，全年支出490万元。", None, 5_000_000, 4_900_000),
    ],
)
def test_income_and_balance_of_a_whole_department(said: str, initial: int | None, full: int | None, spent: int) -> None:
    rows = by_name(f"镇坪县水利局2022年度部门整体支出绩效自评报告\n一、收支\n2022年{said}\n")
    assert set(rows) == {""}
    row = rows[""]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.executed_yuan) == (initial, full, spent)


@pytest.mark.parametrize("said", ["政府性基金预算收入42万元。", "事业预算收入42万元，其他收入1万元。"])
def test_income_of_one_kind_is_no_budget(said: str) -> None:
    rows = by_name(
        "镇坪县水利局2022年度部门整体支出绩效自评报告\n一、收支\n"
        f"2022年部门预算1042万元，支出决算1000万元。\n2022年{said}\n"
    )
    assert rows[""].budget == 10_420_000
    assert not rows[""].flags


@pytest.mark.parametrize(
    "said",
    [
        "我局环卫保洁项目、公园管护项目、路灯电费项目预算分别为800、260和180万元，分别支出800、247和171万元。",
        "我局环卫保洁项目、公园管护项目、路灯电费项目预算分别为800万元、260万元和180万元，分别支出800万元、247万元和171万元。",
        "本局环卫保洁项目、公园管护项目和路灯电费项目分别安排800万元、260万元、180万元，分别支付800万元、247万元、171万元。",
        "我单位环卫保洁项目、公园管护项目、路灯电费项目年初预算分别是800、260、180万元，分别执行800、247、171万元。",
        "环卫保洁项目、公园管护项目、路灯电费项目依次安排800万元、260万元、180万元，依次支出800万元、247万元、171万元。",
    ],
)
def test_dealt_figures_of_our_projects(said: str) -> None:
    rows = by_name(f"岚皋县城市管理局2023年度项目支出绩效自评报告\n一、项目情况\n2023年，{said}\n")
    stated = {name: (row.budget, row.executed_yuan) for name, row in rows.items()}
    assert stated == {
        "环卫保洁项目": (8_000_000, 8_000_000),
        "公园管护项目": (2_600_000, 2_470_000),
        "路灯电费项目": (1_800_000, 1_710_000),
    }


def _of_table(path: Path, lines: list[str], rows: list[list[str]], behind: str = "") -> list[FlatRow]:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(behind)
    document.save(str(path))
    return read_prose(path, guard.ZIP).rows


@pytest.mark.parametrize("label", ["部门整体支出", "单位整体支出", "整体支出合计", "部门支出", "部门预算"])
def test_a_tables_line_of_the_whole_is_the_offices(tmp_path: Path, label: str) -> None:
    lines = ["永宁县档案馆2023年部门整体支出绩效自评报告", "二、资金情况"]
    head = ["项目", "年初预算数（元）", "全年预算数（元）", "全年执行数（元）", "执行率"]
    of_whole = [label, "3,862,500.00", "4,105,318.22", "4,046,201.64", "98.56%"]
    of_part = ["其中：基本支出", "2,962,500.00", "3,205,318.22", "3,205,318.22", "100%"]
    (row,) = _of_table(tmp_path / "a.docx", lines, [head, of_whole, of_part])
    assert (row.project, row.department, str(row.executed_yuan)) == ("", "永宁县档案馆", "4046201.64")


@pytest.mark.parametrize(
    "said",
    [
        "上述项目自评得分依次为100分、96分、99分。",
        "以上项目自评得分分别为100分、96分、99分。",
        "3个项目自评得分依次为100分、96分和99分。",
        "各项目得分分别为100分、96分、99分。",
        "上述各项目绩效自评得分依次为100分、96分、99分。",
    ],
)
def test_points_dealt_to_a_tables_lines(tmp_path: Path, said: str) -> None:
    lines = ["新河县医疗保障局2022年度项目支出绩效自评报告", "一、项目执行情况"]
    head = ["项目名称", "预算金额（元）", "支出金额（元）", "执行率"]
    named = ["医疗救助县级配套", "医保基金监管经费", "医保信息化运维"]
    rows = _of_table(tmp_path / "a.docx", lines, [head, *([n, "280000", "243600", "87%"] for n in named)], said)
    assert {row.project: row.score for row in rows} == dict(zip(named, (100, 96, 99), strict=True))


def test_points_dealt_to_another_number_are_nobodys(tmp_path: Path) -> None:
    lines = ["新河县医疗保障局2022年度项目支出绩效自评报告", "一、项目执行情况"]
    head = ["项目名称", "预算金额（元）", "支出金额（元）", "执行率"]
    named = ["医疗救助县级配套", "医保基金监管经费", "医保信息化运维"]
    said = "上述项目自评得分依次为100分、96分。"
    rows = _of_table(tmp_path / "a.docx", lines, [head, *([n, "280000", "243600", "87%"] for n in named)], said)
    assert not any(row.score for row in rows)


@pytest.mark.parametrize(("rate", "read_as"), [("90%", 90), ("95%", None)])
def test_a_rate_behind_parts_is_the_wholes_where_it_closes(rate: str, read_as: int | None) -> None:
    (row,) = read(
        "安岳区经济和信息化局2023年度制造业发展专项资金绩效自评报告\n2023年全年预算2500万元。"
        f"2023年实际支出2250万元，其中本年预算资金支出2000万元，上年结转资金支出250万元，预算执行率{rate}。"
    ).rows
    assert (row.executed_yuan, row.rate_stated_pct) == (22_500_000, read_as)


def test_the_year_is_that_of_the_money() -> None:
    (row,) = read(
        "勉宁县水利局关于河道综合治理工程绩效自评的报告\n该工程于2021年立项，批复概算5600万元。\n"
        "2022年，河道综合治理工程预算1800万元，实际支出1620万元，执行率90%。"
    ).rows
    assert row.year == 2022
