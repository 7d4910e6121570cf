"""Items that stand among projects with figures of their own are projects, whatever they are called; and what was not read
makes no false finding."""

from __future__ import annotations

import pytest

from etl.read.rows import PUBLISH
from tests.prose import by_name, read

TITLE = "云溪县民政局2023年度项目支出绩效自评报告\n"
ITEMS = (
    "1.{name}：年初预算40万元，全年支出38万元，执行率95%。\n"
    "2.养老院改造：年初预算80万元，全年支出80万元，执行率100%。\n"
    "3.殡葬服务补贴：年初预算20万元，全年支出19万元，执行率95%。\n"
)
FIELDS = (
    "1.{name}\n全年预算：40万元\n全年执行：38万元\n执行率：95%\n"
    "2.养老院改造\n全年预算：80万元\n全年执行：80万元\n执行率：100%\n"
)


@pytest.mark.parametrize(
    "name",
    [
        "生活垃圾分类",
        "课后服务",
        "绩效考核奖",
        "其他工作经费",
        "自评报告编制",
        "结余资金清理",
        "人均公用经费",
        "两会服务保障",
        "各类考试考务",
        "第三次普查",
        "年末困难群众走访",
        "项目管理系统",
        "三个年活动",
    ],
)
@pytest.mark.parametrize("shape", [ITEMS, FIELDS])
def test_an_item_among_projects_is_one(shape: str, name: str) -> None:
    row = by_name(TITLE + shape.format(name=name))[name]
    assert (row.budget, row.executed_yuan, row.status) == (400_000, 380_000, PUBLISH)


@pytest.mark.parametrize("name", ["预算执行情况", "四个项目合计", "小计", "资金使用管理", "全年总体"])
def test_a_piece_of_the_report_or_a_sum_is_none(name: str) -> None:
    assert name not in by_name(TITLE + ITEMS.format(name=name))


def test_a_short_item_is_not_its_longer_sibling() -> None:
    items = "1.垃圾分类：年初预算120万元，全年支出114万元，执行率95%。\n2.生活垃圾分类处理：年初预算130万元，全年支出123.5万元，执行率95%。\n"
    rows = by_name(TITLE + items)
    assert [rows[name].executed_yuan for name in ("垃圾分类", "生活垃圾分类处理")] == [1_140_000, 1_235_000]


def test_what_was_not_read_makes_no_finding_of_sum_or_count() -> None:
    total = "2023年共有4个项目，全年预算合计200万元，全年支出185万元，执行率92.5%。\n"
    rest = "另有不便归类的一处：全年预算60万元，全年支出48万元，执行率80%。\n"
    reading = read(TITLE + total + ITEMS.format(name="社工站") + rest)
    whole = next(row for row in reading.rows if not row.project)
    assert whole.flags == []
    assert any("1处写有预算和支出但没有读成" in note for note in reading.recognised)
    assert "sum_mismatch" in by_name(TITLE + total.replace("4个", "3个") + ITEMS.format(name="社工站"))[""].flags
