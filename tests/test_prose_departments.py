"""What a report on a whole department says of its income, its spending and the parts of both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.read.rows import PUBLISH, FlatRow
from tests import prose

_TITLE = "柳溪县审计局2023年度部门整体支出绩效自评报告\n一、收支情况\n"


def _whole(text: str) -> FlatRow:
    (row,) = prose.read(_TITLE + text).rows
    return row


@pytest.mark.parametrize(
    "text",
    [
        "2023年度收入总计1020万元，支出决算980.5万元，其中基本支出700万元；项目支出280.5万元。\n",
        "2023年度总收入1020万元，总支出980.5万元，其中：基本支出700万元，项目支出280.5万元。\n",
        "2023年收入决算1020万元，支出决算980.5万元，年末结转39.5万元。\n",
    ],
)
def test_spending_behind_income_is_the_departments(text: str) -> None:
    row = _whole(text)
    assert (row.executed_yuan, row.budget) == (Decimal("9805000.00"), None)


def test_spending_behind_income_is_not_a_projects() -> None:
    text = (
        "柳溪县人民医院2023年信息系统升级项目绩效自评报告\n一、概况\n2023年医院收入总计2.1亿元，总支出1.98亿元。\n"
        "二、资金\n项目全年预算300万元，支出285万元，执行率95%。\n"
    )
    (row,) = prose.read(text).rows
    assert (row.executed_yuan, row.status) == (2_850_000, PUBLISH)


def test_a_total_with_its_own_parts_is_no_part_of_the_one_before() -> None:
    row = _whole(
        "全年预算数1000万元，其中：人员类700万元、运转类300万元；全年执行数950万元，其中人员类690万元、运转类260万元。"
        "整体执行率95%。\n"
    )
    assert (row.budget, row.executed_yuan, row.status) == (10_000_000, 9_500_000, PUBLISH)


def test_parts_in_brackets_end_with_them() -> None:
    row = _whole("部门预算批复900万元，年中追加100万元（其中系统改造60万元、调资40万元），全年预算数1000万元。全年实际支出950万元，执行率95%。\n")  # fmt: skip
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.flags) == (9_000_000, 10_000_000, [])


def test_a_township_is_known_by_its_kind() -> None:
    text = (
        "清河路街道办事处2023年部门整体支出绩效自评报告\n2023年，街道办事处全年预算数为1000万元，全年执行数950万元，"
        "整体执行率95%。\n"
    )
    (row,) = prose.read(text).rows
    assert (row.budget, row.executed_yuan, row.status) == (10_000_000, 9_500_000, PUBLISH)


def test_the_sum_of_these_projects_is_the_departments() -> None:
    opening = "2023年全局3个项目预算合计150万元，全年执行数120万元，执行率80%。\n"
    text = prose.PLAIN.replace(opening, "").replace("三、改进措施", "以上项目合计支出120万元。\n三、改进措施")
    assert prose.by_name(text)[""].executed_yuan == 1_200_000


@pytest.mark.parametrize(
    "said",
    [
        "2022年度年初预算数为2400万元，决算数为2300万元，完成年初预算的95.83%。其中基本支出400万元，项目支出1900万元。",
        "年初预算2400万元，实际支出2300万元，执行率95.83%，其中：基本支出400万元，项目支出1900万元。",
        "2022年年初预算2400万元，其中项目支出2000万元，基本支出400万元。全年支出2300万元，其中人员经费400万元，项目支出1900万元。",
        "年初预算2400万元，其中基本支出400万元、项目支出2000万元。全年支出2300万元（其中基本支出400万元、项目支出1900万元）。",
    ],
)
def test_what_has_basic_and_project_spending_is_the_office(said: str) -> None:
    listed = "（1）优待金项目，预算896.4万元，支出896.4万元，执行率100%。\n（2）补助项目，预算548万元，支出531.5万元，执行率96.99%。\n"
    text = f"石梁区退役军人事务局2022年度预算绩效自评报告\n一、预算执行情况\n{said}\n二、项目自评情况\n{listed}"
    row = prose.by_name(text)[""]
    assert (row.department, row.budget_initial_yuan, row.executed_yuan) == (
        "石梁区退役军人事务局",
        24_000_000,
        23_000_000,
    )


def test_of_nobody_else_a_plain_sentence_is() -> None:
    text = (
        "石梁区退役军人事务局2022年度绩效自评报告\n年初预算数2400万元，决算数2300万元。\n"
        "优待金项目年初预算数200万元，支出190万元，执行率95%。\n"
    )
    assert prose.by_name(text).keys() == {"优待金项目"}


_OF_ALL = (
    "青禾区水务局2022年度部门整体支出绩效自评报告\n一、部门整体支出情况\n{}\n二、自评结果\n部门整体支出自评得分94分。\n"
)


@pytest.mark.parametrize(
    "said",
    [
        "1.年初预算情况：2022年全年预算数为300万元。\n2.预算执行情况：全年支出决算数为276万元，预算完成率为92%。",
        "1.预算安排情况：全年预算数为300万元。\n2.资金使用情况：全年支出276万元，执行率92%。",
        "1.预算批复情况：全年预算300万元。\n2.部门预算支出情况：当年支出276万元，执行率92%。",
        "部门预算总金额300万元，实际支出276万元，执行率92%。",
        "年终调整预算300万元，当年支出276万元，支出率92%。",
        "年末调整预算数300万元，支出276万元，执行率92%。",
    ],
)
def test_what_a_line_is_about_and_other_words_for_a_budget(said: str) -> None:
    (row,) = prose.read(_OF_ALL.format(said)).rows
    assert (row.budget, row.executed_yuan, row.rate_stated_pct) == (3_000_000, 2_760_000, 92)
    assert row.budget_initial_yuan is None


@pytest.mark.parametrize(
    "said",
    [
        "1.预算情况：全年预算300万元。\n2.三公经费支出情况：全年支出5万元。",
        "1.预算情况：全年预算300万元。\n2.政府采购执行情况：采购预算总金额80万元，采购支出70万元。",
    ],
)
def test_a_line_on_a_part_is_not_of_all(said: str) -> None:
    (row,) = prose.read(_OF_ALL.format(said)).rows
    assert (row.budget, row.executed_yuan) == (3_000_000, None)
