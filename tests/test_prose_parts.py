"""What a report of one project lists as its money's sources and its spending's kinds is no project."""

from __future__ import annotations

import pytest

from etl.read.rows import PUBLISH, REVIEW, FlatRow
from tests import prose

_TITLE = "柳溪县卫生健康局2023年门诊楼建设项目绩效自评报告\n一、资金情况\n"
_TOTALS = ("项目全年预算1000万元", "全年预算合计1000万元", "合计预算1000万元", "该项目预算1000万元")


def _only(text: str) -> FlatRow:
    (row,) = prose.read(text).rows
    return row


@pytest.mark.parametrize("total", _TOTALS)
@pytest.mark.parametrize("names", [("中央资金", "县级配套资金"), ("财政拨款", "自筹资金"), ("建安工程费", "监理费"), ("人员经费", "日常维护")])  # fmt: skip
@pytest.mark.parametrize("mark", ["1.{}：", "（1）{}：", "{}："])
def test_numbered_parts_are_the_one_projects(total: str, names: tuple[str, str], mark: str) -> None:
    first, second = (mark.format(name) for name in names)
    row = _only(
        f"{_TITLE}{first}预算600万元，支出582万元，执行率97%。\n{second.replace('1', '2')}预算400万元，支出360万元，执行率90%。\n"
        f"{total}，支出942万元，执行率94.2%。\n"
    )
    assert (row.project, row.budget, row.executed_yuan, row.status) == (
        "门诊楼建设项目",
        10_000_000,
        9_420_000,
        PUBLISH,
    )


def test_parts_in_a_sentence_are_nobodys() -> None:
    row = _only(
        f"{_TITLE}土建工程预算600万元，支出582万元；设备采购：预算400万元，支出360万元。"
        "项目全年预算1000万元，支出942万元，执行率94.2%。\n"
    )
    assert (row.budget, row.executed_yuan) == (10_000_000, 9_420_000)


def test_parts_without_a_total_are_told_of() -> None:
    text = f"{_TITLE}1.设备购置费：预算600万元，支出582万元。\n2.监理费：预算400万元，支出360万元。\n自评得分95分。\n"
    reading = prose.read(text)
    assert [(row.project, row.budget) for row in reading.rows] == [("门诊楼建设项目", None)]
    assert "“设备购置费”等2项是项目的组成部分，不是项目，没有取" in reading.recognised


_SITES = (
    "1.东院区门诊扩建：全年预算600万元，支出582万元，执行率97%。\n2.西院区门诊扩建：全年预算400万元，支出360万元，执行率90%。\n"
    "项目全年预算1000万元，支出942万元，执行率94.2%。\n"
)


def test_what_adds_up_to_the_one_project_wants_a_person() -> None:
    rows = prose.by_name(_TITLE + _SITES)
    assert [row.status for row in rows.values()] == [REVIEW, REVIEW, PUBLISH]
    assert rows["门诊楼建设项目"].executed_yuan == 9_420_000


def test_what_the_report_calls_projects_are_projects() -> None:
    rows = prose.by_name(f"{_TITLE}分两个子项目实施。\n{_SITES}")
    assert rows["东院区门诊扩建"].status == rows["西院区门诊扩建"].status == PUBLISH


def test_in_a_report_on_several_projects_a_purchase_is_one() -> None:
    text = prose.PLAIN.replace("管网检测服务", "设备采购").replace("泵站维修", "日常维护")
    assert {"设备采购", "日常维护"} <= prose.by_name(text).keys()


def test_what_stands_among_parts_is_a_part() -> None:
    row = _only(
        f"{_TITLE}1.设计费：安排60万元，支出57万元。\n2.钢筋用料费：安排30万元，支出30万元。\n3.监理费：安排10万元，支出8万元。\n"
        "项目全年预算100万元，支出95万元，执行率95%。\n"
    )
    assert (row.budget, row.executed_yuan) == (1_000_000, 950_000)
