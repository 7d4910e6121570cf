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
