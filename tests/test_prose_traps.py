"""What must not fool the reader: one trap a line, in a report that is read otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

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
