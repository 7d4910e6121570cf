"""Whose a figure is where a fourth hand wrote otherwise than the three before."""

from __future__ import annotations

from decimal import Decimal

from etl.read.rows import PUBLISH
from tests import prose

_TITLE = "青禾区图书馆2022年度项目支出绩效自评报告\n一、项目安排与执行\n"


def test_a_mean_score_is_of_no_project() -> None:
    text = prose.PLAIN.replace("执行率80%。\n二", "执行率80%。3个项目自评平均得分92.5分。\n二")
    assert {row.score for name, row in prose.by_name(text).items() if name} == {None}


def test_a_name_alone_heads_its_paragraph_whatever_the_money_was_for() -> None:
    rows = prose.by_name(
        f"{_TITLE}公共数字文化建设。市财政批复预算30万元，用于采购电子书数据库和更新自助设备，实际支出29.7万元，执行率99%。\n"
        "公共图书馆免费开放补助。中央和省级资金全年预算80万元，实际支出72.88万元，执行率91.1%。\n"
        "全民阅读活动经费。年初预算20万元，实际支出15.2万元，执行率76%。\n"
    )
    assert {name: row.executed_yuan for name, row in rows.items()} == {
        "公共数字文化建设": 297_000, "公共图书馆免费开放补助": 728_800, "全民阅读活动经费": 152_000,
    }  # fmt: skip
    assert {row.status for row in rows.values()} == {PUBLISH}


def test_what_an_office_was_given_for_three_projects_is_dealt_out() -> None:
    rows = prose.by_name(
        "青禾县卫生健康局2023年度项目支出绩效自评报告\n一、资金安排\n2023年，县级财政安排我局公共卫生服务补助、家庭医生签约服务、"
        "村卫生室运行补助三个项目的预算资金分别为1286万元、94.5万元、217.8万元，当年实际支出分别为1286万元、94.5万元、203.28万元，"
        "执行率分别为100%、100%、93.33%。\n"
    )
    spent = {name: row.executed_yuan for name, row in rows.items()}
    assert spent == {"公共卫生服务补助": 12_860_000, "家庭医生签约服务": 945_000, "村卫生室运行补助": 2_032_800}


def test_parts_of_the_score_are_no_indicators_and_are_added_up() -> None:
    text = (
        "2023年度青禾区消防救援大队装备购置项目绩效自评报告\n一、资金\n项目年初预算420万元，全年支出420万元，执行率100%。\n"
        "二、自评打分\n指标\t分值\t得分\n预算执行率\t10\t10\n产出指标\t50\t48\n效益指标\t30\t29\n满意度指标\t10\t9\n"
        "总分100分，自评得分97.6分，自评等级：优。\n"
    )
    (row,) = prose.read(text).rows
    assert (row.score, row.flags) == (Decimal("97.6"), ["score_sum_mismatch"])
    (right,) = prose.read(text.replace("97.6分", "96分")).rows
    assert (right.score, right.flags) == (Decimal("96"), [])


def test_spending_on_travel_and_guests_is_no_project() -> None:
    text = prose.PLAIN.replace("三、改进措施", "“三公”经费年初预算12万元，全年支出9.6万元，执行率80%。\n三、改进措施")
    assert not any("三公" in name for name in prose.by_name(text))


def test_a_report_on_a_departments_budget_is_of_the_department() -> None:
    rows = prose.by_name(
        "青禾县人民法院关于2023年度部门预算绩效自评的报告\n一、部门概况\n执行案件到位金额1.26亿元，执行完毕率42.6%。\n二、预算执行情况\n"
        "2023年年初预算2143.6万元，全年预算2368.45万元，全年支出2310.29万元，预算执行率97.54%。\n"
    )
    assert (rows[""].budget_full_year_yuan, rows[""].executed_yuan) == (23_684_500, 23_102_900)


def test_projects_counted_behind_the_word_are_the_departments() -> None:
    text = prose.PLAIN.replace("2023年全局3个项目预算合计150万元", "2023年共实施项目3个，全年预算150万元")
    assert prose.by_name(text)[""].budget_full_year_yuan == 1_500_000


def test_a_sum_inside_an_item_is_the_items() -> None:
    text = prose.PLAIN.replace(
        "项目年初预算数40万元，全年执行数20万元，执行率50%",
        "中央资金30万元、区级资金10万元，共计40万元，实际支出20万元，执行率50%",
    )
    rows = prose.by_name(text)
    assert (rows["泵站维修"].executed_yuan, rows[""].executed_yuan) == (200_000, 1_200_000)


