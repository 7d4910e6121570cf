"""Verb and figure parted by what was bought or given, money of many purses, the budget said again or in brackets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.read.rows import PUBLISH
from tests.prose import by_name

ONE = (
    "云溪县教育局2023年度学生资助项目绩效自评报告\n2023年学生资助项目全年预算400万元，{said}，执行率95%。\n自评98分。\n"
)
WHOLE = "云溪县教育局2023年部门整体支出绩效自评报告\n一、资金情况\n2023年全年预算400万元，全年支出380万元，执行率95%。\n二、工作情况\n{said}。\n"


@pytest.mark.parametrize(
    "said",
    [
        "全年共支出专项资金380万元",
        "截至年底，共使用补助资金380万元",
        "实际支付学生资助资金380万元",
        "累计列支资助经费380万元",
        "实际拨付乡镇资助资金380万元",
        "已兑付给学校补助380万元",
    ],
)
def test_what_was_spent_stands_between_verb_and_figure(said: str) -> None:
    row = by_name(ONE.format(said=said))["学生资助项目"]
    assert (row.executed_yuan, row.amount_unspecified_yuan, row.status) == (3_800_000, None, PUBLISH)


@pytest.mark.parametrize(
    "said", ["全年支出人员经费30万元", "全年支出学前教育补助资金30万元", "区财政局累计拨付学校资金30万元"]
)
def test_a_part_of_the_spending_is_not_the_departments(said: str) -> None:
    assert by_name(WHOLE.format(said=said))[""].executed_yuan == 3_800_000


@pytest.mark.parametrize(
    "said",
    [
        "民生实事全部办结，投入各类资金3,260万元",
        "整合各级资金3260万元",
        "落实惠民补贴资金3260万元",
        "多渠道筹措社会资金3260万元",
        "统筹涉农资金3260万元，建成产业路12条",
        "撬动社会资金3260万元",
    ],
)
@pytest.mark.parametrize("shape", [WHOLE, ONE.replace("自评98分", "{more}").replace("{said}", "全年支出380万元")])
def test_money_of_many_purses_is_no_budget(shape: str, said: str) -> None:
    (row,) = by_name(shape.format(said=said, more=said)).values()
    assert (row.budget, row.executed_yuan, row.amount_unspecified_yuan) == (4_000_000, 3_800_000, None)


@pytest.mark.parametrize("said", ["资金20万元已全部发放完毕", "资金20万元已于9月底前发放完毕", "20万元已全部兑现"])
def test_given_out_to_the_last_is_spent(said: str) -> None:
    items = f"1.两癌救助：安排资金20万元，{said}。\n2.妇女之家：安排资金30万元，实际支出28.5万元，执行率95%。\n"
    row = by_name("云溪县妇联2023年度项目绩效自评报告\n" + items)["两癌救助"]
    assert (row.budget, row.executed_yuan, row.amount_unspecified_yuan) == (200_000, 200_000, None)


def test_interest_is_what_the_money_was_for() -> None:
    items = (
        "1.棚户区改造：财政预算安排贷款利息430万元，实际支付利息421.4万元，执行率98%。\n"
        "2.路灯改造：财政预算安排80万元，实际支出76万元，执行率95%。\n"
    )
    row = by_name("云溪县住建局2023年度项目绩效自评报告\n" + items)["棚户区改造"]
    assert (row.budget, row.executed_yuan) == (4_300_000, 4_214_000)


@pytest.mark.parametrize(
    "said",
    [
        "年初预算300万元，7月份因上级追加补助资金调增至400万元",
        "年初预算300万元，由于人数增加调整为400万元",
        "全年预算400万元（其中年初预算300万元，追加100万元）",
        "年初预算300万元，全年补助资金规模400万元",
    ],
)
def test_both_budgets_are_read(said: str) -> None:
    row = by_name(ONE.replace("全年预算400万元，{said}", said + "，全年支出380万元"))["学生资助项目"]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan) == (3_000_000, 4_000_000)


def test_a_name_that_begins_like_an_intention_keeps_its_budget() -> None:
    said = "从资金执行看，计划生育扶助项目年初预算50万元，支出49.5万元，执行率99%；两癌筛查项目年初预算96万元，支出91.2万元，执行率95%。"
    rows = by_name("云溪县卫健局2023年项目绩效自评报告\n" + said)
    assert rows["计划生育扶助项目"].budget_initial_yuan == Decimal(500_000)


def test_that_grant_is_the_one_spoken_of() -> None:
    said = (
        "第一项为安防工程。该工程年初预算46万元，截至年末支付43.7万元，执行率95%。\n"
        "第二项为客运站运营补贴。该补贴年初预算12万元，截至年末支付12万元，执行率100%。\n"
    )
    assert by_name("云溪县交通局2023年项目绩效自评报告\n" + said)["客运站运营补贴"].budget_initial_yuan == 120_000


def test_a_total_of_the_years_start_is_of_what_the_lines_had_then() -> None:
    items = (
        "2023年2个项目年初预算合计50万元，全年支出55万元。\n"
        "1.路灯改造：年初预算20万元，全年预算26万元，支出26万元，执行率100%。\n"
        "2.泵站维修：年初预算30万元，全年预算30万元，支出29万元，执行率96.67%。\n"
    )
    assert "sum_mismatch" not in by_name("云溪县水务局2023年度项目绩效自评报告\n" + items)[""].flags


@pytest.mark.parametrize(
    ("said", "initial", "budget", "executed"),
    [
        ("2022年部门预算收入460万元，支出446.2万元，完成预算的97%", None, 4_600_000, 4_462_000),
        ("2022年县总工会年初预算收入460万元，年终决算支出446.2万元", 4_600_000, 4_600_000, 4_462_000),
        ("2022年单位年初预算收入460万元，全年支出446.2万元，执行率97%", 4_600_000, 4_600_000, 4_462_000),
        ("2022年非税收入460万元，罚没收入12万元", None, None, None),
    ],
)
def test_income_as_budgeted_before_spending_is_the_budget(
    said: str, initial: int | None, budget: int | None, executed: int | None
) -> None:
    row = by_name(f"云溪县总工会2022年度部门整体支出绩效自评报告\n{said}。\n自评98分。\n")[""]
    assert (row.budget_initial_yuan, row.budget, row.executed_yuan) == (initial, budget, executed)


@pytest.mark.parametrize(
    "said",
    [
        "项目总经费1,280万元，分三年安排", "项目总资金1,280万元，三年分期安排", "项目经费1,280万元，建设期三年", "总经费1280万元，跨年度实施",
        "项目资金总额1280万元，分2021—2023年三年实施", "批复资金1280万元，分3个年度拨付", "项目总经费1280万元，用于外业调查",
    ],
)  # fmt: skip
def test_money_of_several_years_is_no_budget_of_one(said: str) -> None:
    text = "云溪县教育局2023年度重点项目绩效自评报告\n一、学生资助项目\n{}。2023年年初预算380万元，全年预算400万元。全年实际支出380万元，执行率95%。\n{}"
    other = "二、校舍维修项目\n2023年年初预算165万元。全年实际支出165万元，执行率100%。\n"
    row = by_name(text.format(said, other))["学生资助项目"]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan) == (3_800_000, 4_000_000)
    assert (row.amount_unspecified_yuan, row.status) == (None, PUBLISH)


@pytest.mark.parametrize("said", ["预算400万元，分三期支付", "项目总经费400万元，分批下达"])
def test_instalments_inside_the_year_are_of_it(said: str) -> None:
    text = f"云溪县教育局2023年度学生资助项目绩效自评报告\n学生资助{said}。全年支出380万元，执行率95%。\n"
    (row,) = by_name(text).values()
    assert 4_000_000 in (row.budget, row.amount_unspecified_yuan)
