"""What follows from a grade or a breach is no result of the report nor a reason; points and their grade stay together; a
conclusion that names nobody."""

from __future__ import annotations

import pytest

from etl.read import reasons
from etl.read.prose import conditions
from etl.read.rows import DEPARTMENT_YEAR, PUBLISH, REVIEW
from tests.prose import by_name

_ONE = (
    "东县水利局2022年管网改造项目绩效自评报告\n一、资金\n管网改造项目年初预算数60万元，全年执行数40万元，执行率66.67%。\n"
    "{}\n二、结论\n{}\n"
)
_MANY = (
    "黄坪县工业和信息化局2023年项目支出绩效自评报告\n一、资金\n1.企业上云补贴：预算安排60万元，实际支出58.8万元，执行率98%。\n"
    "2.污水管网维护：预算安排88万元，实际支出79.2万元，执行率90%。\n二、{}\n{}\n"
)
_OF_TREASURY = (
    "东陵市财政局关于2022年困难群众救助补助资金重点绩效评价的报告\n市财政局对该资金开展了重点绩效评价。\n一、资金\n"
    "2022年困难群众救助补助资金预算安排11,846万元，实际支出11,572.36万元，预算执行率97.69%。\n二、综合评价情况及评价结论\n{}\n"
)


@pytest.mark.parametrize(
    "rule",
    [
        "对评价结果为“优”的，下一年度预算优先安排；对评价结果为“中”的，压减预算10%—20%；对评价结果为“差”的，原则上不再安排。",
        "对评价等级为“中”的项目压减预算10%。",
        "项目等级为优的，予以通报表扬。",
        "评价得分在90分以上的，等级为优，优先安排。",
        "评价等级为优、良的项目，下年度优先保障。",
        "凡评为“差”的，约谈单位主要负责人，取消下年度预算。",
        "若评价结果为差，则收回剩余资金。",
        "对绩效评价得分低于60分的项目，一律取消。",
        "绩效评价结果为“良”的项目，保持上年规模；为“中”的项目，压减预算10%；为“差”的项目，取消安排。",
        "评价结果与预算安排挂钩，优的优先安排，差的压减或取消。",
        "单位如被评为“差”，将核减下年度项目经费。",
        "对违反规定套取资金的，按照条例处理，并在3年内取消其申报资格。",
        "绩效运行监控中发现进度低于序时进度20个百分点以上的，暂缓拨款。",
        "对执行进度慢、绩效不明显的项目适当压减。",
        "对低效无效资金一律削减取消。",
    ],
)
def test_a_rule_on_grades_is_no_grade_and_no_reason(rule: str) -> None:
    for body, points, grade in ((rule, "自评得分88分。", ""), (rule, "自评得分88分，评价等级为良。", "良")):
        row = by_name(_ONE.format(body, points))["管网改造项目"]
        assert (str(row.score), row.grade_stated, row.reason_codes) == ("88", grade, ["R90"])
        assert ("grade_mismatch" in row.flags, row.status) == (False, PUBLISH)


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("自评得分88分，等级为良，建议下一年度优先安排。", "良"),
        ("自评得分92分，评价等级为优。因评价结果为优，下一年度予以优先保障。", "优"),
        ("自评得分88分，等级为良；评价结果为优的，优先安排。", "良"),
        ("对评为优的项目给予奖励。评价结果：得分88分，等级：良。", "良"),
        ("总体评价结果为优。自评得分88分，评价等级为良。", "良"),
    ],
)
def test_a_grade_beside_the_points_is_the_report_s(said: str, grade: str) -> None:
    row = by_name(_ONE.format("", said))["管网改造项目"]
    assert (row.score is not None, row.grade_stated, row.status) == (True, grade, PUBLISH)


