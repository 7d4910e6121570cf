"""What must not fool the reader: one trap a line, in a report that is read otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.inputs import InputError
from etl.read.prose.clauses import sentences
from etl.read.prose.figures import figures
from etl.read.rows import PUBLISH, REVIEW, FlatRow
from tests import prose

_HEAD = "青禾区水务局2023年度项目支出绩效自评总报告\n一、项目情况\n1.河道清淤：年初预算数60万元，全年执行数54万元，执行率90%。\n"
_TAIL = "\n2.管网检测服务：年初预算数50万元，全年执行数50万元，执行率100%。\n二、其他\n无。\n"


def _river(sentence: str) -> FlatRow:
    return prose.by_name(_HEAD.rstrip("\n") + sentence + _TAIL)["河道清淤"]


@pytest.mark.parametrize(
    "sentence",
    [
        "资金到位率100%，得分率98%，覆盖率95%，满意度92.3%。",
        "政府采购执行率67.7%，任务执行率88%，行政处罚决定执行率91.2%。",
        "合同约定首付30%，比上年增长12%。",
        "处罚款36.5万元，罚没款均已上缴国库。",
        "每户补助6000元，单笔5000元以上的款项须集体研究。",
        "购置水泵2台，每台3.5万元，电缆1.2万元。",
        "实现收入12.5万元，带动社会投资213.7亿元。",
        "2022年预算55万元，支出50万元，执行率90.91%。",
        "发行专项债券2.86亿元，减免各类费用169.73万元。",
        "全年工作经费、宣传费共3.2万元。",
        "其中：材料费20万元，人工费34万元。",
        "（含上年结转6万元）",
        "中标价43.6万元，合同价43万元。",
        "避免直接经济损失约888万元，涉及金额1585.16万元。",
        "组织对其开展了部门评价，涉及一般公共预算支出760万元，政府性基金预算支出120万元。",
        "该项绩效评价共涉及财政拨款项目支出760万元。",
        "开展整体支出绩效评价，涉及支出4871.2万元。",
        "下一步将投入100万元继续实施。",
    ],
)
def test_other_figures_change_nothing(sentence: str) -> None:
    assert prose.figures(_river(sentence))[:-2] == prose.figures(_river(""))[:-2]


def test_thrift_and_epidemics_as_duties_are_no_reasons() -> None:
    row = _river("我单位坚持过紧日子，厉行节约，统筹做好疫情防控和业务工作。")
    assert row.reason_codes == []


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("由于中标价低于预算，形成结余。", ["R06"]),
        ("未支付部分为质保金，未到付款期限。", ["R07"]),
        ("受疫情影响，进场推迟。", ["R01"]),
        ("原因是报名人数少于预期。", ["R12"]),
        ("一是工程竣工结算尚未完成，二是施工单位进度缓慢。", ["R08", "R14"]),
    ],
)
def test_reasons_are_bound_to_their_project(sentence: str, codes: list[str]) -> None:
    rows = prose.by_name(_HEAD.rstrip("\n") + sentence + _TAIL)
    assert rows["河道清淤"].reason_codes == codes
    assert rows["管网检测服务"].reason_codes == []


@pytest.mark.parametrize(
    ("sentence", "role", "value"),
    [
        ("当年无支出", "executed", "0.00"),
        ("2023年未发生支出", "executed", "0.00"),
        ("预算安排47.5万元，已全部使用完毕", "executed", "475000.00"),
        ("3260.5万元资金全部拨付到位", "received", "32605000.00"),
        ("年初预算1.2068亿元", "budget_initial", "120680000.00"),
        ("压减后预算1060万元", "budget_full_year", "10600000.00"),
        ("全年支出3284005.6元", "executed", "3284005.60"),
        ("批复预算人民币壹拾贰万元整", "budget", "120000.00"),
    ],
)
def test_amounts_and_words(sentence: str, role: str, value: str) -> None:
    found = {f.role: f.value for s in sentences(sentence) for f in figures(s)}
    assert found[role] == Decimal(value)


def test_dealt_figures_need_equal_counts() -> None:
    report = "青禾市残疾人联合会2024年度项目绩效自评报告\n一、总体情况\n2024年安排专项3个，分别为儿童康复救助、驾照补贴、无障碍家庭改造，全年预算分别为{}，实际支出分别为15万元、3万元、4万元。\n二、其他\n无。\n"
    rows = prose.by_name(report.format("16万元、9万元、4万元"))
    assert [rows[n].budget for n in ("儿童康复救助", "驾照补贴", "无障碍家庭改造")] == [160000, 90000, 40000]
    assert rows["驾照补贴"].status == PUBLISH
    short = prose.by_name(report.format("16万元、9万元"))
    assert all(short[n].budget is None for n in ("儿童康复救助", "驾照补贴", "无障碍家庭改造"))


def test_list_numbers_glued_to_names() -> None:
    items = "".join(f"{n}.第{n}标段维护项目：预算{n}0万元，支出{n}0万元。\n" for n in range(1, 7))
    text = f"青禾区水务局2022年度项目支出绩效自评总报告\n一、项目情况\n{items}7.350MHz基站扩容：预算88万元，支出32万元。\n8.22年省级专项（第二批）：预算55.9万元，支出55.9万元。\n"
    rows = prose.by_name(text)
    assert rows["350MHz基站扩容"].executed_yuan == 320_000
    assert rows["22年省级专项（第二批）"].budget == 559_000


def test_nothing_goes_to_the_department_by_default() -> None:
    text = "青禾区水务局2023年度项目支出绩效自评报告\n一、情况\n年初预算60万元，支出54万元，执行率90%。\n1.河道清淤：年初预算数6万元，支出6万元。\n2.泵站维修：年初预算数5万元，支出5万元。\n"
    assert not [r for r in prose.read(text).rows if not r.project and r.status == PUBLISH]


def test_a_unit_slip_keeps_what_is_written_and_goes_to_review() -> None:
    row = prose.by_name(_HEAD.replace("54万元", "54元") + _TAIL)["河道清淤"]
    assert row.executed_yuan == Decimal("54.00")
    assert "unit_suspect" in row.flags
    assert row.status == REVIEW


def test_two_statements_of_one_figure_go_to_review() -> None:
    row = _river("据审计，该项目全年执行数52万元。")
    assert row.executed_yuan == Decimal("540000.00")
    assert "contradictory_values" in row.flags
    assert row.status == REVIEW


def test_the_rule_and_the_spans_are_there_for_the_desk() -> None:
    reading = prose.read(prose.PLAIN)
    row = next(r for r in reading.rows if r.project == "管网检测服务")
    spans = {s.column: reading.text[s.start : s.end] for s in row.spans}
    assert spans["executed_yuan"] == "40万元"
    assert spans["rate_stated_pct"] == "80%"
    assert "全年执行数" in row.rule
    assert "列表项" in row.subject_evidence
    assert reading.measures[0].due_year == 2024


_ONE = "青石县水利局2022年度河道清淤项目绩效自评报告\n年初预算150万元，{}。\n"


@pytest.mark.parametrize(
    "said",
    [
        "资金未全部使用完毕", "尚未全部支付", "除质保金外全部使用完毕", "基本全部使用完毕", "预计年底前全部使用完毕", "要求资金全部使用完毕",
        "其中50万元全部使用完毕", "全年无支出违规问题", "当年无支出计划外项目", "上半年无支出", "并非当年无支出", "上半年支出48万元，三季度支出20万元",
        "第一笔款已支付36万元",
    ],
)  # fmt: skip
def test_not_all_and_not_the_whole_year_is_no_spending(said: str) -> None:
    (row,) = prose.read(_ONE.format(said)).rows
    assert (row.budget_initial_yuan, row.executed_yuan) == (1_500_000, None)


def test_spending_of_some_month_waits_for_a_person() -> None:
    (row,) = prose.read(_ONE.format("截至6月底，执行数40万元，执行率26.67%")).rows
    assert row.status == REVIEW


@pytest.mark.parametrize(
    "told",
    [
        "预算执行率指标满分10分，执行率85%（含）至100%得8分，60%至85%得5分。",
        "示例：XX项目，年初预算100万元，全年执行90万元，执行率90%。",
        "【填写说明】项目资金执行率=执行数/预算数，如预算数100万元，执行数80万元，则填80%。",
        "注：执行率=支出÷预算×100%，例如预算200万元、支出150万元，执行率为75%。",
        "发行专项债券5000万元，已支出3200万元。", "争取新增政府债券资金1.2亿元，执行率64%。", "专项债券支出执行率78%，支出3900万元。",
        "我县水利投入预算执行率98%的做法被省报刊发报道。", "全省水利经费执行数12亿元，执行率96%。",
    ],
)  # fmt: skip
def test_rules_examples_bonds_and_other_peoples_money_are_nobodys(told: str) -> None:
    with pytest.raises(InputError, match="没有认出任何项目"):
        prose.read(f"青石县水利局2022年度河道清淤项目绩效自评报告\n{told}")
    assert prose.figures(_river(told))[:-2] == prose.figures(_river(""))[:-2]


@pytest.mark.parametrize(
    "told",
    [
        "二、收入情况\n1.水费收入：预算300万元，完成290万元，完成率96.7%。\n2.租金收入：预算30万元，完成29万元，完成率96.7%。",
        "二、三公经费\n1.公务接待费：年初预算2万元，支出1.5万元，执行率75%。\n2.公车运行费：年初预算2万元，支出1.5万元，执行率75%。",
        "二、采购清单\n1.课桌：500张，预算19万元，支出18.5万元。\n2.投影仪：12台，预算8.4万元，支出8.4万元。",
        "二、宣传工作\n1.制作展板：支出3万元。\n2.印制手册：支出2万元。",
    ],
)
def test_lists_of_something_else_are_no_projects(told: str) -> None:
    text = _HEAD + "2.管网检测服务：年初预算数50万元，全年执行数50万元，执行率100%。\n"
    assert set(prose.by_name(text + told)) == {"河道清淤", "管网检测服务"}


@pytest.mark.parametrize(
    "told",
    [
        "坚持过紧日子，压减一般性支出（35万元）。", "认真贯彻中央八项规定，全年节约支出12万元。", "中标价89.7万元，合同金额89.7万元。",
        "合同签订后支付30%，验收合格后支付65%。", "预算执行率低于60%的项目，下年度原则上不予安排。",
    ],
)  # fmt: skip
def test_what_everybody_says_is_no_reason(told: str) -> None:
    (row,) = prose.read(_ONE.format(f"全年执行数120万元，执行率80%。{told.rstrip('。')}")).rows
    assert row.reason_codes == ["R90"]


@pytest.mark.parametrize(
    "told", ["得分91.5分（满分100分）", "自评得分（满分100分）为91.5分", "自评总分100分，实得91.5分"]
)
def test_full_marks_beside_the_points_hide_nothing(told: str) -> None:
    (row,) = prose.read(_ONE.format(f"全年执行数150万元，执行率100%，{told}")).rows
    assert row.score == Decimal("91.5")


def test_the_departments_own_budget_in_a_report_on_one_project_is_the_departments() -> None:
    (row,) = prose.read(
        "青石县水利局2022年度河道清淤项目绩效自评报告\n2022年本单位部门预算3000万元，支出2900万元，执行率96.67%。"
    ).rows
    assert (row.project, row.executed_yuan) == ("", 29_000_000)


def test_more_than_last_year_says_nothing_of_what_follows() -> None:
    (row,) = prose.read(_ONE.format("比上年增加10万元，支出140万元")).rows
    assert row.executed_yuan == 1_400_000
