"""Reasons in further wordings: what becomes of the money left, what is more exact, what only describes."""

from __future__ import annotations

import pytest

from etl.read import reasons
from tests.prose import by_name, read


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