def test_a_rule_begins_with_its_clause() -> None:
    text = '得分88分，等级为良，对评价为"优"的，优先安排'
    assert text[conditions.begin(text, 0, len(text)) :] == '对评价为"优"的，优先安排'
    for told in ("因评价等级为优，上级给予奖励", "对因疫情无法举办的培训，予以取消", "对设备进行更换，工期推迟"):
        assert conditions.begin(told, 0, len(told)) == len(told)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("合同约定预付款比例30%，进度款按月支付至已完工程量的80%，工程结算审核后付至97%，剩余3%作为质量保证金", []),
        ("合同规定签订后支付40%，验收合格后付至95%", []),
        ("工程竣工决算后支付至95%", []),
        ("余下的5%作为工程质保金", []),
        ("剩余3%作为质保金，尚未到期", ["R07"]),
        ("按合同约定，30%尾款次年支付", ["R07"]),
        ("留5%作为质保金，一年后再付", ["R07"]),
        ("合同约定分期付款，初验后支付合同价的60%，终验须待试运行满六个月后进行", ["R05", "R08"]),
        ("合同约定验收合格后支付95%，因尚未验收未支付", ["R08"]),
        ("绩效指标细化量化程度不够，满意度调查样本量偏少", []),
        ("部分效益指标难以量化，绩效目标编制不够科学", []),
        ("问卷发放数量不足", []),
        ("绩效管理意识有待进一步增强", []),
        ("绩效目标编制不够细化，实际报名人数少于预期", ["R12"]),
        ("从生态效益看，断面水质达标率100%，单位面积能耗下降2.6%", []),
        ("社会效益方面，辖区纠纷数量下降8%", []),
        ("单位面积能耗降低4%", []),
        ("社会效益方面，因报名人数少于预期未达目标", ["R12"]),
    ],
)
def test_what_every_report_says_is_no_reason(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("按照过紧日子要求，主动压减了3处非急需维修", ["R10"]),
        ("按照厉行节约要求，减少印刷份数", ["R10"]),
        ("压减非必要设备购置", ["R10"]),
        ("因上级公务用车编制批复文件未下达，未能启动采购", ["R02"]),
        ("规划批复一直没有下来", ["R02"]),
        ("一批资金未到账", ["R09"]),
        ("补充调查延误工期约三个月", ["R14"]),
    ],
)
def test_further_ways_to_say_a_reason(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


def test_thrift_is_a_reason_where_an_item_says_what_it_cut() -> None:
    text = _MANY.format("原因", "").replace("执行率90%。", "执行率90%。按照过紧日子要求，主动压减了3处非急需维修。")
    assert by_name(text)["污水管网维护"].reason_codes == ["R10"]
    low = _ONE.format("该项目执行率低，主要是按照厉行节约要求，取消了2场活动。", "")
    assert by_name(low)["管网改造项目"].reason_codes == ["R10"]
    assert by_name(_ONE.format("我局按照过紧日子要求，压减了会议费。", ""))["管网改造项目"].reason_codes == ["R90"]


def test_a_second_cause_of_a_department_that_was_short() -> None:
    text = (
        "桃源区发展和改革局2022年度部门整体支出绩效自评报告\n一、预算执行\n2022年我局部门预算总额为1,700万元，"
        "实际支出1,500万元，部门预算执行率为88.24%。\n二、偏离绩效目标的原因\n"
        "偏离原因：前期工作经费因规划评估延期启动，未能按计划支付；会议、培训受疫情影响大幅减少。\n"
    )
    assert by_name(text)[""].reason_codes == ["R04", "R01"]


def test_use_of_results_explains_nothing() -> None:
    text = _ONE.format("二、绩效自评结果拟应用和公开情况\n由于进度滞后，压减了培训经费。", "")
    assert by_name(text)["管网改造项目"].reason_codes == ["R90"]


@pytest.mark.parametrize(
    ("said", "score", "grade"),
    [
        ("对项目进行了客观评价，最终评分结果为：总得分86.72分，评价级别为“良”。其中决策类得分17.5分。", "86.72", "良"),
        ("评价结论：综合得分88分，等级为“良”。", "88", "良"),
        ("评分结果如下：总分91.2分，评级为优。", "91.2", "优"),
        ("绩效评价结果为得分84.5分，评价等级为良。", "84.5", "良"),
        ("经综合评定，评定结果为：总得分79.5分，评价级别为中。", "79.5", "中"),
    ],
)
def test_points_behind_the_word_result(said: str, score: str, grade: str) -> None:
    rows = by_name(_OF_TREASURY.format(said))
    assert {(str(row.score), row.grade_stated) for row in rows.values()} == {(score, grade)}


@pytest.mark.parametrize(
    ("head", "said", "score", "flags"),
    [
        (
            "自评结论",
            "自评得分93分，评定等级为“良”。按评分标准，90分（含）以上为优，80（含）—90分为良。",
            "93",
            ["grade_mismatch"],
        ),
        ("结论", "综上，自评得分94.6分。", "94.6", []),
        ("自评结论", "综合得分94.8分，等级为优。", "94.8", []),
        ("综合评价情况", "经自评小组打分，综合得分91分，等级为优。", "91", []),
        ("自评结果", "根据评分标准，自评总分为89分，评价等级为良。", "89", []),
    ],
)
def test_points_of_a_conclusion_that_names_nobody_are_of_the_whole_list(
    head: str, said: str, score: str, flags: list[str]
) -> None:
    row = by_name(_MANY.format(head, said))[""]
    assert (row.kind, str(row.score), row.flags, row.status) == (DEPARTMENT_YEAR, score, flags, REVIEW)


@pytest.mark.parametrize("said", ["产出指标得分48分。", "企业上云补贴自评得分93分。", "自评得分90分以上为优。"])
def test_other_points_of_a_conclusion_are_not_of_the_whole_list(said: str) -> None:
    assert "" not in by_name(_MANY.format("自评结论", said))
