"""Amounts right behind a name, then what was spent of them: items behind 其中, or one sentence each."""

from __future__ import annotations

import pytest

from etl.read.rows import PUBLISH
from tests.prose import by_name

TITLE = "石鼓区水利局2022年项目支出绩效自评报告\n"
ITEMS = (
    "河道整治专项资金300万元，实际支出280万元{a}；水质监测经费186.2万元，实际支出186.2万元{b}；"
    "灌区维修补助140万元，实际支出114.8万元{c}；水资源宣传20万元，实际支出17.4万元{d}。"
)
RATES = {"a": "，执行率93.33%", "b": "，执行率100%", "c": "，执行率82%", "d": "，执行率87%"}
NAMES = {"河道整治专项资金": 3_000_000, "水质监测经费": 1_862_000, "灌区维修补助": 1_400_000, "水资源宣传": 200_000}


@pytest.mark.parametrize(
    "intro", ["预算执行率92.6%。其中：", "执行率92.6%，包括：", "执行率92.6%。主要项目有：", "执行率92.6%。分别是："]
)
def test_items_with_bare_amounts_are_projects(intro: str) -> None:
    rows = by_name(TITLE + "2022年项目预算合计646.2万元，实际支出598.4万元，" + intro + ITEMS.format(**RATES))
    assert {name: rows[name].budget_full_year_yuan for name in NAMES} == NAMES
    assert all(rows[name].status == PUBLISH and rows[name].amount_unspecified_yuan is None for name in NAMES)
    assert (rows[""].budget, rows[""].executed_yuan) == (6_462_000, 5_984_000)


def test_amounts_that_add_up_to_the_budget_need_no_rate() -> None:
    rows = by_name(
        TITLE + "2022年项目预算合计646.2万元，实际支出598.4万元，其中：" + ITEMS.format(**dict.fromkeys("abcd", ""))
    )
    assert {name: rows[name].budget_full_year_yuan for name in NAMES} == NAMES


def test_sentences_of_their_own_do_as_well() -> None:
    rows = by_name(TITLE + ITEMS.format(**RATES).replace("；", "。"))
    assert {name: rows[name].budget_full_year_yuan for name in NAMES} == NAMES


@pytest.mark.parametrize(
    "said",
    [
        "其中：中央资金300万元，支出280万元，执行率93.33%；县级资金346.2万元，支出318.4万元，执行率91.97%。",
        "其中：设备采购300万元，支出280万元；监理费346.2万元，支出318.4万元。",
        "监理合同款300万元，支付280万元，支付率93.33%。",
    ],
)
def test_parts_of_one_project_are_none(said: str) -> None:
    text = (
        "石鼓区水利局2022年河道整治项目绩效自评报告\n2022年河道整治项目预算646.2万元，实际支出598.4万元，执行率92.6%。"
    )
    (row,) = by_name(text + said).values()
    assert (row.project, row.budget, row.executed_yuan) == ("河道整治项目", 6_462_000, 5_984_000)


LIST = "河道管护经费150万元、水土保持监测费88万元、河道采砂监管102万元、河长制工作经费160万元"
ITEMS_SPENT = (
    "\n1.河道管护经费：实际支出140万元，执行率93.33%。\n2.水土保持监测费：实际支出80万元，执行率90.91%。\n"
    "3.河道采砂监管：实际支出100万元，执行率98.04%。\n4.河长制工作经费：实际支出152万元，执行率95%。\n"
)
LISTED = {"河道管护经费": 1_500_000, "水土保持监测费": 880_000, "河道采砂监管": 1_020_000, "河长制工作经费": 1_600_000}


@pytest.mark.parametrize(
    "said",
    [
        "我局共安排预算项目4个，年初预算数合计500万元，其中：" + LIST,
        "我局共有4个项目，年初预算共500万元，分别为：" + LIST,
        "年初预算安排项目资金500万元（其中：" + LIST + "）",
        "年初预算500万元，包括" + LIST.replace("、河长", "和河长"),
        "年初预算合计500万元：" + LIST.replace("、", "，"),
        "我局项目年初预算为500万元。其中，" + LIST,
        "4个项目年初预算分别为：" + LIST,
    ],
)
def test_in_a_list_all_that_stands_before_an_amount_is_the_name(said: str) -> None:
    rows = by_name(TITLE + "2022年，" + said + "。" + ITEMS_SPENT)
    assert {name: rows[name].budget_initial_yuan for name in LISTED} == LISTED
    assert all(row.amount_unspecified_yuan is None for row in rows.values())


def test_no_amount_of_a_list_is_the_neighbours() -> None:
    rows = by_name(TITLE + "我局有4个项目：" + LIST + "。" + ITEMS_SPENT)
    assert all(rows[name].amount_unspecified_yuan in (None, amount) for name, amount in LISTED.items())
    assert not any(row.budget for row in rows.values())


def test_kinds_of_spending_make_no_projects() -> None:
    said = "办案补贴60万元，宣传费20万元，培训费10万元，办公经费10万元"
    text = f"柳溪县司法局2023年度法律援助专项资金绩效自评报告\n年初预算100万元，其中：{said}。支出95万元，执行率95%。"
    (row,) = by_name(text).values()
    assert (row.project, row.budget_initial_yuan, row.amount_unspecified_yuan) == ("法律援助专项资金", 1_000_000, None)