def test_problems_told_one_by_one_are_no_projects() -> None:
    text = prose.PLAIN.replace(
        "三、改进措施",
        "三、存在的主要问题\n一是支出集中在四季度。泵站维修全年执行数20万元，尚未支付完。\n二是聘用制人员流动频繁，全年离职7人。\n四、改进措施",
    )
    assert set(prose.by_name(text)) == {"", "河道清淤", "管网检测服务", "泵站维修"}


def test_an_aspect_before_a_quoted_name_is_none() -> None:
    text = prose.PLAIN.replace(
        "三、改进措施", "托养服务方面，“阳光家园计划”年初预算72万元，全年支出72万元，执行率100%。\n三、改进措施"
    )
    assert prose.by_name(text)["阳光家园计划"].executed_yuan == 720_000


def test_a_sum_in_the_next_clause_is_dealt_out_with_its_role() -> None:
    rows = prose.by_name(
        f"{_TITLE}2022年区财政年初批复我馆项目预算三项，合计185万元，分别是：图书购置费80万元，免费开放补助经费60万元，数字资源建设费45万元。\n"
        "图书购置费支出79.2万元，执行率99%；免费开放补助经费支出60万元，执行率100%；数字资源建设费支出36.9万元，执行率82%。\n"
    )
    assert {name: (row.budget_initial_yuan, row.executed_yuan, row.status) for name, row in rows.items() if name} == {
        "图书购置费": (800_000, 792_000, PUBLISH),
        "免费开放补助经费": (600_000, 600_000, PUBLISH),
        "数字资源建设费": (450_000, 369_000, PUBLISH),
    }


def test_lines_of_labels_and_figures_are_a_table() -> None:
    rows = prose.by_name(
        "青禾镇人民政府2023年度整体支出绩效自评报告\n一、项目绩效自评情况\n"
        "和美乡村建设项目　　预算数600万元　　执行数552万元　　执行率92%　　自评95.2分\n"
        "水毁道路修复工程　　预算数268.3万元　　执行数268.3万元　　执行率100%　　自评98分\n"
        "以上项目执行数合计820.3万元。\n"
    )
    assert [(rows[n].budget_full_year_yuan, rows[n].executed_yuan, rows[n].score) for n in list(rows) if n] == [
        (6_000_000, 5_520_000, Decimal("95.2")), (2_683_000, 2_683_000, 98),
    ]  # fmt: skip


def test_names_joined_by_and_before_dealt_figures() -> None:
    rows = prose.by_name(
        "青禾区卫生健康委员会2024年度项目支出绩效自评报告\n一、执行情况\n基本公共卫生服务和重大公共卫生服务两个项目，全年预算分别为3268.4万元和214.6万元，"
        "实际支出分别为3268.4万元和187.32万元，执行率分别为100%和87.29%。\n"
    )
    assert {n: r.executed_yuan for n, r in rows.items()} == {
        "基本公共卫生服务": 32_684_000,
        "重大公共卫生服务": 1_873_200,
    }


def test_a_score_in_brackets_is_of_the_project_they_name() -> None:
    text = prose.PLAIN.replace(
        "三、改进措施", "自评得分90分以上的2个，60分以下的1个（泵站维修，得分52分，等级为“差”）。\n三、改进措施"
    )
    rows = prose.by_name(text)
    assert (rows["泵站维修"].score, rows[""].score) == (52, None)


def test_what_a_project_costs_altogether_does_not_make_its_money_the_departments() -> None:
    text = prose.PLAIN.replace("项目年初预算数40万元", "项目总投资3200万元，2023年下达预算40万元")
    assert (prose.by_name(text)["泵站维修"].budget, prose.by_name(text)[""].budget) == (400_000, 1_500_000)


def test_money_by_its_kind_is_of_the_name_before_the_colon() -> None:
    rows = prose.by_name(
        "柳溪镇人民政府2023年度项目支出绩效自评报告\n一、项目情况\n1.村组道路硬化：投入衔接资金38万元，硬化道路2公里。\n"
        "2.人居环境整治：安排奖补资金60万元，支出57万元，执行率95%。\n"
    )
    assert {name: (row.amount_unspecified_yuan, row.budget) for name, row in rows.items()} == {
        "村组道路硬化": (380_000, None), "人居环境整治": (None, 600_000),
    }  # fmt: skip
