"""A project whose clause first counts what was done: its figures are its own, never the department's."""

from __future__ import annotations

import pytest

from etl.read.rows import PUBLISH
from tests.prose import by_name

WHOLE = (
    "云溪县民政局2024年部门整体支出绩效自评报告\n一、总体情况\n2024年全年预算1,860.2万元，全年支出1,785.8万元，预算执行率96%。\n"
    "二、项目情况\n{said}，年初预算248万元，实际支出235.6万元，执行率95%。\n"
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("网格员补贴项目核定网格员86名", "网格员补贴项目"),
        ("维稳专项共处置案件86件", "维稳专项"),
        ("高龄津贴项目全年发放4.2万人次", "高龄津贴项目"),
        ("助餐工程新建助餐点12个", "助餐工程"),
        ("残疾人补贴惠及残疾人2100名", "残疾人补贴"),
        ("社工站建设覆盖全部12个街道", "社工站建设"),
        ("校车购置5台校车", "校车购置"),
        ("接访大厅运行费保障来访群众1.2万人次", "接访大厅运行费"),
    ],
)
def test_the_head_before_a_count_owns_the_figures(said: str, name: str) -> None:
    rows = by_name(WHOLE.format(said=said))
    assert (rows[name].budget_initial_yuan, rows[name].rate_stated_pct, rows[name].status) == (2_480_000, 95, PUBLISH)
    assert (rows[""].budget_initial_yuan, rows[""].budget, rows[""].flags) == (None, 18_602_000, [])


@pytest.mark.parametrize(
    "said", ["我局全年处置案件86件", "县民政局围绕5类重点人群开展服务", "本次自评项目共5个", "县民政局共受理事项12件"]
)
def test_what_the_office_did_is_no_project(said: str) -> None:
    text = WHOLE.replace("全年预算1,860.2万元，", "{said}，全年预算1,860.2万元，", 1).partition("二、")[0]
    (row,) = by_name(text.format(said=said)).values()
    assert (row.project, row.budget) == ("", 18_602_000)


def test_amounts_without_a_unit_are_no_part_of_an_items_name() -> None:
    items = (
        "单位：万元\n一、接访经费：年初预算40，全年预算50，实际支出45，执行率90%。\n"
        "二、信访系统升级 年初预算20，全年预算20，实际支出19，执行率95%。\n"
        "三、疑难信访专项资金 年初预算30，全年预算30，实际支出30，执行率100%。\n"
        "三项年初预算合计90，全年预算合计100，实际支出94，执行率94%。\n"
    )
    rows = by_name("云溪县信访局2022年度项目绩效自评报告\n" + items)
    assert rows["信访系统升级"].executed_yuan == 190_000
    assert (rows[""].budget_full_year_yuan, rows[""].executed_yuan) == (1_000_000, 940_000)
