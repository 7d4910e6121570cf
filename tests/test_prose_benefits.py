"""What the work is good for is no reason, what stands behind a list is of no item, and a reason is of the office it is told of."""

from __future__ import annotations

import pytest

from tests.prose import by_name, read

ONE = "云溪县教育局2023年度学生资助项目绩效自评报告\n2023年学生资助项目全年预算400万元，全年支出320万元，执行率80%。{why}\n二、效益\n{said}。\n"


@pytest.mark.parametrize(
    "said",
    [
        "为群众和企业节约成本约460万元",
        "帮助农户节省种植成本30万元",
        "年节约标准煤1200吨、节约电费20万元",
        "每户节约医疗费用1200元",
        "社会效益方面，累计为学生家长节约培训支出300万元",
        "居民就近办事，节省出行费用12万元",
    ],
)
def test_savings_of_others_are_no_reason(said: str) -> None:
    assert "R06" not in by_name(ONE.format(said=said, why=""))["学生资助项目"].reason_codes


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("主要是招标节约资金80万元", "R06"),
        ("剩余资金为12月份补助，需次年1月核定后兑付", "R07"),
        ("余款待下年一季度考核后支付", "R07"),
        ("全年仅发生险情3起，未启动大规模转移安置", "R03"),
        ("因申报企业未达到建站条件", "R12"),
        ("主要是部分企业申报材料未通过审核", "R12"),
    ],
)
def test_reasons_in_such_words(why: str, code: str) -> None:
    assert by_name(ONE.format(said="成效明显", why=why + "。"))["学生资助项目"].reason_codes == [code]


def test_paragraphs_behind_the_last_named_line_are_not_its_own() -> None:
    text = (
        "云溪县人社局2023年度预算项目绩效自评报告\n一、项目绩效情况\n"
        "就业见习补贴：项目资金126万元，支出113.4万元，执行率90%。\n"
        "社保卡制发补助：项目资金40万元，支出38万元，执行率95%。\n"
        "根治欠薪经费：项目资金12万元，支出9万元，执行率75%。\n"
        "一年来，我单位真抓实干、担当作为，年度民生实事全部办结，落实资金3,260万元，下达资金260万元，部分工程因施工单位进场晚而推迟。\n"
    )
    row = by_name(text)["根治欠薪经费"]
    assert (row.budget, row.amount_unspecified_yuan, "R14" in row.reason_codes) == (None, 120_000, False)


def test_a_reason_is_of_the_office_its_sentence_opens_with() -> None:
    text = (
        "榕江县乡镇2022年度整体支出绩效评价情况\n县财政局对2个乡镇2022年度整体支出进行了绩效评价，情况如下。\n"
        "古州镇人民政府2022年全年预算3,512万元，支出3,406.64万元，预算执行率97%，评价得分90.2分。"
        "寨蒿镇人民政府2022年全年预算1,846万元，支出1,550.64万元，预算执行率84%，评价得分81分，主要是工程尚未完成结算审计。\n"
    )
    codes = {row.department: row.reason_codes for row in read(text).rows}
    assert (codes["古州镇人民政府"], codes["寨蒿镇人民政府"]) == ([], ["R08"])


@pytest.mark.parametrize(
    "said",
    [
        "对执行进度低于序时进度10个百分点以上的项目下发提醒函3份",
        "对支出进度偏慢的科室及时约谈提醒",
        "针对支付进度滞后的单位通报2次",
    ],
)
def test_how_slow_ones_are_reminded_is_no_reason(said: str) -> None:
    assert by_name(ONE.format(said=said, why=""))["学生资助项目"].reason_codes in ([], ["R90"])
