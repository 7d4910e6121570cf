"""What a report is not said to get wrong: findings only where its own figures show one; names that are none."""

from __future__ import annotations

from etl.read.rows import DEPARTMENT_YEAR, INDICATOR, PUBLISH
from tests.prose import by_name, read

OFFICE = "白石县文化馆2023年度项目支出绩效自评报告\n"
ONE = "白石县文化馆2023年展厅提升项目绩效自评报告\n"


def test_a_whole_department_spends_more_than_its_projects() -> None:
    text = OFFICE.replace("项目支出", "") + (
        "一、部门整体\n本单位2023年全年预算数500万元，全年执行数480万元，执行率96%，部门整体自评得分97分。\n"
        "二、项目支出\n本单位项目支出共2个。其中：展厅提升项目全年预算数80万元，全年执行数80万元，执行率100%；"
        "送戏下乡项目全年预算数30万元，全年执行数27万元，执行率90%。\n"
    )
    rows = by_name(text)
    assert (len(rows), rows[""].flags) == (3, [])


def test_a_subtotal_of_one_class_of_money_is_nobodys_total() -> None:
    text = OFFICE + (
        "一、一般公共预算项目\n2个项目，预算110万元，支出107万元。\n"
        "1.展厅提升：全年预算80万元，支出80万元，执行率100%。\n2.送戏下乡：全年预算30万元，支出27万元，执行率90%。\n"
        "二、政府性基金项目\n1.群众舞台改造：全年预算60万元，支出60万元，执行率100%。\n"
    )
    assert [row.kind for row in read(text).rows if row.kind == DEPARTMENT_YEAR] == []


def test_a_line_that_lacks_its_budget_explains_a_lower_sum() -> None:
    lines = [
        "展厅提升：全年预算80万元，支出75万元",
        "图书流转：全年预算20万元，支出18万元",
        "非遗传承：全年预算30万元，支出27万元",
    ]
    text = (
        OFFICE
        + "我馆项目支出预算合计160万元，支出合计147万元。\n"
        + "".join(
            f"{n}.{line}。\n"
            for n, line in enumerate(
                [*lines, "群众合唱：支出7万元，执行率70%", "送戏下乡：全年预算20万元，支出20万元"], 1
            )
        )
    )
    rows = by_name(text)
    assert (rows["群众合唱"].budget, rows[""].flags) == (None, [])


def test_points_for_spending_are_a_part_of_the_score() -> None:
    text = (
        ONE
        + "全年预算50万元，支出46万元，执行率92%。得分构成：执行9.2分，产出47分，效益29分，满意度9分，总得分{}分。\n"
    )
    assert "score_sum_mismatch" not in by_name(text.format("94.2"))["展厅提升项目"].flags
    assert "score_sum_mismatch" in by_name(text.format("96.2"))["展厅提升项目"].flags


def test_a_share_of_a_budget_states_budget_and_rate() -> None:
    text = ONE + "年初预算600万元，年中追加200万元。年底前完成支付720万元，占全年预算800万元的90%。\n"
    row = by_name(text)["展厅提升项目"]
    assert (row.budget_initial_yuan, row.budget_full_year_yuan, row.rate_stated_pct) == (6_000_000, 8_000_000, 90)
    assert (row.status, row.flags) == (PUBLISH, [])


def test_a_share_that_the_amounts_do_not_make_is_left() -> None:
    row = by_name(ONE + "全年支出40万元，其中布展人工20万元，占全年预算50万元的30%。\n")["展厅提升项目"]
    assert (row.budget, row.rate_stated_pct) == (None, None)


def test_a_cause_beside_a_low_rate_is_a_reason() -> None:
    text = (
        ONE + "全年预算50万元，支出30万元，执行率60%。\n二、存在的不足\n一是档案不全；二是预算测算偏大，执行率不高。\n"
    )
    row = by_name(text)["展厅提升项目"]
    assert (row.reason_codes, row.flags) == (["R11"], [])


def test_what_the_money_is_for_does_not_take_the_projects_place() -> None:
    text = OFFICE + "非遗传承项目预算24万元，用于支持传承人授徒。该项目支出18万元，执行率75%。\n"
    assert by_name(text)["非遗传承项目"].executed_yuan == 180_000


def test_a_clause_that_tells_how_it_was_measured_is_no_indicator() -> None:
    text = ONE + (
        "全年预算50万元，支出50万元，执行率100%。\n二、指标完成情况\n"
        "（一）满意度指标。据回收问卷，观众满意度93%，该项分值10分，得分10分。\n"
        "（二）质量指标。经现场验收，合格率100%，分值20分，得20分。\n"
        "（三）数量指标。布展面积，目标900平方米，实际880平方米，分值20分，得分18分。\n"
    )
    assert [r.project for r in read(text).rows if r.kind == INDICATOR] == ["展厅提升项目#布展面积"]
