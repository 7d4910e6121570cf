"""Reasons in further wordings: what becomes of the money left, what is more exact, what only describes."""

from __future__ import annotations

import pytest

from etl.read import reasons
from tests.prose import by_name


def _ids(text: object) -> str:
    return str(text)[:12] if isinstance(text, str) else ""


@pytest.mark.parametrize(
    "text",
    [
        "结余33.63万元由县财政统一收回", "剩余资金12万元已上缴区财政", "结余资金按规定退回国库", "未使用的5万元年底由财政收回统筹使用",
        "结余部分结转下年继续使用", "节余指标已由财政收回，统筹用于民生支出", "余额3.2万元，年末被财政收回", "剩余额度由市财政统筹收回",
    ],
    ids=_ids,
)  # fmt: skip
def test_what_becomes_of_the_money_left_is_no_cause(text: str) -> None:
    assert reasons.codes(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("因年底财政收回指标，尾款未能支付", ["R09"]), ("项目资金被财政收回，导致无法支付", ["R09"]), ("支付令被退回，当年未能付款", ["R09"]),
        ("剩余款项因质保期未满结转下年", ["R07"]), ("使用上年结余结转资金安排", ["R15"]),
    ],
    ids=_ids,
)  # fmt: skip
def test_money_taken_back_before_it_was_spent_is_one(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("部分退役士兵因升学未办理补助申领", ["R12"]), ("部分农户未办理低保申请", ["R12"]), ("施工许可证未办理，项目没有开工", ["R04"]),
        ("土地手续未办理完毕，项目未开工", ["R04"]), ("采购数量核减", []), ("设备由市局统一配发，采购数量核减", ["R16"]),
        ("招标控制价核减12万元", ["R06"]), ("采购环节核减资金8万元", ["R06"]),
        ("单价由预算的1,500元/台降至975元/台", ["R06"]), ("成交价格从80万元降到62万元", ["R06"]),
    ],
    ids=_ids,
)  # fmt: skip
def test_what_was_not_applied_for_and_what_was_cut(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("省级复核工作2024年1月方才完成", ["R08"]), ("审计报告12月才出具", ["R08"]), ("第三方验收12月底才通过", ["R08"]),
        ("合同11月才签订", ["R04"]), ("设备12月才到货", ["R14"]), ("资金12月才下达", ["R09"]),
        ("作业设计批复时间为8月，错过当年最佳种草季节，补播推迟到次年春季", ["R04"]), ("招标两次流标，错过施工季节", ["R04"]),
        ("因连续降雨错过造林季节", ["R14"]), ("苗木到货晚，错过种植季节", ["R14"]), ("因设备到货晚、尚未验收，年底仅支付60%", ["R14", "R08"]),
        ("项目财政评审耗时较长，施工合同9月签订", ["R04"]), ("招标控制价评审时间长，10月才开标", ["R04"]), ("概算评审周期长", ["R04"]),
        ("结算评审耗时长，尾款未支付", ["R07", "R08"]), ("工程已完工，财政评审尚未完成，余款未付", ["R08"]), ("竣工决算评审滞后", ["R08"]),
    ],
    ids=_ids,
)  # fmt: skip
def test_what_came_late_says_which_code(text: str, codes: list[str]) -> None:
    assert sorted(reasons.codes(text)) == sorted(codes)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("部分主体自筹困难、建设进度缓慢，截至年底尚有11个主体未通过验收，补助资金未拨付", ["R14", "R08"]),
        ("3家企业未通过验收，奖补资金未拨付", ["R08"]), ("申报企业不符合条件，补贴资金没有拨付", ["R12"]),
        ("县级配套资金未能及时足额拨付", ["R09"]), ("市级资金尚未能全额及时到位", ["R09"]), ("上级补助资金未拨付到位", ["R09"]),
        ("按合同约定按节点支付，年底未达到支付节点", ["R05"]), ("项目进度未达到第三笔付款的节点", ["R05"]), ("尾款未到付款节点", ["R07"]),
        ("服务费在2023年1月完成末期评估后予以支付", ["R05"]), ("部分线路停运，实际营运车辆减少，补贴资金结余69万元", ["R12"]),
        ("概算总投资3,680万元，分两年实施", []), ("每季度对养护企业考核后凭考核结果付款", []),
        ("因项目总投资3,000万元，分两年实施，余款次年支付", ["R05"]),
    ],
    ids=_ids,
)  # fmt: skip
def test_money_not_paid_on_and_stages_of_a_plan(text: str, codes: list[str]) -> None:
    assert reasons.codes(text) == codes


LIST = (
    "白石县城管局2022年度项目支出绩效自评报告\n一、项目情况\n"
    "1.甲类综合业务：预算60万元，支出45万元，执行率75%，得分91分。{item}\n"
    "2.绿地养护：预算40万元，支出40万元，执行率100%，得分98分。\n{behind}"
)


@pytest.mark.parametrize(
    ("passage", "codes"),
    [
        ("该项目建设周期为两年，按照工程形象进度拨付资金，剩余资金将于下年度支付。", {"R05"}),
        ("按照政府过紧日子要求，压缩会议费、差旅费等一般性支出，故支出低于预算。", {"R10"}),
        ("预算编制较为粗放，年初测算与实际支出存在较大偏差。", {"R11"}),
        ("主要原因是参训学员人数较计划减少，且部分课程因疫情取消。", {"R12", "R01"}),
        ("因部分村民对补偿标准有异议，土地流转工作未能按期完成。", {"R14"}),
        ("疫情期间体育场馆暂停开放，开放补助资金相应核减。", {"R01"}),
        ("省级文件明确从7月起停止征收该项费用，代征手续费不再发生。", {"R02"}),
        ("项目主管部门尚未出台新的补贴标准，补贴资金暂缓发放。", {"R02"}),
        ("因中央新的补助政策未明确，2022年度未安排支付。", {"R02"}),
        ("施工单位组织不力，投入人员和机械不足，工程进度未达预期。", {"R14"}),
        ("该项目为2021年结转项目，剩余工程量在本年度继续实施。", {"R15"}),
        ("退休人员死亡3人，抚恤金及生活补助按实际人数发放，略有结余。", {"R12"}),
        ("部分企业因不符合申报条件未通过审核，奖励资金未兑付。", {"R12"}),
        ("合同约定设备验收满一年后支付质保金5%，故有2.5万元未支付。", {"R07"}),
        ("项目前期征求意见、规划调整等环节耗费时间较多，施工图设计完成较晚。", {"R04"}),
        ("审计部门对项目结算价尚未出具最终审计结论，剩余工程款未拨付。", {"R08"}),
        ("通过项目实施，刑事案件发案数较上年下降12%，群众安全感明显提升。", set()),
        ("问卷调查显示，学员对课程安排的满意度较上期下降1.2个百分点。", set()),
        ("全年办理工伤认定申请426件，较上年减少31件，按时办结率100%。", set()),
    ],
    ids=_ids,
)  # fmt: skip
def test_passages_as_bureaus_write_them(passage: str, codes: set[str]) -> None:
    head = "二、偏离绩效目标的原因" if codes else "二、组织实施情况"
    for text in (
        LIST.format(item=passage, behind=""),
        LIST.format(item="", behind=f"{head}\n甲类综合业务。{passage}\n"),
    ):
        rows = by_name(text)
        assert (set(rows["甲类综合业务"].reason_codes) - {"R90"}, rows["绿地养护"].reason_codes) == (codes, [])
