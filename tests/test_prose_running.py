"""Running text on the projects of a whole office: what tells of one of them is never the office's."""

from __future__ import annotations

import pytest

from etl.read.prose import names
from etl.read.rows import PUBLISH
from tests import prose

_REPORT = (
    "金桥区望江街道办事处2022年部门预算绩效自评报告\n一、总体情况\n"
    "2022年望江街道全年预算4,860.2万元，全年支出4,713.6万元，预算执行率96.98%。\n二、项目支出绩效\n"
    "社区工作经费年初预算480万元，实际支出472.8万元，执行率98.5%。{}，年初预算248万元，实际支出235.6万元，执行率95%。\n"
)
_HEADS = [
    ("网格员补贴项目核定网格员86名", "网格员补贴项目"),
    ("维稳专项共处置案件86件", "维稳专项"),
    ("营养改善计划覆盖学生1.2万人", "营养改善计划"),
    ("公益性岗位补贴惠及320人", "公益性岗位补贴"),
    ("防汛物资储备项目购置冲锋舟3艘", "防汛物资储备项目"),
    ("文化惠民演出活动共举办演出120场", "文化惠民演出活动"),
    ("城市公厕维护涉及公厕42座", "城市公厕维护"),
    ("社区矫正经费为街道常规项目", "社区矫正经费"),
]


@pytest.mark.parametrize(("clause", "name"), _HEADS)
def test_the_clause_before_the_figures_tells_whose_they_are(clause: str, name: str) -> None:
    rows = prose.by_name(_REPORT.format(clause))
    spent = {project: row.executed_yuan for project, row in rows.items()}
    assert spent == {"": 47_136_000, "社区工作经费": 4_728_000, name: 2_356_000}


def test_a_name_keeps_its_number() -> None:
    assert names.before_predicate("110千伏线路改造工程") == "110千伏线路改造工程"


def test_the_street_and_its_office_are_one() -> None:
    rows = prose.read(_REPORT.format("维稳专项共处置案件86件")).rows
    assert {(row.department, row.status) for row in rows} == {("金桥区望江街道办事处", PUBLISH)}


def test_what_is_left_unpaid_is_not_nothing_spent() -> None:
    text = "青禾县文化馆2023年度非遗保护项目绩效自评报告\n一、资金\n全年预算80万元，执行率89%。尚有8.7万元未支付。\n"
    (row,) = prose.read(text).rows
    assert row.executed_yuan is None


@pytest.mark.parametrize("grades", ["“良”“优”", "良、优", "“良”和“优”", "“良”，“优”"])
def test_grades_in_quotes_side_by_side_are_dealt_out(grades: str) -> None:
    rows = prose.by_name(
        "盐湖区工信局2023年度项目绩效自评报告\n一、项目\n1.技改贴息项目：年初预算600万元，实际支出570万元，执行率95%。\n"
        f"2.奖励项目：年初预算440万元，实际支出440万元，执行率100%。\n二、等级\n两个项目自评等级分别为{grades}。\n"
    )
    assert {name: row.grade_stated for name, row in rows.items()} == {"技改贴息项目": "良", "奖励项目": "优"}
